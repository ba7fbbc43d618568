"""The server itself: whose ledger it is, how it does, what went wrong, what a code means."""

from __future__ import annotations

from api.shapes import (
    COUNT,
    FLAG,
    TEXT,
    TEXT_OR_NULL,
    TEXTS,
    Schema,
    array,
    map_of,
    or_null,
    record,
    ref,
    told,
)

_REASON = record(code=TEXT, do=TEXT, expected=TEXT, found=TEXT, pointer=TEXT_OR_NULL, where=TEXT)

SERVER: dict[str, Schema] = {
    "Description": told("An OpenAPI document, version 3.1.", {"type": "object"}),
    "Health": record(status=TEXT),
    "Home": record(
        accepts_acts=FLAG,
        api_version=TEXT,
        ledger=ref("Ledger"),
        limits=told("Bounds by name, in bytes or numbers.", map_of(COUNT)),
        links=told("Addresses by name; what stands in braces is to be filled in.", map_of(TEXT)),
        position=COUNT,
    ),
    "Page": told(
        "How it comes about without ill will, and what an attacker may be after.",
        record(
            code=TEXT,
            do=TEXT,
            expected=TEXT,
            hostile=TEXT,
            innocent=TEXT,
            ledger=ref("Ledger"),
            status=COUNT,
            title=TEXT,
        ),
    ),
    "Pages": record(
        items=array(record(code=TEXT, title=TEXT, url=TEXT)),
        ledger=ref("Ledger"),
        next=TEXT_OR_NULL,
        object=TEXT,
    ),
    "Problem": told(
        "RFC 9457. `type` is a page about the code; `errors` has every reason.",
        record(
            code=TEXT,
            detail=TEXT,
            do=TEXT,
            errors=array(_REASON),
            expected=TEXT,
            found=TEXT,
            ledger=ref("Ledger"),
            position=COUNT,
            refusal=or_null(ref("Refusal")),
            request_id=TEXT,
            status=COUNT,
            title=TEXT,
            type=TEXT,
            where=TEXT,
        ),
    ),
    "Readiness": told(
        "Where it is not ready the answer is a problem, 503, with the code why.",
        record(
            accepts_acts=FLAG,
            checkpoint_size=COUNT,
            ledger=ref("Ledger"),
            memories=TEXTS,
            position=COUNT,
            published_size=COUNT,
            state_position=COUNT,
            status=TEXT,
            witness_alarms=COUNT,
        ),
    ),
}
"""The documents of the server, by name."""
