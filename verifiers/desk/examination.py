"""One examination of a bundle: every claim over every entry, in the order of the log.

An entry that had to be refused gives no rows, and the examination goes on.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from verifiers import log_keys, unended, witnesses
from verifiers.accounts import Accounts, Custody
from verifiers.act import Entry
from verifiers.authority import Authority
from verifiers.authorship import Authorship
from verifiers.desk import selftest
from verifiers.desk.ahead import Ahead
from verifiers.desk.bundle import NAMES, README, Source, Stream, language_of
from verifiers.desk.readme import readme
from verifiers.desk.spreadsheet import Spreadsheets, Table
from verifiers.desk.stories import Stories
from verifiers.desk.story import Told
from verifiers.evidence import Evidence
from verifiers.findings import FAIL, NOT_APPLICABLE, NOT_CHECKED, Outcome
from verifiers.integrity import Integrity
from verifiers.judge import Case
from verifiers.law import Law
from verifiers.lifecycles import Lifecycles
from verifiers.line import Taken
from verifiers.note import NOTE_BYTES_MAX
from verifiers.reading import Json
from verifiers.reading import lines as lines_of
from verifiers.results import Results
from verifiers.seals import Seals
from verifiers.state import State
from verifiers.tables import Tables
from verifiers.trust import Trust
from verifiers.views import Views

Progress = Callable[[int, int], None]


@dataclass(slots=True, kw_only=True)
class Examined:
    """What came of it: outcomes by check, and what the report says about the subject."""

    outcomes: dict[str, Outcome]
    entries: int
    founding: Json
    first_at: str
    last_at: str
    state_digest: str
    breaks: list[Json]
    """Successions: breaks in authority, by index."""
    kind: str = "bundle"
    """Of the kinds in the catalogue: it says which checks there are to be asked."""
    verified: str = ""
    """What is verified, if it is: a kind of its own says so."""
    first: int = 0
    """The index of the first entry, where the bundle does not begin at 0."""
    predecessor: Json | None = None
    """The log that this one says it continues."""
    unended: list[Json] = field(default_factory=list)
    """What has not come to an end by its nature."""
    accounts: list[Json] = field(default_factory=list)
    """What the accounts say that does not hold, or that nobody knows."""
    documents: list[Json] = field(default_factory=list)
    """Documents that are withheld or erased, and why."""
    unit: str | None = None
    """The unit, where the bundle is of one."""
    state: Json | None = None
    """What a state proof shows, where it was found good."""
    outdated: list[Json] = field(default_factory=list)
    """Rows of spreadsheets that held when they were made, and do not hold at the end."""
    unmatched: list[Json] = field(default_factory=list)
    """Acts that do not match a rule which the ledger adopted, as this program computes it."""


def examine(bundle: Source, trust: Trust, progress: Progress, tables: Sequence[Table] = ()) -> Examined:
    """Examines the bundle from end to end, and holds spreadsheets to it."""
    collects = gc.isenabled()
    # Nothing here is garbage in a circle, and looking for such takes longer the more rows there are.
    gc.disable()
    try:
        return _Run(bundle, trust, progress, tables).examine()
    finally:
        if collects:
            gc.enable()


class _Run:
    def __init__(self, bundle: Source, trust: Trust, progress: Progress, tables: Sequence[Table]) -> None:
        self.bundle, self.progress, self.spreadsheets = bundle, progress, Spreadsheets(tables)
        self.integrity, self.authorship = Integrity(trust), Authorship()
        self.authority, self.lifecycles = Authority(), Lifecycles()
        self.streams = {name: bundle.stream(name) for name in (*NAMES[1:], *bundle.names())}
        self.state = State(self._lines("rows.jsonl"), self._lines("sheets.jsonl"))
        self.results = Results(self._lines("results.jsonl"))
        self.custody = Custody(self._lines("accounts.jsonl"))
        self.seals = Seals()
        told = {language_of(name): stream for name, stream in self.streams.items() if bundle.has(name)}
        self.stories = Stories({tag: told[tag] for tag in told if tag}, self._lines(README), bundle.told_from)
        self.law, self.tables = Law(), Tables()
        self.witnessed = Outcome("V09")
        self.evidence, self.first_at, self.last_at = Evidence(), "", ""
        self.breaks: list[Json] = []
        self.unmatched: list[Json] = []
        self.unended: list[Json] = []

    def _lines(self, name: str) -> Stream | None:
        return self.streams.get(name) if self.bundle.has(name) else None

    def examine(self) -> Examined:
        size = self.bundle.manifest["size"]
        lines = Ahead(self.streams["entries.jsonl"].lines(), size)
        for number, (line, taken) in enumerate(lines):
            self.spreadsheets.look(number, self.tables, self.law)
            head = self.integrity.take(line, taken)
            if head:
                is_bound = self.integrity.binding(head)
                self._entry(taken.entry_of(line, head.own_index), taken, is_bound=is_bound)
            if number % 1000 == 0:
                self.progress(number, size)
        checkpoint = self.streams["checkpoint.txt"].take(NOTE_BYTES_MAX + 1)
        has_checkpoint = self.bundle.has("checkpoint.txt")
        self.integrity.finish(size, checkpoint if has_checkpoint else None)
        self.witnessed = witnesses.examine(self.integrity.trust, checkpoint if has_checkpoint else None)
        day = self.law.legal_day(self.last_at) if self.last_at else ""
        views = Views(self.tables, self.law, day, size)
        self.state.finish(views)
        self.spreadsheets.finish(views)
        self.seals.finish()
        accounts = Accounts(self.tables, self.law, day, size)
        self.results.finish(accounts.contests(), self.law, views.by_law)
        self.custody.finish(accounts)
        self.unended = unended.items(self.tables, accounts.contests(), day)
        self.evidence.finish(self.bundle.documents(), self.law, day)
        named = self.bundle.manifest["ledger"] | {"first": self.bundle.told_from, "last": size - 1}
        self.stories.finish(lambda spec: readme(**named, spec=spec))
        self._files()
        return Examined(
            outcomes=self._outcomes(),
            entries=self.integrity.tree.size,
            founding=self.law.ledger,
            predecessor=self.law.get("predecessor", "predecessor"),
            first_at=self.first_at,
            last_at=self.last_at,
            state_digest=self.state.digest,
            breaks=self.breaks,
            accounts=self.custody.failing,
            unended=self.unended,
            documents=self.evidence.kept_back,
            outdated=self.spreadsheets.outdated,
            unmatched=self.unmatched,
        )

    def _entry(self, entry: Entry, taken: Taken, *, is_bound: bool) -> None:
        self.last_at = entry.doc["recorded_at"]
        self.first_at = self.first_at or self.last_at
        self.evidence.take(entry.act)
        case = Case(entry, self.law, self.tables)
        case.resolve()
        sound = self.authorship.take(case, taken.verdicts) and is_bound
        sound = self.lifecycles.read(case) and self.authority.examine(case) and sound
        sound = sound and self.seals.examine(case)
        judgement = self.lifecycles.judge(case) if sound else None
        rows = judgement.writer.rows if judgement else []
        lines = lines_of(rows)
        self.state.take(entry.index, lines)
        self.seals.take(entry.index, taken.leaf, rows, lines=lines)
        if judgement is None:
            self.tables.rollback()
            self.stories.pass_over(entry.index)
            return
        self.tables.commit()
        document = judgement.document()
        self._note_unmatched(case, document)
        if case.changed:
            self.law = case.changed
            self._note_breaks(case)
            self.stories.adopt(case.law_rows)
        self.stories.take(Told(entry, document, judgement.writer.rows[0]["persons"], self.law))

    def _note_unmatched(self, case: Case, judgement: Json) -> None:
        for mark in judgement["marks"]:
            if mark["code"] in ("conclusion_differs", "rule_not_met"):
                told = {name: mark[name] for name in ("code", "event", "rule")}
                outcome = judgement["events"][mark["event"] - 1]
                place = {"act": case.entry.act["act_id"], "index": case.entry.index}
                self.unmatched.append(place | told | {"outcome": outcome})

    def _note_breaks(self, case: Case) -> None:
        for kind, id, doc in case.law_rows:
            if kind == "succession" and doc:
                place = {"index": case.entry.index, "state": doc["state"], "succession": id}
                self.breaks.append(place | {"body": doc["body"], "authority": doc["authority"]})

    def _files(self) -> None:
        for file in self.bundle.files(self.streams, self.integrity.tree):
            self.integrity.files(file.name, file.expected, file.found)

    def _outcomes(self) -> dict[str, Outcome]:
        found: dict[str, Outcome] = {}
        for claim in (
            self.integrity, self.authorship, self.authority, self.lifecycles, self.state,
            self.results, self.custody, self.evidence, self.seals, self.stories,
        ):  # fmt: skip
            found |= claim.outcomes
        found["V09"] = self.witnessed
        found["V18"] = Outcome("V18", NOT_APPLICABLE, "no form of it is specified yet")
        found["V20"] = selftest.outcome()
        found["V24"] = log_keys.examine(self.integrity.trust, self.law, self.integrity.tree.size)
        found["V21"] = self.spreadsheets.outcome
        for check in ("V26", "V27"):
            found[check] = Outcome(check, NOT_APPLICABLE, "no state proof was given")
        _mark_unexamined(found, self.integrity.tree.size)
        return dict(sorted(found.items()))


def _mark_unexamined(outcomes: dict[str, Outcome], entries: int) -> None:
    """Where nothing was looked at, nothing passed."""
    for outcome in outcomes.values():
        empty = not outcome.examined and outcome.result != FAIL and not outcome.skipped
        if empty and entries == 0:
            outcome.skipped, outcome.reason = NOT_CHECKED, "there is no entry"
        elif empty:
            outcome.skipped, outcome.reason = NOT_APPLICABLE, "the log has nothing of this kind"
