"""Which server holds a log, and that the head record remembers it."""

from __future__ import annotations

import re
from pathlib import Path

from ledger.store import servers
from tests.store import logs


def test_a_file_has_no_server(sqlite_url: str) -> None:
    """Nothing is asked, and the record says null."""
    with logs.engine_of(sqlite_url).connect() as connection:
        assert servers.of(connection) == (None, False)


def test_a_server_is_named_by_its_system_and_timeline(postgres_url: str, tmp_path: Path) -> None:
    """The same for every connection, with the rights of the program's role; kept in the record."""
    ledger = logs.make(postgres_url, tmp_path / "head.json")
    logs.record(ledger, "a")
    names = set()
    for _ in range(2):
        with ledger.engine.connect() as connection:
            server = servers.of(connection)
            assert not server.is_standby
            names.add(server.name)
        ledger.engine.dispose()
    (name,) = names
    assert name is not None
    assert re.fullmatch(r"[0-9]+/1", name)
    assert ledger.head_record is not None
    record = ledger.head_record.read()
    assert record is not None
    assert record.server == name


def test_a_record_moves_to_another_server_that_has_all(postgres_url: str, tmp_path: Path) -> None:
    """A promoted standby that ends where the record does goes on, and the record names it."""
    ledger = logs.make(postgres_url, tmp_path / "head.json")
    logs.record(ledger, "a")
    path = tmp_path / "head.json"
    name = path.read_text().split('"server":"')[1].split('"')[0]
    path.write_text(path.read_text().replace(name, "1/7"))
    again = logs.reopen(postgres_url, path, clock=ledger.clock)
    logs.record(again, "b")
    assert f'"server":"{name}","size":2' in path.read_text()
