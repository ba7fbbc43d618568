"""Who may import whom, as far as import contracts cannot say it.

The contracts in pyproject.toml draw the layers. These rules speak of single files, of whatever
is not on a list, and of rooms that may still be empty.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from tests.architecture.source import Source, imports, sources, within

CRYPTOGRAPHY_FILES = {"ledger/chain/keys.py", "ledger/chain/mldsa.py", "ledger/chain/pem.py"}
SODIUM_FILE = "verifiers/arithmetic.py"
CLAIMS = (
    "verifiers.integrity",
    "verifiers.authorship",
    "verifiers.authority",
    "verifiers.lifecycles",
    "verifiers.state",
    "verifiers.witnesses",
)


def strangers(tree: Iterable[Source]) -> list[str]:
    """What verifiers import besides themselves, the standard library and cryptography.

    The file that has the rule of acceptance may ask PyNaCl, which is faster, where it is there.
    """
    allowed = sys.stdlib_module_names | {"cryptography", "verifiers"}
    return [
        f"{source.path}:{line} {name}"
        for source in tree
        for line, name in imports(source)
        if name.split(".")[0] not in allowed | ({"nacl"} if source.path == SODIUM_FILE else set())
    ]


def siblings(tree: Iterable[Source], rooms: Iterable[str]) -> list[str]:
    """Imports from one room into another."""
    rooms = list(rooms)
    found = []
    for source in tree:
        own = [room for room in rooms if within(_module(source), room)]
        others = [room for room in rooms if room not in own]
        if own:
            found += [f"{source.path}: {name}" for name in _named(source) if within(name, *others)]
    return found


def forbidden(tree: Iterable[Source], *modules: str) -> list[str]:
    """Imports of any of the modules."""
    return [f"{source.path}: {n}" for source in tree for n in _named(source) if within(n, *modules)]


def _module(source: Source) -> str:
    return source.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _named(source: Source) -> list[str]:
    return [name for _, name in imports(source)]


def _effects(tree: Iterable[Source]) -> list[str]:
    return [_module(source) for source in tree if not source.path.endswith("/__init__.py")]


def test_verifiers_use_the_standard_library_and_cryptography_only() -> None:
    """An auditor who reads `verifiers/` has read everything but those two."""
    assert strangers(sources("verifiers")) == []


def test_claims_do_not_import_each_other() -> None:
    """A fault in one claim cannot hide behind another."""
    assert siblings(sources("verifiers"), CLAIMS) == []


def test_claims_do_not_know_the_desk() -> None:
    """What is checked does not depend on how it is reported."""
    away_from_it = [s for s in sources("verifiers") if not s.path.startswith("verifiers/desk/")]
    claims = [s for s in away_from_it if s.path != "verifiers/__main__.py"]
    assert forbidden(claims, "verifiers.desk") == []


def test_effects_do_not_import_each_other() -> None:
    """Each effect can be read alone."""
    tree = sources("ledger/election/effects")
    assert siblings(tree, _effects(tree)) == []


def test_migrations_do_not_change_with_the_ledger() -> None:
    """A version says today what it said when it was written."""
    assert forbidden(sources("migrations/versions"), "ledger", "api") == []


def test_private_keys_and_curves_are_in_one_place() -> None:
    """Cryptographic libraries are called from the files that have the rules of acceptance."""
    rest = [s for s in sources("ledger", "api", "migrations") if s.path not in CRYPTOGRAPHY_FILES]
    assert forbidden(rest, "cryptography", "nacl") == []


def test_the_checks_of_imports_can_fail() -> None:
    """Each is shown an import that breaks it, relative and inside a function too."""
    eager = Source("verifiers/state.py", "import json, orjson\nfrom ledger import limits\n")
    assert strangers([eager]) == [
        "verifiers/state.py:1 orjson",
        "verifiers/state.py:2 ledger.limits",
    ]
    nosy = Source("verifiers/state/a.py", "def f():\n    from ..authority import x\n")
    assert siblings([nosy], CLAIMS) == ["verifiers/state/a.py: verifiers.authority.x"]
    pair = [
        Source("ledger/election/effects/bar.py", "from . import lift, bar\n"),
        Source("ledger/election/effects/lift.py", ""),
    ]
    assert siblings(pair, _effects(pair)) == [
        "ledger/election/effects/bar.py: ledger.election.effects.lift"
    ]
    old = Source("migrations/versions/a.py", "from ledger.store import tables\n")
    assert forbidden([old], "ledger") == ["migrations/versions/a.py: ledger.store.tables"]
