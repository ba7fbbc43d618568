"""One address of each kind, in the story of North Mitrovica: for examples, and for what must never change.

At position 32 the vote at three centres is annulled, its repeat is ordered, and no date is set.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.testclient import TestClient

from api import wiring
from ledger.play import Played, play

ROOT = Path(__file__).resolve().parents[2]
STORY = ROOT / "ledger" / "scenarios" / "north-mitrovica-2013.yaml"

DECISION = "cec-2013-11-05"
KEY = "ExhLQ91ErvYseunfB_Awe11E14pVgZJ_QCOKPGb9z00"
UNIT = "pc-st-sava"

STATE = {
    "listAccounts": "/v1/accounts?failing=true&limit=1",
    "listBodies": "/v1/bodies?limit=1",
    "listComplaints": "/v1/complaints",
    "listConsignments": "/v1/consignments?status=received&limit=2",
    "listContainers": "/v1/containers",
    "listContests": "/v1/contests",
    "listDecisions": "/v1/decisions?limit=2",
    "listDeclarations": "/v1/declarations?limit=2",
    "listElectionEvents": "/v1/election-events",
    "listElections": "/v1/elections",
    "listKeys": "/v1/keys?limit=2",
    "listLogKeys": "/v1/log-keys",
    "listPolls": f"/v1/polls?unit={UNIT}",
    "listRulesets": "/v1/rulesets",
    "listRuns": "/v1/runs",
    "listSeals": "/v1/seals?limit=2",
    "listSeats": "/v1/seats",
    "listSelections": "/v1/selections",
    "listStateSeals": "/v1/state-seals",
    "listUnits": "/v1/units?type=polling_centre&limit=2",
    "readAccount": f"/v1/units/{UNIT}/account",
    "readBody": "/v1/bodies/president",
    "readByLaw": "/v1/by-law",
    "readConsignment": "/v1/consignments/c-st-sava",
    "readConsignmentHistory": "/v1/consignments/c-st-sava/history",
    "readContest": "/v1/contests/mayor",
    "readContestHistory": "/v1/contests/mayor/history",
    "readDecision": f"/v1/decisions/{DECISION}",
    "readDeclaration": "/v1/declarations/run.date_left_open",
    "readElection": "/v1/elections/municipal-2013",
    "readElectionEvent": "/v1/election-events/local-elections-2013",
    "readElectionEventHistory": "/v1/election-events/local-elections-2013/history",
    "readElectionHistory": "/v1/elections/municipal-2013/history",
    "readEvidence": "/v1/entries/31/evidence",
    "readHistory": f"/v1/units/{UNIT}/history",
    "readKey": f"/v1/keys/{KEY}",
    "readOpenItems": "/v1/open-items?limit=3",
    "readPoll": f"/v1/polls/mayor/{UNIT}/run-1",
    "readResult": "/v1/contests/mayor/result",
    "readRuleset": "/v1/rulesets/xk-2013",
    "readRun": "/v1/runs/run-2",
    "readRunHistory": "/v1/runs/run-2/history",
    "readSeal": "/v1/seals/seal-0101",
    "readSealHistory": "/v1/seals/seal-0101/history",
    "readSeat": "/v1/seats/mayor-of-north-mitrovica",
    "readSeatHistory": "/v1/seats/mayor-of-north-mitrovica/history",
    "readSelection": "/v1/selections/pantic",
    "readSelectionHistory": "/v1/selections/pantic/history",
    "readUnit": f"/v1/units/{UNIT}",
    "readUnitResult": f"/v1/contests/mayor/units/{UNIT}/result",
}
"""Of every operation about state."""

LOG = {
    "listChanges": "/v1/changes?after=31&limit=1",
    "listEntries": "/v1/entries?after=38&limit=1",
    "readCheckpointOf": "/v1/checkpoints/32",
    "readConclusions": f"/v1/acts/{DECISION}/conclusions",
    "readConsistency": "/v1/consistency?from=16&to=32",
    "readEntry": "/v1/entries/28",
    "readInclusion": "/v1/entries/31/proof?size=32",
    "readReceipt": f"/v1/acts/{DECISION}",
}
"""Of every operation about the log whose answer is kept for ever."""

MOVING = {
    "readCertainty": "/v1/certainty",
    "listIntake": "/v1/intake/not_arrived?contest=mayor&limit=2",
    "readHome": "/",
    "readIntake": "/v1/intake",
    "readProblem": "/problems/seen_not_ours",
}
"""Of operations whose answer is not kept, and is an example all the same."""

WITHOUT = {
    *(
        "followChanges",
        "readFeed",
        "listProblems",
        "readBundle",
        "readDescription",
        "readHealth",
        "readMetrics",
    ),
    *("readNewestBundle", "readPublishedCheckpoint", "readReadiness", "readTile", "readTlogProof"),
    *("readCheckpoint", "readComplaint", "readComplaintHistory"),
    *("readContainer", "readContainerHistory", "keepEntry", "submitAct"),
    *("putDocument", "readDocument", "readStateProof", "readStandingOfDocument"),
    *("readUnitBundle",),
}
"""Operations of which the story has none, or whose answer is no document to show."""


def at(path: str, position: int) -> str:
    """The address about state at a position."""
    return f"{path}{'&' if '?' in path else '?'}as_of={position}"


def examples() -> dict[str, str]:
    """Every address that is an example, by its operation; a signed note is no JSON to show."""
    told = {operation: at(path, 32) for operation, path in STATE.items()}
    log = {operation: path for operation, path in LOG.items() if operation != "readCheckpointOf"}
    return dict(sorted((told | log | MOVING).items()))


@contextmanager
def told(folder: Path) -> Iterator[tuple[Played, TestClient]]:
    """The story, played into a folder, and its API."""
    played = play(STORY, folder)
    with TestClient(wiring.create_app(played.ledger), follow_redirects=False) as client:
        yield played, client
    played.ledger.engine.dispose()
