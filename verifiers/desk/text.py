"""The report for a terminal, eighty columns where the content allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from verifiers.desk import catalogue
from verifiers.desk.report import Report
from verifiers.findings import FAIL, NOT_CHECKED, PASS

FINDINGS_SHOWN = 5
ACCOUNTS_SHOWN = 10
_VALUE_SHOWN = 300
_BESIDE = {"with": "With", "spreadsheets": "Table"}


def render(report: Report) -> str:
    """The whole report as text."""
    return "\n".join(_lines(report)) + "\n"


def verdict_line(report: Report) -> str:
    """`RESULT` with its counts and the exit code."""
    results = [check["result"] for check in report["checks"]]
    words = {FAIL: "failed", NOT_CHECKED: "not checked", "NOT APPLICABLE": "not applicable"}
    counts = [f"{results.count(r)} {word}" for r, word in words.items() if results.count(r)]
    passed = f"{results.count(PASS)} passed"
    counted = ", ".join([passed, *counts]) if results else "nothing was examined"
    return f"RESULT  {report['verdict']}  {counted}  (exit code {report['exit_code']})"


def _lines(report: Report) -> Iterator[str]:
    yield from opening(report)
    yield ""
    group = ""
    for check in report["checks"]:
        name = catalogue.GROUPS[check["group"]]
        yield f"  {name if name != group else '':<11}{check['id']} {_summary(check)}"
        yield from _findings(check)
        group = name
    if report["checks"]:
        yield ""
    yield "  " + verdict_line(report)
    yield from (f"  {line}" for line in conclusions(report))
    yield from told_by_state(report)
    yield from told_by_accounts(report)
    yield from told_by_nature(report)
    yield from told_by_rules(report)
    yield from told_by_documents(report)
    yield from told_by_spreadsheets(report)
    yield from told_by_kind(report)
    yield from _supply(report)
    yield ""
    yield "  This result does not establish:"
    yield from (f"    {line}" for line in report["does_not_establish"])
    if report["first_finding"]:
        yield ""
        yield f"  What you can do now:  eal-verify explain {report['first_finding']['code']}"


def opening(report: Report) -> Iterator[str]:
    """What is waived, what is simulated, what was examined, and on whose word."""
    waived = report["trust"]["waived"]
    if waived:
        yield f"WAIVED by the trust file (not required for the verdict): {' '.join(waived)}"
    else:
        yield "The trust file waives nothing: every check is required."
    subject, inputs, ledger = report["subject"], report["inputs"], report["trust"]["ledger"]
    if subject.get("purpose") in ("reconstruction", "rehearsal"):
        clock = "simulated" if subject["clock"] == "simulated" else "real"
        yield f"THIS LEDGER IS A {subject['purpose'].upper()} with a {clock} clock: no official record."
    yield ""
    yield "  no network used"
    yield f"  Subject   ledger {inputs['ledger']['origin']}"
    yield f"            id {inputs['ledger']['id']}"
    if subject.get("predecessor"):
        before = subject["predecessor"]
        yield f"            says that it continues {before['origin']} from its size {before['size']} on"
        yield f"            (id {before['id']}): verify that log by itself"
    if subject["entries"] and "proof" not in inputs:
        first = subject["first"]
        which = f"{first} to {first + subject['entries'] - 1}"
        which = f"those that concern {subject['unit']}, and the law" if subject["unit"] else which
        yield f"            {subject['entries']} entries, {which},"
        yield f"            recorded {subject['first_recorded_at']} to {subject['last_recorded_at']}"
        if subject["state_digest"]:
            yield f"            state digest {subject['state_digest']}"
    for kind in ("bundle", "receipt", "tiles", "proof"):
        if kind in inputs:
            yield f"  {kind.capitalize():<9} {inputs[kind]['name']}, sha256 {inputs[kind]['sha256']}"
            if "fetched_from" in inputs[kind]:
                yield f"            downloaded from {inputs[kind]['fetched_from']}"
    for name, label in _BESIDE.items():
        for part in inputs.get(name, ()):
            yield f"  {label:<9} {part['name']}, sha256 {part['sha256']}"
    yield f"  Trust     {inputs['trust']['name']}, sha256 {inputs['trust']['sha256']}"
    yield "            (you chose this file; its origin is not checked here)"
    if ledger != inputs["ledger"]:
        yield f"            it pins ledger {ledger['origin']}"
        yield f"            id {ledger['id']}"


def _summary(check: Report) -> str:
    good = check["examined"] - check["failed"]
    counts = f"{good} of {check['examined']}  " if check["examined"] > 0 <= good else ""
    reason = f" ({check['reason']})" if check["reason"] else ""
    aside = "" if check["required"] else "  [waived]"
    return f"{check['result']:<5} {counts}{check['title']}{reason}{aside}"


def _findings(check: Report) -> Iterator[str]:
    indent, told = " " * 16, set[str]()
    for finding in check["findings"][:FINDINGS_SHOWN]:
        place = "" if finding["index"] is None else f"entry {finding['index']}: "
        yield f"{indent}{place}{finding['message']} [{finding['code']}]"
        yield f"{indent}  expected  {_short(finding['expected'])}"
        yield f"{indent}  found     {_short(finding['found'])}"
        if finding["code"] not in told:
            told.add(finding["code"])
            yield f"{indent}  innocent  {finding['innocent']}"
            yield f"{indent}  hostile   {finding['hostile']}"
            yield f"{indent}  do        {finding['do']}"
    more = len(check["findings"]) - FINDINGS_SHOWN
    if more > 0:
        yield f"{indent}and {more} more (--report-json FILE lists them)"


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _VALUE_SHOWN else text[:_VALUE_SHOWN] + "…"


def conclusions(report: Report) -> Iterator[str]:
    """What the verdict is about: the first bad entry, breaks in authority."""
    first = report["first_finding"]
    if report["verified"]:
        yield f"VERIFIED: {report['verified']}."
    if first and first["index"] is not None:
        yield f"First problem: entry {first['index']} ({first['check']}, {first['code']})."
    elif first:
        yield f"First problem: {first['check']}, {first['code']}; it is not in one entry."
    if report["verdict"] == "NOT FOUND":
        yield "The bundle is of another ledger than the one that the trust file pins."
    if report["verdict"] == "INCOMPLETE":
        yield "Nothing is contradicted, but what the trust file requires was not all checked."
    for item in report["subject"].get("breaks_in_authority", []):
        yield (
            f"Break in authority at entry {item['index']}: succession {item['succession']} of "
            f"{item['body']} {item['state']}, on the authority of {item['authority']}."
        )


def told_by_state(report: Report) -> Iterator[str]:
    """What a state proof shows: the answer, all acts that touch the unit, and what came later."""
    told = report["subject"].get("state")
    if not told:
        return
    answer, acts = told["answer"], told["acts"]
    yield ""
    yield f"  Unit {answer['unit']}, as known at position {answer['position']}, in force on {answer['day']}"
    yield f"  (sealed by entry {told['sealed_by']}, recorded {told['sealed_at']}):"
    for one in answer["headlines"]:
        headline = one["headline"]
        annulled = f"; annulled: {', '.join(headline['annulled'])}" if headline["annulled"] else ""
        yield f"    {one['contest']}: {headline['code']}, {headline['run']}, {headline['day'] or 'no date'}{annulled}"
        yield from (f"      {_poll(poll)}" for poll in answer["polls"] if poll["contest"] == one["contest"])
    if not any(poll["bars"] for poll in answer["polls"]):
        yield "    Nothing annuls, excludes, holds back or stays a vote here."
    if answer["contested"] is None:
        yield "    A key of this ledger was suspect: a bundle says which acts are contested."
    yield f"  Every act that touches it or a unit above it, up to that position ({len(acts)}):"
    for act in acts:
        number = f" {act['number']}" if act["number"] else ""
        yield f"    entry {act['index']}  {act['day']}  {act['act']} ({act['kind']} of {act['body']}{number})"
    yield f"  Later, up to position {told['until']} ({len(told['later']) or 'none'} shown; that there is no other is not proven):"
    for act in told["later"]:
        yield f"    entry {act['index']}  {act['day']}  {act['act_id']} of {act['body']}"


def _poll(poll: Report) -> str:
    bars = f" by {', '.join(poll['bars'])}" if poll["bars"] else ""
    return (
        f"{poll['run']}: polling {poll['polling']}, count {poll['count']}, {poll['standing']}{bars},"
        f" {poll['date'] or 'no date'}"
    )


def _rest(told: Sequence[Report]) -> Iterator[str]:
    """How many more there are than are shown."""
    if len(told) > ACCOUNTS_SHOWN:
        yield f"    and {len(told) - ACCOUNTS_SHOWN} more (--report-json FILE lists them)"


def told_by_accounts(report: Report) -> Iterator[str]:
    """What the accounts of material say: no fault of the log, and nothing that it hides."""
    told = report["subject"].get("accounts") or []
    if not told:
        return
    yield ""
    yield f"  What the accounts say ({len(told)} that do not hold, or that nobody knows):"
    for line in told[:ACCOUNTS_SHOWN]:
        what = " ".join(filter(None, (line["material"], line["bucket"], line["contest"])))
        name = line["rule"] or line["check"]
        sides = " and ".join(_bounds(line[side]) for side in ("left", "right"))
        yield f"    {line['account']}: {name}{f' ({what})' if what else ''}: {line['outcome']}: {sides}"
    yield from _rest(told)


def told_by_nature(report: Report) -> Iterator[str]:
    """Polls, consignments, containers, complaints that have no end yet: no fault of the log."""
    told = report["subject"].get("unended") or []
    if not told:
        return
    yield ""
    yield f"  What has no end yet, by its nature ({len(told)}):"
    for line in told[:ACCOUNTS_SHOWN]:
        yield f"    {line['item']}: {line['about']}, of {line['owner']}, since {line['day']} (entry {line['since']})"
    yield from _rest(told)


def told_by_rules(report: Report) -> Iterator[str]:
    """Acts that do not match a rule which the ledger adopted: no fault of the log, but to be seen."""
    told = report["subject"].get("unmatched") or []
    if not told:
        return
    yield ""
    yield f"  What does not match the rules that this ledger adopted ({len(told)}):"
    for line in told[:ACCOUNTS_SHOWN]:
        how = "claims the contrary of" if line["code"] == "conclusion_differs" else "does not match"
        where = f"entry {line['index']} ({line['act']}), event {line['event']}"
        yield f"    {where}: {how} rule {line['rule']}; the event is {line['outcome']}"
    yield from _rest(told)


def told_by_spreadsheets(report: Report) -> Iterator[str]:
    """Rows that were right when they were made: whoever copies them should know that they are old."""
    told = report["subject"].get("outdated") or []
    if not told:
        return
    yield ""
    yield f"  Rows that held when the table was made, and do not hold any more ({len(told)}):"
    for line in told[:ACCOUNTS_SHOWN]:
        yield f"    {line['now']}"
    yield from _rest(told)


def told_by_documents(report: Report) -> Iterator[str]:
    """Documents that acts withhold or erase: what names them can be checked, they cannot."""
    told = report["subject"].get("documents") or []
    if not told:
        return
    yield ""
    yield f"  Documents that are not to be read ({len(told)}):"
    for line in told[:ACCOUNTS_SHOWN]:
        yield f"    {line['document']} {line['state']} by entry {line['index']}: {line['reason']}"
    yield from _rest(told)


def told_by_kind(report: Report) -> Iterator[str]:
    """What no document of this kind can show, whatever its trust file requires."""
    told = report["cannot_show"]
    if not told:
        return
    yield ""
    name = catalogue.kinds()[report["kind"]]["name"]
    yield f"  What {name} cannot show, and a bundle of the whole log does:"
    for line in told:
        checks = f" ({' '.join(line['checks'])})" if line["checks"] else ""
        yield f"    {line['words']}{checks}"


def _bounds(side: Report) -> str:
    low, high = side["low"], side["high"]
    if high is None:
        return f"{low} or more" if low else "not known"
    return str(low) if low == high else f"{low} to {high}"


def _supply(report: Report) -> Iterator[str]:
    yield ""
    missing = [check for check in report["checks"] if check["result"] == NOT_CHECKED]
    if not missing:
        yield "  Not checked: none."
        return
    yield "  Not checked, and what to supply:"
    for check in missing:
        yield f"    {check['id']}  {check['title']}: {check['supply']}"
