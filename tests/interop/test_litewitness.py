"""litewitness (filippo.io/torchwood), a witness that we did not write: it cosigns what we publish.

It needs the Go module proxy, which continuous integration may not reach: then this says so loudly
and is skipped, there too.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ledger.chain import checkpoint, cosignature, vkey, witnessing
from ledger.chain.checkpoint import Checkpoint
from ledger.chain.note import SignerKey
from ledger.publish import http, rounds
from tests.interop import tools
from tests.publish.witnesses import LOG_VKEY
from tests.verbs.commission import ORIGIN, key_of, opened

pytestmark = [pytest.mark.interop, pytest.mark.slow]

VERSION = "v0.10.0"
TOOLCHAIN = "go1.27.3"
PROGRAM = f"filippo.io/torchwood/cmd/litewitness@{VERSION}"
NAME = "witness.example/litewitness"
EMPTY = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
SECONDS_MAX = 20.0


@dataclass(frozen=True)
class Running:
    """The program at work: where it listens, and the key with which it signs."""

    url: str
    vkey: str


def program() -> Path:
    """The program, built with Go's own package manager."""
    go = shutil.which("go") or "/usr/local/go/bin/go"
    if not Path(go).exists() or not shutil.which("ssh-agent"):
        pytest.skip("INTEROP NOT CHECKED: litewitness needs Go and ssh-agent")
    place = tools.cache() / f"litewitness-{VERSION}"
    built = place / "bin" / "litewitness"
    if built.exists():
        return built
    environment = {
        "GOBIN": str(built.parent),
        "GOCACHE": str(tools.cache() / "go-build"),
        "GOFLAGS": "-modcacherw",
        "GOPATH": str(tools.cache() / "go"),
        "GOTOOLCHAIN": TOOLCHAIN,
    }
    try:
        tools.run(go, "install", PROGRAM, where=None, **environment)
    except (OSError, subprocess.SubprocessError) as error:
        # Allowed everywhere: the proxy for Go modules is not reachable from all machines.
        pytest.skip(f"INTEROP NOT CHECKED: litewitness cannot be installed here: {error}"[:600])
    return built


def _agent(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """An agent that holds a new key, and the key's fingerprint."""
    key, socket = folder / "key", folder / "agent"
    tools.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
    fingerprint = tools.run("ssh-keygen", "-l", "-f", key).split()[1]
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.DEVNULL)
    until = time.monotonic() + SECONDS_MAX
    while not socket.exists():
        assert time.monotonic() < until
        time.sleep(0.02)
    tools.run("ssh-add", "-q", key, SSH_AUTH_SOCK=str(socket))
    return agent, fingerprint


def _database(path: Path) -> None:
    """What `witnessctl add-log` and `add-key` write."""
    database = sqlite3.connect(path)
    with database:
        database.executescript(
            "CREATE TABLE log (origin TEXT PRIMARY KEY, tree_size INTEGER NOT NULL, tree_hash TEXT NOT NULL);"
            "CREATE TABLE key (origin TEXT NOT NULL, key TEXT NOT NULL, FOREIGN KEY(origin) REFERENCES log(origin));"
        )
        database.execute("INSERT INTO log VALUES (?, 0, ?)", (ORIGIN, EMPTY))
        database.execute("INSERT INTO key VALUES (?, ?)", (ORIGIN, LOG_VKEY))
    database.close()


@pytest.fixture
def litewitness() -> Iterator[Running]:
    """The program, which knows our log and has seen nothing of it."""
    built = program()
    # Sockets have short names.
    folder = Path(tools.run("mktemp", "-d").strip())
    agent, fingerprint = _agent(folder)
    _database(folder / "witness.db")
    port = _free_port()
    words = [
        *("-name", NAME, "-key", fingerprint, "-db", folder / "witness.db"),
        *("-ssh-agent", folder / "agent", "-listen", f"127.0.0.1:{port}"),
    ]
    log = (folder / "log").open("w+")
    process = subprocess.Popen([str(word) for word in (built, *words)], stderr=log, stdout=log)
    try:
        url = f"http://127.0.0.1:{port}"
        yield Running(url, _vkey(folder / "log"))
    finally:
        for each in (process, agent):
            each.terminate()
            each.wait()
        log.close()
        shutil.rmtree(folder)


def _vkey(log: Path) -> str:
    """The key that the program says it has, once it listens."""
    until = time.monotonic() + SECONDS_MAX
    while True:
        text = log.read_text()
        found = [word[5:].strip('"') for word in text.split() if word.startswith("vkey=")]
        if found and "listening" in text:
            return found[0]
        assert time.monotonic() < until, text
        time.sleep(0.05)


def _free_port() -> int:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_it_cosigns_what_we_publish_and_refuses_our_forks(
    litewitness: Running, sqlite_url: str
) -> None:
    """First contact, growth, a refresh; then what our key signs over another tree."""
    commission = opened(sqlite_url)
    policy = f"witness L {litewitness.vkey} {litewitness.url}\nquorum L\n"
    adopted = commission.administration(("witness_policy.adopted", {"policy": policy}))
    commission.record(adopted)
    for number in (1, 2, 3):
        done = rounds.publish(commission.ledger)
        assert (done.by, done.of, done.missing) == (1, 1, ""), done
        commission.record(commission.moved("opened", f"ps-{number}"))
    assert done.publication is not None
    size = done.publication.size
    keys = [cosignature.parse_vkey(litewitness.vkey)]
    assert list(cosignature.verified(done.publication.note, keys)) == keys
    assert vkey.parse(litewitness.vkey).name == NAME
    signer = SignerKey(ORIGIN, key_of("log"))
    for other in (Checkpoint(ORIGIN, size, bytes(32)), Checkpoint(ORIGIN, size + 4, bytes(32))):
        forked = checkpoint.sign(other, [signer])
        reply = http.post(f"{litewitness.url}/add-checkpoint", witnessing.request(size, [], forked))
        assert reply is not None and reply.status in (409, 422), reply
    late = checkpoint.sign(Checkpoint(ORIGIN, size + 4, bytes(32)), [signer])
    reply = http.post(f"{litewitness.url}/add-checkpoint", witnessing.request(0, [], late))
    assert reply == (409, witnessing.SIZE_TYPE, b"%d\n" % size)
    assert rounds.publish(commission.ledger).missing == ""
    commission.close()


def test_a_ledger_that_lost_entries_is_an_alarm(litewitness: Running, sqlite_url: str) -> None:
    """It says that it has seen more; it shows no proof of that, so the ledger goes on, warned."""
    commission = opened(sqlite_url)
    policy = f"witness L {litewitness.vkey} {litewitness.url}\nquorum L\n"
    commission.record(commission.administration(("witness_policy.adopted", {"policy": policy})))
    ahead = Checkpoint(ORIGIN, 10_000, bytes(32))
    signed = checkpoint.sign(ahead, [SignerKey(ORIGIN, key_of("log"))])
    reply = http.post(f"{litewitness.url}/add-checkpoint", witnessing.request(0, [], signed))
    assert reply is not None and reply.status == 200
    done = rounds.publish(commission.ledger)
    assert done.missing and "it claims 10000 entries" in commission.ledger.witness_alarms[0]
    commission.record(commission.moved("opened", "ps-1"))
    commission.close()
