"""Events of administration (specification, section 4): their fields, their order, their law rows.

They are the only events that a program knows by name. Whose act may do this is for the claim of
authority; here is what must exist, what must be new, and which rows of law come of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from verifiers import act, declarations, fields, keys, note, rules
from verifiers import spelling as s
from verifiers.law import Law
from verifiers.reading import Json, Malformed
from verifiers.spelling import moment
from verifiers.tables import Tables

CLASSES = ("authority", "bodies", "keys", "ledger", "persons", "recovery", "rules", "vocabulary")
# Event, class, fields; the class `-` is told in section 4.1. Types that only stand here: _TYPES.
_EVENTS = """
ledger.founded - authorities:authorities bodies:bodies clock:clock floors:floors log_keys:log_keys nonce:hash offices:offices persons:persons purpose:purpose recorder_key:key recovery_delay_days:count semantics:semantics witness_policy:text?
ledger.opened ledger
ledger.closed ledger reason:text successor:text?
semantics.adopted ledger semantics:count
body.constituted bodies body:id name:text required:required
body.ended bodies body:body on:day
person.entered persons name:text person:id
office.assigned persons body:body from:day office:code person:person until:day?
office.ended persons body:body office:code on:day person:person
delegation.granted persons body:body delegation:id from:day giver:person office:code taker:person until:day?
delegation.ended persons delegation:id on:day
key.enrolled keys key:key person:person replaces:text?
key.revoked keys key:text reason:text
key.compromised - key:text suspect_from:count?
authority.set authority body:body class:class persons:count
declaration.adopted vocabulary declaration:object
ruleset.adopted rules from:day gives_effect:gives_effect instrument:text offsets:offsets ruleset:id title:text until:day?
rule.adopted rules rule:object
rule.withdrawn rules rule:id
succession.announced recovery authority:text body:body entering:entering from:day instrument:text leaving:leaving succession:id
succession.completed recovery succession:id
act.affirmed - acts:acts
"""
_text = s.text(500)
_required = s.record(
    **dict.fromkeys(("administration", "filing", "finding", "ruling", "statement"), s.is_positive)
)
_office = s.record(
    body=s.is_id, **{"from": s.is_day}, office=s.is_code, person=s.is_id, until=s.maybe(s.is_day)
)
_floors = s.record(
    persons_min=s.is_positive, share_denominator=s.is_positive, share_numerator=s.is_positive
)
_person = {"key": keys.is_key, "name": _text, "person": s.is_id}
_minutes = s.one_of(*range(-900, 901))
_milestone = s.one_of("adoption", "signed", "published", "served", "final")
_class = s.one_of(*CLASSES)
_TYPES: dict[str, s.Check] = {
    "acts": s.array(s.is_id, 1, by=s.itself),
    "authorities": s.array(
        s.record(**{"class": _class}, body=s.is_id, persons=s.is_count), by=s.member("class")
    ),
    "bodies": s.array(
        s.record(body=s.is_id, name=_text, required=_required), 1, by=s.member("body")
    ),
    "class": _class,
    "clock": s.one_of("real", "simulated"),
    "entering": s.array(s.record(**_person, office=s.is_code)),
    "floors": lambda v: _floors(v) and v["share_numerator"] <= v["share_denominator"],
    "gives_effect": s.array(s.record(body=s.is_id, milestone=_milestone), by=s.member("body")),
    "key": keys.is_key,
    "leaving": s.array(s.is_id),
    "log_keys": s.array(note.is_vkey, 1),
    "object": lambda value: type(value) is dict,
    "offices": s.array(_office, by=s.member("body", "person", "office")),
    "offsets": s.array(
        s.record(**{"from": s.is_instant}, minutes=lambda v: type(v) is int and abs(v) <= 900),
        1,
        by=s.member("from"),
    ),
    "persons": s.array(s.record(**_person), 1, by=s.member("person")),
    "purpose": s.one_of(*act.PURPOSES),
    "required": _required,
    "semantics": lambda value: type(value) is int and value == 1,
}
EVENTS: dict[str, tuple[str, dict[str, str]]] = {
    name: (of, dict(field.split(":", 1) for field in given))
    for name, of, *given in map(str.split, _EVENTS.strip().splitlines())
}
Rows = list[tuple[str, str, Json | None]]


def check_fields(event: Json) -> str:
    """The code of what is wrong with the spelling of an event's fields; empty if nothing."""
    _, types = EVENTS[event["type"]]
    if event["version"] != 1:
        return "wrong_event_version"
    given = event["fields"]
    if given.keys() != types.keys():
        return "missing_field" if types.keys() - given.keys() else "unknown_field"
    for name, field_type in types.items():
        check = _TYPES.get(field_type)
        tested = fields.spelled(check) if check else fields.checker(field_type)
        if tested and tested(given[name], lambda _: True):
            return "bad_field"
    return ""


