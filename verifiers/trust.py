"""The trust file: what the auditor brings, and nobody else (specification, section 10).

```json trust
{"format":0,"last_seen":null,"ledger":{"id":"aa5ce5f1b5d3b7e4bb0e2d9a2f25b9a1a6bb7f9dd2e01bd2dba8ae6ef7ec2a51","origin":"kqz.example/2013"},"log_keys":[{"from_size":0,"until_size":null,"vkey":"kqz.example/2013+532521c5+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"}],"required_checks":["V01","V02","V03","V04","V05","V06","V07"],"witness_policy":null}
```
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from verifiers import note, policy
from verifiers import spelling as s
from verifiers.reading import Json, read

_SHAPE = s.record(
    "format:zero last_seen:seen? ledger:ledger log_keys:keys required_checks:checks witness_policy:policy?",
    checks=s.array(s.matches("V[0-9]{2}"), 0, 100, by=s.itself),
    keys=s.array(s.record("from_size:count until_size:count? vkey:vkey", vkey=note.is_vkey), 1, 100),
    ledger=s.record("id:hash origin:origin"),
    policy=policy.is_policy,
    seen=s.record("root:hash size:count"),
)


@dataclass(frozen=True, slots=True)
class Trust:
    """A trust file that was read, and the digest of its bytes for the report."""

    doc: Json
    digest: str

    @property
    def ledger(self) -> Json:
        """Id and origin of the ledger."""
        ledger: Json = self.doc["ledger"]
        return ledger

    def keys(self, size: int | None = None) -> list[note.VerifierKey]:
        """The log keys that are valid at a size, or all of them."""
        found = []
        for key in self.doc["log_keys"]:
            until = key["until_size"]
            if size is None or (key["from_size"] <= size and (until is None or size < until)):
                found.append(note.parse_vkey(key["vkey"]))
        return found

    def requires(self, check: str) -> bool:
        """Whether the verdict needs this check; an empty list requires all."""
        required = self.doc["required_checks"]
        return not required or check in required


def parse(data: bytes) -> Trust:
    """Reads a trust file strictly, in any layout; Malformed otherwise."""
    doc = read(data, canonical=False)
    _SHAPE(doc)
    return Trust(doc, hashlib.sha256(data).hexdigest())
