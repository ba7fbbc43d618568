"""The page of the second checker, from a file in a real browser."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.verifiers import js, maker
from tests.verifiers.browser import Page, chromium, page
from tests.verifiers.damages import DAMAGES
from tests.verifiers.test_looking import receipt
from verifiers.reading import encode

INDEX = js.FOLDER / "index.html"
CHECK = """
new Promise((done) => {
  const told = () => {
    const verdict = document.getElementById('verdict');
    if (verdict) done(document.getElementById('report').innerText);
    else setTimeout(told, 20);
  };
  document.getElementById('report').replaceChildren();
  document.querySelector('button').click();
  told();
})
"""


class Tags(HTMLParser):
    """What a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins."""
        self.found.append((tag, dict(attrs)))


def test_the_page_is_self_contained_and_labelled() -> None:
    """One script beside it, nothing from elsewhere, a policy that forbids connections, labels, a language."""
    text = INDEX.read_text("utf-8")
    tags = Tags()
    tags.feed(text)
    scripts = [attrs for tag, attrs in tags.found if tag == "script"]
    assert scripts == [{"src": "eal-verify.js"}]
    assert "http:" not in text
    assert "https:" not in text
    assert ("html", {"lang": "en"}) in tags.found
    policy = next(a["content"] for t, a in tags.found if t == "meta" and "http-equiv" in a)
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    labels = {attrs["for"] for tag, attrs in tags.found if tag == "label"}
    inputs = {attrs["id"] for tag, attrs in tags.found if tag == "input"}
    assert labels == inputs == {"file", "trust"}
    assert "@media print" in text
    assert not re.search(r"\son[a-z]+=", text)


def _desk(folder: Path) -> None:
    made = maker.story()
    (folder / "good.zip").write_bytes(maker.bundle(made.parts(), made.ledger, made.size))
    bytes_only = [f"V{n:02}" for n in (*range(1, 8), 10, 17)]
    (folder / "trust.json").write_bytes(made.trust(required_checks=bytes_only))
    (folder / "bad.zip").write_bytes(DAMAGES["a_signature_is_forged"]().bundle)
    (folder / "receipt.json").write_bytes(encode(receipt(5)))
    (folder / "odd.zip").write_bytes(b"<script>alert(1)</script>")


def _said(shown: Page, file: Path, trust: Path) -> str:
    shown.choose("#file", file)
    shown.choose("#trust", trust)
    text: str = shown.run(CHECK)
    return text


@pytest.mark.slow
def test_the_page_checks_what_is_chosen(tmp_path: Path) -> None:
    """The verdict in words, then the checks; what it is about; nothing asked of any network."""
    chromium()
    _desk(tmp_path)
    with page(tmp_path, INDEX.as_uri()) as shown:
        said = _said(shown, tmp_path / "good.zip", tmp_path / "trust.json")
        assert said.startswith("VERIFIED")
        assert "THIS LEDGER IS A REHEARSAL" in said
        assert "24 of 24" in said
        shown.picture(tmp_path / "good.png")
        said = _said(shown, tmp_path / "bad.zip", tmp_path / "trust.json")
        assert said.startswith("CONTRADICTED")
        assert "entry 8" in said.splitlines()[4]
        assert "Hostile cause" in said
        shown.picture(tmp_path / "bad.png")
        said = _said(shown, tmp_path / "receipt.json", tmp_path / "trust.json")
        assert said.startswith("VERIFIED")
        assert "VERIFIED: that entry 5 is in the log of" in said
        assert "What a receipt cannot show" in said
        assert _said(shown, tmp_path / "odd.zip", tmp_path / "trust.json").startswith("NOT READ")
        assert shown.run("Eal.platformIsTrusted()") is True
        assert all(url.startswith(("file:", "data:")) for url in shown.asked)
        assert shown.complaints == []
