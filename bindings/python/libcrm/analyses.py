"""Every analysis through its descriptor: no analysis has code of its own here.

    rfm = crm.analysis("rfm", as_of=date(2025, 12, 31), bins=5)
    rfm.set("segments", [{"segment": "best", "r_low": 4, "f_low": 4}, {"segment": "others"}])
    for customer, r, f, m in rfm.run()["scores"].rows("customer", "r", "f", "m"):
        ...
"""

from __future__ import annotations

import struct
from ctypes import byref, c_char_p, c_int32, c_int64, c_size_t, c_void_p, create_string_buffer
from typing import Any, Iterable, Iterator, Mapping, NamedTuple

from ._ffi import lib
from .context import Crm, Handle, c_text
from .errors import ArgumentError
from .tables import Table
from .values import BP, CODE, CURRENCY, DAY, DOUBLE, KEEP, currency_of

# Where sales come from, what one customer is, what buying once is, what the columns of a grid are.
SALES_PURCHASES, SALES_WON = 1, 2
UNIT_ACCOUNT, UNIT_FAMILY, UNIT_CONTACT = 1, 2, 3
OCCASION_DAY, OCCASION_ROW = 1, 2
COLUMNS_PRODUCT, COLUMNS_CATEGORY = 1, 2
ROLE_SETUP, ROLE_KEYED, ROLE_FACT = 1, 2, 3


class Param(NamedTuple):
    """A member of the params struct."""

    type: int
    offset: int
    default: int


class Column(NamedTuple):
    """A column of a result; target is the kind that its ids name (None: none or told by the row)."""

    name: str
    type: int
    target: str | None
    unit: str


class Descriptor:
    """What an analysis reads (inputs), takes (params, and settings: lists of them) and gives."""

    def __init__(self, pointer: int) -> None:
        self.name: str = lib.crm_descriptor_name(pointer).decode()
        self.size: int = lib.crm_descriptor_params_size(pointer)
        self.inputs = dict(_inputs(pointer))
        self.params = dict(_params(pointer))
        self.tables = dict(_tables(pointer))
        self.settings = dict(_settings(pointer))

    def __repr__(self) -> str:
        return f"<analysis {self.name}>"

    def pack(self, params: dict[str, Any]) -> Any:
        """The params struct as bytes."""
        raw = create_string_buffer(self.size)
        for name, param in self.params.items():
            value: Any = param.default
            if params.get(name) is not None:
                value = _value(name, param, params[name])
            _write(raw, name, param, value)
        unknown = params.keys() - self.params.keys()
        if unknown:
            known = ", ".join(self.params)
            raise ArgumentError(f"{self.name} has no param {sorted(unknown)[0]!r} ({known})")
        struct.pack_into("=I", raw, 0, self.size)
        return raw


def _value(name: str, param: Param, value: Any) -> Any:
    if param.type == DOUBLE:
        return float(value)
    return KEEP[param.type](value)


def _write(raw: Any, name: str, param: Param, value: Any) -> None:
    if param.type == DOUBLE:
        form = "=d"
    elif param.type in (BP, CODE, DAY, CURRENCY):
        form = "=i" if -(2**31) <= value < 2**31 else "=I"
    else:
        form = "=q" if value < 2**63 else "=Q"
    try:
        struct.pack_into(form, raw, param.offset, value)
    except struct.error:
        raise ArgumentError(f"{name} = {value} does not fit") from None


def _kind_name(number: int) -> str | None:
    name = lib.crm_schema_kind_name(None, number) if number else None
    return name.decode() if name else None


def _inputs(pointer: int) -> Iterator[tuple[str, int]]:
    role = c_int32()
    for index in range(lib.crm_descriptor_inputs(pointer)):
        kind = lib.crm_descriptor_input(pointer, index, byref(role))
        yield _kind_name(kind) or str(kind), role.value


def _params(pointer: int) -> Iterator[tuple[str, Param]]:
    type, offset, default = c_int32(), c_size_t(), c_int64()
    for index in range(lib.crm_descriptor_params(pointer)):
        name = lib.crm_descriptor_param(pointer, index, byref(type), byref(offset), byref(default))
        yield name.decode(), Param(type.value, offset.value, default.value)


def _tables(pointer: int) -> Iterator[tuple[str, list[Column]]]:
    for index in range(lib.crm_descriptor_tables(pointer)):
        columns = [
            _column(pointer, index, column)
            for column in range(lib.crm_descriptor_columns(pointer, index))
        ]
        yield lib.crm_descriptor_table(pointer, index).decode(), columns


