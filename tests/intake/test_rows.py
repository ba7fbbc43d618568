"""What a CSV file may look like, and what each thing that is not plain is called."""

from __future__ import annotations

import io

import pytest

from ledger.errors import Malformed
from ledger.intake import mappings, rows
from ledger.intake.forms import Form
from ledger.intake.rows import PLAIN, Plan, Row

HEADER = "form,unit,contest,run,level,day,voted,votes/a,remarks,image"
GOOD = "f-1,ps-1,mayor,run-1,station,2013-11-03,10,4,,"


def read(text: str | bytes, plan: Plan = PLAIN) -> list[Row]:
    """All rows of a file."""
    data = text.encode() if isinstance(text, str) else text
    file = io.BytesIO(data)
    header = rows.read_header(file, plan)
    return list(rows.read_rows(file, header, row=1, offset=header.next_offset))


def form(text: str | bytes, plan: Plan = PLAIN) -> Form:
    """The one form of a file."""
    found = read(text, plan)[0].form
    assert isinstance(found, Form), found
    return found


def code(line: str | bytes) -> str:
    """Why a row under the usual header is put aside."""
    data = line.encode() if isinstance(line, str) else line
    found = read(HEADER.encode() + b"\n" + data + b"\n" + GOOD.encode())
    assert len(found) == 2 and isinstance(found[1].form, Form), "no other is held up"
    assert isinstance(found[0].form, Malformed)
    assert "row 2" in found[0].form.where and found[0].form.expected
    return found[0].form.code


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (GOOD.replace("f-1", "F 1"), "bad_id"),
        (GOOD.replace("ps-1", ""), "bad_id"),
        (GOOD.replace("station", "somewhere"), "bad_level"),
        (GOOD.replace("2013-11-03", "3.11.2013"), "bad_day"),
        (GOOD.replace("10,4", ","), "no_figures"),
        *((GOOD.replace("10,4", f"{number},4"), "bad_number") for number in (
            "1 0", "1.0", "+10", "-1", "010", "1e3", "0x1", "٣", "1'000", "99999999999999999", "?",
        )),
        (GOOD.replace("4,,", '4,"1,5",').replace("10", '"1,000"'), "bad_number"),
        (GOOD.replace("4,,", "4,=HYPERLINK(1),"), "formula"),
        (GOOD.replace("4,,", "4,@SUM(A1),"), "formula"),
        (GOOD.replace("4,,", "4,-2+3,"), "formula"),
        (GOOD.replace("4,,", "4,a\tb,"), "formula"),
        (GOOD + "abc", "bad_hash"),
        (GOOD + ",", "wrong_columns"),
        ("f-1", "wrong_columns"),
        ('"' + GOOD, "bad_quotes"),
        (GOOD.replace("4,,", '4,"a"b,'), "bad_quotes"),
        (GOOD.replace("4,,", "4,a\0b,"), "bad_quotes"),
        (GOOD.replace("4,,", "4,a\rb,"), "bad_quotes"),
        (GOOD.replace("4,,", "4,\xe9,").encode("latin-1"), "not_utf8"),
        ("x" * 70_000, "row_too_long"),
        ("x" * 200_000, "row_too_long"),
    ],
)  # fmt: skip
def test_what_is_not_plain_is_put_aside_alone(line: str | bytes, expected: str) -> None:
    """Each has its code, its row, what was expected and what came; nothing is mended or guessed."""
    assert code(line) == expected


def test_a_form_is_read_as_it_stands() -> None:
    """BOM, CRLF, quotes, empty lines, unknown figures; empty is not stated, zero is zero."""
    text = f'\ufeff{HEADER}\r\n\r\nf-1,ps-1,mayor,run-1,station,2013-11-03,0,unknown torn,"a, ""b""",\r\n'
    found = read(text)
    assert [one.number for one in found] == [3]
    one = found[0].form
    assert isinstance(one, Form) and one.remarks == 'a, "b"' and one.image is None
    assert one.figures == {
        ("voted", None): {"high": 0, "low": 0, "why": None},
        ("votes", "a"): {"high": None, "low": 0, "why": "torn"},
    }


@pytest.mark.parametrize("mark", [";", "\t"])
def test_separators_and_constants(mark: str) -> None:
    """The separator is seen in the header; what is the same in every row is said once."""
    plan = Plan({}, {"contest": "mayor", "run": "run-1", "level": "station", "day": "2013-11-03"})
    text = f"form;unit;votes/a\nf-1;ps-1;4\n".replace(";", mark)  # noqa: F541
    assert form(text, plan).contest == "mayor"


def test_a_mapping_says_what_columns_are_called_here() -> None:
    """As a person writes it; a column that is not wanted is left out knowingly."""
    written = b"columns: {Nr: form, Station: unit, A: votes/a, Note: ~}\nseparator: semicolon\n"
    given = {"contest": "mayor", "run": "run-1", "level": "station", "day": "2013-11-03"}
    plan = mappings.read(written, given)
    assert form("Nr;Station;A;Note\nf-1;ps-1;4;a, b\n", plan).unit == "ps-1"
    for wrong in (b"columns: {A: Votes}", b"colums: {}", b"separator: dot", b"[]", b"columns: [a]"):
        with pytest.raises(Malformed, match="bad_mapping"):
            mappings.read(wrong, given)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "bad_separator"),
        ("form", "bad_separator"),
        ("form,unit;votes/a", "bad_separator"),
        (HEADER + ",registred", "unknown_column"),
        (HEADER + ",Votes/a", "unknown_column"),
        (HEADER + ",voted", "column_twice"),
        (HEADER.replace("unit,", ""), "missing_column"),
        (HEADER.replace("voted,votes/a,", ""), "missing_column"),
        (HEADER + "".join(f",votes/c{n}" for n in range(700)), "too_many_columns"),
    ],
)
def test_a_header_that_is_not_understood_stops_the_file(header: str, expected: str) -> None:
    """Before any row: a misspelt column would leave out a figure in every form."""
    with pytest.raises(Malformed, match=expected):
        read(header + "\n" + GOOD)


def test_utf_16_is_named() -> None:
    """What a spreadsheet calls Unicode text."""
    with pytest.raises(Malformed, match="UTF-16"):
        read((HEADER + "\n").encode("utf-16"))
