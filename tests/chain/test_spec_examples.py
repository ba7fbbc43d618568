"""Every literal example of sections 1 to 3 is what the program reads and writes."""

from __future__ import annotations

import re
from pathlib import Path

from ledger.chain import canonical, checkpoint, envelope, jws, keys, merkle, note
from ledger.chain.checkpoint import LogKey

SPEC = Path(__file__).parents[2] / "docs" / "spec"
SEED = bytes(range(32))


def examples(section: str, kind: str) -> list[str]:
    """Return the fenced blocks of a kind in a section."""
    text = (SPEC / section).read_text(encoding="utf-8")
    found = re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert found, f"{section} shows no {kind}"
    return found


def test_canonical_documents() -> None:
    """They are spelled as they stand."""
    for text in examples("01-canonical.md", "json canonical"):
        data = text.rstrip("\n").encode()
        assert canonical.dumps(canonical.loads(data)) == data


def test_the_act_and_its_signatures() -> None:
    """Made again from the seed, byte for byte."""
    (text,) = examples("02-act.md", "json canonical-act")
    act = envelope.parse(text.rstrip("\n").encode())
    stated = examples("02-act.md", "json canonical-key")
    signed = examples("02-act.md", "json canonical-signature")
    algorithms: list[keys.Algorithm] = ["Ed25519", "ES256"]
    for alg, key_text, signature_text in zip(algorithms, stated, signed, strict=True):
        private_key = keys.PrivateKey.from_seed(SEED, alg)
        key = keys.parse(canonical.loads(key_text.rstrip("\n").encode()))
        assert key == private_key.public
        value = canonical.loads(signature_text.rstrip("\n").encode())
        signature = envelope.parse_signature(value, "signature")
        assert signature == jws.sign(private_key, act.data)
        assert jws.check_signatures(act.data, [(key, signature.signature)]) == [True]


def test_the_checkpoint() -> None:
    """Made again from the seed and three leaves."""
    (text,) = examples("03-log.md", "checkpoint")
    (vkey,) = examples("03-log.md", "vkey")
    key = note.parse_vkey(vkey.rstrip("\n"))
    head = checkpoint.open(text.encode(), [LogKey(key)])
    assert head.root == merkle.root(merkle.leaf_hash(leaf) for leaf in (b"a", b"b", b"c"))
    signer = note.SignerKey(head.origin, keys.PrivateKey.from_seed(SEED))
    assert checkpoint.sign(head, [signer]) == text.encode()