@dataclass(slots=True)
class Change:
    """One event of administration, and the law that the events before it in the act left."""

    event: Json
    act: Json
    index: int
    recorded_at: str
    law: Law
    tables: Tables

    def demand(self, condition: object, code: str, found: str = "") -> None:
        """Raises Malformed with the code of the refusal unless the condition holds."""
        if not condition:
            raise Malformed(code, found)

    def named(self) -> None:
        """Every body and person in the fields must be known; bodies in force on the act's day."""
        _, types = EVENTS[self.event["type"]]
        for name, field_type in types.items():
            value = self.event["fields"][name]
            if field_type == "body":
                self.body(value)
            for person in (
                [value] if field_type == "person" else value if field_type == "leaving" else []
            ):
                self.demand(self.law.get("person", person), "unknown_person", person)

    def body(self, body: str) -> None:
        """The body must be in force on the act's day."""
        self.demand(self.law.in_force("body", body, self.act["day"]), "unknown_body", body)


def rows(change: Change) -> Rows:
    """The law rows of an event, or Malformed with the code of what is out of order."""
    change.named()
    return _MAKERS[change.event["type"]](change, change.event["fields"])


def _key_row(key: Json, person: str | None) -> tuple[str, str, Json]:
    doc = {**key, "person": person, "revoked": None, "suspect_from": None}
    return "key", keys.thumbprint(**key), doc


def _founded(c: Change, f: Json) -> Rows:
    bodies = {body["body"] for body in f["bodies"]}
    persons = {person["person"] for person in f["persons"]}
    c.demand(f["clock"] == "real" or f["purpose"] != "official", "clock_not_allowed")
    c.demand([a["class"] for a in f["authorities"]] == list(CLASSES), "authority_missing")
    for body in [c.act["body"], *(doc["body"] for doc in f["offices"] + f["authorities"])]:
        c.demand(body in bodies, "unknown_body", body)
    for person in [doc["person"] for doc in f["offices"] + c.act["signers"]]:
        c.demand(person in persons, "unknown_person", person)
    found = sorted((_key_row(p["key"], p["person"]) for p in f["persons"]), key=lambda row: row[1])
    found.append(_key_row(f["recorder_key"], None))
    c.demand(len({id for _, id, _ in found}) == len(found), "already_exists", "a key twice")
    copied = ("clock", "purpose", "recorder_key", "recovery_delay_days", "semantics")
    ledger = {name: f[name] for name in copied} | {"phase": "founding"}
    return [
        ("ledger", "ledger", ledger | {"origin": c.act["ledger"]["origin"]}),
        ("floors", "floors", f["floors"]),
        *(("body", doc["body"], {**doc, "until": None}) for doc in f["bodies"]),
        *(
            ("person", p["person"], {"name": p["name"], "person": p["person"]})
            for p in f["persons"]
        ),
        *sorted((_office_row(doc) for doc in f["offices"]), key=lambda row: row[1]),
        *found,
        *(("authority", doc["class"], doc) for doc in f["authorities"]),
    ]


def _office_row(doc: Json) -> tuple[str, str, Json]:
    return "office", f"{doc['body']}/{doc['person']}/{doc['office']}", doc


