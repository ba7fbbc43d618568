"""Attacks on the installation: the database, the head record, the file itself.

Whoever owns the machine can do all of it. `eal doctor` looks at everything that is stored and holds
it against itself and against the head record; what was rolled back together, it cannot see.
"""

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from ledger import demo
from ledger.chain import canonical, merkle
from ledger.tamper import attack
from ledger.tamper.attack import Attack, Look, Mount
from ledger.tamper.forging import lines_of
from ledger.tamper.lab import HONEST, REFOUNDED, SHORTER, Lab

Change = Callable[[sqlite3.Connection], None]
_OWN = ("head.json", "ledger.json")
_DAMAGED = attack.doctor("entries", "database_damaged")
_SCHEMA = attack.doctor("vouching", "schema_differs")


def _entry(index: int) -> Look:
    return attack.doctor("entries", "entry_damaged", index)


def _differs(index: int) -> Look:
    return attack.doctor("state", "projection_differs", index)


def attacks(lab: Lab) -> Iterator[Attack]:
    """The attacks of this kind."""
    yield from _entries(lab)
    yield from _schema()
    yield from _indexes(lab)
    yield from _state(lab)
    yield from _memories(lab)


def _copy(lab: Lab, folder: Path, variant: str = HONEST) -> None:
    for name in _OWN:
        shutil.copyfile(lab.folder / variant / name, folder / name)
    shutil.copytree(lab.folder / variant / "keys", folder / "keys")
    _copy_database(lab, folder, variant)


def _copy_database(lab: Lab, folder: Path, variant: str) -> None:
    """With whatever of it is still in the file beside it, as a backup has it."""
    path, source = folder / "ledger.sqlite", lab.folder / variant / "ledger.sqlite"
    path.unlink(missing_ok=True)
    with (
        contextlib.closing(sqlite3.connect(source)) as old,
        contextlib.closing(sqlite3.connect(path)) as new,
    ):
        old.backup(new)


def _attack(numbers: tuple[int, ...], name: str, told: str, change: Change, look: Look) -> Attack:
    def mount(lab: Lab, folder: Path) -> None:
        _copy(lab, folder)
        with contextlib.closing(sqlite3.connect(folder / "ledger.sqlite")) as connection:
            change(connection)
            connection.commit()

    return Attack(numbers=numbers, name=name, told=told, mount=mount, looks=(look,))


def _unguarded(*statements: str) -> Change:
    """Run statements while the triggers are away, and put the same triggers back: nothing shows."""

    def change(connection: sqlite3.Connection) -> None:
        query = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
        triggers = connection.execute(query).fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert connection.execute(statement).rowcount != 0, statement
        for _, sql in triggers:
            connection.execute(sql)

    return change


def _entries(lab: Lab) -> Iterator[Attack]:
    votes, ruling = lab.index("board-report-1"), lab.index("board-2")
    yield _attack(
        (1,), "database-entry-edited", "a count of votes is changed in the database",
        _unguarded(
            "UPDATE entry SET data = cast(replace(cast(data AS TEXT), '\"low\":61', '\"low\":16') AS BLOB) "
            f"WHERE entry_index = {votes}"
        ), _entry(votes),
    )  # fmt: skip
    yield _attack(
        (4,), "database-history-rewritten", "an entry is changed, and every hash, link and the head made anew",
        _rewrite(ruling), _entry(ruling),
    )  # fmt: skip
    yield _attack(
        (2,), "database-last-entry-deleted", "the last entry is deleted, and nothing else",
        _unguarded(f"DELETE FROM entry WHERE entry_index = {lab.size - 1}"),
        _entry(lab.size - 1),
    )  # fmt: skip
    yield _attack(
        (8,), "database-gap", "an entry in the middle is deleted",
        _unguarded(f"DELETE FROM entry WHERE entry_index = {ruling}"), _entry(ruling),
    )  # fmt: skip
    yield _attack(
        (5,), "database-entries-swapped", "two entries change places",
        _unguarded(
            f"UPDATE entry SET entry_index = 1000 WHERE entry_index = {ruling}",
            f"UPDATE entry SET entry_index = {ruling} WHERE entry_index = {ruling + 1}",
            f"UPDATE entry SET entry_index = {ruling + 1} WHERE entry_index = 1000",
        ), _entry(ruling),
    )  # fmt: skip
    yield _attack(
        (46,), "database-time-changed", "the time at which the annulment was recorded is put back in its column",
        _unguarded(f"UPDATE entry SET recorded_at = '2021-03-09T09:00:00.000000Z' WHERE entry_index = {ruling}"),
        _entry(ruling),
    )  # fmt: skip
    yield _attack(
        (33,), "database-checkpoint-exchanged", "a stored checkpoint is exchanged for that of another size",
        _unguarded(
            "UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE size = 14) WHERE size = 16"
        ), _DAMAGED,
    )  # fmt: skip
    yield _attack(
        (12,), "database-head-set-back", "the head says that the log is shorter than its entries",
        _unguarded(
            f"UPDATE head SET size = {ruling}, leaf = (SELECT leaf FROM entry WHERE entry_index = {ruling - 1}), "
            f"recorded_at = (SELECT recorded_at FROM entry WHERE entry_index = {ruling - 1})"
        ), _DAMAGED,
    )  # fmt: skip


