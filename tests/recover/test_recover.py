"""Missing entries come back from a bundle, tiles or a mirror; what contradicts changes nothing."""

from __future__ import annotations

import functools
import http.server
import io
import shutil
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ledger import append
from ledger.errors import Fault, LedgerStopped, Malformed, NotFound, Unavailable
from ledger.recover import Contradiction, Recovered, opened, prepare, recover
from ledger.store import crash
from tests.faults import rig
from tests.faults.rig import Rig
from tests.recover import lost as making
from tests.recover.lost import Lost


def _recover(
    place: Rig, source: object, *, ledger_id: bytes | None = None
) -> Recovered | Contradiction:
    ledger = place.open()
    try:
        with opened(str(source)) as one:
            return recover(ledger, one, ledger_id=ledger_id)
    finally:
        rig.close(ledger)


def _is_stopped(place: Rig, code: str) -> None:
    ledger = place.open()
    stopped = append.examine(ledger)
    rig.close(ledger)
    assert stopped is not None
    assert stopped.code == code


def _is_whole(lost: Lost, place: Rig) -> None:
    """The same bytes as before the loss; it goes on, and all is as it must be."""
    assert making.texts(place) == making.texts(lost.whole)
    ledger = place.open()
    receipts = making.say(ledger, "goes-on")
    assert receipts
    rig.close(ledger)
    assert rig.problems(place) == []


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    handler = functools.partial(quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("kind", ["bundle", "tiles", "mirror", "served bundle"])
def test_missing_entries_come_back(lost: Lost, kind: str) -> None:
    """From wherever they were kept: the same bytes, and writing goes on."""
    _is_stopped(lost.now, "head_record_ahead")
    with _served(lost.bundle.parent) as address:
        source = {
            "bundle": lost.bundle,
            "tiles": lost.tiles,
            "mirror": f"{address}/tiles",
            "served bundle": f"{address}/bundle.zip",
        }[kind]
        told = _recover(lost.now, source)
    assert told == Recovered(old_size=making.BEFORE, size=lost.size)
    _is_whole(lost, lost.now)


def test_an_empty_database_gets_the_whole_log(lost: Lost, tmp_path: Path) -> None:
    """The head record says whose log it is; without it the id must be given."""
    place = Rig(rig.sqlite_url(tmp_path / "empty"), tmp_path / "empty")
    place.folder.mkdir()
    prepare(place.url)
    with pytest.raises(Malformed) as refused:
        _recover(place, lost.bundle)
    assert refused.value.code == "ledger_id_missing"
    other = _recover(place, lost.bundle, ledger_id=b"\1" * 32)
    assert isinstance(other, Contradiction)
    assert other.code == "other_ledger"
    shutil.copy(lost.whole.record, place.record)
    assert _recover(place, lost.tiles) == Recovered(old_size=0, size=lost.size)
    _is_whole(lost, place)


def test_a_source_that_is_behind_leaves_it_stopped(lost: Lost, tmp_path: Path) -> None:
    """It brings back what it has; the head record still knows of more."""
    ledger = lost.whole.open()
    making.write_tiles(ledger, tmp_path / "older", at=making.BEFORE + 1)
    rig.close(ledger)
    told = _recover(lost.now, tmp_path / "older")
    assert isinstance(told, Recovered)
    assert (told.old_size, told.size) == (making.BEFORE, making.BEFORE + 1)
    assert told.stopped is not None
    assert told.stopped.code == "head_record_ahead"
    _is_stopped(lost.now, "head_record_ahead")
    assert _recover(lost.now, lost.bundle) == Recovered(old_size=making.BEFORE + 1, size=lost.size)
    _is_whole(lost, lost.now)


def test_a_source_with_nothing_new_changes_nothing(lost: Lost) -> None:
    """A second time there is nothing to bring back."""
    _recover(lost.now, lost.tiles)
    assert _recover(lost.now, lost.tiles) == Recovered(old_size=lost.size, size=lost.size)


def _changed(lost: Lost, folder: Path, change: Callable[[bytes], bytes]) -> Path:
    """The tiles with other bytes in the bundle of entries."""
    shutil.copytree(lost.tiles, folder)
    path = next((folder / "tile" / "entries").rglob(f"{lost.size}"))
    path.write_bytes(change(path.read_bytes()))
    return folder


@pytest.mark.parametrize(
    "change, code",
    [
        (lambda data: data.replace(b"An example.", b"On example."), "source_damaged"),
        (lambda data: b"On example.".join(data.rsplit(b"An example.", 1)), "source_contradicts"),
        (
            lambda data: data.replace(b'"format":0,"index":5', b'"format":0,"index":6'),
            "source_damaged",
        ),
        (
            lambda data: data.replace(b'"format":0,"index":4', b'"format":1,"index":4'),
            "source_damaged",
        ),
    ],
)
def test_changed_entries_are_refused(
    lost: Lost, tmp_path: Path, change: Callable[[bytes], bytes], code: str
) -> None:
    """Whatever was changed, nothing of it is written."""
    told = _recover(lost.now, _changed(lost, tmp_path / "changed", change))
    assert isinstance(told, Contradiction), told
    assert told.code == code
    assert len(making.texts(lost.now)) == making.BEFORE


def test_a_fork_is_refused(lost: Lost) -> None:
    """The restored database went on without its memories: two logs under one name."""
    record = lost.now.record.read_bytes()
    lost.now.record.unlink()
    ledger = lost.now.open()
    ledger.head_record = None
    making.say(ledger, "another")
    rig.close(ledger)
    lost.now.record.write_bytes(record)
    for source in (lost.bundle, lost.tiles):
        told = _recover(lost.now, source)
        assert isinstance(told, Contradiction)
        assert told.code == "source_contradicts"
    assert len(making.texts(lost.now)) == making.BEFORE + 1


def test_what_contradicts_the_head_record_is_refused(lost: Lost) -> None:
    """The source is right by itself, and the head record knows another log of that size."""
    record = lost.now.record
    record.write_bytes(record.read_bytes().replace(b'"leaf":"', b'"leaf":"0')[:-1])
    text = lost.whole.record.read_text()
    leaf = text.split('"leaf":"')[1][:64]
    record.write_text(text.replace(leaf, "ab" * 32))
    told = _recover(lost.now, lost.bundle)
    assert isinstance(told, Contradiction)
    assert told.code == "head_record_differs"
    assert len(making.texts(lost.now)) == making.BEFORE


def test_another_ledger_is_refused(lost: Lost, tmp_path: Path) -> None:
    """Its own entry 0, or a signature that is not ours."""
    shutil.copytree(lost.tiles, tmp_path / "unsigned")
    note = (tmp_path / "unsigned" / "checkpoint").read_text()
    (tmp_path / "unsigned" / "checkpoint").write_text(
        note.replace("kqz.example/2013 ", "other.example ")
    )
    told = _recover(lost.now, tmp_path / "unsigned")
    assert isinstance(told, Contradiction)
    assert told.code == "other_ledger"


def test_what_cannot_be_read_is_said_in_words(lost: Lost, tmp_path: Path) -> None:
    """No traceback for a file that is no bundle, a folder without tiles, an address without answer."""
    (tmp_path / "text.zip").write_text("not a zip")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    (tmp_path / "folder").mkdir()
    expected: list[tuple[object, type[Fault]]] = [
        (tmp_path / "text.zip", Malformed),
        (tmp_path / "empty.zip", Malformed),
        (tmp_path / "folder", NotFound),
        (tmp_path / "nowhere", NotFound),
        ("http://127.0.0.1:1/", Unavailable),
    ]
    for source, kind in expected:
        with pytest.raises(kind):
            _recover(lost.now, source)


@pytest.mark.parametrize("point", [p for p in crash.POINTS if p.endswith("_recovered")])
def test_an_error_at_any_write_leaves_before_or_after(lost: Lost, point: str) -> None:
    """All of it is written or nothing; doing it again ends it."""
    failing = rig.Failing(point)
    crash.arm(failing)
    try:
        with pytest.raises(Unavailable):
            _recover(lost.now, lost.bundle)
    finally:
        crash.arm(None)
    assert failing.injected == 1
    assert len(making.texts(lost.now)) in (making.BEFORE, lost.size)
    told = _recover(lost.now, lost.bundle)
    assert isinstance(told, Recovered)
    _is_whole(lost, lost.now)


def test_tables_that_were_behind_are_left_to_a_rebuild(lost: Lost) -> None:
    """Recovering brings entries back; state is computed from them."""
    ledger = lost.now.open()
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE projection SET position = 2")
    rig.close(ledger)
    told = _recover(lost.now, lost.bundle)
    assert isinstance(told, Recovered)
    assert told.needs_rebuild
    assert told.size == lost.size


def test_a_damaged_database_is_not_continued(lost: Lost) -> None:
    """Where the entries do not end where the head says, nothing is put behind them."""
    if lost.now.url.startswith("postgresql"):
        pytest.skip("the triggers are taken away on SQLite, which is enough here")
    import sqlite3

    with sqlite3.connect(lost.now.folder / rig.DATABASE) as connection:
        connection.execute("DROP TRIGGER head_goes_on")
        connection.execute("UPDATE head SET size = 3")
    with pytest.raises(LedgerStopped):
        _recover(lost.now, lost.bundle)


def test_a_bundle_may_be_larger_than_memory_allows(lost: Lost) -> None:
    """Entries are read one by one: a line that does not end is the end, not a flood."""
    data = io.BytesIO()
    with (
        zipfile.ZipFile(lost.bundle) as archive,
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        made.writestr("checkpoint.txt", archive.read("checkpoint.txt"))
        made.writestr("entries.jsonl", b"x" * 10_000_000)
    path = lost.now.folder / "flood.zip"
    path.write_bytes(data.getvalue())
    told = _recover(lost.now, path)
    assert isinstance(told, Contradiction)
    assert told.code == "source_damaged"
