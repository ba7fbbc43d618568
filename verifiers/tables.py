"""The tables of state (specification, section 8.3), and what is read from them (sections 6 and 9).

Rows are only ever appended, each list in order of (since, ordinal); what an act that is refused in
the end appended is taken off again. Everything is asked at the head, on a legal day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from verifiers.law import Law
from verifiers.reading import Json

INITIAL = {"polling": "planned", "count": "not_counted"}
STANDING = {
    "annul": "annulled",
    "cannot_establish": "cannot_establish",
    "exclude": "excluded",
    "hold_back": "held_back",
    "stay": "stayed",
}


@dataclass(slots=True)
class Effect:
    """An `effect` row with its `effect_unit` rows: (ordinal, sign) by unit, `further` aside."""

    row: Json
    units: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    @property
    def order(self) -> tuple[int, int]:
        """Its place among all rows."""
        return self.row["since"], self.row["ordinal"]

    def names(self, target: str | None) -> bool:
        """Whether a reference is to its act or to its event."""
        return target in (self.row["act"], self.row["event"])


class Tables:
    """The rows of all admitted entries, found by what is asked of them."""

    def __init__(self) -> None:
        self._lists: dict[tuple[str, ...], list[Any]] = defaultdict(list)
        self._journal: list[list[Any]] = []

    def _put(self, item: Any, *key: str) -> None:
        rows = self._lists[key]
        rows.append(item)
        self._journal.append(rows)

    def get(self, *key: str) -> list[Any]:
        """The list of a kind and a key, perhaps empty."""
        return self._lists.get(key, [])

    def keys(self, kind: str) -> Iterator[str]:
        """The keys under which something of a kind is kept."""
        return (key[1] for key, rows in self._lists.items() if key[0] == kind and rows)

    def commit(self) -> None:
        """Keeps what was added since the last commit."""
        self._journal.clear()

    def rollback(self) -> None:
        """Takes off what was added since the last commit."""
        for rows in reversed(self._journal):
            rows.pop()
        self._journal.clear()

    def add(self, row: Json) -> None:
        """Adds one row."""
        add = getattr(self, "_add_" + row["table"], None)
        if add:
            add(row)

    def _add_act(self, row: Json) -> None:
        kept = row["since"], row["body"], row["contested_margin"], row["day"]
        self._put(kept, "act", row["act"])

    def _add_subject(self, row: Json) -> None:
        self._put(row, "subject", row["key"])
        if row["kind"] == "unit" and row["parent"]:
            self._put(row["key"], "children", row["parent"])

    def _add_member(self, row: Json) -> None:
        self._put(row["unit"], "member", row["list"])

    def _add_status(self, row: Json) -> None:
        place = row["day"], row["since"], row["ordinal"], row["value"]
        self._put(place, "status", row["subject"], row["field"])

    def _add_amount(self, row: Json) -> None:
        self._put(row, "amount", row["holder"])

    def _add_figure(self, row: Json) -> None:
        self._put(row["since"], "figure", row["form"])

    def _add_effect(self, row: Json) -> None:
        effect = Effect(row)
        self._put(effect, "id", row["id"])
        self._put(effect, "by_act", row["act"])
        if row["verb"] in ("due", "done"):
            self._put(effect, "due", row["target"])
        elif row["verb"] in ("lift", "widen", "narrow"):
            self._put(effect, "aimed", row["target"].partition("#")[0])
        elif row["run"] is not None:
            self._put(effect, "run", row["verb"], row["run"])
        if row["verb"] == "certify":
            self._put(row["since"], "certified", "")

    def _add_effect_unit(self, row: Json) -> None:
        effect = self.get("id", row["effect"])[0]
        if row["further"] is None:
            effect.units.setdefault(row["unit"], []).append((row["ordinal"], row["sign"]))
            self._put(effect, "unit", row["unit"])

    def _add_touch(self, row: Json) -> None:
        self._put(row["since"], "touch", row["key"])

    def signed(self, key: str, index: int, act: str) -> None:
        """Notes a signature that counts its person."""
        self._put((index, act), "signed", key)

    # -- units and statuses ----------------------------------------------------------------

    def exists(self, key: str) -> bool:
        """Whether a subject was made; a form exists when it has stated figures."""
        kind, _, id = key.partition(":")
        return bool(self.get("subject", key)) or (kind == "form" and bool(self.get("figure", id)))

    def path(self, unit: str) -> list[str]:
        """The unit and its ancestors, the root last."""
        found = [unit]
        while row := self.get("subject", "unit:" + found[-1]):
            parent = (row[0]["parent"] or "").removeprefix("unit:")
            if not parent or parent in found:
                break
            found.append(parent)
        return found

    def below(self, unit: str) -> list[str]:
        """The units below one, at any depth."""
        children = [key.removeprefix("unit:") for key in self.get("children", "unit:" + unit)]
        return children + [lower for child in children for lower in self.below(child)]

    def leaves(self, unit: str) -> list[str]:
        """The units at or below one that have no unit below them."""
        return [u for u in [unit, *self.below(unit)] if not self.get("children", "unit:" + u)]

    def units(self, box: Json) -> list[str]:
        """The units that a box names, then the members of its lists."""
        return [*box["units"], *(u for name in box["lists"] for u in self.get("member", name))]

    def status(self, subject: str, field: str, day: str = "9999") -> str:
        """The status of a subject on a day; of a poll or count, its ancestors' too."""
        kind, _, rest = subject.partition(":")
        subjects = [subject]
        if kind in ("poll", "count"):
            contest, unit, run = rest.split("/")
            subjects = [f"{kind}:{contest}/{above}/{run}" for above in self.path(unit)]
        rows = [row for one in subjects for row in self.get("status", one, field) if row[0] <= day]
        return str(max(rows)[3]) if rows else INITIAL.get(field, "none")

    # -- effects ---------------------------------------------------------------------------

    def in_force(self, effect: Effect, day: str) -> bool:
        """Whether an effect is in force on a day (section 6)."""
        row = effect.row
        if row["from_day"] > day or (row["until_day"] is not None and day >= row["until_day"]):
            return False
        if row["awaits"] is not None and not self._reached(row["act"], row["awaits"], day):
            return False
        return not any(
            lift.row["since"] > row["since"] and self.in_force(lift, day)
            for lift in self.aimed(effect, "lift")
        )

    def _reached(self, act: str, milestone: str, day: str) -> bool:
        life = sorted(row for row in self.get("status", "decision:" + act, "life") if row[0] <= day)
        values = [row[3] for row in life if row[3] in (milestone, "withdrawn")]
        return values[-1:] == [milestone]

    def aimed(self, effect: Effect, *verbs: str) -> list[Effect]:
        """The effects of these verbs whose target is the effect's act or event."""
        return [
            other
            for other in self.get("aimed", effect.row["act"])
            if other.row["verb"] in verbs and effect.names(other.row["target"])
        ]

    def signs(self, effect: Effect, contest: str, day: str) -> dict[str, str]:
        """The sign that counts on each unit of an effect's scope, for one contest."""
        if contest not in effect.row["contests"]:
            return {}
        parts = [effect]
        if effect.row["verb"] in ("bar", "order_run", "certify"):
            parts += [
                other
                for other in self.aimed(effect, "widen", "narrow")
                if contest in other.row["contests"] and self.in_force(other, day)
            ]
        parts.sort(key=lambda part: part.order)
        return {unit: rows[-1][1] for part in parts for unit, rows in part.units.items()}

    def covers(self, effect: Effect, contest: str, unit: str, *, day: str) -> bool:
        """Whether the nearest unit with a row, from this one to the root, is covered."""
        signs = self.signs(effect, contest, day)
        return next((signs[above] == "+" for above in self.path(unit) if above in signs), False)

    def near(self, verb: str, unit: str) -> list[Effect]:
        """The effects of a verb with a row on this very unit, their own or by widening."""
        found = []
        for effect in self.get("unit", unit):
            aimed = effect.row["verb"] in ("widen", "narrow")
            act = effect.row["target"].partition("#")[0] if aimed else ""
            others = self.get("by_act", act) if aimed else [effect]
            found += [other for other in others if other.row["verb"] == verb]
        return found

    def covering(self, verb: str, contest: str, unit: str, *, day: str) -> list[Effect]:
        """The effects of a verb in force on the day that cover contest and unit, in order."""
        near = {e.order: e for above in self.path(unit) for e in self.near(verb, above)}
        return [
            effect
            for _, effect in sorted(near.items())
            if self.covers(effect, contest, unit, day=day) and self.in_force(effect, day)
        ]

    def of_run(self, verb: str, run: str, day: str) -> list[Effect]:
        """The effects of a verb in force about a run, in order."""
        return [effect for effect in self.get("run", verb, run) if self.in_force(effect, day)]

    def date_effect(self, run: str, unit: str | None, day: str) -> Effect | None:
        """The latest date effect in force for a unit of a run (None: only those without scope)."""
        for effect in reversed(self.of_run("date", run, day)):
            contests = effect.row["contests"]
            if not contests or (
                unit and any(self.covers(effect, contest, unit, day=day) for contest in contests)
            ):
                return effect
        return None

    def date(self, run: str, unit: str | None, day: str) -> str | None:
        """The date of a run for a unit, None if unset."""
        effect = self.date_effect(run, unit, day)
        return effect.row["data"]["day"] if effect else None

    def runs(self, contest: str, unit: str, day: str) -> list[Effect]:
        """The orders in force that cover contest and unit, one a run."""
        found: dict[str, Effect] = {}
        for order in self.covering("order_run", contest, unit, day=day):
            found.setdefault(order.row["run"], order)
        return list(found.values())

    def bars(self, contest: str, unit: str, run: str, *, day: str) -> list[Effect]:
        """The bars in force against a poll."""
        bars = self.covering("bar", contest, unit, day=day)
        return [bar for bar in bars if bar.row["run"] == run]

    def standing(self, contest: str, unit: str, run: str, *, day: str) -> str:
        """The gravest bar against the vote of a poll, or `stands`."""
        objects = "voting", "count", "result", "call"
        bars = self.bars(contest, unit, run, day=day)
        whats = {bar.row["what"] for bar in bars if bar.row["object"] in objects}
        return next((word for what, word in STANDING.items() if what in whats), "stands")

    def open_due(self, target: str, day: str) -> Effect | None:
        """The latest of an item's rows in force, if it is `due`."""
        for effect in reversed(self.get("due", target)):
            if self.in_force(effect, day):
                return effect if effect.row["verb"] == "due" else None
        return None

    def contested(self, law: Law, day: str) -> set[str]:
        """Contested acts (section 4.1) that are neither affirmed nor lifted as a whole."""
        suspects: dict[str, int] = defaultdict(int)
        for key, doc in law.all("key"):
            if doc["suspect_from"] is not None:
                for index, act in self.get("signed", key):
                    if doc["suspect_from"] <= index < law.since("key", key):
                        suspects[act] += 1
        return {
            act
            for act, count in suspects.items()
            if count > self.get("act", act)[0][2] and not law.get("affirmed", act)
            if not any(
                lift.row["verb"] == "lift"
                and lift.row["target"] == act
                and self.in_force(lift, day)
                for lift in self.get("aimed", act)
            )
        }
