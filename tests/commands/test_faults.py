"""Whatever goes wrong is one sentence with an exit code, never a traceback."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from ledger.commands import main
from tests.commands.running import PASSPHRASE, Done, done, eal

READERS = (
    ("state",),
    ("open-items",),
    ("history", "pc-st-sava"),
    ("log", "list"),
    ("log", "vkey"),
    ("doctor",),
    ("rebuild",),
)


def plain(told: Done, code: int, expected: str) -> None:
    """One sentence on standard error that says what to do, nothing on standard output."""
    assert told.code == code, told.err + told.out
    assert expected in told.err
    assert told.err.startswith("eal: ") and told.err.count("\n") == 1
    assert "What to do: " in told.err
    assert told.out == ""


@pytest.mark.parametrize("words", READERS)
def test_a_folder_that_is_no_ledger(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Not there, empty, or a file."""
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty").mkdir()
    for name in ("nowhere", "empty", "file"):
        told = eal(*words, "--ledger", tmp_path / name)
        plain(told, 2, "the folder of a ledger, which holds ledger.json")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"format":1}',
        b'{"database":7,"format":0,"head_record":null,"log_key":null,"recorder_key":null}',
        b'{"database":"a","format":0,"head_record":[],"log_key":null,"recorder_key":null}',
        b'{"database":"a","format":0,"head_record":null,"log_key":null,"recorder_key":null,"x":1}',
        b"[" * 100_000,
        b" " * 300_000,
    ],
)
def test_a_ledger_json_that_is_none(tmp_path: Path, data: bytes) -> None:
    """Anything but what `eal init` writes."""
    (tmp_path / "ledger.json").write_bytes(data)
    plain(eal("state", "--ledger", tmp_path), 2, "expected ")


@pytest.mark.parametrize("words", READERS)
def test_a_database_that_is_gone(copied: Path, words: tuple[str, ...]) -> None:
    """Looking for it does not make an empty one."""
    for path in copied.glob("ledger.sqlite*"):
        path.unlink()
    plain(eal(*words, "--ledger", copied), 4, "no database")
    assert not (copied / "ledger.sqlite").exists()


@pytest.mark.parametrize("words", READERS)
def test_a_database_that_is_none(copied: Path, words: tuple[str, ...]) -> None:
    """Overwritten with something else."""
    for path in copied.glob("ledger.sqlite*"):
        path.unlink()
    (copied / "ledger.sqlite").write_bytes(b"no database " * 10_000)
    told = eal(*words, "--ledger", copied)
    assert told.code == 3
    assert "Traceback" not in told.err + told.out
    assert "restore the database from a copy" in told.err + told.out


