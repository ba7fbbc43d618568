"""A served ledger that tests may add to, and one on each engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from starlette.testclient import TestClient

from api import wiring
from tests.api.asking import Asked
from tests.verbs import commission as commissions
from tests.verbs.commission import Commission


@contextmanager
def served(commission: Commission) -> Iterator[Asked]:
    """The API of a commission's ledger, for as long as the block lasts."""
    with TestClient(wiring.create_app(commission.ledger)) as client:
        yield Asked(client, commission)
    commission.ledger.engine.dispose()


@pytest.fixture
def asked(sqlite_url: str) -> Iterator[Asked]:
    """The API of an open ledger on SQLite: vocabulary, geography, one contest, one run."""
    with served(commissions.opened(sqlite_url)) as found:
        yield found


@pytest.fixture
def asked_on_each(engine_url: str) -> Iterator[Asked]:
    """The same, once on each engine."""
    with served(commissions.opened(engine_url)) as found:
        yield found


@pytest.fixture(scope="module")
def read_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """The same, made once for all tests of a module, which leave it as it is."""
    path = tmp_path_factory.mktemp("read") / "ledger.sqlite"
    with served(commissions.opened(f"sqlite+pysqlite:///{path}")) as found:
        yield found
