"""What a person writes for a value, and the value it becomes."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.drafts import moments, values
from ledger.drafts.reader import Tree
from ledger.election import fields
from ledger.errors import Malformed


def typed(spelling: str, value: Tree) -> Any:
    """The value of a field of that type; days begin at 23:00 UTC."""
    field = fields.parse("field", spelling, None)
    assert field is not None
    return values.typed(field, value, lambda instant: "2013-11-06", "here")


def exact(number: int) -> dict[str, Any]:
    """A quantity that is known."""
    return {"high": number, "low": number, "why": None}


UNKNOWN = {"high": None, "low": 0, "why": "not_ascertainable"}
BOX = {
    "channels": ["all"],
    "contests": ["council", "mayor"],
    "further": None,
    "lists": [],
    "selections": ["all"],
    "units": ["010", "NO"],
}


@pytest.mark.parametrize(
    "spelling, written, value",
    [
        ("text", "NO", "NO"),
        ("id", "010", "010"),
        ("day", "2013-11-03", "2013-11-03"),
        ("text?", None, None),
        ("count", "5231", 5231),
        ("count", "0", 0),
        ("flag", "yes", True),
        ("flag", "no", False),
        ("list:count", ["1", "2"], [1, 2]),
        ("instant", "2013-11-05T21:30+01:00", "2013-11-05T20:30:00.000000Z"),
        ("instant", "2013-11-05T20:30:15.5Z", "2013-11-05T20:30:15.500000Z"),
        ("quantity", "120", exact(120)),
        ("quantity", "100..150 estimate", {"high": 150, "low": 100, "why": "estimate"}),
        ("quantity", "100.. at_least", {"high": None, "low": 100, "why": "at_least"}),
        ("quantity", "unknown not_ascertainable", UNKNOWN),
        ("quantity", {"low": "0", "high": None, "why": "not_ascertainable"}, UNKNOWN),
        (
            "quantity",
            [{"source": "board", "value": "7"}, {"source": "list", "value": "5..6 guess"}],
            {
                "disputed": [
                    {**exact(7), "source": "board"},
                    {"high": 6, "low": 5, "why": "guess", "source": "list"},
                ]
            },
        ),
        ("scope", {"units": ["NO", "010"], "contests": ["mayor", "council"]}, [BOX]),
        (
            "scope",
            [{"contests": ["mayor"], "further": {"count": "35", "within": "d-4"}}],
            [
                {
                    **BOX,
                    "contests": ["mayor"],
                    "further": {"count": exact(35), "within": "d-4"},
                    "units": [],
                }
            ],
        ),
        (
            "figures",
            {"votes/list-b": "3", "voters": "9", "votes/list-a": "6"},
            [
                {"measure": "voters", "selection": None, "value": exact(9)},
                {"measure": "votes", "selection": "list-a", "value": exact(6)},
                {"measure": "votes", "selection": "list-b", "value": exact(3)},
            ],
        ),
        (
            "items",
            [{"id": "pc-1", "name": "The school", "type": "polling_centre"}],
            [{"id": "pc-1", "name": "The school", "parent": None, "type": "polling_centre"}],
        ),
        (
            "when",
            "2013-11-03",
            {"at": None, "earliest": "2013-11-03", "latest": "2013-11-03", "why": None},
        ),
        (
            "when",
            "2013-11-05T23:30Z",
            {
                "at": "2013-11-05T23:30:00.000000Z",
                "earliest": "2013-11-06",
                "latest": "2013-11-06",
                "why": None,
            },
        ),
        (
            "when",
            "..2014-01-31 month",
            {"at": None, "earliest": None, "latest": "2014-01-31", "why": "month"},
        ),
        ("when", "unknown lost", {"at": None, "earliest": None, "latest": None, "why": "lost"}),
        (
            "when",
            {"at": "2013-11-05T20:00Z", "why": "x"},
            {"at": "2013-11-05T20:00:00.000000Z", "earliest": None, "latest": None, "why": "x"},
        ),
    ],
)
def test_what_is_written_becomes_the_value(spelling: str, written: Tree, value: Any) -> None:
    """Every short form, and the long forms that it stands for."""
    assert typed(spelling, written) == value


@pytest.mark.parametrize(
    "spelling, written",
    [
        ("text", ["a"]),
        ("count", "05"),
        ("count", "-1"),
        ("count", "1.0"),
        ("count", "1 000"),
        ("count", "99999999999999999"),
        ("count", "٣"),
        ("flag", "true"),
        ("flag", "Yes"),
        ("list:count", "1"),
        ("instant", "2013-11-05"),
        ("instant", "2013-11-05T20:30"),
        ("instant", "2013-02-30T20:30Z"),
        ("instant", "0001-01-01T00:00+14:00"),
        ("quantity", "about 100"),
        ("quantity", "unknown"),
        ("quantity", "..100 why"),
        ("quantity", "01"),
        ("quantity", {"low": "1", "hihg": "2"}),
        ("quantity", [{"source": "a"}]),
        ("scope", "pc-1"),
        ("scope", {"unit": ["pc-1"]}),
        ("scope", {"units": "pc-1", "contests": ["mayor"]}),
        ("figures", "5"),
        ("figures", {"voters": "many"}),
        ("items", {"id": "a"}),
        ("items", [{"id": "a", "name": "A"}]),
        ("when", "yesterday"),
        ("when", "2013-11-03..2013-11-05"),
    ],
)
def test_what_means_nothing_is_refused(spelling: str, written: Tree) -> None:
    """With the place at which it stands."""
    with pytest.raises(Malformed) as caught:
        typed(spelling, written)
    assert caught.value.code == "bad_draft"
    assert caught.value.where.startswith("here")


def test_members_of_administration_are_typed_by_their_names() -> None:
    """Counts and flags in rules and requirements; every other leaf stays text."""
    written: Tree = {
        "required": {"ruling": "6"},
        "rule": {"id": "10", "parameters": {"numerator": "1", "strict": "yes", "levels": ["3"]}},
        "until": None,
    }
    assert values.untyped(written) == {
        "required": {"ruling": 6},
        "rule": {"id": "10", "parameters": {"numerator": 1, "strict": True, "levels": ["3"]}},
        "until": None,
    }


def test_an_instant_and_a_day_are_told_apart() -> None:
    """`as_known` admits both."""
    assert moments.is_day("2013-11-05") and not moments.is_instant("2013-11-05")
    assert moments.is_instant("2013-11-05T20:30Z") and not moments.is_day("2013-11-05T20:30Z")
