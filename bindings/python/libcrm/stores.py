"""Stores written in Python, and one of dictionaries.

A store is an object with some of the methods of `Store`; one that it lacks makes what needs it
UnsupportedError. Kinds are names. Rows are dictionaries of the fields by name, with the values that
the library keeps: str, int (days since 1970-01-01, microseconds since 1970-01-01T00:00Z, minor
units, packed currencies, numbers of choices, ids), float, and None for no value.

What a method raises is raised, that very object, by the call that ran it; ConflictError,
DuplicateError and the other errors of the library are answers in themselves.
"""

from __future__ import annotations

from array import array
from ctypes import byref, c_int32, c_int64, c_size_t, c_void_p, sizeof, string_at
from itertools import islice
from typing import Any, Callable, Iterable, Iterator, NamedTuple

from . import _ffi
from ._ffi import lib
from .context import Core
from .errors import ConflictError, DuplicateError, Error, NoMemoryError, StoreError
from .tables import custom_field, fill_rows, read_column, read_rows
from .values import CUSTOM, I64, TEXT, Field

Row = dict[str, Any]
_BATCH = 4096
_ID, _VERSION = 0, 1


class Condition(NamedTuple):
    """field is `text`, or from low to high, both included."""

    field: str
    low: int
    high: int
    text: str | None


class Query(NamedTuple):
    """What a scan is asked for. Fields and conditions are hints: the library checks every row."""

    kind: str
    fields: list[str]
    conditions: list[Condition]

    def matches(self, row: Row) -> bool:
        for field, low, high, text in self.conditions:
            value = row.get(field)
            if value is None or (value != text if text is not None else not low <= value <= high):
                return False
        return True


class Change(NamedTuple):
    """What a unit of work does to one kind. checks and removes are (id, version) that must still be
    so; puts are whole rows whose version is the new one: what is stored must have version - 1, and
    nothing for version 1."""

    kind: str
    checks: list[tuple[int, int]]
    removes: list[tuple[int, int]]
    puts: list[Row]


class Store:
    """The methods of a store. Write those that the host can do; leave the others out."""

    def get(self, kind: str, ids: list[int]) -> Iterable[Row]:
        """Those of the records that exist, in any order."""
        raise NotImplementedError

    def scan(self, query: Query) -> Iterable[Row]:
        """All rows of a kind; a list is taken at once, an iterator in batches and then closed."""
        raise NotImplementedError

    def apply(self, changes: list[Change]) -> None:
        """Make all changes happen, or raise (ConflictError ...) and change nothing."""
        raise NotImplementedError

    def reserve(self, kind: str, count: int) -> Iterable[int]:
        """Ids that were never used and never will be."""
        raise NotImplementedError

    def hold(self) -> None:
        """Until release, reads see one state."""
        raise NotImplementedError

    def release(self) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """Once, when the context is closed or could not be opened."""
        raise NotImplementedError


