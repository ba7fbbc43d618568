"""A receipt proves offline that the log vouched for an entry at its place."""

from __future__ import annotations

from typing import Any

import pytest

from ledger import limits
from ledger.chain import canonical, checkpoint, entry, jws, merkle, note, receipt
from ledger.chain.checkpoint import Checkpoint, LogKey
from ledger.errors import Malformed
from tests.chain import examples
from tests.chain.examples import replaced

SIZE = 5
ENTRY = examples.entry_data(2)
LEAVES = [merkle.leaf_hash(b"%d" % number) for number in range(SIZE)]
LEAVES[2] = merkle.leaf_hash(ENTRY)


def subtree(level: int, number: int) -> bytes:
    return merkle.root(LEAVES[number << level : (number + 1) << level])


def written(size: int = SIZE, origin: str = examples.ORIGIN, **changes: Any) -> bytes:
    """Return a receipt of the entry in the tree of a size."""
    head = Checkpoint(origin, size, merkle.root_at(size, subtree))
    parts: dict[str, Any] = {
        "index": 2,
        "size": size,
        "inclusion": merkle.prove_inclusion(2, size, subtree),
        "note": checkpoint.sign(head, [note.SignerKey(origin, examples.LOG.private_key)]),
    }
    return receipt.format(ENTRY, **(parts | changes))


RECEIPT = written()


def code_of(data: bytes, log_key: LogKey = examples.LOG_KEY) -> str:
    """The code with which a receipt is refused."""
    with pytest.raises(Malformed) as caught:
        receipt.check(receipt.parse(data), [log_key])
    return caught.value.code


def test_a_receipt_checks_with_the_key_of_the_log_alone() -> None:
    """In every tree that holds the entry."""
    for size in range(3, SIZE + 1):
        read = receipt.parse(written(size))
        assert read.entry == entry.parse(ENTRY)
        covered = receipt.check(read, [examples.LOG_KEY])
        assert (covered.size, covered.root) == (size, merkle.root(LEAVES[:size]))


def test_a_receipt_that_does_not_belong_together_is_refused() -> None:
    """Another size, path, root, origin or key than the checkpoint's."""
    assert code_of(written(size=5, inclusion=[])) == "receipt_contradicts"
    assert code_of(written(size=5, note=note_of(4))) == "receipt_contradicts"
    wrong_path = merkle.prove_inclusion(3, SIZE, subtree)
    assert code_of(written(inclusion=wrong_path)) == "receipt_contradicts"
    longer = [*merkle.prove_inclusion(2, SIZE, subtree), LEAVES[0]]
    assert code_of(written(inclusion=longer)) == "receipt_contradicts"
    other = note.SignerKey("other.example", examples.LOG.private_key)
    abroad = written(origin="other.example")
    assert code_of(abroad, LogKey(other.verifier)) == "receipt_contradicts"
    assert code_of(abroad) == "note_unsigned"
    assert code_of(RECEIPT, LogKey(examples.LOG.verifier, 0, 5)) == "log_key_out_of_range"


def note_of(size: int) -> bytes:
    """Return the checkpoint of a size."""
    head = Checkpoint(examples.ORIGIN, size, merkle.root_at(size, subtree))
    return checkpoint.sign(head, [examples.LOG])


WRONG: list[tuple[str, Any]] = [
    ("checkpoint", None),
    ("entry", {}),
    ("entry", "{}"),
    ("format", 1),
    ("inclusion", None),
    ("inclusion", ["00"]),
    ("inclusion", ["00" * 32] * 64),
    ("index", 3),
    ("index", "2"),
    ("size", 2),
    ("size", "5"),
    ("surplus", None),
]


@pytest.mark.parametrize("path, value", WRONG)
def test_a_wrong_member_is_refused(path: str, value: Any) -> None:
    """Before anything is verified."""
    with pytest.raises(Malformed):
        receipt.parse(canonical.dumps(replaced(canonical.loads(RECEIPT), path, value)))


def test_a_mangled_receipt_is_refused() -> None:
    """Every byte: of the entry, the path, the note, and of what holds them together."""
    for at in range(len(RECEIPT)):
        mangled = bytearray(RECEIPT)
        mangled[at] ^= 1
        with pytest.raises(Malformed):
            receipt.check(receipt.parse(bytes(mangled)), [examples.LOG_KEY])


def test_the_largest_entry_with_the_most_escapes_has_a_receipt() -> None:
    """Quotation marks, backslashes and line feeds take two bytes more, marks after them none."""
    value = examples.act()
    value["events"][0]["fields"] = {"text": '"\\\n\u0302' * 8_000}
    data = canonical.dumps(value, limits.ACT_BYTES_MAX + 100_000)
    while len(data) > limits.ACT_BYTES_MAX:
        fields = value["events"][0]["fields"]
        fields["text"] = fields["text"][: len(fields["text"]) * 9 // 10]
        data = canonical.dumps(value, limits.ACT_BYTES_MAX + 100_000)
    recorded = entry.format(
        data,
        index=0,
        judgement={"text": '"' * 7_500},
        previous=None,
        recorded_at=examples.RECORDED_AT,
        signatures=[jws.sign(examples.CHAIR, data)],
    )
    written = receipt.format(
        recorded, index=0, size=1, inclusion=[b"\x01" * 32] * 63, note=note_of(1)
    )
    assert len(written) > limits.ENTRY_BYTES_MAX
    assert receipt.parse(written).entry.data == recorded
