"""Rebuilding gives what was built step by step; what differs is named and stops writing."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from ledger import read
from ledger.errors import LedgerStopped
from ledger.projections import compare, generations, tables
from ledger.projections.ahead import Ahead, Confirmed
from ledger.rebuild import rebuild
from ledger.submit import Recorded
from tests.benchmarks import acts
from tests.verbs.commission import Commission, box, opened, real_clock
from tests.verbs.story import tell


def rows(commission: Commission) -> dict[str, Any]:
    """All rows of the live tables, as they are kept."""
    with commission.ledger.engine.connect() as connection:
        number = generations.live(connection).number
        return {
            name: compare.read_range(connection, number, name, 0, 1_000_000)
            for name in tables.TABLES
        }


def change(commission: Commission, statement: str) -> int:
    """Change a row of the live tables behind the ledger's back; return how many were changed."""
    with commission.ledger.engine.begin() as connection:
        prefix = tables.prefix(generations.live(connection).number)
        return connection.execute(text(statement.replace("LIVE_", prefix))).rowcount


def certified(commission: Commission) -> Any:
    """An act that certifies, and so must not rest on a wrong row."""
    scope = {"run": "run-1", "scope": [box("pc-1")]}
    return commission.ruling(("result.certified", scope))


def test_a_rebuild_gives_the_same_rows(commission: Commission) -> None:
    """Incremental and rebuilt tables are equal, the old ones are gone, and writing goes on."""
    tell(commission)
    before = rows(commission)
    told: list[tuple[int, int]] = []
    found = rebuild(commission.ledger, lambda done, size: told.append((done, size)))
    size = read.size(commission.ledger)
    assert (found.size, found.difference, found.wrong) == (size, None, [])
    assert told[-1] == (size, size)
    assert rows(commission) == before
    with commission.ledger.engine.connect() as connection:
        names = connection.dialect.get_table_names(connection)
    assert {name[:3] for name in names if name.startswith("s")} == {"s2_", "sub"}
    commission.record(commission.moved("opened", "ps-1"))
    assert rebuild(commission.reopened().ledger).difference is None


DAMAGE = [
    "UPDATE LIVE_status SET value = 'closed' WHERE since = 7",
    "DELETE FROM LIVE_touch WHERE since = 7 AND \"key\" = 'unit:ps-1'",
    "UPDATE LIVE_subject SET parent = 'unit:m-1' WHERE \"key\" = 'unit:ps-2'",
    "UPDATE LIVE_effect SET contests = '[\"council\"]' WHERE verb = 'order_run'",
    "INSERT INTO LIVE_member (since, ordinal, list, unit) VALUES (3, 99, 'all', 'ps-1')",
    "UPDATE LIVE_law SET doc = NULL WHERE kind = 'person' AND id = 'person-c'",
    "UPDATE LIVE_signing SET counted = 0 WHERE since = 7",
    "UPDATE LIVE_act SET contested_margin = 9 WHERE since = 7",
    "UPDATE LIVE_effect_unit SET unit = 'ps-1' WHERE since = 6",
]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_row_stops_writing_until_a_rebuild(commission: Commission, damage: str) -> None:
    """Before an act certifies, the row is found and named; no process writes on, all may read."""
    commission.record(commission.moved("opened", "ps-1"))
    assert change(commission, damage) > 0
    with pytest.raises(LedgerStopped, match=r"row \d+ of entry \d+ in table ") as stopped:
        commission.submit(certified(commission))
    assert stopped.value.code == compare.DIFFERS
    for writer in (commission, commission.reopened()):
        with pytest.raises(LedgerStopped, match="eal rebuild"):
            writer.submit(writer.moved("opened", "ps-2"))
    assert read.size(commission.ledger) == 8
    with read.view(commission.ledger) as view:
        assert view.position == 8
    found = rebuild(commission.ledger)
    assert found.difference is not None
    assert found.difference in str(stopped.value)
    commission.record(certified(commission))


def test_a_damaged_row_stops_a_process_that_starts(commission: Commission) -> None:
    """The first act of a process, whatever it is, waits for a comparison."""
    commission.record(commission.moved("opened", "ps-1"))
    change(commission, DAMAGE[0])
    again = commission.reopened()
    with pytest.raises(LedgerStopped, match="row 1 of entry 7 in table status"):
        again.submit(again.moved("opened", "ps-2"))


