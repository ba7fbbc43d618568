"""The report as one HTML file: no script, no outside resource, readable aloud and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from verifiers.desk import catalogue, text
from verifiers.desk.report import Report
from verifiers.findings import NOT_CHECKED

_STYLE = """
body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #767676;padding:.4rem;text-align:left;vertical-align:top}
code,pre{font-family:ui-monospace,monospace;overflow-wrap:anywhere;white-space:pre-wrap}
.verdict{border:3px solid #111;padding:.5rem 1rem;font-weight:bold}
.finding{border-left:4px solid #111;padding-left:1rem;margin:1rem 0;break-inside:avoid}
.notice{border:2px dashed #111;padding:.5rem 1rem;font-weight:bold}
dt{font-weight:bold}
@media print{body{margin:0;max-width:none}a{color:inherit}}
"""


def render(report: Report) -> str:
    """The whole report as an HTML document."""
    title = f"Verification of {report['inputs']['ledger']['origin']}: {report['verdict']}"
    return "".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n",
            *_body(report, title),
            "</main>\n</body>\n</html>\n",
        ]
    )


def _body(report: Report, title: str) -> Iterator[str]:
    first, *rest = text.opening(report)
    yield f'<p class="notice">{escape(first)}</p>\n<h1>{escape(title)}</h1>\n'
    if rest[0]:
        yield f'<p class="notice">{escape(rest[0])}</p>\n'
    yield f'<p class="verdict">{escape(text.verdict_line(report))}</p>\n'
    yield from (f"<p>{escape(line)}</p>\n" for line in text.conclusions(report))
    yield f"<h2>Subject and trust</h2>\n<pre>{escape(chr(10).join(filter(None, rest)))}</pre>\n"
    yield from _checks(report)
    yield from _findings(report)
    yield from _told(text.told_by_state(report))
    yield from _told(text.told_by_accounts(report))
    yield from _told(text.told_by_nature(report))
    yield from _told(text.told_by_rules(report))
    yield from _told(text.told_by_documents(report))
    yield from _told(text.told_by_spreadsheets(report))
    yield from _told(text.told_by_kind(report))
    yield from _not_checked(report)
    yield "<h2>What this result does not establish</h2>\n<ul>\n"
    yield from (f"<li>{escape(line)}</li>\n" for line in report["does_not_establish"])
    yield "</ul>\n"


def _checks(report: Report) -> Iterator[str]:
    yield "<h2>Checks</h2>\n<table>\n<caption>Every check with its result</caption>\n<thead><tr>"
    for head in ("Group", "Check", "Result", "Examined", "Failed", "What"):
        yield f'<th scope="col">{head}</th>'
    yield "</tr></thead>\n<tbody>\n"
    for check in report["checks"]:
        about = check["title"] + (f" ({check['reason']})" if check["reason"] else "")
        about += "" if check["required"] else " [waived]"
        group = catalogue.GROUPS[check["group"]]
        cells = (check["result"], check["examined"], check["failed"], about)
        yield f'<tr><td>{group}</td><th scope="row">{check["id"]}</th>'
        yield "".join(f"<td>{escape(str(cell))}</td>" for cell in cells) + "</tr>\n"
    yield "</tbody>\n</table>\n"


def _findings(report: Report) -> Iterator[str]:
    found = [finding for check in report["checks"] for finding in check["findings"]]
    yield "<h2>Findings</h2>\n"
    if not found:
        yield "<p>None.</p>\n"
    for finding in found[:200]:
        place = "" if finding["index"] is None else f"entry {finding['index']}: "
        head = f"{finding['check']} {place}{finding['message']}"
        yield f'<div class="finding">\n<h3>{escape(head)}</h3>\n<dl>\n'
        names = {"code": "Code", "expected": "Expected", "found": "Found"}
        names |= {"innocent": "An innocent cause", "hostile": "A hostile cause", "do": "What to do"}
        yield from (_pair(label, finding[name]) for name, label in names.items())
        yield "</dl>\n</div>\n"
    if len(found) > 200:
        yield f"<p>And {len(found) - 200} more, which the JSON report lists.</p>\n"


def _told(lines: Iterator[str]) -> Iterator[str]:
    told = [line.strip() for line in lines if line]
    if told:
        head, *told = told
        yield f"<h2>{escape(head.removesuffix(':'))}</h2>\n<ul>\n"
        yield from (f"<li>{escape(line)}</li>\n" for line in told)
        yield "</ul>\n"


def _pair(label: str, value: Any) -> str:
    return f"<dt>{label}</dt><dd><code>{escape(str(value))}</code></dd>\n"


def _not_checked(report: Report) -> Iterator[str]:
    yield "<h2>Not checked, and what to supply</h2>\n"
    missing = [check for check in report["checks"] if check["result"] == NOT_CHECKED]
    if not missing:
        yield "<p>None.</p>\n"
        return
    yield "<ul>\n"
    for check in missing:
        yield f"<li>{escape(check['id'] + ' ' + check['title'] + ': ' + check['supply'])}</li>\n"
    yield "</ul>\n"
