"""Folding recorded entries again: the rows they should have given, by the same pure function.

What only reading the log can tell is taken as recorded: that signatures are valid and that the
root which the signers had seen is ours, and the root of the state that was sealed. Verifying is for the verifiers; this finds out whether
the tables say what the entries say.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, NamedTuple

import orjson

from ledger.chain import canonical
from ledger.election import judgement
from ledger.election.administration import sealing
from ledger.election.judgement import Submission
from ledger.election.law import LawBook
from ledger.election.rows import Law, Placed, Row
from ledger.election.state import State
from ledger.projections.state import DbState

_HEAD = b'{"act":'


class Replayed(NamedTuple):
    """What one entry gives: its rows, and what is wrong with the entry itself, if anything."""

    rows: Sequence[Row]
    wrong: str | None


def parse(data: bytes) -> dict[str, Any]:
    """Return the members of a recorded entry; it is not checked again."""
    value: dict[str, Any] = orjson.loads(data)
    return value


def act_digest(data: bytes, index: int) -> str:
    """Return the digest of the act in the bytes of an entry, in hexadecimal."""
    # Only the entry itself has these members side by side after its act: the quotation marks
    # within text are escaped, and judgement and signatures have no members of these names.
    end = data.rfind(b',"format":0,"index":%d,"judgement":' % index)
    return sha256(data[len(_HEAD) : end]).hexdigest()


def fold(value: dict[str, Any], law: LawBook, state: State, *, digest: str = "") -> Replayed:
    """Return what an entry gives on top of law and state, changing neither.

    `digest` is that of its act, if it is known (`act_digest`).
    """
    act = value["act"]
    submission = Submission(
        index=value["index"],
        recorded_at=value["recorded_at"],
        act=act,
        digest=digest or sha256(canonical.respell(act)).hexdigest(),
        signatures=[(signature["key"], True) for signature in value["signatures"]],
        seen_ours=True,
        sealed=_sealed(act),
    )
    verdict = judgement.judge(law, state, submission)
    if verdict.refusals:
        return Replayed((), f"inadmissible: {verdict.refusals[0]}")
    if verdict.judgement != value["judgement"]:
        return Replayed(verdict.rows, "its recorded judgement is not the one that follows")
    return Replayed(verdict.rows, None)


def _sealed(act: dict[str, Any]) -> sealing.Sealed | None:
    """What a seal says, taken as recorded too: the sheets are compared where they are used."""
    if not sealing.is_seal(act):
        return None
    fields = act["events"][0]["fields"]
    return fields.get("root"), fields.get("sheets")


def extend(law: LawBook, state: DbState, since: int, rows: Sequence[Row]) -> None:
    """Let the rows of an entry count, in law and state."""
    state.extend(since, rows)
    for ordinal, row in enumerate(rows):
        if type(row) is Law:
            law.apply(Placed(since, ordinal, row))
