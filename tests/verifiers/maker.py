"""Makes bundles without the ledger: a small commission, its acts, real signatures, real hashes.

Judgements, rows and sheets come from the verifiers' own fold, which other tests hold against hand
calculation and against the ledger; here they serve to have something true that can be damaged.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from verifiers import act as acts
from verifiers import keys, merkle, results
from verifiers.accounts import Accounts
from verifiers.authority import Authority
from verifiers.counts import Contest
from verifiers.desk.story import Told
from verifiers.judge import Case, Judgement
from verifiers.law import Law
from verifiers.reading import encode
from verifiers.spelling import unpadded
from verifiers.tables import Tables
from verifiers.views import Views

ORIGIN = "kqz.example/2013"
NAMES = (
    "entries.jsonl",
    "checkpoint.txt",
    "rows.jsonl",
    "sheets.jsonl",
    "results.jsonl",
    "accounts.jsonl",
)
MEMBERS = ("m1", "m2", "m3")
Json = dict[str, Any]
Parts = dict[str, bytes]


class Key:
    """A private key that a name stands for; `p256` makes it ES256."""

    def __init__(self, name: str, *, p256: bool = False) -> None:
        seed = hashlib.sha256(name.encode()).digest()
        self.alg = "ES256" if p256 else "Ed25519"
        self._ed = Ed25519PrivateKey.from_private_bytes(seed)
        self._ec = ec.derive_private_key(int.from_bytes(seed, "big") >> 1, ec.SECP256R1())

    @property
    def raw(self) -> bytes:
        """The public key's bytes."""
        if self.alg == "Ed25519":
            return self._ed.public_key().public_bytes_raw()
        point = self._ec.public_key().public_numbers()
        return point.x.to_bytes(32, "big") + point.y.to_bytes(32, "big")

    @property
    def public(self) -> Json:
        """The key as an act enrols it."""
        return {"alg": self.alg, "public": unpadded(self.raw)}

    @property
    def id(self) -> str:
        """Its thumbprint."""
        return keys.thumbprint(**self.public)

    def sign(self, data: bytes) -> bytes:
        """A signature of 64 bytes."""
        if self.alg == "Ed25519":
            return self._ed.sign(data)
        r, s = decode_dss_signature(
            self._ec.sign(data, ec.ECDSA(SHA256(), deterministic_signing=True))
        )
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def sign_act(self, act: Json) -> Json:
        """The signature line of an entry."""
        head = unpadded(encode({"alg": self.alg, "kid": self.id, "typ": "eal-act+jws"}))
        signed = f"{head}.{unpadded(encode(act))}".encode()
        return {"key": self.id, "signature": unpadded(self.sign(signed))}


LOG_KEY = Key("log")
RECORDER = Key("recorder")
PERSONS = {name: Key(name, p256=name == "m3") for name in (*MEMBERS, "j1", "j2")}


def vkey(key: Key = LOG_KEY, origin: str = ORIGIN) -> str:
    """The verifier key text of a log key."""
    data = b"\x01" + key.raw
    id_ = hashlib.sha256(origin.encode() + b"\n" + data).hexdigest()[:8]
    return f"{origin}+{id_}+{base64.b64encode(data).decode()}"


def checkpoint(
    lines: Iterable[bytes], key: Key = LOG_KEY, origin: str = ORIGIN, size: int | None = None
) -> bytes:
    """The note of the tree over these entries."""
    tree = merkle.Tree()
    for line in lines:
        tree.add(merkle.leaf_hash(line))
    root = base64.b64encode(tree.root(tree.size)).decode()
    text = f"{origin}\n{tree.size if size is None else size}\n{root}\n"
    data = b"\x01" + key.raw
    id_ = hashlib.sha256(origin.encode() + b"\n" + data).digest()[:4]
    signature = base64.b64encode(id_ + key.sign(text.encode())).decode()
    return f"{text}\n— {origin} {signature}\n".encode()


def event(type_: str, occurred: Json | None = None, version: int = 1, **fields: Any) -> Json:
    """An event; a field whose name Python keeps for itself is written with `_` behind it."""
    named = {name.removesuffix("_"): value for name, value in fields.items()}
    return {"fields": named, "occurred": occurred, "type": type_, "version": version}


