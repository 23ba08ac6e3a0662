"""Tables: whole columns in and out, in every form that a column can have in Python."""

import unittest
from array import array
from datetime import date, datetime, timezone

import libcrm
from libcrm import values
from support import open_dict


class Tables(unittest.TestCase):
    def setUp(self):
        self.crm = open_dict()
        self.addCleanup(self.crm.close)

    def test_rows_in_and_out(self):
        table = self.crm.table("purchase")
        first = {"account": 1, "day": date(2025, 1, 2), "type": "sale", "net_amount": 100}
        second = {"account": 2, "day": date(1969, 12, 31), "type": "return", "net_amount": -5}
        table.add([{**first, "currency": "USD"}, {**second, "currency": "EUR"}])
        self.assertEqual(len(table), 2)
        self.assertEqual(table.kind, "purchase")
        self.assertEqual(
            table.rows("account", "day", "type", "net_amount", "currency", "product"),
            [(1, date(2025, 1, 2), "sale", 100, "USD", None),
             (2, date(1969, 12, 31), "return", -5, "EUR", None)],
        )  # fmt: skip
        self.assertEqual(table.rows("day", "type", raw=True), [(20090, 1), (-1, 2)])
        self.assertEqual([row["account"] for row in table], [1, 2])

    def test_whole_columns(self):
        count = 1000
        table = self.crm.table("purchase")
        table.fill(
            account=array("q", range(1, count + 1)),
            day=array("i", [20000 + n for n in range(count)]),
            net_amount=memoryview(array("q", [n * 100 for n in range(count)])),
            product=[None if n % 3 else n + 1 for n in range(count)],
            order_key=[None if n % 2 else f"é{n}" for n in range(count)],
        )
        table.constant(type="sale", currency="USD")
        self.assertEqual(table.column("account"), list(range(1, count + 1)))
        self.assertEqual(table.column("day", raw=True), [20000 + n for n in range(count)])
        self.assertEqual(table.column("product"), [None if n % 3 else n + 1 for n in range(count)])
        self.assertEqual(
            table.column("order_key"), [None if n % 2 else f"é{n}" for n in range(count)]
        )
        self.assertEqual(set(table.column("type")) | set(table.column("currency")), {"sale", "USD"})
        numbers, validity = table.memory("net_amount")
        self.assertEqual((numbers.format, len(numbers), numbers[7]), ("q", count, 700))
        numbers, validity = table.memory("product")
        present = [validity[n >> 3] >> (n & 7) & 1 for n in range(count)]
        self.assertEqual(present, [0 if n % 3 else 1 for n in range(count)])

    def test_read_only_memory_and_narrow_arrays(self):
        table = self.crm.table("purchase")
        table.fill(account=memoryview(bytes(array("q", [5, 6]))).cast("q"), day=array("q", [1, 2]))
        table.fill(first=0, quantity=array("i", [1000, 2000]))
        self.assertEqual(
            table.rows("account", "day", "quantity", raw=True), [(5, 1, 1000), (6, 2, 2000)]
        )

    def test_memory_outlives_its_table(self):
        table = self.crm.table("account", [{"name": "x", "tier": n} for n in range(100)])
        numbers, validity = table.memory("tier")
        table.free()
        self.crm.close()
        self.assertEqual(numbers.tolist(), list(range(100)))

    def test_appending_and_clearing(self):
        table = self.crm.table("account", [{"name": "a"}])
        table.fill(name=["b", None])
        self.assertEqual(table.column("name"), ["a", "b", None])
        table.clear()
        self.assertEqual((len(table), table.rows()), (0, []))
        table.fill(name=[])
        self.assertEqual(table.column("name"), [])
        self.assertEqual(table.memory("tier")[0].tolist(), [])

    def test_doubles(self):
        self.crm.define("account", "weight", "double")
        table = self.crm.table("account")
        table.fill(name=["a", "b", "c"], weight=array("d", [0.5, -0.0, 1e300]))
        self.assertEqual(table.column("weight"), [0.5, 0.0, 1e300])
        table.fill(first=1, weight=[None, 2.0])
        self.assertEqual(table.column("weight"), [0.5, None, 2.0])

    def test_every_kind_has_its_columns(self):
        for kind in self.crm.kinds:
            table = self.crm.table(kind)
            self.assertEqual(table.columns, getattr(self.crm, kind).fields)
            self.assertEqual(table.columns[values.I64 - 2 : 3], ["id", "version", "external_id"])

    def test_what_is_refused(self):
        table = self.crm.table("account", [{"name": "a"}])
        wrong = [
            (lambda: table.fill(name=["a"], tier=[1, 2]), libcrm.ArgumentError),
            (lambda: table.fill(colour=["red"]), libcrm.ArgumentError),
            (lambda: table.add([{"colour": "red"}]), libcrm.ArgumentError),
            (lambda: table.column("colour"), libcrm.ArgumentError),
            (lambda: table.memory("name"), libcrm.ArgumentError),
            (lambda: table.fill(tier=array("h", [1])), TypeError),
            (lambda: table.fill(tier=["x"]), TypeError),
            (lambda: table.fill(tier=[2**64]), OverflowError),
            (lambda: table.fill(tier=memoryview(array("q", [1, 2, 3, 4]))[::2]), ValueError),
            (lambda: table.fill(first=99, tier=[1]), libcrm.ArgumentError),
            (lambda: self.crm.table("customer"), libcrm.ArgumentError),
        ]
        for number, (call, error) in enumerate(wrong):
            with self.assertRaises(error, msg=f"case {number}"):
                call()
        self.assertIn("a", table.column("name"))

    def test_instants_and_sets(self):
        at = datetime(2025, 6, 1, 12, tzinfo=timezone.utc)
        table = self.crm.table("account")
        table.fill(name=["a", "b"], archived=[at, None], types=[{"customer", "person"}, None])
        self.assertEqual(
            table.rows("archived", "types"), [(at, {"customer", "person"}), (None, None)]
        )


if __name__ == "__main__":
    unittest.main()
