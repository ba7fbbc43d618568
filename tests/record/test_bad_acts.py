"""Acts that must not be recorded: submitting refuses them, and the verifiers find them if it did not.

Each is well formed. Most are well signed too, and then get a signed refusal with which whoever sent
them can prove what they were told.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledger import read
from ledger.chain import canonical, envelope
from ledger.election.administration import documents
from ledger.submit import Packet, Recorded
from ledger.submit.packets import add
from tests.record import dishonest
from tests.record.house import (
    ANNULLED,
    MEMBERS,
    Event,
    House,
    opening,
    public,
    said,
    sealed,
)
from tests.verbs.commission import ORIGIN, key_of

SMALL_ORDER = "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
"""The neutral element: with it, lax libraries accept one signature over any message."""


def person(name: str, key: dict[str, Any] | None = None) -> list[Event]:
    """Somebody enters, with a key if there is one."""
    entered = ("person.entered", {"name": name.upper(), "person": name})
    enrolled = ("key.enrolled", {"key": key, "person": name, "replaces": None})
    return [entered, enrolled] if key else [entered]


def overtaken(house: House) -> Packet:
    """Two members prepare administration; meanwhile another act of administration is recorded."""
    seen = {"root": read.root(house.ledger, 2).hex(), "size": 2}
    return house.governed(*person("new"), seen=seen)


def changed(packet: Packet, old: bytes, new: bytes) -> Packet:
    """The act with other bytes under the signatures that it had."""
    assert old in packet.act
    return Packet(packet.act.replace(old, new, 1), packet.signatures)


def one_forged(house: House) -> Packet:
    """Of five signatures, four are good and one is of another act: enough are left, and yet."""
    good, other = (house.decided(ANNULLED, by=MEMBERS) for _ in range(2))
    forged = {one.key: one for one in other.signatures}[key_of("m4").public.id]
    kept = tuple(one if one.key != forged.key else forged for one in good.signatures)
    return Packet(good.act, kept)


def small_order_enrolled(house: House) -> Packet:
    """The neutral element is to become somebody's key; its "proof of possession" is 32 zero bytes."""
    key = {"alg": "Ed25519", "public": SMALL_ORDER}
    packet = house.governed(*person("new", key))
    # R and A are the neutral element, S is zero: [0]B = R + [k]A holds whatever was signed.
    forged = envelope.Signature(documents.id_of(key), b"\x01" + bytes(63))
    return Packet(packet.act, tuple(sorted((*packet.signatures, forged), key=lambda s: s.key)))


