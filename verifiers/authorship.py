"""Claim: every signature is valid over the exact bytes of its act (V10, V16)."""

from __future__ import annotations

from verifiers import keys
from verifiers.findings import Claim, Finding
from verifiers.judge import Case
from verifiers.spelling import base64url


class Authorship(Claim):
    """Hands out what is to be verified, and takes the verdicts, which may come much later."""

    def __init__(self) -> None:
        super().__init__("V10", "V16")

    def jobs(self, case: Case) -> list[keys.Job]:
        """One job for each signature whose key is known; unknown keys are the claim of authority's."""
        return [
            keys.job(s.doc, s.key, case.entry.payload, base64url(s.signature, 64) or b"")
            for s in case.signatures
            if s.doc
        ]

    def take(self, index: int, decides: bool, verdicts: list[bool], *, names: list[str]) -> bool:
        """The verdicts on an entry's signatures; whether all are valid."""
        valid = "a valid signature over the act"
        for name, verdict in zip(names, verdicts, strict=True):
            finding = Finding("V10", "signature_invalid", index, valid, f"key {name}")
            self.file(("V10",), [] if verdict else [finding])
        if decides:
            covered = all(verdicts)
            finding = Finding("V16", "languages_not_covered", index, valid, "invalid signatures")
            self.file(("V16",), [] if covered else [finding])
        return all(verdicts)
