"""State proofs of a pair's history, in memory: what section 14.3 asks for, without the log around it."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256
from typing import Any

from ledger import prove
from ledger.chain.sheets import SheetTree
from ledger.election import contested, sheets
from ledger.election.placing import SUSPECT, place
from ledger.election.rows import Placed, document
from ledger.projections.sheets import Growth
from tests.differential.pair import Pair
from verifiers import proven, seals
from verifiers.proven import Sealed
from verifiers.reading import line


def leaf(index: int) -> bytes:
    """What stands for the leaf hash of an entry."""
    return sha256(b"%d" % index).digest()


class Proving:
    """The sheets of a history, as both programs make them."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.rows = [list(verdict.rows) for verdict in pair.log.verdicts if not verdict.refusals]
        assert len(self.rows) == pair.log.size
        growth, theirs = Growth(SheetTree()), seals.Sheets()
        for index, rows in enumerate(self.rows):
            growth.add(index, leaf(index), rows)
            placed = [document(Placed(index, n, row)) for n, row in enumerate(rows)]
            theirs.add(index, leaf(index), placed, lines=[line(row) for row in placed])
        self.tree = growth.tree(pair.log.size)
        assert theirs.root(pair.log.size) == (self.tree.root.hex(), len(self.tree.keys))
        self.sealed = Sealed(pair.log.size, self.tree.root.hex(), len(self.tree.keys))

    def fetch(self, keys: Collection[str]) -> dict[str, prove.Acts]:
        """The acts of keys, as the tables would give them."""
        found: dict[str, prove.Acts] = {key: [] for key in keys}
        for index, rows in enumerate(self.rows):
            for key, ordinals in place(rows).items():
                if key in found:
                    placed = [Placed(index, n, rows[n]) for n in ordinals]
                    found[key].append((leaf(index), placed))
        return found

    def proof(self, unit: str, day: str) -> dict[str, Any]:
        """The members of a proof that depend on the state."""
        log = self.pair.log
        acts, _ = prove.needed(unit, self.fetch)
        open_acts = [p.row.act for p in contested.unresolved(log.law, log.state, day)]
        sheet = sheets.sheet(log.state, unit, day, contested=open_acts)
        answer = {name: sheet[name] for name in prove.ANSWERED}
        if acts[SUSPECT]:
            answer["contested"] = None
        return {"answer": answer, "until": log.size, **prove.show(self.tree, acts)}

    def codes(self, proof: dict[str, Any]) -> list[str]:
        """What the verifiers find wrong with it."""
        sealed = self.sealed
        found = [*proven.check_sheets(proof, sealed), *proven.check_absences(proof, sealed)]
        found.append(proven.check_answer(proof, sealed.position))
        return [finding.code for findings in found for finding in findings]
