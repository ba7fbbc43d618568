"""A message says what was expected, what came, and what to do; it cannot be made to flood."""

from __future__ import annotations

import inspect
import pickle

import pytest

from ledger import errors, limits
from ledger.errors import Fault, LedgerStopped, Malformed, NotFound, Unavailable


def test_malformed_says_everything() -> None:
    """In one line, and to programs by name."""
    error = Malformed("bad_member", "an id", "X Y", "events[0].type")
    assert (error.code, error.expected, error.found) == ("bad_member", "an id", "X Y")
    assert str(error).startswith("bad_member at events[0].type: expected an id, found X Y. What to")
    assert error.do
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.where) == (str(error), "events[0].type")


def test_the_other_faults_say_what_to_do() -> None:
    """All of them are faults."""
    said = "the disk is full. What to do: free some space."
    for kind in (Unavailable, NotFound):
        error: Fault = kind("the disk is full", "free some space")
        assert str(error) == str(pickle.loads(pickle.dumps(error))) == said
    error = LedgerStopped("disk_full", "the disk is full", "free some space")
    assert str(error) == str(pickle.loads(pickle.dumps(error))) == f"disk_full: {said}"


@pytest.mark.parametrize(
    "found, text",
    [
        ("plain", "plain"),
        ("", "''"),
        ("two\nlines", "'two\\nlines'"),
        ("\u202e\ud800", "'\\u202e\\ud800'"),
        (b"\x00", "b'\\x00'"),
        (None, "null"),
        (True, "true"),
        (1.0, "1.0"),
        (7, "7"),
        ({"secret": 1}, "an object of 1"),
        ([1, 2], "an array of 2"),
        (object(), "a Python object"),
    ],
)
def test_what_was_found_is_shown_plainly(found: object, text: str) -> None:
    """In printable ASCII; of containers only the size."""
    assert errors.excerpt(found) == text


def test_what_was_found_is_bounded() -> None:
    """However long it is, in characters, escapes or digits."""
    assert errors.excerpt(10**5000) == "16610 bits"
    for found in ("x" * 10**6, "\u202e" * 10**6, b"\xff" * 10**6):
        assert len(errors.excerpt(found)) <= limits.EXCERPT_CHARACTERS_MAX


def test_there_are_at_most_eight_exceptions() -> None:
    """One for each thing a caller can do about it."""
    kinds = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]
    assert 0 < len([kind for kind in kinds if issubclass(kind, Exception)]) <= 8
