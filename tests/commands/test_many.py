"""Many acts from files: each has its own answer, and a break in the middle goes on where it was."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ledger import read
from ledger.commands import keyfiles, places
from ledger.submit import Packet, packets
from tests.commands.running import done, eal
from tests.verbs import commission as commissions
from tests.verbs.commission import Commission, key_of

PASSPHRASE = b"for the test"


@pytest.fixture
def people(tmp_path: Path) -> Commission:
    """An open ledger with a folder, so that commands find it."""
    made = commissions.opened(
        f"sqlite+pysqlite:///{tmp_path}/ledger.sqlite", commissions.real_clock
    )
    for name in ("log", "recorder"):
        keyfiles.write(tmp_path / f"{name}.pem", key_of(name), PASSPHRASE)
    (tmp_path / "pass.txt").write_bytes(PASSPHRASE + b"\n")
    places.write(
        tmp_path,
        places.Place(database="ledger.sqlite", head_record=None, log_key="log.pem",
                     recorder_key="recorder.pem"),
    )  # fmt: skip
    return made


def _lines(path: Path, acts: list[Packet]) -> Path:
    path.write_bytes(b"".join(packets.format(one) + b"\n" for one in acts))
    return path


def _words(folder: Path) -> tuple[object, ...]:
    return "--ledger", folder, "--passphrase-file", folder / "pass.txt", "--json"


def test_each_of_many_has_its_own_answer(people: Commission, tmp_path: Path) -> None:
    """Good, refused, unreadable: the bad ones are named with place and reason, and do not stop it."""
    good = [people.moved("opened", f"ps-{n % 3 + 1}") for n in range(5)]
    path = _lines(tmp_path / "a.jsonl", [*good[:3], people.moved("opened", "ps-404")])
    path.write_bytes(path.read_bytes() + b"{}\n" + b"x" * 70_000 + b"\n" + packets.format(good[3]))
    alone = _lines(tmp_path / "b.act.json", [good[4]])
    journal = tmp_path / "journal"
    words = ("act", "submit", path, alone, *_words(tmp_path), "--journal", journal)
    told = eal(*words)
    assert told.code == 1
    assert told.document == {"again": 0, "known": 0, "recorded": 5, "refused": 3}
    assert "a.jsonl:4: unknown_unit" in told.err and "a.jsonl:6: too_large" in told.err
    kept = [json.loads(line) for line in journal.read_text().splitlines()]
    assert [one.get("code") for one in kept] == [
        None, None, None, "unknown_unit", "missing_member", "too_large", None, None
    ]  # fmt: skip
    again = eal(*words)
    assert again.document == {"again": 0, "known": 5, "recorded": 0, "refused": 3}
    journal.unlink()
    assert eal(*words).document == {"again": 5, "known": 0, "recorded": 0, "refused": 3}
    people.close()


def test_a_journal_that_broke_off_is_gone_on_with(people: Commission, tmp_path: Path) -> None:
    """Half a line says nothing; a file that is no journal is refused, and left as it is."""
    path = _lines(tmp_path / "a.jsonl", [people.moved("opened", "ps-1") for _ in range(3)])
    journal = tmp_path / "journal"
    words = ("act", "submit", path, *_words(tmp_path), "--journal", journal)
    done(*words)
    whole = journal.read_text().splitlines(keepends=True)
    journal.write_text(whole[0] + whole[1][:30])
    assert done(*words).document == {"again": 2, "known": 1, "recorded": 0, "refused": 0}
    assert len(journal.read_text().splitlines()) == 3
    other = tmp_path / "notes.txt"
    other.write_text("buy milk\n")
    told = eal(*words[:-1], other)
    assert told.code == 2 and "bad_journal" in told.out
    assert other.read_text() == "buy milk\n"
    people.close()


def test_what_cannot_be_many(people: Commission, tmp_path: Path) -> None:
    """A receipt is of one act; no file is nothing to submit."""
    path = _lines(tmp_path / "a.jsonl", [people.moved("opened", "ps-1")])
    assert eal("act", "submit", *_words(tmp_path)).code == 2
    told = eal("act", "submit", path, *_words(tmp_path), "--receipt", tmp_path / "r")
    assert told.code == 2 and "wrong_usage" in told.out
    assert eal("act", "submit", tmp_path / "none.jsonl", *_words(tmp_path)).code == 2
    people.close()


@pytest.mark.slow
def test_killed_in_the_middle_it_goes_on(people: Commission, tmp_path: Path) -> None:
    """kill -9 between commits, three times: nothing twice, nothing lost."""
    acts = [people.moved("opened", f"ps-{n % 3 + 1}") for n in range(3_000)]
    path = _lines(tmp_path / "a.jsonl", acts)
    before, journal = read.size(people.ledger), tmp_path / "journal"
    words = ["act", "submit", path, *_words(tmp_path), "--journal", journal]
    command = [sys.executable, "-m", "ledger.commands.main", *map(str, words)]
    kills = 0
    for wanted in (300, 1_300, 2_300):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        limit = time.monotonic() + 60
        while read.size(people.ledger) < before + wanted and process.poll() is None:
            assert time.monotonic() < limit
            time.sleep(0.01)
        process.kill()
        kills += process.wait() == -9
    assert kills >= 2, "it was killed while it worked"
    told = done(*words).document
    assert read.size(people.ledger) == before + 3_000
    assert told["known"] + told["again"] + told["recorded"] == 3_000
    people.close()
