"""What names a key is any text; where no key has that id, ledger and both checkers say the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.election import builders
from tests.verifiers import examined, js, maker
from tests.verifiers.damages import _unfolded as recorded_unread
from tests.verifiers.maker import Json, Key, event

LENGTHS = {0: "bad_field", 1: "unknown_key", 43: "unknown_key", 64: "unknown_key", 65: "unknown_key", 500: "unknown_key", 501: "bad_field"}  # fmt: skip
NEW = Key("spare").public


def _events(name: str) -> dict[str, Json]:
    """An event of each type that names a key, without and with such a key."""
    return {
        "key.revoked": event("key.revoked", key=name, reason="Lost."),
        "key.compromised": event("key.compromised", key=name, suspect_from=None),
        "key.enrolled": event("key.enrolled", key=NEW, person="m1", replaces=name),
    }


@pytest.mark.parametrize("type_", _events(""))
def test_a_key_that_is_not_there_has_one_code(type_: str, tmp_path: Path) -> None:
    """Whatever its id looks like; a text that is none is another fault, and all three say which."""
    cases = []
    for length, code in LENGTHS.items():
        given = _events("x" * length)[type_]
        assert builders.opened().code(given) == code, f"the ledger, {length} letters"
        made = maker.story()
        found = ("V13" if code == "bad_field" else "V12", code, made.size)
        bundle, trust, _ = recorded_unread(made, made.act(given), found)
        ours = examined.report(bundle, trust)
        assert found in examined.findings(ours), f"the verifier, {length} letters"
        (tmp_path / f"{length}.zip").write_bytes(bundle)
        (tmp_path / f"{length}.json").write_bytes(trust)
        cases.append((ours, ("bundle", tmp_path / f"{length}.zip", tmp_path / f"{length}.json")))
    for (ours, _), theirs in zip(cases, js.batch(tmp_path, [c for _, c in cases]), strict=True):
        assert js.told(theirs, js.CHECKS) == js.told(ours, js.CHECKS)
