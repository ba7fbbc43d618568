"""The act by which the ledger itself seals the state, signed by its recorder key."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ledger.chain import canonical, envelope, jws
from ledger.chain.keys import PrivateKey
from ledger.chain.sheets import SheetTree
from ledger.election.administration import sealing
from ledger.election.law import LawBook
from ledger.election.rows import Effect, Row
from ledger.submit.packets import Prepared


def certifies(rows: Iterable[Row]) -> bool:
    """Whether the rows of an entry certify something: a seal follows it in its own commit."""
    return any(type(row) is Effect and row.verb == "certify" for row in rows)


def can_seal(law: LawBook, recorder_key: PrivateKey | None) -> bool:
    """Whether the ledger could seal now: it is open, and the recorder's key is here and in force."""
    if recorder_key is None or law.phase != "open" or law.authority("ledger") is None:
        return False
    return not sealing.check_signatures(law, [(recorder_key.public.id, True)])


def seal(
    law: LawBook,
    recorder_key: PrivateKey,
    tree: SheetTree,
    *,
    day: str,
    is_taken: Callable[[str], bool],
) -> Prepared:
    """The signed act that seals a tree; `is_taken` says whether an act has an id already."""
    authority = law.authority("ledger")
    assert authority is not None, "it was asked before whether the ledger can seal"
    act_id = f"seal-{tree.position}"
    while is_taken(act_id):
        act_id += "-1"
    fields = {"position": tree.position, "root": tree.root.hex(), "sheets": len(tree.keys)}
    event = {"fields": fields, "occurred": None, "type": sealing.NAME, "version": 1}
    value = {
        "act_id": act_id,
        "attestation": None,
        "body": authority["body"],
        "day": day,
        "decision": None,
        "events": [event],
        "format": 0,
        "ledger": {"id": law.ledger_id, "origin": law.ledger["origin"]},
        "seen": None,
        "signers": [],
    }
    data = canonical.dumps(value)
    signature = jws.sign(recorder_key, data)
    verdicts = {signature.key: True}
    return Prepared(envelope.read(value, data), value, (signature,), verdicts)
