"""One spelling: what `dumps` writes is read, and nothing else is."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from ledger import limits
from ledger.chain import canonical, unicode14
from ledger.errors import Malformed
from tests.chain import verdicts
from tests.chain.verdicts import ACCEPTED, of_document
from tests.vectors import FOLDER

KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True)
CHARACTERS = st.characters(exclude_categories=["Cs", "Co", "Cn", "Cc"]) | st.sampled_from('\n"\\n')


def normalised(text: str) -> str:
    """Return a text that is allowed, made of any text."""
    text = "".join(c for c in text if unicode14.find_forbidden(c) is None)
    return "\n".join(unicodedata.normalize("NFC", line) for line in text.split("\n"))


def is_writable(text: str) -> bool:
    return unicodedata.is_normalized("NFC", text.replace("\n", "n"))


TEXTS = st.text(CHARACTERS, max_size=12).map(normalised).filter(is_writable)
INTEGERS = st.integers(-limits.INTEGER_MAX, limits.INTEGER_MAX)
LEAVES = st.none() | st.booleans() | INTEGERS | TEXTS
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=5)


@given(DOCUMENTS)
def test_what_is_written_is_read_and_is_jcs(value: dict[str, Any]) -> None:
    """Reading gives back what was written, and another program writes the same bytes."""
    data = canonical.dumps(value)
    assert canonical.loads(data) == value
    assert canonical.respell(value) == data
    assert rfc8785.dumps(value) == data


@given(DOCUMENTS, st.data())
def test_an_altered_byte_gives_another_document_or_malformed(
    value: dict[str, Any], data: st.DataObject
) -> None:
    """No two byte strings spell one document."""
    written = bytearray(canonical.dumps(value))
    at = data.draw(st.integers(0, len(written) - 1))
    written[at] ^= data.draw(st.integers(1, 255))
    try:
        read = canonical.loads(bytes(written))
    except Malformed:
        return
    assert canonical.dumps(read) == bytes(written)
    assert read != value


@given(
    st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "ignore"))
)
def test_any_bytes_give_a_document_or_malformed(data: bytes) -> None:
    """No other exception ever leaves the reader."""
    for candidate in (data, b'{"a":' + data + b"}", b'{"a":"' + data + b'"}'):
        if of_document(candidate) == ACCEPTED:
            assert canonical.dumps(canonical.loads(candidate)) == candidate


def wrap(text: str) -> bytes:
    """Return a document with one member of this spelling."""
    return b'{"a":' + text.encode("utf-8", "surrogatepass") + b"}"


NASTY = {
    # bytes
    b"": "not_json",
    b"\xef\xbb\xbf{}": "not_utf8",
    '{"a":1}'.encode("utf-16"): "not_utf8",
    '{"a":1}'.encode("utf-16-le"): "not_json",
    '{"a":1}'.encode("utf-32"): "not_utf8",
    b'{"a":"\xff"}': "not_utf8",
    b'{"a":"\xc0\xaf"}': "not_utf8",
    b'{"a":"\xed\xa0\x80"}': "not_utf8",
    b"{}" + b" " * limits.ENTRY_BYTES_MAX: "too_large",
    # the outermost value
    b"[]": "not_an_object",
    b"null": "not_an_object",
    b'"text"': "not_an_object",
    b"1": "not_an_object",
    b"1.5": "number_not_integer",
    # numbers
    wrap("1.0"): "number_not_integer",
    wrap("1e2"): "number_not_integer",
    wrap("1E400"): "number_not_integer",
    wrap("-0"): "number_not_integer",
    wrap("-0.0"): "number_not_integer",
    wrap("NaN"): "not_json",
    wrap("Infinity"): "not_json",
    wrap("-Infinity"): "not_json",
    wrap("01"): "not_json",
    wrap("-01"): "not_json",
    wrap("+1"): "not_json",
    wrap("1."): "not_json",
    wrap(".5"): "not_json",
    wrap("0x10"): "not_json",
    wrap("1_000"): "not_json",
    wrap("\uff11"): "not_json",
    wrap("9007199254740991"): ACCEPTED,
    wrap("-9007199254740991"): ACCEPTED,
    wrap("9007199254740992"): "number_out_of_range",
    wrap("-9007199254740992"): "number_out_of_range",
    wrap("18446744073709551616"): "number_out_of_range",
    wrap("9" * 400): "number_out_of_range",
    wrap("9" * 5000): "number_out_of_range",
    # depth
    wrap("[" * 15 + "]" * 15): ACCEPTED,
    wrap("[" * 16 + "]" * 16): "too_deep",
    wrap('[{"a":' * 8 + "1" + "}]" * 8): "too_deep",
    wrap("[" * 1000 + "]" * 1000): "too_deep",
    wrap("[" * 30000): "too_deep",
    b'{"a":' * 10000: "too_deep",
    b"[" * 100_000: "too_large",
    # keys
    b'{"a":1,"a":1}': "duplicate_key",
    b'{"a":1,"\\u0061":1}': "duplicate_key",
    b'{"a":1,"a":': "duplicate_key",
    b'{"":1}': "bad_key",
    b'{"A":1}': "bad_key",
    b'{"1a":1}': "bad_key",
    b'{"a-b":1}': "bad_key",
    '{"а":1}'.encode(): "bad_key",  # a Cyrillic letter
    b'{"' + b"a" * 65 + b'":1}': "bad_key",
    b'{"' + b"a" * 64 + b'":1}': ACCEPTED,
    b'{"\\ud800":1}': "bad_key",
    b'{"b":1,"a":1}': "not_canonical",
    b"{a:1}": "not_json",
    b'{"a":1,}': "not_json",
    b'{"a" 1}': "not_json",
    # white space and what surrounds
    b'{"a":1} ': "not_canonical",
    b'{"a":1}\n': "not_canonical",
    b' {"a":1}': "not_canonical",
    b'{"a": 1}': "not_canonical",
    b'{"a":1}x': "not_json",
    b'{"a":1}{"a":1}': "not_json",
    b'{"a":1}\x00': "not_json",
    b'{"a":1/**/}': "not_json",
    wrap("True"): "not_json",
    wrap("nul"): "not_json",
    wrap("[1,,2]"): "not_json",
    wrap("[1 2]"): "not_json",
    # escapes
    wrap(r'"\u0041"'): "not_canonical",
    wrap(r'"\/"'): "not_canonical",
    wrap(r'"\u000a"'): "not_canonical",
    wrap(r'"\n"'): ACCEPTED,
    wrap(r'"\"\\"'): ACCEPTED,
    wrap(r'"\x41"'): "not_json",
    wrap(r'"\u12"'): "not_json",
    wrap('"\n"'): "not_json",
    wrap('"open'): "not_json",
    wrap(r'"\ud83d\ude00"'): "not_canonical",
    # text
    wrap(r'"\ud800"'): "text_not_allowed",
    wrap(r'"\udc00\ud800"'): "text_not_allowed",
    wrap(r'"\u0000"'): "text_not_allowed",
    wrap(r'"\t"'): "text_not_allowed",
    wrap(r'"\u001f"'): "text_not_allowed",
    wrap('"\x7f"'): "text_not_allowed",
    wrap('"\x80"'): "text_not_allowed",
    wrap('"\x9f"'): "text_not_allowed",
    wrap('"\xa0"'): ACCEPTED,
    wrap('"\u061c"'): "text_not_allowed",
    wrap('"\u200b\u200c\u200d"'): ACCEPTED,
    wrap('"\u200e"'): "text_not_allowed",
    wrap('"\u202e"'): "text_not_allowed",
    wrap('"\u2028"'): "text_not_allowed",
    wrap('"\u2066"'): "text_not_allowed",
    wrap('"\u2069"'): "text_not_allowed",
    wrap('"\ufeff"'): "text_not_allowed",
    wrap('"\ue000"'): "text_not_allowed",
    wrap('"\U000f0000"'): "text_not_allowed",
    wrap('"\ufdd0"'): "text_not_allowed",
    wrap('"\uffff"'): "text_not_allowed",
    wrap('"\u0378"'): "text_not_allowed",  # not assigned
    wrap('"\U000105d2\u0307"'): "text_not_allowed",  # assigned in Unicode 16
    wrap('"Mitrovic\u00eb"'): ACCEPTED,
    wrap('"Mitrovice\u0308"'): "text_not_nfc",
    wrap('"\u212b"'): "text_not_nfc",  # the sign of Angstrom
    wrap('"\u1100\u1161"'): "text_not_nfc",  # Hangul that composes
    wrap('"\u0323\u0307"'): ACCEPTED,
    wrap('"\u0307\u0323"'): "text_not_nfc",  # marks in the wrong order
    wrap(r'"\n' + '\u0301"'): "text_not_nfc",  # its spelling would compose n and the mark
    wrap(r'"\n' + '\u0302"'): ACCEPTED,  # nothing composes n and this one
    wrap('"\\\\n\u0301"'): "text_not_nfc",  # a letter n after a backslash
    wrap('"\\"\u0301"'): ACCEPTED,
    wrap('"\U0001f600"'): ACCEPTED,
    # the order of the rules
    b'{"A":1.5': "number_not_integer",
    b'{"A":"\x07': "not_json",
    '{"b":"\u202e","a":1}'.encode(): "text_not_allowed",
    '{"a":"e\u0301","B":1}'.encode(): "text_not_nfc",
    '{"a":"e\u0301\u202e"}'.encode(): "text_not_allowed",
}


@pytest.mark.parametrize("number", range(len(NASTY)))
def test_nasty_input_gets_its_code(number: int) -> None:
    """Each hand-picked text is refused for its reason, or accepted where it is only odd."""
    data, expected = list(NASTY.items())[number]
    assert of_document(data) == expected, data[:80]


UNWRITABLE: list[tuple[Any, str]] = [
    ([], "not_an_object"),
    (None, "not_an_object"),
    ({"a": 1.0}, "number_not_integer"),
    ({"a": float("nan")}, "number_not_integer"),
    ({"a": 2**53}, "number_out_of_range"),
    ({"a": -(2**53)}, "number_out_of_range"),
    ({"a": 10**5000}, "number_out_of_range"),
    ({"a": (1, 2)}, "not_json"),
    ({"a": {1, 2}}, "not_json"),
    ({"a": b"bytes"}, "not_json"),
    ({"a": type("Text", (str,), {})("x")}, "not_json"),
    ({1: "a"}, "bad_key"),
    ({"a": {"B": 1}}, "bad_key"),
    ({"a": "\ud800"}, "text_not_allowed"),
    ({"\ud800": 1}, "bad_key"),
    ({"a": "\x00"}, "text_not_allowed"),
    ({"a": "e\u0301"}, "text_not_nfc"),
    ({"a": "\n\u0301"}, "text_not_nfc"),
    ({"a": "x" * limits.ENTRY_BYTES_MAX}, "too_large"),
]


@pytest.mark.parametrize("number", range(len(UNWRITABLE)))
def test_what_is_not_read_is_not_written(number: int) -> None:
    """`dumps` refuses what `loads` would, with the same codes."""
    value, expected = UNWRITABLE[number]
    with pytest.raises(Malformed) as caught:
        canonical.dumps(value)
    assert caught.value.code == expected


def test_a_document_without_end_is_not_written() -> None:
    """A container inside itself is too deep, and nothing worse."""
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(Malformed, match="too_deep"):
        canonical.dumps({"a": endless})


def test_bounds_are_the_callers() -> None:
    """Size and depth may be bounded more narrowly or widely; the bound itself is allowed."""
    assert canonical.loads(b'{"a":[]}', limit=8, depth=2) == {"a": []}
    for bounds, code in (({"limit": 7}, "too_large"), ({"depth": 1}, "too_deep")):
        with pytest.raises(Malformed, match=code):
            canonical.loads(b'{"a":[]}', **bounds)
        with pytest.raises(Malformed, match=code):
            canonical.dumps({"a": []}, **bounds)


def test_a_flood_of_keys_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory of good keys is bounded, and answers do not depend on it."""
    monkeypatch.setattr(canonical, "_known_keys", set())
    monkeypatch.setattr(limits, "KEYS_REMEMBERED_MAX", 10)
    for number in range(40):
        assert canonical.loads(b'{"k%d":1}' % number) == {f"k{number}": 1}
    assert len(canonical._known_keys) == 10


