"""What answers about writing and intake look like, for the description of the API (OpenAPI 3.1)."""

from __future__ import annotations

from api.components import Schema, ref

_COUNT: Schema = {"type": "integer", "minimum": 0}
_LEDGER = ref("Ledger")


def _object(**members: Schema) -> Schema:
    return {"type": "object", "properties": members, "required": sorted(members)}


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


_ANSWERS = (("receipt", "Receipt"), ("problem", "Problem"))

WRITING: dict[str, Schema] = {
    "Answers": {
        **_object(
            answers=_list(
                {"oneOf": [_object(status=_COUNT, **{n: ref(of)}) for n, of in _ANSWERS]}
            ),
            ledger=_LEDGER,
        ),
        "description": "What became of each act of a batch, in its order; `status` is what the act "
        "alone would have been answered with.",
    },
}
"""The schemas of documents by name, beside those of `api.components`."""
