"""A founding file: by whom and for what a ledger is founded, as a person writes it.

origin: kqz.example/2026
purpose: official
bodies: [{body: cec, name: Central Election Commission, required: '2', members: [
  {person: ana, name: Ana, office: chair, key: {alg: Ed25519, public: 11qY...}}]}]
authorities: {authority: cec 2, bodies: cec 2, keys: cec 2, ...}
floors: {persons_min: '2', share_numerator: '1', share_denominator: '2'}
recovery_delay_days: '14'

docs/guides/founding.md describes every member. A key is written as `eal key new --json` prints it.
"""

from dataclasses import dataclass
from typing import Any

from ledger.chain import keys, spelling
from ledger.chain.keys import PublicKey
from ledger.drafts import founding, reader
from ledger.drafts.founding import Act, Own, Setting
from ledger.drafts.reader import bad
from ledger.drafts.values import mapped, text

_MEMBERS = ("clock", "day", "origin", "purpose", *founding.MEMBERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter:
    """What a founding file says. `keys` holds the public key of every person."""

    origin: str
    purpose: str
    clock: str
    setting: Setting
    keys: dict[str, PublicKey]

    def act(self, *, nonce: str, log_vkey: str, recorder_key: PublicKey) -> Act:
        """Return the members of the founding act, with what is the ledger's own."""
        own = Own(
            origin=self.origin,
            purpose=self.purpose,
            clock=self.clock,
            nonce=nonce,
            log_vkey=log_vkey,
            recorder_key=recorder_key,
        )
        return self.setting.founding(own, self.keys.__getitem__)


def parse(data: bytes, today: str) -> Charter:
    """Return the charter that a founding file spells; the act's day is `today` unless it says so."""
    given = mapped(reader.read(data), _MEMBERS, "")
    day = spelling.parse_day(given.get("day", today), "day")
    setting = Setting(given, day=day, key="key")
    return Charter(
        origin=spelling.parse_origin(text(given.get("origin"), "origin"), "origin"),
        purpose=text(given.get("purpose"), "purpose"),
        clock=text(given.get("clock", "real"), "clock"),
        setting=setting,
        keys={person: _key(person, setting.keys.get(person)) for person in setting.persons},
    )


def _key(person: str, stated: Any) -> PublicKey:
    if stated is None:
        raise bad("the member `key` of `eal key new --json`", "no key", person)
    return keys.parse(stated, f"key of {person}")
