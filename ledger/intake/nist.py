"""NIST SP 1500-100 version 2 (Election Results Reporting, JSON): a form a contest, unit and type.

    {"@type":"ElectionResults.ElectionReport","GpUnit":[{"@id":"gp-1","@type":
     "ElectionResults.ReportingUnit","VotersRegistered":612, ...}],"Election":[{"Contest":[{"@id":
     "mayor","ContestSelection":[{"@id":"a","VoteCounts":[{"GpUnitId":"gp-1","Type":"total",
     "Count":200}]}]}],"BallotCounts":[...]}], ...}

Counts of type `total` are a form of the unit; every other type is a form of its own, which covers
that channel only. Where both are given the parts are taken, and a total that is not their sum is
put aside. A report has no signature and no state of its counts: what it is worth, the form says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

import orjson

from ledger.election import spellings
from ledger.errors import Malformed
from ledger.intake import forms
from ledger.intake.rows import Plan, Row

BYTES_MAX = 64 * 1024 * 1024
"""A report is read as a whole; this is some forty thousand units with ten selections."""

TYPES = frozenset(
    {
        "absentee", "absentee-fwab", "absentee-in-person", "absentee-mail", "early",
        "election-day", "provisional", "total", "uocava",
    }
)  # fmt: skip
"""Types of counts that are counts of ballots; `seats`, `write-in` and `other` are none."""

_Json = dict[str, Any]
_Key = tuple[str, str, str]
"""Contest, unit and type, as the report names them."""


def read_rows(data: bytes, plan: Plan) -> list[Row]:
    """Return the forms of a report, in its order; Malformed where it is no such report."""
    report = _report(data)
    units = {str(unit.get("@id")): unit for unit in _list(report, "GpUnit")}
    found: list[tuple[_Key, _Json, dict[str, str]]] = []
    for election in _list(report, "Election"):
        ballots = _ballots(election)
        for contest in _list(election, "Contest"):
            found += [
                (key, election, cells | ballots.get(key[1:], {}))
                for key, cells in _counts(contest, plan).items()
            ]
    totals = {key: cells for key, _, cells in found if key[2] == "total"}
    parted = {key[:2] for key, _, _ in found if key[2] != "total"}
    rows = [one for one in found if one[0][2] != "total" or one[0][:2] not in parted]
    wrong = _wrong_totals(rows, totals, parted)
    return [
        _row(number, key, cells | {"day": plan.constants.get("day") or _text(election, "EndDate")},
             unit=units.get(key[1]), plan=plan, wrong=wrong.get(key[:2]))
        for number, (key, election, cells) in enumerate(rows, 1)
    ]  # fmt: skip


def _report(data: bytes) -> _Json:
    try:
        report = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise _wrong("not_json", "one JSON document in UTF-8", str(error), "") from None
    kind = report.get("@type") if isinstance(report, dict) else None
    if kind != "ElectionResults.ElectionReport":
        raise _wrong("not_nist", "@type ElectionResults.ElectionReport (version 2)", kind, "@type")
    if report.get("Status") == "pre-election":
        raise _wrong("not_nist", "a report of results", "Status pre-election", "Status")
    assert isinstance(report, dict)
    return report


def _counts(contest: _Json, plan: Plan) -> dict[_Key, dict[str, str]]:
    """The votes of a contest by unit and type: `{("mayor","gp-1","total"): {"votes/a":"200"}}`."""
    name = _text(contest, "@id")
    found: dict[_Key, dict[str, str]] = defaultdict(dict)
    for selection in _list(contest, "ContestSelection"):
        there = _text(selection, "@id")
        column = f"votes/{plan.ids.get(there, there)}"
        for count in _list(selection, "VoteCounts"):
            key = (name, _text(count, "GpUnitId"), _text(count, "Type"))
            _put(found[key], column, _number(count, "Count"))
    return found


def _ballots(election: _Json) -> dict[tuple[str, str], dict[str, str]]:
    """Papers in the box and papers rejected, by unit and type."""
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for count in _list(election, "BallotCounts"):
        key = (_text(count, "GpUnitId"), _text(count, "Type"))
        for there, here in (("BallotsCast", "in_box"), ("BallotsRejected", "invalid")):
            if there in count:
                _put(found[key], here, _number(count, there))
    return found


def _put(cells: dict[str, str], column: str, text: str) -> None:
    # Spelt so that no number can be read into it: two counts of one thing are nobody's to add.
    cells[column] = text if column not in cells else f"{cells[column]} and {text}"


def _number(count: _Json, name: str) -> str:
    if count.get("IsSuppressedForPrivacy") is True:
        return "unknown suppressed_for_privacy"
    value = count.get(name)
    whole = isinstance(value, float) and value.is_integer() and abs(value) < 2**53
    return str(int(value)) if whole and value is not None else str(value)


def _wrong_totals(
    rows: list[tuple[_Key, _Json, dict[str, str]]],
    totals: Mapping[_Key, Mapping[str, str]],
    parted: set[tuple[str, str]],
) -> dict[tuple[str, str], Malformed]:
    """Where a total is given beside its parts, and is not their sum."""
    sums: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for key, _, cells in rows:
        for column, text in cells.items():
            if key[:2] in parted and column.startswith("votes/") and text.isdecimal():
                sums[key[:2]][column] += int(text)
    wrong = {}
    for key, total in totals.items():
        for column, text in total.items():
            added = sums.get(key[:2], {}).get(column)
            if added is not None and text.isdecimal() and int(text) != added:
                expected = f"{column} {added}, the sum of the types"
                wrong[key[:2]] = _wrong("total_differs", expected, text, "VoteCounts, total")
    return wrong


def _row(
    number: int,
    key: _Key,
    cells: dict[str, str],
    *,
    unit: _Json | None,
    plan: Plan,
    wrong: Malformed | None,
) -> Row:
    contest, unit_there, kind = key
    here = {"contest": plan.ids.get(contest, contest), "unit": _unit(unit_there, unit, plan)}
    here |= {"level": "station", **plan.constants, **here, "day": cells["day"]}
    if kind == "total":
        for there, name in (("VotersRegistered", "registered"), ("VotersParticipated", "voted")):
            if unit is not None and there in unit:
                cells[name] = str(unit[there])
    else:
        here["channel"] = kind.replace("-", "_")
    here["form"] = _form_id(here)
    place = f"form {number}: contest {contest}, unit {unit_there}, {kind}"
    form: forms.Form | Malformed
    try:
        if kind not in TYPES:
            raise _wrong("not_a_count", f"one of {', '.join(sorted(TYPES))}", kind, "Type")
        if wrong is not None:
            raise wrong
        form = forms.read(cells | here)
    except Malformed as malformed:
        form = _wrong(malformed.code, malformed.expected, malformed.found,
                      f"{place}, {malformed.where}")  # fmt: skip
    known = {n: v if spellings.is_id(v) else None for n, v in here.items()}
    return Row(number, number, form, known["form"], known["unit"])


def _unit(there: str, unit: _Json | None, plan: Plan) -> str:
    """Our id of a unit: of the mapping, else of its local identifier, else the report's own."""
    if there in plan.ids:
        return plan.ids[there]
    for identifier in _list(unit or {}, "ExternalIdentifier"):
        if identifier.get("Type") == "local-level":
            return _text(identifier, "Value")
    return there


def _form_id(here: Mapping[str, str]) -> str:
    parts = [here.get(n, "") for n in ("contest", "unit", "run", "channel")]
    made = ".".join(filter(None, parts))
    return made if len(made) <= 64 else f"nist-{sha256(made.encode()).hexdigest()[:40]}"


def _list(parent: _Json, name: str) -> Iterator[_Json]:
    items = parent.get(name, [])
    if not isinstance(items, list):
        raise _wrong("not_nist", "an array", items, name)
    for item in items:
        if not isinstance(item, dict):
            raise _wrong("not_nist", "objects", item, name)
        yield item


def _text(parent: _Json, name: str) -> str:
    value = parent.get(name)
    return value if isinstance(value, str) else ""


def _wrong(code: str, expected: str, found: object, where: str) -> Malformed:
    return Malformed(code, expected, found, where)
