"""`eal demo story` does what the README says of it, word for word."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.demo import transcripts
from tests.verifiers import js

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder in which the demo was played, and what it printed."""
    folder = tmp_path_factory.mktemp("demo") / "story"
    done = subprocess.run(
        [sys.executable, "-m", "ledger.commands.main", "demo", "story", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, done.stdout


def test_it_leaves_what_it_promises(played: tuple[Path, str]) -> None:
    """The ledger, the signed acts, bundle, trust file and transcript are there."""
    folder, printed = played
    names = {each.name for each in folder.iterdir()}
    assert {"ledger.sqlite", "bundle.zip", "trust.json", "transcript.txt", "acts"} <= names
    assert len(list((folder / "acts").glob("*.act.json"))) > 50
    assert (folder / "transcript.txt").read_text("utf-8") == printed


def test_every_damage_is_caught_where_it_was_done(played: tuple[Path, str]) -> None:
    """At least eight kinds of damage, each caught by name; none missed."""
    _, printed = played
    caught = re.search(r"(\d+) of (\d+) damages were caught", printed)
    assert caught is not None
    assert int(caught[1]) == int(caught[2]) >= 8
    assert "MISSED" not in printed


def test_a_second_checker_says_the_same_of_it(played: tuple[Path, str]) -> None:
    """In another language, by another reading of the specification."""
    folder, _ = played
    bundle, trust = folder / "bundle.zip", folder / "trust.json"
    words = ["bundle", str(bundle), "--trust", str(trust), "--json"]
    asked = subprocess.run(
        [sys.executable, "-m", "verifiers", *words], capture_output=True, text=True, check=False
    )
    (found,) = js.batch(folder, [("bundle", bundle, trust)])
    assert js.told(found, js.CHECKS) == js.told(json.loads(asked.stdout), js.CHECKS)


def test_four_days_have_four_states(played: tuple[Path, str]) -> None:
    """4, 5, 7 and 18 November: what the story is about, as known then and as known today."""
    folder, _ = played
    for asked in ("--as-of", "--in-force-on"):
        found = [_headline(folder, asked, day) for day in (4, 5, 7, 18)]
        assert found == [
            ("halted", "2013-11-03", []),
            ("repeat_undated", None, ["run-1"]),
            ("repeat_dated", "2013-11-17", ["run-1"]),
            ("counting", "2013-11-17", ["run-1"]),
        ]


def test_what_was_known_then_is_not_what_is_known_today(played: tuple[Path, str]) -> None:
    """That material was unaccounted for was recorded a day late."""
    folder, _ = played
    then = _sheet(folder, "--as-of", 4)["amounts"]
    today = _sheet(folder, "--in-force-on", 4)["amounts"]
    assert "unaccounted" not in {amount["bucket"] for amount in then}
    assert "unaccounted" in {amount["bucket"] for amount in today}


@pytest.mark.parametrize("number", range(3))
def test_the_readme_shows_what_comes(played: tuple[Path, str], number: int) -> None:
    """The transcripts of the README are real, to the letter."""
    command, shown = transcripts.transcripts()[number]
    printed = transcripts.run(command, played[0])
    assert transcripts.comparable(printed) == transcripts.comparable(shown)


def test_the_readme_shows_three_transcripts() -> None:
    """So that none is left out above."""
    assert len(transcripts.transcripts()) == 3


def test_a_folder_that_is_in_use_is_left_alone(tmp_path: Path) -> None:
    """The demo never writes over what is there."""
    (tmp_path / "precious").write_text("mine")
    done = subprocess.run(
        [sys.executable, "-m", "ledger.commands.main", "demo", "story", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert [each.name for each in tmp_path.iterdir()] == ["precious"]


def _headline(folder: Path, asked: str, day: int) -> tuple[str, str | None, list[str]]:
    told = _sheet(folder, asked, day)["headlines"]
    found = {
        (h["headline"]["code"], h["headline"]["day"], *h["headline"]["annulled"]) for h in told
    }
    assert len(found) == 1, "both contests say the same"
    code, on, *annulled = found.pop()
    return code, on, annulled


def _sheet(folder: Path, asked: str, day: int) -> dict:
    words = ["state", "pc-st-sava", "--ledger", str(folder), asked, f"2013-11-{day:02}", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "ledger.commands.main", *words],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)["sheets"][0]