ACTS: dict[str, tuple[Callable[[House], Packet], str, bool]] = {
    "an act for another ledger": (
        lambda house: house.packet(said(), ledger={"id": "ab" * 32, "origin": ORIGIN}),
        "other_ledger",
        True,
    ),
    "an act for another origin": (
        lambda house: house.packet(
            said(), ledger=house.draft(said())["ledger"] | {"origin": "kqz.example/2017"}
        ),
        "other_ledger",
        True,
    ),
    "another act under an id that is taken": (
        lambda house: house.packet(said(), act_id="founding"),
        "act_id_taken",
        True,
    ),
    "an unknown event": (
        lambda house: house.packet(("polling.imagined", {})),
        "unknown_event_type",
        True,
    ),
    "an event of another version": (
        lambda house: sealed(
            house.draft(said()) | {"events": [_version(house.draft(said()), 2)]}, ["m1"]
        ),
        "wrong_event_version",
        True,
    ),
    "an unknown unit": (lambda house: house.packet(opening("ps-9")), "unknown_unit", True),
    "a look-alike of a unit": (lambda house: house.packet(opening("p\u0455-1")), "bad_field", True),
    "a time in another spelling": (
        lambda house: house.packet(
            ("run.dated", {"day": "2013-11-3", "run": "run-1", "scope": None})
        ),
        "bad_field",
        True,
    ),
    "too few persons": (
        lambda house: house.decided(ANNULLED, by=MEMBERS[:2]),
        "too_few_persons",
        True,
    ),
    "a listed person who did not sign": (
        lambda house: house.decided(ANNULLED, by=MEMBERS[:3], signed_by=MEMBERS[:2]),
        "too_few_persons",
        True,
    ),
    "a signer who was not asked": (
        lambda house: house.decided(ANNULLED, by=MEMBERS[:3], signed_by=MEMBERS[:4]),
        "unlisted_signer",
        True,
    ),
    "a judge who signs as a member": (
        lambda house: house.decided(ANNULLED, by=("j1", "m1", "m2")),
        "office_not_held",
        True,
    ),
    "somebody unknown": (
        lambda house: house.packet(said(), by=("stranger",)),
        "unknown_key",
        False,
    ),
    "one forged signature among five": (one_forged, "signature_invalid", False),
    "one letter changed under good signatures": (
        lambda house: changed(house.packet(said("Ten.")), b"Ten.", b"Two."),
        "signature_invalid",
        False,
    ),
    "a root that is not ours": (
        lambda house: house.decided(ANNULLED, seen={"root": "00" * 32, "size": 3}),
        "seen_not_ours",
        True,
    ),
    "a decision that had seen nothing": (
        lambda house: house.decided(ANNULLED, seen=None),
        "seen_missing",
        True,
    ),
    "administration that was overtaken": (overtaken, "administration_overtaken", True),
    "a second key for one person": (
        lambda house: add(house.governed(person("m1", public("m1-2"))[1]), key_of("m1-2")),
        "person_has_key",
        True,
    ),
    "a key that nobody proves to hold": (
        lambda house: house.governed(*person("new", public("new"))),
        "possession_not_proven",
        True,
    ),
    "a key of small order": (small_order_enrolled, "signature_invalid", False),
    "a key of small order that signs nothing": (
        lambda house: house.governed(*person("new", {"alg": "Ed25519", "public": SMALL_ORDER})),
        "possession_not_proven",
        True,
    ),
    "a key that is no object": (
        lambda house: house.governed(*person("new", {"alg": ["Ed25519"], "public": 5})),
        "bad_field",
        True,
    ),
    "a key for something that is no person": (
        lambda house: house.governed(
            ("key.enrolled", {"key": public("new"), "person": ["m1"], "replaces": None})
        ),
        "bad_field",
        True,
    ),
    "a proof by a key whose person is no person": (
        lambda house: add(
            house.governed(
                ("key.enrolled", {"key": public("new"), "person": ["m1"], "replaces": None})
            ),
            key_of("new"),
        ),
        "bad_field",
        True,
    ),
    "a succession of nobody in particular": (
        lambda house: house.governed(
            ("succession.announced", {"entering": [3, {"key": None}, {"key": {}, "person": {}}]}),
            body="court",
        ),
        "missing_field",
        True,
    ),
    "administration beside a statement": (
        lambda house: house.governed(person("new")[0], said()),
        "mixed_administration",
        True,
    ),
    "administration by a body without the power": (
        lambda house: house.governed(person("new")[0], body="court"),
        "not_competent",
        True,
    ),
    "more than half of a roster at once": (
        lambda house: house.governed(
            *[
                (
                    "office.ended",
                    {"body": "cec", "office": "member", "on": "2013-11-03", "person": p},
                )
                for p in MEMBERS[2:]
            ]
        ),
        "below_floor",
        True,
    ),
    "a quorum of one": (
        lambda house: house.governed(
            ("authority.set", {"body": "cec", "class": "keys", "persons": 1})
        ),
        "below_floor",
        True,
    ),
    "a second founding": (
        lambda house: house.governed(_founding_again(house)),
        "already_founded",
        True,
    ),
}


# The verifiers look at the curve when a key is stated, the ledger when it signs.
THEIRS = {name: "bad_field" for name in ACTS if name.startswith("a key of small order")}


def _version(draft: dict[str, Any], version: int) -> dict[str, Any]:
    return draft["events"][0] | {"version": version}


def _founding_again(house: House) -> Event:
    first = canonical.loads(read.entry(house.ledger, 0))
    fields: dict[str, Any] = first["act"]["events"][0]["fields"]
    return "ledger.founded", fields


@pytest.mark.parametrize("what", ACTS)
def test_submitting_refuses_it(shared: House, what: str) -> None:
    """By its code, in words, and with a signature of ours where the act is well signed."""
    make, code, is_well_signed = ACTS[what]
    shared.refused(make(shared), code, is_well_signed=is_well_signed)


