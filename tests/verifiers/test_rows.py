"""Rows that are spelled without detour have the bytes of the general encoder."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verifiers import maker
from verifiers import rows
from verifiers.reading import encode

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
COUNT = st.integers(-(2**53), 2**53)
NULLABLE = st.none() | TEXT
PLACE = {"ordinal": COUNT, "since": COUNT}
TABLES: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "act": {"act": TEXT, "body": TEXT, "contested_margin": COUNT, "day": TEXT, "digest": TEXT, "kind": TEXT}
    | {"number": NULLABLE, "persons": st.lists(TEXT, max_size=3)},
    "signing": {"counted": st.booleans(), "key": TEXT, "person": NULLABLE},
    "status": {"day": TEXT, "event": TEXT, "field": TEXT, "subject": TEXT, "value": TEXT},
    "touch": {"key": TEXT},
}  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_both_ways_give_the_same_bytes(table: str) -> None:
    """Whatever the texts hold: quotes, backslashes, control characters, any script."""

    @given(st.fixed_dictionaries({"table": st.just(table), **PLACE, **TABLES[table]}))
    def check(row: dict[str, object]) -> None:
        assert rows.line(row).encode() == encode(row) + b"\n"

    check()


def test_every_kind_that_is_spelled_is_tested() -> None:
    """A fifth one needs a strategy above; and the story has all four."""
    assert rows._SPELLED.keys() == TABLES.keys()
    story = b"".join(maker.story().rows)
    assert all(f'"table":"{table}"'.encode() in story for table in TABLES)
