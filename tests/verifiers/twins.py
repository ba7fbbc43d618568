"""Honest logs that look like an attack and are none: a verifier that calls wolf is switched off."""

from __future__ import annotations

from typing import Any

from tests.verifiers import maker
from tests.verifiers.maker import LOG_KEY, MEMBERS, PERSONS, RECORDER, Key, Maker, box, event
from tests.verifiers.vectors import CHECKS, TWIN, Vector, of_bundle, vector

SAID = event("word.said", text="Something.")
ANNULLED = event("vote.annulled", run="run-1", scope=[box("pc-2")])
COURT = [{"body": "court", "in_place_of": None, "office": "member", "person": p} for p in ("j1", "j2")]  # fmt: skip


def honest(made: Maker, **given: Any) -> Vector:
    """Everything that can be checked is, and nothing is found."""
    return of_bundle(made, kind=TWIN, **given)


@vector
def nothing_is_wrong() -> Vector:
    """Two polling centres, one attacked, its vote annulled, a repeat ordered and dated."""
    return honest(maker.story())


@vector
def a_figure_is_corrected_by_an_act() -> Vector:
    """What was destroyed becomes known, and a second act says so: the first stays."""
    made = maker.story()
    known = {"high": 700, "low": 700, "why": None}
    made.add(event("material.destroyed", quantity=known, unit="pc-1"), by=["m3"])
    return honest(made)


@vector
def the_log_as_it_was_before() -> Vector:
    """A bundle of an earlier day: shorter, and whole."""
    return honest(maker.story(11))


@vector
def two_acts_came_in_the_other_order() -> Vector:
    """The attack was reported before the opening: recorded as it came, and marked."""
    made = maker.opened()
    made.add(event("poll.halted", run="run-1", scope=[box("pc-1")]), by=["m3"])
    made.add(event("poll.opened", run="run-1", scope=[box("town")]), by=["m1"])
    return honest(made)


@vector
def the_same_is_said_twice() -> Vector:
    """In two acts, each with its own id and signature."""
    made = maker.story()
    made.add(SAID, by=["m2"])
    made.add(SAID, by=["m2"])
    return honest(made)


@vector
def a_long_text_has_lines() -> Vector:
    """A line feed inside a text is spelled, and splits nothing."""
    made = maker.story()
    made.add(event("word.said", text='{"a":1}\n{"b":2}\n'), by=["m2"])
    return honest(made)


@vector
def exactly_enough_persons_annul() -> Vector:
    """Two where two must."""
    made = maker.story()
    made.add(ANNULLED, by=["m1", "m3"])
    return honest(made)


@vector
def somebody_asked_does_not_sign() -> Vector:
    """Three were asked, two signed, two are enough."""
    made = maker.story()
    made.add(ANNULLED, by=MEMBERS, signed_by=[PERSONS["m1"], PERSONS["m2"]])
    return honest(made)


@vector
def the_court_decides_for_itself() -> Vector:
    """Judges in their own body."""
    made = maker.story()
    made.add(ANNULLED, body="court", by=["j1", "j2"], signers=COURT)
    return honest(made)


@vector
def a_key_is_revoked_after_it_signed() -> Vector:
    """What it signed before stands."""
    made = maker.story()
    made.add(ANNULLED, by=["m1", "m3"])
    made.add(event("key.revoked", key=PERSONS["m3"].id, reason="Retired."))
    made.add(SAID, by=["m2"])
    return honest(made)


@vector
def a_holder_revokes_the_own_key() -> Vector:
    """One signature is enough for that, by the key itself."""
    made = maker.story()
    made.add(event("key.revoked", key=PERSONS["m3"].id, reason="Lost."), by=["m3"])
    made.add(SAID, by=["m2"])
    return honest(made)


@vector
def a_key_was_stolen_and_acts_before_stand() -> Vector:
    """Suspect from entry 9 on: what it signed at 8 stands, and 8 had enough without it."""
    made = maker.story()
    made.add(event("key.compromised", key=PERSONS["m3"].id, suspect_from=9))
    made.add(ANNULLED, by=["m1", "m2"])
    return honest(made)


@vector
def a_contested_act_is_shown_as_contested() -> Vector:
    """Suspect from entry 12 on, where it made the quorum: counted again, marked, affirmed by two others."""
    made = maker.story()
    index = made.add(ANNULLED, by=["m1", "m3"])
    made.add(event("key.compromised", key=PERSONS["m3"].id, suspect_from=index))
    made.add(event("act.affirmed", acts=[f"act-{index}"]))
    return honest(made)


@vector
def a_place_is_taken_by_delegation() -> Vector:
    """Granted in advance, by the commission."""
    made = maker.story()
    granted = event(
        "delegation.granted", body="cec", delegation="d-1", from_="2013-11-01", giver="m1",
        office="member", taker="j1", until=None,
    )  # fmt: skip
    made.add(granted)
    signers = [{"body": "cec", "in_place_of": "m1", "office": "member", "person": "j1"}]
    made.add(SAID, by=["j1"], signers=signers)
    return honest(made)


@vector
def a_person_is_entered() -> Vector:
    """By the commission, which has looked at the newest law."""
    made = maker.story()
    made.add(event("person.entered", name="X", person="x"))
    return honest(made)


@vector
def one_member_follows_another() -> Vector:
    """Entered, enrolled, the one leaves, the other comes, one act after the other."""
    made, new = maker.story(), Key("x")
    enrolled = event("key.enrolled", key=new.public, person="x", replaces=None)
    made.add(
        event("person.entered", name="X", person="x"), enrolled,
        signed_by=[PERSONS["m1"], PERSONS["m2"], new],
    )  # fmt: skip
    left = event("office.ended", body="cec", office="member", on="2013-11-07", person="m3")
    made.add(left)
    came = event("office.assigned", body="cec", from_="2013-11-07", office="member", person="x", until=None)  # fmt: skip
    made.add(came)
    made.add(ANNULLED, by=["m1", "x"], signed_by=[PERSONS["m1"], new])
    return honest(made)


