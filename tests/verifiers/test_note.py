"""Signed notes: other people's, the specification's, and mangled ones."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.vectors import FOLDER
from tests.verifiers import maker
from tests.verifiers.maker import Key
from verifiers import note
from verifiers.reading import Malformed

NOTES: list[dict[str, Any]] = json.loads((FOLDER / "notes/notes.json").read_text("utf-8"))["notes"]
LINES = [b"one", b"two", b"three"]


@pytest.mark.parametrize("case", NOTES, ids=lambda case: case["id"])
def test_notes_of_others_are_taken_where_they_should(case: dict[str, Any]) -> None:
    """The example of the format, the Go checksum database, and negatives."""
    try:
        known = [note.parse_vkey(text) for text in case["vkeys"]]
        note.signers(note.parse(case["note"].encode()), known)
        found = "valid"
    except Malformed:
        found = "invalid"
    assert found == case["expect"]


def _code(data: bytes, *known: str) -> str:
    try:
        parsed = note.parse(data)
        note.parse_checkpoint(parsed.text)
        note.signers(parsed, [note.parse_vkey(text) for text in known])
    except Malformed as error:
        return error.code
    return ""


def test_a_checkpoint_says_origin_size_and_root() -> None:
    """And its signer is the key of that name."""
    data = maker.checkpoint(LINES)
    stated = note.parse_checkpoint(note.parse(data).text)
    assert (stated.origin, stated.size, len(stated.root)) == (maker.ORIGIN, 3, 32)
    signers = note.signers(note.parse(data), [note.parse_vkey(maker.vkey())])
    assert [key.name for key in signers] == [maker.ORIGIN]


def test_every_byte_of_a_checkpoint_matters() -> None:
    """A byte that is another, or missing, or cut off at any place: refused."""
    data, vkey = maker.checkpoint(LINES), maker.vkey()
    assert _code(data, vkey) == ""
    for at in range(len(data)):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        assert _code(changed, vkey), changed
        assert _code(data[:at] + data[at + 1 :], vkey), at
        assert _code(data[:at], vkey), at


def test_every_byte_of_a_verifier_key_matters() -> None:
    """Its name and its key are both in its id."""
    vkey = maker.vkey()
    for at in range(len(vkey)):
        for other in "aA0+/=\n ":
            changed = vkey[:at] + other + vkey[at + 1 :]
            if changed != vkey:
                with pytest.raises(Malformed, match="vkey_malformed"):
                    note.parse_vkey(changed)


def test_unknown_signatures_are_left_alone_and_wrong_ones_are_fatal() -> None:
    """However many good ones stand beside them."""
    data, thief = maker.checkpoint(LINES), maker.checkpoint(LINES, key=Key("thief"))
    both = data + thief.split(b"\n\n")[1]
    assert _code(both, maker.vkey()) == ""
    assert _code(both, maker.vkey(Key("thief"))) == ""
    wrong = maker.checkpoint(LINES[:2], key=Key("thief")).split(b"\n\n")[1]
    assert _code(data + wrong, maker.vkey(), maker.vkey(Key("thief"))) == "note_signature_invalid"
    assert _code(data, maker.vkey(Key("thief"))) == "note_unsigned"


ODD_CHECKPOINTS = [
    b"kqz.example/2013\n03\nNmQuc8JUCrEh46a/lUWwokmCzYMOsT080Z3jzmwCHsE=\n",
    b"kqz.example/2013\n-3\nNmQuc8JUCrEh46a/lUWwokmCzYMOsT080Z3jzmwCHsE=\n",
    b"kqz.example/2013\n9223372036854775808\nNmQuc8JUCrEh46a/lUWwokmCzYMOsT080Z3jzmwCHsE=\n",
    b"kqz.example/2013\n3\nNmQuc8JUCrEh46a/lUWwokmCzYMOsT080Z3jzmwCHsE\n",
    b"kqz.example/2013\n3\nNmQuc8JUCrEh46a/lUWwokmCzYMOsT080Z3jzmwCHsF=\n",
    b"kqz.example/2013\n3\nNmQuc8JUCrEh46a/lUWw\n",
    b"kqz.example/2013\n3\nNmQuc8JUCrEh46a/lUWwokmCzYMOsT080Z3jzmwCHsE=\nmore\n",
    b"KQZ\n3\nNmQuc8JUCrEh46a/lUWwokmCzYMOsT080Z3jzmwCHsE=\n",
    b"\n3\nNmQuc8JUCrEh46a/lUWwokmCzYMOsT080Z3jzmwCHsE=\n",
]


@pytest.mark.parametrize("text", ODD_CHECKPOINTS)
def test_a_checkpoint_has_one_spelling(text: bytes) -> None:
    """Sizes, roots and origins that are spelled otherwise, and extension lines."""
    with pytest.raises(Malformed, match="checkpoint_malformed"):
        note.parse_checkpoint(text.decode())


def test_a_note_is_bounded() -> None:
    """Too long, or with too many signatures."""
    line = maker.checkpoint(LINES).split(b"\n\n")[1]
    head = maker.checkpoint(LINES).split(b"\n\n")[0] + b"\n\n"
    assert _code(head + line * 100, maker.vkey()) == ""
    assert _code(head + line * 101, maker.vkey()) == "note_malformed"
    assert _code(b"x" * 600_000, maker.vkey()) == "note_malformed"
