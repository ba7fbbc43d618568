"""Claim: every signature is valid over the exact bytes of its act (V10, V16)."""

from __future__ import annotations

from verifiers.findings import Claim, Finding
from verifiers.judge import Case
from verifiers.keys import Job


class Authorship(Claim):
    """Hands out what is to be verified, and takes the verdicts, which may come much later."""

    def __init__(self) -> None:
        super().__init__("V10", "V16")

    def jobs(self, case: Case) -> list[Job]:
        """One job for each signature whose key is known; unknown keys are for the claim of authority."""
        signed = case.entry.act_bytes
        return [(s.doc["alg"], s.doc["public"], s.key, signed, s.signature) for s in case.signatures if s.doc]

    def take(self, index: int, decides: bool, verdicts: list[bool], *, names: list[str]) -> bool:
        """The verdicts on an entry's signatures; whether all are valid."""
        valid, good = "a valid signature over the act", all(verdicts)
        for name, verdict in zip(names, verdicts, strict=True):
            self.file(("V10",), [] if verdict else [Finding("V10", "signature_invalid", index, valid, f"key {name}")])
        if decides:
            self.file(("V16",), [] if good else [Finding("V16", "languages_not_covered", index, valid, "invalid")])
        return good
