"""Rows and typed columns: reading them column by column, filling them column by column.

A `Table` is one of the caller's own (`crm.table("purchase")`), or borrowed: from an analysis, from
a step of a scan. A borrowed one answers ClosedError once its owner has moved on. What is read is
always copied, so that nothing here can outlive its memory.
"""

from __future__ import annotations

from array import array
from ctypes import addressof, byref, c_char, c_void_p, string_at
from typing import Any, Iterable, Iterator, Mapping, Sequence

from ._ffi import lib
from .context import Handle
from .errors import ArgumentError, ClosedError, NoMemoryError
from .values import CODE, CUSTOM, DOUBLE, KEEP, NARROW, SET, SHOW, TEXT, Field

_FORMATS = {"q": 8, "l": 8, "i": 4, "d": 8}


# ---- Reading ----


def _absent(validity: c_void_p, rows: int) -> list[int] | None:
    """Rows that have no value; None when all have one."""
    if not validity.value:
        return None
    bits = int.from_bytes(string_at(validity.value, (rows + 7) // 8), "little")
    full = (1 << rows) - 1
    gaps = ~bits & full
    if not gaps:
        return None
    return [row for row, bit in enumerate(reversed(f"{gaps:0{rows}b}")) if bit == "1"]


def _numbers(pointer: int, column: int, type: int, rows: int) -> tuple[memoryview, c_void_p]:
    validity = c_void_p()
    if type == DOUBLE:
        read, width, code = lib.crm_table_doubles, 8, "d"
    elif type in NARROW:
        read, width, code = lib.crm_table_int32s, 4, "i"
    else:
        read, width, code = lib.crm_table_int64s, 8, "q"
    start = read(pointer, column, byref(validity))
    if not start:
        raise NoMemoryError(f"column {column} cannot be read")
    return memoryview(string_at(start, width * rows)).cast(code), validity


def _texts(pointer: int, column: int, rows: int) -> tuple[list[Any], c_void_p]:
    offsets, validity = c_void_p(), c_void_p()
    start = lib.crm_table_texts(pointer, column, byref(offsets), byref(validity))
    if not offsets.value:
        raise NoMemoryError(f"column {column} cannot be read")
    at = memoryview(string_at(offsets.value, 8 * (rows + 1))).cast("q").tolist()
    data = string_at(start, at[rows]) if start and at[rows] else b""
    if data.isascii():
        whole = data.decode("ascii")
        return [whole[at[row] : at[row + 1]] for row in range(rows)], validity
    return [data[at[row] : at[row + 1]].decode() for row in range(rows)], validity


def read_column(pointer: int, column: int, type: int, rows: int) -> list[Any]:
    """A column as the library keeps it: int, float or str, None where there is no value."""
    if rows == 0:
        return []
    if type == TEXT:
        values, validity = _texts(pointer, column, rows)
    else:
        numbers, validity = _numbers(pointer, column, type, rows)
        values = numbers.tolist()
    for row in _absent(validity, rows) or ():
        values[row] = None
    return values


# ---- Filling ----


def _validity(values: Sequence[Any]) -> bytes | None:
    """Arrow's bits, None when every value is there."""
    if None not in values:
        return None
    bits = "".join(["0" if value is None else "1" for value in reversed(values)])
    return int(bits, 2).to_bytes((len(values) + 7) // 8, "little")


def _address(data: Any) -> tuple[c_void_p, Any]:
    """Where the bytes of a buffer are, and what keeps them there."""
    view = memoryview(data)
    if not view.contiguous:
        raise ValueError("the buffer is not contiguous")
    if view.readonly:
        held = (c_char * view.nbytes).from_buffer_copy(view)
    else:
        held = (c_char * view.nbytes).from_buffer(view)
    return c_void_p(addressof(held)), held


def _is_buffer(values: Any) -> bool:
    if isinstance(values, (list, tuple)):
        return False
    try:
        memoryview(values)
    except TypeError:
        return False
    return True


def fill_text(pointer: int, column: int, first: int, values: Sequence[str | None]) -> int:
    encoded = [b"" if value is None else value.encode() for value in values]
    offsets = array("q", [0])
    position = 0
    for one in encoded:
        position += len(one)
        offsets.append(position)
    at, held = _address(offsets)
    return lib.crm_table_fill_text(
        pointer, column, first, len(values), b"".join(encoded), at, _bits(_validity(values))
    )


def _bits(data: Any) -> Any:
    return None if data is None else _address(data)[1]


def fill_numbers(pointer: int, column: int, type: int, first: int, values: Sequence[Any]) -> int:
    """Values as the library keeps them, None where there is none."""
    validity = _validity(values)
    if validity is not None:
        values = [0 if value is None else value for value in values]
    if type in NARROW and any(not -(2**31) <= value < 2**31 for value in values):
        return _fill_cells(pointer, column, first, values, validity)
    code = "d" if type == DOUBLE else "i" if type in NARROW else "q"
    return fill_buffer(pointer, column, first, array(code, values), validity)


def _fill_cells(
    pointer: int, column: int, first: int, values: Sequence[int], validity: bytes | None
) -> int:
    """One by one, so that the library names the row whose value does not fit."""
    for row, value in enumerate(values):
        if validity is None or validity[row >> 3] >> (row & 7) & 1:
            status = lib.crm_table_set_int(pointer, first + row, column, value)
            if status < 0:
                return status
    return 0


def fill_buffer(pointer: int, column: int, first: int, values: Any, validity: Any) -> int:
    """An array or memoryview of 64-bit or 32-bit integers or doubles, as it is."""
    view = memoryview(values)
    if _FORMATS.get(view.format) != view.itemsize:
        raise TypeError(f"a column is filled from items q, i or d, not {view.format!r}")
    if view.format == "d":
        fill = lib.crm_table_fill_double
    else:
        fill = lib.crm_table_fill_int64 if view.itemsize == 8 else lib.crm_table_fill_int32
    count = view.nbytes // view.itemsize
    if count == 0:
        return 0
    if validity is not None and memoryview(validity).nbytes < (count + 7) // 8:
        raise ValueError("the validity bits are shorter than the values")
    at, held = _address(view)
    return fill(pointer, column, first, count, at, _bits(validity))


def fill_rows(pointer: int, fields: Iterable[Field], rows: Sequence[Mapping[str, Any]]) -> int:
    """Append rows that hold values as the library keeps them; keys that are no field are left."""
    first = lib.crm_table_rows(pointer)
    status = lib.crm_table_add(pointer, len(rows))
    for field in fields:
        if status < 0:
            break
        values = [row.get(field.name) for row in rows]
        if all(value is None for value in values):
            continue
        if field.type == TEXT:
            status = fill_text(pointer, field.number, first, values)
        else:
            status = fill_numbers(pointer, field.number, field.type, first, values)
    return status


def read_rows(pointer: int, fields: Sequence[Field]) -> list[dict[str, Any]]:
    """Rows as dictionaries, values as the library keeps them."""
    rows = lib.crm_table_rows(pointer)
    names = [field.name for field in fields]
    columns = [read_column(pointer, field.number, field.type, rows) for field in fields]
    return [dict(zip(names, values)) for values in zip(*columns)] if rows else []


def custom_field(pointer: int, index: int) -> Field:
    """A field that the host defined, from the column of a table."""
    number = lib.crm_table_column_at(pointer, index)
    name = lib.crm_table_name(pointer, number).decode()
    return Field(number, name, lib.crm_table_type(pointer, number), CUSTOM, None, {})


# ---- The object ----


class Table(Handle):
    """Rows and typed columns."""

    __slots__ = ("_owner", "_turn", "_columns")
    _free_name = "crm_table_free"

    def __init__(self, crm: Any, pointer: int, owner: Any = None) -> None:
        super().__init__(crm, pointer, owned=owner is None)
        self._owner = owner
        self._turn = None if owner is None else owner.turn()
        self._columns: dict[str, tuple[int, int]] | None = None

    def live(self) -> int:
        if self._owner is not None:
            self._owner.live()
            if self._turn != self._owner.turn():
                raise ClosedError("the table was borrowed, and its owner has moved on")
        return super().live()

    @property
    def kind(self) -> str | None:
        """Name of its kind, None for a result."""
        return self._core.schema.names.get(self._core.ask(lib.crm_table_kind, self))

    @property
    def columns(self) -> list[str]:
        """Names of the columns in order."""
        return list(self._layout())

    def __len__(self) -> int:
        return self._core.ask(lib.crm_table_rows, self)

    def __repr__(self) -> str:
        return f"<table of {len(self)} rows>"

    def column(self, name: str, raw: bool = False) -> list[Any]:
        """A column as a list, None where there is no value. With `raw`, days, instants, currencies,
        codes and sets stay the integers that the library keeps."""
        number, type = self._find(name)
        with self._core.lock:
            values = read_column(self.live(), number, type, len(self))
        show = None if raw else self._show(name, type)
        return values if show is None else [None if v is None else show(v) for v in values]

    def memory(self, name: str) -> tuple[memoryview, memoryview | None]:
        """A column of numbers as a memoryview (a copy) and its validity bits, None if all rows have
        a value. What stands under a 0 bit is unspecified."""
        number, type = self._find(name)
        if type == TEXT:
            raise ArgumentError(f"{name} is text", field=name)
        with self._core.lock:
            rows = len(self)
            if rows == 0:
                return memoryview(b""), None
            values, validity = _numbers(self.live(), number, type, rows)
            bits = string_at(validity.value, (rows + 7) // 8) if validity.value else None
        return values, None if bits is None else memoryview(bits)

    def rows(self, *names: str, raw: bool = False) -> list[tuple[Any, ...]]:
        """Rows as tuples of the columns named, of all columns if none is."""
        columns = [self.column(name, raw) for name in names or self.columns]
        return list(zip(*columns))

    def __iter__(self) -> Iterator[dict[str, Any]]:
        names = self.columns
        for values in self.rows():
            yield dict(zip(names, values))

    # ---- filling one's own ----

    def add(self, rows: Iterable[Mapping[str, Any]]) -> "Table":
        """Append rows given as dictionaries of Python values."""
        rows = list(rows)
        fields = self._fields()
        for row in rows:
            unknown = row.keys() - fields.keys()
            if unknown:
                raise ArgumentError(f"{self.kind} has no field {sorted(unknown)[0]!r}")
        used = [field for name, field in fields.items() if any(name in row for row in rows)]
        kept = [{field.name: _keep(field, row.get(field.name)) for field in used} for row in rows]
        with self._core.lock:
            self._core.check(fill_rows(self.live(), used, kept))
        return self

    def fill(self, first: int | None = None, **columns: Any) -> "Table":
        """Set whole columns: arrays or memoryviews of 64-bit, 32-bit integers or doubles, or lists
        of Python values with None where there is none. Without `first` the rows are appended."""
        counts = {len(values) for values in columns.values()}
        if len(counts) > 1:
            raise ArgumentError("the columns are not of one length")
        with self._core.lock:
            pointer = self.live()
            if first is None:
                first = lib.crm_table_rows(pointer)
                self._core.check(lib.crm_table_add(pointer, counts.pop() if counts else 0))
            for name, values in columns.items():
                self._core.check(self._fill(pointer, name, first, values))
        return self

    def constant(self, **columns: Any) -> "Table":
        """Give columns one value for all rows, those added later included."""
        fields = self._fields()
        for name, value in columns.items():
            self._find(name)
            field = fields[name]
            self._core.do(lib.crm_table_set_constant, self, field.number, field.keep(value))
        return self

    def clear(self) -> "Table":
        """Forget all rows and constants; memory is kept for the next ones."""
        self._core.do(lib.crm_table_clear, self)
        return self

    # ---- inside ----

    def _fill(self, pointer: int, name: str, first: int, values: Any) -> int:
        number, type = self._find(name)
        if _is_buffer(values) and type != TEXT:
            view = memoryview(values)
            if type in NARROW and view.itemsize == 8:
                values = view.tolist()
            else:
                return fill_buffer(pointer, number, first, view, None)
        field = self._fields()[name]
        kept = [_keep(field, value) for value in values]
        if not kept:
            return 0
        if type == TEXT:
            return fill_text(pointer, number, first, kept)
        return fill_numbers(pointer, number, type, first, kept)

    def _layout(self) -> dict[str, tuple[int, int]]:
        if self._columns is None:
            found = {}
            with self._core.lock:
                pointer = self.live()
                for index in range(lib.crm_table_columns(pointer)):
                    number = lib.crm_table_column_at(pointer, index)
                    name = lib.crm_table_name(pointer, number).decode()
                    found[name] = (number, lib.crm_table_type(pointer, number))
            self._columns = found
        return self._columns

    def _find(self, name: str) -> tuple[int, int]:
        layout = self._layout()
        if name not in layout:
            raise ArgumentError(
                f"the table has no column {name!r} ({', '.join(layout)})", field=name
            )
        return layout[name]

    def _fields(self) -> dict[str, Field]:
        kind = self._core.ask(lib.crm_table_kind, self)
        if kind == 0 and self._owner is not None:
            raise ArgumentError("a result cannot be filled")
        if kind == 0:  # a list of parameters
            layout = self._layout().items()
            return {name: Field(number, name, type, 0, None, {}) for name, (number, type) in layout}
        return self._core.schema.fields(kind)

    def _show(self, name: str, type: int) -> Any:
        if type in (CODE, SET) and self.kind is not None:
            return self._fields()[name].show
        return SHOW.get(type)


def _keep(field: Field, value: Any) -> Any:
    if value is None or field.type in (TEXT, DOUBLE):
        return value
    return field.keep(value) if field.type in KEEP else value
