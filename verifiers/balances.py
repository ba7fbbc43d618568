"""Balances (specification, section 13): what must be equal if nothing has vanished."""

from __future__ import annotations

from typing import Any

from verifiers import act as acts
from verifiers import spelling as s
from verifiers.declarations import SAYS
from verifiers.reading import Json

_term = s.record(
    "bucket:code? factor:positive measure:code? of:of? where:where",
    of=s.one_of("before_repeat", "in", "now", "out", "replaced", "selections"),
    where=s.one_of("below", "here"),
)
_subjects = s.record(
    "kind:kind types:codes",
    kind=s.one_of("consignment", "container", "unit"),
    codes=s.array(s.TYPES["code"], by=s.itself),
)
_SHAPE = s.record(
    "cites:cites id:id left:left material:code? relation:relation right:right ruleset:id says:says subjects:subjects",
    cites=acts.CITATIONS,
    left=s.array(_term, 1, 20),
    relation=s.one_of("at_most", "equals"),
    right=s.array(_term, 0, 20),
    says=SAYS,
    subjects=_subjects,
)


def is_balance(value: Any) -> bool:
    """Whether a balance is of the shape of section 13; may raise Malformed instead."""
    return _SHAPE(value) and all(_is_term(term, value) for term in value["left"] + value["right"])


def _is_term(term: Json, balance: Json) -> bool:
    is_unit = balance["subjects"]["kind"] == "unit"
    if term["bucket"] is not None:
        timed = term["of"] != "before_repeat" or (is_unit and term["where"] == "here")
        is_flow = term["of"] in ("before_repeat", "in", "now", "out") and timed
        return term["measure"] is None and balance["material"] is not None and is_flow
    is_measure = term["measure"] is not None and is_unit
    return is_measure and term["where"] == "here" and term["of"] in (None, "replaced", "selections")
