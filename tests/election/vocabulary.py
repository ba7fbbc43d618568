"""A few event types, written by hand: one an effect or so, with as few fields as it takes."""

from __future__ import annotations

from typing import Any

from ledger.election import declarations
from ledger.election.declarations import Declaration


def document(
    name: str,
    kind: str,
    fields: dict[str, str],
    *effects: dict[str, Any],
    of: dict[str, list[str]] | None = None,
) -> dict[str, Any]:
    """The declaration as it is adopted; `fields` maps names to types."""
    return {
        "effects": list(effects),
        "fields": [
            {"name": field, "of": (of or {}).get(field), "type": type_}
            for field, type_ in sorted(fields.items())
        ],
        "kind": kind,
        "name": name,
        "says": [{"language": "en", "text": "It happened."}],
        "version": 1,
    }


def declare(
    name: str,
    kind: str,
    fields: dict[str, str],
    *effects: dict[str, Any],
    of: dict[str, list[str]] | None = None,
) -> Declaration:
    """The declaration, compiled."""
    return declarations.compile(document(name, kind, fields, *effects, of=of))


def box(*units: str, **given: Any) -> dict[str, Any]:
    """A box of a scope: units, in the contest `mayor` if nothing else is said."""
    whole = {
        "channels": ["all"],
        "contests": ["mayor"],
        "further": None,
        "lists": [],
        "selections": ["all"],
    }
    return {**whole, **given, "units": sorted(units)}


def exactly(count: int) -> dict[str, Any]:
    """A quantity that is known."""
    return {"high": count, "low": count, "why": None}


def between(low: int, high: int | None, why: str = "estimated") -> dict[str, Any]:
    """A quantity that is not."""
    return {"high": high, "low": low, "why": why}


def _move(of: str, to: str, *before: str) -> dict[str, Any]:
    field = "polling" if of == "poll" else of
    effect = {"do": "move", "field": field, "of": of, "run": "$run", "scope": "$scope", "to": to}
    return {**effect, "from": list(before)} if before else effect


def _bar(what: str, **given: Any) -> dict[str, Any]:
    return {
        "do": "bar",
        "object": "voting",
        "run": "$run",
        "scope": "$scope",
        "what": what,
        **given,
    }


_SCOPED = {"run": "run", "scope": "scope"}
_TARGET = {"target": "reference"}

