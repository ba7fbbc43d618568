"""What was published with witnesses, checked by the verifiers: V09 of the bundle, by a policy of one's own."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

from ledger import export
from ledger.publish import rounds
from tests.publish.witnesses import Town
from tests.verbs.commission import Commission, opened
from verifiers.desk import main


def verdict(bundle: Path, trust: dict[str, Any], folder: Path) -> tuple[int, str]:
    """Exit code, and the result of V09."""
    file = folder / "trust.json"
    file.write_text(json.dumps(trust))
    out, err = io.StringIO(), io.StringIO()
    code = main.run(["bundle", str(bundle), "--trust", str(file), "--json"], out, err)
    report = json.loads(out.getvalue())
    return code, next(c["result"] for c in report["checks"] if c["id"] == "V09")


def adopt(commission: Commission, text: str) -> None:
    """A policy becomes law."""
    commission.record(commission.administration(("witness_policy.adopted", {"policy": text})))


def test_a_bundle_carries_its_cosignatures(sqlite_url: str, tmp_path: Path) -> None:
    """The ledger's policy, a stricter one, and one of witnesses that nobody asked."""
    town = Town(tmp_path / "town")
    town.add("a", "b", "c")
    commission = opened(sqlite_url)
    adopt(commission, town.policy(1, "a", "b"))
    bundle = tmp_path / "bundle.zip"
    export.bundle(commission.ledger, bundle)
    trust = json.loads(export.trust(commission.ledger, required_checks=["V07", "V09"]))
    assert trust["witness_policy"] == town.policy(1, "a", "b")
    assert verdict(bundle, trust, tmp_path) == (3, "NOT CHECKED")
    assert rounds.publish(commission.ledger, web=town.web).missing == ""
    export.bundle(commission.ledger, bundle)
    assert verdict(bundle, trust, tmp_path) == (0, "PASS")
    assert verdict(bundle, trust | {"witness_policy": town.policy(2, "a", "b")}, tmp_path) == (
        0,
        "PASS",
    )
    assert verdict(bundle, trust | {"witness_policy": town.policy(1, "c")}, tmp_path) == (
        3,
        "NOT CHECKED",
    )
    assert verdict(bundle, trust | {"witness_policy": None}, tmp_path) == (3, "NOT CHECKED")
    commission.close()
