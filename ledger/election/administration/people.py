"""Bodies, persons, offices, delegations, and systems that record forms under somebody's name."""

from __future__ import annotations

from typing import Any

from ledger.election import declarations, shapes, spellings
from ledger.election.administration.setting import Enacted, Fields, Setting
from ledger.election.law import LawBook
from ledger.election.refusals import Problem, problem
from ledger.election.rows import Law


def constitute_body(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """A body begins, or a body in force is changed."""
    document = {**fields, "until": None}
    return [Law(document, fields["body"], "body")]


def end_body(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """A body ends on a day; what it did before stands."""
    body = law.body(fields["body"], setting.day)
    if body is None:
        return problem("unknown_body", fields["body"], "body")
    return [Law({**body, "until": fields["on"]}, fields["body"], "body")]


def enter_person(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """A person becomes known under an id."""
    if law.doc("person", fields["person"]) is not None:
        return problem("already_exists", fields["person"], "person")
    return [Law(dict(fields), fields["person"], "person")]


def assign_office(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """A person holds an office of a body from a day on."""
    missing = _missing(law, fields, setting, "person")
    return missing or [office_row(fields)]


def office_row(office: dict[str, Any]) -> Law:
    """The row of a term: `{body,from,office,person,until}`. Given again, it is another term."""
    named = (office["body"], office["person"], office["office"], office["from"])
    return Law(dict(office), "/".join(named), "office")


def end_office(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """A person holds an office no longer, from a day on."""
    missing = _missing(law, fields, setting, "person")
    if missing:
        return missing
    named = (fields["person"], fields["body"], fields["office"])
    running = [term for term in law.terms(*named) if not _has_ended(term, fields["on"])]
    if not running:
        return problem("office_not_held", "{0} as {2} of {1}".format(*named), "office")
    return [office_row({**term, "until": fields["on"]}) for term in running]


def grant_delegation(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """A person may sign in another's place."""
    missing = _missing(law, fields, setting, "giver", "taker")
    if missing:
        return missing
    if law.doc("delegation", fields["delegation"]) is not None:
        return problem("already_exists", fields["delegation"], "delegation")
    return [Law(dict(fields), fields["delegation"], "delegation")]


def end_delegation(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """A delegation ends on a day."""
    delegation = law.doc("delegation", fields["delegation"])
    if delegation is None or _has_ended(delegation, fields["on"]):
        return problem("unknown_delegation", fields["delegation"], "delegation")
    return [Law({**delegation, "until": fields["on"]}, fields["delegation"], "delegation")]


def _is_recordable(name: str) -> bool:
    return spellings.is_type_name(name) is not None and name not in declarations.RESERVED


recordable = shapes.spelled(_is_recordable, "an event type that is not administration")
"""What a system may be let record: any event type by name, adopted or not, but no administration."""


def adopt_intake_system(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """Who signs as this person is a system: an officer answers for it, and it may record little."""
    for name in ("person", "officer"):
        if law.doc("person", fields[name]) is None:
            return problem("unknown_person", fields[name], name)
    if fields["officer"] == fields["person"]:
        return problem("bad_field", fields["officer"], "officer", expected="another person")
    return [Law(dict(fields), fields["person"], "intake_system")]


def _has_ended(document: dict[str, Any], day: str) -> bool:
    return document["until"] is not None and bool(document["until"] <= day)


def _missing(law: LawBook, fields: Fields, setting: Setting, *persons: str) -> Problem | None:
    """The problem of a body that is not in force or a person who was never entered."""
    if law.body(fields["body"], setting.day) is None:
        return problem("unknown_body", fields["body"], "body")
    for name in persons:
        if law.doc("person", fields[name]) is None:
            return problem("unknown_person", fields[name], name)
    return None


def roster_change(name: str, fields: Fields) -> tuple[str, str] | None:
    """The body and the person of whose office an event disposes, None if of none."""
    if name in ("office.assigned", "office.ended"):
        return fields["body"], fields["person"]
    return (fields["body"], fields["giver"]) if name == "delegation.granted" else None
