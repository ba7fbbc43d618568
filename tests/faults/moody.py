"""A witness as a ledger meets it: it works, hangs, refuses, drips, floods, talks rubbish, or lies.

Its address stays the same whatever its mood is, so that it can come back.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

from verifiers.desk.witness_answers import Witness
from verifiers.desk.witness_serve import Server

MOODS = ("works", "hangs", "refuses", "drips", "floods", "rubbish", "lies")
SAID = {
    # Bytes that are no HTTP, an answer that is no signature, a claim that nothing proves.
    "rubbish": (b"\x00\xff\xfe" * 100, b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n\xe2\x80\x94 no no\n"),
    "lies": (
        b"HTTP/1.1 409 Conflict\r\nContent-Type: text/x.tlog.size\r\nContent-Length: 8\r\n\r\n9999999\n",
    ),
}  # fmt: skip
_DRIP_SECONDS = 0.2
_SECONDS_MAX = 30.0
_HEAD = b"HTTP/1.1 200 OK\r\nX: "


class Moody:
    """A real witness behind a door that may be shut, or be somebody else's."""

    def __init__(self, witness: Witness) -> None:
        self.mood = "works"
        self.asked = 0
        self._real = Server(witness, "127.0.0.1", 0)
        self._door = socket.create_server(("127.0.0.1", 0))
        self._over = threading.Event()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._door.getsockname()[1]}"

    @contextlib.contextmanager
    def open(self) -> Iterator[Moody]:
        """Answer for as long as the block runs."""
        threads = [
            threading.Thread(target=self._real.serve_forever, args=(0.05,), daemon=True),
            threading.Thread(target=self._listen, daemon=True),
        ]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self.mood = "refuses"
            self._over.set()
            # Whoever accepts is woken by a last caller.
            socket.create_connection(self._door.getsockname()).close()
            self._real.shutdown()
            for thread in threads:
                thread.join()
            self._door.close()
            self._real.server_close()

    def _listen(self) -> None:
        callers = []
        while not self._over.is_set():
            caller, _ = self._door.accept()
            self.asked += 1
            callers.append(threading.Thread(target=self._serve, args=(caller,), daemon=True))
            callers[-1].start()
        for each in callers:
            each.join()

    def _serve(self, caller: socket.socket) -> None:
        with caller, contextlib.suppress(OSError):
            caller.settimeout(_SECONDS_MAX)
            mood = self.mood
            if mood == "works":
                self._pass_on(caller)
            elif mood == "refuses":
                # Nothing is read: the system answers with a reset.
                caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
            elif mood == "hangs":
                self._over.wait(_SECONDS_MAX)
            elif mood in ("drips", "floods"):
                self._pour(caller, _DRIP_SECONDS if mood == "drips" else 0.0)
            else:
                said = SAID[mood]
                caller.recv(65_536)
                caller.sendall(said[self.asked % len(said)])

    def _pass_on(self, caller: socket.socket) -> None:
        """Carry bytes both ways until the witness has said everything."""
        real = urlsplit(self._real.url)
        with socket.create_connection((real.hostname, real.port), _SECONDS_MAX) as witness:
            thread = threading.Thread(target=_carry, args=(caller, witness), daemon=True)
            thread.start()
            _carry(witness, caller)
            with contextlib.suppress(OSError):
                caller.shutdown(socket.SHUT_RDWR)
            thread.join()

    def _pour(self, caller: socket.socket, pause: float) -> None:
        """Send a header that never ends, slowly, or a body that never does, at once."""
        caller.sendall(_HEAD if pause else b"HTTP/1.1 200 OK\r\n\r\n")
        while not self._over.wait(pause):
            caller.sendall(b"x" if pause else b"x" * 65_536)


def _carry(source: socket.socket, to: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            to.sendall(data)