def _rewrite(index: int) -> Change:
    def change(connection: sqlite3.Connection) -> None:
        rows = connection.execute("SELECT data FROM entry ORDER BY entry_index").fetchall()
        lines = [bytes(data) for (data,) in rows]
        lines[index] = lines[index].replace(b"excess_ballots", b"bribery")
        for place in range(index, len(lines)):
            entry = canonical.loads(lines[place])
            entry["previous"] = merkle.leaf_hash(lines[place - 1]).hex()
            lines[place] = canonical.dumps(entry)
        _unguarded(*_updates(lines, index), *_head(lines))(connection)

    return change


def _updates(lines: list[bytes], start: int) -> Iterator[str]:
    for place in range(start, len(lines)):
        leaf, previous = (merkle.leaf_hash(lines[at]).hex() for at in (place, place - 1))
        yield (
            f"UPDATE entry SET data = x'{lines[place].hex()}', leaf = x'{leaf}', "
            f"previous = x'{previous}' WHERE entry_index = {place}"
        )


def _head(lines: list[bytes]) -> Iterator[str]:
    yield f"UPDATE head SET leaf = x'{merkle.leaf_hash(lines[-1]).hex()}'"


# -- what guards the tables, and what leads to them ---------------------------------------------------


def _schema() -> Iterator[Attack]:
    def trigger_made_harmless(connection: sqlite3.Connection) -> None:
        connection.execute("DROP TRIGGER entry_no_update")
        connection.execute(
            "CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry BEGIN SELECT 1; END"
        )

    def constraint_removed(connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_schema SET sql = replace(sql, 'CHECK (length(leaf) = 32)', 'CHECK (1)') "
            "WHERE name = 'entry'"
        )

    def run(statement: str) -> Change:
        return lambda connection: connection.execute(statement).close()

    for name, told, change in (
        ("trigger-dropped", "what refuses to delete entries is taken away", run("DROP TRIGGER entry_no_delete")),
        ("trigger-made-harmless", "what refuses to change entries is there, and refuses nothing", trigger_made_harmless),
        ("constraint-removed", "a constraint is written out of the schema by hand", constraint_removed),
        ("index-dropped", "the index that keeps an act from being recorded twice is dropped", run("DROP INDEX entry_act_digest")),
        ("trigger-added", "a trigger is added that writes what it likes",
         run("CREATE TRIGGER extra AFTER INSERT ON entry BEGIN UPDATE meta SET value = value; END")),
    ):  # fmt: skip
        yield _attack((7,), name, told, change, _SCHEMA)
    for name, told, statement in (
        ("state-index-dropped", "an index of the state tables is dropped", "DROP INDEX {table}_by_subject"),
        ("state-trigger-added", "a trigger on the state tables changes what is written next",
         "CREATE TRIGGER extra AFTER INSERT ON {table} BEGIN UPDATE {table} SET value = 'open' WHERE since = NEW.since; END"),
    ):  # fmt: skip
        yield _attack((7,), name, told, _on_state("status", statement), attack.doctor("state", "state_schema_differs"))  # fmt: skip


def _prefix(connection: sqlite3.Connection) -> str:
    """How the live state tables are called: `s1_` …"""
    (number,) = connection.execute("SELECT generation FROM projection WHERE is_live").fetchone()
    return f"s{number}_"


def _on_state(table: str, *statements: str) -> Change:
    def change(connection: sqlite3.Connection) -> None:
        for statement in statements:
            filled = statement.format(table=_prefix(connection) + table)
            assert connection.execute(filled).rowcount != 0, filled

    return change


def _indexes(lab: Lab) -> Iterator[Attack]:
    ruling = lab.index("board-2")
    yield _attack(
        (55,), "lying-index", "the entries are as they were, but the index finds another act under the annulment's id",
        _stale_index("entry_act_id", f"UPDATE entry SET act_id = 'board-9' WHERE entry_index = {ruling}",
                     f"UPDATE entry SET act_id = 'board-2' WHERE entry_index = {ruling}"), _DAMAGED,
    )  # fmt: skip

    def state(connection: sqlite3.Connection) -> None:
        table = f"{_prefix(connection)}effect"
        where = f"WHERE since = {ruling} AND verb = 'bar'"
        _stale_index(
            f"{table}_by_verb", f"UPDATE {table} SET verb = 'note' {where}",
            f"UPDATE {table} SET verb = 'bar' WHERE since = {ruling} AND verb = 'note'",
        )(connection)  # fmt: skip

    yield _attack(
        (55,), "lying-state-index", "the rows of the state are as they were, but the index does not lead to the annulment",
        state, attack.doctor("state", "state_index_differs"),
    )  # fmt: skip


