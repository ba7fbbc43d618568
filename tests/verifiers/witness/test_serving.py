"""The command and its two addresses, over a real connection."""

from __future__ import annotations

import hashlib
import http.client
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.verifiers.witness.logs import MAIN, ORIGIN, log_vkey
from verifiers import cosignature, note
from verifiers.desk import fetch
from verifiers.desk.witness_request import BODY_BYTES_MAX

NAME = "witness.example/embassy"


def _run(*arguments: str | Path, code: int = 0) -> str:
    command = [sys.executable, "-m", "verifiers", "witness", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout if code == 0 else done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The directory of a witness that knows the log."""
    folder = tmp_path / "witness"
    _run("init", folder, "--name", NAME, "--mark", tmp_path / "elsewhere.mark")
    assert _run("add-log", folder, log_vkey()) == f"{ORIGIN}\n"
    return folder


@pytest.fixture
def url(folder: Path) -> Iterator[str]:
    """Where it answers."""
    command = [sys.executable, "-m", "verifiers", "witness", "serve", str(folder), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()
        assert process.wait(20) == 0


def _ask(
    url: str, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, str, str]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    connection.request(
        method, path, body, {name.replace("_", "-"): v for name, v in headers.items()}
    )
    answer = connection.getresponse()
    found = answer.status, answer.getheader("Content-Type", ""), answer.read().decode()
    connection.close()
    return found


def test_the_whole_way(folder: Path, url: str) -> None:
    """Asked, cosigned, read again; its key is the one it prints."""
    vkey = note.parse_vkey(_run("vkey", folder).strip(), cosignature.TIMED)
    status, kind, line = _ask(url, "POST", "/add-checkpoint", MAIN.request(0, 3))
    assert (status, kind) == (200, "text/plain; charset=utf-8")
    where = f"/{hashlib.sha256(ORIGIN.encode()).hexdigest()}/checkpoint"
    read = fetch.get(url + where, note.NOTE_BYTES_MAX)
    assert read.body == MAIN.checkpoint(3) + line.encode()
    assert note.signers(note.parse(read.body), [vkey]) == [vkey]
    assert _ask(url, "POST", "/add-checkpoint", MAIN.request(0, 5)) == (
        409,
        "text/x.tlog.size",
        "3\n",
    )
    assert "3  kqz.example/2026" in _run("status", folder)


def test_what_it_does_not_serve(url: str) -> None:
    """Other addresses, bodies without a length or too long, half a body."""
    assert _ask(url, "GET", "/")[0] == 404
    assert _ask(url, "GET", "/../../etc/passwd")[0] == 404
    assert _ask(url, "POST", "/other", b"x")[0] == 404
    assert _ask(url, "PUT", "/add-checkpoint", b"x")[0] == 501
    assert (
        _ask(url, "POST", "/add-checkpoint", b"", Content_Length=str(BODY_BYTES_MAX + 1))[0] == 413
    )
    assert _ask(url, "POST", "/add-checkpoint", b"", Content_Length="-1")[0] == 411
    assert _ask(url, "POST", "/add-checkpoint", b"0\r\n\r\n", Transfer_Encoding="chunked")[0] == 411
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=20) as half:
        half.sendall(b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 100\r\n\r\nold 0\n")
        half.shutdown(socket.SHUT_WR)
        assert half.recv(100).startswith(b"HTTP/1.1 400")


def test_it_listens_on_this_machine_only(url: str) -> None:
    """Unless it is told otherwise."""
    assert urlsplit(url).hostname == "127.0.0.1"


def test_with_a_passphrase_and_a_key_against_quantum_computers(tmp_path: Path) -> None:
    """Both at once; without the passphrase nothing is signed."""
    secret = tmp_path / "secret.txt"
    secret.write_text("correct horse\n")
    folder, mark = tmp_path / "witness", tmp_path / "mark"
    vkey = _run(
        "init", folder, "--name", NAME, "--mark", mark, "--mldsa44", "--passphrase-file", secret
    ).strip()
    assert note.parse_vkey(vkey, cosignature.MLDSA).name == NAME
    pem = (folder / "witness-key.pem").read_text()
    assert "ENCRYPTED" in pem and (folder / "witness-key.pem").stat().st_mode & 0o077 == 0
    assert "passphrase" in _run("serve", folder, "--port", "0", code=1)
    assert _run("vkey", folder, "--passphrase-file", secret).strip() == vkey


def test_each_mistake_gets_a_sentence(folder: Path, tmp_path: Path) -> None:
    """A mark inside the directory, a place that is taken, a key of a witness as a log's, no witness at all."""
    inside = tmp_path / "other"
    assert "mark_inside" in _run("init", inside, "--name", "n", "--mark", inside / "mark", code=1)
    assert "state_exists" in _run("init", folder, "--name", "n", "--mark", tmp_path / "m", code=1)
    assert "bad_name" in _run("init", inside, "--name", "a b", "--mark", tmp_path / "m", code=1)
    own = _run("vkey", folder).strip()
    assert "vkey_malformed" in _run("add-log", folder, own, code=1)
    assert "state_missing" in _run("serve", tmp_path / "nothing", code=1)
    shown = _run("status", folder)
    assert "looks nowhere" in shown
