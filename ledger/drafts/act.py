"""A draft becomes an act: what a person need not write is filled in, the rest is given its type.

act: cec-2013-11-05-annul           {"act_id":"cec-2013-11-05-annul","attestation":null,
body: cec                            "body":"cec","day":"2013-11-05","decision":{...},
decision: {languages: [en]}          "events":[{"fields":{...},"occurred":null,
signers: [member-a, member-b]          "type":"run.date_left_open","version":1}],"format":0,
events:                              "ledger":{...},"seen":{"root":"...","size":41},
- type: run.date_left_open           "signers":[{"body":"cec","in_place_of":null,
  fields: {run: run-2}                 "office":"member","person":"member-a"}, ...]}
"""

from dataclasses import dataclass
from typing import Any

from ledger.drafts import rulesets, values
from ledger.drafts.decision import decision
from ledger.drafts.reader import Tree, bad
from ledger.drafts.values import listed, mapped, text
from ledger.election.administration import EVENTS
from ledger.election.declarations import Declaration
from ledger.election.law import LawBook
from ledger.election.shapes import Shape

_ACT = ("act", "attestation", "body", "day", "decision", "events", "ledger", "seen", "signers")
_ATTESTATION = ("body", "compared_by", "document", "grade")
_EVENT = ("fields", "occurred", "type", "version")
_SIGNER = ("in_place_of", "office", "person")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Where a draft becomes an act: the ledger, its law, the head that was seen, the time."""

    law: LawBook
    ledger: dict[str, Any]
    """`{id, origin}` of the ledger."""
    seen: dict[str, Any] | None
    """`{root, size}` of the newest checkpoint verified, None before the first."""
    now: str
    """The instant at which the act is written; its legal day is the day of the act by default."""


def complete(draft: Tree, around: Surroundings) -> dict[str, Any]:
    """Return the members of the act that the draft means; raise Malformed `bad_draft`."""
    given = mapped(draft, _ACT, "")
    day = around.law.day_of(around.now) if "day" not in given else text(given["day"], "day")
    body = text(given.get("body"), "body")
    attestation = _attestation(given.get("attestation"))
    signing = attestation["body"] if attestation else body
    events = [
        _event(item, around.law, f"events[{i}]")
        for i, item in enumerate(listed(given.get("events"), "events"))
    ]
    return {
        "act_id": text(given.get("act"), "act"),
        "attestation": attestation,
        "body": body,
        "day": day,
        "decision": decision(given.get("decision")),
        "events": events,
        "format": 0,
        "ledger": values.untyped(given["ledger"]) if "ledger" in given else around.ledger,
        "seen": _seen(given["seen"]) if "seen" in given else around.seen,
        "signers": _signers(given.get("signers"), around.law, body=signing, day=day),
    }


def _seen(value: Tree) -> dict[str, Any] | None:
    if value is None:
        return None
    given = mapped(value, ("root", "size"), "seen")
    root, size = text(given.get("root"), "seen.root"), values.count(given.get("size"), "seen.size")
    return {"root": root, "size": size}


def _attestation(value: Tree) -> dict[str, Any] | None:
    if value is None:
        return None
    given = mapped(value, _ATTESTATION, "attestation")
    compared = listed(given.get("compared_by", []), "attestation.compared_by")
    return {
        "body": text(given.get("body"), "attestation.body"),
        "compared_by": sorted(text(each, "attestation.compared_by") for each in compared),
        "document": given.get("document"),
        "grade": text(given.get("grade"), "attestation.grade"),
    }


def _signers(value: Tree, law: LawBook, *, body: str, day: str) -> list[dict[str, Any]]:
    signers = [
        _signer(item, law, body, day=day, where=f"signers[{i}]")
        for i, item in enumerate(listed(value, "signers"))
    ]
    return sorted(signers, key=lambda each: str(each["person"]))


def _signer(value: Tree, law: LawBook, body: str, *, day: str, where: str) -> dict[str, Any]:
    given = {"person": value} if isinstance(value, str) else mapped(value, _SIGNER, where)
    person, other = text(given.get("person"), f"{where}.person"), given.get("in_place_of")
    holder = person if other is None else text(other, f"{where}.in_place_of")
    office = given.get("office")
    if office is None:
        held = sorted(law.offices(holder, body, day))
        if len(held) != 1:
            found = f"{holder} held {', '.join(held) or 'none'} in {body} on {day}"
            raise bad("the office in which they sign, named as `office`", found, where)
        office = held[0]
    return {"body": body, "in_place_of": other, "office": office, "person": person}


def _event(value: Tree, law: LawBook, where: str) -> dict[str, Any]:
    given = mapped(value, _EVENT, where)
    name = text(given.get("type"), f"{where}.type")
    declaration = law.declaration(name)
    fields = given.get("fields", {})
    here = f"{where}.fields"
    version = "1"
    if declaration is not None:
        typed, version = _fields(fields, declaration, law, where=here), str(declaration.version)
    elif name in EVENTS:
        typed = _administration(rulesets.completed(name, fields), EVENTS[name].fields, here)
    elif "version" in given:
        # Whoever names a version knows what they do; the judge will answer.
        typed = values.untyped(fields)
    else:
        raise bad("an event type in force (a name of the vocabulary)", name, f"{where}.type")
    occurred = given.get("occurred")
    return {
        "fields": typed,
        "occurred": occurred and values.when(occurred, law.day_of, f"{where}.occurred"),
        "type": name,
        "version": values.count(given.get("version", version), f"{where}.version"),
    }


def _fields(value: Tree, declaration: Declaration, law: LawBook, *, where: str) -> dict[str, Any]:
    given = _named(value, tuple(field.name for field in declaration.fields), where)
    typed = {}
    for field in declaration.fields:
        stated, here = given.get(field.name), f"{where}.{field.name}"
        if stated is None and not field.nullable:
            raise bad(f"a value ({field.type})", "none", here)
        typed[field.name] = values.typed(field, stated, law.day_of, here)
    return typed


def _administration(value: Tree, shapes: dict[str, Shape], where: str) -> dict[str, Any]:
    """Fields of administration: what may be null is null where it is left out."""
    given = _named(value, tuple(shapes), where)
    for name, shape in shapes.items():
        if name not in given and shape(None) is not None:
            raise bad("a value", "none", f"{where}.{name}")
    return {name: values.untyped(given.get(name), name) for name in shapes}


def _named(value: Tree, names: tuple[str, ...], where: str) -> dict[str, Tree]:
    if not names and value == {}:
        return {}
    return mapped(value, names or ("none",), where)
