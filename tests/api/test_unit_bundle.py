"""The bundle of one unit over HTTP: what `eal-verify` takes, kept while nothing changes, or why there is none."""

from __future__ import annotations

from pathlib import Path

from ledger import export, read
from tests.api import addresses
from verifiers.desk import verifying
from verifiers.proven import Asked

AT = f"/v1/units/{addresses.UNIT}/bundle"
SHOWN = ["V04", "V06", "V10", "V11", "V12", "V26", "V27", "V28"]


def test_it_is_what_the_verifier_takes(tmp_path: Path) -> None:
    """By the last seal, or by that of an earlier position; the same for who asks again."""
    with addresses.told(tmp_path) as (played, client):
        answer = client.get(AT)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
        again = client.get(AT, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        bundle, trust = tmp_path / "court.zip", tmp_path / "trust.json"
        bundle.write_bytes(answer.content)
        trust.write_bytes(export.trust(played.ledger, required_checks=SHOWN, last_seen=False))
        asked = Asked(unit=addresses.UNIT)
        brought = verifying.bring(trust)
        report = verifying.bundle(bundle, brought, lambda *_: None, asked=asked)
        assert report["verdict"] == "VERIFIED"
        assert report["subject"]["state"]["until"] == read.size(played.ledger)


def test_without_a_unit_or_a_seal_there_is_none(tmp_path: Path) -> None:
    """Not found, and what to do; so is a history longer than the log."""
    with addresses.told(tmp_path) as (_, client):
        for address in ("/v1/units/nowhere/bundle", f"{AT}?as_of=10", f"{AT}?seen=9999"):
            answer = client.get(address)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_in_log"), address
        assert client.get(f"{AT}?seen=x").status_code == 400
