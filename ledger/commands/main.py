"""The `eal` program: what each noun is called and where it is written.

Modules are imported when their command is used, so that `eal --help` starts at once.
"""

import os
import sys
import traceback
from importlib.metadata import version
from typing import NoReturn

from cyclopts import App, CycloptsError

from ledger.commands import output
from ledger.errors import Fault, LedgerStopped, Malformed, Unavailable

HELP = """Keep an election's official record so that nobody has to take it on trust.

Start with `eal demo story DIR`: it plays the story of North Mitrovica 2013 and
shows how tampering is caught. What a ledger says is checked with another
program, `eal-verify`. Every command has `--help` with examples.

For example:
  eal demo story demo-story
  eal state --ledger demo-story --as-of 2013-11-05

Exit codes, the same for every form of output: 0 done; 1 refused, or something
did not come as expected; 2 wrong usage or unreadable input; 3 writing is
stopped, or something needed is missing; 4 not in this ledger; 5 not reachable;
10 a fault of this program.
"""

NOUNS = {
    "init": ("init:init", "Found a ledger: once to prepare it, once when all have signed."),
    "key": (
        "key:app",
        """Make a key, show a key.

For example:
  eal key new chair.pem
  eal key show chair.pem --json
""",
    ),
    "act": (
        "act:app",
        """Write, show, sign and submit acts.

For example:
  eal act new draft.yaml --ledger DIR --out annul.act.json
  eal act sign annul.act.json --key chair.pem
""",
    ),
    "intake": (
        "intake:app",
        """Take in paper forms, from files or by two clerks; see what is missing.

For example:
  eal intake csv forms.csv --ledger DIR --key scanner.pem --contest mayor --run run-1
  eal intake status --ledger DIR
""",
    ),
    "log": (
        "log:app",
        """List entries; print the log's verifier key.

For example:
  eal log list --ledger demo-story --body cec
  eal log vkey --ledger demo-story
""",
    ),
    "state": ("state:state", "Show what holds for a unit, at any moment."),
    "result": ("result:result", "Show the result of a contest, and what is missing from it."),
    "blockers": ("blockers:blockers", "Show what blocks the certification of a contest, and why."),
    "mandates": ("mandates:mandates", "Show who holds a seat, and every title to it."),
    "account": ("account:account", "Show what a place holds, and whether it balances."),
    "open-items": ("items:open_items", "Show what is ordered, promised or due and not done."),
    "history": ("history:history", "Show every act that touches a unit or subject."),
    "changes": ("changes:changes", "Show what happened between two moments, and what it changed."),
    "seal": ("sealing:seal", "Seal the state, so that it can be proven."),
    "rebuild": ("rebuild:rebuild", "Rebuild state from the entries, compare, switch."),
    "export": (
        "export:app",
        """Export a bundle for auditors, and a trust file to compare with their own.

For example:
  eal export bundle demo.zip --ledger demo-story
  eal export trust trust.json --ledger demo-story
""",
    ),
    "evidence": (
        "evidence:app",
        """Keep the files that acts name, say what became of them.

For example:
  eal evidence add reasons.pdf --act cec-2013-87 --ledger DIR
  eal evidence missing --ledger DIR
""",
    ),
    "recover": ("recover:recover", "Bring back entries that the database lost."),
    "doctor": ("doctor:doctor", "Say what is wrong with this installation."),
    "upgrade": ("upgrade:upgrade", "Bring the database to the form that this program needs."),
    "play": ("play:play", "Play a scenario file into a new ledger."),
    "rehearse": ("rehearse:rehearse", "Play a scenario in memory; say which acts nothing needs."),
    "serve": ("serve:serve", "Serve a ledger over HTTP."),
    "demo": (
        "demo:app",
        """Play the story of North Mitrovica 2013.

For example:
  eal demo story demo-story
  eal demo story another
""",
    ),
}


def program(noun_asked: str | None = None) -> App:
    """Return the program: made for each run, so that one leaves nothing behind for the next.

    What a noun means is said here, so that listing all of them imports none; the one that is
    asked for speaks for itself.
    """
    app = App(
        name="eal",
        help=HELP,
        help_format="plaintext",
        help_formatter="plain",
        version=lambda: version("election-audit-ledger"),
    )
    for noun, (place, meaning) in NOUNS.items():
        speaks = noun == noun_asked and not place.endswith(":app")
        app.command(f"ledger.commands.{place}", name=noun, help=None if speaks else meaning)
    return app


def main(arguments: list[str] | None = None) -> None:
    """Run the program and leave with the exit code that its help names."""
    words = sys.argv[1:] if arguments is None else arguments
    output.prepare()
    as_json = "--json" in words
    try:
        program(next(iter(words), None))(words, exit_on_error=False, print_error=False)
        output.finish()
    except CycloptsError as error:
        asked = " ".join(["eal", *(error.command_chain or ())])
        found = " ".join(str(error).split()).rstrip(".")
        expected = f"the words that `{asked} --help` shows"
        output.fail(Malformed("wrong_usage", expected, found), as_json)
    except Fault as fault:
        output.fail(fault, as_json)
    except KeyboardInterrupt:
        output.hint("eal: stopped by you; what was acknowledged is recorded, nothing else is")
        sys.exit(130)
    except BrokenPipeError:
        # The reader has had enough (`eal log list | head`); Python would complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        _fail_unforeseen(error, as_json)


def _fail_unforeseen(error: Exception, as_json: bool) -> NoReturn:
    """End with a plain sentence: the world's fault where we can tell, or else our own."""
    if os.environ.get("EAL_DEBUG"):
        traceback.print_exc()
    fault = _known(error)
    if fault is not None:
        output.fail(fault, as_json)
    told = f"{type(error).__name__}: {error}".splitlines()[0]
    output.fail_of_ours(told, as_json)


def _known(error: Exception) -> Fault | None:
    """What the operating system or the database said, as a fault; None for anything else."""
    if isinstance(error, OSError):
        place = f" at {error.filename}" if error.filename else ""
        found = f"the system refused{place}: {error.strerror or error}"
        return Unavailable(found, "see to the disk, the rights or the network, and do it again")
    kinds = {f"{kind.__module__}.{kind.__name__}" for kind in type(error).__mro__}
    if "sqlalchemy.exc.OperationalError" in kinds:
        found = f"the database could not be reached or used: {_said(error)}"
        return Unavailable(found, "see to the database and do it again")
    if "sqlalchemy.exc.DatabaseError" in kinds:
        do = "restore the database from a copy: nothing here repairs it"
        return LedgerStopped("database_damaged", f"the database says {_said(error)}", do)
    return None


def _said(error: Exception) -> str:
    return " ".join(str(getattr(error, "orig", error)).split())


if __name__ == "__main__":
    main()
