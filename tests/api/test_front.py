"""What is answered from memory is what would be answered without it, and is true when it is given."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import parse_headers
from typing import Any, BinaryIO, NamedTuple
from unittest.mock import patch

import pytest
import uvicorn
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from api import front, together, wiring
from api.connection import Connection
from api.desk import Desk
from api.front import Front, Now
from api.kept import Moment, lines
from ledger import read
from ledger.commands import serve
from ledger.errors import Unavailable
from ledger.ledger import Ledger
from ledger.publish.certainty import Seen
from ledger.submit import packets
from tests.api.asking import Asked
from tests.api.test_feed import speak_albanian
from tests.verbs import commission as commissions
from tests.verbs.commission import Commission

NOBODY: Any = None
UNIT = "/v1/units/ps-1"


def _looking(monkeypatch: pytest.MonkeyPatch, size: Callable[[], int]) -> None:
    monkeypatch.setattr(front.certainty, "look", lambda ledger, before: Seen(size()))


async def _asked(now: Now) -> Moment | None:
    told: asyncio.Future[Moment | None] = asyncio.get_running_loop().create_future()
    now.ask(told.set_result)
    return await told


class Spied(Front):
    """A front that says whether it took what it was asked for."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, 100)
        self.taken: list[bool] = []
        self.submitted: list[bool] = []

    def take(self, connection: Connection, cycle: RequestResponseCycle) -> bool:
        """As ever, and note it."""
        self.taken.append(super().take(connection, cycle))
        return self.taken[-1]

    def submit(self, connection: Connection, cycle: RequestResponseCycle) -> bool:
        """As ever, and note it."""
        self.submitted.append(super().submit(connection, cycle))
        return self.submitted[-1]


class Line(NamedTuple):
    """A connection to a ledger that is served over a socket."""

    socket: socket.socket
    came: BinaryIO
    people: Commission
    front: Spied

    def ask(self, path: str, method: str = "GET", **more: str) -> Answered:
        """Send a request and return its answer; header names are given with `_`."""
        self.socket.sendall(request(path, method, **more))
        return self.answer(method)

    def answer(self, method: str = "GET") -> Answered:
        """Read the next answer."""
        status = int(self.came.readline().split()[1])
        told = parse_headers(self.came)
        headers = {name.lower(): text for name, text in told.items()}
        length = 0 if method == "HEAD" else int(headers.get("content-length", "0"))
        return Answered(status, headers, self.came.read(length))


