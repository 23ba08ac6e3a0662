"""Stores written in Python: what they raise, forget and answer, and the laws of the contract."""

import gc
import os
import traceback
import unittest
from datetime import date

import libcrm
from libcrm import stores, testing
from support import open_dict

EXCEPTIONS = [ValueError("no"), KeyboardInterrupt(), SystemExit(3), MemoryError(), GeneratorExit()]


class Raising(libcrm.DictStore):
    """Raises in one method, once told to."""

    def __init__(self):
        super().__init__()
        self.method, self.error = None, None

    def _meet(self, name):
        if self.method == name:
            raise self.error


def _raising(name):
    def method(self, *arguments):
        self._meet(name)
        inherited = getattr(libcrm.DictStore, name)
        if inherited is not getattr(libcrm.Store, name):
            return inherited(self, *arguments)

    return method


for _name in "get", "scan", "apply", "reserve", "hold", "release", "close":
    setattr(Raising, _name, _raising(_name))


class Exceptions(unittest.TestCase):
    """The exception of a method is raised, that very object, by the call that ran it."""

    def setUp(self):
        self.store = Raising()
        self.crm = open_dict(self.store)
        self.account = self.crm.account(name="Dogs").save()
        self.addCleanup(self.close)

    def close(self):
        self.store.method = None
        self.crm.close()

    def provoke(self, method, call):
        for error in EXCEPTIONS:
            with self.subTest(method=method, error=type(error).__name__):
                self.store.method, self.store.error = method, error
                caught = None
                try:
                    call()
                except BaseException as met:
                    caught = met
                self.assertIs(caught, error)
                frames = traceback.extract_tb(error.__traceback__)
                self.assertEqual(frames[-1].name, "_meet")
                self.store.method = None
                error.__traceback__ = None
                self.assertEqual(self.crm.account.load(1).name, "Dogs")

    def test_get(self):
        self.provoke("get", lambda: self.crm.account.load(1))

    def test_scan(self):
        self.provoke("scan", lambda: list(self.crm.account.scan()))

    def test_apply(self):
        def save():
            self.account.tier = (self.account.tier or 0) + 1
            self.account.save()

        self.provoke("apply", save)
        save()
        self.assertEqual(self.crm.account.load(1).version, 2)

    def test_reserve(self):
        self.provoke("reserve", lambda: self.crm.account(name="x").save())
        self.assertEqual(list(self.store.rows["account"]), [1])

    def test_commit(self):
        def work():
            with self.crm.unit():
                self.crm.account(name="x").save()

        self.provoke("apply", work)

    def test_hold_and_release(self):
        def run():
            self.crm.analysis("rfm", as_of=date(2025, 12, 31)).run()

        self.provoke("hold", run)
        self.provoke("release", run)

    def test_close(self):
        for error in EXCEPTIONS:
            store = Raising()
            crm = open_dict(store)
            store.method, store.error = "close", error
            with self.assertRaises(type(error)) as caught:
                crm.close()
            self.assertIs(caught.exception, error)
            self.assertTrue(crm.closed)
            crm.close()

    def test_the_clock(self):
        error = KeyboardInterrupt()

        def clock():
            raise error

        with libcrm.open(libcrm.DictStore(), clock=clock) as crm:
            with self.assertRaises(KeyboardInterrupt) as caught:
                crm.account(name="x").save()
            self.assertIs(caught.exception, error)


class Batches(libcrm.DictStore):
    """Scans by a generator, which may raise on its way or at its end."""

    def __init__(self, before=None, at_end=None):
        super().__init__()
        self.before, self.at_end, self.finished = before, at_end, 0

    def scan(self, query):
        try:
            for index, row in enumerate(super().scan(query)):
                if self.before is not None and index == 5000:
                    raise self.before
                yield row
        finally:
            self.finished += 1
            if self.at_end is not None:
                raise self.at_end


