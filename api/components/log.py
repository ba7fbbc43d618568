"""The log itself: acts, entries, proofs, what became of documents (docs/spec/02, 03, 11, 14, 15)."""

from __future__ import annotations

from api.components.parts import BOUNDS, FIELDS, MARKS
from api.shapes import (
    COUNT,
    COUNT_OR_NULL,
    DAY,
    DAY_OR_NULL,
    FLAG,
    HASH,
    PATH,
    TEXT,
    TEXT_OR_NULL,
    TEXTS,
    Schema,
    array,
    of,
    or_null,
    record,
    ref,
    told,
)
from ledger.publish.certainty import Certainty, Waiting

_HASH_OR_NULL = or_null(HASH)
_LEDGER_NAMED = record(id=_HASH_OR_NULL, origin=TEXT)
_NO_COMMIT = "`checkpoint` is null where no commit ended at this size."
_WHEN = record(at=TEXT_OR_NULL, earliest=DAY_OR_NULL, latest=DAY_OR_NULL, why=TEXT_OR_NULL)
_HELD_BACK = record(basis=TEXT_OR_NULL, document=HASH, reason=TEXT, state=TEXT, until=DAY_OR_NULL)
_ACT = record(
    act_id=TEXT,
    attestation=or_null(ref("Attestation")),
    body=TEXT,
    day=DAY,
    decision=or_null(ref("DecisionTaken")),
    events=array(record(fields=FIELDS, occurred=or_null(_WHEN), type=TEXT, version=COUNT)),
    format=COUNT,
    ledger=_LEDGER_NAMED,
    seen=or_null(ref("Seen")),
    signers=array(record(body=TEXT, in_place_of=TEXT_OR_NULL, office=TEXT, person=TEXT)),
)
_DECISION = record(
    agenda=TEXT_OR_NULL,
    annexes=array(record(document=HASH, name=TEXT)),
    authentic=TEXTS,
    effective_on=DAY_OR_NULL,
    languages=TEXTS,
    legal_basis=array(record(instrument=TEXT, point=TEXT_OR_NULL, version=TEXT_OR_NULL)),
    members=or_null(array(record(person=TEXT, vote=TEXT_OR_NULL))),
    number=TEXT_OR_NULL,
    reasons=_HASH_OR_NULL,
    remedy=or_null(
        record(
            addressee=TEXT_OR_NULL,
            count=COUNT_OR_NULL,
            instrument=TEXT_OR_NULL,
            point=TEXT_OR_NULL,
            start=TEXT_OR_NULL,
            unit=TEXT_OR_NULL,
        )
    ),
    result=TEXT,
    session=TEXT_OR_NULL,
    votes=or_null(ref("Votes")),
)
_NEIGHBOUR = record(acts=COUNT, chain=HASH, index=COUNT, key=TEXT, path=PATH)
_PLACED = array(record(leaf=HASH, rows=array({"type": "object"})))
_PROVEN = record(entry=TEXT, inclusion=PATH, index=COUNT)
_ANSWER = record(
    amounts=array(ref("AmountHeld")),
    contested=or_null(TEXTS),
    day=DAY,
    headlines=array(ref("HeadlineOf")),
    polls=array(ref("PollOfSheet")),
    position=COUNT,
    unit=TEXT,
)
_CHANGE = record(
    act=TEXT,
    body=TEXT,
    day=DAY,
    events=array(record(outcome=TEXT, says=TEXT_OR_NULL, type=TEXT)),
    index=COUNT,
    kind=TEXT_OR_NULL,
    leaf_hash=HASH,
    marks=MARKS,
    position=COUNT,
    recorded_at=TEXT,
    says=TEXT,
    touched=TEXTS,
    url=TEXT,
)
_CONCLUSION = record(
    affected=or_null(BOUNDS),
    claimed=TEXT_OR_NULL,
    computed=TEXT_OR_NULL,
    coverage=or_null(record(reported=COUNT, units=COUNT)),
    denominator=COUNT,
    event=COUNT,
    formula=TEXT,
    margin=or_null(BOUNDS),
    numerator=COUNT,
    rule=TEXT,
)

