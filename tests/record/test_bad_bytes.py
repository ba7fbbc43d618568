"""Whatever is wrong with the bytes, every reader refuses it by the same code, and says what to do.

One act, recorded and well signed, is damaged in one way at a time, and shown to each reader that
has to do with it: the submitting of an act, the file in which it travels, the log, the verifiers.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ledger import limits, read
from ledger.chain import canonical, entry, envelope, packet
from ledger.errors import Malformed
from ledger.submit import Packet
from tests.record.house import House, said
from verifiers import act as verifiers_act
from verifiers import reading as verifiers_reading

TEXT = b'"text":"An example."'
Edit = Callable[[bytes], bytes]


def put(new: bytes, old: bytes = TEXT) -> Edit:
    """Writes something else in the place of a member."""

    def edit(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new, 1)

    return edit


DAY = b'"day":"2013-11-03"'
VERSION = b'"version":1'

# What is wrong with the document, whatever it is.
DOCUMENTS: dict[str, tuple[Edit, str]] = {
    "nothing": (lambda data: b"", "not_json"),
    "a key twice": (put(TEXT + b"," + TEXT), "duplicate_key"),
    "the key twice, spelled otherwise": (put(b'"te\\u0078t":"A.",' + TEXT), "duplicate_key"),
    "a byte order mark": (lambda data: b"\xef\xbb\xbf" + data, "not_utf8"),
    "UTF-16": (lambda data: data.decode().encode("utf-16"), "not_utf8"),
    "UTF-16 without a mark": (lambda data: data.decode().encode("utf-16-le"), "not_json"),
    "Latin-1": (put(b'"text":"Mitrovic\xeb"'), "not_utf8"),
    "a lone surrogate": (put(b'"text":"\\ud800"'), "text_not_allowed"),
    "a lone low surrogate": (put(b'"text":"\\udc00 x"'), "text_not_allowed"),
    "a surrogate in bytes": (put(b'"text":"\xed\xa0\x80"'), "not_utf8"),
    "a float": (put(b'"version":1.0', VERSION), "number_not_integer"),
    "a number with exponent": (put(b'"version":1e0', VERSION), "number_not_integer"),
    "minus zero": (put(b'"version":-0', VERSION), "number_not_integer"),
    "a leading zero": (put(b'"version":01', VERSION), "not_json"),
    "a plus": (put(b'"version":+1', VERSION), "not_json"),
    "NaN": (put(b'"version":NaN', VERSION), "not_json"),
    "Infinity": (put(b'"version":-Infinity', VERSION), "not_json"),
    "a number of five thousand digits": (
        put(b'"version":1' + b"0" * 5_000, VERSION),
        "number_out_of_range",
    ),
    "a number beyond 2^53": (put(b'"version":9007199254740992', VERSION), "number_out_of_range"),
    "sixty deep": (put(b'"text":' + b"[" * 60 + b"]" * 60), "too_deep"),
    "twenty thousand deep": (put(b'"text":' + b"[" * 20_000 + b"]" * 20_000), "too_deep"),
    "text that turns around": (put('"text":"a\u202eb"'.encode()), "text_not_allowed"),
    "a character nobody assigned": (put('"text":"\U000e0fff"'.encode()), "text_not_allowed"),
    "text not normalised": (put('"text":"Mitrovice\u0308"'.encode()), "text_not_nfc"),
    "a needless escape": (put(b'"text":"\\u0041n example."'), "not_canonical"),
    "a space": (put(b'"text": "An example."'), "not_canonical"),
    "a key that is data": (put(b'"text":{"PS-1":1}'), "bad_key"),
    "a look-alike key": (put('"t\u0435xt":"An example."'.encode()), "bad_key"),
    "something after the end": (lambda data: data + b"{}", "not_json"),
    "the end missing": (lambda data: data[:-1], "not_json"),
}

# What is wrong with the act.
ACTS: dict[str, tuple[Edit, str]] = {
    "an id with a look-alike letter": (
        put('"person":"\u043c1"'.encode(), b'"person":"m1"'),
        "bad_member",
    ),
    "an id in capitals": (put(b'"person":"M1"', b'"person":"m1"'), "bad_member"),
    "a day without its zero": (put(b'"day":"2013-11-3"', DAY), "bad_member"),
    "a day that is none": (put(b'"day":"2013-02-30"', DAY), "bad_member"),
    "a day in other digits": (put('"day":"201\u0663-11-03"'.encode(), DAY), "bad_member"),
    "a day with a time": (put(b'"day":"2013-11-03T08:00:00Z"', DAY), "bad_member"),
    "a number as text": (put(b'"version":"1"', VERSION), "bad_member"),
    "another format": (put(b'"format":1', b'"format":0'), "bad_member"),
    "a member too many": (put(b'"day":"2013-11-03","days":1', DAY), "unknown_member"),
    "a member too few": (put(b"", DAY + b","), "missing_member"),
    "a body that is null": (put(b'"body":null', b'"body":"cec"'), "bad_member"),
}


@pytest.fixture(scope="module")
def good(shared: House) -> tuple[Packet, bytes]:
    """An act that was recorded, and its entry."""
    one = shared.packet(said())
    return one, read.entry(shared.ledger, shared.record(one).index)


@pytest.mark.parametrize("what", [*DOCUMENTS, *ACTS])
def test_submitting_refuses_it(shared: House, good: tuple[Packet, bytes], what: str) -> None:
    """With its code, what was expected, what came and what to do; nothing is recorded or signed."""
    edit, code = (DOCUMENTS | ACTS)[what]
    one = good[0]
    shared.refused(Packet(edit(one.act), one.signatures), code, is_well_signed=False)


@pytest.mark.parametrize("what", [*DOCUMENTS, *ACTS])
def test_the_readers_of_the_ledger_refuse_it(good: tuple[Packet, bytes], what: str) -> None:
    """The act alone, and the entry in the log."""
    edit, code = (DOCUMENTS | ACTS)[what]

    def act(data: bytes) -> None:
        envelope.read(canonical.loads(data, limits.ACT_BYTES_MAX, limits.ACT_DEPTH_MAX), data)

    for reader, data in ((act, good[0].act), (entry.parse, good[1])):
        with pytest.raises(Malformed) as malformed:
            reader(edit(data))
        assert malformed.value.code == code
        assert malformed.value.expected and malformed.value.found and malformed.value.do


@pytest.mark.parametrize("what", DOCUMENTS)
def test_the_file_in_which_an_act_travels_is_read_as_strictly(
    good: tuple[Packet, bytes], what: str
) -> None:
    """It is what members carry between their machines, and what the API is sent."""
    edit, code = DOCUMENTS[what]
    with pytest.raises(Malformed) as malformed:
        packet.parse(edit(packet.format(good[0])))
    assert malformed.value.code == code


@pytest.mark.parametrize("what", [*DOCUMENTS, *ACTS])
def test_the_verifiers_refuse_it(good: tuple[Packet, bytes], what: str) -> None:
    """Their reader is another one; the code is the same."""
    edit, code = (DOCUMENTS | ACTS)[what]
    with pytest.raises(verifiers_reading.Malformed) as malformed:
        verifiers_act.read(edit(good[1]))
    assert malformed.value.code == code


def test_undamaged_it_is_read_by_all(good: tuple[Packet, bytes]) -> None:
    """So that it is the damage which is refused."""
    one, line = good
    assert entry.parse(line).act.data == one.act
    assert packet.parse(packet.format(one)) == one
    assert verifiers_act.read(line).act_bytes == one.act
