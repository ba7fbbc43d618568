"""The yardstick of serving: an application that answers fixed bytes, under the settings of `eal serve`.

python -m tests.benchmarks.raw      # prints {"url":"http://127.0.0.1:41234"}

GET /8192 is answered with 8,192 bytes; a POST is read to its end and answered 201 with 1,024.
"""

from __future__ import annotations

import json
import socket
from types import SimpleNamespace
from typing import Any

from ledger.commands import serve


class Raw:
    """The application; `eal serve` closes the feed of whatever it serves, so there is one."""

    def __init__(self) -> None:
        self.state = SimpleNamespace(feed=SimpleNamespace(close=lambda: None))
        self._made: dict[int, tuple[dict[str, Any], dict[str, Any]]] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            return
        size, status = 1_024, 201
        if scope["method"] == "GET":
            size, status = int(scope["path"][1:]), 200
        else:
            while (await receive()).get("more_body"):
                pass
        start, body = self._made.get(size) or self._make(size, status)
        await send(start)
        await send(body)

    def _make(self, size: int, status: int) -> tuple[dict[str, Any], dict[str, Any]]:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % size)]
        start = {"type": "http.response.start", "status": status, "headers": headers}
        self._made[size] = start, {"type": "http.response.body", "body": bytes(size)}
        return self._made[size]


def main() -> None:
    """Serve until told to stop."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
    print(json.dumps({"url": f"http://127.0.0.1:{listening.getsockname()[1]}"}), flush=True)
    serve.run(Raw(), listening)


if __name__ == "__main__":
    main()
