"""What schemas of documents are made of (JSON Schema, as OpenAPI 3.1 has it)."""

from __future__ import annotations

from typing import Any

from ledger import limits

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
COUNT_OR_NULL: Schema = {"type": ["integer", "null"]}
HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
DAY: Schema = {"type": "string", "format": "date"}
PATH: Schema = {"type": "array", "items": HASH, "maxItems": limits.PROOF_HASHES_MAX}
OPEN: Schema = {"type": "object"}


FLAG: Schema = {"type": "boolean"}
DAY_OR_NULL: Schema = {"type": ["string", "null"], "format": "date"}
TEXTS: Schema = {"type": "array", "items": TEXT}


def map_of(value: Schema) -> Schema:
    """Return an object whose members have names that the vocabulary gives."""
    return {"type": "object", "additionalProperties": value}


def ref(name: str) -> Schema:
    """Return a reference to a document by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def record(**members: Schema) -> Schema:
    """Return an object with these members, all of which it has."""
    return {"type": "object", "properties": members, "required": sorted(members)}


def array(item: Schema) -> Schema:
    """Return an array of items of one kind."""
    return {"type": "array", "items": item}


def about_state(**members: Schema) -> Schema:
    """An answer about state: as known at a position, in force on a day, and its fixed address."""
    return record(
        day=DAY,
        ledger=ref("Ledger"),
        object=TEXT,
        position=COUNT,
        root=HASH,
        url=TEXT,
        **members,
    )


def page_of(item: Schema) -> Schema:
    """A page of a list: `next` is the address of the page after it, null at the end."""
    return about_state(items=array(item), next=TEXT_OR_NULL)
