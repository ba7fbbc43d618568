"""`eal recover` as it is typed, and what is said where nothing outside the database remembers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.commands.running import PASSPHRASE, done, eal


def _bundles(copied: Path) -> tuple[Path, Path]:
    older, newest = copied.parent / "older.zip", copied.parent / "newest.zip"
    done("export", "bundle", older, "--ledger", copied, "--size", 40)
    done("export", "bundle", newest, "--ledger", copied)
    return older, newest


def test_what_is_brought_back_is_told_to_programs_too(copied: Path) -> None:
    """One JSON document, with the same exit codes."""
    older, newest = _bundles(copied)
    (copied / "ledger.sqlite").unlink()
    told = eal("recover", "--from", older, "--ledger", copied, "--json")
    assert told.code == 3
    assert (told.document["old_size"], told.document["size"]) == (0, 40)
    assert told.document["stopped"]["code"] == "head_record_ahead"
    told = eal("recover", "--from", newest, "--ledger", copied, "--json")
    assert told.code == 0
    assert told.document["stopped"] is None


def test_without_a_head_record_the_id_is_asked_for(copied: Path) -> None:
    """A database that is gone does not say whose log it was."""
    _, newest = _bundles(copied)
    identity = done("log", "vkey", "--ledger", copied, "--json").document["ledger"]["id"]
    (copied / "ledger.sqlite").unlink()
    place = json.loads((copied / "ledger.json").read_text())
    (copied / "ledger.json").write_text(json.dumps(place | {"head_record": None}))
    assert eal("recover", "--from", newest, "--ledger", copied).code == 2
    assert eal("recover", "--from", newest, "--ledger", copied, "--id", "abc").code == 2
    wrong = eal("recover", "--from", newest, "--ledger", copied, "--id", "ab" * 32, "--json")
    assert wrong.code == 1
    assert wrong.document["contradiction"]["code"] == "other_ledger"
    done("recover", "--from", newest, "--ledger", copied, "--id", identity)
    done("doctor", "--ledger", copied)


def test_receipts_and_doctor_say_that_nothing_outside_remembers(
    before_decision: tuple[Path, Path], tmp_path: Path
) -> None:
    """With a head record nobody is told; without one a restore could not be detected."""
    evening, draft = before_decision
    ledger = Path(shutil.copytree(evening, tmp_path / "evening"))
    place = json.loads((ledger / "ledger.json").read_text())
    act, secret, at = tmp_path / "a.act.json", ledger / PASSPHRASE, "2013-11-05T20:30Z"
    done("act", "new", draft, "--ledger", ledger, "--out", act, "--at", at)
    for letter in "abcdef":
        key = ledger / "keys" / "persons" / f"member-{letter}.pem"
        done("act", "sign", act, "--key", key, "--passphrase-file", secret)
    submit = ("act", "submit", act, "--ledger", ledger, "--passphrase-file", secret, "--at", at)
    assert "could not be detected" not in done(*submit).err
    (ledger / "ledger.json").write_text(json.dumps(place | {"head_record": None}))
    assert "could not be detected" in done(*submit).err
    assert "nobody here could tell" in done("doctor", "--ledger", ledger).out
    (ledger / "ledger.json").write_text(json.dumps(place | {"head_record": None, "tiles": "tiles"}))
    assert "could not be detected" not in done(*submit).err
    assert "only tiles could tell" in done("doctor", "--ledger", ledger).out


def test_tiles_that_are_not_ours_stop_writing(copied: Path) -> None:
    """The folder that `ledger.json` names as tiles must bear our signature before anything is written."""
    (copied / "tiles").mkdir()
    (copied / "tiles" / "checkpoint").write_text("not a note\n")
    place = json.loads((copied / "ledger.json").read_text())
    (copied / "ledger.json").write_text(json.dumps(place | {"tiles": "tiles"}))
    told = eal("doctor", "--ledger", copied, "--json")
    assert told.code == 3
    wrong = [one for one in told.document["findings"] if one["is_good"] is False]
    assert "tiles" in wrong[0]["found"]
