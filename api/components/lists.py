"""Lists, each item member by member; the parts that documents have too are the same."""

from __future__ import annotations

from api.components.parts import FOLLOWING, SAYS, STATUSES, UNMATCHED
from api.shapes import (
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
    page_of,
    record,
    ref,
    told,
)
from ledger.election.items import Item
from ledger.election.rows import Subject
from ledger.election.standing import Poll

_HEADLINE = record(
    bars=TEXTS,
    contest=TEXT,
    headline=ref("Headline"),
    runs=TEXTS,
    since=or_null(record(day=DAY, index=COUNT)),
)

_ITEMS: dict[str, tuple[str, Schema]] = {
    "ByLaw": ("FollowingLine", record(**FOLLOWING, marks=UNMATCHED)),
    "Bodies": (
        "BodyLine",
        record(
            id=TEXT,
            in_force=FLAG,
            name=TEXT,
            required=map_of(COUNT),
            roster=TEXTS,
            until=DAY_OR_NULL,
            url=TEXT,
        ),
    ),
    "Decisions": (
        "DecisionLine",
        record(
            body=TEXT,
            day=DAY,
            effects=array(record(in_force=FLAG, verb=TEXT, what=TEXT_OR_NULL)),
            id=TEXT,
            index=COUNT,
            number=TEXT_OR_NULL,
            persons=TEXTS,
            url=TEXT,
        ),
    ),
    "Declarations": (
        "DeclarationLine",
        record(id=TEXT, kind=TEXT, says=SAYS, url=TEXT, version=COUNT),
    ),
    "Keys": (
        "KeyLine",
        record(
            alg=TEXT,
            id=TEXT,
            name=TEXT_OR_NULL,
            person=TEXT_OR_NULL,
            revoked=COUNT_OR_NULL,
            since=COUNT,
            suspect_from=TEXT_OR_NULL,
            url=TEXT,
        ),
    ),
    "LogKeys": ("LogKey", record(from_size=COUNT, id=TEXT, until_size=COUNT_OR_NULL, vkey=TEXT)),
    "OpenItems": (
        "OpenItemLine",
        of(
            Item,
            by=DAY_OR_NULL,
            day=DAY_OR_NULL,
            since=COUNT,
            age_days=COUNT_OR_NULL,
            marks=UNMATCHED,
        ),
    ),
    "Polls": ("PollLine", of(Poll, date=DAY_OR_NULL, url=TEXT)),
    "Rulesets": (
        "RulesetLine",
        record(
            id=TEXT,
            in_force=FLAG,
            instrument=TEXT,
            title=TEXT,
            until=DAY_OR_NULL,
            url=TEXT,
            **{"from": DAY},
        ),
    ),
    "StateSeals": (
        "StateSeal",
        record(
            index=COUNT, recorded_at=TEXT, root=HASH, sealed_position=COUNT, sheets=COUNT, url=TEXT
        ),
    ),
    "Subjects": (
        "SubjectOfList",
        of(Subject, "key", id=TEXT, since=COUNT, statuses=STATUSES, url=TEXT),
    ),
    "Units": (
        "UnitLine",
        record(
            headlines=array(_HEADLINE),
            id=TEXT,
            name=TEXT_OR_NULL,
            parent=TEXT_OR_NULL,
            type=TEXT_OR_NULL,
            url=TEXT,
        ),
    ),
}
"""What an item of each list is called, and what it is."""

LISTS: dict[str, Schema] = {
    "Accounts": told("docs/spec/13-accounts.md.", page_of(ref("AccountOf"))),
    **dict(_ITEMS.values()),
    **{name: page_of(ref(item)) for name, (item, _) in _ITEMS.items()},
}
"""The pages of lists and their items, by name."""
