"""One connection, with bounds: how long a head may take, how much may come that is no body.

    uvicorn.Config(app, http="api.connection:Connection")

The framework's own connection waits for a head for ever, keeps headers and trailers without end, and
takes in a body that nobody reads. Here each of these ends the connection, and where too many are
open, the one that has been silent longest makes room. The answer to what is no request is plain
text: there is no address yet whose problem it could be.

Before a request is led on to the application, `app.state.front` is asked, where there is one, whether
it answers by itself (`api.front`): then there is no task, and the answer is one write.
"""

from __future__ import annotations

from asyncio import TimerHandle, Transport
from typing import Any, Protocol

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle as Cycle

from ledger import limits

HEAD_SECONDS_MAX = 10.0
"""From the first moment of a connection, or the first byte of a later request, to the end of its head."""


class Front(Protocol):
    """Who may answer before the application."""

    def take(self, connection: Connection, cycle: Cycle) -> bool:
        """Whether it answers the request whose head has come, now or later, by `answer` or `lead_on`."""

    def submit(self, connection: Connection, cycle: Cycle) -> bool:
        """The same of one whose body is there too."""


_TOO_LARGE = b"The head of a request has 32,768 bytes at most.\n"
# A body in chunks of one byte has five bytes around each.
_AROUND_A_BYTE = 8


class Connection(HttpToolsProtocol):
    """What the server makes for each connection."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.waits_since = 0.0
        self._front: Front | None = getattr(getattr(self.app, "state", None), "front", None)
        self._held: Cycle | None = None
        """A request with a body, until all that came with it has been read."""
        self._ends_at: TimerHandle | None = None
        self._head = 0
        self._around = 0
        self._unread = 0
        self._is_whole = self._is_fed = self._is_telling = False

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Begin; where too many are open, the one that waited longest for a request gives way."""
        if len(self.connections) >= limits.CONNECTIONS_MAX:
            self._make_room()
        super().connection_made(transport)
        self.waits_since = self.loop.time()
        self._arm()

    def connection_lost(self, exc: Exception | None) -> None:
        """End, and let no timer go on."""
        self._disarm()
        super().connection_lost(exc)

    @property
    def is_waiting(self) -> bool:
        """Whether no request is under way: none has come, or the last one was answered."""
        return self.cycle is None or self.cycle.response_complete

    def data_received(self, data: bytes) -> None:
        """Take what came, as long as it is in bounds."""
        self._around += len(data)
        self._is_fed = True
        super().data_received(data)
        self._is_fed = False
        if self._held is not None:
            self._let_go()
        if self.transport.is_closing():
            return
        if self._around > limits.HEAD_BYTES_MAX:
            self._refuse()
        elif self._unread > limits.HEAD_BYTES_MAX:
            self.transport.close()
        elif not self._is_whole and self.is_waiting:
            self._arm()

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._head = self._around = self._unread = 0
        self._is_whole = False

    def on_url(self, url: bytes) -> None:
        """A part of its address."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, or a trailer, for which nobody asks."""
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is there: the answer is under way, and the body has bounds of its own."""
        self._disarm()
        self._around = 0
        if self.parser.get_http_version() == "1.1":
            _require_one_host(self.headers)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A part of its body; one that comes after the answer is not waited for."""
        self._around = max(0, self._around - _AROUND_A_BYTE * len(body))
        if self.cycle.response_complete:
            self._unread += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The whole request is there."""
        self._disarm()
        self._around, self._is_whole = 0, True
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """It is answered; what is left of its body may take no longer than a head."""
        super().on_response_complete()
        self.waits_since = self.loop.time()
        # While there is more to read of what came, nobody knows whether it ends the request.
        if not self._is_whole and not self._is_fed:
            self._arm()

    def _start_asgi_task(self, cycle: Cycle, app: Any) -> None:
        """It is this request's turn. What cannot be written at once is left to the application."""
        if self._is_telling:
            # Of thousands that came together each would be answered on top of the one before.
            self.loop.call_soon(self._start_asgi_task, cycle, app)
            return
        front = self._front
        if front is None or self.flow.write_paused or not front.take(self, cycle):
            if front is not None and self._is_fed and cycle.scope["method"] == "POST":
                self._held = cycle
            else:
                super()._start_asgi_task(cycle, app)

    def _let_go(self) -> None:
        """What came whole may be answered in front; whoever sends a body in pieces is waited for behind."""
        held, self._held = self._held, None
        assert held is not None and self._front is not None
        if held.more_body or not self._front.submit(self, held):
            self.lead_on(held)

    def answer(self, cycle: Cycle, status: int, lines: bytes, body: bytes) -> None:
        """Write the whole answer to a request that `Front.take` took; nothing, if its client left."""
        if cycle.disconnected or self.transport.is_closing():
            return
        told = [STATUS_LINE[status]]
        for name, value in self.server_state.default_headers:
            told += name, b": ", value, b"\r\n"
        told += lines, b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n"
        if cycle.scope["method"] != "HEAD":
            told.append(body)
        self.transport.write(b"".join(told))
        cycle.response_started = cycle.response_complete = True
        if not cycle.keep_alive:
            self.transport.close()
        self._is_telling = True
        self.on_response_complete()
        self._is_telling = False

    def lead_on(self, cycle: Cycle) -> None:
        """Leave a request that was taken to the application after all."""
        if not cycle.disconnected:
            super()._start_asgi_task(cycle, self.app)

    def _count(self, size: int) -> None:
        self._head += size
        if self._head > limits.HEAD_BYTES_MAX:
            # Out of the parser's own calls: it then answers that this is no request.
            raise ValueError("the head is too large")

    def _refuse(self) -> None:
        """Say that the head is too large, unless an answer is under way already."""
        if self.is_waiting:
            length = str(len(_TOO_LARGE)).encode()
            head = b"content-type: text/plain; charset=utf-8\r\ncontent-length: " + length
            self.transport.write(STATUS_LINE[431] + head + b"\r\nconnection: close\r\n\r\n")
            self.transport.write(_TOO_LARGE)
        self.transport.close()

    def _arm(self) -> None:
        if self._ends_at is None:
            self._ends_at = self.loop.call_later(HEAD_SECONDS_MAX, self._end)

    def _disarm(self) -> None:
        if self._ends_at is not None:
            self._ends_at.cancel()
            self._ends_at = None

    def _end(self) -> None:
        self._ends_at = None
        if self.is_waiting and not self.transport.is_closing():
            self.transport.close()

    def _make_room(self) -> None:
        waiting = [
            one for one in self.connections if isinstance(one, Connection) and one.is_waiting
        ]
        if waiting:
            min(waiting, key=lambda one: one.waits_since).give_way()

    def give_way(self) -> None:
        """Leave the room to another: at once, and without a word."""
        self.connections.discard(self)
        self.transport.abort()


def _require_one_host(headers: list[tuple[bytes, bytes]]) -> None:
    """RFC 9112, 3.2: two of them are how one proxy is made to see another address than the next."""
    if sum(name == b"host" for name, _ in headers) != 1:
        raise ValueError("a request names its host once")
