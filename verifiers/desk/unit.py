"""A bundle of one unit: what its sheets count, and the law that it rests on, re-judged (specification, section 10).

What an act does to the state depends on the rest of the log: for that the whole bundle is needed, and it is said.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from verifiers import line, log_keys, proven, unit
from verifiers.act import Entry
from verifiers.authority import Authority
from verifiers.authorship import Authorship
from verifiers.desk import stateproofs
from verifiers.desk.bundle import LAW, PATHS, PROOF, README, Source, language_of
from verifiers.desk.examination import Examined, Progress
from verifiers.desk.readme import readme_of_unit
from verifiers.desk.stories import Stories
from verifiers.desk.story import Told
from verifiers.evidence import Evidence
from verifiers.findings import NOT_APPLICABLE, NOT_CHECKED, Claim, Finding, Outcome
from verifiers.judge import Case
from verifiers.law import Law
from verifiers.lifecycles import Lifecycles
from verifiers.line import Taken
from verifiers.merkle import Tree
from verifiers.proven import Asked
from verifiers.reading import Json, Malformed, encode
from verifiers.tables import Tables
from verifiers.trust import Trust

_SHARED = {"V02", "V03", "V06", "V10", "V26", "V27"}
_ACT_ROW = ("act", "body", "day", "digest", "kind", "number", "persons")


@dataclass(slots=True)
class _Case(Case):
    """An entry of which the subjects may have been made elsewhere."""

    def _known(self, key: str) -> bool:
        return not key.startswith(("body:", "person:")) or Case._known(self, key)


class _Certified:
    """The tables as if something was certified just now."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def get(self, *key: str) -> list[Any]:
        """What the tables have."""
        return [2**53] if key[0] == "certified" else self._tables.get(*key)


def examine(bundle: Source, trust: Trust, asked: Asked, progress: Progress) -> Examined:
    """Examines the bundle as far as it goes."""
    proof = proven.parse(bundle.stream(PROOF).take(proven.PROOF_BYTES_MAX + 2))
    if (proof["ledger"], proof["size"]) != (bundle.manifest["ledger"], bundle.manifest["size"]):
        raise Malformed("bad_member", f"{PROOF}: of another ledger or size than bundle.json says")
    return _Run(bundle, trust, proof, asked).examine(progress)


