"""Time and chance enter at the edge: whoever needs them is given them."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tests.architecture.source import PACKAGES, Source, imports, sources, within

CALLS = {
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "time.time",
    "time.time_ns",
    "uuid.uuid1",
    "uuid.uuid4",
}
EDGES = ("ledger/commands/", "api/wiring.py", "verifiers/desk/witness.py")


def surprises(tree: Iterable[Source]) -> list[str]:
    """Every use of the clock, of a random id, or of `random`, however it was imported."""
    return [
        f"{source.path}:{line} {name}"
        for source in tree
        for line, name in sorted(_used(source))
        if name in CALLS or within(name, "random")
    ]


def _used(source: Source) -> set[tuple[int, str]]:
    known = _imported(source)
    found = set(imports(source))
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute | ast.Name):
            first, _, rest = ast.unparse(node).partition(".")
            if first in known:
                found.add((node.lineno, ".".join([known[first], *([rest] if rest else [])])))
    return found


def _imported(source: Source) -> dict[str, str]:
    """What each imported name stands for: `import datetime as dt` is `{"dt": "datetime"}`."""
    known: dict[str, str] = {}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            known |= {a.asname or a.name: a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            known |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    return known


def test_only_the_edges_look_at_the_clock() -> None:
    """Nothing between the commands and the verifiers decides by the time of day or by chance."""
    inside = [source for source in sources(*PACKAGES) if not source.path.startswith(EDGES)]
    assert surprises(inside) == []


def test_the_check_of_the_clock_can_fail() -> None:
    """Aliases do not hide a call; a given clock and a measured duration are fine."""
    bad = (
        "import datetime as dt\nfrom time import time\nx = dt.datetime.now(dt.UTC)\nimport random\n"
    )
    assert surprises([Source("ledger/a.py", bad)]) == [
        "ledger/a.py:2 time.time",
        "ledger/a.py:3 datetime.datetime.now",
        "ledger/a.py:4 random",
    ]
    good = "import datetime, time\nx = datetime.datetime(2013, 11, 3)\ny = time.monotonic()\n"
    assert surprises([Source("ledger/a.py", good)]) == []
