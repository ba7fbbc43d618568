"""The site in front of a real server, where nginx is installed: what is let through, and what is not."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.test_deploy import DEPLOY
from tests.faults import serving
from tests.faults.serving import Server
from tests.verbs import commission as commissions

NGINX = shutil.which("nginx") or ""
SECONDS_MAX = 20

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not NGINX, reason="nginx is not installed here"),
]


def _site(folder: Path, port: int, behind: int) -> Path:
    """The site of the folder, on loopback and without TLS, in front of one server."""
    text = (DEPLOY / "nginx.conf").read_text().replace("/var/cache/nginx", str(folder / "cache"))
    text = re.sub(r"listen 443 ssl;", f"listen 127.0.0.1:{port};", text)
    text = re.sub(r"(?m)^\s*(ssl_\w+ .*|listen \[::\].*|server 127.0.0.1:8082;)$", "", text)
    text = text.replace("127.0.0.1:8081", f"127.0.0.1:{behind}")
    text = text.replace("/srv/ledger-tiles", str(folder / "tiles"))
    (folder / "cache").mkdir()
    (folder / "tiles" / "tile" / "0").mkdir(parents=True)
    (folder / "tiles" / "checkpoint").write_text("a checkpoint\n")
    (folder / "tiles" / "tile" / "0" / "000").write_bytes(b"a tile")
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    head = f"daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
    whole = folder / "nginx.conf"
    whole.write_text(f"{head}http {{\n{temporary}{text}\n}}\n")
    return whole


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, int]]:
    """A server, and the port of the nginx in front of it."""
    folder = tmp_path_factory.mktemp("site")
    made = commissions.opened(
        f"sqlite+pysqlite:///{folder / 'ledger.sqlite'}", commissions.real_clock
    )
    serving.furnish(folder)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with serving.serving(folder) as server:
        site = _site(folder, port, int(server.url.rpartition(":")[2]))
        # Workers of root would be somebody who may not read the test's folder.
        words = ["-e", str(folder / "error.log"), "-c", str(site), "-g", "master_process off;"]
        process = subprocess.Popen([NGINX, *words], stderr=subprocess.PIPE)
        try:
            _wait(port, process)
            yield server, port
        finally:
            process.terminate()
            process.communicate(timeout=SECONDS_MAX)
    made.ledger.engine.dispose()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS_MAX
    while time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()[1]
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError("nginx does not answer")


def _through(port: int, request: bytes) -> tuple[int, bytes]:
    """Status and everything of the answer to a request with these bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS_MAX) as sender:
        sender.sendall(request)
        data = b""
        while more := sender.recv(65_536):
            data += more
    return int(data.split(b" ", 2)[1]), data


def _get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: ledger.example\r\nConnection: close\r\n\r\n".encode()


def test_answers_go_through_as_the_server_gave_them(site: tuple[Server, int]) -> None:
    """State, entries twice (the second from the cache), files; and what is not for readers."""
    server, port = site
    for path in ("/v1/units/ps-1?as_of=7", "/v1/entries/1", "/v1/entries/1", "/health"):
        status, data = _through(port, _get(path))
        assert status == 200, data
        assert data.partition(b"\r\n\r\n")[2] == server.fetch(path)[1]
    status, data = _through(port, _get("/checkpoint"))
    assert status == 200 and data.endswith(b"a checkpoint\n") and b"no-cache" in data
    status, data = _through(port, _get("/tile/0/000"))
    assert status == 200 and data.endswith(b"a tile") and b"immutable" in data
    assert {_through(port, _get(path))[0] for path in ("/metrics", "/ready")} == {404}


def test_what_two_readers_could_read_differently_does_not_reach_the_server(
    site: tuple[Server, int],
) -> None:
    """Two lengths, a length and chunks, two hosts, a way out, a body that is too large."""
    _, port = site
    act = b"POST /v1/acts HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
    for request, statuses in (
        (act + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", {400}),
        (act + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {400}),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", {400}),
        (_get("/tile/../../nginx.conf"), {400}),
        (_get("/tile/..%2f..%2fnginx.conf"), {400, 404}),
        (act + b"Content-Length: 10737418240\r\n\r\n", {413}),
    ):
        status, data = _through(port, request)
        assert status in statuses, data
        assert b"error_log" not in data


def test_what_the_server_takes_goes_through(site: tuple[Server, int]) -> None:
    """A large batch and a document reach it: whatever is wrong with them is said by it, not by nginx."""
    _, port = site
    batch, document = b"[" + b"0" * 3_000_000 + b"]", b"0" * 20_000_000
    for line, kind, body in (
        (b"POST /v1/acts", b"application/json", batch),
        (b"PUT /v1/documents/" + b"0" * 64 + b"?act=a", b"application/octet-stream", document),
    ):
        head = b"%b HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: %b\r\n" % (line, kind)
        status, data = _through(port, head + b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        assert status in (200, 400, 404, 409) and b"ledger-id: " in data.lower(), data[:300]
