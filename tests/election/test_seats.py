"""Seats, against examples that are worked out by hand, and both programs against each other."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.election import seats
from verifiers import seats as their_seats

METHODS = (*seats.DIVISORS, *seats.QUOTAS)
# Each number was worked out on paper: the greatest averages, or quota and remainders.
FIVE = {"a": 340, "b": 280, "c": 160, "d": 60, "e": 15}
WORKED = [
    ("dhondt", FIVE, 7, {"a": 3, "b": 3, "c": 1, "d": 0, "e": 0}),
    ("sainte_lague", FIVE, 7, {"a": 3, "b": 2, "c": 1, "d": 1, "e": 0}),
    ("hare", FIVE, 7, {"a": 3, "b": 2, "c": 1, "d": 1, "e": 0}),
    ("droop", FIVE, 7, {"a": 3, "b": 3, "c": 1, "d": 0, "e": 0}),
    ("dhondt", {"a": 53, "b": 24, "c": 23}, 7, {"a": 4, "b": 2, "c": 1}),
    ("sainte_lague", {"a": 53, "b": 24, "c": 23}, 7, {"a": 3, "b": 2, "c": 2}),
    ("dhondt", {"a": 5, "b": 0}, 3, {"a": 3, "b": 0}),
    ("hare", {"a": 1, "b": 1}, 2, {"a": 1, "b": 1}),
    ("dhondt", {"a": 2**53 - 1, "b": 2**53 - 2}, 1, {"a": 1, "b": 0}),
]
VOTES = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 30) | st.integers(0, 10**12))


@pytest.mark.parametrize("method, votes, number, expected", WORKED)
def test_seats_worked_out_by_hand(
    method: str, votes: dict[str, int], number: int, expected: dict[str, int]
) -> None:
    """No tie, and no rounding anywhere."""
    assert seats.give(votes, number, method=method) == (expected, [])


@pytest.mark.parametrize("method", METHODS)
def test_a_tie_is_returned_and_a_lot_decides_it(method: str) -> None:
    """Three equal lists and one seat: nobody has it, until exactly one was drawn."""
    votes = {"a": 4, "b": 4, "c": 4}
    assert seats.give(votes, 1, method=method) == ({"a": 0, "b": 0, "c": 0}, ["a", "b", "c"])
    drawn = seats.give(votes, 1, method=method, drawn={"b", "x"})
    assert drawn == ({"a": 0, "b": 1, "c": 0}, [])
    assert seats.give(votes, 1, method=method, drawn={"a", "b"}).tied == ["a", "b", "c"]
    assert seats.give(votes, 3, method=method).seats == {"a": 1, "b": 1, "c": 1}


def test_a_threshold_is_reached_exactly() -> None:
    """One twentieth of 100 is 5, and not a vote less."""
    votes = {"a": 91, "b": 5, "c": 4}
    assert seats.reaching(votes, Fraction(1, 20), 100) == {"a": 91, "b": 5}
    assert seats.reaching(votes, Fraction(1, 20), 100, exempt=["c"]) == votes


@pytest.mark.parametrize("method", METHODS)
def test_without_votes_or_seats_nobody_gets_one(method: str) -> None:
    """And nothing is divided by nothing."""
    assert seats.give({}, 5, method=method) == ({}, [])
    assert seats.give({"a": 0}, 5, method=method) == ({"a": 0}, [])
    assert seats.give({"a": 1}, 0, method=method) == ({"a": 0}, [])


@given(VOTES, st.integers(0, 40), st.sampled_from(METHODS), st.sets(st.sampled_from("abc")))
@example({"a": 4, "b": 4}, 1, "hare", {"a"})
def test_both_programs_give_the_same(
    votes: dict[str, int], number: int, method: str, drawn: set[str]
) -> None:
    """Seats and ties; but for Droop with next to no votes, all are given unless there is a tie."""
    ours = seats.give(votes, number, method=method, drawn=drawn)
    assert tuple(ours) == their_seats.shared(votes, number, method, drawn=drawn)
    if any(votes.values()) and not ours.tied and method != "droop":
        assert sum(ours.seats.values()) == number


@given(VOTES, st.integers(1, 40), st.sampled_from(METHODS))
def test_more_votes_are_never_fewer_seats(votes: dict[str, int], number: int, method: str) -> None:
    """Of two lists the one with more votes has at least as many seats."""
    given_seats = seats.give(votes, number, method=method)
    for one, other in ((a, b) for a in votes for b in votes if votes[a] > votes[b]):
        assert given_seats.seats[one] >= given_seats.seats[other] - (other in given_seats.tied)


ALLOCATED = st.sampled_from([(0, 1), (1, 20), (1, 4)])


@given(
    VOTES,
    st.integers(0, 12),
    st.sampled_from(METHODS),
    ALLOCATED,
    st.lists(st.integers(0, 60), min_size=3, max_size=3),
    st.integers(0, 40),
)
def test_whatever_is_still_counted_stays_within_the_bounds(
    votes: dict[str, int],
    number: int,
    method: str,
    share: tuple[int, int],
    more: list[int],
    spare: int,
) -> None:
    """Any way in which the outstanding votes can fall; and both programs say the same bounds."""
    open_votes, base = sum(more) + spare, sum(votes.values())
    outstanding = seats.Outstanding(open_votes, Fraction(*share), base)
    found = seats.bounds(votes, number, outstanding, method=method)
    threshold = {"base": "votes", "denominator": share[1], "numerator": share[0]}
    data = {"exempt": [], "seats": number, "threshold": threshold}
    theirs = their_seats.bounded({"data": data, "what": method}, votes, base, open_votes)
    assert {b["selection"]: (b["least"], b["most"]) for b in theirs} == found
    extras = [*more, *[0] * len(votes)]
    then = {name: n + extra for (name, n), extra in zip(votes.items(), extras, strict=False)}
    taking = seats.reaching(then, Fraction(*share), sum(then.values()))
    given_then = seats.give(taking, number, method=method)
    for name in votes:
        least, most = found[name]
        has = given_then.seats.get(name, 0)
        assert least <= has + (name in given_then.tied) and has <= most, (name, found, given_then)
