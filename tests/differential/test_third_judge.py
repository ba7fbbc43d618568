"""A third judge, in JavaScript, written from the specification alone: it says the same of drawn histories."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.differential import pair as pairs
from tests.differential import test_histories, test_results
from tests.differential.counting import Counting
from tests.differential.histories import take_act, take_administration, take_rule
from tests.differential.pair import Pair, real_keys  # noqa: F401 (a fixture)
from tests.differential.test_histories import DAYS, SLOWLY
from tests.verifiers import js

Json = dict[str, Any]

PROGRAM = """
const fs = require('node:fs');
function admitted(fold, told) {
  const { act, digest, index, recorded_at } = told;
  const item = { actDigest: digest, entry: { act, index, recorded_at }, index, position: index };
  return fold.add(item, told.keys.map((kid) => ({ kid, ok: true })));
}
function differs({ acts, views }) {
  const fold = new Eal.Fold({ id: acts[1].act.ledger.id, origin: acts[0].act.ledger.origin }, () => true);
  for (const told of acts) {
    const { judgement, problems, rows } = admitted(fold, told);
    const codes = problems.map((one) => one[1]);
    if (told.codes.length > 0 || codes.length > 0) {
      if (!codes.some((code) => told.codes.includes(code))) return [told.act.events, codes, told.codes];
      continue;
    }
    for (const [own, theirs] of [[judgement, told.judgement], [rows, told.rows]]) {
      if (Eal.encodeText(own) !== Eal.encodeText(theirs)) return [told.act.events, own, theirs];
    }
  }
  for (const { day, position, sheets } of views) {
    const moment = new Eal.Moment(fold.tables, fold.law, day);
    for (const sheet of sheets) {
      const own = moment.sheet(sheet.unit, position);
      if (Eal.encodeText(own) !== Eal.encodeText(sheet)) return [day, own, sheet];
    }
  }
  return null;
}
const lines = fs.readFileSync(process.argv[2], 'utf8').split('\\n').filter(Boolean);
console.log(JSON.stringify(lines.map((line) => differs(JSON.parse(line))).filter((one) => one !== null)));
"""


@pytest.fixture(autouse=True)
def _told(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the fold is asked and what it answers is kept with it."""
    examine = pairs.Fold.examine

    def kept(self: pairs.Fold, submission: Any) -> Any:
        codes, judgement, rows = examine(self, submission)
        told = {"act": submission.act, "codes": codes, "judgement": judgement, "rows": rows}
        told |= {"digest": submission.digest, "index": submission.index}
        keys = sorted(key for key, _ in submission.signatures)
        told |= {"keys": keys, "recorded_at": submission.recorded_at}
        self.__dict__.setdefault("told", []).append(told)
        return codes, judgement, rows

    monkeypatch.setattr(pairs.Fold, "examine", kept)


def _history(pair: Pair) -> str:
    views = []
    for day in DAYS:
        seen = test_histories.Views(pair.fold.tables, pair.fold.law, day, pair.log.size)
        sheets = [seen.sheet(unit) for unit in seen.units()]
        views.append({"day": day, "position": pair.log.size, "sheets": sheets})
    return json.dumps({"acts": pair.fold.__dict__["told"], "views": views})


def _acts(draw: Callable[..., Any]) -> Pair:
    pair = test_histories.furnished()
    for _ in range(draw(st.integers(0, 3))):
        take_rule(draw, pair)
    for _ in range(draw(st.integers(1, 8))):
        step = take_administration if draw(st.integers(0, 2)) == 0 else take_act
        step(draw, pair)
    return pair


def _forms(draw: Callable[..., Any]) -> Pair:
    pair = test_results.furnished()
    counting = Counting(draw, pair)
    counting.start()
    for _ in range(draw(st.integers(0, 8))):
        counting.act()
    return pair


def _differing(folder: Path, take: Callable[..., Pair], examples: int) -> Any:
    """What the third judge says otherwise in so many drawn histories."""
    told: list[str] = []

    @settings(SLOWLY, max_examples=examples)
    @given(st.data())
    def draw(data: st.DataObject) -> None:
        told.append(_history(take(data.draw)))

    draw()
    assert len(told) >= examples // 2
    file = folder / "histories.jsonl"
    file.write_text("\n".join(told), encoding="utf-8")
    return js.ask(PROGRAM, file)


@pytest.mark.parametrize("take", [_acts, _forms])
def test_it_judges_alike(take: Callable[..., Pair], tmp_path: Path) -> None:
    """Twenty histories of acts and administration, and of forms."""
    assert _differing(tmp_path, take, 20) == []


@pytest.mark.campaign
@pytest.mark.parametrize("take", [_acts, _forms])
def test_it_judges_many_alike(take: Callable[..., Pair], tmp_path: Path) -> None:
    """Two thousand of each."""
    assert _differing(tmp_path, take, 2000) == []
