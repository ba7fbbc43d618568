"""Real elections of other countries, written down from the documentation alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.errors import Malformed, NotFound
from ledger.play.rehearse import rehearse
from tests.strange.test_strange import test_it_comes_as_it_says as comes_as_it_says
from tests.strange.test_strange import test_no_act_could_be_left_out as no_act_could_be_left_out

STORIES = sorted(Path(__file__).parent.glob("*.yaml"))

each_story = pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)


def test_there_are_three_of_them() -> None:
    """A refused certification, one contest out of an envelope, a second round held again."""
    assert len(STORIES) == 3


@each_story
def test_it_comes_as_it_did(path: Path, tmp_path: Path) -> None:
    """In a store, and the verifier agrees."""
    comes_as_it_says(path, tmp_path)


@each_story
def test_no_act_could_be_left_out(path: Path) -> None:
    """Every act is asked for."""
    no_act_could_be_left_out(path)


def test_a_refusal_is_not_hidden_by_what_is_asked_afterwards(tmp_path: Path) -> None:
    """Whoever misspells a code in the first act reads that, not that its units are unknown."""
    story = (Path(__file__).parent / "us-2018-nc9.yaml").read_text(encoding="utf-8")
    path = tmp_path / "story.yaml"
    path.write_text(story.replace("kind: member}", "kind: senator}"), encoding="utf-8")
    with pytest.raises(NotFound) as caught:
        rehearse(path)
    assert "the act setup was refused: " in str(caught.value)
    assert "expected one of assembly, council" in str(caught.value)


def test_a_colon_in_a_title_is_told_in_words(tmp_path: Path) -> None:
    """Quotes are what is missing."""
    path = tmp_path / "story.yaml"
    path.write_text("scenario:\n  title: Late: again\n", encoding="utf-8")
    with pytest.raises(Malformed, match="stands in quotes"):
        rehearse(path)
