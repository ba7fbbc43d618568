"""Balances (specification, section 13): what must be equal if nothing has vanished."""

from __future__ import annotations

from typing import Any

from verifiers import act as acts
from verifiers import spelling as s
from verifiers.declarations import SAYS
from verifiers.reading import Json

_term = s.record(
    "bucket:code? factor:positive measure:code? of:of? where:where",
    of=s.one_of("in", "now", "out", "selections"),
    where=s.one_of("below", "here"),
)
_side = s.array(_term, 1, 20)
_subjects = s.record(
    "kind:kind types:codes",
    kind=s.one_of("consignment", "container", "unit"),
    codes=s.array(s.TYPES["code"], by=s.itself),
)
_SHAPE = s.record(
    "cites:cites id:id left:side material:code? relation:relation right:side ruleset:id says:says subjects:subjects",
    cites=acts.CITATIONS,
    relation=s.one_of("at_most", "equals"),
    says=SAYS,
    side=_side,
    subjects=_subjects,
)


def is_balance(value: Any) -> bool:
    """Whether a balance is of the shape of section 13; may raise Malformed instead."""
    return _SHAPE(value) and all(_is_term(term, value) for term in value["left"] + value["right"])


def _is_term(term: Json, balance: Json) -> bool:
    if term["bucket"] is not None:
        return term["measure"] is None and balance["material"] is not None and term["of"] in ("in", "now", "out")
    is_measure = term["measure"] is not None and balance["subjects"]["kind"] == "unit"
    return is_measure and term["where"] == "here" and term["of"] in (None, "selections")
