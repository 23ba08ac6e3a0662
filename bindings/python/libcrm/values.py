"""Python values and what the library keeps for them, told by the schema alone.

text is str; days are datetime.date, instants datetime.datetime with a time zone (read as UTC);
currencies are "USD"; codes are the name of the choice; sets are frozensets of names; money is an
int of minor units, a qty an int of thousandths, a bp an int of hundredths of a percent; a reference
is the id. None is no value.
"""

from __future__ import annotations

import operator
from datetime import date, datetime, timedelta, timezone
from typing import Any, Callable, NamedTuple

from ._ffi import lib
from .errors import ArgumentError

TEXT, I64, BP, QTY, DAY, INSTANT, MONEY, CURRENCY, CODE, SET, REF, DOUBLE = range(1, 13)
NARROW = frozenset((BP, DAY, CURRENCY, CODE))
TYPES = {
    "text": TEXT, "i64": I64, "bp": BP, "qty": QTY, "day": DAY, "instant": INSTANT, "money": MONEY,
    "currency": CURRENCY, "code": CODE, "set": SET, "ref": REF, "double": DOUBLE,
}  # fmt: skip

REQUIRED, CACHE, FROZEN, TRACKED, CUSTOM = 1, 2, 4, 8, 16

DAY_NONE = -(2**31)
INSTANT_NONE = -(2**63)
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICROSECOND = timedelta(microseconds=1)


def day_number(value: Any) -> int:
    if isinstance(value, int):
        return value
    if isinstance(value, datetime) or not isinstance(value, date):
        raise TypeError(f"a day is a datetime.date, not {type(value).__name__}")
    return value.toordinal() - _EPOCH_DAY


def day_of(number: int) -> date:
    return date.fromordinal(number + _EPOCH_DAY)


def instant_number(value: Any) -> int:
    if isinstance(value, int):
        return value
    if not isinstance(value, datetime):
        raise TypeError(f"an instant is a datetime.datetime, not {type(value).__name__}")
    if value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return (value - _EPOCH) // _MICROSECOND


def instant_of(number: int) -> datetime:
    return _EPOCH + timedelta(microseconds=number)


def currency_number(value: Any) -> int:
    if isinstance(value, int):
        return value
    if not (isinstance(value, str) and len(value) == 3 and value.isascii()):
        raise ValueError(f"a currency is three letters, not {value!r}")
    return int.from_bytes(value.encode(), "big")


def currency_of(number: int) -> str:
    return number.to_bytes(3, "big").decode("ascii", "replace")


def id_number(value: Any) -> int:
    """An id, or that of a record."""
    if isinstance(value, int):
        return value
    number = getattr(value, "id", None)
    if not isinstance(number, int):
        raise ValueError("the record that is referred to has no id yet: save it first")
    return number


SHOW: dict[int, Callable[[int], Any]] = {
    DAY: day_of,
    INSTANT: instant_of,
    CURRENCY: currency_of,
}
KEEP: dict[int, Callable[[Any], int]] = {
    I64: operator.index,
    BP: operator.index,
    QTY: operator.index,
    MONEY: operator.index,
    DAY: day_number,
    INSTANT: instant_number,
    CURRENCY: currency_number,
    CODE: operator.index,
    SET: operator.index,
    REF: id_number,
}


class Field(NamedTuple):
    """One field of a kind: flags are REQUIRED, CACHE ... of below, target the kind it refers to."""

    number: int
    name: str
    type: int
    flags: int
    target: str | None
    choices: dict[str, int]

    def keep(self, value: Any) -> int:
        """What the library keeps for a Python value that is not None."""
        if self.type == CODE and isinstance(value, str):
            return self._choice(value)
        if self.type == SET and not isinstance(value, int):
            total = 0
            for one in (value,) if isinstance(value, str) else value:
                total |= one if isinstance(one, int) else self._choice(one)
            return total
        return KEEP[self.type](value)

    def show(self, value: int) -> Any:
        """The Python value of what the library keeps; numbers that have no name stay numbers."""
        if self.type == CODE:
            return self._names().get(value, value)
        if self.type == SET:
            names = self._names()
            bits = [1 << bit for bit in range(63) if value >> bit & 1]
            return frozenset(names.get(bit, bit) for bit in bits)
        show = SHOW.get(self.type)
        return show(value) if show else value

    def _choice(self, name: str) -> int:
        if name not in self.choices:
            known = ", ".join(self.choices)
            raise ArgumentError(f"{self.name} has no choice {name!r} ({known})", field=self.name)
        return self.choices[name]

    def _names(self) -> dict[int, str]:
        return {value: name for name, value in self.choices.items()}


class Schema:
    """Kinds and fields as the library tells them, read once a kind."""

    def __init__(self, pointer: int | None) -> None:
        self._pointer = pointer
        self._fields: dict[int, dict[str, Field]] = {}
        self.numbers: dict[str, int] = {}
        self.names: dict[int, str] = {}
        for index in range(lib.crm_schema_kinds(pointer)):
            number = lib.crm_schema_kind(pointer, index)
            name = lib.crm_schema_kind_name(pointer, number).decode()
            self.numbers[name] = number
            self.names[number] = name

    def kind(self, kind: int | str) -> int:
        """Number of a kind given by name or number."""
        number = self.numbers.get(kind) if isinstance(kind, str) else kind
        if number not in self.names:
            raise ArgumentError(f"there is no kind {kind!r}")
        return number

    def fields(self, kind: int) -> dict[str, Field]:
        """Fields of a kind by name, in the order of the schema."""
        known = self._fields.get(kind)
        if known is None:
            known = {}
            for index in range(lib.crm_schema_fields(self._pointer, kind)):
                field = self._read(kind, lib.crm_schema_field(self._pointer, kind, index))
                known[field.name] = field
            self._fields[kind] = known
        return known

    def forget(self) -> None:
        """Read the fields again: one was defined."""
        self._fields.clear()

    def field_name(self, kind: int, number: int) -> str | None:
        name = lib.crm_schema_name(self._pointer, kind, number)
        return name.decode() if name else None

    def _read(self, kind: int, number: int) -> Field:
        here = self._pointer
        choices = {}
        for index in range(lib.crm_schema_choices(here, kind, number)):
            value = lib.crm_schema_choice_at(here, kind, number, index)
            choices[lib.crm_schema_choice(here, kind, number, value).decode()] = value
        return Field(
            number,
            lib.crm_schema_name(here, kind, number).decode(),
            lib.crm_schema_type(here, kind, number),
            lib.crm_schema_flags(here, kind, number),
            self.names.get(lib.crm_schema_target(here, kind, number)),
            choices,
        )
