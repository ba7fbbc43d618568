"""A bundle that begins where the auditor stopped looking, by itself: integrity and authorship of what is new.

What the new acts mean depends on the law before them. That is NOT CHECKED here; with the earlier bundle in front
(`--with EARLIER.zip`) everything is.
"""

from __future__ import annotations

from verifiers import before, witnesses
from verifiers.act import Head
from verifiers.authorship import Authorship
from verifiers.desk import catalogue, selftest
from verifiers.desk.ahead import Ahead
from verifiers.desk.bundle import BEFORE, Source, Stream
from verifiers.desk.examination import Examined, Progress
from verifiers.findings import NOT_APPLICABLE, NOT_CHECKED, Outcome
from verifiers.integrity import Integrity
from verifiers.judge import Case
from verifiers.law import Law
from verifiers.line import Taken
from verifiers.note import NOTE_BYTES_MAX
from verifiers.tables import Tables
from verifiers.trust import Trust

_ELSEWHERE = "what this depends on stands in the entries before"
_FOUNDING = "entry 0 stands in the entries before; it also says whether this is a rehearsal"
_NOT_GIVEN = ("V18", "V21", "V26", "V27")
_INTEGRITY = ("V01", "V02", "V04", "V05", "V06", "V07", "V08", "V17")


def examine(bundle: Source, trust: Trust, progress: Progress) -> Examined:
    """Examines what can be examined without the entries before."""
    known = before.parse(bundle.stream(BEFORE).take(before.BEFORE_BYTES_MAX + 1))
    integrity, authorship = Integrity(trust, known), _Signatures(known)
    streams = {name: bundle.stream(name) for name in bundle.names()}
    offered = {id: (key["alg"], key["public"]) for id, key in known.keys.items()}
    size, first_at, last_at = bundle.manifest["size"], "", ""
    lines = Ahead(streams["entries.jsonl"].lines(), size - known.size, offered)
    for number, (text, taken) in enumerate(lines):
        head = integrity.take(text, taken)
        if head:
            last_at = head.recorded_at
            first_at = first_at or last_at
            integrity.binding(head)
            authorship.take(text, taken, head)
        if number % 1000 == 0:
            progress(number, size)
    checkpoint = _checkpoint(bundle, streams)
    integrity.finish(size, checkpoint)
    for file in bundle.files(streams, integrity.tree):
        integrity.files(file.name, file.expected, file.found)
    found = {check: _unchecked(check) for check in catalogue.checks()}
    found |= {check: integrity.outcomes[check] for check in _INTEGRITY} | authorship.outcomes()
    found |= {"V09": witnesses.examine(trust, checkpoint), "V20": selftest.outcome()}
    found["V03"] = integrity.outcomes["V03"]
    found["V03"].skipped, found["V03"].reason = NOT_CHECKED, _FOUNDING
    return Examined(
        outcomes=dict(sorted(found.items())), entries=integrity.tree.size - known.size, founding={},
        first=known.size, first_at=first_at, last_at=last_at, state_digest="", breaks=[],
    )  # fmt: skip


def _checkpoint(bundle: Source, streams: dict[str, Stream]) -> bytes | None:
    data = streams["checkpoint.txt"].take(NOTE_BYTES_MAX + 1)
    return data if bundle.has("checkpoint.txt") else None


def _unchecked(check: str) -> Outcome:
    if check in _NOT_GIVEN:
        return Outcome(check, NOT_APPLICABLE, "none was given")
    return Outcome(check, NOT_CHECKED, f"{_ELSEWHERE}: give that bundle too (--with EARLIER.zip)")


class _Signatures:
    """V10, V16 with the keys that came along and those that the new entries offer."""

    def __init__(self, known: before.Before) -> None:
        self.law, self._tables, self._claim, self._unknown = Law(), Tables(), Authorship(), 0
        self._put(known.keys)

    def _put(self, keys: dict[str, dict[str, str]]) -> None:
        for id, key in keys.items():
            self.law.put("key", id, {"alg": key["alg"], "person": None, "public": key["public"]}, -1)

    def take(self, text: bytes, taken: Taken, head: Head) -> None:
        """The signatures of an entry."""
        for id, (alg, public) in taken.offered.items():
            self._put({id: {"alg": alg, "public": public}})
        if len(taken.verdicts) == head.signatures_count and all(taken.verdicts.values()):
            self._claim.outcomes["V10"].examined += head.signatures_count
            self._claim.outcomes["V16"].examined += head.is_decision
            return
        case = Case(taken.entry_of(text, head.own_index), self.law, self._tables)
        case.resolve()
        self._unknown += sum(signature.doc is None for signature in case.signatures)
        self._claim.take(case, taken.verdicts)

    def outcomes(self) -> dict[str, Outcome]:
        """What came of it; a signature by a key that nobody knows is not checked."""
        found = self._claim.outcomes
        for outcome in found.values():
            if self._unknown or not outcome.examined:
                outcome.skipped = NOT_CHECKED if self._unknown else NOT_APPLICABLE
                outcome.reason = f"{self._unknown} signatures by keys that are not known here"
        return found
