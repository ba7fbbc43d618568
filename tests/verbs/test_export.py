"""Bundles and trust files."""

from __future__ import annotations

import json
import tracemalloc
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from ledger import export, read
from ledger.chain import canonical
from ledger.errors import NotFound
from ledger.rebuild import rebuild
from tests.verbs.commission import Clock, Commission, opened
from tests.verbs.story import tell

NAMES = [
    "bundle.json", "entries.jsonl", "checkpoint.txt", "rows.jsonl", "sheets.jsonl", "results.jsonl",
    "accounts.jsonl", "README.txt", "story.en.txt",
]  # fmt: skip


def test_a_bundle_holds_what_its_table_of_contents_says(
    commission: Commission, tmp_path: Path
) -> None:
    """Names and order, sizes and digests, and each file's content as the specification has it."""
    tell(commission)
    size = export.bundle(commission.ledger, tmp_path / "bundle.zip")
    with ZipFile(tmp_path / "bundle.zip") as archive:
        assert archive.namelist() == NAMES
        files = {name: archive.read(name) for name in NAMES}
        for member in archive.infolist():
            assert member.date_time == (1980, 1, 1, 0, 0, 0)
            assert member.flag_bits & 0x09 == 0, "neither encrypted nor with a data descriptor"
    contents = canonical.loads(files["bundle.json"])
    assert contents["size"] == size == read.size(commission.ledger)
    assert contents["files"] == [
        {"bytes": len(data), "name": name, "sha256": sha256(data).hexdigest()}
        for name, data in files.items()
        if name != "bundle.json"
    ]
    assert files["entries.jsonl"].split(b"\n")[:-1] == list(read.log(commission.ledger))
    assert files["checkpoint.txt"] == read.checkpoint(commission.ledger)
    rows = [canonical.loads(line) for line in files["rows.jsonl"].splitlines()]
    places = [(row["since"], row["ordinal"]) for row in rows]
    assert places == sorted(set(places))
    sheets = [canonical.loads(line) for line in files["sheets.jsonl"].splitlines()]
    assert [sheet["unit"] for sheet in sheets] == ["m-1", "pc-1", "ps-1", "ps-2", "ps-3"]
    assert {(sheet["position"], sheet["day"]) for sheet in sheets} == {(size, "2013-11-17")}


def test_the_same_log_gives_the_same_bytes_wherever_it_is_kept(
    sqlite_url: str, postgres_url: str, tmp_path: Path
) -> None:
    """Engine, rebuilding and time of export leave no trace in a bundle."""
    made = []
    for number, url in enumerate((sqlite_url, postgres_url)):
        commission = opened(url, Clock())
        tell(commission)
        for attempt in range(2):
            path = tmp_path / f"{number}-{attempt}.zip"
            export.bundle(commission.ledger, path)
            made.append(path.read_bytes())
            rebuild(commission.ledger)
        commission.close()
    assert len(set(made)) == 1


def test_a_bundle_of_an_earlier_size_is_what_it_was_then(
    commission: Commission, tmp_path: Path
) -> None:
    """What was recorded since is not in it."""
    days = tell(commission)
    export.bundle(commission.ledger, tmp_path / "then.zip", size=days[0][1])
    with ZipFile(tmp_path / "then.zip") as archive:
        assert archive.read("entries.jsonl").count(b"\n") == days[0][1]
        sheet = json.loads(archive.read("sheets.jsonl").splitlines()[0])
    assert (sheet["position"], sheet["day"]) == (days[0][1], "2013-11-03")
    with pytest.raises(NotFound):
        export.bundle(commission.ledger, tmp_path / "never.zip", size=999)
    assert sorted(path.name for path in tmp_path.glob("*.zip")) == ["then.zip"]


def test_exporting_leaves_nothing_but_the_bundle(commission: Commission, tmp_path: Path) -> None:
    """An older file is replaced, and no other file stays behind."""
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "bundle.zip").write_text("old")
    export.bundle(commission.ledger, folder / "bundle.zip")
    assert [path.name for path in folder.iterdir()] == ["bundle.zip"]
    assert (folder / "bundle.zip").read_bytes()[:2] == b"PK"


def test_a_trust_file_pins_the_ledger(commission: Commission) -> None:
    """Its members are those of the specification; the newest checkpoint is the last seen."""
    trust = json.loads(export.trust(commission.ledger, required_checks=["V07", "V01"]))
    assert sorted(trust) == [
        "format",
        "last_seen",
        "ledger",
        "log_keys",
        "required_checks",
        "witness_policy",
    ]
    assert trust["ledger"]["id"] == sha256(b"\x00" + read.entry(commission.ledger, 0)).hexdigest()
    assert trust["last_seen"] == read.last_seen(commission.ledger)
    assert trust["required_checks"] == ["V01", "V07"]
    assert trust["log_keys"][0]["vkey"].startswith("kqz.example/2013+")
    assert json.loads(export.trust(commission.ledger, last_seen=False))["last_seen"] is None


@pytest.mark.slow
def test_memory_stays_flat_while_the_log_grows(sqlite_url: str, tmp_path: Path) -> None:
    """A log four times as long needs hardly more memory to export."""
    commission = opened(sqlite_url)
    peaks = []
    for count in (1_500, 4_500):
        said = [
            commission.act(("announcement.made", {"about": None, "text": f"Number {n}."}))
            for n in range(count)
        ]
        commission.submit(*said)
        del said
        export.bundle(commission.ledger, tmp_path / "bundle.zip")
        tracemalloc.start()
        export.bundle(commission.ledger, tmp_path / "bundle.zip")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    commission.close()
    assert peaks[1] < peaks[0] * 1.3, peaks