LOG: dict[str, Schema] = {
    "Act": told("docs/spec/02-act.md.", _ACT),
    "Attestation": record(body=TEXT, compared_by=TEXTS, document=_HASH_OR_NULL, grade=TEXT),
    "Certainty": told(
        "`level`: recorded, witnessed or final; docs/spec/04-administration.md, 4.2.",
        record(
            alarms=TEXTS,
            certainty=of(Certainty, level=TEXT),
            ledger=ref("Ledger"),
            not_final=array(of(Waiting)),
            position=COUNT,
        ),
    ),
    "Change": _CHANGE,
    "Changes": told(
        "`position` is what is known after this page; it never changes when full.",
        record(
            items=array(ref("Change")), ledger=ref("Ledger"), next=TEXT, object=TEXT, position=COUNT
        ),
    ),
    "Conclusion": _CONCLUSION,
    "Conclusions": record(
        conclusions=array(ref("Conclusion")),
        index=COUNT,
        ledger=ref("Ledger"),
        object=TEXT,
        position=COUNT,
    ),
    "Consistency": told(
        _NO_COMMIT,
        record(
            checkpoint=TEXT_OR_NULL,
            consistency=PATH,
            ledger=ref("Ledger"),
            root=HASH,
            to=COUNT,
            **{"from": COUNT},
        ),
    ),
    "DecisionTaken": told("What an act says of a decision (docs/spec/02-act.md).", _DECISION),
    "Entries": told(
        "A page that is full never changes.",
        record(
            items=array(ref("Entry")), ledger=ref("Ledger"), next=TEXT, object=TEXT, position=COUNT
        ),
    ),
    "Entry": record(
        act=ref("Act"),
        format=COUNT,
        index=COUNT,
        judgement=record(events=TEXTS, marks=MARKS),
        previous=_HASH_OR_NULL,
        recorded_at=TEXT,
        signatures=array(ref("Signature")),
    ),
    "Inclusion": told(
        _NO_COMMIT,
        record(
            checkpoint=TEXT_OR_NULL,
            inclusion=PATH,
            index=COUNT,
            leaf_hash=HASH,
            ledger=ref("Ledger"),
            root=HASH,
            size=COUNT,
        ),
    ),
    "Kept": record(document=HASH, is_new=FLAG, ledger=ref("Ledger"), object=TEXT, position=COUNT),
    "Packet": told(
        "A signed act, canonical; docs/spec/02-act.md.",
        record(act=ref("Act"), signatures=array(ref("Signature"))),
    ),
    "Receipt": told(
        "docs/spec/03-log.md; `entry` is the text of the entry's bytes.",
        record(checkpoint=TEXT, entry=TEXT, format=COUNT, inclusion=PATH, index=COUNT, size=COUNT),
    ),
    "Refusal": told(
        "Signed with the recorder key; docs/spec/03-log.md.",
        record(
            key=TEXT,
            refusal=record(
                act_digest=HASH,
                code=TEXT,
                detail=TEXT,
                format=COUNT,
                ledger=_LEDGER_NAMED,
                refused_at=TEXT,
                size=COUNT,
            ),
            signature=TEXT,
        ),
    ),
    "Seen": record(root=HASH, size=COUNT),
    "Standing": told(
        "`law` is the row that withholds or erases it (docs/spec/15-documents.md).",
        record(
            bytes=COUNT_OR_NULL,
            document=HASH,
            law=or_null(_HELD_BACK),
            ledger=ref("Ledger"),
            named_by=record(
                acts=array(record(act=TEXT, index=COUNT, name=TEXT_OR_NULL, where=TEXT)),
                is_all=FLAG,
                up_to=COUNT,
            ),
            object=TEXT,
            position=COUNT,
            since=COUNT_OR_NULL,
            state={"enum": ["absent", "erased", "kept", "withheld"]},
        ),
    ),
    "StateProof": told(
        "docs/spec/14-seals.md, State proof; rows are those of docs/spec/08-state.md.",
        record(
            absent=array(record(after=or_null(_NEIGHBOUR), before=or_null(_NEIGHBOUR), key=TEXT)),
            answer=_ANSWER,
            checkpoint=TEXT,
            extends=or_null(record(path=PATH, size=COUNT)),
            format=COUNT,
            founding=TEXT,
            later=array(_PROVEN),
            ledger=_LEDGER_NAMED,
            seal=_PROVEN,
            sheets=array(record(acts=_PLACED, index=COUNT, key=TEXT, path=PATH)),
            size=COUNT,
            until=COUNT,
        ),
    ),
    "Votes": told(
        "The votes that a document claims; null: not known.",
        record(
            absent=COUNT_OR_NULL,
            abstained=COUNT_OR_NULL,
            against=COUNT_OR_NULL,
            **{"for": COUNT_OR_NULL},
        ),
    ),
}
"""The documents about the log, by name."""
