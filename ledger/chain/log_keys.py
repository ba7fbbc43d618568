"""Which keys sign a checkpoint of a size: those of the log that are valid there, and are at hand.

    size          0 ... 40   41 (the boundary)   42 ...
    first key     signs      signs               -
    second key    -          signs               signs

Everything here is a function of the log and the size: a crash cannot make two checkpoints.
"""

from collections.abc import Iterable
from typing import NamedTuple

from ledger.chain import checkpoint, note
from ledger.chain.checkpoint import LogKey
from ledger.chain.cosignature import CosignerKey
from ledger.chain.note import SignerKey, VerifierKey
from ledger.errors import LedgerStopped, Malformed


class LogKeys(NamedTuple):
    """The keys that the log has `named` so far, with their sizes; and those that sign here.

    Nothing is named before the founding act is recorded: whoever founds signs.
    """

    named: tuple[LogKey, ...] = ()
    held: tuple[SignerKey, ...] = ()

    @property
    def known(self) -> list[LogKey]:
        """What verifies checkpoints as ours: what is named, and what is held and not named yet."""
        named = [key.verifier for key in self.named]
        more = (LogKey(each.verifier) for each in self.held if each.verifier not in named)
        return [*self.named, *more]

    def signers(self, size: int) -> list[SignerKey]:
        """Return who signs the checkpoint of a size, the older key first; stop without all of them."""
        if not self.named:
            return list(self.held[:1])
        wanted = self._wanted(size)
        found = [each for key in wanted for each in self.held if each.verifier == key]
        if not wanted or len(found) != len(wanted):
            ids = ", ".join(key.key_id.hex() for key in wanted) or "none named"
            told = f"a checkpoint of {size} entries is signed by {ids}, and not all are here"
            do = "name their files in ledger.json: log_key, and the others under further_keys"
            raise LedgerStopped("log_key_missing", told, do)
        return found

    def boundaries(self, start: int, stop: int) -> list[int]:
        """Return the sizes in (start, stop] at which an Ed25519 key begins: both sign those."""
        sizes = {key.from_size for key in self.named if isinstance(key.verifier, VerifierKey)}
        return sorted(size for size in sizes if start < size <= stop)

    def require(self, start: int, stop: int) -> None:
        """Stop unless every checkpoint could be signed that a commit from `start` to `stop` needs."""
        for size in {*self.boundaries(start, stop), stop}:
            self.signers(size)

    def _wanted(self, size: int) -> list[VerifierKey]:
        """The Ed25519 keys that are valid at a size, by the size from which they are."""
        valid = [
            (key.from_size, key.verifier)
            for key in self.named
            if key.covers(size) and isinstance(key.verifier, VerifierKey)
        ]
        return [key for _, key in sorted(valid, key=lambda each: (each[0], each[1].key_id))]


def second_keys(named: Iterable[LogKey], size: int) -> list[CosignerKey]:
    """Return the ML-DSA-44 keys that sign a published checkpoint of a size, the older first."""
    valid = [
        (key.from_size, key.verifier)
        for key in named
        if key.covers(size) and isinstance(key.verifier, CosignerKey)
    ]
    return [key for _, key in sorted(valid, key=lambda each: (each[0], each[1].key_id))]


def is_signed(data: bytes, keys: LogKeys) -> bool:
    """Whether a note is exactly what our keys sign at its size; verified where they are gone."""
    stated = checkpoint.parse(note.parse(data)[0])
    try:
        return checkpoint.sign(stated, keys.signers(stated.size)) == data
    except LedgerStopped:
        # A key of that size is not here any more, or not here yet.
        pass
    try:
        return checkpoint.open(data, keys.known) == stated
    except Malformed:
        return False
