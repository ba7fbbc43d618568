"""A list too long for an act becomes several acts."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.errors import Malformed
from ledger.play import parts


def draft(*units: Any, **more: Any) -> dict[str, Any]:
    """A draft with one list."""
    fields = {"units": list(units), **more}
    return {"act": "places", "body": "board", "events": [{"type": "t.t", "fields": fields}]}


def test_without_a_number_nothing_is_split() -> None:
    """The draft is sent as it stands, ranges and all."""
    whole = draft("d-{1..5}")
    assert parts.of(whole, None) == [whole]


def test_each_act_has_its_share_in_order() -> None:
    """Acts are numbered; what else a draft says is said in each."""
    found: Any = parts.of(draft("d-{1..5}", run="run-1"), 2)
    assert [each["act"] for each in found] == ["places-1", "places-2", "places-3"]
    fields = [each["events"][0]["fields"] for each in found]
    assert [each["units"] for each in fields] == [["d-1", "d-2"], ["d-3", "d-4"], ["d-5"]]
    assert {each["run"] for each in fields} == {"run-1"}
    assert {each["body"] for each in found} == {"board"}


@pytest.mark.parametrize(
    "given, most",
    [
        (draft("d-1"), 0),
        (draft("d-1", others=["e-1"]), 2),
        ({**draft("d-1"), "events": []}, 2),
        ({"act": "a", "events": [{"type": "t.t", "fields": {"run": "r"}}]}, 2),
        ("places", 2),
    ],
)
def test_what_cannot_be_split_is_refused(given: Any, most: int) -> None:
    """There must be one event, and one list in it."""
    with pytest.raises(Malformed) as caught:
        parts.of(given, most)
    assert caught.value.code == "bad_draft"
