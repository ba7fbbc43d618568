"""What answers about writing and intake look like, for the description of the API (OpenAPI 3.1)."""

from __future__ import annotations

from api.shapes import COUNT, OPEN, TEXT, TEXT_OR_NULL, Schema, array, record, ref

_LEDGER = ref("Ledger")


_ANSWERS = (("receipt", "Receipt"), ("problem", "Problem"))

_COUNTED = record(count=COUNT, is_all={"type": "boolean"})

WRITING: dict[str, Schema] = {
    "Intake": {
        **record(
            bad_rows=_COUNTED,
            files=array(OPEN),
            ledger=_LEDGER,
            mismatches=_COUNTED,
            no_image=COUNT,
            not_arrived=array(record(contest=TEXT, count=COUNT)),
            object=TEXT,
            position=COUNT,
        ),
        "description": "Counts are found anew; `is_all` false: there are more than were looked at.",
    },
    "IntakeEntry": {
        **record(
            form=TEXT,
            ledger=_LEDGER,
            mismatches=array(TEXT),
            object=TEXT,
            receipt={"anyOf": [ref("Receipt"), {"type": "null"}]},
            state={"enum": ["waits", "differs", "third_look", "submitted"]},
        ),
        "description": "`receipt` is null until two persons signed the same act.",
    },
    "IntakeQueue": {
        **record(
            items=array(OPEN),
            ledger=_LEDGER,
            next=TEXT_OR_NULL,
            object=TEXT,
            position=COUNT,
            queue=TEXT,
        ),
        "description": "A page; `next` is the address of the page after it, null at the end.",
    },
    "Answers": {
        **record(
            answers=array({"oneOf": [record(status=COUNT, **{n: ref(of)}) for n, of in _ANSWERS]}),
            ledger=_LEDGER,
        ),
        "description": "What became of each act of a batch, in its order; `status` is what the act "
        "alone would have been answered with.",
    },
}
"""The schemas of documents by name, beside those of `api.components`."""
