"""A signed act on its way into the ledger: a packet (`ledger.chain.packet`) that was sent.

Here it is read, and its signatures are evaluated: all of them, one by one, many acts' together on
two threads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from ledger import limits
from ledger.chain import canonical, envelope, jws, keys, members
from ledger.chain.envelope import Act, Signature
from ledger.chain.keys import PublicKey
from ledger.chain.packet import Packet, add, format, parse
from ledger.election.authority import keys_of
from ledger.election.law import LawBook
from ledger.election.refusals import Problem
from ledger.errors import Malformed
from ledger.verifying import Signed, Verdicts

__all__ = ["Packet", "Prepared", "add", "begin_to_evaluate", "evaluate", "format", "parse", "read"]


@dataclass(slots=True)
class Prepared:
    """A packet whose form is right. `verdicts` holds a verdict for each key that was known.

    A key's id is the digest of its public part, so a verdict stays right whatever happens to
    the law between evaluating it and judging.
    """

    act: Act
    value: dict[str, Any]
    signatures: tuple[Signature, ...]
    verdicts: dict[str, bool] = field(default_factory=dict)
    absent_below: int = 0
    """No entry below this index holds the act."""

    @property
    def is_well_signed(self) -> bool:
        """Whether every signature is valid, by a key that is known."""
        return all(self.verdicts.get(signature.key, False) for signature in self.signatures)


def read(packet: Packet) -> Prepared | Problem:
    """Return the packet with its act read, or what is wrong with its form."""
    try:
        # A packet is one container deeper than its act, as an entry is: that depth was looked at.
        value = packet.value
        if value is None or len(packet.act) > limits.ACT_BYTES_MAX:
            value = canonical.loads(packet.act, limits.ACT_BYTES_MAX, limits.ACT_DEPTH_MAX)
        act = envelope.read(value, packet.act)
        _check_order(packet.signatures)
    except Malformed as malformed:
        return Problem(malformed.code, malformed.expected, malformed.found, malformed.where)
    return Prepared(act, value, packet.signatures)


def evaluate(prepared: Sequence[Prepared], law: LawBook) -> None:
    """Evaluate every signature by a key that is known, and was not evaluated before."""
    begin_to_evaluate(prepared, law, lambda signed: partial(keys.verify_many, signed))()


def begin_to_evaluate(
    prepared: Sequence[Prepared], law: LawBook, begin: Callable[[Signed], Verdicts]
) -> Callable[[], None]:
    """Let `begin` verify these signatures; return what waits for it and notes the verdicts."""
    signed: list[tuple[PublicKey, bytes, bytes]] = []
    owners: list[tuple[Prepared, str]] = []
    for one in prepared:
        missing = [s for s in one.signatures if s.key not in one.verdicts]
        if not missing:
            continue
        known = keys_of(law, one.value)
        pairs = []
        for signature in missing:
            stated = known.get(signature.key)
            if stated is None:
                continue
            key = _public_key(stated["alg"], stated["public"])
            if key is None:
                one.verdicts[signature.key] = False
            else:
                pairs.append((key, signature.signature))
                owners.append((one, signature.key))
        signed += jws.signing_inputs(one.act.data, pairs)
    verdicts = begin(signed)

    def note() -> None:
        for (one, key_id), verdict in zip(owners, verdicts(), strict=True):
            one.verdicts[key_id] = verdict

    return note


@lru_cache(maxsize=limits.KEYS_CACHED_MAX)
def _public_key(alg: str, public: str) -> PublicKey | None:
    """Return the key, or None for one that must not be accepted: an act may state anything."""
    try:
        return keys.parse({"alg": alg, "public": public})
    except Malformed:
        return None


def _check_order(signatures: Sequence[Signature]) -> None:
    if not 1 <= len(signatures) <= limits.SIGNATURES_MAX:
        members.fail(f"1 to {limits.SIGNATURES_MAX} signatures", len(signatures), "signatures")
    for one, other in zip(signatures, signatures[1:], strict=False):
        if one.key >= other.key:
            members.fail("signatures sorted by key, one a key", other.key, "signatures")
