"""Restored backups, other databases, damage: writing stops and says why, reading goes on."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from ledger import append
from ledger.chain import merkle
from ledger.chain.entry import Entry
from ledger.errors import LedgerStopped, Malformed
from ledger.ledger import Ledger
from ledger.store import checkpoints, entries, head_record, trees
from ledger.store.engine import open_engine
from ledger.store.head_record import EMPTY, HeadRecord, Record
from tests.store import logs


def _file(ledger: Ledger) -> Path:
    assert ledger.engine.url.database
    return Path(ledger.engine.url.database)


def _saved(ledger: Ledger, folder: Path) -> Path:
    """A backup of an SQLite ledger, as a copy of its closed file."""
    ledger.engine.dispose()
    return Path(shutil.copy(_file(ledger), folder / "backup"))


def _restored(ledger: Ledger, backup: Path) -> Ledger:
    ledger.engine.dispose()
    for left in _file(ledger).parent.glob(_file(ledger).name + "-*"):
        left.unlink()
    shutil.copy(backup, _file(ledger))
    record = None if ledger.head_record is None else ledger.head_record.path
    return logs.reopen(f"sqlite:///{_file(ledger)}", record, clock=ledger.clock)


def _stops(ledger: Ledger, code: str) -> LedgerStopped:
    """Every way to write is refused for this reason, nothing is written, reading goes on."""
    before = _read(ledger)
    with pytest.raises(LedgerStopped) as stopped:
        logs.record(ledger, "more")
    assert stopped.value.code == code
    examined = append.examine(ledger)
    assert examined is not None
    assert examined.code == code
    assert _read(ledger) == before
    return stopped.value


def _read(ledger: Ledger) -> list[object]:
    with ledger.engine.connect() as connection:
        return [*entries.scan(connection, 0, 1_000), checkpoints.last(connection)]


def _as_owner(ledger: Ledger, *statements: str) -> None:
    """Change the database as nobody may who has not taken its guards away."""
    engine = open_engine(ledger.engine.url.render_as_string(hide_password=False), as_app=False)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            for table in ("entry", "head", "checkpoint", "subtree"):
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            _run(connection, statements)
            query = "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal"
            for table, name in connection.exec_driver_sql(query).all():
                connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
        else:
            query = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
            triggers = connection.exec_driver_sql(query).all()
            for name, _ in triggers:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            _run(connection, statements)
            for _, statement in triggers:
                connection.exec_driver_sql(statement)
    engine.dispose()


def _run(connection: Connection, statements: tuple[str, ...]) -> None:
    for statement in statements:
        connection.execute(text(statement))


@pytest.mark.parametrize("lost", [1, 2, 300])
def test_a_restored_backup_is_refused_before_anything_is_signed(
    sqlite_url: str, tmp_path: Path, lost: int
) -> None:
    """The head record is ahead; with the lost database back, all goes on."""
    ledger = logs.make(sqlite_url, tmp_path / "head.json")
    logs.record(ledger, "a", "b")
    backup = _saved(ledger, tmp_path)
    ledger = logs.reopen(sqlite_url, tmp_path / "head.json", clock=ledger.clock)
    logs.record(ledger, *(f"lost{n}" for n in range(lost)))
    ledger.engine.dispose()
    newest = Path(shutil.copy(_file(ledger), tmp_path / "newest"))
    stopped = _stops(_restored(ledger, backup), "head_record_ahead")
    assert str(2 + lost) in stopped.found
    assert "find the database" in stopped.do
    assert logs.record(_restored(ledger, newest), "c").head.size == 3 + lost


def test_a_restored_backup_that_went_on_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    """Somebody wrote to the backup without the record: the same size, another log."""
    ledger = logs.make(sqlite_url, tmp_path / "head.json")
    logs.record(ledger, "a")
    backup = _saved(ledger, tmp_path)
    ledger = logs.reopen(sqlite_url, tmp_path / "head.json", clock=ledger.clock)
    logs.record(ledger, "b")
    other = logs.reopen(f"sqlite:///{backup}", clock=ledger.clock)
    logs.record(other, "c")
    logs.record(other, "d")
    other.engine.dispose()
    _stops(_restored(ledger, backup), "head_record_differs")


def test_while_it_runs_a_restored_database_is_noticed(sqlite_url: str, tmp_path: Path) -> None:
    """Not only when it starts: each commit looks at the record first."""
    ledger = logs.make(sqlite_url, tmp_path / "head.json")
    logs.record(ledger, "a")
    backup = _saved(ledger, tmp_path)
    logs.record(ledger, "b")
    restored = _restored(ledger, backup)
    restored.memory = ledger.memory
    assert restored.memory.is_examined
    _stops(restored, "head_record_ahead")


def test_without_a_record_a_full_restore_cannot_be_seen(sqlite_url: str, tmp_path: Path) -> None:
    """The negative control: this is why there is one, and why its absence is reported."""
    ledger = logs.make(sqlite_url)
    logs.record(ledger, "a")
    backup = _saved(ledger, tmp_path)
    logs.record(ledger, "b")
    restored = _restored(ledger, backup)
    assert restored.head_record is None
    assert logs.record(restored, "c").head.size == 2


def test_another_database_under_the_same_name_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    """A fresh log in the old place is not the log that was opened."""
    ledger = logs.make(sqlite_url)
    first = logs.record(ledger, "a")
    other = logs.make(f"sqlite:///{tmp_path / 'other'}")
    logs.record(other, "b")
    other.ledger_id = first.entries[0].leaf_hash
    other.memory.is_examined = False
    _stops(other, "ledger_differs")


DAMAGE: list[tuple[str, str]] = [
    ("DELETE FROM entry WHERE entry_index = 2", "head_differs"),
    ("DELETE FROM entry", "head_differs"),
    ("UPDATE head SET leaf = (SELECT leaf FROM entry WHERE entry_index = 0)", "head_differs"),
    ("UPDATE head SET recorded_at = '9'", "head_differs"),
    ("DELETE FROM head", "head_missing"),
    ("UPDATE checkpoint SET note = (SELECT data FROM entry LIMIT 1)", "checkpoint_damaged"),
    (
        "UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE size = 1) WHERE size = 3",
        "checkpoint_differs",
    ),
    ("UPDATE checkpoint SET size = 9 WHERE size = 3", "checkpoint_ahead"),
    (
        "UPDATE entry SET leaf = (SELECT act_digest FROM entry WHERE entry_index = 1)"
        " WHERE entry_index = 0",
        "checkpoint_differs",
    ),
]


@pytest.mark.parametrize("damage, code", DAMAGE)
def test_damage_is_found_at_start(engine_url: str, damage: str, code: str) -> None:
    """Head, end of the log, last checkpoint and tree must say the same."""
    ledger = logs.make(engine_url)
    for act_id in "abc":
        logs.record(ledger, act_id)
    _as_owner(ledger, damage)
    _stops(logs.reopen(engine_url, clock=ledger.clock), code)


def test_damage_to_what_was_just_written_is_found_before_it_is_signed(
    engine_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes that do not come back as they went are never covered by a checkpoint."""
    ledger = logs.make(engine_url, tmp_path / "head.json")
    logs.record(ledger, "a")
    whole = entries.insert

    def damaged(connection: Connection, made: Sequence[Entry]) -> None:
        # The database is given other bytes than were hashed.
        bad = dataclasses.replace(made[0], data=made[0].data.replace(b"An ex", b"No ex"))
        whole(connection, [bad])

    monkeypatch.setattr(entries, "insert", damaged)
    with pytest.raises(LedgerStopped) as stopped:
        logs.record(ledger, "b")
    assert stopped.value.code == "entry_damaged"
    monkeypatch.undo()
    with ledger.engine.connect() as connection:
        assert checkpoints.last_size(connection) == 1
    _stops(ledger, "entry_damaged")
    _stops(logs.reopen(engine_url, tmp_path / "head.json", clock=ledger.clock), "entry_damaged")


