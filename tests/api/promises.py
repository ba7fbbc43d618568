"""What a description of the API promises, and which promises another one breaks.

Within /v1 things are added. Whoever calls it must find every operation again under its name and address, give
no parameter that was not asked for before, and get every member of an answer, of the kind that it had.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]


def broken(old: Json, new: Json) -> list[str]:
    """Return every promise of `old` that `new` does not keep, in words; sorted."""
    return sorted(_broken(old, new))


def _broken(old: Json, new: Json) -> Iterator[str]:
    for path, methods in old["paths"].items():
        for method, was in methods.items():
            name = f"{method.upper()} {path}"
            now = new["paths"].get(path, {}).get(method)
            if now is None:
                yield f"{name} is gone"
                continue
            if now["operationId"] != was["operationId"]:
                yield f"{name} is called {now['operationId']}, not {was['operationId']}"
            yield from _parameters(name, _taken(old, was), _taken(new, now))
            yield from _answers(name, (old, was), (new, now))


def _taken(whole: Json, operation: Json) -> dict[str, bool]:
    """The parameters of an operation, and whether each is required."""
    told = (_followed(whole, each) for each in operation.get("parameters", ()))
    return {each["name"]: each.get("required", False) for each in told}


def _parameters(name: str, was: dict[str, bool], now: dict[str, bool]) -> Iterator[str]:
    yield from (f"{name} takes no {each} any more" for each in was.keys() - now.keys())
    for each, is_required in now.items():
        if is_required and not was.get(each, False):
            yield f"{name} requires {each}"


def _answers(name: str, old: tuple[Json, Json], new: tuple[Json, Json]) -> Iterator[str]:
    for status, told in old[1]["responses"].items():
        was = _followed(old[0], told)
        now = _followed(new[0], new[1]["responses"].get(status, {}))
        for kind, content in was.get("content", {}).items():
            given = now.get("content", {}).get(kind)
            if given is None:
                yield f"{name} {status} is no {kind} any more"
                continue
            where = f"{name} {status}"
            yield from _schemas(where, old[0], content["schema"], new[0], given["schema"], ())
        for header in was.get("headers", {}).keys() - now.get("headers", {}).keys():
            yield f"{name} {status} has no header {header} any more"


def _schemas(
    where: str, old: Json, was: Json, new: Json, now: Json, seen: tuple[str, ...]
) -> Iterator[str]:
    """Members that are gone, or are of another kind; a member that is always there stays so."""
    if was.get("$ref", "") in seen:
        return
    seen = (*seen, was["$ref"]) if "$ref" in was else seen
    was, now = _followed(old, was), _followed(new, now)
    if "anyOf" in was or "oneOf" in was:
        return
    kinds, given = _kinds(was), _kinds(now)
    if kinds and given and not given <= kinds:
        yield f"{where} is {' or '.join(sorted(given))}, not {' or '.join(sorted(kinds))}"
        return
    for member in set(was.get("required", ())) - set(now.get("required", ())):
        yield f"{where} may be without {member}"
    for member, told in was.get("properties", {}).items():
        if member in now.get("properties", {}):
            inner = now["properties"][member]
            yield from _schemas(f"{where} {member}", old, told, new, inner, seen)
    if "items" in was and "items" in now:
        yield from _schemas(f"{where}[]", old, was["items"], new, now["items"], seen)


def _kinds(schema: Json) -> set[str]:
    told = schema.get("type", [])
    return {told} if isinstance(told, str) else set(told)


def _followed(whole: Json, told: Json) -> Json:
    """What a reference leads to."""
    while "$ref" in told:
        found: Any = whole
        for step in told["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        told = found
    return told
