"""V24: the keys of the log in the trust file are those that the log adopted, for the sizes it adopted them for.

Nothing is taken from the log: a key that only the log names is told, and verifies nothing. What the auditor brought
may be narrower; wider, it would let a key that was replaced go on signing.
"""

from __future__ import annotations

from verifiers import note
from verifiers.findings import NOT_CHECKED, Finding, Outcome
from verifiers.law import Law
from verifiers.reading import Json
from verifiers.trust import Trust


def examine(trust: Trust, law: Law, size: int) -> Outcome:
    """The outcome for a log of so many entries, by the law after the last."""
    outcome, named = Outcome("V24"), {doc["vkey"]: doc for _, doc in law.all("log_key")}
    if not named:
        return Outcome("V24", NOT_CHECKED, "no founding act names the keys of the log")
    pinned = {doc["vkey"]: doc for doc in trust.doc["log_keys"]}
    kinds = {note.parse_vkey(vkey).kind for vkey in pinned}
    unknown = sorted(
        note.parse_vkey(vkey).id.hex()
        for vkey, doc in named.items()
        if vkey not in pinned and doc["from_size"] <= size and note.parse_vkey(vkey).kind in kinds
    )
    for vkey, doc in pinned.items():
        outcome.examined += 1
        is_overtaken = bool(unknown) and doc["until_size"] is None
        if vkey not in named:
            outcome.fail(Finding("V24", "log_key_differs", None, "a key that the log adopted", vkey[:200]))
        elif _is_wider(doc, named[vkey], size, to_the_end=is_overtaken):
            outcome.fail(Finding("V24", "log_key_differs", None, _range(named[vkey]), _range(doc)))
    if unknown:
        outcome.skipped = NOT_CHECKED
        outcome.reason = f"log_key_unknown_to_trust: the log adopted {', '.join(unknown)}, which the trust file lacks"
    return outcome


def _is_wider(pinned: Json, named: Json, size: int, *, to_the_end: bool) -> bool:
    """Whether a key is trusted at a size up to this one at which the log does not let it sign."""
    if pinned["from_size"] < named["from_size"]:
        return True
    ends = [size + 1 if doc["until_size"] is None else min(doc["until_size"], size + 1) for doc in (pinned, named)]
    return ends[0] > ends[1] and not to_the_end


def _range(doc: Json) -> str:
    until = "no end" if doc["until_size"] is None else f"before {doc['until_size']}"
    return f"{note.parse_vkey(doc['vkey']).id.hex()} from size {doc['from_size']}, {until}"
