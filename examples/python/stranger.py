# Somebody else's program: its records live in its own dictionaries, the CRM is libcrm's.
from datetime import datetime, timezone
from itertools import count, islice

import libcrm

class Shelf(libcrm.Store):
    def __init__(self):
        self.rows, self.ids = {}, count(1)

    def get(self, kind, ids):
        return [self.rows[kind, id] for id in ids if (kind, id) in self.rows]

    def scan(self, query):
        return [row for (kind, _), row in self.rows.items() if kind == query.kind]

    def reserve(self, kind, wanted):
        return list(islice(self.ids, wanted))

    def apply(self, changes):  # all of it, or an exception and nothing
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
    dogs, pups, paws = [crm.account(name=name).save() for name in ("Dogs", "Pups", "Paws")]
    pups.put_under(dogs), paws.put_under(dogs)
    crm.pipeline_from_template("Sales", "spanco")
    deal = crm.opportunity(name="Kennels", account=pups, amount=12_000_000, currency="USD").save()
    deal.win(reason="met the buyer")
    today = datetime.now(timezone.utc).date()
    families = crm.analysis("families", as_of=today, sales=libcrm.SALES_WON)
    for root, total in families.run()["families"].rows("root", "total"):
        print(f"{crm.account.load(root).name} and its companies: {total / 100:.2f} USD")
