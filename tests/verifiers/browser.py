"""A headless Chromium, spoken to over two pipes: no port, no driver, no package.

The protocol is Chrome's DevTools protocol; a message is JSON and ends with a null byte.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
    "--remote-debugging-pipe",
)
SECONDS_MAX = 60

Json = dict[str, Any]


def chromium() -> str:
    """The program; or the test is skipped."""
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    pytest.skip("BROWSER NOT CHECKED: there is no Chromium here")


class Page:
    """One page, with what it asked of the network and what it complained of."""

    def __init__(self, to: Any, from_: Any) -> None:
        self._to, self._from = to, from_
        self._number = 0
        self._session: str | None = None
        self.asked: list[str] = []
        self.complaints: list[str] = []

    def call(self, method: str, **given: Any) -> Json:
        """The answer to one command; what the page tells meanwhile is noted."""
        self._number += 1
        message: Json = {"id": self._number, "method": method, "params": given}
        if self._session:
            message["sessionId"] = self._session
        self._to.write(json.dumps(message).encode() + b"\0")
        self._to.flush()
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                result: Json = answer["result"]
                return result

    def _next(self) -> Json:
        data = bytearray()
        while (byte := self._from.read(1)) != b"\0":
            assert byte, "the browser ended"
            data += byte
        message: Json = json.loads(data)
        if message.get("method") == "Network.requestWillBeSent":
            self.asked.append(message["params"]["request"]["url"])
        if message.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown"):
            self.complaints.append(json.dumps(message["params"]))
        return message

    def open(self, url: str) -> None:
        """Opens a page and waits until it is there."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime", "DOM"):
            self.call(f"{domain}.enable")
        self.call("Page.navigate", url=url)
        while self._next().get("method") != "Page.loadEventFired":
            pass

    def choose(self, selector: str, *files: Path) -> None:
        """Chooses files in an input."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", nodeId=node, files=[str(file) for file in files])

    def run(self, program: str) -> Any:
        """The value of an expression, awaited."""
        found = self.call(
            "Runtime.evaluate", expression=program, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def picture(self, path: Path) -> None:
        """Writes what the page looks like, as PNG."""
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(shot["data"]))


@contextmanager
def page(folder: Path, url: str) -> Iterator[Page]:
    """A page in a browser of its own, ended afterwards."""
    in_read, in_write = os.pipe()
    out_read, out_write = os.pipe()

    def wire() -> None:
        # Chromium reads from 3 and writes to 4; moved up first, so that neither end is overwritten.
        high = os.dup(in_read), os.dup(out_write)
        os.dup2(high[0], 3)
        os.dup2(high[1], 4)

    process = subprocess.Popen(
        [chromium(), *FLAGS, f"--user-data-dir={folder / 'profile'}"],
        preexec_fn=wire,
        close_fds=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(in_read)
    os.close(out_write)
    with os.fdopen(in_write, "wb") as to, os.fdopen(out_read, "rb") as from_:
        try:
            shown = Page(to, from_)
            shown.open(url)
            yield shown
        finally:
            process.terminate()
            process.wait(SECONDS_MAX)
