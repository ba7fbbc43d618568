"""Lists as CSV: every list, of state, of the log and of intake, whole, as its JSON has it, and as docs/guides/csv.md says."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import table, whole
from ledger import limits
from ledger.intake import queues
from ledger.submit import packets
from tests.api import addresses
from tests.api.asking import DESCRIPTION, Asked

GUIDE = (addresses.ROOT / "docs" / "guides" / "csv.md").read_text(encoding="utf-8")
LISTS = {
    operation: path.partition("?")[0] if operation != "listPolls" else path
    for operation, path in addresses.STATE.items()
    if operation.startswith("list") or operation in ("readOpenItems", "readByLaw")
}


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The API of the story of North Mitrovica."""
    with addresses.told(tmp_path_factory.mktemp("csv") / "story") as (_, client):
        yield client


def _with(path: str, more: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}{more}"


def _rows(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    return list(reader)


@pytest.mark.parametrize("operation", sorted(LISTS))
def test_every_list_is_told_whole(story: TestClient, operation: str) -> None:
    """Without a limit nothing is left out; every member that has a column of its name is in it."""
    path = _with(LISTS[operation], "as_of=61")
    whole = story.get(_with(path, "limit=1000")).json()
    answer = story.get(_with(path, "format=csv"))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert "immutable" in answer.headers["cache-control"] and "link" not in answer.headers
    assert answer.headers["content-location"].endswith("&format=csv")
    assert answer.content.endswith(b"\r\n") and b"\n" not in answer.content.replace(b"\r\n", b"")
    rows = _rows(answer.text)
    assert all(row["as_of_position"] == "61" and row["in_force_on"] for row in rows)
    if operation in ("listUnits", "listAccounts"):
        key = "id" if operation == "listUnits" else "account"
        found = list(dict.fromkeys(row[key] for row in rows))
        assert found == [item[key] for item in whole["items"]]
        return
    assert len(rows) == len(whole["items"])
    for row, item in zip(rows, whole["items"], strict=True):
        for name in set(row) & set(item) - {"effects", "marks", "says", "statuses"}:
            assert row[name] == table.spell(item[name]), name


@pytest.mark.parametrize("operation", sorted(LISTS))
def test_columns_are_those_of_the_guide(story: TestClient, operation: str) -> None:
    """In the page about CSV, in the description of the API, and in the first row."""
    path = LISTS[operation]
    header = story.get(_with(path, "format=csv")).text.partition("\r\n")[0]
    address = path.partition("?")[0]
    assert f"| `{address}` |" in GUIDE or address in _alike()
    told = _of_guide(address)
    assert header == f"{told},as_of_position,in_force_on"
    described = DESCRIPTION["paths"][address]["get"]["responses"]["200"]["content"]["text/csv"]
    assert described["schema"]["description"] == f"Columns: {header.replace(',', ', ')}."


def _alike() -> set[str]:
    line = next(line for line in GUIDE.splitlines() if "`/v1/election-events`" in line)
    return set(re.findall(r"`(/v1/[a-z-]+)`", line))


def _of_guide(address: str) -> str:
    for line in GUIDE.splitlines():
        if line.startswith("|") and f"`{address}`" in line:
            return ",".join(re.findall(r"`([a-z_]+)`", line.split("|")[2]))
    raise AssertionError(address)


def test_that_evening_as_a_table(story: TestClient) -> None:
    """Annulled, a repeat ordered, no date: in columns of their own."""
    rows = _rows(story.get("/v1/units?type=polling_centre&as_of=32&format=csv").text)
    row = next(r for r in rows if (r["id"], r["contest"]) == (addresses.UNIT, "mayor"))
    assert (row["status"], row["annulled"], row["annulled_runs"]) == (
        "repeat_undated",
        "true",
        "run-1",
    )
    assert (row["repeat_ordered"], row["repeat_date"], row["by_entries"]) == ("true", "", "31")
    later = _rows(story.get("/v1/units?type=polling_centre&as_of=36&format=csv").text)
    assert {r["repeat_date"] for r in later if r["repeat_ordered"] == "true"} == {"2013-11-17"}


def test_since_when_and_by_which_entry(story: TestClient) -> None:
    """The entry named made it so: with it the status is that, without it another."""

    def status(position: int, day: str) -> dict[tuple[str, str], dict[str, str]]:
        path = f"/v1/units?type=polling_centre&as_of={position}&in_force_on={day}&format=csv"
        return {(row["id"], row["contest"]): row for row in _rows(story.get(path).text)}

    found = set()
    for position, day in (
        (25, "2013-11-03"),
        (32, "2013-11-05"),
        (36, "2013-11-06"),
        (61, "2014-03-05"),
    ):
        for key, row in status(position, day).items():
            index = int(row["status_entry"])
            assert status(index + 1, day)[key]["status"] == row["status"]
            assert status(index, day).get(key, row | {"status": None})["status"] != row["status"]
            found.add((row["status"], row["status_since"], index))
    assert {("halted", "2013-11-03", 24), ("repeat_undated", "2013-11-05", 31)} <= found
    assert {("repeat_dated", "2013-11-06", 35), ("certified", "2013-12-13", 50)} <= found


def test_a_first_vote_is_planned_since_its_date_was_set(asked: Asked) -> None:
    """Not since it was ordered: without a date it was undated."""

    def told() -> tuple[str, str]:
        (row, *_) = _rows(asked.client.get("/v1/units?type=polling_station&format=csv").text)
        return row["status"], row["status_entry"]

    for number, day in enumerate(("2013-11-10", "2013-11-17"), 2):
        dated = {"run": "run-1", "day": day, "scope": None}
        act = asked.commission.ruling(("run.dated", dated), number=f"{number}/2013")
        index = asked.post(packets.format(act), 201).json()["index"]
        assert told() == ("planned", str(index))


@pytest.mark.parametrize("name", ["changes", "entries"])
def test_the_log_is_a_table_too(story: TestClient, name: str) -> None:
    """Whole, or a page at a time; a full page is for ever, and says where to go on."""
    answer = story.get(f"/v1/{name}?format=csv")
    assert "link" not in answer.headers and "immutable" not in answer.headers["cache-control"]
    whole_one = _rows(answer.text)
    told = story.get(f"/v1/{name}?limit=1000").json()["items"]
    assert [row["index"] for row in whole_one] == [str(item["index"]) for item in told]
    assert ",".join(whole_one[0]) == _of_guide(f"/v1/{name}")
    for row, item in zip(whole_one, told, strict=True):
        for member in set(row) & set(item) - {"act", "events"}:
            assert row[member] == table.spell(item[member]), member
    pages: list[dict[str, str]] = []
    path = f"/v1/{name}?format=csv&limit=20"
    while path:
        answer = story.get(path)
        assert ("immutable" in answer.headers["cache-control"]) == ("link" in answer.headers)
        pages += _rows(answer.text)
        path = answer.links["next"]["url"] if "link" in answer.headers else ""
    assert pages == whole_one
    decision = whole_one[31]
    assert (decision["act"], decision["day"]) == ("cec-2013-11-05", "2013-11-05")
    assert decision["rules_not_matched"] == "xk-2013.annulment-power"
    assert "annulment.ordered" in decision["events"] or "annul" in decision["events"]
    assert story.get(f"/v1/{name}?format=csv&after=62").json()["code"] == "position_not_reached"
    assert _rows(story.get(f"/v1/{name}?format=csv&after=60").text) == whole_one[60:]


def test_a_log_that_is_too_long_is_refused_and_never_cut(
    story: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts are put together; what is more than one answer may hold is refused before it is read."""
    monkeypatch.setattr(limits, "LIST_ITEMS_MAX", 7)
    assert len(_rows(story.get("/v1/changes?format=csv&after=1").text)) == 60
    monkeypatch.setattr(limits, "WHOLE_LIST_ITEMS_MAX", 60)
    assert len(_rows(story.get("/v1/changes?format=csv&after=1").text)) == 60
    answer = story.get("/v1/changes?format=csv")
    assert (answer.status_code, answer.json()["code"]) == (413, "list_too_large")
    monkeypatch.setattr(limits, "WHOLE_LIST_ITEMS_MAX", 4)
    answer = story.get("/v1/intake/not_arrived?contest=mayor&format=csv")
    assert (answer.status_code, answer.json()["code"]) == (413, "list_too_large")


@pytest.mark.parametrize("queue", queues.QUEUES)
def test_queues_of_intake_are_tables(story: TestClient, queue: str) -> None:
    """With the columns of the guide; whole, or a page with a link."""
    path = f"/v1/intake/{queue}?contest=mayor"
    answer = story.get(f"{path}&format=csv")
    header = answer.text.partition("\r\n")[0]
    assert header == f"{_of_guide(f'/v1/intake/{queue}')},as_of_position,in_force_on"
    rows = _rows(answer.text)
    assert len(rows) == len(story.get(f"{path}&limit=1000").json()["items"])
    if queue == "not_arrived":
        first = story.get(f"{path}&format=csv&limit=3")
        rest = story.get(first.links["next"]["url"].replace("limit=3", "limit=30"))
        assert _rows(first.text) + _rows(rest.text) == rows and len(rows) == 10
        assert "link" not in rest.headers and {row["as_of_position"] for row in rows} == {"61"}


def test_pages_of_it_are_linked(story: TestClient) -> None:
    """Whoever gives a limit follows the links; together they are the whole."""
    whole = _rows(story.get("/v1/seals?format=csv").text)
    found: list[dict[str, str]] = []
    path = "/v1/seals?format=csv&limit=3"
    while path:
        answer = story.get(path)
        found += _rows(answer.text)
        path = answer.links["next"]["url"] if "link" in answer.headers else ""
    assert found == whole


def test_a_time_and_a_tag(story: TestClient) -> None:
    """As for JSON: 307 to the position, 304 for who has it; the two forms have other tags."""
    led = story.get("/v1/units?as_of=2013-11-05&format=csv")
    assert led.status_code == 307 and led.headers["location"].endswith("&format=csv")
    answer = story.get(led.headers["location"])
    etag = answer.headers["etag"]
    same = story.get(led.headers["location"], headers={"If-None-Match": etag})
    assert same.status_code == 304
    assert story.get("/v1/units?as_of=33").headers["etag"] != etag
    wrong = story.get("/v1/units?format=xlsx")
    assert wrong.json()["code"] == "bad_parameter" and "csv-excel" in wrong.json()["expected"]
    assert story.get("/v1/units/pc-st-sava?format=csv").json()["code"] == "unknown_parameter"


def test_what_is_too_long_is_refused_and_never_cut(
    story: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part of a list never looks like the whole; and few are made at a time."""
    monkeypatch.setattr(limits, "LIST_ITEMS_MAX", 4)
    assert len(_rows(story.get("/v1/seals?format=csv&in_force_on=2014-01-01").text)) == 7
    monkeypatch.setattr(limits, "WHOLE_LIST_ITEMS_MAX", 4)
    answer = story.get("/v1/seals?format=csv&in_force_on=2014-01-02")
    assert (answer.status_code, answer.json()["code"]) == (413, "list_too_large")
    places = [whole._places.acquire(blocking=False) for _ in range(2)]
    assert places == [True, True]
    try:
        busy = story.get("/v1/seals?format=csv&in_force_on=2014-01-03")
        assert (busy.status_code, busy.json()["code"]) == (503, "busy")
    finally:
        for _ in places:
            whole._places.release()


def test_for_a_spreadsheet(story: TestClient) -> None:
    """A mark, semicolons, the same cells; umlauts and other letters come through."""
    answer = story.get("/v1/bodies?format=csv-excel")
    assert answer.content.startswith(b"\xef\xbb\xbfid;name;")
    plain = _rows(story.get("/v1/bodies?format=csv").text)
    assert _rows(answer.text.removeprefix("\ufeff"), ";") == plain


HOSTILE: dict[Any, str] = {
    '=HYPERLINK("http://evil.example","x")': '\'=HYPERLINK("http://evil.example","x")',
    "+1+cmd|' /C calc'!A0": "'+1+cmd|' /C calc'!A0",
    "-2+3+cmd": "'-2+3+cmd",
    "@SUM(A1:A9)": "'@SUM(A1:A9)",
    "-AbC_kid-of-a-key": "-AbC_kid-of-a-key",
    "'s-Gravenhage": "'s-Gravenhage",
    "010": "010",
    'a "quoted", ëçšđ; text\nin two lines': 'a "quoted", ëçšđ; text\nin two lines',
}


def test_text_is_no_formula_and_comes_back() -> None:
    """What a spreadsheet would run gets an apostrophe; everything else is read back as it was."""
    names = table.Table(table.columns("name"))
    told = {"day": "2021-03-14", "items": [{"name": name} for name in HOSTILE], "position": 7}
    rows = _rows(table.write(names, table.CSV, told).decode())
    assert [row["name"] for row in rows] == list(HOSTILE.values())
    excel = _rows(table.write(names, table.CSV_EXCEL, told).decode().removeprefix("\ufeff"), ";")
    assert [row["name"] for row in excel] == [
        '="010"' if text == "010" else text for text in HOSTILE.values()
    ]


def test_how_values_are_spelt() -> None:
    """Unknown is empty; several stand beside each other; numbers and words stay themselves."""
    values = [None, True, False, 0, -3, "2013-11-05", ["a", "b"], [], {"b": 1, "a": None}]
    spelt = ["", "true", "false", "0", "-3", "2013-11-05", "a b", "", '{"a":null,"b":1}']
    assert [table.spell(value) for value in values] == spelt
    assert json.loads(table.spell({"a": "ë"})) == {"a": "ë"}
