"""Lines say the same by themselves, whoever takes them: here, another process, or one that ends."""

from __future__ import annotations

import pytest

from tests.verifiers import maker
from verifiers import act, line
from verifiers.authorship import Authorship
from verifiers.desk import ahead
from verifiers.judge import Case

BROKEN = b'{"b":1,"a":1}'


def _lines() -> list[bytes]:
    """A story over and over, with lines that are none."""
    made = maker.story()
    return [*made.lines, BROKEN] * (3 * ahead.BLOCK_LINES // len(made.lines) * 5 + 1)


def _forged(text: bytes) -> bytes:
    before, mark, after = text.partition(b'"signature":"')
    return before + mark + (b"A" if after[:1] != b"A" else b"B") + after[1:]


@pytest.mark.parametrize("entries", [1, ahead.WORTHWHILE_ENTRIES])
def test_every_line_comes_in_order_with_what_it_says(entries: int) -> None:
    """Here or in another process."""
    lines = _lines()
    found = list(ahead.Ahead(iter(lines), entries))
    assert [text for text, _ in found] == lines
    for text, taken in found:
        if text == BROKEN:
            assert taken == line.Taken(taken.leaf)
        else:
            read = act.read(text)
            assert taken.head == read.head
            assert taken.entry_of(text, read.index) == read
            assert taken.verdicts
            assert all(taken.verdicts.values())


def test_a_process_that_ends_takes_no_line_along() -> None:
    """Killed from outside: what it was asked is taken here."""
    lines = _lines()
    reader = ahead.Ahead(iter(lines), ahead.WORTHWHILE_ENTRIES)
    if not reader._others:
        pytest.skip("one core")
    reader._others[0].process.kill()
    found = list(reader)
    assert [text for text, _ in found] == lines
    assert all(all(taken.verdicts.values()) for _, taken in found)


def test_neither_process_waits_for_the_other_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both what is asked and what is found are larger than what lies between them."""

    def many_words(lines: list[bytes], offered: dict[str, line.Key]) -> list[line.Taken]:
        return [line.Taken(text * 3, offered={"key": ("Ed25519", "")}) for text in lines]

    monkeypatch.setattr(line, "take_all", many_words)
    lines = [b"%d" % number * 1_000 for number in range(3_000)]
    reader = ahead.Ahead(iter(lines), ahead.WORTHWHILE_ENTRIES, {"key": ("Ed25519", "")})
    found = list(reader)
    assert [text for text, _ in found] == lines
    assert [taken.leaf for _, taken in found] == [text * 3 for text in lines]


def test_what_another_process_cannot_do_is_told_by_the_reader(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A fault of the program is not lost in a process that nobody sees."""

    def broken(lines: list[bytes], offered: dict[str, line.Key]) -> list[line.Taken]:
        raise LookupError(len(lines))

    monkeypatch.setattr(line, "take_all", broken)
    with pytest.raises(LookupError):
        list(ahead.Ahead(iter([b"x"] * 500), ahead.WORTHWHILE_ENTRIES, {"key": ("Ed25519", "")}))


def test_blocks_are_bounded_by_bytes_too() -> None:
    """Long lines wait in small numbers."""
    long = b"x" * (ahead.BLOCK_BYTES // 4)
    reader = ahead.Ahead(iter([long] * 10), 1)
    assert [len(reader._block(ahead.BLOCK_LINES)) for _ in range(4)] == [4, 4, 2, 0]


def test_a_verdict_that_is_missing_is_found_by_the_claim() -> None:
    """Its key was offered by lines that were taken elsewhere at the same time."""
    made = maker.story()
    last = made.lines[-1]
    for text, is_good in ((last, True), (_forged(last), False)):
        (taken,) = line.take_all([text], {})
        assert taken.entry
        assert taken.verdicts == {}
        case = Case(taken.entry, made.law, made.tables)
        case.resolve()
        claim = Authorship()
        assert claim.take(case, taken.verdicts) == is_good
        assert claim.outcomes["V10"].examined == len(case.signatures)
        offered: dict[str, line.Key] = {}
        verdicts = line.take_all([*made.lines[:-1], text], offered)[-1].verdicts
        assert claim.take(case, verdicts) == is_good
