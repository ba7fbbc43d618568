"""Every literal example of the specification is read by both programs, and written again as it stands.

A tag that is not listed here fails: nobody may add an example that no reader has seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledger.chain import canonical, checkpoint, entry, envelope, keys, note
from ledger.chain.checkpoint import LogKey
from ledger.election import declarations, rules
from tests.chain.test_spec_examples import SEED
from verifiers import act as their_act
from verifiers import declarations as their_declarations
from verifiers import keys as their_keys
from verifiers import note as their_note
from verifiers import reading as their_reading
from verifiers import rules as their_rules
from verifiers import trust as their_trust

SPEC = Path(__file__).parents[2] / "docs" / "spec"
FENCE = re.compile(r"^```([^\n`]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = [
    (section.name, tag, text)
    for section in sorted(SPEC.glob("*.md"))
    for tag, text in FENCE.findall(section.read_text("utf-8"))
]


def act(data: bytes) -> None:
    """Read alone, and within an entry that is made around it."""
    assert envelope.parse(data).data == data
    signatures = (envelope.Signature("A" * 43, bytes(64)),)
    at, before = "2013-11-05T18:00:00.000000Z", bytes(32)
    judgement = {"events": ["no_effect"], "marks": []}
    line = entry.format(
        data,
        index=1,
        judgement=judgement,
        previous=before,
        recorded_at=at,
        signatures=signatures,
    )
    assert entry.parse(line).act.data == data
    assert their_act.read(line).act_bytes == data


def key(data: bytes) -> None:
    """Both give the key the same id."""
    stated = canonical.loads(data)
    assert keys.format(keys.parse(stated)) == stated
    assert their_keys.is_key(stated)
    assert their_keys.thumbprint(**stated) == keys.parse(stated).id


def signature(data: bytes) -> None:
    """It is one over the act of the same section, by the key that it names."""
    stated = canonical.loads(data)
    ours = envelope.parse_signature(stated, "signature")
    assert envelope.format_signature(ours) == stated
    (signed,) = (text for _, tag, text in EXAMPLES if tag == "json canonical-act")
    algorithms: tuple[keys.Algorithm, ...] = ("Ed25519", "ES256")
    made = [keys.PrivateKey.from_seed(SEED, alg).public for alg in algorithms]
    (public,) = (one for one in made if one.id == stated["key"])
    job = (public.alg, keys.format(public)["public"], public.id, signed.rstrip("\n").encode())
    assert their_keys.verify_all([(*job, stated["signature"])]) == [True]


def declaration(data: bytes) -> None:
    """Both compile it to the same fields."""
    document = canonical.loads(data)
    ours, theirs = declarations.compile(document), their_declarations.compiled(document)
    assert [one.name for one in ours.fields] == [one.name for one in theirs.fields]
    assert (ours.kind, ours.version) == (theirs.kind, theirs.version)


def rule(data: bytes) -> None:
    """Both take it for a rule."""
    document = canonical.loads(data)
    assert rules.compile(document).id == document["id"]
    assert their_rules.is_rule(document)


def trust(data: bytes) -> None:
    """What the auditor's program reads, and its log key is one to ours."""
    read = their_trust.parse(data)
    assert read.doc == canonical.loads(data)
    assert len(read.keys()) == 1
    (listed,) = read.doc["log_keys"]
    assert note.format_vkey(note.parse_vkey(listed["vkey"])) == listed["vkey"]


def any_document(data: bytes) -> None:
    """That it is canonical is all there is to say here; other tests make one like it."""
    assert canonical.loads(data)


READERS: dict[str, Callable[[bytes], None]] = {
    "json canonical": any_document,
    "json canonical-act": act,
    "json canonical-key": key,
    "json canonical-signature": signature,
    "json declaration": declaration,
    "json judgement": any_document,
    "json rule": rule,
    "json sheet": any_document,
    "json trust": trust,
}


@pytest.mark.parametrize("section, tag, text", EXAMPLES)
def test_an_example_is_read_by_both_and_written_again(section: str, tag: str, text: str) -> None:
    """Byte for byte: the examples are the first vectors of whoever writes a third program."""
    if tag.startswith("json"):
        data = text.removesuffix("\n").encode()
        ours: Any = canonical.loads(data)
        assert canonical.dumps(ours) == their_reading.encode(their_reading.read(data)) == data
        READERS[tag](data)
    elif tag == "checkpoint":
        (vkey,) = (vkey.strip() for _, kind, vkey in EXAMPLES if kind == "vkey")
        opened = checkpoint.open(text.encode(), [LogKey(note.parse_vkey(vkey))])
        theirs = their_note.parse(text.encode())
        assert their_note.signers(theirs, [their_note.parse_vkey(vkey)])
        stated = their_note.parse_checkpoint(theirs.text)
        assert (stated.origin, stated.size, stated.root) == (
            opened.origin,
            opened.size,
            opened.root,
        )
        assert note.format(*note.parse(text.encode())) == text.encode()
    else:
        assert tag == "vkey", f"{section} has an example of {tag}, which no test reads"
        assert note.format_vkey(note.parse_vkey(text.strip())) == text.strip()
        assert their_note.is_vkey(text.strip())


def test_every_kind_of_document_has_an_example() -> None:
    """The specification shows each at least once."""
    assert {tag for _, tag, _ in EXAMPLES} == {*READERS, "checkpoint", "vkey"}
