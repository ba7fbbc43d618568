"""By law: what the law attaches to effects, adopted as data (specification, sections 7 and 9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from verifiers import act as acts
from verifiers import deadlines
from verifiers import spelling as s
from verifiers.declarations import SAYS
from verifiers.law import Law
from verifiers.reading import Json
from verifiers.tables import Effect, Tables

_TRIGGERS = ("bar", "certify", "date", "lift", "order_run", "title")
_MILESTONES = {"finality": "final", "publication": "published", "service": "served"}
_SHAPE = s.record(
    "cites:cites count:times? ended_by:ended from:day? id:id item:code kind:kind on:on owner:id? ruleset:id says:says"
    " start:start unit:unit? until:day?",
    cites=acts.CITATIONS,
    ended=s.record("effects:enders life:codes", enders=s.array(s.one_of(*_TRIGGERS, "link"), by=s.itself)),
    kind=s.one_of("happens", "owed"),
    on=s.record(
        "bodies:ids effects:effects objects:codes what:codes",
        effects=s.array(s.one_of(*_TRIGGERS), 1, by=s.itself),
    ),
    says=SAYS,
    start=s.one_of("decision", "order", "polling_day", *_MILESTONES),
    times=s.integer(0, 36_500),
    unit=s.one_of(*deadlines.UNITS),
)


def is_consequence(value: Any) -> bool:
    """Whether a consequence is of the shape of section 7; may raise Malformed instead."""
    known = (value["count"] is not None, value["unit"] is not None) if _SHAPE(value) else (True, False)
    return known == (True, True) or (known == (False, False) and value["kind"] == "owed")


class ByLaw:
    """What is owed, or has happened, by operation of law on a day."""

    def __init__(self, tables: Tables, law: Law, day: str) -> None:
        self.tables, self.law, self.day = tables, law, day
        self._by_verb: dict[str, list[Effect]] = defaultdict(list)
        docs = law.all("consequence")
        for id in tables.keys("id") if docs else ():
            self._by_verb[tables.get("id", id)[0].verb].append(tables.get("id", id)[0])
        found = [pair for _, doc in docs for pair in self._following(doc)]
        remedies = ((self._remedy(effect), effect) for effect in tables.get("remedy", ""))
        found += [(told, effect) for told, effect in remedies if told]
        self.found = sorted(found, key=lambda pair: _urgency(pair[0]))

    def at(self, unit: str, runs: Iterable[str]) -> list[Json]:
        """What concerns a unit that these runs cover."""
        return [told for told, effect in self.found if self._concerns(effect, unit, runs)]

    def _remedy(self, effect: Effect) -> Json | None:
        """What is to be said of the remedy that a decision states."""
        row, stated, tables = effect.row, effect.row["data"], self.tables
        about, ruleset = f"decision:{row['act']}", next(iter(self.law.rulesets(row["from_day"])), None)
        said = [e for e in tables.get("due", "remedy/" + about) if tables.in_force(e, self.day)][-1:]
        done = any(e.verb == "done" for e in said)
        if done or tables.status(about, "life", self.day) == "final" or not tables.in_force(effect, self.day):
            return None
        start = row["from_day"] if stated["start"] == "decision" else None
        if stated["start"] in _MILESTONES:
            start = tables.reached_on(row["act"], _MILESTONES[stated["start"]], self.day)
        by, at = _term(start, stated, ruleset)
        instead = next(({"by": e.row["data"]["by"], "event": e.row["event"]} for e in said), None)
        until = instead["by"] if instead else by
        over = until is not None and until < self.day
        return {
            "about": about,
            "at": at,
            "by": by,
            "event": row["event"],
            "instead": instead,
            "item": "remedy_expired" if over else "remedy",
            "kind": "happened" if over else "runs",
            "overdue": False,
            "owner": row["body"],
            "rule": "act:" + row["act"],
            "since": row["since"],
        }

    def _concerns(self, effect: Effect, unit: str, runs: Iterable[str]) -> bool:
        if effect.verb == "remedy":
            since = {effect.row["since"]}
            return any(self.tables.touching("unit:" + above, since) for above in self.tables.path(unit))
        contests = effect.row["contests"]
        covered = any(self.tables.covers(effect, contest, unit, day=self.day) for contest in contests)
        return covered if contests else effect.row["run"] in runs

    def _following(self, doc: Json) -> Iterator[tuple[Json, Effect]]:
        for effect in self._triggers(doc):
            told = self._tell(doc, effect)
            if told:
                yield told, effect

    def _triggers(self, doc: Json) -> Iterator[Effect]:
        """Of every event the first effect in force to which the consequence is attached."""
        on, seen = doc["on"], set[str]()
        for effect in self._made(*on["effects"]):
            row = effect.row
            named = (on["bodies"], row["body"]), (on["objects"], row["object"]), (on["what"], row["what"])
            if row["event"] in seen or any(listed and value not in listed for listed, value in named):
                continue
            day = self.tables.get("act", row["act"])[0][3]
            is_law = any(ruleset["ruleset"] == doc["ruleset"] for ruleset in self.law.rulesets(day))
            is_own = (doc["from"] or "") <= day and (doc["until"] is None or day < doc["until"])
            if is_law and is_own and self.tables.in_force(effect, self.day):
                seen.add(row["event"])
                yield effect

    def _made(self, *verbs: str) -> list[Effect]:
        """All effects of these verbs, in order."""
        effects = (effect for verb in verbs for effect in self._by_verb[verb])
        return sorted(effects, key=lambda effect: effect.order)

    def _tell(self, doc: Json, effect: Effect) -> Json | None:
        row, is_owed = effect.row, doc["kind"] == "owed"
        about = f"run:{row['run']}" if row["run"] else f"decision:{row['act']}"
        start = self._start(doc["start"], effect)
        ruleset = self.law.get("ruleset", doc["ruleset"])
        by, at = _term(start, doc, ruleset)
        if not is_owed and (by is None or by >= self.day):
            return None
        due = [e for e in self.tables.get("due", f"{doc['item']}/{about}") if self.tables.in_force(e, self.day)][-1:]
        done = any(e.verb == "done" and e.row["since"] >= row["since"] for e in due)
        if done or self._is_ended(doc["ended_by"], effect, self.day if is_owed else str(by)):
            return None
        instead = [{"by": e.row["data"]["by"], "event": e.row["event"]} for e in due if e.verb == "due"]
        until = instead[0]["by"] if instead else by
        return {
            "about": about,
            "at": at,
            "by": by,
            "event": row["event"],
            "instead": instead[0] if instead else None,
            "item": doc["item"],
            "kind": "owed" if is_owed else "happened",
            "overdue": is_owed and until is not None and until < self.day,
            "owner": doc["owner"] or row["body"],
            "rule": doc["id"],
            "since": row["since"],
        }

    def _start(self, start: str, effect: Effect) -> str | None:
        row, tables = effect.row, self.tables
        if start in _MILESTONES:
            return tables.reached_on(row["act"], _MILESTONES[start], self.day)
        if start == "polling_day":
            return tables.date(row["run"], next(iter(effect.units), None), self.day) if row["run"] else None
        sources = [effect] if start == "decision" else tables.orders(row["run"], self.day)[-1:]
        return tables.get("act", sources[0].row["act"])[0][3] if sources else None

    def _is_ended(self, ended_by: Json, effect: Effect, until: str) -> bool:
        row, subject = effect.row, f"decision:{effect.row['act']}"
        if any(self.tables.status(subject, field, until) in ended_by["life"] for field in ("life", "execution")):
            return True
        enders = [e for e in self._made(*ended_by["effects"]) if e.row["since"] >= row["since"]]
        enders = [e for e in enders if e.row["event"] != row["event"] and e.row["from_day"] <= until]
        enders = [e for e in enders if self.tables.in_force(e, self.day)]
        if any(effect.is_named(e.row["target"]) for e in enders if e.verb != "order_run"):
            return True
        runs = [(e, e.row["target"] if e.verb == "order_run" else e.row["run"]) for e in enders]
        same = [e for e, run in runs if run is not None and run == row["run"]]
        if not row["contests"]:
            return bool(same)
        places = [
            (contest, unit)
            for contest in row["contests"]
            for unit, sign in self.tables.signs(effect, contest, self.day).items()
            if sign == "+"
        ]
        return bool(places and same) and all(self._is_covered(same, *place) for place in places)

    def _is_covered(self, effects: list[Effect], contest: str, unit: str) -> bool:
        """The unit is covered, or there are units below it and each of those is."""
        if any(self.tables.covers(effect, contest, unit, day=self.day) for effect in effects):
            return True
        below = self.tables.get("children", "unit:" + unit)
        return bool(below) and all(self._is_covered(effects, contest, one) for one in below)


def _term(start: str | None, of: Json, ruleset: Json | None) -> tuple[str | None, str | None]:
    """The last day, and the instant at which it is over, where there is a start and a number."""
    if start is None or of["unit"] is None:
        return None, None
    term = start, of["count"], of["unit"]
    return deadlines.last_day(*term, ruleset=ruleset), deadlines.spelled(deadlines.over_at(*term, ruleset=ruleset))


def _urgency(told: Json) -> tuple[bool, str, int, str, str]:
    return told["by"] is None, told["by"] or "", told["since"], told["rule"], told["event"]
