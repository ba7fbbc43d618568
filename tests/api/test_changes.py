"""The feed: by position and as a stream, the same events, each once, whatever breaks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any

import pytest

from api import feed as feeding
from api.feed import Feed
from ledger import read
from ledger.chain import merkle
from tests.api.asking import Asked, document
from tests.api.listening import listening

CHANGES = "/v1/changes"


def _size(asked: Asked) -> int:
    return read.size(asked.commission.ledger)


def _app(asked: Asked) -> Any:
    """The application with a feed of its own, for the loop of one test."""
    app: Any = asked.client.app
    app.state.feed = Feed(asked.commission.ledger)
    return app


def _run(work: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(work())  # type: ignore[arg-type]


async def _record(asked: Asked, *units: str) -> None:
    made = asked.commission
    for unit in units:
        await asyncio.to_thread(made.record, made.moved("opened", unit))


def test_the_feed_is_the_log(read_only: Asked) -> None:
    """An event an entry, in order; its leaves are those of the tree that the checkpoint states."""
    size, path = _size(read_only), f"{CHANGES}?limit=3"
    found: list[dict[str, Any]] = []
    while len(found) < size:
        page = document(read_only.get(path))
        assert page["items"], "the feed ends where the log ends"
        found += page["items"]
        path = page["next"]
        assert page["position"] == len(found)
    assert [each["index"] for each in found] == list(range(size))
    leaves = [bytes.fromhex(each["leaf_hash"]) for each in found]
    entries = [read_only.get(each["url"]).content for each in found]
    assert leaves == [sha256(b"\x00" + data).digest() for data in entries]
    frontier = merkle.Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    assert frontier.root() == read.root(read_only.commission.ledger, size)
    last = document(read_only.get(path))
    assert last["items"] == [] and last["next"] == path


def test_a_full_page_never_changes(asked: Asked) -> None:
    """It may be kept; a page that is not full is asked for again."""
    size = _size(asked)
    full = asked.get(f"{CHANGES}?after={size - 2}&limit=2")
    open_end = asked.get(f"{CHANGES}?after={size - 2}&limit=3")
    assert "immutable" in full.headers["cache-control"]
    assert open_end.headers["cache-control"] == "public, no-cache"
    asked.commission.record(asked.commission.moved("opened", "ps-1"))
    assert asked.get(f"{CHANGES}?after={size - 2}&limit=2").content == full.content
    more = document(asked.get(f"{CHANGES}?after={size - 2}&limit=3"))
    assert [each["index"] for each in more["items"]] == [size - 2, size - 1, size]
    said = more["items"][-1]
    assert said["events"][0]["says"] in said["says"] and said["touched"] == [
        "contest:mayor",
        "run:run-1",
        "unit:ps-1",
    ]


def test_a_log_that_was_set_back_is_noticed(read_only: Asked) -> None:
    """Who knows more than this server is told so, and to keep what they know."""
    ahead = _size(read_only) + 5
    told = read_only.problem(f"{CHANGES}?after={ahead}", "position_not_reached", 503)
    assert "set back" in told["do"]
    answer = read_only.get(f"/v1/changes/stream?after={ahead}", 503)
    assert answer.json()["code"] == "position_not_reached" and answer.headers["retry-after"]
    read_only.problem("/v1/changes/stream?after=-1", "bad_parameter")
    headers = {"Last-Event-ID": "x"}
    assert read_only.get("/v1/changes/stream", 400, headers=headers).json()["code"]


def test_a_stream_tells_what_is_recorded(asked: Asked) -> None:
    """First whose log it is; then what was there, then what comes; the same as by position."""
    before = _size(asked)

    async def follow() -> None:
        async with listening(_app(asked), f"after={before - 2}") as one:
            await one.until(lambda one: len(one.ids) == 2)
            await _record(asked, "ps-1", "ps-2")
            await one.until(lambda one: len(one.ids) == 4)
            assert one.headers["content-type"].startswith("text/event-stream")
            assert one.headers["cache-control"] == "no-store"
            assert one.headers["ledger-purpose"] == "rehearsal"
            assert one.text.startswith("retry: 2000\nevent: ledger\ndata: {")
            assert one.ids == list(range(before - 1, before + 3))
            seen.extend(one.events)

    seen: list[dict[str, Any]] = []
    _run(follow)
    assert seen == document(asked.get(f"{CHANGES}?after={before - 2}"))["items"]


def test_a_stream_is_taken_up_where_it_broke(asked_on_each: Asked) -> None:
    """However often it breaks while others record: each event once, none missed."""
    asked, start = asked_on_each, _size(asked_on_each)
    units = ["ps-1", "ps-2", "ps-3"]

    async def follow() -> None:
        app = _app(asked)
        recording = asyncio.create_task(_record(asked, *units * 4))
        while len(seen) < 12:
            known = str(start + len(seen))
            # What the browser sends counts, not what stood in the address at first.
            async with listening(app, f"after={start}", last_event_id=known) as one:
                await one.until(lambda one: len(one.ids) >= 1)
            seen.extend(one.ids)
        await recording

    seen: list[int] = []
    _run(follow)
    assert seen == list(range(start + 1, start + 13))


def test_without_a_position_only_what_is_new_is_told(asked: Asked) -> None:
    """From now on; the first event says what "now" was."""
    before = _size(asked)

    async def follow() -> None:
        async with listening(_app(asked)) as one:
            await one.until(lambda one: "event: ledger" in one.text)
            hello = json.loads(one.text.split("data: ")[1].split("\n")[0])
            assert hello["position"] == before
            await _record(asked, "ps-1")
            await one.until(lambda one: one.ids == [before + 1])

    _run(follow)


def test_listeners_are_bounded(asked: Asked) -> None:
    """One more than there is room for is asked to come again; who leaves makes room."""

    async def follow() -> None:
        app = _app(asked)
        app.state.feed = Feed(asked.commission.ledger, most=1)
        async with listening(app) as first:
            await first.started.wait()
            async with listening(app) as second:
                await second.until(lambda one: one.is_over)
                assert second.status == 503 and second.headers["retry-after"]
                assert json.loads(second.text)["code"] == "too_many_listeners"
        async with listening(app) as third:
            await third.until(lambda one: "event: ledger" in one.text)
            assert third.status == 200
        assert app.state.feed.listeners == 0

    _run(follow)


def test_a_listener_that_takes_nothing_is_let_go(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds no place for ever; the others are told meanwhile."""
    monkeypatch.setattr(feeding, "SLOW_SECONDS", 0.2)

    async def follow() -> None:
        app = _app(asked)
        async with listening(app, "after=0") as quick, listening(app, "after=0") as slow:
            await slow.started.wait()
            slow.go_on.clear()
            await _record(asked, "ps-1")
            await quick.until(lambda one: len(one.ids) == _size(asked))
            await slow.until(lambda one: one.is_over)
            assert app.state.feed.listeners == 1

    _run(follow)


def test_silence_is_told_from_death(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """A comment comes where no event does; and a server that stops ends its streams."""
    monkeypatch.setattr(feeding, "BEAT_SECONDS", 0.05)

    async def follow() -> None:
        app = _app(asked)
        async with listening(app) as one:
            await one.until(lambda one: f": position {_size(asked)}\n\n" in one.text)
            app.state.feed.close()
            await one.until(lambda one: one.is_over)
        async with listening(app) as other:
            await other.until(lambda one: one.is_over)
            assert other.status == 503

    _run(follow)


def test_head_does_not_listen(asked: Asked) -> None:
    """The headers, and nobody is counted."""

    async def follow() -> None:
        app = _app(asked)
        async with listening(app, method="HEAD") as one:
            await one.until(lambda one: one.is_over)
            assert one.status == 200 and app.state.feed.listeners == 0

    _run(follow)
