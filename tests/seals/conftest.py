"""The ledger that most tests here begin with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.verbs.commission import Commission, opened


@pytest.fixture
def commission(engine_url: str) -> Iterator[Commission]:
    """An open ledger with three stations, on each engine."""
    made = opened(engine_url)
    yield made
    made.close()
