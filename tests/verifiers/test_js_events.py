"""Both checkers read nearly right events alike: admitted by both or by neither, and judged the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.verifiers import examined, js, odd_events

Said = tuple[list[tuple[str, str]], list[Any], int]


def _said(report: dict[str, Any]) -> Said:
    """Why the last entry is not admitted; else its judgement and how many rows it makes."""
    last = report["subject"]["entries"] - 1
    found = [f for c in report["checks"] for f in c["findings"] if f["index"] == last]
    codes = {(f["check"], f["code"]) for f in found if f["check"] in ("V11", "V12", "V13")}
    judged = [f["expected"] for f in found if f["code"] == "judgement_differs"]
    rows = sum(f["code"] == "row_differs" for f in found)
    return sorted(codes), [json.loads(j) if isinstance(j, str) else j for j in judged], rows


def _agree(ours: Said, theirs: Said) -> bool:
    """The same; of an entry with several faults a report may list more, but one is told by both."""
    if ours[0] and theirs[0]:
        return bool(set(ours[0]) & set(theirs[0])) and ours[1] == theirs[1]
    return ours == theirs


def differing(folder: Path, numbers: range) -> list[Any]:
    """The odd events of these numbers of which the checkers do not say the same."""
    story = odd_events.story()
    made = [odd_events.drawn(number, story) for number in numbers]
    listed = []
    for number, odd in zip(numbers, made, strict=True):
        bundle, trust = folder / f"{number}.zip", folder / f"{number}.json"
        bundle.write_bytes(odd.bundle)
        trust.write_bytes(odd.trust)
        listed.append(("bundle", bundle, trust))
    found = []
    for number, odd, report in zip(numbers, made, js.batch(folder, listed), strict=True):
        ours, theirs = _said(examined.report(*odd)), _said(report)
        if not _agree(ours, theirs):
            found.append((number, ours, theirs))
    return found


def test_nearly_right_events_are_read_alike(tmp_path: Path) -> None:
    """A hundred and fifty of them."""
    assert differing(tmp_path, range(150)) == []


@pytest.mark.campaign
def test_many_nearly_right_events_are_read_alike(tmp_path: Path) -> None:
    """Twenty thousand."""
    for first in range(150, 20_150, 400):
        assert differing(tmp_path, range(first, first + 400)) == []
