"""Handles: freed once, in any order, at any time; used afterwards they raise and never crash."""

import copy
import gc
import os
import pickle
import tempfile
import threading
import unittest
from datetime import date

import libcrm
from support import open_dict, run_script


def everything(crm):
    """One handle of each sort."""
    account = crm.account(name="Dogs").save()
    analysis = crm.analysis("rfm", as_of=date(2025, 12, 31)).run()
    table = crm.table("account", [{"name": "x"}])
    scan = crm.account.tables()
    return {"record": account, "analysis": analysis, "table": table, "scan": scan,
            "result": analysis["about"], "batch": next(scan)}  # fmt: skip


USES = {
    "record": lambda one: (one.name, one.save()),
    "analysis": lambda one: (one["about"], one.tables),
    "table": lambda one: (one.rows(), len(one), one.add([{"name": "y"}])),
    "scan": lambda one: list(one),
    "result": lambda one: (one.rows(), len(one), one.columns),
    "batch": lambda one: one.column("name"),
}


class Orders(unittest.TestCase):
    def test_use_after_close_raises(self):
        crm = open_dict()
        handles = everything(crm)
        crm.close()
        crm.close()
        for name, use in USES.items():
            with self.assertRaises(libcrm.Error, msg=name):
                use(handles[name])
        calls = [
            lambda: crm.account(name="x"),
            lambda: crm.account.load(1),
            lambda: crm.unit().__enter__(),
            lambda: crm.table("account"),
            lambda: crm.analysis("rfm", as_of=date(2025, 1, 1)),
            lambda: list(crm.account.scan()),
        ]
        for call in calls:
            with self.assertRaises(libcrm.ClosedError):
                call()

    def test_use_after_free_raises(self):
        with open_dict() as crm:
            handles = everything(crm)
            for name in "scan", "analysis", "record", "table":
                handles[name].free()
                handles[name].free()
            for name, use in USES.items():
                if name == "scan":
                    self.assertEqual(list(handles[name]), [])
                    continue
                with self.assertRaises(libcrm.ClosedError, msg=name):
                    use(handles[name])

    def test_every_order_of_freeing(self):
        names = ["record", "analysis", "table", "scan"]
        for first in names + ["context"]:
            for second in names + ["context"]:
                crm = open_dict()
                handles = everything(crm)
                for name in (first, second):
                    crm.close() if name == "context" else handles[name].free()
                del handles, crm
                gc.collect()

    def test_a_borrowed_table_knows_that_its_owner_moved_on(self):
        store = libcrm.DictStore()
        store.scan = lambda query: iter([row for row in store.rows.get(query.kind, {}).values()])
        with open_dict(store) as crm:
            crm.put(crm.table("account", [{"name": str(n)} for n in range(9000)]))
            scan = crm.account.tables("name")
            first = next(scan)
            self.assertGreater(len(first), 0)
            next(scan)
            with self.assertRaises(libcrm.ClosedError):
                first.column("name")

    def test_handles_keep_their_context(self):
        def account():
            return open_dict().account(name="Dogs").save()

        kept = account()
        gc.collect()
        kept.tier = 3
        self.assertEqual(kept.save().version, 2)

    def test_handles_and_contexts_do_not_travel(self):
        with open_dict() as crm:
            for one in crm, crm.account(name="x"), crm.table("account"):
                with self.assertRaises(TypeError):
                    pickle.dumps(one)
                with self.assertRaises(TypeError):
                    copy.copy(one)


class Collector(unittest.TestCase):
    def test_stress(self):
        """The collector runs between almost any two steps, inside callbacks too."""
        before = gc.get_threshold()
        gc.set_threshold(1)
        try:
            with open_dict() as crm:
                for n in range(30):
                    cycle = [crm.account(name=f"a{n}", tier=n).save(), crm.account.tables()]
                    cycle.append(cycle)
                    crm.table("account", [{"name": "x"}]).rows()
                    crm.analysis("rfm", as_of=date(2025, 12, 31)).run()
                self.assertEqual(len(list(crm.account.scan())), 30)
        finally:
            gc.set_threshold(*before)

    def test_nothing_is_left(self):
        def work():
            with open_dict() as crm:
                everything(crm)

        work()
        gc.collect()
        before = sum(isinstance(one, libcrm.Record) for one in gc.get_objects())
        for _ in range(20):
            work()
        gc.collect()
        self.assertEqual(sum(isinstance(one, libcrm.Record) for one in gc.get_objects()), before)

    def test_a_context_dropped_without_close_goes_at_once(self):
        closed = []

        class Closing(libcrm.DictStore):
            def close(self):
                closed.append(1)

        gc.disable()
        try:
            crm = open_dict(Closing())
            account = crm.account(name="x").save()
            del crm
            self.assertEqual(closed, [])
            del account
            self.assertEqual(closed, [1])
        finally:
            gc.enable()


