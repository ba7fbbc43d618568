"""YAML and JSON as people write them, without implicit types: every scalar is the text it shows.

    votes: {for: 9, against: NO, absent: ~}     {"votes": {"for": "9", "against": "NO", "absent": None}}

`~` alone is the one spelling of nothing in YAML (`null` in JSON). Keys given twice, anchors,
aliases, tags and more than one document are refused: each of them lets a file say something else
than what a reader of it sees.
"""

import json
from typing import Any

import yaml

from ledger import limits
from ledger.errors import Malformed

Tree = str | None | list["Tree"] | dict[str, "Tree"]
"""What a draft is made of before it has types."""

_BOM = b"\xef\xbb\xbf"


def read(data: bytes, limit: int = limits.DRAFT_BYTES_MAX) -> Tree:
    """Return what `data` says as text, lists, objects and None; raise Malformed `bad_draft`.

    What begins with `{` is read as JSON, anything else as YAML.
    """
    if len(data) > limit:
        raise Malformed("too_large", f"at most {limit:,} bytes", f"{len(data):,} bytes")
    if data.startswith(_BOM):
        raise Malformed("not_utf8", "UTF-8 without byte order mark", data[:8])
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("not_utf8", "UTF-8", data[error.start : error.end]) from None
    return _read_json(text) if text.lstrip().startswith("{") else _read_yaml(text)


def bad(expected: str, found: object, where: str = "") -> Malformed:
    """Return the error of a draft that does not say what is needed."""
    return Malformed("bad_draft", expected, found, where)


def _read_json(text: str) -> Tree:
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=str,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
    except (ValueError, RecursionError) as error:
        raise bad("JSON, or YAML that does not begin with a brace", str(error)) from None
    return _untyped(value, limits.DRAFT_DEPTH_MAX)


def _refuse_number(found: str) -> Tree:
    raise bad("whole numbers", found)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for key, item in pairs:
        if key in value:
            raise bad("each key once", key)
        value[key] = item
    return value


def _untyped(value: Any, depth_left: int) -> Tree:
    if isinstance(value, (dict, list)) and depth_left == 0:
        raise bad(f"at most {limits.DRAFT_DEPTH_MAX} levels", "more")
    if isinstance(value, dict):
        return {key: _untyped(item, depth_left - 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_untyped(item, depth_left - 1) for item in value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if value is None else str(value)


def _read_yaml(text: str) -> Tree:
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=yaml.BaseLoader):
            builder.take(event)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else ""
        problem = str(getattr(error, "problem", error))
        # The commonest slip, told by the parser in words that nobody would connect with it.
        hint = "; text that contains `: ` stands in quotes" if "mapping values" in problem else ""
        raise bad(f"YAML{hint}", problem, where) from None
    return builder.finished()


class _Builder:
    """Builds a tree from YAML's events; the parser keeps no stack of ours, so depth is harmless."""

    def __init__(self) -> None:
        self._documents = 0
        self._open: list[tuple[list[Tree] | dict[str, Tree], str | None]] = []
        self._root: list[Tree] = []

    def take(self, event: yaml.Event) -> None:
        """Take one event of the parser, or refuse it."""
        where = f"line {event.start_mark.line + 1}" if event.start_mark else ""
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise bad("one document", "a second one", where)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise bad("everything written out", "an anchor or an alias (& or *)", where)
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise bad("values without a tag", tag, where)
        if isinstance(event, yaml.ScalarEvent):
            self._add(_scalar(event, where), where)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._begin({} if isinstance(event, yaml.MappingStartEvent) else [], where)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._open.pop()

    def finished(self) -> Tree:
        """Return the whole."""
        if not self._root:
            raise bad("a draft", "an empty file")
        return self._root[0]

    def _begin(self, container: list[Tree] | dict[str, Tree], where: str) -> None:
        if len(self._open) >= limits.DRAFT_DEPTH_MAX:
            raise bad(f"at most {limits.DRAFT_DEPTH_MAX} levels", "more", where)
        self._add(container, where)
        self._open.append((container, None))

    def _add(self, value: Tree, where: str) -> None:
        if not self._open:
            self._root.append(value)
            return
        container, key = self._open[-1]
        if isinstance(container, list):
            container.append(value)
        elif key is not None:
            container[key] = value
            self._open[-1] = (container, None)
        elif not isinstance(value, str):
            raise bad("text as a key", value, where)
        elif value in container:
            raise bad("each key once", value, where)
        else:
            self._open[-1] = (container, value)


def _scalar(event: yaml.ScalarEvent, where: str) -> str | None:
    if event.style is None and event.value in ("~", ""):
        if event.value == "":
            raise bad("a value, or ~ for none", "nothing", where)
        return None
    return str(event.value)
