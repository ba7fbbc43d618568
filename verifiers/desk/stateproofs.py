"""A state proof examined, without the rest of the log: the seal is in the log, the sheets are sealed, the answer follows.

    eal-verify state proof.json --trust trust.json --unit pc-1

What it cannot say is whether the seal tells what the entries make: for that a bundle is needed (V25).
"""

from __future__ import annotations

from verifiers import act, keys, merkle, note, proofs, proven, witnesses
from verifiers.act import SEAL, Entry
from verifiers.administration import check_fields
from verifiers.desk import catalogue, examination, selftest
from verifiers.findings import NOT_CHECKED, Finding, Outcome
from verifiers.note import Checkpoint
from verifiers.proven import Asked, Sealed
from verifiers.reading import Json, Malformed
from verifiers.trust import Trust


class Looked:
    """What came of a state proof: outcomes by check, and what it is about; what counts for nothing is None."""

    def __init__(self, proof: Json, trust: Trust, asked: Asked) -> None:
        self.proof, self.trust, self.asked = proof, trust, asked
        self.outcomes = {check: Outcome(check) for check in catalogue.checks()} | {"V20": selftest.outcome()}
        self.sealed_at, self.sealed_by = "", 0
        self.stated = stated = self._checkpoint()
        recorder = self._recorder()
        self.sealed = sealed = self._seal(stated, recorder)
        self._later(stated)
        if sealed:
            self._state(sealed)
        for check, outcome in self.outcomes.items():
            if "state" in catalogue.checks()[check]["asked_of"] and not outcome.examined and not outcome.skipped:
                outcome.skipped, outcome.reason = NOT_CHECKED, "what it rests on was not found good"

    def _file(self, check: str, *findings: Finding) -> bool:
        self.outcomes[check].examined += 1
        self.outcomes[check].fail(*findings)
        return not findings

    # -- the checkpoint, and what was seen before --

    def _checkpoint(self) -> Checkpoint | None:
        data, trust, size = self.proof["checkpoint"].encode(), self.trust, self.proof["size"]
        self.outcomes["V09"] = witnesses.examine(trust, data)
        try:
            parsed = note.parse(data)
            stated = note.parse_checkpoint(parsed.text)
            signed = note.signers(parsed, trust.keys(stated.size))
        except Malformed as error:
            self._file("V07", Finding("V07", error.code, None, "signed by a log key", error.found))
            return None
        origin = trust.ledger["origin"]
        if stated.origin != origin or not any(key.name == origin for key in signed):
            self._file("V07", Finding("V07", "origin_mismatch", None, origin, stated.origin))
            return None
        if not self._file("V07", *self._contradictions(stated, size)):
            return None
        self._seen(stated)
        return stated

    def _contradictions(self, stated: Checkpoint, size: int) -> list[Finding]:
        if stated.size == size:
            return []
        return [Finding("V07", "receipt_contradicts", None, f"a checkpoint of {size} entries", stated.size)]

    def _seen(self, stated: Checkpoint) -> None:
        seen, outcome = self.trust.doc["last_seen"], self.outcomes["V08"]
        if seen is None:
            outcome.skipped, outcome.reason = NOT_CHECKED, "the trust file names no checkpoint seen before"
            return
        size, root = seen["size"], bytes.fromhex(seen["root"])
        if size > stated.size:
            self._file("V08", Finding("V08", "answer_is_old", None, f"{size} entries or more", stated.size))
            return
        path = [] if size == stated.size else self._path_from(size)
        if path is None:
            outcome.skipped = NOT_CHECKED
            outcome.reason = f"the proof does not start from {size} entries (eal state --proof --seen {size})"
            return
        is_so = proofs.is_consistent(size, root, new_size=stated.size, new_root=stated.root, proof=path)
        sides = f"{size} {seen['root']}", f"{stated.size} {stated.root.hex()}"
        self._file("V08", *[] if is_so else [Finding("V08", "not_extended", None, *sides)])

    def _path_from(self, size: int) -> list[bytes] | None:
        extends = self.proof["extends"]
        if size == 0 or extends is None or extends["size"] != size:
            return [] if size == 0 else None
        return [bytes.fromhex(hash_) for hash_ in extends["path"]]

    # -- entries --

    def _recorder(self) -> Json | None:
        """The recorder key that entry 0 names, if it is this ledger's."""
        line, id = self.proof["founding"].encode(), self.trust.ledger["id"]
        found = merkle.leaf_hash(line).hex()
        if not self._file("V03", *[] if found == id else [Finding("V03", "other_ledger", 0, id, found)]):
            return None
        entry = self._read(line, 0, "V02")
        if entry is None or entry.act["events"][0]["type"] != "ledger.founded":
            return None
        fields: Json = entry.act["events"][0]["fields"]
        key: Json | None = fields.get("recorder_key")
        return key if keys.is_key(key) else None

    def _read(self, line: bytes, index: int, check: str) -> Entry | None:
        """An entry in its one spelling, at its index, of this ledger."""
        try:
            entry = act.read(line)
        except Malformed as error:
            self._file(check, Finding(check, error.code, index, "a canonical entry", error.found))
            return None
        is_there = entry.index == index
        found = [] if is_there else [Finding(check, "receipt_contradicts", index, index, entry.index)]
        is_there = self._file(check, *found)
        is_ours = self._file("V03", *strangeness(line, entry, index, self.trust.ledger))
        return entry if is_there and is_ours else None

    def _is_in(self, included: Json, stated: Checkpoint | None, code: str) -> bool:
        """Whether an entry that was read stands where it is said to; V06 is open where it cannot be made."""
        if stated is None:
            return False
        index, path = included["index"], [bytes.fromhex(hash_) for hash_ in included["inclusion"]]
        leaf = merkle.leaf_hash(included["entry"].encode())
        root = proofs.root_from_inclusion(leaf, index, stated.size, path)
        sides = f"{stated.size} {stated.root.hex()}", f"{stated.size} {root.hex() if root else 'no root'}"
        return self._file("V06", *[] if root == stated.root else [Finding("V06", code, index, *sides)])

    def _seal(self, stated: Checkpoint | None, recorder: Json | None) -> Sealed | None:
        seal = self.proof["seal"]
        entry, is_in = self._placed(seal, stated, "seal_not_in_log")
        if entry is None or not is_in or recorder is None:
            return None
        found = why_no_seal(entry, recorder)
        if not self._file("V10", *found):
            return None
        self.sealed_at, self.sealed_by = entry.doc["recorded_at"], entry.index
        return Sealed(**entry.act["events"][0]["fields"])

    def _placed(self, included: Json, stated: Checkpoint | None, code: str) -> tuple[Entry | None, bool]:
        """V02, V03, V06 of an entry with its path: the entry, if it can be read, and whether it is in the log."""
        failed = self.outcomes["V02"].failed
        entry = self._read(included["entry"].encode(), included["index"], "V02")
        if self.outcomes["V02"].failed == failed:
            return entry, self._is_in(included, stated, code)
        self.outcomes["V06"].skipped, self.outcomes["V06"].reason = NOT_CHECKED, "an entry is not what it should be"
        return entry, False

    def _later(self, stated: Checkpoint | None) -> None:
        start = self.proof["answer"]["position"]
        for one in self.proof["later"]:
            sides = f"from {start} up to {self.proof['until']}", one["index"]
            if not start <= one["index"] < self.proof["until"]:
                self._file("V06", Finding("V06", "later_not_in_log", one["index"], *sides))
            self._placed(one, stated, "later_not_in_log")

    # -- the state --

    def _state(self, sealed: Sealed) -> None:
        proof, is_sealed = self.proof, True
        for found in [*proven.check_sheets(proof, sealed), *proven.check_absences(proof, sealed)]:
            is_sealed = self._file("V26", *found) and is_sealed
        for found in proven.check_asked(proof, sealed.position, self.asked):
            self._file("V27", *found)
        if is_sealed:
            self._file("V27", *proven.check_answer(proof, sealed.position))
        else:
            self.outcomes["V27"].skipped = NOT_CHECKED
            self.outcomes["V27"].reason = "the sheets are not those that were sealed"

    def told(self) -> Json | None:
        """What the report says of the state, where it was found good."""
        if any(self.outcomes[check].failed or not self.outcomes[check].examined for check in ("V02", "V26", "V27")):
            return None
        return {
            "acts": proven.acts(self.proof),
            "answer": self.proof["answer"],
            "later": [_told_of(one["entry"]) for one in self.proof["later"]],
            "sealed_at": self.sealed_at,
            "sealed_by": self.sealed_by,
            "until": self.proof["until"],
        }

    def shown(self) -> str:
        """What is verified, if it is."""
        told, by = self.proof["answer"], self.sealed_by
        where = f"{told['unit']} at position {told['position']}, in force on {told['day']}"
        return f"the state of {where}, as sealed by entry {by}"


