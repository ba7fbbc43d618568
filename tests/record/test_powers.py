"""Who may write what, from submitting to the verifiers: succession, lost keys, floors, delegation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ledger import found, read
from ledger.submit import Refused
from ledger.submit.packets import add
from tests.record import dishonest
from tests.record.house import (
    ANNULLED,
    CERTIFIED,
    MEMBERS,
    Event,
    House,
    founded,
    founding,
    opening,
    public,
    said,
    sealed,
    signer,
)
from tests.verbs.commission import Clock, key_of


def verified(house: House, folder: Path) -> dict[str, Any]:
    """The report of the verifiers, which contradict nothing."""
    _, told = dishonest.report(*dishonest.bundle(house, folder, lambda log: log))
    assert dishonest.findings(told) == []
    return told


def succession(*entering: str, leaving: tuple[str, ...], **given: Any) -> Event:
    """The court announces who follows whom in the commission."""
    fields = {
        "authority": "Assembly of Kosovo",
        "body": "cec",
        "entering": [
            {"key": public(name), "name": name.upper(), "office": "member", "person": name}
            for name in entering
        ],
        "from": "2013-11-03",
        "instrument": "Decision 05-V-13",
        "leaving": list(leaving),
        "succession": "s-1",
    }
    return "succession.announced", {**fields, **given}


COMPLETED: Event = ("succession.completed", {"succession": "s-1"})


def test_a_succession_waits_then_replaces_and_is_shown_as_a_break(
    house: House, tmp_path: Path
) -> None:
    """Three of five are replaced without their consent, by the court alone, after seven days."""
    announcement = succession("n1", "n2", "n3", leaving=("m1", "m2", "m3"))
    unproven = house.governed(announcement, body="court")
    house.refused(unproven, "possession_not_proven")
    house.refused(house.governed(announcement), "not_competent", is_well_signed=True)
    announced = unproven
    for name in ("n1", "n2", "n3"):
        announced = add(announced, key_of(name))
    house.record(announced)
    house.record(house.decided(ANNULLED))  # who leaves is in office until then
    house.refused(house.governed(COMPLETED, body="court"), "succession_too_early")
    house.begin("2013-11-09")
    house.refused(house.governed(COMPLETED, body="court"), "succession_too_early")
    house.begin("2013-11-11")
    house.refused(house.governed(COMPLETED), "not_competent")
    house.record(house.governed(COMPLETED, body="court"))
    house.refused(house.governed(COMPLETED, body="court"), "unknown_succession")
    house.refused(house.decided(ANNULLED), "key_revoked")
    house.record(house.decided(ANNULLED, by=("n1", "n2", "n3")))
    told = verified(house, tmp_path)
    breaks = told["subject"]["breaks_in_authority"]
    assert [one["state"] for one in breaks] == ["announced", "completed"]
    assert {one["authority"] for one in breaks} == {"Assembly of Kosovo"}


def test_a_compromised_key_blocks_certification_until_a_quorum_affirms(
    house: House, tmp_path: Path
) -> None:
    """The act's effects remain and are marked; nothing is certified on top; then it goes on."""
    since = read.size(house.ledger)
    weak = house.decided(ANNULLED, act_id="weak")
    house.record(weak)
    house.record(house.decided(("run.date_left_open", {"run": "run-1"}), by=MEMBERS))
    compromised = ("key.compromised", {"key": key_of("m1").public.id, "suspect_from": since})
    # The key that is suspect does not count for saying so.
    house.refused(house.governed(compromised, by=("m1", "m2", "m3")), "too_few_persons")
    late = ("key.compromised", {"key": key_of("m1").public.id, "suspect_from": since + 99})
    house.refused(house.governed(late, by=("m2", "m3", "m4")), "suspect_from_in_future")
    house.record(house.governed(compromised, by=("m2", "m3", "m4")))
    with read.view(house.ledger) as view:
        sheet = view.sheet("pc-1")
    assert sheet["contested"] == ["weak"]
    assert sheet["headlines"][0]["headline"]["code"] == "annulled"
    certified = house.decided(CERTIFIED, by=("m2", "m3", "m4"))
    house.refused(certified, "certification_contested")
    house.refused(house.decided(CERTIFIED), "key_revoked")
    affirmed = ("act.affirmed", {"acts": ["weak"]})
    house.refused(house.governed(affirmed, by=("m2", "m3")), "too_few_persons")
    house.record(house.governed(affirmed, by=("m2", "m3", "m4")))
    with read.view(house.ledger) as view:
        assert view.sheet("pc-1")["contested"] == []
    house.record(house.decided(CERTIFIED, by=("m2", "m3", "m4")))
    verified(house, tmp_path)


def test_after_a_certification_only_the_court_may_cast_doubt_on_it(house: House) -> None:
    """Who certified does not undo a certification by calling a key suspect."""
    since = read.size(house.ledger)
    house.record(house.decided(CERTIFIED))
    compromised = ("key.compromised", {"key": key_of("m1").public.id, "suspect_from": since})
    house.refused(house.governed(compromised, by=("m2", "m3", "m4")), "not_competent")
    house.record(house.governed(compromised, body="court"))
    house.refused(house.decided(CERTIFIED, by=("m2", "m3", "m4")), "certification_contested")


