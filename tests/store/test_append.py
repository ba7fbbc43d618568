"""Appending: all or nothing, in order, and vouched for."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection

from ledger import append
from ledger.append import Decided
from ledger.chain import checkpoint, merkle, receipt
from ledger.chain.checkpoint import LogKey
from ledger.errors import LedgerStopped
from ledger.ledger import Ledger
from ledger.store import checkpoints, entries, head_record, heads
from ledger.store.head_record import HeadRecord
from ledger.store.heads import EMPTY, Head
from ledger.store.trees import Tree
from tests.store import logs


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """Where the head record is kept."""
    return tmp_path / "head.json"


@pytest.fixture
def ledger(engine_url: str, record: Path) -> Ledger:
    """A new ledger on each engine."""
    return logs.make(engine_url, record)


def test_entries_are_kept_as_the_bytes_that_were_hashed(ledger: Ledger) -> None:
    """What is read is byte for byte what was decided, and each names the one before."""
    first = logs.record(ledger, "a")
    second = logs.record(ledger, "b", "c")
    with ledger.engine.connect() as connection:
        stored = list(entries.scan(connection, 0, 3))
    written = [*first.entries, *second.entries]
    assert [one.data for one in stored] == [one.data for one in written]
    assert [one.leaf for one in stored] == [merkle.leaf_hash(one.data) for one in stored]
    assert [one.previous for one in stored] == [None, stored[0].leaf, stored[1].leaf]
    assert second.head == Head(3, stored[2].leaf, stored[2].recorded_at)
    assert stored[1].recorded_at == stored[2].recorded_at > stored[0].recorded_at


def test_every_commit_has_its_checkpoint(ledger: Ledger) -> None:
    """Each is signed by the log key over the root of that size, and the record agrees."""
    for acts in (["a"], ["b", "c"], ["d"]):
        logs.record(ledger, *acts)
    assert ledger.signer is not None
    assert ledger.head_record is not None
    known = [LogKey(ledger.signer.verifier)]
    with ledger.engine.connect() as connection:
        leaves = [leaf for _, leaf in entries.leaves(connection, 0, 4)]
        for size in (1, 3, 4):
            signed = checkpoints.read(connection, size)
            assert signed is not None
            assert checkpoint.open(signed.note, known).root == merkle.root(leaves[:size])
        assert checkpoints.read(connection, 2) is None
        assert [checkpoints.covering(connection, size) for size in (2, 3)] == [
            checkpoints.read(connection, 3)
        ] * 2
        assert checkpoints.covering(connection, 5) is None
    record = ledger.head_record.read()
    assert record is not None
    assert record[:4] == (4, leaves[3], merkle.root(leaves), leaves[0])


def test_a_receipt_can_be_made_of_what_is_stored(ledger: Ledger) -> None:
    """Entry, path and checkpoint of the commit prove the entry, with the log's key alone."""
    logs.record(ledger, *(f"a{n}" for n in range(300)))
    logs.record(ledger, *(f"b{n}" for n in range(300)))
    assert ledger.signer is not None
    with ledger.engine.connect() as connection:
        for index, expected_size in ((0, 300), (255, 300), (299, 300), (300, 600), (599, 600)):
            size = entries.commit_size(connection, index)
            stored = entries.read(connection, index)
            assert size == expected_size
            signed = checkpoints.read(connection, size)
            assert stored is not None
            assert signed is not None
            path = Tree(connection).prove_inclusion(index, size)
            data = receipt.format(
                stored.data, index=index, size=size, inclusion=path, note=signed.note
            )
            receipt.check(receipt.parse(data), [LogKey(ledger.signer.verifier)])


def test_nothing_decided_is_nothing_recorded(ledger: Ledger) -> None:
    """An act that is there already leaves the log as it is."""
    before = logs.record(ledger, "a")
    again = logs.record(ledger, "a")
    assert (again.head, again.entries) == (before.head, ())


def test_state_is_flushed_with_the_entries_or_not_at_all(ledger: Ledger) -> None:
    """An error while state is written takes the entries back too, and the head."""
    logs.record(ledger, "a")

    def decide(connection: Connection, head: Head, recorded_at: str) -> Decided:
        made = logs.recording("b")(connection, head, recorded_at)

        def flush(connection: Connection) -> None:
            connection.exec_driver_sql("INSERT INTO meta (name, value) VALUES ('x', 'y')")
            raise RuntimeError("state")

        return Decided(made.entries, flush)

    with pytest.raises(RuntimeError, match="state"):
        append.append(ledger, decide)
    with ledger.engine.connect() as connection:
        assert heads.read(connection).size == 1
        assert entries.read(connection, 1) is None
        assert connection.exec_driver_sql("SELECT count(*) FROM meta").scalar() == 0
    assert logs.record(ledger, "b").head.size == 2


@pytest.mark.parametrize("now", ["2013-11-03T00:00:00.000000Z", "2013-11-02T23:59:59.999999Z"])
def test_the_clock_must_go_on(ledger: Ledger, now: str) -> None:
    """At the same or an earlier time nothing is recorded, and later all is well again."""
    logs.record(ledger, "a")
    clock, ledger.clock = ledger.clock, lambda: now
    with pytest.raises(LedgerStopped) as stopped:
        logs.record(ledger, "b")
    assert stopped.value.code == "clock_did_not_progress"
    ledger.clock = clock
    assert logs.record(ledger, "b").head.size == 2


