"""The second checker in one file: it is what its parts make, and its parts are small."""

from __future__ import annotations

import runpy

import pytest

from tests.verifiers.js import FOLDER, SCRIPT

PARTS = sorted((FOLDER / "parts").glob("*.js"))
BUILD = runpy.run_path(str(FOLDER / "build.py"))


def test_the_file_is_what_the_parts_make() -> None:
    """`make verifier` would change nothing; so do the tables, which come from the specification."""
    assert BUILD["TABLES"].read_text("utf-8") == BUILD["tables"]()
    assert SCRIPT.read_text("utf-8") == BUILD["built"]()


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_a_part_is_one_block_of_a_readable_size(part: object) -> None:
    """Numbered, at most 400 lines, and it asks for nothing but the global object."""
    path = next(one for one in PARTS if one == part)
    text = path.read_text("utf-8")
    assert text.count("\n") <= 400
    assert text.endswith("})(Eal);\n")
    assert "import " not in text
    for word in ("fetch(", "XMLHttpRequest", "WebSocket", "sendBeacon", "eval(", "innerHTML"):
        assert word not in text
