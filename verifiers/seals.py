"""State seals (specification, section 14): sheets of the state, and the claim that each seal tells their root (V25).

The sheet of a key is the count of the entries placed on it and their chain:

```
{"acts":2,"chain":"8a2c3e1b…","key":"unit:pc-1"}
```
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator

from verifiers import merkle
from verifiers.findings import NOT_CHECKED, Claim, Finding
from verifiers.judge import Case
from verifiers.reading import Json, encode

BEHIND_MAX = 10_000
"""A seal is of a position at most so many entries before its own."""
NAMED_MAX = 100
_NAMED_BY_ALL = ("act:", "contest:", "decision:", "election:", "run:")
_AIMED = ("lift", "narrow", "widen")
_START = 0, bytes(32)

Sheet = tuple[int, bytes]
"""How many entries, and their chain."""


def key_of(subject: str) -> str:
    """The key of a subject: of a poll or count its unit, of a decision its act."""
    kind, _, rest = subject.partition(":")
    if kind == "decision":
        return "act:" + rest
    return "unit:" + rest.split("/")[1] if kind in ("poll", "count") else subject


def place(rows: list[Json]) -> dict[str, list[int]]:
    """The ordinals of an entry's rows by the keys on which they lie (section 14.1), in order, the `act` row first."""
    found: dict[str, list[int]] = {}
    on: dict[str, list[str]] = {}
    for row in rows:
        if row["table"] == "effect_unit":
            on.setdefault(row["effect"], []).append("unit:" + row["unit"])
    for ordinal, row in enumerate(rows):
        if row["table"] == "touch":
            if not row["key"].startswith(_NAMED_BY_ALL):
                found.setdefault(row["key"], [0])
        elif row["table"] == "status":
            found.setdefault(key_of(row["subject"]), [0]).append(ordinal)
        else:
            for key in set(_keys(row, on)):
                found.setdefault(key, [0]).append(ordinal)
    return found


def _keys(row: Json, on: dict[str, list[str]]) -> Iterator[str]:
    table = row["table"]
    if table == "effect_unit":
        yield "unit:" + row["unit"]
    elif table == "amount":
        yield row["holder"]
    elif table == "figure":
        yield "form:" + row["form"]
    elif table == "member":
        yield "unit_list:" + row["list"]
    elif table == "subject":
        yield from filter(None, (row["key"], row["parent"]))
    elif table == "law":
        yield f"law:{row['kind']}/{row['id']}"
        if row["kind"] == "key" and row["doc"] and row["doc"]["suspect_from"] is not None:
            yield "law:suspect"
    elif table == "effect" and row["verb"] != "link":
        units = on.get(row["id"], [])
        yield from ("act:" + row["act"], *units)
        if row["run"] is not None and not units:
            yield "run:" + row["run"]
        yield from _aims(row)


def _aims(row: Json) -> Iterator[str]:
    """The keys at which an effect aims by its target."""
    if row["verb"] in _AIMED:
        yield "act:" + row["target"].partition("#")[0]
    elif row["verb"] in ("due", "done"):
        yield key_of(row["target"].partition("/")[2])
    elif row["verb"] in ("allocate", "title"):
        yield row["target"]


def step(sheet: Sheet | None, leaf: bytes, lines: Iterable[str]) -> Sheet:
    """The sheet after one more entry with these lines on it."""
    count, chain = sheet or _START
    return count + 1, hashlib.sha256(chain + leaf + "".join(lines).encode()).digest()


def leaf_of(key: str, sheet: Sheet) -> bytes:
    """The leaf hash of a sheet."""
    return merkle.leaf_hash(encode({"acts": sheet[0], "chain": sheet[1].hex(), "key": key}))


