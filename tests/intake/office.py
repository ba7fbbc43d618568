"""A commission with stations, clerks and an intake system, in a folder that commands find."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ledger.commands import keyfiles, places
from ledger.submit.packets import add
from tests.record.house import public
from tests.verbs import commission as commissions
from tests.verbs.commission import Commission, key_of, vocabulary

PASSPHRASE = b"for the test"
CLERKS = ("clerk-a", "clerk-b", "clerk-c")
FORMS = [
    "count_form.recorded",
    "figures.telephoned",
    "results_form.image_awaited",
    "results_form.image_named",
    "results_form.recorded",
    "results_form.transcribed",
]
HEADER = "form,unit,registered,voted,valid,votes/a,votes/b,board_signed,remarks"


def opened(folder: Path, url: str | None = None, stations: int = 3) -> Commission:
    """An open ledger; the system's key and the clerks' are enrolled, their files in the folder."""
    database = url or f"sqlite+pysqlite:///{folder}/ledger.sqlite"
    made = commissions.opened(database, commissions.real_clock, stations)
    families = vocabulary("counting", "intake")
    for start in range(0, len(families), 20):
        adopted = [("declaration.adopted", {"declaration": d}) for d in families[start:][:20]]
        made.record(made.administration(*adopted))
    _enter(made)
    for name in ("log", "recorder", "scanner", *CLERKS):
        keyfiles.write(folder / f"{name}.pem", key_of(name), PASSPHRASE)
    (folder / "pass.txt").write_bytes(PASSPHRASE + b"\n")
    database = "ledger.sqlite" if url is None else url
    place = places.Place(
        database=database, head_record=None, log_key="log.pem", recorder_key="recorder.pem"
    )
    places.write(folder, place)
    return made


def _enter(made: Commission) -> None:
    """The system signs alone in a body of its own; of the clerks two are needed in theirs."""
    one = {"administration": 2, "filing": 1, "finding": 1, "ruling": 2, "statement": 1}
    events: list[tuple[str, dict[str, Any]]] = [
        ("body.constituted", {"body": "intake", "name": "Intake", "required": one}),
        (
            "body.constituted",
            {"body": "clerks", "name": "Clerks", "required": one | {"finding": 2}},
        ),
    ]
    for person in ("scanner", *CLERKS):
        body, office = ("intake", "system") if person == "scanner" else ("clerks", "clerk")
        term = {"body": body, "from": "2013-01-01", "office": office, "until": None}
        enrolled = {"key": public(person), "person": person, "replaces": None}
        events += [
            ("person.entered", {"name": person.title(), "person": person}),
            ("office.assigned", term | {"person": person}),
            ("key.enrolled", enrolled),
        ]
    limited = {"events": FORMS, "officer": "person-a", "person": "scanner"}
    packet = made.administration(*events, ("intake_system.adopted", limited))
    for person in ("scanner", *CLERKS):
        packet = add(packet, key_of(person))
    made.record(packet)


def words(folder: Path, *more: object) -> tuple[object, ...]:
    """What every command of intake is told here."""
    given = ("--ledger", folder, "--passphrase-file", folder / "pass.txt")
    return (*given, *more)


def place(folder: Path) -> tuple[object, ...]:
    """The words of an import into the contest and run that there are."""
    told = ("--contest", "mayor", "--run", "run-1", "--level", "station", "--day", "2013-11-03")
    return words(folder, "--key", folder / "scanner.pem", "--json", *told)


def row(number: int, station: int, remark: str = "") -> str:
    """A row of `HEADER` whose figures add up."""
    return (
        f"f-{number:06},ps-{station},600,400,390,{200 + number % 50},{190 - number % 50},5,{remark}"
    )


def write(path: Path, rows: Iterable[str], header: str = HEADER) -> Path:
    """A CSV file."""
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path
