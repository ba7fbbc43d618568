"""The example of the specification is what both programs make of a small story."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ledger.chain import canonical
from ledger.election import rows
from ledger.election.rows import Placed
from tests.election.results.village import Village
from tests.election.vocabulary import between
from verifiers import results as their_results
from verifiers.tables import Tables

SPEC = Path(__file__).parents[3] / "docs" / "spec" / "12-results.md"
DAY = "2013-12-31"


def story() -> Village:
    """One form claimed, one recounted in part, one unit annulled and ordered again without date."""
    village = Village()
    village.state_form("f-1", "ps-1", {"votes a": 10, "votes b": between(5, 7, "torn")})
    first = village.state_form("f-2", "ps-2", {"votes a": 8, "votes b": 9})
    village.judge("f-2", "accepted")
    village.state_form("g-2", "ps-2", {"votes b": 6}, recounts=first)
    village.judge("g-2", "accepted")
    village.state_form("sum", "village", {"votes a": 18, "votes b": 14}, level="declaration")
    seats = dict.fromkeys(("base", "denominator", "exempt", "numerator"))
    seats |= {"contest": "council", "method": "dhondt", "seats": 3}
    village.tell(("seats.given", seats))
    village.rule("result.provisional", "village")
    village.rule("vote.annulled", "ps-3")
    village.repeat("ps-3")
    return village


def told_by_the_verifiers(village: Village) -> dict[str, Any]:
    """The result that the second program makes of the same rows."""
    tables = Tables()
    for since, made in enumerate(village.entries):
        for ordinal, row in enumerate(made):
            tables.add(rows.document(Placed(since, ordinal, row)))
    return their_results.result("council", tables, DAY, village.size)


def test_the_example_is_what_both_programs_say() -> None:
    """Byte for byte."""
    (told,) = re.findall(r"^```json result\n(.*)\n```$", SPEC.read_text("utf-8"), re.MULTILINE)
    village = story()
    assert canonical.dumps(village.result(day=DAY)).decode() == told
    assert canonical.dumps(told_by_the_verifiers(village)).decode() == told
