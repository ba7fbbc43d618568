"""The families of counting and certification, as they come with the ledger, mean what their names say."""

from __future__ import annotations

from typing import Any

from ledger.election import results
from ledger.election.reading import Reading
from tests.differential.house import commission, event
from tests.differential.pair import Pair, real_keys  # noqa: F401 (a fixture)
from tests.election.vocabulary import box, exactly
from verifiers import results as their_results

DAY = "2014-12-31"


def result(pair: Pair) -> dict[str, Any]:
    """The result of the mayor's contest, by both programs."""
    ours = results.document(results.draw(Reading(pair.log.state, DAY), "mayor"))
    assert ours == their_results.result("mayor", pair.fold.tables, DAY, pair.log.size)
    return ours


def form(type_: str, name: str, unit: str, cells: dict[str, int], **given: Any) -> dict[str, Any]:
    """A form of the first vote; `cells` are votes by candidate."""
    figures = [
        {"measure": "votes", "selection": s, "value": exactly(n)} for s, n in sorted(cells.items())
    ]
    fields = {"contest": "mayor", "figures": figures, "form": name, "level": "count"}
    return event(type_, run="run-1", unit=unit, **fields, **given)


def votes(told: dict[str, Any]) -> dict[str, int]:
    """The votes of each candidate."""
    return {each["selection"]: each["low"] for each in told["figures"]}


def counted() -> Pair:
    """Candidates `a` and `b`; every station has a form."""
    pair = commission()
    items = [{"id": s, "name": s, "parent": "mayor", "type": "candidate"} for s in "ab"]
    assert pair.act(event("candidates.certified", candidates=items))
    for unit in ("ps-1a", "ps-1b", "ps-2a", "ps-2b"):
        assert pair.act(form("results_form.recorded", f"f-{unit}", unit, {"a": 10, "b": 5}))
    return pair


def test_a_recount_counts_when_it_is_accepted_and_not_when_it_is_sent_back() -> None:
    """Ordered, held, accepted; then rejected, and the first count is back."""
    pair = counted()
    first = pair.log.acts[-1]["act_id"]
    scope = {"run": "run-1", "scope": [box("ps-2b")]}
    assert pair.act(form("recount_form.recorded", "again", "ps-2b", {"b": 6}, recounts=first))
    assert result(pair)["missing"][0]["reason"] == "forms_conflict"
    assert pair.act(event("results_form.accepted", form="again"))
    assert votes(result(pair)) == {"a": 40, "b": 21}
    assert pair.act(event("recount.abandoned", reason="Ballots are gone.", **scope))
    sent_back = {"form": "again", "reason": "Unsigned.", "unit": "ps-2b"}
    assert pair.act(event("results_form.sent_back", **sent_back))
    assert votes(result(pair)) == {"a": 40, "b": 20}


def test_a_count_elsewhere_a_form_in_parts_and_one_that_is_taken_back() -> None:
    """A centre counts two stations together; the station's own forms were taken back."""
    pair = counted()
    for unit in ("ps-1a", "ps-1b"):
        assert pair.act(event("results_form.withdrawn", form=f"f-{unit}"))
    assert pair.act(form("results_form.part_recorded", "big", "pc-2", {"a": 9}, part=1))
    assert votes(result(pair)) == {"a": 20, "b": 10}
    part = pair.log.acts[-1]["act_id"]
    covers = [box("ps-1a", "ps-1b")]
    closed = {"covers": covers, "parts": [part]}
    assert pair.act(form("results_form.closed", "big", "pc-2", {"b": 2}, **closed))
    assert votes(result(pair)) == {"a": 29, "b": 12}
    assert result(pair)["coverage"]["reported"] == 4
    assert pair.act(event("results_form.withdrawn", form="big"))
    assert result(pair)["coverage"]["reported"] == 2
    other = form("count_form.recorded", "other", "pc-2", {"a": 9, "b": 2}, covers=covers)
    assert pair.act(other)
    assert votes(result(pair)) == {"a": 29, "b": 12}


def test_seats_by_the_adopted_method_and_a_lot() -> None:
    """Equal votes, one seat."""
    pair = counted()
    for unit in ("ps-1a", "ps-1b", "ps-2a", "ps-2b"):
        old = f"f-{unit}"
        link = next(a["act_id"] for a in pair.log.acts if old in str(a["events"][0]["fields"]))
        replaced = form(
            "results_form.replaced", f"g-{unit}", unit, {"a": 7, "b": 7}, supersedes=link
        )
        assert pair.act(replaced)
        assert pair.act(event("results_form.accepted", form=f"g-{unit}"))
    method = event("seat_method.adopted", contest="mayor", method="dhondt", seats=1)
    assert pair.act(method)
    assert result(pair)["seats"]["tied"] == ["a", "b"]
    assert pair.act(event("lot.drawn", selection="b", witnesses=["The candidates"]))
    assert result(pair)["seats"]["lists"][1] == {"seats": 1, "selection": "b"}


def test_from_preliminary_to_reissued() -> None:
    """Each step of certification by its own event type."""
    pair = counted()

    def state() -> tuple[str, int | None]:
        told = result(pair)["certification"]
        return told["state"], told["version"]

    town = {"run": "run-1", "scope": [box("town")]}
    assert pair.act(event("result.published_preliminary", **town))
    assert state() == ("preliminary", None)
    assert pair.act(event("result.announced_provisional", **town))
    assert state() == ("provisional", None)
    withheld = {"reason": "A complaint.", "withheld": [box("pc-2")]}
    partly = {"run": "run-1", "scope": [box("pc-1")], **withheld}
    assert pair.act(event("result.certified_in_part", **partly))
    assert state() == ("partial", 1)
    act = pair.log.acts[-1]["act_id"]
    assert pair.act(event("certification.released", target=f"{act}#1"))
    assert state() == ("withdrawn", None)
    assert pair.act(event("result.reissued", supersedes=act, **town))
    assert state() == ("final", 2)
    assert result(pair)["certification"]["acts"][-1]["kind"] == "reissued"