@vector
def a_key_is_replaced() -> Vector:
    """The new one signs its own enrolment, and from then on alone."""
    made, spare = maker.story(), Key("spare")
    enrolled = event("key.enrolled", key=spare.public, person="m1", replaces=PERSONS["m1"].id)
    made.add(enrolled, signed_by=[PERSONS["m1"], PERSONS["m2"], spare])
    made.add(ANNULLED, by=["m1", "m2"], signed_by=[spare, PERSONS["m2"]])
    return honest(made)


@vector
def a_body_asks_for_more_persons() -> Vector:
    """Three for a ruling, and three sign the next."""
    made = maker.story()
    made.add(event("body.constituted", body="cec", name="C", required=maker.required(ruling=3)))
    made.add(ANNULLED, by=MEMBERS)
    return honest(made)


@vector
def the_signers_had_looked_earlier() -> Vector:
    """At a size that the log truly had; that things changed since is marked."""
    made = maker.story()
    made.add(ANNULLED, seen={"root": made.tree.root(5).hex(), "size": 5})
    return honest(made)


@vector
def it_was_decided_before_it_was_recorded() -> Vector:
    """Two days earlier, and the act says so itself."""
    made = maker.story()
    made.add(ANNULLED, day="2013-11-05")
    return honest(made)


@vector
def a_decision_was_not_adopted() -> Vector:
    """Put, voted down, recorded: it moves nothing."""
    made = maker.story()
    made.add(ANNULLED, decision=maker.decision(result="not_adopted"))
    return honest(made)


@vector
def an_event_is_declared_first() -> Vector:
    """A new type is adopted, then used."""
    made = maker.story()
    fields = {"run": "run", "scope": "scope"}
    new = maker.declaration("vote.forgotten", "statement", fields, {"do": "note"})
    made.add(event("declaration.adopted", declaration=new))
    made.add(event("vote.forgotten", run="run-1", scope=[box("pc-2")]), by=["m1"])
    return honest(made)


@vector
def a_unit_is_made_later() -> Vector:
    """A third centre, with an id of its own."""
    made = maker.story()
    items = [{"id": "pc-3", "name": "Again", "parent": "town", "type": "centre"}]
    made.add(event("units.made", units=items))
    return honest(made)


@vector
def an_official_ledger_has_a_real_clock() -> Vector:
    """The founding of a record that claims to be one."""
    made = Maker()
    founding = maker.founding(purpose="official", clock="real")
    made.add(founding, by=["m1"], signed_by=[*PERSONS.values(), RECORDER])
    return honest(made)


@vector
def the_log_goes_on_from_what_was_seen() -> Vector:
    """The auditor kept the root of six entries, and these are its first six."""
    made = maker.story()
    seen = {"root": made.tree.root(6).hex(), "size": 6}
    return honest(made, trust={"last_seen": seen, "required_checks": sorted([*CHECKS, "V08"])})


@vector
def nothing_new_since_it_was_seen() -> Vector:
    """The auditor kept the root of all twelve entries."""
    made = maker.story()
    seen = {"root": made.tree.root(12).hex(), "size": 12}
    return honest(made, trust={"last_seen": seen, "required_checks": sorted([*CHECKS, "V08"])})


def replaced() -> tuple[Maker, Key, list[dict[str, object]]]:
    """A log whose key was replaced at size 14, and what an auditor pins then."""
    made, new = maker.story(), Key("log-2")
    made.add(event("log_key.adopted", from_size=14, vkey=maker.vkey(new)))
    for _ in range(3):
        made.add(SAID, by=["m1"])
    pinned: list[dict[str, object]] = [
        {"from_size": 0, "until_size": 15, "vkey": maker.vkey()},
        {"from_size": 14, "until_size": None, "vkey": maker.vkey(new)},
    ]
    return made, new, pinned


@vector
def the_key_of_the_log_was_replaced() -> Vector:
    """By an entry; the trust file has both keys with their sizes."""
    made, new, pinned = replaced()
    signed = maker.checkpoint(made.lines, key=new)
    return honest(made, parts={"checkpoint.txt": signed}, trust={"log_keys": pinned})


def succeeded(days: int = 7) -> Maker:
    """The panel announced and completed a succession of the commission, this many days later."""
    made, new = maker.story(), Key("n1")
    entering = [{"key": new.public, "name": "N1", "office": "member", "person": "n1"}]
    announced = event(
        "succession.announced", authority="Parliament", body="cec", entering=entering,
        from_="2013-11-20", instrument="Resolution 7", leaving=["m1"], succession="s-1",
    )  # fmt: skip
    panel: dict[str, Any] = {"body": "court", "by": ["j1", "j2"], "signers": COURT}
    made.day = "2013-11-20"
    both = [PERSONS["j1"], PERSONS["j2"]]
    made.add(announced, signed_by=[*both, new], **panel)
    made.day = f"2013-11-{20 + days:02}"
    made.add(event("succession.completed", succession="s-1"), signed_by=both, **panel)
    return made


@vector
def a_seat_is_succeeded() -> Vector:
    """On the appointing authority's instrument, after the delay; who follows signs."""
    made = succeeded()
    made.add(ANNULLED, by=["m2", "n1"], signed_by=[PERSONS["m2"], Key("n1")])
    return honest(made)


assert LOG_KEY.alg == "Ed25519", "checkpoints here have the same bytes each time they are made"
