"""Every analysis through its descriptor."""

import ctypes
import unittest
from array import array
from datetime import date

import libcrm
from libcrm import values
from support import open_dict

AS_OF = date(2025, 12, 31)
WIDTHS = {values.I64: 8, values.INSTANT: 8, values.DOUBLE: 8}
COMMON = ["size", "flags", "as_of", "since", "known_at", "currency", "sales", "unit",
          "rate_max_age_days", "memory_limit", "expected"]  # fmt: skip


class Descriptors(unittest.TestCase):
    def test_each_is_complete(self):
        found = libcrm.descriptors()
        self.assertLessEqual({"families", "rfm"}, {one.name for one in found})
        for one in found:
            with self.subTest(one.name):
                self.assertEqual(list(one.params)[:11], COMMON)
                end = 0
                for name, param in one.params.items():
                    self.assertEqual(param.offset, end, f"{name} leaves a gap")
                    end += WIDTHS.get(param.type, 4)
                self.assertEqual(one.size, end, "members that no param tells")
                self.assertLessEqual({"about", "coverage"}, set(one.tables))
                self.assertLessEqual(set(one.inputs.values()), {1, 2, 3})
                for columns in one.tables.values():
                    names = [column.name for column in columns]
                    self.assertEqual(len(set(names)), len(names))

    def test_lists_of_parameters_are_named_and_given(self):
        rfm = libcrm.descriptor("rfm")
        self.assertEqual([column.name for column in rfm.settings["segments"]][:2],
                         ["segment", "r_low"])  # fmt: skip
        with open_dict() as crm:
            crm.put(sell(crm, [(crm.account(name="Chat Noir").save().id, AS_OF, 100)]))
            with self.assertRaises(libcrm.ArgumentError):
                crm.analysis("rfm", as_of=AS_OF).set("colours", [])
            with self.assertRaises(libcrm.ArgumentError):
                crm.analysis("rfm", as_of=AS_OF).set("segments", [{"colour": "red"}])
            with self.assertRaises(libcrm.DataError):
                crm.analysis("rfm", as_of=AS_OF).set("segments", [{"segment": "x", "r_low": 9}])
            found = crm.analysis("rfm", as_of=AS_OF).set("segments", [{"segment": "all"}]).run()
            self.assertEqual(found["scores"].column("segment"), ["all"])

    def test_a_purchase_model_without_purchases(self):
        """Parameters and histories as lists; 1.226 is published (Fader, Hardie, Lee 2005)."""
        given = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
        with open_dict() as crm:
            model = crm.analysis("purchase_model", as_of=AS_OF, model=1, horizon=39)
            model.set("parameters", [{"model": "bgnbd", "name": name, "value": value}
                                     for name, value in given.items()])  # fmt: skip
            model.set("histories", [{"customer": 7, "x": 2, "t_x": 30.43, "t": 38.86}])
            with self.assertRaises(libcrm.DataError):
                model.set("histories", [{"customer": 7, "x": 2, "t_x": 50.0, "t": 38.86}])
            found = model.run()
            self.assertAlmostEqual(found["customers"].column("expected")[0], 1.226, places=3)
            self.assertAlmostEqual(found["customers"].column("p_alive")[0], 0.7266, places=4)
            self.assertEqual(found["customers"].column("lifetime_value"), [None])
            self.assertEqual(found["fit"].column("status"), [2, 6])
            self.assertEqual(found["parameters"].column("value")[:4], list(given.values()))

    def test_each_has_the_defaults_of_its_init(self):
        import os

        library = ctypes.CDLL(os.environ["LIBCRM_PATH"])
        for one in libcrm.descriptors():
            name = "pipeline_analysis" if one.name == "pipeline" else one.name
            try:
                init = getattr(library, f"crm_{name}_params_init")
            except AttributeError:
                init = getattr(library, f"crm_{one.name}_params_init")
            init.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
            raw = ctypes.create_string_buffer(one.size)
            self.assertEqual(init(raw, one.size), 0)
            self.assertEqual(bytes(one.pack({})), raw.raw, one.name)

    def test_each_runs_over_an_empty_store_and_gives_its_tables(self):
        with open_dict() as crm:
            for one in libcrm.descriptors():
                analysis = crm.analysis(one.name, as_of=AS_OF)
                self.assertEqual(analysis.tables, [])
                analysis.run()
                self.assertEqual(analysis.tables, list(one.tables))
                for name, columns in one.tables.items():
                    table = analysis[name]
                    self.assertEqual(table.columns, [column.name for column in columns])
                    self.assertIsNone(table.kind)
                    table.rows()
                self.assertEqual(
                    dict(analysis["about"].rows("key", "value"))["as_of"], "2025-12-31"
                )

    def test_params_are_checked(self):
        with open_dict() as crm:
            wrong = [
                ({}, libcrm.ArgumentError),
                ({"as_of": AS_OF, "bims": 5}, libcrm.ArgumentError),
                ({"as_of": AS_OF, "bins": 99}, libcrm.ArgumentError),
                ({"as_of": AS_OF, "bins": 2**40}, libcrm.ArgumentError),
                ({"as_of": "2025-12-31"}, TypeError),
                ({"as_of": AS_OF, "currency": "EURO"}, ValueError),
            ]
            for params, error in wrong:
                with self.assertRaises(error, msg=str(params)):
                    crm.analysis("rfm", **params)
            with self.assertRaises(libcrm.ArgumentError):
                crm.analysis("horoscope", as_of=AS_OF)


