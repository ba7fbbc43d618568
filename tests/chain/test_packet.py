"""A packet: the act stays the same bytes, whoever adds a signature and in whatever order."""

from __future__ import annotations

import pytest

from ledger.chain import canonical, packet
from ledger.chain.keys import PrivateKey
from ledger.chain.packet import Packet
from ledger.errors import Malformed

ACT = b'{"act_id":"a","text":"Mitrovic\xc3\xab"}'
KEYS = [PrivateKey.from_seed(bytes([number]) * 32) for number in range(3)]


def test_format_and_parse_are_a_pair() -> None:
    """With signatures and, in a file, without."""
    for signed in (Packet(ACT, ()), packet.add(Packet(ACT, ()), KEYS[0])):
        data = packet.format(signed)
        assert packet.parse(data) == signed
        assert data.startswith(b'{"act":' + ACT + b',"signatures":[')


def test_signatures_are_sorted_and_one_a_key() -> None:
    """In whatever order they come, and however often."""
    one, other = Packet(ACT, ()), Packet(ACT, ())
    for key in KEYS:
        one = packet.add(one, key)
    for key in [*reversed(KEYS), KEYS[0]]:
        other = packet.add(other, key)
    assert one == other
    assert [each.key for each in one.signatures] == sorted(key.public.id for key in KEYS)


def test_copies_signed_apart_are_joined() -> None:
    """Nothing that either has is lost."""
    one, other = (packet.add(Packet(ACT, ()), key) for key in KEYS[:2])
    joined = packet.join(one, other.signatures)
    assert joined == packet.join(other, one.signatures)
    assert len(joined.signatures) == 2


@pytest.mark.parametrize(
    "value, code",
    [
        ({"act": {}}, "missing_member"),
        ({"act": {}, "signatures": [], "x": 1}, "unknown_member"),
        ({"act": [], "signatures": []}, "bad_member"),
        ({"act": {}, "signatures": None}, "bad_member"),
        ({"act": {}, "signatures": [{}]}, "missing_member"),
        ({"act": {}, "signatures": [{"key": "x", "signature": "y"}]}, "bad_member"),
        ({"act": {}, "signatures": [{}] * 41}, "bad_member"),
    ],
)
def test_what_is_no_packet(value: dict[str, object], code: str) -> None:
    """Each with a code."""
    with pytest.raises(Malformed) as raised:
        packet.parse(canonical.dumps(value))
    assert raised.value.code == code


def test_signatures_out_of_order_are_refused() -> None:
    """There is one spelling."""
    signed = packet.add(packet.add(Packet(ACT, ()), KEYS[0]), KEYS[1])
    turned = Packet(ACT, tuple(reversed(signed.signatures)))
    with pytest.raises(Malformed):
        packet.parse(packet.format(turned))
