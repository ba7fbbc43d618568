"""Writes `verdicts/`, `bundles/` and the pages of the vocabulary and of the demands anew: run it, then read the diff, for every line of it is a change of rule."""

from __future__ import annotations

import json

from tests.cases import demands
from tests.chain import verdicts
from tests.story import catalogue, vocabulary
from tests.vectors import FOLDER
from tests.verifiers import conformance


def main() -> None:
    """Write each set of verdicts to its file."""
    for name, compute in verdicts.SETS.items():
        path = FOLDER / "verdicts" / f"{name}.json"
        path.write_text(format(compute()), encoding="utf-8")
    conformance.write()
    catalogue.main()
    vocabulary.main()
    demands.main()


def format(answers: dict[str, str]) -> str:
    """Return a verdict a line, so that a diff shows what changed."""
    return json.dumps(answers, indent=0, ensure_ascii=True) + "\n"


if __name__ == "__main__":
    main()
