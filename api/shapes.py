"""What schemas of documents are made of (JSON Schema, as OpenAPI 3.1 has it)."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from ledger import limits

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
COUNT_OR_NULL: Schema = {"type": ["integer", "null"]}
FLAG: Schema = {"type": "boolean"}
HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
DAY: Schema = {"type": "string", "format": "date"}
DAY_OR_NULL: Schema = {"type": ["string", "null"], "format": "date"}
TEXTS: Schema = {"type": "array", "items": TEXT}
PATH: Schema = {"type": "array", "items": HASH, "maxItems": limits.PROOF_HASHES_MAX}
BY_VOCABULARY: Schema = {
    "type": "object",
    "description": "Its members are named by the declarations that were adopted.",
}


def map_of(value: Schema) -> Schema:
    """Return an object whose members have names that the vocabulary gives."""
    return {"type": "object", "additionalProperties": value}


def ref(name: str) -> Schema:
    """Return a reference to a document by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def or_null(schema: Schema) -> Schema:
    """Return what is null where there is nothing to say."""
    return {"anyOf": [schema, {"type": "null"}]}


def record(**members: Schema) -> Schema:
    """Return an object with these members, all of which it has."""
    return {"type": "object", "properties": members, "required": sorted(members)}


def array(item: Schema) -> Schema:
    """Return an array of items of one kind."""
    return {"type": "array", "items": item}


def told(text: str, schema: Schema) -> Schema:
    """Return a schema with a sentence about it."""
    return schema | {"description": text}


_PLAIN = {str: TEXT, int: {"type": "integer"}, bool: FLAG}


def of(kind: type[Any], *without: str, **instead: Schema) -> Schema:
    """Return the object as which a value of a type is told: its fields say what the members are.

    `without` are fields that are not told; `instead` is what a type cannot say, and what is added.
    """
    found = {
        name: _of_type(hint)
        for name, hint in get_type_hints(kind).items()
        if name not in without and name not in instead
    }
    return record(**found, **instead)


def _of_type(hint: Any) -> Schema:
    if hint in _PLAIN:
        return _PLAIN[hint]
    inner = get_args(hint)
    if isinstance(hint, UnionType) and len(inner) == 2 and NoneType in inner:
        schema = _of_type(inner[0])
        return {**schema, "type": [schema["type"], "null"]}
    assert get_origin(hint) in (list, tuple), f"{hint} has to be said by a schema"
    return array(_of_type(inner[0]))


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
