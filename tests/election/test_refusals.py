"""A refusal says what was expected, what came, where, and what to do."""

from __future__ import annotations

import pytest

from ledger.election import refusals
from ledger.election.refusals import CODES, Problem, problem


def test_a_problem_reads_as_a_sentence() -> None:
    """With its place, if it has one."""
    found = problem("unknown_unit", "pc-99", "events[0].fields.scope[0].units[0]")
    assert str(found) == (
        "unknown_unit at events[0].fields.scope[0].units[0]: expected a unit created before, "
        "found pc-99. What to do: check the id; create the unit first."
    )
    assert " at " not in str(problem("unknown_unit", "pc-99"))


def test_a_closer_expectation_replaces_the_usual_one() -> None:
    """`6 persons` says more than `as many as are required`."""
    found = problem("too_few_persons", 2, "signers", expected="6 persons")
    assert found == Problem("too_few_persons", "6 persons", "2", "signers")
    assert found.do_next == CODES["too_few_persons"].do_next


def test_a_problem_has_a_code_of_the_list() -> None:
    """A code that nobody explained is a fault of the program."""
    with pytest.raises(KeyError):
        problem("mood", "bad")


def test_meanings_are_sentences_without_their_stop() -> None:
    """They are put together with others; a title begins with a capital letter."""
    for meaning in CODES.values():
        assert meaning.title[0].isupper()
        assert not any(part.endswith(".") for part in meaning)


def test_a_code_listed_twice_is_noticed() -> None:
    """The tables are read once, when the program starts."""
    with pytest.raises(AssertionError):
        refusals._meanings("a | b | c | d\na | b | c | d")
