"""`eal play`: a story ends well, ends otherwise than it says, or is no story."""

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
