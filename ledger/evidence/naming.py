"""Which documents an act names by their SHA-256 (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.election import declarations, spellings


def of_act(act: dict[str, Any]) -> frozenset[str]:
    """The digests that an act names, as lower-case hexadecimal digits.

    Reasons and annexes of its decision, the document of its attestation, and whatever is spelled
    like a digest in the fields of its events: a field that is no document costs nothing.
    """
    return frozenset(_named(act))


def _named(act: dict[str, Any]) -> Iterator[str]:
    attestation, decision = act["attestation"], act["decision"]
    if attestation and attestation["document"]:
        yield attestation["document"]
    if decision and decision["reasons"]:
        yield decision["reasons"]
    for annex in decision["annexes"] if decision else ():
        yield annex["document"]
    # Administration names no document but to withhold it; keys and nonces are none.
    told = [event for event in act["events"] if event["type"] not in declarations.RESERVED]
    for event in told:
        for value in event["fields"].values():
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, str) and spellings.is_hash(one):
                    yield one
