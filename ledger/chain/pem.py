"""Private keys as files: encrypted PKCS#8 PEM, and no other way to write them down.

-----BEGIN ENCRYPTED PRIVATE KEY-----
...
-----END ENCRYPTED PRIVATE KEY-----
"""

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

from ledger import limits
from ledger.errors import Malformed


def dumps(key: PrivateKeyTypes, passphrase: bytes) -> bytes:
    """Return the key as encrypted PEM; without a passphrase it is not written."""
    if not passphrase:
        raise Malformed("key_not_encrypted", "a passphrase", "none", "passphrase")
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase),
    )


def loads(pem: bytes, passphrase: bytes) -> object:
    """Return the key of an encrypted PEM, of whatever kind; one that is not encrypted is refused."""
    expected = "an encrypted private key (BEGIN ENCRYPTED PRIVATE KEY)"
    if len(pem) > limits.KEY_FILE_BYTES_MAX:
        raise Malformed("too_large", expected, f"{len(pem):,} bytes", "key file")
    if b"-----BEGIN ENCRYPTED PRIVATE KEY-----" not in pem:
        code = "key_not_encrypted" if b"PRIVATE KEY-----" in pem else "bad_member"
        raise Malformed(code, expected, "something else", "key file")
    try:
        return serialization.load_pem_private_key(pem, passphrase)
    except (ValueError, TypeError):
        found = "a file that it does not open, or damage"
        raise Malformed("wrong_passphrase", "its passphrase", found, "key file") from None
