"""Which documents an act names by their SHA-256 (docs/spec/15-documents.md, section 15.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ledger.election import declarations, spellings


class Named(NamedTuple):
    """A document: its digest, where the act says so, and the name that it gives."""

    digest: str
    where: str
    name: str | None = None


def of_act(act: dict[str, Any]) -> Iterator[Named]:
    """What an act names, in the order in which it does; the act as its canonical members.

    Reasons and annexes of its decision, the document of its attestation, and whatever is spelled
    like a digest in the fields of its events: a field that is no document costs nothing.
    """
    attestation, decision = act["attestation"], act["decision"]
    if attestation and attestation["document"]:
        yield Named(attestation["document"], "attestation.document")
    for number, annex in enumerate(decision["annexes"] if decision else ()):
        yield Named(annex["document"], f"decision.annexes[{number}].document", annex["name"])
    if decision and decision["reasons"]:
        yield Named(decision["reasons"], "decision.reasons")
    for number, event in enumerate(act["events"]):
        # Administration names no document but to withhold it; keys and nonces are none.
        if event["type"] not in declarations.RESERVED:
            yield from _of_fields(event["fields"], f"events[{number}].fields")


def _of_fields(fields: dict[str, Any], where: str) -> Iterator[Named]:
    for field, value in sorted(fields.items()):
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and spellings.is_hash(one):
                yield Named(one, f"{where}.{field}")
