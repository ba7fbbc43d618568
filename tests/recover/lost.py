"""A ledger that goes on, and the backup of it that is put in its place."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ledger import export
from ledger.chain import tiles
from ledger.ledger import Ledger
from ledger.read import entry, size
from ledger.store import checkpoints, entries, heads
from ledger.store.trees import Tree
from tests import postgres
from tests.faults import rig
from tests.faults.rig import Rig

BEFORE, AFTER = 4, 5
"""Entries at the time of the backup, and those that came after it."""


class Lost(NamedTuple):
    """`now` is what is left: an older database with the newest head record beside it."""

    now: Rig
    whole: Rig
    bundle: Path
    tiles: Path

    @property
    def size(self) -> int:
        """How many entries there were."""
        return BEFORE + AFTER


def lose(url: str, folder: Path, server: postgres.Server | None) -> Lost:
    """Prepare a ledger, copy it, let the one go on, and give the other its head record."""
    place = folder / "whole"
    place.mkdir()
    whole = rig.prepare(rig.sqlite_url(place) if server is None else url, place)
    ledger = whole.open()
    say(ledger, "kept")
    rig.close(ledger)
    copy = whole.copy(folder / "now", None if server is None else server.copy(url))
    ledger = whole.open()
    say(ledger, "a")
    say(ledger, "b", "c", "d")
    say(ledger, "e")
    bundle = folder / "bundle.zip"
    export.bundle(ledger, bundle)
    write_tiles(ledger, folder / "tiles")
    rig.close(ledger)
    shutil.copy(whole.record, copy.record)
    return Lost(copy, whole, bundle, folder / "tiles")


def say(ledger: Ledger, *names: str) -> list[bytes]:
    """Record announcements, those given together in one commit; return the receipts."""
    from ledger.submit import Recorded, submit

    answers = submit(ledger, [rig.announcement(ledger, name) for name in names])
    assert all(isinstance(one, Recorded) for one in answers), answers
    return [one.receipt for one in answers if isinstance(one, Recorded)]


def write_tiles(ledger: Ledger, folder: Path, at: int | None = None) -> None:
    """Write checkpoint and entry bundles of a size, as a mirror has them."""
    with ledger.engine.connect() as connection:
        count = heads.read(connection).size if at is None else at
        signed = checkpoints.read(connection, count)
        assert signed is not None
        tree = Tree(connection)
        for tile in tiles.needed(count):
            path = folder / tiles.path(tile)
            path.parent.mkdir(parents=True, exist_ok=True)
            start, stop = tile.number * 256, tile.number * 256 + tile.width
            if tile.level == tiles.ENTRIES:
                path.write_bytes(tiles.join_entries(entries.texts(connection, start, stop)))
            else:
                level = tile.level * 8
                path.write_bytes(b"".join(tree.subtree(level, n) for n in range(start, stop)))
    (folder / "checkpoint").write_bytes(signed.note)


def texts(place: Rig) -> Sequence[bytes]:
    """The bytes of every entry."""
    ledger = place.open()
    try:
        return [entry(ledger, index) for index in range(size(ledger))]
    finally:
        rig.close(ledger)
