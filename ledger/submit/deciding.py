"""Judging a group of acts under the lock, and recording those that are admitted in one commit."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from ledger import append
from ledger.append import Committed, Decided
from ledger.chain import entry, merkle
from ledger.chain.entry import Entry
from ledger.election import judgement
from ledger.election.administration import sealing as seals
from ledger.election.judgement import Submission, Verdict
from ledger.election.law import LawBook
from ledger.election.refusals import Problem
from ledger.election.rows import Law, Placed, Row, Seal
from ledger.errors import LedgerStopped, Malformed, Unavailable
from ledger.ledger import Ledger
from ledger.projections import compare, generations, prefetch, sheets
from ledger.projections.live import Live
from ledger.projections.sheets import Growth
from ledger.projections.state import DbState
from ledger.store import crash
from ledger.store.engine import writing
from ledger.store.heads import Head
from ledger.store.trees import Tree
from ledger.submit import answers, packets, sealing
from ledger.submit.answers import Answer, Failed, Recorded, Refused
from ledger.submit.packets import Prepared

log = logging.getLogger("submit")


@dataclass(slots=True)
class _Group:
    """The acts of one commit while they are judged; `places` says at which index each stands."""

    acts: Sequence[Prepared]
    added: list[Entry] = field(default_factory=list)
    refused: dict[int, Refused | Failed] = field(default_factory=dict)
    places: dict[int, int] = field(default_factory=dict)
    law: LawBook | None = None
    generation: int = 0
    rows: list[Sequence[Row]] = field(default_factory=list)
    """What each of `added` gave."""
    growth: Growth | None = None
    """The sheets, once a seal asked for them."""


def record_together(
    ledger: Ledger, live: Live, waiting: Sequence[Sequence[Prepared]]
) -> list[list[Answer]]:
    """Record the acts of all who wait in one commit; return each caller's answers.

    A fault that nobody can lay to one act is looked for by recording each by itself.
    """
    acts = [one for mine in waiting for one in mine]
    try:
        found = iter(_record(ledger, live, acts))
    except (InterfaceError, LedgerStopped, OperationalError, Unavailable):
        raise
    except Exception as fault:
        log.exception("a group of %d acts could not be recorded together", len(acts))
        found = iter([Failed(fault)] if len(acts) == 1 else _one_by_one(ledger, live, acts))
    return [[next(found) for _ in mine] for mine in waiting]


def _one_by_one(ledger: Ledger, live: Live, acts: Sequence[Prepared]) -> Iterator[Answer]:
    for one in acts:
        yield record_together(ledger, live, [[one]])[0][0]


def _record(ledger: Ledger, live: Live, acts: Sequence[Prepared]) -> list[Answer]:
    group = _Group(acts)
    try:
        committed = append.append(ledger, lambda *given: _decide(ledger, live, group, given))
    except LedgerStopped as stopped:
        live.forget()
        _stop_for_good(ledger, stopped)
        raise
    except BaseException:
        live.forget()
        raise
    if group.added:
        assert group.law is not None, "what is recorded was judged by some law"
        live.committed(group.law)
        if group.growth is not None:
            size = group.added[-1].index + 1
            ledger.sheets.taken(group.generation, group.growth, size)
        if group.added[0].index == 0:
            ledger.ledger_id = group.added[0].leaf_hash
            ledger.origin = group.added[0].act.origin
    return _answers(ledger, group, committed)


def _decide(
    ledger: Ledger, live: Live, group: _Group, given: tuple[Connection, Head, str]
) -> Decided:
    connection, head, recorded_at = given
    generation, law, state = live.at_head(connection, head.size, ledger_id=_hex(ledger.ledger_id))
    group.law, group.generation = law.fork(), generation.number
    # Law may have moved since the signatures were evaluated outside the lock.
    packets.evaluate(group.acts, law)
    known = answers.recorded_since(connection, group.acts, head.size)
    _compare(connection, live, group, generation=generation)
    prefetch.load((one.value for one in group.acts), law, state)
    desk = _Desk(ledger, connection, Tree(connection), state, head, recorded_at)
    for number, one in enumerate(group.acts):
        place = known.get(one.act.digest)
        if place is None:
            place = _judge(desk, group, number)
        if place is not None:
            group.places[number] = known[one.act.digest] = place
    if not group.added:
        return Decided([], lambda _: None)

    def flush(connection: Connection) -> None:
        state.flush(connection)
        new_size = head.size + len(group.added)
        if any(type(row) is Seal for rows in group.rows for row in rows):
            steps = _grown(desk, group).steps
            sheets.write(connection, generation.number, steps, new_size)
        with crash.around("position_advanced"):
            generations.advance(connection, generation.number, old=head.size, new=new_size)

    return Decided(group.added, flush)


@dataclass(slots=True)
class _Desk:
    """What judging one act after another needs."""

    ledger: Ledger
    connection: Connection
    tree: Tree
    state: DbState
    head: Head
    recorded_at: str
    roots: dict[int, bytes] = field(default_factory=dict)


def _judge(desk: _Desk, group: _Group, number: int) -> int | None:
    """Judge one act; return its index if it is admitted. A fault in it is its answer."""
    one = group.acts[number]
    assert group.law is not None
    index = desk.head.size + len(group.added)
    if len(one.verdicts) < len(one.signatures):
        # An act before it in this group may have enrolled its signer's key.
        packets.evaluate([one], group.law)
    try:
        verdict = judgement.judge(group.law, desk.state, _submission(desk, group, one))
        added = None if verdict.refusals else _entry(desk, group, one, verdict)
        stopped = append.not_held(desk.ledger, [] if added is None else [added])
    except (LedgerStopped, Unavailable, SQLAlchemyError):
        raise
    except Malformed as malformed:
        problem = Problem(malformed.code, malformed.expected, malformed.found, malformed.where)
        group.refused[number] = _refuse(desk, one, [problem])
        return None
    except Exception as fault:
        group.refused[number] = Failed(fault)
        return None
    if added is None:
        group.refused[number] = _refuse(desk, one, verdict.refusals)
        return None
    if stopped is not None:
        # It is this act that could not be vouched for; those beside it can.
        group.refused[number] = Failed(stopped)
        return None
    _add(desk, group, added, verdict.rows)
    if sealing.certifies(verdict.rows):
        _seal_if_possible(desk, group)
    return index


def _add(desk: _Desk, group: _Group, added: Entry, rows: list[Row]) -> None:
    """Let an entry count that was admitted, in law and state."""
    assert group.law is not None
    index = added.index
    desk.state.extend(index, rows)
    group.added.append(added)
    group.rows.append(rows)
    for ordinal, row in enumerate(rows):
        if type(row) is Law:
            group.law.apply(Placed(index, ordinal, row))
    if index == 0:
        # From entry 1 on every act names the ledger that entry 0 makes.
        group.law.ledger_id = added.leaf_hash.hex()


def _seal_if_possible(desk: _Desk, group: _Group) -> None:
    """Seal; what is decided is recorded even where the program fails at that."""
    try:
        _seal(desk, group)
    except (LedgerStopped, Unavailable, SQLAlchemyError):
        raise
    except Exception:
        log.exception("a certification is not sealed")
        group.growth = None


def _seal(desk: _Desk, group: _Group) -> None:
    """Seal the state behind what was just admitted; without the recorder's key it stays unsealed."""
    law, key = group.law, desk.ledger.recorder_key
    assert law is not None
    if key is None or not sealing.can_seal(law, key):
        log.warning("a certification is not sealed: the recorder key is not here, or not in force")
        return
    growth = _grown(desk, group)
    tree = growth.tree(desk.head.size + len(group.added))

    def is_taken(act_id: str) -> bool:
        return desk.state.act(act_id) is not None

    one = sealing.seal(law, key, tree, day=law.day_of(desk.recorded_at), is_taken=is_taken)
    verdict = judgement.judge(law, desk.state, _submission(desk, group, one))
    if verdict.refusals:
        log.warning("a certification is not sealed: %s", verdict.refusals[0])
        return
    _add(desk, group, _entry(desk, group, one, verdict), verdict.rows)