def test_entries_that_do_not_follow_are_a_fault_of_the_caller(ledger: Ledger) -> None:
    """A decision must put its entries after the head that it was given, at the time given."""
    logs.record(ledger, "a")

    def decide(_: Connection, head: Head, recorded_at: str) -> Decided:
        return Decided(logs.follow(EMPTY, [logs.act("b", None)], recorded_at), lambda _: None)

    with pytest.raises(ValueError, match="does not follow"):
        append.append(ledger, decide)


def test_without_the_log_key_nothing_is_written(engine_url: str) -> None:
    """A ledger that cannot sign can be read only."""
    ledger = logs.make(engine_url)
    ledger.log_key = None
    with pytest.raises(LedgerStopped) as stopped:
        logs.record(ledger, "a")
    assert stopped.value.code == "log_key_missing"


def test_it_works_without_a_head_record(engine_url: str) -> None:
    """Then the checkpoints in the database are all that is remembered."""
    ledger = logs.make(engine_url)
    logs.record(ledger, "a")
    logs.record(ledger, "b", "c")
    assert append.examine(ledger) is None
    with ledger.engine.connect() as connection:
        assert checkpoints.last_size(connection) == 3


def test_a_commit_that_nobody_vouched_for_is_finished_by_the_next(
    engine_url: str, record: Path
) -> None:
    """After crashes between commit and checkpoint, each commit still gets its own."""
    ledger = logs.make(engine_url, record)
    logs.record(ledger, "a")
    clock = ledger.clock
    for acts in (("b", "c"), ("d",)):
        with ledger.engine.connect() as connection:
            append._commit(ledger, connection, logs.recording(*acts))
    again = logs.reopen(engine_url, record, clock=clock)
    assert logs.record(again, "d").entries == ()
    with again.engine.connect() as connection:
        assert [checkpoints.read(connection, size) is None for size in (1, 2, 3, 4)] == [
            False,
            True,
            False,
            False,
        ]
    assert again.head_record is not None
    written = again.head_record.read()
    assert written is not None
    assert written.size == 4


def test_a_record_that_went_on_without_checkpoints_is_caught_up(
    engine_url: str, record: Path
) -> None:
    """After crashes between head record and checkpoint, the missing ones are signed."""
    ledger = logs.make(engine_url, record)
    logs.record(ledger, "a")
    ahead = logs.reopen(engine_url, None, clock=ledger.clock)
    ahead.memory.is_examined = True
    with ahead.engine.connect() as connection:
        append._commit(ahead, connection, logs.recording("b"))
        append._commit(ahead, connection, logs.recording("c"))
        leaves = [leaf for _, leaf in entries.leaves(connection, 0, 3)]
    assert ledger.head_record is not None
    old = ledger.head_record.read()
    assert old is not None
    with ledger.head_record.lock():
        new = old._replace(size=3, leaf=leaves[2], root=merkle.root(leaves))
        ledger.head_record.move(old, new)
    append.settle(ledger)
    with ledger.engine.connect() as connection:
        assert checkpoints.read(connection, 2) is not None
        assert checkpoints.read(connection, 3) is not None


def test_moments_are_turned_into_sizes(ledger: Ledger) -> None:
    """What was recorded at, or before, an instant is counted by whole commits."""
    times = [logs.record(ledger, *acts).head.recorded_at for acts in (["a"], ["b", "c"], ["d"])]
    first, second, third = (time or "" for time in times)
    with ledger.engine.connect() as connection:
        at = [entries.size_at(connection, time) for time in ("1", first, second, third, "3")]
        before = [entries.size_before(connection, time) for time in (first, second, third, "3")]
        assert entries.commit_size(connection, 4) is None
    assert at == [0, 1, 3, 4, 4]
    assert before == [0, 1, 3, 4]


def test_two_ledgers_cannot_share_a_head_record(engine_url: str, tmp_path: Path) -> None:
    """The record of another ledger stops the writer before anything is recorded."""
    other = logs.make(f"sqlite:///{tmp_path / 'other.sqlite'}", tmp_path / "head.json")
    logs.record(other, "x")
    ledger = logs.make(engine_url)
    logs.record(ledger, "a")
    ledger = logs.reopen(engine_url, tmp_path / "head.json")
    stopped = append.examine(ledger)
    assert stopped is not None
    assert stopped.code == "head_record_differs"


def test_the_record_begins_with_the_ledger(engine_url: str, record: Path) -> None:
    """It is there before entry 0, so that one that is missing later has been lost."""
    ledger = logs.make(engine_url, record)

    def decide(connection: Connection, head: Head, recorded_at: str) -> Decided:
        assert HeadRecord(record).read() == head_record.EMPTY
        return logs.recording("a")(connection, head, recorded_at)

    append.append(ledger, decide)
    record.unlink()
    with pytest.raises(LedgerStopped) as stopped:
        logs.record(ledger, "b")
    assert stopped.value.code == "head_record_missing"
