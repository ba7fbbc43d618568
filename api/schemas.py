"""What answers look like, for the description of the API (OpenAPI 3.1).

Codes of states, outcomes and marks are open sets: readers must expect values that they do not
know. Sheets, receipts, refusals and entries are those of docs/spec/.
"""

from __future__ import annotations

from typing import Any

from api import problems
from api.bodies import LINES
from api.contract import BYTES, JSON
from ledger import limits

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_COUNT_OR_NULL: Schema = {"type": ["integer", "null"]}
_HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_DAY: Schema = {"type": "string", "format": "date"}
_PATH: Schema = {"type": "array", "items": _HASH, "maxItems": limits.PROOF_HASHES_MAX}
_OPEN: Schema = {"type": "object"}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(**members: Schema) -> Schema:
    return {"type": "object", "properties": members, "required": sorted(members)}


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def _of_view(**members: Schema) -> Schema:
    """An answer about state: as known at a position, in force on a day, and its fixed address."""
    return _object(
        day=_DAY, ledger=_ref("Ledger"), object=_TEXT, position=_COUNT, url=_TEXT, **members
    )


_LEDGER = _object(
    clock={"enum": ["real", "simulated"]},
    id=_HASH,
    notice=_TEXT_OR_NULL | {"description": "Said of a ledger that is no official record."},
    origin=_TEXT,
    purpose={"enum": ["official", "rehearsal", "reconstruction"]},
)
_SIGNATURE = _object(key=_TEXT, signature=_TEXT)
_REASON = _object(code=_TEXT, do=_TEXT, expected=_TEXT, found=_TEXT, where=_TEXT)
_REFUSAL = _object(key=_TEXT, refusal=_OPEN, signature=_TEXT)
_WAITING = _object(act=_TEXT, effect=_TEXT, entry_index=_COUNT, ruleset=_TEXT)
_ITEM = _object(
    about=_TEXT,
    age_days=_COUNT_OR_NULL,
    by=_TEXT_OR_NULL,
    day=_TEXT_OR_NULL,
    item=_TEXT,
    owner=_TEXT_OR_NULL,
    since=_COUNT,
)
_BLOCKER = _object(
    about=_TEXT,
    acts=_list(_TEXT),
    cites=_list(_OPEN),
    code=_TEXT,
    detail=_TEXT_OR_NULL,
    rules=_list(_TEXT),
    units=_list(_TEXT),
)
_UNMATCHED = _object(act=_TEXT, code=_TEXT, event=_COUNT, index=_COUNT, rule=_TEXT)
_BY_LAW = _object(
    about=_TEXT,
    at=_TEXT_OR_NULL,
    by=_TEXT_OR_NULL,
    event=_TEXT,
    instead={"anyOf": [_OPEN, {"type": "null"}]},
    item=_TEXT,
    kind=_TEXT,
    overdue={"type": "boolean"},
    owner=_TEXT,
    rule=_TEXT,
    since=_COUNT,
)
_LINE = _object(
    act=_TEXT,
    body=_TEXT,
    day=_DAY,
    events=_list(_object(outcome=_TEXT, type=_TEXT)),
    index=_COUNT,
    kind=_TEXT,
    marks=_list(_OPEN),
    recorded_at=_TEXT,
    url=_TEXT,
)
_SHEET = _object(
    amounts=_list(_OPEN),
    by_law=_list(_BY_LAW),
    contested=_list(_TEXT),
    day=_DAY,
    headlines=_list(_object(contest=_TEXT, headline=_OPEN)),
    items=_list(_OPEN),
    polls=_list(_OPEN),
    position=_COUNT,
    unit=_TEXT,
)