def _grown(desk: _Desk, group: _Group) -> Growth:
    """The sheets with all that the group has added so far."""
    if group.growth is None:
        at = desk.head.size
        group.growth = desk.ledger.sheets.growth(desk.connection, group.generation, at)
    start = group.growth.size - desk.head.size
    for added, rows in list(zip(group.added, group.rows, strict=True))[start:]:
        group.growth.add(added.index, added.leaf_hash, rows)
    return group.growth


def _sealed(desk: _Desk, group: _Group, one: Prepared) -> seals.Sealed | None:
    """Root and number of the sheets that a seal has to tell; None for any other act."""
    if not (seals.is_seal(one.value) and one.is_well_signed):
        return None
    position = one.value["events"][0]["fields"].get("position")
    if not isinstance(position, int) or position < 1:
        return None
    if position <= desk.head.size:
        tree = desk.ledger.sheets.at(desk.connection, group.generation, position)
    else:
        growth = _grown(desk, group)
        if growth.size != position:
            return None
        tree = growth.tree(position)
    return tree.root.hex(), len(tree.keys)


def _submission(desk: _Desk, group: _Group, one: Prepared) -> Submission:
    return Submission(
        index=desk.head.size + len(group.added),
        recorded_at=desk.recorded_at,
        act=one.value,
        digest=one.act.digest.hex(),
        signatures=[(s.key, one.verdicts.get(s.key, False)) for s in one.signatures],
        seen_ours=_is_seen_ours(desk, group, one),
        sealed=_sealed(desk, group, one),
    )


