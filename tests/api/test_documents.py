"""Documents over HTTP: sent by whoever has them, given out unchanged, or with the reason why not."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import bundles, documents, wiring
from ledger import limits, read, rebuild
from ledger.evidence import index
from ledger.evidence.store import open_store
from tests.api.asking import Asked
from tests.verbs import commission as commissions

REASONS = b"%PDF-1.7\nThe reasons of decision 2/2013."
NAMED = sha256(REASONS).hexdigest()
AT = f"/v1/documents/{NAMED}"
OCTETS = {"Content-Type": "application/octet-stream"}


@pytest.fixture
def asked(sqlite_url: str, tmp_path: Path) -> Iterator[Asked]:
    """The API of a ledger in which the act `deposit-1` names a document."""
    made = commissions.opened(sqlite_url)
    family = commissions.vocabulary("disputes")
    declared = next(one for one in family if one["name"] == "document.deposited")
    made.record(made.administration(("declaration.adopted", {"declaration": declared})))
    fields = {"about": None, "by": None, "deposit": "deposit-1", "document": NAMED}
    fields |= {"name": "Reasons", "owner": "cec"}
    made.record(made.act(("document.deposited", fields), act_id="deposit-1"))
    store = open_store(tmp_path / "evidence")
    with TestClient(wiring.create_app(made.ledger, store=store)) as client:
        yield Asked(client, made)
    made.close()


def put(
    asked: Asked,
    status: int,
    data: bytes = REASONS,
    path: str = AT,
    act: str = "deposit-1",
    **more: Any,
) -> Any:
    """Send a document."""
    where = f"{path}?act={act}" if act else path
    return asked.ask("PUT", where, status, content=data, headers=OCTETS | more)


def administer(asked: Asked, name: str, **fields: Any) -> None:
    """Withhold, release or erase the document."""
    why = {} if name == "released" else {"basis": None, "reason": "An investigation."}
    given = {"document": NAMED, **why, **fields}
    asked.commission.record(asked.commission.administration((f"document.{name}", given)))


def test_a_document_is_taken_once_and_given_as_it_is(asked: Asked) -> None:
    """To be saved, not shown; its tag is its digest."""
    assert asked.problem(AT, "not_in_log", 404)
    assert put(asked, 201).headers["location"] == AT
    assert put(asked, 200).json()["is_new"] is False
    answer = asked.get(AT)
    assert answer.content == REASONS
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["etag"] == f'"{NAMED}"'
    assert asked.get(AT, 304, headers={"If-None-Match": f'"{NAMED}"'}).content == b""
    assert asked.get(f"{AT}/standing").json()["state"] == "kept"


def test_a_page_is_given_as_bytes(asked: Asked) -> None:
    """What a browser would run is never called by its name."""
    page = b"<html><script>alert(1)</script>"
    digest = sha256(page).hexdigest()
    fields = {"about": None, "by": None, "deposit": "deposit-2", "document": digest}
    fields |= {"name": "Page", "owner": "cec"}
    commission = asked.commission
    commission.record(commission.act(("document.deposited", fields), act_id="deposit-2"))
    put(asked, 201, page, f"/v1/documents/{digest}", "deposit-2", **{"Content-Type": "text/html"})
    assert (
        asked.get(f"/v1/documents/{digest}").headers["content-type"] == "application/octet-stream"
    )


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"data": b"other"}, 409, "document_differs"),
        ({"data": b""}, 409, "document_differs"),
        ({"act": ""}, 400, "missing_parameter"),
        ({"act": "nothing"}, 404, "not_in_log"),
        ({"act": "founding"}, 409, "document_not_named"),
        ({"path": "/v1/documents/" + "A" * 64}, 400, "bad_digest"),
        ({"path": f"{AT}?x=1", "act": ""}, 400, "unknown_parameter"),
        ({"Content-Encoding": "gzip"}, 415, "wrong_content_type"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, 415, "wrong_content_type"),
        ({"Content-Length": str(limits.EVIDENCE_BYTES_MAX + 1)}, 413, "document_too_large"),
        ({"Content-Length": "9" * 30}, 413, "document_too_large"),
    ],
)
def test_what_is_not_taken(asked: Asked, given: dict[str, Any], status: int, code: str) -> None:
    """Nothing of it is kept."""
    told = put(asked, status, **given).json()
    assert told["code"] == code
    assert asked.get(f"{AT}/standing").json()["state"] == "absent"


def test_more_bytes_than_were_declared_are_not_read(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body without a length is cut at the bound."""
    monkeypatch.setattr(limits, "EVIDENCE_BYTES_MAX", 10)
    answer = asked.ask("PUT", f"{AT}?act=deposit-1", 413, content=iter([REASONS]), headers=OCTETS)
    assert answer.json()["code"] == "document_too_large"


