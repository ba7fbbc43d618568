"""The report as one document, from which text, HTML and JSON are written.

It holds nothing but what follows from bundle and trust file: the same input gives the same bytes.
"""

from __future__ import annotations

from typing import Any

from verifiers.desk import catalogue
from verifiers.desk.examination import Examined
from verifiers.findings import FAIL, NOT_APPLICABLE, NOT_CHECKED, Finding, Outcome
from verifiers.trust import Trust

Report = dict[str, Any]

VERIFIED, CONTRADICTED, INCOMPLETE, NOT_FOUND = (
    "VERIFIED",
    "CONTRADICTED",
    "INCOMPLETE",
    "NOT FOUND",
)
EXIT_CODES = {VERIFIED: 0, CONTRADICTED: 1, INCOMPLETE: 3, NOT_FOUND: 4}
UNREADABLE = 2
_AT_THE_END = 2**63


def build(inputs: Report, trust: Trust, examined: Examined) -> Report:
    """The report on an examined bundle; `inputs` names files and digests."""
    groups, kind = list(catalogue.GROUPS), examined.kind
    checks = [_check(_limited(outcome, kind), trust, kind) for outcome in examined.outcomes.values()]
    checks += [_unknown(id) for id in trust.doc["required_checks"] if id not in catalogue.checks()]
    checks.sort(key=lambda check: (groups.index(check["group"]), check["id"]))
    verdict = _verdict(checks, examined.entries)
    found = [finding for check in checks for finding in check["findings"]]
    subject = {
        "accounts": examined.accounts,
        "breaks_in_authority": examined.breaks,
        "clock": examined.founding.get("clock"),
        "documents": examined.documents,
        "entries": examined.entries,
        "first": examined.first,
        "first_recorded_at": examined.first_at or None,
        "last_recorded_at": examined.last_at or None,
        "outdated": examined.outdated,
        "predecessor": examined.predecessor,
        "purpose": examined.founding.get("purpose"),
        "state_digest": examined.state_digest,
        "state": examined.state,
        "unended": examined.unended,
        "unit": examined.unit,
        "unmatched": examined.unmatched,
    }
    first = min(found, key=_place) if found else None
    return _report(inputs, trust, verdict, kind) | {
        "checks": checks, "first_finding": first, "subject": subject,
        "verified": visible(examined.verified or _whole(examined)) if verdict == VERIFIED else None,
    }  # fmt: skip


def _limited(outcome: Outcome, kind: str) -> Outcome:
    """What a document of its kind cannot be asked is no question to it, unless it fails all the same."""
    if not outcome.failed and kind not in catalogue.checks()[outcome.check]["asked_of"]:
        outcome.skipped = NOT_APPLICABLE
        if kind != "bundle":
            some = "all of it" if outcome.examined else "it"
            outcome.reason = f"{catalogue.kinds()[kind]['name']} cannot show {some}"
    return outcome


def _whole(examined: Examined) -> str:
    first, last = examined.first, examined.first + examined.entries - 1
    if first:
        return f"entries {first} to {last}, without those before them"
    return f"the log of {examined.entries} entries" + (", from files of tiles" if examined.kind == "tiles" else "")


def _requires(check: str, trust: Trust, kind: str) -> bool:
    return trust.requires(check) or check in catalogue.kinds()[kind]["always"]


def not_found(inputs: Report, trust: Trust, kind: str) -> Report:
    """The report on a bundle of another ledger than the trust file's: nothing was examined."""
    subject = {"entries": None}
    return _report(inputs, trust, NOT_FOUND, kind) | {
        "checks": [], "first_finding": None, "subject": subject
    }  # fmt: skip


def _report(inputs: Report, trust: Trust, verdict: str, kind: str) -> Report:
    waived = [check for check in catalogue.checks() if not _requires(check, trust, kind)]
    return {
        "cannot_show": catalogue.kinds()[kind]["cannot_show"],
        "does_not_establish": list(catalogue.DOES_NOT_ESTABLISH),
        "exit_code": EXIT_CODES[verdict],
        "format": 0,
        "inputs": inputs,
        "kind": kind,
        "network_used": False,
        "trust": {"ledger": trust.ledger, "waived": waived, "last_seen": trust.doc["last_seen"]},
        "verdict": verdict,
        "verified": None,
    }


def _check(outcome: Outcome, trust: Trust, kind: str) -> Report:
    words = catalogue.checks()[outcome.check]
    return {
        "claim": words["claim"],
        "examined": outcome.examined,
        "failed": outcome.failed,
        "findings": [_finding(finding) for finding in outcome.findings],
        "group": words["group"],
        "id": outcome.check,
        "reason": outcome.reason or None,
        "required": _requires(outcome.check, trust, kind),
        "result": outcome.result,
        "supply": words["supply"] if outcome.result == NOT_CHECKED else None,
        "title": words["title"],
    }


def _unknown(id: str) -> Report:
    """A check that the trust file requires and this verifier does not know: it was not made."""
    return {
        "claim": "none", "examined": 0, "failed": 0, "findings": [], "group": "evidence", "id": id,
        "reason": "this verifier does not know it", "required": True, "result": NOT_CHECKED,
        "supply": "A verifier that knows it, or another trust file.", "title": "a check that is not known",
    }  # fmt: skip


def _finding(finding: Finding) -> Report:
    words = catalogue.codes()[finding.code]
    return {
        "check": finding.check,
        "code": finding.code,
        "do": words["do"],
        "expected": visible(finding.expected),
        "found": visible(finding.found),
        "hostile": words["hostile"],
        "index": finding.index,
        "innocent": words["innocent"],
        "message": words["means"],
    }


def visible(value: object) -> str:
    """A value as text in which nothing can move a cursor or turn the reading order."""
    return "".join(c if c.isprintable() else f"\\u{{{ord(c):x}}}" for c in str(value))


def _place(finding: Report) -> tuple[int, str]:
    index = _AT_THE_END if finding["index"] is None else finding["index"]
    return index, finding["check"]


def _verdict(checks: list[Report], entries: int) -> str:
    if any(check["result"] == FAIL for check in checks):
        return CONTRADICTED
    open_checks = [c for c in checks if c["required"] and c["result"] == NOT_CHECKED]
    return INCOMPLETE if open_checks or not entries else VERIFIED
