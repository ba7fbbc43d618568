"""A process of its own that does one thing to a ledger and prints the memory it took at most, in MiB."""

import resource
import sys
import tempfile
from pathlib import Path

from ledger import export, rebuild
from ledger import ledger as ledgers
from tests.verbs import commission


def main(what: str, place: str) -> None:
    """Rebuild or export, then print the peak."""
    opened = ledgers.open(f"sqlite+pysqlite:///{place}", clock=commission.Clock())
    if what == "rebuild":
        rebuild.rebuild(opened)
    else:
        with tempfile.TemporaryDirectory() as folder:
            export.bundle(opened, Path(folder) / "bundle.zip")
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


if __name__ == "__main__":
    main(*sys.argv[1:])
