"""One record: an entry with its place in the log and a signed checkpoint, checked without the rest of the log.

    {"checkpoint":NOTE,"entry":ENTRY,"format":0,"inclusion":[HASH,...],"index":I,"size":N}

A receipt proves that the entry is in the log, and that its signatures are by the keys it names. Whose keys these
are, and whether they were enough, stands in the entries before it: for that a bundle is needed, and it is said so.
"""

from __future__ import annotations

from verifiers import act, merkle, note, proofs, witnesses
from verifiers import spelling as s
from verifiers.desk import catalogue, examination, selftest, stateproofs
from verifiers.findings import NOT_CHECKED, Finding, Outcome
from verifiers.reading import Json, Malformed, read
from verifiers.trust import Trust

RECEIPT_BYTES_MAX = 262_144
_SHAPE = s.record(
    "checkpoint:anything entry:anything format:zero inclusion:hashes index:count size:count",
    anything=lambda value: isinstance(value, str),
    hashes=s.array(s.TYPES["hash"], 0, 63),
)


class _Receipt:
    """What came of a receipt: outcomes by check, and the entry."""

    def __init__(self, receipt: Json, trust: Trust) -> None:
        self.outcomes = {check: Outcome(check) for check in catalogue.checks()} | {"V20": selftest.outcome()}
        self.entry: Json | None = None
        line = receipt["entry"].encode()
        self._entry(line, receipt["index"], trust)
        self._place(line, receipt, trust)
        self.outcomes["V09"] = witnesses.examine(trust, receipt["checkpoint"].encode())

    def _file(self, check: str, *findings: Finding) -> None:
        self.outcomes[check].examined += 1
        self.outcomes[check].fail(*findings)

    def _entry(self, line: bytes, index: int, trust: Trust) -> None:
        try:
            entry = act.read(line)
        except Malformed as error:
            self.outcomes["V03"].skipped, self.outcomes["V03"].reason = NOT_CHECKED, "the entry cannot be read"
            return self._file("V02", Finding("V02", error.code, index, "a canonical entry", error.found))
        self.entry = entry.doc
        is_same = entry.index == index
        self._file("V02", *[] if is_same else [Finding("V02", "receipt_contradicts", index, index, entry.index)])
        self._file("V03", *stateproofs.strangeness(line, entry, index, trust.ledger))

    def _place(self, line: bytes, receipt: Json, trust: Trust) -> None:
        size, index = receipt["size"], receipt["index"]
        path = [bytes.fromhex(hash_) for hash_ in receipt["inclusion"]]
        root = proofs.root_from_inclusion(merkle.leaf_hash(line), index, size, path)
        try:
            parsed = note.parse(receipt["checkpoint"].encode())
            stated = note.parse_checkpoint(parsed.text)
            signed = note.signers(parsed, trust.keys(stated.size))
        except Malformed as error:
            self.outcomes["V06"].skipped, self.outcomes["V06"].reason = NOT_CHECKED, "the checkpoint counts for nothing"
            return self._file("V07", Finding("V07", error.code, None, "signed by a log key", error.found))
        origin = trust.ledger["origin"]
        is_ours = stated.origin == origin and any(key.name == origin for key in signed)
        self._file("V07", *[] if is_ours else [Finding("V07", "origin_mismatch", None, origin, stated.origin)])
        sides = f"{stated.size} {stated.root.hex()}", f"{size} {root.hex() if root else 'no root'}"
        self._file("V06", *[] if sides[0] == sides[1] else [Finding("V06", "root_differs", index, *sides)])


def examine(receipt: Json, trust: Trust) -> examination.Examined:
    """Examines a receipt; its report says what of it a bundle would be needed for."""
    found = _Receipt(receipt, trust)
    at = found.entry["recorded_at"] if found.entry else ""
    return examination.Examined(
        outcomes=found.outcomes, entries=1, founding={}, first_at=at, last_at=at, state_digest="", breaks=[],
        kind="record", verified=f"that entry {receipt['index']} is in the log of {receipt['size']} entries",
    )  # fmt: skip


def parse(data: bytes) -> Json:
    """Reads a receipt strictly; Malformed otherwise."""
    receipt = read(data)
    _SHAPE(receipt)
    return receipt