COMPONENTS: dict[str, Schema] = {
    "Answers": {
        **_object(
            answers=_list(
                {
                    "oneOf": [
                        _object(receipt=_ref("Receipt"), status=_COUNT),
                        _object(problem=_ref("Problem"), status=_COUNT),
                    ]
                }
            ),
            ledger=_ref("Ledger"),
        ),
        "description": "What became of each act of a batch, in its order; `status` is what the act "
        "alone would have been answered with.",
    },
    "Consistency": {
        **_object(
            checkpoint=_TEXT_OR_NULL,
            consistency=_PATH,
            ledger=_ref("Ledger"),
            root=_HASH,
            to=_COUNT,
            **{"from": _COUNT},
        ),
        "description": "`checkpoint` is null where no commit ended at this size.",
    },
    "Description": _OPEN,
    "Certainty": {
        **_object(
            alarms=_list(_TEXT),
            certainty=_object(by=_COUNT, final_size=_COUNT, level=_TEXT, needed=_COUNT, of=_COUNT),
            ledger=_ref("Ledger"),
            not_final=_list(_WAITING),
            position=_COUNT,
        ),
        "description": "`level`: recorded, witnessed or final; docs/spec/04-administration.md, 4.2.",
    },
    "Entry": _object(
        act=_OPEN,
        format=_COUNT,
        index=_COUNT,
        judgement=_object(events=_list(_TEXT), marks=_list(_OPEN)),
        previous={"anyOf": [_HASH, {"type": "null"}]},
        recorded_at=_TEXT,
        signatures=_list(_SIGNATURE),
    ),
    "Health": _object(status=_TEXT),
    "Readiness": {
        **_object(
            accepts_acts={"type": "boolean"},
            checkpoint_size=_COUNT,
            ledger=_ref("Ledger"),
            memories=_list(_TEXT),
            position=_COUNT,
            published_size=_COUNT,
            state_position=_COUNT,
            status=_TEXT,
            witness_alarms=_COUNT,
        ),
        "description": "Where it is not ready the answer is a problem, 503, with the code why.",
    },
    "History": _of_view(acts=_list(_LINE), by_law=_list(_BY_LAW), id=_TEXT),
    "Inclusion": {
        **_object(
            checkpoint=_TEXT_OR_NULL,
            inclusion=_PATH,
            index=_COUNT,
            leaf_hash=_HASH,
            ledger=_ref("Ledger"),
            root=_HASH,
            size=_COUNT,
        ),
        "description": "`checkpoint` is null where no commit ended at this size.",
    },
    "Ledger": _LEDGER,
    "OpenItems": _of_view(by_law=_list(_BY_LAW), items=_list(_ITEM), marks=_list(_UNMATCHED)),
    "Packet": {
        **_object(act=_OPEN, signatures=_list(_SIGNATURE)),
        "description": "A signed act, canonical; docs/spec/02-act.md.",
    },
    "Page": _object(
        code=_TEXT, do=_TEXT, expected=_TEXT, ledger=_ref("Ledger"), status=_COUNT, title=_TEXT
    ),
    "Problem": _object(
        code=_TEXT,
        detail=_TEXT,
        do=_TEXT,
        errors=_list(_REASON),
        expected=_TEXT,
        found=_TEXT,
        ledger=_ref("Ledger"),
        position=_COUNT,
        refusal={"anyOf": [_ref("Refusal"), {"type": "null"}]},
        status=_COUNT,
        title=_TEXT,
        type=_TEXT,
        where=_TEXT,
    ),
    "Receipt": {
        **_object(
            checkpoint=_TEXT, entry=_TEXT, format=_COUNT, inclusion=_PATH, index=_COUNT, size=_COUNT
        ),
        "description": "docs/spec/03-log.md; `entry` is the text of the entry's bytes.",
    },
    "Refusal": {
        **_REFUSAL,
        "description": "Signed with the recorder key; docs/spec/03-log.md.",
    },
    "Result": {
        **_of_view(
            blockers=_list(_BLOCKER),
            id=_TEXT,
            name=_TEXT_OR_NULL,
            result=_OPEN,
        ),
        "description": "docs/spec/12-results.md; reasons and statuses are open sets.",
    },
    "Account": {
        **_of_view(account=_OPEN, id=_TEXT, name=_TEXT_OR_NULL),
        "description": "docs/spec/13-accounts.md; what is not known is `indeterminate`.",
    },
    "Accounts": {
        **_of_view(accounts=_list(_OPEN), next=_TEXT_OR_NULL),
        "description": "docs/spec/13-accounts.md; `next` is what to give as `after`, or null.",
    },
    "Home": _object(
        accepts_acts={"type": "boolean"},
        api_version=_TEXT,
        ledger=_ref("Ledger"),
        limits=_OPEN,
        links=_OPEN,
        position=_COUNT,
    ),
    "Unit": _of_view(id=_TEXT, marks=_list(_UNMATCHED), name=_TEXT_OR_NULL, sheet=_SHEET),
}
"""The schemas of every document, by name; the names are part of the contract."""