def _opened(c: Change, f: Json) -> Rows:
    c.demand(c.law.ledger["phase"] == "founding", "already_exists")
    return [("ledger", "ledger", c.law.ledger | {"phase": "open"})]


def _closed(c: Change, f: Json) -> Rows:
    c.demand(c.law.ledger["phase"] == "open", "ledger_not_open")
    return [("ledger", "ledger", c.law.ledger | {"phase": "closed"})]


def _semantics(c: Change, f: Json) -> Rows:
    c.demand(f["semantics"] == 1, "semantics_unknown")
    return [("ledger", "ledger", c.law.ledger | {"semantics": 1})]


def _body_ended(c: Change, f: Json) -> Rows:
    return [("body", f["body"], (c.law.get("body", f["body"]) or {}) | {"until": f["on"]})]


def _person_entered(c: Change, f: Json) -> Rows:
    c.demand(not c.law.get("person", f["person"]), "already_exists", f["person"])
    return [("person", f["person"], f)]


def _ended(c: Change, row: tuple[str, str], code: str, *, on: str) -> Rows:
    doc = c.law.get(*row)
    if doc is None or (doc["until"] is not None and doc["until"] <= on):
        raise Malformed(code, row[1])
    return [(*row, {**doc, "until": on})]


def _office_ended(c: Change, f: Json) -> Rows:
    return _ended(c, _office_row(f)[:2], "office_not_held", on=f["on"])


def _delegation_granted(c: Change, f: Json) -> Rows:
    c.demand(not c.law.get("delegation", f["delegation"]), "already_exists", f["delegation"])
    return [("delegation", f["delegation"], f)]


def _key_enrolled(c: Change, f: Json) -> Rows:
    row = _key_row(f["key"], f["person"])
    c.demand(not c.law.get("key", row[1]), "already_exists", row[1])
    old = f["replaces"] and c.law.get("key", f["replaces"])
    usable = old and old["revoked"] is None and old["person"] == f["person"]
    c.demand(usable or f["replaces"] is None, "unknown_key", str(f["replaces"]))
    c.demand(c.law.key_of(f["person"]) in (None, f["replaces"]), "person_has_key", f["person"])
    return [row, *([("key", f["replaces"], {**old, "revoked": c.index})] if old else [])]


def _key_revoked(c: Change, f: Json) -> Rows:
    doc = c.law.get("key", f["key"]) or {"revoked": 0}
    c.demand(doc["revoked"] is None, "unknown_key", f["key"])
    return [("key", f["key"], {**doc, "revoked": c.index})]


def _key_compromised(c: Change, f: Json) -> Rows:
    doc, suspect_from = c.law.get("key", f["key"]) or {}, f["suspect_from"]
    c.demand(doc, "unknown_key", f["key"])
    c.demand(suspect_from is None or suspect_from <= c.index, "suspect_from_in_future")
    revoked = c.index if doc["revoked"] is None else doc["revoked"]
    since = c.index if suspect_from is None else suspect_from
    return [("key", f["key"], {**doc, "revoked": revoked, "suspect_from": since})]


def _declaration(c: Change, f: Json) -> Rows:
    doc = f["declaration"]
    try:
        declarations.compiled(doc)
    except Malformed as error:
        raise Malformed("bad_declaration", str(error)[:200]) from None
    c.demand(doc["name"] not in EVENTS, "bad_declaration", doc["name"])
    before = c.law.get("declaration", doc["name"]) or {"version": 0}
    c.demand(
        doc["version"] == before["version"] + 1, "already_exists", f"{doc['name']} {doc['version']}"
    )
    return [("declaration", doc["name"], doc)]


def _ruleset(c: Change, f: Json) -> Rows:
    c.demand(not c.law.get("ruleset", f["ruleset"]), "already_exists", f["ruleset"])
    for line in f["gives_effect"]:
        c.body(line["body"])
    return [("ruleset", f["ruleset"], f)]


