"""One address is read within its bounds, however the server behaves."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from verifiers.desk import fetch

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"


@contextlib.contextmanager
def serving(*pieces: bytes, pause: float) -> Iterator[str]:
    """The address of a server that answers one request with these pieces, a pause before each."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            caller, _ = listening.accept()
            with caller, contextlib.suppress(OSError):
                caller.recv(65_536)
                for piece in pieces:
                    time.sleep(pause)
                    caller.sendall(piece)

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/checkpoint"
        thread.join(60)


def test_what_comes_in_pieces_is_put_together() -> None:
    with serving(HEAD, b"he", b"llo", pause=0.01) as url:
        assert fetch.get(url, 5) == (200, b"hello")


def test_more_than_was_allowed_is_refused() -> None:
    with (
        serving(HEAD, b"hello", pause=0) as url,
        pytest.raises(fetch.Unreachable, match="more than 4 bytes"),
    ):
        fetch.get(url, 4)


@pytest.mark.parametrize(
    "head", [HEAD.replace(b"5", b"500"), b"HTTP/1.1 200 OK\r\nX: "], ids=["body", "headers"]
)
def test_a_byte_now_and_then_is_no_answer(head: bytes) -> None:
    """Each of them comes in time, all of them would take for ever."""
    begun = time.monotonic()
    with (
        serving(head, *[b"x"] * 200, pause=0.05) as url,
        pytest.raises(fetch.Unreachable, match="too long|timed out"),
    ):
        fetch.get(url, 10_000, seconds_max=0.5)
    assert time.monotonic() - begun < 8