def test_administration_waits_for_a_comparison(commission: Commission) -> None:
    """Who may write what is not changed on top of a wrong row."""
    commission.record(commission.moved("opened", "ps-1"))
    change(commission, DAMAGE[0])
    entered = ("person.entered", {"name": "Person-D", "person": "person-d"})
    with pytest.raises(LedgerStopped):
        commission.submit(commission.administration(entered))


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A ledger of some more than four blocks of entries."""
    url = f"sqlite+pysqlite:///{tmp_path_factory.mktemp('long') / 'ledger.sqlite'}"
    commission = opened(url, real_clock)
    said = [
        commission.act(("announcement.made", {"about": None, "text": f"Number {n}."}))
        for n in range(4_100)
    ]
    assert all(isinstance(one, Recorded) for one in commission.submit(*said))
    yield commission
    commission.close()


@pytest.mark.slow
def test_a_block_compared_before_is_held_against_its_digest(long: Commission) -> None:
    """A row that changes after it was compared is named too, and only its block is replayed."""
    long.record(long.administration(("person.entered", {"name": "Person-E", "person": "person-e"})))
    change(long, "UPDATE LIVE_act SET number = '9/2013' WHERE since = 500")
    entered = ("person.entered", {"name": "Person-F", "person": "person-f"})
    with pytest.raises(LedgerStopped, match="row 0 of entry 500 in table act"):
        long.submit(long.administration(entered))
    assert "entry 500" in str(rebuild(long.ledger).difference)
    long.record(long.administration(entered))


@pytest.mark.slow
def test_a_rebuild_that_is_killed_leaves_the_live_tables(long: Commission) -> None:
    """After kill -9 in the middle, reading and writing go on, and the next rebuild tidies up."""
    before = rows(long)
    ended = subprocess.run(
        [sys.executable, "-m", "tests.verbs.killed", long.url],
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert ended.returncode == -9
    assert rows(long) == before
    long.record(long.moved("opened", "ps-2"))
    before = rows(long)
    assert rebuild(long.ledger).difference is None
    assert rows(long) == before


def waited_for(ahead: Ahead, block: int) -> list[Confirmed]:
    """What the other process finds of a block and those after it, once it has."""
    for _ in range(1_000):
        if found := ahead.confirmed_from(block):
            return found
        time.sleep(0.05)
    raise AssertionError("the other process found nothing")


def ahead_of(commission: Commission) -> Ahead:
    """A process that replays the live tables of a long ledger from their end."""
    with commission.ledger.engine.connect() as connection:
        generation = generations.live(connection)
    blocks = generation.position // compare.BLOCK
    named = commission.ledger.ledger_id
    assert named is not None
    return Ahead(commission.ledger.engine, generation.number, blocks=blocks, ledger_id=named.hex())


@pytest.mark.slow
def test_a_second_process_replays_from_the_end(long: Commission) -> None:
    """It confirms each block by the digest of its rows, and ends when it is no longer needed."""
    with ahead_of(long) as ahead:
        found = waited_for(ahead, 0)
    with long.ledger.engine.connect() as connection:
        wanted = [compare.block_digest(connection, ahead.generation, n) for n in range(len(found))]
    assert [one.digest for one in found] == wanted
    assert len(found) == 4
    assert all(one.wrong == [] for one in found)


@pytest.mark.slow
@pytest.mark.parametrize("place", [500, 1_500, 3_500])
def test_damage_is_mended_wherever_the_two_processes_meet(long: Commission, place: int) -> None:
    """Neither copies a block that stands on a wrong row, nor a wrong row itself."""
    before = rows(long)
    assert change(long, f"UPDATE LIVE_act SET number = '9/2013' WHERE since = {place}") == 1
    told: list[int] = []

    def progress(done: int, size: int) -> None:
        if not told:
            # Let the other process come as far as it can.
            time.sleep(2)
        told.append(done)

    found = rebuild(long.ledger, progress)
    assert f"row 0 of entry {place} in table act" in str(found.difference)
    assert rows(long) == before
    assert sealed(long) == [0, 1, 2, 3]


def sealed(commission: Commission) -> list[int]:
    """The blocks of the live tables whose digests are kept, and right."""
    with commission.ledger.engine.connect() as connection:
        live = generations.live(connection).number
        kept = connection.execute(
            text("SELECT number, digest FROM projection_block WHERE generation = :live"),
            {"live": live},
        ).all()
        return sorted(
            n for n, digest in kept if compare.block_digest(connection, live, n) == digest
        )


@pytest.mark.slow
def test_others_append_while_a_rebuild_runs(long: Commission) -> None:
    """What is recorded between two batches is folded too before the switch."""
    other = long.reopened()
    recorded: list[Recorded] = []

    def progress(done: int, size: int) -> None:
        if not recorded:
            recorded.append(other.record(other.moved("opened", "ps-3")))

    found = rebuild(long.ledger, progress)
    assert (found.size, found.difference) == (recorded[0].index + 1, None)
    other.record(other.moved("closed", "ps-3"))
    assert rebuild(long.ledger).difference is None


@pytest.mark.slow
def test_tables_are_not_dropped_while_the_second_process_reads_them(postgres_url: str) -> None:
    """Each would wait for a lock of the other; with these acts they did in two of three rebuilds."""
    commission = opened(postgres_url, stations=acts.STATIONS)
    commission.submit(*acts.reference_acts(commission, 4_200))
    assert [rebuild(commission.ledger).difference for _ in range(5)] == [None] * 5
    commission.close()
