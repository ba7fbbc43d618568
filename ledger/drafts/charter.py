"""A founding file: by whom and for what a ledger is founded, as a person writes it.

origin: kqz.example/2026
purpose: official
bodies: [{body: cec, name: Central Election Commission, required: '2', members: [
  {person: ana, name: Ana, office: chair, key: {alg: Ed25519, public: 11qY...}}]}]
authorities: {authority: cec 2, bodies: cec 2, keys: cec 2, ...}
floors: {persons_min: '2', share_numerator: '1', share_denominator: '2'}
recovery_delay_days: '14'

docs/guides/founding.md describes every member. A key is written as `eal key new --json` prints it,
or named by the file beside in which that was kept: `key: ana.json`.
"""

from dataclasses import dataclass
from pathlib import Path

from ledger import limits
from ledger.chain import keys, spelling
from ledger.chain.keys import PublicKey
from ledger.drafts import founding, reader
from ledger.drafts.founding import Act, Own, Setting
from ledger.drafts.reader import Tree, bad
from ledger.drafts.values import mapped, text
from ledger.errors import Malformed

_MEMBERS = ("clock", "day", "origin", "purpose", *founding.MEMBERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter:
    """What a founding file says. `keys` holds the public key of every person."""

    origin: str
    purpose: str
    clock: str
    setting: Setting
    keys: dict[str, PublicKey]

    def act(self, *, nonce: str, log_vkeys: list[str], recorder_key: PublicKey) -> Act:
        """Return the members of the founding act, with what is the ledger's own."""
        own = Own(
            origin=self.origin,
            purpose=self.purpose,
            clock=self.clock,
            nonce=nonce,
            log_vkeys=log_vkeys,
            recorder_key=recorder_key,
        )
        return self.setting.founding(own, self.keys.__getitem__)


def parse(data: bytes, today: str, beside: Path) -> Charter:
    """Return the charter that a founding file spells; the act's day is `today` unless it says so.

    Files of keys are looked for in `beside`.
    """
    given = mapped(reader.read(data), _MEMBERS, "")
    day = spelling.parse_day(given.get("day", today), "day")
    setting = Setting(given, day=day, key="key")
    return Charter(
        origin=spelling.parse_origin(text(given.get("origin"), "origin"), "origin"),
        purpose=text(given.get("purpose"), "purpose"),
        clock=text(given.get("clock", "real"), "clock"),
        setting=setting,
        keys={each: _key(each, setting.keys.get(each), beside) for each in setting.persons},
    )


def _key(person: str, stated: Tree, beside: Path) -> PublicKey:
    where = f"key of {person}"
    if stated is None:
        raise bad(
            "a key as `eal key new --json` prints it, or the name of a file with it", "none", where
        )
    if isinstance(stated, str):
        return _kept(beside / stated, where)
    return keys.parse(stated, where)


def _kept(path: Path, where: str) -> PublicKey:
    """Return the key in a file with what `eal key new --json` printed: `{"id":...,"key":{...}}`."""
    try:
        with open(path, "rb") as file:
            data = file.read(limits.KEY_FILE_BYTES_MAX)
    except OSError as fault:
        expected = f"the file with the {where}"
        found = fault.strerror or "a fault"
        raise Malformed("unreadable_file", expected, found, str(path)) from None
    given = mapped(reader.read(data), ("id", "key"), where)
    key = keys.parse(given.get("key"), where)
    if given.get("id") != key.id:
        raise bad(f"the id {key.id}", given.get("id"), where)
    return key
