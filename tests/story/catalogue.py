"""Writes docs/guides/catalogue.md: what happens in elections, and which event types say it.

python -m tests.story.catalogue
"""

from __future__ import annotations

import json
from typing import Any

from tests.story import documents

PAGE = documents.ROOT / "docs" / "guides" / "catalogue.md"
DATA = PAGE.with_suffix(".json")

_HEAD = """\
# What happens, and how it is said

Made from [catalogue.json](catalogue.json) and the families by `python -m tests.story.catalogue` (part of `make vectors`).
A line is something that happens in an election somewhere; beside it the event types that record it, and where it is not
an event that moves something, what does instead. Fields and effects of each type: [vocabulary.md](vocabulary.md); those of
administration: [section 4](../spec/04-administration.md).
"""


def groups() -> list[dict[str, Any]]:
    """The lines of the catalogue, by group, with the names of event types."""
    found: list[dict[str, Any]] = json.loads(DATA.read_bytes())
    return found


def named() -> set[str]:
    """Every event type that a line names."""
    return {name for group in groups() for line in group["lines"] for name in line["events"]}


def unnamed() -> list[tuple[str, list[str]]]:
    """The event types that no line needs, by family: cases beyond the catalogue."""
    lines = named()
    found = [
        (family, [each["name"] for each in declared if each["name"] not in lines])
        for family, declared in documents.families().items()
    ]
    return [(family, names) for family, names in found if names]


def render() -> str:
    """The page."""
    parts = [_HEAD, *map(_group, groups()), "\n## Beyond these lines\n\n"]
    parts += ["| family | event types |\n| --- | --- |\n"]
    parts += [f"| {family} | {_names(names)} |\n" for family, names in unnamed()]
    return "".join(parts)


def _group(group: dict[str, Any]) -> str:
    head = "| what happens | event types | besides |\n| --- | --- | --- |\n"
    rows = [
        f"| {line['line']} | {_names(line['events'])} | {line['how']} |\n"
        for line in group["lines"]
    ]
    return "".join([f"\n## {group['title']}\n\n{head}", *rows])


def _names(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def main() -> None:
    """Write the page."""
    PAGE.write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    main()
