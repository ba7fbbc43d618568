"""Other people's programs verify our log: Go's own packages, a tile reader from PyPI, npm's jose."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import joserfc.jws
import pytest
from joserfc.jwk import ECKey, OKPKey

from ledger.chain import envelope, jws, keys, note, vkey
from ledger.chain.note import SignerKey
from ledger.commands import packets
from ledger.ledger import Ledger
from ledger.publish import proofs, publish
from ledger.publish.tiles import export
from tests.commands.running import SCENARIO, done
from tests.interop import tools
from tests.publish import listed
from tests.store import logs
from tests.verbs import commission

pytestmark = [pytest.mark.interop, pytest.mark.slow, pytest.mark.timeout(600)]

DECISION = 31


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The story of North Mitrovica, published and exported as anybody would."""
    folder = tmp_path_factory.mktemp("interop") / "story"
    done("play", SCENARIO, folder)
    done("export", "tiles", folder / "tiles", "--ledger", folder)
    done("log", "proof", str(DECISION), folder / "31.tlog-proof", "--ledger", folder)
    return folder


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ledger, Path]]:
    """A log that was published and exported at several sizes, so that partial tiles went."""
    folder = tmp_path_factory.mktemp("grown")
    ledger = listed.make(f"sqlite+pysqlite:///{folder / 'ledger.sqlite'}", 3)
    for size in (200, 300, 700, 1_030):
        publish(ledger)
        export(ledger, folder / "tiles")
        listed.grow(ledger, size)
    publish(ledger)
    export(ledger, folder / "tiles")
    yield ledger, folder / "tiles"
    logs.close_all()


def signer_text(ledger: Ledger) -> str:
    """The log's private key as Go's packages write one; it is a test's."""
    assert ledger.signer is not None
    seed = b"\x01" + b"l" * 32
    name, key_id = ledger.origin, ledger.signer.key_id.hex()
    return f"PRIVATE+KEY+{name}+{key_id}+{base64.b64encode(seed).decode()}"


def size_of(demo: Path) -> str:
    """How many entries the tiles of the demo hold, as their checkpoint says."""
    return (demo / "tiles" / "checkpoint").read_text().splitlines()[1]


def test_go_verifies_the_demo(demo: Path) -> None:
    """Checkpoint, every tile, every entry, earlier sizes, and a proof in a file."""
    first, _ = done("log", "vkey", "--ledger", demo).out.splitlines()
    proof = ("--proof", demo / "31.tlog-proof", str(DECISION))
    told = tools.run(tools.go_program(), demo / "tiles", first, *proof)
    assert f"{size_of(demo)} entries: each hashes to its leaf and is proven" in told
    assert "1 tiles: the same bytes" in told
    assert f"proof of entry {DECISION}: holds" in told


def test_go_makes_the_same_bytes_of_a_log_of_several_tiles(
    grown: tuple[Ledger, Path], tmp_path: Path
) -> None:
    """Tiles of two levels from the entries alone, and the signature from the same key."""
    ledger, folder = grown
    assert ledger.signer is not None
    (tmp_path / "proof").write_bytes(proofs.prove(ledger, 700))
    told = tools.run(
        *(tools.go_program(), folder, note.format_vkey(ledger.signer.verifier)),
        *("--signer", signer_text(ledger), "--proof", tmp_path / "proof", "700"),
    )
    assert "1030 entries: each hashes to its leaf and is proven" in told
    assert "6 tiles: the same bytes" in told
    assert "signature: the same bytes" in told