class Cursors(unittest.TestCase):
    def fill(self, store, count):
        crm = open_dict(store)
        self.addCleanup(crm.close)
        crm.put(crm.table("account", [{"name": str(n)} for n in range(count)]))
        return crm

    def test_all_rows_come_in_batches_and_the_generator_ends(self):
        store = Batches()
        crm = self.fill(store, 10000)
        finished = store.finished
        with crm.account.tables("id") as tables:
            sizes = [len(table) for table in tables]
        self.assertEqual(sum(sizes), 10000)
        self.assertGreater(len(sizes), 1)
        self.assertEqual(store.finished, finished + 1)

    def test_a_scan_left_early_closes_the_generator(self):
        store = Batches()
        crm = self.fill(store, 10000)
        finished = store.finished
        with crm.account.tables("id") as tables:
            next(tables)
            self.assertEqual(store.finished, finished)
        self.assertEqual(store.finished, finished + 1)

    def test_a_generator_that_raises_after_its_first_answer(self):
        for error in EXCEPTIONS[:-1]:
            store = Batches()
            crm = self.fill(store, 10000)
            store.before = error
            read = 0
            with self.assertRaises(type(error)) as caught:
                for table in crm.account.tables("id"):
                    read += len(table)
            self.assertIs(caught.exception, error)
            self.assertGreater(read, 0)

    def test_what_finish_raises_is_raised_by_the_call_that_ran_it(self):
        store = Batches()
        crm = self.fill(store, 10)
        store.at_end = OSError("end")
        with self.assertRaises(OSError) as caught:
            list(crm.account.scan())
        self.assertIs(caught.exception, store.at_end)

    def test_scans_nest(self):
        crm = self.fill(Batches(), 100)
        seen = sum(1 for _ in crm.account.scan("id") for _ in crm.account.scan("id", id=(1, 3)))
        self.assertEqual(seen, 300)


class Answers(unittest.TestCase):
    def test_a_method_that_answers_and_then_raises_ends_as_the_exception(self):
        error = ValueError("after the answer")
        kept = {}

        class Late(stores.Bridge):
            def apply(self, changes, reply):
                super().apply(changes, reply)
                if kept.get("armed"):
                    raise error

        inherited, stores.Bridge = stores.Bridge, Late
        try:
            crm = open_dict()
        finally:
            stores.Bridge = inherited
        with crm:
            account = crm.account(name="Dogs").save()
            kept["armed"] = True
            account.tier = 1
            with self.assertRaises(ValueError) as caught:
                account.save()
            self.assertIs(caught.exception, error)

    def test_forgotten_answers_name_the_callback(self):
        class Forgetful(libcrm.DictStore):
            forget = ""

            def get(self, kind, ids):
                return None if self.forget == "get" else super().get(kind, ids)

            def scan(self, query):
                return None if self.forget == "scan" else super().scan(query)

            def reserve(self, kind, count):
                return None if self.forget == "reserve" else super().reserve(kind, count)

        store = Forgetful()
        with open_dict(store) as crm:
            crm.account(name="Dogs").save()
            calls = {
                "get": lambda: crm.account.load(1),
                "scan": lambda: list(crm.account.scan()),
                "reserve": lambda: crm.account(name="x").save(),
            }
            for name, call in calls.items():
                store.forget = name
                with self.assertRaises(libcrm.StoreError) as caught:
                    call()
                self.assertIn(name, str(caught.exception))
            store.forget = ""
            self.assertEqual(crm.account.load(1).name, "Dogs")

    def test_methods_left_out_are_unsupported_by_name(self):
        class ReadOnly(libcrm.Store):
            def scan(self, query):
                return []

        with open_dict(ReadOnly()) as crm:
            self.assertEqual(list(crm.account.scan()), [])
            with self.assertRaises(libcrm.UnsupportedError) as caught:
                crm.account.load(1)
            self.assertIn("get", str(caught.exception))
            with self.assertRaises(libcrm.UnsupportedError) as caught:
                crm.account(name="x").save()
            self.assertIn("reserve", str(caught.exception))

    def test_a_store_needs_no_base_class(self):
        class Plain:
            def scan(self, query):
                return [{"id": 7, "version": 1, "name": "seven"}] if query.kind == "account" else []

        with open_dict(Plain()) as crm:
            self.assertEqual([row["name"] for row in crm.account.scan("name")], ["seven"])

    def test_bad_rows_are_named(self):
        rows = [{"id": 1, "version": 1, "name": "x"}]

        class Bad(libcrm.Store):
            def scan(self, query):
                return [rows[0] | self.change]

        store = Bad()
        with open_dict(store) as crm:
            for change, field in [
                ({"id": -1}, "id"),
                ({"types": 1 << 40}, "types"),
                ({"name": "a\0b"}, "name"),
                ({"discount_bp": 2**40}, "discount_bp"),
            ]:
                store.change = change
                with self.assertRaises(libcrm.DataError, msg=str(change)) as caught:
                    list(crm.account.scan())
                self.assertEqual(caught.exception.kind, "account")
                self.assertEqual(caught.exception.field, field)
            for change in {"name": 5}, {"tier": "5"}, {"name": "\ud800"}:
                store.change = change
                with self.assertRaises((TypeError, AttributeError, UnicodeError)):
                    list(crm.account.scan())
            store.change = {"colour": "red"}
            self.assertEqual(len(list(crm.account.scan())), 1)

    def test_rows_not_asked_for_are_the_fault_of_the_store(self):
        class Generous(libcrm.DictStore):
            def get(self, kind, ids):
                return list(self.rows[kind].values())

        with open_dict(Generous()) as crm:
            crm.account(name="a").save()
            crm.account(name="b").save()
            with self.assertRaises(libcrm.StoreError):
                crm.account.load(1)

    def test_from_inside_a_method_the_context_answers_reentrant(self):
        answers = []

        class Curious(libcrm.DictStore):
            def scan(self, query):
                for call in (
                    lambda: self.crm.account.load(1),
                    lambda: self.crm.account(name="x"),
                    self.crm.close,
                ):
                    try:
                        answers.append(call())
                    except libcrm.Error as error:
                        answers.append(error.name)
                return super().scan(query)

        store = Curious()
        with open_dict(store) as crm:
            crm.account(name="Dogs").save()
            store.crm = crm
            self.assertEqual([row["name"] for row in crm.account.scan("name")], ["Dogs"])
            self.assertEqual(answers, ["CRM_ERROR_REENTRANT"] * 3)
            store.crm = None

    def test_errors_of_the_library_are_answers(self):
        class Refusing(libcrm.DictStore):
            error = None

            def apply(self, changes):
                if self.error:
                    raise self.error
                super().apply(changes)

        store = Refusing()
        with open_dict(store) as crm:
            account = crm.account(name="Dogs").save()
            for error in (
                libcrm.ConflictError(kind="account", id=1),
                libcrm.DuplicateError(),
                libcrm.UncertainError("lost"),
                libcrm.StoreError(host_code=7),
            ):
                store.error = error
                account.tier = (account.tier or 0) + 1
                with self.assertRaises(type(error)) as caught:
                    account.save()
                self.assertIs(caught.exception, error)


