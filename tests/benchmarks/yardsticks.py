"""What this machine can do at best, measured seconds before what we measure of ourselves.

Absolute figures on a shared machine say little; a ratio to the same machine's own limit says
whether we waste it.
"""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from nacl.bindings import crypto_sign_BYTES, crypto_sign_keypair
from nacl.signing import SigningKey, VerifyKey

MESSAGE_BYTES = 1024
VERIFICATIONS = 6_000
_ROUNDS = 3


def verify_loop() -> float:
    """Return Ed25519 verifications of 1 KB a second: libsodium, two threads, nothing else."""
    key = SigningKey(bytes(32))
    message = bytes(MESSAGE_BYTES)
    signature = key.sign(message).signature
    assert len(signature) == crypto_sign_BYTES
    assert len(crypto_sign_keypair()[0]) == 32
    verify_key = VerifyKey(bytes(key.verify_key))

    def work() -> None:
        for _ in range(VERIFICATIONS // 2):
            verify_key.verify(message, signature)

    def both() -> None:
        with ThreadPoolExecutor(2) as pool:
            for future in [pool.submit(work), pool.submit(work)]:
                future.result()

    return max(VERIFICATIONS / seconds(both) for _ in range(_ROUNDS))


def fsync_loop(path: str) -> float:
    """Return appends of 1 KB a second, each made durable before the next."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    data = bytes(MESSAGE_BYTES)

    def work() -> None:
        for _ in range(1_000):
            os.write(descriptor, data)
            os.fdatasync(descriptor)

    try:
        return 1_000 / seconds(work)
    finally:
        os.close(descriptor)


def fsync_seconds(path: str, count: int) -> list[float]:
    """Return how long each of so many appends of 1 KB took until it was durable."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    data = bytes(MESSAGE_BYTES)

    def work() -> None:
        os.write(descriptor, data)
        os.fdatasync(descriptor)

    try:
        return [seconds(work) for _ in range(count)]
    finally:
        os.close(descriptor)


def seconds(work: Callable[[], object]) -> float:
    """Return how long it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
