"""Tiles (c2sp.org/tlog-tiles): exported into a folder, or served one by one.

    folder/checkpoint                the newest published checkpoint, written last
    folder/tile/0/000 ...            hashes
    folder/tile/entries/000 ...      the entries, byte for byte as they were hashed

Exporting again adds what is new. Each entry is hashed once more on the way out, and each tile
compared with the stored tree: what does not verify is never published. A folder of another log,
or one that has seen more of this log or another past of it, is refused.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from ledger.chain import checkpoint, merkle, tiles
from ledger.chain.checkpoint import Checkpoint, LogKey
from ledger.chain.tiles import ENTRIES, WIDTH, Tile
from ledger.errors import LedgerStopped, Malformed, NotFound
from ledger.ledger import Ledger
from ledger.publish import newest
from ledger.publish.folder import CHECKPOINT, Folder
from ledger.store import entries, heads, publications
from ledger.store.engine import reading
from ledger.store.trees import Tree

CHECKPOINT_NAME = CHECKPOINT

_TILES_AT_ONCE = 64
_BATCHES_WAITING_MAX = 3

Files = list[tuple[str, bytes]]


class Exported(NamedTuple):
    """What an export did: the size that the folder now has, files added, partial tiles removed."""

    size: int
    added: int
    removed: int


def export(ledger: Ledger, path: Path) -> Exported:
    """Bring a folder up to the newest published checkpoint.

    Raises Malformed for a folder of another log, LedgerStopped where its checkpoint, signed by us,
    covers more than the database or another past.
    """
    folder = Folder(path)
    with reading(ledger.engine) as connection, folder.lock():
        published = newest(connection)
        tree = Tree(connection)
        keys = ledger.log_keys(connection, heads.read(connection).size).known
        stated = _require_covered(tree, published, keys)
        old_size = _previous(folder, tree, published=stated, keys=keys)
        added = _put_all(folder, _contents(connection, tree, old_size, stated.size))
        folder.put_checkpoint(published.note)
        return Exported(stated.size, added, folder.remove_partials(stated.size))


def content(ledger: Ledger, name: str) -> tuple[bytes, int]:
    """Return what `tile/...` holds in the published log, and of how many entries it ends the tree.

    NotFound where the newest published log has no such tile.
    """
    with reading(ledger.engine) as connection:
        size = newest(connection).size
        try:
            tile = tiles.parse_path(name)
        except Malformed:
            tile = Tile(0, size, WIDTH)
        if not tiles.is_part_of(tile, size):
            found = f"no {name} in a log of {size} entries"
            raise NotFound(found, "read `checkpoint` first, and ask for tiles of its size")
        start = tile.number * WIDTH
        end = start + tile.width
        if tile.level == ENTRIES:
            return tiles.join_entries(entries.texts(connection, start, end)), end
        return tiles.join_hashes(Tree(connection).tile(*tile)), end * WIDTH**tile.level


def _require_covered(
    tree: Tree, published: publications.Publication, keys: Sequence[LogKey]
) -> Checkpoint:
    """Return what the published checkpoint states; stop if the stored tree has another root."""
    stated = checkpoint.open(published.note, keys)
    if tree.root_at(stated.size) != stated.root:
        found = f"the tree of {stated.size} entries has another root than the published one"
        do = "verify a copy of the database, and restore one that verifies; nothing was exported"
        raise LedgerStopped("tree_differs", found, do)
    return stated


def _previous(folder: Folder, tree: Tree, *, published: Checkpoint, keys: Sequence[LogKey]) -> int:
    """Return the size that the folder has already, 0 for a new one; refuse what is not ours."""
    data = folder.checkpoint()
    if data is None:
        return 0
    try:
        stated = checkpoint.open(data, keys)
    except Malformed as error:
        expected = f"an empty folder, or tiles of {published.origin}"
        raise Malformed("tiles_foreign", expected, error.found, str(folder.path)) from error
    if stated.size > published.size:
        found = f"{folder.path} has a checkpoint of size {stated.size}, signed by this log's key, "
        found += f"and the newest published here covers {published.size}"
        do = (
            "find the database that went further, and use that; do not write here until it is found"
        )
        raise LedgerStopped("tiles_ahead", found, do)
    if tree.root_at(stated.size) != stated.root:
        found = f"{folder.path} and the database state different logs of size {stated.size}"
        do = "keep both as they are: two histories were signed, and others have to be told"
        raise LedgerStopped("tiles_fork", found, do)
    return stated.size


def _put_all(folder: Folder, batches: Iterator[Files]) -> int:
    """Put every batch; the disk works on some while the next are read and hashed."""
    added = 0
    waiting: deque[Future[int]] = deque()
    with ThreadPoolExecutor(_BATCHES_WAITING_MAX) as pool:
        for batch in batches:
            waiting.append(pool.submit(folder.put, batch))
            if len(waiting) >= _BATCHES_WAITING_MAX:
                added += waiting.popleft().result()
        while waiting:
            added += waiting.popleft().result()
    return added


def _contents(connection: Connection, tree: Tree, old_size: int, size: int) -> Iterator[Files]:
    """Yield names and contents of all that a log of `size` has and one of `old_size` had not."""
    step = _TILES_AT_ONCE * WIDTH
    for start in range(old_size // WIDTH * WIDTH, size, step):
        stop = min(size, start + step)
        yield _lowest(connection, tree, start, stop)
    above = [tile for tile in tiles.needed(size, old_size) if tile.level > 0]
    for first in range(0, len(above), _TILES_AT_ONCE):
        some = above[first : first + _TILES_AT_ONCE]
        yield [(tiles.path(tile), tiles.join_hashes(tree.tile(*tile))) for tile in some]


def _lowest(connection: Connection, tree: Tree, start: int, stop: int) -> Files:
    """Return tiles of level 0 and bundles of the entries [start, stop), verified on the way."""
    texts = entries.texts(connection, start, stop)
    files: Files = []
    for first in range(start, stop, WIDTH):
        bundle = texts[first - start : first - start + WIDTH]
        hashes = [sha256(b"\x00" + text).digest() for text in bundle]
        if len(hashes) < min(WIDTH, stop - first) or not _is_stored(tree, first, hashes):
            raise _damaged(connection, first, stop)
        tile = Tile(0, first // WIDTH, len(hashes))
        files.append((tiles.path(tile), tiles.join_hashes(hashes)))
        files.append((tiles.path(tile._replace(level=ENTRIES)), tiles.join_entries(bundle)))
    return files


def _is_stored(tree: Tree, first: int, hashes: Sequence[bytes]) -> bool:
    """Whether the stored tree is over these hashes: whole tiles by the one hash over them."""
    number, place = first // WIDTH, first // WIDTH % WIDTH
    if len(hashes) < WIDTH:
        return tree.tile(0, number, len(hashes)) == hashes
    return tree.tile(1, number // WIDTH, place + 1)[place] == merkle.join_complete(hashes)


def _damaged(connection: Connection, first: int, stop: int) -> LedgerStopped:
    """Return what to say of entries that do not have the hashes stored for them."""
    do = "keep this database as it is, and restore a copy that verifies; nothing was published"
    rows = entries.scan(connection, first, min(stop, first + WIDTH))
    for index, stored in enumerate(rows, first):
        if stored.entry_index != index or merkle.leaf_hash(stored.data) != stored.leaf:
            found = f"entry {index} is missing, or does not have the hash stored beside it"
            return LedgerStopped("entry_damaged", found, do)
    found = f"the tree stored over entry {first} and those after is not that of the entries"
    return LedgerStopped("tree_differs", found, do)
