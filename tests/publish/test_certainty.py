"""Recorded, witnessed, final: what is named by an adopted finality waits for its witnesses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import read
from ledger.publish import certainty, rounds
from ledger.publish.certainty import Certainty, Waiting
from ledger.store import heads
from tests.election.builders import ruleset_adopted
from tests.publish.witnesses import Town
from tests.verbs.commission import Commission, box, opened


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Three witnesses."""
    town = Town(tmp_path / "town")
    town.add("a", "b", "c")
    return town


@pytest.fixture
def commission(engine_url: str) -> Iterator[Commission]:
    """A ledger with a ruleset that is law from 2013 on, and no policy."""
    made = opened(engine_url)
    made.record(made.administration(("ruleset.adopted", ruleset_adopted("r")["fields"])))
    yield made
    made.close()


def size(commission: Commission) -> int:
    """The number of entries."""
    with commission.ledger.engine.connect() as connection:
        return heads.read(connection).size


def waits(commission: Commission, position: int) -> list[Waiting]:
    """What must not be shown as final, as known at a position."""
    with read.view(commission.ledger, as_of=position) as view:
        return certainty.waiting(commission.ledger, view.law, position)


def certify(commission: Commission) -> int:
    """A result is certified; the index of its entry, which the seal of the state follows."""
    fields = {"run": "run-1", "scope": [box("m-1")]}
    commission.record(commission.ruling(("result.certified", fields)))
    return size(commission) - 2


def test_without_witnesses_everything_is_recorded(commission: Commission) -> None:
    """And waits for nothing, unless somebody said that it has to: then it waits for ever."""
    rounds.publish(commission.ledger)
    assert certainty.of(commission.ledger, size(commission)) == Certainty("recorded", 0, 0, 0, 0)
    index = certify(commission)
    assert waits(commission, size(commission)) == []
    finality = {"effects": ["certify"], "ruleset": "r"}
    commission.record(commission.administration(("finality.adopted", finality)))
    rounds.publish(commission.ledger)
    found = waits(commission, size(commission))
    assert [(each.entry_index, each.effect, each.ruleset) for each in found] == [
        (index, "certify", "r")
    ]


def test_from_recorded_to_final(commission: Commission, town: Town) -> None:
    """One witness of the two that are needed; then the second."""
    finality = {"effects": ["certify"], "ruleset": "r"}
    commission.record(commission.administration(("finality.adopted", finality)))
    policy = {"policy": town.policy(2, "a", "b", "c")}
    commission.record(commission.administration(("witness_policy.adopted", policy)))
    before = size(commission)
    assert rounds.publish(commission.ledger, web=town.web).missing == ""
    assert certainty.of(commission.ledger, before) == Certainty("final", 3, 3, 2, before)
    commission.record(commission.moved("opened", "ps-1"))
    index = certify(commission)
    now = size(commission)
    assert certainty.of(commission.ledger, now) == Certainty("recorded", 0, 3, 2, before)
    act = f"act-{commission.count}"
    due = [Waiting(index, act, "certify", "r")]
    assert waits(commission, now) == due
    town.away = {"b", "c"}
    assert rounds.publish(commission.ledger, web=town.web).missing
    assert certainty.of(commission.ledger, now) == Certainty("witnessed", 1, 3, 2, before)
    assert waits(commission, now) == due
    assert certainty.of(commission.ledger, before).level == "final"
    town.away = {"c"}
    assert rounds.publish(commission.ledger, web=town.web).missing == ""
    assert certainty.of(commission.ledger, now) == Certainty("final", 2, 3, 2, now)
    assert waits(commission, now) == []


def test_as_known_then(commission: Commission) -> None:
    """What was recorded later does not wait at an earlier position."""
    finality = {"effects": ["certify"], "ruleset": "r"}
    commission.record(commission.administration(("finality.adopted", finality)))
    before = size(commission)
    certify(commission)
    assert waits(commission, before) == []
    assert len(waits(commission, size(commission))) == 1
