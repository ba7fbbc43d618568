"""A played story to ask, a copy of it to write to, and a story that ends before the decision."""

from __future__ import annotations

import shutil
import textwrap
from pathlib import Path

import pytest

from tests.commands.running import DECISION, SCENARIO, done


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of whoever runs the tests decides what a command does."""
    for name in ("EAL_LEDGER", "EAL_PASSPHRASE_FILE", "EAL_DEBUG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the whole story of North Mitrovica; only to be read."""
    folder = tmp_path_factory.mktemp("played") / "demo-story"
    done("play", SCENARIO, folder, "--json")
    return folder


@pytest.fixture
def copied(story: Path, tmp_path: Path) -> Path:
    """A copy of the story, to be written to or damaged."""
    return Path(shutil.copytree(story, tmp_path / "demo-story"))


@pytest.fixture(scope="session")
def before_decision(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The ledger on the evening of 5 November 2013, and the draft of the decision."""
    folder = tmp_path_factory.mktemp("evening")
    text = SCENARIO.read_text()
    start = text.rindex("\n- title:", 0, text.index(f"\n    act: {DECISION}\n"))
    scenario, draft = folder / "evening.yaml", folder / "decision.yaml"
    scenario.write_text(text[:start] + "\n")
    done("play", scenario, folder / "ledger", "--json")
    step = text[start : text.index("\n- ", start + 1)]
    act = textwrap.dedent(step[step.index("\n  act:\n") + len("\n  act:\n") :])
    persons = "[member-a, member-b, member-c, member-d, member-e, member-f]"
    draft.write_text(act.replace("signers: commission", f"signers: {persons}"))
    return folder / "ledger", draft
