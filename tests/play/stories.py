"""A very small story, and ways to tell it otherwise."""

from __future__ import annotations

import re
from pathlib import Path

from ledger.play import Played, play
from tests.story import documents

GUIDE = documents.ROOT / "docs" / "guides" / "scenarios.md"

STEP = """\
- recorded: 2021-03-03T10:00Z
  act:
    act: board-2
    body: board
    decision: {languages: [en]}
    signers: [ana, ben]
    events:
    - type: run.dated
      fields: {run: run-1, day: 2021-03-07}
"""
"""One more step: the vote gets a date."""

FORM = """\
- recorded: 2021-03-08T10:00Z
  act:
    act: board-3
    body: board
    signers: [ana]
    events:
    - type: results_form.recorded
      fields:
        form: form-1
        contest: council
        unit: village
        run: run-1
        level: station
        figures: {votes/yes: 61, votes/no: 58, voters: 119, in_box: 118..120 two_counts_differ}
"""
"""And one more: a form."""


def first() -> str:
    """The story that the guide begins with; its vocabulary widened by one family."""
    found = re.search(r"```yaml scenario\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)
    assert found is not None
    return found[1]


def dated() -> str:
    """The same with the vocabulary that a date needs."""
    return first().replace("[geography, elections]", "[geography, elections, rerun]")


def counted() -> str:
    """The same with the vocabulary that a date and a form need."""
    return first().replace("[geography, elections]", "[geography, elections, rerun, counting]")


def tell(text: str, folder: Path) -> Played:
    """Play a story that is given as text."""
    path = folder / "story.yaml"
    path.write_text(text, encoding="utf-8")
    return play(path, folder / "played")
