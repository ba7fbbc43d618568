"""`eal serve` as a process: it answers on loopback, and leaves when it is told to."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from ledger import read
from ledger.commands import keyfiles, places
from ledger.submit import packets
from tests.api import streaming
from tests.verbs import commission as commissions
from tests.verbs.commission import ORIGIN, Commission, key_of
from verifiers import merkle, note, proofs

SECONDS_MAX = 30
PASSPHRASE = b"for the test"


@dataclass
class Folder:
    """A ledger's folder, as `eal init` leaves it, and the commission whose ledger it holds."""

    path: Path
    commission: Commission

    @property
    def passphrase_file(self) -> Path:
        """Where the passphrase of the ledger's keys is."""
        return self.path / "passphrase.txt"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    """The folder of an open ledger; its clock is this machine's, as the server's is."""
    url = f"sqlite+pysqlite:///{tmp_path / 'ledger.sqlite'}"
    made = Folder(tmp_path, commissions.opened(url, commissions.real_clock))
    for name in ("log", "recorder"):
        keyfiles.write(tmp_path / f"{name}.pem", key_of(name), PASSPHRASE)
    made.passphrase_file.write_bytes(PASSPHRASE + b"\n")
    place = places.Place(
        database="ledger.sqlite", head_record=None, log_key="log.pem", recorder_key="recorder.pem"
    )
    places.write(tmp_path, place)
    yield made
    made.commission.ledger.engine.dispose()


