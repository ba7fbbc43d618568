"""A log as files of tiles: read like a bundle, every file held to the entries, nothing believed."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.verifiers import maker
from verifiers.desk import main, tiles
from verifiers.merkle import HASH_BYTES, Tree, leaf_hash

Json = dict[str, Any]


def command(*words: object) -> tuple[int, str, str]:
    """Exit code, what was printed, what was told on the side."""
    out, err = io.StringIO(), io.StringIO()
    return main.run([str(word) for word in words], out, err), out.getvalue(), err.getvalue()


def write_tiles(folder: Path, lines: list[bytes], checkpoint: bytes) -> None:
    """The files of a log, made from the entries alone."""
    tree = Tree()
    for line in lines:
        tree.add(leaf_hash(line))
    for name, level, number, width in tiles.paths(len(lines)):
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        start = number * tiles.WIDTH
        if level < 0:
            here = lines[start : start + width]
            place.write_bytes(b"".join(len(line).to_bytes(2, "big") + line for line in here))
        else:
            place.write_bytes(tree.nodes(8 * level, start, width))
    (folder / "checkpoint").write_bytes(checkpoint)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A folder with `tiles` and the trust file `trust.json` for it."""
    made = maker.story()
    parts = made.parts()
    (tmp_path / "trust.json").write_bytes(made.trust(required_checks=[]))
    lines = parts["entries.jsonl"].split(b"\n")[:-1]
    write_tiles(tmp_path / "tiles", lines, parts["checkpoint.txt"])
    return tmp_path


def report(log: Path, *words: object) -> Json:
    """The report on the tiles."""
    _, out, _ = command("tiles", log / "tiles", "--trust", log / "trust.json", "--json", *words)
    found: Json = json.loads(out)
    return found


def results(found: Json) -> dict[str, str]:
    """The result of each check."""
    return {check["id"]: check["result"] for check in found["checks"]}


def test_paths_are_those_of_the_specification() -> None:
    """Numbers in groups of three digits; the widths of a log of 70,000."""
    assert tiles.path(2, 1_234_067) == "tile/2/x001/x234/067"
    assert tiles.path(-1, 0, 3) == "tile/entries/000.p/3"
    names = [name for name, level, _, _ in tiles.paths(70_000) if level >= 0]
    assert len(names) == 274 + 2 + 1
    assert {"tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"} <= set(names)
    assert [name for name, *_ in tiles.paths(256)][-1] == "tile/1/000.p/1"


def test_a_log_is_verified_from_its_tiles(log: Path) -> None:
    """All that needs no claimed state is checked; that there is none is said."""
    found = report(log)
    told = results(found)
    assert {
        told[check] for check in ("V01", "V02", "V03", "V04", "V05", "V06", "V07", "V10", "V13")
    } == {"PASS"}
    assert told["V14"] == "NOT APPLICABLE"
    assert any("V14" in line["checks"] for line in found["cannot_show"])
    assert {check for check in told if told[check] == "NOT CHECKED"} == {"V08", "V09"}
    assert (found["verdict"], found["kind"]) == ("INCOMPLETE", "tiles")
    assert found["network_used"] is False


@pytest.mark.parametrize("name", ["tile/0", "tile/entries"])
def test_every_changed_byte_is_found(log: Path, name: str) -> None:
    """In hashes and in entries."""
    (place,) = [path for path in (log / "tiles" / name).rglob("*") if path.is_file()]
    whole = place.read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 12)):
        place.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        code, _, _ = command("tiles", log / "tiles", "--trust", log / "trust.json", "--quiet")
        assert code in (1, 2, 4)
    place.write_bytes(whole)
    assert report(log)["verdict"] == "INCOMPLETE"


def test_a_missing_tile_is_named(log: Path) -> None:
    """Of hashes: a finding; of entries: nothing can be decided."""
    (place,) = [path for path in (log / "tiles/tile/0").rglob("*") if path.is_file()]
    place.unlink()
    (finding,) = [f for check in report(log)["checks"] for f in check["findings"]]
    assert (finding["check"], finding["code"]) == ("V01", "file_differs")
    assert "tile/0/000" in finding["found"]
    shutil.rmtree(log / "tiles/tile/entries")
    code, _, err = command("tiles", log / "tiles", "--trust", log / "trust.json")
    assert (code, "[tile_missing]" in err) == (2, True)


def test_a_partial_tile_may_be_gone(log: Path) -> None:
    """Its full tile begins with it."""
    for path in [
        path for path in (log / "tiles").rglob("*") if path.is_file() and ".p" in str(path)
    ]:
        full = path.parent.with_name(path.parent.name.removesuffix(".p"))
        data = path.read_bytes()
        shutil.rmtree(path.parent)
        more = b"\x00\x01x" * 3 if "entries" in str(full) else b"\x00" * HASH_BYTES
        full.write_bytes(data + more)
    assert report(log)["verdict"] == "INCOMPLETE"


def test_tiles_of_another_ledger_are_not_found(log: Path) -> None:
    """By origin or first entry."""
    trust = json.loads((log / "trust.json").read_bytes())
    trust["ledger"]["id"] = "0" * 64
    (log / "trust.json").write_text(json.dumps(trust))
    assert report(log)["verdict"] == "NOT FOUND"


@pytest.mark.parametrize(
    "data", [b"", b"nothing", b"a\n0\n" + b"A" * 43 + b"=\n\n\xe2\x80\x94 a AAAAAAAA\n"]
)
def test_a_checkpoint_that_is_none(log: Path, data: bytes) -> None:
    """Nothing can be decided, and it is said why."""
    (log / "tiles/checkpoint").write_bytes(data)
    code, out, err = command("tiles", log / "tiles", "--trust", log / "trust.json")
    assert (code, out) == (2, "")
    assert "malformed]" in err


class Quiet(SimpleHTTPRequestHandler):
    """Files over HTTP, without a line a request."""

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served(log: Path) -> Iterator[str]:
    """The address of a web server that knows nothing but files."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=log / "tiles"))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_url_is_downloaded_first_and_verified_after(log: Path, served: str) -> None:
    """It says so; what is kept is not fetched again."""
    words = ("url", served, "--trust", log / "trust.json", "--keep", log / "kept")
    code, out, _ = command(*words)
    assert code == 3
    assert out.startswith("Downloaded 3 files")
    assert "Downloaded 1 files" in command(*words)[1]
    _, found, _ = command(*words, "--json")
    assert json.loads(found)["network_used"] is True
    assert results(json.loads(found)) == results(report(log))


def test_a_url_that_does_not_answer_ends_with_5(log: Path, served: str) -> None:
    """So does a file that is not there."""
    (log / "tiles/checkpoint").unlink()
    code, out, err = command("url", served, "--trust", log / "trust.json")
    assert (code, out, "[network]" in err) == (5, "", True)
    assert command("url", "http://127.0.0.1:1", "--trust", log / "trust.json")[0] == 5
    assert command("url", "file:///etc/passwd", "--trust", log / "trust.json")[0] == 5


def test_offline_opens_no_connection(
    log: Path, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What needs the network is refused; the rest never asks for it."""
    import socket

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    for name in ("url", "watch"):
        memory = ("--memory", log / "seen") if name == "watch" else ()
        code, _, err = command(name, served, "--trust", log / "trust.json", "--offline", *memory)
        assert (code, "[usage]" in err) == (2, True)
    assert (
        command("tiles", log / "tiles", "--trust", log / "trust.json", "--offline", "--quiet")[0]
        == 3
    )
