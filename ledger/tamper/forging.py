"""Entries that the ledger refused or never saw, put into its bundle by whoever has the log's key."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from ledger.chain import canonical, envelope, jws, merkle
from ledger.chain.keys import PrivateKey
from ledger.chain.sheets import SheetTree
from ledger.demo import Files
from ledger.projections.sheets import Sheets
from ledger.tamper.lab import Lab

Json = dict[str, Any]
_LIMIT = 1 << 24


def lines_of(files: Files) -> list[bytes]:
    """The entries of a bundle."""
    return files["entries.jsonl"].splitlines()


def resigned(lab: Lab, files: Files, lines: Sequence[bytes]) -> Files:
    """The bundle with these entries, and a manifest and checkpoint that say so."""
    listed = canonical.loads(files["bundle.json"], _LIMIT)
    listed["size"] = len(lines)
    return files | {
        "bundle.json": canonical.dumps(listed),
        "checkpoint.txt": lab.sign(list(lines)),
        "entries.jsonl": b"".join(line + b"\n" for line in lines),
    }


def relinked(lines: Sequence[bytes]) -> list[bytes]:
    """The entries with every index and link made anew."""
    chained: list[bytes] = []
    for index, line in enumerate(lines):
        entry = canonical.loads(line)
        entry["index"] = index
        entry["previous"] = merkle.leaf_hash(chained[-1]).hex() if chained else None
        chained.append(canonical.dumps(entry))
    return chained


def act(lab: Lab, like: str, **members: Any) -> Json:
    """A new act that looks like one of the ledger, by people who have seen all of it."""
    lines = lines_of(lab.files())
    seen = {"root": _root(lines), "size": len(lines)}
    usual = {"act_id": "forged", "day": "2021-04-05", "seen": seen}
    return lab.act(like) | usual | members


def _root(lines: Sequence[bytes]) -> str:
    return merkle.root([merkle.leaf_hash(line) for line in lines]).hex()


def signers(*listed: tuple[str, str], body: str = "board", place: str | None = None) -> list[Json]:
    """Who is asked: person and office."""
    return [
        {"body": body, "in_place_of": place, "office": office, "person": person}
        for person, office in sorted(listed)
    ]


def entry(given: Json, signing: Sequence[PrivateKey], *, index: int, at: str) -> bytes:
    """An entry as a ledger would record it that asks for nothing: all effective, no mark."""
    data = envelope.format(given)
    made = sorted(jws.sign(key, data) for key in signing)
    document = {
        "act": given,
        "format": 0,
        "index": index,
        "judgement": {"events": ["effective"] * len(given["events"]), "marks": []},
        "previous": None,
        "recorded_at": at,
        "signatures": [envelope.format_signature(one) for one in made],
    }
    return canonical.dumps(document)


def appended(lab: Lab, given: Json, signing: Sequence[PrivateKey]) -> Files:
    """The honest bundle with one more entry at its end, and everything signed anew."""
    files = lab.files()
    lines = lines_of(files)
    line = entry(given, signing, index=len(lines), at="2021-04-06T09:00:00.000000Z")
    return resigned(lab, files, relinked([*lines, line]))


class Lying(Sheets):
    """What a program works out that was changed: another root."""

    def at(self, connection: Connection, generation: int, position: int) -> SheetTree:
        """The sheets, under a root of somebody's choice."""
        tree = super().at(connection, generation, position)
        return dataclasses.replace(tree, _levels=[[b"\xab" * merkle.HASH_BYTES]])
