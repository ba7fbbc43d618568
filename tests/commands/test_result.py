"""`eal result`: figures with what is missing from them, in words and as one document."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.running import done, eal

TINY = Path(__file__).parents[2] / "ledger" / "scenarios" / "tiny.yaml"


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the village's story was played."""
    folder = tmp_path_factory.mktemp("village") / "village"
    done("play", TINY, folder)
    return folder


def test_a_counted_contest_shows_figures_and_the_lead(village: Path) -> None:
    """What nobody knows exactly is a range."""
    told = done("result", "council", "--ledger", village, "--as-of", "2021-03-07")
    assert "not an official record" in told.out
    assert "council: not certified\n" in told.out
    assert "1 of 1 units are counted; 0 missing, 0 excluded" in told.out
    assert "122 to 124 (two counts differ)" in told.out
    assert "yes is ahead of no by 3\n" in told.out


def test_an_annulled_unit_is_named_with_its_reason_and_act(village: Path) -> None:
    """The repeat has no date; nothing is left of the figures."""
    told = done("result", "council", "--ledger", village, "--as-of", "2021-03-10")
    assert "no figure stands" in told.out
    assert "missing: 010: a repeat is ordered and has NO DATE; by board-2\n" in told.out
    assert "voters registered where the result is missing: unknown\n" in told.out
    assert "what blocks its certification: eal blockers council\n" in told.out


def test_as_json_it_is_the_document_of_the_specification(village: Path) -> None:
    """With the point that it is about; of a part too."""
    words = ("result", "council", "--ledger", village, "--as-of", "2021-03-07", "--json")
    told = done(*words).document
    assert (told["purpose"], told["result"]["coverage"]["reported"]) == ("rehearsal", 1)
    part = done(*words, "--unit", "010").document["result"]
    assert part["unit"] == "010"
    assert part["figures"] == told["result"]["figures"]


@pytest.mark.parametrize("words", [("nothing",), ("council", "--unit", "nowhere")])
def test_what_does_not_exist_is_said(village: Path, words: tuple[str, ...]) -> None:
    """Exit code 4, in one line."""
    told = eal("result", *words, "--ledger", village)
    assert told.code == 4
    assert told.err.startswith("eal: no ")
