"""The law book: what it answers, when it changes, and that forks do not see each other."""

from __future__ import annotations

import pytest

from ledger.election import calendar
from ledger.election.law import LawBook
from ledger.election.rows import Law, Placed
from tests.election import builders
from tests.election.builders import DAY, MEMBERS, event, key, key_id, rule, ruleset_adopted


def rows(log: builders.Log) -> list[Placed[Law]]:
    """Every row of law that a log holds."""
    return [
        Placed(index, ordinal, row)
        for index, verdict in enumerate(log.verdicts)
        for ordinal, row in enumerate(verdict.rows)
        if isinstance(row, Law)
    ]


def test_a_book_from_rows_is_the_book_that_grew() -> None:
    """Loading what the tables hold gives what judging left behind."""
    log = builders.furnished()
    log.adopt(rule("body", parameters={"bodies": ["cec"]}))
    loaded = LawBook.from_rows(rows(log), ledger_id=builders.LEDGER_ID)
    assert loaded.last_index == log.law.last_index
    assert loaded.roster("cec", DAY) == log.law.roster("cec", DAY) == set(MEMBERS)
    assert loaded.keys_of("m1") == [key_id("m1")]
    assert [r.id for r in loaded.rules(DAY)] == ["r.body"]
    assert loaded.declaration("thing.noted") is not None


def test_a_fork_and_its_origin_do_not_see_each_other() -> None:
    """What a group of acts does can be abandoned."""
    law = builders.furnished().law
    fork = law.fork()
    person = Law({"name": "New", "person": "new"}, "new", "person")
    fork.apply(Placed(9, 0, person))
    assert fork.doc("person", "new") and not law.doc("person", "new")
    law.apply(Placed(9, 0, person._replace(id="other")))
    assert law.doc("person", "other") and not fork.doc("person", "other")
    assert (fork.last_index, law.last_index) == (9, 9)


def test_a_fork_forgets_what_no_longer_follows() -> None:
    """Rules that were worked out before a withdrawal are worked out anew, in one book only."""
    log = builders.furnished()
    log.adopt(rule("body", parameters={"bodies": ["cec"]}))
    fork = log.law.fork()
    assert len(log.law.rules(DAY)) == len(fork.rules(DAY)) == 1
    fork.apply(Placed(log.size, 0, Law(None, "r.body", "rule")))
    assert fork.rules(DAY) == ()
    assert len(log.law.rules(DAY)) == 1


def test_a_declaration_is_compiled_once_and_replaced_by_its_next_version() -> None:
    """The cache follows the law."""
    law = builders.furnished().law
    first = law.declaration("thing.noted")
    assert first is law.declaration("thing.noted") is law.fork().declaration("thing.noted")
    assert first is not None
    document = {**first.document, "version": 2}
    law.apply(Placed(9, 0, Law(document, "thing.noted", "declaration")))
    second = law.declaration("thing.noted")
    assert second is not None
    assert second.version == 2
    assert law.declaration("thing.invented") is None


def test_offices_hold_from_their_first_day_to_the_day_before_the_last() -> None:
    """`from` is in force, `until` is not."""
    log = builders.furnished()
    term = {"from_": "2013-10-02", "until": "2013-10-05"}
    log.record(event("office.assigned", body="cec", person="m1", office="chair", **term))
    days = ["2013-10-01", "2013-10-02", "2013-10-04", "2013-10-05"]
    assert [log.law.holds("m1", "cec", "chair", day) for day in days] == [False, True, True, False]
    assert log.law.offices("m1", "cec", "2013-10-03") == {"chair", "member"}
    assert log.law.offices_everywhere("m1", "2013-10-05") == {"member"}


