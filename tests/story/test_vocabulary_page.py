"""The page of the vocabulary is what the families say today."""

from __future__ import annotations

from tests.story import documents, vocabulary


def test_the_page_is_in_step() -> None:
    """If this fails: `make vectors`, then read the diff."""
    assert vocabulary.PAGE.read_text(encoding="utf-8") == vocabulary.render()


def test_the_page_names_every_event_type() -> None:
    """Nobody has to read JSON to know what can be said."""
    page = vocabulary.render()
    assert all(f"| `{each['name']}` |" in page for each in documents.declarations())
