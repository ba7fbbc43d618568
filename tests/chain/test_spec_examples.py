"""Every literal example of sections 1 to 3 and 11 is what the program reads and writes."""

from __future__ import annotations

import re
from pathlib import Path

from ledger.chain import (
    canonical,
    checkpoint,
    cosignature,
    envelope,
    jws,
    keys,
    merkle,
    mldsa,
    note,
    policy,
    tiles,
    tlog_proof,
)
from ledger.chain.checkpoint import LogKey
from ledger.chain.cosignature import Cosigner, CosignerKey

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


ENTRIES = [b"a", b"b", b"c"]
LEAVES = [merkle.leaf_hash(entry) for entry in ENTRIES]


def tlog_keys() -> tuple[note.VerifierKey, CosignerKey, CosignerKey]:
    """The log's two keys and the witness' one, as sections 3 and 11 state them."""
    texts = (examples("03-log.md", "vkey"), examples("11-tlog.md", "vkey-mldsa"))
    (first,), (second,) = texts
    (witness,) = examples("11-tlog.md", "vkey-witness")
    keys = (note.parse_vkey(first.strip()), cosignature.parse_vkey(second.strip()))
    return *keys, cosignature.parse_vkey(witness.strip())


def test_the_keys_of_log_and_witness() -> None:
    """Made again from their seeds."""
    log, second, witness = tlog_keys()
    assert second == CosignerKey(log.name, mldsa.PrivateKey.from_seed(SEED).public)
    seed = bytes(range(32, 64))
    assert witness.key == keys.PrivateKey.from_seed(seed).public


def test_the_published_checkpoint() -> None:
    """Its Ed25519 lines are made again; all three are verified."""
    (text,) = examples("11-tlog.md", "published")
    log, second, witness = tlog_keys()
    head = checkpoint.open(text.encode(), [LogKey(log), LogKey(second)])
    assert head.root == merkle.root(LEAVES)
    opened = note.open(text.encode(), [log, second, witness])
    assert [line.key_id for line in opened.verified] == [log.key_id, second.key_id, witness.key_id]
    (plain,) = examples("03-log.md", "checkpoint")
    assert text.startswith(plain), "the receipt's checkpoint and more lines"
    cosigner = Cosigner(
        witness.name, keys.PrivateKey.from_seed(bytes(range(32, 64))), 1_700_000_060
    )
    assert opened.verified[2].signature == cosigner.sign(opened.text.encode())
    assert cosignature.time_of(opened.verified[1]) == 1_700_000_000
    only = checkpoint.open(text.encode(), [LogKey(second)])
    assert only == head, "whoever trusts ML-DSA-44 alone"


def test_the_policy() -> None:
    """Read as it is written, and met by the published checkpoint."""
    (text,) = examples("11-tlog.md", "policy")
    read = policy.parse(text.encode())
    assert policy.format(read) == text.encode().replace(b" any ", b" 1 ")
    (published,) = examples("11-tlog.md", "published")
    assert read.is_satisfied(cosignature.verified(published.encode(), [tlog_keys()[2]]))
    assert not read.is_satisfied([])


def test_the_tiles() -> None:
    """All that a log of three entries has."""
    text = (SPEC / "11-tlog.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^```tile (\S+)\n([0-9a-f]+)\n```$", text, re.MULTILINE))
    assert set(shown) == {tiles.path(tile) for tile in tiles.needed(3)}
    assert bytes.fromhex(shown["tile/0/000.p/3"]) == tiles.join_hashes(LEAVES)
    bundle = bytes.fromhex(shown["tile/entries/000.p/3"])
    assert tiles.split_entries(bundle, 3) == ENTRIES


def test_the_proof_in_a_file() -> None:
    """It proves the entry that it says, by the log's key and the policy."""
    (text,) = examples("11-tlog.md", "tlog-proof")
    proof = tlog_proof.parse(text.encode())
    assert tlog_proof.format(proof) == text.encode()
    read = policy.parse(examples("11-tlog.md", "policy")[0].encode())
    covered = tlog_proof.check(proof, b"b", log_keys=[LogKey(tlog_keys()[0])], policy=read)
    assert covered.size == 3
