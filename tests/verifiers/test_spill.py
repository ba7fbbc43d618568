"""What lies in temporary files is found as if it lay in memory."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verifiers import maker
from tests.verifiers.damages import DAMAGES
from verifiers import merkle, spill, tables
from verifiers.desk import main


@given(st.lists(st.binary(max_size=9)), st.integers(0, 12), st.data())
def test_bytes_are_read_back_wherever_they_lie(
    parts: list[bytes], memory_max: int, data: st.DataObject
) -> None:
    """Before, after and across the place where the file ends."""
    kept, plain = spill.Bytes(memory_max), b""
    for part in parts:
        kept.append(part)
        plain += part
        start = data.draw(st.integers(0, len(plain)))
        end = data.draw(st.integers(start, len(plain) + 3))
        assert len(kept) == len(plain)
        assert kept.read(start, end) == plain[start:end]


def test_lists_come_back_in_order_with_their_values() -> None:
    """Texts, numbers and tuples; the parts of a key are kept apart."""
    lists = spill.Lists()
    lists.extend([(("act", "a b"), [(1, "x", None)]), (("touch", "u"), [1, 2])])
    lists.extend([(("touch", "u"), [3]), (("act", "a", "b"), [True])])
    assert [*lists.each(("touch", "u"))] == [1, 2, 3]
    assert lists.last(("touch", "u")) == [3]
    assert [*lists.each(("act", "a b"))] == [(1, "x", None)]
    assert [*lists.each(("act", "a", "b"))] == [True]
    assert [*lists.each(("act", "none"))] == lists.last(("act", "none")) == []


@pytest.mark.parametrize("name", ["honest", *DAMAGES])
def test_nothing_is_found_otherwise_when_everything_lies_in_files(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole report is the same, byte for byte."""
    made = maker.story()
    bundle, trust = maker.bundle(made.parts(), made.ledger, made.size), made.trust()
    if name != "honest":
        bundle, trust, _ = DAMAGES[name]()
    (tmp_path / "b.zip").write_bytes(bundle)
    (tmp_path / "t.json").write_bytes(trust)
    usual = _report(tmp_path)
    sent: list[Any] = []
    monkeypatch.setattr(tables, "ITEMS_MAX", 0)
    monkeypatch.setattr(spill.Bytes, "append", _always_away(spill.Bytes.append))
    monkeypatch.setattr(spill.Lists, "extend", _counting(spill.Lists.extend, sent))
    assert _report(tmp_path) == usual
    assert sent or '"code": "' in usual


def _report(folder: Path) -> str:
    out = io.StringIO()
    main.run(
        ["bundle", f"{folder}/b.zip", "--trust", f"{folder}/t.json", "--json"], out, io.StringIO()
    )
    return out.getvalue()


def _always_away(append: Any) -> Any:
    def at_once(self: Any, data: bytes) -> None:
        self._max = 0
        append(self, data)

    return at_once


def _counting(extend: Any, sent: list[Any]) -> Any:
    def counted(self: Any, lists: Any) -> None:
        sent.append(1)
        extend(self, lists)

    return counted


def test_a_tree_in_files_has_the_same_roots(monkeypatch: pytest.MonkeyPatch) -> None:
    """At every size, and its nodes too."""
    leaves = [merkle.leaf_hash(bytes([n])) for n in range(70)]
    usual, away = merkle.Tree(), merkle.Tree()
    for leaf in leaves:
        usual.add(leaf)
    monkeypatch.setattr(spill.Bytes, "append", _always_away(spill.Bytes.append))
    for leaf in leaves:
        away.add(leaf)
    assert [away.root(n) for n in range(71)] == [usual.root(n) for n in range(71)]
    assert away.nodes(1, 3, 5) == usual.nodes(1, 3, 5)
