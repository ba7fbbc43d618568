"""What stands above the counts: declarations, seats, certification."""

from __future__ import annotations

from typing import Any

from ledger.election import results
from ledger.election.reading import Reading
from tests.election.results.village import DAY, Village, figures

ALL = ((10, 5), (10, 5), (10, 6))


def counted(*votes: tuple[int, int]) -> Village:
    """Three stations counted."""
    village = Village()
    village.count_all(*(votes or ALL))
    return village


# --- declarations ----------------------------------------------------------------------------


def test_a_declaration_never_feeds_the_result() -> None:
    """Not even where nothing else was stated; what it says and nobody computed is listed."""
    village = Village()
    village.state_form("d", "village", {"votes a": 3, "valid": 5}, level="declaration")
    result = village.result()
    assert figures(result) == {}
    (declared,) = result["declared"]
    assert (declared["status"], declared["missing"]) == ("claimed", 3)
    assert [d["verdict"] for d in declared["differences"]] == ["not_computed"] * 2


def test_a_declaration_that_agrees_differs_in_nothing() -> None:
    """And one for another unit is not shown with the part of this one."""
    village = counted()
    village.state_form("d", "village", {"votes a": 30}, level="declaration")
    assert [each["differences"] for each in village.result()["declared"]] == [[]]
    assert village.result("ps-1")["declared"] == []


def test_both_figures_are_kept_whatever_prevails() -> None:
    """The law says which counts at a level; neither figure changes for it."""
    village = counted()
    village.state_form("d", "village", {"votes a": 31}, level="declaration")
    board = results.draw(Reading(village.state, DAY), "council")
    for figure in ("computed", "declared"):
        (told,) = results.document(board, prevails={"declaration": figure})["declared"]
        assert told["prevails"] == figure
        assert [d["verdict"] for d in told["differences"]] == ["differs"]
    (told,) = results.document(board, prevails={"projection": "declared"})["declared"]
    assert told["prevails"] is None


def test_a_declaration_is_compared_with_the_run_that_it_declares() -> None:
    """Also when that run was annulled, and when another was counted in its place."""
    village = counted()
    village.state_form("d", "village", {"votes a": 30, "votes b": 17}, level="declaration")
    village.rule("vote.annulled", "ps-3")
    (declared,) = village.result()["declared"]
    assert (declared["missing"], declared["set_aside"]) == (1, 1)
    assert [(d["selection"], d["computed"]["low"]) for d in declared["differences"]] == [("b", 16)]
    village.repeat("ps-3")
    village.state_form("again", "ps-3", {"votes a": 1, "votes b": 90}, run="run-2")
    (declared,) = village.result()["declared"]
    assert (declared["missing"], declared["set_aside"]) == (0, 1)
    assert [(d["selection"], d["computed"]["low"]) for d in declared["differences"]] == [("b", 16)]
    second = {"votes a": 21, "votes b": 100}
    village.state_form("e", "village", second, level="declaration", run="run-2")
    newer = [d for d in village.result()["declared"] if d["run"] == "run-2"]
    assert [(d["set_aside"], d["differences"]) for d in newer] == [(0, [])]


def test_two_declarations_of_one_level_conflict() -> None:
    """Both are named; nothing is compared."""
    village = counted()
    village.state_form("d", "village", {"votes a": 30}, level="declaration")
    village.state_form("e", "village", {"votes a": 31}, level="declaration")
    (declared,) = village.result()["declared"]
    assert (declared["problem"], declared["forms"]) == ("forms_conflict", ["d", "e"])
    assert declared["differences"] == []


# --- seats -----------------------------------------------------------------------------------


def allocate(village: Village, seats: int = 5, **given: Any) -> str:
    """Adopt a method."""
    empty = dict.fromkeys(("base", "denominator", "exempt", "numerator"))
    fields = {"contest": "council", "method": "dhondt", "seats": seats}
    return village.tell(("seats.given", empty | fields | given))


def seats(result: dict[str, Any]) -> dict[str, int]:
    """The seats of each list."""
    return {each["selection"]: each["seats"] for each in result["seats"]["lists"]}


def test_seats_are_given_by_the_method_in_the_log() -> None:
    """The latest that is in force; a reversal brings back the one before."""
    village = counted()
    allocate(village)
    assert seats(village.result()) == {"a": 3, "b": 2}
    assert village.result()["seats"]["status"] == "complete"
    second = allocate(village, 3, method="hare")
    assert seats(village.result()) == {"a": 2, "b": 1}
    village.lift(second)
    assert seats(village.result()) == {"a": 3, "b": 2}
    assert village.result("ps-1")["seats"] is None


