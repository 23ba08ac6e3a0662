"""Records of all kinds through the schema: what is set is read back, also from the store."""

import unittest
from datetime import date, datetime, timedelta, timezone

import libcrm
from libcrm import values
from support import NOW, open_dict

# Kept by the library, or decided by rules that the tests of operations look at.
LEFT_OUT = {"id", "version", "modified", "archived", "merged_into", "erased"}

# Values that a rule of the kind asks for; every other field gets one by its type.
RULED = {
    ("purchase", "type"): "sale",
    ("purchase", "refers_to"): None,
    ("link", "valid_from"): date(2020, 1, 1),
    ("link", "valid_to"): date(2030, 1, 1),
    ("product", "retired"): None,
}
BY_TYPE = {
    values.I64: 3,
    values.BP: 1250,
    values.QTY: 2500,
    values.DAY: date(2024, 2, 29),
    values.INSTANT: datetime(2024, 2, 29, 23, 59, 59, 999999, tzinfo=timezone.utc),
    values.MONEY: 123456789012345,
    values.CURRENCY: "EUR",
}
ORDER = ["user", "account", "contact", "product", "pipeline", "stage", "opportunity", "purchase"]


def value_for(crm, kind, field, known):
    if (kind, field.name) in RULED:
        return RULED[kind, field.name]
    if field.type == values.TEXT:
        return f"{kind} {field.name} é\U0001f415"
    if field.type == values.CODE:
        return next(iter(field.choices))
    if field.type == values.SET:
        return frozenset(list(field.choices)[:2])
    if field.type == values.REF:
        return known.get(field.target)
    return BY_TYPE[field.type]


def fill(crm, kind, known):
    record = getattr(crm, kind)()
    wanted = {}
    for name in getattr(crm, kind).fields:
        field = getattr(crm, kind).field(name)
        cached = field.flags & values.CACHE and name not in ("pipeline", "stage")
        if name in LEFT_OUT or cached:
            continue
        value = value_for(crm, kind, field, known)
        if value is not None:
            setattr(record, name, value)
            wanted[name] = value
    return record, wanted


class RoundTrip(unittest.TestCase):
    def check(self, crm):
        known, tried = {}, 0
        for kind in ORDER:
            record, wanted = fill(crm, kind, known)
            record.save()
            known[kind] = record.id
            self.compare(crm, kind, record, wanted)
            tried += len(wanted)
        other = crm.account(name="other").save()
        link = {"child": other.id, "parent": known["account"], "type": "owned_by",
                "valid_from": date(1, 1, 1), "valid_to": date(9999, 12, 31), "share_bp": 10000,
                "source": "register"}  # fmt: skip
        rate = {"base": "USD", "target": "EUR", "day": date(2025, 1, 2), "num": 2**62, "den": 3,
                "type": "spot", "source": "bank"}  # fmt: skip
        for kind, wanted in ("link", link), ("rate", rate):
            self.compare(crm, kind, getattr(crm, kind)(**wanted).save(), wanted)
            tried += len(wanted)
        names = ("opportunity", "type", "amount", "currency", "at")
        logged = [tuple(row.values()) for row in crm.transition.scan(*names)]
        amount = BY_TYPE[values.MONEY]
        self.assertEqual(logged, [(known["opportunity"], "create", amount, "EUR", NOW)])
        self.assertGreater(tried, 100)

    def compare(self, crm, kind, record, wanted):
        loaded = getattr(crm, kind).load(record.id)
        for one in record, loaded:
            for name, value in wanted.items():
                self.assertEqual(getattr(one, name), value, f"{kind}.{name}")
        self.assertEqual(loaded.version, 1)
        self.assertEqual(loaded.fields(), record.fields())
        scanned = list(getattr(crm, kind).scan(id=record.id))
        self.assertEqual({k: v for k, v in scanned[0].items() if v is not None}, loaded.fields())

    def test_through_dictionaries(self):
        with open_dict() as crm:
            self.check(crm)

    def test_through_the_store_in_memory(self):
        with libcrm.open(clock=lambda: NOW) as crm:
            self.check(crm)


