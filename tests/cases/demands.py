"""Writes docs/guides/demands.md: what real cases ask of a ledger, and which expectation shows it.

python -m tests.cases.demands
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.play import Chapter, Expectation
from tests.cases import casebook
from tests.cases.casebook import Case
from tests.story import documents

PAGE = documents.ROOT / "docs" / "guides" / "demands.md"

_HEAD = """\
# Demands

What ten real elections ask of a ledger, and where it is shown: the case, and the expectation of its scenario that
claims the demand. Made by `python -m tests.cases.demands` (part of `make vectors`); a test plays every scenario.
Scenarios lie in `tests/cases/`, that of XK-2013-NMIT is `ledger/scenarios/north-mitrovica-2013.yaml`.

| demand | what is asked | shown by |
| --- | --- | --- |
"""


def claims(case: Case) -> Iterator[tuple[str, Expectation]]:
    """The chapter and the expectation, for each that claims a demand."""
    chapter = ""
    for part in case.scenario().parts:
        if isinstance(part, Chapter):
            chapter = part.title
        elif isinstance(part, Expectation) and part.demands:
            yield chapter, part


def render() -> str:
    """Return the page."""
    shown: dict[str, list[str]] = {code: [] for code in casebook.demands()}
    for case in casebook.cases():
        for _, expectation in claims(case) if case.path.exists() else ():
            for code in expectation.demands:
                shown[code].append(f"{case.id}: {expectation.title}")
    rows = [
        f"| {code} | {text} | {'<br>'.join(shown[code]) or '–'} |\n"
        for code, text in casebook.demands().items()
    ]
    return "".join([_HEAD, *rows])


def main() -> None:
    """Write the page."""
    PAGE.write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    main()
