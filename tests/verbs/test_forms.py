"""A form is known from the event that states its figures on, also within one act."""

from __future__ import annotations

from ledger import read
from ledger.chain import entry
from tests.verbs import commission
from tests.verbs.commission import Commission


def _opened(sqlite_url: str) -> Commission:
    made = commission.opened(sqlite_url)
    counting = [
        ("declaration.adopted", {"declaration": d}) for d in commission.vocabulary("counting")
    ]
    made.record(made.administration(*counting))
    return made


def test_a_form_stated_and_accepted_in_one_act_is_known(sqlite_url: str) -> None:
    """A third reading of the specification found that it was called unknown."""
    made = _opened(sqlite_url)
    value = {"high": 10, "low": 10, "why": None}
    stated = {
        "contest": "mayor",
        "figures": [{"measure": "voted", "selection": None, "value": value}],
        "form": "f-1",
        "level": "count",
        "run": "run-1",
        "unit": "ps-1",
    }
    recorded = made.record(
        made.ruling(("results_form.recorded", stated), ("results_form.accepted", {"form": "f-1"}))
    )
    later = made.record(made.ruling(("results_form.accepted", {"form": "f-2"})))
    assert "unknown_subject" not in _marks(made, recorded.index)
    assert "unknown_subject" in _marks(made, later.index)
    made.ledger.engine.dispose()


def _marks(made: Commission, index: int) -> set[str]:
    return {mark["code"] for mark in entry.parse(read.entry(made.ledger, index)).judgement["marks"]}
