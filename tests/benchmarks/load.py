"""Many clients of a server, each waiting for its answer before it asks again; a process of its own.

They speak HTTP/1.1 over connections that stay, and read no more of an answer than its length and
its status, so that it is the server that is measured.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import uvloop


class Plan(NamedTuple):
    """What to ask: whole requests in series; connection n goes on with series n modulo their number."""

    port: int
    connections: int
    series: Sequence[Sequence[bytes]]


class Load(NamedTuple):
    """What came of it: seconds in all, seconds of each answer in rising order, statuses counted."""

    seconds: float
    latencies: list[float]
    statuses: dict[int, int]
    body_bytes: int

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    def quantile(self, part: float) -> float:
        """Return within how many seconds this part of the answers came."""
        return self.latencies[min(len(self.latencies) - 1, int(part * len(self.latencies)))]


def get(path: str) -> bytes:
    """Return a request."""
    return f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode()


def post(path: str, body: bytes, kind: str = "application/json") -> bytes:
    """Return a request with a body."""
    told = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return f"POST {path} HTTP/1.1\r\nHost: a\r\n{told}".encode() + body


def run(plan: Plan) -> Load:
    """Ask everything; run it in another process than the server's."""
    return uvloop.run(_run(plan))


async def _run(plan: Plan) -> Load:
    loop = asyncio.get_running_loop()
    found = _Found()
    ways = [iter(requests) for requests in plan.series]
    made = []
    for number in range(plan.connections):
        client = _Client(ways[number % len(ways)], found, loop.create_future())
        await loop.create_connection(lambda client=client: client, "127.0.0.1", plan.port)  # type: ignore[misc]
        made.append(client)
    started = time.perf_counter()
    for client in made:
        client.ask()
    for client in made:
        await client.done
    seconds = time.perf_counter() - started
    return Load(seconds, sorted(found.latencies), dict(found.statuses), found.body_bytes)


class _Found:
    def __init__(self) -> None:
        self.latencies: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.body_bytes = 0


class _Client(asyncio.Protocol):
    """One connection."""

    def __init__(self, way: Iterator[bytes], found: _Found, done: asyncio.Future[None]) -> None:
        self.done = done
        self._way, self._found = way, found
        self._came = b""
        self._asked_at = 0.0

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def ask(self) -> None:
        """Send the next request, or leave."""
        request = next(self._way, None)
        if request is None:
            self.done.set_result(None)
            self._transport.close()
            return
        self._asked_at = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._came = came = self._came + data if self._came else data
        end = came.find(b"\r\n\r\n")
        if end < 0:
            return
        start = came.find(b"content-length: ", 0, end) + 16
        length = int(came[start : came.find(b"\r", start)]) if start > 15 else 0
        if len(came) < end + 4 + length:
            return
        self._found.latencies.append(time.perf_counter() - self._asked_at)
        self._found.statuses[int(came[9:12])] += 1
        self._found.body_bytes += length
        self._came = b""
        self.ask()

    def connection_lost(self, reason: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(ConnectionError(f"the server closed the connection: {reason}"))