class DictStore(unittest.TestCase):
    def test_conflicts_and_duplicates_change_nothing(self):
        store = libcrm.DictStore()
        put = lambda **row: libcrm.Change("account", [], [], [{"external_id": None, **row}])
        store.apply([put(id=1, version=1, external_id="a")])
        before = {id: dict(row) for id, row in store.rows["account"].items()}
        wrong = [
            put(id=1, version=1),
            put(id=1, version=3),
            put(id=2, version=2),
            libcrm.Change("account", [(1, 2)], [], []),
            libcrm.Change("account", [(9, 1)], [], []),
            libcrm.Change("account", [], [(1, 2)], []),
            libcrm.Change("account", [], [(9, 1)], []),
        ]
        good = put(id=5, version=1)
        for change in wrong:
            with self.assertRaises(libcrm.ConflictError):
                store.apply([good, change])
            self.assertEqual(store.rows["account"], before)
        for change in (
            put(id=2, version=1, external_id="a"),
            libcrm.Change(
                "account", [], [], [dict(id=n, version=1, external_id="n") for n in (2, 3)]
            ),
        ):
            with self.assertRaises(libcrm.DuplicateError):
                store.apply([good, change])
            self.assertEqual(store.rows["account"], before)

    def test_an_external_id_can_be_handed_on_in_one_apply(self):
        store = libcrm.DictStore()
        row = lambda id, version, name: {"id": id, "version": version, "external_id": name}
        store.apply([libcrm.Change("user", [], [], [row(1, 1, "a"), row(2, 1, "b")])])
        store.apply([libcrm.Change("user", [], [], [row(1, 2, "b"), row(2, 2, "a")])])
        store.apply([libcrm.Change("user", [], [(1, 2)], [row(3, 1, "b")])])
        with self.assertRaises(libcrm.DuplicateError):
            store.apply([libcrm.Change("user", [], [], [row(4, 1, "a")])])

    def test_ids_are_never_handed_out_twice(self):
        store = libcrm.DictStore()
        self.assertEqual(list(store.reserve("user", 3)), [1, 2, 3])
        store.apply(
            [libcrm.Change("user", [], [], [{"id": 10, "version": 1, "external_id": None}])]
        )
        store.apply([libcrm.Change("user", [], [(10, 1)], [])])
        self.assertEqual(list(store.reserve("user", 2)), [11, 12])

    def test_two_contexts_share_one(self):
        store = libcrm.DictStore()
        with open_dict(store) as one, open_dict(store) as two:
            account = one.account(name="Dogs").save()
            other = two.account.load(account.id)
            other.tier = 1
            other.save()
            account.tier = 2
            with self.assertRaises(libcrm.ConflictError) as caught:
                account.save()
            self.assertEqual((caught.exception.kind, caught.exception.id), ("account", 1))


