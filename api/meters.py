"""Numbers about this process, written as Prometheus reads them (text format 0.0.4).

    # HELP eal_acts_recorded_total Acts that this process recorded.
    # TYPE eal_acts_recorded_total counter
    eal_acts_recorded_total 41
    eal_refusals_total{code="unknown_unit"} 2

Labels are codes and statuses only: there are few of them, and none is about a person.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping

MEDIA_TYPE = "text/plain; version=0.0.4"

LATENCY_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Bounds of the histogram: from one commit on a fast disk to a writer that is stuck."""

Sample = tuple[str, Mapping[str, str], float]
"""What is added to the name, labels, value."""


class Meters:
    """What this process counts; every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._recorded = self._repeated = self._turned_away = 0
        self._waiting = 0
        self._refused: dict[str, int] = {}
        self._problems: dict[str, int] = {}
        self._statuses: dict[int, int] = {}
        self._buckets = [0] * (len(LATENCY_SECONDS) + 1)
        self._seconds = 0.0

    def note_recorded(self, seconds: float, *, is_first: bool) -> None:
        """An act got a receipt after so long: its first, or the first one again."""
        with self._lock:
            self._recorded += is_first
            self._repeated += not is_first
            place = sum(seconds > bound for bound in LATENCY_SECONDS)
            self._buckets[place] += is_first
            self._seconds += seconds if is_first else 0.0

    def note_problem(self, code: str, *, is_refusal: bool) -> None:
        """A problem was answered: the refusal of an act, or one of the API's own."""
        with self._lock:
            counted = self._refused if is_refusal else self._problems
            counted[code] = counted.get(code, 0) + 1

    def note_status(self, status: int) -> None:
        """A request was answered."""
        with self._lock:
            self._statuses[status] = self._statuses.get(status, 0) + 1

    def enter(self, most: int, places: int = 1) -> bool:
        """A submission comes that takes so many places: whether it may, with `most` in all.

        What needs more places than there are may come when nothing else is under way.
        """
        with self._lock:
            if self._waiting and self._waiting + places > most:
                self._turned_away += 1
                return False
            self._waiting += places
            return True

    def leave(self, places: int = 1) -> None:
        """A submission that entered was answered."""
        with self._lock:
            self._waiting -= places

    def text(self) -> str:
        """Everything that is counted here."""
        with self._lock:
            plain = [
                ("acts_recorded", "Acts that this process recorded.", self._recorded),
                ("acts_repeated", "Acts that were recorded before.", self._repeated),
                ("acts_turned_away", "Submissions asked to come again.", self._turned_away),
            ]
            lines = [
                family(f"eal_{name}_total", "counter", text, [("", {}, value)])
                for name, text, value in plain
            ]
            told = "Places taken by submissions under way; a batch takes one for every 64 KiB."
            lines.append(family("eal_acts_waiting", "gauge", told, [("", {}, self._waiting)]))
            statuses = {str(status): count for status, count in self._statuses.items()}
            for name, label, text, counted in (
                ("refusals", "code", "Acts refused, by first code.", self._refused),
                ("problems", "code", "Other problems answered, by code.", self._problems),
                ("requests", "status", "Requests answered, by status.", statuses),
            ):
                samples = [("", {label: key}, count) for key, count in sorted(counted.items())]
                lines.append(family(f"eal_{name}_total", "counter", text, samples))
            lines.append(self._latency())
        return "".join(lines)

    def _latency(self) -> str:
        samples: list[Sample] = []
        total = 0
        for bound, count in zip([*LATENCY_SECONDS, float("inf")], self._buckets, strict=True):
            total += count
            samples.append(("_bucket", {"le": _number(bound)}, total))
        samples += [("_sum", {}, self._seconds), ("_count", {}, total)]
        text = "Seconds from a whole act to its receipt, for acts recorded here."
        return family("eal_append_seconds", "histogram", text, samples)


def family(name: str, kind: str, text: str, samples: Iterable[Sample]) -> str:
    """Return the lines of one metric."""
    lines = [f"# HELP {name} {text}", f"# TYPE {name} {kind}"]
    for suffix, labels, value in samples:
        told = ",".join(f'{key}="{_escaped(each)}"' for key, each in labels.items())
        lines.append(f"{name}{suffix}{'{' + told + '}' if told else ''} {_number(value)}")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    if value == float("inf"):
        return "+Inf"
    return str(int(value)) if value == int(value) else repr(float(value))
