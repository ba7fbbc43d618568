"""The case files, and the scenarios that play them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ledger.drafts import reader
from ledger.drafts.reader import Tree
from ledger.play import Expectation, Scenario, Step, scenario
from ledger.play.scenario import BETWEEN_PASSAGES
from tests.story import documents

FOLDER = Path(__file__).parent
SECTIONS = ("state_at_dates", "end_state", "checks", "unknowns")
_ELSEWHERE = {"XK-2013-NMIT": documents.SCENARIOS / "north-mitrovica-2013.yaml"}
"""The story that the ledger began with comes with it."""


@dataclass(frozen=True)
class Case:
    """A case file."""

    id: str
    content: dict[str, Tree]

    @property
    def path(self) -> Path:
        """Where its scenario is."""
        return _ELSEWHERE.get(self.id, FOLDER / f"{self.id}.scenario.yaml")

    @property
    def text(self) -> str:
        """All its text, in order, in one line."""
        return text_of(self.content)

    @property
    def demands(self) -> list[str]:
        """The codes of what it asks of a ledger."""
        return [str(code) for code in _list(self.content["demands"])]

    def sentences(self, section: str) -> list[str]:
        """Every sentence of a section."""
        return [sentence for sentence in _sentences(self.content[section]) if sentence]

    def scenario(self) -> Scenario:
        """Its scenario, read."""
        return scenario.parse(self.path.read_bytes())


def cases() -> list[Case]:
    """Every case, sorted by id."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        if path.name != "README.yaml" and not path.name.endswith(".scenario.yaml"):
            content = reader.read(path.read_bytes())
            assert isinstance(content, dict)
            found.append(Case(path.stem, content))
    return found


@cache
def demands() -> dict[str, str]:
    """Every demand code, with what it asks for."""
    content = reader.read((FOLDER / "README.yaml").read_bytes())
    assert isinstance(content, dict)
    listed = content["demands"]
    assert isinstance(listed, dict)
    return {code: str(text) for code, text in listed.items()}


def text_of(tree: Tree) -> str:
    """All text of a document, in order, in one line."""
    if isinstance(tree, dict):
        return " ".join(f"{key}: {text_of(item)}" for key, item in tree.items())
    if isinstance(tree, list):
        return " ".join(text_of(item) for item in tree)
    return "null" if tree is None else re.sub(r"\s+", " ", tree)


def _list(tree: Tree) -> list[Tree]:
    assert isinstance(tree, list)
    return tree


def _sentences(tree: Tree) -> Iterator[str]:
    """What stands in a section: its texts; an object of values only is one sentence."""
    if isinstance(tree, dict) and any(isinstance(item, (dict, list)) for item in tree.values()):
        if "expr" in tree or "date_add" in tree:
            yield text_of(tree)
            return
        for item in tree.values():
            yield from _sentences(item)
    elif isinstance(tree, dict):
        yield from [text_of(tree)] if _is_record(tree) else map(text_of, tree.values())
    elif isinstance(tree, list):
        for item in tree:
            yield from _sentences(item)
    else:
        yield text_of(tree)


def _is_record(tree: dict[str, Tree]) -> bool:
    """Whether keys are names and not dates: `{by: RIK, date: 2022-07-05}`."""
    return not any(key[:1].isdigit() for key in tree)


def quoting(story: Scenario) -> Iterator[Step | Expectation]:
    """The parts of a story that quote something."""
    for part in story.parts:
        if isinstance(part, (Step, Expectation)) and part.says is not None:
            yield part


def passages(part: Step | Expectation) -> list[str]:
    """The passages that a part quotes, each in one line."""
    said = part.says or ""
    return [" ".join(passage.split()) for passage in said.split(BETWEEN_PASSAGES)]
