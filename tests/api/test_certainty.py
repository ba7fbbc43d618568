"""How certain an answer is: in the headers of all, and in full at an address of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.wiring import create_app
from ledger.chain.witnessing import Reply
from ledger.publish import rounds
from tests.api.asking import document
from tests.election.builders import ruleset_adopted
from tests.publish.witnesses import Town
from tests.verbs.commission import Commission, box, opened


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Two witnesses."""
    town = Town(tmp_path / "town")
    town.add("a", "b")
    return town


@pytest.fixture
def commission(sqlite_url: str, town: Town) -> Iterator[Commission]:
    """A ledger whose law makes certifications wait for one of two witnesses."""
    made = opened(sqlite_url)
    policy, finality = town.policy(2, "a", "b"), {"effects": ["certify"], "ruleset": "r"}
    made.record(made.administration(("ruleset.adopted", ruleset_adopted("r")["fields"])))
    made.record(made.administration(("finality.adopted", finality)))
    made.record(made.administration(("witness_policy.adopted", {"policy": policy})))
    yield made
    made.close()


def ask(commission: Commission) -> TestClient:
    """A client of a server that has not answered anybody yet."""
    return TestClient(create_app(commission.ledger))


def test_it_is_named_in_every_answer(commission: Commission, town: Town) -> None:
    """Recorded, witnessed by some, final; whatever was asked."""
    for path in ("/", "/v1/units/m-1", "/v1/units/m-1?as_of=5", "/v1/nothing"):
        headers = ask(commission).get(path).headers
        assert (headers["ledger-certainty"], headers["ledger-final-size"]) == ("recorded 0/2", "0")
    town.away = {"b"}
    rounds.publish(commission.ledger, web=town.web)
    assert ask(commission).get("/").headers["ledger-certainty"] == "witnessed 1/2"
    town.away = set()
    done = rounds.publish(commission.ledger, web=town.web).publication
    assert done is not None
    headers = ask(commission).get("/").headers
    assert (headers["ledger-certainty"], headers["ledger-final-size"]) == ("final", str(done.size))


def test_what_must_wait_is_named_until_it_is_final(commission: Commission, town: Town) -> None:
    """Beside the sheet of every unit that it, or its contest, concerns; in full at an address of its own."""
    rounds.publish(commission.ledger, web=town.web)
    fields = {"run": "run-1", "scope": [box("ps-1")]}
    commission.record(commission.ruling(("result.certified", fields)))
    client = ask(commission)
    # The seal of the certification stands after it.
    index = document(client.get("/"))["position"] - 2
    assert client.get("/v1/units/ps-1").headers["not-final"] == str(index)
    assert "not-final" not in client.get(f"/v1/units/ps-1?as_of={index + 1}").headers
    told = document(client.get("/v1/certainty"))
    assert [one["entry_index"] for one in told["not_final"]] == [index]
    assert told["certainty"]["level"] == "recorded"
    before = document(client.get(f"/v1/certainty?position={index}"))
    assert (before["certainty"]["level"], before["not_final"]) == ("final", [])
    rounds.publish(commission.ledger, web=town.web)
    assert "not-final" not in client.get("/v1/units/ps-1").headers
    assert document(client.get("/v1/certainty"))["not_final"] == []


def test_an_alarm_is_a_field_of_it(commission: Commission, town: Town) -> None:
    """What a witness claimed and did not prove."""
    town.replies["b"] = Reply(422, "text/plain", b"no")
    rounds.publish(commission.ledger, web=town.web)
    assert len(document(ask(commission).get("/v1/certainty"))["alarms"]) == 1
