"""Verifies signatures beside the reading of the entries: libraries for them use one core each.

A bundle of a few entries is verified on the spot. A long one keeps a second process busy; when that
one is behind, the reader takes the next packet itself, so that no core waits for the other.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from typing import Any, NamedTuple

from verifiers import keys

PACKET_JOBS = 400
WORTHWHILE_ENTRIES = 3_000
_WAITING_MAX = 4

Take = Callable[[Any, list[bool]], None]


class _Sent(NamedTuple):
    """A packet on its way: tokens with their counts, the jobs, and where the verdicts will be."""

    tokens: list[tuple[Any, int]]
    jobs: list[keys.Job]
    future: Future[list[bool]]


class Pool:
    """Takes jobs with a token each, and hands token and verdicts to `take`, in order."""

    def __init__(self, entries: int, take: Take) -> None:
        self._take = take
        self._packet: list[tuple[Any, list[keys.Job]]] = []
        self._count = 0
        self._waiting: deque[_Sent] = deque()
        self._processes = _processes() if entries >= WORTHWHILE_ENTRIES else None

    def add(self, token: Any, jobs: list[keys.Job]) -> None:
        """One entry's signatures."""
        self._packet.append((token, jobs))
        self._count += len(jobs)
        if self._count >= PACKET_JOBS:
            self._send()

    def finish(self) -> None:
        """Waits for what is still out."""
        self._send()
        self._collect(0)
        if self._processes:
            self._processes.shutdown()

    def _send(self) -> None:
        packet, self._packet, self._count = self._packet, [], 0
        jobs = [job for _, listed in packet for job in listed]
        tokens = [(token, len(listed)) for token, listed in packet]
        behind = len(self._waiting) >= _WAITING_MAX and not self._waiting[0].future.done()
        self._waiting.append(_Sent(tokens, jobs, self._future(jobs, here=behind)))
        self._collect(_WAITING_MAX if self._processes else 0)

    def _future(self, jobs: list[keys.Job], *, here: bool) -> Future[list[bool]]:
        if self._processes and not here:
            try:
                return self._processes.submit(keys.verify_all, jobs)
            except (BrokenExecutor, OSError):
                self._processes = None
        done: Future[list[bool]] = Future()
        done.set_result(keys.verify_all(jobs))
        return done

    def _collect(self, waiting_max: int) -> None:
        while self._waiting:
            tokens, jobs, future = self._waiting[0]
            if len(self._waiting) <= waiting_max and not future.done():
                return
            self._waiting.popleft()
            try:
                verdicts = future.result()
            except (BrokenExecutor, OSError):
                # The other process ended. What it was asked is not lost.
                verdicts = keys.verify_all(jobs)
            at = 0
            for token, count in tokens:
                self._take(token, verdicts[at : at + count])
                at += count


def _processes() -> ProcessPoolExecutor | None:
    """A process for each core but one; none where there is one core, or no leave to start any."""
    cores = os.cpu_count() or 1
    try:
        return ProcessPoolExecutor(max_workers=max(1, cores - 1)) if cores > 1 else None
    except (OSError, NotImplementedError):
        return None