class Values(unittest.TestCase):
    def setUp(self):
        self.crm = open_dict()
        self.addCleanup(self.crm.close)

    def test_none_is_no_value_and_clears(self):
        account = self.crm.account(name="Dogs", tier=0, employees=5)
        self.assertEqual(account.tier, 0)
        self.assertIsNone(account.segment)
        account.employees = None
        account.save()
        self.assertIsNone(self.crm.account.load(account.id).employees)
        self.assertEqual(self.crm.account.load(account.id).tier, 0)

    def test_trap_131_ids_have_64_bits(self):
        big = 2**63 - 1
        account = self.crm.account(id=big, name="far")
        account.save()
        self.assertEqual(self.crm.account.load(big).name, "far")
        contact = self.crm.contact(last_name="x", account=big).save()
        self.assertEqual(self.crm.contact.load(contact).account, big)
        self.assertEqual([row["id"] for row in self.crm.account.scan(id=(2**62, big))], [big])

    def test_numbers_that_do_not_fit_are_refused_not_cut(self):
        with self.assertRaises(OverflowError):
            self.crm.account(annual_revenue=2**63)
        with self.assertRaises(OverflowError):
            self.crm.account.load(2**64 + 1)
        with self.assertRaises(libcrm.Error):
            self.crm.account(discount_bp=2**40)

    def test_the_ends_of_the_calendar(self):
        for day in date(1, 1, 1), date(9999, 12, 31), date(1969, 12, 31):
            user = self.crm.user(name="x", left_day=day).save()
            self.assertEqual(self.crm.user.load(user).left_day, day)
        at = datetime(1, 1, 1, tzinfo=timezone.utc)
        account = self.crm.account(name="x", profiling_refused=at).save()
        self.assertEqual(self.crm.account.load(account).profiling_refused, at)

    def test_instants_of_other_zones_are_read_as_utc(self):
        paris = timezone(timedelta(hours=2))
        account = self.crm.account(
            name="x", profiling_refused=datetime(2025, 7, 1, 1, tzinfo=paris)
        )
        self.assertEqual(account.profiling_refused, datetime(2025, 6, 30, 23, tzinfo=timezone.utc))
        with self.assertRaises(ValueError):
            account.profiling_refused = datetime(2025, 7, 1)

    def test_wrong_types_are_refused(self):
        account = self.crm.account(name="x")
        for name, value in [
            ("name", 5),
            ("tier", "5"),
            ("tier", 1.5),
            ("currency", "EURO"),
            ("types", {"customers"}),
            ("profiling_refused", date(2025, 1, 1)),
        ]:
            with self.assertRaises((TypeError, ValueError), msg=f"{name} = {value!r}"):
                setattr(account, name, value)
        with self.assertRaises((TypeError, ValueError)):
            self.crm.user(name="x", left_day=NOW)

    def test_codes_by_name_or_number(self):
        pipeline = self.crm.pipeline(name="p").save()
        stage = self.crm.stage(pipeline=pipeline, name="s", position=1, outcome=2)
        self.assertEqual(stage.outcome, "won")
        stage.outcome = "lost"
        self.assertEqual(stage.outcome, "lost")

    def test_sets_by_names_one_name_or_number(self):
        account = self.crm.account(name="x", types={"customer", "partner"})
        self.assertEqual(account.types, {"customer", "partner"})
        account.types = "person"
        self.assertEqual(account.types, {"person"})
        account.types = 3
        self.assertEqual(account.types, {"customer", "prospect"})

    def test_names_that_are_no_field(self):
        account = self.crm.account(name="x")
        with self.assertRaises(AttributeError):
            account.nmae = "y"
        with self.assertRaises(AttributeError):
            account.nmae
        with self.assertRaises(AttributeError):
            self.crm.acount
        with self.assertRaises(AttributeError):
            self.crm.account(colour="red")

    def test_text_with_nul_is_refused(self):
        with self.assertRaises(libcrm.DataError):
            self.crm.account(name="a\0b")
        with self.assertRaises(ValueError):
            self.crm.account.find("a\0b")