def _is_seen_ours(desk: _Desk, group: _Group, one: Prepared) -> bool:
    """Whether the root that the signers had seen is ours at that size."""
    seen = one.act.seen
    if seen is None or seen.size > desk.head.size + len(group.added):
        return False
    root = desk.roots.get(seen.size)
    if root is None:
        root = desk.roots[seen.size] = _root(desk, group, seen.size)
    return root == seen.root


def _root(desk: _Desk, group: _Group, size: int) -> bytes:
    if size <= desk.head.size:
        return desk.tree.root_at(size)
    frontier = desk.tree.frontier(desk.head.size)
    for added in group.added[: size - desk.head.size]:
        frontier.append(added.leaf_hash)
    return frontier.root()


def _entry(desk: _Desk, group: _Group, one: Prepared, verdict: Verdict) -> Entry:
    """Return the entry of an admitted act, behind those already added."""
    index = desk.head.size + len(group.added)
    previous = group.added[-1].leaf_hash if group.added else desk.head.leaf
    data = entry.format(
        one.act.data,
        index=index,
        judgement=verdict.judgement,
        previous=previous,
        recorded_at=desk.recorded_at,
        signatures=one.signatures,
    )
    return Entry(
        data,
        merkle.leaf_hash(data),
        one.act,
        index,
        verdict.judgement,
        previous,
        desk.recorded_at,
        one.signatures,
    )


def _refuse(desk: _Desk, one: Prepared, problems: Sequence[Problem]) -> Refused:
    return answers.refuse(
        desk.ledger, one, problems, size=desk.head.size, refused_at=desk.recorded_at
    )


def _compare(
    connection: Connection, live: Live, group: _Group, *, generation: generations.Generation
) -> None:
    """Hold the tables against a replay: at the start, and before what must not rest on an error."""
    assert group.law is not None
    book = group.law
    is_grave = any(one.is_well_signed and compare.is_grave(one.value, book) for one in group.acts)
    if is_grave or not live.is_compared:
        compare.require_equal(connection, generation, ledger_id=book.ledger_id, whole=is_grave)
        live.is_compared = True


def _stop_for_good(ledger: Ledger, stopped: LedgerStopped) -> None:
    """Remember in the database that the tables are wrong, so that no process writes on them."""
    if stopped.code != compare.DIFFERS:
        return
    with ledger.engine.connect() as connection, writing(connection):
        generation = generations.live(connection)
        generations.stop(connection, generation.number, stopped.found)


def _answers(ledger: Ledger, group: _Group, committed: Committed) -> list[Answer]:
    """Return the answer to each act, in order."""
    fresh: dict[int, Recorded] = {}
    if group.added:
        fresh = {recorded.index: recorded for recorded in answers.receipts(ledger, committed)}
    found: list[Answer] = []
    for number in range(len(group.acts)):
        if number in group.places:
            place = group.places[number]
            # An act sent twice in one group is recorded the first time only.
            first = fresh.pop(place, None)
            found.append(first or answers.first_receipt(ledger, place))
        else:
            found.append(group.refused[number])
    return found


def _hex(ledger_id: bytes | None) -> str | None:
    return None if ledger_id is None else ledger_id.hex()
