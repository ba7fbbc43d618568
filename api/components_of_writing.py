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

_TEXT: Schema = {"type": "string"}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
_OPEN: Schema = {"type": "object"}
_COUNTED = _object(count=_COUNT, is_all={"type": "boolean"})

WRITING: dict[str, Schema] = {
    "Intake": {
        **_object(
            bad_rows=_COUNTED,
            files=_list(_OPEN),
            ledger=_LEDGER,
            mismatches=_COUNTED,
            no_image=_COUNT,
            not_arrived=_list(_object(contest=_TEXT, count=_COUNT)),
            object=_TEXT,
            position=_COUNT,
        ),
        "description": "Counts are found anew; `is_all` false: there are more than were looked at.",
    },
    "IntakeEntry": {
        **_object(
            form=_TEXT,
            ledger=_LEDGER,
            mismatches=_list(_TEXT),
            object=_TEXT,
            receipt={"anyOf": [ref("Receipt"), {"type": "null"}]},
            state={"enum": ["waits", "differs", "third_look", "submitted"]},
        ),
        "description": "`receipt` is null until two persons signed the same act.",
    },
    "IntakeQueue": {
        **_object(
            items=_list(_OPEN),
            ledger=_LEDGER,
            next=_TEXT_OR_NULL,
            object=_TEXT,
            position=_COUNT,
            queue=_TEXT,
        ),
        "description": "A page; `next` is the address of the page after it, null at the end.",
    },
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
