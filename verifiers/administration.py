"""Events of administration (specification, section 4): their fields, their order, their law rows.

They are the only events that a program knows by name. Whose act may do this is for the claim of authority; here is
what must exist, what must be new, and which rows of law come of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from verifiers import balances, by_law, deadlines, declarations, fields, keys, note, policy, rules
from verifiers import spelling as s
from verifiers.law import Law
from verifiers.reading import Json, Malformed
from verifiers.spelling import moment
from verifiers.tables import Tables

AHEAD_MAX = 1_000_000
"""A key of the log begins at most so many entries after the one that adopts it."""
CLASSES = ["authority", "bodies", "keys", "ledger", "persons", "recovery", "rules", "vocabulary"]
# Event, class, law row, fields. The class `-` is told in section 4.1. A row `kind/field` takes the fields as they are,
# `+` demands that it is new, `.` stands for a method of Change.
_EVENTS = """
ledger.founded - . authorities:authorities bodies:bodies clock:clock floors:floors log_keys:log_keys nonce:hash
 offices:offices persons:persons predecessor:predecessor? purpose:purpose recorder_key:key recovery_delay_days:delay semantics:count
 witness_policy:policy?
ledger.opened ledger .
ledger.closed ledger . reason:text successor:text?
log_key.adopted ledger . from_size:count vkey:vkey
semantics.adopted ledger . semantics:count
body.constituted bodies . body:id name:text required:required
body.ended bodies . body:body on:day
person.entered persons +person/person name:text person:id
office.assigned persons . body:body from:day office:code person:person until:day?
office.ended persons . body:body office:code on:day person:person
delegation.granted persons +delegation/delegation body:body delegation:id from:day giver:person office:code
 taker:person until:day?
delegation.ended persons . delegation:id on:day
intake_system.adopted persons . events:recordable officer:person person:person
key.enrolled keys . key:key person:person replaces:text?
key.revoked keys . key:text reason:text
key.compromised - . key:text suspect_from:count?
authority.set authority authority/class body:body class:class persons:count
single_officer.adopted authority single_officer/body body:id
declaration.adopted vocabulary . declaration:object
ruleset.adopted rules +ruleset/ruleset from:day gives_effect:gives_effect holidays:days instrument:text offsets:offsets
 prevails:prevails ruleset:id title:text until:day? weekend:weekend
rule.adopted rules . rule:object
consequence.adopted rules . consequence:object
consequence.withdrawn rules . consequence:id
rule.withdrawn rules . rule:id
balance.adopted rules . balance:object
balance.withdrawn rules . balance:id
finality.adopted rules . effects:effects ruleset:id
witness_policy.adopted ledger . policy:policy
document.withheld ledger . basis:text? document:hash reason:text until:day?
document.released ledger . document:hash
document.erased ledger . basis:text? document:hash reason:text
succession.announced recovery . authority:text body:body entering:entering from:day instrument:text leaving:leaving
 succession:id
