"""The ledgers that these tests begin with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.record.house import House, opened


@pytest.fixture
def house(engine_url: str) -> Iterator[House]:
    """An open official ledger, on each engine."""
    made = opened(engine_url)
    yield made
    made.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One on SQLite for the tests of a module that leave nothing in it, or only add to it."""
    made = opened(f"sqlite+pysqlite:///{tmp_path_factory.mktemp('shared') / 'ledger.sqlite'}")
    yield made
    made.close()
