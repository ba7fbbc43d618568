"""The small spellings inside documents: ids, codes, hashes, times, references, base64url.

Each has exactly one spelling (docs/spec/01-canonical.md, "Small spellings"). The `is_` patterns
answer quickly whether a text has it; the `parse_` functions return the value or raise Malformed
with the code `bad_member` and the place where it stood.
"""

import binascii
import re
from typing import NamedTuple

from ledger.errors import Malformed

_DAY = (
    r"(?:(?:19|20|21)[0-9]{2}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    r"|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
    # 1900 and 2100 are no leap years, 2000 is one.
    r"|(?:(?:19|21)(?:0[48]|[2468][048]|[13579][26])|20(?:[02468][048]|[13579][26]))-02-29)"
)
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z"
_ID = r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?"

is_id = re.compile(_ID).fullmatch
"""`cec-2013-87`: 1 to 64 of `a-z 0-9 . _ -`, beginning and ending with a letter or digit."""

is_code = re.compile(r"[a-z][a-z0-9_]{0,63}").fullmatch
"""`signature_invalid`: as a key of a document."""

is_type = re.compile(r"(?=.{1,64}\Z)[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+").fullmatch
"""`notice.published`: the name of an event type."""

is_hash = re.compile(r"[0-9a-f]{64}").fullmatch
"""SHA-256 in lower-case hexadecimal digits."""

is_day = re.compile(_DAY).fullmatch
"""`2013-11-03`: a real day of the years 1900 to 2199."""

is_instant = re.compile(f"{_DAY}T{_TIME}").fullmatch
"""`2013-11-03T19:00:00.000000Z`: a real moment, without leap seconds."""

is_origin = re.compile(r"[a-z0-9][a-z0-9./-]{0,127}").fullmatch
"""`kqz.example/2013`: a URL without scheme."""

is_language = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*").fullmatch
"""`sq`, `sr-Latn`: a language tag."""

_match_reference = re.compile(rf"({_ID})(?:#([1-9][0-9]*))?").fullmatch
_TO_URL = bytes.maketrans(b"+/", b"-_")
_FROM_URL = bytes.maketrans(b"-_", b"+/")
_LAST_OF = ("", "AEIMQUYcgkosw048", "AQgw")
_is_base64url = re.compile(r"[A-Za-z0-9_-]*").fullmatch


class Reference(NamedTuple):
    """An act, or its N-th event counted from 1: `cec-2013-87` or `cec-2013-87#2`."""

    act_id: str
    event_number: int | None

    def __str__(self) -> str:
        return self.act_id if self.event_number is None else f"{self.act_id}#{self.event_number}"


def parse_id(value: object, where: str = "") -> str:
    """Return `value`, which is an id."""
    if type(value) is str and is_id(value):
        return value
    raise Malformed("bad_member", "an id such as `cec-2013-87`", value, where)


def parse_code(value: object, where: str = "") -> str:
    """Return `value`, which is a code."""
    if type(value) is str and is_code(value):
        return value
    raise Malformed("bad_member", "a code such as `signature_invalid`", value, where)


def parse_hash(value: object, where: str = "") -> bytes:
    """Return the 32 bytes that `value` spells in hexadecimal digits."""
    if type(value) is str and is_hash(value):
        return bytes.fromhex(value)
    raise Malformed("bad_member", "64 lower-case hexadecimal digits", value, where)


def parse_day(value: object, where: str = "") -> str:
    """Return `value`, which is a day; days compare in the order of their text."""
    if type(value) is str and is_day(value):
        return value
    raise Malformed("bad_member", "a real day such as `2013-11-03`", value, where)


def parse_instant(value: object, where: str = "") -> str:
    """Return `value`, which is an instant; instants compare in the order of their text."""
    if type(value) is str and is_instant(value):
        return value
    expected = "a real instant such as `2013-11-03T19:00:00.000000Z`"
    raise Malformed("bad_member", expected, value, where)


def parse_origin(value: object, where: str = "") -> str:
    """Return `value`, which is an origin."""
    if type(value) is str and is_origin(value):
        return value
    raise Malformed("bad_member", "an origin such as `kqz.example/2013`", value, where)


def parse_reference(value: object, where: str = "") -> Reference:
    """Return the act, and the event if one is named, that `value` refers to."""
    match = _match_reference(value) if type(value) is str else None
    # Nine digits are far beyond the number of events of any act.
    if match is None or len(match[2] or "") > 9:
        expected = "a reference such as `cec-2013-87` or `cec-2013-87#2`"
        raise Malformed("bad_member", expected, value, where)
    return Reference(match[1], int(match[2]) if match[2] else None)


def parse_base64url(value: object, where: str = "", *, length: int | None = None) -> bytes:
    """Return the bytes, exactly `length` if given, that `value` spells without padding."""
    if type(value) is str and _is_base64url(value):
        padding = -len(value) % 4
        # What is left over at the end carries 2 or 4 bits that must be zero.
        if padding < 3 and (padding == 0 or value[-1] in _LAST_OF[padding]):
            data = binascii.a2b_base64(value.encode().translate(_FROM_URL) + b"=" * padding)
            if length is None or length == len(data):
                return data
    expected = "base64url without padding" + (f" of {length} bytes" if length is not None else "")
    raise Malformed("bad_member", expected, value, where)


def format_base64url(data: bytes) -> str:
    """Return `data` in base64url without padding."""
    return encode_base64url(data).decode("ascii")


def encode_base64url(data: bytes) -> bytes:
    """Return `data` in base64url without padding, as bytes to sign or to join."""
    return binascii.b2a_base64(data, newline=False).rstrip(b"=").translate(_TO_URL)
