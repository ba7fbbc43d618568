"""Health, readiness, metrics, and what happens when too many come at once."""

from __future__ import annotations

import threading

import pytest
from starlette.testclient import TestClient

from api import verdict, wiring
from ledger.submit import packets
from tests.api.asking import Asked
from tests.api.test_meters import parse
from tests.verbs import commission as commissions


def test_health_and_readiness(asked_on_each: Asked) -> None:
    """Both are 200 while all is well, and are kept by nobody."""
    assert asked_on_each.get("/health").json() == {"status": "alive"}
    answer = asked_on_each.get("/ready")
    told = answer.json()
    size = asked_on_each.get("/").json()["position"]
    assert answer.headers["cache-control"] == "no-store"
    assert told["status"] == "ready" and told["accepts_acts"] is True
    assert told["position"] == told["checkpoint_size"] == told["state_position"] == size
    asked_on_each.problem("/ready?deep=1", "unknown_parameter")


def test_stopped_writing_is_not_ready(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state that was found wrong, then a guard of the tables that is gone: 503, and alive."""
    monkeypatch.setattr(verdict, "VERDICT_SECONDS", 0.0)
    engine = asked.commission.ledger.engine
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE projection SET stopped = 'found wrong at /srv/secret'")
    answer = asked.get("/ready", 503)
    assert answer.json()["code"] == "projections_unusable"
    assert "/srv/secret" not in answer.text
    assert parse(asked.get("/metrics").text)["eal_writing_stopped", ()] == 1
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE projection SET stopped = NULL")
    asked.get("/ready")
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER entry_no_update")
    assert asked.get("/ready", 503).json()["code"] == "schema_differs"
    asked.get("/health")
    asked.get("/v1/units/ps-1")


def test_metrics_tell_what_happened(asked_on_each: Asked) -> None:
    """Acts by what became of them, the head and what covers it; ages that never were are left out."""
    asked = asked_on_each
    body = packets.format(asked.commission.moved("opened", "ps-1"))
    asked.post(body, 201)
    asked.post(body, 200)
    refusal = asked.post(packets.format(asked.commission.moved("opened", "ps-none")), 422).json()
    found = parse(asked.get("/metrics").text)
    assert found["eal_acts_recorded_total", ()] == found["eal_acts_repeated_total", ()] == 1
    assert found["eal_append_seconds_count", ()] == 1
    assert found["eal_refusals_total", (("code", refusal["code"]),)] == 1
    size = asked.get("/").json()["position"]
    assert found["eal_head_size", ()] == found["eal_checkpoint_size", ()] == size
    assert found["eal_projection_lag", ()] == found["eal_writing_stopped", ()] == 0
    assert found["eal_checkpoint_age_seconds", ()] >= 0
    assert ("eal_witnessed_age_seconds", ()) not in found
    assert found["eal_requests_total", (("status", "201"),)] == 1


def test_a_state_that_is_behind_is_told(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lag of the projection moves, and who asks for readiness is sent elsewhere."""
    monkeypatch.setattr(verdict, "VERDICT_SECONDS", 0.0)
    with asked.commission.ledger.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE projection SET position = position - 2")
    assert parse(asked.get("/metrics").text)["eal_projection_lag", ()] == 2
    asked.get("/ready", 503)


def test_metrics_name_nobody(asked: Asked) -> None:
    """No person, no act, no unit: labels are codes and statuses."""
    asked.post(packets.format(asked.commission.moved("opened", "ps-1")), 201)
    text = asked.get("/metrics").text
    for word in ("person", "ps-1", "act-", "kqz.example"):
        assert word not in text
    keys = {label for _, labels in parse(text) for label, _ in labels}
    assert keys == {"code", "le", "status"} or keys == {"le", "status"}


def test_too_many_are_asked_to_come_again(sqlite_url: str) -> None:
    """While one submission is held up the next is sent away at once, and reading goes on."""
    made = commissions.opened(sqlite_url)
    app = wiring.create_app(made.ledger, waiting_max=1)
    with TestClient(app) as client:
        asked, first, begun, go = Asked(client, made), [], threading.Event(), threading.Event()
        clock = made.ledger.clock

        def slow() -> str:
            begun.set()
            assert go.wait(30)
            return clock()

        one, two = (packets.format(made.moved("opened", unit)) for unit in ("ps-1", "ps-2"))
        made.ledger.clock = slow
        thread = threading.Thread(target=lambda: first.append(asked.post(one, 201)))
        thread.start()
        assert begun.wait(30)
        told = asked.post(two, 503)
        assert told.json()["code"] == "busy" and told.headers["retry-after"] == "2"
        asked.get("/health")
        go.set()
        thread.join()
        made.ledger.clock = clock
        assert len(first) == 1
        asked.post(two, 201)
        assert parse(asked.get("/metrics").text)["eal_acts_turned_away_total", ()] == 1
    made.close()
