"""An answer about a position is the same bytes for ever: when it was new, after more acts, on tables
that were built anew, on the other engine, and by another process.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import wiring
from ledger import found, read, rebuild
from ledger.chain import entry as entry_of
from ledger.play import Played
from ledger.play.cast import LOG, RECORDER
from ledger.submit import Packet, Recorded, submit
from tests.api import addresses
from tests.api.asking import DESCRIPTION

POSITIONS = (15, 18, 25, 32, 36, 51, 61)
"""Where the story turns, and its end."""

Answers = dict[str, tuple[int, str, str, str]]
"""Status, tag, digest of the body and caching of every answer, by its address."""


def _asked(position: int) -> list[str]:
    return [addresses.at(path, position) for path in addresses.STATE.values()]


def _told(client: TestClient, paths: list[str]) -> Answers:
    told: Answers = {}
    for path in paths:
        answer = client.get(path)
        digest = sha256(answer.content).hexdigest()
        if answer.status_code == 200:
            assert answer.headers["etag"] == f'"{digest}"', path
            assert "immutable" in answer.headers["cache-control"], path
        else:
            # What is not there yet may be there later: nobody may keep that answer.
            assert answer.status_code == 404 and answer.headers["cache-control"] == "no-store", path
            digest = answer.json()["found"]
        told[path] = answer.status_code, answer.headers.get("etag", ""), digest, ""
    return told


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Played, TestClient]]:
    """The story, told to its end on SQLite, and its API."""
    with addresses.told(tmp_path_factory.mktemp("ever") / "story") as found:
        yield found


def _retold(played: Played, url: str) -> Answers:
    """Record the same acts at the same times elsewhere; ask about each position when it is new."""
    entries = [entry_of.parse(data) for data in read.log(played.ledger)]
    told: Answers = {}
    now = entries[0].recorded_at
    cast = played.setting.cast
    first, *rest = (Packet(one.act.data, one.signatures) for one in entries)
    founded = found.found(
        url,
        first,
        clock=lambda: now,
        log_key=cast.office(LOG),
        mldsa_key=cast.mldsa(),
        recorder_key=cast.office(RECORDER),
    )
    ledger = founded.ledger
    for index, packet in enumerate(rest, 1):
        now = entries[index].recorded_at
        answer = submit(ledger, [packet])[0]
        assert isinstance(answer, Recorded), answer
        if index + 1 in POSITIONS:
            with TestClient(wiring.create_app(ledger)) as client:
                told |= _told(client, _asked(index + 1))
    with TestClient(wiring.create_app(ledger)) as client:
        told |= _told(client, list(addresses.LOG.values()))
    ledger.engine.dispose()
    return told


def _all(client: TestClient) -> Answers:
    paths = [path for position in POSITIONS for path in _asked(position)]
    return _told(client, paths + list(addresses.LOG.values()))


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_an_answer_is_the_same_when_it_is_old(
    story: tuple[Played, TestClient], engine: str, request: pytest.FixtureRequest
) -> None:
    """Asked while it was the newest, on either engine, and long after: the same bytes and tag."""
    played, client = story
    url = request.getfixturevalue(f"{engine}_url")
    assert _retold(played, url) == _all(client)


def test_an_answer_outlives_its_tables_and_its_process(
    story: tuple[Played, TestClient],
) -> None:
    """On rebuilt tables and with nothing in memory it is made again, the same."""
    played, client = story
    before = _all(client)
    assert before == _all(client), "from memory it is the same"
    rebuild.rebuild(played.ledger)
    played.ledger.remembered.clear()
    with TestClient(wiring.create_app(played.ledger)) as again:
        assert before == _all(again)


def test_most_of_it_is_there(story: tuple[Played, TestClient]) -> None:
    """At the end of the story every address answers; before its beginning some do not."""
    _, client = story
    assert {status for status, *_ in _told(client, _asked(POSITIONS[-1])).values()} == {200}
    assert 404 in {status for status, *_ in _told(client, _asked(POSITIONS[0])).values()}


def test_no_operation_is_forgotten() -> None:
    """Whoever adds one says where the story shows it, or that it does not."""
    known = {*addresses.STATE, *addresses.LOG, *addresses.MOVING, *addresses.WITHOUT}
    there = {
        operation["operationId"]
        for methods in DESCRIPTION["paths"].values()
        for operation in methods.values()
    }
    assert there == known


def test_a_time_leads_to_its_position(story: tuple[Played, TestClient]) -> None:
    """307 to the address that stays, with everything else that was asked."""
    played, client = story
    for path in addresses.STATE.values():
        asked = f"{path}{'&' if '?' in path else '?'}as_of=2013-11-05"
        answer = client.get(asked)
        assert answer.status_code == 307 and answer.content == b"", path
        where = answer.headers["location"]
        assert "as_of=33" in where and "in_force_on=2013-11-05" in where
        assert "immutable" not in answer.headers["cache-control"]
        led = client.get(where)
        assert led.status_code == 200 and "immutable" in led.headers["cache-control"]
        assert led.json()["url"] == where
        assert (
            led.json()["root"] == read.root(played.ledger, 33).hex()
            and led.json()["position"] == 33
        )


def test_a_list_is_read_at_one_position(story: tuple[Played, TestClient]) -> None:
    """Page after page: nothing missed, nothing twice, whatever the size of a page; links agree."""
    _, client = story
    lists = {op: path.partition("?")[0] for op, path in addresses.STATE.items() if op[:4] == "list"}
    del lists["listPolls"]
    for path in lists.values():
        whole = client.get(f"{path}?limit=1000").json()
        assert whole["next"] is None
        for limit in (1, 7):
            found: list[Any] = []
            following: str | None = f"{path}?limit={limit}"
            while following is not None:
                answer = client.get(following)
                page = answer.json()
                assert answer.status_code == 200 and len(page["items"]) <= limit, answer.text
                link = answer.headers.get("link")
                assert link == (f'<{page["next"]}>; rel="next"' if page["next"] else None)
                found += page["items"]
                following = page["next"]
            assert found == whole["items"], path
        for item in whole["items"][:3]:
            if "url" in item:
                assert client.get(item["url"]).status_code == 200, item["url"]


def test_a_reader_elsewhere_may_ask(story: tuple[Played, TestClient]) -> None:
    """Browsers ask first whether another site's page may read; to write it may not."""
    _, client = story
    asked = {"Access-Control-Request-Method": "GET", "Origin": "https://news.example"}
    answer = client.options("/v1/units", headers=asked)
    assert answer.status_code == 204 and answer.headers["access-control-allow-origin"] == "*"
    assert "If-None-Match" in answer.headers["access-control-allow-headers"]
    asked["Access-Control-Request-Method"] = "POST"
    assert client.options("/v1/acts", headers=asked).status_code == 405
    for path in ("/v1/units", "/v1/entries/31"):
        head, got = client.head(path), client.get(path)
        assert head.content == b"" and head.headers["etag"] == got.headers["etag"]
        same = client.get(path, headers={"If-None-Match": got.headers["etag"]})
        assert same.status_code == 304 and same.content == b""
        assert same.headers["cache-control"] == got.headers["cache-control"]
        assert same.headers["ledger-checkpoint"].startswith(f"{POSITIONS[-1]} ")


