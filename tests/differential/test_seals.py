"""Seals before both judges: the same are admitted, with the same rows; the same are refused."""

from __future__ import annotations

import pytest

from tests.differential.pair import real_keys, replayed  # noqa: F401 (a fixture)
from tests.election import builders
from tests.election.builders import key_id
from tests.election.sealing import ROOT, SHEETS, seal, submitted
from tests.election.test_sealing import REFUSED

# Whether a seal tells the state is for the claim of state; signatures are for that of authorship.
ELSEWHERE = ("seal_differs", "seal_position", "signature_invalid")
NAMES = sorted(name for name, (code, _, _) in REFUSED.items() if code not in ELSEWHERE)


def test_both_admit_a_seal_and_make_the_same_of_it() -> None:
    """And go on: administration after it is not overtaken."""
    pair = replayed(builders.opened())
    size = pair.log.size
    given = {"keys": [key_id("recorder")], "sealed": (ROOT, SHEETS)}
    assert pair.submit(seal(pair.log), **given)
    entered = builders.event("person.entered", name="New", person="new")
    assert pair.act(entered, seen={"root": builders.ROOT, "size": size})


@pytest.mark.parametrize("name", NAMES)
def test_both_refuse_a_seal(name: str) -> None:
    """With the same code. (Another ledger is found by the claim of integrity.)"""
    code, make, given = REFUSED[name]
    pair = replayed(builders.opened())
    codes, _, _ = pair.fold.examine(submitted(pair.log, make(pair.log), **given))
    assert code in codes or code == "other_ledger"
