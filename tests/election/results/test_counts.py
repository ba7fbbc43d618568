"""Which counts are in: one run for each unit, nothing counted twice, nothing subtracted, nothing silent."""

from __future__ import annotations

from typing import Any

import pytest

from tests.election.results.village import STATIONS, Village, figures, reasons

ALL = ((10, 5), (10, 5), (10, 5))


def counted() -> Village:
    """Three stations with 10 votes for `a` and 5 for `b` each."""
    village = Village()
    village.count_all(*ALL)
    return village


def coverage(result: dict[str, Any]) -> tuple[int, int, int]:
    """Reported, missing, excluded."""
    told = result["coverage"]
    assert told["units"] == told["reported"] + told["missing"] + told["excluded"]
    return told["reported"], told["missing"], told["excluded"]


def test_everything_counted() -> None:
    """The sum of three stations, and by how much `a` is ahead."""
    result = counted().result()
    assert figures(result) == {"votes a": (30, 30), "votes b": (15, 15)}
    assert coverage(result) == (3, 0, 0)
    assert result["margin"] == {"first": "a", "high": 15, "low": 15, "second": "b"}
    assert result["registered_missing"] == {"high": 0, "low": 0, "why": None}


def test_nothing_counted() -> None:
    """No figures, no margin, no seats: and every unit is missing with its reason."""
    result = Village().result()
    assert (result["figures"], result["margin"], result["seats"]) == ([], None, None)
    assert reasons(result) == dict.fromkeys(STATIONS, "undated")
    assert result["registered_missing"] == {"high": None, "low": 0, "why": "unknown"}


# --- annulled, repeated, reversed ------------------------------------------------------------


def test_an_annulled_unit_is_missing_until_its_repeat_is_counted() -> None:
    """Annulled, ordered again without date, dated, counted: the latest standing run."""
    village = counted()
    annulled = village.rule("vote.annulled", "ps-1")
    assert reasons(village.result()) == {"ps-1": "annulled"}
    ordered = village.repeat("ps-1")
    result = village.result()
    assert reasons(result) == {"ps-1": "repeat_undated"}
    (entry,) = result["missing"]
    assert entry["acts"] == sorted([annulled, ordered])
    assert entry["bars"] == [f"{village.state.act(annulled).since}.1.1"]  # type: ignore[union-attr]
    village.tell(("date.set", {"day": "2013-12-01", "run": "run-2", "scope": None}))
    assert reasons(village.result()) == {"ps-1": "repeat_dated"}
    village.state_form("again", "ps-1", {"votes a": 1, "votes b": 9}, run="run-2")
    assert figures(village.result()) == {"votes a": (21, 21), "votes b": (19, 19)}
    assert coverage(village.result()) == (3, 0, 0)


def test_a_reversal_after_the_repeat_shows_both_and_takes_neither() -> None:
    """Until a decision says which of the two counts."""
    village = counted()
    annulled = village.rule("vote.annulled", "ps-1")
    village.repeat("ps-1")
    village.state_form("again", "ps-1", {"votes a": 1, "votes b": 9}, run="run-2")
    village.lift(annulled)
    result = village.result()
    assert reasons(result) == {"ps-1": "runs_conflict"}
    assert result["missing"][0]["forms"] == ["again", "f-1"]
    assert figures(result) == {"votes a": (20, 20), "votes b": (10, 10)}
    excluded = village.rule("vote.excluded", "ps-1", run="run-2")
    assert figures(village.result()) == {"votes a": (30, 30), "votes b": (15, 15)}
    village.lift(excluded)
    village.rule("vote.excluded", "ps-1", run="run-1")
    assert figures(village.result()) == {"votes a": (21, 21), "votes b": (19, 19)}


def test_a_repeat_that_is_ordered_only_leaves_the_first_result() -> None:
    """It is counted, and it is said that a later run is still to come."""
    village = counted()
    village.repeat("ps-1", "ps-2")
    result = village.result()
    assert coverage(result) == (3, 0, 0)
    assert result["coverage"]["repeat_open"] == 2


def test_two_annulments_and_one_reversal_leave_one() -> None:
    """Effects are a set."""
    village = counted()
    first = village.rule("vote.annulled", "ps-1")
    village.rule("vote.annulled", "village")
    village.lift(first)
    assert reasons(village.result()) == dict.fromkeys(STATIONS, "annulled")