@pytest.mark.parametrize("key", ["old", "new"])
def test_go_verifies_where_one_key_follows_another(tmp_path: Path, key: str) -> None:
    """The published checkpoint of the boundary, by either key alone."""
    people = commission.founded(f"sqlite+pysqlite:///{tmp_path / 'ledger.sqlite'}")
    signers = {"old": commission.key_of("log"), "new": commission.key_of("log-2")}
    texts = {
        name: note.format_vkey(SignerKey(commission.ORIGIN, each).verifier)
        for name, each in signers.items()
    }
    people.ledger.further_keys = (signers["new"],)
    adopted = ("log_key.adopted", {"from_size": 2, "vkey": texts["new"]})
    people.record(people.administration(adopted))
    publish(people.ledger)
    export(people.ledger, tmp_path / "tiles")
    people.close()
    told = tools.run(tools.go_program(), tmp_path / "tiles", texts[key])
    assert "2 entries: each hashes to its leaf and is proven" in told


def test_go_refuses_a_changed_byte(grown: tuple[Ledger, Path], tmp_path: Path) -> None:
    """The negative control: in a tile, in an entry, in the checkpoint."""
    ledger, folder = grown
    assert ledger.signer is not None
    words = (tools.go_program(), tmp_path, note.format_vkey(ledger.signer.verifier))
    for name in ("tile/0/001", "tile/entries/002", "checkpoint", "tile/1/000.p/4"):
        subprocess.run(["cp", "-r", f"{folder}/.", str(tmp_path)], check=True)
        data = bytearray((tmp_path / name).read_bytes())
        data[40] ^= 1
        (tmp_path / name).write_bytes(data)
        with pytest.raises(subprocess.SubprocessError, match="ended with 1"):
            tools.run(*words)


def test_tesseras_fsck_finds_nothing_wrong_and_a_changed_byte(demo: Path, tmp_path: Path) -> None:
    """What it says counts: this release ends with 0 whatever it finds, even with `--ui=false`."""
    key = tmp_path / "vkey.pub"
    key.write_text(done("log", "vkey", "--ledger", demo).out.splitlines()[0])
    program = tools.fsck()

    def said(folder: Path) -> str:
        words = (program, "--ui=false", f"--public_key={key}", f"--storage_url=file://{folder}/")
        told = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
        return told.stdout + told.stderr

    assert f"Successfully fsck'd log with size {size_of(demo)}" in said(demo / "tiles")
    bad = tmp_path / "bad"
    subprocess.run(["cp", "-r", str(demo / "tiles"), str(bad)], check=True)
    bundle = bad / "tile" / "entries" / "000.p" / size_of(demo)
    data = bytearray(bundle.read_bytes())
    data[5_000] ^= 1
    bundle.write_bytes(data)
    assert "fsck failed" in said(bad)


READS_TILES = """
import sys
from tlog_scales import backend, signing, tiles
from tlog_scales.reader import TilesReader
folder, count, *vkeys = sys.argv[1:]
reader = TilesReader(backend.make_backend(folder))
stated = reader.get_checkpoint()
assert stated.size == int(count) and reader.calculate_root_hash() == stated.root_hash
known = signing.VkeySet(*(signing.Vkey.from_string(text) for text in vkeys))
assert len(known.verify(stated.signatures, stated)) == len(vkeys)
for index in range(0, stated.size, 7):
    leaf = tiles.leaf_hash(reader.get_entry(index))
    reader.get_inclusion_proof(index, stated.size).check(leaf, stated.root_hash)
for old in range(1, stated.size, 97):
    proof = reader.get_consistency_proof(old, stated.size)
    reader.set_size(old)
    before = reader.calculate_root_hash()
    reader.set_size(stated.size)
    proof.check(before, stated.root_hash)
print("ok")
"""


def test_a_tile_reader_from_pypi_verifies_both_signatures(
    demo: Path, grown: tuple[Ledger, Path]
) -> None:
    """Ed25519 and ML-DSA-44, the root, entries, inclusion and consistency."""
    place = tools.scales()
    words = (sys.executable, "-c", READS_TILES)
    of_demo = done("log", "vkey", "--ledger", demo).out.splitlines()
    told = tools.run(*words, demo / "tiles", size_of(demo), *of_demo, PYTHONPATH=str(place))
    assert told == "ok\n"
    ledger, folder = grown
    texts = [vkey.format(key) for key in ledger.verifier_keys()]
    assert tools.run(*words, folder, "1030", *texts, PYTHONPATH=str(place)) == "ok\n"


