"""`figure`: a form states figures. Several forms may claim one place; a ruling says which stands.

A form too large for one act is stated in parts, which move nothing, and a closing event that names
them. Which polls feed a count is said by `covers`, where it is not what lies at or below its unit.
"""

from __future__ import annotations

from ledger.election.arguments import Applier, Argument, Bound, KeyFinder, Verb, code
from ledger.election.happening import Gathering, Happening
from ledger.election.rows import Figure, Status


def _bind(bound: Bound) -> Applier:
    form, figures, level = bound.getter("form"), bound.getter("figures"), bound.getter("level")
    contest, unit, run = bound.getter("contest"), bound.getter("unit"), bound.getter("run")
    covers, part, parts = bound.getter("covers"), bound.getter("part"), bound.getter("parts")

    def apply(happening: Happening, gathering: Gathering) -> None:
        fields, event, day = happening.fields, happening.reference, happening.occurred_day
        name, number = form(fields), part(fields)
        gathering.rows.append(
            Figure(
                contest=contest(fields),
                covers=covers(fields),
                day=day,
                event=event,
                figures=figures(fields),
                form=name,
                level=level(fields),
                part=number,
                parts=parts(fields),
                run=run(fields),
                unit=unit(fields),
            )
        )
        if number is None:
            gathering.rows.append(Status(day, event, "form", f"form:{name}", "claimed"))
        if any(placed.row.part == number for placed in happening.state.figures(name)):
            gathering.mark("form_restated", f"form:{name}")

    return apply


def _states(bound: Bound) -> KeyFinder:
    form = bound.getter("form")
    return lambda fields: [f"form:{form(fields)}"]


FIGURE = Verb(
    "figure",
    frozenset({"finding", "ruling"}),
    (
        Argument("form", ("id",)),
        Argument("contest", ("contest",)),
        Argument("unit", ("unit",)),
        Argument("run", ("run",)),
        code("level"),
        Argument("figures", ("figures",), omits=True),
        Argument("covers", ("scope",), is_optional=True),
        Argument("part", ("count",), is_optional=True),
        Argument("parts", ("list:reference",), is_optional=True),
    ),
    _bind,
    states=_states,
)
