"""The documents that an act names by digest: what it rests on, and where it says so.

    {"digest":"9c11...","name":"Annex 1: stations","where":"decision.annexes[0].document"}

The ledger holds digests only; a digest of what is personal is salted (docs/spec/02-act.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.chain import canonical
from ledger.errors import NotFound
from ledger.read import View

_TYPES = ("hash", "hash?", "list:hash")


def named(view: View, index: int) -> list[dict[str, Any]]:
    """Return the documents that the act of an entry names, in the order in which it does."""
    if index >= view.position:
        found = f"no entry {index} as known at position {view.position}"
        raise NotFound(found, "ask for an index below the position")
    act = canonical.loads(view.entry(index).act.data)
    return [*_of_capacity(act), *_of_events(view, act["events"])]


def _of_capacity(act: dict[str, Any]) -> Iterator[dict[str, Any]]:
    attestation, decision = act["attestation"], act["decision"]
    if attestation is not None and attestation["document"] is not None:
        yield _told(attestation["document"], "attestation.document")
    if decision is None:
        return
    for number, annex in enumerate(decision["annexes"]):
        where = f"decision.annexes[{number}].document"
        yield _told(annex["document"], where, annex["name"])
    if decision["reasons"] is not None:
        yield _told(decision["reasons"], "decision.reasons")


def _of_events(view: View, events: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    declared = view.declared()
    for number, event in enumerate(events):
        fields = declared.get((event["type"], event["version"]), {"fields": []})["fields"]
        for field in fields:
            stated = event["fields"].get(field["name"])
            if field["type"] not in _TYPES or stated is None:
                continue
            digests = stated if isinstance(stated, list) else [stated]
            for digest in digests:
                yield _told(digest, f"events[{number}].fields.{field['name']}")


def _told(digest: str, where: str, name: str | None = None) -> dict[str, Any]:
    return {"digest": digest, "name": name, "where": where}
