"""Each effect turns an event into the rows that the specification gives it."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.election import declarations, effects
from ledger.election.effects import Happening, Outcome
from ledger.election.rows import Amount, Effect, EffectUnit, Figure, Member, Status, Subject
from ledger.election.state import State
from tests.election.chronicle import Chronicle, Known, founded
from tests.election.vocabulary import TYPES, between, box, declare, exactly

DAY = "2013-11-05"
RUN_1 = {"run": "run-1"}


def happening(state: State, fields: dict[str, Any], **given: Any) -> Happening:
    """Event 2 of act `a-7` of the commission, which is to be entry 7."""
    whole: dict[str, Any] = {
        "act_id": "a-7",
        "awaits": None,
        "body": "cec",
        "day": DAY,
        "event": 2,
        "from_day": DAY,
        "index": 7,
        "occurred_day": "2013-11-03",
    }
    return Happening(fields=fields, state=state, **{**whole, **given})


def happen(
    name: str, fields: dict[str, Any], chronicle: Chronicle | None = None, **given: Any
) -> Outcome:
    """What the event does to a founded chronicle."""
    state = (chronicle or founded()).state
    problem, _ = declarations.check_fields(TYPES[name], fields, Known(state))
    assert problem is None
    return effects.apply(TYPES[name], happening(state, fields, **given))


def effect(verb: str, number: int = 1, **given: Any) -> Effect:
    """An effect row of that event."""
    columns: dict[str, Any] = {
        "act": "a-7",
        "awaits": None,
        "body": "cec",
        "channels": [],
        "contests": [],
        "data": {},
        "event": "a-7#2",
        "from_day": DAY,
        "id": f"7.2.{number}",
        "object": None,
        "run": None,
        "selections": [],
        "target": None,
        "until_day": None,
        "verb": verb,
        "what": None,
    }
    return Effect(**{**columns, **given})


def scoped(verb: str, number: int = 1, **given: Any) -> Effect:
    """An effect row with the scope of a usual box."""
    everything: dict[str, Any] = {"channels": ["all"], "contests": ["mayor"], "selections": ["all"]}
    return effect(verb, number, **{**everything, **given})


def on(*units: str, number: int = 1, sign: str = "+") -> list[EffectUnit]:
    """The unit rows of an effect."""
    return [EffectUnit(f"7.2.{number}", None, sign, unit) for unit in units]


def item(identity: str, parent: str | None = None) -> dict[str, Any]:
    """One item of `create`."""
    return {"id": identity, "name": identity.upper(), "parent": parent, "type": "kind"}


# --- subjects --------------------------------------------------------------------------------


def test_create_makes_one_subject() -> None:
    """What was not given is null."""
    outcome = happen("contest.made", {"contest": "senate", "name": "Senate"})
    assert outcome == ([Subject("contest:senate", "contest", "Senate", None, None)], [], None)
    made = Subject("consignment:c-1", "consignment", None, None, "carton")
    assert happen("box.made", {"box": "c-1"}).rows == [made]


def test_create_makes_many_units_parents_first() -> None:
    """A parent exists before, or stands earlier in the array; without one a unit is a root."""
    outcome = happen(
        "units.made", {"units": [item("land"), item("city", "land"), item("x", "pc-1")]}
    )
    assert outcome.refusal is None
    assert outcome.rows == [
        Subject("unit:land", "unit", "LAND", None, "kind"),
        Subject("unit:city", "unit", "CITY", "unit:land", "kind"),
        Subject("unit:x", "unit", "X", "unit:pc-1", "kind"),
    ]


def test_create_makes_selections_of_contests() -> None:
    """Their parents are contests."""
    outcome = happen("selections.made", {"lists": [item("list-a", "mayor")]})
    assert outcome.rows == [
        Subject("selection:list-a", "selection", "LIST-A", "contest:mayor", "kind")
    ]


def test_create_makes_a_list_of_units_that_exist() -> None:
    """The list, then its members in the order given."""
    outcome = happen("list.made", {"list": "north", "members": [item("pc-2"), item("pc-1")]})
    assert outcome.rows == [
        Subject("unit_list:north", "unit_list", None, None, None),
        Member("north", "pc-2"),
        Member("north", "pc-1"),
    ]


@pytest.mark.parametrize(
    "name, fields, refusal",
    [
        ("contest.made", {"contest": "mayor", "name": "M"}, ("already_exists", "contest:mayor")),
        ("units.made", {"units": [item("pc-1")]}, ("already_exists", "unit:pc-1")),
        ("units.made", {"units": [item("x"), item("x")]}, ("already_exists", "unit:x")),
        ("units.made", {"units": [item("x", "y"), item("y")]}, ("unknown_unit", "unit:y")),
        ("units.made", {"units": [item("x", "mayor")]}, ("unknown_unit", "unit:mayor")),
        ("selections.made", {"lists": [item("a", "pc-1")]}, ("unknown_contest", "contest:pc-1")),
        ("list.made", {"list": "n", "members": [item("x")]}, ("unknown_unit", "unit:x")),
        ("vote.called", {"run": "run-1", "scope": [box("town")]}, ("already_exists", "run:run-1")),
    ],
)
def test_create_never_contradicts_the_log(
    name: str, fields: dict[str, Any], refusal: tuple[str, str]
) -> None:
    """A second subject of one id, or a parent that is not there, refuses the act."""
    assert happen(name, fields).refusal == refusal


def test_what_this_act_made_exists() -> None:
    """Also if the state does not hold it yet."""
    fields = {"contest": "senate", "name": "S"}
    outcome = happen("contest.made", fields, made={"contest:senate"})
    assert outcome.refusal == ("already_exists", "contest:senate")


def test_a_list_is_made_once() -> None:
    """Its second adoption has a new id."""
    chronicle = founded()
    fields = {"list": "north", "members": [item("pc-1")]}
    chronicle.act("l", DAY, ("list.made", fields))
    assert happen("list.made", fields, chronicle).refusal == ("already_exists", "unit_list:north")


# --- physical state --------------------------------------------------------------------------


def status(subject: str, value: str, field: str = "polling") -> Status:
    """A status of that event."""
    return Status("2013-11-03", "a-7#2", field, subject, value)


def test_move_goes_through_boxes_contests_and_units() -> None:
    """Members of lists come after the units, and what is only known by number is left out."""
    chronicle = founded()
    chronicle.act(
        "l", DAY, ("list.made", {"list": "north", "members": [item("pc-3"), item("pc-1")]})
    )
    further = {"count": exactly(2), "within": "town"}
    scope = [
        box("pc-2", contests=["assembly", "mayor"], lists=["north"]),
        box("ps-1a", further=further),
    ]
    outcome = happen("poll.opened", {**RUN_1, "scope": scope}, chronicle)
    places = [
        f"{contest}/{unit}"
        for contest in ("assembly", "mayor")
        for unit in ("pc-2", "pc-3", "pc-1")
    ]
    assert outcome.rows == [
        status(f"poll:{place}/run-1", "open") for place in [*places, "mayor/ps-1a"]
    ]
    assert outcome.marks == []


def test_move_out_of_order_is_made_and_marked() -> None:
    """What happened, happened: only the subjects that were elsewhere before are marked."""
    chronicle = founded()
    chronicle.act("o", DAY, ("poll.opened", {**RUN_1, "scope": [box("pc-1")]}))
    outcome = happen("poll.opened", {**RUN_1, "scope": [box("pc-1", "pc-2")]}, chronicle)
    assert len(outcome.rows) == 2
    assert outcome.marks == [("gap", "poll:mayor/pc-1/run-1")]


def test_move_sees_what_was_told_of_a_unit_above() -> None:
    """A centre opened, so its stations did; which of two reports is later, days decide first."""
    chronicle = founded()
    chronicle.act("o", "2013-11-03", ("poll.opened", {**RUN_1, "scope": [box("pc-1")]}))
    halt = {**RUN_1, "scope": [box("ps-1a")]}
    assert happen("poll.halted", halt, chronicle).marks == []
    assert happen("poll.halted", {**RUN_1, "scope": [box("ps-2a")]}, chronicle).marks == [
        ("gap", "poll:mayor/ps-2a/run-1")
    ]
    chronicle.act("early", "2013-11-02", ("poll.halted", halt))
    assert happen("poll.halted", halt, chronicle).marks == [], "the centre's is of a later day"


def test_move_of_another_subject_starts_from_none() -> None:
    """A consignment, named by a field that may be null: then there is no effect at all."""
    outcome = happen("box.sealed", {"box": "c-1"})
    assert outcome == ([status("consignment:c-1", "sealed", "seal")], [], None)
    assert happen("box.sealed", {"box": None}) == ([], [], None)


def test_a_decision_has_a_life() -> None:
    """Its subject is the act."""
    assert happen("decision.published", {"decision": "cec-87"}).rows == [
        status("decision:cec-87", "published", "life")
    ]


def amount(
    holder: str, bucket: str, how: str, *, low: int, high: int | None, why: str | None = None
) -> Amount:
    """An amount of ballots of that event."""
    return Amount(bucket, "2013-11-03", "a-7#2", high, holder, how, low, "ballots", why)


def test_amount_of_one_holder_or_of_each_of_a_list() -> None:
    """A quantity that is null leaves the effect out; a dispute becomes its hull."""
    held = amount("unit:pc-1", "held", "is", low=5, high=5)
    assert happen("material.held", {"quantity": exactly(5), "unit": "pc-1"}).rows == [held]
    assert happen("material.held", {"quantity": None, "unit": "pc-1"}).rows == []
    disputed = {"disputed": [{**exactly(3), "source": "a"}, {**between(4, 9), "source": "b"}]}
    fields = {"bucket": "spoiled", "quantity": disputed, "units": ["pc-2", "pc-1"]}
    assert happen("material.added", fields).rows == [
        amount(f"unit:{unit}", "spoiled", "add", low=3, high=9, why="disputed")
        for unit in ("pc-2", "pc-1")
    ]


def test_transfer_takes_then_gives() -> None:
    """Two rows, in this order."""
    lost = between(0, None, "not_ascertainable")
    assert happen("material.destroyed", {"quantity": lost, "unit": "pc-1"}).rows == [
        amount("unit:pc-1", "held", "less", low=0, high=None, why="not_ascertainable"),
        amount("unit:pc-1", "destroyed", "add", low=0, high=None, why="not_ascertainable"),
    ]


def test_figure_is_claimed_and_marked_when_restated() -> None:
    """A form that speaks twice is kept both times."""
    figures = [{"measure": "valid", "selection": None, "value": exactly(7)}]
    fields = {"contest": "mayor", "figures": figures, "form": "f-1", **RUN_1, "unit": "ps-1a"}
    chronicle = founded()
    outcome = happen("form.stated", fields, chronicle)
    day, event = "2013-11-03", "a-7#2"
    assert outcome.rows == [
        Figure("mayor", None, day, event, figures, "f-1", "station", None, None, "run-1", "ps-1a"),
        status("form:f-1", "claimed", "form"),
    ]
    assert outcome.marks == []
    chronicle.act("f", DAY, ("form.stated", fields))
    assert happen("form.stated", fields, chronicle).marks == [("form_restated", "form:f-1")]
    assert happen("form.stated", {**fields, "figures": None}, chronicle) == ([], [], None)


# --- legal state -----------------------------------------------------------------------------


def test_bar_is_one_effect_a_box() -> None:
    """The effect, then its units, list members and those not yet known; then the next."""
    chronicle = founded()
    chronicle.act("l", DAY, ("list.made", {"list": "north", "members": [item("pc-3")]}))
    count = between(20, 35)
    scope = [
        box("pc-1", further={"count": count, "within": "town"}, lists=["north"]),
        box("pc-2", channels=["post"], contests=["assembly"], selections=["list-a"]),
    ]
    outcome = happen("vote.annulled", {**RUN_1, "scope": scope}, chronicle)
    bar: dict[str, Any] = {
        "data": {"works": "from_now"},
        "object": "voting",
        "run": "run-1",
        "what": "annul",
    }
    narrow: dict[str, Any] = {
        "channels": ["post"],
        "contests": ["assembly"],
        "selections": ["list-a"],
    }
    assert outcome.rows == [
        scoped("bar", **bar),
        *on("pc-1", "pc-3"),
        EffectUnit("7.2.1", count, "+", "town"),
        effect("bar", 2, **bar, **narrow),
        *on("pc-2", number=2),
    ]


def test_bar_has_days_of_its_own() -> None:
    """`from` where it is given, else when the decision takes effect; `until` where it is given."""
    fields = {**RUN_1, "from": "2013-11-10", "scope": [box("pc-1")], "until": "2013-11-20"}
    row = happen("vote.stayed", fields).rows[0]
    assert isinstance(row, Effect)
    assert (row.from_day, row.until_day) == ("2013-11-10", "2013-11-20")
    later = happen("vote.stayed", {**fields, "from": None, "until": None}, from_day="2013-12-01")
    assert isinstance(later.rows[0], Effect)
    assert (later.rows[0].from_day, later.rows[0].until_day) == ("2013-12-01", None)


def test_an_effect_may_await_a_milestone() -> None:
    """The judge says which; every effect row carries it."""
    row = happen("vote.annulled", {**RUN_1, "scope": [box("pc-1")]}, awaits="published").rows[0]
    assert isinstance(row, Effect)
    assert row.awaits == "published"


def test_lift_widen_and_narrow_name_their_target() -> None:
    """What is not in the log is marked; the act that is being judged counts as in it."""
    assert happen("ruling.lifted", {"target": "setup#4"}) == (
        [effect("lift", target="setup#4")],
        [],
        None,
    )
    fields = {"scope": [box("pc-1")], "target": "a-7#1"}
    widened = happen("ruling.widened", fields)
    assert widened == ([scoped("widen", target="a-7#1"), *on("pc-1")], [], None)
    narrowed = happen("ruling.narrowed", {**fields, "target": "lost-9#1"})
    assert narrowed.rows == [scoped("narrow", target="lost-9#1"), *on("pc-1", sign="-")]
    assert narrowed.marks == [("target_not_in_log", "act:lost-9")]
    assert happen("ruling.lifted", {"target": "lost-9"}).marks == [
        ("target_not_in_log", "act:lost-9")
    ]


def test_order_run_makes_the_run_after_its_effects() -> None:
    """It names the run it repeats and the act it rests on; a basis elsewhere is marked."""
    fields = {"basis": "lost-9#1", "replaces": "run-1", "run": "run-2", "scope": [box("pc-1")]}
    data = {"basis": "lost-9#1"}
    outcome = happen("repeat.ordered", fields)
    assert outcome.rows == [
        scoped("order_run", data=data, run="run-2", target="run-1"),
        *on("pc-1"),
        Subject("run:run-2", "run", None, None, None),
    ]
    assert outcome.marks == [("cites_unknown", "act:lost-9")]
    first = happen("vote.called", {"run": "run-2", "scope": [box("pc-1")]})
    assert first.rows[0] == scoped("order_run", data={"basis": None}, run="run-2")


def test_date_is_of_the_whole_run_or_of_a_scope() -> None:
    """And may be no date."""
    whole = happen("date.set", {"day": "2013-11-17", **RUN_1, "scope": None})
    assert whole.rows == [effect("date", data={"day": "2013-11-17"}, run="run-1")]
    part = happen("date.set", {"day": None, **RUN_1, "scope": [box("pc-1")]})
    assert part.rows == [scoped("date", data={"day": None}, run="run-1"), *on("pc-1")]


def test_certify_and_title() -> None:
    """A result for a scope; a mandate for a seat, unless nobody holds it."""
    assert happen("result.certified", {**RUN_1, "scope": [box("town")]}).rows == [
        scoped("certify", run="run-1", what="result"),
        *on("town"),
    ]
    assert happen("mandate.conferred", {"holder": "A. Citizen", "seat": "mayor-1"}).rows == [
        effect("title", data={"holder": "A. Citizen"}, target="seat:mayor-1", what="conferred")
    ]


def test_due_has_an_owner_and_done_an_end() -> None:
    """The owner is the body unless another is named; what nobody owed is marked."""
    due = {"by": None, "owner": None, "unit": "pc-1"}
    key = "answer/unit:pc-1"
    assert happen("answer.due", due).rows == [
        effect("due", data={"by": None, "owner": "cec"}, target=key)
    ]
    named = happen("answer.due", {**due, "by": DAY, "owner": "osce"})
    assert named.rows == [effect("due", data={"by": DAY, "owner": "osce"}, target=key)]
    chronicle = founded()
    done = happen("answer.given", {"unit": "pc-1"}, chronicle)
    assert done == ([effect("done", target=key)], [("nothing_due", "unit:pc-1")], None)
    chronicle.act("due", DAY, ("answer.due", due))
    assert happen("answer.given", {"unit": "pc-1"}, chronicle).marks == []
    chronicle.act("done", DAY, ("answer.given", {"unit": "pc-1"}))
    assert happen("answer.given", {"unit": "pc-1"}, chronicle).marks == [
        ("nothing_due", "unit:pc-1")
    ]


def test_note_does_nothing() -> None:
    """The event is on record."""
    assert happen("thing.noted", {"text": "x"}) == ([], [], None)


# --- links, and what an act touches ------------------------------------------------------------


def test_a_void_event_keeps_its_links_only() -> None:
    """Numbered as if they were all there is."""
    fields = {"to": "lost-9", "unit": "pc-1"}
    state = founded().state
    link: dict[str, Any] = {"target": "lost-9", "what": "cites"}
    both = effects.apply(TYPES["decision.cited"], happening(state, fields))
    assert [row.verb for row in both.rows if isinstance(row, Effect)] == ["due", "link"]
    assert both.rows[1] == effect("link", 2, **link)
    void = effects.links(TYPES["decision.cited"], happening(state, fields))
    assert void.rows == [effect("link", **link)]
    assert void.marks == [("cites_unknown", "act:lost-9")]
    nobody = effects.links(TYPES["decision.cited"], happening(state, {**fields, "to": None}))
    assert nobody == ([], [], None)


def test_what_an_event_would_make_is_known_before() -> None:
    """For the fields of the events after it."""
    assert effects.creates(TYPES["vote.called"], {"run": "run-2", "scope": []}) == [
        Subject("run:run-2", "run", None, None, None)
    ]
    units = effects.creates(TYPES["units.made"], {"units": [item("x"), item("y", "x")]})
    assert [unit.key for unit in units] == ["unit:x", "unit:y"]
    listed = effects.creates(TYPES["list.made"], {"list": "n", "members": [item("pc-1")]})
    assert [each.key for each in listed] == ["unit_list:n"]
    assert effects.creates(TYPES["vote.annulled"], {**RUN_1, "scope": []}) == []


TOUCHING: list[tuple[str, dict[str, Any], str]] = [
    (
        "vote.annulled",
        {**RUN_1, "scope": [box("pc-1", lists=["north"], further={"count": exactly(1), "within": "town"})]},
        "run:run-1 contest:mayor unit:pc-1 unit:pc-3 unit:town",
    ),
    ("vote.called", {"run": "run-2", "scope": [box("pc-1")]}, "run:run-2 contest:mayor unit:pc-1"),
    ("date.set", {"day": None, **RUN_1, "scope": None}, "run:run-1"),
    ("units.made", {"units": [item("x", "pc-1")]}, "unit:x"),
    ("selections.made", {"lists": [item("a", "mayor")]}, "selection:a"),
    ("list.made", {"list": "south", "members": [item("pc-2")]}, "unit_list:south unit:pc-2"),
    ("contest.made", {"contest": "senate", "name": "S"}, "contest:senate"),
    ("box.sealed", {"box": "c-1"}, "consignment:c-1"),
    ("box.sealed", {"box": None}, ""),
    ("material.added", {"bucket": "b", "quantity": exactly(1), "units": ["pc-1", "pc-2"]}, "unit:pc-1 unit:pc-2"),
    ("form.stated", {"contest": "mayor", "figures": None, "form": "f-1", **RUN_1, "unit": "pc-1"}, "contest:mayor form:f-1 run:run-1 unit:pc-1"),
    ("mandate.conferred", {"holder": "A", "seat": "s-1"}, "seat:s-1"),
    ("decision.published", {"decision": "cec-87"}, "decision:cec-87"),
    ("ruling.lifted", {"target": "cec-87#2"}, "act:cec-87"),
    ("word.said", {"about": None, "text": "x"}, ""),
]  # fmt: skip


@pytest.mark.parametrize("name, fields, keys", TOUCHING)
def test_an_act_touches_what_it_names(name: str, fields: dict[str, Any], keys: str) -> None:
    """Fields of every type that names a subject, what is made, members of lists, acts cited."""
    chronicle = founded()
    chronicle.act("l", DAY, ("list.made", {"list": "north", "members": [item("pc-3")]}))
    assert effects.touches(TYPES[name], fields, chronicle.state) == set(keys.split())


def test_lists_of_scopes_and_of_references_touch_too() -> None:
    """Whatever the arrangement of the fields."""
    types = {"acts": "list:reference?", "places": "list:scope?", "where": "scope?"}
    declaration = declare("a.b", "statement", types)
    state = founded().state
    fields: dict[str, Any] = {
        "acts": ["a#1", "b"],
        "places": [[box("pc-1")], [box("pc-2")]],
        "where": None,
    }
    expected = {"act:a", "act:b", "contest:mayor", "unit:pc-1", "unit:pc-2"}
    assert effects.touches(declaration, fields, state) == expected
    nothing = {"acts": None, "places": None, "where": None}
    assert effects.touches(declaration, nothing, state) == set()
