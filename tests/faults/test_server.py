"""The postmaster is killed under load: nothing acknowledged is lost, and the rest is sent again."""

from __future__ import annotations

import os
import time
from pathlib import Path

import psycopg
import pytest

from ledger.chain import receipt
from ledger.errors import LedgerStopped
from ledger.store import schema
from ledger.store.engine import open_engine
from tests import postgres
from tests.faults import crowd, switches
from tests.faults.crowd import Place
from tests.faults.mortal import Mortal
from tests.store import logs, receipts

CAMPAIGN_KILLS = int(os.environ.get("EAL_CAMPAIGN_SERVER_KILLS", "20"))

own_server = pytest.mark.skipif(
    postgres.OVERRIDE in os.environ, reason="the server is somebody else's: it is not killed"
)


def _kill_under_load(mortal: Mortal, place: Place, kills: int, acts: int) -> tuple[int, int]:
    """Kill it again and again while two processes append; return kills and acts sent again."""
    logs.make(place.url, place.record, clock=logs.wall)
    running = [crowd.start(crowd.append_through_failures, place, f"p{n}", acts) for n in range(2)]
    delivered = 0
    for _ in range(kills):
        # Each time it is in the middle of something.
        time.sleep(0.7)
        if all(process.is_alive() for process, _ in running):
            mortal.kill()
            delivered += 1
            mortal.start()
    heard = [crowd.hear(pipe) for _, pipe in running]
    for process, _ in running:
        process.join()
        assert process.exitcode == 0
    given = {act_id: data for one in heard for act_id, data in one.receipts.items()}
    assert len(given) == 2 * acts
    leaves = {act_id: receipt.parse(data).entry.leaf_hash for act_id, data in given.items()}
    assert crowd.problems(place, leaves) == []
    assert crowd.unvouched(place) == []
    return delivered, sum(one.refusals["again"] for one in heard)


@own_server
@pytest.mark.slow
def test_nothing_acknowledged_is_lost_with_the_postmaster(mortal: Mortal, tmp_path: Path) -> None:
    """Twice, with two processes at work; and they were really interrupted."""
    place = Place(mortal.url, tmp_path / "head.json")
    delivered, again = _kill_under_load(mortal, place, 2, 250)
    assert delivered == 2
    assert again > 0


@own_server
@pytest.mark.campaign
def test_nothing_acknowledged_is_lost_in_many_kills(mortal: Mortal, tmp_path: Path) -> None:
    """As many kills as are asked for."""
    place = Place(mortal.url, tmp_path / "head.json")
    delivered, again = _kill_under_load(mortal, place, CAMPAIGN_KILLS, CAMPAIGN_KILLS * 120)
    print(f"{delivered} kills, {again} acts sent again")
    assert delivered == CAMPAIGN_KILLS


def _lax(mortal: Mortal) -> None:
    """Let every session acknowledge what is not on the disk yet."""
    conninfo = mortal.url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
        connection.execute("ALTER SYSTEM SET wal_writer_flush_after = '1GB'")
        connection.execute("ALTER DATABASE postgres SET synchronous_commit = off")
        connection.execute("SELECT pg_reload_conf()")


@own_server
@pytest.mark.slow
def test_without_durable_settings_what_was_acknowledged_is_lost(
    mortal: Mortal, tmp_path: Path
) -> None:
    """The negative control of `settings`: the harness sees the loss, and so would the head record."""
    engine = open_engine(mortal.url)
    schema.upgrade(engine)
    engine.dispose()
    _lax(mortal)
    place = Place(mortal.url, tmp_path / "head.json")
    with pytest.raises(LedgerStopped) as refused:
        place.open().engine.connect()
    assert refused.value.code == "settings_not_durable"
    with switches.without("settings"):
        ledger = place.open()
        given = {name: receipts.send(ledger, name) for name in map("act-{}".format, range(20))}
        mortal.kill()
        ledger.engine.dispose()
        mortal.start()
        leaves = {n: receipt.parse(data).entry.leaf_hash for n, data in given.items()}
        found = crowd.problems(place, leaves)
        assert any(one.startswith("lost act-") for one in found), "nothing was lost: no control"
        with pytest.raises(LedgerStopped) as stopped:
            receipts.send(place.open(), "more")
        assert stopped.value.code == "head_record_ahead"
