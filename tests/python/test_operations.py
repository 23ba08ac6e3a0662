"""Operations from Python, and the program of a stranger."""

import subprocess
import sys
import unittest
from datetime import date, datetime, timedelta, timezone

import libcrm
from support import NOW, ROOT, open_dict, run_script


class Ownership(unittest.TestCase):
    def setUp(self):
        self.crm = open_dict()
        self.addCleanup(self.crm.close)
        self.dogs, self.pups = (self.crm.account(name=name).save() for name in ("Dogs", "Pups"))

    def test_put_under_writes_the_link(self):
        self.pups.put_under(self.dogs)
        self.assertEqual(self.pups.parent, self.dogs.id)
        links = list(self.crm.link.scan("child", "parent", "type", "valid_from"))
        self.assertEqual(
            links,
            [
                {
                    "child": self.pups.id,
                    "parent": self.dogs.id,
                    "type": "owned_by",
                    "valid_from": None,
                }
            ],
        )

    def test_a_cycle_is_refused(self):
        self.pups.put_under(self.dogs.id)
        with self.assertRaises(libcrm.RuleError) as caught:
            self.dogs.put_under(self.pups)
        self.assertIn(str(self.pups.id), str(caught.exception))
        self.assertIsNone(self.crm.account.load(self.dogs).parent)

    def test_acquire_and_release(self):
        self.pups.acquire(self.dogs, date(2025, 1, 1))
        self.assertEqual(self.pups.parent, self.dogs.id)
        self.pups.acquire(None, date(2025, 3, 1))
        self.assertIsNone(self.pups.parent)
        links = list(self.crm.link.scan("valid_to", "archived"))
        ends = [row["valid_to"] for row in links if row["archived"] is None]
        self.assertEqual(ends, [date(2025, 3, 1)])
        self.assertEqual([row["valid_to"] for row in links if row["archived"]], [None])

    def test_parent_has_no_setter(self):
        with self.assertRaises(libcrm.RuleError):
            self.pups.parent = self.dogs

    def test_a_record_without_id_cannot_be_referred_to(self):
        with self.assertRaises(ValueError):
            self.pups.put_under(self.crm.account(name="new"))
        with self.assertRaises(libcrm.StateError):
            self.crm.account(name="new").put_under(self.dogs)