def test_seats_are_open_while_a_unit_is_missing() -> None:
    """They are shown, and it is said that they may change."""
    village = counted()
    allocate(village)
    village.rule("vote.annulled", "ps-1")
    assert village.result()["seats"]["status"] == "open"
    assert seats(village.result()) == {"a": 3, "b": 2}


def test_no_seat_rests_on_a_figure_that_is_not_known() -> None:
    """A cell that one station left out."""
    village = counted()
    allocate(village)
    village.state_form("more", "ps-3", {"votes a": 1}, supersedes="act-3")
    village.judge("more", "accepted")
    result = village.result()["seats"]
    assert (result["status"], result["lists"], result["left"]) == ("indeterminate", [], 5)


def test_a_threshold_and_who_need_not_reach_it() -> None:
    """Of valid votes, exact: 1/3 of 45 is reached with 15, and not with 14."""
    village = counted((10, 5), (10, 5), (10, 5))
    share = {"denominator": 3, "numerator": 1}
    allocate(village, 4, **share)
    assert seats(village.result()) == {"a": 3, "b": 1}
    village = counted((10, 5), (10, 5), (11, 4))
    allocate(village, 4, **share)
    assert seats(village.result()) == {"a": 4, "b": 0}
    assert village.result()["seats"]["base"] == {"high": 45, "low": 45, "why": None}
    allocate(village, 4, exempt=["b"], **share)
    assert seats(village.result()) == {"a": 3, "b": 1}
    allocate(village, 4, base="valid", **share)
    assert village.result()["seats"]["status"] == "indeterminate"


def test_a_tie_is_never_broken_in_silence() -> None:
    """It is said who is tied; a lot that was drawn and recorded decides."""
    village = counted((5, 5), (5, 5), (5, 5))
    allocate(village, 3)
    tied = village.result()["seats"]
    assert (tied["status"], tied["tied"], tied["left"]) == ("tied", ["a", "b"], 1)
    assert seats(village.result()) == {"a": 1, "b": 1}
    village.tell(("lot.drawn", {"selection": "b"}))
    assert village.result()["seats"]["status"] == "complete"
    assert seats(village.result()) == {"a": 1, "b": 2}


def test_seats_that_a_form_declares_are_held_against_those_computed() -> None:
    """Cell by cell, like any other figure."""
    village = counted()
    allocate(village)
    village.state_form("d", "village", {"seats a": 4, "seats b": 2}, level="declaration")
    (difference,) = village.result()["declared"][0]["differences"]
    assert difference["computed"] == {"high": 3, "low": 3, "why": None}
    assert (difference["selection"], difference["verdict"]) == ("a", "differs")


# --- certification ---------------------------------------------------------------------------


def state(village: Village) -> tuple[str, int | None, int]:
    """State, version and how many units are certified."""
    told = village.result()["certification"]
    return told["state"], told["version"], told["units"]


def test_from_provisional_to_final() -> None:
    """Nothing, announced, certified in part, certified."""
    village = counted()
    assert state(village) == ("none", None, 0)
    village.rule("result.provisional", "village")
    assert state(village) == ("provisional", None, 0)
    village.rule("result.certified", "ps-1", "ps-2")
    assert state(village) == ("partial", 1, 2)
    village.rule("result.certified", "ps-3")
    assert state(village) == ("final", 2, 3)


def test_withheld_withdrawn_and_set_aside() -> None:
    """Each with the acts behind it, and no version is given twice."""
    village = counted()
    village.rule("certification.held", "village")
    assert state(village) == ("withheld", None, 0)
    assert village.result()["certification"]["withheld"] == ["4.1.1"]
    first = village.rule("result.certified", "village")
    assert state(village) == ("final", 1, 3)
    village.lift(first)
    assert state(village) == ("withdrawn", None, 0)
    again = village.rule("result.anew", "village", supersedes=first)
    assert state(village) == ("final", 2, 3)
    village.rule("certification.barred", "ps-1")
    assert state(village) == ("partial", 2, 2)
    village.rule("certification.barred", "village")
    assert state(village) == ("withdrawn", None, 0)
    acts = village.result()["certification"]["acts"]
    assert [(act["event"], act["kind"], act["in_force"], act["version"]) for act in acts] == [
        (f"{first}#1", "final", False, 1),
        (f"{again}#1", "reissued", True, 2),
    ]
