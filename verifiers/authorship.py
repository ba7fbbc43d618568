"""Claim: every signature is valid over the exact bytes of its act (V10, V16)."""

from __future__ import annotations

from verifiers import keys
from verifiers.findings import Claim, Finding
from verifiers.judge import Case


class Authorship(Claim):
    """Takes the verdicts on an entry's signatures; unknown keys are for the claim of authority."""

    def __init__(self) -> None:
        super().__init__("V10", "V16")

    def take(self, case: Case, verdicts: dict[str, bool]) -> bool:
        """Whether all signatures by known keys are valid; `verdicts` has most of them, by key id.

        Missing is one whose key was offered by lines that were taken elsewhere at the same time.
        """
        index, good, valid, signed = case.entry.index, True, "a valid signature over the act", case.entry.act_bytes
        for key, signature, doc, _, _ in case.signatures:
            if doc is None:
                continue
            verdict = verdicts.get(key)
            if verdict is None:
                (verdict,) = keys.verify_all([(doc["alg"], doc["public"], key, signed, signature)])
            good = good and verdict
            self.file(("V10",), [] if verdict else [Finding("V10", "signature_invalid", index, valid, f"key {key}")])
        if case.entry.act["decision"] is not None:
            self.file(("V16",), [] if good else [Finding("V16", "languages_not_covered", index, valid, "invalid")])
        return good
