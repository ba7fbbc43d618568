"""The conclusion that an act claims beside the one computed, with its figures, wherever it is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.running import done, eal

STORY = Path(__file__).parents[1] / "strange" / "outcome.yaml"
SAID = (
    "event 1, rule outcome.exceeds: claimed affects, computed does not affect "
    "(affected 300, margin 500, result of 2 of 2 units)"
)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The story, played."""
    folder = tmp_path_factory.mktemp("outcome") / "story"
    done("play", STORY, folder)
    return folder


def test_an_act_that_was_recorded_is_shown_with_what_its_tests_compared(story: Path) -> None:
    """By its id; the figures are those of the state before it, also after it changed them."""
    told = done("act", "show", "annulment", "--ledger", story).out
    assert f"outcome: {SAID}" in told
    document = done("act", "show", "annulment", "--ledger", story, "--json").document
    (concluded,) = document["conclusions"]
    assert (concluded["claimed"], concluded["computed"]) == ("affects", "does_not_affect")
    assert concluded["margin"] == {"high": 500, "low": 500}
    assert eal("act", "show", "nobody-1", "--ledger", story).code == 4


def test_they_stand_on_the_sheet_of_the_unit(story: Path) -> None:
    """Beside the mark, for whoever reads only about the station."""
    assert SAID in done("state", "ps-2", "--ledger", story).out
    assert SAID not in done("state", "ps-1", "--ledger", story).out


DRAFT = """
act: another
body: board
decision: {languages: [en]}
signers: [ana, ben]
events:
- type: annulment.ordered
  fields:
    run: run-1
    scope: {units: [ps-1], contests: [mayor]}
    grounds: [violence]
    conclusion: does_not_affect
"""


def test_they_are_foreseen_before_anybody_signs(story: Path, tmp_path: Path) -> None:
    """What a draft claims is computed when it is shown; the annulled station is no more counted."""
    draft, made = tmp_path / "draft.yaml", tmp_path / "another.act.json"
    draft.write_text(DRAFT, encoding="utf-8")
    done("act", "new", draft, "--ledger", story, "--out", made)
    (concluded,) = done("act", "show", made, "--ledger", story, "--json").document["foreseen"][
        "conclusions"
    ]
    assert (concluded["claimed"], concluded["computed"]) == ("does_not_affect", "affects")
    assert concluded["coverage"] == {"reported": 1, "units": 2}
