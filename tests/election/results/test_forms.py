"""Which form stands is a ruling, never the latest."""

from __future__ import annotations

from typing import Any

import pytest

from tests.election.results.village import Village, figures, reasons
from tests.election.vocabulary import between, exactly

TWO = {"votes a": 3, "votes b": 2}


def sources(result: dict[str, Any], unit: str) -> dict[str, Any]:
    """The forms of a unit, with the cells that are taken from each."""
    (found,) = (each["forms"] for each in result["sources"] if each["unit"] == unit)
    return {each["form"]: each["cells"] for each in found}


def test_one_form_is_used_and_its_status_is_said() -> None:
    """Claimed, then accepted: the same figures."""
    village = Village()
    village.state_form("f", "ps-1", TWO)
    for status in ("claimed", "accepted"):
        result = village.result()
        assert figures(result) == {"votes a": (3, 3), "votes b": (2, 2)}
        assert result["sources"][0]["forms"] == [{"cells": None, "form": "f", "status": status}]
        village.judge("f", "accepted")


def test_two_that_are_merely_claimed_stand_in_each_others_way() -> None:
    """Also where the second says that it corrects the first, and whichever came later."""
    village = Village()
    first = village.state_form("f", "ps-1", TWO)
    village.state_form("g", "ps-1", {"votes a": 4, "votes b": 1}, corrects=first)
    result = village.result()
    assert reasons(result)["ps-1"] == "forms_conflict"
    assert result["missing"][0]["forms"] == ["f", "g"]
    assert figures(result) == {}
    village.judge("f", "accepted")
    assert figures(village.result()) == {"votes a": (3, 3), "votes b": (2, 2)}
    village.judge("f", "claimed")
    village.judge("g", "accepted")
    assert figures(village.result()) == {"votes a": (4, 4), "votes b": (1, 1)}


@pytest.mark.parametrize(
    "status", ["rejected", "found_forged", "forged", "superseded", "withdrawn"]
)
def test_a_form_that_is_out_leaves_the_other(status: str) -> None:
    """And the unit is missing when none is left."""
    village = Village()
    village.state_form("f", "ps-1", TWO)
    village.state_form("g", "ps-1", {"votes a": 9})
    village.judge("g", status)
    assert figures(village.result()) == {"votes a": (3, 3), "votes b": (2, 2)}
    village.judge("f", status)
    assert reasons(village.result())["ps-1"] == "forms_rejected"


def test_a_recount_of_preference_votes_leaves_the_lists_alone() -> None:
    """Every cell knows the form that it comes from."""
    village = Village()
    first = village.state_form("f", "ps-1", {"preference_votes x": 7, "votes a": 9})
    village.judge("f", "accepted")
    village.state_form("g", "ps-1", {"preference_votes x": 5}, recounts=first)
    assert figures(village.result())["preference_votes x"] == (7, 7)
    village.judge("g", "accepted")
    result = village.result()
    assert figures(result) == {"preference_votes x": (5, 5), "votes a": (9, 9)}
    assert sources(result, "ps-1") == {
        "f": [{"measure": "votes", "selection": "a"}],
        "g": [{"measure": "preference_votes", "selection": "x"}],
    }


@pytest.mark.parametrize("status", ["rejected", "superseded"])
def test_a_recount_that_falls_gives_back_the_first_count(status: str) -> None:
    """A recount annulled, or found to have been impossible."""
    village = Village()
    first = village.state_form("f", "ps-1", TWO)
    village.judge("f", "accepted")
    village.state_form("g", "ps-1", {"votes a": 4}, recounts=first)
    village.judge("g", "accepted")
    assert figures(village.result()) == {"votes a": (4, 4), "votes b": (2, 2)}
    village.judge("g", status)
    assert figures(village.result()) == {"votes a": (3, 3), "votes b": (2, 2)}


