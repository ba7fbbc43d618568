"""The strict reader: other people's texts, and the ledger's reader beside it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.chain import canonical
from ledger.errors import Malformed as LedgerMalformed
from tests.vectors import FOLDER
from verifiers import reading

PINNED: dict[str, str] = json.loads((FOLDER / "verdicts/json-test-suite.json").read_text("utf-8"))


def verdict(data: bytes) -> str:
    """`accepted`, or the code of the rule that is broken."""
    try:
        reading.read(data)
    except reading.Malformed as error:
        return error.code
    return "accepted"


def theirs(data: bytes) -> str:
    """The ledger's verdict."""
    try:
        canonical.loads(data)
    except LedgerMalformed as error:
        return error.code
    return "accepted"


@pytest.mark.parametrize("case", PINNED)
def test_json_test_suite_has_the_pinned_verdicts(case: str) -> None:
    """Every text, alone and as a member, is taken or refused as pinned, for the reason met first."""
    name, _, as_member = case.partition(", ")
    data = (FOLDER / "json-test-suite" / name).read_bytes()
    assert verdict(b'{"a":' + data + b"}" if as_member else data) == PINNED[case]


@pytest.mark.parametrize(
    "path", sorted((FOLDER / "jcs" / "input").glob("*.json")), ids=lambda p: p.name
)
def test_what_jcs_writes_is_read_where_our_rules_admit_it(path: Any) -> None:
    """RFC 8785 pairs: the output is the one spelling, and the input is not, where both are ours."""
    output = (FOLDER / "jcs" / "output" / path.name).read_bytes()
    found = verdict(output)
    assert found == theirs(output)
    if found == "accepted":
        assert reading.encode(json.loads(path.read_bytes())) == output


NASTY = [
    ("", "not_json"),
    ("{}", "accepted"),
    ("[]", "not_an_object"),
    ("1", "not_an_object"),
    ('\ufeff{"a":1}', "not_utf8"),
    (' {"a":1}', "not_canonical"),
    ('{"a":1}\n', "not_canonical"),
    ('{"a":1}x', "not_json"),
    ('{"a":-0}', "number_not_integer"),
    ('{"a":1.0}', "number_not_integer"),
    ('{"a":1e2}', "number_not_integer"),
    ('{"a":9007199254740991}', "accepted"),
    ('{"a":9007199254740992}', "number_out_of_range"),
    ('{"a":-9007199254740992}', "number_out_of_range"),
    ('{"a":' + "9" * 5000 + "}", "number_out_of_range"),
    ('{"a":NaN}', "not_json"),
    ('{"a":"\\ud800"}', "text_not_allowed"),
    ('{"a":"\\u0001"}', "text_not_allowed"),
    ('{"a":"\\u0041"}', "not_canonical"),
    ('{"a":"\\/"}', "not_canonical"),
    ('{"a":"\t"}', "not_json"),
    ('{"a":"\\n"}', "accepted"),
    ('{"a":"\\\\n"}', "accepted"),
    ('{"a":"x\\n\u0303"}', "text_not_nfc"),
    ('{"a":"e\u0301"}', "text_not_nfc"),
    ('{"a":"\u202e"}', "text_not_allowed"),
    ('{"a":"\ue000"}', "text_not_allowed"),
    ('{"a":"\U0001fae8"}', "text_not_allowed"),  # assigned in Unicode 15 only
    ('{"a":"\U0001f5f3"}', "accepted"),
    ('{"A":1}', "bad_key"),
    ('{"":1}', "bad_key"),
    ('{"a":{"b":{"Ä":1}}}', "bad_key"),
    ('{"b":1,"a":1}', "not_canonical"),
    ('{"a":1,"a":1}', "duplicate_key"),
    ('{"a":1,"\\u0061":2}', "duplicate_key"),
    ('{"a":1,"a":1.5}', "duplicate_key"),
    ('{"a":1.5,"a":1}', "number_not_integer"),
    ('{"a":97110e53ef}', "not_json"),
    ('{"a":-0-}', "not_json"),
    ('{"a":99999999999999999999e}', "not_json"),
    ('{"a":1.5,"b":tru}', "number_not_integer"),
    ('{"a":[1 2],"b":1.5}', "not_json"),
    ('{"a":' * 17 + "1.5" + "}" * 17, "too_deep"),
    ('{"a":[1.5,' + "[" * 17, "number_not_integer"),
    ('{"a":' * 16 + "1" + "}" * 16, "accepted"),
    ('{"a":' * 17 + "1" + "}" * 17, "too_deep"),
    ('{"a":' + "[" * 100_000, "too_large"),
    ('{"a":' + "[" * 60_000, "too_deep"),
    ('{"a":"' + "x" * 65_526 + '"}', "accepted"),
    ('{"a":"' + "x" * 65_527 + '"}', "accepted"),
    ('{"a":"' + "x" * 65_528 + '"}', "too_large"),
]


