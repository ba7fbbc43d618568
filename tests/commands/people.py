"""Persons with key files, and the founding of a small commission, with public commands only."""

from __future__ import annotations

from pathlib import Path

from ledger.commands import keyfiles
from ledger.play.cast import Cast
from tests.commands.running import Done, done

CLASSES = ("authority", "bodies", "keys", "ledger", "persons", "recovery", "rules", "vocabulary")
PERSONS = ("ana", "ben", "cleo")


class Office:
    """A folder in which a secretariat works; here everybody's keys are in it too."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger = folder / "cec"
        self.secret = folder / "pass.txt"
        self.secret.write_text("correct horse\n")

    @property
    def open(self) -> tuple[object, ...]:
        """The words that let a command sign for the ledger."""
        return "--passphrase-file", self.secret

    def write(self, name: str, text: str) -> Path:
        """A file that a person wrote."""
        path = self.folder / name
        path.write_text(text)
        return path

    def make_keys(self) -> None:
        """Everybody makes a key, and hands over its public half."""
        for person in PERSONS:
            made = done("key", "new", self.folder / f"{person}.pem", *self.open, "--json")
            self.write(f"{person}.json", made.out)

    def founding(self, purpose: str = "official", **changed: str) -> Path:
        """The founding file; `changed` replaces members by what is given."""
        members = {
            "origin": "cec.example/2026",
            "purpose": purpose,
            "bodies": "\n- body: cec\n  name: Central Election Commission\n  required: 2\n  members:\n"
            + "".join(
                f"  - {{person: {one}, name: {one.title()}, office: member, key: {one}.json}}\n"
                for one in PERSONS
            ),
            "authorities": "{" + ", ".join(f"{one}: cec 2" for one in CLASSES) + "}",
            "floors": "{persons_min: 2, share_numerator: 1, share_denominator: 2}",
            "recovery_delay_days": "14",
        } | changed
        text = "".join(f"{name}: {value}\n" for name, value in members.items())
        return self.write("founding.yaml", text)

    def sign(self, path: Path, *persons: str) -> Path:
        """Persons sign a file, each with their key."""
        for person in persons:
            done("act", "sign", path, "--key", self.folder / f"{person}.pem", *self.open)
        return path

    def found(self, *words: object, **changed: str) -> Done:
        """Prepare, sign, found; the words are those of the first step."""
        self.make_keys()
        done("init", self.ledger, "--founding", self.founding(**changed), *self.open, *words)
        self.sign(self.ledger / "founding.act.json", *PERSONS)
        return done("init", self.ledger, *self.open)

    def record(self, path: Path, *words: object) -> Done:
        """Ana and Ben sign a file, and it is submitted."""
        self.sign(path, "ana", "ben")
        return done("act", "submit", path, "--ledger", self.ledger, *self.open, *words)


def keys_of_the_story(folder: Path, *persons: str) -> tuple[list[Path], Path]:
    """Key files of persons of North Mitrovica, and the file with their passphrase."""
    cast, secret = Cast("north-mitrovica-2013", {"member-c": "ES256"}), folder / "pass.txt"
    secret.write_text("simulated\n")
    paths = []
    for person in persons:
        path = folder / f"{person}.pem"
        keyfiles.write(path, cast.person(person), b"simulated")
        paths.append(path)
    return paths, secret
