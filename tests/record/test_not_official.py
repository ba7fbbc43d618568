"""A story is never taken for a record: whoever reads one is told on every page, and none is official."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api import wiring
from ledger.commands import places
from tests.commands.running import ROOT, done, eal
from tests.record import dishonest
from verifiers.desk import main as desk

TINY = ROOT / "ledger" / "scenarios" / "tiny.yaml"
PAGES = (
    ("state",),
    ("state", "station"),
    ("open-items",),
    ("history", "station"),
    ("log", "list"),
    ("doctor",),
)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rehearsal that was played."""
    folder = tmp_path_factory.mktemp("not-official") / "village"
    done("play", TINY, folder)
    return folder


@pytest.mark.parametrize("words", PAGES)
def test_every_page_says_what_it_is_about(story: Path, words: tuple[str, ...]) -> None:
    """In words to a person, in a member to a program."""
    unit = json.loads(done("state", "--ledger", story, "--json").out)["sheets"][0]["unit"]
    asked = [unit if word == "station" else word for word in words]
    told = done(*asked, "--ledger", story).out
    assert "rehearsal with a simulated clock, not an official record" in told
    assert "rehearsal" in done(*asked, "--ledger", story, "--json").out


def test_an_act_that_is_shown_says_so(story: Path) -> None:
    """Where the ledger that it would change is known."""
    act = sorted((story / "acts").glob("*.act.json"))[-1]
    told = eal("act", "show", act, "--ledger", story).out
    assert "rehearsal with a simulated clock, not an official record" in told


def test_the_report_of_the_verifiers_says_so(story: Path, tmp_path: Path) -> None:
    """As text, HTML and JSON."""
    bundle, trust = tmp_path / "bundle.zip", tmp_path / "trust.json"
    done("export", "bundle", bundle, "--ledger", story)
    done("export", "trust", trust, "--ledger", story)
    code, told = dishonest.report(bundle, trust)
    assert (code, told["subject"]["purpose"]) == (3, "rehearsal")
    page = tmp_path / "report.html"
    words = ["bundle", str(bundle), "--trust", str(trust), "--html", str(page)]
    with (tmp_path / "report.txt").open("w") as out:
        desk.run(words, out, out)
    for text in (page.read_text(), (tmp_path / "report.txt").read_text()):
        assert "REHEARSAL" in text.upper()
        assert "SIMULATED" in text.upper()


def test_every_answer_of_the_api_says_so(story: Path) -> None:
    """In its headers, whatever is asked; and in words where the ledger is introduced."""
    with places.reading(story) as ledger, TestClient(wiring.create_app(ledger)) as client:
        for path in ("/", "/v1/open-items", "/v1/entries/0", "/v1/checkpoint", "/v1/none", "/v2"):
            answer = client.get(path)
            assert answer.headers["ledger-purpose"] == "rehearsal"
            assert answer.headers["ledger-clock"] == "simulated"
        assert "not an official record" in client.get("/").text


def test_an_official_ledger_is_not_played(tmp_path: Path) -> None:
    """By its purpose, or into the folder of one that exists."""
    scenario = tmp_path / "official.yaml"
    scenario.write_text(TINY.read_text().replace("purpose: rehearsal", "purpose: official"))
    ended = eal("play", scenario, tmp_path / "official")
    assert ended.code != 0
    assert "official" in ended.err + ended.out
    assert not (tmp_path / "official" / "ledger.sqlite").exists()
    existing = tmp_path / "existing"
    existing.mkdir()
    (existing / "ledger.json").write_text("{}")
    ended = eal("play", TINY, existing)
    assert ended.code != 0
    assert [path.name for path in existing.iterdir()] == ["ledger.json"]
