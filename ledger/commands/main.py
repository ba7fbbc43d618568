"""The `eal` program: what each noun is called and where it is written.

Modules are imported when their command is used, so that `eal --help` and `eal act sign`
start at once.
"""

import os
import sys
from importlib.metadata import version

from cyclopts import App, CycloptsError

from ledger.commands import output
from ledger.errors import Fault

HELP = """Keep an election's official record so that nobody has to take it on trust.

Start with `eal demo story DIR`: it plays the story of North Mitrovica 2013 and shows how
tampering is caught. What a ledger says is checked with another program, `eal-verify`.

Exit codes: 0 done, 1 refused, 2 wrong usage or unreadable input, 3 writing is stopped,
4 not in this ledger, 5 not reachable.
"""

app = App(
    name="eal", help=HELP, help_format="plaintext", version=lambda: version("election-audit-ledger")
)

NOUNS = {
    "init": ("init:init", "Found a ledger from a founding file."),
    "key": ("key:app", "Make a key, show a key."),
    "act": ("act:app", "Write, show, sign and submit acts."),
    "log": ("log:app", "List entries; print the log's verifier key."),
    "state": ("state:state", "Show what holds for a unit, at any moment."),
    "open-items": ("items:open_items", "Show what is ordered, promised or due and not done."),
    "history": ("history:history", "Show every act that touches a unit or subject."),
    "rebuild": ("rebuild:rebuild", "Rebuild state from the entries, compare, switch."),
    "export": ("export:app", "Export a bundle for auditors."),
    "doctor": ("doctor:doctor", "Say what is wrong with this installation."),
    "play": ("play:play", "Play a scenario file into a new ledger."),
    "serve": ("serve:serve", "Serve a ledger over HTTP."),
    "demo": ("demo:app", "Play the story of North Mitrovica 2013."),
}
for noun, (place, meaning) in NOUNS.items():
    app.command(f"ledger.commands.{place}", name=noun, help=meaning)


def main(arguments: list[str] | None = None) -> None:
    """Run the program and leave with the exit code that its help names."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        app(words, exit_on_error=False)
    except CycloptsError:
        sys.exit(output.USAGE)
    except Fault as fault:
        output.fail(fault, "--json" in words)
    except KeyboardInterrupt:
        output.hint("eal: stopped by you; what was acknowledged is recorded, nothing else is")
        sys.exit(130)
    except BrokenPipeError:
        # The reader has had enough (`eal log list | head`); Python would complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
