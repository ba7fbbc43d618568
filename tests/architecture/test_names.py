"""Names say what a thing is; what others may use is documented and typed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from tests.architecture.source import PACKAGES, Definition, Source, functions, public, sources

# Words that say "something to do with": whoever needs one has not yet found out what it is.
EMPTY_WORDS = {"manager", "service", "helper", "util", "handler", "base", "common", "misc"}


def words(name: str) -> set[str]:
    """The words of a CamelCase or snake_case name, in lower case and in the singular.

    `HTTPHandlers_x` is `{"http", "handler", "x"}`.
    """
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z][a-z0-9]*", name)
    return {part.lower().removesuffix("s") for part in parts}


def empty_names(tree: Iterable[Source]) -> list[str]:
    """Every module, class and function whose name holds an empty word."""
    found = []
    for source in tree:
        if any(words(part) & EMPTY_WORDS for part in source.path.removesuffix(".py").split("/")):
            found.append(source.path)
        for node in ast.walk(source.tree):
            if isinstance(node, Definition) and words(node.name) & EMPTY_WORDS:
                found.append(f"{source.path}:{node.lineno} {node.name}")
    return found


def undocumented(tree: Iterable[Source]) -> list[str]:
    """Every module and public name without a docstring; setters and overloads share one."""
    found = []
    for source in tree:
        if ast.get_docstring(source.tree) is None:
            found.append(source.path)
        for node in public(source):
            if ast.get_docstring(node) is None and not _shares_a_docstring(node):
                found.append(f"{source.path}:{node.lineno} {node.name}")
    return found


def _shares_a_docstring(node: Definition) -> bool:
    written = [ast.unparse(decorator) for decorator in node.decorator_list]
    return any(text.endswith((".setter", ".deleter", "overload", "override")) for text in written)


def untyped(tree: Iterable[Source]) -> list[str]:
    """Every function that does not say what it returns."""
    return [
        f"{source.path}:{function.lineno} {function.name}"
        for source in tree
        for function in functions(source)
        if function.returns is None
    ]


def test_no_name_is_empty() -> None:
    """No module, class or function is named by a word that fits everything."""
    assert empty_names(sources(*PACKAGES)) == []


def test_every_public_name_is_documented() -> None:
    """Modules, classes, functions and methods that others may use have a docstring."""
    assert undocumented(sources(*PACKAGES)) == []


def test_every_function_says_what_it_returns() -> None:
    """Return annotations are complete."""
    assert untyped(sources(*PACKAGES)) == []


def test_the_checks_of_names_can_fail() -> None:
    """Each is shown a file that breaks it, and one that comes close and does not."""
    bad = Source("ledger/utils.py", "class KeyManager:\n    def handlers(self): ...\n")
    assert empty_names([bad]) == [
        "ledger/utils.py",
        "ledger/utils.py:1 KeyManager",
        "ledger/utils.py:2 handlers",
    ]
    assert undocumented([bad]) == [
        "ledger/utils.py",
        "ledger/utils.py:1 KeyManager",
        "ledger/utils.py:2 handlers",
    ]
    assert untyped([bad]) == ["ledger/utils.py:2 handlers"]
    close = Source(
        "api/database.py",
        '"""A file."""\n\ndef base64url_at() -> int:\n    """When."""\n\ndef _own() -> None: ...\n',
    )
    assert empty_names([close]) == undocumented([close]) == untyped([close]) == []
