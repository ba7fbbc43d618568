"""Ten real elections, played: each ends as it did, and every act of it is needed."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from ledger import export, read
from ledger.election import rows
from ledger.play import Chapter, Expectation, Expected, Performed, Scenario, Step, play
from ledger.play.rehearse import Rehearsed, rehearse
from ledger.play.telling import Told
from ledger.play.without import leaving_out
from tests.cases import casebook, demands
from tests.cases.casebook import SECTIONS, Case, passages
from tests.verifiers import examined

CASES = casebook.cases()
WRITTEN = [case for case in CASES if case.path.exists()]

each_case = pytest.mark.parametrize("case", WRITTEN, ids=lambda case: case.id)


def unmet(told: list[Told]) -> list[str]:
    """What did not come as a story says."""
    parts = [each for each in told if not isinstance(each, Chapter)]
    return [
        f"{check.of}: expected {check.expected}, found {check.found}"
        for part in parts
        for check in part.checks
        if not check.is_met
    ]


@cache
def rehearsed(path: Path) -> Rehearsed:
    """A case, played in memory once for all tests here."""
    return rehearse(path)


def quotations(story: Scenario) -> list[str]:
    """Every passage that a story quotes."""
    return [passage for part in casebook.quoting(story) for passage in passages(part)]


@each_case
def test_it_ends_as_it_did(case: Case) -> None:
    """Every expectation is met, and asks for something."""
    told = rehearsed(case.path).told
    assert unmet(told) == []
    asked = [each for each in told if isinstance(each, Expected)]
    assert [each.expectation.title for each in asked if not each.checks] == []


@each_case
@pytest.mark.parametrize("section", SECTIONS)
def test_every_sentence_of_the_case_is_quoted(case: Case, section: str) -> None:
    """What is known of the case, and what is not, stands beside what shows it."""
    said = quotations(case.scenario())
    assert [sentence for sentence in case.sentences(section) if sentence not in said] == []


@each_case
def test_every_quotation_stands_in_the_case(case: Case) -> None:
    """Word for word."""
    assert [each for each in quotations(case.scenario()) if each not in case.text] == []


@each_case
def test_arithmetic_is_computed_and_not_typed_again(case: Case) -> None:
    """Whoever quotes a check of the case computes something from the ledger."""
    for part in casebook.quoting(case.scenario()):
        for check in case.sentences("checks"):
            if check in passages(part):
                assert isinstance(part, Expectation)
                assert part.computed, check


@each_case
def test_sources_are_those_of_the_case(case: Case) -> None:
    """Keys of sources mean what they mean in the case file."""
    story = case.scenario()
    assert story.about["sources"] == case.content["sources"]
    parts = [each for each in story.parts if isinstance(each, (Step, Expectation))]
    assert {key for part in parts for key in part.src} <= set(story.about["sources"] or {})


@each_case
def test_a_step_is_sourced_or_says_what_is_invented(case: Case) -> None:
    """Nobody takes an invention for a fact."""
    steps = [each for each in case.scenario().parts if isinstance(each, Step)]
    assert [s.title for s in steps if not (s.says or s.invented or s.again)] == []


@each_case
def test_whoever_signs_is_invented(case: Case) -> None:
    """No signature is put into the hand of a real person."""
    founding = rehearsed(case.path).told[0]
    assert isinstance(founding, Performed)
    persons = founding.act["events"][0]["fields"]["persons"]
    assert [p["name"] for p in persons if not p["name"].endswith("(invented)")] == []
    assert case.scenario().purpose == "reconstruction"


@each_case
def test_no_act_could_be_left_out(case: Case) -> None:
    """Without any one act something that is asked for comes otherwise, or the step says why not."""
    wrong = [each for each in leaving_out(case.path) if not each.is_as_stated]
    assert [(each.step.title, each.noticed) for each in wrong] == []


@each_case
def test_what_it_demands_is_shown(case: Case) -> None:
    """Each demand of the case is claimed by an expectation, and no other is."""
    claimed = {code for _, part in demands.claims(case) for code in part.demands}
    assert sorted(set(case.demands) - claimed) == []
    assert sorted(claimed - set(casebook.demands())) == []


@each_case
def test_it_plays_alike_in_a_store_and_the_verifier_agrees(case: Case, tmp_path: Path) -> None:
    """Memory and store give the same answers; a program that shares no code finds nothing wrong."""
    played = play(case.path, tmp_path / "story")
    assert [answer(one) for one in played.told] == [answer(o) for o in rehearsed(case.path).told]
    export.bundle(played.ledger, tmp_path / "bundle.zip", size=read.size(played.ledger))
    with ZipFile(tmp_path / "bundle.zip") as bundle:
        stored = [json.loads(line) for line in bundle.read("rows.jsonl").splitlines()]
    # Memory has no leaf hashes: where the store has a seal, it lets an index pass.
    sealed = {row["since"] for row in stored if row["table"] == "seal"}
    told = [row for row in stored if row["since"] not in sealed]
    assert list(map(without_digest, told)) == [
        without_digest(json.loads(json.dumps(rows.document(row))))
        for row in rehearsed(case.path).stage.rows()
    ]
    trust = export.trust(played.ledger, required_checks=REQUIRED)
    code, out, _ = examined.run((tmp_path / "bundle.zip").read_bytes(), trust)
    assert (code, [line for line in out.splitlines() if " FAIL" in line]) == (0, [])
    assert "VERIFIED" in out


REQUIRED = [f"V{number:02d}" for number in range(1, 21) if number not in (9, 15, 18)]
"""Witnesses, evidence files and printed decisions are not in the stories."""


def without_digest(row: dict[str, Any]) -> dict[str, Any]:
    """A row of state, but for the digest of an act, which memory does not know."""
    return {name: value for name, value in row.items() if name != "digest"}


def answer(told: Told) -> Any:
    """What came of a part of a story, hashes aside."""
    if isinstance(told, Chapter):
        return told.title
    if isinstance(told, Expected):
        return told.point, told.checks
    return told.act["act_id"], told.recorded_at, told.index, told.judgement, told.code, told.checks


def test_every_case_has_a_scenario() -> None:
    """None is left out in silence."""
    assert [case.id for case in CASES if not case.path.exists()] == []


def test_the_page_of_demands_is_in_step() -> None:
    """If this fails: `make vectors`, then read the diff."""
    assert demands.PAGE.read_text(encoding="utf-8") == demands.render()


def test_every_demand_is_one_of_a_case() -> None:
    """The list of demands and the cases go together."""
    asked = {code for case in CASES for code in case.demands}
    assert asked == set(casebook.demands())