def sell(crm, rows):
    table = crm.table("purchase")
    table.fill(
        account=array("q", [row[0] for row in rows]),
        day=[row[1] for row in rows],
        net_amount=array("q", [row[2] for row in rows]),
    )
    return table.constant(type="sale", currency="USD")


class Running(unittest.TestCase):
    def setUp(self):
        self.crm = open_dict()
        self.addCleanup(self.crm.close)
        self.accounts = [self.crm.account(name=f"a{n}").save() for n in range(10)]
        self.rows = [
            (account.id, date(2025, 1 + n, 1 + k), 100 * (n + 1))
            for n, account in enumerate(self.accounts)
            for k in range(n + 1)
        ]

    def test_rfm_from_the_store(self):
        self.crm.put(sell(self.crm, self.rows))
        analysis = self.crm.analysis("rfm", as_of=AS_OF, bins=5)
        with analysis:
            analysis.run()
            scores = analysis["scores"]
            self.assertEqual(analysis.currency, "USD")
            rows = scores.rows("customer", "last_day", "frequency", "monetary", "r", "f", "m")
            wanted = [
                (n + 1, date(2025, 1 + n, 1 + n), n + 1, 100 * (n + 1) ** 2)
                + (1 + n * 5 // 10,) * 3
                for n in range(10)
            ]
            self.assertEqual(rows, wanted)
            with self.assertRaises(KeyError):
                analysis["scoers"]
        with self.assertRaises(libcrm.ClosedError):
            scores.rows()

    def test_rows_fed_by_hand_and_partials_put_together(self):
        def fed(rows):
            accounts = self.crm.table("account").fill(
                id=array("q", [one.id for one in self.accounts]),
                name=[one.name for one in self.accounts],
            )
            analysis = self.crm.analysis("rfm", as_of=AS_OF)
            return analysis.add(accounts).add(sell(self.crm, rows))

        whole = fed(self.rows).finish()["scores"].rows()
        self.assertEqual(len(whole), 10)
        first = self.crm.analysis("rfm", as_of=AS_OF)
        halves = [
            fed(self.rows[0::2]),
            self.crm.analysis("rfm", as_of=AS_OF).add(sell(self.crm, self.rows[1::2])),
        ]
        for half in halves:
            for partial in half.partials():
                first.add_partial(partial)
        self.assertEqual(first.finish()["scores"].rows(), whole)

    def test_a_partial_is_borrowed_until_the_next(self):
        analysis = self.crm.analysis("rfm", as_of=AS_OF).add(sell(self.crm, self.rows))
        partials = analysis.partials()
        meta = next(partials)
        self.assertGreater(len(meta), 0)
        next(partials)
        with self.assertRaises(libcrm.ClosedError):
            meta.rows()

    def test_families(self):
        for account in self.accounts[1:4]:
            account.put_under(self.accounts[0])
        self.crm.put(sell(self.crm, self.rows))
        families = self.crm.analysis("families", as_of=AS_OF).run()["families"]
        rows = {
            root: (members, total)
            for root, members, total in families.rows("root", "members", "total")
        }
        self.assertEqual(rows[self.accounts[0].id], (4, 100 * (1 + 4 + 9 + 16)))

    def test_a_failed_add_poisons(self):
        analysis = self.crm.analysis("rfm", as_of=AS_OF)
        with self.assertRaises(libcrm.ArgumentError):
            analysis.add(self.crm.table("user", [{"id": 1, "name": "x"}]))

    def test_cancelled_by_the_progress_callback(self):
        calls = []

        def progress(done, known):
            calls.append(done)
            raise KeyboardInterrupt

        with open_dict(progress=progress) as crm:
            account = crm.account(name="x").save()
            table = crm.table("purchase")
            count = 200000
            table.fill(account=array("q", [account.id] * count), day=array("i", [20000] * count),
                       net_amount=array("q", [1] * count))  # fmt: skip
            table.constant(type="sale", currency="USD")
            analysis = crm.analysis("rfm", as_of=AS_OF)
            with self.assertRaises(KeyboardInterrupt):
                analysis.add(crm.table("account", [{"id": account.id, "name": "x"}]))
                analysis.add(table)
                analysis.run()
            with self.assertRaises(libcrm.CancelledError):
                analysis.finish()
        self.assertEqual(len(calls), 1)


if __name__ == "__main__":
    unittest.main()
