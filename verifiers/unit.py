"""The files of a bundle of one unit (specification, section 10), and claims on them: what is there is in the log, and
nothing is left out (V02, V03, V04, V06, V17); the law is the sealed one (V14, V26, V27).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from verifiers import act, fields, merkle, proofs, seals
from verifiers import spelling as s
from verifiers.act import Entry
from verifiers.findings import Claim, Finding
from verifiers.line import Taken
from verifiers.note import Checkpoint
from verifiers.proven import Sealed
from verifiers.reading import Json, Malformed, encode, read
from verifiers.reading import line as line_of
from verifiers.seals import Sheet

LINES_MAX = 1_000_000
LINE_BYTES_MAX = 2**24
OF_LAW = "law:"
_hashes = s.array(s.TYPES["hash"], 0, 126)
_index = s.integer(0)
_HEAD = s.record("first:count path:hashes", hashes=_hashes)
_SHEET = s.record(
    "acts:acts chain:hash key:key", acts=s.array(_index, 1, LINES_MAX, by=s.itself), key=s.text(2**24, lines=True)
)
_PATH = s.record("inclusion:hashes index:count seen:hashes?", hashes=_hashes)


_outcome = s.one_of("effective", "no_effect", "not_adopted", "void")
_MARK = s.record("code:code event:count rule:line? subject:line?", line=s.text(1000))


def is_judgement(value: Json, events: int) -> bool:
    """Whether an entry's judgement is of the form of section 8.2, for so many events."""
    shape = s.record("events:events marks:marks", events=s.array(_outcome, events, events), marks=s.array(_MARK))
    return fields.holds(shape, value) and all(mark["event"] <= events for mark in value["marks"])


class LawSheets(NamedTuple):
    """`law.jsonl`: the sheets from place `first` on, in order, and what stands beside them in the tree."""

    first: int
    path: list[bytes]
    sheets: list[Json]

    @property
    def of_law(self) -> list[Json]:
        """The sheets of law; there is one beside them at either end, of something else."""
        return [sheet for sheet in self.sheets if sheet["key"].startswith(OF_LAW)]


def _read(lines: Iterable[bytes], shape: s.Check, name: str) -> list[Json]:
    found: list[Json] = []
    for line in lines:
        if len(found) == LINES_MAX:
            raise Malformed("too_large", f"more than {LINES_MAX} lines")
        found.append(read(line, bytes_max=LINE_BYTES_MAX))
        (_HEAD if shape is _SHEET and len(found) == 1 else shape)(found[-1])
    listed = [one[name] for one in found if name in one]
    if any(a >= b for a, b in zip(listed, listed[1:], strict=False)):
        raise Malformed("bad_member", f"lines that are not sorted by {name}, once each")
    return found


def parse_law(lines: Iterable[bytes]) -> LawSheets:
    """Reads `law.jsonl` strictly."""
    head, *sheets = _read(lines, _SHEET, "key") or [{}]
    if not sheets:
        raise Malformed("missing_member", "law.jsonl: no sheet")
    return LawSheets(head["first"], _unhex(head["path"]), sheets)


def parse_paths(lines: Iterable[bytes]) -> dict[int, Json]:
    """Reads `paths.jsonl` strictly: its lines by index, in their order."""
    return {one["index"]: one for one in _read(lines, _PATH, "index")}


def _unhex(path: list[str]) -> list[bytes]:
    return [bytes.fromhex(hash_) for hash_ in path]