def test_what_is_excluded_is_not_missing() -> None:
    """Not counted and not repeated: listed by itself, also where it was annulled as well."""
    village = counted()
    village.rule("vote.excluded", "ps-1")
    village.rule("vote.annulled", "ps-2")
    village.rule("vote.excluded", "ps-2")
    result = village.result()
    assert coverage(result) == (1, 0, 2)
    assert [each["unit"] for each in result["excluded"]] == ["ps-1", "ps-2"]
    assert figures(result) == {"votes a": (10, 10), "votes b": (5, 5)}


@pytest.mark.parametrize(
    "types, reason",
    [
        (("poll.opened",), "open"),
        (("poll.opened", "poll.halted"), "halted"),
        (("poll.opened", "poll.closed"), "not_counted"),
        (("poll.opened", "poll.closed", "count.begun"), "counting"),
        (("poll.opened", "poll.closed", "count.begun", "count.done"), "no_form"),
        (("result.held",), "held_back"),
    ],
)
def test_a_unit_without_figures_says_how_far_it_came(types: tuple[str, ...], reason: str) -> None:
    """Each on its own, and the others as they were."""
    village = Village()
    for type_ in types:
        village.rule(type_, "ps-1")
    assert reasons(village.result()) == {"ps-1": reason, "ps-2": "undated", "ps-3": "undated"}


def test_units_not_yet_known_are_possibly_affected() -> None:
    """They keep their result, and are listed."""
    village = counted()
    further = {"count": {"high": 2, "low": 2, "why": None}, "within": "village"}
    scope = [village.box("ps-1", further=further)]
    bar = village.tell(("vote.annulled", {"run": "run-1", "scope": scope}))
    result = village.result()
    index = village.state.act(bar).since  # type: ignore[union-attr]
    expected = [{"bars": [f"{index}.1.1"], "unit": unit} for unit in ("ps-2", "ps-3")]
    assert result["possibly_affected"] == expected
    assert coverage(result) == (2, 1, 0)


# --- what feeds what -------------------------------------------------------------------------


def test_a_count_above_others_declares_and_is_not_added() -> None:
    """The sum of the stations is computed; the form of the village is beside it."""
    village = counted()
    village.state_form("sum", "village", {"votes a": 31, "votes b": 15}, level="canvass")
    result = village.result()
    assert figures(result) == {"votes a": (30, 30), "votes b": (15, 15)}
    (declared,) = result["declared"]
    assert (declared["unit"], declared["level"], declared["missing"]) == ("village", "canvass", 0)
    (difference,) = declared["differences"]
    assert (difference["selection"], difference["verdict"]) == ("a", "differs")
    assert difference["computed"]["low"] == 30


def test_a_count_of_mixed_ballots_counts_for_all_below_it() -> None:
    """Where no unit below has a form of its own."""
    village = Village()
    village.state_form("mixed", "village", {"votes a": 7})
    result = village.result()
    assert (coverage(result), figures(result)) == ((3, 0, 0), {"votes a": (7, 7)})
    assert result["sources"][0]["feeds"] == list(STATIONS)
    village.state_form("own", "ps-1", {"votes a": 2})
    result = village.result()
    assert (coverage(result), figures(result)) == ((1, 2, 0), {"votes a": (2, 2)})
    assert reasons(result) == {"ps-2": "undated", "ps-3": "undated"}


def test_a_rejected_form_below_does_not_raise_the_sum_above() -> None:
    """A total that was made of rejected forms is not taken in their place."""
    village = counted()
    village.state_form("sum", "village", {"votes a": 30}, level="canvass")
    for form in ("f-1", "f-2", "f-3"):
        village.judge(form, "rejected")
    result = village.result()
    assert reasons(result) == dict.fromkeys(STATIONS, "forms_rejected")
    assert figures(result) == {}


def test_mixed_ballots_are_not_separable_and_nothing_is_subtracted() -> None:
    """One of three is annulled: the count stays whole, the unit is named, its repeat is not added."""
    village = Village()
    village.state_form("mixed", "village", {"votes a": 7})
    annulled = village.rule("vote.annulled", "ps-1")
    village.repeat("ps-1")
    village.state_form("again", "ps-1", {"votes a": 2}, run="run-2")
    result = village.result()
    assert figures(result) == {"votes a": (7, 7)}
    assert reasons(result) == {"ps-1": "not_separable"}
    (mixture,) = result["not_separable"][1:]
    assert mixture["forms"] == ["mixed"]
    assert (mixture["touched"], mixture["is_in"]) == (["ps-1"], True)
    assert mixture["bars"] == [f"{village.state.act(annulled).since}.1.1"]  # type: ignore[union-attr]
    village.rule("vote.annulled", "village")
    village.repeat("ps-2", "ps-3", run="run-3")
    assert reasons(village.result()) == {"ps-2": "repeat_undated", "ps-3": "repeat_undated"}
    assert figures(village.result()) == {"votes a": (2, 2)}


