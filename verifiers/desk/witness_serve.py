"""The door of a witness: two addresses over HTTP, every size and every wait bounded.

It listens on this machine only, unless told otherwise; towards the network a web server with
encryption belongs before it.
"""

from __future__ import annotations

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from verifiers.desk.witness_answers import Witness
from verifiers.desk.witness_request import BODY_BYTES_MAX, Answer

AT_ONCE_MAX = 32
SECONDS_MAX = 15.0
_READ = re.compile(r"/([0-9a-f]{64})/checkpoint")


class Server(ThreadingHTTPServer):
    """Serves one witness until `shutdown`; port 0 takes any that is free."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, witness: Witness, host: str, port: int) -> None:
        self.witness = witness
        self.places = threading.BoundedSemaphore(AT_ONCE_MAX)
        super().__init__((host, port), _Door)

    @property
    def url(self) -> str:
        """Where it listens."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Waits for a free place, so that a crowd costs patience and not memory."""
        if not self.places.acquire(timeout=SECONDS_MAX):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Gives the place back when all is done."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is no news."""


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "eal-witness", ""
    timeout = SECONDS_MAX
    server: Server

    def do_POST(self) -> None:
        self.close_connection = True
        if self.path != "/add-checkpoint":
            return self._send(Answer(404, "ask POST /add-checkpoint\n"))
        length = self.headers.get("Content-Length", "")
        if self.headers.get("Transfer-Encoding") or not re.fullmatch(r"[0-9]{1,9}", length):
            return self._send(Answer(411, "say how long the body is, in Content-Length\n"))
        if int(length) > BODY_BYTES_MAX:
            return self._send(Answer(413, f"at most {BODY_BYTES_MAX} bytes\n"))
        body = self.rfile.read(int(length))
        if len(body) != int(length):
            return self._send(Answer(400, "the body ended early\n"))
        return self._send(self.server.witness.add_checkpoint(body))

    def do_GET(self) -> None:
        found = _READ.fullmatch(self.path)
        if not found:
            return self._send(Answer(404, "ask GET /HEX-SHA256-OF-ORIGIN/checkpoint\n"))
        return self._send(self.server.witness.read(found[1]))

    def _send(self, answer: Answer) -> None:
        body = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged: who asked when is nobody's business."""
