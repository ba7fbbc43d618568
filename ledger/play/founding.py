"""What a story's `setup` means: the founding act, and the acts that adopt vocabulary and rules.

The form is that of `ledger.drafts.founding`; where a real ledger has the keys of its persons, a
story has `alg` at most, and keys made from its seed.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

from ledger.chain import vkey
from ledger.chain.cosignature import CosignerKey
from ledger.chain.keys import Algorithm
from ledger.chain.note import SignerKey
from ledger.drafts import founding, moments, proposals
from ledger.drafts.founding import Act, Own
from ledger.drafts.reader import Tree
from ledger.drafts.values import listed, text
from ledger.play.cast import LOG, RECORDER, Cast
from ledger.play.scenario import Scenario

_ALONE = "setup.single_officers"


def _without_officers(setup: dict[str, Tree]) -> dict[str, Tree]:
    return {name: value for name, value in setup.items() if name != "single_officers"}


def _each(name: str, listed_: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Events of one type, one for each set of fields."""
    return [{"fields": f, "occurred": None, "type": name, "version": 1} for f in listed_]


class Setting:
    """The setup of a scenario as the values of a founding act."""

    def __init__(self, scenario: Scenario, folder: Path) -> None:
        self._scenario = scenario
        self._folder = folder
        self.founded_at = moments.instant(text(scenario.setup.get("founded"), "setup.founded"))
        self._begun = founding.Setting(
            _without_officers(scenario.setup), day=self.founded_at[:10], key="alg", where="setup"
        )
        self._alone = self._begun.single_officers(
            [
                text(body, _ALONE)
                for body in listed(scenario.setup.get("single_officers", []), _ALONE)
            ]
        )
        self.cast = Cast(scenario.seed, cast(dict[str, Algorithm], self._begun.keys))

    @property
    def persons(self) -> list[str]:
        """The persons of the story, sorted."""
        return self._begun.persons

    def founding(self) -> Act:
        """Return the members of the act of entry 0."""
        origin = self._scenario.origin
        log_keys = [
            vkey.format(SignerKey(origin, self.cast.office(LOG)).verifier),
            vkey.format(CosignerKey(origin, self.cast.mldsa().public)),
        ]
        own = Own(
            origin=origin,
            purpose=self._scenario.purpose,
            clock="simulated",
            nonce=self.cast.nonce(),
            log_vkeys=log_keys,
            recorder_key=self.cast.office(RECORDER).public,
        )
        return self._begun.founding(own, lambda person: self.cast.person(person).public)

    def adoptions(self) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
        """Yield (act id, class of administration, events) of everything before the first act.

        Those who decide alone come first, then vocabulary and rules, the opening last.
        """
        if self._alone:
            names = [{"body": body["body"]} for body in self._alone]
            yield "single-officers", "authority", _each("single_officer.adopted", names)
            yield "officers-alone", "bodies", _each("body.constituted", self._alone)
        for member in ("vocabulary", "rulesets"):
            where = f"setup.{member}"
            for name in listed(self._scenario.setup.get(member, []), where):
                cls, events = proposals.adopting(text(name, where), self._folder)
                yield f"{cls}-{Path(text(name, where)).stem}", cls, events
        yield "opening", "ledger", _each("ledger.opened", [{}])

    def administration(
        self, act_id: str, cls: str, events: list[dict[str, Any]], **around: Any
    ) -> Act:
        """Return the act by which the competent body adopts something of a class."""
        authority = self._begun.authority(cls)
        return {
            "act_id": act_id,
            "attestation": None,
            "body": authority["body"],
            "decision": None,
            "events": events,
            "format": 0,
            "signers": self._begun.signers(authority),
            **around,
        }
