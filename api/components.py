"""What answers look like, for the description of the API (OpenAPI 3.1). Codes are open sets: expect
values that you do not know. Sheets, receipts, refusals and entries are those of docs/spec/.
"""

from __future__ import annotations

from typing import Any

from ledger import limits

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_COUNT_OR_NULL: Schema = {"type": ["integer", "null"]}
_HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_DAY: Schema = {"type": "string", "format": "date"}
_PATH: Schema = {"type": "array", "items": _HASH, "maxItems": limits.PROOF_HASHES_MAX}
_OPEN: Schema = {"type": "object"}


def ref(name: str) -> Schema:
    """Return a reference to a document by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def _object(**members: Schema) -> Schema:
    return {"type": "object", "properties": members, "required": sorted(members)}


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def _of_view(**members: Schema) -> Schema:
    """An answer about state: as known at a position, in force on a day, and its fixed address."""
    return _object(
        day=_DAY,
        ledger=ref("Ledger"),
        object=TEXT,
        position=_COUNT,
        root=_HASH,
        url=TEXT,
        **members,
    )


def _list_of(item: Schema) -> Schema:
    """A page of a list: `next` is the address of the page after it, null at the end."""
    return _of_view(items=_list(item), next=_TEXT_OR_NULL)


_LEDGER = _object(
    clock={"enum": ["real", "simulated"]},
    id=_HASH,
    notice=_TEXT_OR_NULL | {"description": "Said of a ledger that is no official record."},
    origin=TEXT,
    purpose={"enum": ["official", "rehearsal", "reconstruction"]},
)
_SIGNATURE = _object(key=TEXT, signature=TEXT)
_REASON = _object(code=TEXT, do=TEXT, expected=TEXT, found=TEXT, where=TEXT)
_REFUSAL = _object(key=TEXT, refusal=_OPEN, signature=TEXT)
_WAITING = _object(act=TEXT, effect=TEXT, entry_index=_COUNT, ruleset=TEXT)
_BLOCKER = _object(
    about=TEXT,
    acts=_list(TEXT),
    cites=_list(_OPEN),
    code=TEXT,
    detail=_TEXT_OR_NULL,
    rules=_list(TEXT),
    units=_list(TEXT),
)
_UNMATCHED = _object(act=TEXT, code=TEXT, event=_COUNT, index=_COUNT, rule=TEXT)
_BY_LAW = _object(
    about=TEXT,
    at=_TEXT_OR_NULL,
    by=_TEXT_OR_NULL,
    event=TEXT,
    instead={"anyOf": [_OPEN, {"type": "null"}]},
    item=TEXT,
    kind=TEXT,
    overdue={"type": "boolean"},
    owner=TEXT,
    rule=TEXT,
    since=_COUNT,
)
_ITEM = _object(
    about=TEXT,
    age_days=_COUNT_OR_NULL,
    by=_TEXT_OR_NULL,
    day=_TEXT_OR_NULL,
    item=TEXT,
    marks=_list(_UNMATCHED),
    owner=_TEXT_OR_NULL,
    rule=_TEXT_OR_NULL,
    since=_COUNT,
)
_MARKED_BY_LAW = {"allOf": [_BY_LAW, _object(marks=_list(_UNMATCHED))]}
_EFFECT = _object(
    act=TEXT,
    event=TEXT,
    from_day=_DAY,
    id=TEXT,
    in_force={"type": "boolean"},
    since=_COUNT,
    units=_list(_OPEN),
    verb=TEXT,
    what=_TEXT_OR_NULL,
)
_SUBJECT = _object(
    id=TEXT, kind=TEXT, name=_TEXT_OR_NULL, parent=_TEXT_OR_NULL, since=_COUNT, type=_TEXT_OR_NULL
)
_DOCUMENT = _object(digest=_HASH, name=_TEXT_OR_NULL, where=TEXT)
_SIGNER = _object(
    body=TEXT,
    counted={"type": "boolean"},
    in_place_of=_TEXT_OR_NULL,
    key=_TEXT_OR_NULL,
    name=_TEXT_OR_NULL,
    office=TEXT,
    person=TEXT,
)
_CHANGE = _object(
    act=TEXT,
    body=TEXT,
    day=_DAY,
    events=_list(_object(outcome=TEXT, says=_TEXT_OR_NULL, type=TEXT)),
    index=_COUNT,
    kind=_TEXT_OR_NULL,
    leaf_hash=_HASH,
    marks=_list(_OPEN),
    position=_COUNT,
    recorded_at=TEXT,
    says=TEXT,
    touched=_list(TEXT),
    url=TEXT,
)
_LINE = _object(
    act=TEXT,
    body=TEXT,
    day=_DAY,
    events=_list(_object(outcome=TEXT, type=TEXT)),
    index=_COUNT,
    kind=TEXT,
    marks=_list(_OPEN),
    recorded_at=TEXT,
    url=TEXT,
)
_SHEET = _object(
    amounts=_list(_OPEN),
    by_law=_list(_BY_LAW),
    contested=_list(TEXT),
    day=_DAY,
    headlines=_list(_object(contest=TEXT, headline=_OPEN)),
    items=_list(_OPEN),
    polls=_list(_OPEN),
    position=_COUNT,
    unit=TEXT,
)

COMPONENTS: dict[str, Schema] = {
    "Consistency": {
        **_object(
            checkpoint=_TEXT_OR_NULL,
            consistency=_PATH,
            ledger=ref("Ledger"),
            root=_HASH,
            to=_COUNT,
            **{"from": _COUNT},
        ),
        "description": "`checkpoint` is null where no commit ended at this size.",
    },
    "Description": _OPEN,
    "Certainty": {
        **_object(
            alarms=_list(TEXT),
            certainty=_object(by=_COUNT, final_size=_COUNT, level=TEXT, needed=_COUNT, of=_COUNT),
            ledger=ref("Ledger"),
            not_final=_list(_WAITING),
            position=_COUNT,
        ),
        "description": "`level`: recorded, witnessed or final; docs/spec/04-administration.md, 4.2.",
    },
    "Conclusions": _object(conclusions=_list(_OPEN), index=_COUNT, position=_COUNT),
    "Entry": _object(
        act=_OPEN,
        format=_COUNT,
        index=_COUNT,
        judgement=_object(events=_list(TEXT), marks=_list(_OPEN)),
        previous={"anyOf": [_HASH, {"type": "null"}]},
        recorded_at=TEXT,
        signatures=_list(_SIGNATURE),
    ),
    "Health": _object(status=TEXT),
    "Readiness": {
        **_object(
            accepts_acts={"type": "boolean"},
            checkpoint_size=_COUNT,
            ledger=ref("Ledger"),
            memories=_list(TEXT),
            position=_COUNT,
            published_size=_COUNT,
            state_position=_COUNT,
            status=TEXT,
            witness_alarms=_COUNT,
        ),
        "description": "Where it is not ready the answer is a problem, 503, with the code why.",
    },
    "History": _of_view(acts=_list(_LINE), by_law=_list(_BY_LAW), id=TEXT),
    "Inclusion": {
        **_object(
            checkpoint=_TEXT_OR_NULL,
            inclusion=_PATH,
            index=_COUNT,
            leaf_hash=_HASH,
            ledger=ref("Ledger"),
            root=_HASH,
            size=_COUNT,
        ),
        "description": "`checkpoint` is null where no commit ended at this size.",
    },
    "Ledger": _LEDGER,
    "OpenItems": _list_of(_ITEM),
    "Packet": {
        **_object(act=_OPEN, signatures=_list(_SIGNATURE)),
        "description": "A signed act, canonical; docs/spec/02-act.md.",
    },
    "Page": {
        **_object(
            code=TEXT,
            do=TEXT,
            expected=TEXT,
            hostile=TEXT,
            innocent=TEXT,
            ledger=ref("Ledger"),
            status=_COUNT,
            title=TEXT,
        ),
        "description": "How it comes about without ill will, and what an attacker may be after.",
    },
    "Pages": _object(
        items=_list(_object(code=TEXT, title=TEXT, url=TEXT)),
        ledger=ref("Ledger"),
        next=_TEXT_OR_NULL,
        object=TEXT,
    ),
    "Poll": _of_view(
        bars=_list(_EFFECT),
        contest=TEXT,
        count=TEXT,
        date=_TEXT_OR_NULL,
        dated_by={"anyOf": [_EFFECT, {"type": "null"}]},
        history=_OPEN,
        order=_EFFECT,
        polling=TEXT,
        run=TEXT,
        standing=TEXT,
        unit=TEXT,
        without_basis={"type": "boolean"},
    ),
    "Polls": _list_of(_OPEN),
    "Problem": _object(
        code=TEXT,
        detail=TEXT,
        do=TEXT,
        errors=_list(_REASON),
        expected=TEXT,
        found=TEXT,
        ledger=ref("Ledger"),
        position=_COUNT,
        refusal={"anyOf": [ref("Refusal"), {"type": "null"}]},
        status=_COUNT,
        title=TEXT,
        type=TEXT,
        where=TEXT,
    ),
    "StateProof": _OPEN | {"description": "docs/spec/14-seals.md"},
    "Receipt": {
        **_object(
            checkpoint=TEXT, entry=TEXT, format=_COUNT, inclusion=_PATH, index=_COUNT, size=_COUNT
        ),
        "description": "docs/spec/03-log.md; `entry` is the text of the entry's bytes.",
    },
    "Refusal": {
        **_REFUSAL,
        "description": "Signed with the recorder key; docs/spec/03-log.md.",
    },
    "Register": _list_of(_OPEN),
    "Registered": _of_view(id=TEXT),
    "Result": {
        **_of_view(
            blockers=_list(_BLOCKER),
            id=TEXT,
            name=_TEXT_OR_NULL,
            result=_OPEN,
        ),
        "description": "docs/spec/12-results.md; reasons and statuses are open sets.",
    },
    "Account": {
        **_of_view(account=_OPEN, id=TEXT, name=_TEXT_OR_NULL),
        "description": "docs/spec/13-accounts.md; what is not known is `indeterminate`.",
    },
    "Accounts": {**_list_of(_OPEN), "description": "docs/spec/13-accounts.md."},
    "ByLaw": _list_of(_MARKED_BY_LAW),
    "Changes": {
        **_object(
            items=_list(_CHANGE), ledger=ref("Ledger"), next=TEXT, object=TEXT, position=_COUNT
        ),
        "description": "`position` is what is known after this page; it never changes when full.",
    },
    "Decision": _of_view(
        attestation={"anyOf": [_OPEN, {"type": "null"}]},
        body=TEXT,
        decision=_OPEN,
        digest=_HASH,
        documents=_list(_DOCUMENT),
        effects=_list(_EFFECT),
        entry_url=TEXT,
        events=_list(_OPEN),
        id=TEXT,
        index=_COUNT,
        life=_OPEN,
        marks=_list(_OPEN),
        pointed_at_by=_list(_EFFECT),
        recorded_at=TEXT,
        seen={"anyOf": [_OPEN, {"type": "null"}]},
        signatures=_list(_SIGNER),
        votes=_object(claimed={"anyOf": [_OPEN, {"type": "null"}]}, signed=_COUNT),
        decided_on=_DAY,
    ),
    "Decisions": _list_of(
        _object(
            body=TEXT,
            day=_DAY,
            effects=_list(_OPEN),
            id=TEXT,
            index=_COUNT,
            number=_TEXT_OR_NULL,
            persons=_list(TEXT),
            url=TEXT,
        )
    ),
    "Entries": {
        **_object(items=_list(ref("Entry")), ledger=ref("Ledger"), next=TEXT, object=TEXT),
        "description": "A page that is full never changes.",
    },
    "Standing": _object(
        bytes=_COUNT_OR_NULL,
        document=_HASH,
        law={"type": ["object", "null"]},
        ledger=ref("Ledger"),
        object=TEXT,
        position=_COUNT,
        since=_COUNT_OR_NULL,
        state={"enum": ["absent", "erased", "kept", "withheld"]},
    ),
    "Kept": _object(
        document=_HASH,
        is_new={"type": "boolean"},
        ledger=ref("Ledger"),
        object=TEXT,
        position=_COUNT,
    ),
    "Evidence": _of_view(documents=_list(_DOCUMENT), index=_COUNT),
    "Home": _object(
        accepts_acts={"type": "boolean"},
        api_version=TEXT,
        ledger=ref("Ledger"),
        limits=_OPEN,
        links=_OPEN,
        position=_COUNT,
    ),
    "Subject": _of_view(
        account={"anyOf": [_OPEN, {"type": "null"}]},
        children=_list(_SUBJECT),
        effects=_list(_EFFECT),
        id=TEXT,
        items=_list(_OPEN),
        kind=TEXT,
        name=_TEXT_OR_NULL,
        parent=_TEXT_OR_NULL,
        since=_COUNT,
        statuses=_list(_object(field=TEXT, history=_list(_OPEN), value=TEXT)),
        type=_TEXT_OR_NULL,
    ),
    "Subjects": _list_of(_SUBJECT),
    "Units": _list_of(
        _object(
            headlines=_list(_OPEN),
            id=TEXT,
            name=_TEXT_OR_NULL,
            parent=_TEXT_OR_NULL,
            type=_TEXT_OR_NULL,
            url=TEXT,
        )
    ),
    "Unit": _of_view(id=TEXT, marks=_list(_UNMATCHED), name=_TEXT_OR_NULL, sheet=_SHEET),
}
"""The schemas of every document, by name; the names are part of the contract."""
