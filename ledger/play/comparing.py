"""Holding what a story says against what the ledger answers, in the spelling of a draft.

Only what an expectation names is compared; every comparison becomes a `Check`, met or not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ledger.drafts.reader import Tree, bad
from ledger.drafts.values import listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that had to be so: of what, what was expected, and what came."""

    of: str
    expected: str
    found: str
    is_met: bool


def plain(value: Any) -> Tree:
    """Return what the ledger answered as a draft would spell it."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if value is None else str(value)


def matches(expected: Tree, found: Any) -> bool:
    """Whether every member that is named has the value named, also within members."""
    if not isinstance(expected, dict):
        raise bad("an object with what must be so", expected)
    return isinstance(found, dict) and all(
        name in found and _is_same(value, found[name]) for name, value in expected.items()
    )


def _is_same(expected: Tree, found: Any) -> bool:
    if isinstance(expected, dict) and isinstance(found, dict):
        return matches(expected, found)
    return plain(found) == expected


def match(of: str, expected: Tree, found: Any) -> Check:
    """Check that an object has what is named."""
    return Check(
        of=of, expected=say(expected), found=say(_like(expected, found)),
        is_met=matches(expected, found),
    )  # fmt: skip


def _like(expected: Tree, found: Any) -> Any:
    """The part of an answer that was asked about."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return {name: _like(item, found.get(name)) for name, item in expected.items()}
    return found


def equal(of: str, expected: Tree, found: Any) -> Check:
    """Check that a value is the one named."""
    is_met = plain(found) == expected
    return Check(of=of, expected=say(expected), found=say(found), is_met=is_met)


def each_in_order(of: str, expected: list[Tree], found: Sequence[Any]) -> Check:
    """Check that there are as many, in the same order, each matching."""
    pairs = zip(expected, found, strict=False)
    is_met = len(expected) == len(found) and all(matches(one, other) for one, other in pairs)
    return Check(of=of, expected=say(expected), found=say(found), is_met=is_met)


def same_marks(of: str, expected: Tree, judgement: dict[str, Any]) -> Check:
    """Check the marks: as many, each matching another one; a person need not know their order."""
    wanted = listed(expected, "marks")
    left = list(judgement["marks"])
    for one in wanted:
        same = next((mark for mark in left if matches(one, mark)), None)
        if same is not None:
            left.remove(same)
    is_met = not left and len(wanted) == len(judgement["marks"])
    return Check(
        of=of, expected=say(wanted), found=say([_brief(m) for m in judgement["marks"]]),
        is_met=is_met,
    )  # fmt: skip


def _brief(mark: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in mark.items() if value is not None}


def contains(of: str, expected: Tree, found: Sequence[Any]) -> Check:
    """Check that one of several matches."""
    is_met = any(matches(expected, each) for each in found)
    return Check(of=of, expected=say(expected), found=say(found), is_met=is_met)


def none_matches(of: str, unwanted: Tree, found: Sequence[Any]) -> Check:
    """Check that none of several matches."""
    present = [each for each in found if matches(unwanted, each)]
    expected = f"none like {say(unwanted)}"
    return Check(of=of, expected=expected, found=say(present), is_met=not present)


def say(value: Any) -> str:
    """Return a value in one line, in the spelling of a draft."""
    if value is None:
        return "~"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {say(item)}" for name, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(say(item) for item in value) + "]"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