def test_a_holder_alone_ends_a_key_but_only_their_own(house: House) -> None:
    """No quorum is needed to say that one's own key is lost, from now on."""
    mine = ("key.compromised", {"key": key_of("m5").public.id, "suspect_from": None})
    house.refused(house.governed(mine, by=("m4",)), "too_few_persons")
    dated = ("key.compromised", {"key": key_of("m5").public.id, "suspect_from": 3})
    house.refused(house.governed(dated, by=("m5",)), "too_few_persons")
    house.record(house.governed(mine, by=("m5",)))
    house.refused(house.packet(said(), by=("m5",)), "key_revoked")
    renewed = ("key.enrolled", {"key": public("m5-2"), "person": "m5", "replaces": None})
    house.record(add(house.governed(renewed), key_of("m5-2")))
    house.record(house.packet(said(), by=("m5",), signed_by=("m5-2",)))


def test_somebody_signs_in_anothers_place_under_a_delegation(house: House, tmp_path: Path) -> None:
    """On the days it names, in the office it names, and the act shows in whose place."""
    act = house.draft(opening())
    act["signers"] = [signer("cec", "j1", in_place_of="m1")]
    house.refused(sealed(act, ["j1"]), "no_delegation")
    granted = {
        "body": "cec",
        "delegation": "d-1",
        "from": "2013-11-03",
        "giver": "m1",
        "office": "member",
        "taker": "j1",
        "until": "2013-11-05",
    }
    house.record(house.governed(("delegation.granted", granted)))
    recorded = house.record(sealed(act, ["j1"]))
    assert b'"in_place_of":"m1"' in read.entry(house.ledger, recorded.index)
    elsewhere = act | {"act_id": "elsewhere", "signers": [signer("cec", "j1", in_place_of="m2")]}
    house.refused(sealed(elsewhere, ["j1"]), "no_delegation")
    house.refused(sealed(act | {"act_id": "late", "day": "2013-11-05"}, ["j1"]), "no_delegation")
    house.record(house.governed(("delegation.ended", {"delegation": "d-1", "on": "2013-11-04"})))
    ended = act | {"act_id": "ended", "day": "2013-11-04"}
    house.refused(sealed(ended, ["j1"]), "no_delegation")
    verified(house, tmp_path)


def test_a_roster_is_not_replaced_by_one_act(house: House) -> None:
    """Half of it at most: two of five; and no power goes below the smallest quorum."""

    def ended(*persons: str) -> list[Event]:
        fields = {"body": "cec", "office": "member", "on": "2013-11-04"}
        return [("office.ended", fields | {"person": person}) for person in persons]

    house.refused(house.governed(*ended("m3", "m4", "m5")), "below_floor")
    lower = {"body": "cec", "name": "Commission", "required": _required(ruling=1)}
    house.refused(house.governed(("body.constituted", lower)), "below_floor")
    house.record(house.governed(*ended("m4", "m5")))


def _required(**given: int) -> dict[str, int]:
    usual = {"administration": 3, "filing": 1, "finding": 1, "ruling": 3, "statement": 1}
    return {**usual, **given}


def test_law_counts_from_the_entry_after_even_within_one_call(house: House) -> None:
    """Who enters with an act cannot sign beside it, and may right after."""
    seen = read.last_seen(house.ledger)
    office = {"body": "cec", "from": "2013-11-03", "office": "member", "until": None}
    entering = house.governed(
        ("person.entered", {"name": "New", "person": "new"}),
        ("office.assigned", office | {"person": "new"}),
        ("key.enrolled", {"key": public("new"), "person": "new", "replaces": None}),
        seen=seen,
    )
    early = house.packet(opening(), by=("new",))
    proven, later = add(entering, key_of("new")), house.packet(opening(), by=("new",))
    first, second, third = house.submit(early, proven, later)
    assert isinstance(first, Refused)
    assert first.problems[0].code == "unknown_key"
    assert [type(one).__name__ for one in (second, third)] == ["Recorded", "Recorded"]


@pytest.mark.parametrize(
    "given, code",
    [
        ({"clock": "simulated"}, "clock_not_allowed"),
        ({"semantics": 2}, "semantics_unknown"),
        ({"authorities": []}, "authority_missing"),
        (
            {"floors": {"persons_min": 4, "share_denominator": 1, "share_numerator": 1}},
            "below_floor",
        ),
        ({"purpose": "trial"}, "bad_field"),
    ],
)
def test_what_cannot_be_founded(engine_url: str, given: dict[str, Any], code: str) -> None:
    """An official ledger has the real clock; nothing is recorded, and a better founding may follow."""
    log, recorder = key_of("log"), key_of("recorder")
    made = found.found(
        engine_url, founding(**given), clock=Clock(), log_key=log, recorder_key=recorder
    )
    assert isinstance(made.answer, Refused)
    assert made.answer.problems[0].code == code
    assert read.size(made.ledger) == 0
    made.ledger.engine.dispose()


def test_before_it_is_open_only_administration_is_recorded(sqlite_url: str) -> None:
    """And after it is closed, nothing at all."""
    house = founded(sqlite_url)
    house.refused(house.packet(said()), "ledger_not_open")
    house.record(house.governed(("ledger.opened", {})))
    house.refused(house.governed(("ledger.opened", {})), "already_exists")
    closed = ("ledger.closed", {"reason": "Moved.", "successor": "kqz.example/2017"})
    house.record(house.governed(closed))
    house.refused(house.packet(said()), "ledger_is_closed")
    house.refused(
        house.governed(("person.entered", {"name": "N", "person": "n"})), "ledger_is_closed"
    )
    house.close()
