"""Telling a story: step the clock, complete drafts, have acts sent, ask what was expected.

    1  the ledger is founded; vocabulary and rulesets are adopted by the competent body; it opens
    2  each step: the clock is set, the draft completed, signed by the persons, sent in
    3  each expectation: asked as known at its position, in force on its day

Where the acts go is a `Stage`: a ledger in a store (`perform`), or state in memory (`rehearse`).
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from ledger import read
from ledger.chain import keys
from ledger.drafts.act import Surroundings, complete
from ledger.drafts.reader import Tree, bad
from ledger.drafts.values import text
from ledger.election.law import LawBook
from ledger.errors import NotFound
from ledger.play import expect, parts
from ledger.play.comparing import Check
from ledger.play.founding import Setting
from ledger.play.scenario import Chapter, Expectation, Scenario, Step
from ledger.play.sight import Sight

_MINUTE = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)


class Signing(NamedTuple):
    """Who signs, and whose signature is spoilt by one bit."""

    persons: tuple[str, ...]
    broken: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What came of an act: `index` and `judgement` where it was recorded, else `code`."""

    index: int | None
    judgement: dict[str, Any]
    code: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Performed:
    """A step and what came of it: `index` and `judgement` where it was recorded, else `code`.

    `step` is None for the acts of the setup. A step that was split gives several.
    """

    step: Step | None
    act: dict[str, Any]
    recorded_at: str
    index: int | None
    judgement: dict[str, Any]
    code: str | None
    detail: str
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """An expectation, the point it was asked about, and its checks."""

    expectation: Expectation
    point: read.Point
    checks: tuple[Check, ...]


Told = Chapter | Performed | Expected
"""What a story reports as it goes on."""


class Stage(Protocol):
    """Where acts are recorded and asked about."""

    def found(self, act: dict[str, Any], at: str) -> Sent:
        """Record entry 0, signed by everybody and the recorder."""

    def law(self) -> LawBook:
        """The law just before the next entry."""

    def named(self) -> dict[str, Any]:
        """`{id, origin}` of the ledger."""

    def seen(self) -> dict[str, Any]:
        """`{root, size}` of the newest checkpoint."""

    def send(self, act: dict[str, Any], signing: Signing, at: str) -> Sent:
        """Send an act in; Malformed if it has not even the form of one."""

    def send_again(self, act_id: str, at: str) -> tuple[dict[str, Any], Sent] | None:
        """Send an act once more, the same bytes; None if it was never recorded."""

    def sight(
        self, as_known: str | None, in_force_on: str | None
    ) -> AbstractContextManager[Sight]:  # fmt: skip
        """What an expectation looks at."""


class Teller:
    """A story, a stage, and the time on the clock."""

    def __init__(self, story: Scenario, setting: Setting, stage: Stage, now: str = "") -> None:
        self._story = story
        self._setting = setting
        self._stage = stage
        self.now = now or setting.founded_at
        self._refused: list[str] = []
        """The acts that were refused though the story did not say so."""

    def set_up(self) -> Iterator[Performed]:
        """Found the ledger, adopt vocabulary and rules, open it."""
        act = self._setting.founding()
        yield self._performed(None, act, _require(act, self._stage.found(act, self.now)))
        for act_id, cls, events in self._setting.adoptions():
            self.now = _later(self.now, _MINUTE)
            day = self._stage.law().day_of(self.now)
            around = {"ledger": self._stage.named(), "seen": self._stage.seen()}
            act = self._setting.administration(act_id, cls, events, day=day, **around)
            persons = tuple(each["person"] for each in act["signers"])
            sent = self._stage.send(act, Signing(persons), self.now)
            yield self._performed(None, act, _require(act, sent))

    def tell(self, part: Chapter | Step | Expectation) -> Iterator[Told]:
        """Let one part of the story happen."""
        if isinstance(part, Chapter):
            yield part
        elif isinstance(part, Expectation):
            yield self._expected(part)
        elif part.again is not None:
            self.step_clock(part.recorded)
            found = self._stage.send_again(part.again, self.now)
            if found is None:
                raise bad("an act sent earlier in the story", part.again, "again")
            yield self._performed(part, *found)
        else:
            yield from self._send(part)

    def _expected(self, part: Expectation) -> Expected:
        try:
            with self._stage.sight(part.as_known, part.in_force_on) as sight:
                checks = tuple(expect.of_expectation(sight, part))
                point = read.Point(sight.position, sight.day)
        except NotFound as error:
            # Asked for what a refused act was to make: then the refusal is what matters.
            if not self._refused:
                raise
            found = f"{error.found}; {self._refused[0]}"
            raise NotFound(found, "correct the act that was refused first") from None
        return Expected(expectation=part, point=point, checks=checks)

    def step_clock(self, at: str) -> None:
        """Set the clock; it only goes forward."""
        if at <= self.now:
            raise bad(f"an instant after {self.now}", at, "recorded")
        self.now = at

    def _send(self, step: Step) -> Iterator[Performed]:
        self.step_clock(step.recorded)
        whole = self._with_keys(self._with_group(step.act))
        for number, draft in enumerate(parts.of(whole, step.split)):
            if number:
                self.now = _later(self.now, _SECOND)
            around = Surroundings(
                law=self._stage.law(),
                now=self.now,
                ledger=self._stage.named(),
                seen=self._stage.seen(),
            )
            act = complete(draft, around)
            persons = step.signed_by or tuple(each["person"] for each in act["signers"])
            sent = self._stage.send(act, Signing(persons, step.broken_signature_of), self.now)
            yield self._performed(step, act, sent)

    def _with_group(self, draft: Tree) -> Tree:
        if isinstance(draft, dict) and isinstance(draft.get("signers"), str):
            group = str(draft["signers"])
            if group not in self._story.groups:
                raise bad(f"one of {', '.join(self._story.groups)}", group, "signers")
            return {**draft, "signers": self._story.groups[group]}
        return draft

    def _with_keys(self, draft: Tree) -> Tree:
        """Put keys where a draft says whose: `{of: fay}` is a key, `{id_of: fay}` its id."""
        if isinstance(draft, list):
            return [self._with_keys(item) for item in draft]
        if not isinstance(draft, dict):
            return draft
        if draft.keys() == {"of"} or draft.keys() == {"id_of"}:
            ((kind, person),) = draft.items()
            key = self._setting.cast.person(text(person, kind)).public
            return dict(keys.format(key)) if kind == "of" else key.id
        return {name: self._with_keys(item) for name, item in draft.items()}

    def _performed(self, step: Step | None, act: dict[str, Any], sent: Sent) -> Performed:
        checks: list[Check] = []
        if step is not None:
            if sent.code is not None and step.refused is None:
                self._refused.append(f"the act {act['act_id']} was refused: {sent.detail}")
            checks = [expect.of_refusal(step, sent.code)]
            checks += expect.of_judgement(step, sent.judgement)
        return Performed(
            step=step,
            act=act,
            recorded_at=self.now,
            index=sent.index,
            judgement=sent.judgement,
            code=sent.code,
            detail=sent.detail,
            checks=tuple(checks),
        )


def _require(act: dict[str, Any], sent: Sent) -> Sent:
    """The setup has to be admitted; without it there is no story."""
    if sent.index is None:
        raise bad("a setup that the ledger admits", sent.detail, act["act_id"])
    return sent


def _later(instant: str, by: timedelta) -> str:
    moved = datetime.fromisoformat(instant) + by
    return moved.strftime("%Y-%m-%dT%H:%M:%S.%f") + "Z"
