"""What seals and state proofs cost: python -m tests.benchmarks.sealing [ENTRIES]

The reference acts are appended in bulk, a thousand at a time, and the state is sealed after each
thousand, as a cadence would. Printed: the seal of everything at once, what a seal of a thousand
entries adds to the time of appending them, a proof, and its verification.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable

from ledger import export, prove, read, seal
from ledger.projections.sheets import Sheets
from tests.benchmarks import acts
from tests.verbs import commission
from tests.verbs.commission import Commission
from verifiers import proven
from verifiers import trust as trust_files
from verifiers.desk import stateproofs
from verifiers.proven import Asked

BETWEEN = 1_000


def _seconds(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def _seal(made: Commission) -> seal.Sealed:
    done = seal.seal(made.ledger)
    assert done is not None, "something was recorded"
    return done


def show(number: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        made = commission.opened(f"sqlite+pysqlite:///{name}/ledger.sqlite", stations=acts.STATIONS)
        packets = acts.reference_acts(made, number + 4 * BETWEEN)
        made.submit(*packets[:number])
        whole = _seconds(lambda: _seal(made))
        appended = sealed = 0.0
        for start in range(number, number + 4 * BETWEEN, BETWEEN):
            these = packets[start : start + BETWEEN]
            appended += _seconds(lambda these=these: made.submit(*these))  # type: ignore[misc]
            sealed += _seconds(lambda: _seal(made))
        _print_seals(made, number, whole=whole, appended=appended, sealed=sealed)
        _print_proof(made)


def _print_seals(
    made: Commission, number: int, *, whole: float, appended: float, sealed: float
) -> None:
    with read.view(made.ledger) as view:
        unit = view.units()[-1]
    sheets = len(made.ledger.sheets._tree.keys)
    print(f"state seals, {number:,} entries, {sheets:,} sheets")
    print(f"  first seal of everything      {whole:8.2f} s  {number / whole:10,.0f} entries/s")
    share = sealed / (appended + sealed)
    print(f"  a seal each {BETWEEN:,} entries    {sealed / 4:8.3f} s  {share:10.1%} of the time")
    made.ledger.sheets = Sheets()
    loaded = _seconds(lambda: prove.prove(made.ledger, unit))
    print(f"  first proof of a process      {loaded:8.2f} s")


def _print_proof(made: Commission) -> None:
    with read.view(made.ledger) as view:
        unit = view.units()[-1]
    data = prove.prove(made.ledger, unit)
    again = _seconds(lambda: prove.prove(made.ledger, unit))
    trust = trust_files.parse(export.trust(made.ledger))
    checked = _seconds(lambda: stateproofs.examine(proven.parse(data), trust, Asked()))
    print(f"  a proof                       {again:8.3f} s  {len(data):10,} bytes")
    print(f"  its verification              {checked:8.3f} s")


if __name__ == "__main__":
    show(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
