"""The context: one lock, one place where exceptions of a store wait to be raised, and handles.

ctypes lets other threads run during a call, and a context serves one at a time: every call goes
through `Core`, which holds the context's lock. A method of the store that raises cannot raise
through C; its exception is kept in the core and raised, that very object, by the call that ran it.
A handle that is collected while the context is busy waits in `graves` for the next call.
"""

from __future__ import annotations

import threading
import weakref
from ctypes import byref, c_int32, c_int64, c_void_p, pointer, sizeof
from typing import Any, Callable

from . import _ffi
from ._ffi import lib
from .errors import CLASSES, ArgumentError, ClosedError, Error, ReentrantError, StoreError
from .values import TYPES, Schema, currency_number, instant_number


def c_text(value: str) -> bytes:
    """Text that C reads up to its NUL, so that there must be none inside."""
    data = value.encode()
    if b"\0" in data:
        raise ValueError("text cannot hold NUL")
    return data


class Alive:
    """What has a pointer that may be gone."""

    __slots__ = ()

    def live(self) -> int:
        raise NotImplementedError


class Turn:
    """The lock of a context, which one thread may take several times over."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._takers = 0

    def __enter__(self) -> None:
        self._lock.acquire()
        self._takers += 1

    def __exit__(self, *error: Any) -> None:
        self._takers -= 1
        self._lock.release()

    def take_if_free(self) -> bool:
        """Take it unless anybody has it: another thread, or a call of this one that the collector
        broke into."""
        if not self._lock.acquire(blocking=False):
            return False
        if self._takers:
            self._lock.release()
            return False
        self._takers = 1
        return True


class Core(Alive):
    """A context as the handles see it."""

    def __init__(self) -> None:
        self.pointer: int | None = None
        self.lock = Turn()
        self.depth = 0
        self.kept: BaseException | None = None
        self.graves: list[tuple[Any, int]] = []
        self.callbacks: list[Any] = []
        self.schema: Schema = None  # type: ignore[assignment]

    def live(self) -> int:
        if self.pointer is None:
            raise ClosedError("the context was closed")
        return self.pointer

    def keep(self, error: BaseException) -> None:
        """Keep what a callback raised: the first of a call counts."""
        if self.kept is None:
            self.kept = error

    def ask(self, function: Any, *arguments: Any) -> Any:
        """Call a function that answers a value."""
        return self._call(function, arguments, lambda result: False)

    def do(self, function: Any, *arguments: Any) -> bool:
        """Call a function that answers a status; false is CRM_NONE."""
        with self.lock:
            status = self._call(function, arguments, lambda status: status < 0)
            return self.check(status)

    def check(self, status: int) -> bool:
        if status < 0:
            raise self.error(status)
        return status == 0

    def make(self, free: Any, function: Any, *arguments: Any) -> int:
        """Call a function that answers a new handle, NULL on failure."""
        made: list[int] = []

        def failed(result: int | None) -> bool:
            made.extend([result] if result else [])
            return not result

        with self.lock:
            try:
                self._call(function, arguments, failed)
            except BaseException:
                if made:
                    self.drop(free, made[0])
                raise
            if not made:
                # From inside a callback the context keeps no error: it does nothing at all.
                inside = self.depth > 0
                raise self.error(
                    ReentrantError.status if inside else lib.crm_error_status(self.pointer)
                )
            return made[0]

    def error(self, status: int) -> Error:
        """The exception of a status, with the words of the last failure if they belong to it."""
        name = lib.crm_status_name(status).decode()
        if self.pointer is None or lib.crm_error_status(self.pointer) != status:
            made = CLASSES.get(status, Error)(name)
        else:
            made = self._described(status, name)
        made.status, made.name = status, name
        return made

    def _described(self, status: int, name: str) -> Error:
        kind, id, field = c_int32(), c_int64(), c_int32(-1)
        lib.crm_error_where(self.pointer, byref(kind), byref(id), byref(field))
        kind_name = self.schema.names.get(kind.value) if self.schema else None
        field_name = None
        if kind_name and field.value >= 0:
            field_name = self.schema.field_name(kind.value, field.value)
        return CLASSES.get(status, Error)(
            lib.crm_message(self.pointer).decode("utf-8", "replace") or name,
            kind=kind_name,
            id=id.value or None,
            field=field_name,
            host_code=lib.crm_host_code(self.pointer),
            host_message=lib.crm_host_message(self.pointer).decode("utf-8", "replace"),
        )

    def _call(
        self, function: Any, arguments: tuple[Any, ...], failed: Callable[[Any], bool]
    ) -> Any:
        with self.lock:
            self.live()
            plain = [one.live() if isinstance(one, Alive) else one for one in arguments]
            return self._run(function, plain, failed)

    def _run(self, function: Any, plain: list[Any], failed: Callable[[Any], bool]) -> Any:
        outermost = self.depth == 0
        if outermost:
            self.kept = None
            self.bury()
        self.depth += 1
        try:
            result = function(*plain)
        finally:
            self.depth -= 1
        lost = failed(result)
        kept = self.kept
        if not outermost or kept is None:
            return result
        self.kept = None
        try:
            # An Error is an answer of the store, which the library may have made up for.
            if lost or not isinstance(kept, Error):
                raise kept
        finally:
            del kept
        return result

    def bury(self) -> None:
        while self.graves:
            free, pointer = self.graves.pop()
            self.depth += 1
            try:
                free(pointer)
            finally:
                self.depth -= 1

    def drop(self, free: Any, pointer: int) -> None:
        """Free a handle now; from inside a callback, with the next call."""
        with self.lock:
            if self.depth:
                self.graves.append((free, pointer))
            else:
                self._run(free, [pointer], lambda result: True)

    def collect(self, free: Any, pointer: int) -> None:
        """Free a handle that is collected: now, or with the next call if the context is busy."""
        if not self.lock.take_if_free():
            self.graves.append((free, pointer))
            return
        try:
            self._run(free, [pointer], lambda result: True)
        finally:
            self.lock.__exit__()

    def close(self) -> None:
        """Close once; what the store's close raises is raised here."""
        with self.lock:
            if self.pointer is None:
                return
            if self.depth:
                raise ReentrantError("a context cannot be closed from inside its own store")
            pointer, self.pointer = self.pointer, None
            try:
                self._run(lib.crm_close, [pointer], lambda result: True)
            finally:
                self.callbacks.clear()


