"""Claim: the entries are those that the checkpoint is about, in order, none missing (V01 to V08, V17).

Everything is recomputed from the bytes. Where a link of the chain is broken, the entry is named whose
bytes are not those that the other entries and the checkpoint speak of.
"""

from __future__ import annotations

from verifiers import act, merkle, note
from verifiers.act import Head
from verifiers.before import Before
from verifiers.findings import NOT_CHECKED, Claim, Finding
from verifiers.line import Taken
from verifiers.reading import Json, Malformed
from verifiers.trust import Trust


class Integrity(Claim):
    """Takes the lines of the log one by one, then the checkpoint."""

    def __init__(self, trust: Trust, before: Before | None = None) -> None:
        super().__init__("V01", "V02", "V03", "V04", "V05", "V06", "V07", "V08", "V17")
        self.trust, self._base = trust, before.size if before else 0
        self.tree = merkle.Tree(before.size, before.frontier) if before else merkle.Tree()
        self._line, self._leaf, self._recorded_at, self._next = b"", b"", "", self._base
        self._first_broken = 2**63
        self._torn: tuple[int, int, object, object] | None = None

    def take(self, line: bytes, taken: Taken) -> Head | None:
        """The head of the entry on the next line, if it can be read; the checks V02, V04, V05, V17."""
        before, position = self._leaf, self.tree.size
        self._line, self._leaf = line, taken.leaf
        self.tree.add(self._leaf)
        try:
            head = taken.head or act.read(line).head
        except Malformed as error:
            self._first_broken = min(self._first_broken, position)
            self._settle(torn=False)
            self.file(("V02",), [Finding("V02", error.code, self._next, "a canonical entry of format 0", error.found)])
            self._next += 1
            return None
        # What the first entry names is the hash of one that is not here.
        is_known = position == 0 or position > self._base
        expected = (before.hex() or None) if is_known else head.previous
        stated = head.own_index
        if stated != self._next and is_known and head.previous == expected:
            # It stands where its link puts it, whatever it says.
            head = head._replace(own_index=self._next)
        index, at, found, blamed = head.own_index, head.recorded_at, [], max(0, head.own_index - 1)
        if stated != self._next:
            self._first_broken = min(self._first_broken, position)
            blamed = min(index, self._next)
            found.append(Finding("V04", "index_out_of_order", blamed, self._next, stated))
        if at < self._recorded_at:
            found.append(Finding("V17", "clock_did_not_progress", index, self._recorded_at, at))
        self._next, self._recorded_at = index + 1, max(at, self._recorded_at)
        self.file(("V02", "V04", "V17"), found)
        self._link(head, expected, blamed)
        return head

    def _link(self, head: Head, expected: str | None, blamed: int) -> None:
        self.outcomes["V05"].examined += 1
        if head.previous == expected:
            self._settle(torn=False)
            return
        self._first_broken = min(self._first_broken, max(0, self.tree.size - 2))
        if not self._settle(torn=True):
            self._torn = blamed, head.own_index, expected, head.previous

    def _settle(self, *, torn: bool) -> bool:
        """Blames for the link that was torn before: torn twice in a row, it is the entry between that changed."""
        was, self._torn = self._torn, None
        if was:
            blamed = was[1] if torn else was[0]
            self.outcomes["V05"].fail(Finding("V05", "link_broken", blamed, was[2], was[3]))
        return was is not None

    def binding(self, head: Head) -> bool:
        """V03: the act is about this ledger, and its signers had seen no other history."""
        found, index, ledger, seen, own = [], head.own_index, head.ledger, head.seen, self.trust.ledger
        if index == 0:
            if self.tree.size == 1 and self._leaf.hex() != own["id"]:
                sides = own["id"], self._leaf.hex()
                self.outcomes["V03"].fail(Finding("V03", "other_ledger", 0, *sides))
            if ledger["id"] or not head.is_founding:
                found.append(Finding("V03", "not_founding", 0, "ledger.founded alone", ledger["id"]))
            ledger = ledger | {"id": own["id"]}
        if ledger != own:
            found.append(Finding("V03", "other_ledger", index, own, ledger))
        if seen and self._base <= seen["size"] <= min(self._first_broken, index):
            root = self.tree.root(seen["size"]).hex()
            if root != seen["root"]:
                found.append(Finding("V03", "seen_not_ours", index, root, seen["root"]))
        elif seen and seen["size"] > index:
            found.append(Finding("V03", "seen_not_ours", index, f"size ≤ {index}", seen["size"]))
        return self.file(("V03",), found)

    def files(self, name: str, expected: Json | None, found: Json | None) -> None:
        """V01: a file of the bundle against the manifest."""
        is_same = expected == found
        sides = expected or f"no {name}", found or f"no {name}"
        self.file(("V01",), [] if is_same else [Finding("V01", "file_differs", None, *sides)])

    def finish(self, size: int, checkpoint: bytes | None) -> None:
        """V04, V06, V07, V08, once all lines are read."""
        total, found = self.tree.size, []
        if self._next != size:
            sides = f"{size} entries", f"{self._next}"
            found.append(Finding("V04", "entries_missing", min(self._next, size), *sides))
            self.outcomes["V04"].fail(*found)
        stated = self._checkpoint(checkpoint)
        if stated and self._torn and self._torn[1] == total - 1 > 0:
            _, _, expected, named = self._torn
            mended = self._line.replace(str(named).encode(), str(expected).encode(), 1)
            self._settle(torn=self.tree.root(total - 1, merkle.leaf_hash(mended)) == stated.root)
        self._settle(torn=False)
        if stated:
            root = self.tree.root(max(self._base, min(stated.size, total)))
            sides = f"{stated.size} {stated.root.hex()}", f"{total} {root.hex()}"
            # The chain holds every entry but the last: that one only the checkpoint holds.
            intact = self._first_broken > total and not self.outcomes["V07"].failed
            index = total - 1 if intact and stated.size == total else None
            is_same = sides[0] == sides[1]
            self.file(("V06",), [] if is_same else [Finding("V06", "root_differs", index, *sides)])
        self._extends(total)

    def _checkpoint(self, data: bytes | None) -> note.Checkpoint | None:
        if data is None:
            for check in ("V06", "V07"):
                self._skip(check, "the bundle has no checkpoint")
            return None
        stated, found = None, []
        try:
            parsed = note.parse(data)
            stated = note.parse_checkpoint(parsed.text)
            origin = self.trust.ledger["origin"]
            signers = note.signers(parsed, self.trust.keys())
            if stated.origin != origin or not any(key.name == origin for key in signers):
                found.append(Finding("V07", "origin_mismatch", None, origin, stated.origin))
            elif not any(key in self.trust.keys(stated.size) for key in signers):
                sides = "a log key valid at this size", str(stated.size)
                found.append(Finding("V07", "log_key_out_of_range", None, *sides))
        except Malformed as error:
            found.append(Finding("V07", error.code, None, "signed by a log key", error.found))
        self.file(("V07",), found)
        if stated is None:
            self._skip("V06", "the checkpoint cannot be read")
        return stated

    def _extends(self, total: int) -> None:
        seen = self.trust.doc["last_seen"]
        if seen is None:
            self._skip("V08", "the trust file names no checkpoint seen before")
            return
        if seen["size"] < self._base:
            self._skip("V08", f"the entries before {self._base} are not here")
            return
        root = self.tree.root(min(seen["size"], total)).hex()
        sides = f"{seen['size']} {seen['root']}", f"{min(seen['size'], total)} {root}"
        self.file(("V08",), [] if sides[0] == sides[1] else [Finding("V08", "not_extended", None, *sides)])

    def _skip(self, check: str, reason: str) -> None:
        self.outcomes[check].skipped, self.outcomes[check].reason = NOT_CHECKED, reason
