"""One round: the newest checkpoint is offered to the witnesses, and published if the policy is met.

    >>> rounds.publish(ledger)
    Round(publication=..., by=2, of=3, missing="")

Where it is not met the checkpoint before stays the published one, and the next round goes on with
the cosignatures that were collected. A proof that the log went further, or elsewhere, stops it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from ledger import publish as publishing
from ledger.chain import checkpoint, cosignature, guard, note, witnessing
from ledger.chain.checkpoint import LogKey
from ledger.chain.guard import Answer, Asked, End, Found, Statement
from ledger.chain.policy import Policy
from ledger.errors import LedgerStopped, Unavailable
from ledger.ledger import Ledger
from ledger.publish import Collected, asking, policies
from ledger.publish.asking import Web
from ledger.store import checkpoints, heads, publications
from ledger.store.engine import reading
from ledger.store.publications import Publication
from ledger.store.trees import Tree


class Round(NamedTuple):
    """What a round came to: what is published now, None if nothing yet; `by` of `of` witnesses.

    `missing` says why the newest checkpoint is not published, empty where it is.
    """

    publication: Publication | None
    by: int
    of: int
    missing: str


def publish(ledger: Ledger, *, web: Web | None = None) -> Round:
    """Publish the newest checkpoint with the cosignatures that the law asks for.

    Raises LedgerStopped where the ledger cannot vouch for itself.
    """
    collector = _Collector(ledger, web or Web())
    missing = ""
    try:
        publishing.publish(ledger, collect=collector.collect if collector.is_needed() else None)
    except Unavailable as error:
        missing = error.found
    with reading(ledger.engine) as connection:
        published = publications.published(connection)
        by, of = witnessed(connection, 0 if published is None else published.size)
    return Round(published, by, of, missing)


def witnessed(connection: Connection, size: int) -> tuple[int, int]:
    """Return how many of the witnesses in force have cosigned a checkpoint of at least a size."""
    last = checkpoints.last_size(connection)
    policy = policies.in_force(connection, last)
    if policy is None:
        return 0, 0
    counted = policy.counted()
    known = asking.held(connection, counted, last)
    return sum(held >= max(size, 1) for held in known.values()), len(counted)


def at_start(ledger: Ledger, *, web: Web | None = None) -> "Starting":
    """Return how the witnesses are asked before anything is written or signed: `Ledger.witnesses`."""
    return Starting(ledger, web or Web())


class Starting:
    """Asks until enough have answered that no quorum could know more than we do; then remembers."""

    def __init__(self, ledger: Ledger, web: Web) -> None:
        self._ledger, self._web = ledger, web
        self._settled: Asked | None = None

    def __call__(self) -> Asked:
        """Return what the witnesses prove; they are offered a checkpoint that was signed before."""
        if self._settled is not None:
            return self._settled
        with reading(self._ledger.engine) as connection:
            last = checkpoints.last(connection)
            if last is None:
                return Asked((), False)
            due = policies.due(connection, last.size)
            wanted = witnessing.witnesses_of(due)
            self._ledger.has_witnesses = bool(wanted)
            known = asking.held(connection, wanted, last.size)
            keys = self._ledger.log_keys(connection, last.size).known
        heard = asking.ask(self._ledger, last.note, wanted, self._web)
        self._ledger.witness_alarms = tuple(each.alarm for each in heard if each.alarm)
        answers = tuple(
            asking.answer(each, last.note, has_cosigned=each.witness.key in known) for each in heard
        )
        silent = [
            each.witness.key
            for each, said in zip(heard, answers, strict=True)
            if said.note is None or witnessing.proven(said.note, keys) is None
        ]
        asked = Asked(answers, witnessing.may_know_more(due, silent))
        if not asked.may_know_more:
            # A process that was sure once has recorded everything since by itself: witnesses that
            # fall silent later, or are adopted later, keep it from publishing and from nothing else.
            self._settled = asked
        return asked


class _Collector:
    """Collects cosignatures for one ledger."""

    def __init__(self, ledger: Ledger, web: Web) -> None:
        self._ledger, self._web = ledger, web

    def is_needed(self) -> bool:
        """Whether any policy that is due asks for witnesses."""
        with reading(self._ledger.engine) as connection:
            size = checkpoints.last_size(connection)
            return bool(size and witnessing.witnesses_of(policies.due(connection, size)))

    def collect(self, signed: bytes) -> Collected:
        """Return the new cosignatures of a signed checkpoint, and what is missing still."""
        stated = checkpoint.parse(note.parse(signed)[0])
        with reading(self._ledger.engine) as connection:
            due = policies.due(connection, stated.size)
            keys = self._ledger.log_keys(connection, heads.read(connection).size).known
        wanted = witnessing.witnesses_of(due)
        have = set(cosignature.verified(signed, [each.key for each in wanted]))
        asked = [each for each in wanted if each.key not in have]
        heard = asking.ask(self._ledger, signed, asked, self._web)
        self._ledger.witness_alarms = tuple(each.alarm for each in heard if each.alarm)
        pages = [Answer(each.witness.name, each.page) for each in heard if each.page]
        self._require_no_proof(pages, keys)
        lines = [line for each in heard for line in each.judged.lines]
        have |= {each.witness.key for each in heard if each.judged.lines}
        if all(each.is_satisfied(have) for each in due):
            return Collected(lines)
        return Collected(lines, _missing(due, len(have), heard))

    def _require_no_proof(self, pages: Sequence[Answer], keys: Sequence[LogKey]) -> None:
        """Stop where a page bears our signature and is ahead of the database, or unlike it."""
        with reading(self._ledger.engine) as connection:
            head, tree = heads.read(connection), Tree(connection)
            said = []
            for page in pages:
                stated = witnessing.proven(page.note or b"", keys)
                if stated is not None:
                    here = tree.root_at(stated.size) if stated.size <= head.size else None
                    where = f"the witness {page.name}"
                    said.append(Statement("witness", where, stated.size, stated.root, here))
        try:
            guard.require(Found(head=End(*head), statements=tuple(said)))
        except LedgerStopped:
            # Whoever wants to write looks at everything again, at this proof too, and is stopped.
            self._ledger.witnesses = lambda: Asked(tuple(pages), False)
            self._ledger.memory.is_examined = False
            raise


def _missing(due: Sequence[Policy], have: int, heard: Sequence[asking.Heard]) -> str:
    told = [f"{each.witness.name}: {each.judged.why}" for each in heard if not each.judged.lines]
    least = max(each.required() for each in due)
    asked = f"at least {least} needed" + (
        ", by the old policy and by the new" if len(due) > 1 else ""
    )
    return f"cosigned by {have}, {asked}; {'; '.join(told)}"