class Answered(NamedTuple):
    """Status, headers by their names in small letters, body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def undated(self) -> Answered:
        """The same without the second in which it was given."""
        headers = {name: text for name, text in self.headers.items() if name != "date"}
        return self._replace(headers=headers)

    @property
    def told(self) -> tuple[int, str | None]:
        """What it was, and of which bytes."""
        return self.status, self.headers.get("etag")


def request(path: str, method: str = "GET", version: str = "1.1", **more: str) -> bytes:
    """The bytes of a request."""
    named = "".join(f"{name.replace('_', '-')}: {text}\r\n" for name, text in more.items())
    return f"{method} {path} HTTP/{version}\r\nHost: a\r\n{named}\r\n".encode()


@contextmanager
def _line(people: Commission) -> Iterator[Line]:
    # On a machine that is busy a second is soon over, and then one request goes the long way.
    with patch.object(Desk, "is_fresh", lambda desk: desk._is_stamping or bool(desk._stamps[1])):
        yield from _connected(people)


def _connected(people: Commission) -> Iterator[Line]:
    app = wiring.create_app(people.ledger)
    spied = app.state.front = Spied(app.state.desk)
    server = uvicorn.Server(serve.config_of(app))
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        with socket.create_connection(listening.getsockname(), timeout=30) as connected:
            yield Line(connected, connected.makefile("rb"), people, spied)
    finally:
        server.should_exit = True
        thread.join(30)
        listening.close()
        people.ledger.engine.dispose()


@pytest.fixture
def line(sqlite_url: str) -> Iterator[Line]:
    """A connection to a ledger on SQLite."""
    with _line(commissions.opened(sqlite_url)) as found:
        yield found


@pytest.fixture
def line_on_each(engine_url: str) -> Iterator[Line]:
    """The same, once on each engine."""
    with _line(commissions.opened(engine_url)) as found:
        yield found


def test_what_is_recorded_elsewhere_is_in_the_next_answer(line_on_each: Line) -> None:
    """The server did not record it, and knows of it all the same: at once, not a second later."""
    line, people = line_on_each, line_on_each.people
    first = line.ask(UNIT)
    assert line.ask(UNIT).body == first.body
    for which in ("opened", "suspended", "resumed"):
        before = line.ask(UNIT)
        reason = {"reason": "a queue"} if which == "suspended" else {}
        people.record(people.moved(which, "ps-1", **reason))
        after = line.ask(UNIT)
        told = json.loads(after.body)
        assert told["position"] == json.loads(before.body)["position"] + 1
        assert after.headers["etag"] != before.headers["etag"]
        fixed = line.ask(told["url"])
        assert json.loads(fixed.body)["sheet"] == told["sheet"]
    assert any(line.front.taken)


def test_from_memory_it_is_the_same(line: Line) -> None:
    """Headers and body, with a body or without one, of what stays and of what is asked again."""
    url = json.loads(line.ask("/v1/units?limit=2").body)["url"]
    for path in (UNIT, "/v1/entries/3", url):
        made = line.ask(path)
        line.front.taken.clear()
        kept = line.ask(path)
        assert made.status == 200 and made.undated == kept.undated
        head = line.ask(path, "HEAD")
        assert head.body == b"" and head.undated.headers == made.undated.headers
        for named in (made.headers["etag"], f'"other", W/{made.headers["etag"]}', "*"):
            same = line.ask(path, If_None_Match=named)
            assert (same.status, same.body) == (304, b"")
            assert same.headers["ledger-id"] == made.headers["ledger-id"]
        assert line.ask(path, If_None_Match='"other"').status == 200
        assert line.front.taken.count(True) >= 5


def test_headers_that_are_old_are_waited_for(line: Line) -> None:
    """Not even then is an answer made anew that is kept, or one that is still true."""
    for path in ("/v1/entries/3", UNIT):
        made = line.ask(path)
        line.front._desk._stamps = (0.0, [])
        assert line.ask(path).undated == made.undated
        assert line.front.taken[-1] and line.front._desk.is_fresh()


def test_octets_and_json_are_kept_apart(line: Line) -> None:
    """The same address in two forms."""
    for _ in range(2):
        octets = line.ask("/v1/entries/3", Accept="application/octet-stream")
        assert octets.headers["content-type"] == "application/octet-stream"
        assert line.ask("/v1/entries/3").headers["content-type"] == "application/json"


def test_who_wants_another_language_is_answered_behind(line: Line) -> None:
    """What is kept is English; nobody else is told it, and nobody is told what was made for another."""
    speak_albanian(line.people)
    path = f"/v1/changes?after={read.size(line.people.ledger) - 1}&limit=1"
    told = {"sq": "Njoftim: ", "en-GB,en;q=0.9": "", "en;q=0.1,sq": "Njoftim: "}
    for wanted in [*told, *told]:
        answer = line.ask(path, Accept_Language=wanted)
        says = json.loads(answer.body)["items"][0]["says"]
        assert ("Njoftim" in says) is bool(told[wanted]), (wanted, says)
        assert answer.headers["vary"] == "Accept-Language"
        assert line.front.taken[-1] is False or "en-GB" in wanted
    assert line.front.taken[-2], "English comes from memory"


def test_answers_come_in_the_order_of_their_questions(line: Line) -> None:
    """Several requests in one piece: from memory, after a look, from behind, one with a body."""
    paths = ["/v1/entries/3", UNIT, "/v1/entries/4", "/v1/entries/3", "/v1/nothing", UNIT]
    alone = [line.ask(path).told for path in paths]
    with_body = request("/v1/entries/3", Content_Length="5") + b"hello"
    line.socket.sendall(b"".join(map(request, paths)) + with_body + request(UNIT))
    assert [line.answer().told for _ in paths] == alone
    assert [line.answer().told for _ in range(2)] == [alone[0], alone[1]]


def test_thousands_that_came_together_are_answered_one_after_another(line: Line) -> None:
    """Behind one that has to be made first: none stands on the answer before it."""
    tag = line.ask("/v1/entries/3").headers["etag"]
    again = request("/v1/entries/3", If_None_Match=tag)
    sending = threading.Thread(
        target=line.socket.sendall, args=(request("/v1/entries/4") + again * 3_000,)
    )
    sending.start()
    assert line.answer().status == 200
    assert {line.answer().status for _ in range(3_000)} == {304}
    sending.join(30)


@pytest.mark.parametrize(("version", "named"), [("1.0", "keep-alive"), ("1.1", "close")])
def test_who_wants_it_closed_gets_it_closed(line: Line, version: str, named: str) -> None:
    """From memory too, and the client is told."""
    line.ask("/v1/entries/3")
    told = line.ask("/v1/entries/3", version=version, Connection=named)
    assert told.status == 200 and told.headers["connection"] == "close"
    assert line.front.taken[-1] and line.came.read() == b""


def test_who_leaves_during_a_look_takes_nobody_along(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer goes nowhere; another reader of the same look has it."""
    line.ask(UNIT)
    begun, left = threading.Event(), threading.Event()

    def look(ledger: Ledger, before: Seen) -> Seen:
        begun.set()
        assert left.wait(10)
        return before._replace(size=read.size(line.people.ledger))

    monkeypatch.setattr(front.certainty, "look", look)
    with socket.create_connection(line.socket.getpeername(), timeout=30) as other:
        other.sendall(request(UNIT))
        assert begun.wait(10)
    line.socket.sendall(request(UNIT))
    left.set()
    assert line.answer().status == 200


