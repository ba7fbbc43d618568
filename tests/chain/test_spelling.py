"""The small spellings: every value one text."""

from __future__ import annotations

import base64
import datetime
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.chain import spelling
from ledger.errors import Malformed

Parse = Callable[[object], object]

GOOD: list[tuple[Parse, list[str]]] = [
    (spelling.parse_id, ["a", "0", "cec-2013-87", "a.b_c-d", "a" * 64]),
    (spelling.parse_code, ["a", "signature_invalid", "a" * 64]),
    (spelling.parse_hash, ["0" * 64, "0123456789abcdef" * 4]),
    (spelling.parse_day, ["1900-01-01", "2000-02-29", "2012-02-29", "2199-12-31", "2013-04-30"]),
    (
        spelling.parse_instant,
        [
            "2013-11-03T19:00:00.000000Z",
            "2000-02-29T23:59:59.999999Z",
            "1900-01-01T00:00:00.000001Z",
        ],
    ),
    (spelling.parse_origin, ["kqz.example/2013", "a", "a" * 128]),
    (spelling.parse_reference, ["cec-2013-87", "cec-2013-87#1", "a#120"]),
    (spelling.parse_base64url, ["", "AA", "AAA", "AAAA", "_-8", "-_-_"]),
]

BAD: list[tuple[Parse, list[object]]] = [
    (
        spelling.parse_id,
        [
            "",
            "A",
            "-a",
            "a-",
            ".a",
            "a ",
            "a\n",
            "a" * 65,
            "ab\u0441",
            "\uff41",
            "a/b",
            "a#1",
            None,
            1,
        ],
    ),
    (spelling.parse_code, ["", "1a", "_a", "a-b", "A", "a" * 65, "a\n", "\u0430bc", True]),
    (spelling.parse_hash, ["", "0" * 63, "0" * 65, "A" * 64, "0" * 63 + "g", "0" * 64 + "\n", 0]),
    (
        spelling.parse_day,
        [
            "2013-11-31",
            "2013-02-29",
            "1900-02-29",
            "2100-02-29",
            "2013-00-10",
            "2013-13-01",
            "2013-10-00",
            "2013-1-01",
            "2013-11-3",
            "1899-12-31",
            "2200-01-01",
            "20131103",
            "2013-11-03\n",
            " 2013-11-03",
            "2013-11-03Z",
            "\u0662013-11-03",
            "+2013-11-03",
            None,
        ],
    ),
    (
        spelling.parse_instant,
        [
            "2013-11-03T23:59:60.000000Z",
            "2013-11-03T24:00:00.000000Z",
            "2013-11-03T19:60:00.000000Z",
            "2013-11-03T19:00:00Z",
            "2013-11-03T19:00:00.00000Z",
            "2013-11-03T19:00:00.0000000Z",
            "2013-11-03T19:00:00.000000",
            "2013-11-03",
            "2013-11-03T19:00:00.000000z",
            "2013-11-03t19:00:00.000000Z",
            "2013-11-03 19:00:00.000000Z",
            "2013-11-03T19:00:00.000000+00:00",
            "2013-11-03T19:00:00,000000Z",
            "2013-11-03T9:00:00.000000Z",
            "2013-02-29T19:00:00.000000Z",
            "2013-11-03T19:00:00.000000Z\n",
            "2013-11-03T1\u0669:00:00.000000Z",
            1383505200,
        ],
    ),
    (spelling.parse_origin, ["", "/a", "https://a", "A", "a" * 129, "a b", "a+b", "a\n", None]),
    (
        spelling.parse_reference,
        ["", "a#", "a#0", "a#01", "#1", "a#-1", "a#1#2", "a #1", "a#1\n", "a#" + "9" * 10, None],
    ),
    (
        spelling.parse_base64url,
        ["A", "AAAAA", "AA==", "A+", "A/AA", "AB", "AAB", "A A", "AA\n", "\u00e9A", None, b"AA"],
    ),
]


@pytest.mark.parametrize("parse, texts", GOOD, ids=lambda value: getattr(value, "__name__", ""))
def test_the_one_spelling_is_read(parse: Parse, texts: list[str]) -> None:
    """Texts at the edges of each rule."""
    for text in texts:
        parse(text)


@pytest.mark.parametrize("parse, texts", BAD, ids=lambda value: getattr(value, "__name__", ""))
def test_other_spellings_are_refused(parse: Parse, texts: list[object]) -> None:
    """Each with the code for members, and with what was expected."""
    for text in texts:
        with pytest.raises(Malformed) as caught:
            parse(text)
        assert caught.value.code == "bad_member", text
        assert caught.value.expected


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)))
def test_every_real_day_is_read(day: datetime.date) -> None:
    """And an instant on it."""
    assert spelling.parse_day(day.isoformat()) == day.isoformat()
    spelling.parse_instant(f"{day.isoformat()}T00:00:00.000000Z")


@given(st.integers(1900, 2199), st.integers(0, 13), st.integers(0, 32))
def test_only_real_days_are_read(year: int, month: int, day: int) -> None:
    """The calendar of the standard library agrees."""
    text = f"{year}-{month:02}-{day:02}"
    try:
        datetime.date(year, month, day)
    except ValueError:
        assert not spelling.is_day(text)
    else:
        assert spelling.is_day(text)


@given(st.binary(max_size=70))
def test_base64url_round_trip(data: bytes) -> None:
    """What is written is read, and equals the standard library's."""
    text = spelling.format_base64url(data)
    assert text == base64.urlsafe_b64encode(data).rstrip(b"=").decode()
    assert spelling.parse_base64url(text, length=len(data)) == data
    with pytest.raises(Malformed):
        spelling.parse_base64url(text, length=len(data) + 1)


@given(st.text("AB_-+/=", max_size=8))
def test_base64url_has_one_spelling(text: str) -> None:
    """Two texts never stand for the same bytes."""
    try:
        data = spelling.parse_base64url(text)
    except Malformed:
        return
    assert spelling.format_base64url(data) == text


def test_a_reference_keeps_its_text() -> None:
    """An act, or an event of it."""
    assert spelling.parse_reference("cec-2013-87#2") == ("cec-2013-87", 2)
    assert spelling.parse_reference("cec-2013-87") == ("cec-2013-87", None)
    assert str(spelling.parse_reference("cec-2013-87#2")) == "cec-2013-87#2"
    assert str(spelling.parse_reference("cec-2013-87")) == "cec-2013-87"


def test_names_of_types_and_languages() -> None:
    """`noun.verb` up to 64 characters; tags as RFC 5646 shapes them."""
    for text in ("notice.published", "a.b.c", "a." + "b" * 62):
        assert spelling.is_type(text)
    for text in ("notice", "notice.", ".published", "Notice.published", "a." + "b" * 63, "a.b\n"):
        assert not spelling.is_type(text)
    for text in ("sq", "sr-Latn", "sr-Latn-RS"):
        assert spelling.is_language(text)
    for text in ("s", "SQ", "sr_Latn", "sr-", "sr-L"):
        assert not spelling.is_language(text)
