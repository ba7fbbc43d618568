"""Six ordinary elections, each with something that is rare and lawful."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.play import Chapter, Performed, play
from ledger.play.rehearse import rehearse
from ledger.play.without import leaving_out

STORIES = sorted(Path(__file__).parent.glob("*.yaml"))

each_story = pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)


def test_there_are_the_six_of_them() -> None:
    """Unopposed, tied, countermanded, merged, of several days, counted again."""
    assert len(STORIES) == 6


@each_story
def test_nothing_is_marked_and_nothing_stays_open(path: Path) -> None:
    """Whoever reads the record finds no flag where nothing is wrong."""
    told = rehearse(path)
    parts = [each for each in told.told if not isinstance(each, Chapter)]
    assert [check for part in parts for check in part.checks if not check.is_met] == []
    steps = [each for each in parts if isinstance(each, Performed)]
    assert [(s.act["act_id"], s.judgement["marks"]) for s in steps if s.judgement["marks"]] == []
    with told.stage.sight(None, None) as sight:
        assert sight.open_items == []


@each_story
def test_no_act_could_be_left_out(path: Path) -> None:
    """Every act is asked for."""
    wrong = [each for each in leaving_out(path) if not each.is_as_stated]
    assert [(each.step.title, each.noticed) for each in wrong] == []


@each_story
def test_it_plays_in_a_store(path: Path, tmp_path: Path) -> None:
    """As `eal play` would play it."""
    assert play(path, tmp_path / "story").failed == []
