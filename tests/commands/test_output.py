"""How commands speak: plain text, one JSON document, and quietly where nobody listens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.running import ROOT, done, process

ANSWERS = (
    ("state",),
    ("state", "pc-st-sava", "--as-of", "2013-11-05"),
    ("open-items",),
    ("history", "pc-st-sava"),
    ("log", "list"),
    ("log", "vkey"),
    ("doctor",),
    ("rebuild",),
)


@pytest.mark.parametrize("words", ANSWERS)
def test_every_answer_is_plain_or_json(story: Path, words: tuple[str, ...]) -> None:
    """No colours, no boxes, no spaces at the end; or exactly one document, the same twice."""
    told = done(*words, "--ledger", story)
    assert told.out and "\x1b" not in told.out
    assert not set(told.out) & set("│╭╰─┃")
    assert all(line == line.rstrip() for line in told.out.splitlines())
    first = done(*words, "--ledger", story, "--json")
    assert isinstance(first.document, dict)
    # Each rebuild makes tables of its own, and numbers them.
    if words != ("rebuild",):
        assert first.out == done(*words, "--ledger", story, "--json").out


def test_exports_tell_what_they_wrote(story: Path, tmp_path: Path) -> None:
    """As JSON too; of an earlier size where there is a checkpoint of it."""
    words = ("--ledger", story, "--json")
    told = done("export", "bundle", tmp_path / "b.zip", *words).document
    size = told["size"]
    assert (tmp_path / "b.zip").stat().st_size > 10_000
    earlier = done("export", "bundle", tmp_path / "then.zip", "--size", 31, *words).document
    assert earlier["size"] == 31 < size
    done("export", "trust", tmp_path / "t.json", "--require", "V10", "--require", "V06", *words)
    trust = json.loads((tmp_path / "t.json").read_bytes())
    assert trust["required_checks"] == ["V06", "V10"]
    assert trust["last_seen"]["size"] == size


def test_the_environment_names_ledger_and_passphrase(
    story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that they need not be typed each time."""
    monkeypatch.setenv("EAL_LEDGER", str(story))
    assert done("state").out == done("state", "--ledger", story).out
    monkeypatch.setenv("EAL_PASSPHRASE_FILE", str(story / "keys" / "passphrase.txt"))
    done("key", "show", story / "keys" / "log.pem")


def test_a_process_says_the_same(story: Path) -> None:
    """Without a terminal, with NO_COLOR, in a terminal's name: the same bytes."""
    words = ("state", "pc-st-sava", "--ledger", story, "--as-of", "2013-11-05")
    told = process(*words, NO_COLOR="1", TERM="xterm-256color")
    assert told.returncode == 0 and told.stderr == b""
    assert told.stdout.decode() == done(*words).out


def test_a_terminal_without_letters(story: Path) -> None:
    """What it cannot show is spelled; JSON stays JSON."""
    words = ("history", "pc-st-sava", "--ledger", story)
    told = process(*words, PYTHONIOENCODING="ascii")
    assert told.returncode == 0
    assert b"seal.checked (no effect) \\xd74" in told.stdout
    told = process(*words, "--json", PYTHONIOENCODING="ascii")
    assert json.loads(told.stdout) == done(*words, "--json").document


def test_a_reader_who_has_had_enough(story: Path) -> None:
    """`eal log list | head -1` ends in peace."""
    command = [sys.executable, "-m", "ledger.commands.main", "log", "list", "--json"]
    reading, writing = os.pipe()
    running = subprocess.Popen(
        [*command, "--ledger", str(story)], cwd=ROOT, stdout=writing, stderr=subprocess.PIPE
    )
    os.close(writing)
    os.close(reading)
    assert running.communicate(timeout=60)[1] == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk here")
def test_an_answer_that_does_not_arrive(story: Path) -> None:
    """A full disk behind `>` is no success."""
    command = [sys.executable, "-m", "ledger.commands.main", "state", "--ledger", str(story)]
    with open("/dev/full", "wb") as full:
        ended = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False)
    assert ended.returncode == 5
    assert b"Traceback" not in ended.stderr and b"No space left" in ended.stderr
