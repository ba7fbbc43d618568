"""Who a ledger begins with, as a person writes it down, and the founding act that it becomes.

bodies:
- body: cec
  name: Central Election Commission
  required: {administration: 6, filing: 1, finding: 1, ruling: 6, statement: 1}
  members: [{person: member-a, name: Member A, office: chair, key: {alg: Ed25519, public: 11qY...}}]
authorities: {authority: cec 6, bodies: cec 6, keys: cec 6, ledger: cec 6, ...}
floors: {persons_min: 2, share_numerator: 1, share_denominator: 3}
recovery_delay_days: 14
predecessor: {origin: kqz.example/2013, id: 114e..., size: 4711, root: 8913...}
witness_policy: |
  witness A embassy.example/a+5f6e0f2c+BA... https://witness.example/a
  quorum A

The policy may be left out: then nobody is asked until one is adopted. So may the predecessor: the
log that this one continues, where that one was lost, forked or closed.
Stories (`ledger.play`) and `eal init` read the same; a story has keys made from its seed instead.
"""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from ledger.chain import keys, policy, spelling
from ledger.chain.keys import PublicKey
from ledger.drafts.reader import Tree, bad
from ledger.drafts.values import count, listed, mapped, text
from ledger.errors import Malformed

MEMBERS = (
    "authorities", "bodies", "floors", "predecessor", "recovery_delay_days", "witness_policy",
)  # fmt: skip
"""The members that a `Setting` is read from."""

_KINDS = ("administration", "filing", "finding", "ruling", "statement")
_FLOORS = ("persons_min", "share_denominator", "share_numerator")

Act = dict[str, Any]


class Own(NamedTuple):
    """What the ledger itself states at its founding, beside who founds it."""

    origin: str
    purpose: str
    clock: str
    nonce: str
    log_vkeys: list[str]
    recorder_key: PublicKey


def _policy(value: Tree, where: str) -> str | None:
    """The text of a witness policy; its keys are looked at here, where a mistake can be mended."""
    if value is None:
        return None
    told = text(value, where)
    told = told if told.endswith("\n") else f"{told}\n"
    try:
        policy.parse(told.encode())
    except Malformed as error:
        raise bad(error.expected, error.found, f"{where}, {error.where}".rstrip(", ")) from None
    return told


def _predecessor(value: Tree, where: str) -> Act | None:
    """The log that is continued: `{origin, id, size, root}`, as `eal-verify` prints them."""
    if value is None:
        return None
    given = mapped(value, ("id", "origin", "root", "size"), where)
    for name in ("id", "origin", "root", "size"):
        if name not in given:
            raise bad(f"the member {name}", "none", where)
    return {
        "id": spelling.parse_hash(text(given["id"], f"{where}.id"), f"{where}.id").hex(),
        "origin": spelling.parse_origin(
            text(given["origin"], f"{where}.origin"), f"{where}.origin"
        ),
        "root": spelling.parse_hash(text(given["root"], f"{where}.root"), f"{where}.root").hex(),
        "size": count(given["size"], f"{where}.size"),
    }


