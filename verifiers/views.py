"""Views of the tables on a legal day, at the head (specification, section 9): the sheet of a unit."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from verifiers.by_law import ByLaw
from verifiers.law import Law
from verifiers.reading import Json
from verifiers.tables import Effect, Tables


class Views:
    """What is asked of state on one day, at one size."""

    def __init__(self, tables: Tables, law: Law, day: str, size: int) -> None:
        self.tables, self.law, self.day, self.size = tables, law, day, size
        self._contested = tables.contested(law, day)
        self.by_law = ByLaw(tables, law, day)

    def units(self) -> list[str]:
        """Every unit there is, sorted."""
        return sorted(k.removeprefix("unit:") for k in self.tables.keys("subject") if k.startswith("unit:"))

    @cached_property
    def _items(self) -> list[Json]:
        return [*self._undated_runs(), *self._due_items()]

    def items(self) -> list[Json]:
        """What is ordered and undated, or due and not done."""
        return self._items

    def sheet(self, unit: str) -> Json:
        """The sheet of a unit."""
        found = self.answer(unit)
        runs = [poll["run"] for poll in found["polls"]]
        about = {"unit:" + unit} | {"run:" + run for run in runs}
        items = [item for item in self._items if item["about"] in about]
        return found | {"by_law": self.by_law.at(unit, runs), "items": items}

    def answer(self, unit: str) -> Json:
        """The part of the sheet that follows from what lies on the unit, and on what covers it."""
        near = [effect for above in self.tables.path(unit) for effect in self.tables.get("unit", above)]
        contests = sorted({contest for effect in near for contest in effect.row["contests"]})
        runs = {contest: self.tables.runs(contest, unit, self.day) for contest in contests}
        polls = {c: [self._poll(c, unit, order) for order in orders] for c, orders in runs.items() if orders}
        contested = {act: self.tables.get("act", act)[0][0] for act in self._contested}
        touching = self.tables.touching("unit:" + unit, {*contested.values()})
        return {
            "amounts": self._amounts("unit:" + unit),
            "contested": sorted(act for act, index in contested.items() if index in touching),
            "day": self.day,
            "headlines": [{"contest": c, "headline": self._headline(c, unit, listed)} for c, listed in polls.items()],
            "polls": [poll for listed in polls.values() for poll in listed],
            "position": self.size,
            "unit": unit,
        }

    def _poll(self, contest: str, unit: str, order: Effect) -> Json:
        run, place = order.row["run"], f"{contest}/{unit}/{order.row['run']}"
        return {
            "bars": [bar.row["id"] for bar in self.tables.bars(contest, unit, run, day=self.day)],
            "contest": contest,
            "count": self.tables.status("count:" + place, "count", self.day),
            "date": self.tables.date(run, unit, self.day),
            "polling": self.tables.status("poll:" + place, "polling", self.day),
            "run": run,
            "standing": self.tables.standing(contest, unit, run, day=self.day),
            "without_basis": self._without_basis(order),
        }

    def _without_basis(self, order: Effect) -> bool:
        basis, own = order.row["data"]["basis"], order.row["event"]
        made = [e for e in self.tables.get("by_act", (basis or "").partition("#")[0]) if e.is_named(basis)]
        made = [
            e
            for e in made
            if e.verb not in ("link", "remedy") and e.row["event"] != own and e.row["from_day"] <= self.day
        ]
        return bool(made) and not any(self.tables.in_force(e, self.day) for e in made)

    def _headline(self, contest: str, unit: str, polls: list[Json]) -> Json:
        last = polls[-1]
        return {
            "annulled": [poll["run"] for poll in polls[:-1] if poll["standing"] == "annulled"],
            "code": self._code(contest, unit, last, is_first=len(polls) == 1),
            "count": last["count"],
            "day": last["date"],
            "run": last["run"],
        }

    def _code(self, contest: str, unit: str, last: Json, *, is_first: bool) -> str:
        certified = [e.row for e in self.tables.covering("certify", contest, unit, day=self.day)]
        if any(row["what"] == "result" and row["run"] == last["run"] for row in certified):
            return "certified"
        polling, standing, date = str(last["polling"]), str(last["standing"]), last["date"]
        if standing != "stands":
            return standing
        if self._parts_differ(contest, unit, last["run"]):
            return "in_parts"
        if polling in ("planned", "ready"):
            return (polling if date else "undated") if is_first else ("repeat_dated" if date else "repeat_undated")
        return str(last["count"]) if polling == "closed" and last["count"] != "not_counted" else polling

    def _parts_differ(self, contest: str, unit: str, run: str) -> bool:
        """Whether units below have polling, bars or orders of their own."""
        below, tables = self.tables.below(unit), self.tables

        def polled(units: list[str]) -> bool:
            told = (row for u in units for row in tables.each("status", f"poll:{contest}/{u}/{run}", "polling"))
            return any(row[0] <= self.day for row in told)

        if polled(below) and not polled(tables.path(unit)):
            return True
        own = ((effect, u) for u in below for verb in ("bar", "order_run") for effect in tables.near(verb, u))
        return any(tables.signs(e, contest, self.day).get(u) == "+" and tables.in_force(e, self.day) for e, u in own)

    def _amounts(self, holder: str) -> list[Json]:
        found: dict[tuple[str, str], Json] = {}
        for row in self.tables.get("amount", holder):
            if row["day"] <= self.day:
                key = row["material"], row["bucket"]
                names = {"bucket": key[1], "holder": holder, "material": key[0]}
                found[key] = moved(found.get(key, {"low": 0, "high": 0, "why": None}), row) | names
        return [amount for _, amount in sorted(found.items())]

    def _undated_runs(self) -> Iterator[Json]:
        """Runs that were ordered and have no date at one of their places, where no poll has opened."""
        orders = [order for run in self.tables.keys("order_run") for order in self.tables.orders(run, self.day)]
        told = set[str]()
        for order in sorted(orders, key=lambda order: order.order):
            left = next(filter(None, (self._undated(order, unit) for unit in self._places(order))), None)
            if left and order.row["run"] not in told:
                told.add(order.row["run"])
                words = {"item": "undated_run", "owner": order.row["body"], "rule": "by_nature", "since": left["since"]}
                yield {"about": "run:" + order.row["run"], "by": None, "day": left["from_day"], **words}

    def _undated(self, order: Effect, unit: str) -> Json | None:
        """The row that leaves a run without a date at a place, the empty text being the whole."""
        run = order.row["run"]
        date = self.tables.date_effect(run, unit, self.day)
        poll = f"poll:{order.row['contests'][0]}/{unit}/{run}"
        is_planned = not unit or self.tables.status(poll, "polling", self.day) in ("planned", "ready")
        is_undated = date is None or date.row["data"]["day"] is None
        return (date or order).row if is_planned and is_undated else None

    def _places(self, order: Effect) -> list[str]:
        contest = order.row["contests"][0]
        others = set(self.tables.signs(order, contest, self.day))
        for date in self.tables.get("date", order.row["run"]):
            others |= set(date.units) if self.tables.in_force(date, self.day) else set()
        found = dict.fromkeys([*order.units, *sorted(others)])
        covered = [u for u in found if self.tables.covers(order, contest, u, day=self.day)]
        return covered if order.units else ["", *covered]

    def _due_items(self) -> list[Json]:
        found = []
        for target in self.tables.keys("due"):
            due = self.tables.open_due(target, self.day)
            if due:
                item, _, about = target.partition("/")
                words = {**due.row["data"], "day": due.row["from_day"], "rule": None, "since": due.row["since"]}
                found.append({"about": about, "item": item, **words})
        return sorted(found, key=lambda i: (i["by"] is None, i["by"] or "", i["since"], i["item"], i["about"]))


def moved(before: Json, row: Json) -> Json:
    """An amount after one more row; a high of null is no bound."""
    low, high, why = before["low"], before["high"], row["why"] or before["why"]
    if row["how"] == "is":
        low, high = row["low"], row["high"]
    elif row["how"] == "add":
        low, high = low + row["low"], None if None in (high, row["high"]) else high + row["high"]
    else:
        low = 0 if row["high"] is None else max(0, low - row["high"])
        high = None if high is None else max(0, high - row["low"])
    return {"low": low, "high": high, "why": why}
