"""A decision: what it decided, who voted and who signed, what became of it, what points at it.

The votes are two numbers side by side: what its document claims, and how many persons signed.
"""

from __future__ import annotations

from typing import Any

from ledger import saying
from ledger.chain import canonical
from ledger.chain.entry import Entry
from ledger.election.reading import Reading
from ledger.election.rows import Act, Placed
from ledger.errors import NotFound
from ledger.nouns import effects, subjects
from ledger.read import View

_FIELDS_OF = "decision"
"""The kind of subject under which the life of a decision is told."""


def line(view: View, placed: Placed[Act]) -> dict[str, Any]:
    """Return a decision in one line of a list."""
    row = placed.row
    reading = Reading(view.state, view.day)
    return {
        "body": row.body,
        "day": row.day,
        "id": row.act,
        "effects": [
            {"in_force": reading.in_force(e), "verb": e.row.verb, "what": e.row.what}
            for e in view.state.effects_of(row.act)
        ],
        "index": placed.since,
        "number": row.number,
        "persons": list(row.persons),
    }


def document(view: View, act_id: str) -> dict[str, Any]:
    """Return everything about a decision; NotFound if no act of that id is one."""
    placed = view.state.act(act_id)
    if placed is None or placed.row.kind != "ruling":
        found = f"no decision {act_id} as known at position {view.position}"
        raise NotFound(found, "check the id; /v1/acts answers for every act")
    entry = view.entry(placed.since)
    reading = Reading(view.state, view.day)
    told = canonical.loads(entry.act.data)
    return {
        "attestation": told["attestation"],
        "body": told["body"],
        "decided_on": told["day"],
        "decision": told["decision"],
        "digest": entry.act.digest.hex(),
        "effects": [effects.document(reading, e) for e in view.state.effects_of(act_id)],
        "events": _events(view, entry),
        "id": act_id,
        "index": placed.since,
        "life": _life(view, reading, act_id),
        "marks": list(entry.judgement["marks"]),
        "pointed_at_by": [effects.document(reading, e) for e in _pointing(view, act_id, entry)],
        "recorded_at": entry.recorded_at,
        "seen": told["seen"],
        "signatures": signatures(view, entry),
        "votes": {"claimed": told["decision"]["votes"], "signed": len(placed.row.persons)},
    }


def signatures(view: View, entry: Entry) -> list[dict[str, Any]]:
    """Return who was asked to sign an act, in which office, and with which key they did."""
    signed = {row.person: row for _, _, row in view.state.signings_of(entry.index)}
    return [
        {
            "body": signer.body,
            "counted": signer.person in signed and bool(signed[signer.person].counted),
            "in_place_of": signer.in_place_of,
            "key": signed[signer.person].key if signer.person in signed else None,
            "name": (view.law.doc("person", signer.person) or {"name": None})["name"],
            "office": signer.office,
            "person": signer.person,
        }
        for signer in entry.act.signers
    ]


def _events(view: View, entry: Entry) -> list[dict[str, Any]]:
    declared = view.declared()
    outcomes = entry.judgement["events"]
    return [
        {
            "fields": event.fields,
            "outcome": outcome,
            "says": saying.of(declared.get((event.type, event.version)), event.fields),
            "type": event.type,
        }
        for event, outcome in zip(entry.act.events, outcomes, strict=True)
    ]


def _life(view: View, reading: Reading, act_id: str) -> dict[str, Any]:
    fields = subjects.fields(view.law, _FIELDS_OF)
    return {field: effects.taken(reading, f"{_FIELDS_OF}:{act_id}", field) for field in fields}


def _pointing(view: View, act_id: str, entry: Entry) -> list[Any]:
    """The effects whose target is the act or one of its events, in order of the log."""
    numbers = range(1, len(entry.act.events) + 1)
    targets = [act_id, *(f"{act_id}#{number}" for number in numbers)]
    found = [placed for target in targets for placed in view.state.effects_by_target(target)]
    return sorted(found, key=lambda placed: (placed.since, placed.ordinal))
