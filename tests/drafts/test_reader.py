"""Drafts are read without guessing, and refused where they could be read in two ways."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import limits
from ledger.drafts import reader
from ledger.errors import Malformed

PLAIN = """\
codes: [NO, 010, 1e3, 0x1F, 2013-11-03, 12:30:00, null, true, .inf, "~", '']
nothing: ~
text: >-
  two lines
  become one
"""


def test_every_value_is_the_text_it_shows() -> None:
    """Other readers make false, eight, a date and a float of these."""
    assert reader.read(PLAIN.encode()) == {
        "codes": [
            "NO", "010", "1e3", "0x1F", "2013-11-03", "12:30:00", "null", "true", ".inf", "~", "",
        ],
        "nothing": None,
        "text": "two lines become one",
    }  # fmt: skip


def test_json_says_the_same() -> None:
    """Numbers are text, true is yes, and null is nothing; text stays text."""
    data = b' {"a": [1, -2, true, false, null, "~"], "b": {"c": "010"}}'
    assert reader.read(data) == {"a": ["1", "-2", "yes", "no", None, "~"], "b": {"c": "010"}}


REFUSED = {
    "a key twice": b"a: 1\na: 2",
    "a key twice inside": b"a: {b: 1, b: 2}",
    "an anchor": b"a: &x 1",
    "an alias": b"a: *x",
    "an anchor on a list": b"a: &x [1]",
    "a tag": b"a: !!int 1",
    "a tag of one's own": b"a: !x 1",
    "the tag of plain text": b"a: ! 1",
    "a tagged list": b"a: !!set [1]",
    "nothing where a value stands": b"a:\nb: 1",
    "a list as key": b"? [a]\n: 1",
    "nothing as key": b"~: 1",
    "two documents": b"a: 1\n---\nb: 2",
    "no document": b"# nothing\n",
    "an empty file": b"",
    "a tab": b"a:\n\t- b",
    "broken off": b"a: [1, 2",
    "a control character": b'a: "\x07"',
    "a key twice in JSON": b'{"a": 1, "a": 2}',
    "a fraction in JSON": b'{"a": 1.5}',
    "not a number in JSON": b'{"a": NaN}',
    "broken JSON": b'{"a": 1',
    "JSON and more": b'{"a": 1} x',
    "deep": b"[" * 40 + b"]" * 40,
    "deep in JSON": b'{"a":' * 40 + b"1" + b"}" * 40,
    "very deep in JSON": b'{"a":' * 50_000,
    "very deep": b"[" * 90_000,
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED.keys())
def test_what_could_be_read_in_two_ways_is_refused(data: bytes) -> None:
    """With one error type and one code."""
    with pytest.raises(Malformed) as caught:
        reader.read(data)
    assert caught.value.code == "bad_draft"
    assert len(str(caught.value)) < 1_000


@pytest.mark.parametrize(
    "data, code",
    [
        (b"\xef\xbb\xbfa: 1", "not_utf8"),
        (b"a: \xff", "not_utf8"),
        ("a: 1".encode("utf-16"), "not_utf8"),
        (b"#" * (limits.DRAFT_BYTES_MAX + 1), "too_large"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, code: str) -> None:
    """Before anything is parsed."""
    with pytest.raises(Malformed) as caught:
        reader.read(data)
    assert caught.value.code == code


def test_a_merge_key_merges_nothing() -> None:
    """`<<` is a key like any other: what is not written there is not there."""
    assert reader.read(b"a: {<<: {b: 1}, c: 2}") == {"a": {"<<": {"b": "1"}, "c": "2"}}


def test_the_place_is_named() -> None:
    """Somebody has to find it."""
    with pytest.raises(Malformed) as caught:
        reader.read(b"a: 1\nb: 2\na: 3\n")
    assert caught.value.where == "line 3"


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_give_a_tree_or_one_error(data: bytes) -> None:
    """No other exception leaves the reader."""
    with contextlib.suppress(Malformed):
        reader.read(data)
