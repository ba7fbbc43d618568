"""Closes what a test has opened."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.store import logs


@pytest.fixture(autouse=True)
def _close_engines() -> Iterator[None]:
    yield
    logs.close_all()
