"""Following the log: one watcher a process asks how far it goes, and wakes whoever listens.

Every listener reads by position, entry after entry, from the same place as everybody who asks by
position: nothing is pushed that is not read back from the log, so nothing is skipped or doubled,
whichever process recorded it and however often the connection breaks.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ledger import feed, limits, read
from ledger.ledger import Ledger

log = logging.getLogger("api")

LOOK_SECONDS = 0.25
"""How often the head is looked at while somebody listens; other processes record too."""

BEAT_SECONDS = 15.0
"""After so long without an event a comment is sent, so that nobody takes silence for life."""

SLOW_SECONDS = 20.0
"""A listener that takes nothing for this long is let go; it comes back to where it was."""

EVENTS_AT_ONCE = 100
KEPT_BYTES_MAX = 8 * 1024 * 1024


class Feed:
    """What one process tells its listeners; it is used from the loop that serves them."""

    def __init__(self, ledger: Ledger, most: int = limits.LISTENERS_MAX) -> None:
        self.size = 0
        self.listeners = 0
        self.is_closed = False
        self._ledger, self._most = ledger, most
        self._grown = asyncio.Event()
        self._reading = asyncio.Lock()
        self._watcher: asyncio.Task[None] | None = None
        self._events: OrderedDict[int, bytes] = OrderedDict()
        self._bytes = 0

    def enter(self) -> bool:
        """A listener comes: whether it may."""
        if self.is_closed or self.listeners >= self._most:
            return False
        self.listeners += 1
        if self._watcher is None or self._watcher.done():
            self._watcher = asyncio.create_task(self._watch())
        return True

    def leave(self) -> None:
        """A listener that entered is gone."""
        self.listeners -= 1

    def close(self) -> None:
        """End every stream; whoever listened comes back, here or elsewhere."""
        self.is_closed = True
        self._wake()

    async def wait(self, position: int, seconds: float) -> None:
        """Return when the log goes beyond a position, the feed is closed, or after so long."""
        grown = self._grown
        if self.size > position or self.is_closed:
            return
        try:
            async with asyncio.timeout(seconds):
                await grown.wait()
        except TimeoutError:
            return

    async def reach(self, position: int, seconds: float) -> int:
        """Wait until the log has a position, for so long; return how far it goes as far as is known."""
        if not self.enter():
            return self.size
        try:
            async with asyncio.timeout(seconds):
                while self.size < position and not self.is_closed:
                    await self._grown.wait()
        except TimeoutError:
            pass
        finally:
            self.leave()
        return self.size

    async def events(self, position: int) -> list[bytes]:
        """Return what comes after a position, as far as it is recorded: some events in order."""
        if position >= self.size:
            return []
        if position not in self._events:
            # Many wait for the same entry: one of them reads it for all.
            async with self._reading:
                if position not in self._events:
                    await self._read(position)
        found = []
        for index in range(position, min(self.size, position + EVENTS_AT_ONCE)):
            if index not in self._events:
                break
            found.append(self._events[index])
        return found

    async def _read(self, position: int) -> None:
        made, *_ = await to_thread.run_sync(feed.events, self._ledger, position, EVENTS_AT_ONCE)
        for index, data in enumerate(made, position):
            if index not in self._events:
                self._events[index] = data
                self._bytes += len(data)
        while self._bytes > KEPT_BYTES_MAX and len(self._events) > EVENTS_AT_ONCE:
            _, gone = self._events.popitem(last=False)
            self._bytes -= len(gone)

    async def _watch(self) -> None:
        while self.listeners and not self.is_closed:
            try:
                size = await to_thread.run_sync(read.size, self._ledger)
            except Exception:
                log.exception("how far the log goes could not be read")
                size = self.size
            if size > self.size:
                self.size = size
                self._wake()
            await asyncio.sleep(LOOK_SECONDS)

    def _wake(self) -> None:
        grown, self._grown = self._grown, asyncio.Event()
        grown.set()


class Stream(Response):
    """Server-Sent Events from a position on, until the listener or the server leaves.

    id: 42
    data: {"act":"cec-10",...,"position":42,...}
    """

    media_type = "text/event-stream"

    def __init__(self, feed: Feed, position: int, hello: bytes) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._feed, self._position, self._hello = feed, position, hello

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one listener, which has entered."""
        try:
            start = {"type": "http.response.start", "status": 200}
            await send(start | {"headers": self.raw_headers})
            tasks = [asyncio.create_task(_left(receive)), asyncio.create_task(self._tell(send))]
            try:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in tasks:
                    task.cancel()
                ended = await asyncio.gather(*tasks, return_exceptions=True)
            if isinstance(ended[1], Exception):
                log.info("a listener was let go at %d: %r", self._position, ended[1])
        finally:
            self._feed.leave()

    async def _tell(self, send: Send) -> None:
        await _send(send, b"retry: 2000\nevent: ledger\ndata: " + self._hello + b"\n\n")
        while not self._feed.is_closed:
            found = await self._feed.events(self._position)
            for number, data in enumerate(found, self._position + 1):
                await _send(send, b"id: %d\ndata: %b\n\n" % (number, data))
            self._position += len(found)
            if not found:
                await self._pause(send)
        await send({"type": "http.response.body", "body": b""})

    async def _pause(self, send: Send) -> None:
        if self._feed.size > self._position:
            # Told of by a database that does not show it now, such as a standby taking over.
            await asyncio.sleep(LOOK_SECONDS)
            return
        await self._feed.wait(self._position, BEAT_SECONDS)
        if self._feed.size <= self._position and not self._feed.is_closed:
            await _send(send, b": position %d\n\n" % self._feed.size)


async def _send(send: Send, data: bytes) -> None:
    async with asyncio.timeout(SLOW_SECONDS):
        await send({"type": "http.response.body", "body": data, "more_body": True})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def feed_of(request: Request) -> Feed:
    """Return the feed of the process at which a request arrived."""
    found = request.app.state.feed
    assert isinstance(found, Feed)
    return found
