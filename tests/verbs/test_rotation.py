"""A key of the log follows another: each signs its sizes, both the one where they meet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger import append, doctor, export, publish
from ledger import ledger as ledgers
from ledger.chain import canonical, checkpoint, mldsa, note, receipt, vkey
from ledger.chain.checkpoint import Checkpoint, LogKey
from ledger.chain.cosignature import Cosigner
from ledger.chain.note import SignerKey
from ledger.errors import LedgerStopped, Malformed, Unavailable
from ledger.publish import tiles
from ledger.recover import Contradiction, Recovered, prepare, recover
from ledger.recover.sources import opened
from ledger.store import checkpoints, crash, heads
from ledger.submit import Failed, Recorded, Refused
from tests.verbs import commission as commissions
from tests.verbs.commission import ORIGIN, Commission, key_of
from verifiers import trust as their_trust
from verifiers.desk import examination
from verifiers.desk.bundle import Bundle

OLD, NEW = key_of("log"), key_of("log-2")
NEW_VKEY = note.format_vkey(SignerKey(ORIGIN, NEW).verifier)
SECOND = mldsa.PrivateKey.from_seed(bytes(32))


@pytest.fixture
def people(engine_url: str) -> Iterator[Commission]:
    """A ledger of three entries that is open and takes notices; the next index is 3."""
    made = commissions.founded(engine_url)
    adopted = commissions.vocabulary("notices")
    made.record(
        made.administration(*(("declaration.adopted", {"declaration": d}) for d in adopted))
    )
    made.record(made.administration(("ledger.opened", {})))
    made.ledger.further_keys = (NEW,)
    yield made
    made.close()


def adopt(people: Commission, size: int, text: str = NEW_VKEY) -> Any:
    """Submit the adoption of a key from a size on."""
    event = ("log_key.adopted", {"from_size": size, "vkey": text})
    return people.submit(people.administration(event))[0]


def notice(people: Commission) -> Any:
    """An act that says something."""
    return people.act(("announcement.made", {"about": None, "text": "Hear."}))


def signed_by(people: Commission, size: int) -> list[str]:
    """Which of the keys signed the checkpoint of a size, in the order of the lines."""
    names = {SignerKey(ORIGIN, OLD).key_id: "old", SignerKey(ORIGIN, NEW).key_id: "new"}
    with people.ledger.engine.connect() as connection:
        kept = checkpoints.read(connection, size)
    return [] if kept is None else [names[line.key_id] for line in note.parse(kept.note)[1]]


def verified(people: Commission, folder: Path, trust: bytes | None = None) -> dict[str, Any]:
    """What the other program makes of the bundle: outcomes by check."""
    export.bundle(people.ledger, folder / "bundle.zip")
    stated = their_trust.parse(trust or export.trust(people.ledger))
    with (folder / "bundle.zip").open("rb") as file:
        return examination.examine(Bundle(file), stated, lambda *_: None).outcomes


def at_size(people: Commission) -> int:
    """How many entries there are."""
    with people.ledger.engine.connect() as connection:
        return heads.read(connection).size


@pytest.mark.parametrize("boundary", range(4, 9))
def test_at_every_size_of_a_short_log_the_right_keys_sign(
    people: Commission, boundary: int, tmp_path: Path
) -> None:
    """One act a commit: the old key before, both at the boundary, the new one after."""
    assert isinstance(adopt(people, boundary), Recorded)
    for size in range(4, 10):
        expected = ["old"] * (size <= boundary) + ["new"] * (size >= boundary)
        assert signed_by(people, size) == expected
        outcomes = verified(people, tmp_path)
        assert outcomes["V07"].result == outcomes["V24"].result == "PASS"
        assert not any(one.failed for one in outcomes.values())
        people.record(notice(people))
    assert append.examine(people.ledger) is None
    assert all(
        one.is_good is not False for one in doctor.examine(people.ledger, has_head_record=False)
    )


def test_a_boundary_within_a_commit_has_a_checkpoint_and_receipts_under_it(
    people: Commission,
) -> None:
    """Ten acts at once; who asks again gets the same bytes."""
    adopt(people, 8)
    packets = [notice(people) for _ in range(10)]
    answers = people.submit(*packets)
    assert [len(signed_by(people, size)) for size in (7, 8, 9, 14)] == [0, 2, 0, 1]
    for answer, packet in zip(answers, packets, strict=True):
        assert isinstance(answer, Recorded)
        (again,) = people.submit(packet)
        assert isinstance(again, Recorded) and again.receipt == answer.receipt
        assert receipt.parse(answer.receipt).size == (8 if answer.index < 8 else 14)


def test_a_retired_key_forges_nothing(people: Commission) -> None:
    """What the old key signs after its range counts for neither program, nor for the guard."""
    adopt(people, 4)
    people.record(notice(people))
    listed = canonical.loads(export.trust(people.ledger))["log_keys"]
    ranges = [(each["from_size"], each["until_size"]) for each in listed]
    assert ranges == [(0, 5), (4, None)]
    known = [LogKey(vkey.parse_log_key(k["vkey"]), k["from_size"], k["until_size"]) for k in listed]
    forged = checkpoint.sign(Checkpoint(ORIGIN, 5, bytes(32)), [SignerKey(ORIGIN, OLD)])
    with pytest.raises(Malformed, match="log_key_out_of_range"):
        checkpoint.open(forged, known)
    with people.ledger.engine.connect() as connection:
        keys = people.ledger.log_keys(connection, 5)
    with pytest.raises(Malformed, match="log_key_out_of_range"):
        checkpoint.open(forged, keys.known)
    early = checkpoint.sign(Checkpoint(ORIGIN, 3, bytes(32)), [SignerKey(ORIGIN, NEW)])
    with pytest.raises(Malformed, match="log_key_out_of_range"):
        checkpoint.open(early, keys.known)


def test_without_the_key_of_a_size_nothing_is_recorded(people: Commission) -> None:
    """Neither the adoption of a key that is not here, nor an entry that it would have to sign."""
    stranger = note.format_vkey(SignerKey(ORIGIN, key_of("stranger")).verifier)
    answer = adopt(people, 9, stranger)
    assert isinstance(answer, Failed) and "log_key_missing" in str(answer.fault)
    adopt(people, 5)
    assert at_size(people) == 4
    people.ledger.further_keys = ()
    with pytest.raises(LedgerStopped, match="log_key_missing"):
        people.submit(notice(people))
    assert at_size(people) == 4
    # The new one alone is not enough at the boundary, and is after it.
    people.ledger.log_key, people.ledger.further_keys = NEW, ()
    with pytest.raises(LedgerStopped, match="log_key_missing"):
        people.submit(notice(people))
    people.ledger.log_key, people.ledger.further_keys = OLD, (NEW,)
    people.record(notice(people))
    people.ledger.log_key, people.ledger.further_keys = NEW, ()
    people.ledger.memory.is_examined = False
    people.record(notice(people))
    assert [signed_by(people, size) for size in (4, 5, 6)] == [["old"], ["old", "new"], ["new"]]


def test_an_adoption_is_refused_that_is_no_key_of_this_log(people: Commission) -> None:
    """A size behind or out of reach, another name, a key again."""
    other = note.format_vkey(SignerKey("other.example", NEW).verifier)
    first = note.format_vkey(SignerKey(ORIGIN, OLD).verifier)
    for size, text, code in (
        (3, NEW_VKEY, "bad_field"),
        (1_000_004, NEW_VKEY, "bad_field"),
        (9, other, "bad_field"),
        (9, first, "already_exists"),
    ):
        answer = adopt(people, size, text)
        assert isinstance(answer, Refused) and answer.problems[0].code == code


def test_a_key_that_is_not_valid_yet_gives_way_to_another(people: Commission) -> None:
    """It signed nothing; the old one ends where the one that came instead begins."""
    third = note.format_vkey(SignerKey(ORIGIN, key_of("log-3")).verifier)
    people.ledger.further_keys = (NEW, key_of("log-3"))
    adopt(people, 6)
    adopt(people, 5, third)
    listed = canonical.loads(export.trust(people.ledger))["log_keys"]
    assert [(k["vkey"], k["from_size"], k["until_size"]) for k in listed] == [
        (note.format_vkey(SignerKey(ORIGIN, OLD).verifier), 0, 6),
        (third, 5, None),
    ]
    people.record(notice(people))
    assert at_size(people) == 6


POINTS = [point for point in crash.POINTS if re.search("(log|checkpoints)_(comm|ins)", point)]


@pytest.mark.parametrize("point", POINTS)
def test_a_crash_between_adoption_and_boundary_changes_no_signature(
    people: Commission, point: str
) -> None:
    """Whoever comes next signs the very bytes that would have been signed."""
    adopt(people, 5)

    def failing(reached: str) -> None:
        if reached == point:
            raise OSError("the machine stopped")

    packet = notice(people)
    crash.arm(failing)
    try:
        with pytest.raises(Unavailable):
            people.submit(packet)
    finally:
        crash.arm(None)
    again = people.reopened()
    again.ledger.further_keys = (NEW,)
    assert isinstance(again.submit(packet)[0], Recorded)
    assert signed_by(people, 5) == ["old", "new"]


def test_entries_across_a_boundary_are_recovered_with_the_key_given_by_hand(
    people: Commission, tmp_path: Path
) -> None:
    """From the first keys alone the source's checkpoint is a stranger's."""
    adopt(people, 4)
    people.record(notice(people))
    export.bundle(people.ledger, tmp_path / "bundle.zip")
    identity = people.ledger.ledger_id
    url = f"sqlite+pysqlite:///{tmp_path / 'lost.sqlite'}"
    prepare(url)
    lost = ledgers.open(url, clock=people.clock)
    with opened(str(tmp_path / "bundle.zip")) as source:
        told = recover(lost, source, ledger_id=identity)
        assert isinstance(told, Contradiction) and told.code == "other_ledger"
        found = recover(lost, source, ledger_id=identity, vkeys=[NEW_VKEY])
    lost.engine.dispose()
    assert isinstance(found, Recovered) and (found.size, found.wrong) == (5, [])
    assert found.stopped is None


def test_an_old_trust_file_says_that_it_lacks_a_key(people: Commission, tmp_path: Path) -> None:
    """At the boundary it verifies still; after it the old key signed nothing."""
    old = export.trust(people.ledger, last_seen=False)
    adopt(people, 4)
    outcomes = verified(people, tmp_path, old)
    assert (outcomes["V07"].result, outcomes["V24"].result) == ("PASS", "NOT CHECKED")
    assert "log_key_unknown_to_trust" in outcomes["V24"].reason
    people.record(notice(people))
    outcomes = verified(people, tmp_path, old)
    assert (outcomes["V07"].result, outcomes["V24"].result) == ("FAIL", "NOT CHECKED")


def test_a_trust_file_that_trusts_a_retired_key_contradicts_the_log(
    people: Commission, tmp_path: Path
) -> None:
    """Wider than adopted is a finding; narrower is the auditor's affair."""
    adopt(people, 4)
    people.record(notice(people))
    doc: Any = canonical.loads(export.trust(people.ledger))
    doc["log_keys"][0]["until_size"] = None
    assert verified(people, tmp_path, canonical.dumps(doc))["V24"].result == "FAIL"
    doc["log_keys"][0]["until_size"] = 2
    assert verified(people, tmp_path, canonical.dumps(doc))["V24"].result == "PASS"
    doc["log_keys"][1]["from_size"] = 3
    assert verified(people, tmp_path, canonical.dumps(doc))["V24"].result == "FAIL"