class Threads(unittest.TestCase):
    def test_threads_take_turns(self):
        with open_dict() as crm:
            errors = []

            def work(start):
                try:
                    for n in range(start, start + 50):
                        account = crm.account(name=f"a{n}", external_id=str(n)).save()
                        assert crm.account.find(str(n)) == account.id
                except BaseException as error:
                    errors.append(error)

            threads = [threading.Thread(target=work, args=(n * 100,)) for n in range(4)]
            for one in threads:
                one.start()
            for one in threads:
                one.join()
            self.assertEqual(errors, [])
            self.assertEqual(len(list(crm.account.scan("id"))), 200)

    def test_a_handle_collected_while_the_context_is_busy_is_freed_later(self):
        class Slow(libcrm.DictStore):
            def scan(self, query):
                self.inside.set()
                self.go_on.wait(10)
                return super().scan(query)

        store = Slow()
        store.inside, store.go_on = threading.Event(), threading.Event()
        with open_dict(store) as crm:
            accounts = [crm.account(name=str(n)).save() for n in range(5)]
            reader = threading.Thread(target=lambda: list(crm.account.scan()))
            reader.start()
            store.inside.wait(10)
            accounts.clear()
            self.assertEqual(len(crm._core.graves), 5)
            store.go_on.set()
            reader.join()
            self.assertEqual(crm.account.load(1).name, "0")
            self.assertEqual(crm._core.graves, [])


class Exit(unittest.TestCase):
    def quiet(self, source):
        done = run_script(
            "import sys; sys.path[:0] = sys.argv[1:]\n" + source, os.path.dirname(__file__)
        )
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def test_with_live_handles(self):
        self.quiet(
            """
import libcrm, datetime
crm = libcrm.open(libcrm.DictStore())
account = crm.account(name="x").save()
scan = crm.account.tables()
batch = next(scan)
analysis = crm.analysis("rfm", as_of=datetime.date(2025, 1, 1)).run()
table = analysis["about"]
cycle = [account, scan]; cycle.append(cycle)
"""
        )

    def test_inside_a_unit_and_a_generator(self):
        self.quiet(
            """
import libcrm
crm = libcrm.open(libcrm.DictStore())
crm.account(name="x").save()
unit = crm.unit().__enter__()
crm.account(name="y").save()
rows = crm.account.scan()
next(rows)
"""
        )

    def test_the_store_is_closed(self):
        said = self.quiet(
            """
import libcrm
class Closing(libcrm.DictStore):
    def close(self):
        print("closed")
crm = libcrm.open(Closing())
"""
        )
        self.assertEqual(said, "closed\n")

    def test_of_a_store_that_knows_its_context(self):
        self.quiet(
            """
import libcrm
store = libcrm.DictStore()
store.crm = libcrm.open(store)
store.crm.account(name="x").save()
"""
        )


class Loader(unittest.TestCase):
    def test_all_places_are_named_when_there_is_none(self):
        with tempfile.TemporaryDirectory() as folder:
            source = (
                "import os, sys\n"
                "os.environ['LIBCRM_PATH'] = sys.argv[1]\n"
                "import libcrm, libcrm._ffi as ffi\n"
                "ffi.SONAME = 'libcrm-nowhere.so.0'\n"
                "try: libcrm.open()\n"
                "except ImportError as error: print(error)\n"
            )
            done = run_script(source, os.path.join(folder, "libcrm.so.0"))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        tried = done.stdout.splitlines()[1:]
        self.assertEqual(len(tried), 3)
        self.assertIn(folder, tried[0])
        self.assertIn(os.path.join("libcrm", "libcrm-nowhere.so.0"), tried[1])
        self.assertTrue(tried[2].startswith("  libcrm-nowhere.so.0:"))

    def test_a_library_of_another_version_is_refused(self):
        source = (
            "import libcrm, libcrm._ffi as ffi\n"
            "ffi.VERSION = (0, 999, 0)\n"
            "try: libcrm.open()\n"
            "except ImportError as error: print(error)\n"
        )
        self.assertIn("0.999.0", run_script(source).stdout)

    def test_import_needs_no_library(self):
        done = run_script(
            "import os; os.environ['LIBCRM_PATH'] = '/nowhere'; import libcrm; libcrm.Crm"
        )
        self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
