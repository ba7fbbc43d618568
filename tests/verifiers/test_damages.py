"""Every damage is found, by the check that is there for it, at the entry where it was done."""

from __future__ import annotations

import pytest

from tests.verifiers import examined, maker
from tests.verifiers.damages import DAMAGES
from verifiers.desk import report


def test_what_is_not_damaged_is_verified() -> None:
    """Else nothing below would mean anything."""
    made = maker.story()
    found = examined.report(maker.bundle(made.parts(), made.ledger, made.size), made.trust())
    assert examined.findings(found) == []
    assert found["verdict"] == report.VERIFIED


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damage_is_found_where_it_was_done(name: str) -> None:
    """The expected finding is there, the verdict says so, and no earlier entry is named."""
    case = DAMAGES[name]()
    found = examined.report(case.bundle, case.trust)
    assert case.found in examined.findings(found), examined.findings(found)
    assert found["verdict"] == report.CONTRADICTED
    index = case.found[2]
    if index is not None:
        assert found["first_finding"]["index"] == index
