"""The stories that come with the ledger, played: everything comes as they say, and as the case says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ledger import read
from ledger.drafts import reader
from ledger.drafts.reader import Tree
from ledger.play import Expectation, Expected, Performed, Played, Step, play
from tests.story import documents

CENTRES = ["pc-st-sava", "pc-technical", "pc-medical"]
CASE = documents.CASES / "XK-2013-NMIT.yaml"


@pytest.fixture(scope="module")
def mitrovica(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """North Mitrovica, played once for all tests here."""
    folder = tmp_path_factory.mktemp("mitrovica") / "story"
    return play(documents.SCENARIOS / "north-mitrovica-2013.yaml", folder)


def failed(played: Played) -> list[str]:
    """What did not come as the story says."""
    return [f"{c.of}: expected {c.expected}, found {c.found}" for c in played.failed]


@pytest.mark.parametrize("path", sorted(documents.SCENARIOS.glob("*.yaml")), ids=lambda p: p.stem)
def test_everything_comes_as_the_story_says(path: Path, tmp_path: Path) -> None:
    """Every expectation of every story is met, and there are some."""
    played = play(path, tmp_path / "story")
    assert failed(played) == []
    assert len(played.checks) > 10


def text_of(tree: Tree) -> str:
    """All text of a document, in order, in one line."""
    if isinstance(tree, dict):
        return " ".join(f"{key}: {text_of(item)}" for key, item in tree.items())
    if isinstance(tree, list):
        return " ".join(text_of(item) for item in tree)
    return "null" if tree is None else re.sub(r"\s+", " ", tree)


def test_every_quotation_stands_in_the_case_file(mitrovica: Played) -> None:
    """`says` is the case file's, word for word; ` … ` stands between passages."""
    case = text_of(reader.read(CASE.read_bytes()))
    parts = [each for each in mitrovica.scenario.parts if isinstance(each, (Step, Expectation))]
    quoted = [part.says for part in parts if part.says is not None]
    assert len(quoted) > 30
    missing = [p for says in quoted for p in says.split(" … ") if " ".join(p.split()) not in case]
    assert missing == []


def test_every_source_is_listed_as_in_the_case_file(mitrovica: Played) -> None:
    """Keys of sources mean what they mean in the case file."""
    case = reader.read(CASE.read_bytes())
    assert isinstance(case, dict)
    assert mitrovica.scenario.about["sources"] == case["sources"]
    parts = [each for each in mitrovica.scenario.parts if isinstance(each, (Step, Expectation))]
    assert {key for part in parts for key in part.src} <= set(case["sources"] or {})


def test_a_step_is_sourced_or_says_what_is_invented(mitrovica: Played) -> None:
    """Nobody takes an invention for a fact."""
    steps = [each for each in mitrovica.scenario.parts if isinstance(each, Step)]
    unsaid = [step.title for step in steps if not (step.says or step.invented or step.again)]
    assert unsaid == []
    assert all(step.invented for step in steps if step.refused)


def test_whoever_signs_is_invented(mitrovica: Played) -> None:
    """No signature is put into the hand of a person named in the sources."""
    founding = mitrovica.told[0]
    assert isinstance(founding, Performed)
    persons = founding.act["events"][0]["fields"]["persons"]
    assert all(person["name"].endswith("(invented)") for person in persons)


@pytest.mark.parametrize("day", ["2013-11-04", "2013-11-05", "2013-11-07", "2013-11-18"])
def test_each_of_the_four_days_is_asked_both_ways(mitrovica: Played, day: str) -> None:
    """As known then and as known today, for all three centres and both contests."""
    case = reader.read(CASE.read_bytes())
    assert isinstance(case, dict)
    dates = case["state_at_dates"]
    assert isinstance(dates, dict)
    asked = [
        e for e in mitrovica.told if isinstance(e, Expected) and e.expectation.says == dates[day]
    ]
    points = {e.point for e in asked}
    assert {point.day for point in points} == {day}
    assert len({point.position for point in points}) == 2
    for each in asked:
        sheets = [
            s for s in each.expectation.sheets if isinstance(s, dict) and s["units"] == CENTRES
        ]
        assert [sheet["contests"] for sheet in sheets] == [["mayor", "municipal_assembly"]]


def test_four_days_four_states(mitrovica: Played) -> None:
    """Halted; to be repeated without a date; dated; being counted."""
    said = []
    for day in ("2013-11-04", "2013-11-05", "2013-11-07", "2013-11-18"):
        with read.view(mitrovica.ledger, as_of=day) as view:
            sheets = [view.sheet(centre) for centre in CENTRES]
        codes = {each["headline"]["code"] for sheet in sheets for each in sheet["headlines"]}
        assert all(len(sheet["headlines"]) == 2 for sheet in sheets)
        said.append(codes)
    assert said == [{"halted"}, {"repeat_undated"}, {"repeat_dated"}, {"counting"}]


def test_the_fourth_of_november_is_known_better_today(mitrovica: Played) -> None:
    """What was recorded a day late changes what is known of that day, not what was known on it."""
    with read.view(mitrovica.ledger, as_of="2013-11-04") as then:
        was = then.sheet("pc-st-sava")["amounts"]
    with read.view(mitrovica.ledger, in_force_on="2013-11-04") as today:
        is_ = today.sheet("pc-st-sava")["amounts"]
    assert {(each["material"], each["bucket"]) for each in is_} - {
        (each["material"], each["bucket"]) for each in was
    } == {("ballots", "unaccounted")}


def test_statements_moved_nothing(mitrovica: Played) -> None:
    """Neither the headline that said annulled, nor the Prime Minister, made a row of state."""
    names = {each["name"] for each in documents.families()["notices"]}
    told = [
        each
        for each in mitrovica.told
        if isinstance(each, Performed) and each.act["events"][0]["type"] in names
    ]
    assert len(told) >= 8
    assert all(set(each.judgement["events"]) == {"no_effect"} for each in told)


def test_a_story_told_otherwise_is_noticed(tmp_path: Path) -> None:
    """An expectation that is not met is reported as such, with what came."""
    text = (documents.SCENARIOS / "tiny.yaml").read_text(encoding="utf-8")
    path = tmp_path / "otherwise.yaml"
    path.write_text(text.replace("code: repeat_undated", "code: repeat_dated"), encoding="utf-8")
    played = play(path, tmp_path / "story")
    assert len(played.failed) == 4
    assert "repeat_undated" in played.failed[0].found


def test_the_same_story_makes_the_same_ledger(mitrovica: Played, tmp_path: Path) -> None:
    """Keys, nonce and clock come from the file: whoever plays it gets these bytes."""
    again = play(documents.SCENARIOS / "north-mitrovica-2013.yaml", tmp_path / "story")
    size = read.size(again.ledger)
    assert read.checkpoint(again.ledger) == read.checkpoint(mitrovica.ledger)
    assert read.root(again.ledger, size) == read.root(mitrovica.ledger, size)
