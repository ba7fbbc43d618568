"""Events that are nearly right: of every kind of the maker's ledger, with a value, a member or an item
changed, signed by those who might, at the end of its story. What is drawn follows from a number alone.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.verifiers import maker
from tests.verifiers.maker import Json, Key, box, event
from verifiers import merkle
from verifiers.reading import encode

ODD: tuple[Any, ...] = (
    None, True, 0, 1, -1, 2**53 - 1, "", "x", "#", "a#1", "$run", "é", "a\nb", "2013-02-30", "2013-11-05",
    "ab" * 32, "2013-11-05T12:00:00.000000Z", [], [[]], {}, {"a": 1}, "m1", "cec", "court", "act-8", "act-8#1",
    "pc-1", "town", "run-1", "mayor", ["m1"], ["act-8"], "all", ["all"],
)  # fmt: skip
NEW = Key("new")
OPEN: Json = {"from": "2013-01-01", "until": None}
TEXT = [{"language": "en", "text": "It is so."}]
LAW: Json = {"cites": [], "ruleset": "r", "says": TEXT}

RULESET = event(
    "ruleset.adopted", ruleset="r", title="T", instrument="I", weekend=["sunday"], holidays=["2013-01-01"],
    gives_effect=[{"body": "cec", "milestone": "published"}], prevails=[{"figure": "computed", "level": "a"}],
    offsets=[{"from": "2013-01-01T00:00:00.000000Z", "minutes": 60}], **OPEN,
)  # fmt: skip
RULE: Json = {
    **LAW, "from": None, "until": None, "id": "r.level", "outcome": "mark", "test": "level",
    "applies_to": {"bodies": [], "effects": ["order_run"], "events": [], "objects": [], "what": []},
    "parameters": {"levels": ["municipality"]},
}  # fmt: skip
CONSEQUENCE: Json = {
    **LAW, "from": None, "until": None, "id": "r.repeat", "item": "repeat", "kind": "owed", "owner": None,
    "count": 10, "unit": "days", "start": "decision", "ended_by": {"effects": ["order_run"], "life": []},
    "on": {"bodies": [], "effects": ["bar"], "objects": ["voting"], "what": ["annul"]},
}  # fmt: skip
_HELD: Json = {"bucket": "held", "factor": 1, "measure": None, "of": "in", "where": "here"}
BALANCE: Json = {
    **LAW, "id": "b", "left": [_HELD], "material": "ballots", "relation": "equals",
    "right": [{"bucket": None, "factor": 2, "measure": "voted", "of": None, "where": "here"}],
    "subjects": {"kind": "unit", "types": []},
}  # fmt: skip
DECLARED = maker.declaration(
    "thing.barred", "ruling",
    {"by": "day?", "item": "code", "run": "run", "scope": "scope", "to": "reference?"},
    {"do": "bar", "object": "voting", "run": "$run", "scope": "$scope", "until": "$by", "what": "annul"},
    {"do": "link", "relation": "cites", "to": "$to"},
    {"do": "due", "about": "$run", "by": "$by", "item": "$item"},
)  # fmt: skip
FURTHER = {"count": {"high": 2, "low": 1, "why": "estimated"}, "within": "town"}
EVENTS = (
    event("poll.opened", run="run-1", scope=[box("pc-1")]),
    event("material.destroyed", quantity={"high": None, "low": 0, "why": "lost"}, unit="pc-1"),
    event("vote.annulled", run="run-1", scope=[box("pc-1", further=FURTHER)]),
    event("repeat.ordered", basis="act-8#1", replaces="run-1", run="run-9", scope=[box("pc-2")]),
    event("date.set", day="2013-12-01", run="run-1"),
    event("units.made", units=[{"id": "new", "name": "N", "parent": "town", "type": "centre"}]),
    event("contest.made", contest="council"),
    event("word.said", text="Something."),
    event("ledger.opened"),
    event("ledger.closed", reason="R", successor=None),
    event("semantics.adopted", semantics=1),
    event("body.constituted", body="board", name="B", required=maker.required()),
    event("body.ended", body="court", on="2013-12-01"),
    event("person.entered", name="Z", person="z"),
    event("office.assigned", body="cec", office="chair", person="j1", **OPEN),
    event("office.ended", body="cec", office="member", on="2013-12-01", person="m1"),
    event("delegation.granted", body="cec", delegation="d", giver="m1", office="member", taker="j1", **OPEN),
    event("key.enrolled", key=NEW.public, person="m1", replaces=maker.PERSONS["m1"].id),
    event("key.revoked", key=maker.PERSONS["m3"].id, reason="Lost."),
    event("key.compromised", key=maker.PERSONS["m3"].id, suspect_from=9),
    event("authority.set", body="cec", class_="keys", persons=2),
    event("single_officer.adopted", body="cec"),
    event("intake_system.adopted", events=["word.said"], officer="m1", person="j1"),
    event("document.withheld", basis=None, document="ab" * 32, reason="R", until=None),
    event("declaration.adopted", declaration=DECLARED),
    RULESET,
    event("rule.adopted", rule=RULE),
    event("consequence.adopted", consequence=CONSEQUENCE),
    event("balance.adopted", balance=BALANCE),
    event("finality.adopted", effects=["bar", "certify"], ruleset="r"),
    event("witness_policy.adopted", policy="quorum none\n"),
    event("log_key.adopted", from_size=20, vkey=maker.vkey(Key("next"))),
    event(
        "succession.announced", succession="s", body="cec", authority="A", instrument="I", leaving=["m1"],
        entering=[{"key": NEW.public, "name": "N", "office": "member", "person": "n"}], from_="2013-11-01",
    ),
    event("act.affirmed", acts=["act-8"]),
)  # fmt: skip


class Odd(NamedTuple):
    """A bundle whose last entry is odd, and the trust file for it."""

    bundle: bytes
    trust: bytes


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    below = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, item in below:
        yield (*path, key)
        yield from _paths(item, (*path, key))


def _changed(fields: Json, chance: random.Random) -> Json:
    """A copy with one thing replaced, removed or doubled."""
    fields = copy.deepcopy(fields)
    paths = list(_paths(fields))
    if not paths:
        return {**fields, "more": chance.choice(ODD)}
    *above, last = chance.choice(paths)
    holder: Any = fields
    for key in above:
        holder = holder[key]
    how = chance.random()
    if how < 0.7:
        holder[last] = chance.choice(ODD)
    elif how < 0.85:
        del holder[last]
    elif isinstance(holder, list):
        holder.append(copy.deepcopy(holder[last]))
    else:
        holder["more"] = 1
    return fields


def drawn(number: int, story: maker.Maker) -> Odd:
    """The odd entry of this number behind a story; the state that the bundle shows is that before it."""
    chance = random.Random(number)
    first = copy.deepcopy(chance.choice(EVENTS))
    for _ in range(chance.choice((0, 1, 1, 1, 2))):
        first["fields"] = _changed(first["fields"], chance)
    events = [first, *chance.sample(EVENTS, chance.choice((0, 0, 0, 1)))]
    body, by = (
        ("court", ["j1", "j2"])
        if first["type"].startswith("succ")
        else ("cec", chance.choice((["m1"], ["m1", "m2"], ["m1", "m2", "m3"])))
    )
    act = story.act(*events, by=by, body=body)
    keys = [maker.PERSONS[person] for person in by]
    if NEW.public["public"] in json.dumps(events) and chance.random() < 0.8:
        keys.append(NEW)
    entry = {
        "act": act, "format": 0, "index": story.size,
        "judgement": {"events": ["effective"] * len(events), "marks": []},
        "previous": merkle.leaf_hash(story.lines[-1]).hex(), "recorded_at": story.recorded_at(),
        "signatures": sorted((key.sign_act(act) for key in keys), key=lambda line: str(line["key"])),
    }  # fmt: skip
    lines = [*story.lines, encode(entry)]
    parts = {
        "entries.jsonl": b"".join(line + b"\n" for line in lines),
        "checkpoint.txt": maker.checkpoint(lines),
        "rows.jsonl": b"".join(row + b"\n" for row in story.rows),
    }
    return Odd(maker.bundle(parts, story.ledger, len(lines)), story.trust())


def story() -> maker.Maker:
    """The maker's story, with a ruleset that every law here names."""
    made = maker.story()
    made.add(RULESET)
    return made
