"""A ledger that continues another one says so in its entry 0: both programs read it alike."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.drafts.founding import Setting
from ledger.election.rows import Law
from ledger.errors import Malformed
from tests.drafts.test_witness_policy import GIVEN
from tests.election import builders
from tests.verifiers import examined, maker
from verifiers import administration, fields

BEFORE: dict[str, Any] = {
    "id": "ab" * 32,
    "origin": "kqz.example/2009",
    "root": "cd" * 32,
    "size": 4711,
}
BAD = [
    {**BEFORE, "id": "AB" * 32},
    {**BEFORE, "origin": "KQZ"},
    {**BEFORE, "root": None},
    {**BEFORE, "size": 0},
    {**BEFORE, "size": "4711"},
    {**BEFORE, "more": 1},
    {name: BEFORE[name] for name in ("id", "origin", "size")},
    "kqz.example/2009",
]


def test_the_predecessor_is_law_from_the_founding() -> None:
    """One row; without a predecessor there is none."""
    rows = builders.founded(predecessor=BEFORE).verdicts[0].rows
    told = [row for row in rows if isinstance(row, Law) and row.kind == "predecessor"]
    assert told == [Law(BEFORE, "predecessor", "predecessor")]
    quiet = builders.founded().verdicts[0].rows
    assert not [row for row in quiet if isinstance(row, Law) and row.kind == "predecessor"]


@pytest.mark.parametrize("before", BAD, ids=range(len(BAD)))
def test_what_names_no_log_is_refused_by_both(before: Any) -> None:
    """A hash that is none, a size of nothing, a member too many or too few."""
    founding = builders.founding(predecessor=before)
    assert builders.Log().code(founding, by=["m1"]) == "bad_field"
    assert not fields.holds(administration._TYPES["predecessor"], before)


def test_the_report_says_what_is_continued() -> None:
    """In words and in JSON; it is not taken for verified."""
    made = maker.Maker()
    signers = [*maker.PERSONS.values(), maker.RECORDER]
    made.add(maker.founding(predecessor=BEFORE), by=["m1"], signed_by=signers)
    bundle = maker.bundle(made.parts(), made.ledger, made.size)
    found = examined.report(bundle, made.trust())
    assert found["subject"]["predecessor"] == BEFORE
    assert [check for check in found["checks"] if check["result"] == "FAIL"] == []
    out = examined.run(bundle, made.trust())[1]
    assert "says that it continues kqz.example/2009 from its size 4711 on" in out


def draft(**given: Any) -> Any:
    """The predecessor that a founding file would give; its values are text."""
    return Setting({**GIVEN, **given}, day="2026-01-01", key="key")._predecessor


def test_a_founding_file_may_name_it() -> None:
    """Strictly, before anybody signs."""
    assert draft() is None
    assert draft(predecessor={**BEFORE, "size": "4711"}) == BEFORE
    for wrong in ({"origin": "kqz.example/2009"}, {**BEFORE, "size": "many"}, "kqz.example/2009"):
        with pytest.raises(Malformed):
            draft(predecessor=wrong)
