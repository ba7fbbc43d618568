"""Two programs that check each other are two programs: nothing is copied between them."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterable

from tests.architecture.source import Source, sources

IDENTICAL_LINES_MAX = 7
LAYOUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}

Line = tuple[int, str]


def significant(source: Source) -> list[Line]:
    """The lines that do something, with their numbers, whatever their spacing.

    Comments, docstrings, lone brackets and rows of a table of constants hold no name, and are
    left out: what the specification tabulates must be the same in both.
    """
    rows: dict[int, list[tokenize.TokenInfo]] = {}
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type not in LAYOUT:
            rows.setdefault(token.start[0], []).append(token)
    return [
        (number, " ".join(token.string for token in row))
        for number, row in sorted(rows.items())
        if any(token.type == tokenize.NAME for token in row)
    ]


def copies(ours: Iterable[Source], theirs: Iterable[Source]) -> list[str]:
    """The places where a run of identical lines in one tree begins in the other."""
    runs: dict[tuple[str, ...], str] = {}
    for source in ours:
        for number, run in _runs(source):
            runs.setdefault(run, f"{source.path}:{number}")
    return [
        f"{source.path}:{number} is {runs[run]}"
        for source in theirs
        for number, run in _runs(source)
        if run in runs
    ]


def _runs(source: Source) -> list[tuple[int, tuple[str, ...]]]:
    lines = significant(source)
    size = IDENTICAL_LINES_MAX + 1
    return [
        (lines[start][0], tuple(text for _, text in lines[start : start + size]))
        for start in range(len(lines) - size + 1)
    ]


def test_nothing_is_copied_between_ledger_and_verifiers() -> None:
    """A mistake made once is not made twice by copying."""
    assert copies(sources("ledger"), sources("verifiers")) == []


def test_the_check_of_copies_can_fail() -> None:
    """Eight identical lines are noticed through spacing and comments, seven are not."""
    lines = [f"x{i} = f({i})" for i in range(8)]
    ours = Source("ledger/a.py", "\n".join(lines))
    theirs = Source("verifiers/b.py", "import os\n\n" + "  # why\n\n".join(lines))
    assert copies([ours], [theirs]) == ["verifiers/b.py:3 is ledger/a.py:1"]
    assert copies([ours], [Source("verifiers/b.py", "\n".join(lines[:7]))]) == []
    table = Source("ledger/a.py", "T = (\n" + "    1, 2,\n" * 20 + ")\n")
    assert copies([table], [table]) == []
