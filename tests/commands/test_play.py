"""`eal play` and `eal rehearse`: a story ends well, ends otherwise than it says, or is no story."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.running import ROOT, done, eal

TINY = ROOT / "ledger" / "scenarios" / "tiny.yaml"


def test_a_story_is_told_and_leaves_a_ledger(tmp_path: Path) -> None:
    """Every expectation is met, and every other command can be used on what is left."""
    told = done("play", TINY, tmp_path / "village")
    assert "expectations were met." in told.out.splitlines()[-1]
    done("doctor", "--ledger", tmp_path / "village")


def test_a_story_that_ends_otherwise(tmp_path: Path) -> None:
    """Exit code 1, and what was expected instead of what was found."""
    text = TINY.read_text()
    assert "code: certified" in text
    (tmp_path / "other.yaml").write_text(text.replace("code: certified", "code: annulled", 1))
    told = eal("play", tmp_path / "other.yaml", tmp_path / "village")
    assert told.code == 1 and "NOT MET: " in told.out
    told = eal("play", tmp_path / "other.yaml", tmp_path / "again", "--json")
    assert told.code == 1 and told.document["failed"] > 0


@pytest.mark.parametrize("text", ["", "act: x\n", "scenario: {}\nsetup: {}\nacts: []\n"])
def test_what_is_no_scenario(tmp_path: Path, text: str) -> None:
    """Exit code 2, and no ledger."""
    (tmp_path / "no.yaml").write_text(text)
    told = eal("play", tmp_path / "no.yaml", tmp_path / "village")
    assert told.code == 2 and "What to do: " in told.err
    assert not (tmp_path / "village" / "ledger.json").exists()


def test_an_official_story_is_refused(tmp_path: Path) -> None:
    """Keys that everybody can make sign nothing official."""
    text = TINY.read_text().replace("purpose: rehearsal", "purpose: official")
    (tmp_path / "official.yaml").write_text(text)
    told = eal("play", tmp_path / "official.yaml", tmp_path / "village")
    assert told.code == 2 and "play_not_allowed" in told.err


def test_a_rehearsal_leaves_nothing(tmp_path: Path) -> None:
    """Nothing is written, and everything comes as in a ledger."""
    told = done("rehearse", TINY)
    assert told.out.splitlines() == ["20 of 20 expectations were met."]
    assert list(tmp_path.iterdir()) == []
    assert "MARKED  court-1, event 1: not_assessed" in done("rehearse", TINY, "--marks").out


def test_a_rehearsal_names_what_is_not_met_and_what_nothing_needs(tmp_path: Path) -> None:
    """Exit code 1 for either."""
    text = TINY.read_text().replace(
        "headline: {code: certified, run: run-1, annulled: []}", "headline: {code: open}"
    )
    (tmp_path / "other.yaml").write_text(text)
    told = eal("rehearse", tmp_path / "other.yaml")
    assert told.code == 1 and "NOT MET  The first vote stands" in told.out
    text = TINY.read_text().replace("- chapter: The complaint", IDLE + "- chapter: The complaint")
    (tmp_path / "idle.yaml").write_text(text)
    told = eal("rehearse", tmp_path / "idle.yaml")
    assert told.code == 1
    assert told.out.splitlines()[0].startswith("COULD BE LEFT OUT  A word:")
    told = eal("rehearse", tmp_path / "idle.yaml", "--json")
    assert told.code == 1
    assert told.document["could_be_left_out"] == [{"noticed": None, "step": "A word"}]


IDLE = """\
- title: A word
  recorded: 2021-03-07T22:00Z
  act:
    act: word
    body: board
    signers: [cem]
    events:
    - {type: announcement.made, fields: {text: A word.}}

"""
