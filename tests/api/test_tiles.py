"""Tiles over HTTP: the bytes of the exported folder, with headers that caches understand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api import wiring
from ledger.chain import note, tlog_proof
from ledger.chain.checkpoint import LogKey
from ledger.publish import publish
from ledger.publish.tiles import export
from tests.api.asking import Asked
from tests.api.conftest import served
from tests.verbs import commission as commissions


@pytest.fixture
def published(sqlite_url: str) -> Iterator[Asked]:
    """The API of a ledger with a published checkpoint."""
    made = commissions.opened(sqlite_url)
    publish(made.ledger)
    with served(made) as asked:
        yield asked


def test_the_exported_folder_is_served_as_it_is(published: Asked, tmp_path: Path) -> None:
    """Every file of it; tiles for ever, the checkpoint to be asked for again."""
    place = tmp_path / "tiles"
    export(published.commission.ledger, place)
    files = [path for path in place.rglob("*") if path.is_file()]
    assert len(files) == 3
    for path in files:
        name = path.relative_to(place).as_posix()
        answer = published.get(f"/{name}")
        assert answer.content == path.read_bytes()
        kept = answer.headers["cache-control"]
        if name == "checkpoint":
            assert answer.headers["content-type"] == "text/plain; charset=utf-8"
            assert kept == "public, no-cache"
        else:
            assert answer.headers["content-type"] == "application/octet-stream"
            assert kept == "public, max-age=31536000, immutable"


def test_tiles_that_are_not_there(published: Asked) -> None:
    """404, whatever is spelt; and before anything is published."""
    for name in ("0/001", "0/000", "0/0", "entries/000.p/999", "63/000", "0/x000/000", "../../x"):
        assert published.client.get(f"/tile/{name}").status_code == 404
    answer = published.get("/tile/0/000", status=404)
    assert answer.json()["code"] == "not_in_log"
    published.problem("/checkpoint?size=3", "unknown_parameter")


def test_before_anything_is_published(asked: Asked) -> None:
    """Readers are told so."""
    for path in ("/checkpoint", "/tile/0/000.p/1", "/v1/entries/0/tlog-proof"):
        assert asked.get(path, status=404).json()["code"] == "not_in_log"


def test_a_proof_in_a_file(published: Asked) -> None:
    """It proves the entry that is served beside it, by the log's key."""
    ledger = published.commission.ledger
    assert ledger.signer is not None
    answer = published.get("/v1/entries/2/tlog-proof")
    assert answer.headers["content-disposition"] == 'attachment; filename="2.tlog-proof"'
    proof = tlog_proof.parse(answer.content)
    entry = published.get("/v1/entries/2").content
    tlog_proof.check(proof, entry, log_keys=[LogKey(ledger.signer.verifier)])
    note.parse(proof.checkpoint)
    published.get("/v1/entries/999999/tlog-proof", status=404)
    published.problem("/v1/entries/x/tlog-proof", "bad_parameter")


def test_the_application_needs_no_publication(sqlite_url: str) -> None:
    """It starts all the same."""
    made = commissions.opened(sqlite_url)
    with TestClient(wiring.create_app(made.ledger)) as client:
        assert client.get("/checkpoint").status_code == 404
    made.ledger.engine.dispose()