def test_a_ruleset_recorded_late_is_law_on_the_days_it_names() -> None:
    """The legal day decides, not the day on which it was recorded."""
    log = builders.furnished()
    log.record(
        ruleset_adopted("old", from_="2010-01-01", until="2013-11-01"),
        ruleset_adopted("new", from_="2013-11-01"),
        event(
            "rule.adopted", rule=rule("body", id="a", ruleset="old", parameters={"bodies": ["cec"]})
        ),
        event(
            "rule.adopted", rule=rule("body", id="b", ruleset="new", parameters={"bodies": ["cec"]})
        ),
    )
    days = ["2009-12-31", "2010-01-01", "2013-10-31", "2013-11-01"]
    assert [[r.id for r in log.law.rules(day)] for day in days] == [[], ["a"], ["a"], ["b"]]
    assert [doc["ruleset"] for doc in log.law.rulesets("2013-11-01")] == ["new"]


def test_the_first_ruleset_that_lists_a_body_says_what_gives_effect() -> None:
    """Adoption is the default, and the meaning of a body that nobody lists."""
    log = builders.furnished()
    both = [{"body": "cec", "milestone": "adoption"}, {"body": "court", "milestone": "served"}]
    log.record(
        ruleset_adopted("b", gives_effect=[{"body": "cec", "milestone": "final"}]),
        ruleset_adopted("a", gives_effect=both),
    )
    assert log.law.milestone("cec", DAY) is None
    assert log.law.milestone("court", DAY) == "served"
    assert log.law.milestone("nobody", DAY) is None


def test_a_replaced_key_signs_until_the_entry_that_replaces_it() -> None:
    """The new key counts from the next entry on; the old one is revoked by index."""
    log = builders.furnished()
    index = log.size
    log.record(event("key.enrolled", person="m1", key=key("m1-b"), replaces=key_id("m1")))
    assert log.law.keys_of("m1") == [key_id("m1-b")]
    old = log.law.key(key_id("m1"))
    assert old is not None
    assert old["revoked"] == index


KOSOVO = [
    {"from": "2013-03-31T01:00:00.000000Z", "minutes": 120},
    {"from": "2013-10-27T01:00:00.000000Z", "minutes": 60},
]


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ("2013-03-30", "2013-03-30T22:00:00.000000Z"),
        ("2013-10-26", "2013-10-26T22:00:00.000000Z"),
        ("2013-10-27", "2013-10-27T23:00:00.000000Z"),
        ("2013-11-03", "2013-11-03T23:00:00.000000Z"),
    ],
)
def test_a_legal_day_ends_at_its_own_midnight(day: str, end: str) -> None:
    """In the night of the change the day has 25 hours, without any table of time zones."""
    assert calendar.end_of(KOSOVO, day) == end


def test_the_legal_day_of_an_instant_is_the_first_that_ends_later() -> None:
    """Midnight itself belongs to the day that begins."""
    log = builders.furnished()
    log.record(ruleset_adopted(offsets=KOSOVO))
    assert log.law.day_of("2013-11-03T22:59:59.999999Z") == "2013-11-03"
    assert log.law.day_of("2013-11-03T23:00:00.000000Z") == "2013-11-04"
    assert log.law.end_of("2013-11-03") == "2013-11-03T23:00:00.000000Z"
    assert log.law.minutes_at("2013-10-27T00:59:59.999999Z") == 120
    assert log.law.minutes_at("2013-10-27T01:00:00.000000Z") == 60


def test_without_a_ruleset_the_legal_day_is_that_of_utc() -> None:
    """So it is before there is any law."""
    law = LawBook()
    assert law.end_of("2013-11-03") == "2013-11-04T00:00:00.000000Z"
    assert law.day_of("2013-11-03T23:59:59.999999Z") == "2013-11-03"
    assert law.minutes_at("2013-11-03T12:00:00.000000Z") == 0
    assert law.phase is law.purpose is law.authority("keys") is None


@pytest.mark.parametrize("minutes", [-900, -720, 0, 345, 840, 900])
def test_days_follow_each_other_without_gap(minutes: int) -> None:
    """Every instant has one legal day, however far the legal time is from UTC."""
    log = builders.furnished()
    offsets = [{"from": "2013-01-01T00:00:00.000000Z", "minutes": minutes}]
    log.record(ruleset_adopted(offsets=offsets))
    end = log.law.end_of("2013-11-03")
    assert log.law.day_of(end) == "2013-11-04"
    before = calendar.plus_days(end, -1)
    assert log.law.day_of(before) == "2013-11-03"
