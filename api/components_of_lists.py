"""What lists look like, for the description of the API (OpenAPI 3.1): each item, member by member.

Codes of states, kinds and outcomes are open sets: expect values that you do not know.
"""

from __future__ import annotations

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
    page_of,
    record,
)

_QUANTITY = record(high=COUNT_OR_NULL, low=COUNT_OR_NULL)
_BUCKET = record(bucket=TEXT, high=COUNT_OR_NULL, low=COUNT, material=TEXT, why=TEXT_OR_NULL)
_CHECK = record(
    at_issue=TEXTS,
    bucket=TEXT_OR_NULL,
    check=TEXT,
    contest=TEXT_OR_NULL,
    left=_QUANTITY,
    material=TEXT_OR_NULL,
    outcome=TEXT,
    right=_QUANTITY,
    rule=TEXT_OR_NULL,
    since=COUNT_OR_NULL,
)
_HEADLINE = record(
    bars=TEXTS,
    contest=TEXT,
    headline=record(
        annulled=TEXTS, code=TEXT, count=TEXT_OR_NULL, day=DAY_OR_NULL, run=TEXT_OR_NULL
    ),
    runs=TEXTS,
)
_SAYS = array(record(language=TEXT, text=TEXT))

LISTS: dict[str, Schema] = {
    "Accounts": {
        **page_of(
            record(
                account=TEXT, buckets=array(_BUCKET), checks=array(_CHECK), day=DAY, position=COUNT
            )
        ),
        "description": "docs/spec/13-accounts.md.",
    },
    "Bodies": page_of(
        record(
            id=TEXT,
            in_force=FLAG,
            name=TEXT,
            required=map_of(COUNT),
            roster=TEXTS,
            until=DAY_OR_NULL,
            url=TEXT,
        )
    ),
    "Decisions": page_of(
        record(
            body=TEXT,
            day=DAY,
            effects=array(record(in_force=FLAG, verb=TEXT, what=TEXT_OR_NULL)),
            id=TEXT,
            index=COUNT,
            number=TEXT_OR_NULL,
            persons=TEXTS,
            url=TEXT,
        )
    ),
    "Declarations": page_of(record(id=TEXT, kind=TEXT, says=_SAYS, url=TEXT, version=COUNT)),
    "Keys": page_of(
        record(
            alg=TEXT,
            id=TEXT,
            name=TEXT_OR_NULL,
            person=TEXT_OR_NULL,
            revoked=COUNT_OR_NULL,
            since=COUNT,
            suspect_from=TEXT_OR_NULL,
            url=TEXT,
        )
    ),
    "LogKeys": page_of(record(from_size=COUNT, id=TEXT, until_size=COUNT_OR_NULL, vkey=TEXT)),
    "Polls": page_of(
        record(
            bars=TEXTS,
            contest=TEXT,
            count=TEXT,
            date=DAY_OR_NULL,
            polling=TEXT,
            run=TEXT,
            standing=TEXT,
            unit=TEXT,
            url=TEXT,
            without_basis=FLAG,
        )
    ),
    "Rulesets": page_of(
        record(
            id=TEXT,
            in_force=FLAG,
            instrument=TEXT,
            title=TEXT,
            until=DAY_OR_NULL,
            url=TEXT,
            **{"from": DAY},
        )
    ),
    "StateSeals": page_of(
        record(
            index=COUNT, recorded_at=TEXT, root=HASH, sealed_position=COUNT, sheets=COUNT, url=TEXT
        )
    ),
    "Subjects": page_of(
        record(
            id=TEXT,
            kind=TEXT,
            name=TEXT_OR_NULL,
            parent=TEXT_OR_NULL,
            since=COUNT,
            statuses=map_of(TEXT),
            type=TEXT_OR_NULL,
            url=TEXT,
        )
    ),
    "Units": page_of(
        record(
            headlines=array(_HEADLINE),
            id=TEXT,
            name=TEXT_OR_NULL,
            parent=TEXT_OR_NULL,
            type=TEXT_OR_NULL,
            url=TEXT,
        )
    ),
}
"""The schemas of lists by name, beside those of `api.components`."""
