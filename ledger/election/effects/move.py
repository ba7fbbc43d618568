"""`move` lets a subject take a status: polls and counts by scope and run, others one by one."""

from __future__ import annotations

from ledger.election import scopes, statuses
from ledger.election.arguments import (
    ALL_KINDS,
    SUBJECTS,
    Applier,
    Argument,
    Bound,
    Verb,
    code,
    literal,
)
from ledger.election.fields import key_kind
from ledger.election.happening import Gathering, Happening
from ledger.election.rows import Status

_BY_SCOPE = ("poll", "count")


def _fault(bound: Bound) -> str | None:
    of = bound.literals["of"]
    given = {name for name in ("run", "scope", "subject") if bound.has(name)}
    if of in _BY_SCOPE:
        return None if given == {"run", "scope"} else f"`scope` and `run` to move a {of}"
    if given != {"subject"}:
        return f"`subject`, and neither `scope` nor `run`, to move a {of}"
    kind = key_kind(bound.fields["subject"])
    return None if of == kind else f"`of` as the subject has it: {kind}"


def _bind(bound: Bound) -> Applier:
    of, before = bound.literals["of"], frozenset(bound.literals.get("from", ()))
    field, value = bound.getter("field"), bound.getter("to")
    run, scope, key = bound.getter("run"), bound.getter("scope"), bound.key_getter("subject")

    def subjects(happening: Happening) -> list[str]:
        fields = happening.fields
        if of not in _BY_SCOPE:
            return [key(fields)]
        tail = run(fields)
        pairs = scopes.pairs(scope(fields), happening.state)
        return [f"{of}:{contest}/{unit}/{tail}" for contest, unit in pairs]

    def apply(happening: Happening, gathering: Gathering) -> None:
        moved, name = subjects(happening), field(happening.fields)
        to, day, event = value(happening.fields), happening.occurred_day, happening.reference
        gathering.rows.extend([Status(day, event, name, subject, to) for subject in moved])
        if before:
            found = statuses.values_of(happening.state, moved, name)
            for subject, status in found.items():
                if status not in before:
                    gathering.mark("gap", subject)

    return apply


MOVE = Verb(
    "move",
    ALL_KINDS - {"statement"},
    (
        literal("of"),
        code("field"),
        code("to"),
        Argument("from", is_optional=True, is_code=True, is_array=True),
        Argument("scope", ("scope",), is_alternative=True),
        Argument("run", ("run",), is_alternative=True),
        Argument("subject", (*SUBJECTS, "act"), omits=True, is_alternative=True),
    ),
    _bind,
    fault=_fault,
)
