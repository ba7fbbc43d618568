"""What is answered from memory is what would be answered without it, and is true when it is given."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from api import front
from api.front import _Now
from api.kept import Moment
from ledger.errors import Unavailable
from tests.api.asking import Asked

NOBODY: Any = None
UNIT = "/v1/units/ps-1"


def _looking(monkeypatch: pytest.MonkeyPatch, size: Any) -> None:
    monkeypatch.setattr(front.certainty, "final_size", lambda ledger: 0)
    monkeypatch.setattr(front.read, "size", size)


def test_what_is_recorded_elsewhere_is_in_the_next_answer(asked_on_each: Asked) -> None:
    """The server did not record it, and knows of it all the same: at once, not a second later."""
    client, people = asked_on_each.client, asked_on_each.commission
    first = client.get(UNIT)
    assert client.get(UNIT).content == first.content
    for which in ("opened", "suspended", "resumed"):
        before = client.get(UNIT)
        reason = {"reason": "a queue"} if which == "suspended" else {}
        people.record(people.moved(which, "ps-1", **reason))
        after = client.get(UNIT)
        assert after.json()["position"] == before.json()["position"] + 1
        assert after.headers["etag"] != before.headers["etag"]
        fixed = client.get(after.json()["url"])
        assert fixed.json()["sheet"] == after.json()["sheet"]


def test_from_memory_it_is_the_same(asked: Asked) -> None:
    """Headers and body, with a body or without one, of what stays and of what is asked again."""
    for path in (UNIT, "/v1/entries/3", asked.client.get("/v1/units?limit=2").json()["url"]):
        made, kept = asked.client.get(path), asked.client.get(path)
        assert (made.status_code, made.content) == (200, kept.content)
        assert sorted(made.headers.multi_items()) == sorted(kept.headers.multi_items())
        head = asked.client.head(path)
        assert head.headers["etag"] == made.headers["etag"]
        for named in (made.headers["etag"], f'"other", W/{made.headers["etag"]}', "*"):
            same = asked.client.get(path, headers={"If-None-Match": named})
            assert (same.status_code, same.content) == (304, b"")
            assert same.headers["ledger-id"] == made.headers["ledger-id"]
        assert asked.client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_octets_and_json_are_kept_apart(asked: Asked) -> None:
    """The same address in two forms."""
    for _ in range(2):
        octets = asked.client.get("/v1/entries/3", headers={"Accept": "application/octet-stream"})
        assert octets.headers["content-type"] == "application/octet-stream"
        assert asked.client.get("/v1/entries/3").headers["content-type"] == "application/json"


def test_one_look_serves_all_who_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty readers, one question to the database."""
    looks: list[int] = []

    def size(ledger: object) -> int:
        looks.append(1)
        return 7

    _looking(monkeypatch, size)

    async def crowd() -> list[Moment | None]:
        now = _Now(NOBODY)
        return await asyncio.gather(*(now.ask() for _ in range(50)))

    assert asyncio.run(crowd()) == [Moment(7, 0)] * 50
    assert len(looks) == 1


def test_who_comes_during_a_look_takes_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look that has begun may not know of what was recorded before this reader came."""
    begun, recorded, sizes = threading.Event(), threading.Event(), [8, 7]

    def size(ledger: object) -> int:
        found = sizes.pop()
        begun.set()
        assert recorded.wait(10)
        return found

    _looking(monkeypatch, size)

    async def two() -> tuple[Moment | None, Moment | None]:
        now = _Now(NOBODY)
        first = asyncio.create_task(now.ask())
        await asyncio.to_thread(begun.wait, 10)
        second = asyncio.create_task(now.ask())
        await asyncio.sleep(0)
        recorded.set()
        return await first, await second

    assert asyncio.run(two()) == (Moment(7, 0), Moment(8, 0))


def test_a_database_that_cannot_be_asked_is_met_behind(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing from memory is claimed to be true now."""
    before = asked.client.get(UNIT)

    def size(ledger: object) -> int:
        raise Unavailable("no database", "see to it")

    _looking(monkeypatch, size)
    assert asyncio.run(_Now(asked.commission.ledger).ask()) is None
    monkeypatch.undo()
    assert asked.client.get(UNIT).content == before.content


@pytest.mark.parametrize(
    ("kept", "now", "is_still"),
    [
        ((7, None), (7, 5), True),
        ((7, 5), (7, 5), True),
        ((7, 4), (7, 5), False),
        ((7, None), (8, 5), False),
    ],
)
def test_a_moment(kept: tuple[int, int | None], now: tuple[int, int], *, is_still: bool) -> None:
    """What says nothing about what is final stays true when more becomes so."""
    assert Moment(*kept).is_still(Moment(*now)) is is_still
