"""Many members of a list in one line, by a running number.

units: ['d-{001..431}', hall]            ["d-001", ..., "d-431", "hall"]
- {id: 'd-{001..431}', name: 'District {}', type: polling_district, parent: berlin}
                                         431 items; `{}` is the number as the id spells it

No id has braces, so that a range is never taken for one, nor one for a range.
"""

import re

from ledger import limits
from ledger.drafts.reader import Tree, bad

_RANGE = re.compile(
    r"(?P<before>[^{}]*)\{(?P<first>\d+)\.\.(?P<last>\d+)\}(?P<after>[^{}]*)", re.ASCII
)
_EXPECTED = "a range such as d-{001..431}, the numbers of equal length or without leading zeros"


def members(value: list[Tree], where: str) -> list[Tree]:
    """Return the items of a list, each range replaced by its members."""
    found: list[Tree] = []
    for number, item in enumerate(value):
        here = f"{where}[{number}]"
        if isinstance(item, str) and ("{" in item or "}" in item):
            found += [f"{before}{n}{after}" for before, n, after in _spellings(item, here)]
        elif isinstance(item, dict) and _is_range(item.get("id")):
            found += _items(item, here)
        else:
            found.append(item)
        if len(found) > limits.RANGE_MEMBERS_MAX:
            raise bad(f"at most {limits.RANGE_MEMBERS_MAX:,} members", "more", where)
    return found


def _is_range(value: Tree) -> bool:
    return isinstance(value, str) and ("{" in value or "}" in value)


def _items(item: dict[str, Tree], where: str) -> list[Tree]:
    """An object whose `id` is a range, once for each number."""
    identity = str(item["id"])
    return [
        {
            name: f"{before}{n}{after}"
            if name == "id"
            else (text.replace("{}", n) if isinstance(text, str) else text)
            for name, text in item.items()
        }
        for before, n, after in _spellings(identity, f"{where}.id")
    ]


def _spellings(text: str, where: str) -> list[tuple[str, str, str]]:
    """What stands before the number, the number, and what stands behind it, for each number."""
    found = _RANGE.fullmatch(text)
    if found is None:
        raise bad(_EXPECTED, text, where)
    first, last = found["first"], found["last"]
    is_padded = len(first) == len(last)
    if not is_padded and (first[0] == "0" or last[0] == "0"):
        raise bad(_EXPECTED, text, where)
    numbers = range(int(first), int(last) + 1)
    if not numbers or len(numbers) > limits.RANGE_MEMBERS_MAX:
        raise bad(f"from 1 to {limits.RANGE_MEMBERS_MAX:,} numbers, ascending", text, where)
    width = len(first) if is_padded else 0
    return [(found["before"], f"{n:0{width}d}", found["after"]) for n in numbers]
