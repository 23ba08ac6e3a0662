"""Somebody else's program: its customers live in its own dictionaries, the CRM is libcrm's.

Run it with LIBCRM_PATH=build/src/libcrm.so.0 PYTHONPATH=bindings/python.
"""

from datetime import datetime, timezone

import libcrm


class Shelf(libcrm.Store):
    """Four methods make a store: rows by kind and id, each a dictionary."""

    def __init__(self):
        self.rows = {}

    def get(self, kind, ids):
        return [self.rows[kind, id] for id in ids if (kind, id) in self.rows]

    def scan(self, query):
        return [row for (kind, _), row in self.rows.items() if kind == query.kind]

    def reserve(self, kind, count):
        top = max((id for one, id in self.rows if one == kind), default=0)
        return range(top + 1, top + 1 + count)

    def apply(self, changes):
        for change in changes:
            new = [(row["id"], row["version"] - 1) for row in change.puts]
            for id, version in change.checks + change.removes + new:
                if self.rows.get((change.kind, id), {"version": 0})["version"] != version:
                    raise libcrm.ConflictError(kind=change.kind, id=id)
        for change in changes:
            for id, _ in change.removes:
                del self.rows[change.kind, id]
            self.rows.update({(change.kind, row["id"]): row for row in change.puts})


with libcrm.open(Shelf()) as crm:
    dogs, pups, cats = (crm.account(name=n).save() for n in ("Dogs Extraordinaire", "Pups", "Cats"))
    pups.put_under(dogs)
    cats.put_under(dogs)
    crm.pipeline_from_template("Sales", "spanco")
    deal = crm.opportunity(name="Kennels", account=pups, amount=12_000_000, currency="USD").save()
    deal.win(reason="met the buyer")
    today = datetime.now(timezone.utc).date()
    families = crm.analysis("families", as_of=today, sales=libcrm.SALES_WON).run()["families"]
    for root, members, total in families.rows("root", "members", "total"):
        print(f"{crm.account.load(root).name}: {total / 100:,.2f} from {members} companies")