def _rule(c: Change, f: Json) -> Rows:
    rule = f["rule"]
    c.demand(fields.spelled(rules.is_rule)(rule, bool) == "", "bad_rule")
    c.demand(c.law.get("ruleset", rule["ruleset"]), "unknown_ruleset", rule["ruleset"])
    c.demand(not c.law.get("rule", rule["id"]), "already_exists", rule["id"])
    return [("rule", rule["id"], rule)]


def _rule_withdrawn(c: Change, f: Json) -> Rows:
    c.demand(c.law.get("rule", f["rule"]), "unknown_rule", f["rule"])
    return [("rule", f["rule"], None)]


def _announced(c: Change, f: Json) -> Rows:
    c.demand(not c.law.get("succession", f["succession"]), "already_exists", f["succession"])
    for entering in f["entering"]:
        _unused(c, entering["key"])
        free = entering["person"] in f["leaving"] or not c.law.key_of(entering["person"])
        c.demand(free, "person_has_key", entering["person"])
    return [
        ("succession", f["succession"], {**f, "announced_at": c.recorded_at, "state": "announced"})
    ]


def _unused(c: Change, key: Json) -> None:
    c.demand(not c.law.get("key", keys.thumbprint(**key)), "already_exists", "key of `entering`")


def _completed(c: Change, f: Json) -> Rows:
    doc = c.law.get("succession", f["succession"]) or {"state": ""}
    c.demand(doc["state"] == "announced", "unknown_succession", f["succession"])
    delay = timedelta(days=c.law.ledger["recovery_delay_days"])
    early = moment(c.recorded_at) - moment(doc["announced_at"]) < delay
    c.demand(not early, "succession_too_early")
    found: Rows = [("succession", f["succession"], {**doc, "state": "completed"})]
    for id, office in c.law.all("office"):
        leaves = office["body"] == doc["body"] and office["person"] in doc["leaving"]
        if leaves and (office["until"] is None or office["until"] > doc["from"]):
            found.append(("office", id, {**office, "until": doc["from"]}))
    for id, key in c.law.all("key"):
        if key["person"] in doc["leaving"] and key["revoked"] is None:
            found.append(("key", id, {**key, "revoked": c.index}))
    persons, offices, enrolled = set(), [], []
    for new in doc["entering"]:
        _unused(c, new["key"])
        persons.add((new["person"], new["name"]))
        office = {"body": doc["body"], "from": doc["from"], "office": new["office"], "until": None}
        offices.append(_office_row(office | {"person": new["person"]}))
        enrolled.append(_key_row(new["key"], new["person"]))
    found += [("person", id, {"name": name, "person": id}) for id, name in sorted(persons)]
    found += sorted(offices, key=lambda row: row[1])
    return found + sorted(enrolled, key=lambda row: row[1])


def _affirmed(c: Change, f: Json) -> Rows:
    for name in f["acts"]:
        c.demand(c.tables.get("act", name), "unknown_act", name)
    return [("affirmed", name, {"act": name}) for name in f["acts"]]


_MAKERS: dict[str, Callable[[Change, Json], Rows]] = {
    "ledger.founded": _founded,
    "ledger.opened": _opened,
    "ledger.closed": _closed,
    "semantics.adopted": _semantics,
    "body.constituted": lambda c, f: [("body", f["body"], {**f, "until": None})],
    "body.ended": _body_ended,
    "person.entered": _person_entered,
    "office.assigned": lambda c, f: [_office_row(f)],
    "office.ended": _office_ended,
    "delegation.granted": _delegation_granted,
    "delegation.ended": lambda c, f: _ended(
        c, ("delegation", f["delegation"]), "unknown_delegation", on=f["on"]
    ),
    "key.enrolled": _key_enrolled,
    "key.revoked": _key_revoked,
    "key.compromised": _key_compromised,
    "authority.set": lambda c, f: [("authority", f["class"], f)],
    "declaration.adopted": _declaration,
    "ruleset.adopted": _ruleset,
    "rule.adopted": _rule,
    "rule.withdrawn": _rule_withdrawn,
    "succession.announced": _announced,
    "succession.completed": _completed,
    "act.affirmed": _affirmed,
}