def declaration(name: str, kind: str, fields: dict[str, str], *effects: Json) -> Json:
    """A declaration with one sentence."""
    listed = [{"name": n, "of": None, "type": t} for n, t in sorted(fields.items())]
    says = [{"language": "en", "text": "It happened."}]
    named = {"effects": list(effects), "fields": listed, "kind": kind, "name": name}
    return {**named, "says": says, "version": 1}


def box(*units: str, **given: Any) -> Json:
    """A box of a scope in the contest `mayor`."""
    whole = {"channels": ["all"], "further": None, "lists": [], "selections": ["all"]}
    return {**whole, "contests": ["mayor"], "units": sorted(units), **given}


_SCOPED = {"run": "run", "scope": "scope"}
_MOVE = {"do": "move", "field": "polling", "of": "poll", "run": "$run", "scope": "$scope"}
VOCABULARY = (
    declaration(
        "units.made", "ruling", {"units": "items"},
        {"do": "create", "items": "$units", "what": "unit"},
    ),
    declaration(
        "contest.made", "ruling", {"contest": "id"},
        {"do": "create", "id": "$contest", "what": "contest"},
    ),
    declaration(
        "vote.called", "ruling", {"day": "day?", "run": "id", "scope": "scope"},
        {"do": "order_run", "run": "$run", "scope": "$scope"},
    ),
    declaration("poll.opened", "finding", _SCOPED, {**_MOVE, "from": ["planned"], "to": "open"}),
    declaration("poll.halted", "finding", _SCOPED, {**_MOVE, "from": ["open"], "to": "halted"}),
    declaration(
        "material.destroyed", "finding", {"quantity": "quantity", "unit": "unit"},
        {
            "do": "transfer", "from": "$unit", "from_bucket": "held", "material": "ballots",
            "quantity": "$quantity", "to": "$unit", "to_bucket": "destroyed",
        },
    ),
    declaration(
        "vote.annulled", "ruling", _SCOPED,
        {"do": "bar", "object": "voting", "run": "$run", "scope": "$scope", "what": "annul"},
    ),
    declaration(
        "repeat.ordered", "ruling",
        {"basis": "reference", "replaces": "run", "run": "id", "scope": "scope"},
        {
            "do": "order_run", "basis": "$basis", "replaces": "$replaces", "run": "$run",
            "scope": "$scope",
        },
    ),
    declaration(
        "date.set", "ruling", {"day": "day?", "run": "run"},
        {"do": "date", "day": "$day", "run": "$run"},
    ),
    declaration("word.said", "statement", {"text": "long_text"}, {"do": "note"}),
)  # fmt: skip


def required(**given: int) -> Json:
    """How many persons must sign: two for rulings and administration, else one."""
    usual = {"administration": 2, "filing": 1, "finding": 1, "ruling": 2, "statement": 1}
    return {**usual, **given}


def decision(**given: Any) -> Json:
    """A decision, adopted."""
    usual: Json = {
        "agenda": None,
        "annexes": [],
        "authentic": [],
        "effective_on": None,
        "languages": ["en", "sq"],
        "legal_basis": [],
        "number": None,
    }
    usual |= {"members": None, "reasons": None, "remedy": None, "result": "adopted"}
    usual |= {"session": None, "votes": None}
    return {**usual, **given}


def founding(**given: Any) -> Json:
    """The founding event: the commission `cec` of three, and the panel `court` of two."""
    classes = [
        "authority",
        "bodies",
        "keys",
        "ledger",
        "persons",
        "recovery",
        "rules",
        "vocabulary",
    ]
    bodies = {"cec": MEMBERS, "court": ("j1", "j2")}
    offices = [
        {"body": body, "from": "2013-01-01", "office": "member", "person": p, "until": None}
        for body, persons in bodies.items()
        for p in persons
    ]
    fields: Json = {
        "authorities": [
            {"body": "court" if c == "recovery" else "cec", "class": c, "persons": 2}
            for c in classes
        ],
        "bodies": [{"body": b, "name": b.upper(), "required": required()} for b in bodies],
        "clock": "simulated",
        "floors": {"persons_min": 2, "share_denominator": 2, "share_numerator": 1},
        "log_keys": [vkey()],
        "nonce": "cc" * 32,
        "offices": offices,
        "persons": [
            {"key": PERSONS[p].public, "name": p.upper(), "person": p} for p in sorted(PERSONS)
        ],
        "purpose": "rehearsal",
        "recorder_key": RECORDER.public,
        "recovery_delay_days": 7,
        "semantics": 1,
        "predecessor": None,
        "witness_policy": None,
    }
    return event("ledger.founded", **{**fields, **given})


