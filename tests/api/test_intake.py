"""What is missing is for everybody to see; what one clerk keyed is for nobody, until two have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.intake import forms
from ledger.submit import packets
from tests.api.asking import Asked
from tests.api.conftest import served
from tests.intake import office
from tests.intake.test_clerks import keyed
from tests.intake.test_importing import take_in
from tests.verbs.commission import key_of


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[Asked]:
    """A commission that takes in forms."""
    with served(office.opened(tmp_path)) as asked:
        yield asked


def test_queues_are_public_bounded_and_follow_the_record(intake: Asked, tmp_path: Path) -> None:
    """Nothing has come; then a file with good and bad rows; each queue a page at a time."""
    told = intake.get("/v1/intake").json()
    assert told["not_arrived"] == [{"contest": "mayor", "count": 3}] and told["files"] == []
    first = intake.get("/v1/intake/not_arrived?contest=mayor&limit=2").json()
    assert [one["unit"] for one in first["items"]] == ["ps-1", "ps-2"]
    assert [one["unit"] for one in intake.get(first["next"]).json()["items"]] == ["ps-3"]
    rows = [office.row(1, 1), office.row(2, 77), office.row(3, 2).replace("600", "-1")]
    rows += [office.row(n, 88) for n in range(4, 8)]
    take_in(intake.commission, office.write(tmp_path / "forms.csv", rows))
    told = intake.get("/v1/intake").json()
    assert told["not_arrived"] == [{"contest": "mayor", "count": 2}] and told["no_image"] == 1
    assert told["bad_rows"] == {"count": 6, "is_all": True}
    assert (told["files"][0]["recorded"], told["files"][0]["bad"]) == (1, 6)
    seen, path = [], "/v1/intake/bad_rows?limit=4"
    while path:
        page = intake.get(path).json()
        seen += [(one["row"], one["code"]) for one in page["items"]]
        path = page["next"]
    assert seen[:2] == [(3, "unknown_unit"), (4, "bad_number")] and len(seen) == 6
    take_in(intake.commission, office.write(tmp_path / "more.csv", [office.row(3, 2)]))
    left = intake.get("/v1/intake/bad_rows").json()["items"]
    assert len(left) == 5, "what was recorded since is put aside no more"
    assert [one["form"] for one in intake.get("/v1/intake/no_image").json()["items"]] == [
        "f-000001",
        "f-000003",
    ]


def test_what_is_asked_wrongly_is_said(intake: Asked) -> None:
    """Queues, contests, cursors and limits have one spelling."""
    intake.problem("/v1/intake/everything", "no_such_address", 404)
    intake.problem("/v1/intake/not_arrived", "missing_parameter")
    intake.problem("/v1/intake/not_arrived?contest=nobody", "not_in_log", 404)
    intake.problem("/v1/intake/bad_rows?after=xyz", "bad_parameter")
    intake.problem(f"/v1/intake/bad_rows?after={'0' * 64}:{'9' * 30}", "bad_parameter")
    intake.problem("/v1/intake/mismatches?after=%00", "bad_parameter")
    intake.problem("/v1/intake/no_image?limit=0", "bad_parameter")
    intake.problem("/v1/intake?queue=bad_rows", "unknown_parameter")


def test_clerks_enter_over_http(intake: Asked, tmp_path: Path) -> None:
    """The first learns nothing; the second gets the receipt; a difference shows once both are in."""
    people = intake.commission

    def post(packet: packets.Packet, status: int = 200) -> dict[str, object]:
        headers = {"Content-Type": "application/json"}
        body = packets.format(packet)
        answer = intake.ask("POST", "/v1/intake", status, content=body, headers=headers)
        told: dict[str, object] = json.loads(answer.content)
        return told

    first = post(keyed(people, tmp_path, "clerk-a"))
    assert (first["state"], first["mismatches"], first["receipt"]) == ("waits", [], None)
    waits = intake.get("/v1/intake/mismatches").json()["items"]
    assert [(one["differs"], one["keyed_by"]) for one in waits] == [([], ["clerk-a"])]
    second = post(keyed(people, tmp_path, "clerk-b"))
    assert second["state"] == "submitted" and second["receipt"] is not None
    post(keyed(people, tmp_path, "clerk-a", form="p-2"))
    differs = post(keyed(people, tmp_path, "clerk-b", form="p-2", votes__a="1"))
    assert differs["mismatches"] == ["votes/a: clerk-a 61, clerk-b 1"]
    assert post(keyed(people, tmp_path, "clerk-b", form="p-2"), 400)["code"] == "already_keyed"
    assert post(people.moved("opened", "ps-1"), 400)["code"] == "bad_entry"
    for wrong in ({"figures": [1]}, {"figures": None}, {"figures": [{"measure": "a"}]}):
        act = json.loads(keyed(people, tmp_path, "clerk-a", form="p-9").act)
        act["events"][0]["fields"] |= wrong
        assert post(forms.packet(act, key_of("clerk-a")), 400)["code"] == "bad_entry"
    act = json.loads(keyed(people, tmp_path, "clerk-a", form="p-9").act)
    act["events"][1]["fields"]["form"] = "x" * 9_000
    assert post(forms.packet(act, key_of("clerk-a")), 400)["code"] == "bad_entry"
    unknown = [keyed(people, tmp_path, f"clerk-{c}", form="p-3", unit="ps-99") for c in "ab"]
    post(unknown[0])
    assert post(unknown[1], 422)["code"] == "unknown_unit"
