"""Files that acts name: taken if they are named, given if they are unchanged, gone if erased."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ledger import evidence, limits
from ledger.election import naming
from ledger.errors import Malformed, NotFound, Unavailable
from ledger.evidence import salted
from ledger.evidence.store import Store, open_store
from tests.evidence import seaweed
from tests.verbs import commission as commissions
from tests.verbs.commission import Commission

REASONS = b"%PDF-1.7\nThe reasons of decision 2/2013."
NAMED = sha256(REASONS).hexdigest()
OTHER = sha256(b"something else").hexdigest()


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of a real S3 store."""
    with seaweed.running(tmp_path_factory.mktemp("seaweed")) as environment:
        yield environment


@pytest.fixture(
    params=["folder", pytest.param("s3", marks=[pytest.mark.interop, pytest.mark.slow])]
)
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: Any) -> Store:
    """An empty store of each kind."""
    if request.param == "folder":
        return open_store(tmp_path / "evidence")
    for name, value in request.getfixturevalue("bucket").items():
        monkeypatch.setenv(name, value)
    return open_store(f"s3://{seaweed.BUCKET}/{tmp_path.name}")


@pytest.fixture
def commission(sqlite_url: str) -> Iterator[Commission]:
    """A ledger in which the act `deposit-1` names a document."""
    made = commissions.opened(sqlite_url)
    family = commissions.vocabulary("disputes")
    declared = next(one for one in family if one["name"] == "document.deposited")
    made.record(made.administration(("declaration.adopted", {"declaration": declared})))
    fields = {"about": None, "by": None, "deposit": "deposit-1", "document": NAMED}
    fields |= {"name": "Reasons", "owner": "cec"}
    made.record(made.act(("document.deposited", fields), act_id="deposit-1"))
    yield made
    made.close()


def _take(made: Commission, store: Store, data: bytes = REASONS, act: str = "deposit-1") -> bool:
    digest = sha256(data).hexdigest()
    return evidence.receive(made.ledger, store, digest, act=act, chunks=[data[:9], data[9:]])


def _administer(made: Commission, name: str, **fields: Any) -> None:
    why = {} if name == "released" else {"basis": None, "reason": "An investigation."}
    made.record(made.administration((f"document.{name}", {"document": NAMED, **why, **fields})))


def _code(work: Callable[[], object]) -> str:
    with pytest.raises(Malformed) as caught:
        work()
    return caught.value.code


def test_a_file_that_an_act_names_is_kept_once(commission: Commission, store: Store) -> None:
    """It was absent, is kept, is kept still, and comes back as it was."""
    assert evidence.standing(commission.ledger, store, NAMED).state == "absent"
    assert [*evidence.missing(commission.ledger, store)][0][1:] == ("deposit-1", NAMED)
    assert _take(commission, store)
    assert not _take(commission, store)
    found = evidence.standing(commission.ledger, store, NAMED)
    assert (found.state, found.bytes, found.law) == ("kept", len(REASONS), None)
    with evidence.opened(store, NAMED) as file:
        assert file.read() == REASONS
    assert [*evidence.missing(commission.ledger, store)] == []


def test_what_no_act_names_is_not_taken(commission: Commission, store: Store) -> None:
    """Nor is what names itself otherwise than it is, nor what belongs to an act that is not there."""
    assert _code(lambda: _take(commission, store, b"something else")) == "document_not_named"
    with pytest.raises(NotFound):
        _take(commission, store, act="nothing")
    ledger = commission.ledger
    wrong = lambda: evidence.receive(ledger, store, NAMED, act="deposit-1", chunks=[b"other"])  # noqa: E731
    assert _code(wrong) == "document_differs"
    assert store.size(NAMED) is None