class Deals(unittest.TestCase):
    def setUp(self):
        self.now = NOW
        self.crm = open_dict(clock=lambda: self.now)
        self.addCleanup(self.crm.close)
        self.sales = self.crm.pipeline_from_template("Sales", "spanco")
        stages = self.crm.stage.scan("id", "name", pipeline=self.sales.id)
        self.stages = {row["name"]: row["id"] for row in stages}
        self.deal = self.crm.opportunity(name="Kennels", amount=1000, currency="EUR").save()

    def log(self):
        names = ("seq", "type", "stage", "outcome", "at", "reason")
        rows = [tuple(row.values()) for row in self.crm.transition.scan(*names)]
        return sorted(rows)

    def test_template(self):
        self.assertEqual(self.sales.name, "Sales")
        self.assertEqual(len(self.stages), 7)
        self.assertEqual(self.crm.pipeline_from_template(None, "prospecting").name, "Prospecting")
        with self.assertRaises(libcrm.ArgumentError):
            self.crm.pipeline_from_template("x", "nothing of the sort")

    def test_the_road_of_a_deal(self):
        self.now += timedelta(days=1)
        self.deal.move(self.stages["Negotiation"], reason="met the buyer", note="é")
        self.now += timedelta(days=1)
        self.deal.win()
        self.assertEqual(self.deal.closed_day, self.now.date())
        self.now += timedelta(days=1)
        self.deal.reopen(self.stages["Approach"])
        self.deal.lose(reason="price")
        suspect, last = self.stages["Suspect"], self.stages["Lost"]
        self.assertEqual(
            [row[:4] + row[5:] for row in self.log()],
            [
                (1, "create", suspect, "open", None),
                (2, "move", self.stages["Negotiation"], "open", "met the buyer"),
                (3, "move", self.stages["Order"], "won", None),
                (4, "move", self.stages["Approach"], "open", None),
                (5, "move", last, "lost", "price"),
            ],
        )

    def test_at_a_day_or_an_instant(self):
        self.now += timedelta(days=9)
        day = (self.now - timedelta(days=3)).date()
        step = self.deal.win(day=day)
        self.assertEqual(self.deal.closed_day, day)
        self.assertEqual(self.crm.transition.load(step).bits, {"day_only"})
        at = self.now - timedelta(days=1)
        step = self.deal.reopen(self.stages["Approach"], at=at)
        self.assertEqual(self.crm.transition.load(step).at, at)
        with self.assertRaises(libcrm.OrderError):
            self.deal.move(self.stages["Prospect"], at=at - timedelta(days=1))
        with self.assertRaises(TypeError):
            self.deal.move(self.stages["Prospect"], when=at)

    def test_the_zone_says_which_day_it_is(self):
        zone = [(datetime(2025, 1, 1, tzinfo=timezone.utc), 3600)]
        late = datetime(2025, 6, 30, 23, 30, tzinfo=timezone.utc)
        for offsets, day in ((None, date(2025, 6, 30)), (zone, date(2025, 7, 1))):
            with open_dict(clock=lambda: late, zone=offsets) as crm:
                crm.pipeline_from_template("Sales", "spanco")
                deal = crm.opportunity(name="late").save()
                deal.win()
                self.assertEqual(deal.closed_day, day)

    def test_transfer_and_the_wrong_pipeline(self):
        other = self.crm.pipeline_from_template("Other", "prospecting")
        stage = next(row["id"] for row in self.crm.stage.scan("id", pipeline=other.id, position=1))
        with self.assertRaises(libcrm.RuleError):
            self.deal.move(stage)
        self.deal.transfer(stage)
        self.assertEqual((self.deal.pipeline, self.deal.stage), (other.id, stage))

    def test_correct(self):
        self.now += timedelta(days=9)
        step = self.deal.win()
        self.deal.correct(step)
        self.assertEqual(self.deal.stage, self.stages["Suspect"])
        self.assertIsNone(self.deal.closed_day)
        self.assertEqual(self.log()[-1][1], "correct")

    def test_append_an_imported_row(self):
        at = datetime(2024, 5, 1, 9, tzinfo=timezone.utc)
        deal = self.crm.opportunity(name="old", created=at)
        with self.crm.unit():
            row = self.crm.transition(type="create", at=at, stage=self.stages["Approach"])
            deal.append(row)
        self.assertEqual((deal.stage, deal.stage_since), (self.stages["Approach"], at))

    def test_the_stage_has_no_setter_once_stored(self):
        with self.assertRaises(libcrm.RuleError):
            self.deal.stage = self.stages["Order"]
        self.assertEqual(self.deal.stage, self.stages["Suspect"])


class Programs(unittest.TestCase):
    def test_the_script_prints_the_total_of_the_family(self):
        script = ROOT / "examples" / "python" / "stranger.py"
        done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout, "Dogs and its companies: 120000.00 USD\n")
        self.assertLessEqual(len(script.read_text().splitlines()), 40)

    def test_the_program_of_the_readme(self):
        text = (ROOT / "bindings" / "python" / "README.md").read_text()
        program = text.split("```python\n")[1].split("```")[0]
        done = run_script(program)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout, "[(1, 120000)]\n")


class Verify(unittest.TestCase):
    def test_what_is_wrong_in_a_store(self):
        with libcrm.open() as crm:
            owner = crm.user(name="Julie").save()
            account = crm.account(name="Shop", owner=owner).save()
            with crm.verify() as problems:
                self.assertEqual(len(problems), 0)
            number = owner.id
            owner.remove()
            with crm.verify() as problems:
                self.assertEqual(
                    list(problems.rows("id", "field", "problem", "other")),
                    [(account.id, "owner", "dangling", number)],
                )


if __name__ == "__main__":
    unittest.main()
