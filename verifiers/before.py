"""What the log was before the entries of a bundle that does not begin at 0 (specification, section 10).

```
{"format":0,"frontier":[HASH…],"keys":[KEY…],"root":HASH,"size":N}
```

From the right edge of a tree it can be grown on. A key is held to its id, so that it may come from anybody.
"""

from __future__ import annotations

from typing import NamedTuple

from verifiers import keys, merkle
from verifiers import spelling as s
from verifiers.reading import Json, Malformed, read

BEFORE_BYTES_MAX = 2**24
_SHAPE = s.record(
    "format:zero frontier:hashes keys:keys root:hash size:positive",
    hashes=s.array(s.TYPES["hash"], 1, 63),
    keys=s.array(keys.is_key, 0, 2**17),
)


class Before(NamedTuple):
    """Size and root, the hashes of the complete subtrees (the largest first), keys by their ids."""

    size: int
    root: bytes
    frontier: list[bytes]
    keys: dict[str, Json]


def parse(data: bytes) -> Before:
    """Reads `before.json` strictly; Malformed also where the hashes do not give the root."""
    doc = read(data, bytes_max=BEFORE_BYTES_MAX)
    _SHAPE(doc)
    frontier = [bytes.fromhex(hash_) for hash_ in doc["frontier"]]
    size, root = doc["size"], bytes.fromhex(doc["root"])
    if len(frontier) != size.bit_count() or merkle.joined(frontier) != root:
        raise Malformed("bad_member", "before.json: the hashes are not those of a tree of this size and root")
    return Before(size, root, frontier, {keys.thumbprint(**key): key for key in doc["keys"]})
