"""An act in words: what it is, who is asked to sign, what it says, what it would change."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from ledger import saying
from ledger.chain import canonical
from ledger.chain.decisions import Decision, Remedy
from ledger.chain.envelope import Act
from ledger.commands import asking, output, words
from ledger.election.refusals import Problem
from ledger.ledger import Ledger
from ledger.preview import UNITS_MAX, Foreseen, preview


def foresee(ledger: Ledger, act: Act) -> Foreseen:
    """Ask the ledger what it would conclude at the time that its clock shows."""
    return preview(ledger, act, ledger.clock())


def document(act: Act, signatures: int, foreseen: Foreseen | None) -> dict[str, Any]:
    """Return the act and what is foreseen of it, for a program."""
    told: dict[str, Any] = {
        "act": canonical.loads(act.data),
        "digest": act.digest.hex(),
        "signatures": signatures,
    }
    if foreseen is None:
        return told
    return told | {
        "foreseen": {
            "changes": [change._asdict() for change in foreseen.changes],
            "clock": foreseen.clock,
            "conclusions": list(foreseen.conclusions),
            "day": foreseen.day,
            "judgement": foreseen.judgement,
            "position": foreseen.position,
            "problems": [problem_document(each) for each in foreseen.problems],
            "purpose": foreseen.purpose,
        }
    }


def tell(act: Act, foreseen: Foreseen | None) -> None:
    """Print the act in words."""
    output.say(f"Act {act.act_id} of {act.body}, decided or made on {act.day}")
    output.say(f"  ledger  {act.origin} {act.ledger_id.hex() if act.ledger_id else '(founding)'}")
    output.say(f"  digest  {act.digest.hex()}")
    _tell_capacity(act)
    for number, event in enumerate(act.events, 1):
        output.say(f"  {number}. {event.type}")
        if foreseen is not None and foreseen.says[number - 1]:
            output.say(f"     {saying.sentence(foreseen.says[number - 1], event.fields)}")
        for name, value in sorted(event.fields.items()):
            output.say(f"       {name}: {_value(value)}")
    if foreseen is not None:
        caution = asking.caution_of({"clock": foreseen.clock, "purpose": foreseen.purpose})
        if caution is not None:
            output.say(f"\n{caution}")
        _tell_foreseen(foreseen)


def tell_judged(
    index: int, recorded_at: str, judgement: dict[str, Any], concluded: list[dict[str, Any]]
) -> None:
    """Print what the ledger concluded from an act that it recorded."""
    output.say(f"\nRecorded as entry {index} on {words.instant(recorded_at)} UTC:")
    _tell_judgement(judgement, concluded)


def _tell_judgement(judgement: dict[str, Any], concluded: Sequence[dict[str, Any]]) -> None:
    for numbers, outcome in _runs(judgement["events"]):
        output.say(f"  {numbers}: {words.plain(outcome)}")
    for mark in judgement["marks"]:
        output.say(f"  marked: {_mark(mark)}")
    for each in concluded:
        output.say(f"  outcome: {words.conclusion(each)}")


def tell_refused(problems: tuple[Problem, ...], refusal: bytes | None, as_json: bool) -> None:
    """Print why an act was refused; the signed refusal is for those who must prove it."""
    signed = None if refusal is None else canonical.loads(refusal)
    if as_json:
        listed = [problem_document(problem) for problem in problems]
        output.document({"refused": listed, "signed_refusal": signed})
        return
    output.say("Refused; nothing was recorded.")
    for problem in problems:
        output.say(f"  {problem}")
    if refusal is not None:
        output.say(f"Signed refusal: {refusal.decode()}")


def problem_document(problem: Problem) -> dict[str, str]:
    """Return a problem as members of a document."""
    return problem._asdict() | {"do": problem.do_next}


def _tell_capacity(act: Act) -> None:
    decision, attestation = act.decision, act.attestation
    if decision is not None:
        _tell_decision(decision)
    if attestation is not None:
        grade = words.plain(attestation.grade)
        output.say(f"  attested by {attestation.body} from a source of grade {grade}")
    for signer in act.signers:
        place = f" in place of {signer.in_place_of}" if signer.in_place_of else ""
        output.say(f"  to sign: {signer.person} as {signer.office} of {signer.body}{place}")


def _tell_decision(decision: Decision) -> None:
    """Print what the document of the decision says besides its operative points."""
    number = f"number {decision.number}" if decision.number else "number not known"
    output.say(f"  decision, {number}: {words.plain(decision.result)}")
    if decision.agenda is not None:
        output.say(f"  under item: {decision.agenda}")
    if decision.votes is not None:
        votes = decision.votes
        told = f"{votes.for_} for, {votes.against} against, {votes.abstained} abstained"
        output.say(f"  votes claimed: {told}, {votes.absent} absent")
    for member in decision.members or ():
        output.say(f"    {member.person}: {member.vote or 'present, vote not published'}")
    for basis in decision.legal_basis:
        version = f" (version {basis.version})" if basis.version else ""
        output.say(f"  on the basis of {basis.instrument} {basis.point or ''}".rstrip() + version)
    for annex in decision.annexes:
        output.say(f"  annex: {annex.name}, document {annex.document.hex()}")
    languages = [
        f"{one}{' (authentic)' * (one in decision.authentic)}" for one in decision.languages
    ]
    output.say(f"  languages: {', '.join(languages)}")
    if decision.remedy is not None:
        output.say(f"  remedy: {_remedy(decision.remedy)}")


def _remedy(remedy: Remedy) -> str:
    told = remedy.addressee or "addressee not stated"
    if remedy.count is not None and remedy.unit is not None:
        told += f", within {remedy.count} {words.plain(remedy.unit)}"
        told += f" of {remedy.start}" if remedy.start else ""
    if remedy.instrument is not None:
        told += f", {remedy.instrument} {remedy.point or ''}".rstrip()
    return told


def _tell_foreseen(foreseen: Foreseen) -> None:
    output.say()
    if foreseen.problems:
        output.say(f"At position {foreseen.position} the ledger would REFUSE it:")
        for problem in foreseen.problems:
            output.say(f"  {problem}")
        return
    output.say(f"At position {foreseen.position} the ledger would record it:")
    _tell_judgement(foreseen.judgement, foreseen.conclusions)
    output.say(f"What changes, in force on {foreseen.day}:")
    for change in foreseen.changes:
        output.say(f"  {change.unit}, {change.contest}")
        output.say(f"    before  {_headline(change.before, change.runs)}")
        output.say(f"    after   {_headline(change.after, change.runs)}")
    if not foreseen.changes:
        output.say("  no headline of any unit")
    if foreseen.units_count > UNITS_MAX:
        output.say(f"  ... looked at {UNITS_MAX} of the {foreseen.units_count} units it touches")


def _runs(outcomes: list[str]) -> Iterator[tuple[str, str]]:
    """Yield `event 1` or `events 2 to 51`, with the outcome that they share."""
    start = 1
    for outcome, group in groupby(outcomes):
        end = start + len(list(group)) - 1
        yield (f"event {start}" if start == end else f"events {start} to {end}"), outcome
        start = end + 1


def _mark(mark: dict[str, Any]) -> str:
    place = f"event {mark['event']}: " if mark["event"] else ""
    rule = f" {mark['rule']}" if mark["rule"] else ""
    subject = f" ({mark['subject']})" if mark["subject"] else ""
    return place + words.mark(mark["code"]) + rule + subject


def _headline(told: dict[str, Any] | None, runs: tuple[str, ...]) -> str:
    return "nothing is known" if told is None else words.headline(told, runs)


def _value(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return canonical.respell({"value": value}).decode()[len('{"value":') : -1]
    # Lines of a long text stay marked as such: none can pass for a line of ours.
    return "-" if value is None else str(value).replace("\n", "\n       | ")