def strangeness(line: bytes, entry: Entry, index: int, ledger: Json) -> list[Finding]:
    """V03 of an entry that should stand at an index: entry 0 is this ledger's, any other names it."""
    found = entry.act["ledger"] if index else ledger | {"id": merkle.leaf_hash(line).hex()}
    return [] if found == ledger else [Finding("V03", "other_ledger", index, ledger, found)]


def why_no_seal(entry: Entry, recorder: Json) -> list[Finding]:
    """What keeps an entry from being the seal that the ledger's recorder signed."""
    index, event = entry.index, entry.act["events"][0]
    if event["type"] != SEAL or check_fields(event) or not 0 < event["fields"]["position"] <= index:
        return [Finding("V10", "not_a_seal", index, SEAL, event["type"])]
    own, signatures = keys.thumbprint(**recorder), entry.doc["signatures"]
    if [one["key"] for one in signatures] != [own]:
        found = [one["key"] for one in signatures]
        return [Finding("V10", "unlisted_signer", index, f"the recorder key {own} alone", found)]
    signed = (recorder["alg"], recorder["public"], own, entry.act_bytes, signatures[0]["signature"])
    (is_valid,) = keys.verify_all([signed])
    wrong = Finding("V10", "signature_invalid", index, "a valid signature over the act", f"key {own}")
    return [] if is_valid else [wrong]


def _told_of(line: str) -> Json:
    entry = act.read(line.encode())
    names = ("act_id", "body", "day")
    return {"index": entry.index} | {name: entry.act[name] for name in names}


def examine(proof: Json, trust: Trust, asked: Asked) -> examination.Examined:
    """Examines a state proof of this ledger; its report says what a bundle would be needed for."""
    found = Looked(proof, trust, asked)
    at = found.sealed_at
    return examination.Examined(
        outcomes=found.outcomes, entries=1, founding={}, first_at=at, last_at=at, state_digest="", breaks=[],
        kind="state", state=found.told(), verified=found.shown(),
    )  # fmt: skip
