"""One history, two judges: the ledger's, in memory, and the verifiers' fold."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.election import rows as ledger_rows
from ledger.election.rows import Placed
from tests.election import builders
from verifiers.act import Entry
from verifiers.authority import Authority
from verifiers.judge import Case
from verifiers.law import Law
from verifiers.lifecycles import Lifecycles
from verifiers.spelling import unpadded
from verifiers.tables import Tables

SIGNATURE = "A" * 86


def real_key(name: str) -> dict[str, str]:
    """The public key of that name: a point on the curve, since the verifiers look."""
    seed = sha256(name.encode()).digest()
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return {"alg": "Ed25519", "public": unpadded(public)}


@pytest.fixture(autouse=True, scope="module")
def real_keys() -> Iterator[None]:
    """Keys that the verifiers accept, for as long as a module of these tests runs."""
    patch = pytest.MonkeyPatch()
    patch.setattr(builders, "key", real_key)
    yield
    patch.undo()


class Fold:
    """The verifiers' side: law and tables, entry after entry, signatures taken for good."""

    def __init__(self) -> None:
        self.law, self.tables = Law(), Tables()

    def examine(self, submission: Any) -> tuple[list[str], dict[str, Any], list[dict[str, Any]]]:
        """Codes of what contradicts the entry; if there are none, judgement and rows."""
        signatures = [{"key": key, "signature": SIGNATURE} for key, _ in submission.signatures]
        doc = {
            "judgement": {},
            "recorded_at": submission.recorded_at,
            "signatures": signatures,
        }
        entry = Entry(doc, submission.index, submission.act, b"", submission.digest)
        case = Case(entry, self.law, self.tables)
        case.resolve()
        lifecycles, authority = Lifecycles(), Authority()
        judgement = None
        if lifecycles.read(case) and authority.examine(case):
            judgement = lifecycles.judge(case)
        found = [
            finding.code
            for claim in (lifecycles, authority)
            for outcome in claim.outcomes.values()
            for finding in outcome.findings
            if finding.code != "judgement_differs"
        ]
        if judgement is None:
            self.tables.rollback()
            return found, {}, []
        self.tables.commit()
        self.law = case.changed or self.law
        return [], judgement.document(), judgement.writer.rows


class Pair:
    """A log in memory whose every act, admitted or refused, is judged twice and compared."""

    def __init__(self) -> None:
        self.log, self.fold = builders.Log(), Fold()
        self.refused: list[str] = []

    def submit(self, act: dict[str, Any], **how: Any) -> bool:
        """Judge the act on both sides and compare; whether it was admitted, and then recorded."""
        submission = self.log.submission(act, **how)
        verdict = builders.judgement.judge(self.log.law, self.log.state, submission)
        codes, judgement, rows = self.fold.examine(submission)
        theirs = [problem.code for problem in verdict.refusals]
        if theirs:
            assert codes, f"only the ledger refuses: {verdict.refusals}"
            # Within a step of judging the order is free, and a claim may stop at its first code.
            assert set(theirs) & set(codes), (theirs, codes)
            self.refused.append(theirs[0])
            return False
        assert codes == [], f"only the verifiers refuse: {codes}"
        assert judgement == verdict.judgement
        placed = [
            ledger_rows.document(Placed(self.log.size, ordinal, row))
            for ordinal, row in enumerate(verdict.rows)
        ]
        assert rows == placed
        self.log.append(submission)
        return True

    def act(self, *events: Any, **given: Any) -> bool:
        """Submit an act of these events, as `builders.Log.act` makes it."""
        how = {name: given.pop(name) for name in ("keys",) if name in given}
        return self.submit(self.log.act(*events, **given), **how)


def replayed(log: builders.Log) -> Pair:
    """A pair with the acts of a log, all of them signed by those who were asked."""
    pair = Pair()
    for act in log.acts:
        assert pair.submit(act), act["act_id"]
    return pair
