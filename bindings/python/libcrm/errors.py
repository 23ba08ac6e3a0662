"""What can go wrong: one class for each status of the library, found by its number.

`crm_status_name` gives the name, `crm_message` the words. A store written in Python raises these
classes to answer, for example `ConflictError(kind="account", id=5)` from `apply`.
"""

from __future__ import annotations


class Error(Exception):
    """Base of all errors of the library; the class itself stands for statuses this package is too
    old to know."""

    status = -300
    name = "CRM_ERROR_STORE"

    def __init__(
        self,
        message: str = "",
        *,
        kind: str | None = None,
        id: int | None = None,
        field: str | None = None,
        host_code: int = 0,
        host_message: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.kind = kind
        self.id = id
        self.field = field
        self.host_code = host_code
        self.host_message = host_message

    def __str__(self) -> str:
        if self.message:
            return self.message
        place = [str(part) for part in (self.kind, self.id, self.field) if part is not None]
        return " ".join([self.name, *place])


class ArgumentError(Error, ValueError):
    """A parameter is wrong."""

    status = -1
    name = "CRM_ERROR_ARGUMENT"


class StateError(Error):
    """Not now: wrong order of calls."""

    status = -2
    name = "CRM_ERROR_STATE"


class ReentrantError(Error):
    """Called from inside a method of the context's own store."""

    status = -3
    name = "CRM_ERROR_REENTRANT"


class ClosedError(Error):
    """The context was closed, or the handle freed."""

    status = -4
    name = "CRM_ERROR_CLOSED"


class UnsupportedError(Error):
    """The store has no such method, or lacks this kind."""

    status = -5
    name = "CRM_ERROR_UNSUPPORTED"


class CancelledError(Error):
    """The progress callback said no."""

    status = -6
    name = "CRM_ERROR_CANCELLED"


class AbiError(Error):
    """A struct is of a size that the library cannot read."""

    status = -7
    name = "CRM_ERROR_ABI"


class NoMemoryError(Error, MemoryError):
    """An allocation failed."""

    status = -100
    name = "CRM_ERROR_MEMORY"


class LimitError(Error):
    """A stated limit would be exceeded."""

    status = -101
    name = "CRM_ERROR_LIMIT"


class TotalError(Error, OverflowError):
    """A total does not fit 64 bits."""

    status = -102
    name = "CRM_ERROR_OVERFLOW"


class DataError(Error, ValueError):
    """A value is wrong in itself."""

    status = -200
    name = "CRM_ERROR_DATA"


class DuplicateError(Error):
    """The external id is used already within the kind."""

    status = -201
    name = "CRM_ERROR_DUPLICATE"


class ReferenceMissingError(Error, LookupError):
    """A record that is referred to is not there."""

    status = -202
    name = "CRM_ERROR_REFERENCE"


class RuleError(Error):
    """A rule of the trade forbids it."""

    status = -203
    name = "CRM_ERROR_RULE"


class OrderError(Error):
    """Older than the last stage row of the deal."""

    status = -204
    name = "CRM_ERROR_ORDER"


class GoneError(Error):
    """The record was removed, merged or erased."""

    status = -205
    name = "CRM_ERROR_GONE"


class StoreError(Error):
    """The store failed or broke its contract."""

    status = -300
    name = "CRM_ERROR_STORE"


class ConflictError(Error):
    """Somebody else changed the record meanwhile."""

    status = -301
    name = "CRM_ERROR_CONFLICT"


class UncertainError(Error):
    """The store cannot tell whether it wrote."""

    status = -302
    name = "CRM_ERROR_UNCERTAIN"


CLASSES: dict[int, type[Error]] = {one.status: one for one in Error.__subclasses__()}