@pytest.mark.parametrize("words", READERS)
def test_a_database_that_is_damaged(copied: Path, words: tuple[str, ...]) -> None:
    """Half of its pages are noise: whatever each command meets, it says so in a sentence."""
    with sqlite3.connect(copied / "ledger.sqlite") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    path = copied / "ledger.sqlite"
    data = bytearray(path.read_bytes())
    for page in range(5, len(data) // 4096, 2):
        data[page * 4096 : page * 4096 + 4096] = b"\xa5" * 4096
    path.write_bytes(data)
    told = eal(*words, "--ledger", copied)
    assert told.code not in (0, 2), told.out
    assert "Traceback" not in told.err + told.out


def test_a_database_of_somebody_else(copied: Path) -> None:
    """A database without a ledger is not changed."""
    for path in copied.glob("ledger.sqlite*"):
        path.unlink()
    with sqlite3.connect(copied / "ledger.sqlite") as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    plain(eal("state", "--ledger", copied), 3, "no ledger in ")


def test_a_ledger_set_back_to_an_older_copy(
    copied: Path, before_decision: tuple[Path, Path]
) -> None:
    """The head record remembers more: doctor says so, and nothing is written; reading goes on."""
    for path in copied.glob("ledger.sqlite*"):
        path.unlink()
    for path in before_decision[0].glob("ledger.sqlite*"):
        shutil.copy(path, copied)
    told = eal("doctor", "--ledger", copied)
    assert told.code == 3 and "WRONG" in told.out and "what to do: " in told.out
    found = eal("doctor", "--ledger", copied, "--json")
    assert found.code == 3
    assert any(each["is_good"] is False for each in found.document["findings"])
    [act] = (copied / "acts").glob("*-cec-2013-11-05.act.json")
    secret = ("--passphrase-file", copied / PASSPHRASE)
    told = eal("act", "submit", act, "--ledger", copied, *secret, "--at", "2013-11-05T19:40Z")
    assert told.code == 3 and "head_record" in told.err
    assert eal("state", "--ledger", copied).code == 0


def test_a_database_server_that_is_not_there(copied: Path) -> None:
    """Exit code 5: trying again later may succeed."""
    place = json.loads((copied / "ledger.json").read_text())
    place["database"] = f"postgresql+psycopg://eal@/ledger?host={copied}"
    (copied / "ledger.json").write_text(json.dumps(place))
    plain(eal("state", "--ledger", copied), 5, "could not be reached")


def test_keys_of_the_ledger_that_are_elsewhere(copied: Path) -> None:
    """A machine that only reads has none; one that lost them says which."""
    [act] = (copied / "acts").glob("*-cec-2013-11-05.act.json")
    secret = ("--passphrase-file", copied / PASSPHRASE)
    words = ("act", "submit", act, "--ledger", copied)
    (copied / "keys" / "log.pem").rename(copied / "log.pem")
    plain(eal(*words, *secret), 2, "keys/log.pem")
    plain(eal(*words), 2, "passphrase_missing")
    place = json.loads((copied / "ledger.json").read_text())
    (copied / "ledger.json").write_text(json.dumps(place | {"log_key": None}))
    plain(eal(*words, *secret), 2, "log_key_missing")


@pytest.mark.parametrize(
    "words",
    [
        ("export", "bundle"),
        ("export", "trust"),
    ],
)
def test_outputs_that_cannot_be_written(
    story: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """A file that exists is left alone; a folder that is none, or in a file, is said."""
    taken = tmp_path / "taken"
    taken.write_text("mine")
    plain(eal(*words, taken, "--ledger", story), 2, "file_exists")
    plain(eal(*words, tmp_path, "--ledger", story), 2, "file_exists")
    plain(eal(*words, taken / "below.zip", "--ledger", story), 2, "unwritable_file")
    assert taken.read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to the superuser")
def test_a_folder_that_may_not_be_written(story: Path, tmp_path: Path) -> None:
    """The rights are named as what to look at."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    plain(eal("export", "trust", closed / "t.json", "--ledger", story), 2, "unwritable_file")


@pytest.mark.parametrize(
    "data, code",
    [
        (b"", "not_json"),
        (b"{}", "missing_member"),
        (b'{"act":{},"signatures":[]}', "missing_member"),
        (b'{"act":[],"signatures":[]}', "bad_member"),
        (b'{"act":{},"signatures":null}', "bad_member"),
        (b'{"signatures":[],"act":{}}', "not_canonical"),
        (b'{"act":{},"act":{}}', "duplicate_key"),
        (b"\xef\xbb\xbf{}", "not_utf8"),
        (b"x" * 100_000, "too_large"),
    ],
)
@pytest.mark.parametrize("words", [("show",), ("sign",), ("submit",)])
def test_what_is_no_signed_act(
    story: Path, tmp_path: Path, words: tuple[str, ...], data: bytes, code: str
) -> None:
    """Refused by every command that reads one, with the code of the specification."""
    path = tmp_path / "a.act.json"
    path.write_bytes(data)
    more = {"sign": ("--key", "k.pem"), "submit": ("--ledger", story)}.get(words[0], ())
    plain(eal("act", *words, path, *more), 2, code)


def test_an_act_is_not_read_from_nothing(story: Path, tmp_path: Path) -> None:
    """A missing file, and a folder."""
    for path in (tmp_path / "nowhere.act.json", tmp_path):
        plain(eal("act", "show", path), 2, "a signed act (.act.json)")


@pytest.mark.parametrize(
    "words, expected",
    [
        (("frobnicate",), "frobnicate"),
        (("act", "frobnicate"), "frobnicate"),
        (("state", "--bogus"), "--bogus"),
        (("state",), "--ledger"),
        (("key", "new"), "--path"),
        (("key", "new", "k.pem", "--alg", "RSA"), "Ed25519"),
        (("log", "list", "--ledger", "x", "--from", "y"), "--from"),
        (("state", "--ledger"), "--ledger"),
    ],
)
def test_wrong_usage(words: tuple[str, ...], expected: str) -> None:
    """Exit code 2, and where to read how it is used; the same as JSON."""
    told = eal(*words)
    plain(told, 2, expected)
    assert "--help" in told.err
    told = eal(*words, "--json")
    assert told.code == 2
    assert told.document["error"]["code"] == "wrong_usage"


def test_a_fault_of_the_program_is_called_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 10 and what to do; where it happened only for those who ask."""
    monkeypatch.setitem(main.NOUNS, "broken", ("no_such_module:command", "Fails."))
    plain(eal("broken"), 10, "it is not your doing")
    told = eal("broken", "--json")
    assert told.code == 10
    assert told.document["error"]["code"] == "fault_of_ours"
    monkeypatch.setenv("EAL_DEBUG", "1")
    told = eal("broken")
    assert told.code == 10
    assert "Traceback" in told.err


def test_errors_do_not_flood(story: Path) -> None:
    """What was asked is repeated in part only, in plain characters."""
    told = eal("state", "\x1b[31m" + "x" * 100_000, "--ledger", story)
    plain(told, 4, "no unit \\x1b[31mxxx")
    assert len(told.err) < 1_000
    told = eal("state", "--ledger", story, "--as-of", "\x1b[31m\n\nok")
    assert told.code == 2
    assert "\x1b" not in told.err and told.err.count("\n") == 1


def test_a_played_folder_is_not_played_into(story: Path) -> None:
    """What is there is left alone."""
    scenario = Path(__file__).parents[2] / "ledger" / "scenarios" / "tiny.yaml"
    told = eal("play", scenario, story)
    assert told.code == 2
    done("doctor", "--ledger", story)