class Sheets:
    """All sheets as they grow, and the state root at positions of which each is later than the one before."""

    def __init__(self) -> None:
        self._latest: dict[str, Sheet] = {}
        self._steps: deque[tuple[int, str, Sheet]] = deque()
        self._changed: dict[str, Sheet] = {}
        self._keys: list[str] = []
        self._leaves: list[bytes] = []
        self._asked: tuple[int, list[str], list[bytes]] = 0, [], []

    def add(self, index: int, leaf: bytes, rows: list[Json], *, lines: list[str]) -> None:
        """The rows of an entry, and their lines."""
        for key, placed in place(rows).items():
            self._latest[key] = sheet = step(self._latest.get(key), leaf, [lines[ordinal] for ordinal in placed])
            self._steps.append((index, key, sheet))
        # What no seal can ask for any more need not be told apart.
        self._settle(index - BEHIND_MAX)

    def root(self, position: int) -> tuple[str, int]:
        """The state root at a position, and how many sheets there are."""
        changed = self._changed | {key: sheet for index, key, sheet in self._steps if index < position}
        keys, leaves = self._keys[:], self._leaves[:]
        for key in sorted(changed):
            at = bisect_left(keys, key)
            if at == len(keys) or keys[at] != key:
                keys.insert(at, key)
                leaves.insert(at, b"")
            leaves[at] = leaf_of(key, changed[key])
        self._asked = position, keys, leaves
        return _root(leaves).hex(), len(keys)

    def keep(self) -> None:
        """What was asked last was sealed: no earlier position is asked for again."""
        position, self._keys, self._leaves = self._asked
        self._settle(position)
        self._changed = {}

    def _settle(self, position: int) -> None:
        while self._steps and self._steps[0][0] < position:
            _, key, sheet = self._steps.popleft()
            self._changed[key] = sheet


def _root(hashes: list[bytes]) -> bytes:
    """The root over leaf hashes, level by level; a last one without neighbour goes up as it is."""
    while len(hashes) > 1:
        pairs = range(0, len(hashes) - 1, 2)
        odd = hashes[len(hashes) & ~1 :]
        hashes = [hashlib.sha256(b"\x01" + hashes[i] + hashes[i + 1]).digest() for i in pairs] + odd
    return hashes[0] if hashes else merkle.EMPTY_ROOT


class Seals(Claim):
    """Computes every seal again."""

    def __init__(self) -> None:
        super().__init__("V25")
        self._sheets, self._last, self._certified = Sheets(), 0, list[int]()

    def examine(self, case: Case) -> bool:
        """Step 12 for a seal: whether it is its turn, and tells the state; true of any other act."""
        if not case.is_seal:
            return True
        index, stated = case.entry.index, case.entry.act["events"][0]["fields"]
        low, high = max(self._last + 1, index - BEHIND_MAX), index
        if not low <= stated["position"] <= high:
            found = Finding("V25", "seal_position", index, f"a position from {low} to {high}", stated["position"])
            return self.file(("V25",), [found])
        root, count = self._sheets.root(stated["position"])
        sides = f"{root} of {count} sheets", f"{stated['root']} of {stated['sheets']} sheets"
        if sides[0] != sides[1]:
            return self.file(("V25",), [Finding("V25", "seal_differs", index, *sides)])
        self._last = stated["position"]
        self._certified = [index for index in self._certified if index >= self._last]
        self._sheets.keep()
        return self.file(("V25",), [])

    def take(self, index: int, leaf: bytes, rows: list[Json], *, lines: list[str]) -> None:
        """The rows of an entry and their lines; none for an entry that is not admitted."""
        self._sheets.add(index, leaf, rows, lines=lines)
        if any(row["table"] == "effect" and row["verb"] == "certify" for row in rows):
            self._certified.append(index)

    def finish(self) -> None:
        """At the end of the log what was certified must have been sealed, then or later."""
        if named := ", ".join(map(str, self._certified[:NAMED_MAX])):
            more = len(self._certified) - NAMED_MAX
            self.outcomes["V25"].skipped = NOT_CHECKED
            self.outcomes["V25"].reason = f"no seal follows the certifications of entries {named}" + (
                f" and {more} more" if more > 0 else ""
            )
