#!/usr/bin/env python3
"""What the report on examples/data/tangerine has to say, worked out without the library.

Reads the CSV files with the standard library alone and computes, from the rules of the report, the
families and their ranks, the discounts, the openings, the deals by stage and the habits of the
customers. Amounts are cents, ratios are exact fractions until they are printed. Prints every figure
beside the one wanted; exit status 1 when one differs.

    oracle_tangerine.py [folder of the CSV files]
"""
import csv
import os
import sys
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

AS_OF = date(2025, 12, 31)
SINCE = date(2025, 1, 1)
PREVIOUS = date(2024, 1, 1)
TARGET_WINS = 40
KAPPA = 5
MIN_PEERS = 5
MIN_HOLDERS = 3
LOST_DAYS = 365
MIN_LINES = 3
MIN_SPREAD_BP = 200
STAGES = {"Prospect": 1000, "Approach": 2500, "Negotiation": 5000, "Conclusion": 8000}
WON, LOST = "Order", "Lost"

wrong = []


def check(what, got, want):
    """One figure: print it, remember it when it is not the one wanted."""
    same = got == want
    print("%s %s: %s%s" % ("ok   " if same else "WRONG", what, got,
                           "" if same else ", wanted %s" % (want,)))
    if not same:
        wrong.append(what)


def half_even(value):
    """A fraction as the nearest integer, halves to the even one (as round() does for fractions)."""
    return round(Fraction(value))


def cents(text):
    return None if text == "" else int(Fraction(text) * 100)


