"""What people who write down other elections will need: it can be told, and every act of it matters."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger import export, read
from ledger.play import play
from ledger.play.without import leaving_out
from tests.verifiers import examined

STORIES = sorted(Path(__file__).parent.glob("*.yaml"))

each_story = pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)


@each_story
def test_it_comes_as_it_says(path: Path, tmp_path: Path) -> None:
    """In a store, with everything that is refused in it; and the verifier agrees."""
    played = play(path, tmp_path / "story")
    assert played.failed == []
    export.bundle(played.ledger, tmp_path / "bundle.zip", size=read.size(played.ledger))
    trust = export.trust(played.ledger, required_checks=["V10", "V12", "V13", "V14"])
    code, out, _ = examined.run((tmp_path / "bundle.zip").read_bytes(), trust)
    assert (code, [line for line in out.splitlines() if " FAIL" in line]) == (0, [])


@each_story
def test_no_act_could_be_left_out(path: Path) -> None:
    """Every act is asked for."""
    wrong = [each for each in leaving_out(path) if not each.is_as_stated]
    assert [(each.step.title, each.noticed) for each in wrong] == []
