"""As known at a position and in force on a day: two questions, and reversals under both of them.

The ledger answers and the verifiers agree, for every position of the story and every day of it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

import pytest

from ledger import export, read
from tests.record import dishonest
from tests.record.house import ANNULLED, Event, House, opened


class Told(NamedTuple):
    """The ledger of a story, and how long it was after each act."""

    house: House
    positions: dict[str, int]


def reversal(act: str) -> Event:
    """A decision of another kind ends the effects of an act."""
    return ("decision.reversed", {"complaint": None, "target": act})


def code(told: Told, *, as_of: Any = None, on: str | None = None) -> str:
    """The headline of the centre's vote."""
    with read.view(told.house.ledger, as_of=as_of, in_force_on=on) as view:
        (headline,) = view.sheet("pc-1")["headlines"]
    return str(headline["headline"]["code"])


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Two annulments, a reversal of one, its reversal, and an effect that begins later."""
    house = opened(f"sqlite+pysqlite:///{tmp_path_factory.mktemp('time') / 'ledger.sqlite'}")
    steps: list[tuple[str, str, Event, str | None]] = [
        ("2013-11-05", "first", ANNULLED, None),
        ("2013-11-05", "second", ANNULLED, None),
        ("2013-11-09", "undone-1", reversal("first"), None),
        ("2013-11-10", "undone-2", reversal("second"), None),
        ("2013-11-12", "restored-2", reversal("undone-2"), None),
        ("2013-11-12", "undone-again", reversal("second"), "2013-11-20"),
    ]
    positions = {}
    for day, name, event, effective_on in steps:
        house.begin(day)
        house.record(house.decided(event, act_id=name, effective_on=effective_on))
        positions[name] = read.size(house.ledger)
    yield Told(house, positions)
    house.close()


@pytest.mark.parametrize(
    "after, on, expected",
    [
        (None, "2013-11-03", "planned"),
        ("first", "2013-11-05", "annulled"),
        ("first", "2013-11-03", "planned"),
        ("second", "2013-11-05", "annulled"),
        ("undone-1", "2013-11-09", "annulled"),  # annulled twice and restored once
        ("undone-2", "2013-11-09", "annulled"),  # the second reversal begins on the tenth
        ("undone-2", "2013-11-10", "planned"),
        ("restored-2", "2013-11-12", "annulled"),  # a reversal of a reversal
        ("restored-2", "2013-11-10", "planned"),  # it reaches not before its day
        ("undone-again", "2013-11-12", "annulled"),
        ("undone-again", "2013-11-19", "annulled"),
        ("undone-again", "2013-11-20", "planned"),  # an effect that begins later
        ("restored-2", "2013-11-20", "annulled"),  # of which nobody knew at that position
    ],
)
def test_what_holds_is_asked_at_a_position_and_on_a_day(
    told: Told, after: str | None, on: str, expected: str
) -> None:
    """Both are said with the answer, and neither stands in for the other."""
    as_of = told.positions[after] if after else told.positions["first"] - 1
    assert code(told, as_of=as_of, on=on) == expected
    with read.view(told.house.ledger, as_of=as_of, in_force_on=on) as view:
        assert (view.sheet("pc-1")["position"], view.sheet("pc-1")["day"]) == (as_of, on)


def test_one_of_the_two_defaults_the_other(told: Told) -> None:
    """As of the tenth is what was known then; in force on the tenth is what is known today."""
    assert code(told, as_of="2013-11-10") == "planned"
    assert code(told, as_of="2013-11-09") == "annulled"
    assert code(told, on="2013-11-10") == "planned"
    assert code(told) == "annulled"
    assert code(told, on="2013-11-20") == "planned"


def test_the_verifiers_read_the_same_at_every_position(told: Told, tmp_path: Path) -> None:
    """They compute the sheets of each from the entries alone."""
    trust = tmp_path / "trust.json"
    trust.write_bytes(export.trust(told.house.ledger, last_seen=False))
    for size in told.positions.values():
        made = tmp_path / f"{size}.zip"
        export.bundle(told.house.ledger, made, size=size)
        assert dishonest.findings(dishonest.report(made, trust)[1]) == []
        with ZipFile(made) as archive:
            sheets = [json.loads(line) for line in archive.read("sheets.jsonl").splitlines()]
        (centre,) = [sheet for sheet in sheets if sheet["unit"] == "pc-1"]
        assert centre["position"] == size
        assert centre["headlines"][0]["headline"]["code"] == code(told, as_of=size)
