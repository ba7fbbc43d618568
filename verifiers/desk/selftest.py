"""Vectors built into the verifier, run at every start: a tool that is broken must not say PASS."""

from __future__ import annotations

from collections.abc import Iterator

from verifiers import keys, merkle, proofs, reading
from verifiers.findings import Finding, Outcome
from verifiers.spelling import unpadded

# RFC 6962's test tree, as certificate transparency has always tested it: eight leaves, their root.
_LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
_ROOT = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
# RFC 8032, section 7.1: public key, message, signature.
_RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
]
_CANONICAL = [
    ('{"a":1,"list":["x",null,true],"text":"Mitrovicë"}', ""),
    ('{"b":1,"a":1}', "not_canonical"),
    ('{"a":1,"a":1}', "duplicate_key"),
    ('{"a":1.5}', "number_not_integer"),
    ('{"a":9007199254740992}', "number_out_of_range"),
    ('{"a":"\\u202e"}', "text_not_allowed"),
    ('{"a":"e\u0301"}', "text_not_nfc"),
    ("[]", "not_an_object"),
    ('{"a":NaN}', "not_json"),
]


def outcome() -> Outcome:
    """Check V20: every vector gives what it must."""
    found = Outcome("V20")
    for name, passed in _vectors():
        found.examined += 1
        if not passed:
            found.fail(Finding("V20", "self_test_failed", None, name, "another answer"))
    return found


def _vectors() -> Iterator[tuple[str, bool]]:
    tree = merkle.Tree()
    for leaf in _LEAVES:
        tree.add(merkle.leaf_hash(bytes.fromhex(leaf)))
    yield "RFC 6962 root", tree.root(8).hex() == _ROOT
    first = merkle.leaf_hash(b"")
    path = [merkle.leaf_hash(b"\x00"), _root(tree, 2, 4), _root(tree, 4, 8)]
    yield "RFC 6962 inclusion", proofs.root_from_inclusion(first, 0, 8, path) == tree.root(8)
    extended = proofs.is_consistent(4, tree.root(4), new_size=8, new_root=tree.root(8), proof=[_root(tree, 4, 8)])
    yield "RFC 6962 consistency", extended
    for public, message, signature in _RFC_8032:
        name, signed = unpadded(bytes.fromhex(public)), bytes.fromhex(message)
        good, bad = bytes.fromhex(signature), bytes.fromhex("00" + signature[2:])
        yield "RFC 8032 accepts", keys.verify("Ed25519", name, signed, good)
        yield "RFC 8032 refuses", not keys.verify("Ed25519", name, signed, bad)
    for text, code in _CANONICAL:
        yield f"canonical form: {code or 'accepted'}", _code(text) == code


def _root(tree: merkle.Tree, start: int, end: int) -> bytes:
    """The hash of the subtree from start to end, by a tree of its own."""
    part = merkle.Tree()
    for leaf in _LEAVES[start:end]:
        part.add(merkle.leaf_hash(bytes.fromhex(leaf)))
    return part.root(end - start)


def _code(text: str) -> str:
    try:
        reading.read(text.encode())
    except reading.Malformed as error:
        return error.code
    return ""
