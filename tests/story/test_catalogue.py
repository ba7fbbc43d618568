"""The page of the catalogue: every line has its event types, every event type its place."""

from __future__ import annotations

from ledger.election.declarations import RESERVED
from tests.story import catalogue, documents

DECLARED = {each["name"] for each in documents.declarations()}


def test_the_page_is_in_step() -> None:
    """If this fails: `make vectors`, then read the diff."""
    assert catalogue.PAGE.read_text(encoding="utf-8") == catalogue.render()


def test_every_line_names_event_types_that_exist() -> None:
    """No line is left to be thought of later."""
    for group in catalogue.groups():
        for line in group["lines"]:
            assert line["events"], line
    assert catalogue.named() <= DECLARED | RESERVED


def test_every_event_type_is_on_the_page() -> None:
    """In a line, or among those that go beyond."""
    page = catalogue.render()
    assert [name for name in sorted(DECLARED) if f"`{name}`" not in page] == []


def test_no_line_stands_twice() -> None:
    """Within a group."""
    for group in catalogue.groups():
        lines = [line["line"] for line in group["lines"]]
        assert len(lines) == len(set(lines))
