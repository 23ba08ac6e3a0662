"""libcrm for Python: the knowledge of a CRM, over a store of one's own.

    import libcrm

    with libcrm.open() as crm:
        dogs = crm.account(name="Dogs Extraordinaire").save()
        pups = crm.account(name="PupsRUs").save()
        pups.put_under(dogs)
"""

from ._ffi import VERSION, lib
from .analyses import (
    COLUMNS_CATEGORY,
    COLUMNS_PRODUCT,
    OCCASION_DAY,
    OCCASION_ROW,
    ROLE_FACT,
    ROLE_KEYED,
    ROLE_SETUP,
    SALES_PURCHASES,
    SALES_WON,
    UNIT_ACCOUNT,
    UNIT_CONTACT,
    UNIT_FAMILY,
    Analysis,
    Column,
    Descriptor,
    Param,
    descriptor,
    descriptors,
)
from .context import Crm, Unit, open
from .errors import (
    AbiError,
    ArgumentError,
    CancelledError,
    ClosedError,
    ConflictError,
    DataError,
    DuplicateError,
    Error,
    GoneError,
    LimitError,
    NoMemoryError,
    OrderError,
    ReentrantError,
    ReferenceMissingError,
    RuleError,
    StateError,
    StoreError,
    TotalError,
    UncertainError,
    UnsupportedError,
)
from .records import Account, Kind, Opportunity, Record, Scan
from .stores import Change, Condition, DictStore, Query, Store
from .tables import Table

__version__ = ".".join(map(str, VERSION))


def version() -> str:
    """Version of the library in use."""
    return lib.crm_version().decode()  # type: ignore[no-any-return]


__all__ = [
    "AbiError",
    "Account",
    "Analysis",
    "ArgumentError",
    "COLUMNS_CATEGORY",
    "COLUMNS_PRODUCT",
    "CancelledError",
    "Change",
    "ClosedError",
    "Column",
    "Condition",
    "ConflictError",
    "Crm",
    "DataError",
    "Descriptor",
    "DictStore",
    "DuplicateError",
    "Error",
    "GoneError",
    "Kind",
    "LimitError",
    "NoMemoryError",
    "OCCASION_DAY",
    "OCCASION_ROW",
    "Opportunity",
    "OrderError",
    "Param",
    "Query",
    "ROLE_FACT",
    "ROLE_KEYED",
    "ROLE_SETUP",
    "Record",
    "ReentrantError",
    "ReferenceMissingError",
    "RuleError",
    "SALES_PURCHASES",
    "SALES_WON",
    "Scan",
    "StateError",
    "Store",
    "StoreError",
    "Table",
    "TotalError",
    "UNIT_ACCOUNT",
    "UNIT_CONTACT",
    "UNIT_FAMILY",
    "UncertainError",
    "Unit",
    "UnsupportedError",
    "descriptor",
    "descriptors",
    "open",
    "version",
]
