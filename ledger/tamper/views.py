"""Attacks that no look at one copy can show: a log rolled back, rewritten, or shown in two versions.

Whoever holds the log's key and the database can do all this. Only what is outside of their reach
gives it away: a checkpoint that somebody kept, witnesses, a second auditor. So each of these first
shows that the copy alone is found in order, and then who sees it.
"""

from collections.abc import Iterator
from pathlib import Path

from ledger import demo
from ledger.tamper import attack
from ledger.tamper.attack import Attack, Look
from ledger.tamper.forging import lines_of
from ledger.tamper.lab import FORKED, HONEST, REFOUNDED, SHORTER, WITNESSES, Lab


def attacks(lab: Lab) -> Iterator[Attack]:
    """The attacks of this kind."""
    del lab
    yield _attack(
        (2, 39), "dropped-tail", "the last act is dropped, database and checkpoint are those of the day before",
        SHORTER, WITNESSES, attack.plain(), attack.witnessed(attack.VERIFIED, sees=False), attack.remembered(),
    )  # fmt: skip
    yield _attack(
        (4, 33), "rewritten-tail", "the last act is replaced by another that its member signed, all with the log's key",
        FORKED, (), attack.plain(), attack.remembered(), attack.witnessed(), *attack.compared(),
    )  # fmt: skip
    yield _attack(
        (38,), "split-view", "one auditor is shown one history, another a second; a single witness went along",
        FORKED, WITNESSES[1:2], attack.plain(), attack.witnessed(), *attack.compared(),
    )  # fmt: skip
    yield _attack(
        (38,), "split-view-shown-to-all-witnesses", "every witness was deceived from the first day on: only another auditor can tell",
        FORKED, WITNESSES, attack.plain(), attack.witnessed(attack.VERIFIED, sees=False), attack.remembered(), *attack.compared(),
    )  # fmt: skip
    yield _attack(
        (45,), "witnesses-of-its-own", "the operator brings three witnesses that nobody knows",
        FORKED, ("one.example", "two.example", "three.example"), attack.plain(), attack.witnessed(),
    )  # fmt: skip
    yield _attack(
        (15,), "substituted-log", "another ledger under the same name, by the same people with the same keys",
        REFOUNDED, WITNESSES, attack.plain(attack.NOT_FOUND, sees=True),
    )  # fmt: skip


def _attack(numbers: tuple[int, ...], name: str, told: str, variant: str, witnesses: tuple[str, ...], *looks: Look) -> Attack:  # fmt: skip
    def mount(lab: Lab, folder: Path) -> None:
        files = lab.files(variant)
        signed = lab.cosign(lab.sign(lines_of(files)), *witnesses)
        (folder / "bundle.zip").write_bytes(demo.pack(files | {"checkpoint.txt": signed}))
        honest = (lab.folder / HONEST / "bundle.zip").read_bytes()
        (folder / "honest.zip").write_bytes(honest)

    return Attack(numbers=numbers, name=name, told=told, mount=mount, looks=looks)
