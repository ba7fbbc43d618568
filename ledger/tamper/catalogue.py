"""All attacks of the lab, in the order in which they are told."""

from ledger.tamper import answers, bundles, courts, people, stored, views
from ledger.tamper.attack import Attack
from ledger.tamper.lab import Lab


def attacks(lab: Lab) -> list[Attack]:
    """Return every attack: on what is handed over, by those who sign, on the view, on the installation."""
    found = [
        each
        for kind in (bundles, people, views, stored, answers, courts)
        for each in kind.attacks(lab)
    ]
    names = [each.name for each in found]
    assert len(names) == len(set(names)), "each has a name of its own"
    return found
