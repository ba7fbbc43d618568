"""Entry 0: everything that the ledger begins with, in one act signed by every key it lists."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.election import shapes
from ledger.election.administration import documents, log_keys, people, policies
from ledger.election.administration.lawmaking import SEMANTICS, below_floor
from ledger.election.administration.setting import Enacted, Fields, Setting
from ledger.election.law import LawBook
from ledger.election.refusals import Problem, problem
from ledger.election.rows import Law
from ledger.election.shapes import members

NAME = "ledger.founded"
"""The one event of entry 0."""

FIELDS = {
    "authorities": shapes.array(
        members(body=shapes.identity, **{"class": documents.class_}, persons=shapes.count),
        key=lambda item: item["class"],
    ),
    "bodies": shapes.array(
        members(body=shapes.identity, name=shapes.line, required=documents.required),
        low=1,
        key=lambda item: item["body"],
    ),
    "clock": shapes.one_of("real", "simulated"),
    "floors": documents.floors,
    "log_keys": shapes.array(documents.vkey, low=1),
    "nonce": shapes.hash_,
    "offices": shapes.array(
        members(
            body=shapes.identity,
            **{"from": shapes.day},
            office=shapes.code,
            person=shapes.identity,
            until=documents.until,
        ),
        key=lambda item: (item["body"], item["person"], item["office"]),
    ),
    "persons": shapes.array(
        members(key=documents.key, name=shapes.line, person=shapes.identity),
        low=1,
        key=lambda item: item["person"],
    ),
    "predecessor": shapes.nullable(
        members(id=shapes.hash_, origin=documents.origin, root=shapes.hash_, size=shapes.integer(1))
    ),
    "purpose": shapes.one_of("official", "rehearsal", "reconstruction"),
    "recorder_key": documents.key,
    "recovery_delay_days": shapes.integer(0, 36_500),
    "semantics": shapes.count,
    "witness_policy": shapes.nullable(policies.policy),
}


def found(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """The law that a ledger begins with."""
    refused = _premises(fields) or _unknown(fields, setting.act) or _keys(fields, setting)
    if refused:
        return refused
    named = log_keys.founded(fields["log_keys"])
    if isinstance(named, Problem):
        return named
    rows = [*_rows(fields, setting.act["ledger"]["origin"]), *named]
    fresh = law.fork()
    for row in rows:
        fresh.enact(row)
    floor = next(filter(None, (below_floor(fresh, row) for row in rows)), None)
    return floor or rows


def _premises(fields: Fields) -> Problem | None:
    if fields["semantics"] != SEMANTICS:
        return problem("semantics_unknown", fields["semantics"], "semantics")
    if fields["clock"] == "simulated" and fields["purpose"] == "official":
        return problem("clock_not_allowed", fields["clock"], "clock")
    floors = fields["floors"]
    if floors["share_numerator"] > floors["share_denominator"]:
        expected = "a share of at most 1"
        return problem("bad_field", floors["share_numerator"], "floors", expected=expected)
    missing = set(documents.CLASSES) - {item["class"] for item in fields["authorities"]}
    return problem("authority_missing", min(missing), "authorities") if missing else None


def _unknown(fields: Fields, act: Fields) -> Problem | None:
    """The problem of a body or person named but not founded."""
    bodies = {item["body"] for item in fields["bodies"]}
    persons = {item["person"] for item in fields["persons"]}
    for name in ("offices", "authorities"):
        for item in fields[name]:
            if item["body"] not in bodies:
                return problem("unknown_body", item["body"], name)
    if act["body"] not in bodies:
        return problem("unknown_body", act["body"], "body")
    for name, items in (("offices", fields["offices"]), ("signers", act["signers"])):
        for item in items:
            if item["person"] not in persons:
                return problem("unknown_person", item["person"], name)
    return None


def _keys(fields: Fields, setting: Setting) -> Problem | None:
    """The problem of a key that stands twice, or did not sign."""
    seen = set()
    for stated in [*(item["key"] for item in fields["persons"]), fields["recorder_key"]]:
        key_id = documents.id_of(stated)
        if key_id in seen:
            return problem("already_exists", key_id, "persons")
        if key_id not in setting.proven:
            return problem("possession_not_proven", f"no signature by {key_id}", "persons")
        seen.add(key_id)
    return None


def _rows(fields: Fields, origin: str) -> Iterator[Law]:
    names = ("clock", "purpose", "recorder_key", "recovery_delay_days", "semantics")
    ledger = {name: fields[name] for name in names}
    yield Law({**ledger, "origin": origin, "phase": "founding"}, "ledger", "ledger")
    yield Law(fields["floors"], "floors", "floors")
    for body in fields["bodies"]:
        yield Law({**body, "until": None}, body["body"], "body")
    for item in fields["persons"]:
        person = {"name": item["name"], "person": item["person"]}
        yield Law(person, item["person"], "person")
    yield from sorted(map(people.office_row, fields["offices"]), key=lambda row: row.id)
    holders = {documents.id_of(item["key"]): item for item in fields["persons"]}
    for key_id in sorted(holders):
        item = holders[key_id]
        yield Law(documents.key_row(item["key"], item["person"]), key_id, "key")
    recorder = fields["recorder_key"]
    yield Law(documents.key_row(recorder, None), documents.id_of(recorder), "key")
    for item in fields["authorities"]:
        yield Law(item, item["class"], "authority")
    if fields["predecessor"] is not None:
        yield Law(fields["predecessor"], "predecessor", "predecessor")
    if fields["witness_policy"] is not None:
        yield policies.row_of(fields["witness_policy"])