def test_withheld_with_the_reason_then_released_then_erased(asked: Asked) -> None:
    """451 and 410, each with the act that says so."""
    put(asked, 201)
    administer(asked, "withheld", until=None)
    told = asked.problem(AT, "document_withheld", 451)
    assert "An investigation." in told["found"]
    standing = asked.get(f"{AT}/standing").json()
    assert (standing["state"], standing["law"]["reason"]) == ("withheld", "An investigation.")
    assert f"entry {standing['since']}" in told["found"]
    administer(asked, "released")
    assert asked.get(AT).content == REASONS
    administer(asked, "erased")
    asked.problem(AT, "document_erased", 410)
    assert put(asked, 410).json()["code"] == "document_erased"


def test_what_changed_on_the_disk_is_not_given(asked: Asked, tmp_path: Path) -> None:
    """Not one byte of it."""
    put(asked, 201)
    (tmp_path / "evidence" / NAMED[:2] / NAMED).write_bytes(b"%PDF-1.7\nOther reasons.")
    answer = asked.get(AT, 503)
    assert answer.json()["code"] == "document_damaged"
    assert b"Other" not in answer.content


def test_a_crowd_is_asked_to_come_again(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """And places are given back, whatever became of them."""
    put(asked, 201)
    for _ in range(limits.EVIDENCE_AT_ONCE_MAX + 1):
        put(asked, 409, b"other")
        assert asked.get(AT).content == REASONS
    places = [documents._places.acquire(blocking=False) for _ in range(99)]
    assert places.count(True) == limits.EVIDENCE_AT_ONCE_MAX
    try:
        asked.problem(AT, "busy", 503)
        assert put(asked, 503).headers["retry-after"]
    finally:
        documents._places.release(places.count(True))


def test_a_server_without_a_store_says_so(read_only: Asked) -> None:
    """It still says what acts name."""
    read_only.problem(AT, "no_documents_here", 404)


def _bundled(asked: Asked, size: int) -> list[str]:
    data = asked.get(f"/v1/bundles/{size}").content
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [name for name in archive.namelist() if name.startswith("evidence/")]


def test_documents_go_with_a_bundle(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that are kept; what comes later is found; what is withheld is in none, at once."""
    monkeypatch.setattr(bundles, "LOOK_SECONDS", 0.0)
    size = read.size(asked.commission.ledger)
    assert _bundled(asked, size) == []
    put(asked, 201)
    assert _bundled(asked, size) == [f"evidence/{NAMED}"]
    monkeypatch.setattr(bundles, "LOOK_SECONDS", 60.0)
    assert _bundled(asked, size) == [f"evidence/{NAMED}"]
    administer(asked, "withheld", until=None)
    assert _bundled(asked, size) == [], "also of a size at which nobody had withheld it"
    administer(asked, "released")
    monkeypatch.setattr(bundles, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(limits, "BUNDLE_DOCUMENTS_BYTES_MAX", 10)
    assert _bundled(asked, size) == []


def test_who_named_a_document_is_told(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the index, or by what came since; not what only looks like it, and how far was looked."""
    ledger = asked.commission.ledger

    def told() -> Any:
        return asked.get(f"{AT}/standing").json()["named_by"]

    size = read.size(ledger)
    one = {
        "act": "deposit-1",
        "index": size - 1,
        "name": None,
        "where": "events[0].fields.document",
    }
    before = told()
    assert before == {"acts": [one], "is_all": True, "up_to": size}
    monkeypatch.setattr(index, "ENTRIES_AT_ONCE", 4)
    index.follow(ledger)
    index.follow(ledger)
    monkeypatch.setattr(index, "BEHIND_MAX", 0)
    assert told() == before, "nothing is left to be looked through"
    fields = {"about": None, "by": None, "deposit": "deposit-2", "document": NAMED}
    fields |= {"name": "Reasons", "owner": "cec"}
    people = asked.commission
    other = fields | {"deposit": "deposit-3", "document": "b" * 64}
    both = ("document.deposited", fields), ("document.deposited", other)
    people.record(people.act(*both, act_id="deposit-2"))
    assert told() == {"acts": [one], "is_all": False, "up_to": size}
    index.follow(ledger)
    assert [each["act"] for each in told()["acts"]] == ["deposit-1", "deposit-2"]
    root = read.last_seen(ledger)["root"]
    assert asked.get(f"/v1/documents/{root}/standing").json()["named_by"]["acts"] == []
    monkeypatch.setattr(limits, "LIST_ITEMS", 1)
    assert told() == {"acts": [one], "is_all": False, "up_to": size + 1}
    rebuild.rebuild(ledger)
    monkeypatch.undo()
    assert len(told()["acts"]) == 2, "on tables that were built anew it begins again"
