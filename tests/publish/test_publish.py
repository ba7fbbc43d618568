"""The newest checkpoint is published with both signatures; every one of them is kept."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ledger import publish as verb
from ledger.chain import checkpoint, cosignature, mldsa, note
from ledger.chain.checkpoint import LogKey
from ledger.chain.cosignature import Cosigner
from ledger.chain.keys import PrivateKey
from ledger.chain.note import Line
from ledger.errors import LedgerStopped, NotFound, Unavailable
from ledger.ledger import Ledger
from ledger.publish import Collected, publish
from ledger.store import checkpoints, crash, integrity, publications
from ledger.store.publications import Publication
from tests.store import logs

SECOND = mldsa.PrivateKey.from_seed(bytes(32))
WITNESS = PrivateKey.from_seed(b"w" * 32)


@pytest.fixture
def ledger(engine_url: str) -> Ledger:
    """A ledger of three entries in two commits, with both keys."""
    made = logs.make(engine_url)
    made.mldsa_key = SECOND
    logs.record(made, "a")
    logs.record(made, "b", "c")
    return made


def kept(ledger: Ledger) -> list[Publication]:
    """Everything that was ever signed to be published."""
    with ledger.engine.connect() as connection:
        return publications.scan(connection, 0, publications.count(connection))


def test_the_newest_checkpoint_is_published_with_both_signatures(ledger: Ledger) -> None:
    """Ed25519 first; it begins with the bytes of the receipts' checkpoint."""
    made = publish(ledger)
    assert (made.number, made.size, made.stage) == (0, 3, "published")
    known = ledger.verifier_keys()
    opened = note.open(made.note, known)
    assert [line.key_id for line in opened.verified] == [key.key_id for key in known]
    assert cosignature.time_of(opened.verified[1]) == made.signed_at
    with ledger.engine.connect() as connection:
        plain = checkpoints.read(connection, 3)
        assert plain is not None and made.note.startswith(plain.note)
        assert verb.newest(connection) == publications.read(connection, 3) == made
    for key in known:
        assert checkpoint.open(made.note, [LogKey(key)]).size == 3


def test_nothing_is_signed_again_while_nothing_is_new(ledger: Ledger) -> None:
    """The same note is returned; then a new one for the next commit, and both are kept."""
    first = publish(ledger)
    assert publish(ledger) == first
    logs.record(ledger, "d")
    second = publish(ledger)
    assert (second.number, second.size) == (1, 4)
    assert kept(ledger) == [first, second]
    with ledger.engine.connect() as connection:
        assert publications.up_to(connection, 3) == first
        assert publications.read(connection, 1) is None


def test_one_a_second_at_most(ledger: Ledger) -> None:
    """A commit within the same second waits for the next one."""
    first = publish(ledger)
    logs.record(ledger, "d")
    clock = ledger.clock
    ledger.clock = lambda: f"{posix_instant(first.signed_at)}.900000Z"
    assert publish(ledger) == first
    ledger.clock = clock
    assert publish(ledger).size == 4


def posix_instant(seconds: int) -> str:
    """An instant to the second, without its end."""
    return logs.instant(logs.START.fromtimestamp(seconds, logs.START.tzinfo))[:19]


def test_a_clock_that_went_back_signs_nothing(ledger: Ledger) -> None:
    """It is told, and nothing is kept."""
    first = publish(ledger)
    logs.record(ledger, "d")
    ledger.clock = lambda: "2001-01-01T00:00:00.000000Z"
    with pytest.raises(LedgerStopped) as stopped:
        publish(ledger)
    assert stopped.value.code == "clock_did_not_progress"
    assert kept(ledger) == [first]


def test_without_a_second_key_one_signature_is_published(engine_url: str) -> None:
    """For a log that was founded without ML-DSA-44."""
    made = logs.make(engine_url)
    with pytest.raises(NotFound):
        publish(made)
    with made.engine.connect() as connection, pytest.raises(NotFound, match="eal log publish"):
        verb.newest(connection)
    logs.record(made, "a")
    assert note.parse(publish(made).note)[1][0].name == logs.ORIGIN
    assert len(note.parse(publish(made).note)[1]) == 1


def test_without_the_log_key_nothing_is_published(ledger: Ledger) -> None:
    """Reading goes on."""
    ledger.log_key = None
    with pytest.raises(LedgerStopped) as stopped:
        publish(ledger)
    assert stopped.value.code == "log_key_missing"


