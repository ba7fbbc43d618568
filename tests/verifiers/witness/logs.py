"""Logs to witness: one that grows, others that branch off it, and what is wrong with what was signed."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.chain import merkle
from verifiers import note
from verifiers.desk import witness_state
from verifiers.desk.fetch import Fetched, Unreachable
from verifiers.desk.witness_answers import Witness
from verifiers.desk.witness_key import Signer
from verifiers.desk.witness_state import Reached, State

ORIGIN = "kqz.example/2026"
SIZE_MAX = 40
_LOG_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"the log").digest())
_WITNESS_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"the witness").digest())


class Said(NamedTuple):
    """One head that was cosigned."""

    size: int
    root: str


@dataclass(frozen=True)
class Branch:
    """A history of the log: the first `common` entries are everybody's, the others its own."""

    name: str = "main"
    common: int = SIZE_MAX

    def leaf(self, index: int) -> bytes:
        """The leaf hash of an entry."""
        name = "main" if index < self.common else self.name
        return merkle.leaf_hash(f"{name} {index}".encode())

    def root(self, size: int) -> bytes:
        """The root of the first entries."""
        return merkle.root(self.leaf(index) for index in range(size))

    def proof(self, old: int, new: int) -> list[bytes]:
        """That the tree of `new` entries extends the one of `old`."""
        if not 0 < old <= new:
            return []
        return merkle.prove_consistency(old, new, self._subtree)

    def _subtree(self, level: int, number: int) -> bytes:
        start = number << level
        return merkle.root(self.leaf(index) for index in range(start, start + (1 << level)))

    def checkpoint(self, size: int, origin: str = ORIGIN) -> bytes:
        """Signed by the log, whichever branch it is: a log that lies signs both."""
        return _checkpoint(self, size, origin)

    def request(self, old: int, new: int) -> bytes:
        """The body of add-checkpoint."""
        lines = "".join(f"{base64.b64encode(part).decode()}\n" for part in self.proof(old, new))
        return f"old {old}\n{lines}\n".encode() + self.checkpoint(new)


MAIN = Branch()
FORKS = tuple(Branch(f"fork-{common}", common) for common in (3, 7, 12, 20))


@lru_cache(maxsize=10_000)
def _checkpoint(branch: Branch, size: int, origin: str) -> bytes:
    root = base64.b64encode(branch.root(size)).decode()
    text = f"{origin}\n{size}\n{root}\n"
    key_id = note.parse_vkey(log_vkey(origin)).id
    signed = base64.b64encode(key_id + _LOG_KEY.sign(text.encode())).decode()
    return f"{text}\n— {origin} {signed}\n".encode()


def log_vkey(origin: str = ORIGIN) -> str:
    """The verifier key of the log."""
    data = b"\x01" + _LOG_KEY.public_key().public_bytes_raw()
    key_id = hashlib.sha256(origin.encode() + b"\n" + data).hexdigest()[:8]
    return f"{origin}+{key_id}+{base64.b64encode(data).decode()}"


@dataclass
class Clock:
    """Seconds that go on by one each time they are asked for."""

    now: int = 1_700_000_000

    def __call__(self) -> int:
        self.now += 1
        return self.now


_CLOCK = Clock()


@dataclass(frozen=True)
class Place:
    """Where a witness is: its directory and its mark."""

    folder: Path
    mark: Path

    def make(self, *published: str, origin: str = ORIGIN) -> None:
        """A new witness that knows the log."""
        witness_state.create(self.folder, self.mark)
        self.state().add_log(origin, [log_vkey(origin)], list(published))

    def state(self, reached: Reached = lambda _: None) -> State:
        """Its memory."""
        return State(self.folder, self.mark, reached)

    def witness(
        self, web: Web | None = None, state: State | None = None, *, clock: Clock | None = None
    ) -> Witness:
        """The witness, at work in this process."""
        fetch = (web or Web()).fetch
        signer = Signer("witness.example/w", _WITNESS_KEY)
        return Witness(state or self.state(), signer, clock=clock or _CLOCK, fetch=fetch)


@dataclass
class Web:
    """Pages by address; an address that is not there cannot be reached."""

    pages: dict[str, Fetched] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def fetch(self, url: str, bytes_max: int) -> Fetched:
        """One page."""
        self.asked.append(url)
        if url not in self.pages or len(self.pages[url].body) > bytes_max:
            raise Unreachable(f"{url}: nobody answers")
        return self.pages[url]


def vkey(witness: Witness) -> note.VerifierKey:
    """The key of the witness."""
    return witness.signer.key


def contradictions(said: Iterable[Said]) -> list[str]:
    """Why the heads are not all of one history; empty if they are."""
    heads = set(said)
    by_size: dict[int, set[str]] = {}
    for head in heads:
        by_size.setdefault(head.size, set()).add(head.root)
    found = [
        f"{size} entries, {len(roots)} roots" for size, roots in by_size.items() if len(roots) > 1
    ]
    for branch in (MAIN, *FORKS):
        if all(branch.root(head.size).hex() == head.root for head in heads):
            return found
    return [*found, "no history holds them all"]