TYPES = {
    each.name: each
    for each in (
        declare(
            "units.made",
            "ruling",
            {"units": "items"},
            {"do": "create", "items": "$units", "what": "unit"},
        ),
        declare(
            "list.made",
            "ruling",
            {"list": "id", "members": "items"},
            {"do": "create", "id": "$list", "items": "$members", "what": "unit_list"},
        ),
        declare(
            "contest.made",
            "ruling",
            {"contest": "id", "name": "text"},
            {"do": "create", "id": "$contest", "name": "$name", "what": "contest"},
        ),
        declare(
            "box.made",
            "finding",
            {"box": "id"},
            {"do": "create", "id": "$box", "type": "carton", "what": "consignment"},
        ),
        declare(
            "selections.made",
            "ruling",
            {"lists": "items"},
            {"do": "create", "items": "$lists", "what": "selection"},
        ),
        declare("poll.opened", "finding", _SCOPED, _move("poll", "open", "planned", "ready")),
        declare("poll.halted", "finding", _SCOPED, _move("poll", "halted", "open")),
        declare("poll.closed", "finding", _SCOPED, _move("poll", "closed", "open")),
        declare("count.begun", "finding", _SCOPED, _move("count", "counting", "not_counted")),
        declare("count.done", "finding", _SCOPED, _move("count", "counted", "counting")),
        declare(
            "decision.published",
            "finding",
            {"decision": "act"},
            {
                "do": "move",
                "field": "life",
                "of": "decision",
                "subject": "$decision",
                "to": "published",
            },
        ),
        declare(
            "decision.withdrawn",
            "finding",
            {"decision": "act"},
            {
                "do": "move",
                "field": "life",
                "of": "decision",
                "subject": "$decision",
                "to": "withdrawn",
            },
        ),
        declare(
            "box.sealed",
            "finding",
            {"box": "subject:consignment?"},
            {
                "do": "move",
                "field": "seal",
                "from": ["none"],
                "of": "consignment",
                "subject": "$box",
                "to": "sealed",
            },
        ),
        declare(
            "material.held",
            "finding",
            {"quantity": "quantity?", "unit": "unit"},
            {
                "do": "amount",
                "bucket": "held",
                "holder": "$unit",
                "how": "is",
                "material": "ballots",
                "quantity": "$quantity",
            },
        ),
        declare(
            "material.added",
            "finding",
            {"bucket": "code", "quantity": "quantity", "units": "list:unit"},
            {
                "do": "amount",
                "bucket": "$bucket",
                "holder": "$units",
                "how": "add",
                "material": "ballots",
                "quantity": "$quantity",
            },
        ),
        declare(
            "register.told",
            "finding",
            {"quantity": "quantity", "units": "list:unit"},
            {
                "do": "amount",
                "bucket": "registered",
                "holder": "$units",
                "how": "is",
                "material": "voters",
                "quantity": "$quantity",
            },
        ),
        declare(
            "material.destroyed",
            "finding",
            {"quantity": "quantity", "unit": "unit"},
            {
                "do": "transfer",
                "from": "$unit",
                "from_bucket": "held",
                "material": "ballots",
                "quantity": "$quantity",
                "to": "$unit",
                "to_bucket": "destroyed",
            },
        ),
        declare(
            "form.stated",
            "finding",
            {
                "contest": "contest",
                "figures": "figures?",
                "form": "id",
                "run": "run",
                "unit": "unit",
            },
            {
                "do": "figure",
                "contest": "$contest",
                "figures": "$figures",
                "form": "$form",
                "level": "station",
                "run": "$run",
                "unit": "$unit",
            },
        ),
        declare(
            "count.stated",
            "finding",
            {
                "contest": "contest",
                "corrects": "reference?",
                "covers": "scope?",
                "figures": "figures",
                "form": "id",
                "level": "code",
                "part": "count?",
                "parts": "list:reference?",
                "recounts": "reference?",
                "run": "run",
                "supersedes": "reference?",
                "unit": "unit",
            },
            {
                "contest": "$contest",
                "covers": "$covers",
                "do": "figure",
                "figures": "$figures",
                "form": "$form",
                "level": "$level",
                "part": "$part",
                "parts": "$parts",
                "run": "$run",
                "unit": "$unit",
            },
            {"do": "link", "relation": "corrects", "to": "$corrects"},
            {"do": "link", "relation": "recounts", "to": "$recounts"},
            {"do": "link", "relation": "supersedes", "to": "$supersedes"},
        ),
        declare(
            "form.judged",
            "ruling",
            {"form": "subject:form", "status": "code"},
            {"do": "move", "field": "form", "of": "form", "subject": "$form", "to": "$status"},
        ),
        declare(
            "seats.given",
            "ruling",
            {
                "base": "code?",
                "contest": "contest",
                "denominator": "count?",
                "exempt": "list:subject:selection?",
                "method": "code",
                "numerator": "count?",
                "seats": "count",
            },
            {
                "contest": "$contest",
                "do": "allocate",
                "exempt": "$exempt",
                "method": "$method",
                "seats": "$seats",
                "threshold_base": "$base",
                "threshold_denominator": "$denominator",
                "threshold_numerator": "$numerator",
            },
            of={"method": ["dhondt", "droop", "hare", "sainte_lague"]},
        ),
        declare(
            "lot.drawn",
            "finding",
            {"selection": "subject:selection"},
            {
                "do": "move",
                "field": "lot",
                "of": "selection",
                "subject": "$selection",
                "to": "drawn",
            },
        ),
        declare("vote.annulled", "ruling", _SCOPED, _bar("annul")),
        declare("vote.excluded", "ruling", _SCOPED, _bar("exclude")),
        declare(
            "vote.stayed",
            "ruling",
            {**_SCOPED, "from": "day?", "until": "day?"},
            {**_bar("stay"), "from": "$from", "until": "$until"},
        ),
        declare("result.held", "ruling", _SCOPED, _bar("hold_back", object="result")),
        declare("certification.held", "ruling", _SCOPED, _bar("hold_back", object="certification")),
        declare("certification.barred", "ruling", _SCOPED, _bar("annul", object="certification")),
        declare("ruling.lifted", "ruling", _TARGET, {"do": "lift", "target": "$target"}),
        declare(
            "ruling.widened",
            "ruling",
            {**_TARGET, "scope": "scope"},
            {"do": "widen", "scope": "$scope", "target": "$target"},
        ),
        declare(
            "ruling.narrowed",
            "ruling",
            {**_TARGET, "scope": "scope"},
            {"do": "narrow", "scope": "$scope", "target": "$target"},
        ),
        declare(
            "vote.called",
            "ruling",
            {"run": "id", "scope": "scope"},
            {"do": "order_run", "run": "$run", "scope": "$scope"},
        ),
        declare(
            "repeat.ordered",
            "ruling",
            {"basis": "reference?", "replaces": "run", "run": "id", "scope": "scope"},
            {
                "do": "order_run",
                "basis": "$basis",
                "replaces": "$replaces",
                "run": "$run",
                "scope": "$scope",
            },
        ),
        declare(
            "date.set",
            "ruling",
            {"day": "day?", "run": "run", "scope": "scope?"},
            {"do": "date", "day": "$day", "run": "$run", "scope": "$scope"},
        ),
        declare(
            "result.certified",
            "ruling",
            _SCOPED,
            {"do": "certify", "run": "$run", "scope": "$scope", "what": "result"},
        ),
        declare(
            "result.provisional",
            "ruling",
            _SCOPED,
            {"do": "certify", "run": "$run", "scope": "$scope", "what": "provisional"},
        ),
        declare(
            "result.anew",
            "ruling",
            {**_SCOPED, "supersedes": "reference"},
            {"do": "certify", "run": "$run", "scope": "$scope", "what": "result"},
            {"do": "link", "relation": "supersedes", "to": "$supersedes"},
        ),
        declare(
            "mandate.conferred",
            "ruling",
            {"holder": "text", "seat": "subject:seat"},
            {"do": "title", "holder": "$holder", "seat": "$seat", "status": "conferred"},
        ),
        declare(
            "answer.due",
            "finding",
            {"by": "day?", "owner": "body?", "unit": "unit"},
            {"do": "due", "about": "$unit", "by": "$by", "item": "answer", "owner": "$owner"},
        ),
        declare(
            "answer.given",
            "finding",
            {"unit": "unit"},
            {"do": "done", "about": "$unit", "item": "answer"},
        ),
        declare(
            "decision.cited",
            "ruling",
            {"to": "reference?", "unit": "unit"},
            {"do": "due", "about": "$unit", "item": "reply"},
            {"do": "link", "relation": "cites", "to": "$to"},
        ),
        declare(
            "word.said",
            "statement",
            {"about": "reference?", "text": "long_text"},
            {"do": "link", "relation": "cites", "to": "$about"},
        ),
        declare("thing.noted", "finding", {"text": "text"}, {"do": "note"}),
    )
}
