"""Playing a story into a ledger of its own, with the public verbs: what people can do by hand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ledger import concluding, found, read
from ledger.chain import canonical, envelope, jws
from ledger.chain import entry as entry_of
from ledger.chain.envelope import Signature
from ledger.election.law import LawBook
from ledger.errors import Malformed, NotFound
from ledger.ledger import Ledger
from ledger.play import scenario
from ledger.play.cast import LOG, RECORDER
from ledger.play.comparing import Check
from ledger.play.founding import Setting
from ledger.play.scenario import Chapter, Scenario
from ledger.play.sight import Recorded, Sight, as_of
from ledger.play.telling import Performed, Sent, Signing, Stage, Teller, Told
from ledger.submit import Answer, Failed, Packet, Refused, packets, submit
from ledger.submit import Recorded as Receipted


@dataclass(slots=True)
class Played:
    """A story that was played to its end."""

    scenario: Scenario
    ledger: Ledger
    setting: Setting
    stage: Stage
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
    setting = Setting(story, path.parent)
    stage = _Stage(setting, directory)
    teller = Teller(story, setting, stage)
    told: list[Told] = []
    for each in _tell(teller, story):
        told.append(each)
        report(each)
    return Played(story, stage.ledger, setting, stage, told)


def _tell(teller: Teller, story: Scenario) -> Iterator[Told]:
    yield from teller.set_up()
    for part in story.parts:
        yield from teller.tell(part)


class _Stage:
    """A ledger in a store, its clock, and the acts sent so far."""

    ledger: Ledger

    def __init__(self, setting: Setting, directory: Path) -> None:
        self._setting = setting
        self._directory = directory
        self._now = setting.founded_at
        self._sent: dict[str, Packet] = {}
        for folder in ("acts", "refused"):
            if (directory / folder).exists():
                raise Malformed("file_exists", "a new folder", "one with a story in it", folder)
            (directory / folder).mkdir(parents=True)

    def found(self, act: dict[str, Any], at: str) -> Sent:
        """Found the ledger."""
        packet = self._sign(act, Signing(tuple(self._setting.persons)), recorder=True)
        founded = found.found(
            f"sqlite:///{self._directory / 'ledger.sqlite'}",
            packet,
            clock=lambda: self._now,
            log_key=self._setting.cast.office(LOG),
            mldsa_key=self._setting.cast.mldsa(),
            recorder_key=self._setting.cast.office(RECORDER),
            head_record=self._directory / "head.json",
        )
        self.ledger = founded.ledger
        return self._answered(act["act_id"], packet, founded.answer)

    def law(self) -> LawBook:
        """The law just before the next entry."""
        with read.view(self.ledger) as view:
            return view.law

    def named(self) -> dict[str, Any]:
        """`{id, origin}` of the ledger."""
        assert self.ledger.ledger_id is not None
        return {"id": self.ledger.ledger_id.hex(), "origin": self.ledger.origin}

    def seen(self) -> dict[str, Any]:
        """`{root, size}` of the newest checkpoint."""
        return read.last_seen(self.ledger)

    def send(self, act: dict[str, Any], signing: Signing, at: str) -> Sent:
        """Sign an act and submit it."""
        self._now = at
        packet = self._sign(act, signing)
        return self._answered(act["act_id"], packet, submit(self.ledger, [packet])[0])

    def send_again(self, act_id: str, at: str) -> tuple[dict[str, Any], Sent] | None:
        """Submit an act once more, the same bytes."""
        self._now = at
        packet = self._sent.get(act_id)
        if packet is None:
            return None
        act = canonical.loads(packet.act)
        return act, self._answered(act_id, packet, submit(self.ledger, [packet])[0])

    @contextmanager
    def sight(self, as_known: str | None, in_force_on: str | None) -> Iterator[Sight]:
        """What an expectation looks at."""
        with read.view(self.ledger, as_of=as_of(as_known), in_force_on=in_force_on) as view:
            yield Sight(
                state=view.state,
                law=view.law,
                position=view.position,
                day=view.day,
                recorded=self._recorded,
            )

    def _recorded(self, act_id: str) -> Recorded | None:
        try:
            index = read.index_of(self.ledger, act_id)
            data = read.entry(self.ledger, index)
        except NotFound:
            return None
        entry: dict[str, Any] = canonical.loads(data)
        found = concluding.conclusions(self.ledger, index)
        return Recorded(act=entry["act"], judgement=entry["judgement"], conclusions=found)

    def _sign(self, act: dict[str, Any], signing: Signing, *, recorder: bool = False) -> Packet:
        data = envelope.format(act)
        keys = [(person, self._setting.cast.person(person)) for person in signing.persons]
        keys += [("", self._setting.cast.office(RECORDER))] if recorder else []
        signatures = [_signature(key, data, person == signing.broken) for person, key in keys]
        return Packet(data, tuple(sorted(signatures, key=lambda each: each.key)))

    def _answered(self, act_id: str, packet: Packet, answer: Answer) -> Sent:
        if isinstance(answer, Failed):
            raise answer.fault
        self._keep(act_id, packet, answer)
        if isinstance(answer, Refused):
            problem = answer.problems[0]
            nothing: dict[str, Any] = {"events": [], "marks": []}
            return Sent(index=None, judgement=nothing, code=problem.code, detail=str(problem))
        judgement = entry_of.parse(read.entry(self.ledger, answer.index)).judgement
        return Sent(index=answer.index, judgement=judgement)

    def _keep(self, act_id: str, packet: Packet, answer: Answer) -> None:
        """Leave the signed act where a person can look at it."""
        if isinstance(answer, Receipted):
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


__all__ = ["Performed", "Played", "Report", "Told", "play"]
