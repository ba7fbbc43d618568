"""The one spelling of every document that is hashed or signed: RFC 8785, restricted.

    {"a":1,"list":["x",null,true],"text":"Mitrovicë"}

`loads` accepts exactly what `dumps` writes. The rules and the stable codes are in
docs/spec/01-canonical.md. A document is parsed and written again by a fast library, and what is
not the same bytes afterwards is refused; only then `scan` looks for the first rule broken.
"""

from typing import Any

import orjson

from ledger import limits
from ledger.chain import scan, unicode14
from ledger.errors import Malformed

_OPTIONS = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_STRICT_INTEGER
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_SUBCLASS
)
_LEAVES = frozenset({str, int, bool, type(None)})

# Keys already found well-formed. It changes how fast an answer comes, never which.
_known_keys: set[str] = set()


def loads(
    data: bytes, limit: int = limits.ENTRY_BYTES_MAX, depth: int = limits.DEPTH_MAX
) -> dict[str, Any]:
    """Return the document that `data` spells, or raise Malformed.

    It has at most `limit` bytes and at most `depth` containers inside each other.
    """
    if len(data) <= limit:
        try:
            value = orjson.loads(data)
            again = orjson.dumps(value, option=_OPTIONS)
        except (ValueError, TypeError):
            raise scan.fault(data, limit, depth) from None
        if again == data and type(value) is dict and _is_admissible(value, again, depth):
            return value
    raise scan.fault(data, limit, depth)


def dumps(
    value: dict[str, Any], limit: int = limits.ENTRY_BYTES_MAX, depth: int = limits.DEPTH_MAX
) -> bytes:
    """Return the one spelling of `value`; raise Malformed for what `loads` would not accept."""
    try:
        data = orjson.dumps(value, option=_OPTIONS)
    except TypeError:
        raise scan.value_fault(value, depth) from None
    if type(value) is not dict or not _is_admissible(value, data, depth):
        raise scan.value_fault(value, depth)
    if len(data) > limit:
        raise Malformed("too_large", f"at most {limit:,} bytes", f"{len(data):,} bytes")
    return data


def respell(value: dict[str, Any] | str) -> bytes:
    """Return the spelling of a part of a document that `loads` returned; it checks nothing."""
    return orjson.dumps(value, option=_OPTIONS)


def _is_admissible(value: dict[str, Any], data: bytes, depth: int) -> bool:
    """Whether keys, kinds of values, depth and text are allowed; `data` is how value is spelled."""
    if not _is_plain(value, depth):
        return False
    if b"\\" in data:
        # Backslashes are rare; then what they stand for is looked at text by text.
        return scan.text_fault(value) is None
    return unicode14.is_allowed(data)


def _is_plain(container: Any, depth_left: int) -> bool:
    """Whether a container has good keys and no value but text, integers, constants, containers."""
    if depth_left == 0:
        return False
    if type(container) is dict:
        if not _known_keys.issuperset(container) and not _keys_are_good(container):
            return False
        container = container.values()
    for value in container:
        kind = type(value)
        if kind is str:
            continue
        if kind is dict or kind is list:
            if not _is_plain(value, depth_left - 1):
                return False
        elif kind not in _LEAVES:
            return False
    return True


def _keys_are_good(container: dict[str, Any]) -> bool:
    if not all(scan.is_key(key) for key in container):
        return False
    if len(_known_keys) < limits.KEYS_REMEMBERED_MAX:
        _known_keys.update(container)
    return True