class Included(Claim):
    """Takes the entries of the bundle in their order; each stands for itself, in the tree of the checkpoint."""

    def __init__(self, ledger: Json, stated: Checkpoint | None, paths: dict[int, Json]) -> None:
        super().__init__("V02", "V03", "V04", "V06", "V17")
        self._ledger, self._stated, self._paths = ledger, stated, paths
        self._order, self._last, self._recorded_at = list(paths), -1, ""
        self.there: dict[int, str] = {}
        """By index the acts of the entries; of a line that cannot be read nothing is known."""

    def take(self, number: int, line: bytes, taken: Taken) -> Entry | None:
        """The entry on a line, if it can be read: V02, V04, V06, V17."""
        try:
            entry = taken.entry or act.read(line)
        except Malformed as error:
            self._refuse(number, error)
            return None
        index, at, found = entry.index, entry.doc["recorded_at"], []
        if index <= self._last:
            found.append(Finding("V04", "index_out_of_order", index, f"an index above {self._last}", index))
        if at < self._recorded_at:
            found.append(Finding("V17", "clock_did_not_progress", index, self._recorded_at, at))
        self._last, self._recorded_at = max(index, self._last), max(at, self._recorded_at)
        self.there[index] = entry.act["act_id"]
        self.file(("V02", "V04", "V17"), found)
        if self._stated:
            self.file(("V06",), self._rooted(index, taken.leaf, self._stated))
        return entry

    def _refuse(self, number: int, error: Malformed) -> None:
        """A line that cannot be read has the index of the path that goes with it."""
        index = self._order[number] if number < len(self._order) else None
        if index is not None:
            self.there[index] = ""
        self.file(("V02",), [Finding("V02", error.code, index, "a canonical entry of format 0", error.found)])

    def _rooted(self, index: int, leaf: bytes, stated: Checkpoint) -> list[Finding]:
        path = self._paths.get(index)
        root = path and proofs.root_from_inclusion(leaf, index, stated.size, _unhex(path["inclusion"]))
        sides = stated.root.hex(), root.hex() if root else "no path"
        return [] if root == stated.root else [Finding("V06", "entry_not_in_log", index, *sides)]

    def binding(self, entry: Entry, leaf: bytes) -> bool:
        """V03: the act is about this ledger, and its signers had seen no other history."""
        index, ledger, events = entry.index, entry.act["ledger"], entry.act["events"]
        found: list[Finding] = []
        if index == 0:
            if leaf.hex() != self._ledger["id"]:
                self.outcomes["V03"].fail(Finding("V03", "other_ledger", 0, self._ledger["id"], leaf.hex()))
            if ledger["id"] or len(events) > 1 or events[0]["type"] != "ledger.founded":
                found.append(Finding("V03", "not_founding", 0, "ledger.founded alone", ledger["id"]))
            ledger = ledger | {"id": self._ledger["id"]}
        if ledger != self._ledger:
            found.append(Finding("V03", "other_ledger", index, self._ledger, ledger))
        seen = entry.act["seen"]
        if seen and not self._has_seen(index, seen):
            expected = "a root of this log, of a size up to the index"
            found.append(Finding("V03", "seen_not_ours", index, expected, f"{seen['size']} {seen['root']}"))
        return self.file(("V03",), found)

    def _has_seen(self, index: int, seen: Json) -> bool:
        if seen["size"] > index or self._stated is None:
            return bool(seen["size"] <= index)
        path = _unhex((self._paths.get(index) or {"seen": None})["seen"] or [])
        root, stated = bytes.fromhex(seen["root"]), self._stated
        return proofs.is_consistent(seen["size"], root, new_size=stated.size, new_root=stated.root, proof=path)

    def finish(self, named: set[int], affirmed: set[str]) -> None:
        """V04: every entry is there that something names, and no other."""
        for index in sorted((named | set(self._paths)) - set(self.there)):
            self.outcomes["V04"].fail(Finding("V04", "entries_missing", index, f"entry {index}", "no such entry"))
        for index in sorted(set(self.there) - named):
            id = self.there[index]
            if id and id not in affirmed:
                expected = "an entry of the unit, of the law, or affirmed"
                self.outcomes["V04"].fail(Finding("V04", "entry_not_of_unit", index, expected, f"act {id}"))


class SealedLaw(Claim):
    """The sheets of law: sealed, all of them, and those that the entries of administration make."""

    def __init__(self, told: LawSheets) -> None:
        super().__init__("V14", "V26", "V27")
        self._told, self._made = told, dict[str, Sheet]()

    def take(self, leaf: bytes, rows: list[Json]) -> None:
        """The rows of an entry of administration."""
        for key, placed in seals.place(rows).items():
            if key.startswith(OF_LAW):
                lines = [line_of(rows[ordinal]) for ordinal in placed]
                self._made[key] = seals.step(self._made.get(key), leaf, lines)

    def finish(self, sealed: Sealed | None) -> None:
        """V14, and where the seal counts V26 and V27."""
        told = {one["key"]: _leaf(one) for one in self._told.of_law}
        made = {key: _spelled(key, *sheet) for key, sheet in self._made.items()}
        for key in sorted(told.keys() | made.keys()):
            sides = [(each.get(key) or b"no sheet").decode() for each in (made, told)]
            self.file(("V14",), [] if sides[0] == sides[1] else [Finding("V14", "sheet_differs", None, *sides)])
        if sealed:
            self._check_root(sealed)

    def _check_root(self, sealed: Sealed) -> None:
        first, path, sheets = self._told
        leaves = [merkle.leaf_hash(_leaf(one)) for one in sheets]
        root = proofs.root_from_range(leaves, first, sealed.sheets, path)
        sides = sealed.root, root.hex() if root else "no path of the sheets of law"
        self.file(("V26",), [] if sides[0] == sides[1] else [Finding("V26", "sheet_not_sealed", None, *sides)])
        ends = first > 0 and sheets[0], first + len(sheets) < sealed.sheets and sheets[-1]
        is_open = any(one and one["key"].startswith(OF_LAW) for one in ends)
        beside = "a sheet of something else before and after those of law", "a sheet of law at the end"
        self.file(("V27",), [Finding("V27", "sheet_missing", None, *beside)] if is_open else [])


def _leaf(one: Json) -> bytes:
    return encode(one | {"acts": len(one["acts"])})


def _spelled(key: str, acts: int, chain: bytes) -> bytes:
    return encode({"acts": acts, "chain": chain.hex(), "key": key})
