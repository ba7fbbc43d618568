"""Playing scenarios: stories told in acts, with what must then be so (docs/guides/scenarios.md)."""

from ledger.play.perform import Expected, Performed, Played, Told, play
from ledger.play.scenario import Chapter, Expectation, Scenario, Step

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
