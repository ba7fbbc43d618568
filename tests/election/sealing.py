"""Seals as acts, for the judges: who seals, what is stated, and what follows from the rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ledger.election.judgement import Submission
from tests.election.builders import Log, event, key_id

ROOT = "5e" * 32
SHEETS = 7


def seal(log: Log, position: int | None = None, **given: Any) -> dict[str, Any]:
    """The act that seals the state at a position (the log's end); fields and members may be given."""
    fields = {
        "position": log.size if position is None else position,
        "root": ROOT,
        "sheets": SHEETS,
    }
    fields |= {name: given.pop(name) for name in fields if name in given}
    usual: dict[str, Any] = {"act_id": f"seal-{log.size}", "seen": None, "signers": []}
    return log.act(event("state.sealed", **fields), **{**usual, **given})


def submitted(
    log: Log,
    act: dict[str, Any],
    *,
    by: Sequence[str] = ("recorder",),
    forged: Sequence[str] = (),
    **given: Any,
) -> Submission:
    """The act signed with the keys of these names, where the rows give `ROOT` at every position."""
    keys = {"forged": [*map(key_id, forged)], "keys": [*map(key_id, by)]}
    return log.submission(act, **{"sealed": (ROOT, SHEETS), **keys, **given})
