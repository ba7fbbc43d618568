"""The acts in words: what a bundle tells to people, an act a paragraph, in a language of the log.

    #31, 2013-11-05: Central Election Commission (cec), act cec-10
      Recorded 2013-11-05T19:40:00.000000Z.
      Decision 87/2013: adopted. Votes stated: 9 for, 0 against, 2 abstained, 0 absent.
      Signatures: 2. Counted: Person A (person-a), Person B (person-b).
      1. The vote run-1 is annulled at pc-1 [mayor] (grounds: violence).
      Marked: not assessed, point 1.

docs/spec/10-bundle.md is normative. All of it follows from the entries and their rows, so that a
verifier tells a story that is another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import orjson

from ledger import saying
from ledger.chain import canonical

Json = dict[str, Any]
_VOTES = ("for", "against", "abstained", "absent")
_NAMED = ("body", "declaration", "person")
_DECLARATION = b'"kind":"declaration"'


def languages(rows: Iterable[bytes]) -> list[str]:
    """Return the languages in which a declaration that was ever adopted says what it means."""
    docs = [_law(orjson.loads(line)) for line in rows if _DECLARATION in line]
    return sorted({each["language"] for doc in docs if doc for each in doc["says"]})


def _law(row: Json) -> Json | None:
    is_declaration = row["table"] == "law" and row["kind"] == "declaration"
    doc: Json | None = row["doc"] if is_declaration else None
    return doc


def tell(entries: Iterable[bytes], rows: Iterable[bytes], language: str) -> Iterator[bytes]:
    """Yield the paragraph of every entry; `rows` are the lines of all rows from the beginning on."""
    law: dict[str, dict[str, Json]] = {kind: {} for kind in _NAMED}
    grouped = groupby(map(orjson.loads, rows), key=lambda row: row["since"])
    for entry in map(orjson.loads, entries):
        for index, made in grouped:
            persons = _note(law, made)
            if index == entry["index"]:
                break
        told = "\n".join(_paragraph(entry, persons, law, language))
        yield f"{told}\n\n".encode()


def _note(law: dict[str, dict[str, Json]], rows: Iterable[Json]) -> list[str]:
    """Keep what the rows of an entry say of law; return the persons that it counts."""
    persons: list[str] = []
    for row in rows:
        if row["table"] == "act":
            persons = row["persons"]
        elif row["table"] == "law" and row["kind"] in law and row["doc"]:
            law[row["kind"]][row["id"]] = row["doc"]
    return persons


def _paragraph(
    entry: Json, persons: list[str], law: dict[str, Any], language: str
) -> Iterator[str]:
    act, judgement = entry["act"], entry["judgement"]
    yield f"#{entry['index']}, {act['day']}: {_named(law['body'], act['body'])}, act {act['act_id']}"
    yield f"  Recorded {entry['recorded_at']}."
    if attestation := act["attestation"]:
        body = _named(law["body"], attestation["body"])
        yield f"  Attested by {body} from a document of grade {saying.plain(attestation['grade'])}."
    if act["decision"]:
        yield f"  {_decision(act['decision'])}"
    counted = saying.listed([_named(law["person"], each) for each in persons]) or "nobody"
    yield f"  Signatures: {len(entry['signatures'])}. Counted: {counted}."
    told = zip(act["events"], judgement["events"], strict=True)
    for number, (event, outcome) in enumerate(told, 1):
        became = "" if outcome == "effective" else f" [{saying.plain(outcome)}]"
        when = f" [{saying.value(event['occurred'])}]" if event["occurred"] else ""
        yield f"  {number}. {_said(event, law['declaration'], language)}{when}{became}"
    for mark in judgement["marks"]:
        place = f", point {mark['event']}" if mark["event"] else ""
        rule = f", rule {mark['rule']}" if mark["rule"] else ""
        subject = f", {mark['subject']}" if mark["subject"] else ""
        yield f"  Marked: {saying.plain(mark['code'])}{place}{rule}{subject}."


def _named(docs: dict[str, Json], id: str) -> str:
    return f"{docs[id]['name']} ({id})" if id in docs else id


def _decision(decision: Json) -> str:
    number, votes = decision["number"] or "without number", decision["votes"] or {}
    stated = [f"{votes[each]} {each}" for each in _VOTES if votes.get(each) is not None]
    told = saying.listed(stated) or "none"
    return f"Decision {number}: {saying.plain(decision['result'])}. Votes stated: {told}."


def _said(event: Json, declared: dict[str, Json], language: str) -> str:
    """The sentence of the declaration; of administration, which has none, the fields as they stand."""
    if event["type"] in declared:
        return saying.sentence(declared[event["type"]]["says"], event["fields"], language)
    given = sorted(event["fields"].items())
    stated = [(name, value) for name, value in given if value is not None]
    told = [f"{saying.plain(name)} {_plain(value, language)}" for name, value in stated]
    return f"{event['type']}: {'; '.join(told)}" if told else event["type"]


def _plain(value: Any, language: str) -> str:
    if isinstance(value, str):
        return saying.line(value)
    if isinstance(value, dict) and "says" in value:
        # A declaration or a rule: its sentence stands for it, the whole of it stands in the entry.
        name = value["name"] if "name" in value else value["id"]
        return f"{name}: {saying.chosen(value['says'], language)}"
    return canonical.respell(value).decode()
