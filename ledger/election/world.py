"""What the fields of an event may refer to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from ledger import errors
from ledger.election.refusals import Problem
from ledger.election.state import State


class World(Protocol):
    """What is known where an event happens, including what earlier events of its act made."""

    def body(self, body: str) -> bool:
        """Whether the body was ever entered."""

    def person(self, person: str) -> bool:
        """Whether the person was ever entered."""

    def subject(self, key: str) -> bool:
        """Whether the subject exists: see `is_known`."""


Checker = Callable[[Any, World, list[str]], Problem | None]
"""Looks at one value: the problem with it, or None. Its `where` is relative to the value, and keys
of subjects that need not exist and do not are appended to the list."""


def is_known(state: State, key: str) -> bool:
    """Whether a subject exists; a form does once it has stated figures."""
    if key.startswith("form:"):
        return bool(state.figures(key[5:]))
    return state.subject(key) is not None


def bad(expected: str, found: object, where: str = "") -> Problem:
    """The value breaks its type."""
    return Problem("bad_field", expected, errors.excerpt(found), where)


def unknown(noun: str, found: str, where: str = "") -> Problem:
    """The value names something that does not exist."""
    return Problem(f"unknown_{noun}", f"a {noun.replace('_', ' ')} of this ledger", found, where)


def within(problem: Problem, place: str) -> Problem:
    """The problem as seen from around the value: `place` is `[3]`, `.units` or `scope`."""
    return problem._replace(where=place + problem.where)
