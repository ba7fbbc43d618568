"""Rows have the bytes that the general encoder gives them."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.verifiers import maker
from verifiers import rows
from verifiers.reading import encode

NAMES = ("act", "contests", "data", "event", "ordinal", "since", "table", "value")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
LEAF = TEXT | st.integers(-(2**53), 2**53) | st.booleans() | st.none()
VALUE = st.recursive(
    LEAF, lambda below: st.lists(below, max_size=3) | st.dictionaries(TEXT, below, max_size=3)
)


@given(st.dictionaries(st.sampled_from(NAMES), VALUE, min_size=2))
def test_both_ways_give_the_same_bytes(row: dict[str, object]) -> None:
    """Whatever the values are, in whatever order: quotes, backslashes, controls, any script."""
    assert rows.line(row).encode() == encode(row) + b"\n"


def test_a_story_has_the_same_bytes() -> None:
    """Every table that it has."""
    story = maker.story().rows
    assert [rows.line(json.loads(line)).encode() for line in story] == [
        line.removesuffix(b"\n") + b"\n" for line in story
    ]
