"""V21: tables of units and polls from the ledger's server, held to the entries by the verifier."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from starlette.testclient import TestClient

from ledger import export
from tests.api import addresses
from verifiers.desk import main, spreadsheet

POSITIONS = (1, 16, 20, 32, 33, 40, 61)
LOOKED_AT = {
    "units": (
        *("name", "type", "parent", "status", "run", "day", "count", "annulled", "annulled_runs"),
        *("repeat_ordered", "repeat_date", "no_poll_held", "by_entries"),
    ),
    "polls": ("polling", "count", "standing", "date", "bars", "without_basis"),
}


class Court(NamedTuple):
    """A folder with a bundle and a trust file, and the server from which tables come."""

    folder: Path
    client: TestClient

    def table(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.content.decode()

    def verify(self, *tables: str | bytes, bundle: str = "61") -> tuple[int, dict[str, Any]]:
        """Exit code and report of a bundle beside these tables."""
        words = [
            "bundle",
            str(self.folder / f"{bundle}.zip"),
            "--trust",
            str(self.folder / "trust.json"),
        ]
        for number, table in enumerate(tables):
            path = self.folder / f"{number}.csv"
            path.write_bytes(table if isinstance(table, bytes) else table.encode())
            words += ["--spreadsheet", str(path)]
        out = io.StringIO()
        code = main.run([*words, "--json"], out, io.StringIO())
        return code, json.loads(out.getvalue())


@pytest.fixture(scope="module")
def court(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Court]:
    """The story of North Mitrovica, all of it and the first 33 entries."""
    folder = tmp_path_factory.mktemp("spreadsheets")
    with addresses.told(folder / "story") as (played, client):
        for size in (33, 61):
            export.bundle(played.ledger, folder / f"{size}.zip", size=size)
        export.bundle(played.ledger, folder / "since-33.zip", since=33)
        trusted = export.trust(played.ledger, required_checks=["V14", "V21"], last_seen=False)
        (folder / "trust.json").write_bytes(trusted)
        yield Court(folder, client)


def _told(report: dict[str, Any]) -> tuple[str, int, list[tuple[str, str]]]:
    """Of V21: result, rows looked at, and its findings as code and what was expected."""
    check = next(check for check in report["checks"] if check["id"] == "V21")
    return (
        check["result"],
        check["examined"],
        [(f["code"], f["expected"]) for f in check["findings"]],
    )


def _units(court: Court, position: int, form: str = "csv") -> str:
    return court.table(f"/v1/units?format={form}&as_of={position}")


def _rows(table: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table, newline="")))


def _written(rows: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("form", ["csv", "csv-excel"])
def test_what_the_server_gives_holds_at_every_position(court: Court, form: str) -> None:
    """The ledger and the verifier make the same rows, each by its own reading of the specification."""
    tables = [_units(court, position, form) for position in POSITIONS]
    for unit in ("pc-st-sava", "ps-medical-1", "north-mitrovica"):
        tables += [
            court.table(f"/v1/polls?unit={unit}&format={form}&as_of={position}")
            for position in POSITIONS[2:]
        ]
    tables = [table for table in tables if table.count("\r\n") > 1]
    code, report = court.verify(*tables)
    rows = sum(table.count("\r\n") - 1 for table in tables)
    assert rows > 150
    assert (code, _told(report)) == (0, ("PASS", rows, []))
    assert len(report["inputs"]["spreadsheets"]) == len(tables)


def test_the_day_asked_for_is_the_day_looked_at(court: Court) -> None:
    """What is known on a position may hold on another day: a table of tomorrow is no table of today."""
    early, late = (
        court.table(f"/v1/units?format=csv&as_of=61&in_force_on={day}")
        for day in ("2013-11-04", "2013-11-05")
    )
    assert [row[:-1] for row in _rows(early)] != [row[:-1] for row in _rows(late)]
    assert court.verify(early, late)[0] == 0
    assert court.verify(early.replace("2013-11-04\r", "2013-11-05\r"))[0] == 1


def test_rows_that_were_sorted_cut_and_put_together_hold(court: Court) -> None:
    """Each row says from when it is; columns may be moved, dropped and added."""
    header, *rows = _rows(_units(court, 33))
    _, *more = _rows(_units(court, 61))
    order = [header.index(n) for n in ("in_force_on", "status", "contest", "as_of_position", "id")]
    mixed = [
        [row[n] for n in order] + ["mine"] for row in sorted(rows[::2] + more[1::3], reverse=True)
    ]
    table = _written([[header[n] for n in order] + ["note"], *mixed], ";")
    assert _told(court.verify(table)[1]) == ("PASS", len(mixed), [])


def test_flags_as_spreadsheets_write_them(court: Court) -> None:
    """TRUE is true; true for anything else is still wrong."""
    table = _units(court, 33)
    assert court.verify(table.replace(",true", ",TRUE").replace(",false", ",FALSE"))[0] == 0
    assert court.verify(table.replace(",false", ",true"))[0] == 1


@pytest.mark.parametrize("kind", LOOKED_AT)
def test_every_cell_is_looked_at(court: Court, kind: str) -> None:
    """One cell is changed at a time: the row, the column and what belongs there are told."""
    path = {"units": "/v1/units?", "polls": "/v1/polls?unit=pc-st-sava&"}[kind]
    header, *rows = _rows(court.table(f"{path}format=csv&as_of=33"))
    assert {*LOOKED_AT[kind]} < {*header}
    for column in LOOKED_AT[kind]:
        place = header.index(column)
        number = next((n for n, row in enumerate(rows) if row[place]), 0)
        changed = [list(row) for row in rows]
        changed[number][place] = "true" if changed[number][place] == "false" else "false"
        code, report = court.verify(_written([header, *changed]))
        ((told, expected),) = _told(report)[2]
        assert (code, told) == (1, "spreadsheet_differs")
        assert expected.startswith(f"0.csv, row {number + 2} (")
        assert expected.endswith(f": {column} {rows[number][place]!r}")
        assert report["first_finding"]["index"] is None


def test_a_row_that_the_entries_do_not_make_is_told(court: Court) -> None:
    """Another unit, another contest, a unit of later: none is from here."""
    header, *rows = _rows(_units(court, 33))
    early = list(rows[-1])
    early[header.index("as_of_position")] = "3"
    strange = [["pc-nowhere", *rows[0][1:]], [*rows[0][:4], "president", *rows[0][5:]], early]
    _, report = court.verify(_written([header, *rows, *strange]))
    result, looked, findings = _told(report)
    assert (result, looked) == ("FAIL", len(rows) + 3)
    assert [code for code, _ in findings] == ["spreadsheet_row_unknown"] * 3
    assert "pc-nowhere" in findings[1][1] and "president" in findings[2][1]


def test_rows_of_later_than_the_bundle_are_not_checked(court: Court) -> None:
    """It says how long a bundle they need; what is wrong with others is still wrong."""
    both = (_units(court, 33), _units(court, 61))
    code, report = court.verify(*both, bundle="33")
    check = next(check for check in report["checks"] if check["id"] == "V21")
    assert (code, check["result"], report["verdict"]) == (3, "NOT CHECKED", "INCOMPLETE")
    assert "need a bundle of 61 entries" in check["reason"]
    assert (
        court.verify(both[0].replace("repeat_undated", "certified"), both[1], bundle="33")[0] == 1
    )


def test_rows_that_do_not_hold_any_more_are_listed(court: Court) -> None:
    """They were right, and are old: no fault, but to be seen by whoever copies them."""
    code, report = court.verify(_units(court, 33))
    told = {line["row"]: line["now"] for line in report["subject"]["outdated"]}
    rows = _rows(_units(court, 33))
    number = next(
        n for n, row in enumerate(rows, 1) if row[0] == "pc-st-sava" and row[4] == "mayor"
    )
    assert (code, told[f"0.csv, row {number}"]) == (
        0,
        f"0.csv, row {number} (pc-st-sava mayor): status 'certified'",
    )
    assert "0.csv, row 2" not in told
    assert court.verify(_units(court, 61))[1]["subject"]["outdated"] == []


@pytest.mark.parametrize(
    "table",
    [
        b"", b"\xff\xfe", b"id,contest\r\n", b"id,contest,status\r\na,b,c\r\n", b"a\r\n" * 9,
        b"id,contest,status,as_of_position,in_force_on\r\n",
        b"id,id,contest,status,as_of_position,in_force_on\r\na,a,b,c,1,2013-11-05\r\n",
        b"id,contest,status,as_of_position,in_force_on\r\na,b,c,1\r\n",
        b"id,contest,status,as_of_position,in_force_on\r\na,b,c,01,2013-11-05\r\n",
        b"id,contest,status,as_of_position,in_force_on\r\na,b,c,1,05.11.2013\r\n",
        b"id,contest,status,as_of_position,in_force_on\r\na,b,c,1,2013-02-30\r\n",
        b'id,contest,status,as_of_position,in_force_on\r\n"a"x,b,c,1,2013-11-05\r\n',
        b"id,contest,status,as_of_position,in_force_on\r\n" + b"a" * 200_000 + b",b,c,1,2013-11-05\r\n",
        b"id,contest,status,as_of_position,in_force_on\r\n"
        + b"".join(b"a,b,c,%d,2013-11-05\r\n" % n for n in range(1001)),
    ],
)  # fmt: skip
def test_what_is_no_table_is_not_taken(court: Court, table: bytes) -> None:
    """A word in place of a verdict, and what to do."""
    code, report = court.verify(table)
    assert (code, report["code"], report["verdict"]) == (2, "bad_spreadsheet", None)
    assert report["found"].startswith("0.csv")


@pytest.mark.parametrize("bound", ["BYTES_MAX", "ROWS_MAX"])
def test_a_table_has_bounds(court: Court, bound: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of the story is taken, and not when it is one beyond the bound."""
    table = _units(court, 33)
    size = len(table.encode()) if bound == "BYTES_MAX" else table.count("\r\n")
    monkeypatch.setattr(spreadsheet, bound, size)
    assert court.verify(table)[0] == 0
    monkeypatch.setattr(spreadsheet, bound, size - 1)
    code, report = court.verify(table)
    assert (code, report["code"]) == (2, "bad_spreadsheet")


def test_none_is_needed(court: Court) -> None:
    """A trust file that requires V21 asks for nothing, where nobody gave a table."""
    code, report = court.verify()
    assert (code, _told(report)) == (0, ("NOT APPLICABLE", 0, []))


def test_part_of_a_log_holds_no_table(court: Court) -> None:
    """Rows follow from all entries before them: neither one unit will do, nor what came after."""
    unit = court.client.get("/v1/units/pc-st-sava/bundle")
    (court.folder / "unit.zip").write_bytes(unit.content)
    for bundle in ("unit", "since-33"):
        code, report = court.verify(_units(court, 33), bundle=bundle)
        assert (code, report["code"]) == (2, "bad_spreadsheet")
