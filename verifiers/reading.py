"""Strict reader and writer of canonical JSON (specification, section 1).

`read` takes exactly one spelling of a document, `encode` writes it. The usual, well-formed document takes the
short way: parse, write again, compare. What does not pass there is read again, rule by rule, to say what is broken.

```json canonical
{"a":1,"list":["x",null,true],"text":"Mitrovicë"}
```
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from verifiers.scanning import INTEGER_MAX as INTEGER_MAX
from verifiers.scanning import first_fault

_TABLE = files("verifiers").joinpath("unicode-14.0-assigned.txt")
Json = dict[str, Any]

DOCUMENT_BYTES_MAX = 65_535
DEPTH_MAX = 16
_CONTAINERS = (dict, list)
_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
# Control characters but the line feed (spelled as an escape), and what turns the reading order.
_FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_PLAIN = bytes(set(range(0x20, 0x7F)) - set(b"\\"))
_ODD_ESCAPE = re.compile(r'(?<!\\)(?:\\\\)*\\[^"\\n]')
_good_keys: set[str] = set()


class Malformed(ValueError):
    """A document breaks a rule of the specification: the rule's code, and what was found."""

    def __init__(self, code: str, found: str = "") -> None:
        super().__init__(f"{code}: {found}")
        self.code, self.found = code, found


def encode(value: Any) -> bytes:
    """The canonical bytes of a value; inverse of `read`."""
    return _ENCODER.encode(value).encode()


def lines(values: list[Json]) -> list[str]:
    """Each of the values as `line` writes it, all in one call, which takes two thirds of the time.

    Between them stands a text that no value holds: control characters are not allowed in any.
    """
    mixed = [item for value in values for item in (value, "\0")]
    return [text + "\n" for text in _ENCODER.encode(mixed[:-1])[1:-1].split(',"\\u0000",')] if values else []


def line(value: Any) -> str:
    """The canonical text of a value, with a line feed."""
    return _ENCODER.encode(value) + "\n"


def read(data: bytes, *, bytes_max: int = DOCUMENT_BYTES_MAX, canonical: bool = True) -> Json:
    """The document that the bytes spell, or Malformed with a rule that is broken.

    `canonical` false allows white space and any order of members (a trust file), nothing else.
    """
    if len(data) > bytes_max:
        raise Malformed("too_large", f"{len(data)} bytes, at most {bytes_max}")
    value = _quick(data)
    return value if value and fits(value, DEPTH_MAX) else check(data, canonical=canonical)


def read_shaped(data: bytes) -> Json:
    """As `read`, for a reader who looks at depth and keys himself, by `fits` where shapes do not."""
    if len(data) > DOCUMENT_BYTES_MAX:
        raise Malformed("too_large", f"{len(data)} bytes, at most {DOCUMENT_BYTES_MAX}")
    return _quick(data) or check(data)


def is_allowed(text: str) -> bool:
    """Whether every code point is assigned and none is forbidden; the line feed is allowed."""
    return not _FORBIDDEN.search(text) and bool(_assigned().fullmatch(text))


def is_nfc(text: str) -> bool:
    """Whether the text is in Normalisation Form C (which no later Unicode changes)."""
    return unicodedata.is_normalized("NFC", text)


@cache
def _assigned() -> re.Pattern[str]:
    ranges = (line.split("..") for line in _TABLE.read_text("ascii").split())
    spans = "".join(rf"\U{int(a, 16):08x}-\U{int(b, 16):08x}" for a, b in ranges)
    return re.compile(rf"[\n{spans}]*")


def _quick(data: bytes) -> Json | None:
    """The document, if it is plainly canonical; None calls for the slow way."""
    try:
        text = data.decode()
        value = _DECODER.decode(text)
        if type(value) is not dict or encode(value) != data:
            return None
    except (ValueError, RecursionError):
        return None
    if not data.translate(None, _PLAIN):
        return value
    if ("\\" in text and _ODD_ESCAPE.search(text)) or not (is_allowed(text) and is_nfc(text)):
        return None
    return value if "\n" not in text else None


def fits(value: Any, depth_max: int) -> bool:
    """Whether a container is not too deep and its keys, at every depth, are names of fields."""
    if type(value) is dict:
        if not _good_keys.issuperset(value) and not _learn(value):
            return False
        value = value.values()
    below = [one for one in value if type(one) in _CONTAINERS]
    return not below or (depth_max > 1 and all(fits(one, depth_max - 1) for one in below))


def _learn(keys: Json) -> bool:
    if len(_good_keys) < 10_000 and all(map(_KEY.fullmatch, keys)):
        _good_keys.update(keys)
    return all(map(_KEY.fullmatch, keys))


def check(data: bytes, *, canonical: bool = True) -> Json:
    """The document by way of every single rule: slow, and it knows what is broken first."""
    if data.startswith(b"\xef\xbb\xbf"):
        raise Malformed("not_utf8", "a byte order mark")
    try:
        text = data.decode()
        value = _STRICT.decode(text)
        is_well_formed = _depth(value) <= DEPTH_MAX
    except UnicodeDecodeError as error:
        raise Malformed("not_utf8", f"byte {error.start}") from None
    except (ValueError, RecursionError):
        is_well_formed = False
    if not is_well_formed:
        raise Malformed(*(first_fault(text, DEPTH_MAX) or ("not_json", "")))
    if type(value) is not dict:
        raise Malformed("not_an_object", type(value).__name__)
    _check_texts(value)
    if canonical and encode(value) != data:
        raise Malformed("not_canonical", "the same content is spelled otherwise")
    document: Json = value
    return document


def _depth(value: Any) -> int:
    if type(value) not in _CONTAINERS:
        return 0
    return 1 + max(map(_depth, value.values() if type(value) is dict else value), default=0)


def _check_texts(value: Any) -> None:
    if isinstance(value, str):
        if not is_allowed(value):
            raise Malformed("text_not_allowed", ascii(value[:80]))
        if not is_nfc(value) or not is_nfc(value.replace("\n", "n")):
            raise Malformed("text_not_nfc", ascii(value[:80]))
    for key in value if isinstance(value, dict) else ():
        if not _KEY.fullmatch(key):
            raise Malformed("bad_key", ascii(key[:80]))
        _check_texts(value[key])
    for item in value if isinstance(value, list) else ():
        _check_texts(item)


def _pairs(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands there twice")
    return found


@lru_cache
def _integer(digits: str) -> int:
    if digits == "-0" or len(digits) > 17 or abs(int(digits)) > INTEGER_MAX:
        raise ValueError(digits)
    return int(digits)


def _refuse(found: str) -> Any:
    raise ValueError(found)


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False)
_HOOKS: dict[str, Any] = {"parse_int": _integer, "parse_float": _refuse, "parse_constant": _refuse}
_DECODER, _STRICT = json.JSONDecoder(**_HOOKS), json.JSONDecoder(object_pairs_hook=_pairs, **_HOOKS)