def _act(body: bytes) -> bytes:
    told = {"Content_Type": "application/json", "Content_Length": str(len(body))}
    return request("/v1/acts", "POST", **told) + body


def _moved(line: Line, *names: str) -> list[bytes]:
    reason = {"suspended": {"reason": "a queue"}}
    return [
        packets.format(line.people.moved(name, "ps-1", **reason.get(name, {}))) for name in names
    ]


def test_an_act_that_comes_whole_is_recorded_in_front(line: Line) -> None:
    """Its receipt is the one that is read later, and stays the same when it is sent again."""
    line.ask(UNIT)
    [body] = _moved(line, "opened")
    line.socket.sendall(_act(body))
    first = line.answer()
    assert (first.status, line.front.submitted) == (201, [True])
    line.socket.sendall(_act(body) + request(first.headers["location"]))
    again, read_later = line.answer(), line.answer()
    assert again.status == 200 and first.body == again.body == read_later.body
    assert first.headers["request-id"] != again.headers["request-id"]
    assert first.headers["repr-digest"] == read_later.headers["repr-digest"]


def test_acts_are_answered_in_the_order_in_which_they_came(line: Line) -> None:
    """Two in one piece, the second of which is refused; then one in two pieces."""
    line.ask(UNIT)
    opened, suspended, resumed = _moved(line, "opened", "suspended", "resumed")
    forged = opened.replace(b'"act_id":"', b'"act_id":"x')
    line.socket.sendall(_act(opened) + _act(forged) + _act(suspended)[:400])
    assert [line.answer().status for _ in range(2)] == [201, 422]
    line.socket.sendall(_act(suspended)[400:])
    assert line.answer().status == 201
    line.socket.sendall(_act(resumed))
    assert (line.answer().status, line.front.submitted[-1]) == (201, True)


def test_what_is_no_act_is_told_behind(line: Line) -> None:
    """Bytes that are none, a batch, another kind of body, a parameter."""
    line.ask(UNIT)
    [body] = _moved(line, "opened")
    batch = _act(b"[" + body + b"]")
    other = _act(body).replace(b"application/json", b"text/plain")
    named = _act(body).replace(b"/v1/acts ", b"/v1/acts?a=1 ")
    for sent, status in ((_act(b"{}"), 400), (batch, 200), (named, 400), (other, 415)):
        line.socket.sendall(sent)
        assert line.answer().status == status
    assert line.front.submitted == [False] * 4


def test_a_refusal_and_a_fault_are_told_in_front(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each as a problem that names the request, as behind."""
    line.ask(UNIT)
    [body] = _moved(line, "opened")
    forged = body.replace(b'"act_id":"', b'"act_id":"x')

    def submit(*given: object) -> None:
        raise Unavailable("no database", "see to it")

    for code, status in (("signature_invalid", 422), ("unavailable", 503)):
        line.socket.sendall(_act(forged))
        told = line.answer()
        problem = json.loads(told.body)
        assert (told.status, problem["code"], line.front.submitted[-1]) == (status, code, True)
        assert problem["request_id"] == told.headers["request-id"] != "none"
        assert told.headers["ledger-id"]
        monkeypatch.setattr(together, "submit", submit)


def test_a_header_has_one_line() -> None:
    """Whatever an answer says of itself, it cannot begin another header, or end the head."""
    assert lines([(b"a", b"1"), (b"b", b"2")]) == b"a: 1\r\nb: 2\r\n"
    for text in (b"1\r\nx: 2", b"1\n2", b"1\r"):
        with pytest.raises(ValueError, match="one line"):
            lines([(b"a", text)])


def test_one_look_serves_all_who_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty readers, one question to the database."""
    looks: list[int] = []

    def size() -> int:
        looks.append(1)
        return 7

    _looking(monkeypatch, size)

    async def crowd() -> list[Moment | None]:
        now = Now(NOBODY)
        return await asyncio.gather(*(_asked(now) for _ in range(50)))

    assert asyncio.run(crowd()) == [Moment(7, 0)] * 50
    assert len(looks) == 1


def test_who_comes_during_a_look_takes_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look that has begun may not know of what was recorded before this reader came."""
    begun, recorded, sizes = threading.Event(), threading.Event(), [8, 7]

    def size() -> int:
        found = sizes.pop()
        begun.set()
        assert recorded.wait(10)
        return found

    _looking(monkeypatch, size)

    async def two() -> tuple[Moment | None, Moment | None]:
        now = Now(NOBODY)
        first = asyncio.create_task(_asked(now))
        await asyncio.to_thread(begun.wait, 10)
        second = asyncio.create_task(_asked(now))
        await asyncio.sleep(0)
        recorded.set()
        return await first, await second

    assert asyncio.run(two()) == (Moment(7, 0), Moment(8, 0))


def test_a_database_that_cannot_be_asked_is_met_behind(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing from memory is claimed to be true now."""
    before = asked.client.get(UNIT)

    def size() -> int:
        raise Unavailable("no database", "see to it")

    _looking(monkeypatch, size)
    assert asyncio.run(_asked(Now(asked.commission.ledger))) is None
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
