"""A result is asked of a store: in few statements however many units, once, and alike on both engines."""

from __future__ import annotations

from typing import Any

import pytest

from ledger import read, rebuild
from ledger.read import state
from tests import statements
from tests.verbs import commission
from tests.verbs.commission import Commission, box

STATEMENTS_MAX = 60
"""For a result of any size; most are for the law, the position and the scopes of single rulings."""


def counted(url: str, stations: int) -> Commission:
    """Every second station has a form; the vote at the first is annulled and to be repeated."""
    made = commission.opened(url, stations=stations)
    declared = [
        d for d in commission.vocabulary("counting") if d["name"] == "results_form.recorded"
    ]
    made.record(
        made.administration(*(("declaration.adopted", {"declaration": d}) for d in declared))
    )
    for number in range(1, stations + 1, 2):
        made.record(made.act(("results_form.recorded", form(f"ps-{number}"))))
    unsaid = dict.fromkeys(("affected", "answers", "conclusion", "margin", "standard"))
    here = {"run": "run-1", "scope": [box("ps-1")]}
    repeat = {"basis": None, "replaces": "run-1", "run": "run-2", "scope": [box("ps-1")]}
    annulled = ("annulment.ordered", {**unsaid, **here, "grounds": ["violence"]})
    made.record(made.ruling(annulled, ("rerun.ordered", repeat)))
    return made


def form(unit: str) -> dict[str, Any]:
    """The fields of a form with ten votes."""
    value = {"high": 10, "low": 10, "why": None}
    cells = [{"measure": "votes", "selection": "a", "value": value}]
    fields = {"contest": "mayor", "figures": cells, "form": f"f-{unit}", "level": "station"}
    return {**fields, "run": "run-1", "unit": unit}


def test_the_number_of_statements_does_not_grow_with_the_units(tmp_path: Any) -> None:
    """One statement a table, not one a unit."""
    numbers = []
    for stations in (5, 60):
        made = counted(f"sqlite:///{tmp_path / f'{stations}.sqlite'}", stations)
        with statements.sent() as sent, read.view(made.ledger) as view:
            told = view.result("mayor")
        assert told["coverage"]["reported"] == (stations + 1) // 2 - 1
        numbers.append(len(sent))
        made.close()
    assert 0 < numbers[0] == numbers[1] <= STATEMENTS_MAX


def test_a_result_is_worked_out_once_for_a_position_and_day(sqlite_url: str) -> None:
    """The same document again; another position, day, unit or generation is another question."""
    made = counted(sqlite_url, 3)
    with read.view(made.ledger) as view:
        told = view.result("mayor")
        position = view.position
    with read.view(made.ledger, as_of=position) as view:
        assert view.result("mayor") is told
    with read.view(made.ledger, as_of=position - 1) as view:
        assert view.result("mayor")["missing"] != told["missing"]
    with read.view(made.ledger, in_force_on="2013-11-01") as view:
        assert view.result("mayor")["figures"] == []
    rebuild.rebuild(made.ledger)
    with read.view(made.ledger) as view:
        again = view.result("mayor")
    assert again == told and again is not told
    made.close()


def test_memory_of_results_is_bounded(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was asked long ago is forgotten, and worked out again."""
    monkeypatch.setattr(state, "RESULTS_REMEMBERED_MAX", 2)
    made = counted(sqlite_url, 3)
    with read.view(made.ledger) as view:
        for unit in (None, "ps-1", "ps-2", "ps-3"):
            assert view.result("mayor", unit)["unit"] == unit
    assert len(made.ledger.remembered) <= 2
    made.close()


def test_both_engines_say_the_same(sqlite_url: str, postgres_url: str) -> None:
    """Whatever is kept as text or as a number."""
    told = []
    for url in (sqlite_url, postgres_url):
        made = counted(url, 3)
        with read.view(made.ledger) as view:
            told.append(view.result("mayor"))
        made.close()
    assert told[0] == told[1]
