"""Playing a story in memory: the pure functions only, without store, bytes and signatures.

What comes of every act and of every expectation is what comes of it in a store (a test plays each
story both ways); only hashes are others. A stage can be forked, so that a story can be told
otherwise from any point on.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from ledger.chain import canonical, envelope, spelling
from ledger.election import judgement
from ledger.election.judgement import Submission
from ledger.election.law import LawBook
from ledger.election.memory import MemoryState
from ledger.election.rows import Law, Placed, Row
from ledger.errors import Malformed, NotFound
from ledger.play import scenario
from ledger.play.cast import RECORDER
from ledger.play.founding import Setting
from ledger.play.scenario import Scenario
from ledger.play.sight import Recorded, Sight, as_of
from ledger.play.telling import Sent, Signing, Teller, Told
from ledger.submit.sealing import certifies

_NOTHING: dict[str, Any] = {"events": [], "marks": []}

_THE_RECORDER = ""
"""In the place of a person, whose ids are never empty: the recorder signs the founding."""


class _Entry(NamedTuple):
    """An entry in memory; `act` is None for one that was left out of a story told otherwise."""

    recorded_at: str
    act: dict[str, Any] | None
    judgement: dict[str, Any]
    rows: Sequence[Row]
    conclusions: Sequence[dict[str, Any]] = ()


class Memory:
    """A ledger in memory, as a stage for a story."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._id = sha256(setting.cast.nonce().encode()).hexdigest()
        self._entries: list[_Entry] = []
        self._laws: list[LawBook] = [LawBook()]
        self._state = MemoryState()
        self._places: dict[str, int] = {}
        self._is_form_checked = True
        self._keys: dict[str, str] = {}

    def fork(self) -> Memory:
        """Return a stage that stands where this one stands and goes on by itself.

        The form of its acts is not looked at again: they are acts of a story that was played.
        """
        other = Memory(self._setting)
        other._entries = list(self._entries)
        other._laws = [*self._laws[:-1], self._laws[-1].fork()]
        other._places = dict(self._places)
        other._keys = self._keys
        other._state = self._state_at(len(self._entries))
        other._is_form_checked = False
        return other

    def leave_out(self, at: str) -> None:
        """Let an index pass at which nothing was recorded, so that all others stay what they are."""
        self._laws.append(self._laws[-1].fork())
        self._entries.append(_Entry(at, None, _NOTHING, ()))
        self._state.size = len(self._entries)

    @property
    def state(self) -> MemoryState:
        """State as of everything recorded."""
        return self._state

    def rows(self) -> Iterator[Placed[Row]]:
        """Yield every row, in the order of the log."""
        for index, entry in enumerate(self._entries):
            for ordinal, row in enumerate(entry.rows):
                yield Placed(index, ordinal, row)

    # --- the stage ------------------------------------------------------------------------

    def found(self, act: dict[str, Any], at: str) -> Sent:
        """Record entry 0, signed by everybody and the recorder."""
        sent = self.send(act, Signing((*self._setting.persons, _THE_RECORDER)), at)
        self._laws[-1].ledger_id = self._id
        return sent

    def law(self) -> LawBook:
        """The law just before the next entry."""
        return self._laws[-1]

    def named(self) -> dict[str, Any]:
        """`{id, origin}` of the ledger."""
        return {"id": self._id, "origin": self._laws[-1].ledger["origin"]}

    def seen(self) -> dict[str, Any]:
        """`{root, size}`; the root is none of a tree, but each size has its own."""
        size = len(self._entries)
        return {"root": self._root(size), "size": size}

    def send(self, act: dict[str, Any], signing: Signing, at: str) -> Sent:
        """Judge an act, and keep it if it is admitted."""
        if self._is_form_checked:
            act = canonical.loads(envelope.format(act))
        seen = act["seen"]
        submission = Submission(
            index=len(self._entries),
            recorded_at=at,
            act=act,
            digest="",
            signatures=sorted((self._key(p), p != signing.broken) for p in signing.persons),
            seen_ours=seen is not None and seen["root"] == self._root(seen["size"]),
            is_explained=True,
        )
        try:
            verdict = judgement.judge(self._laws[-1], self._state, submission)
        except Malformed as malformed:
            return Sent(index=None, judgement=_NOTHING, code=malformed.code, detail=str(malformed))
        if verdict.refusals:
            problem = verdict.refusals[0]
            return Sent(index=None, judgement=_NOTHING, code=problem.code, detail=str(problem))
        entry = _Entry(at, act, verdict.judgement, verdict.rows, verdict.conclusions)
        return self._keep(entry, act["act_id"])

    def send_again(self, act_id: str, at: str) -> tuple[dict[str, Any], Sent] | None:
        """Answer a retry with what was recorded the first time."""
        index = self._places.get(act_id)
        if index is None:
            return None
        entry = self._entries[index]
        assert entry.act is not None
        return entry.act, Sent(index=index, judgement=entry.judgement)

    @contextmanager
    def sight(self, as_known: str | None, in_force_on: str | None) -> Iterator[Sight]:
        """What an expectation looks at."""
        position, day = self.resolve(as_known, in_force_on)
        is_now = position == len(self._entries)
        yield Sight(
            state=self._state if is_now else self._state_at(position),
            law=self._laws[position],
            position=position,
            day=day,
            recorded=self._recorded,
        )

    def resolve(self, as_known: str | None, in_force_on: str | None) -> tuple[int, str]:
        """Return the position and the legal day that an expectation is about."""
        asked, book = as_of(as_known), self._laws[-1]
        times = [entry.recorded_at for entry in self._entries]
        if not isinstance(asked, str):
            position = len(times) if asked is None else asked
            if not 0 < position <= len(times):
                raise NotFound(f"position {position} in a log of {len(times)} entries", "")
            return position, in_force_on or self._laws[position].day_of(times[position - 1])
        if len(asked) == len("2013-11-05"):
            end = book.end_of(spelling.parse_day(asked, "as_known"))
            position, day = bisect_left(times, end), asked
        else:
            position = bisect_right(times, spelling.parse_instant(asked, "as_known"))
            day = book.day_of(asked)
        if position == 0:
            raise NotFound(f"nothing recorded as of {asked}", "ask as of a later time")
        return position, in_force_on or day

    def _keep(self, entry: _Entry, act_id: str) -> Sent:
        index = len(self._entries)
        law = self._laws[-1].fork()
        for ordinal, row in enumerate(entry.rows):
            if type(row) is Law:
                law.apply(Placed(index, ordinal, row))
        self._laws.append(law)
        self._state.extend(index, entry.rows)
        self._entries.append(entry)
        self._places[act_id] = index
        if certifies(entry.rows):
            # Where the seal of the state would stand: it moves nothing.
            self.leave_out(entry.recorded_at)
        return Sent(index=index, judgement=entry.judgement)

    def _state_at(self, position: int) -> MemoryState:
        state = MemoryState()
        for index, entry in enumerate(self._entries[:position]):
            state.extend(index, entry.rows)
        state.size = position
        return state

    def _recorded(self, act_id: str) -> Recorded | None:
        index = self._places.get(act_id)
        act = None if index is None else self._entries[index].act
        if index is None or act is None:
            return None
        entry = self._entries[index]
        return Recorded(act=act, judgement=entry.judgement, conclusions=entry.conclusions)

    def _key(self, person: str) -> str:
        """The id of a person's key, or of the recorder's."""
        if person not in self._keys:
            cast = self._setting.cast
            key = cast.office(RECORDER) if person == _THE_RECORDER else cast.person(person)
            self._keys[person] = key.public.id
        return self._keys[person]

    def _root(self, size: int) -> str:
        return sha256(f"{self._id} {size}".encode()).hexdigest()


class Rehearsed(NamedTuple):
    """A story that was played in memory."""

    scenario: Scenario
    stage: Memory
    told: list[Told]


def rehearse(path: Path) -> Rehearsed:
    """Play the scenario in a file in memory; raise Malformed for a file that is no scenario."""
    story = scenario.parse(path.read_bytes())
    setting = Setting(story, path.parent)
    stage = Memory(setting)
    teller = Teller(story, setting, stage)
    told: list[Told] = [*teller.set_up()]
    for part in story.parts:
        told += teller.tell(part)
    return Rehearsed(story, stage, told)