@pytest.mark.parametrize("what", ACTS)
def test_the_verifiers_find_it_in_a_log_that_admitted_it(
    shared: House, tmp_path: Path, what: str
) -> None:
    """The chain fits and the checkpoint is signed; the entry is named all the same."""
    make, code, _ = ACTS[what]
    code = THEIRS.get(what, code)
    size = read.size(shared.ledger)
    files = dishonest.bundle(shared, tmp_path, dishonest.adding(make(shared)))
    exit_code, told = dishonest.report(*files)
    assert (exit_code, told["verdict"]) == (1, "CONTRADICTED")
    found = dishonest.findings(told)
    assert code in {found_code for _, found_code, index in found if index == size}, found
    assert {index for _, _, index in found} == {size}, found


def test_the_same_ledger_is_verified_without_it(shared: House, tmp_path: Path) -> None:
    """So that it is the act which is found."""
    exit_code, told = dishonest.report(*dishonest.bundle(shared, tmp_path, lambda log: log))
    assert dishonest.findings(told) == []
    assert exit_code == 3, "witnesses are required, and the trust file names none"


def test_a_replayed_act_is_recorded_once(house: House) -> None:
    """Sent again it gets its first receipt; its signatures under another act are forged ones."""
    packet = house.packet(opening())
    first = house.record(packet)
    size = read.size(house.ledger)
    again = house.submit(packet, packet)
    assert all(isinstance(one, Recorded) and one.receipt == first.receipt for one in again)
    assert read.size(house.ledger) == size
    later = changed(packet, b'"day":"2013-11-03"', b'"day":"2013-11-04"')
    house.refused(later, "act_id_taken", is_well_signed=False)


def test_a_replayed_entry_is_found(shared: House, tmp_path: Path) -> None:
    """A ledger that records one act twice is caught at the second."""
    packet = shared.packet(said())
    shared.record(packet)
    size = read.size(shared.ledger)
    _, told = dishonest.report(*dishonest.bundle(shared, tmp_path, dishonest.adding(packet)))
    assert ("V13", "act_id_taken", size) in dishonest.findings(told)


def test_a_revoked_key_signs_nothing_more(house: House) -> None:
    """From the next entry on; what was signed before stands."""
    before = house.packet(opening(), by=("m4",))
    house.record(before)
    lost = ("key.revoked", {"key": key_of("m4").public.id, "reason": "Lost on the train."})
    house.record(house.governed(lost, by=("m4",)))
    house.refused(house.packet(said(), by=("m4",)), "key_revoked")
    house.refused(house.decided(ANNULLED, by=("m1", "m2", "m3", "m4")), "key_revoked")
    assert isinstance(house.submit(before)[0], Recorded)


def test_one_person_under_two_keys_is_one_person(house: House) -> None:
    """Two keys can come to one person by a succession; then one of them may sign, never both."""
    entering = [{"key": public("new"), "name": "New", "office": "member", "person": "new"}]
    fields = {
        "authority": "Assembly",
        "body": "cec",
        "entering": entering,
        "from": "2013-11-03",
        "instrument": "Decision 1",
        "leaving": ["m5"],
        "succession": "s-1",
    }
    announced = house.governed(("succession.announced", fields), body="court")
    house.record(add(announced, key_of("new")))
    house.record(add(house.governed(*person("new", public("new-2"))), key_of("new-2")))
    house.begin("2013-11-12")
    completed = ("succession.completed", {"succession": "s-1"})
    house.record(house.governed(completed, body="court"))
    by = ("m1", "new")
    both = house.decided(ANNULLED, by=by, signed_by=("m1", "new", "new-2"))
    house.refused(both, "person_signed_twice")
    one = house.decided(ANNULLED, by=("m1", "m2", "new"), signed_by=("m1", "m2", "new-2"))
    house.record(one)


def test_a_good_act_in_the_same_call_is_recorded(shared: House) -> None:
    """Nobody's act waits for somebody else's to be right."""
    bad = [make(shared) for make, _, _ in ACTS.values()]
    answers = shared.submit(*bad, shared.packet(said()))
    assert [isinstance(one, Recorded) for one in answers] == [False] * len(bad) + [True]
