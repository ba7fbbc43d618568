"""Playing a story: found, step the clock, submit, and hold every expectation against the answer.

    1  the persons' keys are made from the seed, the ledger is founded with a simulated clock
    2  the vocabulary and the rulesets are adopted by the competent body, the ledger is opened
    3  each step: the clock is set, the draft completed, signed by the persons, submitted
    4  each expectation: asked as known at its position, in force on its day

Only public verbs are used; what a story does, people can do with the commands.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ledger import found, read
from ledger.chain import canonical, envelope, jws
from ledger.chain import entry as entry_of
from ledger.chain.envelope import Signature
from ledger.drafts.act import Surroundings, complete
from ledger.drafts.reader import bad
from ledger.errors import Malformed
from ledger.ledger import Ledger
from ledger.play import expect, scenario
from ledger.play.cast import LOG, RECORDER
from ledger.play.expect import Check
from ledger.play.founding import Setting
from ledger.play.scenario import Chapter, Expectation, Scenario, Step
from ledger.submit import Answer, Failed, Packet, Recorded, Refused, packets, submit

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Performed:
    """A step and what came of it: `index` and `judgement` where it was recorded, else `code`.

    `step` is None for the acts of the setup.
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


@dataclass(slots=True)
class Played:
    """A story that was played to its end."""

    scenario: Scenario
    ledger: Ledger
    setting: Setting
    told: list[Told] = field(default_factory=list)

    @property
    def checks(self) -> list[Check]:
        """Every check of the story, in order."""
        parts = (each for each in self.told if not isinstance(each, Chapter))
        return [check for each in parts for check in each.checks]

    @property
    def failed(self) -> list[Check]:
        """The checks that were not met."""
        return [check for check in self.checks if not check.is_met]


Report = Callable[[Told], None]


def play(path: Path, directory: Path, report: Report = lambda told: None) -> Played:
    """Play the scenario in a file into a new directory, and return what came of it.

    The directory gets `ledger.sqlite`, `acts/` with every signed act, and `refused/` with those
    that were refused and their signed refusals. A story that does not go as it says raises
    nothing: its checks say so. Raises Malformed for a file that is no scenario.
    """
    story = scenario.parse(path.read_bytes())
    stage = _Stage(story, Setting(story, path.parent), directory)
    played = Played(story, stage.ledger, stage.setting)
    for told in stage.tell():
        played.told.append(told)
        report(told)
    return played


