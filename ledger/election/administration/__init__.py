"""Administration: who may write what. The only events that the program knows by name.

Each changes law (docs/spec/04-administration.md) from the entry after its own. An event is a class
of competence, the shapes of its fields, and a function from the law before it to the rows it makes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from ledger.election import deadlines, shapes
from ledger.election.administration import (
    documents,
    evidence,
    founding,
    keys,
    lawmaking,
    log_keys,
    people,
    policies,
    sealing,
    succession,
)
from ledger.election.administration.setting import Enacted, Fields, Setting
from ledger.election.law import LawBook
from ledger.election.refusals import Problem, problem
from ledger.election.rows import Law
from ledger.election.shapes import Shape, members


class Kind(NamedTuple):
    """A kind of administration: whose class it is (None: it has its own rule), and what it does."""

    competence: str | None
    fields: dict[str, Shape]
    enact: Callable[[LawBook, Fields, Setting], Enacted]


_OFFICE = {"body": shapes.identity, "office": shapes.code, "person": shapes.identity}
_TERM = {"from": shapes.day, "until": documents.until}
_ANY = {"balance": lambda _: None, "declaration": lambda _: None, "rule": lambda _: None}

EVENTS: dict[str, Kind] = {
    founding.NAME: Kind(None, founding.FIELDS, founding.found),
    "ledger.opened": Kind("ledger", {}, lawmaking.open_ledger),
    "ledger.closed": Kind(
        "ledger",
        {"reason": shapes.line, "successor": shapes.nullable(shapes.line)},
        lawmaking.close_ledger,
    ),
    log_keys.NAME: Kind("ledger", log_keys.FIELDS, log_keys.adopt),
    "semantics.adopted": Kind("ledger", {"semantics": shapes.count}, lawmaking.adopt_semantics),
    "body.constituted": Kind(
        "bodies",
        {"body": shapes.identity, "name": shapes.line, "required": documents.required},
        people.constitute_body,
    ),
    "body.ended": Kind("bodies", {"body": shapes.identity, "on": shapes.day}, people.end_body),
    "person.entered": Kind(
        "persons", {"name": shapes.line, "person": shapes.identity}, people.enter_person
    ),
    "office.assigned": Kind("persons", {**_OFFICE, **_TERM}, people.assign_office),
    "office.ended": Kind("persons", {**_OFFICE, "on": shapes.day}, people.end_office),
    "delegation.granted": Kind(
        "persons",
        {
            "body": shapes.identity,
            "delegation": shapes.identity,
            "giver": shapes.identity,
            "office": shapes.code,
            "taker": shapes.identity,
            **_TERM,
        },
        people.grant_delegation,
    ),
    "delegation.ended": Kind(
        "persons",
        {"delegation": shapes.identity, "on": shapes.day},
        people.end_delegation,
    ),
    "intake_system.adopted": Kind(
        "persons",
        {
            "events": shapes.array(people.recordable, low=1, key=shapes.same),
            "officer": shapes.identity,
            "person": shapes.identity,
        },
        people.adopt_intake_system,
    ),
    "key.enrolled": Kind(
        "keys",
        {
            "key": documents.key,
            "person": shapes.identity,
            "replaces": shapes.nullable(shapes.line),
        },
        keys.enroll,
    ),
    "key.revoked": Kind("keys", {"key": shapes.line, "reason": shapes.line}, keys.revoke),
    "key.compromised": Kind(
        "keys",
        {"key": shapes.line, "suspect_from": shapes.nullable(shapes.count)},
        keys.compromise,
    ),
    "authority.set": Kind(
        "authority",
        {"body": shapes.identity, "class": documents.class_, "persons": shapes.count},
        lawmaking.set_authority,
    ),
    "single_officer.adopted": Kind(
        "authority", {"body": shapes.identity}, lawmaking.adopt_single_officer
    ),
    "declaration.adopted": Kind(
        "vocabulary", {"declaration": _ANY["declaration"]}, lawmaking.adopt_declaration
    ),
    "ruleset.adopted": Kind(
        "rules",
        {
            **_TERM,
            "gives_effect": shapes.array(
                members(
                    body=shapes.identity,
                    milestone=shapes.one_of("adoption", "signed", "published", "served", "final"),
                ),
                key=lambda item: item["body"],
            ),
            "holidays": shapes.array(shapes.day, key=shapes.same),
            "instrument": shapes.line,
            "offsets": shapes.array(
                members(**{"from": shapes.instant}, minutes=shapes.integer(-900, 900)),
                low=1,
                key=lambda item: item["from"],
            ),
            "prevails": shapes.array(
                members(figure=shapes.one_of("computed", "declared"), level=shapes.code),
                key=lambda item: item["level"],
            ),
            "ruleset": shapes.identity,
            "title": shapes.line,
            # A week without a working day would have no deadline in working days.
            "weekend": shapes.array(
                shapes.one_of(*deadlines.WEEKDAYS), high=6, key=deadlines.WEEKDAYS.index
            ),
        },
        lawmaking.adopt_ruleset,
    ),
    "rule.adopted": Kind("rules", {"rule": _ANY["rule"]}, lawmaking.adopt_rule),
    "finality.adopted": Kind(
        "rules",
        {"effects": policies.verbs, "ruleset": shapes.identity},
        policies.adopt_finality,
    ),
    "witness_policy.adopted": Kind("ledger", {"policy": policies.policy}, policies.adopt_policy),
    "consequence.adopted": Kind(
        "rules", {"consequence": lambda _: None}, lawmaking.adopt_consequence
    ),
    "consequence.withdrawn": Kind(
        "rules", {"consequence": shapes.identity}, lawmaking.withdraw_consequence
    ),
    "rule.withdrawn": Kind("rules", {"rule": shapes.identity}, lawmaking.withdraw_rule),
    "balance.adopted": Kind("rules", {"balance": _ANY["balance"]}, lawmaking.adopt_balance),
    "balance.withdrawn": Kind("rules", {"balance": shapes.identity}, lawmaking.withdraw_balance),
    "document.withheld": Kind("ledger", evidence.WITHHELD, evidence.withhold),
    "document.released": Kind("ledger", evidence.RELEASED, evidence.release),
    "document.erased": Kind("ledger", evidence.ERASED, evidence.erase),
    "succession.announced": Kind(
        "recovery",
        {
            "authority": shapes.line,
            "body": shapes.identity,
            "entering": shapes.array(
                members(
                    key=documents.key,
                    name=shapes.line,
                    office=shapes.code,
                    person=shapes.identity,
                ),
                key=lambda item: item["person"],
            ),
            "from": shapes.day,
            "instrument": shapes.line,
            "leaving": shapes.array(shapes.identity, key=shapes.same),
            "succession": shapes.identity,
        },
        succession.announce,
    ),
    "succession.completed": Kind("recovery", {"succession": shapes.identity}, succession.complete),
    sealing.NAME: Kind(None, sealing.FIELDS, sealing.enact),
    "act.affirmed": Kind(
        None,
        {"acts": shapes.array(shapes.identity, low=1, key=shapes.same)},
        lawmaking.affirm_acts,
    ),
}
"""Every event of administration by name; no declaration may take one of these names."""


def check_fields(event: dict[str, Any], where: str) -> Problem | None:
    """The first problem of the fields of an event of administration."""
    wanted, fields = EVENTS[event["type"]].fields, event["fields"]
    for name in sorted(fields.keys() - wanted.keys()):
        return problem("unknown_field", name, where)
    for name in sorted(wanted.keys() - fields.keys()):
        return problem("missing_field", name, where)
    for name, shape in wanted.items():
        flaw = shape(fields[name])
        if flaw is not None:
            place = f"{where}.{name}{flaw.where}"
            return problem("bad_field", flaw.found, place, expected=flaw.expected)
    return None


def keys_being_enrolled(
    events: Iterable[dict[str, Any]],
) -> dict[str, tuple[dict[str, str], str | None]]:
    """The keys that an act would enrol, by id: the key as stated, and its person.

    Whether the act may do so is not asked yet, nor whether its other fields are as they should be:
    a signature by such a key is no stranger's.
    """
    return {
        documents.id_of(key): (key, person if type(person) is str else None)
        for key, person in _stated_keys(events)
        if documents.key(key) is None
    }


def _stated_keys(events: Iterable[dict[str, Any]]) -> Iterator[tuple[Any, Any]]:
    """Keys and persons as an event states them, whose fields nobody has looked at yet."""
    for event in events:
        name, fields = event["type"], event["fields"]
        if name == "key.enrolled":
            yield fields.get("key"), fields.get("person")
        if name == founding.NAME:
            yield fields.get("recorder_key"), None
        listed = fields.get(_LISTING.get(name, ""))
        for item in listed if isinstance(listed, list) else ():
            if isinstance(item, dict):
                yield item.get("key"), item.get("person")


_LISTING = {founding.NAME: "persons", "succession.announced": "entering"}


def enact(law: LawBook, setting: Setting) -> tuple[list[Law], list[Problem]]:
    """The law that an act of administration makes, and what is wrong with it (section 4, Order).

    Each event sees what those before it in the act have made. The book is left as it was.
    """
    book = law.fork()
    rows: list[Law] = []
    problems: list[Problem] = []
    for number, event in enumerate(setting.act["events"]):
        where = f"events[{number}].fields"
        if book.phase == "closed":
            problems.append(problem("ledger_is_closed", "an event after ledger.closed", where))
            continue
        made = EVENTS[event["type"]].enact(book, event["fields"], setting)
        if isinstance(made, Problem):
            problems.append(made._replace(where=f"{where}.{made.where}".rstrip(".")))
            continue
        floors = (lawmaking.below_floor(book, row) for row in made) if book.floors else ()
        problems += [floor._replace(where=where) for floor in floors if floor]
        for row in made:
            book.enact(row)
        rows += made
    return rows, problems + _shares(law, setting)


def _shares(law: LawBook, setting: Setting) -> list[Problem]:
    """What is wrong if the act disposes of too large a part of a body at once."""
    if law.phase != "open":
        return []
    changed: dict[str, set[str]] = {}
    for event in setting.act["events"]:
        change = people.roster_change(event["type"], event["fields"])
        if change:
            changed.setdefault(change[0], set()).add(change[1])
    floors = law.floors
    problems = []
    for body, persons in sorted(changed.items()):
        roster = len(law.roster(body, setting.day))
        share = roster * floors["share_numerator"] // floors["share_denominator"]
        if roster and len(persons) > max(1, share):
            found = f"{len(persons)} of {roster} persons of {body}, at most {max(1, share)}"
            problems.append(problem("below_floor", found, "events"))
    return problems
