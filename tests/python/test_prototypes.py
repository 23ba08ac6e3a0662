"""What _ffi.py says of the library is what the public headers say."""

import ctypes
import re
import unittest

import libcrm
from libcrm import _ffi
from support import ROOT

HEADERS = ROOT / "include" / "crm"
SCALARS = {
    "int32_t": ctypes.c_int32, "int64_t": ctypes.c_int64, "uint32_t": ctypes.c_uint32,
    "uint64_t": ctypes.c_uint64, "size_t": ctypes.c_size_t, "double": ctypes.c_double,
    "crm_status": ctypes.c_int32, "crm_kind": ctypes.c_int32, "crm_field": ctypes.c_int32,
    "crm_day": ctypes.c_int32, "crm_currency": ctypes.c_int32, "crm_id": ctypes.c_int64,
    "crm_instant": ctypes.c_int64,
}  # fmt: skip
STRUCTS = {
    "crm_store": _ffi.Store,
    "crm_options": _ffi.Options,
    "crm_move_params": _ffi.MoveParams,
    "crm_zone_change": _ffi.ZoneChange,
}


def declarations():
    """Of each public function: the C type it returns and those of its parameters."""
    found = {}
    for header in HEADERS.glob("*.h"):
        text = re.sub(r"/\*.*?\*/", " ", header.read_text(), flags=re.S)
        text = re.sub(r"^\s*#.*$", "", text, flags=re.M)
        for returned, name, parameters in re.findall(
            r"CRM_API\s+([\w\s*]+?)\s*(\bcrm_\w+)\s*\(([^;]*?)\)\s*;", text, flags=re.S
        ):
            types = [] if parameters.strip() == "void" else parameters.split(",")
            found[name] = (plain(returned), [plain(re.sub(r"\w+\s*$", "", one)) for one in types])
    return found


def plain(c_type):
    return re.sub(r"\s+", "", c_type.replace("const", " ")).replace("struct", "")


def fits(c_type, python_type):
    """Whether a ctypes type stands for a C type."""
    if c_type == "void":
        return python_type is None
    if not c_type.endswith("*"):
        return python_type is SCALARS[c_type]
    if python_type is ctypes.c_void_p:
        return True
    inner = c_type[:-1]
    if inner == "crm_testing_report":
        return python_type is _ffi.report_callback
    if python_type is ctypes.c_char_p:
        return inner == "char"
    target = python_type._type_
    if inner in STRUCTS:
        return target is STRUCTS[inner]
    return fits(inner, target)


class Prototypes(unittest.TestCase):
    def test_each_function_is_as_declared(self):
        known = declarations()
        self.assertGreater(len(known), 250)
        both = {**_ffi.SIGNATURES, **_ffi.TESTING_SIGNATURES}
        for name, (restype, argtypes) in both.items():
            with self.subTest(name):
                self.assertIn(name, known)
                returned, parameters = known[name]
                self.assertTrue(fits(returned, restype), f"returns {returned}")
                self.assertEqual(len(parameters), len(argtypes))
                for c_type, python_type in zip(parameters, argtypes):
                    self.assertTrue(fits(c_type, python_type), f"{c_type} is no {python_type}")

    def test_each_function_is_there(self):
        for name in _ffi.SIGNATURES:
            self.assertTrue(callable(getattr(_ffi.lib, name)))
        for name in _ffi.TESTING_SIGNATURES:
            self.assertTrue(callable(getattr(_ffi.testing, name)))

    def test_structs_lie_as_written_down(self):
        written, current = {}, None
        for line in (ROOT / "tests" / "abi" / "structs.txt").read_text().splitlines():
            words = line.split()
            if not line.startswith(" ") and len(words) == 2:
                current = written.setdefault(words[0], {"": int(words[1])})
            elif len(words) == 3 and current is not None:
                current[words[1]] = (int(words[0]), int(words[2]))
        for name, struct in STRUCTS.items():
            with self.subTest(name):
                here = {"": ctypes.sizeof(struct)}
                for member, *_ in struct._fields_:
                    described = getattr(struct, member)
                    here[member] = (described.offset, described.size)
                self.assertEqual(here, written[name])

    def test_statuses_and_their_classes(self):
        text = (HEADERS / "constants.h").read_text()
        numbers = {
            name: int(number) for name, number in re.findall(r"(CRM_ERROR_\w+) = (-\d+)", text)
        }
        self.assertEqual({one.name: one.status for one in libcrm.Error.__subclasses__()}, numbers)
        for name, number in numbers.items():
            self.assertEqual(_ffi.lib.crm_status_name(number).decode(), name)

    def test_constants(self):
        text = (HEADERS / "constants.h").read_text()
        for name in libcrm.__all__:
            if name.isupper():
                self.assertRegex(text, rf"\bCRM_{name} = {getattr(libcrm, name)}\b")

    def test_types(self):
        from libcrm import values

        text = (HEADERS / "constants.h").read_text()
        numbers = re.findall(r"\bCRM_TYPE_(\w+) = (\d+)", text)
        self.assertEqual({name.lower(): int(number) for name, number in numbers}, values.TYPES)
        for name in "REQUIRED", "CACHE", "FROZEN", "TRACKED", "CUSTOM":
            self.assertRegex(text, rf"\bCRM_FIELD_{name} = {getattr(values, name)}\b")

    def test_the_version_is_that_of_the_headers(self):
        self.assertEqual(libcrm.version(), libcrm.__version__)


if __name__ == "__main__":
    unittest.main()
