"""What answers look like, for the description of the API (OpenAPI 3.1). Codes are open sets: expect
values that you do not know. Sheets, receipts, refusals and entries are those of docs/spec/.
"""

from __future__ import annotations

from api.shapes import (
    COUNT,
    COUNT_OR_NULL,
    DAY,
    HASH,
    OPEN,
    PATH,
    TEXT,
    TEXT_OR_NULL,
    Schema,
    about_state,
    array,
    page_of,
    record,
    ref,
)

_LEDGER = record(
    clock={"enum": ["real", "simulated"]},
    id=HASH,
    notice=TEXT_OR_NULL | {"description": "Said of a ledger that is no official record."},
    origin=TEXT,
    purpose={"enum": ["official", "rehearsal", "reconstruction"]},
)
_SIGNATURE = record(key=TEXT, signature=TEXT)
_REASON = record(code=TEXT, do=TEXT, expected=TEXT, found=TEXT, pointer=TEXT_OR_NULL, where=TEXT)
_REFUSAL = record(key=TEXT, refusal=OPEN, signature=TEXT)
_WAITING = record(act=TEXT, effect=TEXT, entry_index=COUNT, ruleset=TEXT)
_BLOCKER = record(
    about=TEXT,
    acts=array(TEXT),
    cites=array(OPEN),
    code=TEXT,
    detail=TEXT_OR_NULL,
    rules=array(TEXT),
    units=array(TEXT),
)
_UNMATCHED = record(act=TEXT, code=TEXT, event=COUNT, index=COUNT, rule=TEXT)
_BY_LAW = record(
    about=TEXT,
    at=TEXT_OR_NULL,
    by=TEXT_OR_NULL,
    event=TEXT,
    instead={"anyOf": [OPEN, {"type": "null"}]},
    item=TEXT,
    kind=TEXT,
    overdue={"type": "boolean"},
    owner=TEXT,
    rule=TEXT,
    since=COUNT,
)
_ITEM = record(
    about=TEXT,
    age_days=COUNT_OR_NULL,
    by=TEXT_OR_NULL,
    day=TEXT_OR_NULL,
    item=TEXT,
    marks=array(_UNMATCHED),
    owner=TEXT_OR_NULL,
    rule=TEXT_OR_NULL,
    since=COUNT,
)
_MARKED_BY_LAW = {"allOf": [_BY_LAW, record(marks=array(_UNMATCHED))]}
_EFFECT = record(
    act=TEXT,
    event=TEXT,
    from_day=DAY,
    id=TEXT,
    in_force={"type": "boolean"},
    since=COUNT,
    units=array(OPEN),
    verb=TEXT,
    what=TEXT_OR_NULL,
)
_SUBJECT = record(
    id=TEXT, kind=TEXT, name=TEXT_OR_NULL, parent=TEXT_OR_NULL, since=COUNT, type=TEXT_OR_NULL
)
_DOCUMENT = record(digest=HASH, name=TEXT_OR_NULL, where=TEXT)
_SIGNER = record(
    body=TEXT,
    counted={"type": "boolean"},
    in_place_of=TEXT_OR_NULL,
    key=TEXT_OR_NULL,
    name=TEXT_OR_NULL,
    office=TEXT,
    person=TEXT,
)
_CHANGE = record(
    act=TEXT,
    body=TEXT,
    day=DAY,
    events=array(record(outcome=TEXT, says=TEXT_OR_NULL, type=TEXT)),
    index=COUNT,
    kind=TEXT_OR_NULL,
    leaf_hash=HASH,
    marks=array(OPEN),
    position=COUNT,
    recorded_at=TEXT,
    says=TEXT,
    touched=array(TEXT),
    url=TEXT,
)
_LINE = record(
    act=TEXT,
    body=TEXT,
    day=DAY,
    events=array(record(outcome=TEXT, type=TEXT)),
    index=COUNT,
    kind=TEXT,
    marks=array(OPEN),
    recorded_at=TEXT,
    url=TEXT,
)
_SHEET = record(
    amounts=array(OPEN),
    by_law=array(_BY_LAW),
    contested=array(TEXT),
    day=DAY,
    headlines=array(record(contest=TEXT, headline=OPEN)),
    items=array(OPEN),
    polls=array(OPEN),
    position=COUNT,
    unit=TEXT,
)

