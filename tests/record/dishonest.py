"""A ledger that records what it had to refuse, holds the log's key, and exports that as a bundle."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from ledger import export
from ledger.chain import canonical, checkpoint, entry, merkle
from ledger.chain.checkpoint import Checkpoint
from ledger.chain.note import SignerKey
from ledger.submit import Packet
from tests.record.house import House
from tests.verbs.commission import ORIGIN, key_of
from verifiers.desk import main as desk

Lines = list[bytes]


def admitted(before: bytes, packet: Packet, **given: Any) -> bytes:
    """The entry after `before` for an act, as if all had been in order; members may be given."""
    types = [one["type"] for one in canonical.loads(packet.act)["events"]]
    outcomes = ["no_effect" if name == "announcement.made" else "effective" for name in types]
    last = entry.parse(before)
    usual = {
        "index": last.index + 1,
        "judgement": {"events": outcomes, "marks": []},
        "previous": last.leaf_hash,
        "recorded_at": last.recorded_at[:20] + "999999Z",
        "signatures": packet.signatures,
    }
    return entry.format(packet.act, **{**usual, **given})


def bundle(house: House, folder: Path, rewrite: Callable[[Lines], Lines]) -> tuple[Path, Path]:
    """Bundle and trust file of the log, rewritten; root, checkpoint and manifest fit what it is now.

    Rows stay those of the honest log; sheets, results and accounts say the new position.
    """
    honest = folder / "honest.zip"
    size = export.bundle(house.ledger, honest)
    with ZipFile(honest) as archive:
        # The words on top and the stories have lies of their own (tests/verifiers/test_stories.py).
        kept = [name for name in archive.namelist() if not name.startswith(("README", "story"))]
        files = {name: archive.read(name) for name in kept}
    log = rewrite(files["entries.jsonl"].splitlines())
    files["entries.jsonl"] = b"".join(line + b"\n" for line in log)
    root = merkle.root(merkle.leaf_hash(line) for line in log)
    head = Checkpoint(ORIGIN, len(log), root)
    files["checkpoint.txt"] = checkpoint.sign(head, [SignerKey(ORIGIN, key_of("log"))])
    positions = (f'"position":{size},'.encode(), f'"position":{len(log)},'.encode())
    for name in ("sheets.jsonl", "results.jsonl", "accounts.jsonl"):
        files[name] = files[name].replace(*positions)
    contents = json.loads(files["bundle.json"]) | {"size": len(log)}
    contents["files"] = [_listed(name, files[name]) for name in list(files)[1:]]
    files["bundle.json"] = canonical.dumps(contents)
    with ZipFile(folder / "bundle.zip", "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    trust = folder / "trust.json"
    trust.write_bytes(export.trust(house.ledger, last_seen=False))
    return folder / "bundle.zip", trust


def _listed(name: str, data: bytes) -> dict[str, Any]:
    return {"bytes": len(data), "name": name, "sha256": sha256(data).hexdigest()}


def adding(*packets: Packet) -> Callable[[Lines], Lines]:
    """Rewrites a log by adding acts that were never judged."""

    def rewrite(log: Lines) -> Lines:
        for packet in packets:
            log.append(admitted(log[-1], packet))
        return log

    return rewrite


def report(bundle: Path, trust: Path) -> tuple[int, dict[str, Any]]:
    """Exit code and JSON report of the verifiers."""
    out = io.StringIO()
    with redirect_stdout(out):
        code = desk.run(["bundle", str(bundle), "--trust", str(trust), "--json"], out, out)
    told: dict[str, Any] = json.loads(out.getvalue())
    return code, told


def findings(told: dict[str, Any]) -> Sequence[tuple[str, str, int | None]]:
    """Check, code and index of everything that was found."""
    return [
        (one["check"], one["code"], one["index"])
        for check in told["checks"]
        for one in check["findings"]
    ]
