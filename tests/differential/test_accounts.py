"""Accounts are the same to both programs; and what is told within its bounds is never violated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.election import accounts
from ledger.election.reading import Reading
from tests.differential.counting import Counting
from tests.differential.histories import QUANTITIES, take_act
from tests.differential.house import items
from tests.differential.pair import Pair, real_keys  # noqa: F401 (a fixture)
from tests.differential.test_histories import DAYS, SLOWLY
from tests.differential.test_results import furnished
from tests.election import builders
from tests.election.vocabulary import between, document, exactly
from verifiers.accounts import Accounts

Json = dict[str, Any]
PLACES = ("town", "pc-1", "pc-2", "ps-1a", "ps-2a")
BUCKETS = ("held", "used", "destroyed", "unaccounted")
MEASURES = ("valid", "votes", "in_box")

MOVED = document(
    "paper.moved",
    "finding",
    {"from": "unit", "into": "code", "quantity": "quantity", "to": "unit"},
    {
        "do": "transfer", "from": "$from", "from_bucket": "held", "material": "ballots",
        "quantity": "$quantity", "to": "$to", "to_bucket": "$into",
    },
    of={"into": sorted(BUCKETS)},
)  # fmt: skip
ADDED, STATED = (
    document(
        f"paper.{name}",
        "finding",
        {"bucket": "code", "quantity": "quantity", "units": "list:unit"},
        {
            "do": "amount", "bucket": "$bucket", "holder": "$units", "how": how,
            "material": "ballots", "quantity": "$quantity",
        },
        of={"bucket": sorted(BUCKETS)},
    )
    for name, how in (("added", "add"), ("stated", "is"))
)  # fmt: skip

NUMBERED = document(
    "paper.numbered",
    "finding",
    {"from": "unit?", "numbers": "numbers?", "quantity": "quantity?", "to": "unit"},
    {
        "do": "number", "from": "$from", "holder": "$to", "material": "ballots",
        "numbers": "$numbers", "quantity": "$quantity",
    },
)  # fmt: skip
SEALINGS = [
    document(
        f"paper.seal_{how}", "finding", {"seals": "list:subject:seal?", "unit": "unit"},
        {"do": "seal", "how": how, "on": "$unit", "seals": "$seals"},
    )
    for how in ("found", "missing", "off", "open", "put")
]  # fmt: skip
RANGES = st.lists(
    st.tuples(st.sampled_from((None, "A")), st.integers(0, 30), st.integers(0, 12)), max_size=3
)
WHY = st.sampled_from((None, None, "not_all_read"))


@st.composite
def numbers(draw: st.DrawFn) -> Json:
    """Ranges in order, none in another; sometimes not all of them are known."""
    ranges: list[Json] = []
    for prefix, first, more in sorted(draw(RANGES), key=lambda r: (r[0] or "", r[1])):
        last = ranges[-1]["last"] if ranges and ranges[-1]["prefix"] == prefix else -1
        if first > last:
            ranges.append({"first": first, "last": first + more, "prefix": prefix})
    return {"ranges": ranges, "why": draw(WHY) if ranges else "not_all_read"}


@st.composite
def serials(draw: st.DrawFn) -> Json:
    """Numbers made or given, seals put on or taken off, likely as not without sense."""
    some = st.sampled_from(PLACES[1:4])
    if draw(st.booleans()):
        quantity = draw(st.none() | QUANTITIES | st.integers(1, 20).map(exactly))
        given: Json = {"from_": draw(st.none() | some), "to": draw(some), "quantity": quantity}
        given["numbers"] = draw(st.none() | numbers() | numbers() | numbers())
        return builders.event("paper.numbered", **given)
    how = draw(st.sampled_from(("put", "put", "put", "found", "missing", "off", "open")))
    seals = draw(
        st.none() | st.lists(st.sampled_from(("s-1", "s-2", "s-3")), min_size=1, max_size=3)
    )
    return builders.event(f"paper.seal_{how}", seals=seals, unit=draw(some))


def term(**given: Any) -> Json:
    """A term of a balance."""
    return {"bucket": None, "factor": 1, "measure": None, "of": None, "where": "here", **given}


TERMS = st.one_of(
    st.builds(
        lambda bucket, of, where, factor: term(bucket=bucket, factor=factor, of=of, where=where),
        st.sampled_from(BUCKETS),
        st.sampled_from(("in", "now", "out")),
        st.sampled_from(("here", "here", "below")),
        st.sampled_from((1, 1, 2)),
    ),
    st.sampled_from(BUCKETS).map(lambda bucket: term(bucket=bucket, of="before_repeat")),
    st.builds(
        lambda measure, of: term(measure=measure, of=of),
        st.sampled_from(MEASURES),
        st.sampled_from((None, "replaced", "selections")),
    ),
)
BALANCES = st.builds(
    lambda left, right, relation, types: {
        "left": left,
        "material": "ballots",
        "relation": relation,
        "right": right,
        "subjects": {"kind": "unit", "types": types},
    },
    st.lists(TERMS, min_size=1, max_size=3),
    st.lists(TERMS, max_size=3),
    st.sampled_from(("equals", "at_most")),
    st.sampled_from(([], ["polling_station"])),
)


def prepared() -> Pair:
    """A pair in which paper can be moved, and a ruleset is law."""
    pair = furnished()
    types = (MOVED, ADDED, STATED, NUMBERED, *SEALINGS)
    assert pair.act(*(builders.event("declaration.adopted", declaration=d) for d in types))
    assert pair.act(builders.ruleset_adopted("r"))
    return pair


def adopt(pair: Pair, *balances: Json) -> None:
    """Adopt balances, numbered."""
    for number, balance in enumerate(balances):
        says = [{"language": "en", "text": "It balances."}]
        whole = {**balance, "cites": [], "id": f"b-{number}", "ruleset": "r", "says": says}
        assert pair.act(builders.event("balance.adopted", balance=whole))


def every_account(pair: Pair, day: str) -> list[Json]:
    """The accounts as the ledger has them."""
    books = accounts.Books(Reading(pair.log.state, day), pair.log.law)
    holders = set(pair.fold.tables.keys("amount"))
    found = [books.account(key) for key in books.keys(holders)]
    return [account for account in found if accounts.is_told(account)]


def check_accounts(pair: Pair) -> None:
    """All of them, on several days, twice."""
    for day in DAYS:
        theirs = Accounts(pair.fold.tables, pair.fold.law, day, pair.log.size)
        assert list(theirs.all()) == every_account(pair, day)
    items(pair, DAYS[-1])


@st.composite
def papers(draw: st.DrawFn) -> Json:
    """An event about paper, likely as not without sense."""
    quantity = draw(QUANTITIES)
    if draw(st.booleans()):
        given: Json = {"into": draw(st.sampled_from(BUCKETS)), "quantity": quantity}
        given |= {name: draw(st.sampled_from(PLACES)) for name in ("from_", "to")}
        return builders.event("paper.moved", **given)
    units = sorted(draw(st.sets(st.sampled_from(PLACES), min_size=1, max_size=2)))
    type_ = draw(st.sampled_from(("paper.added", "paper.added", "paper.stated")))
    bucket = draw(st.sampled_from(BUCKETS))
    return builders.event(type_, bucket=bucket, quantity=quantity, units=units)


@settings(SLOWLY, max_examples=10)
@given(st.data())
def test_accounts_are_the_same(data: st.DataObject) -> None:
    """Paper put, moved, lost and counted anew; forms; whatever else; balances over all of it."""
    pair = prepared()
    adopt(pair, *data.draw(st.lists(BALANCES, max_size=3)))
    counting = Counting(data.draw, pair)
    counting.start()
    for _ in range(data.draw(st.integers(0, 8))):
        step = data.draw(st.integers(0, 5))
        if step == 0:
            counting.act()
        elif step == 1:
            take_act(data.draw, pair)
        else:
            assert pair.act(data.draw(papers()), day=data.draw(st.sampled_from(DAYS)))
    check_accounts(pair)


@settings(SLOWLY, max_examples=30)
@given(st.data())
def test_numbers_and_seals_are_the_same(data: st.DataObject) -> None:
    """Ranges that overlap, are given by whoever has none, or are not known; seals used anew."""
    pair = prepared()
    for _ in range(data.draw(st.integers(1, 9))):
        assert pair.act(data.draw(serials()), day=data.draw(st.sampled_from(DAYS)))
    check_accounts(pair)


# --- true histories --------------------------------------------------------------------------


class Stocks:
    """What really is where; every event tells it, sometimes only within bounds."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.held = dict.fromkeys(PLACES, 0)

    def told(self, number: int) -> Json:
        """The number itself, or bounds around it."""
        how = self.draw(st.sampled_from(("exactly", "exactly", "about", "unknown")))
        if how == "exactly":
            return exactly(number)
        if how == "unknown":
            return between(0, None, "not_ascertainable")
        below, above = self.draw(st.integers(0, number)), self.draw(st.integers(1, 5))
        return between(number - below, number + above)

    def events(self) -> Iterator[Json]:
        """Some things that happen to paper, none of them impossible."""
        for _ in range(self.draw(st.integers(1, 9))):
            place, other = (self.draw(st.sampled_from(PLACES)) for _ in range(2))
            step = self.draw(st.sampled_from(("added", "moved", "moved", "stated")))
            if step == "added":
                number = self.draw(st.integers(0, 50))
                self.held[place] += number
                given: Json = {"bucket": "held", "units": [place]}
            elif step == "moved":
                number = self.draw(st.integers(0, self.held[place]))
                self.held[place] -= number
                into = self.draw(st.sampled_from(BUCKETS))
                self.held[other] += number if into == "held" else 0
                given = {"from_": place, "into": into, "to": other}
            else:
                number, given = self.held[place], {"bucket": "held", "units": [place]}
            yield builders.event(f"paper.{step}", quantity=self.told(number), **given)


ACCOUNTED = {
    "left": [term(bucket="held", of="in")],
    "material": "ballots",
    "relation": "equals",
    "right": [term(bucket="held", of="now"), term(bucket="held", of="out")],
    "subjects": {"kind": "unit", "types": []},
}
"""What came is here or went on: of true quantities it is never violated."""


@settings(SLOWLY, max_examples=25)
@given(st.data())
def test_true_histories_are_never_violated(data: st.DataObject) -> None:
    """Whatever is told of what happened, as long as the truth is within the bounds told."""
    pair = prepared()
    adopt(pair, ACCOUNTED)
    for event in Stocks(data.draw).events():
        assert pair.act(event, day=DAYS[1])
    check_accounts(pair)
    checks = [c for account in every_account(pair, DAYS[1]) for c in account["checks"]]
    assert [check for check in checks if check["outcome"] == "violated"] == []