def test_what_the_seed_story_asks_for(story: tuple[Played, TestClient]) -> None:
    """That evening: annulled, a repeat ordered, no date; who signed; what was claimed."""
    _, client = story
    run = client.get("/v1/runs/run-2?as_of=32").json()
    dates = [each["data"]["day"] for each in run["effects"] if each["verb"] == "date"]
    assert dates == [None]
    item = client.get("/v1/open-items?as_of=32").json()["items"][0]
    assert (item["item"], item["about"], item["owner"]) == ("undated_run", "run:run-2", "cec")
    assert item["marks"][0]["rule"] == "xk-2013.annulment-power"
    told = client.get(f"/v1/decisions/{addresses.DECISION}?as_of=32").json()
    assert told["votes"] == {"claimed": None, "signed": 6}
    assert [each["counted"] for each in told["signatures"]] == [True] * 6
    poll = client.get(f"/v1/polls/mayor/{addresses.UNIT}/run-1?as_of=32").json()
    assert (poll["polling"], poll["standing"]) == ("halted", "annulled")
    assert [bar["act"] for bar in poll["bars"]] == [addresses.DECISION]
    seat = client.get("/v1/seats/mayor-of-north-mitrovica").json()
    assert [each["what"] for each in seat["effects"]] == ["conferred", "refused", "conferred"]
    headlines = json.dumps(client.get("/v1/units?as_of=32&limit=1000").json()["items"])
    assert "repeat_undated" in headlines
