"""What an event says: the sentence of its declaration, with the values of its fields in it.

The vote {run} is annulled at {scope} (grounds: {grounds}).
The vote run-1 is annulled at pc-1, pc-2 [mayor] (grounds: violence).
"""

import re
from collections.abc import Iterable
from typing import Any

from ledger.chain import canonical

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_NOTHING = "not stated"

UNMATCHED = ("conclusion_differs", "rule_not_met")
"""The marks that are repeated wherever the act is felt."""


def rules(marks: Iterable[dict[str, Any]]) -> list[str]:
    """Return the rules that an act does not match, as its marks say, each once, sorted."""
    return sorted({mark["rule"] for mark in marks if mark["code"] in UNMATCHED})


def sentence(says: list[dict[str, str]], fields: dict[str, Any], language: str = "en") -> str:
    """Return the sentence in a language, or in the first there is, about these fields."""
    return _PLACE.sub(lambda found: value(fields.get(found[1])), chosen(says, language))


def chosen(says: list[dict[str, str]], language: str) -> str:
    """Return the text in a language, or in the first there is."""
    texts = {each["language"]: each["text"] for each in says}
    return texts.get(language, says[0]["text"])


def value(stated: Any) -> str:
    """Return a field's value as it stands in a sentence, in one line."""
    if stated is None:
        return _NOTHING
    if isinstance(stated, bool):
        return "yes" if stated else "no"
    if isinstance(stated, list):
        return listed([_item(each) for each in stated])
    if isinstance(stated, dict):
        return _item(stated)
    return line(str(stated))


def line(text: str) -> str:
    """Return a text in one line."""
    return text.replace("\n", " ")


def _item(stated: Any) -> str:
    """A member of a list, or an object: a box of a scope, a new unit, a figure, a quantity."""
    if not isinstance(stated, dict):
        return value(stated)
    if "contests" in stated:
        return _box(stated)
    if "measure" in stated:
        of = f" {stated['selection']}" if stated["selection"] else ""
        return f"{plain(stated['measure'])}{of} {quantity(stated['value'])}"
    if "low" in stated or "disputed" in stated:
        return quantity(stated)
    if "earliest" in stated:
        return stated["at"] or stated["earliest"] or stated["latest"] or "(time not known)"
    if "name" in stated:
        return f"{stated['id']} ({line(stated['name'])})"
    return canonical.dumps(stated).decode()


def _box(box: dict[str, Any]) -> str:
    named = [*box["units"], *(f"the units of {each}" for each in box["lists"])]
    if box["further"] is not None:
        count, within = quantity(box["further"]["count"]), box["further"]["within"]
        named.append(f"further units in {within} ({count})")
    limits = [box["contests"]]
    limits += [box[name] for name in ("channels", "selections") if box[name] != ["all"]]
    told = " | ".join(listed(each) for each in limits)
    return f"{listed(named)} [{told}]"


def plain(code: str) -> str:
    """Return a code as words."""
    return code.replace("_", " ")


def listed(words: list[str]) -> str:
    """Return words as a list in a sentence."""
    return ", ".join(words)


def quantity(told: dict[str, Any]) -> str:
    """Return a quantity with what is not known about it; a disputed one with each version."""
    if "disputed" in told:
        versions = [f"{quantity(each)} by {line(each['source'])}" for each in told["disputed"]]
        return f"disputed: {'; '.join(versions)}"
    low, high = told["low"], told["high"]
    if high is None:
        known = "unknown" if low == 0 else f"at least {low}"
    else:
        known = str(low) if low == high else f"{low} to {high}"
    return f"{known} ({plain(told['why'])})" if told["why"] else known


def of(declared: dict[str, Any] | None, fields: dict[str, Any]) -> str | None:
    """Return what an event says by its declaration; None for administration, which has none."""
    return None if declared is None else sentence(declared["says"], fields)
