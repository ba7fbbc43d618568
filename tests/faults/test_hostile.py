"""Requests that are meant to do harm, sent to a real server: it stays small, quick and polite to others.

Each runs within the bounds that stand here; while it does, somebody else is answered. The server's
own bounds are in `api.connection`, `api.bodies` and `ledger.limits`.
"""

from __future__ import annotations

import contextlib
import json
import resource
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from api import connection
from ledger import limits, read
from tests.faults import serving
from tests.faults.serving import Server
from tests.verbs import commission as commissions

MEGABYTE = 1024 * 1024
SENT_MAX = 64 * MEGABYTE
"""What would be sent of ten gigabytes, if it were all taken. The sockets of both sides hold some."""
TAKEN_MAX = 16 * MEGABYTE
GROWN_MAX = 16 * MEGABYTE
SECONDS_MAX = 8.0
ANSWER_SECONDS_MAX = 5.0
SLOW_CLIENTS = 500
GIVEN_UP_SECONDS_MAX = connection.HEAD_SECONDS_MAX + 15.0

HOST = b"Host: ledger.example\r\n"
ACT = b"POST /v1/acts HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
GET = b"GET /health HTTP/1.1\r\n" + HOST
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
TEN_GIGABYTES = b"Content-Length: 10737418240\r\n\r\n"
CHUNK = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
NINES = b'{"act":{"a":' + b"9" * 65_000
BRACKETS = b"[" * 65_536

