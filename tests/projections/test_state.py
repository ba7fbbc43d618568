"""State read from tables answers as the plain list of rows does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import hypothesis
import pytest
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from ledger.election.rows import Row
from ledger.projections import flush, generations, tables
from ledger.projections.state import DbState
from ledger.store.engine import open_engine, writing
from tests.projections.plain import ENTRIES, Plain, answers, plain_answers


def written(connection: Connection, entries: Sequence[Sequence[Row]]) -> int:
    """Put the rows of entries into a generation of their own."""
    generation = generations.begin(connection).number
    for since, made in enumerate(entries):
        flush.flush(connection, generation, since, made)
    return generation


@pytest.fixture
def connection(engine_url: str) -> Iterator[Connection]:
    """A transaction with the tables of a first generation, in an empty database."""
    engine = open_engine(engine_url)
    with engine.connect() as connection, writing(connection):
        generations.prepare(connection)
        yield connection
    engine.dispose()


SLOW = hypothesis.settings(
    max_examples=25, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)


@SLOW
@hypothesis.given(entries=ENTRIES, data=st.data())
def test_as_of_every_position(
    connection: Connection, entries: list[list[Row]], data: st.DataObject
) -> None:
    """As of a position, the tables say what the rows before it say."""
    generation = written(connection, entries)
    size = data.draw(st.integers(0, len(entries)))
    state = DbState(connection, generation, size)
    assert answers(state) == plain_answers(Plain(entries, size))
    generations.drop(connection, generation)


@SLOW
@hypothesis.given(entries=ENTRIES, data=st.data())
def test_rows_not_yet_written_are_laid_over(
    connection: Connection, entries: list[list[Row]], data: st.DataObject
) -> None:
    """Whether asked before, between or after, rows of the group count at once; abandoned ones do not."""
    cut = data.draw(st.integers(0, len(entries)))
    generation = written(connection, entries[:cut])
    state = DbState(connection, generation, cut)
    if data.draw(st.booleans()):
        answers(state)
    for since in range(cut, len(entries)):
        state.extend(since, entries[since])
        if data.draw(st.booleans()):
            assert answers(state) == plain_answers(Plain(entries, since + 1))
    if data.draw(st.booleans()):
        state.abandon()
        assert answers(state) == plain_answers(Plain(entries, cut))
    else:
        state.flush(connection)
        state.advance()
        if data.draw(st.booleans()):
            state.forget()
        assert answers(state) == plain_answers(Plain(entries, len(entries)))
    generations.drop(connection, generation)


def test_every_row_type_has_a_table_that_gives_it_back() -> None:
    """A table has the columns of its row, and encoding loses nothing."""
    for name, table in tables.TABLES.items():
        assert table.columns == table.row._fields, name


def test_every_text_is_ordered_by_its_bytes(connection: Connection) -> None:
    """Whatever language a database sorts in: lists go by the bytes of keys, and by an index."""
    names = tables.names(generations.begin(connection).number)
    if connection.dialect.name == "sqlite":
        # There it is so, unless a column says otherwise.
        made = connection.execute(text("SELECT sql FROM sqlite_master")).scalars().all()
        assert len(made) > len(names) and not any("COLLATE" in (sql or "") for sql in made)
        return
    found = connection.execute(
        text(
            "SELECT DISTINCT attcollation::regcollation::text FROM pg_attribute "
            "WHERE attrelid = ANY(CAST(:names AS regclass[])) AND attcollation <> 0"
        ),
        {"names": names},
    )
    assert [collation for (collation,) in found] == ['"C"']