class Handle(Alive):
    """Something of the library that is freed once, by `free`, `with`, or when it is collected."""

    __slots__ = ("_crm", "_core", "_pointer", "_free", "__weakref__")
    _free_name = ""
    _crm: "Crm"
    _core: Core
    _pointer: int | None
    _free: Any

    def __init__(self, crm: "Crm", pointer: int, owned: bool = True) -> None:
        set = object.__setattr__
        set(self, "_crm", crm)
        set(self, "_core", crm._core)
        set(self, "_free", getattr(lib, self._free_name) if owned else None)
        set(self, "_pointer", pointer)

    def live(self) -> int:
        if self._pointer is None:
            raise ClosedError(f"the {type(self).__name__.lower()} was freed")
        return self._pointer

    def free(self) -> None:
        """Free it now; harmless when it is freed already."""
        with self._core.lock:
            pointer = self._pointer
            object.__setattr__(self, "_pointer", None)
            if pointer is not None and self._free is not None:
                self._core.drop(self._free, pointer)

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *error: Any) -> None:
        self.free()

    def __del__(self, set: Any = object.__setattr__) -> None:
        try:
            pointer, free, core = self._pointer, self._free, self._core
        except AttributeError:
            return
        if pointer is not None and free is not None:
            set(self, "_pointer", None)
            core.collect(free, pointer)

    def __reduce__(self) -> Any:
        raise TypeError(f"a {type(self).__name__.lower()} cannot be pickled")


