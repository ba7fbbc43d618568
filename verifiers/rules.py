"""The twelve tests of rules (specification, section 7). A test answers True, False, or None: undecided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from verifiers import act as acts
from verifiers import spelling as s
from verifiers.declarations import EFFECTS, Declaration, is_says
from verifiers.fields import hull
from verifiers.law import Law
from verifiers.reading import Json
from verifiers.tables import STANDING, Tables

_codes, _ids = s.array(s.is_code, by=s.itself), s.array(s.is_id, by=s.itself)
_cites = s.array(acts.CITATION, by=s.member("instrument", "point"))
_counted = s.one_of("claimed", "signed")
_edge = s.maybe(s.one_of("polling_day", "opening", "closing", "certification"))
_verbs = [line.split()[0] for line in EFFECTS.strip().splitlines()]
_BLOCKERS = s.one_of("contested", "open_items", "run_not_counted", "undated_run")
_FORMULAS = s.one_of("affected_exceeds_margin", "affected_reaches_margin", "per_se")
PARAMETERS = {
    "body": s.record(bodies=_ids),
    "level": s.record(levels=_codes),
    "size": s.record(units_max=s.is_count),
    "window": s.record(not_before=_edge, not_after=_edge),
    "majority": s.record(
        base=s.one_of("present", "members"), counted=_counted, denominator=s.is_positive,
        numerator=s.is_positive, strict=s.is_flag,
    ),
    "quorum": s.record(counted=_counted, persons_min=s.is_count),
    "offices": s.record(offices=_codes),
    "citations": s.record(cites=_cites),
    "incompatible_roles": s.record(offices=_codes),
    "deadline": s.record(days_max=s.is_count, start=s.one_of("polling_day", "order", "decision")),
    "outcome_test": s.record(
        affected=s.maybe(s.is_code), formula=_FORMULAS, margin=s.maybe(s.is_code)
    ),
    "blockers": s.record(blockers=s.array(_BLOCKERS, by=s.itself)),
}  # fmt: skip
_SHAPE = s.record(
    applies_to=s.record(
        bodies=_ids, effects=s.array(s.one_of(*_verbs), by=s.itself),
        events=s.array(s.is_event_type, by=s.itself), objects=_codes, what=_codes,
    ),
    cites=_cites, id=s.is_id, outcome=s.one_of("refuse", "mark", "void", "not_assessed"),
    parameters=lambda value: type(value) is dict, ruleset=s.is_id, says=is_says,
    test=s.one_of(*PARAMETERS),
)  # fmt: skip


def is_rule(value: Any) -> bool:
    """Whether a rule is of the shape of section 7; may raise Malformed instead."""
    return _SHAPE(value) and PARAMETERS[value["test"]](value["parameters"])


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

    @property
    def day(self) -> str:
        """The act's day, on which everything is asked."""
        return str(self.act["day"])

    def boxes(self) -> list[Json]:
        """The boxes of the event's scopes."""
        named = self.declaration.named(self.event["fields"], "scope")
        return [box for _, scope in named for box in scope]

    def named_runs(self) -> list[str]:
        """The runs that the event names."""
        return [run for _, run in self.declaration.named(self.event["fields"], "run")]

    def places(self) -> list[tuple[str, str]]:
        """Contest and unit, for all that the event names; without scope those of its runs' orders."""
        found = [
            (c, u) for box in self.boxes() for u in self.tables.units(box) for c in box["contests"]
        ]
        if not self.boxes():
            for run in self.named_runs():
                for order in self.tables.of_run("order_run", run, self.day):
                    for contest in order.row["contests"]:
                        signs = self.tables.signs(order, contest, self.day)
                        found += [(contest, unit) for unit, sign in signs.items() if sign == "+"]
        return found

    def polls(self) -> list[tuple[str, str, str | None]]:
        """Contest, unit and run; the run is the latest in force where the event names none."""
        runs = self.named_runs()
        if runs:
            return [(contest, unit, run) for contest, unit in self.places() for run in runs]
        return [(c, u, self.latest(c, u)) for c, u in self.places()]

    def latest(self, contest: str, unit: str) -> str | None:
        """The latest run in force that covers contest and unit."""
        orders = self.tables.runs(contest, unit, self.day)
        return orders[-1].row["run"] if orders else None

    def vague(self) -> bool:
        """Whether members of a scope are not yet known by name."""
        return any(box["further"] for box in self.boxes())