def test_a_damaged_tree_is_found_before_it_is_built_upon(engine_url: str, tmp_path: Path) -> None:
    """A stored subtree hash that is wrong gives another root than the record's."""
    ledger = logs.make(engine_url, tmp_path / "head.json")
    logs.record(ledger, *(f"a{n}" for n in range(257)))
    _as_owner(ledger, "UPDATE subtree SET hash = (SELECT leaf FROM entry WHERE entry_index = 3)")
    again = logs.reopen(engine_url, tmp_path / "head.json", clock=ledger.clock)
    _stops(again, "head_record_differs")


def test_a_lost_tree_is_computed_again(engine_url: str, tmp_path: Path) -> None:
    """The hashes above the leaves can be made from them, so nothing needs them to be there."""
    ledger = logs.make(engine_url, tmp_path / "head.json")
    logs.record(ledger, *(f"a{n}" for n in range(520)))
    _as_owner(ledger, "DELETE FROM subtree WHERE number = 1")
    with ledger.engine.connect() as connection:
        leaves = [leaf for _, leaf in entries.leaves(connection, 0, 520)]
        assert trees.Tree(connection).root_at(520) == merkle.root(leaves)
    again = logs.reopen(engine_url, tmp_path / "head.json", clock=ledger.clock)
    assert logs.record(again, *(f"b{n}" for n in range(300))).head.size == 820


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data + b"\n",
        lambda data: data.replace(b'"size":3', b'"size":3.0'),
        lambda data: data.replace(b'"size":3', b'"size":-3'),
        lambda data: data.replace(b'"format":0', b'"format":1'),
        lambda data: data * 100,
    ],
)
def test_a_damaged_record_is_not_taken_for_none(
    sqlite_url: str, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    """What cannot be read stops the writer, in every spelling but the one."""
    ledger = logs.make(sqlite_url, tmp_path / "head.json")
    for act_id in "abc":
        logs.record(ledger, act_id)
    path = tmp_path / "head.json"
    path.write_bytes(spoil(path.read_bytes()))
    _stops(logs.reopen(sqlite_url, path, clock=ledger.clock), "head_record_damaged")


def test_a_record_is_written_in_one_way(tmp_path: Path) -> None:
    """Parse and format are a pair, empty or not; nulls belong to the empty log only."""
    some = Record(3, b"\1" * 32, b"\2" * 32, b"\3" * 32)
    for record in (EMPTY, some):
        assert head_record.parse(head_record.format(record)) == record
    for bad in (some._replace(size=0), EMPTY._replace(size=1)):
        with pytest.raises(Malformed):
            head_record.parse(head_record.format(bad))


def test_a_record_never_goes_back_and_never_jumps(tmp_path: Path) -> None:
    """It is moved from what it is, forward, and replaced as a whole."""
    kept = HeadRecord(tmp_path / "head.json")
    kept.create()
    first = Record(1, b"\1" * 32, b"\1" * 32, b"\1" * 32)
    second = first._replace(size=2)
    with kept.lock():
        kept.move(EMPTY, first)
        kept.move(first, second)
        for old, new in ((first, second), (second, first), (EMPTY, second)):
            with pytest.raises(LedgerStopped) as stopped:
                kept.move(old, new)
            assert stopped.value.code == "head_record_moved"
    kept.create()
    assert kept.read() == second
    assert sorted(path.name for path in tmp_path.iterdir()) == ["head.json", "head.json.lock"]