def test_a_repeat_counted_together_with_others_is_withheld_as_a_whole() -> None:
    """What would count one unit twice is not taken for its neighbours either; both are missing."""
    village = Village()
    village.state_form("mixed", "village", {"votes a": 7})
    village.repeat("ps-1", "ps-2")
    both = [village.box("ps-1", "ps-2")]
    village.state_form("again", "village", {"votes a": 2}, run="run-2", covers=both)
    result = village.result()
    assert figures(result) == {}
    assert reasons(result)["ps-3"] == "not_separable"
    assert reasons(result)["ps-1"] == "runs_conflict"


def test_a_count_centre_says_which_polls_feed_it() -> None:
    """It stands beside the tree, holds no vote, and is never missing."""
    village = Village()
    item = {"id": "centre", "name": "C", "parent": "village", "type": "count_centre"}
    village.tell(("units.made", {"units": [item]}))
    covers = [village.box("ps-1", "ps-2")]
    village.state_form("c", "centre", {"votes a": 7}, level="count", covers=covers)
    village.state_form("f", "ps-3", {"votes a": 1})
    result = village.result()
    assert (coverage(result), figures(result)) == ((3, 0, 0), {"votes a": (8, 8)})
    assert {s["unit"]: s["feeds"] for s in result["sources"]} == {
        "centre": ["ps-1", "ps-2"],
        "ps-3": None,
    }
    village.state_form("stray", "centre", {"votes a": 7}, level="count")
    assert village.result()["unplaced"] == [{"forms": ["stray"], "run": "run-1", "unit": "centre"}]


def test_counts_that_overlap_in_part_are_both_left_out() -> None:
    """Nobody can say which ballots were counted twice."""
    village = Village()
    for form, units in (("x", ("ps-1", "ps-2")), ("y", ("ps-2", "ps-3"))):
        unit = units[0]
        covers = [village.box(*units)]
        village.state_form(form, unit, {"votes a": 7}, level="count", covers=covers)
    assert reasons(village.result()) == dict.fromkeys(STATIONS, "counts_overlap")


def test_a_form_from_elsewhere_may_take_the_place_of_the_stations_own() -> None:
    """Both claim the same ballots; when one of them is rejected, the other stands."""
    village = Village()
    village.state_form("own", "ps-1", {"votes a": 7})
    covers = [village.box("ps-1")]
    village.state_form("other", "ps-3", {"votes a": 8}, level="count", covers=covers)
    village.judge("other", "withdrawn")
    assert figures(village.result()) == {"votes a": (7, 7)}
    village.judge("other", "claimed")
    village.judge("own", "rejected")
    assert figures(village.result()) == {"votes a": (8, 8)}
    assert village.result()["coverage"]["reported"] == 1


def test_channels_of_one_poll_are_counted_apart_and_added() -> None:
    """Post is counted in another place; either is needed for the unit to be complete."""
    village = Village()
    paper = [village.box("ps-1", channels=["paper"])]
    post = [village.box("ps-1", channels=["post"])]
    village.state_form("paper", "ps-1", {"votes a": 7}, covers=paper)
    village.state_form("post", "village", {"votes a": 2}, covers=post)
    assert figures(village.result()) == {"votes a": (9, 9)}
    assert village.result()["coverage"]["reported"] == 1
    village.judge("post", "rejected")
    assert figures(village.result()) == {"votes a": (7, 7)}
    assert reasons(village.result())["ps-1"] == "forms_rejected"


# --- a part of a contest ---------------------------------------------------------------------


def test_the_part_of_a_unit() -> None:
    """Its own figures, without seats; what is mixed with others' ballots is unknown."""
    village = counted()
    assert figures(village.result("ps-1")) == {"votes a": (10, 10), "votes b": (5, 5)}
    mixed = Village()
    mixed.state_form("mixed", "village", {"votes a": 7})
    part = mixed.result("ps-1")
    assert reasons(part) == {"ps-1": "not_separable"}
    assert part["not_separable"][0]["touched"] == ["ps-2", "ps-3"]
    assert (part["figures"], part["unit"]) == ([], "ps-1")


def test_what_is_asked_of_an_earlier_position_or_day_is_answered_for_it() -> None:
    """A form that states what happened later is not there yet."""
    village = counted()
    assert figures(village.result(day="2013-11-02")) == {}
    assert village.result()["position"] == village.size
