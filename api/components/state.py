"""What holds: units, polls, decisions and every other noun of the record, one at a time."""

from __future__ import annotations

from api.components.parts import FIELDS, MARKS, UNMATCHED
from api.shapes import (
    COUNT,
    DAY,
    DAY_OR_NULL,
    FLAG,
    HASH,
    TEXT,
    TEXT_OR_NULL,
    TEXTS,
    Schema,
    about_state,
    array,
    map_of,
    of,
    or_null,
    record,
    ref,
    told,
)
from ledger.election.standing import Poll

_EFFECTS = array(ref("Effect"))
_TAKEN = array(ref("StatusTaken"))
_AT = array(record(day=DAY, event=TEXT, since=COUNT, unit=TEXT, value=TEXT))
_SHEET = record(
    amounts=array(ref("AmountHeld")),
    by_law=array(ref("Following")),
    contested=TEXTS,
    day=DAY,
    headlines=array(ref("HeadlineOf")),
    items=array(ref("OpenItem")),
    polls=array(ref("PollOfSheet")),
    position=COUNT,
    unit=TEXT,
)
_LINE = record(
    act=TEXT,
    body=TEXT,
    day=DAY,
    events=array(record(outcome=TEXT, type=TEXT)),
    index=COUNT,
    kind=TEXT,
    marks=MARKS,
    recorded_at=TEXT,
    url=TEXT,
)
_SIGNER = record(
    body=TEXT,
    counted=FLAG,
    in_place_of=TEXT_OR_NULL,
    key=TEXT_OR_NULL,
    name=TEXT_OR_NULL,
    office=TEXT,
    person=TEXT,
)

DOCUMENTS: dict[str, Schema] = {
    "AccountOf": told(
        "docs/spec/13-accounts.md; what is not known is `indeterminate`.",
        record(
            account=TEXT,
            buckets=array(ref("Bucket")),
            checks=array(ref("Check")),
            day=DAY,
            position=COUNT,
        ),
    ),
    "ActLine": _LINE,
    "SignerTold": _SIGNER,
    "Account": about_state(account=ref("AccountOf"), id=TEXT, name=TEXT_OR_NULL),
    "Decision": about_state(
        attestation=or_null(ref("Attestation")),
        body=TEXT,
        decided_on=DAY,
        decision=ref("DecisionTaken"),
        digest=HASH,
        documents=array(ref("DocumentNamed")),
        effects=_EFFECTS,
        entry_url=TEXT,
        events=array(record(fields=FIELDS, outcome=TEXT, says=TEXT_OR_NULL, type=TEXT)),
        id=TEXT,
        index=COUNT,
        life=told("What it went through, by the field of its status.", map_of(_TAKEN)),
        marks=MARKS,
        pointed_at_by=_EFFECTS,
        recorded_at=TEXT,
        seen=or_null(ref("Seen")),
        signatures=array(ref("SignerTold")),
        votes=record(claimed=or_null(ref("Votes")), signed=COUNT),
    ),
    "Evidence": about_state(documents=array(ref("DocumentNamed")), index=COUNT),
    "History": about_state(acts=array(ref("ActLine")), by_law=array(ref("Following")), id=TEXT),
    "Poll": about_state(
        **of(Poll, date=DAY_OR_NULL, bars=_EFFECTS)["properties"],
        dated_by=or_null(ref("Effect")),
        history=record(count=_AT, poll=_AT),
        order=ref("Effect"),
    ),
    "Subject": about_state(
        account=or_null(ref("AccountOf")),
        children=array(ref("SubjectLine")),
        effects=_EFFECTS,
        id=TEXT,
        items=array(ref("OpenItem")),
        kind=TEXT,
        name=TEXT_OR_NULL,
        parent=TEXT_OR_NULL,
        since=COUNT,
        statuses=array(record(field=TEXT, history=_TAKEN, value=TEXT)),
        type=TEXT_OR_NULL,
    ),
    "Sheet": told("docs/spec/09-views.md, Sheet.", _SHEET),
    "Unit": about_state(id=TEXT, marks=UNMATCHED, name=TEXT_OR_NULL, sheet=ref("Sheet")),
}
"""The documents about state, by name."""
