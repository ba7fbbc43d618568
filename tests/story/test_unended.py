"""What has no end by its nature is open although nobody declared a duty; the same in both programs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.differential.house import items
from tests.differential.pair import Pair, real_keys  # noqa: F401 (a fixture)
from tests.election import builders
from tests.election.vocabulary import box
from tests.story import documents
from tests.story.test_custody import DAY, LATER, house, tell

Event = tuple[str, dict[str, Any]]
ALSO = (
    "complaint.docketed", "complaint.dismissed", "complaint.lodged", "consignment.dispatched",
    "consignment.received", "decision.upheld", "polling.closed", "polling.not_held", "polling.opened",
    "run.dated", "seal.checked",
)  # fmt: skip
VOTE = "2013-10-20"


def told() -> Pair:
    """A house that knows complaints and polling."""
    pair = house()
    types = [d for d in documents.declarations() if d["name"] in ALSO]
    known = {e["fields"]["declaration"]["name"] for a in pair.log.acts for e in a["events"]
             if e["type"] == "declaration.adopted"}  # fmt: skip
    assert pair.act(
        *(
            builders.event("declaration.adopted", declaration=d)
            for d in types
            if d["name"] not in known
        )
    )
    return pair


def open_now(pair: Pair, *of: str) -> list[tuple[str, str, str | None]]:
    """Item, about and day by which, of the items named."""
    return [(item, about, by) for item, about, _, by in items(pair, LATER) if item in of]


BOX: Event = ("container.made", {"container": "k-1", "kind": "ballot_box"})
OPENED: Event = ("container.opened", {"container": "k-1"})
SENT: Event = ("consignment.dispatched", {"consignment": "c-1", "to": "pc-1"})
LODGED: Event = ("complaint.lodged", {"complaint": "x-1", "name": "X"})
DOCKETED: Event = ("complaint.docketed", {"complaint": "x-1", "owner": "cec"})


@pytest.mark.parametrize(
    "events, item, end",
    [
        ([BOX, OPENED], "container_open",
         ("container.sealed", {"container": "k-1", "seal": "s-1", "type": "lid"})),
        ([BOX, ("container.consigned", {"consignment": "c-1", "container": "k-1"})],
         "container_under_way", ("container.arrived", {"at": "pc-1", "container": "k-1"})),
        ([LODGED], "complaint_not_docketed", DOCKETED),
    ],
    ids=["opened", "consigned", "lodged"],
)  # fmt: skip
def test_a_subject_is_open_until_it_ends(events: list[Event], item: str, end: Event) -> None:
    """Nobody declared a duty; the status says it, until another does."""
    pair = told()
    for event in events:
        tell(pair, event)
    ((found, _, by),) = open_now(pair, item)
    assert (found, by) == (item, None)
    tell(pair, end)
    assert open_now(pair, item) == []


def test_a_declared_duty_speaks_for_its_subject() -> None:
    """A consignment that somebody is to confirm is open once, not twice; and so is a complaint."""
    pair = told()
    tell(pair, SENT, LODGED, DOCKETED)
    both = ("receipt", "consignment_under_way", "complaint_decision", "complaint_undecided")
    assert {item for item, _, _ in open_now(pair, *both)} == {"receipt", "complaint_decision"}
    tell(pair, ("consignment.received", {"at": "pc-1", "condition": "good", "consignment": "c-1"}))
    assert [item for item, _, _ in open_now(pair, *both)] == ["complaint_decision"]


def closed(*units: str) -> Event:
    """Polls that are over."""
    return "polling.closed", {"run": "run-1", "scope": [box(*units)]}


def test_a_poll_is_open_when_its_day_is_over() -> None:
    """The whole while nobody reports; then what is left; a poll not held has an end too."""
    pair = told()
    everywhere = [box("town", contests=["mayor"])]
    tell(pair, ("run.dated", {"day": VOTE, "run": "run-1", "scope": everywhere}))
    late = "poll_without_end"

    def mayoral() -> list[str]:
        found = open_now(pair, late)
        assert {by for _, _, by in found} <= {VOTE}
        return [about for _, about, _ in found if about.startswith("poll:mayor/")]

    assert mayoral() == ["poll:mayor/town/run-1"]
    tell(pair, closed("pc-1"))
    assert mayoral() == ["poll:mayor/pc-2/run-1", "poll:mayor/pc-3/run-1"]
    never = {"reason": "snow", "run": "run-1", "scope": [box("pc-2", "pc-3")]}
    tell(pair, ("polling.not_held", never))
    assert mayoral() == []
    assert [item for item, *_ in items(pair, DAY) if item == late] == []
