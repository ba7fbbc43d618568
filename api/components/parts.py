"""What several documents are made of: an effect, a headline, an open item, a signature, a check.

Codes of states, kinds and outcomes are open sets: expect values that you do not know.
"""

from __future__ import annotations

from api.shapes import (
    BY_VOCABULARY,
    COUNT,
    COUNT_OR_NULL,
    DAY,
    DAY_OR_NULL,
    FLAG,
    HASH,
    TEXT,
    TEXT_OR_NULL,
    TEXTS,
    Schema,
    array,
    map_of,
    of,
    or_null,
    record,
    ref,
    told,
)
from ledger.election import rows
from ledger.election.amounts import Balance
from ledger.election.items import Item
from ledger.election.naming import Named
from ledger.election.outcomes import Check
from ledger.election.standing import Poll

BOUNDS: Schema = record(high=COUNT_OR_NULL, low={"type": "integer"})
INTERVAL: Schema = of(Balance)
CITES: Schema = array(record(instrument=TEXT, point=TEXT_OR_NULL))
SAYS: Schema = array(record(language=TEXT, text=TEXT))

FOLLOWING: dict[str, Schema] = {
    "about": TEXT,
    "at": TEXT_OR_NULL,
    "by": DAY_OR_NULL,
    "event": TEXT,
    "instead": or_null(record(by=DAY_OR_NULL, event=TEXT)),
    "item": TEXT,
    "kind": TEXT,
    "overdue": FLAG,
    "owner": TEXT,
    "rule": TEXT,
    "since": COUNT,
}

PARTS: dict[str, Schema] = {
    "AmountHeld": of(Balance, bucket=TEXT, holder=TEXT, material=TEXT),
    "Bucket": of(Balance, bucket=TEXT, material=TEXT),
    "Check": of(Check, left=BOUNDS, right=BOUNDS),
    "DocumentNamed": of(Named, digest=HASH),
    "Effect": told(
        "docs/spec/08-state.md; what `data` holds depends on the verb.",
        of(
            rows.Effect,
            data={"type": "object"},
            from_day=DAY,
            until_day=DAY_OR_NULL,
            in_force=FLAG,
            since=COUNT,
            units=array(record(further=or_null(ref("Stated")), sign=TEXT, unit=TEXT)),
        ),
    ),
    "Following": told(
        "What follows by operation of law (docs/spec/09-views.md, By law).",
        record(**FOLLOWING),
    ),
    "Headline": record(
        annulled=TEXTS, code=TEXT, count=TEXT_OR_NULL, day=DAY_OR_NULL, run=TEXT_OR_NULL
    ),
    "HeadlineOf": record(contest=TEXT, headline=ref("Headline")),
    "Ledger": record(
        clock={"enum": ["real", "simulated"]},
        id=HASH,
        notice=told("Said of a ledger that is no official record.", TEXT_OR_NULL),
        origin=TEXT,
        purpose={"enum": ["official", "rehearsal", "reconstruction"]},
    ),
    "Mark": told(
        "What the ledger noted of an event; `event` 0 is the whole act (docs/spec/08-state.md).",
        record(code=TEXT, event=COUNT, rule=TEXT_OR_NULL, subject=TEXT_OR_NULL),
    ),
    "OpenItem": of(Item, by=DAY_OR_NULL, day=DAY_OR_NULL, since=COUNT),
    "PollOfSheet": of(Poll, "unit", date=DAY_OR_NULL),
    "Quantity": told("docs/spec/12-results.md, Intervals.", INTERVAL),
    "Signature": record(key=TEXT, signature=TEXT),
    "Disputed": told(
        "A quantity of which there are several versions, each with its source.",
        record(disputed=array(of(Balance, source=TEXT))),
    ),
    "Stated": told(
        "A quantity as an act states it.", {"anyOf": [ref("Quantity"), ref("Disputed")]}
    ),
    "StatusTaken": record(day=DAY, event=TEXT, since=COUNT, value=TEXT),
    "SubjectLine": of(rows.Subject, "key", id=TEXT, since=COUNT),
    "Unmatched": told(
        "A rule that an act does not match; nobody said that it is unlawful.",
        record(act=TEXT, code=TEXT, event=COUNT, index=COUNT, rule=TEXT),
    ),
}
"""The parts by name: a generated client has a type for each."""

MARKS: Schema = array(ref("Mark"))
UNMATCHED: Schema = array(ref("Unmatched"))
STATUSES: Schema = map_of(TEXT)
FIELDS = BY_VOCABULARY
