"""The only file that knows C: finds the library, and says what its functions look like.

The library is looked for on the first call, not on import, in this order: the file named by the
environment variable LIBCRM_PATH, libcrm.so.0 beside this package, and libcrm.so.0 as the dynamic
loader finds it; libcrm-testing.so.0 likewise, by LIBCRM_TESTING_PATH. One line below is one function;
a test compares them with the public headers.
"""

from __future__ import annotations

import ctypes
import os
import threading
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_double, c_int32, c_int64
from ctypes import c_size_t, c_uint32, c_uint64, c_void_p
from typing import Any, Callable

SONAME = "libcrm.so.0"
TESTING_SONAME = "libcrm-testing.so.0"
VERSION = (0, 1, 0)

status = kind = field = day = currency = column = c_int32
id_ = instant = c_int64
pointer = c_void_p
text = c_char_p
flags = c_uint32

# Callbacks: `reply` is always the last argument.
get_callback = CFUNCTYPE(None, pointer, kind, POINTER(id_), c_size_t, pointer)
scan_callback = CFUNCTYPE(None, pointer, pointer, pointer)
next_callback = CFUNCTYPE(None, pointer, c_uint64, c_size_t, pointer)
finish_callback = CFUNCTYPE(None, pointer, c_uint64)
apply_callback = CFUNCTYPE(None, pointer, pointer, pointer)
reserve_callback = CFUNCTYPE(None, pointer, kind, c_size_t, pointer)
hold_callback = CFUNCTYPE(None, pointer, pointer)
plain_callback = CFUNCTYPE(None, pointer)
report_callback = CFUNCTYPE(None, pointer, text, status, text)
progress_callback = CFUNCTYPE(None, pointer, c_int64, c_int64, pointer)


class Store(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("flags", c_uint32),
        ("self", pointer),
        ("get", get_callback),
        ("scan", scan_callback),
        ("next", next_callback),
        ("finish", finish_callback),
        ("apply", apply_callback),
        ("reserve", reserve_callback),
        ("hold", hold_callback),
        ("release", plain_callback),
        ("close", plain_callback),
    ]


class ZoneChange(Structure):
    _fields_ = [("at", instant), ("offset_seconds", c_int32), ("reserved", c_int32)]


class Options(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("flags", c_uint32),
        ("store", POINTER(Store)),
        ("memory", pointer),
        ("memory_self", pointer),
        ("clock", hold_callback),
        ("clock_self", pointer),
        ("progress", progress_callback),
        ("progress_self", pointer),
        ("zone", POINTER(ZoneChange)),
        ("zone_count", c_size_t),
        ("max_rows", c_uint64),
        ("currency", currency),
        ("reserved", c_int32),
    ]


class MoveParams(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("flags", c_uint32),
        ("at", instant),
        ("actor", id_),
        ("competitor", id_),
        ("reason", text),
        ("note", text),
        ("day", day),
        ("reserved", c_int32),
    ]


