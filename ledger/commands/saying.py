"""What an event says: the sentence of its declaration, with the values of its fields in it.

The vote {run} is annulled at {scope} (grounds: {grounds}).
The vote run-1 is annulled at pc-1, pc-2 [mayor] (grounds: violence).
"""

import re
from typing import Any

from ledger.chain import canonical
from ledger.commands import words

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_NOTHING = "not stated"


def sentence(says: list[dict[str, str]], fields: dict[str, Any], language: str = "en") -> str:
    """Return the sentence in a language, or in the first there is, about these fields."""
    texts = {each["language"]: each["text"] for each in says}
    text = texts.get(language, says[0]["text"])
    return _PLACE.sub(lambda found: value(fields.get(found[1])), text)


def value(stated: Any) -> str:
    """Return a field's value as it stands in a sentence, in one line."""
    if stated is None:
        return _NOTHING
    if isinstance(stated, bool):
        return "yes" if stated else "no"
    if isinstance(stated, list):
        return words.listed([_item(each) for each in stated])
    if isinstance(stated, dict):
        return _item(stated)
    return " ".join(str(stated).split())


def _item(stated: Any) -> str:
    """A member of a list, or an object: a box of a scope, a new unit, a figure, a quantity."""
    if not isinstance(stated, dict):
        return value(stated)
    if "contests" in stated:
        return _box(stated)
    if "measure" in stated:
        of = f" {stated['selection']}" if stated["selection"] else ""
        return f"{words.plain(stated['measure'])}{of} {words.quantity(stated['value'])}"
    if "low" in stated or "disputed" in stated:
        return words.quantity(stated)
    if "earliest" in stated:
        return stated["at"] or stated["earliest"] or stated["latest"] or "(time not known)"
    if "name" in stated:
        return f"{stated['id']} ({stated['name']})"
    return canonical.dumps(stated).decode()


def _box(box: dict[str, Any]) -> str:
    named = [*box["units"], *(f"the units of {each}" for each in box["lists"])]
    if box["further"] is not None:
        count, within = words.quantity(box["further"]["count"]), box["further"]["within"]
        named.append(f"further units in {within} ({count})")
    limits = [box["contests"]]
    limits += [box[name] for name in ("channels", "selections") if box[name] != ["all"]]
    told = " | ".join(words.listed(each) for each in limits)
    return f"{words.listed(named)} [{told}]"
