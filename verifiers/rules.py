"""The thirteen tests of rules (specification, section 7). A test answers True, False, or None: undecided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from verifiers import act as acts
from verifiers import deadlines
from verifiers import spelling as s
from verifiers.counts import Contest
from verifiers.declarations import SAYS, VERBS, Declaration
from verifiers.fields import hull
from verifiers.figures import Part
from verifiers.law import Law
from verifiers.reading import Json
from verifiers.tables import Tables
from verifiers.views import moved

Answer = bool | None
Poll = tuple[str, str, str | None]
"""Contest, unit, run."""

_events = s.array(s.TYPES["event_type"], by=s.itself)
_counted = s.one_of("claimed", "signed")
_edge = s.one_of("polling_day", "opening", "closing", "certification")
_NUMBERS = ("affected_exceeds_margin", "affected_reaches_margin")
_formula = s.one_of(*_NUMBERS, "may_have_influenced", "per_se")
_BUCKETS = {
    "ballots_destroyed": ("ballots", "destroyed"),
    "ballots_missing": ("ballots", "unaccounted"),
    "ballots_not_counted": ("ballots", "cast_not_counted"),
    "registered": ("voters", "registered"),
}
_FIGURES = ("in_box", "invalid", "valid", "voted")
_named = s.record("kind:kind name:code", kind=s.one_of("computed", "field"))
_MILESTONES = {"publication": "published", "service": "served", "finality": "final"}
_blockers = s.array(s.one_of("contested", "open_items", "run_not_counted", "undated_run"), 1, by=s.itself)
_ids, _codes = (s.array(s.TYPES[one], 1, by=s.itself) for one in ("id", "code"))
_cites = s.array(acts.CITATION, 1, 256, by=s.member("instrument", "point"))
_base, _start = s.one_of("present", "members"), s.one_of("polling_day", "order", "decision", *_MILESTONES)
_unit, _times = s.one_of(*deadlines.UNITS), s.integer(0, 36_500)
PARAMETERS = {
    "blockers": s.record("blockers:blockers", blockers=_blockers),
    "body": s.record("bodies:ids", ids=_ids),
    "citations": s.record("cites:cites", cites=_cites),
    "deadline": s.record("count:times start:start unit:unit", start=_start, times=_times, unit=_unit),
    "in_person": s.record("offices:codes", codes=s.array(s.TYPES["code"], by=s.itself)),
    "incompatible_roles": s.record("offices:codes", codes=s.array(s.TYPES["code"], 2, by=s.itself)),
    "level": s.record("levels:codes", codes=_codes),
    "majority": s.record(
        "base:base counted:by denominator:positive numerator:positive strict:flag", base=_base, by=_counted
    ),
    "offices": s.record("offices:codes", codes=_codes),
    "outcome_test": s.record(
        "affected:quantity? conclusion:code? denominator:positive formula:formula margin:quantity? numerator:positive",
        formula=_formula,
        quantity=lambda v: _named(v) and (v["kind"] == "field" or v["name"] in {"lead", *_FIGURES, *_BUCKETS}),
    ),
    "quorum": s.record("counted:by persons_min:positive", by=_counted),
    "size": s.record("units_max:count"),
    "window": s.record("not_after:edge? not_before:edge?", edge=_edge),
}
_TO = s.record(
    "bodies:ids effects:verbs events:events objects:codes what:codes",
    verbs=s.array(s.one_of(*VERBS), by=s.itself),
    events=_events,
)
_SHAPE = s.record(
    "applies_to:to cites:cites from:day? id:id outcome:outcome parameters:object ruleset:id says:says test:test until:day?",
    to=_TO,
    cites=acts.CITATIONS,
    outcome=s.one_of("refuse", "mark", "void", "not_assessed"),
    says=SAYS,
    test=s.one_of(*PARAMETERS),
)


def is_rule(value: Any) -> bool:
    """Whether a rule is of the shape of section 7; may raise Malformed instead."""
    return _SHAPE(value) and PARAMETERS[value["test"]](value["parameters"])


def _all(answers: Iterable[Answer], *, vague: bool = False) -> Answer:
    """False if any answer is; else None if any is, or there is nothing to look at."""
    found = list(answers)
    return False if False in found else None if None in found or not found or vague else True


@dataclass(slots=True)
class Asked:
    """One event in its act, and the state before it: what rules are asked about."""

    act: Json
    event: Json
    declaration: Declaration
    effects: list[tuple[str, Json | None]]
    counted: list[str]
    law: Law
    tables: Tables
    day: str
    ruleset: Json | None = None
    """That of the rule which is being asked."""
    recorded_at: str | None = None
    """The time of the entry: nothing in the act was done later."""

    def applies(self, rule: Json) -> bool:
        """Whether a rule for the body and the type of event is about the effects of this one."""
        to, fields = rule["applies_to"], self.event["fields"]
        wanted = to["effects"], to["what"], to["objects"]
        for verb, arguments in self.declaration.effects if any(wanted) else ():
            given: list[Any] = [verb]
            given += [a and (a.literal if a.field is None else fields[a.field]) for a in map(arguments.get, _OF)]
            if all(not one or value in one for one, value in zip(wanted, given, strict=True)):
                return True
        return not any(wanted)

    def needed(self, rule: Json) -> int:
        """How many signing persons a rule about signed votes demands."""
        p = rule["parameters"]
        if p.get("counted") != "signed":
            return 0
        if rule["test"] == "quorum":
            return int(p["persons_min"])
        votes = p["numerator"] * len(self.law.roster(self.act["body"], self.day))
        # An empty roster leaves the test undecided, so that it demands nobody.
        return int(votes // p["denominator"] + 1 if p["strict"] and votes else -(-votes // p["denominator"]))

    def test(self, rule: Json) -> Answer:
        """The answer of the rule's test."""
        self.ruleset = self.law.get("ruleset", rule["ruleset"])
        answer: Answer = getattr(self, "_" + rule["test"])(rule["parameters"])
        return answer

    # -- what an event names -------------------------------------------------------------------------------

    def boxes(self) -> list[Json]:
        """The boxes of the event's scopes."""
        return [box for _, scope in self.declaration.named(self.event["fields"], "scope") for box in scope]

    def named_runs(self) -> list[str]:
        """The runs that the event names."""
        return [run for _, run in self.declaration.named(self.event["fields"], "run")]

    def places(self) -> list[tuple[str, str]]:
        """Contest and unit, for all that the event names; without scope those of its runs' orders."""
        boxes = self.boxes()
        found = [(contest, u) for box in boxes for u in self.tables.units(box) for contest in box["contests"]]
        orders = [] if boxes else [o for run in self.named_runs() for o in self.tables.orders(run, self.day)]
        for order in orders:
            for contest in order.row["contests"]:
                signs = self.tables.signs(order, contest, self.day)
                found += [(contest, unit) for unit, sign in signs.items() if sign == "+"]
        return found

    def polls(self) -> list[Poll]:
        """Contest, unit and run; the run is the latest in force where the event names none."""
        runs: list[str | None] = [*self.named_runs()]
        return [(c, u, run) for c, u in self.places() for run in runs or [self.latest(c, u)]]

    def latest(self, contest: str, unit: str) -> str | None:
        """The latest run in force that covers contest and unit."""
        orders = self.tables.runs(contest, unit, self.day)
        return orders[-1].row["run"] if orders else None

    def vague(self) -> bool:
        """Whether members of a scope are not yet known by name."""
        return any(box["further"] for box in self.boxes())

    # -- the tests -----------------------------------------------------------------------------------------

    def _body(self, p: Json) -> Answer:
        return self.act["body"] in p["bodies"]

    def _level(self, p: Json) -> Answer:
        units = [u for _, u in self.places()] + [b["further"]["within"] for b in self.boxes() if b["further"]]
        rows = [row for unit in units for row in self.tables.get("subject", "unit:" + unit)[:1]]
        return _all(row["type"] in p["levels"] for row in rows)

    def _size(self, p: Json) -> Answer:
        known = len({unit for _, unit in self.places()})
        counts = [hull(box["further"]["count"]) for box in self.boxes() if box["further"]]
        low, highs = known + sum(low for low, _, _ in counts), [high for _, high, _ in counts]
        if low > p["units_max"]:
            return False
        if not (known or counts) or None in highs or known + sum(filter(None, highs)) > p["units_max"]:
            return None
        return True

    def _window(self, p: Json) -> Answer:
        sides = [(p[side], side == "not_after") for side in ("not_before", "not_after") if p[side]]
        polls = self.polls()
        return _all((self._side(edge, poll, after=x) for poll in polls for edge, x in sides), vague=self.vague())

    def _side(self, edge: str, poll: Poll, *, after: bool) -> Answer:
        contest, unit, run = poll
        if run is None:
            return None
        if edge == "polling_day":
            day = self.tables.date(run, unit, self.day)
            return None if day is None else day >= self.day if after else day <= self.day
        if edge == "certification":
            certified = self.tables.covering("certify", contest, unit, day=self.day)
            return any(effect.row["run"] == run for effect in certified) != after
        status = self.tables.status(f"poll:{contest}/{unit}/{run}", "polling", self.day)
        begun, ended = status not in ("planned", "ready"), status in ("closed", "halted", "aborted", "not_held")
        return (begun if edge == "opening" else ended) != after

    def _votes(self, *names: str) -> int | None:
        votes = (self.act["decision"] or {}).get("votes") or {}
        counts = [votes.get(name) for name in names]
        return None if None in counts else sum(filter(None, counts))

    def _majority(self, p: Json) -> Answer:
        votes: int | None = len(self.counted)
        base: int | None = len(self.law.roster(self.act["body"], self.day))
        if p["counted"] == "claimed":
            absent = ["absent"] if p["base"] == "members" else []
            votes, base = self._votes("for"), self._votes("for", "against", "abstained", *absent)
        if votes is None or base is None or (base == 0 and p["counted"] == "signed"):
            return None
        left, right = votes * p["denominator"], p["numerator"] * base
        return bool(left > right if p["strict"] else left >= right)

    def _quorum(self, p: Json) -> Answer:
        votes = len(self.counted) if p["counted"] == "signed" else self._votes("for", "against", "abstained")
        return None if votes is None else bool(votes >= p["persons_min"])

    def _offices(self, p: Json) -> Answer:
        signers = self.act["signers"]
        return {x["office"] for x in signers if x["person"] in self.counted}.issuperset(p["offices"])

    def _citations(self, p: Json) -> Answer:
        basis = [(b["instrument"], b["point"]) for b in (self.act["decision"] or {"legal_basis": []})["legal_basis"]]
        basis += [(instrument, None) for instrument, _ in basis]
        return bool(self.act["decision"]) and all((c["instrument"], c["point"]) in basis for c in p["cites"])

    def _incompatible_roles(self, p: Json) -> Answer:
        held = {(doc["person"], doc["office"]) for doc in self.law.offices(self.day)}
        return all(sum((person, office) in held for office in p["offices"]) < 2 for person in self.counted)

    def _in_person(self, p: Json) -> Answer:
        away = {x["office"] for x in self.act["signers"] if x["in_place_of"] and x["person"] in self.counted}
        return away.isdisjoint(p["offices"] or away)

    def _deadline(self, p: Json) -> Answer:
        days = [a["day"] for verb, a in self.effects if verb == "date" and a and a.get("day")]
        end, vague = max(days, default=None), p["start"] == "polling_day" and self.vague()
        answers = (start and self._in_time(start, p, end) for start in self._starts(p["start"]))
        return _all((None if one is None else bool(one) for one in answers), vague=vague)

    def _in_time(self, start: str, p: Json, end: str | None) -> Answer:
        """Whether the day set, or else the act, comes before the term is over."""
        term = start, p["count"], p["unit"]
        if p["unit"] != "hours":
            return (end or self.day) <= deadlines.last_day(*term, ruleset=self.ruleset)
        over, occurred = deadlines.over_at(*term, ruleset=self.ruleset), self.event["occurred"]
        if end is None and occurred and occurred["at"]:
            return s.moment(occurred["at"]) < over
        first, after = deadlines.spans(end or self.day, self.ruleset)
        known = end is None and self.recorded_at is not None and s.moment(self.recorded_at) < over
        return True if known or after <= over else None if first < over else False

    def _starts(self, start: str) -> Iterator[str | None]:
        if start == "decision" or start in _MILESTONES:
            for verb, a in self.effects:
                if verb == "link" and a:
                    act = a["to"].partition("#")[0]
                    milestone = _MILESTONES.get(start)
                    yield self.tables.reached_on(act, milestone, self.day) if milestone else self._made_on(act)
        elif start == "polling_day":
            for _, unit, run in self.polls():
                yield self.tables.date(run, unit, self.day) if run else None
        else:
            for run in {run for _, _, run in self.polls()} | set(self.named_runs()):
                orders = self.tables.orders(run, self.day)
                yield self._made_on(orders[-1].row["act"]) if orders else None

    def _made_on(self, act: str) -> str | None:
        """The day of an act in the log, or of this one."""
        if act == self.act["act_id"]:
            return self.day
        return next((row[3] for row in self.tables.get("act", act)), None)

    def _outcome_test(self, p: Json) -> Answer:
        if p["formula"] == "per_se":
            return True
        if p["formula"] == "may_have_influenced":
            return bool(self.act["decision"]) and self.act["decision"]["reasons"] is not None
        affected, margin = self._quantity(p["affected"]), self._quantity(p["margin"])
        if affected is None or margin is None:
            return None
        (a_low, a_high), (m_low, m_high) = affected, margin
        more = int(p["formula"] == "affected_reaches_margin")
        if m_high is not None and a_low * p["denominator"] + more > m_high * p["numerator"]:
            return True
        fails = a_high is not None and a_high * p["denominator"] + more <= m_low * p["numerator"]
        return False if fails else None

    def contradicts(self, rule: Json, answer: Answer) -> bool:
        """Whether the event claims another conclusion than an outcome test has computed."""
        p = rule["parameters"]
        if rule["test"] != "outcome_test" or answer is None or p["formula"] not in _NUMBERS:
            return False
        return bool(self.event["fields"].get(p["conclusion"]) == ("does_not_affect" if answer else "affects"))

    def _quantity(self, named: Json | None) -> tuple[int, int | None] | None:
        """The bounds of a quantity that a field states, or that the rows come to."""
        if named is None:
            return None
        if named["kind"] == "field":
            value = self.event["fields"].get(named["name"])
            return hull(value)[:2] if isinstance(value, dict) and ("low" in value or "disputed" in value) else None
        if named["name"] not in _BUCKETS:
            return self._by_forms(named["name"])
        units = {below for _, unit in self.places() for below in [unit, *self.tables.below(unit)]}
        known = [found for unit in units for found in self._told("unit:" + unit, *_BUCKETS[named["name"]])]
        highs = [one["high"] for one in known]
        if not known:
            return None
        return sum(one["low"] for one in known), None if None in highs else sum(highs)

    def _by_forms(self, name: str) -> tuple[int, int | None] | None:
        """The lead in the one contest of the event, or a figure of its units, by the forms that stand."""
        contests = {contest for contest, _ in self.places()}
        if len(contests) != 1:
            return None
        contest = Contest(contests.pop(), self.tables, self.day, 0)
        if name == "lead":
            margin = Part(contest, contest.leaves).margin()
            return None if margin is None else (-1 if margin["low"] is None else margin["low"], margin["high"])
        units = {leaf for _, unit in self.places() for leaf in contest.below.get(unit, ())}
        cell = Part(contest, units & contest.leaves.keys()).cells.get((name, None))
        return cell and cell[:2]

    def _told(self, holder: str, material: str, bucket: str) -> list[Json]:
        """What a bucket of a holder holds, if anything was told of it."""
        found: list[Json] = []
        for row in self.tables.get("amount", holder):
            if (row["material"], row["bucket"]) == (material, bucket) and row["day"] <= self.day:
                found = [moved(found[0] if found else {"low": 0, "high": 0, "why": None}, row)]
        return found

    def _blockers(self, p: Json) -> Answer:
        places = [(contest, leaf) for contest, unit in self.places() for leaf in self.tables.leaves(unit)]
        answers = [not getattr(self, "_is_" + kind)(places) for kind in p["blockers"]]
        return _all(answers, vague=self.vague() or not places)

    def _is_contested(self, places: list[tuple[str, str]]) -> bool:
        return bool(self.tables.contested(self.law, self.day))

    def _is_open_items(self, places: list[tuple[str, str]]) -> bool:
        about = {key for c, u, run in self.polls() for key in (f"contest:{c}", f"unit:{u}", f"run:{run}")}
        named = self.declaration.named(self.event["fields"], "unit", "contest", "run")
        about |= {f"{kind}:{id}" for kind, id in named}
        due = (target for target in self.tables.keys("due") if target.partition("/")[2] in about)
        return any(self.tables.open_due(target, self.day) for target in due)

    def _is_undated_run(self, places: list[tuple[str, str]]) -> bool:
        orders = [(order, unit) for contest, unit in places for order in self.tables.runs(contest, unit, self.day)]
        return any(self.tables.date(order.row["run"], unit, self.day) is None for order, unit in orders)

    def _is_run_not_counted(self, places: list[tuple[str, str]]) -> bool:
        for contest, unit in places:
            run = self.latest(contest, unit)
            if run is not None:
                count = self.tables.status(f"count:{contest}/{unit}/{run}", "count", self.day)
                standing = self.tables.standing(contest, unit, run, day=self.day)
                if standing != "excluded" and (count, standing) != ("counted", "stands"):
                    return True
        return False


_OF = ("what", "object")