class Maker:
    """A log as it grows: lines, rows, and the state that follows from them."""

    def __init__(self) -> None:
        self.law, self.tables, self.tree = Law(), Tables(), merkle.Tree()
        self.lines: list[bytes] = []
        self.rows: list[bytes] = []
        self.told: list[Told] = []
        self.day = "2013-11-03"

    @property
    def size(self) -> int:
        """The number of entries."""
        return len(self.lines)

    @property
    def ledger(self) -> Json:
        """The ledger's id and origin."""
        id_ = merkle.leaf_hash(self.lines[0]).hex() if self.lines else None
        return {"id": id_, "origin": ORIGIN}

    def act(self, *events: Json, by: Sequence[str] = MEMBERS[:2], **given: Any) -> Json:
        """An act of the commission; members may be given."""
        names = {e["type"] for e in events}
        ruling = any(d["kind"] == "ruling" and d["name"] in names for d in VOCABULARY)
        body = given.get("body", "cec")
        members: Json = {
            "act_id": f"act-{self.size}",
            "attestation": None,
            "body": body,
            "day": self.day,
            "decision": decision() if ruling else None,
            "events": list(events),
            "format": 0,
            "ledger": self.ledger,
            "seen": {"root": self.tree.root(self.size).hex(), "size": self.size}
            if self.size
            else None,
            "signers": [
                {"body": body, "in_place_of": None, "office": "member", "person": p}
                for p in sorted(by)
            ],
        }
        return {**members, **given}

    def add(
        self,
        *events: Json,
        signed_by: Iterable[Key] | None = None,
        judged: Json | None = None,
        **given: Any,
    ) -> int:
        """Records an act, whether or not it may be; returns its index."""
        act = self.act(*events, **given)
        signing = signed_by
        if signing is None:
            signing = [PERSONS[signer["person"]] for signer in act["signers"]]
        signatures = sorted((key.sign_act(act) for key in signing), key=lambda one: one["key"])
        entry: Json = {"act": act, "format": 0, "index": self.size, "judgement": {}}
        entry["previous"] = merkle.leaf_hash(self.lines[-1]).hex() if self.lines else None
        entry |= {"recorded_at": self.recorded_at(), "signatures": signatures}
        rows, judgement = self._fold(entry)
        line = encode(entry | {"judgement": judged or judgement})
        self.lines.append(line)
        self.tree.add(merkle.leaf_hash(line))
        self.rows += [encode(row) for row in rows]
        return self.size - 1

    def recorded_at(self) -> str:
        """The time of the next entry: a second after the one before, on the day."""
        return f"{self.day}T12:{self.size // 60:02}:{self.size % 60:02}.000000Z"

    def _fold(self, entry: Json) -> tuple[list[Json], Json]:
        case = Case(acts.read(encode(entry)), self.law, self.tables)
        case.resolve()
        case.read_events()
        Authority().examine(case)
        judgement = Judgement(case)
        self.tables.commit()
        self.law = case.changed or self.law
        rows, document = judgement.writer.rows, judgement.document()
        self.told.append(Told(case.entry, document, rows[0]["persons"] if rows else [], self.law))
        return rows, document

    def parts(self) -> dict[str, bytes]:
        """The files of the bundle, the manifest aside."""
        day = self.law.legal_day(self._last_at())
        views = Views(self.tables, self.law, day, self.size)
        sheets = [encode(views.sheet(unit)) for unit in views.units()]
        contests = [row.removeprefix("contest:") for row in self.tables.keys("subject")]
        known = sorted(c for c in contests if self.tables.exists("contest:" + c))
        boards = [Contest(c, self.tables, day, self.size) for c in known]
        told = [encode(results.blocked(board, self.law, views.by_law)) for board in boards]
        held = [encode(a) for a in Accounts(self.tables, self.law, day, self.size).all()]
        files = (self.lines, None, self.rows, sheets, told, held)
        made = {
            name: b"".join(line + b"\n" for line in lines)
            for name, lines in zip(NAMES, files, strict=True)
            if lines is not None
        }
        return {**made, "checkpoint.txt": checkpoint(self.lines)}

    def _last_at(self) -> str:
        at: str = json.loads(self.lines[-1])["recorded_at"]
        return at

    def trust(self, **given: Any) -> bytes:
        """A trust file that requires what format 0 can give."""
        usual: Json = {
            "format": 0,
            "last_seen": None,
            "ledger": self.ledger,
            "log_keys": [{"from_size": 0, "until_size": None, "vkey": vkey()}],
            "required_checks": [f"V{n:02}" for n in (*range(1, 8), *range(10, 15))],
            "witness_policy": None,
        }
        return json.dumps({**usual, **given}, indent=1).encode()


