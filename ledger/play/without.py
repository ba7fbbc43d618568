"""A story told without one of its acts: does anything that is asked for come otherwise?

An act whose absence nothing notices is either not covered by an expectation or not needed. Every
act is left out once, and the rest of the story is told again in memory from there on, until
something is noticed: an expectation that is not met, a later step that cannot be taken, is
refused (or is not), or has other marks or outcomes than it says itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger.errors import Fault
from ledger.play import scenario
from ledger.play.founding import Setting
from ledger.play.rehearse import Memory
from ledger.play.scenario import Chapter, Expectation, Step
from ledger.play.telling import Performed, Teller, Told

Part = Chapter | Step | Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A step, and the first thing that was otherwise without it; None if nothing was."""

    step: Step
    noticed: str | None

    @property
    def is_as_stated(self) -> bool:
        """Whether it is noticed, or the step says why it is not."""
        return (self.noticed is None) == (self.step.without_effect is not None)


def leaving_out(path: Path) -> list[LeftOut]:
    """Tell the scenario in a file without each of its recorded acts, one at a time."""
    story = scenario.parse(path.read_bytes())
    setting = Setting(story, path.parent)
    told = _whole(story, setting)
    stage = Memory(setting)
    teller = Teller(story, setting, stage)
    list(teller.set_up())
    found = []
    for number, part in enumerate(story.parts):
        before = teller.now
        performed = [each for each in told[number] if isinstance(each, Performed)]
        if isinstance(part, Step) and part.again is None and performed[0].index is not None:
            fork = stage.fork()
            for each in performed:
                fork.leave_out(each.recorded_at)
            other = Teller(story, setting, fork, max(before, performed[-1].recorded_at))
            rest = zip(story.parts[number + 1 :], told[number + 1 :], strict=True)
            found.append(LeftOut(step=part, noticed=_first_noticed(other, list(rest))))
        list(teller.tell(part))
    return found


def _whole(story: scenario.Scenario, setting: Setting) -> list[list[Told]]:
    """What comes of each part of the story when nothing is left out."""
    teller = Teller(story, setting, Memory(setting))
    list(teller.set_up())
    return [list(teller.tell(part)) for part in story.parts]


def _first_noticed(teller: Teller, rest: Sequence[tuple[Part, list[Told]]]) -> str | None:
    for part, before in rest:
        try:
            now = list(teller.tell(part))
        except Fault as error:
            return f"{_name(part)}: {error}"
        noticed = next(_differences(before, now), None)
        if noticed is not None:
            return f"{_name(part)}: {noticed}"
    return None


def _differences(before: list[Told], now: list[Told]) -> Iterator[str]:
    """Checks that were met and are not any more: of expectations, and of what steps say of themselves."""
    for one, other in zip(before, now, strict=True):
        if isinstance(one, Chapter) or isinstance(other, Chapter):
            continue
        unmet = {(check.of, check.expected) for check in one.checks if not check.is_met}
        for check in other.checks:
            if not check.is_met and (check.of, check.expected) not in unmet:
                yield f"{check.of}: expected {check.expected}, found {check.found}"


def _name(part: Part) -> str:
    return str(part.title)
