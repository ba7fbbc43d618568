"""How long the result of a national contest takes: python -m tests.benchmarks.national [STATIONS]

A hundred municipalities, one form a station (one in a hundred is missing), thirty annulments with a
repeat each. Printed: the first answer, the remembered one, one of a municipality, and verification.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ledger import export, read
from tests.benchmarks import yardsticks
from tests.verbs import commission
from tests.verbs.commission import Commission, box

MUNICIPALITIES, ANNULLED, FORMS_AN_ACT, MISSING_ONE_IN = 100, 30, 60, 100
LISTS = "abcde"


def _value(number: int) -> dict[str, Any]:
    return {"high": number, "low": number, "why": None}


def _form(unit: str) -> tuple[str, dict[str, Any]]:
    votes = [{"measure": "votes", "selection": s, "value": _value(100)} for s in LISTS]
    cells = [{"measure": "valid", "selection": None, "value": _value(500)}, *votes]
    fields = {"contest": "mayor", "figures": cells, "form": f"f-{unit}", "level": "station"}
    return "results_form.recorded", {**fields, "run": "run-1", "unit": unit}


def _geography(stations: int) -> Iterator[list[dict[str, Any]]]:
    for number in range(MUNICIPALITIES):
        here = f"mun-{number}"
        yield [
            {"id": here, "name": here, "parent": "m-1", "type": "municipality"},
            *(
                {"id": f"s-{number}-{n}", "name": "S", "parent": here, "type": "polling_station"}
                for n in range(stations // MUNICIPALITIES)
            ),
        ]


def grown(folder: Path, stations: int) -> Commission:
    """A ledger in which the country has voted."""
    made = commission.opened(f"sqlite:///{folder / 'ledger.sqlite'}")
    names = ("results_form.recorded",)
    declared = [d for d in commission.vocabulary("counting") if d["name"] in names]
    made.record(
        made.administration(*(("declaration.adopted", {"declaration": d}) for d in declared))
    )
    units: list[str] = []
    for items in _geography(stations):
        made.record(made.ruling(("units.established", {"units": items})))
        units += [item["id"] for item in items[1:]]
    counted = [unit for number, unit in enumerate(units) if number % MISSING_ONE_IN]
    for start in range(0, len(counted), FORMS_AN_ACT):
        made.record(made.act(*map(_form, counted[start : start + FORMS_AN_ACT])))
    unsaid = dict.fromkeys(("affected", "answers", "conclusion", "margin", "standard"))
    for number in range(ANNULLED):
        here = {"run": "run-1", "scope": [box(f"s-{number}-1")]}
        repeat = {"basis": None, "replaces": "run-1", "run": f"run-x{number}"}
        annulled = ("annulment.ordered", {**unsaid, **here, "grounds": ["violence"]})
        ordered = ("rerun.ordered", {**repeat, "scope": [box(f"s-{number}-1")]})
        made.record(made.ruling(annulled, ordered))
    return made


def main(stations: int) -> None:
    """Print what was measured."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = grown(folder, stations)

        def ask(unit: str | None = None) -> None:
            with read.view(made.ledger) as view:
                view.result("mayor", unit)

        print(f"{stations} stations, {len(LISTS) + 1} figures a form")
        print(f"first answer       {yardsticks.seconds(ask):8.2f} s")
        print(f"remembered         {yardsticks.seconds(ask):8.2f} s")
        print(f"of a municipality  {yardsticks.seconds(lambda: ask('mun-3')):8.2f} s")
        export.bundle(made.ledger, folder / "bundle.zip")
        (folder / "trust.json").write_bytes(
            export.trust(made.ledger, required_checks=["V10", "V14", "V22"])
        )
        words = ["bundle", str(folder / "bundle.zip"), "--trust", str(folder / "trust.json")]
        command = [sys.executable, "-m", "verifiers", *words, "--quiet"]
        seconds = yardsticks.seconds(lambda: subprocess.run(command, check=True))
        print(f"verified, V22 too  {seconds:8.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
