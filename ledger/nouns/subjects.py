"""A subject: its name, what it belongs to, what it went through, what is open about it.

{"account":null,"children":[],"effects":[],"id":"c-1","items":[],"kind":"consignment",
 "name":"For St Sava","parent":null,"since":19,"statuses":[{"field":"consignment",
 "history":[{"day":"2013-11-02","event":"cec-3#1","since":20,"value":"in_transit"}],
 "value":"in_transit"}],"type":"shipment"}
"""

from __future__ import annotations

from typing import Any

from ledger.election import statuses
from ledger.election.items import Docket
from ledger.election.law import LawBook
from ledger.election.reading import Reading
from ledger.election.rows import Placed, Subject
from ledger.errors import NotFound
from ledger.nouns import effects
from ledger.read import View

LOOKED_AT_ONCE = 500
"""Subjects whose status is found together while a list is filtered."""


def line(row: Subject, since: int) -> dict[str, Any]:
    """Return a subject in one line of a list."""
    return {
        "id": identity(row.key),
        "kind": row.kind,
        "name": row.name,
        "parent": row.parent,
        "since": since,
        "type": row.type,
    }


def identity(key: str) -> str:
    """Return the id in a subject's key: `pc-1` of `unit:pc-1`."""
    return key.partition(":")[2]


def document(view: View, kind: str, name: str) -> dict[str, Any]:
    """Return everything about a subject; NotFound if there is none of that kind and id."""
    key = f"{kind}:{name}"
    placed = view.state.subject(key)
    if placed is None:
        found = f"no {kind} {name} as known at position {view.position}"
        raise NotFound(found, "check the spelling, or ask as of a later position")
    reading = Reading(view.state, view.day)
    account = view.account(key)
    aimed = list(view.state.effects_by_target(key))
    if kind == "run":
        aimed += view.state.effects_by_run(name)
    return line(placed.row, placed.since) | {
        "account": account if account["buckets"] or account["checks"] else None,
        "children": [line(each.row, each.since) for each in view.state.children(key)],
        "effects": [effects.document(reading, each) for each in aimed],
        "items": [item._asdict() for item in Docket(reading).about([key])],
        "statuses": [_status(reading, key, field) for field in fields(view.law, kind)],
    }


def _status(reading: Reading, key: str, field: str) -> dict[str, Any]:
    return {
        "field": field,
        "history": effects.taken(reading, key, field),
        "value": statuses.value_of(reading.state, key, field, day=reading.day),
    }


def fields(law: LawBook, kind: str) -> list[str]:
    """Return which statuses a kind of subject has, by the event types that were adopted."""
    moves = (
        effect
        for declared in law.docs("declaration").values()
        for effect in declared["effects"]
        if effect["do"] == "move" and effect["of"] == kind
    )
    return sorted({move["field"] for move in moves})


def page(
    view: View, kind: str, *, after: str, limit: int, status: str | None, alike: dict[str, str]
) -> list[dict[str, Any]]:
    """Return lines of subjects by id, from the one after `after` on, each with its statuses.

    With a `status` only those that have it, in any of their fields.
    """
    chosen: list[dict[str, Any]] = []
    names = fields(view.law, kind)
    last = f"{kind}:{after}"
    while len(chosen) < limit:
        found = view.subjects(after=last, limit=LOOKED_AT_ONCE, alike={"kind": kind} | alike)
        chosen += [
            told
            for told in _lines(view, names, found)
            if status is None or status in told["statuses"].values()
        ]
        if len(found) < LOOKED_AT_ONCE:
            break
        last = found[-1].row.key
    return chosen[:limit]


def _lines(view: View, names: list[str], found: list[Placed[Subject]]) -> list[dict[str, Any]]:
    view.state.prefetch_latest(placed.row.key for placed in found)
    return [
        line(placed.row, placed.since)
        | {
            "statuses": {
                name: statuses.value_of(view.state, placed.row.key, name, day=view.day)
                for name in names
            }
        }
        for placed in found
    ]
