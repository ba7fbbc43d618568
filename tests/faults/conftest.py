"""Closes what a test has opened."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults import mortal as servers
from tests.faults.mortal import Mortal
from tests.store import logs


@pytest.fixture(autouse=True)
def _close_engines() -> Iterator[None]:
    yield
    logs.close_all()


@pytest.fixture
def mortal() -> Iterator[Mortal]:
    """A server of its own, with its data in a new folder."""
    with servers.living() as server:
        yield server
        logs.close_all()
