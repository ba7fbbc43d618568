"""A second process that verifies the signatures of the next acts while this one judges the last.

Two threads cannot do both at once: judging is Python, and whoever verifies would wait for the
interpreter after every signature. The process belongs to one call that submits many acts, and
ends with it. It is asked and answers in turn, over pipes:

    [(PublicKey, message, signature), ...]    pickled, as `chain.keys.verify_many` takes them
    b"\\x01\\x01\\x00"                           a byte a signature: whether it is valid

Before the first question it sends one byte, when it has loaded what it needs. Whatever it does
not answer, for any reason, is verified here: it changes how fast a verdict comes, never which.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

from ledger.chain import keys
from ledger.chain.keys import PublicKey

ACTS_MIN = 3_000
"""With fewer, the time that it takes to start a process is not won back."""

_READY = b"\x01"

Signed = Sequence[tuple[PublicKey, bytes, bytes]]
Verdicts = Callable[[], list[bool]]


class Verifier:
    """The process, seen from the call that submits. Use it in a `with` block."""

    def __init__(self, acts: int) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        if acts >= ACTS_MIN and (os.cpu_count() or 1) > 1:
            self._start()

    def _start(self) -> None:
        packages = str(Path(__file__).parents[1])
        paths = [packages, *filter(None, [os.environ.get("PYTHONPATH")])]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ledger.verifying"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        )
        # Asking and answering take a thread, or both sides could wait for a full pipe.
        self._asking = ThreadPoolExecutor(1)
        self._ready: Future[bytes] = self._asking.submit(self._receive, 1)

    def is_ready(self, *, timeout_seconds: float) -> bool:
        """Whether the process answers by then; nobody needs to wait for that."""
        wait([self._ready], timeout_seconds)
        return self._ready.done() and self._ready.result() == _READY

    def begin(self, signed: Signed) -> Verdicts:
        """Begin to verify; return what waits for the verdicts, one a signature, in order."""
        if self.process is None:
            return lambda: keys.verify_many(signed)
        answer = self._asking.submit(self._ask, signed)

        def verdicts() -> list[bool]:
            # Before the process is ready, its questions wait and can be taken back.
            told = b"" if answer.cancel() else answer.result()
            if len(told) != len(signed):
                return keys.verify_many(signed)
            return [verdict == 1 for verdict in told]

        return verdicts

    def _ask(self, signed: Signed) -> bytes:
        process = self.process
        assert process is not None and process.stdin is not None
        try:
            process.stdin.write(pickle.dumps(list(signed)))
            process.stdin.flush()
        except OSError:
            return b""
        return self._receive(len(signed))

    def _receive(self, count: int) -> bytes:
        """Return that many bytes, or fewer from a process that has ended."""
        process = self.process
        assert process is not None and process.stdout is not None
        return process.stdout.read(count)

    def __enter__(self) -> Verifier:
        return self

    def __exit__(self, *_: object) -> None:
        process = self.process
        if process is not None:
            process.kill()
            process.wait()
            self._asking.shutdown()
            assert process.stdin is not None and process.stdout is not None
            for pipe in (process.stdin, process.stdout):
                try:
                    pipe.close()
                except OSError:
                    # Something was still waiting to be sent to a process that is gone.
                    continue
            self.process = None


def main() -> None:
    """Answer until there is nobody who asks."""
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    answers.write(_READY)
    answers.flush()
    while True:
        try:
            signed: Signed = pickle.load(questions)
        except EOFError:
            return
        answers.write(bytes([keys.verify(*one) for one in signed]))
        answers.flush()


if __name__ == "__main__":
    main()