def test_a_file_that_is_too_large_is_not_taken_to_its_end(
    commission: Commission, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes after the bound is not asked for."""
    monkeypatch.setattr(limits, "EVIDENCE_BYTES_MAX", 10)
    asked: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            asked.append(1)
            yield b"12345678"

    ledger = commission.ledger
    take = lambda: evidence.receive(ledger, store, NAMED, act="deposit-1", chunks=endless())  # noqa: E731
    assert _code(take) == "document_too_large"
    assert len(asked) == 2


def test_withheld_and_released(commission: Commission, store: Store) -> None:
    """It stays kept; the reason stands with it, until the day, or until it is released."""
    _take(commission, store)
    _administer(commission, "withheld", until="2013-11-10")
    found = evidence.standing(commission.ledger, store, NAMED)
    assert (found.state, found.bytes) == ("withheld", len(REASONS))
    assert found.law is not None
    assert found.law["reason"] == "An investigation."
    assert found.since == found.position - 1
    assert [*evidence.missing(commission.ledger, store)] == []
    _administer(commission, "released")
    assert evidence.standing(commission.ledger, store, NAMED).state == "kept"


def test_what_was_erased_is_removed_and_does_not_come_back(
    commission: Commission, store: Store
) -> None:
    """The act that names it stays; the file goes."""
    _take(commission, store)
    assert evidence.erase(commission.ledger, store) == []
    _administer(commission, "erased")
    assert evidence.standing(commission.ledger, store, NAMED)[:2] == ("erased", None)
    assert store.size(NAMED) == len(REASONS)
    assert evidence.erase(commission.ledger, store) == [NAMED]
    assert evidence.erase(commission.ledger, store) == []
    assert store.size(NAMED) is None
    assert _code(lambda: _take(commission, store)) == "document_erased"


@pytest.mark.parametrize("how", ["swapped", "truncated", "a bit", "empty"])
def test_a_file_that_changed_on_the_disk_is_not_given(
    commission: Commission, tmp_path: Path, how: str
) -> None:
    """Whoever changed it: a disk, or somebody with a hand on it."""
    store = open_store(tmp_path / "evidence")
    _take(commission, store)
    path = tmp_path / "evidence" / NAMED[:2] / NAMED
    changed = {"swapped": b"other", "truncated": REASONS[:-1], "empty": b""}
    path.write_bytes(changed.get(how, REASONS[:5] + bytes([REASONS[5] ^ 1]) + REASONS[6:]))

    def read() -> None:
        with evidence.opened(store, NAMED):
            pass

    assert _code(read) == "document_damaged"


def test_a_store_that_fails_says_so(commission: Commission, tmp_path: Path) -> None:
    """A file in the place of the folder; nothing is kept, nothing is lost."""
    (tmp_path / "evidence").write_bytes(b"")
    with pytest.raises(Unavailable):
        _take(commission, open_store(tmp_path / "evidence"))


@pytest.mark.slow
def test_whoever_is_killed_while_keeping_leaves_no_half_of_it(tmp_path: Path) -> None:
    """Four processes, killed at four moments: the file is whole or not there."""
    data = os.urandom(8 << 20)
    digest = sha256(data).hexdigest()
    (tmp_path / "data").write_bytes(data)
    store, killed = open_store(tmp_path / "evidence"), 0
    program = (
        "import sys; from ledger.evidence.store import open_store; print(flush=True);"
        "open_store(sys.argv[1]).keep(sys.argv[2], open(sys.argv[3], 'rb'))"
    )
    for n in range(4):
        words = [sys.executable, "-c", program, tmp_path / "evidence", digest, tmp_path / "data"]
        process = subprocess.Popen(list(map(str, words)), stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(n * 0.004)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        process.stdout.close()
        assert store.size(digest) in (None, len(data))
        store.remove(digest)
    assert killed >= 2, f"{killed} of 4 were killed in time"
    store.keep(digest, io.BytesIO(data))
    assert b"".join(store.read(digest)) == data


def test_an_act_names_its_reasons_annexes_source_and_deposits() -> None:
    """A null, a text and a number are no names; a list has several; administration names none."""
    act: dict[str, Any] = {
        "attestation": {"document": "a" * 64},
        "decision": {"reasons": "b" * 64, "annexes": [{"document": "c" * 64, "name": "N"}]},
        "events": [
            {"fields": {"x": "d" * 64, "y": ["e" * 64, "no"], "z": None, "n": 7}, "type": "a.b"},
            {"fields": {"document": "f" * 64}, "type": "document.released"},
        ],
    }
    assert {one.digest for one in naming.of_act(act)} == {letter * 64 for letter in "abcde"}
    none = {
        "attestation": None,
        "decision": None,
        "events": [{"fields": {"x": "A" * 64}, "type": "a.b"}],
    }
    assert [*naming.of_act(none)] == []


def test_a_salted_file_opens_again_and_nothing_else_does() -> None:
    """The same file with another salt has another digest."""
    one, other = salted.seal(REASONS, bytes(32)), salted.seal(REASONS, b"\1" * 32)
    assert salted.open(one) == salted.open(other) == REASONS
    assert sha256(one).digest() != sha256(other).digest()
    for wrong in (b"", REASONS, one[:40]):
        assert _code(partial(salted.open, wrong)) == "not_salted"
