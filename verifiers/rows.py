"""Rows of state as canonical lines (specification, section 8.4).

The members of a table are always the same, so that they are sorted once; a test holds the lines against those of the
general encoder.

```
{"key":"unit:pc-1","ordinal":3,"since":8,"table":"touch"}
```
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from json.encoder import encode_basestring as text
from operator import itemgetter
from typing import Any

from verifiers.reading import Json, encode

_WORDS = {None: "null", True: "true", False: "false"}


def line(row: Json) -> str:
    """The line of a row, with its line feed."""
    form, values = _form(tuple(row))
    return form % tuple([text(v) if type(v) is str else str(v) if type(v) is int else _other(v) for v in values(row)])


@cache
def _form(names: tuple[str, ...]) -> tuple[str, Callable[[Json], tuple[Any, ...]]]:
    """The line with a gap for each value, and what picks the values out of a row in their order."""
    return "{" + ",".join(f'"{name}":%s' for name in sorted(names)) + "}\n", itemgetter(*sorted(names))


def _other(value: Any) -> str:
    return encode(value).decode() if type(value) in (list, dict) else _WORDS[value]
