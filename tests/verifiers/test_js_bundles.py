"""Both checkers, one by each reading of the specification, on the same bundles."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.verifiers import examined, js, maker
from tests.verifiers.damages import DAMAGES

BYTES = ("V01", "V02", "V03", "V04", "V05", "V06", "V07", "V08", "V09", "V10", "V15", "V17", "V20")


def test_every_damage_is_told_by_both_in_the_same_words(tmp_path: Path) -> None:
    """Each check on bytes: result, codes and indexes; and what is not damaged is found whole."""
    made = maker.story()
    whole = maker.bundle(made.parts(), made.ledger, made.size)
    cases = {"whole": (whole, made.trust())}
    cases |= {name: make()[:2] for name, make in DAMAGES.items()}
    for name, (bundle, trust) in cases.items():
        (tmp_path / f"{name}.zip").write_bytes(bundle)
        (tmp_path / f"{name}.json").write_bytes(trust)
    listed = [("bundle", tmp_path / f"{n}.zip", tmp_path / f"{n}.json") for n in cases]
    found = dict(zip(cases, js.batch(tmp_path, listed), strict=True))
    for name, (bundle, trust) in cases.items():
        ours = examined.report(bundle, trust)
        assert js.told(found[name], BYTES) == js.told(ours, BYTES), name


@pytest.mark.parametrize("words", [(), ("bundle",), ("nonsense", "x", "--trust", "y")])
def test_wrong_usage_is_told(words: tuple[str, ...]) -> None:
    """On the side, with exit code 2."""
    code, out, err = js.run(*words)
    assert (code, out) == (2, "")
    assert err.startswith("usage:")
