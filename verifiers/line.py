"""What a line of the log says by itself: its leaf hash, its entry, which of its signatures are valid.

None of this depends on the lines before it. The id of a key is its thumbprint, so that one public key at most belongs
to it, whoever offered that one; whether the key counts is for the claim of authority. Lines can therefore be taken in
blocks, in any process.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from verifiers import act, keys, merkle
from verifiers.act import Entry, Head
from verifiers.reading import Malformed

Key = tuple[str, str]
"""Algorithm and public key."""


class Taken(NamedTuple):
    """What was found; nothing but the leaf hash where the line breaks a rule."""

    leaf: bytes
    digest: str = ""
    verdicts: dict[str, bool] = {}
    """By key id, for the keys that this line or one before it offered."""
    offered: dict[str, Key] = {}
    """The keys that the act enrols."""
    head: Head | None = None
    entry: Entry | None = None
    """Left out by another process: it is read again where it is asked for."""

    def entry_of(self, line: bytes, index: int) -> Entry:
        """The entry of the line, which breaks no rule, at the index at which it stands."""
        entry = self.entry or act.again(line, self.digest)
        return entry if entry.index == index else replace(entry, index=index)


def take_all(lines: Iterable[bytes], offered: dict[str, Key]) -> list[Taken]:
    """Each of the lines, given the keys that were offered before; adds those that these lines offer."""
    return [_take(line, offered) for line in lines]


def _take(line: bytes, offered: dict[str, Key]) -> Taken:
    leaf = merkle.leaf_hash(line)
    try:
        entry = act.read(line)
    except Malformed:
        return Taken(leaf)
    offered |= (own := {id: (doc["alg"], doc["public"]) for id, (_, doc) in act.enrolled(entry.act).items()})
    signatures = [(doc["key"], doc["signature"]) for doc in entry.doc["signatures"] if doc["key"] in offered]
    verdicts = keys.verify_all((*offered[id], id, entry.act_bytes, signature) for id, signature in signatures)
    by_key = dict(zip([id for id, _ in signatures], verdicts, strict=True))
    return Taken(leaf, entry.digest, by_key, own, entry.head, entry)
