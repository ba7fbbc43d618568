"""Every code that the API can give has a page: what it means, how it comes about, what to do."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import chain
from typing import Any

import pytest

from api import causes, home, pages, problems
from ledger.chain import guard
from ledger.election import refusals
from tests.api.asking import DESCRIPTION, Asked, document
from tests.architecture.source import sources

AS_A_BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
WORDS_MIN = 2

_STOPS = re.compile(r'LedgerStopped\(\s*"([a-z_]+)"')
_VERDICTS = re.compile(r'Verdict\(\s*"([a-z_]+)"')


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


def _parsed(html: str) -> _Page:
    page = _Page()
    page.feed(html)
    return page


def _said_in_the_code() -> set[str]:
    """Every code with which some part of the program says that the ledger does not write."""
    text = "\n".join(source.text for source in sources("ledger", "api"))
    named = {*_STOPS.findall(text), *_VERDICTS.findall(text)}
    told = {f"{source}_{kind}" for source in guard.SOURCES for kind in ("ahead", "differs")}
    return named | told | {f"{source}_{kind}" for source, kind in guard._DO}


def test_no_code_is_without_a_page() -> None:
    """Those of the API, of refusals, and of whatever stops the ledger."""
    assert set(causes.CAUSES) == set(problems.CODES)
    assert {*causes.CAUSES, *causes.REFUSED, *causes.STOPPED} >= set(refusals.CODES)
    assert set(causes.REFUSED) < set(refusals.CODES)
    assert _said_in_the_code() <= set(problems.codes())


@pytest.mark.parametrize("code", problems.codes())
def test_a_page_says_what_helps(code: str) -> None:
    """A title, what was expected, both kinds of cause, what to do; in words, not in codes."""
    told = problems.page(code)
    assert told is not None
    for name in ("title", "expected", "innocent", "hostile", "do"):
        assert len(told[name].split()) >= WORDS_MIN or told[name] in ("seen null",), (code, name)
        assert "|" not in told[name]
    assert 400 <= told["status"] < 600


def test_a_page_is_for_people_too(read_only: Asked) -> None:
    """HTML without scripts or anything from elsewhere where it is asked for; else JSON."""
    as_json = read_only.get("/problems/seen_not_ours")
    as_page = read_only.get("/problems/seen_not_ours", headers=AS_A_BROWSER)
    assert as_page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in as_page.headers["content-security-policy"]
    assert as_json.headers["vary"] == as_page.headers["vary"] == "Accept"
    assert as_json.headers["etag"] != as_page.headers["etag"]
    told, page = document(as_json), _parsed(as_page.text)
    assert "script" not in page.tags and "img" not in page.tags
    for name in ("title", "code", "expected", "innocent", "hostile", "do"):
        assert told[name][1:] in page.text, name
    assert "not an official record" in page.text


def test_every_problem_leads_to_its_page(read_only: Asked) -> None:
    """The type of a problem is an address that answers."""
    for path in ("/v1/entries/99999", "/v1/units?limit=x", "/v1/none", "/v1/units?bad=1"):
        answer = read_only.client.get(path)
        told = answer.json()
        assert document(read_only.get(told["type"]))["code"] == told["code"]
    read_only.problem("/problems/%3Cscript%3E", "not_in_log", 404)


def test_the_start_page_leads_everywhere(read_only: Asked) -> None:
    """Every link that needs no id answers; every address of the description is linked or listed."""
    page = _parsed(read_only.get("/", headers=AS_A_BROWSER).text)
    assert "not an official record" in page.text
    assert len(page.links) > 20
    for link in set(page.links):
        status = read_only.client.get(link, headers=AS_A_BROWSER).status_code
        assert status == 200 or link == "/checkpoint", "nothing is published here"
    assert sorted(chain.from_iterable(pages.GROUPS.values())) == sorted(home.LINKS)
    tables = {link for link in page.links if link.endswith("?format=csv")}
    assert {read_only.client.get(link).headers["content-type"][:8] for link in tables} == {
        "text/csv"
    }
    lists = {path for path, told in DESCRIPTION["paths"].items() if _is_table(told)}
    assert {link.partition("?")[0] for link in tables} == lists - {
        "/v1/polls",
        "/v1/intake/{queue}",
    }
    codes = _parsed(read_only.get("/problems", headers=AS_A_BROWSER).text)
    assert {f"/problems/{code}" for code in problems.codes()} <= set(codes.links)


def _is_table(told: dict[str, Any]) -> bool:
    return "text/csv" in told.get("get", {}).get("responses", {}).get("200", {}).get("content", {})


def test_pages_can_be_read_in_the_dark(read_only: Asked) -> None:
    """They follow the reader's choice; words and ground are far enough apart, links too (WCAG 2.2, AA)."""
    text = read_only.get("/", headers=AS_A_BROWSER).text
    light, _, dark = text.partition("@media(prefers-color-scheme:dark)")
    for sheet in (light, dark):
        ground = re.search(r"body\{[^}]*background:#(\w+)", sheet)
        words = re.search(r"body\{(?:[^}]*;)?color:#(\w+)", sheet)
        link = re.search(r"a\{color:#(\w+)", sheet)
        notice = re.search(r"notice\{[^}]*background:#(\w+)", sheet)
        assert ground and words and link and notice
        for one, other in ((words, ground), (link, ground), (words, notice)):
            assert _contrast(one[1], other[1]) >= 4.5


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG has it."""
    spelt = colour if len(colour) == 6 else "".join(digit * 2 for digit in colour)
    parts = [int(spelt[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