class _Stage:
    """A ledger, its clock, and the acts sent so far."""

    def __init__(self, story: Scenario, setting: Setting, directory: Path) -> None:
        self._story = story
        self.setting = setting
        self._directory = directory
        self._now = setting.founded_at
        self._sent: dict[str, Packet] = {}
        for folder in ("acts", "refused"):
            if (directory / folder).exists():
                raise Malformed("file_exists", "a new folder", "one with a story in it", folder)
            (directory / folder).mkdir(parents=True)
        self._founding = setting.founding()
        packet = self._sign(self._founding, [*setting.persons], recorder=True)
        founded = found.found(
            f"sqlite:///{directory / 'ledger.sqlite'}",
            packet,
            clock=lambda: self._now,
            log_key=setting.cast.office(LOG),
            recorder_key=setting.cast.office(RECORDER),
            head_record=directory / "head.json",
        )
        self.ledger = founded.ledger
        self._founded = self._performed(None, self._founding, packet, founded.answer)

    def tell(self) -> Iterator[Told]:
        """Yield everything that happens, in order."""
        yield _require(self._founded)
        for act_id, cls, events in self.setting.adoptions():
            self._now = _later(self._now)
            with read.view(self.ledger) as view:
                around = self._around()
                day = view.law.day_of(self._now)
            act = self.setting.administration(act_id, cls, events, day=day, **around)
            packet = self._sign(act, [each["person"] for each in act["signers"]])
            yield _require(self._submit(None, act, packet))
        for part in self._story.parts:
            if isinstance(part, Chapter):
                yield part
            elif isinstance(part, Step):
                yield self._step(part)
            else:
                point, checks = expect.of_expectation(self.ledger, part)
                yield Expected(expectation=part, point=point, checks=tuple(checks))

    def _step(self, step: Step) -> Performed:
        if step.recorded <= self._now:
            raise bad(f"an instant after {self._now}", step.recorded, "recorded")
        self._now = step.recorded
        if step.again is not None:
            if step.again not in self._sent:
                raise bad("an act sent earlier in the story", step.again, "again")
            packet = self._sent[step.again]
            return self._submit(step, canonical.loads(packet.act), packet)
        act = self._complete(step)
        signing = step.signed_by or [each["person"] for each in act["signers"]]
        packet = self._sign(act, [*signing], broken=step.broken_signature_of)
        return self._submit(step, act, packet)

    def _complete(self, step: Step) -> dict[str, Any]:
        draft = step.act
        if isinstance(draft, dict) and isinstance(draft.get("signers"), str):
            group = str(draft["signers"])
            if group not in self._story.groups:
                raise bad(f"one of {', '.join(self._story.groups)}", group, "signers")
            draft = {**draft, "signers": self._story.groups[group]}
        with read.view(self.ledger) as view:
            around = Surroundings(law=view.law, now=self._now, **self._around())
            return complete(draft, around)

    def _around(self) -> dict[str, Any]:
        assert self.ledger.ledger_id is not None
        return {
            "ledger": {"id": self.ledger.ledger_id.hex(), "origin": self.ledger.origin},
            "seen": read.last_seen(self.ledger),
        }

    def _sign(
        self,
        act: dict[str, Any],
        persons: list[str],
        *,
        recorder: bool = False,
        broken: str | None = None,
    ) -> Packet:
        data = envelope.format(act)
        signing = [(person, self.setting.cast.person(person)) for person in persons]
        signing += [("", self.setting.cast.office(RECORDER))] if recorder else []
        signatures = [_signature(key, data, person == broken) for person, key in signing]
        return Packet(data, tuple(sorted(signatures, key=lambda each: each.key)))

    def _submit(self, step: Step | None, act: dict[str, Any], packet: Packet) -> Performed:
        return self._performed(step, act, packet, submit(self.ledger, [packet])[0])

    def _performed(
        self, step: Step | None, act: dict[str, Any], packet: Packet, answer: Answer
    ) -> Performed:
        if isinstance(answer, Failed):
            raise answer.fault
        code = answer.problems[0].code if isinstance(answer, Refused) else None
        index = answer.index if isinstance(answer, Recorded) else None
        judgement: dict[str, Any] = {"events": [], "marks": []}
        if index is not None:
            judgement = entry_of.parse(read.entry(self.ledger, index)).judgement
        self._keep(act["act_id"], packet, answer)
        checks: list[Check] = []
        if step is not None:
            checks = [expect.of_refusal(step, code), *expect.of_judgement(step, judgement)]
        return Performed(
            step=step,
            act=act,
            recorded_at=self._now,
            index=index,
            judgement=judgement,
            code=code,
            detail=str(answer.problems[0]) if isinstance(answer, Refused) else "",
            checks=tuple(checks),
        )

    def _keep(self, act_id: str, packet: Packet, answer: Answer) -> None:
        """Leave the signed act where a person can look at it."""
        if isinstance(answer, Recorded):
            self._sent[act_id] = packet
            name = self._directory / "acts" / f"{answer.index:03d}-{act_id}.act.json"
        else:
            name = self._directory / "refused" / f"{act_id}.act.json"
            if isinstance(answer, Refused) and answer.refusal is not None:
                name.with_name(f"{act_id}.refusal.json").write_bytes(answer.refusal)
        name.write_bytes(packets.format(packet))


def _signature(key: Any, data: bytes, broken: bool) -> Signature:
    signature = jws.sign(key, data)
    if broken:
        # One bit, in the half that is a number: the form stays right, the signature does not.
        changed = bytearray(signature.signature)
        changed[40] ^= 1
        signature = Signature(signature.key, bytes(changed))
    return signature


def _require(performed: Performed) -> Performed:
    """The setup has to be admitted; without it there is no story."""
    if performed.index is None:
        raise bad("a setup that the ledger admits", performed.detail, performed.act["act_id"])
    return performed


def _later(instant: str) -> str:
    moved = datetime.fromisoformat(instant) + _MINUTE
    return moved.strftime("%Y-%m-%dT%H:%M:%S.%f") + "Z"