class Conformance(unittest.TestCase):
    """The laws of libcrm-testing on stores written in Python."""

    maxDiff = None

    def check(self, store, other=None):
        verdicts = testing.check(store, other)
        self.assertEqual([one.law for one in verdicts], [law.name for law in testing.laws()])
        return {one.law: one for one in verdicts}

    def broken(self, verdicts):
        return {law: one.text for law, one in verdicts.items() if one.outcome == testing.BROKEN}

    def not_tried(self, verdicts):
        return {law for law, one in verdicts.items() if one.outcome == testing.NOT_TRIED}

    HOLDS = {"hold_sees_one_state", "release_ends_the_hold", "hold_may_be_taken_again"}

    def test_dict_store_keeps_all_laws(self):
        store = libcrm.DictStore()
        verdicts = self.check(store, store)
        self.assertEqual(self.broken(verdicts), {})
        self.assertEqual(self.not_tried(verdicts), self.HOLDS)
        self.assertFalse([one for one in verdicts.values() if one.raised])

    def test_a_second_run_finds_the_records_of_the_first(self):
        store = libcrm.DictStore()
        for _ in range(2):
            verdicts = self.check(store)
            self.assertEqual(self.broken(verdicts), {})
        self.assertEqual(verdicts["other_connection_conflicts"].outcome, testing.NOT_TRIED)

    def test_a_store_of_generators_keeps_all_laws(self):
        store = Batches()
        self.assertEqual(self.broken(self.check(store, store)), {})

    def test_a_store_that_holds_keeps_all_laws(self):
        class Holding(libcrm.DictStore):
            """A connection to the rows of another store; a hold is a copy of them."""

            def __init__(self, shared=None):
                super().__init__()
                self.shared, self.held = shared or libcrm.DictStore(), None

            def get(self, kind, ids):
                return (self.held or self.shared).get(kind, ids)

            def scan(self, query):
                return (self.held or self.shared).scan(query)

            def apply(self, changes):
                self.shared.apply(changes)

            def reserve(self, kind, count):
                return self.shared.reserve(kind, count)

            def hold(self):
                self.held = libcrm.DictStore()
                self.held.rows = {kind: dict(rows) for kind, rows in self.shared.rows.items()}

            def release(self):
                self.held = None

        one = Holding()
        verdicts = self.check(one, Holding(one.shared))
        self.assertEqual((self.broken(verdicts), self.not_tried(verdicts)), ({}, set()))

    def test_a_store_that_compares_no_versions_is_caught(self):
        class Careless(libcrm.DictStore):
            def _check(self, change):
                pass

        broken = self.broken(self.check(Careless()))
        self.assertIn("version_is_compared", broken)
        self.assertIn("new_row_must_be_new", broken)
        self.assertNotIn("text_survives", broken)

    def test_what_the_store_raised_is_told(self):
        class Clumsy(libcrm.DictStore):
            def get(self, kind, ids):
                return [self.rows[kind][id] for id in ids]

        verdict = self.check(Clumsy())["missing_row_is_no_error"]
        self.assertEqual(verdict.outcome, testing.BROKEN)
        self.assertIsInstance(verdict.raised, KeyError)
        self.assertIn("KeyError", verdict.text)

    def test_an_interrupt_is_raised(self):
        class Interrupted(libcrm.DictStore):
            def scan(self, query):
                raise KeyboardInterrupt

        with self.assertRaises(KeyboardInterrupt):
            testing.check(Interrupted())


class Life(unittest.TestCase):
    def test_trap_131_the_store_may_be_dropped_while_the_context_lives(self):
        crm = open_dict(libcrm.DictStore())
        gc.collect()
        crm.account(name="Dogs").save()
        self.assertEqual(crm.account.load(1).name, "Dogs")
        crm.close()

    def test_close_is_called_once(self):
        closed = []

        class Closing(libcrm.DictStore):
            def close(self):
                closed.append(self)

        with open_dict(Closing()) as crm:
            crm.close()
        self.assertEqual(len(closed), 1)
        crm = open_dict(Closing())
        del crm
        gc.collect()
        self.assertEqual(len(closed), 2)
        with self.assertRaises(libcrm.Error):
            libcrm.open(Closing(), currency=-1)
        self.assertEqual(len(closed), 3)


if __name__ == "__main__":
    unittest.main()
