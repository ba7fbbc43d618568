"""Every field type accepts its values and refuses the others, and says where."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.election import fields, values
from ledger.election.refusals import Problem
from tests.election.chronicle import Known, founded
from tests.election.vocabulary import between, box, exactly

WORLD = Known(founded().state)
FURTHER = {"count": exactly(35), "within": "town"}


def check(spelling: str, value: Any) -> tuple[Problem | None, list[str]]:
    """What the checker of a type says of a value."""
    missing: list[str] = []
    field = fields.parse("x", spelling, None)
    assert field is not None
    return fields.checker(field)(value, WORLD, missing), missing


def when(**given: Any) -> dict[str, Any]:
    """A time in the world of which some members are known."""
    return {"at": None, "earliest": None, "latest": None, "why": None, **given}


def figure(measure: str, selection: str | None = None, **given: Any) -> dict[str, Any]:
    """One figure of a form."""
    return {"measure": measure, "selection": selection, "value": exactly(7), **given}


def item(identity: str, **given: Any) -> dict[str, Any]:
    """One item of an array of items."""
    return {"id": identity, "name": "Station", "parent": None, "type": "polling_station", **given}


GOOD: list[tuple[str, Any]] = [
    ("text", "x" * 500),
    ("long_text", "one\ntwo"),
    ("id", "cec-2013.87_a"),
    ("code", "not_ascertainable"),
    ("hash", "0" * 64),
    ("day", "2012-02-29"),
    ("instant", "2013-11-03T19:00:00.000000Z"),
    ("reference", "cec-87"),
    ("reference", "cec-87#12"),
    ("count", 2**53 - 1),
    ("flag", False),
    ("body", "cec"),
    ("person", "someone"),
    ("unit", "pc-1"),
    ("contest", "mayor"),
    ("run", "run-1"),
    ("act", "never-recorded"),
    ("text?", None),
    ("list:code", ["b", "a", "b"]),
    ("list:unit?", None),
    ("quantity", exactly(0)),
    ("quantity", between(1, 2)),
    ("quantity", between(1, None)),
    ("quantity", {"high": 1, "low": 1, "why": "counted_twice"}),
    ("quantity", {"disputed": [{**exactly(1), "source": "cec"}, {**exactly(2), "source": "osce"}]}),
    ("when", when()),
    ("when", when(at="2013-11-03T19:00:00.000000Z", earliest="2013-11-03", latest="2013-11-03")),
    ("when", when(latest="2013-11-03", why="press_only")),
    ("figures", [figure("valid"), figure("votes"), figure("votes", "a"), figure("votes", "b")]),
    ("scope", [box("pc-1")]),
    ("scope", [box("pc-1", "pc-2", contests=["assembly", "mayor"]), box("pc-1")]),
    ("scope", [box(further=FURTHER)]),
    ("scope", [box("pc-1", channels=["in_person", "post"], selections=["list-a"])]),
    ("items", [item("ps-9"), item("a", parent="nowhere")]),
]


@pytest.mark.parametrize("spelling, value", GOOD)
def test_what_has_its_type_is_accepted(spelling: str, value: Any) -> None:
    """Nothing is said of it."""
    assert check(spelling, value) == (None, [])


BAD: list[tuple[str, Any, str]] = [
    ("text", "", ""),
    ("text", "x" * 501, ""),
    ("text", "one\ntwo", ""),
    ("text", 7, ""),
    ("text", None, ""),
    ("long_text", "", ""),
    ("long_text", "x" * 8001, ""),
    ("id", "-a", ""),
    ("id", "Ab", ""),
    ("id", "a" * 65, ""),
    ("id", "аbc", ""),
    ("id", "a\n", ""),
    ("code", "a-b", ""),
    ("code", "1a", ""),
    ("hash", "0" * 63, ""),
    ("hash", "A" * 64, ""),
    ("day", "2013-02-29", ""),
    ("day", "1899-12-31", ""),
    ("day", "2013-2-9", ""),
    ("day", "2100-02-29", ""),
    ("instant", "2013-11-03T19:00:00Z", ""),
    ("instant", "2013-11-03T24:00:00.000000Z", ""),
    ("reference", "cec-87#0", ""),
    ("reference", "cec-87#01", ""),
    ("reference", "cec-87#1234567890", ""),
    ("count", -1, ""),
    ("count", 2**53, ""),
    ("count", True, ""),
    ("count", "1", ""),
    ("flag", 1, ""),
    ("body", "Nobody", ""),
    ("person", 7, ""),
    ("unit", None, ""),
    ("unit", ["pc-1"], ""),
    ("subject:seal", "Seal", ""),
    ("list:code", [], ""),
    ("list:code", ["a"] * 1001, ""),
    ("list:code", "a", ""),
    ("list:code", ["a", "b", "C"], "[2]"),
    ("quantity", 7, ""),
    ("quantity", {"high": 1, "low": 1}, ".why"),
    ("quantity", {**exactly(1), "unit": "kg"}, ".unit"),
    ("quantity", {"high": 1, "low": 2, "why": "x"}, ".high"),
    ("quantity", {"high": 2, "low": 1, "why": None}, ".why"),
    ("quantity", {"high": None, "low": 1, "why": None}, ".why"),
    ("quantity", {"high": 1, "low": None, "why": None}, ".low"),
    ("quantity", {"high": 1, "low": 1, "why": "No"}, ".why"),
    ("quantity", {"disputed": [{**exactly(1), "source": "cec"}]}, ".disputed"),
    ("quantity", {"disputed": {}}, ".disputed"),
    ("quantity", {"disputed": [{**exactly(1), "source": ""}] * 2}, ".disputed[0].source"),
    ("quantity", {"disputed": [{**exactly(1), "source": "a"}, exactly(1)]}, ".disputed[1].source"),
    ("when", "2013-11-03", ""),
    ("when", when(at="2013-11-03"), ".at"),
    ("when", when(earliest="3.11.2013"), ".earliest"),
    ("when", when(earliest="2013-11-04", latest="2013-11-03"), ".latest"),
    ("when", when(why="Because"), ".why"),
    ("figures", [], ""),
    ("figures", [figure("votes", "b"), figure("votes", "a")], "[1]"),
    ("figures", [figure("votes", "a"), figure("votes", "a")], "[1]"),
    ("figures", [figure("votes", "a"), figure("votes")], "[1]"),
    ("figures", [figure("Votes")], "[0].measure"),
    ("figures", [figure("votes", "A")], "[0].selection"),
    ("figures", [figure("votes", value=7)], "[0].value"),
    ("figures", [{}], "[0].measure"),
    ("scope", [], ""),
    ("scope", [box("pc-1")] * 51, ""),
    ("scope", box("pc-1"), ""),
    ("scope", [box()], "[0].units"),
    ("scope", [box("pc-1", contests=[])], "[0].contests"),
    ("scope", [box(contests=[], further=FURTHER)], "[0].contests"),
    ("scope", [box("pc-1", contests=["mayor", "assembly"])], "[0].contests[1]"),
    ("scope", [box("pc-1", contests=["mayor", "mayor"])], "[0].contests[1]"),
    ("scope", [box("pc-1", contests="mayor")], "[0].contests"),
    ("scope", [{**box("pc-1"), "units": ["pc-2", "pc-1"]}], "[0].units[1]"),
    ("scope", [{**box("pc-1"), "units": None}], "[0].units"),
    ("scope", [box("pc-1", channels=[])], "[0].channels"),
    ("scope", [box("pc-1", channels=["all", "in_person", "b"])], "[0].channels[2]"),
    ("scope", [box("pc-1", selections="all")], "[0].selections"),
    ("scope", [box("pc-1"), box("pc-1", colour="red")], "[1].colour"),
    ("scope", [box("pc-1", further={"count": exactly(3)})], "[0].further.within"),
    ("scope", [box("pc-1", further={"count": 3, "within": "town"})], "[0].further.count"),
    ("scope", [box("pc-1", further={"count": exactly(3), "within": "Town"})], "[0].further.within"),
    ("items", [], ""),
    ("items", [item("ps-9"), item("PS")], "[1].id"),
    ("items", [item("ps-9", parent="Pc")], "[0].parent"),
    ("items", [item("ps-9", type="polling station")], "[0].type"),
    ("items", [item("ps-9", name=None)], "[0].name"),
    ("items", [item("ps-9", colour="red")], "[0].colour"),
]


@pytest.mark.parametrize("spelling, value, where", BAD)
def test_what_breaks_its_type_is_refused_at_its_place(
    spelling: str, value: Any, where: str
) -> None:
    """The code is `bad_field`; the problem says what was expected and what came."""
    problem, _ = check(spelling, value)
    assert problem is not None
    assert problem.code == "bad_field"
    assert problem.where == where
    assert problem.expected
    assert problem.found


UNKNOWN = [
    ("body", "nobody", "unknown_body", ""),
    ("person", "nobody", "unknown_person", ""),
    ("unit", "pc-9", "unknown_unit", ""),
    ("contest", "senate", "unknown_contest", ""),
    ("run", "run-9", "unknown_run", ""),
    ("election", "mayor", "unknown_election", ""),
    ("list:unit", ["pc-1", "pc-9"], "unknown_unit", "[1]"),
    ("scope", [box("pc-1", "pc-9")], "unknown_unit", "[0].units[1]"),
    ("scope", [box("pc-1", contests=["senate"])], "unknown_contest", "[0].contests[0]"),
    ("scope", [box(lists=["north"])], "unknown_unit_list", "[0].lists[0]"),
    (
        "scope",
        [box(further={**FURTHER, "within": "pc-9"})],
        "unknown_unit",
        "[0].further.within",
    ),
]


@pytest.mark.parametrize("spelling, value, code, where", UNKNOWN)
def test_what_must_exist_and_does_not_is_named(
    spelling: str, value: Any, code: str, where: str
) -> None:
    """Bodies, persons, units, contests, runs, elections and lists must be there before."""
    problem, _ = check(spelling, value)
    assert problem is not None
    assert (problem.code, problem.where) == (code, where)


def test_other_subjects_need_not_exist() -> None:
    """A seal that nobody registered is recorded all the same, and marked."""
    assert check("subject:seal", "s-1") == (None, ["seal:s-1"])
    assert check("list:subject:seal", ["s-1", "s-2"]) == (None, ["seal:s-1", "seal:s-2"])
    assert check("subject:seal?", None) == (None, [])


def test_a_form_exists_once_it_stated_figures() -> None:
    """It needs no event that creates it."""
    chronicle = founded()
    fields_ = {"contest": "mayor", "figures": [figure("valid")], "form": "f-1", "run": "run-1"}
    chronicle.act("a", "2013-11-03", ("form.stated", {**fields_, "unit": "pc-1"}))
    world = Known(chronicle.state)
    assert world.subject("form:f-1")
    assert not world.subject("form:f-2")


@pytest.mark.parametrize(
    "spelling",
    ["", "?", "texts", "list:", "list:list:code", "text??", "subject", "subject:", "subject:unit"]
    + ["subject:poll", "subject:decision", "Text", "optional:text", "code:of"],
)
def test_there_is_no_other_type(spelling: str) -> None:
    """What is spelt otherwise is no type; `subject:` is not for kinds with a type of their own."""
    assert fields.parse("x", spelling, None) is None


def test_codes_may_be_a_closed_list() -> None:
    """`of` restricts codes, in lists too, and belongs to no other type."""
    assert fields.parse("x", "text", ("a",)) is None
    field = fields.parse("x", "list:code?", ("no", "yes"))
    assert field is not None
    assert field.spelling == "list:code?"
    look = fields.checker(field)
    assert look(["yes", "no"], WORLD, []) is None
    problem = look(["yes", "maybe"], WORLD, [])
    assert problem == Problem("bad_field", "one of no, yes", "maybe", "[1]")


versions = st.lists(
    st.tuples(st.integers(0, 99), st.one_of(st.none(), st.integers(0, 99))), min_size=2, max_size=9
)


@given(versions)
def test_a_dispute_is_as_wide_as_its_versions(pairs: list[tuple[int, int | None]]) -> None:
    """Every version lies within the hull, and the hull is no wider."""
    disputed = [{"high": high, "low": low, "source": "s", "why": None} for low, high in pairs]
    low, high, why = values.hull({"disputed": disputed})
    assert why == "disputed"
    assert low == min(low for low, _ in pairs)
    highs = [high for _, high in pairs if high is not None]
    assert high == (None if len(highs) < len(pairs) else max(highs))


def test_the_day_of_an_event_is_the_earliest_that_is_known() -> None:
    """`earliest`, else `latest`, else the act's day."""
    assert values.day_of(None, "2013-11-05") == "2013-11-05"
    assert values.day_of(when(), "2013-11-05") == "2013-11-05"
    assert values.day_of(when(latest="2013-11-04"), "2013-11-05") == "2013-11-04"
    known = when(earliest="2013-11-03", latest="2013-11-04")
    assert values.day_of(known, "2013-11-05") == "2013-11-03"


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["high", "low", "why", "units", "at", "id"]), inner, max_size=4
        ),
    ),
    max_leaves=8,
)


@given(st.sampled_from([spelling for spelling, _ in GOOD]), anything)
def test_no_value_breaks_a_checker(spelling: str, value: Any) -> None:
    """Whatever stands in a field, the answer is a problem or none."""
    problem, _ = check(spelling, value)
    assert problem is None or problem.code.startswith(("bad_", "unknown_"))
