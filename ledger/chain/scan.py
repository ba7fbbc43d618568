"""Finds the first rule that a refused document breaks, so that every reader names the same one.

Slow and precise where `canonical` is fast: it reads the text as RFC 8259 has it, character by
character, and looks at each rule in the order of docs/spec/01-canonical.md. It never accepts.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import NoReturn

from ledger import limits
from ledger.chain import unicode14
from ledger.errors import Malformed

_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER_RUN = re.compile(r"[-+.0-9eE]+")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_PLAIN_RUN = re.compile(r'[^"\\\x00-\x1f]*')
_ESCAPE = re.compile(r'\\(?:(["\\/bfnrt])|u([0-9a-fA-F]{4}))')
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_CONSTANT = re.compile(r"true|false|null")
_CONSTANTS = {"true": True, "false": False, "null": None}


def is_key(key: object) -> bool:
    """Whether `key` may name a member."""
    return type(key) is str and _KEY.fullmatch(key) is not None


def fault(data: bytes, limit: int, depth: int) -> Malformed:
    """Return the first rule of the canonical form that `data` breaks."""
    if len(data) > limit:
        return Malformed("too_large", f"at most {limit:,} bytes", f"{len(data):,} bytes")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        found = data[error.start : error.start + 8]
        return Malformed("not_utf8", "UTF-8", found, f"byte {error.start}")
    if text.startswith("\ufeff"):
        return Malformed("not_utf8", "UTF-8 without byte order mark", data[:8], "byte 0")
    try:
        value = _Scanner(text, depth).document()
    except Malformed as error:
        return error
    if type(value) is not dict:
        return Malformed("not_an_object", "an object", text)
    return text_fault(value) or Malformed(
        "not_canonical", "sorted keys, no white space and no needless escapes", text
    )


def value_fault(value: object, depth: int) -> Malformed:
    """Return the first rule that `value` breaks, for a document that is yet to be written."""
    if type(value) is not dict:
        return Malformed("not_an_object", "an object", value)
    found = _shape_fault(value, "", depth, depth) or text_fault(value)
    return found or Malformed("not_canonical", "a document that can be written", value)


def text_fault(value: object, where: str = "") -> Malformed | None:
    """Return the first key or text, in the order of the document, that is not allowed."""
    if type(value) is str:
        return _string_fault(value, where)
    if type(value) is list:
        for number, item in enumerate(value):
            if found := text_fault(item, f"{where}[{number}]"):
                return found
    elif type(value) is dict:
        for key, item in value.items():
            if not is_key(key):
                return Malformed("bad_key", "a key such as `recorded_at`", key, where)
            if found := text_fault(item, f"{where}.{key}" if where else key):
                return found
    return None


def _string_fault(text: str, where: str) -> Malformed | None:
    if text.isascii() and text.isprintable():
        return None
    if character := unicode14.find_forbidden(text):
        found = f"U+{ord(character):04X}"
        return Malformed("text_not_allowed", "visible, assigned characters", found, where)
    # A line feed is spelled with the letter n, and the spelling must be NFC as well.
    if not unicodedata.is_normalized("NFC", text.replace("\n", "n")):
        return Malformed("text_not_nfc", "text in Unicode NFC", text, where)
    return None


def _shape_fault(value: object, where: str, depth: int, depth_left: int) -> Malformed | None:
    """Return the first value of a kind, size or depth that has no spelling."""
    if value is None or type(value) in (bool, str):
        return None
    if type(value) is int:
        if abs(value) <= limits.INTEGER_MAX:
            return None
        return _out_of_range(f"a number of {value.bit_length()} bits", where)
    if type(value) is float:
        return Malformed("number_not_integer", "an integer", value, where)
    if type(value) is not dict and type(value) is not list:
        kinds = "text, an integer, true, false, null, an array or an object"
        return Malformed("not_json", kinds, value, where)
    if depth_left == 0:
        return _too_deep(depth, where)
    items: Iterable[tuple[object, object]]
    items = value.items() if type(value) is dict else enumerate(value)
    for name, item in items:
        if found := _shape_fault(item, f"{where}[{name!s:.64}]", depth, depth_left - 1):
            return found
    return None


def _out_of_range(found: str, where: str) -> Malformed:
    return Malformed("number_out_of_range", "an integer within 2^53-1 either way", found, where)


def _too_deep(depth: int, where: str) -> Malformed:
    expected = f"at most {depth} containers inside each other"
    return Malformed("too_deep", expected, f"{depth + 1}", where)


class _Scanner:
    """Reads one JSON text from left to right and stops at the first fault."""

    def __init__(self, text: str, depth: int) -> None:
        self._text = text
        self._depth = depth
        self._at = 0

    def document(self) -> object:
        value = self._value(self._depth)
        if self._peek():
            self._stop("the end of the document")
        return value

    def _peek(self) -> str:
        """Return the next character that is not white space; empty at the end."""
        space = _SPACE.match(self._text, self._at)
        assert space is not None, "the pattern matches nothing, too"
        self._at = space.end()
        return self._text[self._at : self._at + 1]

    def _accept(self, character: str) -> bool:
        if self._peek() != character:
            return False
        self._at += 1
        return True

    def _value(self, depth_left: int) -> object:
        start = self._peek()
        if start in ("{", "["):
            if depth_left == 0:
                raise _too_deep(self._depth, self._where())
            self._at += 1
            return self._object(depth_left) if start == "{" else self._array(depth_left)
        if start == '"':
            return self._string()
        if constant := _CONSTANT.match(self._text, self._at):
            self._at = constant.end()
            return _CONSTANTS[constant.group()]
        return self._number()

    def _object(self, depth_left: int) -> dict[str, object]:
        members: dict[str, object] = {}
        if self._accept("}"):
            return members
        while True:
            if self._peek() != '"':
                self._stop("a key in quotation marks")
            where = self._where()
            key = self._string()
            if key in members:
                raise Malformed("duplicate_key", "each key once", key, where)
            if not self._accept(":"):
                self._stop("a colon")
            members[key] = self._value(depth_left - 1)
            if self._accept("}"):
                return members
            if not self._accept(","):
                self._stop("a comma or the end of the object")

    def _array(self, depth_left: int) -> list[object]:
        items: list[object] = []
        if self._accept("]"):
            return items
        while True:
            items.append(self._value(depth_left - 1))
            if self._accept("]"):
                return items
            if not self._accept(","):
                self._stop("a comma or the end of the array")

    def _number(self) -> int:
        where = self._where()
        run = _NUMBER_RUN.match(self._text, self._at)
        number = _NUMBER.fullmatch(run.group()) if run else None
        if run is None or number is None:
            self._stop("a value")
        self._at = run.end()
        digits = run.group()
        if number.group(1) or number.group(2) or digits == "-0":
            raise Malformed("number_not_integer", "an integer in plain digits", digits, where)
        # The length first: Python refuses to convert more than 4,300 digits.
        if len(digits) > 17 or abs(int(digits)) > limits.INTEGER_MAX:
            raise _out_of_range(digits, where)
        return int(digits)

    def _string(self) -> str:
        self._at += 1
        parts: list[str] = []
        while True:
            run = _PLAIN_RUN.match(self._text, self._at)
            assert run is not None, "the pattern matches nothing, too"
            parts.append(run.group())
            self._at = run.end()
            if self._text.startswith('"', self._at):
                self._at += 1
                return _join("".join(parts))
            escape = _ESCAPE.match(self._text, self._at)
            if escape is None:
                self._stop("the rest of a text")
            self._at = escape.end()
            simple, code = escape.groups()
            parts.append(_ESCAPED.get(simple, simple) if simple else chr(int(code, 16)))

    def _where(self) -> str:
        return f"byte {len(self._text[: self._at].encode())}"

    def _stop(self, expected: str) -> NoReturn:
        found = self._text[self._at : self._at + 16] or "the end"
        raise Malformed("not_json", expected, found, self._where())


def _join(text: str) -> str:
    """Return `text` with escaped surrogate pairs as the characters they stand for."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
