"""Claim: every document that an act names is there as it was named, or an act says why not (V15; section 15)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from verifiers import spelling
from verifiers.administration import EVENTS
from verifiers.findings import NOT_APPLICABLE, NOT_CHECKED, Claim, Finding, Stretch
from verifiers.law import Law
from verifiers.reading import Json

_CHUNK_BYTES = 2**16


class Evidence(Claim):
    """Notes what is named, then looks at what was supplied."""

    def __init__(self) -> None:
        super().__init__("V15")
        self._named: set[str] = set()
        self.kept_back: list[Json] = []
        """What is withheld or erased, by hash: state, reason, and the index of the act."""

    def take(self, act: Json) -> None:
        """Notes the documents that an act names."""
        self._named.update(named(act))

    def finish(self, supplied: Iterator[tuple[str, Stretch]], law: Law, day: str) -> None:
        """Compares each document with its name, and says which are missing."""
        outcome, there = self.outcomes["V15"], set[str]()
        outcome.examined = len(self._named)
        self._note_kept_back(law, day)
        kept_back = {doc["document"] for doc in self.kept_back}
        for name, document in supplied:
            there.add(name)
            digest = hashlib.sha256()
            while chunk := document.take(_CHUNK_BYTES):
                digest.update(chunk)
            if digest.hexdigest() != name:
                outcome.fail(Finding("V15", "document_differs", None, name, digest.hexdigest()))
            if name not in self._named:
                outcome.fail(Finding("V15", "document_not_named", None, "a document that an act names", name))
            if name in kept_back:
                outcome.fail(Finding("V15", "document_held_back", None, "left out, as an act says", name))
        missing = self._named - there - kept_back
        if missing:
            outcome.skipped = NOT_CHECKED
            outcome.reason = f"{len(missing)} of {len(self._named)} documents that acts name were not supplied"
        elif not self._named:
            outcome.skipped, outcome.reason = NOT_APPLICABLE, "no act names a document"

    def _note_kept_back(self, law: Law, day: str) -> None:
        for name in sorted(self._named):
            doc = law.get("document", name)
            if doc and (doc["until"] is None or doc["until"] > day):
                told = {key: doc[key] for key in ("document", "reason", "state")}
                self.kept_back.append(told | {"index": law.since("document", name)})


def named(act: Json) -> Iterator[str]:
    """The documents that an act names (section 15.1)."""
    attestation, decision = act["attestation"], act["decision"]
    if attestation and attestation["document"]:
        yield attestation["document"]
    if decision:
        yield from [annex["document"] for annex in decision["annexes"]]
        yield from [decision["reasons"]] if decision["reasons"] else []
    for event in act["events"]:
        if event["type"] not in EVENTS:
            for value in event["fields"].values():
                for item in value if type(value) is list else (value,):
                    if type(item) is str and len(item) == 64 and _is_hash(item):
                        yield item


_is_hash = spelling.TYPES["hash"]
