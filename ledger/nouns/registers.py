"""Registers: bodies with their members, keys with their validity, rulesets with their rules.

What was law has an index from which it stood; the registers say which entry brought it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ledger.election.law import covers_day
from ledger.election.rows import Law, Placed
from ledger.errors import NotFound
from ledger.read import View

Doc = dict[str, Any]


def bodies(view: View) -> list[Doc]:
    """Return every body, in force or not, with the persons who hold an office on the day."""
    return [_body(view, doc) for _, doc in sorted(view.law.docs("body").items())]


def body(view: View, name: str) -> Doc:
    """Return a body with its offices, its powers over administration, and how it came to be so."""
    doc = _required(view, "body", name)
    offices = sorted(view.law.docs("office").items())
    delegated = sorted(view.law.docs("delegation").items())
    powers = sorted(view.law.docs("authority").items())
    return _body(view, doc) | {
        "delegations": [one for _, one in delegated if one["body"] == name],
        "history": history(view, "body", name),
        "offices": [_office(view, one) for _, one in offices if one["body"] == name],
        "powers": [
            {"class": one["class"], "persons": one["persons"]}
            for _, one in powers
            if one["body"] == name
        ],
    }


def _body(view: View, doc: Doc) -> Doc:
    return {
        "id": doc["body"],
        "in_force": view.law.body(doc["body"], view.day) is not None,
        "name": doc["name"],
        "required": doc["required"],
        "roster": sorted(view.law.roster(doc["body"], view.day)),
        "until": doc["until"],
    }


def _office(view: View, doc: Doc) -> Doc:
    person = view.law.doc("person", doc["person"]) or {"name": None}
    return {
        "from": doc["from"],
        "in_force": covers_day(doc, view.day),
        "keys": view.law.keys_of(doc["person"]),
        "name": person["name"],
        "office": doc["office"],
        "person": doc["person"],
        "until": doc["until"],
    }


def keys(view: View) -> list[Doc]:
    """Return every key that a person or the recorder ever had, by its id."""
    since: dict[str, int] = {}
    for placed in view.law_rows("key"):
        since.setdefault(placed.row.id, placed.since)
    return [_key(view, name, since[name]) for name in sorted(view.law.docs("key"))]


def key(view: View, name: str) -> Doc:
    """Return a key with everything that was ever said of it, and the entry that said so."""
    doc = _required(view, "key", name)
    told = history(view, "key", name)
    return _key(view, name, told[0]["since"]) | {"history": told, "public": doc["public"]}


def _key(view: View, name: str, since: int) -> Doc:
    """The key signs acts after entry `since` and before entry `revoked`."""
    doc = view.law.docs("key")[name]
    person = view.law.doc("person", doc["person"] or "")
    return {
        "alg": doc["alg"],
        "id": name,
        "name": None if person is None else person["name"],
        "person": doc["person"],
        "revoked": doc["revoked"],
        "since": since,
        "suspect_from": doc["suspect_from"],
    }


def log_keys(view: View) -> list[Doc]:
    """Return the keys of the log itself, with the sizes for which each signs."""
    return [{"id": name} | doc for name, doc in sorted(view.law.docs("log_key").items())]


def rulesets(view: View) -> list[Doc]:
    """Return every ruleset, with whether it is law on the day."""
    return [_ruleset(view, doc) for _, doc in sorted(view.law.docs("ruleset").items())]


def ruleset(view: View, name: str) -> Doc:
    """Return a ruleset as it was adopted, with its rules, consequences and balances in force."""
    doc = _required(view, "ruleset", name)
    kinds = ("balance", "consequence", "finality", "rule")
    parts = {kind: _of_ruleset(view.law.docs(kind).values(), name) for kind in kinds}
    return (
        _ruleset(view, doc) | {"adopted": doc} | {"history": history(view, "ruleset", name)} | parts
    )


def _ruleset(view: View, doc: Doc) -> Doc:
    named = {name: doc[name] for name in ("from", "instrument", "title", "until")}
    return {"id": doc["ruleset"], "in_force": covers_day(doc, view.day)} | named


def _of_ruleset(docs: Iterable[Doc], name: str) -> list[Doc]:
    return sorted(
        (doc for doc in docs if doc["ruleset"] == name), key=lambda doc: doc.get("id", "")
    )


def declarations(view: View) -> list[Doc]:
    """Return every event type in force: what it is called, what kind it is, what it says."""
    return [
        {"id": name, "kind": doc["kind"], "says": doc["says"], "version": doc["version"]}
        for name, doc in sorted(view.law.docs("declaration").items())
    ]


def declaration(view: View, name: str) -> Doc:
    """Return an event type as it was adopted, with the versions before it."""
    doc = _required(view, "declaration", name)
    return {"adopted": doc, "history": history(view, "declaration", name), "id": name}


def history(view: View, kind: str, name: str) -> list[Doc]:
    """Return what was law under a kind and id, one after the other; null is withdrawn."""
    rows: list[Placed[Law]] = [p for p in view.law_rows(kind) if p.row.id == name]
    return [{"doc": placed.row.doc, "since": placed.since} for placed in rows]


def _required(view: View, kind: str, name: str) -> Doc:
    doc = view.law.doc(kind, name)
    if doc is None:
        found = f"no {kind} {name} in force at position {view.position}"
        raise NotFound(found, "check the spelling, or ask as of another position")
    return doc