class _Run:
    def __init__(self, bundle: Source, trust: Trust, proof: Json, asked: Asked) -> None:
        self.bundle, self.trust, self.proof = bundle, trust, proof
        self.position: int = proof["answer"]["position"]
        self.looked = stateproofs.Looked(proof, trust, asked)
        self.streams = {name: bundle.stream(name) for name in bundle.names()}
        self.told = unit.parse_law(self.streams[LAW].lines())
        paths = unit.parse_paths(self.streams[PATHS].lines())
        self.included, self.count = unit.Included(trust.ledger, self.looked.stated, paths), len(paths)
        self.sealed_law, self.authorship, self.authority = unit.SealedLaw(self.told), Authorship(), Authority()
        self.lifecycles, self.evidence = Lifecycles(), Evidence()
        for claim in (self.included, self.sealed_law, self.authorship):
            # What was found of the proof stands with what is found of the entries.
            claim.outcomes |= {check: self.looked.outcomes[check] for check in _SHARED & claim.outcomes.keys()}
        stories = {tag: self.streams[name] for name in self.streams if bundle.has(name) and (tag := language_of(name))}
        self.stories = Stories(stories, self.streams[README] if bundle.has(README) else None)
        self.law, self.tables, self.unknown, self.later, self.suspects = Law(), Tables(), 0, 0, 0
        self.leaves: dict[int, bytes] = {}
        self.good: dict[int, Json] = {}
        self.first_at, self.last_at, self.breaks = "", "", list[Json]()

    def examine(self, progress: Progress) -> Examined:
        offered: dict[str, line.Key] = {}
        number = 0
        for number, text in enumerate(self.streams["entries.jsonl"].lines(), 1):
            (taken,) = line.take_all([text], offered)
            entry = self.included.take(number - 1, text, taken)
            if entry:
                self._entry(entry, taken)
            if number % 1000 == 0:
                progress(number, self.count)
        self._finish()
        unit = self.proof["answer"]["unit"]
        return Examined(
            outcomes=self._outcomes(), entries=number, founding=self.law.ledger, first_at=self.first_at,
            last_at=self.last_at, state_digest="", breaks=self.breaks, documents=self.evidence.kept_back,
            predecessor=self.law.get("predecessor", "predecessor"), state=self.looked.told(), unit=unit,
            kind="unit", verified=f"the acts that concern {unit}, the law that they rest on, and {self.looked.shown()}",
        )  # fmt: skip

    def _entry(self, entry: Entry, taken: Taken) -> None:
        self.evidence.take(entry.act)
        self.leaves[entry.index] = taken.leaf
        case = _Case(entry, self.law, self.tables)
        case.resolve()
        sound = self.included.binding(entry, taken.leaf)
        sound = self.authorship.take(case, taken.verdicts) and sound
        if entry.index >= self.position:
            self.unknown += sum(signature.doc is None for signature in case.signatures)
            self.later += not case.is_seal
            return
        self.last_at = entry.doc["recorded_at"]
        self.first_at = self.first_at or self.last_at
        sound = self.lifecycles.read(case) and self._authorized(case) and sound
        judgement = self.lifecycles.judge(case) if sound and case.is_administration else None
        sound = sound and (judgement is not None if case.is_administration else self._is_told(entry))
        if not sound:
            self.tables.rollback()
            self.stories.pass_over(entry.index)
            return
        self._good(case)
        if judgement:
            self.sealed_law.take(taken.leaf, judgement.writer.rows)
        self.tables.commit()
        self._change(case)
        told = judgement.document() if judgement else entry.doc["judgement"]
        self.stories.take(Told(entry, told, case.counted, self.law))

    def _is_told(self, entry: Entry) -> bool:
        """V13: the recorded judgement is one, whether or not it is right."""
        judgement = entry.doc["judgement"]
        sides = "a judgement of every event", encode(judgement).decode()[:2000]
        is_one = unit.is_judgement(judgement, len(entry.act["events"]))
        return self.lifecycles.file(
            ("V13",), [] if is_one else [Finding("V13", "judgement_differs", entry.index, *sides)]
        )

    def _authorized(self, case: Case) -> bool:
        """V11, V12. Who may call a key compromised depends on what was certified; here either will do."""
        events = case.entry.act["events"]
        if any(e["type"] == "key.compromised" and e["fields"]["suspect_from"] is not None for e in events):
            self.suspects += 1
            otherwise: Any = _Certified(self.tables)
            trial = replace(case, tables=otherwise)
            if Authority().examine(trial):
                case.tables = otherwise
        sound = self.authority.examine(case)
        case.tables = self.tables
        return sound

    def _good(self, case: Case) -> None:
        given, index = case.entry.act, case.entry.index
        number = given["decision"]["number"] if given["decision"] else None
        row = {"act": given["act_id"], "body": given["body"], "day": given["day"], "kind": case.kind, "number": number}
        self.good[index] = row | {"digest": case.entry.digest, "persons": case.counted}
        if not case.is_administration:
            self.tables.add(self.good[index] | {"contested_margin": 0, "since": index, "table": "act"})

    def _change(self, case: Case) -> None:
        if case.changed is None:
            return
        self.law = case.changed
        self.stories.adopt(case.law_rows)
        for kind, id, doc in case.law_rows:
            if kind == "succession" and doc:
                told = {"authority": doc["authority"], "body": doc["body"], "state": doc["state"]}
                self.breaks.append(told | {"index": case.entry.index, "succession": id})

    def _finish(self) -> None:
        proof, law = self.proof, self.law
        shown = [one for sheet in proof["sheets"] for one in sheet["acts"]]
        named = {one["rows"][0]["since"] for one in shown} | {each for one in self.told.of_law for each in one["acts"]}
        named |= {proof["seal"]["index"], *(one["index"] for one in proof["later"])}
        self.included.finish(named, {id for id, _ in law.all("affirmed")})
        self.sealed_law.finish(self.looked.sealed)
        self._check_rows(shown)
        self.evidence.finish(self.bundle.documents(), law, proof["answer"]["day"])
        later = ", ".join(str(one["index"]) for one in proof["later"]) or "none"
        named = proof["ledger"] | {name: proof["answer"][name] for name in ("day", "position", "unit")}
        self.stories.finish(lambda spec: readme_of_unit(**named, later=later, spec=spec))

    def _check_rows(self, shown: list[Json]) -> None:
        """V14: the rows that are sealed for an act begin with the one that follows from its entry."""
        wrong: dict[int, Finding] = {}
        for one in shown:
            index, told = one["rows"][0]["since"], {name: one["rows"][0].get(name) for name in _ACT_ROW}
            if index in self.good and index not in wrong:
                sides = [
                    encode(row | {"leaf": leaf}).decode()
                    for row, leaf in ((self.good[index], self.leaves[index].hex()), (told, one["leaf"]))
                ]
                if sides[0] != sides[1]:
                    wrong[index] = Finding("V14", "row_differs", index, *sides)
        for index in sorted({one["rows"][0]["since"] for one in shown} & self.good.keys()):
            self.sealed_law.file(("V14",), [wrong[index]] if index in wrong else [])

    def _outcomes(self) -> dict[str, Outcome]:
        files = Claim("V01")
        for file in self.bundle.files(self.streams, Tree()):
            found = (
                [] if file.expected == file.found else [Finding("V01", "file_differs", None, file.expected, file.found)]
            )
            files.file(("V01",), found)
        outcomes, claims = self.looked.outcomes, (self.authorship, self.authority, self.lifecycles, self.evidence)
        for claim in (files, self.included, self.sealed_law, self.stories, *claims):
            outcomes |= claim.outcomes
        outcomes["V24"] = log_keys.examine(self.trust, self.law, self.position)
        return self._left_open(outcomes)

    def _left_open(self, outcomes: dict[str, Outcome]) -> dict[str, Outcome]:
        """What is NOT CHECKED unless it failed."""
        reasons = dict[str, str]()
        if self.suspects:
            reasons["V12"] = (
                "who may call a key suspect depends on what was certified: give the bundle of the whole log"
            )
        if self.later:
            came = f"{self.later} acts came after the seal, and the law of that time is not shown: seal the state, export again"
            reasons |= {"V11": came, "V12": came}
        if self.unknown:
            reasons["V10"] = f"{self.unknown} signatures under later acts, by keys that are not known here"
        for check, outcome in outcomes.items():
            if check in reasons:
                outcome.skipped, outcome.reason = NOT_CHECKED, reasons[check]
            elif not outcome.examined and not outcome.skipped:
                outcome.skipped, outcome.reason = NOT_APPLICABLE, "nothing here is of this kind"
        return dict(sorted(outcomes.items()))