class Unit:
    """A unit of work: what is saved inside reaches the store in one apply, or not at all."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def __enter__(self) -> "Unit":
        self._core.do(lib.crm_begin, self._core)
        return self

    def __exit__(self, type: Any, error: Any, traceback: Any) -> None:
        if type is None:
            self._core.do(lib.crm_commit, self._core)
        elif self._core.pointer is not None:
            self._core.ask(lib.crm_rollback, self._core)


class Crm:
    """An open context. `crm.account`, `crm.opportunity` ... are the kinds of the schema."""

    def __init__(self, core: Core) -> None:
        self._core = core
        # Runs when the last handle is gone, or before the interpreter takes itself apart.
        self._finalizer = weakref.finalize(self, core.close)

    def close(self) -> None:
        """Roll back an open unit and close the store. Closing again is harmless."""
        self._core.close()
        self._finalizer.detach()

    @property
    def closed(self) -> bool:
        return self._core.pointer is None

    def __enter__(self) -> "Crm":
        return self

    def __exit__(self, *error: Any) -> None:
        self.close()

    def __repr__(self) -> str:
        return "<libcrm context, closed>" if self.closed else "<libcrm context>"

    def __reduce__(self) -> Any:
        raise TypeError("a context cannot be pickled")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        number = self._core.schema.numbers.get(name)
        if number is None:
            raise AttributeError(f"there is no kind and no method {name!r}")
        from .records import Kind

        return Kind(self, number, name)

    @property
    def kinds(self) -> list[str]:
        """Names of the kinds."""
        return list(self._core.schema.numbers)

    def define(
        self,
        kind: str,
        name: str,
        type: str,
        *,
        required: bool = False,
        target: str | None = None,
        privacy: int = 0,
    ) -> int:
        """Add a field of one's own to a kind, before any record; type as "text", "money" ...

        Returns its number. Define the same fields in the same order each time."""
        if type not in TYPES:
            raise ArgumentError(f"there is no type {type!r}")
        number = c_int32()
        core = self._core
        core.do(
            lib.crm_schema_define, core, core.schema.kind(kind), c_text(name), TYPES[type],
            int(required), core.schema.kind(target) if target else 0, privacy, byref(number),
        )  # fmt: skip
        core.schema.forget()
        return number.value

    def unit(self) -> Unit:
        """`with crm.unit():` - commits at the end, rolls back when an exception leaves it."""
        return Unit(self._core)

    def table(self, kind: str, rows: Any = None) -> Any:
        """An empty table of a kind, or one of the rows given as dictionaries."""
        from .tables import Table

        core = self._core
        number = core.schema.kind(kind)
        made = Table(self, core.make(lib.crm_table_free, lib.crm_table_new, core, number))
        return made.add(rows) if rows is not None else made

    def put(self, table: Any) -> None:
        """Write the rows of a table through the checks of a save, all or none; the columns id and
        version receive what is new."""
        self._core.do(lib.crm_put, self._core, table)

    def analysis(self, name: str, **params: Any) -> Any:
        """An analysis by name, with its params: `crm.analysis("rfm", as_of=date(2025, 12, 31))`."""
        from .analyses import Analysis

        return Analysis._new(self, name, params)

    def verify(self) -> Any:
        """What is wrong in the whole store, as a table without rows when all is well: the columns
        are kind, id, field, problem and other; crm/verify.h lists the problems."""
        from .tables import Table

        made = c_void_p()
        self._core.do(lib.crm_verify, self._core, byref(made))
        return Table(self, made.value or 0)

    def pipeline_from_template(self, name: str | None, template: str) -> Any:
        """A pipeline and its stages from a template ("spanco" ...), saved; its record. Without name
        it is called like the template."""
        made = c_int64()
        named = None if name is None else c_text(name)
        core = self._core
        core.do(lib.crm_pipeline_from_template, core, named, c_text(template), byref(made))
        return self.pipeline.load(made.value)


def _callback(core: Core, type: Any, answer: Callable[..., None]) -> Any:
    """A callback of the options, which fails when `answer` raises."""

    def call(_self: int | None, *arguments: Any) -> None:
        try:
            answer(*arguments)
        except BaseException as error:
            core.keep(error)
            lib.crm_reply_fail(arguments[-1], StoreError.status, 0, None)

    thunk = type(call)
    core.callbacks.append(thunk)
    return thunk


def _options(core: Core, store: Any, clock: Any, progress: Any, zone: Any) -> Any:
    options = _ffi.Options()
    core.check(lib.crm_options_init(byref(options), sizeof(options)))
    if store is not None:
        from .stores import bridge

        core.callbacks.append(bridge(core, store))
        options.store = pointer(core.callbacks[-1].struct)
    if clock is not None:
        options.clock = _callback(
            core,
            _ffi.hold_callback,
            lambda reply: lib.crm_reply_int(reply, instant_number(clock())),
        )
    if progress is not None:

        def report(done: int, known: int, reply: int) -> None:
            progress(done, known)
            lib.crm_reply_ok(reply)

        options.progress = _callback(core, _ffi.progress_callback, report)
    if zone:
        changes = [_ffi.ZoneChange(instant_number(at), seconds, 0) for at, seconds in zone]
        core.callbacks.append((_ffi.ZoneChange * len(changes))(*changes))
        options.zone = core.callbacks[-1]
        options.zone_count = len(changes)
    return options


def open(
    store: Any = None,
    *,
    clock: Callable[[], Any] | None = None,
    progress: Callable[[int, int], Any] | None = None,
    zone: Any = None,
    currency: str | None = None,
    max_rows: int = 0,
) -> Crm:
    """Open a context over a store written in Python; None is a store in memory.

    clock answers the instant now (a datetime with a time zone); progress is called in long work
    with the rows done and known, and ends the work by raising; zone is pairs of (instant, offset
    in seconds), ascending; currency is that of results whose params name none.
    """
    core = Core()
    options = _options(core, store, clock, progress, zone)
    options.currency = currency_number(currency) if currency else 0
    options.max_rows = max_rows
    made = c_void_p()
    status = lib.crm_open(byref(options), byref(made))
    core.pointer = made.value
    if status < 0:
        error = core.error(status)
        core.close()
        raise error
    core.schema = Schema(core.pointer)
    return Crm(core)
