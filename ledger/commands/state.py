"""`eal state`: what holds for a unit, as known at any moment and in force on any day."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from ledger import concluding, unmatched
from ledger import prove as verb
from ledger.commands import asking, output, places, words
from ledger.commands.options import AsJson, AsOf, InForceOn, LedgerDir
from ledger.errors import Malformed
from ledger.ledger import Ledger
from ledger.publish import certainty
from ledger.publish.certainty import Certainty, Waiting
from ledger.read import View


def state(
    *units: str,
    ledger: LedgerDir,
    as_of: AsOf = None,
    in_force_on: InForceOn = None,
    proof: Annotated[
        bool, Parameter(negative="", help="Print a proof that others can check without the ledger.")
    ] = False,
    seen: Annotated[
        int | None, Parameter(help="With --proof: show that the log continues this size of it.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Show what holds for units: headline, polls, material, what is open. Without a unit: list all.

    "As of" asks what was known then; "in force on" asks about that day with what is known now.
    A proof is one document about one unit, by the last seal up to then: `eal-verify state` checks it.

    For example:
      eal state pc-st-sava --ledger demo-story --as-of 2013-11-05
      eal state pc-st-sava --ledger demo-story --proof

    Exit codes: 0 shown; 2 wrong usage; 4 no such unit, or nothing recorded (or sealed) then.
    """
    if proof:
        _prove(units, ledger, as_of, in_force_on, seen)
        return
    if seen is not None:
        raise Malformed("wrong_usage", "--seen together with --proof", "--seen alone", "--seen")
    with asking.view(ledger, as_of, in_force_on) as view, places.reading(ledger) as opened:
        certain = certainty.of(opened, view.position)
        waiting = certainty.waiting(opened, view.law, view.position)
        if json:
            told = {"certainty": certain.document(), "not_final": [w._asdict() for w in waiting]}
            output.document(_document(view, units) | told)
            return
        sheets = [view.sheet(unit) for unit in units]
        output.say(asking.point(view))
        _tell_certainty(certain, view.position)
        if not units:
            _list(view)
        for sheet in sheets:
            output.say()
            _tell(view, sheet, opened)
            _tell_waiting(view, sheet["unit"], waiting)
        if not units:
            _tell_waiting(view, None, waiting)


def _prove(
    units: tuple[str, ...], folder: Path, as_of: str | None, day: str | None, seen: int | None
) -> None:
    if len(units) != 1:
        raise Malformed("wrong_usage", "one unit with --proof", f"{len(units)} units", "UNITS")
    known = asking.position_or_time(as_of, places.now())
    if day is not None:
        asking.require_day(day)
    with places.reading(folder) as opened:
        data = verb.prove(opened, units[0], as_of=known, in_force_on=day, seen=seen)
    output.raw(data + b"\n")


def _tell_certainty(certain: Certainty, position: int) -> None:
    """How certain the answer is, where the ledger has witnesses."""
    if not certain.of:
        return
    if certain.level == "final":
        output.say(f"Final: witnessed by {certain.by} of {certain.of}.")
        return
    seen = f"witnessed by {certain.by} of {certain.of}, {certain.needed} needed"
    output.say(f"Recorded, {seen}; final up to position {certain.final_size} of {position}.")


def _tell_waiting(view: View, unit: str | None, waiting: Sequence[Waiting]) -> None:
    """What the law does not let us show as final yet: all of it, or what concerns a unit."""
    about = None
    if waiting and unit is not None:
        about = {line.index for line in view.history(f"unit:{unit}")}
    for one in waiting:
        if about is None or one.entry_index in about:
            effect = words.plain(one.effect)
            output.say(
                f"  NOT FINAL: entry {one.entry_index} ({effect}) waits for witnesses, as {one.ruleset} asks"
            )


def _document(view: View, units: tuple[str, ...]) -> dict[str, Any]:
    sheets = [view.sheet(unit) for unit in units or view.units()]
    marks = {unit: unmatched.at(view, unit) for unit in units or view.units()}
    return asking.about(view) | {"marks": marks, "sheets": sheets}


def _list(view: View) -> None:
    rows = []
    for unit in view.units():
        sheet = view.sheet(unit)
        for told in sheet["headlines"]:
            runs = _runs(sheet, told["contest"])
            rows.append((unit, told["contest"], words.headline(told["headline"], runs)))
    output.table(("UNIT", "CONTEST", "STATE"), rows)


def _tell(view: View, sheet: dict[str, Any], ledger: Ledger) -> None:
    subject = view.state.subject(f"unit:{sheet['unit']}")
    name = subject.row.name if subject is not None else None
    output.say(f"{sheet['unit']}  {name or ''}".rstrip())
    for told in sheet["headlines"]:
        runs = _runs(sheet, told["contest"])
        output.say(f"  {told['contest']}: {words.headline(told['headline'], runs)}")
        for poll in sheet["polls"]:
            if poll["contest"] == told["contest"]:
                output.say(f"    {_poll(poll, runs)}")
    for told in view.possibly_affected(sheet["unit"]):
        entry = told["bar"].partition(".")[0]
        output.say(
            f"  {told['contest']}: possibly affected by entry {entry}, which names units not yet known"
        )
    for amount in sheet["amounts"]:
        output.say(f"  material: {words.amount(amount)}")
    for item in sheet["items"]:
        output.say(f"  open: {words.item(item)} ({item['about']}), owed by {item['owner']}")
    for told in sheet["by_law"]:
        output.say(f"  by law: {words.by_law(told)}")
    for mark in unmatched.at(view, sheet["unit"]):
        output.say(f"  marked: {words.marked(mark)}")
        for concluded in concluding.conclusions(ledger, mark["index"]):
            if (concluded["event"], concluded["rule"]) == (mark["event"], mark["rule"]):
                output.say(f"    {words.conclusion(concluded)}")
    for act in sheet["contested"]:
        output.say(f"  contested: act {act} rests on a key that is suspect")


def _runs(sheet: dict[str, Any], contest: str) -> list[str]:
    return [poll["run"] for poll in sheet["polls"] if poll["contest"] == contest]


def _poll(poll: dict[str, Any], runs: list[str]) -> str:
    entries = sorted({int(bar.partition(".")[0]) for bar in poll["bars"]})
    bars = f" by entry {words.listed([str(entry) for entry in entries])}" if entries else ""
    basis = "; the order has lost its basis" if poll["without_basis"] else ""
    polling, count = words.plain(poll["polling"]), words.plain(poll["count"])
    standing = words.plain(poll["standing"])
    where = f"{words.run_name(poll['run'], runs)} ({poll['run']}, {poll['date'] or 'no date'})"
    return f"{where}: polling {polling}, {count}, {standing}{bars}{basis}"
