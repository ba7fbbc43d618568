"""A refusal is signed, strict, and says why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ledger.chain import canonical, jws, refusal, spelling
from ledger.chain.refusal import Refusal
from ledger.errors import Malformed
from tests.chain import examples
from tests.chain.examples import replaced

REFUSED = Refusal(
    act_digest=b"\x12" * 32,
    code="unknown_unit",
    detail="There is no unit `xk-99`.",
    ledger_id=b"\xaa" * 32,
    origin=examples.ORIGIN,
    refused_at=examples.RECORDED_AT,
    size=41,
)
DELIVERED = refusal.sign(REFUSED, examples.CHAIR)


def test_a_refusal_is_read_as_it_is_signed() -> None:
    """By the recorder key, over the bytes of the refusal alone."""
    assert refusal.open(DELIVERED, examples.CHAIR.public) == REFUSED
    read, signature = refusal.parse(DELIVERED)
    assert read == REFUSED
    payload = refusal.format(REFUSED)
    assert jws.check(examples.CHAIR.public, payload, signature.signature, jws.REFUSAL)
    before_founding = replace(REFUSED, ledger_id=None, size=0)
    signed = refusal.sign(before_founding, examples.CHAIR)
    assert refusal.open(signed, examples.CHAIR.public) == before_founding


def test_a_refusal_by_another_key_is_none() -> None:
    """Nor one that an act's signature stands under."""
    with pytest.raises(Malformed, match="signature_invalid"):
        refusal.open(DELIVERED, examples.STRANGER.public)
    value = canonical.loads(DELIVERED)
    as_act = jws.sign(examples.CHAIR, refusal.format(REFUSED)).signature
    value["signature"] = spelling.format_base64url(as_act)
    with pytest.raises(Malformed, match="signature_invalid"):
        refusal.open(canonical.dumps(value), examples.CHAIR.public)


WRONG: list[tuple[str, Any]] = [
    ("key", "short"),
    ("signature", "short"),
    ("refusal", None),
    ("refusal.act_digest", "12"),
    ("refusal.code", "Unknown"),
    ("refusal.detail", ""),
    ("refusal.detail", "two\nlines"),
    ("refusal.detail", "x" * 1001),
    ("refusal.format", 1),
    ("refusal.ledger", None),
    ("refusal.ledger.id", ""),
    ("refusal.ledger.origin", ""),
    ("refusal.refused_at", "2013-11-05"),
    ("refusal.size", -1),
    ("refusal.surplus", None),
    ("surplus", None),
]


@pytest.mark.parametrize("path, value", WRONG)
def test_a_wrong_member_is_refused(path: str, value: Any) -> None:
    """Before any signature is looked at."""
    with pytest.raises(Malformed):
        refusal.parse(canonical.dumps(replaced(canonical.loads(DELIVERED), path, value)))


def test_what_cannot_be_read_is_not_signed() -> None:
    """A detail of two lines, say."""
    with pytest.raises(Malformed):
        refusal.sign(replace(REFUSED, detail="two\nlines"), examples.CHAIR)


def test_a_mangled_refusal_is_refused() -> None:
    """Every byte of what was delivered."""
    for at in range(len(DELIVERED)):
        mangled = bytearray(DELIVERED)
        mangled[at] ^= 1
        with pytest.raises(Malformed):
            refusal.open(bytes(mangled), examples.CHAIR.public)
