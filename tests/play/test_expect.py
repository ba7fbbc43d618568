"""Expectations ask for what they name and nothing else, and say what came."""

from __future__ import annotations

import pytest

from ledger.errors import Malformed, NotFound
from ledger.play import Expectation, Played, expect, scenario
from ledger.play.expect import Check
from tests.play.stories import STEP, dated, tell

MET = {
    "a headline in part": "sheets: [{units: [village], contests: [council], headline: {run: run-1}}]",
    "a poll": "sheets: [{units: [village], contests: [council], polls: [{run: run-1, polling: planned}]}]",
    "no amounts": "sheets: [{units: [village], no_amounts: [ballots/destroyed]}]",
    "items of a unit": "sheets: [{units: [village], items: [{item: vote, by: 2021-03-07}]}]",
    "open items in any place": "open_items: {some: [{item: vote}], none_of: [{item: undated_run}]}",
    "the first open items": "open_items: {first: [{item: vote, owner: board}]}",
    "all open items": "open_items: {all: [{item: vote, about: 'run:run-1', age: 0}]}",
    "a status": "statuses: [{subject: 'poll:council/village/run-1', field: polling, value: planned}]",
    "an act": "acts: [{act: board-2, outcomes: [effective], marks: [{code: not_assessed}]}]",
    "what an act says": "acts: [{act: board-2, body: board, events: [{event: 1, fields: {day: 2021-03-07}}]}]",
    "that an act is recorded": "acts: [{act: board-2}]",
    "a result": "results: [{contest: council, coverage: {units: 1, reported: 0}, missing: [{unit: village, reason: planned}]}]",
    "a result of nothing": "results: [{contest: council, unit: village, figures: [], margin: ~}]",
    "an account": "accounts: [{account: 'unit:village', buckets: [], checks: []}]",
    "nothing by law": "sheets: [{units: [village], by_law: []}]",
    "nobody possibly affected": "sheets: [{units: [village], contests: [council], possibly_affected: []}]",
    "known then": "as_known: 2021-03-02\n  open_items: {first: [{item: undated_run}]}",
    "known at a position": "as_known: 6\n  open_items: {first: [{item: undated_run}]}",
    "known at an instant": "as_known: 2021-03-03T10:59+01:00\n  open_items: {first: [{item: undated_run}]}",
    "known now of an earlier day": "in_force_on: 2021-03-02\n  open_items: {first: [{item: undated_run}]}",
}

UNMET = {
    "another day in an act": "acts: [{act: board-2, events: [{event: 1, fields: {day: 2021-03-08}}]}]",
    "another body": "acts: [{act: board-2, body: court}]",
    "a figure of a result": "results: [{contest: council, figures: [{measure: votes}]}]",
    "a bucket": "accounts: [{account: 'unit:village', buckets: [{bucket: held}]}]",
    "something by law": "sheets: [{units: [village], by_law: [{item: repeat}]}]",
    "nothing missing": "results: [{contest: council, missing: []}]",
    "a form": "forms: [{form: form-1, figures: {voted: 7}}]",
    "a sum": "computed: [{that: n = 2, with: {n: {units_of_type: municipality}}}]",
    "another headline": "sheets: [{units: [village], contests: [council], headline: {run: run-2}}]",
    "a headline of no contest": "sheets: [{units: [village], contests: [mayor], headline: {run: run-1}}]",
    "a member that is none": "sheets: [{units: [village], contests: [council], headline: {colour: red}}]",
    "a poll of no run": "sheets: [{units: [village], contests: [council], polls: [{run: run-2}]}]",
    "an amount": "sheets: [{units: [village], amounts: [{material: ballots}]}]",
    "more items": "sheets: [{units: [village], items: []}]",
    "fewer items": "open_items: {all: [{item: vote}, {item: vote}]}",
    "no item": "open_items: {none_of: [{item: vote}]}",
    "another item": "open_items: {first: [{item: undated_run}]}",
    "an item anywhere": "open_items: {some: [{item: receipt}]}",
    "another status": "statuses: [{subject: 'poll:council/village/run-1', field: polling, value: open}]",
    "no act": "acts: [{act: board-9, marks: []}]",
    "no marks": "acts: [{act: board-2, marks: []}]",
    "another mark": "acts: [{act: board-2, marks: [{code: gap}]}]",
    "a mark twice": "acts: [{act: board-2, marks: [{code: not_assessed}, {code: not_assessed}]}]",
    "another outcome": "acts: [{act: board-2, outcomes: [void]}]",
}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The story with a date, played once."""
    return tell(dated() + STEP, tmp_path_factory.mktemp("story"))


def failed(played: Played, said: str) -> list[Check]:
    """What is not met of an expectation at the end of the story."""
    text = f"{dated()}{STEP}- expect: something\n  {said}\n"
    asked = scenario.parse(text.encode()).parts[-1]
    assert isinstance(asked, Expectation)
    with played.stage.sight(asked.as_known, asked.in_force_on) as sight:
        checks = expect.of_expectation(sight, asked)
    assert checks
    return [check for check in checks if not check.is_met]


@pytest.mark.parametrize("said", MET.values(), ids=MET.keys())
def test_what_is_so_is_met(played: Played, said: str) -> None:
    """Members that are not named may be anything."""
    assert failed(played, said) == []


@pytest.mark.parametrize("said", UNMET.values(), ids=UNMET.keys())
def test_what_is_not_so_is_reported(played: Played, said: str) -> None:
    """An expectation that names something must be able to fail."""
    found = failed(played, said)
    assert len(found) == 1
    assert found[0].expected != found[0].found


@pytest.mark.parametrize(
    "said",
    [
        "sheets: [{unit: village}]",
        "sheets: [{units: [village], contests: [council], headline: undated}]",
        "open_items: [{item: vote}]",
        "statuses: [{subject: 'run:run-1', state: x}]",
        "acts: [{act: board-2, mark: []}]",
        "sheets: [{units: [village], contests: [council]}]",
        "sheets: [{units: [village], headline: {run: run-1}}]",
        "sheets: []",
        "results: [{contest: council, sum: 1}]",
        "results: [{contest: mayor, missing: []}]",
        "forms: [{form: form-1, figures: 7}]",
        "accounts: [{account: 'unit:town', buckets: []}]",
        "accounts: [{subject: 'unit:village'}]",
        "as_known: yesterday\n  open_items: {all: []}",
    ],
)
def test_what_asks_for_nothing_known_is_refused(played: Played, said: str) -> None:
    """A misspelt expectation is not one that is met."""
    with pytest.raises((Malformed, NotFound)):
        failed(played, said)