def test_what_supersedes_replaces_every_cell() -> None:
    """Nothing of the old form is left, whether or not the new one states as much."""
    village = Village()
    first = village.state_form("f", "ps-1", TWO)
    village.judge("f", "accepted")
    village.state_form("g", "ps-1", {"votes a": 4}, supersedes=first)
    village.judge("g", "accepted")
    assert figures(village.result()) == {"votes a": (4, 4)}


def test_two_accepted_without_a_link_conflict() -> None:
    """And so do two that each say they correct the other."""
    village = Village()
    village.state_form("f", "ps-1", TWO)
    village.state_form("g", "ps-1", {"votes a": 4})
    village.judge("f", "accepted")
    village.judge("g", "accepted")
    assert reasons(village.result())["ps-1"] == "forms_conflict"
    village.judge("f", "superseded")
    assert figures(village.result()) == {"votes a": (4, 4)}


def test_a_ruling_on_a_form_that_is_reversed_no_longer_counts() -> None:
    """The acceptance is lifted: the form is claimed again; the lift is lifted: accepted."""
    village = Village()
    village.state_form("f", "ps-1", TWO)
    village.state_form("g", "ps-1", {"votes a": 4})
    accepted = village.judge("g", "accepted")
    assert figures(village.result()) == {"votes a": (4, 4)}
    lift = village.lift(accepted)
    assert reasons(village.result())["ps-1"] == "forms_conflict"
    village.lift(lift)
    assert figures(village.result()) == {"votes a": (4, 4)}


def test_a_form_stated_twice_differently_contradicts_itself() -> None:
    """Until a ruling accepts what it said last; what is then said anew is only claimed."""
    village = Village()
    village.state_form("f", "ps-1", TWO)
    village.state_form("f", "ps-1", TWO)
    assert figures(village.result()) == {"votes a": (3, 3), "votes b": (2, 2)}
    village.state_form("f", "ps-1", {"votes a": 8})
    assert reasons(village.result())["ps-1"] == "forms_conflict"
    village.judge("f", "accepted")
    assert figures(village.result()) == {"votes a": (8, 8)}
    village.state_form("f", "ps-1", {"votes a": 9})
    assert reasons(village.result())["ps-1"] == "forms_conflict"


def test_a_large_form_comes_in_parts_and_moves_nothing_until_it_is_closed() -> None:
    """The closing event names the parts; without one of them the form is incomplete."""
    village = Village()
    one = village.state_form("f", "ps-1", {"votes a": 3}, part=1)
    two = village.state_form("f", "ps-1", {"votes b": 2}, part=2)
    assert village.result()["coverage"]["reported"] == 0
    assert village.state.statuses(["form:f"], "form") == []
    village.state_form("f", "ps-1", {"valid": 5}, parts=[one, f"{two}#1"])
    assert figures(village.result()) == {"valid": (5, 5), "votes a": (3, 3), "votes b": (2, 2)}
    village.state_form("g", "ps-2", {"valid": 5}, parts=[one])
    assert reasons(village.result())["ps-2"] == "form_incomplete"
    village.state_form("f", "ps-1", {"votes b": 9}, part=3)
    assert figures(village.result())["votes b"] == (2, 2)


def test_unknown_is_a_value() -> None:
    """A range, a dispute, and a cell that only one of two counts states."""
    village = Village()
    disputed = {"disputed": [{**exactly(1), "source": "x"}, {**between(3, 4), "source": "y"}]}
    village.state_form("f", "ps-1", {"votes a": between(2, 5, "torn"), "votes b": disputed})
    village.state_form("g", "ps-2", {"votes a": 10})
    found = {(f["measure"], f["selection"]): f for f in village.result()["figures"]}
    a, b = found["votes", "a"], found["votes", "b"]
    assert (a["low"], a["high"], a["why"], a["stated"]) == (12, 15, "torn", 2)
    assert (b["low"], b["high"], b["why"], b["stated"]) == (1, None, "several", 1)
    assert village.result()["margin"] == {"first": "a", "high": 14, "low": None, "second": "b"}