def test_cosignatures_are_collected_before_it_is_published(ledger: Ledger) -> None:
    """What was signed is kept before a witness sees it; what is published has all lines."""
    asked: list[bytes] = []

    def collect(signed: bytes) -> Collected:
        asked.append(signed)
        assert [each.note for each in kept(ledger)] == [signed]
        cosigner = Cosigner("w.example", WITNESS, 1_700_000_000)
        stated = note.parse(signed)[0]
        return Collected([Line(cosigner.name, cosigner.key_id, cosigner.sign(stated.encode()))])

    made = publish(ledger, collect=collect)
    assert [each.stage for each in kept(ledger)] == ["signed", "published"]
    assert (made.number, made.size, len(note.parse(made.note)[1])) == (1, 3, 3)
    assert made.note.startswith(asked[0])


def test_where_the_quorum_is_not_met_nothing_is_published(ledger: Ledger) -> None:
    """The one before stays in sight; the next attempt goes on with what was signed."""
    first = publish(ledger)
    logs.record(ledger, "d")

    with pytest.raises(Unavailable):
        publish(ledger, collect=lambda _: Collected([], "one witness of two"))
    with ledger.engine.connect() as connection:
        assert verb.newest(connection) == first
    assert publish(ledger, collect=lambda _: Collected([])).size == 4
    assert [each.stage for each in kept(ledger)] == ["published", "signed", "published"]


def test_a_late_answer_does_not_take_the_place_of_a_later_checkpoint(ledger: Ledger) -> None:
    """Another process has published more meanwhile."""
    later: list[Publication] = []

    def collect(signed: bytes) -> Collected:
        logs.record(ledger, "d")
        later.append(publish(ledger))
        return Collected([])

    assert publish(ledger, collect=collect) == later[0]
    assert [(each.stage, each.size) for each in kept(ledger)] == [("signed", 3), ("published", 4)]


CHANGES = [
    "UPDATE publication SET size = 1",
    "DELETE FROM publication",
    "INSERT INTO publication SELECT 2, size, signed_at, stage, note FROM publication",
    "INSERT INTO publication SELECT 0, size, signed_at, stage, note FROM publication",
    "INSERT INTO publication SELECT 1, 1, signed_at, stage, note FROM publication",
    "INSERT INTO publication SELECT 1, size, signed_at - 1, stage, note FROM publication",
    "INSERT INTO publication SELECT 1, size, signed_at, 'other', note FROM publication",
    "INSERT INTO publication SELECT 1, 4, signed_at, stage, note FROM publication",
    "INSERT INTO publication SELECT 1, p.size, p.signed_at, p.stage, c.note"
    " FROM publication p, checkpoint c WHERE c.size = 1",
]


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_what_does_not_follow(ledger: Ledger, change: str) -> None:
    """Nothing is changed or removed; no other root is published for a size."""
    first = publish(ledger)
    with pytest.raises(DBAPIError), ledger.engine.begin() as connection:
        connection.execute(text(change))
    assert kept(ledger) == [first]


class _Fault(Exception):
    """What a test raises at a point."""


@pytest.mark.parametrize("write", ["publication_inserted", "publication_committed"])
@pytest.mark.parametrize("side", ["before", "after"])
def test_a_fault_at_any_write_leaves_one_publication_or_none(
    ledger: Ledger, side: str, write: str
) -> None:
    """Afterwards the same checkpoint is published, once."""

    def listener(point: str) -> None:
        if point == f"{side}_{write}":
            raise _Fault

    crash.arm(listener)
    try:
        with pytest.raises(_Fault):
            publish(ledger)
    finally:
        crash.arm(None)
    is_committed = (side, write) == ("after", "publication_committed")
    assert len(kept(ledger)) == is_committed
    assert publish(ledger).size == 3
    assert len(kept(ledger)) == 1


def test_every_write_of_publishing_is_gone_through() -> None:
    """The list above is that of the names."""
    named = [name for name in crash.WRITES if name.startswith("publication_")]
    assert named == ["publication_inserted", "publication_committed"]
    assert len(list(itertools.product(named, ("before", "after")))) == 4


def test_what_was_published_is_looked_at_by_the_doctor(sqlite_url: str) -> None:
    """A byte of it that changed is found, by its signature or by the checkpoint beside it."""
    made = logs.make(sqlite_url)
    made.mldsa_key = SECOND
    logs.record(made, "a")
    published = publish(made)
    known = [LogKey(key) for key in made.verifier_keys()]
    with made.engine.connect() as connection:
        assert integrity.require_whole(connection, log_keys=known) == 1
    for at in (5, len(published.note) - 100):
        changed = bytearray(published.note)
        changed[at] = ord("A") if changed[at] != ord("A") else ord("B")
        with made.engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER IF EXISTS publication_no_update")
            statement = "UPDATE publication SET note = ?"
            connection.exec_driver_sql(statement, (bytes(changed),))
        with made.engine.connect() as connection, pytest.raises(LedgerStopped) as stopped:
            integrity.require_whole(connection, log_keys=known)
        assert stopped.value.code == "database_damaged"
