"""The table of effects in the specification is the table in the code."""

from __future__ import annotations

import re
from pathlib import Path

from ledger.election import effects

SPEC = Path(__file__).resolve().parents[2] / "docs" / "spec" / "06-effects.md"


def documented() -> dict[str, str]:
    """The second column of the table, by effect; a row may have two effects."""
    found: dict[str, str] = {}
    for line in SPEC.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) == 5 and cells[1].startswith("`"):
            found |= dict.fromkeys(re.findall(r"`(\w+)`", cells[1]), cells[2])
    return found


def test_the_effects_are_those_of_the_specification() -> None:
    """All, in the order in which they are told; those of administration are not among them."""
    assert list(documented()) == list(effects.VERBS)


def test_arguments_and_what_may_be_left_out_are_those_of_the_specification() -> None:
    """Every argument is named in the table, in brackets if it may be left out; there are no others."""
    for verb, told in documented().items():
        names = set(re.findall(r"`(\w+)`", told))
        optional = set(re.findall(r"\[`(\w+)`", told))
        arguments = effects.VERBS[verb].arguments
        assert {argument.name for argument in arguments} <= names, verb
        assert {argument.name for argument in arguments if argument.is_optional} == optional, verb
