"""The Atom feed: valid by RFC 4287, whole by its links, the same for ever; and sentences in other languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from api import language
from tests.api import addresses
from tests.api.asking import Asked
from tests.verbs import commission as commissions
from tests.verbs.commission import Commission

ATOM = "{http://www.w3.org/2005/Atom}"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_URN = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The API of the story of North Mitrovica."""
    with addresses.told(tmp_path_factory.mktemp("feed") / "story") as (_, client):
        yield client


def _checked(data: bytes) -> ElementTree.Element:
    """A feed, held against RFC 4287, sections 4.1.1 and 4.1.2, as far as this feed uses them."""
    feed = ElementTree.fromstring(data)
    assert feed.tag == f"{ATOM}feed"
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        once = ["id", "title", "updated", *(["summary"] if element is not feed else [])]
        assert [len(element.findall(ATOM + name)) for name in once] == [1] * len(once)
        assert _URN.fullmatch(_text(element, "id")) and _TIME.fullmatch(_text(element, "updated"))
        assert _text(element.find(f"{ATOM}author") or element, "name") or element is not feed
        links = element.findall(f"{ATOM}link")
        assert all(link.get("href", "").startswith("/v1/") for link in links)
        kinds = [(link.get("rel"), link.get("type")) for link in links]
        assert len(set(kinds)) == len(kinds)
        assert ("self", None) in kinds if element is feed else kinds[0][0] == "alternate"
    ids = [_text(entry, "id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids)
    times = [_text(entry, "updated") for entry in feed.findall(f"{ATOM}entry")]
    assert times == sorted(times, reverse=True) and (
        not times or _text(feed, "updated") == times[0]
    )
    return feed


def _text(element: ElementTree.Element, name: str) -> str:
    found = element.find(ATOM + name)
    return "" if found is None else found.text or ""


def _next(feed: ElementTree.Element) -> str | None:
    found = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "next"]
    return found[0] if found else None


def test_the_newest_come_first_and_links_lead_to_all(story: TestClient) -> None:
    """Page by page back to entry 0; every entry once, with the sentence of the changes."""
    changes = story.get("/v1/changes?limit=1000").json()["items"]
    says: list[str] = []
    path: str | None = "/v1/feed.atom?limit=7"
    while path is not None:
        answer = story.get(path)
        assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
        assert ("immutable" in answer.headers["cache-control"]) is ("before" in path)
        feed = _checked(answer.content)
        says += [_text(entry, "summary") for entry in feed.findall(f"{ATOM}entry")]
        path = _next(feed)
    assert says == [change["says"] for change in reversed(changes)]


def test_decisions_alone(story: TestClient) -> None:
    """With the address of each; a page about them is the same later."""
    feed = _checked(story.get("/v1/feed.atom?kind=ruling").content)
    links = [entry.find(f"{ATOM}link") for entry in feed.findall(f"{ATOM}entry")]
    urls = [link.get("href") for link in links if link is not None]
    told = [one["url"] for one in story.get("/v1/decisions?limit=1000").json()["items"]]
    assert urls == told[::-1]
    for url in urls[:3]:
        assert story.get(str(url)).status_code == 200
    whole = _checked(story.get("/v1/feed.atom").content)
    assert _text(whole, "id") != _text(feed, "id")
    assert {_text(one, "id") for one in feed.findall(f"{ATOM}entry")} < {
        _text(one, "id") for one in whole.findall(f"{ATOM}entry")
    }
    assert _checked(story.get("/v1/feed.atom?kind=nothing").content).findall(f"{ATOM}entry") == []


def test_what_is_wrong_is_said(story: TestClient) -> None:
    """Unknown parameters, and what was never reached."""
    assert story.get("/v1/feed.atom?before=999").json()["code"] == "position_not_reached"
    assert story.get("/v1/feed.atom?after=1").json()["code"] == "unknown_parameter"
    assert story.get("/v1/feed.atom?kind=A B").json()["code"] == "bad_parameter"


def test_text_is_never_markup(asked: Asked) -> None:
    """Whatever a notice says, it is text."""
    hostile = '<script>alert("1")</script> & ]]> <entry/>'
    fields = {"about": None, "text": hostile}
    asked.commission.record(asked.commission.act(("announcement.made", fields)))
    first = _checked(asked.client.get("/v1/feed.atom").content).find(f"{ATOM}entry")
    assert first is not None and hostile in _text(first, "summary")


def speak_albanian(made: Commission) -> None:
    """Record an act of an event type that is told in Albanian too, after one that is not."""
    family = commissions.vocabulary("notices")
    one = next(one for one in family if one["name"] == "announcement.made")
    says = [*one["says"], {"language": "sq", "text": "Njoftim: {text}"}]
    declared = one | {"name": "announcement.told", "says": says}
    made.record(made.act(("announcement.made", {"about": None, "text": "Before."})))
    made.record(made.administration(("declaration.adopted", {"declaration": declared})))
    made.record(made.act(("announcement.told", {"about": None, "text": "Mirë."})))


def test_sentences_come_in_the_language_that_is_wanted(asked: Asked) -> None:
    """Where declarations have it; nothing else changes, and neither answer comes to the other reader."""
    speak_albanian(asked.commission)
    path = "/v1/changes?limit=1000"
    for _ in range(2):
        answers = {
            wanted: asked.client.get(path, headers={"Accept-Language": wanted})
            for wanted in ("sq-AL, en;q=0.5", "en-GB, en;q=0.9", "en;q=0.2, sq", "fr", "*", "")
        }
        spoken = {wanted: each.headers["content-language"] for wanted, each in answers.items()}
        assert list(spoken.values()) == ["sq", "en", "sq", "en", "en", "en"]
        assert {each.headers["vary"] for each in answers.values()} == {"Accept-Language"}
        assert len({each.headers["etag"] for each in answers.values()}) == 2
    sq, en = (answers[wanted].json()["items"] for wanted in ("sq-AL, en;q=0.5", "fr"))
    assert sq[-1]["says"].endswith("Njoftim: Mirë.") and "Mirë." in en[-1]["says"]
    assert sq[:-1] == en[:-1], "where there is no such text, what everybody reads"
    feed = asked.client.get("/v1/feed.atom", headers={"Accept-Language": "sq"})
    assert _checked(feed.content).get("{http://www.w3.org/XML/1998/namespace}lang") == "sq"


def test_a_page_is_told_in_a_language_for_ever(asked: Asked) -> None:
    """A language that is adopted later changes no page that was given before."""
    made = asked.commission
    family = commissions.vocabulary("notices")
    one = next(one for one in family if one["name"] == "announcement.made")
    says = [{"language": "de", "text": "Meldung: {text}"}, *one["says"]]
    declared = one | {"name": "announcement.spoken", "says": says}
    made.record(made.administration(("declaration.adopted", {"declaration": declared})))
    index = made.record(made.act(("announcement.spoken", {"about": None, "text": "x"}))).index
    path = f"/v1/changes?after={index}&limit=1"
    before = asked.client.get(path, headers={"Accept-Language": "sq"})
    assert "immutable" in before.headers["cache-control"]
    speak_albanian(made)
    after = asked.client.get(path, headers={"Accept-Language": "sq"})
    assert after.headers["content-language"] == "sq"
    assert before.content == after.content


def test_a_header_in_any_spelling() -> None:
    """Weights, ranges, rubbish: what cannot be read is passed over, and nothing takes long."""

    class Request:
        def __init__(self, text: str) -> None:
            self.headers = {"accept-language": text}

    told = {
        "sq, sr;q=0.8, en;q=0.9": ("sq", "en", "sr"),
        "de-CH-1996;q=1": ("de",),
        "sq;q=0, en": ("en",),
        "sq;q=2, ;;, 12, *": (),
        ",".join(["xx"] * 5_000): ("xx",),
        "a" * 9_000: (),
    }
    for text, wanted in told.items():
        asked: Any = Request(text)
        assert language.wanted(asked) == wanted