_PACKETS: Schema = {**_list(_ref("Packet")), "minItems": 1, "maxItems": limits.BATCH_ACTS_MAX}

PACKET_BODY: Schema = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {"schema": {"oneOf": [_ref("Packet"), _PACKETS]}},
            LINES: {"schema": _TEXT | {"description": "A packet a line."}},
        },
    }
}

HEADERS: dict[str, str] = {
    "Cache-Control": "Whether the answer may be kept for ever, or is to be asked for again.",
    "ETag": "The SHA-256 of the body; sent back as If-None-Match it saves the body.",
    "Ledger-Certainty": "Everything recorded: `final`, `witnessed 1/3` or `recorded 0/3`; the "
    "policy in force has three witnesses, of which one has seen all of it.",
    "Ledger-Clock": "`simulated`: times are told, not measured; never in an official record.",
    "Ledger-Final-Size": "How many entries are final: covered by a published checkpoint that "
    "met a policy with witnesses.",
    "Ledger-Id": "The leaf hash of entry 0.",
    "Ledger-Memories": "What remembers the log outside its database: `head_record`, `tiles`, "
    "`witnesses`; with `none` a restore of the whole database could not be detected.",
    "Ledger-Origin": "The name of the log.",
    "Ledger-Position": "The number of entries that the answer knows.",
    "Ledger-Purpose": "`official`, `rehearsal` or `reconstruction`.",
    "Location": "Where the receipt is.",
    "Not-Final": "The entries, by index, that concern the unit and must not be shown as final yet: "
    "the law makes them wait for witnesses (/v1/certainty). Only in answers that are to be asked "
    "for again.",
    "Repr-Digest": "The SHA-256 of the body (RFC 9530).",
}
"""What the headers of answers say."""


def components() -> Schema:
    """Everything that the description refers to by name."""
    told = {name: {"description": text, "schema": _TEXT} for name, text in HEADERS.items()}
    return {"headers": told, "schemas": COMPONENTS}


def _named(*headers: str) -> Schema:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in headers}


_STAMPS = _named(*(name for name in HEADERS if name.startswith("Ledger-")))
_KEPT = _STAMPS | _named("Cache-Control", "ETag", "Not-Final", "Repr-Digest")

Responses = dict[int | str, dict[str, Any]]


def responses(name: str, *statuses: int) -> Responses:
    """Every status with which a GET may answer: 200 with a document, 304, and problems."""
    return _reading({JSON: {"schema": _ref(name)}}, name, *statuses)


def entry() -> Responses:
    """As `responses`, for the bytes of an entry."""
    octets = {"schema": {"type": "string", "format": "binary"}}
    return _reading({JSON: {"schema": _ref("Entry")}, BYTES: octets}, "Entry", 404)


def note() -> Responses:
    """As `responses`, for a signed note."""
    return _reading({"text/plain": {"schema": _TEXT}}, "Checkpoint", 404)


def plain(name: str) -> Responses:
    """As `responses`, for text that is always there."""
    return _reading({"text/plain": {"schema": _TEXT}}, name)


def octets(name: str) -> Responses:
    """As `responses`, for bytes that are no JSON."""
    return _reading({BYTES: {"schema": {"type": "string", "format": "binary"}}}, name, 404)


def submitted() -> Responses:
    """Every status with which a submission may answer."""
    receipt = {JSON: {"schema": _ref("Receipt")}}
    several = {
        JSON: {"schema": {"oneOf": [_ref("Receipt"), _ref("Answers")]}},
        LINES: {"schema": _TEXT | {"description": "An answer a line, as in `Answers`."}},
    }
    created = _STAMPS | _named("Location")
    return {
        200: {
            "description": "One act: recorded before, the first receipt. A batch: an answer an act",
            "content": several,
            "headers": created,
        },
        201: {"description": "Recorded", "content": receipt, "headers": created},
        422: _problem("Refused: nothing is recorded; `refusal` is signed if the act is"),
    } | _problems(400, 405, 408, 413, 415, 503)


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
        "content": {problems.MEDIA_TYPE: {"schema": _ref("Problem")}},
        "headers": _STAMPS,
    }