_out = POINTER
SIGNATURES: dict[str, tuple[Any, list[Any]]] = {
    # base.h, context.h
    "crm_version": (text, []),
    "crm_version_number": (c_int32, []),
    "crm_status_name": (text, [status]),
    "crm_options_init": (status, [_out(Options), c_size_t]),
    "crm_open": (status, [_out(Options), _out(pointer)]),
    "crm_close": (None, [pointer]),
    "crm_message": (text, [pointer]),
    "crm_error_status": (status, [pointer]),
    "crm_error_where": (status, [pointer, _out(kind), _out(id_), _out(field)]),
    "crm_host_code": (c_int64, [pointer]),
    "crm_host_message": (text, [pointer]),
    "crm_begin": (status, [pointer]),
    "crm_commit": (status, [pointer]),
    "crm_rollback": (None, [pointer]),
    # schema.h
    "crm_schema_kinds": (c_size_t, [pointer]),
    "crm_schema_kind": (kind, [pointer, c_size_t]),
    "crm_schema_kind_name": (text, [pointer, kind]),
    "crm_schema_fields": (c_size_t, [pointer, kind]),
    "crm_schema_field": (field, [pointer, kind, c_size_t]),
    "crm_schema_find": (field, [pointer, kind, text]),
    "crm_schema_name": (text, [pointer, kind, field]),
    "crm_schema_type": (c_int32, [pointer, kind, field]),
    "crm_schema_flags": (flags, [pointer, kind, field]),
    "crm_schema_target": (kind, [pointer, kind, field]),
    "crm_schema_choices": (c_size_t, [pointer, kind, field]),
    "crm_schema_choice_at": (c_int64, [pointer, kind, field, c_size_t]),
    "crm_schema_choice": (text, [pointer, kind, field, c_int64]),
    "crm_schema_define": (
        status,
        [pointer, kind, text, c_int32, flags, kind, c_int32, _out(field)],
    ),
    # record.h
    "crm_record_new": (pointer, [pointer, kind]),
    "crm_record_load": (status, [pointer, kind, id_, _out(pointer)]),
    "crm_record_save": (status, [pointer]),
    "crm_record_remove": (status, [pointer]),
    "crm_record_free": (None, [pointer]),
    "crm_record_id": (id_, [pointer]),
    "crm_record_set_id": (status, [pointer, id_]),
    "crm_record_set_int": (status, [pointer, field, c_int64]),
    "crm_record_set_double": (status, [pointer, field, c_double]),
    "crm_record_set_text": (status, [pointer, field, text, c_size_t]),
    "crm_record_clear": (status, [pointer, field]),
    "crm_record_int": (status, [pointer, field, _out(c_int64)]),
    "crm_record_double": (status, [pointer, field, _out(c_double)]),
    "crm_record_text": (pointer, [pointer, field, _out(c_size_t)]),
    "crm_put": (status, [pointer, pointer]),
    "crm_verify": (status, [pointer, _out(pointer)]),
    "crm_find": (status, [pointer, kind, text, _out(id_)]),
    # operations
    "crm_record_account": (pointer, [pointer]),
    "crm_record_opportunity": (pointer, [pointer]),
    "crm_record_transition": (pointer, [pointer]),
    "crm_account_put_under": (status, [pointer, id_]),
    "crm_account_acquire": (status, [pointer, id_, day]),
    "crm_move_params_init": (status, [_out(MoveParams), c_size_t]),
    "crm_opportunity_move": (status, [pointer, id_, _out(MoveParams), _out(id_)]),
    "crm_opportunity_win": (status, [pointer, id_, _out(MoveParams), _out(id_)]),
    "crm_opportunity_lose": (status, [pointer, id_, _out(MoveParams), _out(id_)]),
    "crm_opportunity_reopen": (status, [pointer, id_, _out(MoveParams), _out(id_)]),
    "crm_opportunity_transfer": (status, [pointer, id_, _out(MoveParams), _out(id_)]),
    "crm_opportunity_correct": (status, [pointer, id_, pointer, _out(MoveParams), _out(id_)]),
    "crm_opportunity_append": (status, [pointer, pointer]),
    "crm_stage_find": (status, [pointer, id_, text, _out(id_)]),
    "crm_pipeline_from_template": (status, [pointer, text, text, _out(id_)]),
    # table.h
    "crm_table_new": (pointer, [pointer, kind]),
    "crm_table_free": (None, [pointer]),
    "crm_table_clear": (status, [pointer]),
    "crm_table_kind": (kind, [pointer]),
    "crm_table_rows": (c_size_t, [pointer]),
    "crm_table_columns": (c_size_t, [pointer]),
    "crm_table_status": (status, [pointer]),
    "crm_table_column_at": (column, [pointer, c_size_t]),
    "crm_table_name": (text, [pointer, column]),
    "crm_table_type": (c_int32, [pointer, column]),
    "crm_table_target": (kind, [pointer, column]),
    "crm_table_add": (status, [pointer, c_size_t]),
    "crm_table_set_int": (status, [pointer, c_size_t, column, c_int64]),
    "crm_table_fill_int64": (status, [pointer, column, c_size_t, c_size_t, pointer, pointer]),
    "crm_table_fill_int32": (status, [pointer, column, c_size_t, c_size_t, pointer, pointer]),
    "crm_table_fill_double": (status, [pointer, column, c_size_t, c_size_t, pointer, pointer]),
    "crm_table_fill_text": (
        status,
        [pointer, column, c_size_t, c_size_t, text, pointer, pointer],
    ),
    "crm_table_set_constant": (status, [pointer, column, c_int64]),
    "crm_table_int64s": (pointer, [pointer, column, _out(pointer)]),
    "crm_table_int32s": (pointer, [pointer, column, _out(pointer)]),
    "crm_table_doubles": (pointer, [pointer, column, _out(pointer)]),
    "crm_table_texts": (pointer, [pointer, column, _out(pointer), _out(pointer)]),
    # query.h
    "crm_query_new": (pointer, [pointer, kind]),
    "crm_query_free": (None, [pointer]),
    "crm_query_want": (status, [pointer, field]),
    "crm_query_where_int": (status, [pointer, field, c_int64, c_int64]),
    "crm_query_where_text": (status, [pointer, field, text, c_size_t]),
    "crm_query_kind": (kind, [pointer]),
    "crm_query_fields": (pointer, [pointer, _out(c_size_t)]),
    "crm_query_conditions": (c_size_t, [pointer]),
    "crm_query_condition": (status, [pointer, c_size_t, _out(field), _out(c_int32)]),
    "crm_query_int": (status, [pointer, c_size_t, _out(c_int64), _out(c_int64)]),
    "crm_query_text": (status, [pointer, c_size_t, _out(pointer), _out(c_size_t)]),
    "crm_scan_new": (pointer, [pointer, pointer]),
    "crm_scan_next": (status, [pointer, _out(pointer)]),
    "crm_scan_free": (None, [pointer]),
    # store.h
    "crm_store_init": (status, [_out(Store), c_size_t]),
    "crm_reply_table": (pointer, [pointer]),
    "crm_reply_ok": (status, [pointer]),
    "crm_reply_end": (status, [pointer]),
    "crm_reply_cursor": (status, [pointer, c_uint64]),
    "crm_reply_ids": (status, [pointer, pointer, c_size_t]),
    "crm_reply_int": (status, [pointer, c_int64]),
    "crm_reply_fail": (status, [pointer, status, c_int64, text]),
    "crm_reply_conflict": (status, [pointer, kind, id_]),
    "crm_reply_status": (status, [pointer]),
    "crm_changes_groups": (c_size_t, [pointer]),
    "crm_changes_kind": (kind, [pointer, c_size_t]),
    "crm_changes_checks": (pointer, [pointer, c_size_t]),
    "crm_changes_removes": (pointer, [pointer, c_size_t]),
    "crm_changes_puts": (pointer, [pointer, c_size_t]),
    # analysis.h
    "crm_analysis_new": (pointer, [pointer, text, pointer]),
    "crm_settings_new": (pointer, [pointer, text, text]),
    "crm_analysis_set": (status, [pointer, text, pointer]),
    "crm_analysis_add": (status, [pointer, pointer]),
    "crm_analysis_run": (status, [pointer]),
    "crm_analysis_partial": (status, [pointer, c_size_t, _out(pointer)]),
    "crm_analysis_add_partial": (status, [pointer, pointer]),
    "crm_analysis_finish": (status, [pointer]),
    "crm_analysis_tables": (c_size_t, [pointer]),
    "crm_analysis_table_name": (text, [pointer, c_size_t]),
    "crm_analysis_table": (pointer, [pointer, text]),
    "crm_analysis_currency": (currency, [pointer]),
    "crm_analysis_free": (None, [pointer]),
    "crm_descriptors": (c_size_t, []),
    "crm_descriptor_at": (pointer, [c_size_t]),
    "crm_descriptor_find": (pointer, [text]),
    "crm_descriptor_name": (text, [pointer]),
    "crm_descriptor_inputs": (c_size_t, [pointer]),
    "crm_descriptor_input": (kind, [pointer, c_size_t, _out(c_int32)]),
    "crm_descriptor_tables": (c_size_t, [pointer]),
    "crm_descriptor_table": (text, [pointer, c_size_t]),
    "crm_descriptor_columns": (c_size_t, [pointer, c_size_t]),
    "crm_descriptor_column": (
        text,
        [pointer, c_size_t, c_size_t, _out(c_int32), _out(kind), _out(text)],
    ),
    "crm_descriptor_settings": (c_size_t, [pointer]),
    "crm_descriptor_setting": (text, [pointer, c_size_t]),
    "crm_descriptor_setting_columns": (c_size_t, [pointer, c_size_t]),
    "crm_descriptor_setting_column": (
        text,
        [pointer, c_size_t, c_size_t, _out(c_int32), _out(kind), _out(text)],
    ),
    "crm_descriptor_params_size": (c_size_t, [pointer]),
    "crm_descriptor_params": (c_size_t, [pointer]),
    "crm_descriptor_param": (
        text,
        [pointer, c_size_t, _out(c_int32), _out(c_size_t), _out(c_int64)],
    ),
}


