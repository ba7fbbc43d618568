"""Whatever happens: every unit's proof holds and says what the ledger says; no lie about it does."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.differential.histories import take_act, take_administration
from tests.differential.pair import real_keys  # noqa: F401 (a fixture)
from tests.differential.proving import Proving
from tests.differential.test_histories import DAYS, furnished
from tests.election import builders
from verifiers.reading import encode

SLOWLY = settings(
    max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def _history(data: st.DataObject) -> Proving:
    pair = furnished()
    for _ in range(data.draw(st.integers(1, 8))):
        step = take_administration if data.draw(st.integers(0, 7)) == 0 else take_act
        step(data.draw, pair)
    return Proving(pair)


@SLOWLY
@given(st.data())
def test_every_unit_can_be_proven_and_is_what_the_ledger_says(data: st.DataObject) -> None:
    """On any day; both programs give the sheets the same root."""
    proving = _history(data)
    for placed in proving.pair.log.state.subjects("unit"):
        proof = proving.proof(
            placed.row.key.removeprefix("unit:"), data.draw(st.sampled_from(DAYS))
        )
        assert proving.codes(proof) == []


@SLOWLY
@given(st.data())
def test_what_was_changed_in_a_proof_is_found_or_says_the_same(data: st.DataObject) -> None:
    """Whatever is left out, put in or altered: the answer that is found good is the true one."""
    proving = _history(data)
    units = [p.row.key.removeprefix("unit:") for p in proving.pair.log.state.subjects("unit")]
    proof = proving.proof(data.draw(st.sampled_from(units)), DAYS[1])
    for _ in range(5):
        changed = copy.deepcopy(proof)
        data.draw(st.sampled_from(CHANGES))(data.draw, changed)
        if encode(changed) != encode(proof) and not proving.codes(changed):
            true = proving.proof(changed["answer"]["unit"], changed["answer"]["day"])
            assert changed["answer"] == true["answer"]


def _pick(draw: Any, listed: list[Any]) -> Any:
    return listed[draw(st.integers(0, len(listed) - 1))] if listed else None


def _leave_out(draw: Any, proof: dict[str, Any]) -> None:
    sheet = _pick(draw, proof["sheets"])
    act = _pick(draw, sheet["acts"])
    for listed in draw(st.permutations([proof["sheets"], sheet["acts"], act["rows"]])):
        if len(listed) > 1:
            del listed[draw(st.integers(0, len(listed) - 1))]
            return


def _say_absent(draw: Any, proof: dict[str, Any]) -> None:
    """A sheet that is there is said not to be."""
    sheet = _pick(draw, proof["sheets"])
    if len(proof["sheets"]) > 1 and proof["absent"]:
        proof["sheets"].remove(sheet)
        proof["absent"].append({**proof["absent"][0], "key": sheet["key"]})


def _alter_row(draw: Any, proof: dict[str, Any]) -> None:
    row = _pick(draw, _pick(draw, _pick(draw, proof["sheets"])["acts"])["rows"])
    name = _pick(draw, sorted(row.keys() - {"table"}))
    row[name] = _other(draw, row[name])


def _alter_answer(draw: Any, proof: dict[str, Any]) -> None:
    place: Any = proof["answer"]
    while True:
        keys = sorted(place) if isinstance(place, dict) else range(len(place))
        key = _pick(draw, list(keys))
        if key is None:
            return
        if not isinstance(place[key], (dict, list)):
            place[key] = _other(draw, place[key])
            return
        place = place[key]


def _alter_place(draw: Any, proof: dict[str, Any]) -> None:
    sheet = _pick(draw, proof["sheets"])
    if draw(st.booleans()) and sheet["path"]:
        sheet["path"].pop()
    else:
        sheet["index"] += draw(st.sampled_from((-1, 1)))


def _other(draw: Any, value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + draw(st.sampled_from((-1, 1)))
    if isinstance(value, str):
        return draw(
            st.sampled_from((value + "x", "pc-2", "stands", "annulled", "2013-10-05", None))
        )
    return draw(st.sampled_from((None, "x", 0, [])))


CHANGES = (_leave_out, _say_absent, _alter_row, _alter_answer, _alter_place)


@pytest.mark.parametrize("day", DAYS)
def test_a_suspect_key_leaves_contested_acts_to_the_bundle(day: str) -> None:
    """Then the proof says that it does not know, and holds otherwise."""
    pair = furnished()
    lost = {"key": builders.key_id("m3"), "suspect_from": 0}
    assert pair.act(builders.event("key.compromised", **lost), by=["m1", "m2", "m4"])
    proving = Proving(pair)
    proof = proving.proof("pc-1", day)
    assert proof["answer"]["contested"] is None
    assert proving.codes(proof) == []
    proof["answer"]["contested"] = []
    assert proving.codes(proof) == ["state_differs"]
