"""What may be adopted: the vocabulary and the rulesets that come with the program, or a file.

    proposals.adopting("annulment")      ("vocabulary", [{"fields":{"declaration":{...}}, ...}, ...])
    proposals.adopting("kosovo-2013")    ("rules", [{"fields":{"ruleset":"xk-2013", ...}, ...}, ...])

A proposal is no law: what counts is what an act has adopted.
"""

import json
from pathlib import Path
from typing import Any

from ledger import limits
from ledger.drafts import rulesets
from ledger.drafts.reader import bad
from ledger.errors import Malformed

_HERE = Path(__file__).resolve().parent.parent
_FOLDERS = (_HERE / "election" / "families", _HERE / "jurisdictions")

Event = dict[str, Any]


def names() -> list[str]:
    """The names of everything that comes with the program, sorted."""
    return sorted(path.stem for folder in _FOLDERS for path in folder.glob("*.json"))


def adopting(name: str, beside: Path) -> tuple[str, list[Event]]:
    """Return the class of administration and the events that adopt a proposal.

    `name` is one of `names`, or that of a `.json` file beside: an array of declarations, or an
    object with `ruleset` and `rules`, and `balances`, `consequences` where it has
    some.
    A ruleset's calendar and what prevails may be left out, and the days of a rule.
    """
    found = _load(name, beside)
    if isinstance(found, list):
        return "vocabulary", [_event("declaration.adopted", declaration=each) for each in found]
    if isinstance(found, dict) and found.keys() >= {"ruleset", "rules"}:
        ruleset, rules, balances = found["ruleset"], found["rules"], found.get("balances", [])
        if isinstance(ruleset, dict) and isinstance(rules, list) and isinstance(balances, list):
            events = [_event("ruleset.adopted", **ruleset)]
            events += [_event("rule.adopted", rule=rule) for rule in rules]
            events += [_event("balance.adopted", balance=each) for each in balances]
            follow = found.get("consequences", [])
            return "rules", events + [_event("consequence.adopted", consequence=f) for f in follow]
    raise bad("an array of declarations, or an object with `ruleset` and `rules`", found, name)


def _load(name: str, beside: Path) -> Any:
    path = _path(name, beside)
    try:
        data = path.read_bytes()[: limits.SCENARIO_BYTES_MAX + 1]
    except OSError as fault:
        raise Malformed("unreadable_file", "a proposal", fault.strerror or "", str(path)) from None
    if len(data) > limits.SCENARIO_BYTES_MAX:
        raise Malformed("too_large", "a proposal", f"over {limits.SCENARIO_BYTES_MAX:,} bytes")
    try:
        return json.loads(data, object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        raise bad("JSON", str(error), name) from None


def _path(name: str, beside: Path) -> Path:
    if name.endswith(".json"):
        return beside / name
    found = [folder / f"{name}.json" for folder in _FOLDERS if name in names()]
    for path in found:
        if path.is_file():
            return path
    raise bad(f"one of {', '.join(names())}, or a .json file beside", name)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("a key given twice")
    return value


def _event(name: str, **fields: Any) -> Event:
    whole = rulesets.completed(name, fields)
    return {"fields": whole, "occurred": None, "type": name, "version": 1}
