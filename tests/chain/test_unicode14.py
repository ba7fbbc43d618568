"""The table of characters is that of the specification."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from ledger.chain import unicode14

SPEC = Path(__file__).parents[2] / "docs" / "spec"


def test_the_table_equals_the_specification() -> None:
    """Range by range."""
    lines = (SPEC / "unicode-14.0-assigned.txt").read_text().splitlines()
    assert [f"{start:04X}..{end:04X}" for start, end in unicode14.assigned()] == lines


@pytest.mark.skipif(unicodedata.unidata_version != "14.0.0", reason="another Unicode")
def test_the_table_equals_the_unicode_of_python() -> None:
    """Code point by code point, where Python happens to have the same Unicode."""
    listed = {c for start, end in unicode14.assigned() for c in range(start, end + 1)}
    known = {c for c in range(0x110000) if unicodedata.category(chr(c)) not in ("Cn", "Cs", "Co")}
    assert listed == known


def test_forbidden_are_exactly_the_listed() -> None:
    """Of the assigned code points these, and no others, may not stand in text."""
    forbidden = {
        code
        for start, end in unicode14.assigned()
        for code in range(start, end + 1)
        if unicode14.find_forbidden(chr(code))
    }
    controls = (set(range(0x20)) | set(range(0x7F, 0xA0))) - {0x0A}
    bidirectional = {0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
    assert forbidden == controls | bidirectional | {0x2028, 0x2029, 0xFEFF}


def test_the_latin_shortcut_is_sound() -> None:
    """What the shortcut lets pass is allowed, and normalised beside anything it lets pass."""
    latin = "".join(map(chr, range(0xA0, 0x300)))
    assert unicode14.find_forbidden(latin) is None
    for character in latin:
        pair = "a" + character + "e" + character
        assert unicodedata.is_normalized("NFC", pair)
        assert unicodedata.combining(character) == 0
