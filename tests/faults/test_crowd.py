"""Eight processes append at once: one log comes of it, and nobody is told what is not so."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.chain import receipt
from ledger.chain.checkpoint import LogKey
from ledger.chain.note import SignerKey
from ledger.store.engine import open_engine
from tests.faults import crowd
from tests.faults.crowd import Place
from tests.store import logs

PROCESSES = 8
ACTS = 15


@pytest.fixture(params=["with", "without"])
def place(request: pytest.FixtureRequest, engine_url: str, tmp_path: Path) -> Place:
    """A ledger with entry 0, with a head record and without."""
    record = tmp_path / "head.json" if request.param == "with" else None
    logs.record(logs.make(engine_url, record, clock=logs.wall), "founding")
    return Place(engine_url, record)


@pytest.fixture
def bare_place(engine_url: str) -> Place:
    """A ledger with entry 0 and no memory but its database."""
    logs.record(logs.make(engine_url, clock=logs.wall), "founding")
    return Place(engine_url, None)


@pytest.mark.slow
def test_eight_processes_make_one_log(place: Place) -> None:
    """No fork, no gap, no double, and every acknowledgement is kept and can be proven."""
    running = [crowd.start(crowd.append_many, place, f"p{n}", ACTS) for n in range(PROCESSES)]
    heard = [crowd.hear(pipe) for _, pipe in running]
    for process, _ in running:
        process.join()
        assert process.exitcode == 0
    given = {act_id: data for one in heard for act_id, data in one.receipts.items()}
    assert len(given) == PROCESSES * ACTS
    known = [LogKey(SignerKey(logs.ORIGIN, logs.LOG_KEY).verifier)]
    for data in given.values():
        receipt.check(receipt.parse(data), known)
    leaves = {act_id: receipt.parse(data).entry.leaf_hash for act_id, data in given.items()}
    assert crowd.problems(place, leaves) == []
    assert crowd.unvouched(place) == []


def _crowd_without(place: Place, *off: str) -> tuple[list[str], int, int]:
    """Problems, acknowledgements and refusals of four processes that lack defences."""
    start = [crowd.start(crowd.append_without, place, f"p{n}", 12, set(off)) for n in range(4)]
    heard = [crowd.hear(pipe) for _, pipe in start]
    for process, _ in start:
        process.join()
        assert process.exitcode == 0
    given = {act_id: leaf for one in heard for act_id, leaf in one.receipts.items()}
    refused = sum(sum(one.refusals.values()) for one in heard)
    return crowd.problems(place, given), len(given), refused


@pytest.mark.slow
def test_without_the_lock_the_fence_holds(bare_place: Place) -> None:
    """Two that read the same head: one moves it, the other is refused."""
    found, given, refused = _crowd_without(bare_place, "lock")
    assert found == []
    assert given > 0
    assert refused > 0


@pytest.mark.slow
def test_without_lock_and_fence_the_guards_of_the_tables_hold(bare_place: Place) -> None:
    """An index, a predecessor and a head are each given once, whatever the program does."""
    found, given, refused = _crowd_without(bare_place, "lock", "fence")
    assert found == []
    assert given > 0
    assert refused > 0


@pytest.mark.slow
def test_without_any_of_them_the_log_forks(bare_place: Place) -> None:
    """The negative control: this is what the others prevent, and the harness sees it."""
    engine = open_engine(bare_place.url, as_app=False)
    with engine.begin() as connection:
        on = "" if connection.dialect.name == "sqlite" else " ON head"
        connection.exec_driver_sql(f"DROP TRIGGER head_goes_on{on}")
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER entry_follows")
        connection.exec_driver_sql("ALTER TABLE entry RENAME TO guarded")
        connection.exec_driver_sql("CREATE TABLE entry AS SELECT * FROM guarded")
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("GRANT SELECT, INSERT ON entry TO eal_app")
    engine.dispose()
    found, given, _ = _crowd_without(bare_place, "lock", "fence")
    assert given > 0
    assert any(problem.startswith("fork") for problem in found)
    assert any(problem.startswith("index") for problem in found)
