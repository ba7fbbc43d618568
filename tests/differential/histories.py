"""Short histories, drawn: meaning and administration, much of it out of order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from tests.differential.pair import Pair
from tests.election import builders
from tests.election.vocabulary import TYPES, box

Draw = Callable[[st.SearchStrategy[Any]], Any]

DAYS = ("2013-09-30", "2013-10-01", "2013-10-02", "2013-10-05", "2013-11-03")
UNITS = ("town", "pc-1", "pc-2", "ps-1a", "ps-1b", "ps-2a")
RUNS = ("run-1", "run-1", "run-2", "run-2", "run-3")
GRADES = ("original", "gazette", "press", "hearsay")
COUNTS = st.sampled_from((0, 1, 2, 3, 5, 900))

QUANTITIES = st.one_of(
    COUNTS.map(lambda n: {"high": n, "low": n, "why": None}),
    st.just({"high": None, "low": 0, "why": "not_ascertainable"}),
    st.just({"high": 7, "low": 2, "why": "estimated"}),
    st.just(
        {
            "disputed": [
                {"high": 4, "low": 4, "source": "one", "why": None},
                {"high": None, "low": 1, "source": "two", "why": "lost"},
            ]
        }
    ),
)
FURTHER = st.builds(
    lambda count, within: {"count": count, "within": within},
    QUANTITIES,
    st.sampled_from(UNITS[:3]),
)
BOXES = st.builds(
    lambda units, contests, lists, further: box(
        *(units or ([] if lists or further else ["pc-1"])),
        contests=sorted(contests),
        lists=lists,
        further=further,
    ),
    st.sets(st.sampled_from(UNITS), max_size=2),
    st.sets(st.sampled_from(("mayor", "assembly")), min_size=1),
    st.sampled_from(([], [], ["north"])),
    st.none() | st.none() | FURTHER,
)


def _items(parents: tuple[str | None, ...]) -> st.SearchStrategy[Any]:
    names = st.sampled_from(("new-1", "new-2", "new-3", "new-4", "pc-1"))
    return st.lists(
        st.builds(
            lambda id_, parent: {"id": id_, "name": id_, "parent": parent, "type": "station"},
            names,
            st.sampled_from(parents),
        ),
        min_size=1,
        max_size=2,
        unique_by=lambda item: item["id"],
    )


def values(type_: str, acts: list[str]) -> st.SearchStrategy[Any]:
    """Values of a field type; `acts` are the ids of the acts so far."""
    name = type_.removesuffix("?")
    if name != type_:
        return st.none() | values(name, acts)
    if name.startswith("list:"):
        return st.lists(values(name.removeprefix("list:"), acts), min_size=1, max_size=2)
    some = [*acts[-4:], "ghost"]
    references = [*some, *(f"{act}#{n}" for act in some for n in (1, 2))]
    known: dict[str, st.SearchStrategy[Any]] = {
        "act": st.sampled_from(some),
        "body": st.sampled_from(("cec", "court")),
        "code": st.sampled_from(("held", "lost")),
        "contest": st.sampled_from(("mayor", "assembly")),
        "day": st.sampled_from(DAYS),
        "figures": st.builds(
            lambda q: [{"measure": "votes", "selection": None, "value": q}], QUANTITIES
        ),
        "id": st.sampled_from(("run-3", "run-4", "run-5", "south", "form-1")),
        "items": _items((None, "town", "pc-1", "pc-2", "mayor")),
        "quantity": QUANTITIES,
        "reference": st.sampled_from(references),
        "run": st.sampled_from(RUNS),
        "scope": st.lists(BOXES, min_size=1, max_size=2),
        "subject:consignment": st.sampled_from(("box-1", "box-2")),
        "subject:seat": st.just("seat-1"),
        "unit": st.sampled_from((*UNITS, *UNITS, "new-1")),
    }
    return known.get(name, st.just("Some words."))


def events(acts: list[str], *, widely: bool = True) -> st.SearchStrategy[list[dict[str, Any]]]:
    """One or two events of the vocabulary, of one kind (a decision holds rulings only)."""

    def of(name: str) -> st.SearchStrategy[dict[str, Any]]:
        fields = {f["name"]: values(f["type"], acts) for f in TYPES[name].document["fields"]}
        when = {"at": None, "latest": None, "why": None}
        occurred = st.none() | st.sampled_from(DAYS).map(lambda day: {**when, "earliest": day})
        return st.builds(
            lambda given, seen: {"fields": given, "occurred": seen, "type": name, "version": 1},
            st.fixed_dictionaries(fields),
            occurred,
        )

    one = st.sampled_from(sorted(TYPES)).flatmap(of)
    return st.lists(one, min_size=1, max_size=2)


VOTES = st.none() | st.fixed_dictionaries(
    {name: st.none() | COUNTS for name in ("absent", "abstained", "against", "for")}
)
DECISIONS = st.builds(
    lambda votes, result, effective, basis: builders.decision(
        votes=votes, result=result, effective_on=effective, legal_basis=basis
    ),
    VOTES,
    st.sampled_from(("adopted", "adopted", "adopted", "not_adopted")),
    st.none() | st.none() | st.sampled_from(DAYS),
    st.sampled_from(([], [{"instrument": "law-1", "point": "2", "version": None}])),
)
MEMBERS = st.sets(st.sampled_from(builders.MEMBERS), min_size=1).map(sorted)


def take_act(draw: Draw, pair: Pair) -> None:
    """Draw an act of the vocabulary and have it judged twice."""
    acts = [act["act_id"] for act in pair.log.acts]
    chosen = draw(events(acts))
    by = draw(st.just(list(builders.MEMBERS[:3])) | MEMBERS)
    given: dict[str, Any] = {"by": by, "day": draw(st.sampled_from(DAYS))}
    kinds = {TYPES[event["type"]].kind for event in chosen}
    if "ruling" in kinds:
        given["decision"] = draw(DECISIONS)
        given["seen"] = {
            "root": builders.ROOT,
            "size": draw(st.integers(max(1, pair.log.size - 2), pair.log.size)),
        }
    if draw(st.integers(0, 5)) == 0:
        given["attestation"] = builders.attestation(*by[:1], grade=draw(st.sampled_from(GRADES)))
        given["body"] = draw(st.sampled_from(("cec", "court")))
    pair.act(*chosen, **given)


_CODES = st.sets(st.sampled_from(("municipality", "polling_centre", "polling_station")), min_size=1)
_EDGES = (None, "polling_day", "opening", "closing", "certification")
_QUANTITIES = st.sampled_from(
    (
        None,
        {"kind": "field", "name": "quantity"},
        {"kind": "field", "name": "nothing"},
        {"kind": "computed", "name": "registered"},
        {"kind": "computed", "name": "ballots_missing"},
    )
)
PARAMETERS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "blockers": st.sets(
        st.sampled_from(("contested", "open_items", "run_not_counted", "undated_run")), min_size=1
    ).map(lambda kinds: {"blockers": sorted(kinds)}),
    "body": st.sampled_from(("cec", "court")).map(lambda body: {"bodies": [body]}),
    "citations": st.sampled_from((None, "2", "3")).map(
        lambda point: {"cites": [{"instrument": "law-1", "point": point}]}
    ),
    "deadline": st.builds(
        lambda count, start, unit: {"count": count, "start": start, "unit": unit},
        st.sampled_from((0, 1, 30)),
        st.sampled_from(("polling_day", "order", "decision", "publication", "service", "finality")),
        st.sampled_from(("hours", "days", "working_days", "weeks", "months")),
    ),
    "in_person": st.sampled_from(([], ["member"], ["chair"])).map(lambda of: {"offices": of}),
    "incompatible_roles": st.just({"offices": ["chair", "member"]}),
    "level": _CODES.map(lambda levels: {"levels": sorted(levels)}),
    "majority": st.builds(
        lambda base, counted, numbers, strict: {
            "base": base,
            "counted": counted,
            "denominator": numbers[1],
            "numerator": numbers[0],
            "strict": strict,
        },
        st.sampled_from(("present", "members")),
        st.sampled_from(("claimed", "signed")),
        st.sampled_from(((1, 2), (2, 3), (1, 1))),
        st.booleans(),
    ),
    "offices": st.sampled_from(("member", "chair")).map(lambda office: {"offices": [office]}),
    "outcome_test": st.builds(
        lambda formula, affected, margin, share: {
            "affected": affected,
            "conclusion": "word",
            "denominator": share[1],
            "formula": formula,
            "margin": margin,
            "numerator": share[0],
        },
        st.sampled_from(
            (
                "affected_exceeds_margin",
                "affected_reaches_margin",
                "may_have_influenced",
                "per_se",
            )
        ),
        _QUANTITIES,
        _QUANTITIES,
        st.sampled_from(((1, 1), (5, 100), (2, 1))),
    ),
    "quorum": st.builds(
        lambda counted, persons: {"counted": counted, "persons_min": persons},
        st.sampled_from(("claimed", "signed")),
        st.sampled_from((2, 4, 5)),
    ),
    "size": st.sampled_from((0, 1, 3)).map(lambda most: {"units_max": most}),
    "window": st.builds(
        lambda before, after: {"not_after": after, "not_before": before},
        st.sampled_from(_EDGES),
        st.sampled_from(_EDGES),
    ),
}
RULES = st.sampled_from(sorted(PARAMETERS)).flatmap(
    lambda test: st.builds(
        lambda parameters, outcome, effects, what: builders.rule(
            test, outcome, parameters=parameters, effects=effects, what=what
        ),
        PARAMETERS[test],
        st.sampled_from(("mark", "mark", "void", "refuse", "not_assessed")),
        st.sampled_from(([], ["bar"], ["date", "order_run"], ["move"])),
        st.sampled_from(([], [], ["annul"])),
    )
)


def take_rule(draw: Draw, pair: Pair) -> None:
    """Adopt a rule that was drawn."""
    first = [] if pair.log.law.doc("ruleset", "r") else [builders.ruleset_adopted("r")]
    pair.act(*first, builders.event("rule.adopted", rule=draw(RULES)))


_PERSONS = st.sampled_from((*builders.MEMBERS, *builders.JUDGES, "new", "nobody"))
_BODIES = st.sampled_from(("cec", "court", "board"))
_NAMES = st.sampled_from(("m1", "m2", "j1", "new", "spare", "recorder"))
_SINCE = st.none() | st.integers(0, 12)


def _event(type_: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    made = st.fixed_dictionaries(fields)
    return made.map(lambda given: builders.event(type_, **given))


_DAY = st.sampled_from(DAYS)
_OFFICES = st.sampled_from(("member", "chair"))
_DOCUMENTS = st.sampled_from(("a" * 64, "b" * 64))
_KEYS = _NAMES.map(builders.key_id)
ADMINISTRATION = st.one_of(
    _event("act.affirmed", acts=st.sampled_from((["act-3"], ["act-3", "act-4"], ["ghost"]))),
    _event(
        "authority.set",
        body=_BODIES,
        class_=st.sampled_from(("keys", "rules", "recovery")),
        persons=st.integers(1, 4),
    ),
    _event(
        "body.constituted", body=_BODIES, name=st.just("B"), required=st.just(builders.required())
    ),
    _event("body.ended", body=_BODIES, on=_DAY),
    _event(
        "delegation.granted",
        body=_BODIES,
        delegation=st.sampled_from(("d-1", "d-2")),
        from_=_DAY,
        giver=_PERSONS,
        office=_OFFICES,
        taker=_PERSONS,
        until=st.none() | _DAY,
    ),
    _event("delegation.ended", delegation=st.sampled_from(("d-1", "d-2")), on=_DAY),
    _event(
        "key.compromised",
        key=_KEYS,
        suspect_from=_SINCE,
    ),
    _event(
        "key.enrolled",
        key=st.sampled_from(("spare", "spare-2", "m1")).map(lambda name: builders.key(name)),
        person=_PERSONS,
        replaces=st.none() | _KEYS,
    ),
    _event(
        "intake_system.adopted",
        events=st.sampled_from((["notice.published"], ["key.revoked"], [])),
        officer=_PERSONS,
        person=_PERSONS,
    ),
    _event("key.revoked", key=_KEYS, reason=st.just("Lost.")),
    _event("ledger.opened"),
    _event(
        "office.assigned",
        body=_BODIES,
        from_=_DAY,
        office=_OFFICES,
        person=_PERSONS,
        until=st.none() | _DAY,
    ),
    _event("office.ended", body=_BODIES, office=_OFFICES, on=_DAY, person=_PERSONS),
    _event("person.entered", name=st.just("N"), person=_PERSONS),
    _event(
        "document.withheld",
        basis=st.none(),
        document=_DOCUMENTS,
        reason=st.just("R"),
        until=st.none() | _DAY,
    ),
    _event("document.released", document=_DOCUMENTS),
    _event("document.erased", basis=st.none(), document=_DOCUMENTS, reason=st.just("R")),
    _event("rule.withdrawn", rule=st.sampled_from(("r.level", "r.size"))),
    _event("semantics.adopted", semantics=st.integers(1, 2)),
    _event(
        "succession.announced",
        authority=st.just("Parliament"),
        body=_BODIES,
        entering=st.lists(
            st.builds(
                lambda name, office, person: {
                    "key": builders.key(name),
                    "name": "N",
                    "office": office,
                    "person": person,
                },
                st.sampled_from(("spare", "spare-2")),
                _OFFICES,
                st.sampled_from(("new", "m1", "j1")),
            ),
            max_size=2,
            unique_by=(lambda each: each["person"], lambda each: each["key"]["public"]),
        ),
        from_=_DAY,
        instrument=st.just("Act 1"),
        leaving=st.lists(_PERSONS, max_size=2, unique=True),
        succession=st.sampled_from(("s-1", "s-2")),
    ),
    _event("succession.completed", succession=st.sampled_from(("s-1", "s-2"))),
)


def take_administration(draw: Draw, pair: Pair) -> None:
    """Draw an act of administration and have it judged twice; time may pass before it."""
    if draw(st.integers(0, 3)) == 0:
        pair.log.recorded_at = f"2013-10-{min(28, 1 + pair.log.size):02}T12:00:00.000000Z"
    body = draw(st.sampled_from(("cec", "cec", "court")))
    people = {"cec": builders.MEMBERS, "court": builders.JUDGES}[body]
    by = draw(st.sampled_from((list(people[:3]), list(people), list(people[:1]))))
    pair.act(*draw(st.lists(ADMINISTRATION, min_size=1, max_size=2)), body=body, by=by)
