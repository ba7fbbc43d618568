"""What a conformance pack is made of: files to look at, how, and what must be said of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.verifiers import attacks, maker
from tests.verifiers.damages import DAMAGES
from tests.verifiers.maker import Json, Maker

Found = tuple[str, str, int | None]
ATTACK, TWIN, BLIND = "attack", "twin", "blind"
VERIFIED, CONTRADICTED, INCOMPLETE, NOT_FOUND = (
    "VERIFIED",
    "CONTRADICTED",
    "INCOMPLETE",
    "NOT FOUND",
)
CHECKS = [f"V{n:02}" for n in (*range(1, 8), *range(10, 15), 16, 17, 19, 20, 22, 23, 24)]
"""What a bundle of this pack gives to check; an auditor may ask for V08 and V09 besides."""


@dataclass(frozen=True, kw_only=True)
class Vector:
    """Files by name, the one or two that the command is given, and the answer that must come.

    `blind` is an attack that nobody can see with what this auditor brings: the answer is the one
    that an honest log would get, and another vector shows what they would have had to bring.
    """

    kind: str
    files: dict[str, bytes]
    given: tuple[str, ...]
    trust: bytes
    command: str = "bundle"
    asked: tuple[str, ...] = ()
    """What a reader of a state proof says they asked for: options of the command."""
    verdict: str | None = VERIFIED
    must: Found | None = None
    code: str | None = None
    attacks: tuple[int, ...] = ()
    twin: str | None = None
    told: str = field(default="")


VECTORS: dict[str, Callable[[], Vector]] = {}


def vector(make: Callable[[], Vector]) -> Callable[[], Vector]:
    """Registers a vector under its name."""
    assert make.__name__ not in VECTORS, make.__name__
    VECTORS[make.__name__] = make
    return make


def of_bundle(
    made: Maker, *, kind: str, size: int | None = None, trust: Json | None = None,
    parts: Mapping[str, bytes | None] | None = None, **given: Any,
) -> Vector:  # fmt: skip
    """A vector of one bundle; `parts` replaces files of it, None leaves one out."""
    whole: dict[str, bytes | None] = {**made.parts(), **(parts or {})}
    files = {name: content for name, content in whole.items() if content is not None}
    data = maker.bundle(files, made.ledger, made.size if size is None else size)
    brought = made.trust(**({"required_checks": CHECKS} | (trust or {})))
    return Vector(
        kind=kind, files={"bundle.zip": data}, given=("bundle.zip",), trust=brought, **given
    )


def of_damages() -> dict[str, Vector]:
    """The damages of the verifiers' own tests, each an attack."""
    found = {}
    for name, make in DAMAGES.items():
        case = make()
        numbers, twin = attacks.OF_DAMAGES.get(name, ((), attacks.NOTHING))
        found[name] = Vector(
            kind=ATTACK, files={"bundle.zip": case.bundle}, given=("bundle.zip",), trust=case.trust,
            verdict=CONTRADICTED, must=case.found, attacks=numbers, twin=twin, told=make.__doc__ or "",
        )  # fmt: skip
    return found