def named(parts: Parts) -> list[str]:
    """The files of a bundle in their order: those of the state, the words, the documents."""
    fixed = [name for name in (*NAMES, "README.txt") if name in parts]
    return [
        *fixed,
        *(n for kind in ("story.", "evidence/") for n in sorted(parts) if n.startswith(kind)),
    ]


def manifest(parts: Parts, ledger: Json, size: int) -> bytes:
    """`bundle.json` of these files."""
    listed = [
        {"bytes": len(parts[n]), "name": n, "sha256": hashlib.sha256(parts[n]).hexdigest()}
        for n in named(parts)
        if not n.startswith("evidence/")
    ]
    return encode({"files": listed, "format": 0, "ledger": ledger, "size": size})


def pack(files: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these files in this order, with the fixed time of bundles."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        for name, data in files:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = method
            archive.writestr(info, data)
    return into.getvalue()


def bundle(parts: Parts, ledger: Json, size: int) -> bytes:
    """A bundle whose manifest is right for its files, whatever is in them."""
    files = [(name, parts[name]) for name in named(parts)]
    return pack([("bundle.json", manifest(parts, ledger, size)), *files])


def opened() -> Maker:
    """A log with the vocabulary, a municipality `town` of two centres, and a first vote."""
    maker = Maker()
    maker.add(founding(), by=["m1"], signed_by=[*PERSONS.values(), RECORDER])
    maker.add(*(event("declaration.adopted", declaration=each) for each in VOCABULARY))
    maker.add(event("ledger.opened"))
    places = [
        ("town", None, "municipality"),
        ("pc-1", "town", "centre"),
        ("pc-2", "town", "centre"),
    ]
    items = [{"id": i, "name": i, "parent": p, "type": t} for i, p, t in places]
    maker.add(
        event("units.made", units=items),
        event("contest.made", contest="mayor"),
        event("vote.called", day=None, run="run-1", scope=[box("town")]),
    )
    maker.add(event("date.set", day="2013-11-03", run="run-1"))
    return maker


def story(entries: int = 12) -> Maker:
    """The story in twelve entries, or its beginning: opened, attacked, annulled with a repeat, dated."""
    maker = opened()
    centre: Json = {"run": "run-1", "scope": [box("pc-1")]}
    unknown: Json = {"high": None, "low": 0, "why": "not_ascertainable"}
    repeat: Json = {"basis": "act-8#1", "replaces": "run-1", "run": "run-2", "scope": [box("pc-1")]}
    m1, m2, m3 = MEMBERS
    steps: list[tuple[str, Sequence[str], list[Json]]] = [
        ("2013-11-03", [m1], [event("poll.opened", run="run-1", scope=[box("town")])]),
        (
            "2013-11-03",
            [m3],
            [
                event("poll.halted", **centre),
                event("material.destroyed", quantity=unknown, unit="pc-1"),
            ],
        ),
        ("2013-11-04", [m2], [event("word.said", text="A rerun is likely.\nNo decision yet.")]),
        (
            "2013-11-05",
            MEMBERS,
            [event("vote.annulled", **centre), event("repeat.ordered", **repeat)],
        ),
        ("2013-11-06", [m1], [event("word.said", text="Mitrovicë: datë ende nuk ka.")]),
        ("2013-11-07", [m1, m2], [event("date.set", day="2013-11-17", run="run-2")]),
        ("2013-11-07", [m2], [event("word.said", text="The last word.")]),
    ]
    for day, by, events in steps[: entries - maker.size]:
        maker.day = day
        maker.add(*events, by=by)
    return maker