succession.completed recovery . succession:id
act.affirmed - . acts:acts
state.sealed - . position:count root:hash sheets:count
""".replace("\n ", " ")
_required = s.record("administration:positive filing:positive finding:positive ruling:positive statement:positive")
_floors = s.record("persons_min:positive share_denominator:positive share_numerator:positive")
_office = s.record("body:id from:day office:code person:id until:day?")
_authority = s.record("body:id class:class persons:count", **{"class": s.one_of(*CLASSES)})
_milestone = s.one_of("adoption", "signed", "published", "served", "final")
_is_type = s.TYPES["event_type"]
_TYPES: dict[str, s.Check] = {
    "acts": s.array(s.is_id, 1, by=s.itself),
    "authorities": s.array(_authority, by=s.member("class")),
    "bodies": s.array(s.record("body:id name:text required:required", required=_required), 1, by=s.member("body")),
    "class": s.one_of(*CLASSES),
    "clock": s.one_of("real", "simulated"),
    "effects": s.array(s.one_of(*declarations.VERBS), by=s.itself),
    "entering": s.array(s.record("key:key name:text office:code person:id", key=keys.is_key), by=s.member("person")),
    "days": s.array(s.TYPES["day"], by=s.itself),
    "delay": s.integer(0, 36_500),
    "floors": lambda v: _floors(v) and v["share_numerator"] <= v["share_denominator"],
    "gives_effect": s.array(s.record("body:id milestone:one", one=_milestone), by=s.member("body")),
    "key": keys.is_key,
    "leaving": s.array(s.is_id, by=s.itself),
    "log_keys": s.array(note.is_vkey, 1),
    "predecessor": s.record("id:hash origin:origin root:hash size:positive"),
    "vkey": note.is_vkey,
    "object": s.TYPES["object"],
    "offices": s.array(_office, by=s.member("body", "person", "office")),
    "offsets": s.array(s.record("from:instant minutes:m", m=s.integer(-900, 900)), 1, by=s.member("from")),
    "policy": policy.is_policy,
    "persons": s.array(s.record("key:key name:text person:id", key=keys.is_key), 1, by=s.member("person")),
    "prevails": s.array(
        s.record("figure:figure level:code", figure=s.one_of("computed", "declared")), by=s.member("level")
    ),
    "purpose": s.one_of("official", "reconstruction", "rehearsal"),
    "recordable": s.array(lambda v: _is_type(v) and v not in EVENTS, 1, by=s.itself),
    "required": _required,
    "weekend": s.array(s.one_of(*deadlines.WEEKDAYS), 0, 6, by=deadlines.WEEKDAYS.index),
}
EVENTS: dict[str, tuple[str, str, dict[str, str]]] = {
    name: (of, row, dict(field.split(":", 1) for field in given))
    for name, of, row, *given in map(str.split, _EVENTS.strip().splitlines())
}
_CHECKERS = {of: check for _, _, types in EVENTS.values() for of in types.values() if (check := fields.checker(of))}
Row = tuple[str, str, Json | None]


def check_fields(event: Json) -> str:
    """The code of what is wrong with the spelling of an event's fields; empty if nothing."""
    given, (_, _, types) = event["fields"], EVENTS[event["type"]]
    if event["version"] != 1 or given.keys() != types.keys():
        if event["version"] != 1:
            return "wrong_event_version"
        return "missing_field" if types.keys() - given.keys() else "unknown_field"
    return "" if all(_is_of(field_type, given[name]) for name, field_type in types.items()) else "bad_field"


def _is_of(field_type: str, value: Any) -> bool:
    if own := _TYPES.get(field_type.removesuffix("?")):
        return (value is None and field_type.endswith("?")) or fields.holds(own, value)
    return not _CHECKERS[field_type](value, lambda _: True)


def demand(condition: object, code: str, found: object = "") -> None:
    """Raises Malformed with the code of the refusal unless the condition holds."""
    if not condition:
        raise Malformed(code, str(found)[:200])


def _key_row(key: Json, person: str | None) -> Row:
    return "key", keys.thumbprint(**key), {**key, "person": person, "revoked": None, "suspect_from": None}


def _log_key_row(vkey: str, from_size: int) -> Row:
    return "log_key", note.parse_vkey(vkey).id.hex(), {"from_size": from_size, "until_size": None, "vkey": vkey}


def _office_row(doc: Json) -> Row:
    return "office", "/".join(doc[name] for name in ("body", "person", "office", "from")), doc