class Setting:
    """Bodies, offices, authorities and floors. `keys` has what each person states of their key."""

    def __init__(
        self, given: dict[str, Tree], *, day: str, key: Literal["alg", "key"], where: str = ""
    ) -> None:
        self.day = day
        self.bodies: list[dict[str, Any]] = []
        self.offices: list[dict[str, Any]] = []
        self.names: dict[str, str] = {}
        self.keys: dict[str, Tree] = {}
        self._key = key
        place = f"{where}." if where else ""
        for number, body in enumerate(listed(given.get("bodies"), f"{place}bodies")):
            self._take_body(body, f"{place}bodies[{number}]")
        self.authorities = _authorities(given.get("authorities"), f"{place}authorities")
        self._floors = _counts(given.get("floors"), _FLOORS, f"{place}floors")
        delay = f"{place}recovery_delay_days"
        self._delay = count(given.get("recovery_delay_days"), delay)
        self._predecessor = _predecessor(given.get("predecessor"), f"{place}predecessor")
        self._policy = _policy(given.get("witness_policy"), f"{place}witness_policy")

    @property
    def persons(self) -> list[str]:
        """Everybody named, sorted."""
        return sorted(self.names)

    def authority(self, cls: str) -> dict[str, Any]:
        """Which body, with how many persons, makes a class of administration."""
        found = next((each for each in self.authorities if each["class"] == cls), None)
        if found is None:
            raise bad(f"an authority for {cls}", "none", "authorities")
        return found

    def founding(self, own: Own, key_of: Callable[[str], PublicKey]) -> Act:
        """Return the members of the act of entry 0."""
        authority = self.authority("ledger")
        fields = {
            "authorities": self.authorities,
            "bodies": sorted(self.bodies, key=lambda each: str(each["body"])),
            "clock": own.clock,
            "floors": self._floors,
            "log_keys": own.log_vkeys,
            "nonce": own.nonce,
            "offices": sorted(
                self.offices, key=lambda each: (each["body"], each["person"], each["office"])
            ),
            "persons": [
                {"key": keys.format(key_of(person)), "name": self.names[person], "person": person}
                for person in self.persons
            ],
            "predecessor": self._predecessor,
            "purpose": own.purpose,
            "recorder_key": keys.format(own.recorder_key),
            "recovery_delay_days": self._delay,
            "semantics": 1,
            "witness_policy": self._policy,
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
            "ledger": {"id": None, "origin": own.origin},
            "seen": None,
            "signers": self.signers(authority),
        }

    def single_officers(self, names: list[str]) -> list[dict[str, Any]]:
        """Constitute these bodies as bodies of one, and found them with the smallest quorum.

        Entry 0 knows no body below the floor; the bodies returned are adopted after it.
        """
        alone = []
        for body in self.bodies:
            if body["body"] in names:
                least = self._floors["persons_min"]
                asked = body["required"]
                floor = {"administration": max(asked["administration"], least)}
                alone.append({**body, "required": {**asked, **floor, "ruling": 1}})
                body["required"] = {**asked, **floor, "ruling": max(asked["ruling"], least)}
        if len(alone) != len(set(names)):
            raise bad("bodies of `bodies`", ", ".join(names), "single_officers")
        return alone

    def signers(self, authority: dict[str, Any]) -> list[dict[str, Any]]:
        """The first persons of the body that is competent, as many as are needed."""
        body, persons = authority["body"], authority["persons"]
        held = {each["person"]: each["office"] for each in self.offices if each["body"] == body}
        return [
            {"body": body, "in_place_of": None, "office": held[person], "person": person}
            for person in sorted(held)[:persons]
        ]

    def _take_body(self, value: Tree, where: str) -> None:
        given = mapped(value, ("body", "members", "name", "required"), where)
        body = text(given.get("body"), where)
        name, required = text(given.get("name"), where), _required(given.get("required"), where)
        self.bodies.append({"body": body, "name": name, "required": required})
        for number, member in enumerate(listed(given.get("members", []), where)):
            self._take_member(body, member, f"{where}.members[{number}]")

    def _take_member(self, body: str, value: Tree, where: str) -> None:
        names = ("from", self._key, "name", "office", "person", "until")
        held = mapped(value, names, where)
        person = text(held.get("person"), where)
        name = held.get("name")
        if (name is None) == (person not in self.names):
            raise bad("a person's name, once", person, where)
        if name is not None:
            self.names[person] = text(name, where)
        if self._key in held:
            if person in self.keys:
                raise bad("a person's key, once", person, where)
            self.keys[person] = held[self._key]
        self.offices.append(
            {
                "body": body,
                "from": held.get("from", self.day),
                "office": text(held.get("office"), where),
                "person": person,
                "until": held.get("until"),
            }
        )


def _authorities(value: Tree, where: str) -> list[dict[str, Any]]:
    if not isinstance(value, dict):
        raise bad("`BODY PERSONS` by class of administration", value, where)
    return [_authority(cls, written, f"{where}.{cls}") for cls, written in sorted(value.items())]


def _authority(cls: str, value: Tree, where: str) -> dict[str, Any]:
    body, _, persons = text(value, where).partition(" ")
    return {"body": body, "class": cls, "persons": count(persons, where)}


def _required(value: Tree, where: str) -> dict[str, int]:
    if isinstance(value, str):
        return dict.fromkeys(_KINDS, count(value, f"{where}.required"))
    return _counts(value, _KINDS, f"{where}.required")


def _counts(value: Tree, names: tuple[str, ...], where: str) -> dict[str, int]:
    given = mapped(value, names, where)
    return {name: count(given.get(name), f"{where}.{name}") for name in names}
