"""Records through the schema: no field has code of its own here.

    dogs = crm.account(name="Dogs Extraordinaire", currency="USD")
    dogs.save()
    dogs.tier = 1
"""

from __future__ import annotations

from ctypes import byref, c_double, c_int64, c_size_t, c_void_p, sizeof, string_at
from datetime import date
from typing import Any, Iterator

from ._ffi import MoveParams, lib
from .context import Crm, Handle, c_text
from .errors import ArgumentError
from .tables import Table
from .values import DOUBLE, TEXT, Field, day_number, id_number, instant_number


class Record(Handle):
    """One record; its fields are attributes (and items: `record["name"]`). None is no value."""

    __slots__ = ("_kind", "_fields")
    _free_name = "crm_record_free"
    _kind: str
    _fields: dict[str, Field]

    def __init__(self, crm: Crm, pointer: int, kind: str, fields: dict[str, Field]) -> None:
        super().__init__(crm, pointer)
        object.__setattr__(self, "_kind", kind)
        object.__setattr__(self, "_fields", fields)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._get(self._field(name))

    def __setattr__(self, name: str, value: Any) -> None:
        self._set(self._field(name), value)

    def __getitem__(self, name: str) -> Any:
        return self._get(self._field(name))

    def __setitem__(self, name: str, value: Any) -> None:
        self._set(self._field(name), value)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._fields]

    def __repr__(self) -> str:
        if self._pointer is None:
            return f"<{self._kind}, freed>"
        return f"<{self._kind} {self.id or 'without id'}>"

    def fields(self) -> dict[str, Any]:
        """All fields that have a value."""
        read = ((name, self._get(field)) for name, field in self._fields.items())
        return {name: value for name, value in read if value is not None}

    def save(self) -> "Record":
        """Write it, at once or with the open unit of work."""
        self._core.do(lib.crm_record_save, self)
        return self

    def remove(self) -> None:
        """Remove it from the store; the object stays readable."""
        self._core.do(lib.crm_record_remove, self)

    def _field(self, name: str) -> Field:
        field = self._fields.get(name)
        if field is None:
            raise AttributeError(f"{self._kind} has no field {name!r}")
        return field

    def _get(self, field: Field) -> Any:
        if field.type == TEXT:
            return self._text(field.number)
        if field.type == DOUBLE:
            real = c_double()
            found = self._core.do(lib.crm_record_double, self, field.number, byref(real))
            return real.value if found else None
        whole = c_int64()
        found = self._core.do(lib.crm_record_int, self, field.number, byref(whole))
        return field.show(whole.value) if found else None

    def _text(self, number: int) -> str | None:
        length = c_size_t()
        with self._core.lock:
            start = self._core.ask(lib.crm_record_text, self, number, byref(length))
            return string_at(start, length.value).decode() if start else None

    def _set(self, field: Field, value: Any) -> None:
        if value is None:
            self._core.do(lib.crm_record_clear, self, field.number)
        elif field.name == "id":
            self._core.do(lib.crm_record_set_id, self, _int64(value))
        elif field.type == TEXT:
            if not isinstance(value, str):
                raise TypeError(f"{field.name} is text, not {type(value).__name__}")
            data = value.encode()
            self._core.do(lib.crm_record_set_text, self, field.number, data, len(data))
        elif field.type == DOUBLE:
            self._core.do(lib.crm_record_set_double, self, field.number, value)
        else:
            self._core.do(lib.crm_record_set_int, self, field.number, _int64(field.keep(value)))


class Account(Record):
    """An account, with the operations on who owns whom."""

    __slots__ = ()

    def put_under(self, parent: Any) -> "Account":
        """Put it under its owner, as something that has always been so."""
        with self._core.lock:
            typed = lib.crm_record_account(self.live())
            self._core.do(lib.crm_account_put_under, typed, id_number(parent))
        return self

    def acquire(self, parent: Any, day: date) -> "Account":
        """Change the owner from a day on; parent None = nobody owns it any more."""
        owner = 0 if parent is None else id_number(parent)
        with self._core.lock:
            typed = lib.crm_record_account(self.live())
            self._core.do(lib.crm_account_acquire, typed, owner, day_number(day))
        return self


class Opportunity(Record):
    """A deal. Each step returns the id of its row in the log; all take the keywords of `move`."""

    __slots__ = ()

    def move(self, stage: Any, **how: Any) -> int:
        """Move to a stage of the same pipeline. how: at (an instant) or day, actor, competitor,
        reason, note."""
        return self._step(lib.crm_opportunity_move, id_number(stage), how)

    def win(self, stage: Any = 0, **how: Any) -> int:
        """Close as won; without stage the only WON stage of the pipeline."""
        return self._step(lib.crm_opportunity_win, id_number(stage), how)

    def lose(self, stage: Any = 0, **how: Any) -> int:
        """Close as lost; without stage the only LOST stage of the pipeline."""
        return self._step(lib.crm_opportunity_lose, id_number(stage), how)

    def reopen(self, stage: Any = 0, **how: Any) -> int:
        """Open a closed deal again."""
        return self._step(lib.crm_opportunity_reopen, id_number(stage), how)

    def transfer(self, stage: Any, **how: Any) -> int:
        """Move to a stage of another pipeline."""
        return self._step(lib.crm_opportunity_transfer, id_number(stage), how)

    def correct(self, transition: Any, replacement: Record | None = None, **how: Any) -> int:
        """Replace a row of the log by another, or by nothing."""
        made = c_int64()
        params = move_params(how)
        with self._core.lock:
            typed = lib.crm_record_opportunity(self.live())
            row = replacement and lib.crm_record_transition(replacement.live())
            self._core.do(
                lib.crm_opportunity_correct, typed, id_number(transition), row, params, byref(made)
            )
        return made.value

    def append(self, row: Record) -> None:
        """Append a row of an imported log."""
        with self._core.lock:
            typed = lib.crm_record_opportunity(self.live())
            logged = lib.crm_record_transition(row.live())
            self._core.do(lib.crm_opportunity_append, typed, logged)

    def _step(self, function: Any, stage: int, how: dict[str, Any]) -> int:
        made = c_int64()
        params = move_params(how)
        with self._core.lock:
            typed = lib.crm_record_opportunity(self.live())
            self._core.do(function, typed, stage, params, byref(made))
        return made.value


