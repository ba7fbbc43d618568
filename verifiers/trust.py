"""The trust file: what the auditor brings, and nobody else (specification, section 10).

```json trust
{"format":0,"last_seen":null,"ledger":{"id":"aa5ce5f1b5d3b7e4bb0e2d9a2f25b9a1a6bb7f9dd2e01bd2dba8ae6ef7ec2a51","origin":"kqz.example/2013"},"log_keys":[{"from_size":0,"until_size":null,"vkey":"kqz.example/2013+0ce7b196+AbXEgH1eSZ1TYHyGYtF8tySYnJ1eGhvZeXhDdKX5OPRs"}],"required_checks":["V01","V02","V03","V04","V05","V06","V07"],"witness_policy":null}
```
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from verifiers import note
from verifiers import spelling as s
from verifiers.reading import Json, Malformed, read

_SHAPE = s.record(
    format=lambda value: value == 0 and type(value) is int,
    last_seen=s.maybe(s.record(root=s.is_hash, size=s.is_count)),
    ledger=s.record(id=s.is_hash, origin=s.is_origin),
    log_keys=s.array(
        s.record(from_size=s.is_count, until_size=s.maybe(s.is_count), vkey=note.is_vkey), 1, 100
    ),
    required_checks=s.array(s.matches("V[0-9]{2}"), 0, 100, by=s.itself),
    witness_policy=s.maybe(s.text(8000, lines=True)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """A trust file that was read: its content, and the digest of its bytes for the report."""

    digest: str
    ledger: Json
    last_seen: Json | None
    log_keys: tuple[Json, ...]
    required_checks: frozenset[str]
    witness_policy: str | None

    def keys_at(self, size: int) -> list[note.VerifierKey]:
        """The log keys that are valid at a size."""
        return [
            note.parse_vkey(key["vkey"])
            for key in self.log_keys
            if key["from_size"] <= size and (key["until_size"] is None or size < key["until_size"])
        ]

    def every_key(self) -> list[note.VerifierKey]:
        """The log keys, whatever their sizes."""
        return [note.parse_vkey(key["vkey"]) for key in self.log_keys]

    def requires(self, check: str) -> bool:
        """Whether the verdict needs this check; an empty list requires all."""
        return not self.required_checks or check in self.required_checks


def parse(data: bytes) -> Trust:
    """Reads a trust file strictly, in any layout; Malformed otherwise."""
    doc = read(data, canonical=False)
    if not _SHAPE(doc):
        raise Malformed("bad_member", "trust file")
    return Trust(
        digest=hashlib.sha256(data).hexdigest(),
        ledger=doc["ledger"],
        last_seen=doc["last_seen"],
        log_keys=tuple(doc["log_keys"]),
        required_checks=frozenset(doc["required_checks"]),
        witness_policy=doc["witness_policy"],
    )