def test_the_json_test_suite_gets_the_pinned_verdicts() -> None:
    """318 + 22 hostile texts, each alone and as a member of an object."""
    answers = verdicts.json_test_suite()
    assert len(answers) == 680
    assert answers == verdicts.pinned("json-test-suite")


def test_the_json_test_suite_is_never_accepted_against_its_name() -> None:
    """What must be refused by every parser is refused here, alone and inside an object."""
    accepted = [name for name, verdict in verdicts.json_test_suite().items() if verdict == ACCEPTED]
    assert not [name for name in accepted if "/n_" in name]


@pytest.mark.parametrize("name", ["arrays", "french", "structures", "unicode", "values", "weird"])
def test_rfc_8785_pairs_are_equal_where_the_restriction_admits_them(name: str) -> None:
    """Every admissible part of the input is written as in the output."""
    given = json.loads((FOLDER / "jcs" / "input" / f"{name}.json").read_bytes())
    output = (FOLDER / "jcs" / "output" / f"{name}.json").read_bytes()
    written = 0
    for part in parts(given):
        try:
            data = canonical.dumps({"part": part})
        except Malformed:
            continue
        assert data[len(b'{"part":') : -1] in output
        written += 1
    assert written or name == "unicode"  # which holds nothing but text that is not NFC


def parts(value: Any) -> list[Any]:
    """Return a value and everything inside it."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value] + [part for item in inside for part in parts(item)]
