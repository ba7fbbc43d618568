"""What states mean in plain words, for the people who read them in a hurry.

Codes stay in JSON; these sentences are for the terminal. A code without a sentence is shown as it
is, so that a new one is never hidden.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from ledger.saying import listed, plain, quantity

__all__ = [
    "amount",
    "by_law",
    "counted",
    "headline",
    "instant",
    "item",
    "listed",
    "mark",
    "marked",
    "plain",
    "quantity",
    "run_name",
]

_HEADLINES = {
    "annulled": "The vote is annulled; no repeat is ordered.",
    "cannot_establish": "The result cannot be established.",
    "certified": "The result is certified.",
    "closed": "Voting has ended; nothing is counted yet.",
    "counted": "The votes are counted; nothing is certified.",
    "counting": "The votes are being counted; nothing is certified.",
    "excluded": "The votes here are excluded and not repeated.",
    "halted": "Voting was broken off by events. Nothing is annulled.",
    "held_back": "The result is held back.",
    "in_parts": "Its units differ; look at each of them.",
    "material_gone": "The voting material is gone; nothing can be counted. Nothing is annulled.",
    "no_vote_called": "No vote is called here.",
    "not_held": "No vote was held.",
    "open": "Voting is under way.",
    "planned": "A vote is planned for {day}.",
    "ready": "A vote is ready for {day}.",
    "repeat_dated": "The vote is to be repeated on {day}.",
    "repeat_undated": "The vote is to be repeated; NO DATE IS SET.",
    "stayed": "The vote is stayed.",
    "suspended": "Voting is suspended.",
    "undated": "A vote is called; NO DATE IS SET.",
}
_ITEMS = {
    "undated_run": "a vote is ordered and has no date",
    "decision_number_missing": "a decision of the series is not in this ledger",
}

_MARKS = {
    "changed_since_seen": "what it concerns changed after the checkpoint that its signers had seen",
    "cites_unknown": "cites an act that is not in this ledger",
    "conclusion_differs": "claims the contrary of what its own rule computes: rule",
    "dated_ahead": "dated after the day on which it was recorded",
    "form_restated": "a form states its figures anew",
    "gap": "a report before it is missing",
    "grade_moves_nothing": "rests on the press or hearsay, which moves something in a reconstruction only",
    "not_assessed": "not assessed",
    "nothing_due": "nothing of the kind was due",
    "rule_indeterminate": "cannot be decided: rule",
    "rule_not_met": "DOES NOT MATCH rule",
    "target_not_in_log": "concerns an act that is not in this ledger",
    "unknown_subject": "names something that this ledger does not know",
}


def headline(told: dict[str, Any], runs: Sequence[str] = ()) -> str:
    """Return the sentence for a headline (docs/spec/09-views.md).

    `runs` are the runs of that contest and unit in order, where they are known.
    """
    sentence = _HEADLINES.get(told["code"], plain(told["code"]) + ".").format(day=told["day"])
    annulled = [run_name(run, runs) for run in told["annulled"]]
    before = f"Annulled: {listed(annulled)}. " if annulled else ""
    return before + sentence


def run_name(run: str, runs: Sequence[str]) -> str:
    """Return what readers call a run: the first vote, repeat vote 2; its id where nobody knows."""
    if run not in runs:
        return run
    number = runs.index(run) + 1
    return "first vote" if number == 1 else f"repeat vote {number}"


def mark(code: str) -> str:
    """Return what a mark says. It never says "unlawful": that is for others to say."""
    return _MARKS.get(code, plain(code))


def marked(told: dict[str, Any]) -> str:
    """Return which rule an act does not match."""
    where = f"entry {told['index']} ({told['act']}), event {told['event']}"
    return f"{where}: {_MARKS[told['code']]} {told['rule']}"


def conclusion(told: dict[str, Any]) -> str:
    """Return what an outcome test compared: the conclusion claimed, the one computed, the figures."""
    where = f"event {told['event']}, rule {told['rule']}"
    claimed = plain(told["claimed"]) if told["claimed"] else "nothing"
    computed = plain(told["computed"]) if told["computed"] else "undecided"
    if told["formula"] not in ("affected_exceeds_margin", "affected_reaches_margin"):
        return f"{where}: claimed {claimed}; {plain(told['formula'])}, nothing to compute"
    share = f"{told['numerator']}/{told['denominator']}"
    threshold = "" if share == "1/1" else f" × {share}"
    cover = told["coverage"]
    of = f", result of {cover['reported']} of {cover['units']} units" if cover else ""
    sides = f"affected {_bounds(told['affected'])}, margin {_bounds(told['margin'])}{threshold}"
    return f"{where}: claimed {claimed}, computed {computed} ({sides}{of})"


def _bounds(told: dict[str, Any] | None) -> str:
    if told is None:
        return "not known"
    if told["low"] == told["high"]:
        return str(told["low"])
    return f"{told['low']} to {'any number' if told['high'] is None else told['high']}"


def by_law(told: dict[str, Any]) -> str:
    """Return what follows by operation of law, with the rule that says so."""
    what = f"{plain(told['item'])} ({told['about']})"
    after = f"after entry {told['since']} ({told['event']}), rule {told['rule']}"
    if told["kind"] == "happened":
        return f"{what} since the end of {told['by']}, {after}"
    by = "without a computed day"
    if told["by"]:
        by = f"by {told['by']} (before {instant(told['at'])} UTC)"
    if told["instead"] is not None:
        by += f", instead by {told['instead']['by'] or 'no day'} ({told['instead']['event']})"
    if told["kind"] == "runs":
        begun = by if told["by"] or told["instead"] else "its term has not begun"
        return f"{what} may be used: {begun}, as the decision {told['event']} says"
    overdue = ", OVERDUE" if told["overdue"] else ""
    return f"{what} is owed by {told['owner']} {by}{overdue}, {after}"


def item(told: dict[str, Any]) -> str:
    """Return what is owed."""
    return _ITEMS.get(told["item"], plain(told["item"]))


def amount(told: dict[str, Any]) -> str:
    """Return what a place holds, with what is not known about it."""
    return f"{plain(told['material'])} {plain(told['bucket'])}: {quantity(told)}"


def counted(told: Iterable[str]) -> str:
    """Return words as a list in which what is said again is counted: `seal.checked ×4`."""
    times = Counter(told)
    return listed([f"{word} ×{count}" if count > 1 else word for word, count in times.items()])


def instant(text: str) -> str:
    """Return an instant to the minute, for a column that says it is UTC."""
    return text[:16].replace("T", " ")
