"""Claim: every entry is one to admit, and was judged as the specification says (V13)."""

from __future__ import annotations

from verifiers import judge
from verifiers.findings import Claim, Finding
from verifiers.judge import Case, Judgement
from verifiers.reading import Json, encode


class Lifecycles(Claim):
    """Judges each entry anew and compares."""

    def __init__(self) -> None:
        super().__init__("V13")

    def read(self, case: Case) -> bool:
        """Steps 3, 7 and 8: a new act, of events that are declared and filled in right."""
        if case.tables.get("act", case.entry.act["act_id"]):
            return self._refused(case, "act_id_taken")
        code = judge.read_events(case)
        return self._refused(case, code) if code else True

    def judge(self, case: Case) -> Judgement | None:
        """Steps 13 and 14, and the judgement; None if the entry had to be refused."""
        judgement = judge.judge(case)
        if judgement.refusal:
            self._refused(case, judgement.refusal)
            return None
        ours, theirs = judgement.document(), case.entry.doc["judgement"]
        same = ours == theirs
        self.file(("V13",), [] if same else [_differs(case.entry.index, ours, theirs)])
        return judgement

    def _refused(self, case: Case, code: str) -> bool:
        name = case.entry.act["act_id"]
        found = Finding("V13", code, case.entry.index, "an act that is admitted", f"act {name}")
        return self.file(("V13",), [found])


def _differs(index: int, ours: Json, theirs: Json) -> Finding:
    sides = [encode(one).decode()[:2000] for one in (ours, theirs)]
    return Finding("V13", "judgement_differs", index, *sides)
