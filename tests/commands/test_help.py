"""Every command says what it does, by two examples that work, and how it ends."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.commands.main import NOUNS, program
from tests.commands.running import done, eal

GROUPS = {
    "key": ("new", "show"),
    "act": ("new", "adopt", "show", "sign", "submit"),
    "evidence": ("add", "erase", "missing", "salt", "show", "unsalt"),
    "intake": ("key", "settle", "agree", "status", "csv", "nist"),
    "log": ("list", "proof", "publish", "vkey"),
    "export": ("bundle", "tiles", "trust"),
    "demo": ("story", "tamper"),
}
COMMANDS = [
    *((noun,) for noun in NOUNS if noun not in GROUPS),
    *((noun, verb) for noun, verbs in GROUPS.items() for verb in verbs),
]


def examples(text: str) -> list[str]:
    """The lines of a help text that can be typed."""
    return re.findall(r"^  (eal .*)$", text, re.MULTILINE)


def readable(commands: list[tuple[str, ...]]) -> Iterator[str]:
    """The examples that only read."""
    verbs = {("state",), ("open-items",), ("history",), ("log", "list"), ("log", "vkey")}
    for words in commands:
        if words in verbs:
            yield from examples(done(*words, "--help").out)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_has_two_examples_and_the_exit_codes(words: tuple[str, ...]) -> None:
    """Each example is of this command, and its words are those that it takes."""
    told = done(*words, "--help")
    lines = examples(told.out)
    assert len(lines) == 2, told.out
    for line in lines:
        given = shlex.split(line)[1:]
        assert given[: len(words)] == list(words)
        program().parse_args(given, exit_on_error=False, print_error=False)
    assert re.search(r"^Exit codes: 0 ", told.out, re.MULTILINE)
    assert "\x1b" not in told.out and "│" not in told.out


@pytest.mark.parametrize("words", [(noun,) for noun in GROUPS] + [()], ids=" ".join)
def test_help_of_a_group_lists_what_is_in_it(words: tuple[str, ...]) -> None:
    """With two examples; without a word more the same is shown."""
    told = done(*words, "--help")
    assert len(examples(told.out)) == 2
    for verb in GROUPS[words[0]] if words else NOUNS:
        assert re.search(rf"^  {verb}: ", told.out, re.MULTILINE)
    assert eal(*words).out == told.out


def test_every_command_can_answer_in_json() -> None:
    """Except the demo, which is a performance."""
    for words in COMMANDS:
        assert words[0] == "demo" or "--json" in done(*words, "--help").out, words


def test_the_exit_codes_are_listed_at_the_top() -> None:
    """All of them."""
    told = " ".join(done("--help").out.split())
    for code in (0, 1, 2, 3, 4, 5, 10):
        assert re.search(rf"[:;] {code} ", told), code


def test_the_version_is_told() -> None:
    """So that a report can name it."""
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", done("--version").out)


def test_examples_that_read_work(story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As they are, beside a folder `demo-story`."""
    monkeypatch.chdir(story.parent)
    lines = list(readable(COMMANDS))
    assert len(lines) == 10
    for line in lines:
        assert done(*shlex.split(line)[1:]).out