# crm/testing.h, of libcrm-testing
TESTING_SIGNATURES: dict[str, tuple[Any, list[Any]]] = {
    "crm_testing_laws": (c_size_t, []),
    "crm_testing_law_name": (text, [c_size_t]),
    "crm_testing_law_sentence": (text, [c_size_t]),
    "crm_store_check": (status, [_out(Store), _out(Store), report_callback, pointer]),
}


def _candidates(variable: str, soname: str) -> list[str]:
    named = os.environ.get(variable)
    beside = os.path.join(os.path.dirname(os.path.abspath(__file__)), soname)
    return ([named] if named else []) + [beside, soname]


def _check_version(found: ctypes.CDLL, path: str) -> None:
    found.crm_version_number.restype = c_int32
    number = found.crm_version_number()
    major, rest = divmod(number, 1000000)
    here = (major, rest // 1000, rest % 1000)
    if major != VERSION[0] or here < VERSION:
        wanted = ".".join(map(str, VERSION))
        raise ImportError(
            f"{path} is version {'.'.join(map(str, here))}, not {wanted} or a later one"
        )


def _find(variable: str, soname: str) -> tuple[ctypes.CDLL, str]:
    tried = []
    for path in _candidates(variable, soname):
        try:
            return ctypes.CDLL(path), path
        except OSError as error:
            tried.append(f"  {path}: {error}")
    raise ImportError(f"{soname} was not found; tried\n" + "\n".join(tried))


def _load() -> ctypes.CDLL:
    found, path = _find("LIBCRM_PATH", SONAME)
    _check_version(found, path)
    return found


def _load_testing() -> ctypes.CDLL:
    lib.crm_version_number()  # first: the testing library shall be over this one, and no other copy
    return _find("LIBCRM_TESTING_PATH", TESTING_SONAME)[0]


class _Library:
    """Functions as attributes, each prepared on its first use."""

    def __init__(
        self, signatures: dict[str, tuple[Any, list[Any]]], load: Callable[[], ctypes.CDLL]
    ) -> None:
        self._signatures = signatures
        self._load = load
        self._lock = threading.Lock()
        self._found: ctypes.CDLL | None = None

    def __getattr__(self, name: str) -> Any:
        if name not in self._signatures:
            raise AttributeError(name)
        with self._lock:
            if self._found is None:
                self._found = self._load()
            # A private prototype: one on the shared attribute would be everybody's.
            restype, argtypes = self._signatures[name]
            function = CFUNCTYPE(restype, *argtypes)((name, self._found))
            self.__dict__[name] = function
        return function


lib = _Library(SIGNATURES, _load)
testing = _Library(TESTING_SIGNATURES, _load_testing)
