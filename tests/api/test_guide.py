"""The guide to the API is true: what it asks is answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api import problems, wiring
from ledger.play import play

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "guides" / "api.md").read_text(encoding="utf-8")
ASKED = re.findall(r"^GET (/\S*)$", GUIDE, re.MULTILINE)


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The ledger that the guide is about."""
    played = play(ROOT / "ledger" / "scenarios" / "tiny.yaml", tmp_path_factory.mktemp("village"))
    with TestClient(wiring.create_app(played.ledger)) as client:
        yield client
    played.ledger.engine.dispose()


@pytest.mark.parametrize("path", ASKED)
def test_what_the_guide_asks_is_answered(village: TestClient, path: str) -> None:
    """200, at every address."""
    answer = village.get(path)
    assert answer.status_code == 200, answer.text


def test_the_guide_names_every_status() -> None:
    """A status with which a submission may answer stands in the table, or is about reading."""
    named = {int(number) for number in re.findall(r"\b[2-5]\d\d\b", GUIDE)}
    assert {meaning.status for meaning in problems.CODES.values()} - {404, 405} <= named


def test_state_is_as_the_guide_says(village: TestClient) -> None:
    """On 15 March the repeat had no date; today the first vote is certified."""
    then = village.get("/v1/units/010?as_of=2021-03-15").json()
    now = village.get("/v1/units/010").json()
    codes = [told["sheet"]["headlines"][0]["headline"]["code"] for told in (then, now)]
    assert codes == ["repeat_undated", "certified"]
