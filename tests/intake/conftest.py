"""A commission that takes in forms, in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.intake import office
from tests.verbs.commission import Commission


@pytest.fixture
def people(tmp_path: Path) -> Iterator[Commission]:
    """Three stations, clerks, a system, on SQLite."""
    made = office.opened(tmp_path)
    yield made
    made.close()


@pytest.fixture
def people_on_each(tmp_path: Path, engine_url: str) -> Iterator[Commission]:
    """The same, on each engine; there commands need no folder."""
    made = office.opened(tmp_path, engine_url)
    yield made
    made.close()