def _settings(pointer: int) -> Iterator[tuple[str, list[Column]]]:
    for index in range(lib.crm_descriptor_settings(pointer)):
        columns = [
            _column(pointer, index, column, lib.crm_descriptor_setting_column)
            for column in range(lib.crm_descriptor_setting_columns(pointer, index))
        ]
        yield lib.crm_descriptor_setting(pointer, index).decode(), columns


def _column(pointer: int, table: int, column: int, tell: Any = None) -> Column:
    type, target, unit = c_int32(), c_int32(), c_char_p()
    tell = tell or lib.crm_descriptor_column
    name = tell(pointer, table, column, byref(type), byref(target), byref(unit))
    return Column(name.decode(), type.value, _kind_name(target.value), (unit.value or b"").decode())


def descriptors() -> list[Descriptor]:
    """All analyses of the library."""
    return [Descriptor(lib.crm_descriptor_at(index)) for index in range(lib.crm_descriptors())]


def descriptor(name: str) -> Descriptor:
    """The description of an analysis by its name."""
    pointer = lib.crm_descriptor_find(c_text(name))
    if not pointer:
        raise ArgumentError(f"there is no analysis {name!r}")
    return Descriptor(pointer)


class Results:
    """Owner of result tables, which live as long as their analysis."""

    def __init__(self, analysis: "Analysis") -> None:
        self._analysis = analysis

    def live(self) -> int:
        return self._analysis.live()

    def turn(self) -> int:
        return 0


class Analysis(Handle):
    """Is fed tables, or reads the store, and gives tables."""

    __slots__ = ("descriptor", "_turn")
    _free_name = "crm_analysis_free"
    descriptor: Descriptor
    _turn: int

    @classmethod
    def _new(cls, crm: Crm, name: str, params: dict[str, Any]) -> "Analysis":
        found = descriptor(name)
        raw = found.pack(params)
        core = crm._core
        made = cls(
            crm, core.make(lib.crm_analysis_free, lib.crm_analysis_new, core, c_text(name), raw)
        )
        made.descriptor = found
        made._turn = 0
        return made

    def turn(self) -> int:
        return self._turn

    def __repr__(self) -> str:
        return f"<analysis {self.descriptor.name}>"

    def set(self, name: str, rows: Iterable[Mapping[str, Any]]) -> "Analysis":
        """Give a list of parameters, rows as dictionaries, before the first row is fed:
        `rfm.set("segments", [{"segment": "best", "r_low": 4}])`."""
        core = self._core
        arguments = core, c_text(self.descriptor.name), c_text(name)
        table = Table(self._crm, core.make(lib.crm_table_free, lib.crm_settings_new, *arguments))
        table.add(rows)
        return self._do(lib.crm_analysis_set, c_text(name), table)

    def add(self, table: Table) -> "Analysis":
        """Feed rows of a kind that it reads."""
        return self._do(lib.crm_analysis_add, table)

    def run(self) -> "Analysis":
        """Read from the store the kinds that were not fed, then finish."""
        return self._do(lib.crm_analysis_run)

    def finish(self) -> "Analysis":
        """Work out the results; nothing can be fed afterwards."""
        return self._do(lib.crm_analysis_finish)

    def partials(self) -> Iterator[Table]:
        """The state as tables, `meta` first, each borrowed until the next; only before finish."""
        index = 0
        found = c_void_p()
        while True:
            self._turn += 1
            if not self._core.do(lib.crm_analysis_partial, self, index, byref(found)):
                return
            yield Table(self._crm, found.value, owner=self)  # type: ignore[arg-type]
            index += 1

    def add_partial(self, table: Table) -> "Analysis":
        """Take one table of another analysis's partials, `meta` first."""
        return self._do(lib.crm_analysis_add_partial, table)

    @property
    def tables(self) -> list[str]:
        """Names of the results; none before finish."""
        core = self._core
        with core.lock:
            count = core.ask(lib.crm_analysis_tables, self)
            names = [core.ask(lib.crm_analysis_table_name, self, index) for index in range(count)]
        return [name.decode() for name in names]

    @property
    def currency(self) -> str | None:
        """Currency of the money columns; None when no amount was met."""
        number = self._core.ask(lib.crm_analysis_currency, self)
        return currency_of(number) if number else None

    def __getitem__(self, name: str) -> Table:
        found = self._core.ask(lib.crm_analysis_table, self, c_text(name))
        if not found:
            raise KeyError(name)
        return Table(self._crm, found, owner=Results(self))

    def _do(self, function: Any, *arguments: Any) -> "Analysis":
        self._turn += 1
        self._core.do(function, self, *arguments)
        return self