class Saving(unittest.TestCase):
    def setUp(self):
        self.store = libcrm.DictStore()
        self.crm = open_dict(self.store)
        self.addCleanup(self.crm.close)

    def test_the_error_says_where(self):
        account = self.crm.account(name="Dogs", annual_revenue=5)
        with self.assertRaises(libcrm.DataError) as caught:
            account.save()
        self.assertEqual(caught.exception.status, -200)
        self.assertEqual(caught.exception.name, "CRM_ERROR_DATA")
        self.assertEqual(
            (caught.exception.kind, caught.exception.field), ("account", "annual_revenue")
        )
        self.assertEqual(self.store.rows.get("account", {}), {})

    def test_two_handles_conflict(self):
        account = self.crm.account(name="Dogs").save()
        one, two = self.crm.account.load(account), self.crm.account.load(account)
        one.tier = 1
        one.save()
        two.tier = 2
        with self.assertRaises(libcrm.ConflictError):
            two.save()
        self.assertEqual(self.crm.account.load(account).tier, 1)

    def test_load_and_find_of_nothing_are_none(self):
        self.assertIsNone(self.crm.account.load(99))
        self.assertIsNone(self.crm.account.find("nobody"))
        self.crm.account(name="Dogs", external_id="D-1").save()
        self.assertEqual(self.crm.account.find("D-1"), 1)

    def test_remove(self):
        user = self.crm.user(name="x").save()
        user.remove()
        self.assertIsNone(self.crm.user.load(user.id))
        self.assertEqual(user.name, "x")

    def test_a_unit_is_one_apply(self):
        applied = []
        apply = self.store.apply
        self.store.apply = lambda changes: (applied.append(len(changes)), apply(changes))[1]
        with self.crm.unit():
            dogs = self.crm.account(name="Dogs").save()
            self.crm.contact(last_name="Roy", account=dogs).save()
            self.assertEqual(applied, [])
            self.assertEqual(self.crm.account.load(dogs).name, "Dogs")
        self.assertEqual(applied, [2])

    def test_a_unit_left_by_an_exception_writes_nothing(self):
        with self.assertRaises(KeyError):
            with self.crm.unit():
                self.crm.account(name="Dogs").save()
                raise KeyError("enough")
        self.assertEqual(list(self.crm.account.scan()), [])
        with self.crm.unit():
            self.crm.account(name="Pups").save()
        self.assertEqual([row["name"] for row in self.crm.account.scan("name")], ["Pups"])

    def test_units_do_not_nest(self):
        with self.crm.unit():
            with self.assertRaises(libcrm.StateError):
                with self.crm.unit():
                    self.fail("a unit inside a unit")

    def test_put_many(self):
        table = self.crm.table("account")
        table.add({"name": f"a{n}", "external_id": str(n), "tier": n % 3} for n in range(1000))
        self.crm.put(table)
        self.assertEqual(table.column("id"), list(range(1, 1001)))
        self.assertEqual(len(list(self.crm.account.scan("id", tier=1))), 333)
        self.assertEqual(self.crm.account.load(500).name, "a499")

    def test_scan_conditions(self):
        for name, country, tier in ("a", "FR", 1), ("b", "FR", 2), ("c", "US", 2):
            self.crm.account(name=name, country=country, tier=tier).save()
        names = lambda **how: sorted(row["name"] for row in self.crm.account.scan("name", **how))
        self.assertEqual(names(), ["a", "b", "c"])
        self.assertEqual(names(country="FR"), ["a", "b"])
        self.assertEqual(names(country="FR", tier=2), ["b"])
        self.assertEqual(names(tier=(2, 9)), ["b", "c"])
        with self.assertRaises(libcrm.ArgumentError):
            names(colour="red")

    def test_a_custom_field(self):
        number = self.crm.define("account", "mascot", "text", privacy=1)
        self.crm.define("account", "weight", "double")
        self.assertGreaterEqual(number, 1024)
        account = self.crm.account(name="Dogs", mascot="Rex", weight=2.5).save()
        loaded = self.crm.account.load(account)
        self.assertEqual((loaded.mascot, loaded.weight), ("Rex", 2.5))
        self.assertEqual(self.store.rows["account"][account.id]["mascot"], "Rex")
        with self.assertRaises(libcrm.DuplicateError):
            open_dict().define("account", "name", "text")


if __name__ == "__main__":
    unittest.main()