class DictStore(Store):
    """Records in dictionaries: the example of a store. Contexts of one thread may share it."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[int, Row]] = {}
        self._names: dict[str, dict[str, int]] = {}
        self._last: dict[str, int] = {}

    def get(self, kind: str, ids: list[int]) -> list[Row]:
        rows = self.rows.get(kind, {})
        return [rows[id] for id in ids if id in rows]

    def scan(self, query: Query) -> list[Row]:
        rows = self.rows.get(query.kind, {}).values()
        return [row for row in rows if query.matches(row)] if query.conditions else list(rows)

    def reserve(self, kind: str, count: int) -> range:
        first = self._last.get(kind, 0) + 1
        self._last[kind] = first + count - 1
        return range(first, first + count)

    def apply(self, changes: list[Change]) -> None:
        for change in changes:
            self._check(change)
        named = [self._renamed(change) for change in changes]
        for change, names in zip(changes, named):
            self._write(change, names)

    def _check(self, change: Change) -> None:
        rows = self.rows.get(change.kind, {})
        for id, version in change.checks + change.removes:
            if id not in rows or rows[id]["version"] != version:
                raise ConflictError(kind=change.kind, id=id)
        for row in change.puts:
            stored = rows[row["id"]]["version"] if row["id"] in rows else 0
            if stored != row["version"] - 1:
                raise ConflictError(kind=change.kind, id=row["id"])

    def _renamed(self, change: Change) -> dict[str, int | None]:
        """External ids that change their record: names let go are None."""
        rows, names = self.rows.get(change.kind, {}), self._names.get(change.kind, {})
        renamed: dict[str, int | None] = {}
        going = [id for id, _ in change.removes] + [row["id"] for row in change.puts]
        for id in going:
            name = rows[id]["external_id"] if id in rows else None
            if name is not None:
                renamed[name] = None
        for row in change.puts:
            name = row["external_id"]
            if name is None:
                continue
            if renamed.get(name, names.get(name) if name not in renamed else None) is not None:
                raise DuplicateError(kind=change.kind, id=row["id"], field="external_id")
            renamed[name] = row["id"]
        return renamed

    def _write(self, change: Change, renamed: dict[str, int | None]) -> None:
        rows = self.rows.setdefault(change.kind, {})
        names = self._names.setdefault(change.kind, {})
        for id, _ in change.removes:
            del rows[id]
        for row in change.puts:
            rows[row["id"]] = row
            self._last[change.kind] = max(self._last.get(change.kind, 0), row["id"])
        for name, owner in renamed.items():
            if owner is None:
                names.pop(name, None)
            else:
                names[name] = owner


class Bridge:
    """A store as C sees it: one struct of callbacks, alive as long as the context."""

    def __init__(self, core: Core, store: Any) -> None:
        self._core = core
        self._store = store
        self._cursors: dict[int, Iterator[Row]] = {}
        self._last_cursor = 0
        self._built_in: dict[int, list[Field]] = {}
        self.struct = _ffi.Store()
        core.check(lib.crm_store_init(byref(self.struct), sizeof(self.struct)))
        types: dict[str, Any] = dict(_ffi.Store._fields_)
        for name, needs in _CALLBACKS.items():
            if _has(store, needs):
                setattr(self.struct, name, types[name](_trampoline(core, getattr(self, name))))

    # Each is called through the trampoline: to raise is to fail.

    def get(self, kind: int, ids: Any, count: int, reply: int) -> None:
        rows = self._store.get(self._core.schema.names[kind], ids[:count])
        if rows is not None:
            self._fill(list(rows), reply)
            lib.crm_reply_ok(reply)

    def scan(self, query: int, reply: int) -> None:
        rows = self._store.scan(self._query(query))
        if rows is None:
            return
        if not hasattr(rows, "__next__"):
            self._fill(list(rows), reply)
            lib.crm_reply_end(reply)
            return
        self._last_cursor += 1
        self._cursors[self._last_cursor] = rows
        lib.crm_reply_cursor(reply, self._last_cursor)

    def next(self, cursor: int, limit: int, reply: int) -> None:
        rows = list(islice(self._cursors[cursor], max(1, min(limit, _BATCH))))
        if not rows:
            lib.crm_reply_end(reply)
            return
        self._fill(rows, reply)
        lib.crm_reply_ok(reply)

    def finish(self, cursor: int) -> None:
        rows = self._cursors.pop(cursor)
        close = getattr(rows, "close", None)
        if close:
            close()

    def apply(self, changes: int, reply: int) -> None:
        groups = range(lib.crm_changes_groups(changes))
        self._store.apply([self._change(changes, group) for group in groups])
        lib.crm_reply_ok(reply)

    def reserve(self, kind: int, count: int, reply: int) -> None:
        ids = self._store.reserve(self._core.schema.names[kind], count)
        if ids is not None:
            handed = array("q", ids)
            lib.crm_reply_ids(reply, handed.buffer_info()[0], len(handed))

    def hold(self, reply: int) -> None:
        self._store.hold()
        lib.crm_reply_ok(reply)

    def release(self) -> None:
        self._store.release()

    def close(self) -> None:
        self._store.close()

    # What they read and fill.

    def _fields(self, table: int) -> list[Field]:
        """Fields of a table, by what it says of itself: the host may have defined some."""
        kind = lib.crm_table_kind(table)
        fields = self._built_in.get(kind)
        if fields is None:
            known = self._core.schema.fields(kind).values()
            fields = self._built_in[kind] = [one for one in known if not one.flags & CUSTOM]
        columns = lib.crm_table_columns(table)
        if columns == len(fields):
            return fields
        return fields + [custom_field(table, index) for index in range(len(fields), columns)]

    def _fill(self, rows: list[Row], reply: int) -> None:
        if rows:
            table = lib.crm_reply_table(reply)
            if fill_rows(table, self._fields(table), rows) == NoMemoryError.status:
                raise NoMemoryError("no memory for the rows of the store")

    def _change(self, changes: int, group: int) -> Change:
        puts = lib.crm_changes_puts(changes, group)
        return Change(
            self._core.schema.names[lib.crm_changes_kind(changes, group)],
            _versions(lib.crm_changes_checks(changes, group)),
            _versions(lib.crm_changes_removes(changes, group)),
            read_rows(puts, self._fields(puts)),
        )

    def _query(self, query: int) -> Query:
        kind = lib.crm_query_kind(query)
        known = {one.number: one.name for one in self._core.schema.fields(kind).values()}
        count = c_size_t()
        start = lib.crm_query_fields(query, byref(count))
        numbers = memoryview(string_at(start, 4 * count.value)).cast("i") if start else []
        asked = [
            _condition(query, index, known) for index in range(lib.crm_query_conditions(query))
        ]
        return Query(
            self._core.schema.names[kind],
            [known[number] for number in numbers if number in known],
            [condition for condition in asked if condition is not None],
        )


# The callbacks, and the method of the store without which they stay NULL.
_CALLBACKS = {
    "get": "get",
    "scan": "scan",
    "next": "scan",
    "finish": "scan",
    "apply": "apply",
    "reserve": "reserve",
    "hold": "hold",
    "release": "release",
    "close": "close",
}
_SILENT = ("finish", "release", "close")


def _has(store: Any, name: str) -> bool:
    method = getattr(store, name, None)
    return callable(method) and getattr(type(store), name, None) is not getattr(Store, name)


def _trampoline(core: Core, answer: Callable[..., None]) -> Callable[..., None]:
    silent = answer.__name__ in _SILENT

    def call(_self: int | None, *arguments: Any) -> None:
        try:
            answer(*arguments)
        except BaseException as error:
            core.keep(error)
            if not silent:
                _fail(core, arguments[-1], error)

    return call


def _fail(core: Core, reply: int, error: BaseException) -> None:
    if isinstance(error, ConflictError) and error.kind in core.schema.numbers:
        lib.crm_reply_conflict(reply, core.schema.numbers[error.kind], error.id or 0)
        return
    status = StoreError.status
    if isinstance(error, Error):
        status = error.status
    elif isinstance(error, MemoryError):
        status = NoMemoryError.status
    lib.crm_reply_fail(reply, status, getattr(error, "host_code", 0), type(error).__name__.encode())


def _versions(table: int) -> list[tuple[int, int]]:
    rows = lib.crm_table_rows(table)
    ids = read_column(table, _ID, I64, rows)
    return list(zip(ids, read_column(table, _VERSION, I64, rows)))


def _condition(query: int, index: int, known: dict[int, str]) -> Condition | None:
    number, type = c_int32(), c_int32()
    lib.crm_query_condition(query, index, byref(number), byref(type))
    if number.value not in known:
        return None  # a hint that can be left
    if type.value == TEXT:
        start, length = c_void_p(), c_size_t()
        lib.crm_query_text(query, index, byref(start), byref(length))
        text = string_at(start.value, length.value).decode() if start.value else ""
        return Condition(known[number.value], 0, 0, text)
    low, high = c_int64(), c_int64()
    lib.crm_query_int(query, index, byref(low), byref(high))
    return Condition(known[number.value], low.value, high.value, None)


def bridge(core: Core, store: Any) -> Bridge:
    return Bridge(core, store)
