"""Balances: what must be equal if nothing has vanished, as data (docs/spec/13-accounts.md).

{"cites":[],"id":"station-account","left":[{"bucket":"held","factor":1,"measure":null,"of":"in",
 "where":"here"}],"material":"ballots","relation":"equals","right":[...],"ruleset":"village",
 "says":[{"language":"en","text":"..."}],"subjects":{"kind":"unit","types":["polling_station"]}}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from ledger.election import shapes
from ledger.election.rules import citations
from ledger.election.shapes import Flaw
from ledger.errors import Malformed

KINDS = ("consignment", "container", "unit")
"""What may have an account."""

BEFORE_REPEAT, REPLACED = "before_repeat", "replaced"
"""What was left when the material of a repeat came; what a form of the vote before it says."""

_BUCKET_OF = (BEFORE_REPEAT, "in", "now", "out")
_MEASURE_OF = (None, REPLACED, "selections")
_TERM = shapes.members(
    bucket=shapes.nullable(shapes.code),
    factor=shapes.integer(1),
    measure=shapes.nullable(shapes.code),
    of=shapes.nullable(shapes.one_of(*_BUCKET_OF, REPLACED, "selections")),
    where=shapes.one_of("below", "here"),
)
_LEFT, _RIGHT = shapes.array(_TERM, 1, 20), shapes.array(_TERM, 0, 20)
_BALANCE = shapes.members(
    cites=citations.CITES,
    id=shapes.identity,
    left=_LEFT,
    material=shapes.nullable(shapes.code),
    relation=shapes.one_of("at_most", "equals"),
    right=_RIGHT,
    ruleset=shapes.identity,
    says=shapes.array(
        shapes.members(language=shapes.language, text=shapes.line),
        low=1,
        key=lambda said: said["language"],
    ),
    subjects=shapes.members(
        kind=shapes.one_of(*KINDS), types=shapes.array(shapes.code, key=shapes.same)
    ),
)


class Term(NamedTuple):
    """One quantity of a side, times a factor: a bucket, or else a measure."""

    bucket: str | None
    factor: int
    measure: str | None
    of: str | None
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """A balance ready to be struck; no types means any."""

    id: str
    ruleset: str
    kind: str
    types: frozenset[str]
    material: str | None
    is_equality: bool
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    document: dict[str, Any]

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms of both sides."""
        return self.left + self.right

    def has(self, of: str) -> bool:
        """Whether a term is of that."""
        return any(term.of == of for term in self.terms)


def compile(document: Any) -> Balance:
    """Return the balance that a document spells, or raise Malformed `bad_balance`."""
    found = _BALANCE(document) or _terms_flaw(document)
    if found is not None:
        raise Malformed("bad_balance", found.expected, found.found, found.where.lstrip("."))
    left, right = (tuple(Term(**term) for term in document[side]) for side in ("left", "right"))
    return Balance(
        id=document["id"],
        ruleset=document["ruleset"],
        kind=document["subjects"]["kind"],
        types=frozenset(document["subjects"]["types"]),
        material=document["material"],
        is_equality=document["relation"] == "equals",
        left=left,
        right=right,
        document=document,
    )


def _terms_flaw(document: dict[str, Any]) -> Flaw | None:
    """What the members of a term make impossible for one another."""
    for side in ("left", "right"):
        for number, term in enumerate(document[side]):
            expected = _expected(Term(**term), document)
            if expected is not None:
                return shapes.flaw(expected, term, f".{side}[{number}]")
    return None


def _expected(term: Term, document: dict[str, Any]) -> str | None:
    if (term.bucket is None) == (term.measure is None):
        return "either a bucket or a measure"
    if term.bucket is not None:
        if document["material"] is None:
            return "no bucket where there is no material"
        if term.of == BEFORE_REPEAT and (document["subjects"]["kind"], term.where) != (
            "unit",
            "here",
        ):
            return "`before_repeat` of a unit, `here`: a repeat is ordered for units"
        return None if term.of in _BUCKET_OF else "a bucket's " + ", ".join(_BUCKET_OF)
    if document["subjects"]["kind"] != "unit":
        return "no measure: only units have figures"
    if term.where != "here":
        return "a measure `here`: it is that of the unit with all below it"
    return None if term.of in _MEASURE_OF else "`of` null, `replaced` or `selections`"
