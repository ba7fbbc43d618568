"""The state seal: what the ledger itself says of the state, in an act that nobody signs for.

docs/spec/14-seals.md, `state.sealed`. It changes no law; the recorder key signs it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ledger import limits
from ledger.election import shapes
from ledger.election.administration import documents
from ledger.election.administration.setting import Enacted, Fields, Setting
from ledger.election.law import LawBook
from ledger.election.refusals import Problem, problem
from ledger.election.rows import Seal
from ledger.election.state import State

NAME = "state.sealed"
FIELDS = {"position": shapes.count, "root": shapes.hash_, "sheets": shapes.count}

Sealed = tuple[str, int]
"""The root of the state at a position, in hexadecimal, and how many sheets there are."""


def is_seal(act: dict[str, Any]) -> bool:
    """Whether the act is a seal: its form has been looked at, so that the event stands alone."""
    return bool(act["events"][0]["type"] == NAME)


def enact(law: LawBook, fields: Fields, setting: Setting) -> Enacted:
    """A seal makes no law."""
    return []


def row(act: dict[str, Any]) -> Seal:
    """The row that the seal makes."""
    return Seal(**act["events"][0]["fields"])


def check_competence(law: LawBook, act: dict[str, Any]) -> list[Problem]:
    """What is wrong with the body in whose name the ledger seals."""
    authority = law.authority("ledger")
    if authority is not None and authority["body"] == act["body"]:
        return []
    return [problem("not_competent", f"{act['body']} for a seal", "body")]


def check_phase(law: LawBook) -> list[Problem]:
    """Nothing is sealed before the ledger is open. (Nothing at all is recorded once it is closed.)"""
    if law.phase in ("open", "closed"):
        return []
    return [problem("ledger_not_open", NAME, "events")]


def check_signatures(law: LawBook, signatures: Sequence[tuple[str, bool]]) -> list[Problem]:
    """What is wrong with the signatures: there is one, of the recorder key (steps 4 to 6)."""
    recorder = documents.id_of(law.ledger["recorder_key"]) if law.ledger else None
    found = []
    for key_id, is_valid in signatures:
        key = law.key(key_id)
        if key is None:
            found.append(problem("unknown_key", key_id, "signatures"))
        elif key["revoked"] is not None:
            found.append(problem("key_revoked", key_id, "signatures"))
        elif not is_valid:
            found.append(problem("signature_invalid", key_id, "signatures"))
        elif key_id != recorder:
            expected = "the recorder key alone"
            found.append(problem("unlisted_signer", key_id, "signatures", expected=expected))
    order = ("unknown_key", "key_revoked", "signature_invalid", "unlisted_signer")
    return sorted(found, key=lambda one: order.index(one.code))


def check_order(
    state: State, act: dict[str, Any], index: int, sealed: Sealed | None
) -> list[Problem]:
    """Whether the seal is of a position whose turn it is, and tells its root (step 12)."""
    stated = row(act)
    last = state.last_seal()
    least = max(1 if last is None else last.row.position + 1, index - limits.SEAL_BEHIND_MAX)
    if not least <= stated.position <= index:
        expected = f"a position from {least} to {index}"
        found = problem("seal_position", stated.position, "events[0].fields", expected=expected)
        return [found]
    if (stated.root, stated.sheets) == sealed:
        return []
    expected = "what follows from the rows" if sealed is None else f"{sealed[0]} of {sealed[1]}"
    return [
        problem(
            "seal_differs", f"{stated.root} of {stated.sheets}", "events[0].fields",
            expected=expected,
        )
    ]  # fmt: skip
