"""Founding: tables and entry 0, or a reason why not."""

from __future__ import annotations

import pytest

from ledger import found, read
from ledger import ledger as ledgers
from ledger.chain import keys, merkle
from ledger.errors import LedgerStopped
from ledger.submit import Packet, Recorded, Refused
from tests.verbs.commission import PERSONS, Clock, Commission, founded, founding, key_of


def attempt(
    url: str, packet: Packet, *, recorder: str = "recorder", log: str = "log"
) -> found.Founded:
    """Found with the keys of these names."""
    made = found.found(
        url, packet, clock=Clock(), log_key=key_of(log), recorder_key=key_of(recorder)
    )
    made.ledger.engine.dispose()
    return made


def test_a_founded_ledger_can_be_opened(engine_url: str) -> None:
    """Its name and id are what entry 0 states; until it is opened it accepts administration only."""
    commission = founded(engine_url)
    again = ledgers.open(engine_url, clock=Clock())
    assert (again.origin, again.ledger_id) == (
        commission.ledger.origin,
        commission.ledger.ledger_id,
    )
    answer = commission.submit(commission.act(("draft.circulated", {"text": "A"})))[0]
    assert isinstance(answer, Refused)
    assert answer.problems[0].code == "ledger_not_open"
    commission.close()
    again.engine.dispose()


def test_founding_again_gets_the_first_receipt(engine_url: str) -> None:
    """A founding that was interrupted after its commit is simply done again."""
    first = attempt(engine_url, founding()).answer
    again = attempt(engine_url, founding()).answer
    assert isinstance(first, Recorded)
    assert isinstance(again, Recorded)
    assert again.receipt == first.receipt
    ledger = attempt(engine_url, founding()).ledger
    assert ledger.ledger_id == merkle.leaf_hash(read.entry(ledger, 0))
    ledger.engine.dispose()


def test_another_ledger_is_not_founded_over_one(engine_url: str) -> None:
    """The database keeps the ledger that it has."""
    attempt(engine_url, founding())
    with pytest.raises(LedgerStopped, match="already_founded"):
        attempt(engine_url, founding(nonce="11" * 32))
    opened = ledgers.open(engine_url, clock=Clock())
    assert read.size(opened) == 1
    opened.engine.dispose()


def test_a_founding_for_other_keys_is_refused(sqlite_url: str) -> None:
    """A ledger whose receipts and refusals nobody could check is not founded; a better one is."""
    for names in ({"log": "another"}, {"recorder": "another"}):
        answer = attempt(sqlite_url, founding(), **names).answer
        assert isinstance(answer, Refused)
        assert answer.problems[0].code == "bad_field"
    assert isinstance(attempt(sqlite_url, founding()).answer, Recorded)


def test_a_founding_without_a_proof_of_possession_is_refused(sqlite_url: str) -> None:
    """Every key that is listed has to sign."""
    whole = founding()
    missing = key_of(PERSONS[1]).public.id
    signatures = tuple(one for one in whole.signatures if one.key != missing)
    answer = attempt(sqlite_url, Packet(whole.act, signatures)).answer
    assert isinstance(answer, Refused)
    assert answer.problems[0].code == "possession_not_proven"
    assert keys.format(key_of(PERSONS[1]).public)["alg"] == "Ed25519"


def test_bytes_that_are_no_act_found_nothing(sqlite_url: str) -> None:
    """Malformed bytes are refused like anywhere else."""
    answer = attempt(sqlite_url, Packet(b"{}", founding().signatures)).answer
    assert isinstance(answer, Refused)
    assert answer.problems[0].code == "missing_member"


def test_an_act_of_another_event_founds_nothing(commission: Commission, tmp_path: object) -> None:
    """Only `ledger.founded` begins a log."""
    packet = commission.act(("draft.circulated", {"text": "A"}))
    answer = attempt(f"sqlite+pysqlite:///{tmp_path}/other.sqlite", packet).answer
    assert isinstance(answer, Refused)
    assert {one.code for one in answer.problems} >= {"not_founding"}
