"""`eal serve` as a process that a test may attack, stop or kill, and what it weighs."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from prometheus_client.parser import text_string_to_metric_families

from ledger.commands import keyfiles, places
from ledger.submit import packets
from tests.faults.odd import Odd
from tests.verbs.commission import Commission, key_of

SECONDS_MAX = 60
PASSPHRASE = b"for the test"


def furnish(folder: Path, *, database: str = "ledger.sqlite", record: str | None = None) -> None:
    """Put down what `eal serve` needs beside the database: the keys, and where all is."""
    for name in ("log", "recorder"):
        keyfiles.write(folder / f"{name}.pem", key_of(name), PASSPHRASE)
    (folder / "passphrase.txt").write_bytes(PASSPHRASE + b"\n")
    place = places.Place(
        database=database, head_record=record, log_key="log.pem", recorder_key="recorder.pem"
    )
    places.write(folder, place)


def notices(commission: Commission, name: str, count: int) -> dict[str, bytes]:
    """Acts to submit, by their ids, as a client sends them."""
    events = [("announcement.made", {"about": None, "text": f"{name} {n}."}) for n in range(count)]
    made = [commission.act(event, act_id=f"{name}-{n}") for n, event in enumerate(events)]
    return {f"{name}-{n}": packets.format(packet) for n, packet in enumerate(made)}


@dataclass(frozen=True, slots=True)
class Server:
    """A running server process and its address."""

    process: subprocess.Popen[str]
    url: str

    @property
    def memory(self) -> int:
        """Bytes that the process holds in memory (VmRSS)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) * 1024

    def connect(self, seconds: float = 10.0) -> socket.socket:
        """An open connection to it, by which anything may be sent."""
        parts = urlsplit(self.url)
        return socket.create_connection((parts.hostname, parts.port), timeout=seconds)

    def ask(self, path: str, body: bytes | None = None) -> tuple[int, Any]:
        """Status and document of an answer; (0, None) if there was none."""
        status, data = self.fetch(path, body)
        return status, json.loads(data) if status else None

    def fetch(self, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """Status and bytes of an answer; (0, b"") if there was none."""
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, body, headers)
        try:
            with urllib.request.urlopen(request, timeout=SECONDS_MAX) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read()
        except (OSError, HTTPException):
            return 0, b""

    def told(self) -> dict[str, float]:
        """What it says of itself to Prometheus: values of series without labels, and of codes."""
        status, data = self.fetch("/metrics")
        assert status == 200, data
        found = {}
        for metric in text_string_to_metric_families(data.decode()):
            for name, labels, value in (sample[:3] for sample in metric.samples):
                found[name + "".join(f" {text}" for text in labels.values())] = value
        return found

    def is_frozen(self) -> bool:
        """Whether it was stopped (SIGSTOP)."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text()
        return stat.rpartition(")")[2].split()[0] == "T"

    def kill(self) -> None:
        """End it with SIGKILL, as it would be when memory runs out."""
        self.process.kill()
        self.process.wait(SECONDS_MAX)


@contextlib.contextmanager
def serving(
    folder: Path, *words: str, is_writer: bool = True, odd: Odd | None = None
) -> Iterator[Server]:
    """A server of the ledger in a folder; whatever happens, it is gone afterwards."""
    program = ["-m", "ledger.commands.main"] if odd is None else odd.words
    command = [sys.executable, *program, "serve", "--ledger", str(folder)]
    if is_writer:
        command += ["--passphrase-file", str(folder / "passphrase.txt")]
    with (folder / "said").open("a") as said:
        process = subprocess.Popen(
            [*command, "--port", "0", "--json", *words],
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, (folder / "said").read_text()
        yield Server(process, json.loads(line)["url"])
    finally:
        process.kill()
        process.communicate(timeout=SECONDS_MAX)
