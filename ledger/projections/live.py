"""What a writing process keeps in memory of the live tables: law and answers at the head.

It is only ever a copy. Each time somebody holds the right to write, `at_head` brings it up to
the head, however many entries other processes appended; what is in doubt is loaded again.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine

from ledger.election.law import LawBook
from ledger.projections import generations, law
from ledger.projections.generations import Generation
from ledger.projections.state import DbState
from ledger.projections.turns import Turns


class Live:
    """Law and state at the head, of one ledger in one process.

    One thread at a time writes with it, the one whose turn it is; others may read `law_known`.
    """

    def __init__(self, acts_a_commit_max: int) -> None:
        self.turns: Turns[Any, Any] = Turns(acts_a_commit_max)
        """Who records: one thread for all that wait."""
        self.is_compared = False
        """Whether the tables were held against a replay since this process began to write."""
        self._law: LawBook | None = None
        self._law_size = 0
        self._state: DbState | None = None

    def at_head(
        self, connection: Connection, size: int, *, ledger_id: str | None
    ) -> tuple[Generation, LawBook, DbState]:
        """Return the live generation, law and state before entry `size`, in this transaction.

        What was added to the state before and is not committed is forgotten.
        """
        generation = generations.live(connection)
        generations.require_trusted(generation, size)
        state = self._state
        if state is not None:
            state.abandon()
        if state is None or (state.generation, state.size) != (generation.number, size):
            state = self._state = DbState(connection, generation.number, size)
        state.attach(connection)
        return generation, self._law_at(connection, generation, size, ledger_id), state

    def committed(self, book: LawBook) -> None:
        """What was added to state is recorded, and `book` is the law after it."""
        assert self._state is not None
        self._state.advance()
        self._law, self._law_size = book, self._state.size

    def forget(self) -> None:
        """Nothing in memory is certain: load all of it again."""
        self._law = None
        self._law_size = 0
        self._state = None

    def law_known(self, engine: Engine, ledger_id: bytes | None) -> LawBook:
        """Return some recent law, good enough to find keys by before the lock is held."""
        book = self._law
        if book is not None:
            return book
        named = None if ledger_id is None else ledger_id.hex()
        with engine.connect() as connection:
            generation = generations.live(connection)
            return law.load(connection, generation.number, generation.position, ledger_id=named)

    def _law_at(
        self, connection: Connection, generation: Generation, size: int, ledger_id: str | None
    ) -> LawBook:
        if self._law is None or self._law_size > size or self._law.ledger_id != ledger_id:
            self._law, self._law_size = LawBook(ledger_id), 0
        if self._law_size < size:
            # A fork, since other threads may be reading the one that was known until now.
            book = self._law.fork()
            law.catch_up(book, connection, generation.number, old=self._law_size, new=size)
            self._law, self._law_size = book, size
        return self._law
