"""The words of the reports: checks, codes, and what a result does not establish."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

GROUPS = {
    "completeness": "FILE",
    "integrity": "CHAIN",
    "authenticity": "SIGNATURES",
    "legality": "LAW",
    "consistency": "STATE",
    "evidence": "EVIDENCE",
}
DOES_NOT_ESTABLISH = (
    "that reported facts are true",
    "that decisions are lawful",
    "that nothing was decided outside this log",
    "that others were shown the same log",
    "whose hands held the keys",
)
_FOLDER = files("verifiers.desk")


@cache
def checks() -> dict[str, dict[str, Any]]:
    """Every check by id: claim, group, title, what PASS means, what to supply, of which kinds it can be asked."""
    return {check["id"]: check for check in _load("checks.json")["checks"]}


@cache
def kinds() -> dict[str, Any]:
    """Every kind of document: its name, what it cannot show, which checks are required whatever a trust file says."""
    return {kind["kind"]: kind for kind in _load("checks.json")["kinds"]}


@cache
def codes() -> dict[str, dict[str, str]]:
    """Every code by name: what it means, its innocent and its hostile cause, what to do."""
    return {code["code"]: code for code in _load("codes.json")["codes"]}


def report_schema() -> str:
    """The JSON schema of a report, as text."""
    return _FOLDER.joinpath("report.schema.json").read_text(encoding="utf-8")


def explain(name: str) -> str | None:
    """A page on a code or a check, or the schema of a report; None if there is no such thing."""
    if name.lower() == "report":
        return report_schema()
    check, code = checks().get(name.upper()), codes().get(name.lower())
    if check:
        asked_of = ", ".join(kinds()[kind]["name"] for kind in check["asked_of"]) or "nothing that this program reads"
        return (
            f"{check['id']}  {check['title']}\n\n"
            f"  PASS means   {check['pass']}\n"
            f"  NOT CHECKED  Supply: {check['supply']}\n"
            f"  Asked of     {asked_of}\n"
            f"  Claim        {check['claim']}, group {check['group']}\n"
        )
    if code:
        return (
            f"{code['code']}  {code['means']}\n\n"
            f"  An innocent cause  {code['innocent']}\n"
            f"  A hostile cause    {code['hostile']}\n"
            f"  What to do         {code['do']}\n"
        )
    return None


def _load(name: str) -> Any:
    return json.loads(_FOLDER.joinpath(name).read_text(encoding="utf-8"))
