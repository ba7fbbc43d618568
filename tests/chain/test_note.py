"""Signed notes: what is verified, what is not, and what refuses the whole."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from ledger import limits
from ledger.chain import keys, note
from ledger.chain.note import Line
from ledger.errors import Malformed
from tests.chain import examples, verdicts

ALICE = note.SignerKey("alice.example", examples.CHAIR)
BOB = note.SignerKey("bob.example", examples.STRANGER)
TEXT = "First line.\n\nSecond line.\n"
SIGNED = note.sign(TEXT, [ALICE, BOB])
KNOWN = [ALICE.verifier, BOB.verifier]


def code_of(data: bytes, known: Any = KNOWN) -> str:
    """The code with which a note is refused."""
    with pytest.raises(Malformed) as caught:
        note.open(data, known)
    return caught.value.code


def test_a_note_is_read_as_it_is_written() -> None:
    """With blank lines in its text, and signatures in the order of signing."""
    text, lines = note.parse(SIGNED)
    assert text == TEXT
    assert [line.name for line in lines] == ["alice.example", "bob.example"]
    assert note.format(text, lines) == SIGNED


def test_signatures_of_unknown_keys_are_kept_apart() -> None:
    """Known by name alone or by id alone is not known."""
    opened = note.open(SIGNED, [ALICE.verifier])
    assert opened.text == TEXT
    assert [line.name for line in opened.verified] == ["alice.example"]
    assert [line.name for line in opened.unverified] == ["bob.example"]
    other = note.SignerKey("alice.example", examples.STRANGER)
    renamed = note.SignerKey("carol.example", examples.CHAIR)
    assert code_of(SIGNED, [other.verifier, renamed.verifier]) == "note_unsigned"
    assert code_of(SIGNED, []) == "note_unsigned"


def test_a_known_key_that_fails_refuses_the_note() -> None:
    """However many others are good."""
    text, (first, second) = note.parse(SIGNED)
    bad = Line(second.name, second.key_id, bytes(64))
    assert code_of(note.format(text, [first, bad])) == "note_signature_invalid"
    assert code_of(note.format(text, [first, second, bad])) == "note_signature_invalid"
    assert note.open(note.format(text, [first, bad]), KNOWN[:1]).unverified == (bad,)
    assert code_of(SIGNED.replace(b"First", b"Fifth")) == "note_signature_invalid"
    short = Line(first.name, first.key_id, first.signature[:-1])
    assert code_of(note.format(text, [short])) == "note_signature_invalid"


def test_signatures_that_are_there_twice_count_once() -> None:
    """Verified or not."""
    text, lines = note.parse(SIGNED)
    opened = note.open(note.format(text, lines * 3), KNOWN[:1])
    assert (len(opened.verified), len(opened.unverified)) == (1, 1)


def test_signatures_are_added_after_those_there() -> None:
    """As a witness does."""
    text, lines = note.parse(note.sign(TEXT, [ALICE]))
    assert note.sign(text, [BOB], besides=lines) == SIGNED


LINE = note.sign("x\n", [ALICE]).split(b"\n")[2]
MALFORMED = [
    b"",
    b"x",
    b"x\n",
    b"x\n\n",
    b"x\n" + LINE + b"\n",
    b"x\n\n" + LINE,
    b"x\n\n\n",
    b"x\n\n" + LINE + b"\n\n",
    b"x\n\n" + LINE + b"\nmore\n",
    b"x\n\n" + LINE.replace("—".encode(), b"-") + b"\n",
    b"x\n\n" + LINE.replace(b" ", b"  ") + b"\n",
    b"x\n\n" + LINE.replace(b"alice", b"al+ice") + b"\n",
    b"x\n\n" + LINE.replace(b"alice", "al\u2003ice".encode()) + b"\n",
    b"x\n\n" + LINE.replace(b"alice.example", b"") + b"\n",
    b"x\n\n" + LINE + b"=\n",
    b"x\n\n" + LINE[:-1] + b"\n",
    b"x\n\n" + LINE + b" \n",
    b"x\n\n" + LINE + b"\r\n",
    b"x\r\n\n" + LINE + b"\n",
    b"x\t\n\n" + LINE + b"\n",
    b"\xff\n\n" + LINE + b"\n",
    b"x\n\n" + "— alice.example AAAAAA==".encode() + b"\n",
    b"x\n\n" + "— alice.example AAAAAAB=".encode() + b"\n",
    b"x\n\n" + "— alice.example".encode() + b"\n",
    b"x\n\n" + b"\n".join([LINE] * 101) + b"\n",
    b"x" * limits.NOTE_BYTES_MAX + b"\n\n" + LINE + b"\n",
]


@pytest.mark.parametrize("number", range(len(MALFORMED)))
def test_what_is_no_note_is_refused(number: int) -> None:
    """Whoever signed it."""
    assert code_of(MALFORMED[number]) == "note_malformed"


def test_a_hundred_signatures_are_read() -> None:
    """And a text may be a single empty line."""
    _, lines = note.parse(b"\n\n" + b"\n".join([LINE] * 100) + b"\n")
    assert len(lines) == 100


@pytest.mark.parametrize("flip", [0x01, 0x20, 0x80])
def test_a_mangled_note_is_refused_or_loses_a_signature(flip: int) -> None:
    """Every byte altered: never the same text and signatures under another spelling."""
    for at in range(len(SIGNED)):
        mangled = bytearray(SIGNED)
        mangled[at] ^= flip
        try:
            opened = note.open(bytes(mangled), KNOWN)
        except Malformed:
            continue
        assert opened.text == TEXT
        assert len(opened.verified) == 1
        assert len(opened.unverified) == 1


def test_what_cannot_be_read_is_not_written() -> None:
    """A text without its line feed, a name with a space."""
    with pytest.raises(Malformed):
        note.sign("no line feed", [ALICE])
    with pytest.raises(Malformed):
        note.sign("x\n", [note.SignerKey("a b", examples.CHAIR)])


def test_verifier_keys_have_one_text() -> None:
    """The key id is recomputed, the type is Ed25519, the point is acceptable."""
    text = note.format_vkey(ALICE.verifier)
    assert note.parse_vkey(text) == ALICE.verifier
    name, key_id, encoded = text.split("+", 2)
    typed = base64.b64decode(encoded)
    wrong = [
        "", "alice", f"{name}+{key_id}", f"{name}+{key_id.upper()}+{encoded}",
        f"{name}+00000000+{encoded}", f"other+{key_id}+{encoded}", f"+{key_id}+{encoded}",
        f"{name}+{key_id}+{encoded}=", text + "\n", " " + text,
        f"{name}+{key_id}+" + base64.b64encode(b"\x04" + typed[1:]).decode(),
        f"{name}+{key_id}+" + base64.b64encode(typed[:-1]).decode(),
        f"{name}+{key_id}+" + base64.b64encode(b"\x01" + bytes(32)).decode(),
    ]  # fmt: skip
    for text in wrong:
        with pytest.raises(Malformed):
            note.parse_vkey(text)


def test_two_keys_of_one_name_and_id_are_refused() -> None:
    """The same key twice is one key."""
    assert note.open(SIGNED, KNOWN * 2)

    class Other(note.VerifierKey):
        """A key whose id collides."""

        key_id = ALICE.key_id

    other = Other("alice.example", keys.public_key("Ed25519", examples.STRANGER.public.raw))
    assert code_of(SIGNED, [*KNOWN, other]) == "vkey_malformed"


@pytest.mark.parametrize("case", verdicts.load("notes/notes.json")["notes"], ids=lambda c: c["id"])
def test_notes_of_others(case: dict[str, Any]) -> None:
    """The specification's example, the Go checksum database, and what must not verify."""
    known = [note.parse_vkey(text) for text in case["vkeys"]]
    assert [note.format_vkey(key) for key in known] == case["vkeys"]
    if case["expect"] == "valid":
        opened = note.open(case["note"].encode(), known)
        assert len(opened.verified) == len(known)
    else:
        assert code_of(case["note"].encode(), known) in ("note_unsigned", "note_signature_invalid")