def test_a_proof_made_from_our_tiles_by_another_program_is_ours(demo: Path) -> None:
    """Byte for byte the file that `eal log proof` writes."""
    place = tools.scales()
    words = (sys.executable, "-m", "tlog_scales.cli", "gen-proof", demo / "tiles", str(DECISION))
    told = tools.run(*words, PYTHONPATH=str(place))
    assert told.encode() == (demo / "31.tlog-proof").read_bytes()


def exported(demo: Path) -> tuple[bytes, list[tuple[keys.PublicKey, bytes]]]:
    """The act of the story with most signatures: its bytes, and who signed it with what."""
    read = [packets.read(path)[0] for path in sorted((demo / "acts").glob("*.json"))]
    named = envelope.parse(read[0].act).events[0].fields["persons"]
    known = {key.id: key for key in (keys.parse(person["key"]) for person in named)}
    decision = max(read[1:], key=lambda packet: len(packet.signatures))
    signed = [(known[each.key], each.signature) for each in decision.signatures]
    assert len(signed) >= 6
    return decision.act, signed


def jwk_of(key: keys.PublicKey) -> dict[str, str]:
    """A public key as JOSE writes it."""
    if key.alg == "Ed25519":
        return {"kty": "OKP", "crv": "Ed25519", "x": _url(key.raw)}
    return {"kty": "EC", "crv": "P-256", "x": _url(key.raw[:32]), "y": _url(key.raw[32:])}


def _url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


VERIFIES_JWS = """
import { flattenedVerify, importJWK } from "jose";
const read = JSON.parse(process.argv[2]);
let good = 0;
for (const { jws, jwk, alg } of read) {
  const key = await importJWK(jwk, alg);
  const done = await flattenedVerify(jws, key, { algorithms: [alg] });
  if (done.protectedHeader.typ !== "eal-act+jws") throw new Error("typ");
  const forged = { ...jws, signature: jws.signature.slice(4) + "AAAA" };
  let refused = false;
  try { await flattenedVerify(forged, key, { algorithms: [alg] }); } catch { refused = true; }
  if (!refused) throw new Error("a forged signature was taken");
  good += 1;
}
console.log(good);
"""


def test_npms_jose_verifies_each_signature_of_an_exported_act(demo: Path) -> None:
    """Each on its own; and refuses each when it is changed."""
    place = tools.jose()
    act, signed = exported(demo)
    whole = json.loads(jws.export(act, signed))
    read = [
        {
            "jws": {"payload": whole["payload"], **one},
            "jwk": jwk_of(key),
            "alg": "Ed25519" if key.alg == "Ed25519" else "ES256",
        }
        for one, (key, _) in zip(whole["signatures"], signed, strict=True)
    ]
    script = place / "verify.mjs"
    script.write_text(VERIFIES_JWS)
    told = tools.run("node", script, json.dumps(read), where=place)
    assert int(told) == len(signed)


def test_joserfc_verifies_each_signature_of_an_exported_act(demo: Path) -> None:
    """Each on its own."""
    act, signed = exported(demo)
    whole: dict[str, Any] = json.loads(jws.export(act, signed))
    registry = joserfc.jws.JWSRegistry(algorithms=["Ed25519", "ES256"])
    for one, (key, _) in zip(whole["signatures"], signed, strict=True):
        jwk: Any = jwk_of(key)
        public = OKPKey.import_key(jwk) if key.alg == "Ed25519" else ECKey.import_key(jwk)
        flat: Any = {"payload": whole["payload"], **one}
        opened = joserfc.jws.deserialize_json(flat, public, registry=registry)
        assert opened.payload == act
