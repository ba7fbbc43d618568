"""The Merkle tree as it is stored: leaf hashes, and the hashes over 256, 65,536 ... of them.

These are the hashes that C2SP tiles are made of, one row for 256 below it. Everything between is
joined from at most 256 of them, so a root or a proof reads a few tiles, whatever the size.
"""

from sqlalchemy import Connection, bindparam, func, select

from ledger.chain import merkle
from ledger.errors import LedgerStopped
from ledger.store import bulk, driver, entries
from ledger.store.tables import subtree as table

_RISE = 8
_WIDTH = 1 << _RISE

_TILE = (
    select(table.c.number, table.c.hash)
    .where(table.c.level == bindparam("level"))
    .where(table.c.number >= bindparam("start"), table.c.number < bindparam("stop"))
    .order_by(table.c.number)
)
_GREATEST = select(func.max(table.c.number)).where(table.c.level == bindparam("level"))


class Tree:
    """The tree as one transaction sees it; it remembers what it has read, so keep it short."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._tiles: dict[tuple[int, int], list[bytes]] = {}
        self._joined: dict[tuple[int, int], bytes] = {}

    def subtree(self, level: int, number: int) -> bytes:
        """Return the hash over the leaves from `number << level` on, as `chain.merkle` asks."""
        known = self._joined.get((level, number))
        if known is None:
            tile_level, rise = divmod(level, _RISE)
            known = merkle.join_complete(self._hashes(tile_level, number << rise, 1 << rise))
            self._joined[level, number] = known
        return known

    def tile(self, level: int, number: int, width: int) -> list[bytes]:
        """Return the hashes of a C2SP tile: `width` of them, over 256**level leaves each."""
        return self._hashes(level, number << _RISE, width)

    def root_at(self, size: int) -> bytes:
        """Return the root of the first `size` leaves."""
        return merkle.root_at(size, self.subtree)

    def prove_inclusion(self, index: int, size: int) -> list[bytes]:
        """Return the path of an entry in the tree of `size`, its sibling first."""
        return merkle.prove_inclusion(index, size, self.subtree)

    def prove_consistency(self, old_size: int, size: int) -> list[bytes]:
        """Return the proof that the tree of `size` continues that of `old_size`."""
        return merkle.prove_consistency(old_size, size, self.subtree)

    def frontier(self, size: int) -> merkle.Frontier:
        """Return the right edge of the tree of `size`, to go on from."""
        return merkle.Frontier.at(size, self.subtree)

    def _hashes(self, tile_level: int, start: int, count: int) -> list[bytes]:
        """Return `count` hashes of one tile, which the tile holds or its children make."""
        tile, offset = start >> _RISE, start % _WIDTH
        found = self._tile(tile_level, tile)[offset : offset + count]
        for number in range(start + len(found), start + count):
            if tile_level == 0:
                raise _gap(f"no entry {number}")
            # Not stored yet: a process ended between its commit and the growing of the tree.
            below = self._hashes(tile_level - 1, number << _RISE, _WIDTH)
            found.append(merkle.join_complete(below))
        return found

    def _tile(self, tile_level: int, tile: int) -> list[bytes]:
        found = self._tiles.get((tile_level, tile))
        if found is None:
            start = tile << _RISE
            rows = self._read(tile_level, start)
            if [number for number, _ in rows] != list(range(start, start + len(rows))):
                raise _gap(f"a gap in tile {tile} of level {tile_level}")
            found = self._tiles[tile_level, tile] = [row[1] for row in rows]
        return found

    def _read(self, tile_level: int, start: int) -> list[tuple[int, bytes]]:
        if tile_level == 0:
            return entries.leaves(self._connection, start, start + _WIDTH)
        place = {"level": tile_level, "start": start, "stop": start + _WIDTH}
        return [(row[0], row[1]) for row in driver.select(self._connection, _TILE, **place)]


def grow(connection: Connection, old_size: int, size: int) -> None:
    """Store the hashes of the tiles that are complete at `size`; those at `old_size` are stored."""
    if old_size >> _RISE == size >> _RISE:
        return
    tree = Tree(connection)
    level = 1
    while size >> level * _RISE:
        have = driver.value(connection, _GREATEST, level=level)
        missing = range(0 if have is None else have + 1, size >> level * _RISE)
        rows = [(level, number, tree.subtree(level * _RISE, number)) for number in missing]
        bulk.insert(connection, table, rows)
        level += 1


def _gap(found: str) -> LedgerStopped:
    do = "verify a copy of the database, and restore one that verifies; nothing was signed"
    return LedgerStopped("tree_incomplete", f"{found} where the tree needs it", do)
