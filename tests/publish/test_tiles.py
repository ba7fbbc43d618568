"""Tiles in a folder: what a log of each size has, never anything else, whatever happens on the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from ledger.chain import checkpoint, merkle, note, tiles
from ledger.chain.keys import PrivateKey
from ledger.chain.tiles import ENTRIES, TileTree
from ledger.errors import LedgerStopped, Malformed, NotFound, Unavailable
from ledger.ledger import Ledger
from ledger.publish import publish
from ledger.publish.tiles import Exported, content, export
from ledger.store import crash
from tests.publish import listed
from tests.store import logs


@pytest.fixture
def ledger(engine_url: str) -> Ledger:
    """A ledger whose founding entry lists its two keys, with 255 entries and no publication."""
    return listed.make(engine_url, 255)


def folder_of(ledger: Ledger, folder: Path) -> set[str]:
    """Read the whole folder as a stranger does, verify it, and return the names in it."""
    data = (folder / "checkpoint").read_bytes()
    opened = note.open(data, ledger.verifier_keys())
    stated = checkpoint.read(opened.text)
    tree = TileTree(stated.size, lambda tile: read_tile(folder, tile))
    assert tree.root() == stated.root
    for number in range(-(-stated.size // 256)):
        width = min(256, stated.size - number * 256)
        bundle = read_tile(folder, tiles.Tile(ENTRIES, number, width))
        found = tiles.split_entries(bundle, width)
        for offset, data in enumerate(found):
            assert tree.subtree(0, number * 256 + offset) == merkle.leaf_hash(data)
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def read_tile(folder: Path, tile: tiles.Tile) -> bytes:
    """A tile, from its full one where the partial is gone."""
    path = folder / tiles.path(tile)
    if path.exists():
        return path.read_bytes()
    return (folder / tiles.path(tile.full)).read_bytes()[: tile.width * 32]


def test_a_folder_grows_with_the_log(ledger: Ledger, tmp_path: Path) -> None:
    """It has what the published size has; partial tiles go once their full one is covered."""
    place = tmp_path / "web" / "log"
    publish(ledger)
    assert export(ledger, place) == Exported(255, 2, 0)
    assert folder_of(ledger, place) == {
        "checkpoint",
        "tile/0/000.p/255",
        "tile/entries/000.p/255",
    }
    assert export(ledger, place) == Exported(255, 0, 0)
    logs.record(ledger, "next")
    assert export(ledger, place).size == 255, "what is not published is not exported"
    publish(ledger)
    assert export(ledger, place) == Exported(256, 3, 2)
    assert folder_of(ledger, place) == {
        "checkpoint",
        "tile/0/000",
        "tile/entries/000",
        "tile/1/000.p/1",
    }
    logs.record(ledger, "another")
    publish(ledger)
    logs.record(ledger, "last")
    publish(ledger)
    assert export(ledger, place).added == 2
    assert {"tile/0/001.p/2", "tile/1/000.p/1"} <= folder_of(ledger, place)
    logs.record(ledger, "very-last")
    publish(ledger)
    export(ledger, place)
    assert {"tile/0/001.p/2", "tile/0/001.p/3"} <= folder_of(ledger, place), "both were published"


def test_exporting_at_once_or_in_steps_gives_the_same_files(ledger: Ledger, tmp_path: Path) -> None:
    """Apart from the partial tiles of sizes published in between."""
    publish(ledger)
    export(ledger, tmp_path / "steps")
    listed.grow(ledger, 700)
    publish(ledger)
    export(ledger, tmp_path / "steps")
    export(ledger, tmp_path / "once")
    once, steps = folder_of(ledger, tmp_path / "once"), folder_of(ledger, tmp_path / "steps")
    assert once == steps
    for name in once:
        assert (tmp_path / "once" / name).read_bytes() == (tmp_path / "steps" / name).read_bytes()
        if name != "checkpoint":
            assert content(ledger, name)[0] == (tmp_path / "once" / name).read_bytes()


def test_a_ledger_serves_the_tiles_of_its_published_size_only(ledger: Ledger) -> None:
    """Narrower ones of earlier sizes too; nothing ahead, and nothing that is no tile."""
    with pytest.raises(NotFound):
        content(ledger, "tile/0/000.p/255")
    publish(ledger)
    whole = content(ledger, "tile/0/000.p/255")[0]
    assert content(ledger, "tile/0/000.p/3") == (whole[:96], 3)
    assert len(tiles.split_entries(content(ledger, "tile/entries/000.p/2")[0], 2)) == 2
    logs.record(ledger, "next")
    for name in ("tile/0/000", "tile/0/001", "tile/1/000.p/1", "tile/0/1", "etc/passwd", ""):
        with pytest.raises(NotFound):
            content(ledger, name)


def code_of(ledger: Ledger, folder: Path) -> str:
    """The code with which an export is refused."""
    with pytest.raises((Malformed, LedgerStopped)) as caught:
        export(ledger, folder)
    assert isinstance(caught.value, Malformed | LedgerStopped)
    return caught.value.code


def test_a_folder_of_another_log_is_refused(
    ledger: Ledger, sqlite_url: str, tmp_path: Path
) -> None:
    """Nothing in it is touched."""
    other = listed.make(sqlite_url + ".other", 3, key=PrivateKey.from_seed(b"o" * 32), second=None)
    publish(other)
    export(other, tmp_path / "tiles")
    before = folder_of(other, tmp_path / "tiles")
    publish(ledger)
    assert code_of(ledger, tmp_path / "tiles") == "tiles_foreign"
    assert folder_of(other, tmp_path / "tiles") == before
    (tmp_path / "tiles" / "checkpoint").write_text("nonsense")
    assert code_of(ledger, tmp_path / "tiles") == "tiles_foreign"


def test_a_folder_that_has_seen_more_or_otherwise_is_refused(
    sqlite_url: str, tmp_path: Path
) -> None:
    """It bears our signature: a restored backup, or a fork."""
    ahead, behind, beside = (
        listed.make(f"{sqlite_url}.{number}", size, text=said)
        for number, (said, size) in enumerate((("same", 5), ("same", 3), ("other", 5)))
    )
    for one in (ahead, behind, beside):
        publish(one)
    export(ahead, tmp_path / "tiles")
    assert code_of(behind, tmp_path / "tiles") == "tiles_ahead"
    assert code_of(beside, tmp_path / "tiles") == "tiles_fork"
    assert folder_of(ahead, tmp_path / "tiles")


def test_files_that_say_something_else_are_not_replaced(ledger: Ledger, tmp_path: Path) -> None:
    """A name has one content for ever."""
    publish(ledger)
    wrong = tmp_path / "tile" / "0" / "000.p" / "255"
    wrong.parent.mkdir(parents=True)
    wrong.write_bytes(bytes(255 * 32))
    assert code_of(ledger, tmp_path) == "tiles_differ"
    assert not (tmp_path / "checkpoint").exists()


@pytest.mark.parametrize(
    "change, code",
    [
        ("UPDATE entry SET data = zeroblob(9) WHERE entry_index = 300", "entry_damaged"),
        ("UPDATE entry SET entry_index = 900 WHERE entry_index = 300", "entry_damaged"),
        ("UPDATE entry SET leaf = zeroblob(32) WHERE entry_index = 599", "tree_differs"),
        ("UPDATE subtree SET hash = zeroblob(32) WHERE level = 1 AND number = 1", "tree_differs"),
        (
            "UPDATE subtree SET hash = (SELECT leaf FROM entry WHERE entry_index = 2),"
            " number = number WHERE level = 1 AND number = 0",
            "tree_differs",
        ),
    ],
)
def test_what_does_not_verify_is_not_exported(
    sqlite_url: str, tmp_path: Path, *, change: str, code: str
) -> None:
    """Every entry is hashed again on the way out, and every tile compared with the stored tree."""
    ledger = listed.make(sqlite_url, 600)
    publish(ledger)
    with ledger.engine.begin() as connection:
        for trigger in ("entry_no_update", "subtree_no_update"):
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        connection.execute(text(change))
    assert code_of(ledger, tmp_path / "tiles") == code
    assert not (tmp_path / "tiles" / "checkpoint").exists()


class _Fault(Exception):
    """What a test raises at a point."""


WRITES = [name for name in crash.WRITES if name.startswith("tile")]


@pytest.fixture
def disarmed() -> Iterator[None]:
    """However the test ends."""
    yield
    crash.arm(None)


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("write", WRITES)
def test_a_fault_at_any_write_is_finished_by_the_next_export(
    sqlite_url: str, tmp_path: Path, disarmed: None, *, side: str, write: str
) -> None:
    """In between, the checkpoint in the folder is covered by the files in it."""
    ledger = listed.make(sqlite_url, 250)
    publish(ledger)
    export(ledger, tmp_path / "tiles")
    listed.grow(ledger, 520)
    publish(ledger)
    reached: list[str] = []

    def listener(point: str) -> None:
        reached.append(point)
        if point == f"{side}_{write}":
            raise _Fault

    crash.arm(listener)
    with pytest.raises(_Fault):
        export(ledger, tmp_path / "tiles")
    crash.arm(None)
    assert f"{side}_{write}" in reached
    folder_of(ledger, tmp_path / "tiles")
    assert export(ledger, tmp_path / "tiles").size == 520
    assert folder_of(ledger, tmp_path / "tiles") == {
        "checkpoint",
        *(tiles.path(tile) for tile in tiles.needed(520)),
    }


def test_a_folder_that_cannot_be_written_is_said(sqlite_url: str, tmp_path: Path) -> None:
    """With what to do; the ledger is as before."""
    ledger = listed.make(sqlite_url, 3)
    publish(ledger)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable, match="export again"):
        export(ledger, tmp_path / "file" / "tiles")


def test_a_log_without_mldsa_is_exported_too(sqlite_url: str, tmp_path: Path) -> None:
    """Its checkpoint has one signature."""
    ledger = listed.make(sqlite_url, 3, second=None)
    publish(ledger)
    export(ledger, tmp_path)
    assert len(note.parse((tmp_path / "checkpoint").read_bytes())[1]) == 1
    assert folder_of(ledger, tmp_path)