def _start(folder: Folder, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "ledger.commands.main", "serve", "--ledger", str(folder.path)]
    return subprocess.Popen(
        [*command, "--json", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextlib.contextmanager
def _serving(folder: Folder, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and its address; whatever happens, it is gone afterwards."""
    process = _start(folder, "--port", "0", *words)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, process.communicate(timeout=SECONDS_MAX)[1]
        yield process, json.loads(line)["url"]
    finally:
        process.kill()
        process.communicate(timeout=SECONDS_MAX)


def _founding(folder: Folder) -> dict[str, Any]:
    """The fields of the founding event, where an auditor finds the log's keys."""
    entry = json.loads(read.entry(folder.commission.ledger, 0))
    fields: dict[str, Any] = entry["act"]["events"][0]["fields"]
    return fields


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=SECONDS_MAX) as answer:
        data: bytes = answer.read()
    return data


def _post(address: str, body: bytes) -> int:
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{address}/v1/acts", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS_MAX) as answer:
            status: int = answer.status
    except urllib.error.HTTPError as refused:
        return refused.code
    except (urllib.error.URLError, OSError):
        return 0
    return status


def _stop(process: subprocess.Popen[str], number: int) -> tuple[int, str]:
    process.send_signal(number)
    _, told = process.communicate(timeout=SECONDS_MAX)
    return process.returncode, told


def _is_open(address: str) -> bool:
    parts = urlsplit(address)
    with socket.socket() as probe:
        return probe.connect_ex((parts.hostname, parts.port)) == 0


def test_an_entry_is_fetched_and_proven(folder: Folder) -> None:
    """Entry, proof and checkpoint over HTTP; the verifiers find that the log's key signed it."""
    with _serving(folder, "--passphrase-file", str(folder.passphrase_file)) as (process, address):
        body = packets.format(folder.commission.moved("opened", "ps-1"))
        assert _post(address, body) == 201
        told = json.loads(_get(f"{address}/v1/acts/{json.loads(body)['act']['act_id']}"))
        entry = _get(f"{address}/v1/entries/{told['index']}")
        proof = json.loads(_get(f"{address}/v1/entries/{told['index']}/proof"))
        signed = note.parse(_get(f"{address}/v1/checkpoints/latest"))
        code, said = _stop(process, signal.SIGTERM)
        assert (code, said) == (0, "")
        assert not _is_open(address)
    assert entry.decode() == told["entry"]
    vkey = note.parse_vkey(_founding(folder)["log_keys"][0])
    assert note.signers(signed, [vkey]) == [vkey]
    stated = note.parse_checkpoint(signed.text)
    assert (stated.origin, stated.size) == (ORIGIN, proof["size"])
    path = [bytes.fromhex(item) for item in proof["inclusion"]]
    leaf = merkle.leaf_hash(entry)
    root = proofs.root_from_inclusion(leaf, told["index"], proof["size"], path)
    assert root == stated.root


def test_without_a_passphrase_it_only_reads(folder: Folder) -> None:
    """It says so, asks nobody, and refuses acts; Ctrl-C ends it in peace."""
    with _serving(folder) as (process, address):
        assert json.loads(_get(address))["accepts_acts"] is False
        body = packets.format(folder.commission.moved("opened", "ps-1"))
        assert _post(address, body) == 503
        code, said = _stop(process, signal.SIGINT)
    assert code == 0
    assert "Acts are not accepted" in said and "Traceback" not in said


def test_what_was_acknowledged_before_the_end_is_recorded(folder: Folder) -> None:
    """Told to stop amid submissions, it finishes those under way; none is lost."""
    made = [folder.commission.act(_announcement(n), act_id=f"late-{n}") for n in range(60)]
    with (
        _serving(folder, "--passphrase-file", str(folder.passphrase_file)) as (process, address),
        ThreadPoolExecutor(8) as threads,
    ):
        statuses = [threads.submit(_post, address, packets.format(packet)) for packet in made]
        assert statuses[8].result(SECONDS_MAX) == 201
        code, said = _stop(process, signal.SIGTERM)
        given = [status.result(SECONDS_MAX) for status in statuses]
    assert code == 0 and "Traceback" not in said
    assert set(given) <= {201, 0}, "a receipt, or no answer at all"
    again = folder.commission.reopened()
    for packet, status in zip(made, given, strict=True):
        if status == 201:
            assert not again.record(packet).is_first


def test_a_stream_tells_what_others_record(folder: Folder) -> None:
    """Another process appends to the same file; and a server that is told to stop lets listeners go."""
    start = read.size(folder.commission.ledger)
    with _serving(folder) as (process, address), ThreadPoolExecutor(2) as threads:
        listening = threads.submit(streaming.ids, address, start, 5)
        for number in range(5):
            folder.commission.record(folder.commission.act(_announcement(number)))
        assert listening.result(SECONDS_MAX) == list(range(start + 1, start + 6))
        waiting = threads.submit(streaming.ids, address, start, 99)
        assert streaming.ids(address, start, 1) == [start + 1]
        began = time.monotonic()
        code, said = _stop(process, signal.SIGTERM)
        assert waiting.result(SECONDS_MAX) == list(range(start + 1, start + 6))
        assert time.monotonic() - began < 15, "answers under way would be waited for for 20 seconds"
    assert code == 0 and "Traceback" not in said


def test_a_taken_port_is_said(folder: Folder) -> None:
    """Exit code 5, and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        process = _start(folder, "--port", str(other.getsockname()[1]))
        told, _ = process.communicate(timeout=SECONDS_MAX)
    assert process.returncode == 5
    assert "name another --port" in json.loads(told)["error"]["do"]


def _announcement(number: int) -> tuple[str, dict[str, object]]:
    return "announcement.made", {"about": None, "text": f"Notice {number}."}


def test_what_is_logged_holds_no_secret(folder: Folder) -> None:
    """A line a request and an act; no signature, body, parameter, passphrase or person in any."""
    words = ("--passphrase-file", str(folder.passphrase_file), "--log-level", "info")
    body = packets.format(folder.commission.moved("opened", "ps-1"))
    refused = packets.format(folder.commission.moved("opened", "ps-none"))
    with _serving(folder, *words) as (process, address):
        assert _post(address, body) == 201
        assert _post(address, refused) == 422
        assert _post(address, body[:-9] + b"?") == 400
        assert _get(f"{address}/v1/units/ps-1?in_force_on=2013-11-03")
        with contextlib.suppress(urllib.error.HTTPError):
            _get(f"{address}/v1/units/ps-1?passphrase=open-sesame")
        code, said = _stop(process, signal.SIGTERM)
    assert code == 0
    lines = [json.loads(line) for line in said.splitlines()]
    told = [line["event"] for line in lines if "event" in line]
    assert told.count("request") == 5
    assert told.count("act_recorded") == told.count("act_refused") == 1
    assert {line["route"] for line in lines if line.get("event") == "request"} == {
        "/v1/acts",
        "/v1/units/{unit}",
    }
    packet = json.loads(body)
    secrets = [PASSPHRASE.decode(), "open-sesame", "in_force_on", "127.0.0.1", "person-a", "ps-1"]
    secrets += [one["signature"] for one in packet["signatures"]] + [packet["act"]["act_id"]]
    for line in lines:
        if line.get("logger") in ("access", "events"):
            assert not any(secret in json.dumps(line) for secret in secrets), line
    assert not any(secret in said for secret in (*secrets[:2], secrets[6]))
