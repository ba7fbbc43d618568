"""The whole of it as processes: a witness, a server that publishes at a cadence, and a restored backup."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ledger.chain import cosignature
from ledger.commands import keyfiles, places
from tests.publish.witnesses import LOG_VKEY
from tests.verbs import commission as commissions
from tests.verbs.commission import Commission, key_of

PASSPHRASE = b"for the test"
SECONDS_MAX = 30


def witness(*words: str | Path) -> list[str]:
    """The command of a witness."""
    return [sys.executable, "-m", "verifiers", "witness", *map(str, words)]


@contextmanager
def running(command: list[str]) -> Iterator[str]:
    """A process that serves, and the last word of its first line: where."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as one:
        assert one.stdout is not None
        try:
            yield one.stdout.readline().strip().split()[-1]
        finally:
            one.terminate()


def serve(folder: Path) -> list[str]:
    """The command that serves the ledger in a folder."""
    words = ("serve", "--ledger", folder, "--port", "0", "--publish-every", "1")
    secret = ("--passphrase-file", folder / "passphrase.txt")
    return [sys.executable, "-m", "ledger.commands.main", *map(str, (*words, *secret))]


def doctor(folder: Path) -> str:
    """What the doctor says."""
    command = [sys.executable, "-m", "ledger.commands.main", "doctor", "--ledger", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout


def read(url: str) -> tuple[dict[str, str], bytes]:
    """Headers and body of an address."""
    with urllib.request.urlopen(url, timeout=SECONDS_MAX) as answer:
        return {name.lower(): value for name, value in answer.headers.items()}, answer.read()


def wait_until_final(url: str, size: int) -> None:
    """Wait for rounds of publishing."""
    until = time.monotonic() + SECONDS_MAX
    while int(read(url)[0]["ledger-final-size"]) < size:
        assert time.monotonic() < until, "it did not become final"
        time.sleep(0.2)


def furnish(folder: Path, policy: str) -> Commission:
    """A ledger's folder as `eal init` leaves it; its law names the witness."""
    url = f"sqlite+pysqlite:///{folder / 'ledger.sqlite'}"
    made = commissions.opened(url, commissions.real_clock)
    made.record(made.administration(("witness_policy.adopted", {"policy": policy})))
    for name in ("log", "recorder"):
        keyfiles.write(folder / f"{name}.pem", key_of(name), PASSPHRASE)
    (folder / "passphrase.txt").write_bytes(PASSPHRASE + b"\n")
    place = places.Place(
        database="ledger.sqlite", head_record=None, log_key="log.pem", recorder_key="recorder.pem"
    )
    places.write(folder, place)
    return made


@pytest.mark.slow
def test_from_first_contact_to_a_restored_backup(tmp_path: Path) -> None:
    """Published by itself; after a restore of everything that is here, the witness gives it away."""
    folder, other = tmp_path / "ledger", tmp_path / "witness"
    folder.mkdir()
    made = subprocess.run(
        witness("init", other, "--name", "w.example/w", "--mark", tmp_path / "mark"),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    vkey = made.stdout.strip()
    subprocess.run(witness("add-log", other, LOG_VKEY), check=True, capture_output=True)
    with running(witness("serve", other, "--port", "0")) as where:
        commission = furnish(folder, f"witness W {vkey} {where}\nquorum W\n")
        database, backup = folder / "ledger.sqlite", tmp_path / "backup.sqlite"
        with running(serve(folder)) as url:
            first = int(read(url)[0]["ledger-position"])
            wait_until_final(url, first)
            _, note = read(f"{url}/checkpoint")
            key = cosignature.parse_vkey(vkey)
            assert list(cosignature.verified(note, [key])) == [key]
        commission.close()
        shutil.copy(database, backup)
        again = commission.reopened()
        again.record(again.moved("opened", "ps-1"))
        with running(serve(folder)) as url:
            wait_until_final(url, first + 1)
        commission.close()
        for left in folder.glob("ledger.sqlite-*"):
            left.unlink()
        shutil.copy(backup, database)
        told = doctor(folder)
        assert "WRONG  vouching" in told and "the witness W is at" in told, told
        with running(serve(folder)) as url:
            time.sleep(2.5)
            headers, _ = read(url)
            assert headers["ledger-position"] == str(first), "it is read, and nothing is signed"