@dataclass(slots=True)
class Change:
    """An act of administration: the law grows event after event, each seeing those before it."""

    act: Json
    index: int
    recorded_at: str
    law: Law
    tables: Tables

    def rows(self) -> list[Row]:
        """The law rows of the act, or Malformed with the code of what is out of order."""
        found: list[Row] = []
        for event in self.act["events"]:
            found += (rows := self._event(event["type"], event["fields"]))
            for row in rows:
                self.law.put(*row, self.index)
        return found

    def _event(self, name: str, f: Json) -> list[Row]:
        demand(self.law.ledger.get("phase") != "closed", "ledger_is_closed", name)
        _, row, types = EVENTS[name]
        for field, of in types.items():
            if of == "body":
                self._body(f[field])
            for person in f[field] if of == "leaving" else [f[field]] if of == "person" else []:
                demand(self.law.get("person", person), "unknown_person", person)
        for line in f.get("gives_effect", ()):
            self._body(line["body"])
        if row == ".":
            made: list[Row] = getattr(self, "_" + name.replace(".", "_"))(f)
            return made
        kind, _, field = row.lstrip("+").partition("/")
        demand(row[0] != "+" or not self.law.get(kind, f[field]), "already_exists", f[field])
        return [(kind, f[field], f)]

    def _body(self, body: str) -> None:
        demand(self.law.in_force("body", body, self.act["day"]), "unknown_body", body)

    def _doc(self, kind: str, id: str, code: str) -> Json:
        doc = self.law.get(kind, id)
        demand(doc, code, id)
        return doc or {}

    def _ledger_founded(self, f: Json) -> list[Row]:
        bodies, persons = {b["body"] for b in f["bodies"]}, {p["person"] for p in f["persons"]}
        demand(f["semantics"] == 1, "semantics_unknown", f["semantics"])
        demand(f["clock"] == "real" or f["purpose"] != "official", "clock_not_allowed")
        demand([a["class"] for a in f["authorities"]] == CLASSES, "authority_missing")
        for body in [self.act["body"], *(doc["body"] for doc in f["offices"] + f["authorities"])]:
            demand(body in bodies, "unknown_body", body)
        for person in [doc["person"] for doc in f["offices"] + self.act["signers"]]:
            demand(person in persons, "unknown_person", person)
        enrolled = sorted((_key_row(p["key"], p["person"]) for p in f["persons"]), key=lambda row: row[1])
        enrolled.append(_key_row(f["recorder_key"], None))
        demand(len({id for _, id, _ in enrolled}) == len(enrolled), "already_exists", "a key twice")
        copied = ("clock", "purpose", "recorder_key", "recovery_delay_days", "semantics")
        ledger = {name: f[name] for name in copied} | {"origin": self.act["ledger"]["origin"], "phase": "founding"}
        found: list[Row] = [("ledger", "ledger", ledger), ("floors", "floors", f["floors"])]
        found += [("body", doc["body"], {**doc, "until": None}) for doc in f["bodies"]]
        found += [("person", p["person"], {"name": p["name"], "person": p["person"]}) for p in f["persons"]]
        found += [*sorted(map(_office_row, f["offices"]), key=lambda row: row[1]), *enrolled]
        found += [("authority", doc["class"], doc) for doc in f["authorities"]]
        found += [("predecessor", "predecessor", f["predecessor"])] if f["predecessor"] else []
        found += self._witness_policy_adopted({"policy": f["witness_policy"]}) if f["witness_policy"] else []
        named = [_log_key_row(vkey, 0) for vkey in f["log_keys"]]
        demand(len({id for _, id, _ in named}) == len(named), "already_exists", "a key of the log twice")
        return found + named

    def _ledger_opened(self, f: Json) -> list[Row]:
        demand(self.law.ledger["phase"] == "founding", "already_exists")
        return [("ledger", "ledger", self.law.ledger | {"phase": "open"})]

    def _ledger_closed(self, f: Json) -> list[Row]:
        demand(self.law.ledger["phase"] != "founding", "ledger_not_open")
        return [("ledger", "ledger", self.law.ledger | {"phase": "closed"})]

    def _log_key_adopted(self, f: Json) -> list[Row]:
        new, size, origin = note.parse_vkey(f["vkey"]), f["from_size"], self.law.ledger["origin"]
        demand(new.name == origin, "bad_field", new.name)
        demand(self.index < size <= self.index + AHEAD_MAX, "bad_field", size)
        dropped, ended = list[Row](), list[Row]()
        for id, doc in self.law.all("log_key"):
            if doc["from_size"] <= self.index:
                demand(id != new.id.hex(), "already_exists", id)
            if note.parse_vkey(doc["vkey"]).kind != new.kind:
                continue
            if doc["from_size"] > self.index:
                dropped += [] if id == new.id.hex() else [("log_key", id, None)]
            elif doc["until_size"] is None or doc["until_size"] > self.index + 1:
                ended.append(("log_key", id, {**doc, "until_size": size + 1}))
        return [*dropped, *ended, _log_key_row(f["vkey"], size)]

    def _semantics_adopted(self, f: Json) -> list[Row]:
        demand(f["semantics"] == 1, "semantics_unknown")
        return [("ledger", "ledger", self.law.ledger | {"semantics": 1})]

    def _body_constituted(self, f: Json) -> list[Row]:
        return [("body", f["body"], {**f, "until": None})]

    def _body_ended(self, f: Json) -> list[Row]:
        return [("body", f["body"], {**self._doc("body", f["body"], "unknown_body"), "until": f["on"]})]

    def _office_assigned(self, f: Json) -> list[Row]:
        return [_office_row(f)]

    def _office_ended(self, f: Json) -> list[Row]:
        held = {name: f[name] for name in ("body", "office", "person")}
        terms = [(id, doc) for id, doc in self.law.all("office") if held.items() <= doc.items()]
        found: list[Row] = [
            ("office", id, {**doc, "until": f["on"]}) for id, doc in terms if (doc["until"] or "9") > f["on"]
        ]
        demand(found, "office_not_held", held)
        return found

    def _delegation_ended(self, f: Json) -> list[Row]:
        doc = self._doc("delegation", f["delegation"], "unknown_delegation")
        demand(doc["until"] is None or doc["until"] > f["on"], "unknown_delegation", f["delegation"])
        return [("delegation", f["delegation"], {**doc, "until": f["on"]})]

    def _intake_system_adopted(self, f: Json) -> list[Row]:
        demand(f["officer"] != f["person"], "bad_field", f["officer"])
        return [("intake_system", f["person"], f)]

    def _key_enrolled(self, f: Json) -> list[Row]:
        found = [_key_row(f["key"], f["person"])]
        self._unused(f["key"])
        if f["replaces"] is not None:
            old = self._doc("key", f["replaces"], "unknown_key")
            demand(old["revoked"] is None and old["person"] == f["person"], "unknown_key", f["replaces"])
            found.append(("key", f["replaces"], {**old, "revoked": self.index}))
        demand(self.law.key_of(f["person"]) in (None, f["replaces"]), "person_has_key", f["person"])
        return found

    def _unused(self, key: Json) -> None:
        id = keys.thumbprint(**key)
        demand(not self.law.get("key", id), "already_exists", f"key {id}")

    def _key_revoked(self, f: Json) -> list[Row]:
        doc = self._doc("key", f["key"], "unknown_key")
        demand(doc["revoked"] is None, "unknown_key", f["key"])
        return [("key", f["key"], {**doc, "revoked": self.index})]

    def _key_compromised(self, f: Json) -> list[Row]:
        doc, since = self._doc("key", f["key"], "unknown_key"), f["suspect_from"]
        demand(since is None or since <= self.index, "suspect_from_in_future", since)
        revoked = self.index if doc["revoked"] is None else doc["revoked"]
        return [("key", f["key"], {**doc, "revoked": revoked, "suspect_from": self.index if since is None else since})]

    def _declaration_adopted(self, f: Json) -> list[Row]:
        doc = f["declaration"]
        try:
            declarations.compiled(doc)
        except Malformed as error:
            raise Malformed("bad_declaration", str(error)[:200]) from None
        demand(doc["name"] not in EVENTS, "bad_declaration", doc["name"])
        version = (self.law.get("declaration", doc["name"]) or {"version": 0})["version"]
        demand(doc["version"] == version + 1, "already_exists", f"{doc['name']} {doc['version']}")
        return [("declaration", doc["name"], doc)]

    def _rule_adopted(self, f: Json) -> list[Row]:
        rule = f["rule"]
        demand(fields.holds(rules.is_rule, rule), "bad_rule")
        self._doc("ruleset", rule["ruleset"], "unknown_ruleset")
        demand(not self.law.get("rule", rule["id"]), "already_exists", rule["id"])
        return [("rule", rule["id"], rule)]

    def _consequence_adopted(self, f: Json) -> list[Row]:
        doc = f["consequence"]
        demand(fields.holds(by_law.is_consequence, doc), "bad_consequence")
        self._doc("ruleset", doc["ruleset"], "unknown_ruleset")
        owner = doc["owner"]
        demand(owner is None or self.law.in_force("body", owner, self.act["day"]), "unknown_body", owner)
        demand(not self.law.get("consequence", doc["id"]), "already_exists", doc["id"])
        return [("consequence", doc["id"], doc)]

    def _consequence_withdrawn(self, f: Json) -> list[Row]:
        self._doc("consequence", f["consequence"], "unknown_consequence")
        return [("consequence", f["consequence"], None)]

    def _rule_withdrawn(self, f: Json) -> list[Row]:
        self._doc("rule", f["rule"], "unknown_rule")
        return [("rule", f["rule"], None)]

    def _finality_adopted(self, f: Json) -> list[Row]:
        self._doc("ruleset", f["ruleset"], "unknown_ruleset")
        return [("finality", f["ruleset"], f)]

    def _witness_policy_adopted(self, f: Json) -> list[Row]:
        return [("witness_policy", "witness_policy", f)]

    def _balance_adopted(self, f: Json) -> list[Row]:
        balance = f["balance"]
        demand(fields.holds(balances.is_balance, balance), "bad_balance")
        self._doc("ruleset", balance["ruleset"], "unknown_ruleset")
        demand(not self.law.get("balance", balance["id"]), "already_exists", balance["id"])
        return [("balance", balance["id"], balance)]

    def _balance_withdrawn(self, f: Json) -> list[Row]:
        self._doc("balance", f["balance"], "unknown_balance")
        return [("balance", f["balance"], None)]

    def _document_withheld(self, f: Json) -> list[Row]:
        return self._document(f["document"], {**f, "state": "withheld"})

    def _document_released(self, f: Json) -> list[Row]:
        self._doc("document", f["document"], "unknown_document")
        return self._document(f["document"], None)

    def _document_erased(self, f: Json) -> list[Row]:
        return self._document(f["document"], {**f, "state": "erased", "until": None})

    def _document(self, hash: str, doc: Json | None) -> list[Row]:
        before = self.law.get("document", hash)
        demand(not before or before["state"] != "erased", "already_exists", hash)
        return [("document", hash, doc)]

    def _succession_announced(self, f: Json) -> list[Row]:
        demand(not self.law.get("succession", f["succession"]), "already_exists", f["succession"])
        for entering in f["entering"]:
            self._unused(entering["key"])
            free = entering["person"] in f["leaving"] or not self.law.key_of(entering["person"])
            demand(free, "person_has_key", entering["person"])
        return [("succession", f["succession"], {**f, "announced_at": self.recorded_at, "state": "announced"})]

    def _succession_completed(self, f: Json) -> list[Row]:
        doc = self._doc("succession", f["succession"], "unknown_succession")
        demand(doc["state"] == "announced", "unknown_succession", f["succession"])
        waited = moment(self.recorded_at) - moment(doc["announced_at"])
        demand(waited >= timedelta(days=self.law.ledger["recovery_delay_days"]), "succession_too_early", waited)
        found: list[Row] = [("succession", f["succession"], {**doc, "state": "completed"})]
        for id, office in self.law.all("office"):
            leaves = office["body"] == doc["body"] and office["person"] in doc["leaving"]
            if leaves and (office["until"] is None or office["until"] > doc["from"]):
                found.append(("office", id, {**office, "until": doc["from"]}))
        for id, key in self.law.all("key"):
            if key["person"] in doc["leaving"] and key["revoked"] is None:
                found.append(("key", id, {**key, "revoked": self.index}))
        made: list[Any] = []
        for new in doc["entering"]:
            self._unused(new["key"])
            made.append(("person", new["person"], {"name": new["name"], "person": new["person"]}))
            made.append(_key_row(new["key"], new["person"]))
            place = {"body": doc["body"], "from": doc["from"], "until": None}
            made.append(_office_row(place | {"office": new["office"], "person": new["person"]}))
        order = ("person", "office", "key")
        return found + sorted(made, key=lambda row: (order.index(row[0]), row[1]))

    def _act_affirmed(self, f: Json) -> list[Row]:
        for name in f["acts"]:
            demand(self.tables.get("act", name), "unknown_act", name)
        return [("affirmed", name, {"act": name}) for name in f["acts"]]
