"""Views of the tables on a legal day, at the head (specification, section 9): the sheet of a unit."""

from __future__ import annotations

from collections.abc import Iterator

from verifiers.law import Law
from verifiers.reading import Json
from verifiers.tables import Effect, Tables


class Views:
    """What is asked of state on one day, at one size."""

    def __init__(self, tables: Tables, law: Law, day: str, size: int) -> None:
        self.tables, self.day, self.size = tables, day, size
        self._contested = tables.contested(law, day)
        self._items = [*self._undated_runs(), *self._due_items()]

    def units(self) -> list[str]:
        """Every unit there is, sorted."""
        subjects = self.tables.keys("subject")
        return sorted(k.removeprefix("unit:") for k in subjects if k.startswith("unit:"))

    def sheet(self, unit: str) -> Json:
        """The sheet of a unit."""
        runs = self._runs(unit)
        covering = {order.row["run"] for orders in runs.values() for order in orders}
        about = {"unit:" + unit} | {"run:" + run for run in covering}
        touching = set(self.tables.get("touch", "unit:" + unit))
        contested = {a for a in self._contested if self.tables.get("act", a)[0][0] in touching}
        return {
            "amounts": self._amounts("unit:" + unit),
            "contested": sorted(contested),
            "day": self.day,
            "headlines": [
                {"contest": contest, "headline": self.headline(contest, unit, orders)}
                for contest, orders in sorted(runs.items())
            ],
            "items": [item for item in self._items if item["about"] in about],
            "polls": [
                self._poll(contest, unit, order)
                for contest, orders in sorted(runs.items())
                for order in orders
            ],
            "position": self.size,
            "unit": unit,
        }

    def _runs(self, unit: str) -> dict[str, list[Effect]]:
        """The orders in force that cover the unit, by contest."""
        contests = {
            contest
            for above in self.tables.path(unit)
            for effect in self.tables.get("unit", above)
            for contest in effect.row["contests"]
        }
        found = {contest: self.tables.runs(contest, unit, self.day) for contest in contests}
        return {contest: orders for contest, orders in found.items() if orders}

    def _status(self, kind: str, place: str, field: str) -> str:
        return self.tables.status(f"{kind}:{place}", field, self.day)

    def _poll(self, contest: str, unit: str, order: Effect) -> Json:
        run = order.row["run"]
        bars = self.tables.bars(contest, unit, run, day=self.day)
        place = f"{contest}/{unit}/{run}"
        return {
            "bars": [bar.row["id"] for bar in bars],
            "contest": contest,
            "count": self._status("count", place, "count"),
            "date": self.tables.date(run, unit, self.day),
            "polling": self._status("poll", place, "polling"),
            "run": run,
            "standing": self.tables.standing(contest, unit, run, day=self.day),
            "without_basis": self._without_basis(order),
        }

    def _without_basis(self, order: Effect) -> bool:
        basis = order.row["data"]["basis"]
        made = [
            effect
            for effect in self.tables.get("by_act", (basis or "").partition("#")[0])
            if effect.names(basis) and effect.row["verb"] != "link"
            if effect.row["event"] != order.row["event"]
        ]
        return bool(made) and not any(self.tables.in_force(e, self.day) for e in made)

    def headline(self, contest: str, unit: str, orders: list[Effect]) -> Json:
        """What is said first about a contest at a unit."""
        polls = [self._poll(contest, unit, order) for order in orders]
        last = polls[-1]
        return {
            "annulled": [poll["run"] for poll in polls[:-1] if poll["standing"] == "annulled"],
            "code": self._code(contest, unit, last, is_first=len(polls) == 1),
            "count": last["count"],
            "day": last["date"],
            "run": last["run"],
        }

    def _code(self, contest: str, unit: str, last: Json, *, is_first: bool) -> str:
        certified = self.tables.covering("certify", contest, unit, day=self.day)
        if any(e.row["what"] == "result" and e.row["run"] == last["run"] for e in certified):
            return "certified"
        if last["standing"] != "stands":
            return str(last["standing"])
        if self._parts_differ(contest, unit, last["run"]):
            return "in_parts"
        if last["polling"] in ("planned", "ready"):
            if not is_first:
                return "repeat_dated" if last["date"] else "repeat_undated"
            return str(last["polling"]) if last["date"] else "undated"
        counted = last["polling"] == "closed" and last["count"] != "not_counted"
        return str(last["count"] if counted else last["polling"])

    def _parts_differ(self, contest: str, unit: str, run: str) -> bool:
        """Whether units below have polling, bars or orders of their own."""
        below = self.tables.below(unit)

        def polled(units: list[str]) -> bool:
            rows = [
                self.tables.get("status", f"poll:{contest}/{u}/{run}", "polling") for u in units
            ]
            return any(row[0] <= self.day for found in rows for row in found)

        if polled(below) and not polled(self.tables.path(unit)):
            return True
        return any(
            self.tables.signs(effect, contest, self.day).get(u) == "+"
            and self.tables.in_force(effect, self.day)
            for u in below
            for verb in ("bar", "order_run")
            for effect in self.tables.near(verb, u)
        )

    def _amounts(self, holder: str) -> list[Json]:
        found: dict[tuple[str, str], Json] = {}
        for row in self.tables.get("amount", holder):
            if row["day"] <= self.day:
                key = row["material"], row["bucket"]
                names = {"bucket": key[1], "holder": holder, "material": key[0]}
                found[key] = _moved(found.get(key, {"low": 0, "high": 0, "why": None}), row) | names
        return [amount for _, amount in sorted(found.items())]

    def _undated_runs(self) -> Iterator[Json]:
        """Runs that were ordered and have no date at their first unit, though nothing opened."""
        tables, seen = self.tables, set()
        effects = (tables.get("id", id)[0] for id in tables.keys("id"))
        orders = [e for e in effects if e.row["verb"] == "order_run"]
        for order in sorted(orders, key=lambda order: order.order):
            run = order.row["run"]
            if run in seen or not tables.in_force(order, self.day):
                continue
            seen.add(run)
            first = next(iter(order.units), None)
            place = f"{order.row['contests'][0]}/{first}/{run}"
            if first and self._status("poll", place, "polling") not in ("planned", "ready"):
                continue
            date = tables.date_effect(run, first, self.day)
            if date is None or date.row["data"]["day"] is None:
                row = (date or order).row
                yield {
                    "about": "run:" + run, "by": None, "day": row["from_day"],
                    "item": "undated_run", "owner": order.row["body"], "since": row["since"],
                }  # fmt: skip

    def _due_items(self) -> list[Json]:
        found = []
        for target in self.tables.keys("due"):
            due = self.tables.open_due(target, self.day)
            if due:
                item, _, about = target.partition("/")
                row = due.row
                found.append(
                    {
                        "about": about, "by": row["data"]["by"], "day": row["from_day"],
                        "item": item, "owner": row["data"]["owner"], "since": row["since"],
                    }
                )  # fmt: skip
        return sorted(
            found, key=lambda i: (i["by"] is None, i["by"] or "", i["since"], i["item"], i["about"])
        )


def _moved(before: Json, row: Json) -> Json:
    """An amount after one more row; a high of null is no bound."""
    low, high = before["low"], before["high"]
    if row["how"] == "is":
        low, high = row["low"], row["high"]
    elif row["how"] == "add":
        unbounded = high is None or row["high"] is None
        low, high = low + row["low"], None if unbounded else high + row["high"]
    else:
        low = 0 if row["high"] is None else max(0, low - row["high"])
        high = None if high is None else max(0, high - row["low"])
    return {"low": low, "high": high, "why": row["why"] or before["why"]}
