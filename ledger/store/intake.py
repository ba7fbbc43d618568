"""What waits to become acts: clerks' entries of forms, files of forms, rows that could not be read.

Kept beside the log, never in it, and only added to. What became of a form is told by the log.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from sqlalchemy import Connection, and_, bindparam, func, or_, select
from sqlalchemy.exc import IntegrityError

from ledger.errors import Unavailable
from ledger.store import bulk, crash
from ledger.store.tables import bad_row, blind_entry, intake_source, intake_step

Stage = Literal["keyed", "third", "agreed"]


class BlindEntry(NamedTuple):
    """What one person keyed of a form, or signed of a third look: the packet, and its act's digest."""

    form: str
    stage: Stage
    person: str
    digest: bytes
    packet: bytes
    kept_at: str


class Step(NamedTuple):
    """How far a file has been taken in: counts since its beginning, and where the next row begins."""

    source: bytes
    step: int
    row_count: int
    byte_offset: int
    recorded_count: int
    again_count: int
    bad_count: int
    is_last: int
    kept_at: str


class BadRow(NamedTuple):
    """A row that is not recorded, and why; `form` and `unit` where they could be read."""

    source: bytes
    row_number: int
    form: str | None
    unit: str | None
    code: str
    expected: str
    found: str
    place: str
    do_next: str
    kept_at: str


_OF_FORM = select(*blind_entry.columns).where(blind_entry.c.form == bindparam("form"))
_LAST_STEP = (
    select(*intake_step.columns)
    .where(intake_step.c.source == bindparam("source"))
    .order_by(intake_step.c.step.desc())
    .limit(1)
)
_FORMS = (
    select(blind_entry.c.form)
    .where(blind_entry.c.form > bindparam("after"))
    .distinct()
    .order_by(blind_entry.c.form)
    .limit(bindparam("most"))
)
_BAD = (
    select(*bad_row.columns)
    .where(
        or_(
            bad_row.c.source > bindparam("source"),
            and_(bad_row.c.source == bindparam("source"), bad_row.c.row_number > bindparam("row")),
        )
    )
    .order_by(bad_row.c.source, bad_row.c.row_number)
    .limit(bindparam("most"))
)


def keep_entry(connection: Connection, entry: BlindEntry) -> None:
    """Keep what a person keyed; one entry a form, stage and person."""
    with crash.around("intake_entry_inserted"):
        bulk.insert(connection, blind_entry, [entry])


def entries_of(connection: Connection, form: str) -> list[BlindEntry]:
    """Return what was keyed of a form, in the order of its keeping."""
    found = [BlindEntry(*row) for row in connection.execute(_OF_FORM, {"form": form})]
    return sorted(found, key=lambda one: (one.kept_at, one.person))


def forms_keyed(connection: Connection, after: str, most: int) -> list[str]:
    """Return the ids of forms of which something was keyed, sorted, after one."""
    return list(connection.scalars(_FORMS, {"after": after, "most": most}))


def begin(connection: Connection, source: bytes, name: str, kind: str, begun_at: str) -> None:
    """Remember a file of forms; once."""
    known = select(intake_source.c.source).where(intake_source.c.source == source)
    if connection.scalar(known) is None:
        with crash.around("intake_source_inserted"):
            bulk.insert(connection, intake_source, [(source, name, kind, begun_at)])


def keep_step(connection: Connection, step: Step, bad: Sequence[BadRow]) -> None:
    """Keep how far a file has come, with the rows of this step that could not be taken in.

    Raises Unavailable where another process has taken the step: two must not read one file.
    """
    try:
        with crash.around("intake_rows_inserted"):
            bulk.insert(connection, bad_row, bad)
        with crash.around("intake_step_inserted"):
            bulk.insert(connection, intake_step, [step])
    except IntegrityError:
        found = "another process is taking in the same file"
        raise Unavailable(found, "let it finish; nothing is recorded twice") from None


def last_step(connection: Connection, source: bytes) -> Step | None:
    """Return how far a file has come; None where it was never begun."""
    row = connection.execute(_LAST_STEP, {"source": source}).one_or_none()
    return None if row is None else Step(*row)


def sources(connection: Connection, most: int) -> list[tuple[bytes, str, str, str]]:
    """Return the files that were begun last: source, name, kind, time."""
    newest = select(*intake_source.columns).order_by(intake_source.c.begun_at.desc()).limit(most)
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(newest)]


def bad_rows(connection: Connection, after: tuple[bytes, int], most: int) -> list[BadRow]:
    """Return rows that could not be taken in, by source and number, after one of them."""
    given = {"source": after[0], "row": after[1], "most": most}
    return [BadRow(*row) for row in connection.execute(_BAD, given)]


def bad_row_count(connection: Connection) -> int:
    """Return how many rows were ever put aside."""
    return connection.scalar(select(func.count()).select_from(bad_row)) or 0
