"""An entry is its act, spliced, with a place in the chain."""

from __future__ import annotations

from typing import Any

import pytest

from ledger import limits
from ledger.chain import canonical, entry, envelope, jws, merkle
from ledger.errors import Malformed
from tests.chain import examples
from tests.chain.examples import replaced


def test_an_entry_is_read_as_it_is_written() -> None:
    """The act comes out as the bytes that were signed."""
    data = examples.entry_data()
    read = entry.parse(data)
    assert read.data == data
    assert read.leaf_hash == merkle.leaf_hash(data)
    assert read.act == envelope.parse(examples.act_data())
    assert (read.index, read.recorded_at) == (1, examples.RECORDED_AT)
    assert read.previous == merkle.leaf_hash(b"before")
    assert read.judgement == {"marks": []}
    assert [s.key for s in read.signatures] == sorted(s.key for s in read.signatures)


def test_the_splice_equals_the_canonical_form() -> None:
    """Writing around the bytes of the act gives what writing the whole would."""
    data = examples.entry_data()
    assert canonical.dumps(canonical.loads(data)) == data


def test_an_act_that_holds_text_of_an_entry_is_cut_out_whole() -> None:
    """Nothing inside an act can be mistaken for its end."""
    trick = '},"format":0,"index":9,"judgement":{'
    value = replaced(examples.act(), "events.0.fields.text", trick)
    value["events"][0]["fields"]["format"] = {"index": 1}
    act = envelope.format(value)
    data = written(act)
    assert entry.parse(data).act.data == act


def written(act: bytes, **changes: Any) -> bytes:
    """Return an entry with the parts that are not in question filled in."""
    parts: dict[str, Any] = {
        "index": 1,
        "judgement": {},
        "previous": b"\x01" * 32,
        "recorded_at": examples.RECORDED_AT,
        "signatures": [jws.sign(examples.CHAIR, act)],
    }
    return entry.format(act, **(parts | changes))


def test_only_entry_0_has_no_entry_before() -> None:
    """`previous` is null at 0 and a hash everywhere else, written and read."""
    data = examples.entry_data(0)
    assert entry.parse(data).previous is None
    value = canonical.loads(data)
    for wrong in (value | {"index": 1}, value | {"previous": "00" * 32}):
        with pytest.raises(Malformed, match="previous"):
            entry.parse(canonical.dumps(wrong))
    act = examples.act_data()
    with pytest.raises(Malformed, match="previous"):
        written(act, previous=None)
    with pytest.raises(Malformed, match="previous"):
        written(act, index=0)


WRONG: list[tuple[str, Any, str]] = [
    ("act", None, "bad_member"),
    ("act.body", "other", "bad_member"),
    ("act.surplus", 1, "unknown_member"),
    ("act.events", [], "bad_member"),
    ("format", 1, "bad_member"),
    ("index", -1, "bad_member"),
    ("index", "1", "bad_member"),
    ("judgement", [], "bad_member"),
    ("previous", "xx", "bad_member"),
    ("recorded_at", "2013-11-05T18:00:00Z", "bad_member"),
    ("recorded_at", "2013-11-05T23:59:60.000000Z", "bad_member"),
    ("signatures", [], "bad_member"),
    ("signatures", None, "bad_member"),
    ("surplus", 1, "unknown_member"),
]


@pytest.mark.parametrize("path, value, code", WRONG)
def test_a_wrong_member_is_refused(path: str, value: Any, code: str) -> None:
    """With the code of the specification."""
    document = replaced(canonical.loads(examples.entry_data()), path, value)
    with pytest.raises(Malformed) as caught:
        entry.parse(canonical.dumps(document))
    assert caught.value.code == code
    assert caught.value.where.startswith("act") is path.startswith("act")


def test_what_cannot_be_read_is_not_written() -> None:
    """Twice the same key, no signature, a wrong time, an index below 0."""
    act = examples.act_data()
    one = jws.sign(examples.CHAIR, act)
    changes: list[dict[str, Any]] = [
        {"signatures": [one, one]},
        {"signatures": []},
        {"recorded_at": "now"},
        {"index": -1},
        {"previous": b"short"},
        {"judgement": {"Bad": 1}},
        {"judgement": {"text": "x" * limits.ENTRY_BYTES_MAX}},
    ]
    for change in changes:
        with pytest.raises(Malformed):
            written(act, **change)


def test_act_and_entry_are_bounded() -> None:
    """A full act fits with forty signatures; what is larger than the bound is refused."""
    value = replaced(examples.act(), "events.0.fields.text", "")
    room = limits.ACT_BYTES_MAX - len(envelope.format(value))
    act = envelope.format(replaced(value, "events.0.fields.text", "x" * room))
    assert len(act) == limits.ACT_BYTES_MAX
    one = jws.sign(examples.CHAIR, act)
    forty = [envelope.Signature(f"{n:02}" + one.key[2:], one.signature) for n in range(40)]
    data = written(act, signatures=forty, index=limits.INTEGER_MAX)
    assert entry.parse(data).act.data == act
    filler = "x" * (limits.ENTRY_BYTES_MAX - len(data) + 1)
    with pytest.raises(Malformed, match="too_large"):
        written(act, signatures=forty, index=limits.INTEGER_MAX, judgement={"text": filler})
    longer = canonical.loads(written(act))
    longer["act"]["events"][0]["fields"]["text"] += "x"
    with pytest.raises(Malformed, match="too_large at act"):
        entry.parse(canonical.dumps(longer))


def test_a_mangled_entry_is_malformed_or_has_another_hash() -> None:
    """Every byte altered: the chain notices whatever the reader lets pass."""
    data = examples.entry_data()
    leaf = entry.parse(data).leaf_hash
    for at in range(len(data)):
        mangled = bytearray(data)
        mangled[at] ^= 0x01
        try:
            assert entry.parse(bytes(mangled)).leaf_hash != leaf
        except Malformed:
            continue