def _stale_index(name: str, wrong: str, right: str) -> Change:
    """Leave an index with what `wrong` wrote, and the table with what `right` wrote."""

    def change(connection: sqlite3.Connection) -> None:
        _unguarded(wrong)(connection)
        connection.commit()
        query = "SELECT type, name, tbl_name, rootpage, sql FROM sqlite_schema WHERE name = ?"
        row = connection.execute(query, (name,)).fetchone()
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_schema WHERE name = ?", (name,))
        connection.commit()
        _reread(connection)
        _unguarded(right)(connection)
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("INSERT INTO sqlite_schema VALUES (?, ?, ?, ?, ?)", row)
        connection.commit()
        _reread(connection)

    return change


def _reread(connection: sqlite3.Connection) -> None:
    """Have the schema read again, which a connection keeps in memory."""
    (version,) = connection.execute("PRAGMA schema_version").fetchone()
    connection.execute(f"PRAGMA schema_version = {version + 1}")
    connection.execute("PRAGMA writable_schema = RESET")


# -- the state ---------------------------------------------------------------------------------------


def _state(lab: Lab) -> Iterator[Attack]:
    made, votes, lost = (
        lab.index("board-1"),
        lab.index("board-report-1"),
        lab.index("board-report-2"),
    )
    ruling, key = lab.index("board-2"), lab.index("board-key-1")
    for index, name, told, table, statement in (
        (votes, "state-status", "a polling station is shown as never opened", "status", "UPDATE {table} SET value = 'planned' WHERE value = 'open'"),
        (ruling, "state-effect", "the annulment works from another day", "effect", f"UPDATE {{table}} SET from_day = '2021-12-31' WHERE since = {ruling}"),
        (ruling, "state-effect-deleted", "the order of a repeat was never given", "effect", "DELETE FROM {table} WHERE verb = 'order_run' AND run = 'run-2'"),
        (ruling, "state-scope", "the annulment concerns another place", "effect_unit", f"UPDATE {{table}} SET unit = 'village' WHERE since = {ruling}"),
        (lost, "state-amount", "nothing was destroyed", "amount", "UPDATE {table} SET low = '0', high = '0' WHERE bucket = 'destroyed'"),
        (key, "state-law", "the revoked key is in force again", "law", f"DELETE FROM {{table}} WHERE since = {key} AND kind = 'key'"),
        (ruling, "state-act", "one more person is said to have signed", "act", f"UPDATE {{table}} SET persons = '[\"ana\",\"ben\",\"cem\"]' WHERE since = {ruling}"),
        (made, "state-row-added", "a polling station that nobody made", "subject",
         "INSERT INTO {table} SELECT since, 999, 'unit:011', kind, name, parent, type FROM {table} WHERE key = 'unit:010'"),
    ):  # fmt: skip
        yield _attack((53,), name, told, _on_state(table, statement), _differs(index))


# -- what remembers ----------------------------------------------------------------------------------


def _memories(lab: Lab) -> Iterator[Attack]:
    def restored(lab: Lab, folder: Path) -> None:
        _copy(lab, folder)
        _copy_database(lab, folder, SHORTER)

    yield _placed(
        (40,), "restored-backup", "last night's backup of the database is put back, the head record is not",
        restored, attack.doctor("vouching", "head_record_ahead"),
    )  # fmt: skip

    def rolled_back(lab: Lab, folder: Path) -> None:
        _copy(lab, folder, SHORTER)
        (folder / "bundle.zip").write_bytes(demo.pack(lab.files(SHORTER)))

    yield _placed(
        (40, 41), "rolled-back-head", "database and head record are both put back: nobody here can tell",
        rolled_back, attack.doctor_blind(), attack.plain(), attack.remembered(),
    )  # fmt: skip

    def substituted(lab: Lab, folder: Path) -> None:
        _copy(lab, folder)
        _copy_database(lab, folder, REFOUNDED)

    yield _placed(
        (15,), "substituted-database", "the database of another ledger of that name is put in its place",
        substituted, attack.doctor("vouching", "head_record_differs"),
    )  # fmt: skip

    def another_head(lab: Lab, folder: Path) -> None:
        _copy(lab, folder)
        record = json.loads((folder / "head.json").read_bytes())
        record["root"] = "ab" * 32
        (folder / "head.json").write_bytes(canonical.dumps(record))

    yield _placed(
        (38,), "head-record-of-another-history", "the head record names another root at this size",
        another_head, attack.doctor("vouching", "head_record_differs"),
    )  # fmt: skip

    def bent(lab: Lab, folder: Path) -> None:
        _copy(lab, folder)
        data = bytearray((folder / "ledger.sqlite").read_bytes())
        line = lines_of(lab.files())[lab.index("board-4")]
        at = data.index(line[:200])
        data[at + 100] ^= 4
        (folder / "ledger.sqlite").write_bytes(data)

    yield _placed(
        (13,),
        "flipped-bit",
        "one bit of an entry is flipped in the file",
        bent,
        _entry(lab.index("board-4")),
    )


def _placed(numbers: tuple[int, ...], name: str, told: str, mount: Mount, *looks: Look) -> Attack:
    return Attack(numbers=numbers, name=name, told=told, mount=mount, looks=looks)
