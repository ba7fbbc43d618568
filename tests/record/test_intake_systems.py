"""A system records forms under an officer's name and nothing else; both programs hold it to that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ledger.submit.packets import add
from tests.record import dishonest
from tests.record.house import ANNULLED, Event, House, opening, public, said, signer
from tests.verbs.commission import key_of, vocabulary

FORMS = ["figures.telephoned", "results_form.recorded", "results_form.transcribed"]
REQUIRED = {"administration": 2, "filing": 1, "finding": 1, "ruling": 2, "statement": 1}


def recorded(form: str = "f-1", unit: str = "ps-1") -> Event:
    """A form with three figures."""
    figures = [{"measure": "valid", "selection": None, "value": _exact(10)}]
    place = {"contest": "mayor", "form": form, "level": "station", "run": "run-1", "unit": unit}
    return "results_form.recorded", {"figures": figures, **place}


def _exact(count: int) -> dict[str, Any]:
    return {"high": count, "low": count, "why": None}


def adopted(**given: Any) -> Event:
    """What the system may record, and who answers for it."""
    fields = {"events": FORMS, "officer": "m1", "person": "scanner"}
    return "intake_system.adopted", {**fields, **given}


def enter(house: House) -> None:
    """Vocabulary, a body of its own, the system with its key."""
    families = vocabulary("counting", "intake")
    for start in range(0, len(families), 20):
        declared = [("declaration.adopted", {"declaration": d}) for d in families[start:][:20]]
        house.record(house.governed(*declared))
    office = {"body": "intake", "from": "2013-01-01", "office": "system", "person": "scanner"}
    packet = house.governed(
        ("body.constituted", {"body": "intake", "name": "Intake", "required": REQUIRED}),
        ("person.entered", {"name": "Scanner A", "person": "scanner"}),
        ("office.assigned", {**office, "until": None}),
        ("key.enrolled", {"key": public("scanner"), "person": "scanner", "replaces": None}),
        adopted(),
    )
    house.record(add(packet, key_of("scanner")))


def by_system(house: House, *events: Event, **given: Any) -> Any:
    """An act that the system signs alone."""
    who = {"body": "intake", "signers": [{**signer("intake", "scanner"), "office": "system"}]}
    return house.packet(*events, **{**who, **given})


def test_it_records_forms_and_nothing_else(house: House, tmp_path: Path) -> None:
    """Neither a finding of another kind, nor one beside a form, nor a ruling, nor along with others."""
    enter(house)
    house.record(by_system(house, recorded()))
    for events in ((opening(),), (recorded("f-2"), opening()), (said(),)):
        house.refused(by_system(house, *events), "beyond_intake")
    lost = by_system(house, ("key.revoked", {"key": _id(), "reason": "Mine."}))
    house.refused(lost, "beyond_intake")
    office = {"body": "cec", "from": "2013-01-01", "office": "member", "person": "scanner"}
    house.record(house.governed(("office.assigned", {**office, "until": None})))
    house.refused(house.decided(ANNULLED, by=("m1", "m2", "scanner")), "beyond_intake")
    _, told = dishonest.report(*dishonest.bundle(house, tmp_path, lambda log: log))
    assert dishonest.findings(told) == []


def _id() -> str:
    return key_of("scanner").public.id


def test_another_key_is_no_way_around(house: House) -> None:
    """The limit is the person's, who has a new key; and an adoption only ever takes its place."""
    enter(house)
    renewed = {"key": public("scanner-2"), "person": "scanner", "replaces": _id()}
    house.record(add(house.governed(("key.enrolled", renewed)), key_of("scanner-2")))
    house.refused(by_system(house, opening(), signed_by=["scanner-2"]), "beyond_intake")
    house.record(by_system(house, recorded(), signed_by=["scanner-2"]))
    house.record(house.governed(adopted(events=["figures.telephoned"])))
    house.refused(by_system(house, recorded("f-2"), signed_by=["scanner-2"]), "beyond_intake")


def test_what_cannot_be_adopted(house: House) -> None:
    """Somebody answers for it, and no administration is ever let to a system."""
    for given in ({"officer": "scanner"}, {"officer": "nobody"}, {"person": "nobody"}):
        code = "unknown_person"
        house.refused(house.governed(adopted(**given)), code)
    house.refused(house.governed(adopted(person="m1")), "bad_field")
    for events in ([], ["key.revoked"], ["results_form.recorded"] * 2, ["forms"]):
        house.refused(house.governed(adopted(person="m2", events=events)), "bad_field")
