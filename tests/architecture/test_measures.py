"""Functions and files stay small enough to be read in one go."""

from __future__ import annotations

import ast
import io
import statistics
import tokenize
from collections.abc import Iterable

from tests.architecture.source import PACKAGES, Function, Source, docstring, functions, sources

FUNCTION_LINES_MEDIAN_MAX = 12
FUNCTION_LINES_P90_MAX = 40
FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 400
VERIFIERS_LINES_MAX = 5_500

_NO_CODE = {
    tokenize.COMMENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
    tokenize.INDENT,
    tokenize.NEWLINE,
    tokenize.NL,
}


def length(function: Function) -> int:
    """Lines from `def` to the end, the docstring not counted: nobody is to save on those."""
    assert function.end_lineno is not None
    lines = function.end_lineno - function.lineno + 1
    text = docstring(function)
    if text is None or text.end_lineno is None:
        return lines
    return lines - (text.end_lineno - text.lineno + 1)


def lengths(tree: Iterable[Source]) -> list[int]:
    """The length of every function, ascending."""
    return sorted(length(function) for source in tree for function in functions(source))


def too_long(tree: Iterable[Source]) -> list[str]:
    """Every function over the hard limit, and every file."""
    found = []
    for source in tree:
        lines = len(source.text.splitlines())
        if lines > FILE_LINES_MAX:
            found.append(f"{source.path}: {lines} lines, at most {FILE_LINES_MAX}")
        for function in functions(source):
            if length(function) > FUNCTION_LINES_MAX:
                found.append(
                    f"{source.path}:{function.lineno} {function.name}: "
                    f"{length(function)} lines, at most {FUNCTION_LINES_MAX}"
                )
    return found


def p90(ascending: list[int]) -> int:
    """The length that nine in ten do not exceed."""
    return ascending[max(0, -(-len(ascending) * 9 // 10) - 1)]


def lines_to_read(tree: Iterable[Source]) -> int:
    """What an auditor has to follow before trusting a claim: the verifiers without their desk,
    and without the arithmetic that stands in for a missing library.

    Lines of code are counted; nobody is to save on docstrings, comments and blank lines, which
    make the reading shorter (docs/decisions/0009-what-an-afternoon-holds.md).
    """
    apart = ("verifiers/desk/", "verifiers/bare/")
    return sum(len(code_lines(source)) for source in tree if not source.path.startswith(apart))


def code_lines(source: Source) -> set[int]:
    """The numbers of the lines that carry code."""
    told = {
        line
        for node in ast.walk(source.tree)
        if (text := docstring(node)) is not None and text.end_lineno is not None
        for line in range(text.lineno, text.end_lineno + 1)
    }
    tokens = tokenize.generate_tokens(io.StringIO(source.text).readline)
    carried = {
        line
        for token in tokens
        if token.type not in _NO_CODE
        for line in range(token.start[0], token.end[0] + 1)
    }
    return carried - told


def test_no_function_or_file_is_over_the_limit() -> None:
    """The hard limits hold for every function and every file."""
    assert too_long(sources(*PACKAGES)) == []


def test_most_functions_are_short() -> None:
    """The median and the ninetieth percentile hold over the whole program."""
    ascending = lengths(sources(*PACKAGES))
    if ascending:
        assert statistics.median(ascending) <= FUNCTION_LINES_MEDIAN_MAX
        assert p90(ascending) <= FUNCTION_LINES_P90_MAX


def test_the_verifiers_can_be_read_in_an_afternoon() -> None:
    """Claims and readers stay under the limit that an auditor was promised."""
    assert lines_to_read(sources("verifiers")) < VERIFIERS_LINES_MAX


def test_the_measures_can_fail() -> None:
    """A long function, a long file and a long verifier are noticed; a docstring costs nothing."""
    body = "\n".join(f"    x{i} = {i}" for i in range(FUNCTION_LINES_MAX))
    long = Source("ledger/a.py", f"def f() -> None:\n{body}\n")
    assert too_long([long]) == ["ledger/a.py:1 f: 71 lines, at most 70"]
    assert too_long([Source("ledger/b.py", "\n" * 401)]) == ["ledger/b.py: 401 lines, at most 400"]
    told = Source("ledger/c.py", 'def f() -> None:\n    """One.\n\n    Two.\n    """\n')
    assert lengths([told]) == [1]
    assert p90(list(range(1, 11))) == 9
    code = '"""Why."""\n\nx = [\n    1,\n]  # one\n# two\n'
    there, desk = Source("verifiers/a.py", code), Source("verifiers/desk/a.py", code)
    assert lines_to_read([there, desk]) == 3