def money(value):
    return "-" if value is None else "%s%s.%02d" % (
        "-" if value < 0 else "", format(abs(value) // 100, ","), abs(value) % 100)


def percent(ratio, decimals=1):
    """A ratio as the report prints it: rounded half to even at the decimals shown."""
    scaled = half_even(Fraction(ratio) * 100 * 10 ** decimals)
    text = "%0*d" % (decimals + 1, abs(scaled))
    return ("-" if scaled < 0 else "") + (
        text[:-decimals] + "." + text[-decimals:] if decimals else text) + " %"


def median(values):
    ordered = sorted(values)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return Fraction(ordered[half])
    return Fraction(ordered[half - 1] + ordered[half], 2)


def day(text):
    return None if text == "" else date.fromisoformat(text)


def ranks(totals):
    """Rank by total, equal totals share one; none for totals of 0 or below."""
    return {key: None if own <= 0 else 1 + sum(other > own for other in totals.values())
            for key, own in totals.items()}


class Data:
    """The files, with references checked."""

    def __init__(self, folder):
        def read(name, key):
            with open(os.path.join(folder, name), newline="", encoding="utf-8") as file:
                rows = list(csv.DictReader(file))
            if key:
                keyed = {row[key]: row for row in rows}
                assert len(keyed) == len(rows), "%s: a key stands twice" % name
                return keyed
            return rows

        self.users = read("users.csv", "id")
        self.accounts = read("accounts.csv", "account")
        self.contacts = read("contacts.csv", "contact")
        self.products = read("products.csv", "code")
        self.deals = read("deals.csv", "deal")
        self.lines = read("invoice_lines.csv", None)
        self.history = defaultdict(list)
        for row in read("stage_history.csv", None):
            assert row["deal"] in self.deals and row["seller"] in self.users
            row["day"], row["cents"] = day(row["date"]), cents(row["amount"])
            self.history[row["deal"]].append(row)
        for line in self.lines:
            line["day"], line["net"], line["list"] = (
                day(line["date"]), cents(line["net_amount"]), cents(line["list_amount"]))
            line["quantity"] = int(line["quantity"])
            assert line["customer"] in self.accounts and line["item"] in self.products
            assert line["deal"] == "" or line["deal"] in self.deals
            if line["list"] is None:
                assert line["quantity"] * cents(line["unit_price"]) == line["net"]
            else:
                off = half_even(abs(line["list"]) * Fraction(line["discount_pct"] or 0) / 100)
                assert line["quantity"] * cents(line["unit_price"]) == line["list"]
                assert abs(line["list"]) - off == abs(line["net"]), line
        for deal, row in self.deals.items():
            rows = self.history[deal]
            assert rows == sorted(rows, key=lambda r: r["day"])
            assert rows[-1]["stage"] == row["stage"]
        self.name = {key: row["name"] for key, row in self.accounts.items()}

    def root(self, account):
        while self.accounts[account]["parent"]:
            account = self.accounts[account]["parent"]
        return account

    def sales(self, first, last):
        """Net by account over the days first to last, accounts without sales included."""
        totals = dict.fromkeys(self.accounts, 0)
        for line in self.lines:
            if first <= line["day"] <= last:
                totals[line["customer"]] += line["net"]
        return totals


def families(data):
    """Head line, section 1, first half of section 2, actions 1, 3 and 4."""
    own = data.sales(SINCE, AS_OF)
    before = data.sales(PREVIOUS, SINCE - timedelta(1))
    alone = ranks(own)
    total, total_before = defaultdict(int), defaultdict(int)
    members = defaultdict(list)
    for account in data.accounts:
        root = data.root(account)
        members[root].append(account)
        total[root] += own[account]
        total_before[root] += before[account]
    rank = ranks(total)
    everything, everything_before = sum(own.values()), sum(before.values())

    check("sales", money(everything), "3,700,000.00")
    check("sales before", money(everything_before), "3,420,000.00")
    check("growth", percent(Fraction(everything, everything_before) - 1), "8.2 %")
    check("customers", sum(value > 0 for value in own.values()), 10)
    check("families", len(members), 7)
    check("companies", len(data.accounts), 11)

    listed = sorted(members, key=lambda root: (rank[root], root))
    wanted = [
        ("1", "2", "Dogs Extraordinaire", 5, "2,000,000.00", "54.1 %", "1,790,000.00"),
        ("2", "1", "GalacticSpace", 1, "1,000,000.00", "27.0 %", "980,000.00"),
        ("3", "6", "Rocket Treats", 1, "220,000.00", "5.9 %", "190,000.00"),
        ("4", "7", "Moonbase Pets", 1, "180,000.00", "4.9 %", "205,000.00"),
        ("5", "8", "Chat Noir", 1, "150,000.00", "4.1 %", "150,000.00"),
    ]
    check("families listed", len(listed) - 2, len(wanted))
    for root, want in zip(listed, wanted):
        best = min(alone[account] for account in members[root] if alone[account])
        check("family", (str(rank[root]), str(best), data.name[root], len(members[root]),
                         money(total[root]), percent(Fraction(total[root], everything)),
                         money(total_before[root])), want)
    others = listed[len(wanted):]
    check("others", (len(others), sum(len(members[root]) for root in others),
                     money(sum(total[root] for root in others)),
                     percent(Fraction(sum(total[root] for root in others), everything)),
                     money(sum(total_before[root] for root in others))),
          (2, 2, "150,000.00", "4.1 %", "105,000.00"))
    check("two families", percent(Fraction(total[listed[0]] + total[listed[1]], everything)),
          "81.1 %")
    check("companies that buy in the first family",
          sum(own[account] > 0 for account in members[listed[0]]), 4)

    top = listed[0]
    grades = [int(user["grade"]) for user in data.users.values()]
    priced = defaultdict(lambda: [0, 0, 0])
    for line in data.lines:
        if line["list"] is None or line["document"] == "Sample":
            continue
        if SINCE <= line["day"] <= AS_OF:
            for key in ((line["customer"], None), (line["customer"], line["item"])):
                priced[key][0] += line["list"]
                priced[key][1] += line["net"]
                priced[key][2] += 1
    inside = sorted(members[top], key=lambda account: (account != top, -own[account]))
    wanted = [
        ("Dogs Extraordinaire", None, "0.00", "0.0 %", "-", "-", "Marc Leroy (3)"),
        ("PupsRUs", 2, "750,000.00", "37.5 %", "12.0 %", "12.0 %", "Marc Leroy (3)"),
        ("We <3 Dogs", 3, "500,000.00", "25.0 %", "-", "-", "Alanna Roy (2)"),
        ("K9 Food Suppliers", 4, "400,000.00", "20.0 %", "-", "-", "Alanna Roy (2)"),
        ("Puppy Kingdom", 5, "350,000.00", "17.5 %", "15.0 %", "15.0 %", "Julie Petit (1)"),
    ]
    check("members of the first family", len(inside), len(wanted))
    for account, want in zip(inside, wanted):
        sums = priced.get((account, None))
        agreed = data.accounts[account]["agreed_discount_pct"]
        owner = data.users[data.accounts[account]["seller"]]
        check("inside", (data.name[account], alone[account], money(own[account]),
                         percent(Fraction(own[account], total[top])),
                         percent(1 - Fraction(sums[1], sums[0])) if sums else "-",
                         percent(Fraction(agreed) / 100) if agreed else "-",
                         "%s (%s)" % (owner["name"], owner["grade"])), want)
    check("highest grade", max(grades), 3)
    check("juniors look after", [data.name[account] for account, row in data.accounts.items()
                                 if data.users[row["seller"]]["grade"] == "1"], ["Puppy Kingdom"])

    stakes = []
    for item in [None] + list(data.products):
        group = {account: priced[(account, item)] for account in members[top]
                 if (account, item) in priced and priced[(account, item)][2] >= MIN_LINES}
        if len(group) < 2:
            continue
        off = {account: 1 - Fraction(sums[1], sums[0]) for account, sums in group.items()}
        bp = {account: half_even(ratio * 10000) for account, ratio in off.items()}
        if max(bp.values()) - min(bp.values()) < MIN_SPREAD_BP:
            continue
        low = min(off.values())
        stake = half_even(sum(sums[0] * (off[account] - low) for account, sums in group.items()))
        by_points = half_even(sum(Fraction(sums[0] * (bp[account] - min(bp.values())), 10000)
                                  for account, sums in group.items()))
        stakes.append((stake, item, min(bp.values()), max(bp.values()), by_points))
    stakes.sort(key=lambda row: -row[0])
    for stake in stakes:
        print("      at stake %s on %s, %d to %d" % (
            money(stake[0]), stake[1] or "all", stake[2], stake[3]))
    check("at stake", [(money(row[0]),) + row[1:4] for row in stakes[:1]],
          [("12,352.94", None, 1200, 1500)])
    check("at stake in basis points", [money(row[4]) for row in stakes[:1]], ["12,352.94"])
    check("lines without list price",
          sum(line["list"] is None for line in data.lines if SINCE <= line["day"] <= AS_OF), 42)
    check("lines without list price, all years",
          sum(line["list"] is None for line in data.lines), 42)
    return top, members


def whitespace(data, top, members):
    """Section 3 and action 2."""
    bought, last, net = defaultdict(int), {}, defaultdict(int)
    for line in data.lines:
        cell = (line["customer"], line["item"])
        bought[cell] += line["quantity"]
        if line["document"] != "Credit note":
            last[cell] = max(last.get(cell, line["day"]), line["day"])
        if SINCE <= line["day"] <= AS_OF:
            net[cell] += line["net"]
    buyers = {line["customer"] for line in data.lines}
    rows = [account for account, row in data.accounts.items()
            if row["type"] == "CUSTOMER" or account in buyers]
    in_pipeline, lost = set(), set()
    for deal, row in data.deals.items():
        end = data.history[deal][-1]
        if end["stage"] in STAGES:
            in_pipeline.add((row["customer"], row["item"]))
        elif end["stage"] == LOST and (AS_OF - end["day"]).days < LOST_DAYS:
            lost.add((row["customer"], row["item"]))
    state = {}
    for account in rows:
        for item, product in data.products.items():
            cell = (account, item)
            valid = product["validity_days"] == "" or (
                cell in last and last[cell] + timedelta(int(product["validity_days"])) >= AS_OF)
            state[cell] = ("#" if bought[cell] > 0 and valid else "o" if cell in in_pipeline else
                           "x" if cell in lost else "e" if bought[cell] > 0 else ".")
    check("accounts of the grid", len(rows), 10)
    check("grid", [" ".join([data.name[account]] + [state[account, item] for item in data.products])
                   for account in members[top] if account in rows],
          ["PupsRUs # # #", "We <3 Dogs . # #", "K9 Food Suppliers # # .", "Puppy Kingdom # # o"])
    check("products", [row["name"] for row in data.products.values()],
          ["Tangerine1000", "Tangerine500", "TangerineCare"])
    for account in rows:
        if account not in members[top]:
            print("      %-18s %s" % (data.name[account],
                                      " ".join(state[account, i] for i in data.products)))
    openings = []
    for account in rows:
        peers = [other for other in rows if other != account]
        same = [other for other in peers if data.accounts[account]["segment"] ==
                data.accounts[other]["segment"] != ""]
        if len(same) >= MIN_PEERS:
            peers = same
        sisters = [other for other in rows if other != account and other in buyers
                   and data.root(other) == data.root(account)]
        for item in data.products:
            if state[account, item] != ".":
                continue
            holders = [other for other in rows if state[other, item] == "#"]
            alike = [other for other in peers if other in holders]
            chance = (len(alike) + KAPPA * Fraction(len(holders), len(rows))) / (len(peers) + KAPPA)
            why = "%d of %d like it have it" % (len(alike), len(peers))
            if sisters:
                have = sum(other in holders for other in sisters)
                chance = (have + KAPPA * chance) / (len(sisters) + KAPPA)
                why = "%d of %d sisters have it" % (have, len(sisters))
            shown = alike if len(alike) >= MIN_HOLDERS else holders
            worth = (half_even(median([net[other, item] for other in shown])) if shown else
                     cents(data.products[item]["list_price"]))
            openings.append((half_even(chance * worth), chance, account, item, worth, why))
    openings.sort(key=lambda cell: (-cell[0], -cell[1], cell[2], cell[3]))
    wanted = [
        ("We <3 Dogs", "Tangerine1000", "71 %", "180,000.00", "127,767.86",
         "3 of 3 sisters have it"),
        ("Rocket Treats", "Tangerine1000", "54 %", "180,000.00", "96,428.57",
         "5 of 9 like it have it"),
        ("K9 Food Suppliers", "TangerineCare", "52 %", "40,000.00", "20,714.29",
         "2 of 3 sisters have it"),
        ("GalacticSpace", "TangerineCare", "43 %", "40,000.00", "17,142.86",
         "4 of 9 like it have it"),
    ]
    check("openings, at least", min(len(openings), len(wanted)), len(wanted))
    for (expected, chance, account, item, worth, why), want in zip(openings, wanted):
        check("opening", (data.name[account], data.products[item]["name"], percent(chance, 0),
                          money(worth), money(expected), why), want)
    check("openings lower than these", [cell[2:4] for cell in openings[len(wanted):]
                                        if cell[0] >= openings[len(wanted) - 1][0]], [])


def pipeline(data):
    """Section 4, and the deals past their closing day."""
    here = {stage: [0, 0, Fraction(0), []] for stage in STAGES}
    visits = {stage: [] for stage in STAGES}
    won, lost, cycles, overdue, unpriced = [], [], [], [], 0
    for deal, rows in data.history.items():
        amount = close = None
        moves = []
        for row in rows:
            amount = amount if row["cents"] is None else row["cents"]
            close = day(row["close_date"]) or close
            if not moves or moves[-1]["stage"] != row["stage"]:
                moves.append(row)
        for row, following in zip(moves, moves[1:]):
            visits[row["stage"]].append((following["day"] - row["day"]).days)
        end = moves[-1]
        if end["stage"] in STAGES:
            here[end["stage"]][0] += 1
            here[end["stage"]][1] += amount or 0
            here[end["stage"]][2] += Fraction((amount or 0) * STAGES[end["stage"]], 10000)
            here[end["stage"]][3].append((AS_OF - end["day"]).days)
            unpriced += amount is None
            if close < AS_OF:
                overdue.append((deal, amount))
        elif SINCE <= end["day"] <= AS_OF:
            (won if end["stage"] == WON else lost).append(amount)
            if end["stage"] == WON:
                cycles.append((end["day"] - moves[0]["day"]).days)
    wanted = {"Prospect": (6, "240,000.00", "24,000.00", 14, 88),
              "Approach": (5, "310,000.00", "77,500.00", 21, 130),
              "Negotiation": (4, "420,000.00", "210,000.00", 19, 61),
              "Conclusion": (2, "150,000.00", "120,000.00", 6, 12)}
    for stage, want in wanted.items():
        count, amount, weighted, days = here[stage]
        check(stage, (count, money(amount), money(half_even(weighted)), median(visits[stage]),
                      max(days)), want)
    opened = sum(row[0] for row in here.values())
    check("all open", (opened, money(sum(row[1] for row in here.values())),
                       money(half_even(sum(row[2] for row in here.values())))),
          (17, "1,120,000.00", "431,500.00"))
    check("won", (len(won), money(sum(won))), (24, "860,000.00"))
    check("lost", len(lost), 26)
    check("win rate", percent(Fraction(len(won), len(won) + len(lost))), "48.0 %")
    cycle = Fraction(sum(cycles), len(cycles))
    check("cycle", (cycle, median(cycles)), (62, 55))
    pace = opened * Fraction(len(won), len(won) + len(lost)) * Fraction(sum(won), len(won)) / cycle
    check("pace a day", money(half_even(pace)), "4,716.13")
    check("deals needed", -(-TARGET_WINS * (len(won) + len(lost)) // len(won)), 84)
    check("past their closing day", (len(overdue), money(sum(row[1] for row in overdue))),
          (3, "210,000.00"))
    check("open without amount", unpriced, 1)
    billed = {line["deal"] for line in data.lines}
    check("won in the window and not billed",
          [deal for deal, rows in data.history.items()
           if rows[-1]["stage"] == WON and rows[-1]["day"] >= SINCE and deal not in billed],
          [deal for deal, row in data.deals.items()
           if row["name"] == "Tangerine500 new year order"])


def segment(r, f):
    """The map of recency and frequency scores that covers all 25 cells once."""
    if r == 5:
        return "Champions" if f >= 4 else "Potential loyalist" if f >= 2 else "New"
    if r >= 3 and f >= 4:
        return "Loyal"
    if r == 4:
        return "Potential loyalist" if f >= 2 else "Promising"
    if r == 3:
        return "Need attention" if f == 3 else "About to sleep"
    return "Can't lose" if f == 5 else "At risk" if f >= 3 else "Hibernating"


def habits(data):
    """Section 6 and action 6, over the window and over all years: the segments are the same."""
    for first in (SINCE, date.min):
        per_day = defaultdict(int)
        for line in data.lines:
            if first <= line["day"] <= AS_OF and line["document"] == "Invoice":
                per_day[line["customer"], line["day"]] += line["net"]
        days = defaultdict(list)
        for (account, when), net in sorted(per_day.items(), key=lambda item: item[0][1]):
            if net > 0:
                days[account].append(when)
        recency = {account: (AS_OF - list_[-1]).days for account, list_ in days.items()}

        def score(values, value):
            return 1 + 5 * sum(other < value for other in values) // len(values)

        found = defaultdict(list)
        for account in days:
            r = score([-age for age in recency.values()], -recency[account])
            f = score([len(list_) for list_ in days.values()], len(days[account]))
            found[segment(r, f)].append(account)
        net = data.sales(first, AS_OF)
        for name, accounts in sorted(found.items()):
            print("      %-18s %d (%s) %s" % (
                name, len(accounts), money(sum(net[a] for a in accounts)),
                ", ".join(data.name[a] for a in accounts)))
        check("at risk", [data.name[account] for account in found["At risk"]], ["Chat Noir"])
        if not found["At risk"]:
            continue
        risk = found["At risk"][0]
        gap = Fraction((days[risk][-1] - days[risk][0]).days, len(days[risk]) - 1)
        check("habit", (gap, recency[risk], str(days[risk][-1])), (45, 214, "2025-05-31"))
        if first == SINCE:
            check("at risk, sales", money(net[risk]), "150,000.00")
            for name, want in (("Champions", (2, "1,750,000.00")), ("Loyal", (2, "900,000.00"))):
                check(name, (len(found[name]), money(sum(net[a] for a in found[name]))), want)


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(
        here, "..", "..", "examples", "data", "tangerine")
    data = Data(folder)
    top, members = families(data)
    whitespace(data, top, members)
    pipeline(data)
    habits(data)
    if wrong:
        print("%d figures differ: %s" % (len(wrong), ", ".join(wrong)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
