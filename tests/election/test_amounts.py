"""Buckets hold intervals, and arithmetic keeps what is not known unknown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ledger.election import amounts
from ledger.election.amounts import Balance
from ledger.election.rows import Amount
from tests.election.chronicle import founded
from tests.election.vocabulary import between, exactly

DAY = "2013-11-03"
LOST = "not_ascertainable"


def row(how: str, low: int, high: int | None, why: str | None = None) -> Amount:
    """An amount of ballots in one bucket."""
    return Amount("held", DAY, "a#1", high, "unit:pc-1", how, low, "ballots", why)


def test_is_replaces_add_adds_less_takes() -> None:
    """The reason is the last that was given."""
    rows = [row("add", 5, 5), row("is", 10, 12, "estimated"), row("add", 1, 1), row("less", 2, 3)]
    assert amounts.total(rows) == Balance(8, 11, "estimated")
    assert amounts.total([]) == amounts.EMPTY


def test_what_has_no_bound_takes_the_bound() -> None:
    """An unknown part was destroyed: between nothing and everything is left."""
    assert amounts.total([row("is", 900, 900), row("less", 0, None, LOST)]) == Balance(0, 900, LOST)
    assert amounts.total([row("is", 1, None), row("add", 1, 1)]) == Balance(2, None, None)
    assert amounts.total([row("is", 1, 1), row("add", 1, None)]) == Balance(2, None, None)
    assert amounts.total([row("is", 5, None), row("less", 1, 2)]) == Balance(3, None, None)
    assert amounts.total([row("is", 1, 1), row("less", 5, 5)]) == Balance(0, 0, None)


steps = st.tuples(
    st.sampled_from(["is", "add", "less"]),
    st.integers(0, 50),
    st.one_of(st.none(), st.integers(0, 50)),
)


@given(st.lists(steps, max_size=12), st.data())
def test_the_interval_holds_whatever_was_true(
    told: list[tuple[str, int, int | None]], data: st.DataObject
) -> None:
    """For any true quantities within what was told, the true content is within the balance."""
    rows, content = [], 0
    for how, low, spread in told:
        high = None if spread is None else low + spread
        rows.append(row(how, low, high))
        true = data.draw(st.integers(low, low + 60 if high is None else high))
        content = {"is": true, "add": content + true, "less": max(0, content - true)}[how]
    balance = amounts.total(rows)
    assert balance.low <= content
    assert balance.high is None or content <= balance.high


def test_balances_are_of_a_holder_on_a_day() -> None:
    """Sorted by material and bucket; what was told of later days is left out."""
    chronicle = founded()
    chronicle.act("a", "2013-11-02", ("material.held", {"quantity": exactly(900), "unit": "pc-1"}))
    lost = between(100, 400, "estimated")
    chronicle.act("b", "2013-11-03", ("material.destroyed", {"quantity": lost, "unit": "pc-1"}))
    state = chronicle.state
    assert amounts.balances(state, "unit:pc-1", day="2013-11-01") == {}
    assert amounts.balances(state, "unit:pc-1", day="2013-11-02") == {
        ("ballots", "held"): Balance(900, 900, None)
    }
    assert amounts.balances(state, "unit:pc-1", day="2013-11-03") == {
        ("ballots", "destroyed"): Balance(100, 400, "estimated"),
        ("ballots", "held"): Balance(500, 800, "estimated"),
    }
    assert amounts.balance(state, "unit:pc-1", "ballots", bucket="held", day=DAY).low == 500
    assert amounts.balance(state, "unit:pc-2", "ballots", bucket="held", day=DAY) == amounts.EMPTY
