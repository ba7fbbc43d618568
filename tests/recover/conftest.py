"""A ledger whose newest state, older backup, bundle and tiles are at hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.recover.lost import Lost, lose


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def template(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Lost, postgres.Server | None]]:
    """Five entries were lost with the database; the head record remembers them."""
    folder = tmp_path_factory.mktemp("lost")
    if request.param == "sqlite":
        yield lose("", folder, None), None
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    with server.database() as url:
        yield lose(url, folder, server), server


@pytest.fixture
def lost(template: tuple[Lost, postgres.Server | None], tmp_path: Path) -> Lost:
    """A copy of it, to be recovered or damaged."""
    made, server = template
    url = None if server is None else server.copy(made.now.url)
    return made._replace(now=made.now.copy(tmp_path / "now", url))
