"""The report as SARIF 2.1.0: a rule a check, a result a finding, for tools that show findings."""

from __future__ import annotations

import json
from typing import Any

from verifiers.desk.report import Report
from verifiers.findings import NOT_CHECKED

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(found: Report) -> str:
    """The document, the same bytes for the same report."""
    checks = found["checks"]
    driver = {"name": "eal-verify", "rules": [_rule(check) for check in checks]}
    results = [_result(check, finding) for check in checks for finding in check["findings"]]
    results += [_open(check) for check in checks if check["required"] and check["result"] == NOT_CHECKED]
    run = {
        "properties": {"verdict": found["verdict"], "verified": found["verified"]},
        "results": results,
        "tool": {"driver": driver},
    }
    document = {"$schema": _SCHEMA, "runs": [run], "version": "2.1.0"}
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _rule(check: Report) -> dict[str, Any]:
    return {
        "id": check["id"],
        "properties": {"claim": check["claim"], "group": check["group"], "result": check["result"]},
        "shortDescription": {"text": check["title"]},
    }


def _result(check: Report, finding: Report) -> dict[str, Any]:
    index = finding["index"]
    place = "the log" if index is None else f"entry {index}"
    text = f"{finding['message']} At {place}: expected {finding['expected']}, found {finding['found']}."
    return {
        "level": "error",
        "locations": [{"logicalLocations": [{"kind": "element", "name": place}]}],
        "message": {"text": text},
        "partialFingerprints": {"code/v1": f"{finding['code']}/{index}"},
        "ruleId": check["id"],
    }


def _open(check: Report) -> dict[str, Any]:
    text = f"Not checked: {check['reason']}. Supply: {check['supply']}"
    return {"level": "warning", "message": {"text": text}, "ruleId": check["id"]}
