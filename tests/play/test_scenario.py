"""A scenario file is read as it is meant, or refused with the place."""

from __future__ import annotations

import pytest

from ledger.errors import Malformed
from ledger.play import Chapter, Expectation, Step, scenario
from tests.play import stories


def test_its_parts_come_in_order() -> None:
    """Chapters, steps and expectations are told apart by what they begin with."""
    story = scenario.parse(stories.first().encode())
    assert [type(part) for part in story.parts] == [Chapter, Step, Expectation]
    step = story.parts[1]
    assert isinstance(step, Step)
    assert step.recorded == "2021-03-02T10:00:00.000000Z"
    assert (step.signed_by, step.refused, step.marks) == (None, None, None)


@pytest.mark.parametrize(
    "change, code, where",
    [
        (("purpose: rehearsal ", "purpose: official "), "play_not_allowed", "scenario.purpose"),
        (("  id: first\n", ""), "bad_draft", "scenario.id"),
        (("  seed: first", "  sead: first"), "bad_draft", "scenario"),
        (("  founded:", "  foundet:"), "bad_draft", "setup"),
        (("- chapter: A call without a date", "- heading: x"), "bad_draft", "acts[0]"),
        (("  recorded: 2021-03-02T10:00Z\n", ""), "bad_draft", "acts[1].recorded"),
        (("2021-03-02T10:00Z", "2021-03-02"), "bad_draft", "acts[1]"),
        (("  in_force_on:", "  in_force:"), "bad_draft", "acts[2]"),
        (("- title: The board calls", "- titel: The board calls"), "bad_draft", "acts[1]"),
        (("acts:\n", "deeds:\n"), "bad_draft", ""),
    ],
)
def test_what_it_does_not_understand_is_refused(
    change: tuple[str, str], code: str, where: str
) -> None:
    """A misspelt member is never silently without effect."""
    changed = stories.first().replace(*change)
    assert changed != stories.first()
    with pytest.raises(Malformed) as caught:
        scenario.parse(changed.encode())
    assert (caught.value.code, caught.value.where) == (code, where)


def test_time_goes_forward() -> None:
    """A step that is recorded before the one above it is refused."""
    with pytest.raises(Malformed) as caught:
        scenario.parse((stories.first() + stories.STEP.replace("03-03T", "03-01T")).encode())
    assert caught.value.where == "recorded"
