"""Succession: a body's persons and keys are replaced on the instrument of those who appoint it.

It is announced, a delay passes that every reader sees, then it is completed. Those who are
replaced have no veto: nothing that is done to persons in between stops it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.election import calendar
from ledger.election.administration import documents, keys, people
from ledger.election.administration.setting import Enacted, Fields, Setting
from ledger.election.law import LawBook
from ledger.election.refusals import Problem, problem
from ledger.election.rows import Law


def announce(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """Who is to leave and to enter, and on whose authority; nobody changes yet."""
    if law.doc("succession", fields["succession"]) is not None:
        return problem("already_exists", fields["succession"], "succession")
    if law.body(fields["body"], setting.day) is None:
        return problem("unknown_body", fields["body"], "body")
    for person in fields["leaving"]:
        if law.doc("person", person) is None:
            return problem("unknown_person", person, "leaving")
    for number, entering in enumerate(fields["entering"]):
        refused = _entering(law, entering, fields["leaving"], setting)
        if refused:
            return refused._replace(where=f"entering[{number}].{refused.where}")
    document = {**fields, "announced_at": setting.recorded_at, "state": "announced"}
    return [Law(document, fields["succession"], "succession")]


def _entering(
    law: LawBook, entering: Fields, leaving: list[str], setting: Setting
) -> Problem | None:
    key_id = documents.id_of(entering["key"])
    if law.key(key_id) is not None:
        return problem("already_exists", key_id, "key")
    if entering["person"] not in leaving and law.keys_of(entering["person"]):
        return problem("person_has_key", entering["person"], "person")
    if key_id not in setting.proven:
        return problem("possession_not_proven", f"no signature by {key_id}", "key")
    return None


def complete(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """The announced change takes place, once its delay has passed."""
    announced = law.doc("succession", fields["succession"])
    if announced is None or announced["state"] != "announced":
        return problem("unknown_succession", fields["succession"], "succession")
    days = law.ledger["recovery_delay_days"]
    earliest = calendar.plus_days(announced["announced_at"], days)
    if setting.recorded_at < earliest:
        found = f"{setting.recorded_at}, before {earliest}"
        return problem("succession_too_early", found, "succession")
    for entering in announced["entering"]:
        if law.key(documents.id_of(entering["key"])) is not None:
            return problem("already_exists", documents.id_of(entering["key"]), "succession")
    done = Law({**announced, "state": "completed"}, fields["succession"], "succession")
    return [done, *_leave(law, announced, setting), *_enter(announced)]


def _leave(law: LawBook, announced: Fields, setting: Setting) -> Iterator[Law]:
    """Offices ended, then keys revoked, each sorted by id."""
    leaving = set(announced["leaving"])
    for identity, office in sorted(law.docs("office").items()):
        if office["body"] == announced["body"] and office["person"] in leaving:
            if office["until"] is None or office["until"] > announced["from"]:
                yield Law({**office, "until": announced["from"]}, identity, "office")
    for key_id in sorted(key for person in leaving for key in law.keys_of(person)):
        yield keys.revoked_row(law, key_id, setting.index)


def _enter(announced: Fields) -> Iterator[Law]:
    """Persons, offices and keys, each sorted by id."""
    entering = announced["entering"]
    persons = {
        item["person"]: {"name": item["name"], "person": item["person"]} for item in entering
    }
    yield from (Law(persons[person], person, "person") for person in sorted(persons))
    offices = (
        people.office_row(
            {
                "body": announced["body"],
                "from": announced["from"],
                "office": item["office"],
                "person": item["person"],
                "until": None,
            }
        )
        for item in entering
    )
    yield from sorted(offices, key=lambda row: row.id)
    enrolled = {documents.id_of(item["key"]): item for item in entering}
    for key_id in sorted(enrolled):
        item = enrolled[key_id]
        yield Law(documents.key_row(item["key"], item["person"]), key_id, "key")