def test_the_boundary_is_published_before_what_follows_and_tiles_go_on(
    people: Commission, tmp_path: Path
) -> None:
    """An ML-DSA-44 key begins there too; the folder of tiles is continued across it."""
    publish.publish(people.ledger)
    tiles.export(people.ledger, tmp_path)
    second = vkey.format(Cosigner(ORIGIN, SECOND, 0).verifier)
    people.ledger.mldsa_key = SECOND
    keys = [
        ("log_key.adopted", {"from_size": 5, "vkey": NEW_VKEY}),
        ("log_key.adopted", {"from_size": 5, "vkey": second}),
    ]
    people.record(people.administration(*keys))
    for _ in range(3):
        people.record(notice(people))
    made = [publish.publish(people.ledger) for _ in range(2)]
    assert [(each.size, len(note.parse(each.note)[1])) for each in made] == [(5, 3), (7, 2)]
    assert tiles.export(people.ledger, tmp_path / "more").size == 7
    assert tiles.export(people.ledger, tmp_path).size == 7
    with people.ledger.engine.connect() as connection:
        known = people.ledger.log_keys(connection, 7).known
    assert checkpoint.open((tmp_path / "checkpoint").read_bytes(), known).size == 7
    people.ledger.mldsa_key = None
    people.record(notice(people))
    with pytest.raises(LedgerStopped, match="ML-DSA-44|log_key_missing|signed by"):
        publish.publish(people.ledger)
