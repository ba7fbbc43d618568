"""Fails system calls of a process, one a run, with strace: what the operating system could answer.

A child is forked from a process that has everything loaded, and waits for a signal; strace is put
on it and counts from there. So the numbers of calls are those of the work alone.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

STRACE = shutil.which("strace")

SECONDS_MAX = 20.0

FAILING = (
    *("openat", "open", "read", "pread64", "write", "pwrite64", "fsync", "fdatasync", "ftruncate"),
    *("rename", "renameat", "renameat2", "unlink", "unlinkat", "close", "lseek", "flock", "fcntl"),
    *("fstat", "newfstatat", "stat", "lstat", "access", "mkdir", "rmdir", "getrandom", "sendto"),
    *("recvfrom", "poll", "socket", "connect", "fallocate", "link", "linkat", "getdents64"),
)
"""Calls that the world answers. Memory, threads, clocks and signals do not fail by a disk."""

_ON_FILE = re.compile(r"^(?:\d+ +)?(\w+)\(\d+<([^>]+)>(.*)$", re.MULTILINE)
_RENAMED = re.compile(r'rename\("([^"]+)", "([^"]+)"\)')
_CALL = re.compile(r"^(?:\d+ +)?(\w+)\(", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run ended: exit status as `os.waitpid` tells it, the trace, and how many were injected."""

    status: int
    trace: str
    injected: int

    @property
    def was_killed(self) -> bool:
        """Whether SIGKILL ended it."""
        return os.WIFSIGNALED(self.status) and os.WTERMSIG(self.status) == signal.SIGKILL

    @property
    def code(self) -> int | None:
        """The exit code, None for a process that was ended by a signal."""
        return os.WEXITSTATUS(self.status) if os.WIFEXITED(self.status) else None


def count(ran: Ran) -> Counter[str]:
    """How often each call was made."""
    return Counter(_CALL.findall(ran.trace))


def unsynced(trace: str, folder: Path) -> list[str]:
    """What was written to files of a folder and not brought to the disk before the end.

    A renamed file must have been synced before, and its folder after. The `-shm` file of SQLite
    holds nothing that a crash may not lose.
    """
    dirty: set[str] = set()
    for name, fd_path, rest in _ON_FILE.findall(trace):
        if name in ("write", "pwrite64", "ftruncate"):
            dirty.add(fd_path)
        elif name in ("fsync", "fdatasync") and rest.rstrip().endswith("= 0"):
            dirty.discard(fd_path)
    for old, new in _RENAMED.findall(trace):
        if old in dirty:
            dirty.add(new)
        renamed = trace.index(f'"{new}"')
        folder_synced = re.compile(
            rf"f(?:data)?sync\(\d+<{re.escape(str(Path(new).parent))}>\) += 0"
        )
        if not folder_synced.search(trace, renamed):
            dirty.add(str(Path(new).parent))
    return sorted(p for p in dirty if p.startswith(str(folder)) and not p.endswith("-shm"))


def run(prepare: Callable[[], Callable[[], int]], trace: Path, *inject: str) -> Ran:
    """Run, in a child, what `prepare` returns, with faults such as `openat:error=EIO:when=2`.

    What `prepare` does itself is neither traced nor made to fail.
    """
    assert STRACE is not None, "strace is not installed"
    child = _waiting(prepare)
    options = [part for one in inject for part in ("-e", f"inject={one}")]
    # Without a filter every call stops the child; that is the only way to see them all.
    command = [STRACE, "-f", "-qq", "-y", "-o", str(trace), "-s", "0", *options]
    command += ["-p", str(child)]
    tracer = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _await_tracer(child, tracer)
        os.kill(child, signal.SIGUSR1)
        status = _end_of(child)
    finally:
        tracer.wait(SECONDS_MAX)
        if tracer.stderr is not None:
            tracer.stderr.close()
    text = trace.read_text(errors="replace")
    return Ran(status, text, text.count("(INJECTED)"))


def _waiting(prepare: Callable[[], Callable[[], int]]) -> int:
    """Fork a child that does its work when it is told, and never returns from it."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    ready, tell = os.pipe()
    child = os.fork()
    if child:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGUSR1})
        os.close(tell)
        os.read(ready, 1)
        os.close(ready)
        return child
    code = 99
    try:
        os.close(ready)
        work = prepare()
        os.close(tell)
        signal.sigwait({signal.SIGUSR1})
        code = work()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _await_tracer(child: int, tracer: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS_MAX
    status = Path(f"/proc/{child}/status")
    while "TracerPid:\t0\n" in status.read_text():
        if tracer.poll() is not None or time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            said = b"" if tracer.stderr is None else tracer.stderr.read()
            raise RuntimeError(f"strace could not be put on a process: {said.decode()}")
        time.sleep(0.001)


def _end_of(child: int) -> int:
    deadline = time.monotonic() + SECONDS_MAX
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    raise TimeoutError("a traced process did not end")
