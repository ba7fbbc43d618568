"""The result of a contest, member by member (docs/spec/12-results.md)."""

from __future__ import annotations

from api.components.parts import CITES
from api.shapes import (
    COUNT,
    COUNT_OR_NULL,
    DAY,
    FLAG,
    TEXT,
    TEXT_OR_NULL,
    TEXTS,
    Schema,
    about_state,
    array,
    or_null,
    record,
    ref,
    told,
)

_INTEGER: Schema = {"type": "integer"}
_CERTIFICATION = record(
    acts=array(
        record(event=TEXT, in_force=FLAG, kind=TEXT, units=COUNT, version=COUNT_OR_NULL),
    ),
    set_aside=TEXTS,
    state=TEXT,
    units=COUNT,
    version=COUNT_OR_NULL,
    withheld=TEXTS,
)
_COVERAGE = record(
    counts=COUNT,
    excluded=COUNT,
    missing=COUNT,
    possibly_affected=COUNT,
    repeat_open=COUNT,
    reported=COUNT,
    units=COUNT,
)
_DIFFERENCE = record(
    computed=or_null(ref("Quantity")),
    declared=ref("Quantity"),
    measure=TEXT,
    selection=TEXT_OR_NULL,
    verdict=TEXT,
)
_DECLARED = record(
    differences=array(_DIFFERENCE),
    forms=TEXTS,
    level=TEXT,
    missing=COUNT,
    prevails=TEXT_OR_NULL,
    problem=TEXT_OR_NULL,
    run=TEXT,
    set_aside=COUNT,
    status=TEXT_OR_NULL,
    unit=TEXT,
)
_FIGURE = record(
    high=COUNT_OR_NULL,
    low=COUNT,
    measure=TEXT,
    selection=TEXT_OR_NULL,
    stated=COUNT,
    why=TEXT_OR_NULL,
)
_MISSING = record(
    acts=TEXTS,
    bars=TEXTS,
    forms=TEXTS,
    reason=TEXT,
    registered=or_null(ref("Quantity")),
    run=TEXT,
    unit=TEXT,
)
_MIXED = record(bars=TEXTS, forms=TEXTS, is_in=FLAG, run=TEXT, touched=TEXTS, unit=TEXT)
_SEATS = record(
    base=or_null(ref("Quantity")),
    bounds=or_null(array(record(least=COUNT, most=COUNT, selection=TEXT))),
    event=TEXT,
    exempt=TEXTS,
    left=COUNT,
    lists=array(record(seats=COUNT, selection=TEXT)),
    method=TEXT,
    seats=COUNT,
    status=TEXT,
    threshold=or_null(record(base=TEXT, denominator=COUNT, numerator=COUNT)),
    tied=TEXTS,
)
_CELLS = array(record(measure=TEXT, selection=TEXT_OR_NULL))
_SOURCE = record(
    channels=TEXTS,
    feeds=or_null(TEXTS),
    forms=array(record(cells=or_null(_CELLS), form=TEXT, status=TEXT)),
    run=TEXT,
    unit=TEXT,
)

RESULTS: dict[str, Schema] = {
    "Blocker": told(
        "What the certification waits for (docs/spec/09-views.md, Blockers).",
        record(
            about=TEXT,
            acts=TEXTS,
            cites=CITES,
            code=TEXT,
            detail=TEXT_OR_NULL,
            rules=TEXTS,
            units=TEXTS,
        ),
    ),
    "CountSource": _SOURCE,
    "Declared": _DECLARED,
    "Figure": _FIGURE,
    "LeafMissing": _MISSING,
    "Seats": _SEATS,
    "Result": about_state(
        blockers=array(ref("Blocker")), id=TEXT, name=TEXT_OR_NULL, result=ref("ResultOf")
    ),
    "ResultOf": told(
        "docs/spec/12-results.md; reasons and statuses are open sets.",
        record(
            certification=_CERTIFICATION,
            contest=TEXT,
            coverage=_COVERAGE,
            day=DAY,
            declared=array(ref("Declared")),
            excluded=array(ref("LeafMissing")),
            figures=array(ref("Figure")),
            margin=or_null(
                record(first=TEXT, high=or_null(_INTEGER), low=or_null(_INTEGER), second=TEXT)
            ),
            missing=array(ref("LeafMissing")),
            not_separable=array(_MIXED),
            position=COUNT,
            possibly_affected=array(record(bars=TEXTS, unit=TEXT)),
            registered_missing=ref("Quantity"),
            seats=or_null(ref("Seats")),
            sources=array(ref("CountSource")),
            unit=TEXT_OR_NULL,
            unplaced=array(record(forms=TEXTS, run=TEXT, unit=TEXT)),
        ),
    ),
}
"""The documents about results, by name."""
