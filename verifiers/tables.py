"""The tables of state (specification, section 8.3), and what is read from them (sections 6 and 9).

Rows are only ever appended, each list in order of (since, ordinal); what an act that is refused in the end appended
is taken off again. Everything is asked at the head, on a legal day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import chain
from typing import Any

from verifiers.law import Law
from verifiers.reading import Json
from verifiers.spill import Lists

INITIAL = {"polling": "planned", "count": "not_counted"}
STANDING = {
    "annul": "annulled",
    "cannot_establish": "cannot_establish",
    "exclude": "excluded",
    "hold_back": "held_back",
    "stay": "stayed",
}


_PLAIN = ("act", "signed", "status", "touch")
"""Kinds whose values are plain, and of which there are some with every entry."""
ITEMS_MAX = 150_000


class Effect:
    """An `effect` row with its `effect_unit` rows: the last sign by unit, `further` aside."""

    def __init__(self, row: Json) -> None:
        self.row, self.units = row, dict[str, str]()
        self.order, self.verb = (row["since"], row["ordinal"]), row["verb"]

    def is_named(self, target: str | None) -> bool:
        """Whether a reference is to its act or to its event."""
        return target in (self.row["act"], self.row["event"])


class Tables:
    """The rows of all admitted entries, found by what is asked of them."""

    def __init__(self) -> None:
        self._lists: dict[tuple[str, ...], list[Any]] = defaultdict(list)
        self._journal: list[list[Any]] = []
        self._away: Lists | None = None
        self._items_count = 0
        self._paths: dict[str, list[str]] = {}
        self._made: list[str] = []
        """The complaints made by the act whose own row is still to come."""

    def _put(self, item: Any, *key: str) -> None:
        rows = self._lists[key]
        rows.append(item)
        self._journal.append(rows)

    def get(self, *key: str) -> list[Any]:
        """The list of a kind and a key, perhaps empty."""
        rows = self._lists.get(key, [])
        return [*self.each(*key)] if self._away and key[0] in _PLAIN else rows

    def each(self, *key: str) -> Iterator[Any]:
        """The same one by one: what has one item with every entry is never held at once."""
        away = self._away.each(key) if self._away and key[0] in _PLAIN else ()
        return chain(away, self._lists.get(key, []))

    def touching(self, key: str, entries: Collection[int]) -> set[int]:
        """Those of the entries that touch a subject."""
        return {index for index in self.each("touch", key) if index in entries} if entries else set()

    def last(self, *key: str) -> list[Any]:
        """The list without all but its last item."""
        rows = self._lists.get(key, [])[-1:]
        return rows or (self._away.last(key) if self._away and key[0] in _PLAIN else [])

    def keys(self, kind: str) -> Iterator[str]:
        """The keys under which something of a kind is kept."""
        return (key[1] for key, rows in self._lists.items() if key[0] == kind and rows)

    def commit(self) -> None:
        """Keeps what was added since the last commit."""
        self._items_count += len(self._journal)
        self._journal.clear()
        if self._items_count > ITEMS_MAX:
            self._send_away()

    def _send_away(self) -> None:
        """Moves what is plain to a temporary file; of what is latest only the last is asked for."""
        self._away, self._items_count = self._away or Lists(), 0
        self._away.extend((key, rows) for key, rows in self._lists.items() if key[0] in _PLAIN)
        kept = ((key, rows) for key, rows in self._lists.items() if key[0] not in _PLAIN)
        self._lists = defaultdict(list, ((key, rows[-1:] if key[0] == "latest" else rows) for key, rows in kept))

    def rollback(self) -> None:
        """Takes off what was added since the last commit."""
        for rows in reversed(self._journal):
            rows.pop()
        self._journal.clear()
        self._made.clear()
        self._paths.clear()

    def add(self, row: Json) -> None:
        """Adds one row."""
        match row["table"]:
            case "touch":
                self._put(row["since"], "touch", row["key"])
            case "act":
                for made in self._made:
                    self._put(row["act"], "maker", made)
                self._made.clear()
                self._put((row["since"], row["body"], row["contested_margin"], row["day"]), "act", row["act"])
            case "status":
                place = row["day"], row["since"], row["ordinal"], row["value"], row["event"]
                key = row["subject"], row["field"]
                self._put(place, "status", *key)
                self._put(max([place, *self.last("latest", *key)]), "latest", *key)
            case "subject":
                self._put(row, "subject", row["key"])
                self._paths.clear()
                if row["kind"] == "complaint":
                    self._made.append(row["key"])
                if row["kind"] == "unit" and row["parent"]:
                    self._put(row["key"].removeprefix("unit:"), "children", row["parent"])
            case "member":
                self._put(row["unit"], "member", row["list"])
            case "amount":
                self._put(row, "amount", row["holder"])
            case "figure":
                self._put(row, "figure", row["form"])
                self._put(row, "figures", row["contest"])
            case "effect":
                self._add_effect(Effect(row))
            case "effect_unit" if row["further"] is None:
                effect = self.get("id", row["effect"])[0]
                effect.units[row["unit"]] = row["sign"]
                self._put(effect, "unit", row["unit"])
            case "effect_unit":
                self._put(self.get("id", row["effect"])[0], "further", row["unit"])

    def _add_effect(self, effect: Effect) -> None:
        row = effect.row
        self._put(effect, "id", row["id"])
        self._put(effect, "by_act", row["act"])
        if effect.verb in ("due", "done"):
            self._put(effect, "due", row["target"])
        elif effect.verb in ("lift", "widen", "narrow"):
            self._put(effect, "aimed", row["target"].partition("#")[0])
        elif effect.verb == "remedy":
            self._put(effect, "remedy", "")
        elif effect.verb == "allocate":
            self._put(effect, "allocate", row["target"])
        elif effect.verb in ("number", "seal"):
            self._put(effect, "told", row["target"])
        elif row["run"] is not None:
            self._put(effect, effect.verb, row["run"])
        if effect.verb == "certify":
            self._put(row["since"], "certified", "")

    def signed(self, key: str, index: int, act: str) -> None:
        """Notes a signature that counts its person."""
        self._put((index, act), "signed", key)

    # -- units and statuses --------------------------------------------------------------------------------

    def exists(self, key: str) -> bool:
        """Whether a subject was made; a form exists when it has stated figures."""
        return bool(self._lists.get(("subject", key)) or (key[:5] == "form:" and self.get("figure", key[5:])))

    def path(self, unit: str) -> list[str]:
        """The unit and its ancestors, the root last; a list that is kept."""
        if (kept := self._paths.get(unit)) is not None:
            return kept
        found = self._paths[unit] = [unit]
        while rows := self._lists.get(("subject", "unit:" + found[-1])):
            above = rows[0]["parent"]
            if above is None or above[5:] in found:
                break
            found.append(above[5:])
        return found

    def below(self, unit: str) -> list[str]:
        """The units below one, at any depth."""
        found = list(self.get("children", "unit:" + unit))
        seen = set(found)
        for lower in found:
            further = [u for u in self.get("children", "unit:" + lower) if u not in seen]
            found += further
            seen.update(further)
        return found

    def leaves(self, unit: str) -> list[str]:
        """The units at or below one that have no unit below them."""
        return [u for u in [unit, *self.below(unit)] if not self.get("children", "unit:" + u)]

    def units(self, box: Json) -> list[str]:
        """The units that a box names, then the members of its lists."""
        return [*box["units"], *(u for name in box["lists"] for u in self.get("member", name))]

    def status(self, subject: str, field: str, day: str | None = None) -> str:
        """The status of a subject, on a day; of a poll or count, its ancestors' too."""
        kind, _, rest = subject.partition(":")
        subjects = [subject]
        if kind in ("poll", "count"):
            contest, unit, run = rest.split("/")
            subjects = [f"{kind}:{contest}/{above}/{run}" for above in self.path(unit)]
        if day is None:
            lists = [self._lists.get(("latest", one, field)) for one in subjects]
            rows = [found[-1] for found in lists if found]
        else:
            rows = [row for one in subjects for row in self.get("status", one, field) if row[0] <= day]
        return str(max(rows)[3]) if rows else INITIAL.get(field, "none")

    # -- effects -------------------------------------------------------------------------------------------

    def in_force(self, effect: Effect, day: str) -> bool:
        """Whether an effect is in force on a day (section 6): lifts of lifts are decided first, the latest first."""
        reached, lifts = {effect.order: effect}, [effect]
        for one in lifts:
            later = [lift for lift in self.aimed(one, "lift") if lift.row["since"] > one.row["since"]]
            lifts += [lift for lift in later if lift.order not in reached]
            reached |= {lift.order: lift for lift in later}
        decided: dict[tuple[int, int], bool] = {}
        for order, one in sorted(reached.items(), reverse=True):
            lifted = any(decided.get(lift.order, False) for lift in self.aimed(one, "lift") if lift.order[0] > order[0])
            decided[order] = not lifted and self._holds(one.row, day)
        return decided[effect.order]

    def _holds(self, row: Json, day: str) -> bool:
        """Whether the day is among those of an effect, lifts aside."""
        if row["from_day"] > day or (row["until_day"] is not None and day >= row["until_day"]):
            return False
        return row["awaits"] is None or self._reached(row["act"], row["awaits"], day)

    def _reached(self, act: str, milestone: str, day: str) -> bool:
        life = sorted(row for row in self.get("status", "decision:" + act, "life") if row[0] <= day)
        values = [row[3] for row in life if row[3] in (milestone, "withdrawn")]
        return values[-1:] == [milestone]

    def reached_on(self, act: str, milestone: str, day: str) -> str | None:
        """The first day on which a decision came so far, since it was last withdrawn."""
        found = None
        for when, _, _, value, *_ in sorted(
            row for row in self.get("status", "decision:" + act, "life") if row[0] <= day
        ):
            if value == "withdrawn":
                found = None
            elif value == milestone:
                found = found or when
        return found

    def aimed(self, effect: Effect, *verbs: str) -> list[Effect]:
        """The effects of these verbs whose target is the effect's act or event."""
        others = self.get("aimed", effect.row["act"])
        return [other for other in others if other.verb in verbs and effect.is_named(other.row["target"])]

    def signs(self, effect: Effect, contest: str, day: str) -> dict[str, str]:
        """The sign that counts on each unit of an effect's scope, for one contest."""
        if contest not in effect.row["contests"]:
            return {}
        changes = self.aimed(effect, "widen", "narrow") if effect.verb in ("bar", "order_run", "certify") else []
        changes = [c for c in changes if contest in c.row["contests"] and self.in_force(c, day)]
        parts = sorted([effect, *changes], key=lambda part: part.order)
        return {unit: sign for part in parts for unit, sign in part.units.items()}

    def covers(self, effect: Effect, contest: str, unit: str, *, day: str) -> bool:
        """Whether the nearest unit with a row, from this one to the root, is covered."""
        signs = self.signs(effect, contest, day)
        return next((signs[above] == "+" for above in self.path(unit) if above in signs), False)

    def near(self, verb: str, unit: str) -> list[Effect]:
        """The effects of a verb with a row on this very unit, their own or by widening."""
        found = []
        for effect in self.get("unit", unit):
            aims = effect.verb in ("widen", "narrow")
            others = self.get("by_act", effect.row["target"].partition("#")[0]) if aims else [effect]
            found += [other for other in others if other.verb == verb]
        return found

    def covering(self, verb: str, contest: str, unit: str, *, day: str) -> list[Effect]:
        """The effects of a verb in force on the day that cover contest and unit, in order."""
        near = {e.order: e for above in self.path(unit) for e in self.near(verb, above)}
        found = [effect for _, effect in sorted(near.items()) if self.covers(effect, contest, unit, day=day)]
        return [effect for effect in found if self.in_force(effect, day)]

    def orders(self, run: str | None, day: str) -> list[Effect]:
        """The orders in force of a run."""
        return [effect for effect in self.get("order_run", run or "") if self.in_force(effect, day)]

    def date_effect(self, run: str, unit: str | None, day: str) -> Effect | None:
        """The latest date effect in force for a unit of a run (None: only those without scope)."""
        for effect in reversed(self.get("date", run)):
            contests = effect.row["contests"]
            covers = unit and any(self.covers(effect, contest, unit, day=day) for contest in contests)
            if (covers or not contests) and self.in_force(effect, day):
                found: Effect = effect
                return found
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
        return [bar for bar in self.covering("bar", contest, unit, day=day) if bar.row["run"] == run]

    def standing(self, contest: str, unit: str, run: str, *, day: str) -> str:
        """The gravest bar against the vote of a poll, or `stands`."""
        objects = ("voting", "count", "result", "call")
        bars = self.bars(contest, unit, run, day=day)
        whats = {bar.row["what"] for bar in bars if bar.row["object"] in objects}
        return next((word for what, word in STANDING.items() if what in whats), "stands")

    def open_due(self, target: str, day: str) -> Effect | None:
        """The latest of an item's rows in force, if it is `due`."""
        latest = next((e for e in reversed(self.get("due", target)) if self.in_force(e, day)), None)
        return latest if latest and latest.verb == "due" else None

    def contested(self, law: Law, day: str) -> set[str]:
        """Contested acts (section 4.1) that are neither affirmed nor lifted as a whole."""
        suspects: dict[str, int] = defaultdict(int)
        for key, doc in law.all("key"):
            for index, act in self.get("signed", key) if doc["suspect_from"] is not None else ():
                suspects[act] += doc["suspect_from"] <= index < law.since("key", key)
        found = {act for act, count in suspects.items() if count and count > self.get("act", act)[0][2]}
        return {act for act in found if not law.get("affirmed", act) and not self._is_lifted(act, day)}

    def _is_lifted(self, act: str, day: str) -> bool:
        whole = (e for e in self.get("aimed", act) if e.verb == "lift" and e.row["target"] == act)
        return any(self.in_force(lift, day) for lift in whole)
