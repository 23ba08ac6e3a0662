"""Does a store written in Python keep the contract? The laws of libcrm-testing, tried on it.

    from libcrm import testing

    for verdict in testing.check(MyStore()):
        if verdict.outcome == testing.BROKEN:
            print(verdict.law, verdict.text, verdict.raised)

Not imported by `libcrm`: it needs libcrm-testing.so.0, which is looked for in the file that the
environment variable LIBCRM_TESTING_PATH names, beside the package, and where the dynamic loader
looks.
"""

from __future__ import annotations

from ctypes import byref
from typing import Any, NamedTuple

from . import _ffi
from .context import Core
from .errors import Error
from .stores import bridge
from .values import Schema

KEPT = "kept"
NOT_TRIED = "not tried"
BROKEN = "broken"


class Law(NamedTuple):
    """name, such as "version_is_compared", and one sentence."""

    name: str
    sentence: str


class Verdict(NamedTuple):
    """How one law went. outcome: KEPT, NOT_TRIED (text says what the store lacks) or BROKEN (text
    says how). raised: the first exception of the store meanwhile that is no answer, if any."""

    law: str
    outcome: str
    text: str
    raised: BaseException | None


class _Core(Core):
    """Keeps what a store raised by mistake; errors of the library are answers, and expected ones."""

    def keep(self, error: BaseException) -> None:
        if not isinstance(error, Error):
            super().keep(error)


def laws() -> list[Law]:
    """All laws, in the order in which they are tried."""
    kit = _ffi.testing
    return [
        Law(kit.crm_testing_law_name(index).decode(), kit.crm_testing_law_sentence(index).decode())
        for index in range(kit.crm_testing_laws())
    ]


def check(store: Any, other: Any = None) -> list[Verdict]:
    """Try all laws on a store. `other` is a second connection to the same records, for the laws that
    need two; `store` itself, where one object serves all; None: those laws are not tried.

    Writes records of all kinds and leaves them there. `close` is never called.
    """
    core = _Core()
    core.schema = Schema(None)
    one = bridge(core, store)
    two = None if other is None else bridge(core, other)
    heard: list[Verdict] = []

    @_ffi.report_callback
    def hear(_self: int | None, law: bytes, outcome: int, text: bytes) -> None:
        raised, core.kept = core.kept, None
        word = BROKEN if outcome < 0 else NOT_TRIED if outcome > 0 else KEPT
        heard.append(Verdict(law.decode(), word, text.decode("utf-8", "replace"), raised))

    status = _ffi.testing.crm_store_check(
        byref(one.struct), byref(two.struct) if two else None, hear, None
    )
    for verdict in heard:
        if verdict.raised is not None and not isinstance(verdict.raised, Exception):
            raise verdict.raised  # an interrupt is none of the store's faults
    if status < 0 and not any(verdict.outcome == BROKEN for verdict in heard):
        raise core.error(status)
    return heard
