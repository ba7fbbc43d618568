"""The acts in words (specification, section 10): a paragraph an entry, ended by an empty line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from verifiers.act import Entry
from verifiers.law import Law
from verifiers.reading import Json, encode

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_VOTES = ("for", "against", "abstained", "absent")


def languages(doc: Json) -> set[str]:
    """The languages in which a declaration says what it means."""
    return {each["language"] for each in doc["says"]}


class Told(NamedTuple):
    """An entry that is admitted: its judgement as recomputed, its counted persons, the law that it left in force."""

    entry: Entry
    judgement: Json
    counted: list[str]
    law: Law


def paragraph(told: Told, language: str) -> bytes:
    """The paragraph of an entry."""
    return ("\n".join(_lines(told, language)) + "\n\n").encode()


def _lines(told: Told, language: str) -> Iterator[str]:
    entry, judgement, counted, law = told
    act, doc = entry.act, entry.doc
    yield f"#{entry.index}, {act['day']}: {_named(law, 'body', act['body'])}, act {act['act_id']}"
    yield f"  Recorded {doc['recorded_at']}."
    if source := act["attestation"]:
        by, grade = _named(law, "body", source["body"]), _words(source["grade"])
        yield f"  Attested by {by} from a document of grade {grade}."
    if act["decision"]:
        yield f"  {_decision(act['decision'])}"
    persons = ", ".join(_named(law, "person", person) for person in counted)
    yield f"  Signatures: {len(doc['signatures'])}. Counted: {persons or 'nobody'}."
    for number, (event, outcome) in enumerate(zip(act["events"], judgement["events"], strict=True), 1):
        line = f"  {number}. {_said(event, law, language)}"
        if event["occurred"] is not None:
            line += f" [{spoken(event['occurred'])}]"
        yield line if outcome == "effective" else f"{line} [{_words(outcome)}]"
    for mark in judgement["marks"]:
        line = f"  Marked: {_words(mark['code'])}"
        line += f", point {mark['event']}" if mark["event"] else ""
        line += f", rule {mark['rule']}" if mark["rule"] else ""
        yield line + (f", {mark['subject']}." if mark["subject"] else ".")


def _named(law: Law, kind: str, id: str) -> str:
    doc = law.get(kind, id)
    return f"{doc['name']} ({id})" if doc else id


def _words(code: str) -> str:
    return code.replace("_", " ")


def _flat(text: str) -> str:
    return text.replace("\n", " ")


def _decision(decision: Json) -> str:
    cast = decision["votes"] or {}
    stated = ", ".join(f"{cast[vote]} {vote}" for vote in _VOTES if cast.get(vote) is not None)
    number = decision["number"] or "without number"
    return f"Decision {number}: {_words(decision['result'])}. Votes stated: {stated or 'none'}."


def _said(event: Json, law: Law, language: str) -> str:
    doc, given = law.get("declaration", event["type"]), event["fields"]
    if doc:
        pieces = _pieces(_text(doc["says"], language))
        return "".join([spoken(given.get(piece)) if odd else piece for odd, piece in pieces])
    told = [f"{_words(name)} {_stated(given[name], language)}" for name in sorted(given) if given[name] is not None]
    return f"{event['type']}: {'; '.join(told)}" if told else str(event["type"])


@lru_cache(maxsize=4096)
def _pieces(sentence: str) -> list[tuple[int, str]]:
    """Words as they are (0), and names of fields (1), in turn."""
    return [(number % 2, piece) for number, piece in enumerate(_PLACE.split(sentence))]


def _text(says: list[Json], language: str) -> str:
    found = [each["text"] for each in says if each["language"] == language]
    return str((found or [says[0]["text"]])[0])


def _stated(value: Any, language: str) -> str:
    """A field of administration."""
    if isinstance(value, str):
        return _flat(value)
    if isinstance(value, dict) and "says" in value:
        return f"{value['name'] if 'name' in value else value['id']}: {_text(value['says'], language)}"
    return encode(value).decode()


def spoken(value: Any) -> str:
    """A field's value as it stands in a sentence."""
    if type(value) is str:
        return _flat(value)
    match value:
        case None:
            return "not stated"
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(spoken, value))
        case dict():
            return _object(value)
    return str(value)


def _object(value: Json) -> str:
    if "contests" in value:
        return _box(value)
    if "measure" in value:
        of = f" {value['selection']}" if value["selection"] else ""
        return f"{_words(value['measure'])}{of} {_quantity(value['value'])}"
    if "low" in value or "disputed" in value:
        return _quantity(value)
    if "earliest" in value:
        return str(value["at"] or value["earliest"] or value["latest"] or "(time not known)")
    if "name" in value:
        return f"{value['id']} ({_flat(value['name'])})"
    return encode(value).decode()


def _box(box: Json) -> str:
    named = [*box["units"], *(f"the units of {each}" for each in box["lists"])]
    if further := box["further"]:
        named.append(f"further units in {further['within']} ({_quantity(further['count'])})")
    limits = [box["contests"], *(box[name] for name in ("channels", "selections") if box[name] != ["all"])]
    return f"{', '.join(named)} [{' | '.join(', '.join(limit) for limit in limits)}]"


def _quantity(value: Json) -> str:
    if "disputed" in value:
        return "disputed: " + "; ".join(f"{_quantity(each)} by {_flat(each['source'])}" for each in value["disputed"])
    low, high = value["low"], value["high"]
    known = "unknown" if (low, high) == (0, None) else f"at least {low}" if high is None else f"{low} to {high}"
    known = str(low) if low == high else known
    return f"{known} ({_words(value['why'])})" if value["why"] else known