@pytest.mark.parametrize(("text", "expected"), NASTY, ids=lambda value: ascii(value)[:40])
def test_nasty_texts_are_refused_for_what_is_wrong_with_them(text: str, expected: str) -> None:
    """A kept list; both readers say the same."""
    data = text.encode("utf-8", "surrogatepass")
    assert verdict(data) == expected
    assert theirs(data) == expected


def test_bytes_that_are_no_text() -> None:
    """Neither UTF-16 nor a stray byte."""
    assert verdict('{"a":1}'.encode("utf-16")) == "not_utf8"
    assert verdict(b'{"a":"\xff"}') == "not_utf8"
    assert verdict(b'{"a":"\xed\xa0\x80"}') == "not_utf8"


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**54), 2**54) | _TEXT | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.from_regex(r"[a-zA-Z_]{0,3}", fullmatch=True), _VALUES, max_size=4))
def test_both_readers_give_one_verdict_on_whatever_is_written(value: dict[str, Any]) -> None:
    """Documents of all sorts, spelled with and without white space."""
    for separators in ((",", ":"), (", ", ": ")):
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=separators)
        data = text.encode()
        assert verdict(data) == theirs(data)
        if verdict(data) == "accepted":
            assert reading.read(data) == canonical.loads(data) == value
            assert reading.encode(value) == data


DOCUMENT = '{"a":1,"list":["x",null,true],"text":"Mitrovicë\\n\\"\\\\"}'.encode()


@given(st.integers(0, len(DOCUMENT) - 1), st.integers(0, 255), st.integers(0, 2))
def test_both_readers_give_one_verdict_on_mangled_bytes(at: int, byte: int, how: int) -> None:
    """A byte replaced, inserted or removed."""
    middle = (bytes([byte]), bytes([byte]) + DOCUMENT[at : at + 1], b"")[how]
    data = DOCUMENT[:at] + middle + DOCUMENT[at + 1 :]
    assert verdict(data) == theirs(data)


def test_a_trust_file_may_be_laid_out_but_nothing_else() -> None:
    """White space and order are free, everything else is as strict."""
    assert reading.read(b'{ "b": 1,\n "a": 2 }', canonical=False) == {"a": 2, "b": 1}
    for data, code in ((b'{"a":1,"a":1}', "duplicate_key"), (b'{"a":1.5}', "number_not_integer")):
        with pytest.raises(reading.Malformed, match=code):
            reading.read(data, canonical=False)


def test_the_tables_are_those_of_the_specification() -> None:
    """The verifiers can be copied out, and bring the tables along."""
    spec = FOLDER.parents[1] / "docs" / "spec"
    ours = FOLDER.parents[1] / "verifiers"
    for name in ("unicode-14.0-assigned.txt", "small-order.txt"):
        assert (ours / name).read_bytes() == (spec / name).read_bytes()
    assert (ours / "desk/checks.json").read_bytes() == (spec / "checks.json").read_bytes()


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_VALUE = st.recursive(
    _TEXT | st.integers(-(2**53), 2**53) | st.booleans() | st.none(),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(_TEXT, below, max_size=3),
)


@given(_VALUE)
def test_what_is_written_is_what_json_has_for_it(value: object) -> None:
    """Whatever the values are: quotes, backslashes, controls, any script."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert reading.encode(value) == text.encode()
    assert reading.line(value) == text + "\n"
