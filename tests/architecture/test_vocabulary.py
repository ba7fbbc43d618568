"""The vocabulary is data: no program knows an event by its name, except administration."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator

from tests.architecture.source import ROOT, Source, docstring, sources

FAMILIES = ROOT / "ledger" / "election" / "families"
KINDS = {"finding", "ruling", "filing", "statement", "administration"}


def declared(document: object) -> Iterator[str]:
    """The names of the event types in a family, administration left out.

    A declaration is an object such as `{"kind": "ruling", "name": "annulment.ordered", ...}`; the
    fields inside it have names too, but no kind.
    """
    if isinstance(document, dict):
        if document.get("kind") in KINDS - {"administration"} and "name" in document:
            yield document["name"]
        document = list(document.values())
    if isinstance(document, list):
        for part in document:
            yield from declared(part)


def spoken(tree: Iterable[Source], names: Iterable[str]) -> list[str]:
    """Every string in the code that holds one of the names; docstrings may give examples."""
    pattern = re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, names))})(?![\w.])")
    return [
        f"{source.path}:{line} {text}"
        for source in tree
        for line, text in _strings(source)
        if pattern.search(text)
    ]


def _strings(source: Source) -> Iterator[tuple[int, str]]:
    nodes = list(ast.walk(source.tree))
    told = {id(docstring(node)) for node in nodes}
    for node in nodes:
        if isinstance(node, ast.Constant) and id(node) not in told and isinstance(node.value, str):
            yield node.lineno, node.value


def test_no_declared_name_is_in_the_code() -> None:
    """A new event type needs a declaration and no line of code, in either program."""
    if not FAMILIES.exists():
        return
    families = [json.loads(path.read_bytes()) for path in sorted(FAMILIES.glob("*.json"))]
    names = sorted(set(declared(families)))
    assert names, "the families are there, but declare nothing that could be looked for"
    assert spoken(sources("ledger", "verifiers"), names) == []


def test_the_check_of_names_can_fail() -> None:
    """A name in a string is noticed; in a docstring, or as part of another, it is not."""
    fields = [{"name": "scope", "type": "scope"}]
    ruling = {"kind": "ruling", "name": "annulment.ordered", "fields": fields}
    names = list(declared([ruling, {"kind": "administration", "name": "key.enrolled"}]))
    assert names == ["annulment.ordered"]
    bad = Source("ledger/a.py", '"""As annulment.ordered."""\nx = f"{y} annulment.ordered"\n')
    assert spoken([bad], names) == ["ledger/a.py:2  annulment.ordered"]
    other = Source("ledger/a.py", 'x = "annulment.ordered_again", "key.enrolled", "scope"\n')
    assert spoken([other], names) == []
