"""The report as JUnit XML: a test case a check, for systems that collect test results."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from verifiers.desk.report import Report
from verifiers.findings import FAIL, NOT_APPLICABLE, NOT_CHECKED


def render(found: Report) -> str:
    """The document; what was not checked though it is required is an error, not a pass."""
    checks = found["checks"]
    counts = {
        "errors": sum(_is_open(check) for check in checks),
        "failures": sum(check["result"] == FAIL for check in checks),
        "skipped": sum(_is_skipped(check) for check in checks),
        "tests": len(checks),
    }
    suite = Xml.Element("testsuite", {"name": "eal-verify"} | {k: str(v) for k, v in counts.items()})
    properties = Xml.SubElement(suite, "properties")
    for name, value in (
        ("ledger", found["inputs"]["ledger"]["id"]),
        ("verdict", found["verdict"]),
        ("verified", found["verified"] or ""),
    ):
        Xml.SubElement(properties, "property", name=name, value=value)
    for check in checks:
        _case(suite, check)
    Xml.indent(suite, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(suite, "unicode") + "\n"


def _case(suite: Xml.Element, check: Report) -> None:
    case = Xml.SubElement(suite, "testcase", classname=f"eal.{check['group']}", name=f"{check['id']} {check['title']}")
    for finding in check["findings"]:
        failure = Xml.SubElement(case, "failure", type=finding["code"], message=finding["message"])
        where = "" if finding["index"] is None else f"entry {finding['index']}: "
        failure.text = f"{where}expected {finding['expected']}, found {finding['found']}"
    if _is_open(check):
        Xml.SubElement(case, "error", type="not_checked", message=f"{check['reason']}. Supply: {check['supply']}")
    elif _is_skipped(check):
        Xml.SubElement(case, "skipped", message=check["reason"] or check["result"])


def _is_open(check: Report) -> bool:
    return bool(check["required"]) and check["result"] == NOT_CHECKED


def _is_skipped(check: Report) -> bool:
    return check["result"] in (NOT_APPLICABLE, NOT_CHECKED) and not _is_open(check)
