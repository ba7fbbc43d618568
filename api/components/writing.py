"""What answers about writing and intake look like."""

from __future__ import annotations

from api.shapes import (
    COUNT,
    DAY,
    FLAG,
    HASH,
    TEXT,
    TEXT_OR_NULL,
    TEXTS,
    Schema,
    array,
    or_null,
    record,
    ref,
    told,
)

_LEDGER = ref("Ledger")
_COUNTED = record(count=COUNT, is_all=FLAG)
_FILE = record(
    again=COUNT,
    bad=COUNT,
    begun_at=TEXT,
    is_done=FLAG,
    kind=TEXT,
    name=TEXT,
    recorded=COUNT,
    source=HASH,
)
_ANSWERS = (("receipt", "Receipt"), ("problem", "Problem"))

QUEUES: dict[str, Schema] = {
    "not_arrived": record(
        reason=TEXT, registered=or_null(ref("Quantity")), run=TEXT, telephoned=TEXTS, unit=TEXT
    ),
    "mismatches": record(differs=TEXTS, form=TEXT, keyed_by=TEXTS, third_look_by=TEXTS),
    "no_image": record(act_index=COUNT, form=TEXT),
    "bad_rows": record(
        code=TEXT,
        do=TEXT,
        expected=TEXT,
        form=TEXT_OR_NULL,
        found=TEXT,
        row=COUNT,
        source=HASH,
        unit=TEXT_OR_NULL,
        where=TEXT,
    ),
}
"""What an item of each queue of intake is."""

WRITING: dict[str, Schema] = {
    "Answers": told(
        "What became of each act of a batch, in its order; `status` is what the act alone would "
        "have been answered with.",
        record(
            answers=array({"oneOf": [record(status=COUNT, **{n: ref(it)}) for n, it in _ANSWERS]}),
            ledger=_LEDGER,
        ),
    ),
    "Intake": told(
        "Counts are found anew; `is_all` false: there are more than were looked at.",
        record(
            bad_rows=_COUNTED,
            files=array(_FILE),
            ledger=_LEDGER,
            mismatches=_COUNTED,
            no_image=COUNT,
            not_arrived=array(record(contest=TEXT, count=COUNT)),
            object=TEXT,
            position=COUNT,
        ),
    ),
    "IntakeEntry": told(
        "`receipt` is null until two persons signed the same act.",
        record(
            form=TEXT,
            ledger=_LEDGER,
            mismatches=TEXTS,
            object=TEXT,
            receipt=or_null(ref("Receipt")),
            state={"enum": ["waits", "differs", "third_look", "submitted"]},
        ),
    ),
    "IntakeQueue": told(
        "A page; `next` is the address of the page after it, null at the end.",
        record(
            day=DAY,
            items=array({"anyOf": list(QUEUES.values())}),
            ledger=_LEDGER,
            next=TEXT_OR_NULL,
            object=TEXT,
            position=COUNT,
            queue=TEXT,
        ),
    ),
}
"""The documents by name."""