COMPONENTS: dict[str, Schema] = {
    "Consistency": {
        **record(
            checkpoint=TEXT_OR_NULL,
            consistency=PATH,
            ledger=ref("Ledger"),
            root=HASH,
            to=COUNT,
            **{"from": COUNT},
        ),
        "description": "`checkpoint` is null where no commit ended at this size.",
    },
    "Description": OPEN,
    "Certainty": {
        **record(
            alarms=array(TEXT),
            certainty=record(by=COUNT, final_size=COUNT, level=TEXT, needed=COUNT, of=COUNT),
            ledger=ref("Ledger"),
            not_final=array(_WAITING),
            position=COUNT,
        ),
        "description": "`level`: recorded, witnessed or final; docs/spec/04-administration.md, 4.2.",
    },
    "Conclusions": record(conclusions=array(OPEN), index=COUNT, position=COUNT),
    "Entry": record(
        act=OPEN,
        format=COUNT,
        index=COUNT,
        judgement=record(events=array(TEXT), marks=array(OPEN)),
        previous={"anyOf": [HASH, {"type": "null"}]},
        recorded_at=TEXT,
        signatures=array(_SIGNATURE),
    ),
    "Health": record(status=TEXT),
    "Readiness": {
        **record(
            accepts_acts={"type": "boolean"},
            checkpoint_size=COUNT,
            ledger=ref("Ledger"),
            memories=array(TEXT),
            position=COUNT,
            published_size=COUNT,
            state_position=COUNT,
            status=TEXT,
            witness_alarms=COUNT,
        ),
        "description": "Where it is not ready the answer is a problem, 503, with the code why.",
    },
    "History": about_state(acts=array(_LINE), by_law=array(_BY_LAW), id=TEXT),
    "Inclusion": {
        **record(
            checkpoint=TEXT_OR_NULL,
            inclusion=PATH,
            index=COUNT,
            leaf_hash=HASH,
            ledger=ref("Ledger"),
            root=HASH,
            size=COUNT,
        ),
        "description": "`checkpoint` is null where no commit ended at this size.",
    },
    "Ledger": _LEDGER,
    "OpenItems": page_of(_ITEM),
    "Packet": {
        **record(act=OPEN, signatures=array(_SIGNATURE)),
        "description": "A signed act, canonical; docs/spec/02-act.md.",
    },
    "Page": {
        **record(
            code=TEXT,
            do=TEXT,
            expected=TEXT,
            hostile=TEXT,
            innocent=TEXT,
            ledger=ref("Ledger"),
            status=COUNT,
            title=TEXT,
        ),
        "description": "How it comes about without ill will, and what an attacker may be after.",
    },
    "Pages": record(
        items=array(record(code=TEXT, title=TEXT, url=TEXT)),
        ledger=ref("Ledger"),
        next=TEXT_OR_NULL,
        object=TEXT,
    ),
    "Poll": about_state(
        bars=array(_EFFECT),
        contest=TEXT,
        count=TEXT,
        date=TEXT_OR_NULL,
        dated_by={"anyOf": [_EFFECT, {"type": "null"}]},
        history=OPEN,
        order=_EFFECT,
        polling=TEXT,
        run=TEXT,
        standing=TEXT,
        unit=TEXT,
        without_basis={"type": "boolean"},
    ),
    "Problem": record(
        code=TEXT,
        detail=TEXT,
        do=TEXT,
        errors=array(_REASON),
        expected=TEXT,
        found=TEXT,
        ledger=ref("Ledger"),
        position=COUNT,
        refusal={"anyOf": [ref("Refusal"), {"type": "null"}]},
        request_id=TEXT,
        status=COUNT,
        title=TEXT,
        type=TEXT,
        where=TEXT,
    ),
    "StateProof": OPEN | {"description": "docs/spec/14-seals.md"},
    "Receipt": {
        **record(
            checkpoint=TEXT, entry=TEXT, format=COUNT, inclusion=PATH, index=COUNT, size=COUNT
        ),
        "description": "docs/spec/03-log.md; `entry` is the text of the entry's bytes.",
    },
    "Refusal": {
        **_REFUSAL,
        "description": "Signed with the recorder key; docs/spec/03-log.md.",
    },
    "Registered": about_state(id=TEXT),
    "Result": {
        **about_state(
            blockers=array(_BLOCKER),
            id=TEXT,
            name=TEXT_OR_NULL,
            result=OPEN,
        ),
        "description": "docs/spec/12-results.md; reasons and statuses are open sets.",
    },
    "Account": {
        **about_state(account=OPEN, id=TEXT, name=TEXT_OR_NULL),
        "description": "docs/spec/13-accounts.md; what is not known is `indeterminate`.",
    },
    "ByLaw": page_of(_MARKED_BY_LAW),
    "Changes": {
        **record(
            items=array(_CHANGE), ledger=ref("Ledger"), next=TEXT, object=TEXT, position=COUNT
        ),
        "description": "`position` is what is known after this page; it never changes when full.",
    },
    "Decision": about_state(
        attestation={"anyOf": [OPEN, {"type": "null"}]},
        body=TEXT,
        decision=OPEN,
        digest=HASH,
        documents=array(_DOCUMENT),
        effects=array(_EFFECT),
        entry_url=TEXT,
        events=array(OPEN),
        id=TEXT,
        index=COUNT,
        life=OPEN,
        marks=array(OPEN),
        pointed_at_by=array(_EFFECT),
        recorded_at=TEXT,
        seen={"anyOf": [OPEN, {"type": "null"}]},
        signatures=array(_SIGNER),
        votes=record(claimed={"anyOf": [OPEN, {"type": "null"}]}, signed=COUNT),
        decided_on=DAY,
    ),
    "Entries": {
        **record(items=array(ref("Entry")), ledger=ref("Ledger"), next=TEXT, object=TEXT),
        "description": "A page that is full never changes.",
    },
    "Standing": record(
        bytes=COUNT_OR_NULL,
        document=HASH,
        law={"type": ["object", "null"]},
        ledger=ref("Ledger"),
        named_by=record(
            acts=array(record(act=TEXT, index=COUNT, name=TEXT_OR_NULL, where=TEXT)),
            is_all={"type": "boolean"},
            up_to=COUNT,
        ),
        object=TEXT,
        position=COUNT,
        since=COUNT_OR_NULL,
        state={"enum": ["absent", "erased", "kept", "withheld"]},
    ),
    "Kept": record(
        document=HASH,
        is_new={"type": "boolean"},
        ledger=ref("Ledger"),
        object=TEXT,
        position=COUNT,
    ),
    "Evidence": about_state(documents=array(_DOCUMENT), index=COUNT),
    "Home": record(
        accepts_acts={"type": "boolean"},
        api_version=TEXT,
        ledger=ref("Ledger"),
        limits=OPEN,
        links=OPEN,
        position=COUNT,
    ),
    "Subject": about_state(
        account={"anyOf": [OPEN, {"type": "null"}]},
        children=array(_SUBJECT),
        effects=array(_EFFECT),
        id=TEXT,
        items=array(OPEN),
        kind=TEXT,
        name=TEXT_OR_NULL,
        parent=TEXT_OR_NULL,
        since=COUNT,
        statuses=array(record(field=TEXT, history=array(OPEN), value=TEXT)),
        type=TEXT_OR_NULL,
    ),
    "Unit": about_state(id=TEXT, marks=array(_UNMATCHED), name=TEXT_OR_NULL, sheet=_SHEET),
}
"""The schemas of every document, by name; the names are part of the contract."""
