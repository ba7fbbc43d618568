"""With which statuses, headers and documents each kind of address answers (OpenAPI 3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from api import problems, table
from api.bodies import LINES
from api.components import COMPONENTS
from api.contract import BYTES, JSON
from api.shapes import TEXT, Schema, ref
from ledger import limits

_PACKETS: Schema = {
    "type": "array",
    "items": ref("Packet"),
    "minItems": 1,
    "maxItems": limits.BATCH_ACTS_MAX,
}

ENTRY_BODY: Schema = {
    "requestBody": {"required": True, "content": {JSON: {"schema": ref("Packet")}}}
}

PACKET_BODY: Schema = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {"schema": {"oneOf": [ref("Packet"), _PACKETS]}},
            LINES: {"schema": TEXT | {"description": "A packet a line."}},
        },
    }
}

HEADERS: dict[str, str] = {
    "Cache-Control": "Whether the answer may be kept for ever, or is to be asked for again.",
    "ETag": "The SHA-256 of the body; sent back as If-None-Match it saves the body.",
    "Ledger-Certainty": "Everything recorded: `final`, `witnessed 1/3` or `recorded 0/3`; the "
    "policy in force has three witnesses, of which one has seen all of it.",
    "Ledger-Checkpoint": "The newest signed checkpoint: its size and root.",
    "Ledger-Clock": "`simulated`: times are told, not measured; never in an official record.",
    "Ledger-Final-Size": "How many entries are final: covered by a published checkpoint that "
    "met a policy with witnesses.",
    "Ledger-Id": "The leaf hash of entry 0.",
    "Ledger-Memories": "What remembers the log outside its database: `head_record`, `tiles`, "
    "`witnesses`; with `none` a restore of the whole database could not be detected.",
    "Ledger-Origin": "The name of the log.",
    "Ledger-Position": "The number of entries that the answer knows.",
    "Ledger-Purpose": "`official`, `rehearsal` or `reconstruction`.",
    "Location": "Where the receipt is, or the answer that stays.",
    "Not-Final": "The entries, by index, that concern the unit and must not be shown as final yet: "
    "the law makes them wait for witnesses (/v1/certainty). Only in answers that are to be asked "
    "for again.",
    "Repr-Digest": "The SHA-256 of the body (RFC 9530).",
    "Request-Id": "Of a problem, and of what was sent: by this the operator finds it in the log. "
    "What may be kept by others has none.",
}
"""What the headers of answers say."""


def components() -> Schema:
    """Everything that the description refers to by name."""
    told = {name: {"description": text, "schema": TEXT} for name, text in HEADERS.items()}
    return {"headers": told, "schemas": COMPONENTS}


def _named(*headers: str) -> Schema:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in headers}


_STAMPS = _named(*(name for name in HEADERS if name.startswith("Ledger-")))
_SENT = _STAMPS | _named("Repr-Digest", "Request-Id")
_KEPT = _STAMPS | _named("Cache-Control", "ETag", "Not-Final", "Repr-Digest")

_EXAMPLES = Path(__file__).with_name("examples.json")


def show(operation: Schema) -> None:
    """Let an operation show what it really answered, if the story of the examples has it."""
    told = _examples().get(operation["operationId"])
    if told is not None:
        content = operation["responses"]["200"]["content"][JSON]
        shown = {"summary": f"GET {told['path']}", "value": told["answer"]}
        content["examples"] = {"north-mitrovica": shown}


@cache
def _examples() -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(_EXAMPLES.read_bytes())
    return found


Responses = dict[int | str, dict[str, Any]]


def responses(name: str, *statuses: int) -> Responses:
    """Every status with which a GET may answer: 200 with a document, 304, and problems."""
    return _reading({JSON: {"schema": ref(name)}}, name, *statuses)


def about_state(name: str) -> Responses:
    """As `responses`, for what is asked as of a time too."""
    return responses(name, 404) | leads_on("The address of the position that the time had")


def listed(name: str, columns: Sequence[str]) -> Responses:
    """As `about_state`, for a list that is also given as CSV, with these columns."""
    led = leads_on("The address of the position that the time had")
    return logged(name, columns, 404) | led


def logged(name: str, columns: Sequence[str], *statuses: int) -> Responses:
    """As `listed`, for a list of the log, which no time is asked about."""
    rows = {"schema": TEXT | {"description": f"Columns: {', '.join(columns)}."}}
    content = {JSON: {"schema": ref(name)}, table.MEDIA_TYPE: rows}
    return _reading(content, name, 413, *statuses)


def leads_on(description: str) -> Responses:
    """Every status with which an address may answer that leads to another."""
    led = {"description": description, "headers": _STAMPS | _named("Location")}
    return {307: led} | _problems(400, 404, 405, 503)


def page_or(name: str, *statuses: int) -> Responses:
    """As `responses`, also as a page for people."""
    page = {"text/html": {"schema": TEXT}}
    return _reading({JSON: {"schema": ref(name)}} | page, name, *statuses)


def feed(media_type: str) -> Responses:
    """As `responses`, for an Atom feed."""
    return _reading({media_type: {"schema": TEXT}}, "Feed")


def stream() -> Responses:
    """Every status with which a stream may begin."""
    events = {"description": "Events, one an entry", "headers": _STAMPS}
    events["content"] = {"text/event-stream": {"schema": TEXT}}
    return {200: events} | _problems(400, 405, 503)


def archive(*statuses: int) -> Responses:
    """As `responses`, for a file of which parts may be asked for."""
    whole = {"application/zip": {"schema": {"type": "string", "format": "binary"}}}
    part = {"description": "The part that Range asks for", "content": whole, "headers": _KEPT}
    return _reading(whole, "Bundle", 404, 416, *statuses) | {206: part}


def document() -> Responses:
    """As `responses`, for a document, or why it is not given."""
    kinds = (BYTES, "application/pdf", "image/png", "image/jpeg")
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}
    return _reading(content, "Document", 404, 410, 451)


def kept() -> Responses:
    """Every status with which a document that is sent may be answered."""
    told = {"content": {JSON: {"schema": ref("Kept")}}, "headers": _SENT}
    return {
        200: {"description": "Kept before", **told},
        201: {"description": "Kept", **told},
    } | _problems(400, 404, 405, 408, 409, 410, 413, 415, 503)


def entry() -> Responses:
    """As `responses`, for the bytes of an entry."""
    octets = {"schema": {"type": "string", "format": "binary"}}
    return _reading({JSON: {"schema": ref("Entry")}, BYTES: octets}, "Entry", 404)


def note() -> Responses:
    """As `responses`, for a signed note."""
    return _reading({"text/plain": {"schema": TEXT}}, "Checkpoint", 404)


def plain(name: str) -> Responses:
    """As `responses`, for text that is always there."""
    return _reading({"text/plain": {"schema": TEXT}}, name)


def octets(name: str) -> Responses:
    """As `responses`, for bytes that are no JSON."""
    return _reading({BYTES: {"schema": {"type": "string", "format": "binary"}}}, name, 404)


def submitted() -> Responses:
    """Every status with which a submission may answer."""
    receipt = {JSON: {"schema": ref("Receipt")}}
    several = {
        JSON: {"schema": {"oneOf": [ref("Receipt"), ref("Answers")]}},
        LINES: {"schema": TEXT | {"description": "An answer a line, as in `Answers`."}},
    }
    created = _SENT | _named("Location")
    return {
        200: {
            "description": "One act: recorded before, the first receipt. A batch: an answer an act",
            "content": several,
            "headers": created,
        },
        201: {"description": "Recorded", "content": receipt, "headers": created},
        422: _problem("Refused: nothing is recorded; `refusal` is signed if the act is"),
    } | _problems(400, 405, 408, 413, 415, 503)


def keyed() -> Responses:
    """Every status with which a clerk's entry may be answered."""
    content = {JSON: {"schema": ref("IntakeEntry")}}
    return {
        200: {"description": "Kept, or recorded", "content": content, "headers": _SENT},
        422: _problem("Refused: nothing is recorded; `refusal` is signed"),
    } | _problems(400, 404, 405, 408, 413, 415, 503)


def _reading(content: Schema, name: str, *statuses: int) -> Responses:
    return {
        200: {"description": name, "content": content, "headers": _KEPT},
        304: {"description": "Not changed since If-None-Match", "headers": _STAMPS},
    } | _problems(400, 405, 503, *statuses)


def _problems(*statuses: int) -> Responses:
    titles: dict[int, list[str]] = {}
    for code, meaning in problems.CODES.items():
        titles.setdefault(meaning.status, []).append(f"{code}: {meaning.title}")
    return {status: _problem("; ".join(titles[status])) for status in sorted(statuses)}


def _problem(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {problems.MEDIA_TYPE: {"schema": ref("Problem")}},
        "headers": _SENT,
    }
