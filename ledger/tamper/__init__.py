"""The tamper lab: an honest ledger, damaged copies of it, and what must give each away.

Each copy is one named attack. It says what was done, mounts it with whatever an attacker of its
kind would have (the file, the database, the log's key, a member's key), and names the looks that
must see it, and those that cannot. Nothing is run here: `eal demo tamper` runs the real programs.
The keys are the lab's own, made for a ledger that is a rehearsal and says so.
"""

from ledger.tamper.attack import Attack, Look
from ledger.tamper.catalogue import attacks
from ledger.tamper.lab import Lab

__all__ = ["Attack", "Lab", "Look", "attacks"]
