"""A story told without one of its acts: what nobody notices is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.play import Chapter, Expected, without
from ledger.play.rehearse import rehearse
from ledger.play.telling import Told
from ledger.play.without import LeftOut
from tests.play.stories import STEP, dated, tell
from tests.story import documents

ASKED = "- expect: dated\n  sheets: [{units: [village], contests: [council], headline: {day: 2021-03-07}}]\n"
SAID = """\
- recorded: 2021-03-04T10:00Z
  title: Something is said
  act:
    act: said
    body: board
    signers: [ana]
    events:
    - {type: announcement.made, fields: {text: Something.}}
"""


def story(tmp_path: Path, *more: str, cut: bool = True) -> Path:
    """A file with the story of the guide, a date, and more; `cut`: without what the guide asks."""
    text = dated().replace("elections, rerun]", "elections, rerun, notices]")
    if cut:
        text = text[: text.index("- expect:")]
    path = tmp_path / "story.yaml"
    path.write_text(text + "".join(more), encoding="utf-8")
    return path


def titles(found: list[LeftOut]) -> list[tuple[str | None, bool]]:
    """Of each act left out: its title, and whether that was noticed."""
    return [(each.step.title, each.noticed is not None) for each in found]


def test_an_act_that_an_expectation_needs_is_noticed(tmp_path: Path) -> None:
    """By an expectation, or by a later act that comes to nothing."""
    found = without.leaving_out(story(tmp_path, STEP, ASKED))
    assert titles(found) == [("The board calls the vote", True), (None, True)]
    assert "unknown_run" in str(found[0].noticed)
    assert "2021-03-07" in str(found[1].noticed)
    assert all(each.is_as_stated for each in found)


def test_an_act_that_nothing_needs_is_found(tmp_path: Path) -> None:
    """Here nobody asks for what was said."""
    found = without.leaving_out(story(tmp_path, STEP, SAID, ASKED))
    assert titles(found)[-1] == ("Something is said", False)
    assert not found[-1].is_as_stated


def test_naming_it_in_an_expectation_is_enough(tmp_path: Path) -> None:
    """That it was recorded and moved nothing is something to ask for."""
    asked = "- expect: it moved nothing\n  acts: [{act: said, outcomes: [no_effect]}]\n"
    found = without.leaving_out(story(tmp_path, STEP, SAID, ASKED, asked))
    assert all(each.is_as_stated for each in found)


def test_a_reason_is_enough_and_must_be_true(tmp_path: Path) -> None:
    """Who says that an act is without effect is held to it."""
    reason = "  without_effect: It is only said.\n  act:\n"
    found = without.leaving_out(story(tmp_path, STEP, SAID.replace("  act:\n", reason, 1), ASKED))
    assert found[-1].is_as_stated
    false = STEP.replace("  act:\n", reason, 1)
    found = without.leaving_out(story(tmp_path, false, ASKED))
    assert [each.is_as_stated for each in found] == [True, False]


def test_a_later_act_judged_otherwise_than_it_says_is_noticed(tmp_path: Path) -> None:
    """Where its step names its marks; what nobody asks for is not noticed."""
    again = STEP.replace("board-2", "board-3").replace("03-03T10", "03-04T10")
    fourth = again.replace("board-3", "board-4").replace("03-04T10", "03-05T10")
    fourth = fourth.replace("run.dated", "rerun.cancelled").replace(
        "{run: run-1, day: 2021-03-07}", "{target: board-3}"
    )
    found = without.leaving_out(story(tmp_path, STEP, again, fourth))
    assert found[2].noticed is None
    marked = fourth.replace("  act:\n", "  marks: [{code: not_assessed}]\n  act:\n", 1)
    found = without.leaving_out(story(tmp_path, STEP, again, marked))
    assert "target_not_in_log" in str(found[2].noticed)


def test_refused_acts_and_retries_are_not_left_out(tmp_path: Path) -> None:
    """Nothing of them is in the log."""
    refused = STEP.replace("  act:\n", "  signed_by: [ana]\n  refused: too_few_persons\n  act:\n")
    retry = "- {again: board-1, recorded: 2021-03-05T10:00Z}\n"
    found = without.leaving_out(story(tmp_path, refused, retry, cut=False))
    assert len(found) == 1


def test_positions_stay_what_they_are(tmp_path: Path) -> None:
    """An index at which nothing was recorded still counts, so that only meaning can differ."""
    asked = "- expect: known then\n  as_known: 6\n  open_items: {first: [{item: undated_run, since: 5}]}\n"
    found = without.leaving_out(story(tmp_path, SAID.replace("03-04T10", "03-02T11"), asked))
    assert titles(found)[-1] == ("Something is said", False)


def test_a_split_step_is_left_out_as_a_whole(tmp_path: Path) -> None:
    """It is one thing that happened, in several acts."""
    step = """\
- recorded: 2021-03-02T09:00Z
  title: Many places
  split: 2
  act:
    act: places
    body: board
    decision: {languages: [en]}
    signers: [ana, ben]
    events:
    - type: units.established
      fields: {units: [{id: 'd-{1..5}', name: 'Place {}', type: place}]}
"""
    text = dated()
    head, tail = (
        text[: text.index("- title: The board calls")],
        text[text.index("- title: The board calls") :],
    )
    asked = "- expect: many\n  computed: [{that: n = 5, with: {n: {units_of_type: place}}}]\n"
    path = tmp_path / "story.yaml"
    path.write_text(head + step + tail + asked, encoding="utf-8")
    found = without.leaving_out(path)
    assert titles(found) == [("Many places", True), ("The board calls the vote", True)]


@pytest.mark.parametrize("known", ["now", "2021-03-02", "6", "2021-03-03T10:59+01:00"])
def test_memory_answers_as_a_store_does(tmp_path: Path, known: str) -> None:
    """Point by point and check by check."""
    asked = f"- expect: x\n  as_known: {known}\n  open_items: {{all: [{{item: vote}}]}}\n"
    text = dated() + STEP + asked
    played = tell(text, tmp_path)
    rehearsed = rehearse(tmp_path / "story.yaml")

    def answers(told: list[Told]) -> list[object]:
        parts = [each for each in told if not isinstance(each, Chapter)]
        return [(e.checks, e.point if isinstance(e, Expected) else e.judgement) for e in parts]

    assert answers(played.told) == answers(rehearsed.told)


def test_the_example_of_the_guide_has_no_idle_act() -> None:
    """What people copy from is held to the same."""
    found = without.leaving_out(documents.SCENARIOS / "tiny.yaml")
    assert [each.step.title for each in found if not each.is_as_stated] == []
