"""Thirty-odd restores and other doubts: refused before the first signature, and what if nobody looked.

A backup is put in the place of a ledger that went on: of the database alone, of the database and
the head record, or of everything but the witnesses. As it is, or after somebody wrote to it
without its memories. Each drill says the code of its refusal, and is done a second time without
the defence that refused it: then the act is recorded, a second log begins under one name, and
nobody is told. That is the negative control.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from ledger import append, read
from ledger.chain import receipt
from ledger.chain.guard import Answer, Asked
from ledger.errors import Fault, LedgerStopped
from ledger.ledger import Ledger
from ledger.store import head_record
from tests import postgres
from tests.faults import rig, switches
from tests.faults.rig import Rig
from tests.recover.lost import say, write_tiles

COMMITS = 5


@dataclass(frozen=True, slots=True)
class Drill:
    """What is restored, how many commits were lost by it, and what must come of it.

    `restored` are the memories that come from the backup, `present` those that the ledger has.
    """

    restored: str
    code: str
    defence: str
    lost: int = 1
    present: str = "record"
    went_on: bool = False
    change: str = ""


DATABASE, RECORD_TOO, EVERYTHING = "database", "database record", "database record tiles"
ALL = "record tiles witnesses"

PLAIN = [
    # Of the database only: the head record knows.
    *(Drill(DATABASE, "head_record_ahead", "head_record", lost) for lost in (1, 2, 5)),
    Drill(DATABASE, "head_record_differs", "head_record", 2, went_on=True),
    Drill(DATABASE, "head_record_ahead", "head_record", 5, present="record", went_on=True),
    # Of database and head record: what was published knows.
    *(
        Drill(RECORD_TOO, "tiles_ahead", "tiles", lost, present="record tiles")
        for lost in (1, 2, 5)
    ),
    Drill(RECORD_TOO, "tiles_differs", "tiles", 2, present="record tiles", went_on=True),
    *(
        Drill(RECORD_TOO, "witness_ahead", "witnesses", lost, present="record witnesses")
        for lost in (1, 5)
    ),
    # Of everything, as with a snapshot of the whole machine: others know.
    *(Drill(EVERYTHING, "witness_ahead", "witnesses", lost, present=ALL) for lost in (1, 2, 5)),
    Drill(EVERYTHING, "witness_differs", "witnesses", 2, present=ALL, went_on=True),
    # Nothing is restored, and still there is doubt.
    Drill(EVERYTHING, "witnesses_silent", "witnesses", present=ALL, change="silent"),
    Drill("", "head_record_missing", "head_record", 0, change="no record"),
    Drill("", "clock_did_not_progress", "clock", 0, change="clock back"),
]
ON_POSTGRES = [
    Drill("", "database_server_changed", "guard", 0, change="other server"),
]
DRILLS = [("sqlite", one) for one in PLAIN] + [("postgres", one) for one in PLAIN + ON_POSTGRES]
CONTROLS = [
    # The same on PostgreSQL takes its time, and the guard does not know on which it is.
    pytest.param(*one, marks=[pytest.mark.campaign] if one[0] == "postgres" else [])
    for one in DRILLS
    if one[1].change != "other server"
] + [("postgres", one) for one in ON_POSTGRES]


@dataclass(slots=True)
class Story:
    """A ledger that went on, with a backup of everything before each of its commits."""

    server: postgres.Server | None
    whole: Rig
    backups: dict[int, Rig] = field(default_factory=dict)


def _tell(folder: Path, server: postgres.Server | None, url: str) -> Story:
    place = folder / "whole"
    place.mkdir(parents=True)
    whole = rig.prepare(url or rig.sqlite_url(place), place)
    story = Story(server, whole)
    for left in range(COMMITS, -1, -1):
        ledger = whole.open()
        write_tiles(ledger, whole.folder / "tiles")
        rig.close(ledger)
        copied = whole.copy(folder / f"lost-{left}", None if server is None else server.copy(url))
        shutil.copytree(whole.folder / "tiles", copied.folder / "tiles")
        story.backups[left] = copied
        if left:
            ledger = whole.open()
            say(ledger, *(f"act-{left}-{number}" for number in range(left)))
            rig.close(ledger)
    return story


@pytest.fixture(scope="module")
def stories(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: postgres.Server
) -> Iterator[dict[str, Story]]:
    """The same story on both engines."""
    folder = tmp_path_factory.mktemp("restores")
    with postgres_server.database() as url:
        yield {
            "sqlite": _tell(folder / "sqlite", None, ""),
            "postgres": _tell(folder / "postgres", postgres_server, url),
        }


def _restored(story: Story, drill: Drill, folder: Path) -> Rig:
    """A ledger some of whose memories come from a backup, the others from the newest state."""
    backup, newest = story.backups[drill.lost], story.backups[0]
    database = backup if "database" in drill.restored else newest
    place = database.copy(folder, None if story.server is None else story.server.copy(database.url))
    for name, kept in (("record", rig.RECORD), ("tiles", "tiles")):
        source = (backup if name in drill.restored else newest).folder / kept
        if source.is_dir():
            shutil.copytree(source, folder / kept)
        else:
            shutil.copy(source, folder / kept)
    if drill.went_on:
        _go_on(place, drill)
    return place


def _go_on(place: Rig, drill: Drill) -> None:
    """Somebody wrote to the backup, with no memory but those that were restored as well."""
    ledger = place.open()
    if "record" not in drill.restored:
        ledger.head_record = None
    say(ledger, "forged-1")
    if drill.lost < COMMITS:
        # As far as the newest state went, or further: another log of the same size.
        say(ledger, "forged-2", "forged-3", "forged-4")
    rig.close(ledger)


def _open(place: Rig, drill: Drill, witnessed: bytes) -> Ledger:
    ledger = place.open()
    if "tiles" in drill.present:
        ledger.tiles = place.folder / "tiles"
    if "witnesses" in drill.present:
        answers = (Answer("embassy-a", witnessed), Answer("embassy-b", None))
        ledger.witnesses = lambda: Asked(answers, may_know_more=False)
    if drill.change == "silent":
        silent = (Answer("embassy-a", None), Answer("embassy-b", None))
        ledger.witnesses = lambda: Asked(silent, may_know_more=True)
    if drill.change == "no record":
        place.record.unlink()
    if drill.change == "clock back":
        ledger.clock = lambda: "2013-11-03T07:00:00.000000Z"
    if drill.change == "other server":
        kept = head_record.parse(place.record.read_bytes())
        older = head_record.parse((place.folder.parent / "older.json").read_bytes())
        place.record.write_bytes(head_record.format(older._replace(server="1/1")))
        assert kept.server != "1/1"
    return ledger


def _everything(ledger: Ledger, place: Rig) -> list[object]:
    """All that a signature could have been added to."""
    with ledger.engine.connect() as connection:
        rows = [
            tuple(connection.exec_driver_sql(f"SELECT * FROM {name} ORDER BY 1").all())
            for name in ("entry", "head", "checkpoint", "publication")
        ]
    return [*rows, place.record.read_bytes() if place.record.exists() else None]


def _drill(story: Story, drill: Drill, folder: Path) -> tuple[Ledger, Rig]:
    place = _restored(story, drill, folder / "now")
    shutil.copy(story.backups[1].record, folder / "older.json")
    witnessed = (story.backups[0].folder / "tiles" / "checkpoint").read_bytes()
    return _open(place, drill, witnessed), place


def _named(value: object) -> str:
    if isinstance(value, Drill):
        return f"{value.restored or 'nothing'}-{value.lost}-{value.code}-{value.went_on}"
    return str(value)


def test_there_are_thirty_drills() -> None:
    """And each of the five memories refuses some of them."""
    assert len(DRILLS) >= 30
    assert {drill.code.split("_")[0] for _, drill in DRILLS} == {
        "head", "tiles", "witness", "witnesses", "clock", "database",
    }  # fmt: skip


@pytest.mark.parametrize("engine, drill", DRILLS, ids=_named)
def test_a_restore_is_refused_before_the_first_signature(
    stories: dict[str, Story], engine: str, drill: Drill, tmp_path: Path
) -> None:
    """By its code, with sizes and places; nothing is written anywhere, and reading goes on."""
    ledger, place = _drill(stories[engine], drill, tmp_path)
    before = _everything(ledger, place)
    size = read.size(ledger)
    answer = rig.attempt_and_publish(ledger, rig.announcement(ledger, "more"))
    assert isinstance(answer, LedgerStopped), answer
    assert answer.code == drill.code
    assert answer.do
    assert _everything(ledger, place) == before
    assert read.size(ledger) == size
    assert [len(data) > 0 for data in read.log(ledger)] == [True] * size
    if drill.code.endswith("_ahead"):
        # The newest log has 4 entries more than the first backup, and so on.
        assert f"the database holds {size} entries" in answer.found
    stopped = append.examine(ledger)
    assert drill.change == "clock back" or (stopped is not None and stopped.code == drill.code)
    rig.close(ledger)


@pytest.mark.parametrize("engine, drill", CONTROLS, ids=_named)
def test_without_its_defence_the_restore_is_not_noticed(
    stories: dict[str, Story], engine: str, drill: Drill, tmp_path: Path
) -> None:
    """The negative control: an act is recorded, though it was promised that others stand there."""
    ledger, place = _drill(stories[engine], drill, tmp_path)
    with switches.without(drill.defence):
        if drill.change == "clock back":
            # Behind the guard, the tables have one of their own.
            with pytest.raises((IntegrityError, AssertionError), match="only grow"):
                rig.attempt(ledger, rig.announcement(ledger, "more"))
            rig.close(ledger)
            return
        if drill.change == "no record":
            # Without the defence a new one would be begun nowhere: the act is just recorded.
            ledger.head_record = None
        answer = rig.attempt(ledger, rig.announcement(ledger, "more"))
        assert not isinstance(answer, Fault), answer
    size = receipt.parse(answer).size
    if drill.restored:
        # Two logs bear one signature, and each has a receipt that the other does not honour.
        newest = stories[engine].backups[0].open()
        common = min(size, read.size(newest))
        assert read.root(ledger, common) != read.root(newest, common)
        rig.close(newest)
    rig.close(ledger)
