"""A draft whose one list is too long for an act, as several acts.

{act: districts, events: [{type: units.established, fields: {units: ['{id: ..., 2,256 of them}']}}]}
    split: 500      districts-1 … districts-5, each with 500 of the list's members at most
"""

from ledger.drafts import ranges
from ledger.drafts.reader import Tree, bad
from ledger.drafts.values import listed, mapped, text


def of(draft: Tree, most: int | None) -> list[Tree]:
    """Return the drafts that a step sends in; the draft itself where nothing is to be split."""
    if most is None:
        return [draft]
    if not isinstance(draft, dict) or most == 0:
        raise bad("a draft, and at least one member an act", draft if most else "0", "split")
    events = listed(draft.get("events"), "events")
    if len(events) != 1:
        raise bad("one event, where an act is split", f"{len(events)}", "events")
    event = mapped(events[0], ("fields", "occurred", "type", "version"), "events[0]")
    fields = event.get("fields")
    lists = [name for name, value in fields.items() if isinstance(value, list)] if isinstance(fields, dict) else []  # fmt: skip
    if not isinstance(fields, dict) or len(lists) != 1:
        raise bad(
            "one field with a list, where an act is split", ", ".join(lists) or "none", "split"
        )
    members = ranges.members(listed(fields[lists[0]], lists[0]), lists[0])
    name = text(draft.get("act"), "act")
    pieces = [members[start : start + most] for start in range(0, len(members), most)]
    return [
        {
            **draft,
            "act": f"{name}-{number}",
            "events": [{**event, "fields": {**fields, lists[0]: piece}}],
        }
        for number, piece in enumerate(pieces, 1)
    ]
