"""What a story's `setup` means: the founding act, and the acts that adopt vocabulary and rules.

bodies:
- body: cec
  name: Central Election Commission
  required: {administration: 6, filing: 1, finding: 1, ruling: 6, statement: 1}
  members: [{person: member-a, name: Member A (invented), office: member}]
authorities: {authority: cec 6, bodies: cec 6, ...}
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ledger.chain import keys, note
from ledger.chain.note import SignerKey
from ledger.drafts import moments
from ledger.drafts.reader import Tree, bad
from ledger.drafts.values import count, listed, mapped, text
from ledger.play.cast import LOG, RECORDER, Cast
from ledger.play.scenario import Scenario

_KINDS = ("administration", "filing", "finding", "ruling", "statement")
_MEMBER = ("alg", "from", "name", "office", "person", "until")
_HERE = Path(__file__).resolve().parent.parent
_FAMILIES = _HERE / "election" / "families"
_JURISDICTIONS = _HERE / "jurisdictions"

Act = dict[str, Any]


class Setting:
    """The setup of a scenario as the values of a founding act."""

    def __init__(self, scenario: Scenario, folder: Path) -> None:
        self._scenario = scenario
        self._setup = scenario.setup
        self._folder = folder
        self.founded_at = moments.instant(text(self._setup.get("founded"), "setup.founded"))
        self.day = self.founded_at[:10]
        self.bodies: list[dict[str, Any]] = []
        self.offices: list[dict[str, Any]] = []
        self._names: dict[str, str] = {}
        algorithms: dict[str, Any] = {}
        for number, body in enumerate(listed(self._setup.get("bodies"), "setup.bodies")):
            self._take_body(body, algorithms, f"setup.bodies[{number}]")
        self.authorities = [
            self._authority(cls, value) for cls, value in sorted(self._authorities().items())
        ]
        self.cast = Cast(scenario.seed, algorithms)

    @property
    def persons(self) -> list[str]:
        """The persons of the story, sorted."""
        return sorted(self._names)

    def founding(self) -> Act:
        """Return the members of the act of entry 0."""
        authority = next(each for each in self.authorities if each["class"] == "ledger")
        fields = {
            "authorities": self.authorities,
            "bodies": sorted(self.bodies, key=lambda each: str(each["body"])),
            "clock": "simulated",
            "floors": self._floors(),
            "log_keys": [note.format_vkey(self._log_key().verifier)],
            "nonce": self.cast.nonce(),
            "offices": sorted(
                self.offices, key=lambda each: (each["body"], each["person"], each["office"])
            ),
            "persons": [self._person(person) for person in self.persons],
            "purpose": self._scenario.purpose,
            "recorder_key": keys.format(self.cast.office(RECORDER).public),
            "recovery_delay_days": count(self._setup.get("recovery_delay_days"), "setup"),
            "semantics": 1,
            "witness_policy": None,
        }
        return {
            "act_id": "founding",
            "attestation": None,
            "body": authority["body"],
            "day": self.day,
            "decision": None,
            "events": [
                {"fields": fields, "occurred": None, "type": "ledger.founded", "version": 1}
            ],
            "format": 0,
            "ledger": {"id": None, "origin": self._scenario.origin},
            "seen": None,
            "signers": self._signers(authority["body"], authority["persons"]),
        }

    def adoptions(self) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
        """Yield (act id, class of administration, events): vocabulary, rules, then the opening."""
        for family, declarations in self._vocabulary():
            events = [_event("declaration.adopted", {"declaration": each}) for each in declarations]
            yield f"vocabulary-{family}", "vocabulary", events
        for name, document in self._rulesets():
            events = [_event("ruleset.adopted", document["ruleset"])]
            events += [_event("rule.adopted", {"rule": rule}) for rule in document["rules"]]
            yield f"rules-{name}", "rules", events
        yield "opening", "ledger", [_event("ledger.opened", {})]

    def administration(
        self, act_id: str, cls: str, events: list[dict[str, Any]], **around: Any
    ) -> Act:
        """Return the act by which the competent body adopts something of a class."""
        authority = next(each for each in self.authorities if each["class"] == cls)
        return {
            "act_id": act_id,
            "attestation": None,
            "body": authority["body"],
            "decision": None,
            "events": events,
            "format": 0,
            "signers": self._signers(authority["body"], authority["persons"]),
            **around,
        }

    def _log_key(self) -> SignerKey:
        return SignerKey(self._scenario.origin, self.cast.office(LOG))

    def _take_body(self, value: Tree, algorithms: dict[str, Any], where: str) -> None:
        given = mapped(value, ("body", "members", "name", "required"), where)
        body = text(given.get("body"), where)
        name, required = text(given.get("name"), where), _required(given.get("required"), where)
        self.bodies.append({"body": body, "name": name, "required": required})
        for number, member in enumerate(listed(given.get("members", []), where)):
            here = f"{where}.members[{number}]"
            held = mapped(member, _MEMBER, here)
            person = text(held.get("person"), here)
            self._take_name(person, held.get("name"), here)
            if "alg" in held:
                algorithms[person] = held["alg"]
            self.offices.append(
                {
                    "body": body,
                    "from": held.get("from", self.day),
                    "office": text(held.get("office"), here),
                    "person": person,
                    "until": held.get("until"),
                }
            )

    def _take_name(self, person: str, name: Tree, where: str) -> None:
        if (name is None) == (person not in self._names):
            raise bad("a person's name, once", person, where)
        if name is not None:
            self._names[person] = text(name, where)

    def _person(self, person: str) -> dict[str, Any]:
        key = keys.format(self.cast.person(person).public)
        return {"key": key, "name": self._names[person], "person": person}

    def _authorities(self) -> dict[str, Tree]:
        value = self._setup.get("authorities")
        if not isinstance(value, dict):
            raise bad("`BODY PERSONS` by class of administration", value, "setup.authorities")
        return value

    def _authority(self, cls: str, value: Tree) -> dict[str, Any]:
        where = f"setup.authorities.{cls}"
        body, _, persons = text(value, where).partition(" ")
        return {"body": body, "class": cls, "persons": count(persons, where)}

    def _floors(self) -> dict[str, Any]:
        names = ("persons_min", "share_denominator", "share_numerator")
        given = mapped(self._setup.get("floors"), names, "setup.floors")
        return {name: count(given.get(name), f"setup.floors.{name}") for name in names}

    def _signers(self, body: str, persons: int) -> list[dict[str, Any]]:
        """The first persons of a body, as many as are needed."""
        held = {each["person"]: each["office"] for each in self.offices if each["body"] == body}
        return [
            {"body": body, "in_place_of": None, "office": held[person], "person": person}
            for person in sorted(held)[:persons]
        ]

    def _vocabulary(self) -> Iterator[tuple[str, list[Any]]]:
        for name in listed(self._setup.get("vocabulary"), "setup.vocabulary"):
            family = text(name, "setup.vocabulary")
            yield Path(family).stem, self._load(_FAMILIES, family)

    def _rulesets(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for name in listed(self._setup.get("rulesets", []), "setup.rulesets"):
            ruleset = text(name, "setup.rulesets")
            yield Path(ruleset).stem, self._load(_JURISDICTIONS, ruleset)

    def _load(self, folder: Path, name: str) -> Any:
        """A proposal that comes with the program, or (`x.json`) one beside the scenario."""
        path = self._folder / name if name.endswith(".json") else folder / f"{name}.json"
        if not path.is_file():
            raise bad("the name of a family or ruleset, or a .json file beside the scenario", name)
        return json.loads(path.read_bytes())


def _event(name: str, fields: dict[str, Any]) -> dict[str, Any]:
    return {"fields": fields, "occurred": None, "type": name, "version": 1}


def _required(value: Tree, where: str) -> dict[str, int]:
    if isinstance(value, str):
        return dict.fromkeys(_KINDS, count(value, f"{where}.required"))
    given = mapped(value, _KINDS, f"{where}.required")
    return {kind: count(given.get(kind), f"{where}.required.{kind}") for kind in _KINDS}
