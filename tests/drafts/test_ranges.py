"""A running number stands for many members; everything else in braces is refused."""

from __future__ import annotations

import pytest

from ledger import limits
from ledger.drafts import ranges
from ledger.drafts.reader import Tree
from ledger.errors import Malformed


@pytest.mark.parametrize(
    "text, first, last, count",
    [
        ("d-{001..431}", "d-001", "d-431", 431),
        ("d-{8..11}", "d-8", "d-11", 4),
        ("{98..99}-north", "98-north", "99-north", 2),
        ("d-{7..7}", "d-7", "d-7", 1),
    ],
)
def test_a_range_is_its_members(text: str, first: str, last: str, count: int) -> None:
    """In order, spelled as the first number is."""
    found = ranges.members([text], "units")
    assert (found[0], found[-1], len(found)) == (first, last, count)


def test_other_members_stay_where_they_are() -> None:
    """Ranges and single members may stand side by side."""
    assert ranges.members(["a", "d-{1..2}", "z"], "units") == ["a", "d-1", "d-2", "z"]


def test_an_item_is_written_once_for_each_number() -> None:
    """`{}` is the number as the id spells it; what is no text stays."""
    item: Tree = {"id": "d-{08..09}", "name": "District {}", "type": "district", "parent": None}
    assert ranges.members([item], "units") == [
        {"id": "d-08", "name": "District 08", "type": "district", "parent": None},
        {"id": "d-09", "name": "District 09", "type": "district", "parent": None},
    ]


def test_braces_in_a_name_mean_nothing_without_a_range() -> None:
    """Only an id makes a range of an item."""
    item: Tree = {"id": "d-1", "name": "The {old} school", "type": "district"}
    assert ranges.members([item], "units") == [item]


@pytest.mark.parametrize(
    "text",
    [
        "d-{1..}",
        "d-{a..c}",
        "d-{9..1}",
        "d-{01..100}",
        "d-{0..10}",
        "d-{1..2}-{1..2}",
        "d-{1}",
        "d-1}",
        "{}",
        "d-{1..20000}",
    ],
)
def test_what_is_no_range_is_refused(text: str) -> None:
    """With the place, and what a range looks like."""
    with pytest.raises(Malformed) as caught:
        ranges.members(["d-0", text], "units")
    assert (caught.value.code, caught.value.where) == ("bad_draft", "units[1]")


def test_many_ranges_are_bounded_together() -> None:
    """No draft becomes a flood."""
    half = f"d-{{1..{limits.RANGE_MEMBERS_MAX}}}"
    with pytest.raises(Malformed):
        ranges.members([half, "e-{1..9}"], "units")
