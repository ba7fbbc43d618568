"""A line that fits a pattern is one that the strict reader takes, and nothing else fits."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.verifiers import maker
from verifiers import act, alike, reading
from verifiers.alike import Alike
from verifiers.reading import Malformed

PLAIN = b'{"a":{"b":[1,"x",null,true,{"c":"d"}]},"n":12,"type":"t","z":["p","q"]}'
ODD = [
    PLAIN.replace(b":12", b":012"),
    PLAIN.replace(b":12", b":-12"),
    PLAIN.replace(b":12", b":-0"),
    PLAIN.replace(b":12", b":1.0"),
    PLAIN.replace(b":12", b":1e2"),
    PLAIN.replace(b":12", b":12 "),
    PLAIN.replace(b":12", b":9007199254740993"),
    PLAIN.replace(b":12", b":"),
    PLAIN.replace(b"true", b"tr0ue"),
    PLAIN.replace(b'"x"', b'"x\\n"'),
    PLAIN.replace(b'"x"', b'"x\ty"'),
    PLAIN.replace(b'"x"', b'"x"y"'),
    PLAIN.replace(b'"x"', '"ë"'.encode()),
    PLAIN.replace(b'"x"', b'"\xff"'),
    PLAIN.replace(b'"x"', b'"\x7f"'),
    PLAIN.replace(b'"a"', b'"b"'),
    PLAIN.replace(b'"n":12', b'"a":12'),
    PLAIN.replace(b'"c":', b'"c" :'),
    PLAIN.replace(b",", b", ", 1),
    PLAIN + b" ",
    PLAIN + b"\n",
    PLAIN[:-1],
]
ALPHABET = b'{}[]:,"\\ 0123456789-.eabtype\n\x00\x7f\xc3'


@pytest.mark.parametrize("line", ODD)
def test_what_is_spelled_otherwise_does_not_fit(line: bytes) -> None:
    """One difference, of each kind."""
    made = alike.pattern(PLAIN)
    assert made
    assert made.fullmatch(PLAIN)
    assert not made.fullmatch(line)


def test_other_texts_and_numbers_fit() -> None:
    """Members and their order are the same."""
    made = alike.pattern(PLAIN)
    assert made
    assert made.fullmatch(PLAIN.replace(b'"x"', b'"{,:}"').replace(b"12", b"0"))


@pytest.mark.parametrize("line", [b'{"a":-1}', b'{"a":"\\n"}', '{"a":"ë"}'.encode()])
def test_no_pattern_is_made_of_what_is_not_plain(line: bytes) -> None:
    """Their texts and numbers have more than one spelling, or another."""
    assert reading.read(line)
    assert alike.pattern(line) is None


@given(
    st.lists(st.tuples(st.integers(0, 90), st.sampled_from(ALPHABET), st.booleans()), max_size=4)
)
@example([(40, ord("-"), True)])
def test_what_fits_is_canonical(changes: list[tuple[int, int, bool]]) -> None:
    """Whatever is put in or replaced."""
    line = bytearray(PLAIN)
    for at, byte, put_in in changes:
        line[at : at + (not put_in)] = bytes([byte])
    made = alike.pattern(PLAIN)
    assert made
    if made.fullmatch(bytes(line)):
        assert reading.encode(reading.read(bytes(line))) == line


def test_entries_are_learned_and_still_read_strictly(monkeypatch: pytest.MonkeyPatch) -> None:
    """The short way gives the same entries, and refuses what the long way refuses."""
    lines = maker.story().lines
    monkeypatch.setattr(act, "_alike", Alike())
    slow = [act.read(line) for line in lines]
    for _ in range(alike.LEARNED_AT):
        assert [act.read(line) for line in lines] == slow
    learned = [line for line in lines if act._alike.fits(line)]
    assert len(learned) > len(lines) // 2
    for line in learned:
        for damaged in (
            line.replace(b",", b", ", 1),
            line.replace(b'"format":0', b'"format":1'),
            line.replace(b'"previous":', b'"preceding":'),
            line.replace(b'"day":"2', b'"day":"A'),
        ):
            with pytest.raises(Malformed):
                act.read(damaged)


def test_a_line_that_is_too_long_fits_nothing() -> None:
    """Patterns say nothing of length."""
    known = Alike()
    for _ in range(alike.LEARNED_AT):
        known.learn(PLAIN)
    assert known.fits(PLAIN)
    assert not known.fits(PLAIN.replace(b'"x"', b'"' + b"x" * alike.LINE_BYTES_MAX + b'"'))


def test_there_are_only_so_many_patterns() -> None:
    """Whoever makes up types and builds fills no memory."""
    known = Alike()
    for kind in range(2 * alike.KINDS_MAX):
        for build in range(20):
            for _ in range(alike.LEARNED_AT):
                known.learn(b'{"n%d":1,"type":"t%d"}' % (build, kind))
    assert sum(map(len, known._patterns.values())) <= alike.KINDS_MAX * alike.OF_A_KIND_MAX
