"""What is law: bodies, keys, rulesets and event types, one at a time, and how each came to be so."""

from __future__ import annotations

from api.components.parts import CITES, SAYS
from api.shapes import (
    COUNT,
    COUNT_OR_NULL,
    DAY,
    DAY_OR_NULL,
    FLAG,
    TEXT,
    TEXT_OR_NULL,
    TEXTS,
    Schema,
    about_state,
    array,
    map_of,
    or_null,
    record,
    ref,
    told,
)

_REQUIRED = map_of(COUNT)
_BODY = record(body=TEXT, name=TEXT, required=_REQUIRED, until=DAY_OR_NULL)
_KEY = record(
    alg=TEXT,
    person=TEXT_OR_NULL,
    public=TEXT,
    revoked=COUNT_OR_NULL,
    suspect_from=COUNT_OR_NULL,
)
_RULESET = record(
    gives_effect=array(record(body=TEXT, milestone=TEXT)),
    holidays=array(DAY),
    instrument=TEXT,
    offsets=array(record(minutes={"type": "integer"}, **{"from": TEXT})),
    prevails=array(record(figure=TEXT, level=TEXT)),
    ruleset=TEXT,
    title=TEXT,
    until=DAY_OR_NULL,
    weekend=TEXTS,
    **{"from": DAY},
)
_OFFICE = record(
    in_force=FLAG,
    keys=TEXTS,
    name=TEXT_OR_NULL,
    office=TEXT,
    person=TEXT,
    until=DAY_OR_NULL,
    **{"from": DAY},
)
_DELEGATION = record(
    body=TEXT,
    delegation=TEXT,
    giver=TEXT,
    office=TEXT,
    taker=TEXT,
    until=DAY_OR_NULL,
    **{"from": DAY},
)
_TERM = record(bucket=TEXT_OR_NULL, factor=COUNT, measure=TEXT_OR_NULL, of=TEXT_OR_NULL, where=TEXT)


def _history(doc: Schema) -> Schema:
    """What was law, one after the other, each from the entry `since` on."""
    return array(record(doc=or_null(doc), since=COUNT))


LAW: dict[str, Schema] = {
    "Balance": told(
        "docs/spec/13-accounts.md, Balances.",
        record(
            cites=CITES,
            id=TEXT,
            left=array(_TERM),
            material=TEXT_OR_NULL,
            relation=TEXT,
            right=array(_TERM),
            ruleset=TEXT,
            says=SAYS,
            subjects=record(kind=TEXT, types=TEXTS),
        ),
    ),
    "Body": about_state(
        delegations=array(_DELEGATION),
        history=_history(_BODY),
        id=TEXT,
        in_force=FLAG,
        name=TEXT,
        offices=array(_OFFICE),
        powers=array(record(persons=COUNT, **{"class": TEXT})),
        required=_REQUIRED,
        roster=TEXTS,
        until=DAY_OR_NULL,
    ),
    "Consequence": told(
        "docs/spec/07-rules.md, By law.",
        record(
            cites=CITES,
            count=COUNT_OR_NULL,
            ended_by=record(effects=TEXTS, life=TEXTS),
            id=TEXT,
            item=TEXT,
            kind=TEXT,
            on=record(bodies=TEXTS, effects=TEXTS, objects=TEXTS, what=TEXTS),
            owner=TEXT_OR_NULL,
            ruleset=TEXT,
            says=SAYS,
            start=TEXT,
            unit=TEXT_OR_NULL,
            until=DAY_OR_NULL,
            **{"from": DAY_OR_NULL},
        ),
    ),
    "Declaration": about_state(
        adopted=ref("EventType"), history=_history(ref("EventType")), id=TEXT
    ),
    "EventType": told(
        "A declaration as it was adopted (docs/spec/05-declarations.md); arguments of effects are "
        "those of docs/spec/06-effects.md.",
        record(
            effects=array({"type": "object", "properties": {"do": TEXT}, "required": ["do"]}),
            fields=array(record(name=TEXT, of=or_null(TEXTS), type=TEXT)),
            kind=TEXT,
            name=TEXT,
            says=SAYS,
            version=COUNT,
        ),
    ),
    "Key": about_state(
        alg=TEXT,
        history=_history(_KEY),
        id=TEXT,
        name=TEXT_OR_NULL,
        person=TEXT_OR_NULL,
        public=TEXT,
        revoked=COUNT_OR_NULL,
        since=COUNT,
        suspect_from=COUNT_OR_NULL,
    ),
    "Rule": told(
        "docs/spec/07-rules.md; which parameters there are depends on the test.",
        record(
            applies_to=record(bodies=TEXTS, effects=TEXTS, events=TEXTS, objects=TEXTS, what=TEXTS),
            cites=CITES,
            id=TEXT,
            outcome=TEXT,
            parameters={"type": "object"},
            ruleset=TEXT,
            says=SAYS,
            test=TEXT,
            until=DAY_OR_NULL,
            **{"from": DAY_OR_NULL},
        ),
    ),
    "Ruleset": about_state(
        adopted=_RULESET,
        balance=array(ref("Balance")),
        consequence=array(ref("Consequence")),
        finality=array(record(effects=TEXTS, ruleset=TEXT)),
        history=_history(_RULESET),
        id=TEXT,
        in_force=FLAG,
        instrument=TEXT,
        rule=array(ref("Rule")),
        title=TEXT,
        until=DAY_OR_NULL,
        **{"from": DAY},
    ),
}
"""The documents about law, by name."""
