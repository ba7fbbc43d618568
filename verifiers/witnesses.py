"""Claim: independent witnesses saw the same log (V09), by the policy that the auditor brings."""

from __future__ import annotations

from verifiers import cosignature, note, policy
from verifiers.findings import NOT_APPLICABLE, NOT_CHECKED, Finding, Outcome
from verifiers.reading import Malformed
from verifiers.trust import Trust


def examine(trust: Trust, checkpoint: bytes | None) -> Outcome:
    """V09: enough witnesses of the trust file's policy cosigned the checkpoint of the bundle.

    A cosignature by a witness of the policy that fails contradicts. Too few of them do not: they may
    have been collected later, or elsewhere; then the check was not made.
    """
    found, text = Outcome("V09"), trust.doc["witness_policy"]
    if text is None:
        return Outcome("V09", NOT_CHECKED, "the trust file names no witnesses")
    wanted = policy.parse(text)
    counted = wanted.counted()
    if not counted:
        return Outcome("V09", NOT_APPLICABLE, "the policy of the trust file asks for nobody")
    try:
        parsed = note.parse(checkpoint or b"")
    except Malformed:
        return Outcome("V09", NOT_CHECKED, "there is no checkpoint that can be read")
    by = {name for name, key in wanted.witnesses.items() if _cosigned(found, parsed, key)}
    if not found.failed and not wanted.is_met(by):
        found.skipped = NOT_CHECKED
        found.reason = f"{len(by.intersection(counted))} of {len(counted)} witnesses cosigned; the policy asks for more"
    return found


def _cosigned(outcome: Outcome, parsed: note.Note, key: note.VerifierKey) -> bool:
    """Whether a witness signed the checkpoint; every line under its name and key must be good."""
    signed = False
    for name, key_id, signature in parsed.lines:
        if (name, key_id) == (key.name, key.id):
            outcome.examined += 1
            if cosignature.verify(key.kind, name, public=key.public, text=parsed.text, signature=signature):
                signed = True
            else:
                outcome.fail(Finding("V09", "note_signature_invalid", None, f"a cosignature by {name}", "another one"))
    return signed