FLOODS = {
    "a body of ten gigabytes": (ACT + TEN_GIGABYTES, b"x" * 65_536, {413}),
    "a body without an end": (ACT + CHUNKED, CHUNK, {413}),
    "a packed body without an end": (ACT + b"Content-Encoding: gzip\r\n" + CHUNKED, CHUNK, {415}),
    "a body for which nobody asks": (GET + TEN_GIGABYTES, b"x" * 65_536, {200}),
    "chunks for which nobody asks": (GET + CHUNKED, CHUNK, {200}),
    "a form with fields without end": (
        ACT.replace(b"application/json", b"multipart/form-data; boundary=x") + CHUNKED,
        b"2a\r\n--x\r\nContent-Disposition: form-data; x\r\n\r\n\r\n" * 1_000,
        {415, 400},
    ),
    "a header without an end": (GET + b"X: ", b"x" * 65_536, {431, 400}),
    "headers without an end": (GET, b"X-Y: zzzz\r\n" * 6_000, {431, 400}),
    "an address without an end": (b"GET /", b"x" * 65_536, {431, 400}),
    "parameters without an end": (b"GET /v1/units?", b"limit=1&" * 8_000, {431, 400}),
    "words after a chunk's length": (ACT + CHUNKED + b"1;", b"x" * 65_536, {0, 400, 431}),
    "trailers without an end": (
        ACT + CHUNKED + b"1\r\n1\r\n0\r\n",
        b"X-Y: zzzz\r\n" * 6_000,
        {0, 400, 431},
    ),
    "blank lines without an end": (b"", b"\r\n" * 30_000, {0, 400, 431}),
    "a number without an end": (ACT + TEN_GIGABYTES, NINES, {413}),
    "brackets without an end": (ACT + TEN_GIGABYTES, BRACKETS, {413}),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that accepts acts, on SQLite."""
    folder = tmp_path_factory.mktemp("hostile")
    url = f"sqlite+pysqlite:///{folder / 'ledger.sqlite'}"
    made = commissions.opened(url, commissions.real_clock)
    serving.furnish(folder)
    size = read.size(made.ledger)
    with serving.serving(folder) as running:
        assert running.ask("/v1/units/ps-1")[0] == 200
        yield running
        assert running.process.poll() is None
        assert running.ask("/v1/units/ps-1")[0] == 200
    assert read.size(made.ledger) == size, "nothing of all this is in the log"
    said = (folder / "said").read_text()
    assert "Traceback" not in said and "RecursionError" not in said, said[:4_000]
    made.ledger.engine.dispose()


@contextlib.contextmanager
def _others_are_answered(server: Server) -> Iterator[None]:
    """Somebody reads all the while; each answer comes, and none late."""
    over = threading.Event()
    slowest: list[float] = []
    failed: list[int] = []

    def reading() -> None:
        while not over.is_set():
            began = time.monotonic()
            status, _ = server.ask("/v1/units/ps-1")
            slowest.append(time.monotonic() - began)
            if status != 200:
                failed.append(status)
            over.wait(0.02)

    reader = threading.Thread(target=reading)
    reader.start()
    try:
        yield
    finally:
        over.set()
        reader.join()
    assert slowest and not failed, failed
    assert max(slowest) < ANSWER_SECONDS_MAX, max(slowest)


def _status(data: bytes) -> int:
    """Of an answer; 0 where there is none."""
    return int(data.split(b" ", 2)[1]) if data.startswith(b"HTTP/1.") else 0


def _rest(sender: socket.socket) -> bytes:
    """What is answered, until the other side ends."""
    data = b""
    with contextlib.suppress(OSError):
        while more := sender.recv(65_536):
            data += more
    return data


@pytest.mark.parametrize("head, more, statuses", FLOODS.values(), ids=FLOODS)
def test_a_flood_is_stopped_at_the_door(
    server: Server, head: bytes, more: bytes, statuses: set[int]
) -> None:
    """Of gigabytes some kilobytes are taken, some more are on the way; then the connection ends."""
    before, began, sent = server.memory, time.monotonic(), 0
    with _others_are_answered(server), server.connect() as sender:
        with contextlib.suppress(OSError):
            sender.sendall(head)
            while sent < SENT_MAX and time.monotonic() - began < SECONDS_MAX:
                sender.sendall(more)
                sent += len(more)
        answer = _rest(sender)
    assert sent < TAKEN_MAX, f"{sent} bytes were taken"
    assert time.monotonic() - began < SECONDS_MAX
    assert _status(answer) in statuses | {0}, answer[:200]
    assert server.memory - before < GROWN_MAX


TWISTED = {
    "two lengths": (ACT + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", 400),
    "a length and chunks": (ACT + b"Content-Length: 5\r\n" + CHUNKED + b"0\r\n\r\n", 400),
    "chunks and a length": (ACT + CHUNKED[:-2] + b"Content-Length: 5\r\n\r\n0\r\n\r\n", 400),
    "a space before the colon": (ACT + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400),
    "another coding": (ACT + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400),
    "a coding after chunks": (ACT + b"Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", 400),
    "a negative length": (ACT + b"Content-Length: -1\r\n\r\n", 400),
    "a length with a sign": (ACT + b"Content-Length: +5\r\n\r\nhello", 400),
    "a length in sixteens": (ACT + b"Content-Length: 0x5\r\n\r\nhello", 400),
    "a length of forty digits": (ACT + b"Content-Length: " + b"9" * 40 + b"\r\n\r\n", 400),
    "a chunk's length that overflows": (ACT + CHUNKED + b"f" * 17 + b"\r\nx\r\n", 400),
    "a chunk with a negative length": (ACT + CHUNKED + b"-1\r\nx\r\n0\r\n\r\n", 400),
    "lines without a carriage return": (b"GET / HTTP/1.1\nHost: a\n\n", 400),
    "a folded header": (GET + b"X: a\r\n b\r\n\r\n", 400),
    "a header with a NUL": (GET + b"X: a\x00b\r\n\r\n", 400),
    "a header without a name": (GET + b": a\r\n\r\n", 400),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "two hosts": (GET + b"Host: evil.example\r\n\r\n", 400),
    "HTTP/2 at once": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "a version that is none": (b"GET / HTTP/9.9\r\n" + HOST + b"\r\n", 400),
    "a method that is none": (b"GET\x00 / HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "a tunnel": (b"CONNECT a:443 HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "everything at once": (b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    "bytes that are no letters": (b"GET /\xff\xfe HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "TLS on the plain port": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
}


@pytest.mark.parametrize("sent, status", TWISTED.values(), ids=TWISTED)
def test_what_two_readers_could_read_differently_is_refused(
    server: Server, sent: bytes, status: int
) -> None:
    """One answer, and the connection ends: nothing behind it is taken for a request."""
    with server.connect() as sender:
        sender.sendall(
            sent.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1)
            if status == 404
            else sent
        )
        with contextlib.suppress(OSError):
            sender.sendall(b"GET /v1/keys HTTP/1.1\r\n" + HOST + b"\r\n")
        answer = _rest(sender)
    assert _status(answer) == status, answer[:200]
    assert answer.count(b"HTTP/1.1 ") == 1


WAYS_OUT = [
    *("..%2f..%2fetc%2fpasswd", "../../etc/passwd", "..%5c..%5cpasswd", "%2e%2e/%2e%2e/etc"),
    *("....//....//etc", "..;/..;/etc", "%252e%252e%252f", "..%c0%af..%c0%afetc", "%00"),
    *("ledger.sqlite%00.json", "%0d%0aSet-Cookie:%20a=b", "\\..\\..\\etc", "file:///etc/passwd"),
    *("//etc/passwd", "%ef%bc%8e%ef%bc%8e/etc", "C:%5cledger", "~root", "log.pem", "../log.pem"),
]
PLACES = ["/", "/tile/", "/tile/0/", "/v1/units/", "/v1/documents/", "/v1/bundles/", "/problems/"]


def test_no_address_leads_out(server: Server) -> None:
    """Every way that is tried at every place: an error in words, and nothing of the machine."""
    tried = 0
    for place in PLACES:
        for way in WAYS_OUT:
            address = (place + way).encode()
            request = b"GET " + address + b" HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
            with server.connect() as sender:
                sender.sendall(request)
                answer = _rest(sender)
            assert 400 <= _status(answer) < 500, (address, answer[:200])
            head, _, body = answer.partition(b"\r\n\r\n")
            assert (
                b"root:" not in body
                and b"PRIVATE KEY" not in answer
                and b"SQLite format" not in body
            )
            assert b"set-cookie" not in head.lower()
            tried += 1
    assert tried == len(PLACES) * len(WAYS_OUT) == 133


def test_headers_that_claim_change_nothing(server: Server) -> None:
    """Who is asked for, on whose behalf, by which other address, for which part: all are ignored."""
    claims = [
        *(b"X-Forwarded-Host: evil.example", b"X-Forwarded-Proto: https", b"Forwarded: host=evil"),
        *(b"X-Original-URL: /metrics", b"X-Rewrite-URL: /metrics", b"X-HTTP-Method-Override: POST"),
        *(b"X-HTTP-Method: DELETE", b"Range: bytes=0-0,1-1,2-2", b"Range: bytes=" + b"0-," * 5_000),
        *(b"Upgrade: h2c\r\nConnection: upgrade", b"Expect: 100-continue", b"Cookie: a=b"),
    ]
    plain = _told(server, b"")
    for claim in claims:
        told = _told(server, claim + b"\r\n")
        assert told == plain, claim[:60]
        assert "evil" not in json.dumps(told)


def _told(server: Server, claim: bytes) -> tuple[int, object]:
    with server.connect() as sender:
        end = b"" if b"Connection" in claim else b"Connection: close\r\n"
        sender.sendall(b"GET /v1/entries/1 HTTP/1.1\r\n" + HOST + claim + end + b"\r\n")
        if not end:
            sender.shutdown(socket.SHUT_WR)
        answer = _rest(sender).removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")
    return _status(answer), json.loads(answer.partition(b"\r\n\r\n")[2])


DEEP = {
    "a million brackets": b'{"act":' + b"[" * limits.ENTRY_BYTES_MAX,
    "a million braces": b'{"act":' + b'{"a":' * 13_000,
    "a number of sixty thousand digits": b'{"act":{"a":' + b"9" * 60_000 + b'},"signatures":[]}',
    "an exponent of nine digits": b'{"act":{"a":1e999999999},"signatures":[]}',
    "sixty thousand marks on one letter": b'{"act":{"a":"e' + "\u0301".encode() * 30_000,
    "a key of sixty thousand letters": b'{"act":{"' + b"a" * 60_000 + b'":1},"signatures":[]}',
    "ten thousand keys": b'{"act":{'
    + b",".join(b'"k%d":1' % n for n in range(6_000))[:65_000]
    + b'},"signatures":[]}',
    "ten thousand signatures": b'{"act":{"a":1},"signatures":[' + b"{}," * 20_000 + b"{}]}",
}


@pytest.mark.parametrize("body", DEEP.values(), ids=DEEP)
def test_a_document_that_is_hard_to_read_is_refused_at_once(server: Server, body: bytes) -> None:
    """Bounded by its length, its depth and its digits, before anything is computed from it."""
    before, began = server.memory, time.monotonic()
    status, told = server.ask("/v1/acts", body[: limits.ENTRY_BYTES_MAX])
    assert status in (400, 413) and told["code"] != "unavailable"
    assert time.monotonic() - began < ANSWER_SECONDS_MAX
    assert server.memory - before < GROWN_MAX


@pytest.mark.slow
def test_slow_clients_hold_nobody_up_and_are_let_go(server: Server) -> None:
    """Hundreds that say nothing, half a head, a header now and then, or half a body of no use."""
    openings = [b"", b"GET / HT", GET + b"X-A: 1\r\n", GET + b"Content-Length: 9\r\n\r\nx"]
    before, began = server.memory, time.monotonic()
    with _others_are_answered(server), contextlib.ExitStack() as all_of_them:
        slow = [all_of_them.enter_context(server.connect()) for _ in range(SLOW_CLIENTS)]
        for number, sender in enumerate(slow):
            sender.sendall(openings[number % len(openings)])
        assert server.memory - before < GROWN_MAX
        waiting = dict.fromkeys(slow)
        while waiting and time.monotonic() - began < GIVEN_UP_SECONDS_MAX:
            for number, sender in enumerate(list(waiting)):
                if _is_over(sender, b"X-B: 1\r\n" if number % 4 == 2 else b""):
                    del waiting[sender]
            time.sleep(0.25)
    assert not waiting, f"{len(waiting)} of {SLOW_CLIENTS} are still waited for"


def _is_over(sender: socket.socket, more: bytes) -> bool:
    """Whether the server ended a connection, by which a little more is sent first."""
    sender.settimeout(0.001)
    try:
        sender.sendall(more)
        while data := sender.recv(65_536):
            assert data.startswith((b"HTTP/1.1 ", b"{"))
    except TimeoutError:
        return False
    except OSError:
        pass
    return True


@pytest.mark.slow
def test_the_oldest_that_says_nothing_makes_room(server: Server) -> None:
    """More connections than may be open: whoever asks is answered, and memory stays bounded."""
    before, count = server.memory, limits.CONNECTIONS_MAX + 100
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < count + 512:
        pytest.skip(f"this machine allows {hard} open files, too few to try")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with contextlib.ExitStack() as all_of_them:
        opened = [all_of_them.enter_context(server.connect()) for _ in range(count)]
        status, _ = server.ask("/v1/units/ps-1")
        assert status == 200
        assert _is_over(opened[0], b"")
        assert server.memory - before < 4 * GROWN_MAX
