"""The program's source as the architecture tests see it: files, syntax trees, imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("ledger", "api", "verifiers", "migrations")

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = Function | ast.ClassDef


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file: its path from the root, and its text."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """The file's syntax tree."""
        return ast.parse(self.text, self.path)


def sources(*folders: str) -> list[Source]:
    """Every Python file below the folders, in order of path."""
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return [Source(path.relative_to(ROOT).as_posix(), _text(path)) for path in paths]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def functions(source: Source) -> Iterator[Function]:
    """Every function and method, nested ones too."""
    for node in ast.walk(source.tree):
        if isinstance(node, Function):
            yield node


def public(source: Source) -> Iterator[Definition]:
    """What others may use of a module: its functions, its classes, and their methods."""
    yield from _public_in(source.tree)


def _public_in(scope: ast.Module | ast.ClassDef) -> Iterator[Definition]:
    for node in scope.body:
        if isinstance(node, Definition) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public_in(node)


def docstring(node: ast.AST) -> ast.Constant | None:
    """The node that holds the docstring, if there is one."""
    body = getattr(node, "body", None)
    first = body[0] if isinstance(body, list) and body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        return first.value if isinstance(first.value.value, str) else None
    return None


def imports(source: Source) -> Iterator[tuple[int, str]]:
    """Line and full name of everything that is imported: `from a import b` is `a.b`."""
    package = source.path.split("/")[:-1]
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package[: len(package) + 1 - node.level] if node.level else []
            stem = [*parents, *([node.module] if node.module else [])]
            yield from ((node.lineno, ".".join([*stem, alias.name])) for alias in node.names)


def within(name: str, *modules: str) -> bool:
    """Whether a dotted name is one of the modules, or inside one."""
    return any(name == module or name.startswith(f"{module}.") for module in modules)