_CLASSES = {"account": Account, "opportunity": Opportunity}
_HOW = {
    "at": instant_number,
    "day": day_number,
    "actor": id_number,
    "competitor": id_number,
    "reason": c_text,
    "note": c_text,
}


def move_params(how: dict[str, Any]) -> Any:
    """The params of a step in the log."""
    params = MoveParams()
    lib.crm_move_params_init(byref(params), sizeof(params))
    for name, value in how.items():
        if name not in _HOW:
            raise TypeError(f"a step has no {name!r} ({', '.join(_HOW)})")
        if value is not None:
            setattr(params, name, _HOW[name](value))
    return params


def _int64(value: int) -> int:
    """ctypes would cut it to 64 bits without a word."""
    if not -(2**63) <= value < 2**63:
        raise OverflowError(f"{value} does not fit 64 bits")
    return value


class Scan(Handle):
    """Tables of a scan, one at a time: each is borrowed until the next."""

    __slots__ = ("_turn",)
    _free_name = "crm_scan_free"
    _turn: int

    def __init__(self, crm: Crm, pointer: int) -> None:
        super().__init__(crm, pointer)
        self._turn = 0

    def turn(self) -> int:
        return self._turn

    def __iter__(self) -> "Scan":
        return self

    def __next__(self) -> Table:
        found = c_void_p()
        self._turn += 1
        if self._pointer is None or not self._core.do(lib.crm_scan_next, self, byref(found)):
            self.free()
            raise StopIteration
        return Table(self._crm, found.value, owner=self)  # type: ignore[arg-type]


class Kind:
    """One kind of record: `crm.account(name="PupsRUs")` makes one, not saved yet."""

    def __init__(self, crm: Crm, number: int, name: str) -> None:
        self._crm = crm
        self._core = crm._core
        self._number = number
        self.name = name

    def __repr__(self) -> str:
        return f"<kind {self.name}>"

    @property
    def fields(self) -> list[str]:
        """Names of the fields."""
        return list(self._core.schema.fields(self._number))

    def field(self, name: str) -> Field:
        """What the schema says of a field: type, flags, target, choices."""
        return self._core.schema.fields(self._number)[name]

    def __call__(self, **fields: Any) -> Record:
        core = self._core
        made = self._record(core.make(lib.crm_record_free, lib.crm_record_new, core, self._number))
        for name, value in fields.items():
            setattr(made, name, value)
        return made

    def load(self, id: Any) -> Record | None:
        """Read one; None when there is none."""
        found = c_void_p()
        try:
            self._core.do(
                lib.crm_record_load, self._core, self._number, _int64(id_number(id)), byref(found)
            )
        except BaseException:
            if found.value:
                self._core.drop(lib.crm_record_free, found.value)
            raise
        return self._record(found.value) if found.value else None

    def find(self, external_id: str) -> int | None:
        """The id of a record by its external id; None when there is none."""
        id = c_int64()
        core = self._core
        done = core.do(lib.crm_find, core, self._number, c_text(external_id), byref(id))
        return id.value if done else None

    def tables(self, *fields: str, **conditions: Any) -> Scan:
        """Scan: tables of the rows that meet all conditions, each borrowed until the next. A
        condition is a value, or (low, high), both included."""
        core = self._core
        query = core.make(lib.crm_query_free, lib.crm_query_new, core, self._number)
        try:
            self._narrow(query, fields, conditions)
            pointer = core.make(lib.crm_scan_free, lib.crm_scan_new, core, query)
        finally:
            core.drop(lib.crm_query_free, query)
        return Scan(self._crm, pointer)

    def scan(self, *fields: str, **conditions: Any) -> Iterator[dict[str, Any]]:
        """Scan: rows as dictionaries of Python values."""
        names = fields or tuple(self.fields)
        with self.tables(*fields, **conditions) as tables:
            for table in tables:
                for values in table.rows(*names):
                    yield dict(zip(names, values))

    def _record(self, pointer: int) -> Record:
        made = _CLASSES.get(self.name, Record)
        return made(self._crm, pointer, self.name, self._core.schema.fields(self._number))

    def _narrow(self, query: int, fields: tuple[str, ...], conditions: dict[str, Any]) -> None:
        known = self._core.schema.fields(self._number)
        for name in [*fields, *conditions]:
            if name not in known:
                raise ArgumentError(f"{self.name} has no field {name!r}")
        for name in fields:
            self._core.do(lib.crm_query_want, query, known[name].number)
        for name, wanted in conditions.items():
            field = known[name]
            if field.type == TEXT:
                data = wanted.encode()
                self._core.do(lib.crm_query_where_text, query, field.number, data, len(data))
                continue
            low, high = wanted if isinstance(wanted, tuple) else (wanted, wanted)
            low, high = _int64(field.keep(low)), _int64(field.keep(high))
            self._core.do(lib.crm_query_where_int, query, field.number, low, high)
