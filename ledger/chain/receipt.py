"""A receipt: an entry, its place in the tree and the signed checkpoint that covers it.

    {"checkpoint":NOTE,"entry":ENTRY,"format":0,"inclusion":[HASH,...],"index":I,"size":N}

`entry` is the text of the entry's bytes. docs/spec/03-log.md is normative. A receipt is checked
offline, with nothing but the log's keys.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ledger import limits
from ledger.chain import canonical, checkpoint, entry, members, merkle, spelling
from ledger.chain.checkpoint import Checkpoint, LogKey
from ledger.chain.entry import Entry
from ledger.errors import Malformed

_RECEIPT = frozenset({"checkpoint", "entry", "format", "inclusion", "index", "size"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A receipt as it is written; nothing of it is verified before `check`.

    `checkpoint` are the bytes of a note, `inclusion` the path with the leaf's sibling first.
    """

    checkpoint: bytes
    entry: Entry
    inclusion: tuple[bytes, ...]
    size: int


def parse(data: bytes) -> Receipt:
    """Return the receipt that `data` spells, or raise Malformed."""
    value = canonical.loads(data, limits.RECEIPT_BYTES_MAX)
    members.check_names(value, _RECEIPT)
    members.check_format(value["format"])
    for name in ("checkpoint", "entry"):
        if type(value[name]) is not str:
            members.fail("text", value[name], name)
    recorded = entry.parse(value["entry"].encode())
    if type(value["index"]) is not int or value["index"] != recorded.index:
        members.fail(f"the index of the entry, {recorded.index}", value["index"], "index")
    hashes = members.parse_array(value["inclusion"], 0, limits.PROOF_HASHES_MAX, "inclusion")
    return Receipt(
        checkpoint=value["checkpoint"].encode(),
        entry=recorded,
        inclusion=tuple(spelling.parse_hash(item, "inclusion") for item in hashes),
        size=members.parse_count(value["size"], "size", low=recorded.index + 1),
    )


def format(
    entry_data: bytes, *, index: int, size: int, inclusion: Sequence[bytes], note: bytes
) -> bytes:
    """Return the receipt for the bytes of a recorded entry, its path and the note of `size`."""
    head, tail = _around(note, size)
    path = ",".join([f'"{item.hex()}"' for item in inclusion])
    # Text as long as an entry, and canonical already, is not looked at a second time.
    entry_text = canonical.respell(entry_data.decode())
    data = b'%s%s,"format":0,"inclusion":[%s],"index":%d%s' % (
        head,
        entry_text,
        path.encode(),
        index,
        tail,
    )
    if len(data) > limits.RECEIPT_BYTES_MAX:
        expected = f"a receipt of at most {limits.RECEIPT_BYTES_MAX:,} bytes"
        raise Malformed("too_large", expected, f"{len(data):,} bytes")
    return data


@lru_cache(maxsize=16)
def _around(note: bytes, size: int) -> tuple[bytes, bytes]:
    """What stands before the entry and after the index: the same in all receipts of a commit."""
    data = canonical.dumps({"checkpoint": note.decode(), "size": size}, limits.RECEIPT_BYTES_MAX)
    end = data.rfind(b',"size":')
    return data[:end] + b',"entry":', data[end:]


def check(receipt: Receipt, log_keys: Iterable[LogKey]) -> Checkpoint:
    """Return the checkpoint that proves the entry; raise Malformed if the receipt does not.

    It proves that the log's key vouched for a log holding this entry at this index. Whether
    others were shown the same log is not for a receipt to say.
    """
    covered = checkpoint.open(receipt.checkpoint, log_keys)
    if covered.size != receipt.size:
        expected = f"the size of the checkpoint, {covered.size}"
        raise Malformed("receipt_contradicts", expected, receipt.size, "size")
    if covered.origin != receipt.entry.act.origin:
        expected = f"an act for the log {covered.origin}"
        raise Malformed("receipt_contradicts", expected, receipt.entry.act.origin, "entry")
    if not merkle.check_inclusion(
        receipt.entry.leaf_hash,
        receipt.entry.index,
        receipt.size,
        receipt.inclusion,
        covered.root,
    ):
        expected = "a path from the entry to the root of the checkpoint"
        raise Malformed("receipt_contradicts", expected, "one that leads elsewhere", "inclusion")
    return covered
