"""A listener that asks the application itself, message by message, as a server would."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

SECONDS_MAX = 30.0


@dataclass
class Listener:
    """What came over one connection so far."""

    started: asyncio.Event = field(default_factory=asyncio.Event)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    leave: asyncio.Event = field(default_factory=asyncio.Event)
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    text: str = ""
    is_over: bool = False

    @property
    def ids(self) -> list[int]:
        """The ids of the events, in the order in which they came."""
        return [int(line[4:]) for line in self.text.splitlines() if line.startswith("id: ")]

    @property
    def events(self) -> list[dict[str, Any]]:
        """What the events say, without the first, which names the ledger."""
        blocks = [block.splitlines() for block in self.text.split("\n\n")]
        told = [lines for lines in blocks if lines and lines[0].startswith("id: ")]
        return [json.loads(lines[1].removeprefix("data: ")) for lines in told]

    async def until(self, is_so: Callable[[Listener], bool]) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(SECONDS_MAX):
            while not is_so(self):
                self.came.clear()
                await self.came.wait()

    async def take(self, message: dict[str, Any]) -> None:
        """Take what the application sends; a slow listener takes nothing until told to."""
        await self.go_on.wait()
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {k.decode(): v.decode() for k, v in message["headers"]}
            self.started.set()
        else:
            self.text += message.get("body", b"").decode()
            self.is_over = not message.get("more_body", False)
        self.came.set()

    def end(self, task: asyncio.Task[None]) -> None:
        """The application is done with this connection, whether it said so or not."""
        self.is_over = True
        self.came.set()


@asynccontextmanager
async def listening(
    app: Any, query: str = "", *, method: str = "GET", is_slow: bool = False, **headers: str
) -> AsyncIterator[Listener]:
    """A connection to the stream, until the block ends."""
    listener = Listener()
    if not is_slow:
        listener.go_on.set()

    async def receive() -> dict[str, Any]:
        await listener.leave.wait()
        return {"type": "http.disconnect"}

    named = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    scope: dict[str, Any] = {
        "type": "http",
        "method": method,
        "path": "/v1/changes/stream",
        "headers": named,
    }
    scope |= {"query_string": query.encode(), "root_path": "", "scheme": "http"}
    scope |= {"http_version": "1.1", "server": ("test", 80), "client": None, "asgi": {}}
    running = asyncio.create_task(app(scope, receive, listener.take))
    running.add_done_callback(listener.end)
    try:
        yield listener
    finally:
        listener.leave.set()
        async with asyncio.timeout(SECONDS_MAX):
            await running
