"""What others do in Python that keep events: how fast, and how much of the work is theirs.

    python -m tests.benchmarks.neighbours eventsourcing-sqlite FOLDER    # {"alone":..., "bulk":...}

Each is called within this process, without HTTP, and each commit is durable:

eventsourcing   An aggregate's event, versioned, in its application recorder. Nobody signs it, no hash
                chains it, no rule judges it but what the aggregate's code says, there is no receipt,
                no proof, and no state but what is folded again from events. In bulk: 200 a commit.
auditchain      A record in a hash chain, signed with one Ed25519 key of the log itself. Who acted is a
                text that nobody verifies; there is no rule, no state, no receipt. In bulk: 4,000 in one commit.
Ours (`http`)   The act's own signatures verified, judged by the law in force, entries and state in one
                commit, checkpoint signed, head record, receipt with proof; over HTTP.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.benchmarks import yardsticks

ALONE, BULK, TOGETHER = 300, 4_000, 200
TEXT = "x" * 700
"""About what the act of reference R says, without its signature."""


def main() -> None:
    """Measure the one that is named, and print events a second: one a commit, and in bulk."""
    kind, where = sys.argv[1:]
    if kind == "auditchain":
        told = asyncio.run(_auditchain(Path(where)))
    else:
        told = _eventsourcing(_environment(kind, where))
    print(json.dumps(told))


def _environment(kind: str, where: str) -> dict[str, str]:
    if kind == "eventsourcing-sqlite":
        name = str(Path(where) / "events.sqlite")
        return {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": name}
    parts = urlsplit(where)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": parts.path[1:],
        "POSTGRES_HOST": parse_qs(parts.query)["host"][0],
        "POSTGRES_PORT": "5432",
        "POSTGRES_USER": parts.username or "postgres",
        "POSTGRES_PASSWORD": "none",
    }


def _eventsourcing(environment: dict[str, str]) -> dict[str, float]:
    application = importlib.import_module("eventsourcing.application").Application
    domain = importlib.import_module("eventsourcing.domain")

    class Station(domain.Aggregate):  # type: ignore[name-defined]
        """An aggregate that moves."""

        def move(self, text: str) -> None:
            """Say that it moved."""
            self.trigger_event(self.Moved, text=text)

        class Moved(domain.Aggregate.Event):  # type: ignore[name-defined]
            """It moved."""

            text: str

            def apply(self, aggregate: Any) -> None:
                """Nothing of it is kept."""

    app = application(env=environment)
    station = Station()
    app.save(station)

    def one() -> None:
        station.move(TEXT)
        app.save(station)

    def many() -> None:
        # With 4,000 in one save its PostgreSQL recorder does not come back (version 9.5.6).
        for _ in range(BULK // TOGETHER):
            for _ in range(TOGETHER):
                station.move(TEXT)
            app.save(station)

    found = _rates(one, many)
    app.close()
    return found


def _rates(one: Callable[[], object], many: Callable[[], object]) -> dict[str, float]:
    alone = yardsticks.seconds(lambda: [one() for _ in range(ALONE)])
    return {"alone": ALONE / alone, "bulk": BULK / yardsticks.seconds(many)}


async def _auditchain(folder: Path) -> dict[str, float]:
    module = importlib.import_module("auditchain")
    seed, _ = module.generate_keypair()
    backend = module.SqliteBackend(folder / "audit.sqlite")
    loop = asyncio.get_running_loop()
    async with module.AuditLog(backend, signing_key=seed) as log:
        started = loop.time()
        for _ in range(ALONE):
            await log.append("person-a", "moved", "ps-1", metadata={"text": TEXT})
        alone = loop.time() - started
        records = [("person-a", "moved", "ps-1", {"text": TEXT})] * BULK
        started = loop.time()
        await log.append_many(records)
        bulk = loop.time() - started
    return {"alone": ALONE / alone, "bulk": BULK / bulk}


if __name__ == "__main__":
    main()
