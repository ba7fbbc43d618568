"""`due` and `done`: something is owed, and something owed has been done."""

from __future__ import annotations

from ledger.election import items
from ledger.election.arguments import ALL_KINDS, SUBJECTS, Applier, Argument, Bound, Verb, code
from ledger.election.happening import Gathering, Happening

_KINDS = ALL_KINDS - {"statement"}
_ABOUT = Argument("about", (*SUBJECTS, "act"), omits=True)


def _due(bound: Bound) -> Applier:
    item, about = bound.getter("item"), bound.key_getter("about")
    owner, by = bound.getter("owner"), bound.getter("by")

    def apply(happening: Happening, gathering: Gathering) -> None:
        fields = happening.fields
        gathering.effect(
            "due",
            data={"by": by(fields), "owner": owner(fields) or happening.body},
            target=f"{item(fields)}/{about(fields)}",
        )

    return apply


def _done(bound: Bound) -> Applier:
    item, about = bound.getter("item"), bound.key_getter("about")

    def apply(happening: Happening, gathering: Gathering) -> None:
        subject = about(happening.fields)
        key = f"{item(happening.fields)}/{subject}"
        gathering.effect("done", target=key)
        if items.due(happening.state, key, happening.day) is None:
            gathering.mark("nothing_due", subject)

    return apply


DUE = Verb(
    "due",
    _KINDS,
    (
        code("item"),
        _ABOUT,
        Argument("owner", ("body",), is_optional=True),
        Argument("by", ("day",), is_optional=True),
    ),
    _due,
)
DONE = Verb("done", _KINDS, (code("item"), _ABOUT), _done)
