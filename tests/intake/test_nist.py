"""Reports of NIST SP 1500-100 version 2: a form a contest, unit and type of count."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ledger import read
from ledger.errors import Malformed
from ledger.intake import nist
from ledger.intake.forms import Form
from ledger.intake.rows import Plan, Row
from tests.commands.running import eal
from tests.intake import office
from tests.verbs.commission import Commission

GIVEN = {"run": "run-1", "level": "station"}


def count(unit: str, votes: object, kind: str = "total", **more: Any) -> dict[str, Any]:
    """Votes of a selection in a unit."""
    told = {"@type": "ElectionResults.VoteCounts", "Count": votes, "GpUnitId": unit, "Type": kind}
    return told | more


def report(a: list[dict[str, Any]], b: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """A report with three reporting units, one contest and two selections."""
    selection = {"@type": "ElectionResults.CandidateSelection"}
    units = [
        {"@id": f"gp-{n}", "@type": "ElectionResults.ReportingUnit", "Type": "precinct",
         "ExternalIdentifier": [{"@type": "ElectionResults.ExternalIdentifier",
                                 "Type": "local-level", "Value": f"ps-{n}"}],
         "VotersRegistered": 600, "VotersParticipated": 400}
        for n in (1, 2, 3)
    ]  # fmt: skip
    contest = {
        "@id": "c-mayor", "@type": "ElectionResults.CandidateContest", "Name": "Mayor",
        "ElectionDistrictId": "gp-0", "VotesAllowed": 1,
        "ContestSelection": [selection | {"@id": "cs-a", "VoteCounts": a},
                             selection | {"@id": "b", "VoteCounts": b}],
    }  # fmt: skip
    election = {
        "@type": "ElectionResults.Election", "ElectionScopeId": "gp-0", "Name": {}, "Type": "general",
        "StartDate": "2013-11-03", "EndDate": "2013-11-03", "Contest": [contest],
        "BallotCounts": [{"@type": "ElectionResults.BallotCounts", "GpUnitId": "gp-1",
                          "Type": "total", "BallotsCast": 390, "BallotsRejected": 4}],
    }  # fmt: skip
    whole = {"@type": "ElectionResults.ElectionReport", "Status": "unofficial-complete",
             "Format": "precinct-level", "Election": [election], "GpUnit": units}  # fmt: skip
    return whole | more


PLAN = Plan({}, GIVEN, None, {"c-mayor": "mayor", "cs-a": "a"})


def rows(told: dict[str, Any]) -> list[Row]:
    """The forms of a report."""
    return nist.read_rows(json.dumps(told).encode(), PLAN)


def problem(row: Row) -> str:
    """Why a form is put aside."""
    assert isinstance(row.form, Malformed), row
    return row.form.code


def test_totals_are_forms_of_their_units() -> None:
    """Votes, voters, papers; ids as the mapping and the local identifiers say."""
    found = rows(report([count("gp-1", 200), count("gp-2", 7.0)], [count("gp-1", 186)]))
    one, two = found
    assert isinstance(one.form, Form) and isinstance(two.form, Form)
    assert (one.form.form, one.form.unit, one.form.day) == (
        "mayor.ps-1.run-1",
        "ps-1",
        "2013-11-03",
    )
    cells = {cell: value["low"] for cell, value in one.form.figures.items()}
    assert cells == {("votes", "a"): 200, ("votes", "b"): 186, ("registered", None): 600,
                     ("voted", None): 400, ("in_box", None): 390, ("invalid", None): 4}  # fmt: skip
    assert two.form.figures["votes", "a"]["low"] == 7


def test_types_are_forms_of_their_channels() -> None:
    """Each type is a form that covers its channel; the total beside them is not one more."""
    a = [count("gp-1", 150, "election-day"), count("gp-1", 50, "absentee-mail"), count("gp-1", 200)]
    found = rows(report(a, []))
    channels = [one.form.channel for one in found if isinstance(one.form, Form)]
    assert channels == ["election_day", "absentee_mail"]
    a[2] = count("gp-1", 201)
    assert [problem(one) for one in rows(report(a, []))] == ["total_differs"] * 2


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (count("gp-1", 1.5), "bad_number"),
        (count("gp-1", -1), "bad_number"),
        (count("gp-1", "12"), None),
        (count("gp-1", None), "bad_number"),
        (count("gp-1", 3, "seats"), "not_a_count"),
        (count("", 3), "bad_id"),
        (count("GP 9", 3), "bad_id"),
    ],
)
def test_what_is_no_count_is_put_aside_alone(made: dict[str, Any], expected: str | None) -> None:
    """With its place; the form beside it is taken in."""
    first, second = rows(report([made, count("gp-2", 5)], []))
    assert isinstance(second.form, Form)
    if expected is None:
        assert isinstance(first.form, Form)
    else:
        assert problem(first) == expected


def test_two_counts_of_one_thing_are_nobodys_to_add() -> None:
    """By device, say: what is to be one figure must be one figure."""
    made = [count("gp-1", 3, DeviceClass={}), count("gp-1", 4, DeviceClass={})]
    assert problem(rows(report(made, []))[0]) == "bad_number"


def test_what_is_suppressed_is_unknown() -> None:
    """Not nothing."""
    one = rows(report([count("gp-1", 0, IsSuppressedForPrivacy=True)], []))[0].form
    assert isinstance(one, Form)
    assert one.figures["votes", "a"] == {"high": None, "low": 0, "why": "suppressed_for_privacy"}


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b'{"@type":"ElectionResults.ElectionReport","Election":{}}', b"\xff",
     b'{"@type":"ElectionResults.ElectionReport","Status":"pre-election"}', b"[" * 100_000],
)  # fmt: skip
def test_what_is_no_report_is_refused_whole(data: bytes) -> None:
    """By a code, whatever is sent."""
    with pytest.raises(Malformed, match="not_nist|not_json"):
        nist.read_rows(data, PLAN)


def test_a_report_is_taken_in(people: Commission, tmp_path: Path) -> None:
    """From the command line: parts of one unit, totals of others, one unit that nobody knows."""
    a = [count("gp-1", 150, "election-day"), count("gp-1", 50, "absentee-mail"),
         count("gp-2", 40), count("gp-9", 1)]  # fmt: skip
    b = [count("gp-1", 30, "election-day"), count("gp-1", 20, "absentee-mail"), count("gp-2", 44)]
    path, mapping = tmp_path / "report.json", tmp_path / "ids.yaml"
    path.write_text(json.dumps(report(a, b)))
    mapping.write_text("ids: {c-mayor: mayor, cs-a: a}\n")
    words = ("intake", "nist", path, *office.words(tmp_path), "--key", tmp_path / "scanner.pem",
             "--run", "run-1", "--mapping", mapping, "--json")  # fmt: skip
    told = eal(*words)
    assert told.code == 1, told.err
    assert (told.document["recorded"], told.document["bad"]) == (3, 1)
    assert eal(*words).document == told.document
    with read.view(people.ledger) as view:
        result = view.result("mayor")
    votes = {f["selection"]: f["low"] for f in result["figures"] if f["measure"] == "votes"}
    assert votes == {"a": 240, "b": 94}
    assert result["coverage"]["reported"] == 2
