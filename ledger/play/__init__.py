"""Playing scenarios: stories told in acts, with what must then be so (docs/guides/scenarios.md)."""

from ledger.play.perform import Played, play
from ledger.play.scenario import Chapter, Expectation, Scenario, Step
from ledger.play.telling import Expected, Performed, Told

__all__ = [
    "Chapter",
    "Expectation",
    "Expected",
    "Performed",
    "Played",
    "Scenario",
    "Step",
    "Told",
    "play",
]
