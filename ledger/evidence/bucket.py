"""Evidence in a store that speaks S3, by the library obstore (`pip install election-audit-ledger[s3]`).

The address is `s3://bucket/prefix`; who we are and where the store is stands in the environment,
under the names that everybody uses: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION,
AWS_ENDPOINT_URL.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import IO, Any

from ledger.errors import Malformed, Unavailable
from ledger.evidence.store import CHUNK_BYTES, name_of

try:
    import obstore
    from obstore import exceptions, store
except ImportError:
    raise Malformed(
        "evidence_library_missing", "the Python package obstore", "none", "evidence"
    ) from None

_DO = "see to the store and send the file again; it is never kept in part"


class Bucket:
    """Objects named by digests; one is put only if it is not there."""

    def __init__(self, address: str) -> None:
        endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
        options: Any = {"allow_http": True} if endpoint.startswith("http://") else {}
        try:
            self._store = store.S3Store.from_url(address, client_options=options)
        except exceptions.BaseError as error:
            raise Malformed("bad_setting", "s3://bucket/prefix", _told(error), "evidence") from None

    def size(self, digest: str) -> int | None:
        """How many bytes are kept, None if there is no such object."""
        try:
            return int(obstore.head(self._store, name_of(digest))["size"])
        except FileNotFoundError:
            return None
        except exceptions.BaseError as error:
            raise Unavailable(_told(error), _DO) from error

    def keep(self, digest: str, file: IO[bytes]) -> None:
        """Put the object; somebody who put the same in the meantime is no fault."""
        try:
            obstore.put(self._store, name_of(digest), file.read(), mode="create")
        except exceptions.AlreadyExistsError:
            return
        except exceptions.BaseError as error:
            raise Unavailable(_told(error), _DO) from error

    def read(self, digest: str) -> Iterator[bytes]:
        """The bytes as they are kept, in chunks; none if there is no such object."""
        try:
            for chunk in obstore.get(self._store, name_of(digest)).stream(CHUNK_BYTES):
                yield bytes(chunk)
        except FileNotFoundError:
            return
        except exceptions.BaseError as error:
            raise Unavailable(_told(error), _DO) from error

    def remove(self, digest: str) -> bool:
        """Remove the object; whether there was one."""
        found = self.size(digest) is not None
        try:
            obstore.delete(self._store, name_of(digest))
        except exceptions.BaseError as error:
            raise Unavailable(_told(error), _DO) from error
        return found


def _told(error: Exception) -> str:
    """What a person needs of a library's long message."""
    return " ".join(str(error).split())[:200]
