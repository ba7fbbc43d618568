"""`eal upgrade`: the database of a ledger brought to the form that this program needs."""

import os
from typing import Annotated

from cyclopts import Parameter
from sqlalchemy import make_url

from ledger import upgrade as verb
from ledger.commands import output, places, settings
from ledger.commands.options import AsJson, Database, LedgerDir
from ledger.errors import Malformed
from ledger.store.engine import open_engine
from ledger.upgrade import Upgraded


def upgrade(
    *,
    ledger: LedgerDir,
    database: Database = None,
    plan: Annotated[
        bool, Parameter(negative="", help="Say what would be done, and do nothing.")
    ] = False,
    roles: Annotated[
        bool, Parameter(negative="", help="Print the SQL that makes logins with least rights.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Bring the database of a ledger to the form that this program needs; entries stay as they are.

    All steps are applied or none. Stop the servers first, and connect as the database's owner.

    For example:
      eal upgrade --ledger demo-story --plan
      eal upgrade --ledger DIR --database postgresql+psycopg://owner@/ledger

    Exit codes: 0 done, or nothing to do; 2 no ledger.json there; 3 refused, and nothing is changed;
    4 no database; 5 the database is not reachable.
    """
    settings.require_no_password(database, os.environ)
    place = places.read(ledger, database)
    if roles:
        _tell_roles(place, as_json=json)
        return
    places.require_database(place, ledger)
    done = verb.upgrade(open_engine(place.url(ledger)), is_plan=plan)
    if json:
        steps = [step._asdict() for step in done.steps]
        output.document(done._asdict() | {"steps": steps})
    else:
        _tell(done)


def _tell_roles(place: places.Place, *, as_json: bool) -> None:
    if place.is_file:
        found = "an SQLite file, which knows no logins"
        raise Malformed("wrong_usage", "a PostgreSQL database with --roles", found, "--roles")
    text = verb.roles(make_url(place.database).database or "ledger")
    if as_json:
        output.document({"sql": text})
    else:
        output.say(text.rstrip("\n"))


def _tell(done: Upgraded) -> None:
    if not done.steps:
        output.say(f"Nothing to do: the database has revision {done.after}, as expected.")
    for step in done.steps:
        word = "applied" if done.is_done else "would apply"
        output.say(f"{word} {step.revision}: {step.about}")
    if done.steps:
        verb_of = "was" if done.is_done else "would be"
        output.say(f"The log of {done.size} entries {verb_of} left as it is.")
    if done.state:
        output.say(f"Tables of state: {done.state}")