def applies(rule: Json, asked: Asked) -> bool:
    """Whether the rule is about the event."""
    to = rule["applies_to"]
    if to["bodies"] and asked.act["body"] not in to["bodies"]:
        return False
    if to["events"] and asked.event["type"] not in to["events"]:
        return False
    wanted = to["effects"], to["what"], to["objects"]
    if not any(wanted):
        return True
    fields = asked.event["fields"]
    for verb, arguments in asked.declaration.effects:
        given: list[Any] = [verb]
        for name in ("what", "object"):
            a = arguments.get(name)
            given.append(a and (a.literal if a.field is None else fields[a.field]))
        if all(not one or value in one for one, value in zip(wanted, given, strict=True)):
            return True
    return False


def needed(rule: Json, asked: Asked) -> int:
    """How many signing persons a rule about signed votes demands."""
    p = rule["parameters"]
    if p.get("counted") != "signed":
        return 0
    if rule["test"] == "quorum":
        return int(p["persons_min"])
    votes = p["numerator"] * len(asked.law.roster(asked.act["body"], asked.day))
    return int(votes // p["denominator"] + 1 if p["strict"] else -(-votes // p["denominator"]))


def test(rule: Json, asked: Asked) -> bool | None:
    """The answer of the rule's test."""
    return _TESTS[rule["test"]](rule["parameters"], asked)


def _all(answers: Iterable[bool | None], *, vague: bool = False) -> bool | None:
    """False if any answer is; else None if any is, or there is nothing to look at."""
    found = list(answers)
    if False in found:
        return False
    return None if None in found or not found or vague else True


def _body(p: Json, asked: Asked) -> bool:
    return asked.act["body"] in p["bodies"]


def _level(p: Json, asked: Asked) -> bool | None:
    units = [unit for _, unit in asked.places()]
    units += [box["further"]["within"] for box in asked.boxes() if box["further"]]
    rows = [row for unit in units for row in asked.tables.get("subject", "unit:" + unit)[:1]]
    return _all(row["type"] in p["levels"] for row in rows)


def _size(p: Json, asked: Asked) -> bool | None:
    known = len({unit for _, unit in asked.places()})
    counts = [hull(box["further"]["count"]) for box in asked.boxes() if box["further"]]
    if known + sum(low for low, _, _ in counts) > p["units_max"]:
        return False
    highs = [high for _, high, _ in counts]
    if not (known or counts) or None in highs:
        return None
    return True if known + sum(filter(None, highs)) <= p["units_max"] else None


def _window(p: Json, asked: Asked) -> bool | None:
    polls = asked.polls()
    return _all(
        (
            _side(p[side], poll, asked, after=side == "not_after")
            for poll in polls
            for side in ("not_before", "not_after")
            if p[side]
        ),
        vague=asked.vague(),
    )


def _side(
    edge: str, poll: tuple[str, str, str | None], asked: Asked, *, after: bool
) -> bool | None:
    contest, unit, run = poll
    if run is None:
        return None
    if edge == "polling_day":
        day = asked.tables.date(run, unit, asked.day)
        return None if day is None else (day >= asked.day if after else day <= asked.day)
    if edge == "certification":
        certified = asked.tables.covering("certify", contest, unit, day=asked.day)
        return any(effect.row["run"] == run for effect in certified) != after
    status = asked.tables.status(f"poll:{contest}/{unit}/{run}", "polling", asked.day)
    if edge == "opening":
        return (status not in ("planned", "ready")) != after
    return (status in ("closed", "halted", "aborted", "not_held")) != after


def _votes(asked: Asked, *names: str) -> int | None:
    votes = (asked.act["decision"] or {}).get("votes") or {}
    counts = [votes.get(name) for name in names]
    return None if None in counts else sum(filter(None, counts))


def _majority(p: Json, asked: Asked) -> bool | None:
    if p["counted"] == "signed":
        votes: int | None = len(asked.counted)
        base: int | None = len(asked.law.roster(asked.act["body"], asked.day))
    else:
        present = "for", "against", "abstained"
        base = _votes(asked, *present, *(["absent"] if p["base"] == "members" else []))
        votes = _votes(asked, "for")
    if votes is None or base is None:
        return None
    left, right = votes * p["denominator"], p["numerator"] * base
    return bool(left > right if p["strict"] else left >= right)


def _quorum(p: Json, asked: Asked) -> bool | None:
    signed = p["counted"] == "signed"
    votes = len(asked.counted) if signed else _votes(asked, "for", "against", "abstained")
    return None if votes is None else bool(votes >= p["persons_min"])


def _offices(p: Json, asked: Asked) -> bool:
    held = {x["office"] for x in asked.act["signers"] if x["person"] in asked.counted}
    return held.issuperset(p["offices"])


def _citations(p: Json, asked: Asked) -> bool:
    basis = (asked.act["decision"] or {"legal_basis": []})["legal_basis"]
    return all(
        any(b["instrument"] == c["instrument"] and c["point"] in (None, b["point"]) for b in basis)
        for c in p["cites"]
    ) and bool(asked.act["decision"])


def _incompatible_roles(p: Json, asked: Asked) -> bool:
    offices: dict[str, set[str]] = {}
    for doc in asked.law.offices(asked.day):
        offices.setdefault(doc["person"], set()).add(doc["office"])
    return all(len(offices.get(x, set()).intersection(p["offices"])) < 2 for x in asked.counted)


def _deadline(p: Json, asked: Asked) -> bool | None:
    days = [a["day"] for verb, a in asked.effects if verb == "date" and a and a.get("day")]
    end = date.fromisoformat(max(days, default=asked.day))
    vague = p["start"] == "polling_day" and asked.vague()
    return _all(
        (
            None if start is None else (end - date.fromisoformat(start)).days <= p["days_max"]
            for start in _starts(p["start"], asked)
        ),
        vague=vague,
    )


def _starts(start: str, asked: Asked) -> Iterator[str | None]:
    if start == "decision":
        for verb, a in asked.effects:
            if verb == "link" and a:
                found = asked.tables.get("act", a["to"].partition("#")[0])
                yield found[0][3] if found else None
    elif start == "polling_day":
        for _, unit, run in asked.polls():
            yield asked.tables.date(run, unit, asked.day) if run else None
    else:
        for run in sorted({run or "" for _, _, run in asked.polls()} | set(asked.named_runs())):
            orders = asked.tables.of_run("order_run", run, asked.day)
            yield asked.tables.get("act", orders[-1].row["act"])[0][3] if orders else None


def _outcome_test(p: Json, asked: Asked) -> bool | None:
    if p["formula"] == "per_se":
        return True
    found = [asked.event["fields"].get(p[name]) for name in ("affected", "margin")]
    if not all(isinstance(one, dict) and ("low" in one or "disputed" in one) for one in found):
        return None
    (a_low, a_high, _), (m_low, m_high, _) = map(hull, found)
    more = int(p["formula"] == "affected_reaches_margin")
    if m_high is not None and a_low + more > m_high:
        return True
    return False if a_high is not None and a_high + more <= m_low else None


def _blockers(p: Json, asked: Asked) -> bool | None:
    places = [(c, leaf) for c, unit in asked.places() for leaf in asked.tables.leaves(unit)]
    answers = [not _blocked(kind, asked, places) for kind in p["blockers"]]
    return _all(answers, vague=asked.vague() or not places)


def _blocked(kind: str, asked: Asked, places: list[tuple[str, str]]) -> bool:
    tables, day = asked.tables, asked.day
    if kind == "contested":
        return bool(tables.contested(asked.law, day))
    if kind == "open_items":
        about = {
            f"{k}:{v}"
            for contest, unit in asked.places()
            for k, v in (("contest", contest), ("unit", unit))
        }
        about |= {"run:" + run for _, _, run in asked.polls() if run}
        about |= {
            f"{k}:{v}"
            for k, v in asked.declaration.named(asked.event["fields"], "unit", "contest", "run")
        }
        return any(
            t.partition("/")[2] in about and tables.open_due(t, day) for t in tables.keys("due")
        )
    if kind == "undated_run":
        return any(
            tables.date(order.row["run"], unit, day) is None
            for contest, unit in places
            for order in tables.runs(contest, unit, day)
        )
    return any(not _is_counted(contest, unit, asked) for contest, unit in places)


def _is_counted(contest: str, unit: str, asked: Asked) -> bool:
    run = asked.latest(contest, unit)
    if run is None:
        return True
    count = asked.tables.status(f"count:{contest}/{unit}/{run}", "count", asked.day)
    standing = asked.tables.standing(contest, unit, run, day=asked.day)
    return count == "counted" and standing in ("stands", STANDING["exclude"])


_TESTS: dict[str, Callable[[Json, Asked], bool | None]] = {
    "body": _body, "level": _level, "size": _size, "window": _window, "majority": _majority,
    "quorum": _quorum, "offices": _offices, "citations": _citations, "blockers": _blockers,
    "incompatible_roles": _incompatible_roles, "deadline": _deadline, "outcome_test": _outcome_test,
}  # fmt: skip
