"""Claim: every entry is one to admit, and was judged as the specification says (V13)."""

from __future__ import annotations

from verifiers.findings import Claim, Finding
from verifiers.judge import Case, Judgement
from verifiers.reading import encode


class Lifecycles(Claim):
    """Judges each entry anew and compares."""

    def __init__(self) -> None:
        super().__init__("V13")

    def read(self, case: Case) -> bool:
        """Steps 3, 7 and 8: a new act, of events that are declared and filled in right."""
        known = case.tables.get("act", case.entry.act["act_id"])
        code = "act_id_taken" if known else case.read_events()
        return self._admit(case, [code] if code else [])

    def judge(self, case: Case) -> Judgement | None:
        """Steps 13 and 14, and the judgement; None if the entry had to be refused."""
        judgement = Judgement(case)
        if not self._admit(case, sorted(judgement.writer.refusals)):
            return None
        ours, theirs, found = judgement.document(), case.entry.doc["judgement"], []
        # To Python true is 1: where there are numbers, bytes decide.
        if ours != theirs or (ours["marks"] and encode(ours) != encode(theirs)):
            sides = [encode(one).decode()[:2000] for one in (ours, theirs)]
            found = [Finding("V13", "judgement_differs", case.entry.index, *sides)]
        self.file(("V13",), found)
        return judgement

    def _admit(self, case: Case, codes: list[str]) -> bool:
        sides = "an act to admit", f"act {case.entry.act['act_id']}"
        return not codes or self.file(("V13",), [Finding("V13", code, case.entry.index, *sides) for code in codes])
