"""What an auditor reads: the words, the order, the exit codes; the same bytes every time."""

from __future__ import annotations

import io
import json
import re
import socket
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.verifiers import examined, maker
from tests.verifiers.damages import DAMAGES, Case
from verifiers import trust as trust_files
from verifiers.desk import catalogue, main, report
from verifiers.desk.examination import Examined
from verifiers.findings import NOT_CHECKED, Finding, Outcome


def _good(**trust: Any) -> Case:
    made = maker.story()
    bundle = maker.bundle(made.parts(), made.ledger, made.size)
    return Case(bundle, made.trust(**trust), ("", "", None))


VERDICTS = {
    "VERIFIED": (lambda: _good(), 0),
    "CONTRADICTED": (lambda: DAMAGES["a_signature_is_forged"](), 1),
    "INCOMPLETE": (lambda: _good(required_checks=[]), 3),
    "NOT FOUND": (lambda: _good(ledger={"id": "ab" * 32, "origin": maker.ORIGIN}), 4),
}


@pytest.mark.parametrize("verdict", VERDICTS)
def test_the_four_words_and_their_exit_codes(verdict: str) -> None:
    """The same for text, JSON and quiet."""
    make, code = VERDICTS[verdict]
    bundle, trust, _ = make()
    exit_code, out, err = examined.run(bundle, trust)
    assert (exit_code, err) == (code, "")
    assert f"RESULT  {verdict}  " in out
    assert f"(exit code {code})" in out
    assert examined.run(bundle, trust, "--quiet") == (code, f"{verdict}\n", "")
    found = json.loads(examined.run(bundle, trust, "--json")[1])
    assert (found["verdict"], found["exit_code"]) == (verdict, code)


@pytest.mark.parametrize("verdict", VERDICTS)
def test_what_a_result_does_not_establish_is_always_said(verdict: str) -> None:
    """In text, JSON and HTML."""
    bundle, trust, _ = VERDICTS[verdict][0]()
    out = examined.run(bundle, trust)[1]
    found = json.loads(examined.run(bundle, trust, "--json")[1])
    assert found["does_not_establish"] == list(catalogue.DOES_NOT_ESTABLISH)
    assert len(catalogue.DOES_NOT_ESTABLISH) == 5
    for line in catalogue.DOES_NOT_ESTABLISH:
        assert line in out


def test_what_is_waived_is_the_first_line() -> None:
    """The checks that the trust file does not require, or that it requires all."""
    bundle, trust, _ = _good(required_checks=["V01", "V10"])
    first = examined.run(bundle, trust)[1].splitlines()[0]
    assert first.startswith("WAIVED by the trust file")
    assert first.split(": ")[1].split() == [
        c for c in catalogue.checks() if c not in ("V01", "V10")
    ]
    bundle, trust, _ = _good(required_checks=[])
    first = examined.run(bundle, trust)[1].splitlines()[0]
    assert first == "The trust file waives nothing: every check is required."


def test_a_waived_check_that_fails_still_contradicts() -> None:
    """Waiving means not having to be checked, not being allowed to be wrong."""
    case = DAMAGES["a_signature_is_forged"]()
    trust = json.loads(case.trust) | {"required_checks": ["V01"]}
    found = examined.report(case.bundle, json.dumps(trust).encode())
    assert found["verdict"] == "CONTRADICTED"


def test_a_rehearsal_says_so_on_top() -> None:
    """Before anything that could be taken for official."""
    bundle, trust, _ = _good()
    lines = examined.run(bundle, trust)[1].splitlines()
    assert lines[1] == "THIS LEDGER IS A REHEARSAL with a simulated clock: no official record."


def test_the_trust_file_is_named_with_its_digest() -> None:
    """And that its origin is the auditor's affair."""
    bundle, trust, _ = _good()
    out = examined.run(bundle, trust)[1]
    assert re.search(r"Trust     trust.json, sha256 [0-9a-f]{64}", out)
    assert "(you chose this file; its origin is not checked here)" in out


def test_a_finding_says_what_a_reader_needs() -> None:
    """Entry, both sides, an innocent and a hostile cause, what to do, where to read on."""
    case = DAMAGES["too_few_persons_annul"]()
    out = examined.run(case.bundle, case.trust)[1]
    assert "entry 12: Fewer distinct persons signed than are needed. [too_few_persons]" in out
    assert "expected  2 for a ruling of cec" in out
    assert "found     1: m1" in out
    for word in ("innocent", "hostile", "do"):
        assert re.search(rf"^ +{word} +\S", out, re.MULTILINE)
    assert "First problem: entry 12 (V12, too_few_persons)." in out
    assert "eal-verify explain too_few_persons" in out


def test_what_was_not_checked_says_what_to_supply() -> None:
    """Each of them, and none is a PASS."""
    bundle, trust, _ = _good()
    out = examined.run(bundle, trust)[1]
    assert "V08 NOT CHECKED" in out
    assert re.search(r"V08  .*: A trust file with last_seen", out)


def test_counts_are_told() -> None:
    """How many were examined and how many were right."""
    bundle, trust, _ = _good()
    assert "V10 PASS  24 of 24  signatures valid" in examined.run(bundle, trust)[1]
    case = DAMAGES["a_signature_is_forged"]()
    assert "V10 FAIL  23 of 24  signatures valid" in examined.run(case.bundle, case.trust)[1]


def test_a_succession_is_a_break_in_authority() -> None:
    """Never shown as continuity."""
    made = maker.story()
    announced = maker.event(
        "succession.announced",
        authority="Parliament",
        body="cec",
        entering=[],
        from_="2013-12-01",
        instrument="Act 1",
        leaving=["m3"],
        succession="s-1",
    )
    made.add(announced, body="court", by=["j1", "j2"])
    bundle = maker.bundle(made.parts(), made.ledger, made.size)
    out = examined.run(bundle, made.trust())[1]
    assert "RESULT  VERIFIED" in out
    assert "Break in authority at entry 12: succession s-1 of cec announced" in out


def test_documents_that_are_named_are_not_checked() -> None:
    """V15 says how many, and what to supply."""
    made = maker.story()
    attestation = {"body": "cec", "compared_by": ["m1"], "document": "ab" * 32, "grade": "gazette"}
    made.add(maker.event("word.said", text="As printed."), by=["m1"], attestation=attestation)
    bundle = maker.bundle(made.parts(), made.ledger, made.size)
    found = examined.report(bundle, made.trust())
    check = next(check for check in found["checks"] if check["id"] == "V15")
    assert check["result"] == "NOT CHECKED"
    assert check["reason"].startswith("1 of 1 documents")


@pytest.mark.parametrize(
    "name", ["a_signature_is_forged", "an_entry_is_removed", "a_sheet_is_changed"]
)
def test_the_same_input_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    """Text, JSON and HTML, whatever time it is."""
    case = DAMAGES[name]()
    written: list[tuple[str, bytes, bytes]] = []
    for attempt in ("one", "two"):
        pages = [tmp_path / f"{attempt}.{end}" for end in ("html", "json")]
        words = ("--html", str(pages[0]), "--report-json", str(pages[1]))
        _, out, _ = examined.run(case.bundle, case.trust, *words)
        written.append((out, pages[0].read_bytes(), pages[1].read_bytes()))
    assert written[0] == written[1]
    assert json.loads(written[0][2]) == examined.report(case.bundle, case.trust)


class Page(HTMLParser):
    """Notes what an HTML page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins."""
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href", "action")]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """A tag ends, and it is the one that began last."""
        assert self.open.pop() == tag


def test_the_page_is_self_contained_and_well_formed(tmp_path: Path) -> None:
    """No script, no outside resource, headings, captions, scopes, a language; nothing unescaped."""
    made = maker.story()
    made.add(maker.event("word.said", text="<script>alert(1)</script>"), by=["m1"])
    lines = [line.replace(b"alert", b"alarm") for line in made.lines]
    parts = made.parts() | {"entries.jsonl": b"".join(line + b"\n" for line in lines)}
    rows = parts["rows.jsonl"].replace(b'"act-5"', b'"<script>"')
    bundle = maker.bundle(parts | {"rows.jsonl": rows}, made.ledger, made.size)
    page = tmp_path / "report.html"
    assert examined.run(bundle, made.trust(), "--html", str(page))[0] == 1
    text = page.read_text("utf-8")
    parser = Page()
    parser.feed(text)
    assert parser.open == []
    assert parser.links == []
    assert "script" not in parser.tags
    assert {"main", "h1", "h2", "table", "caption", "th", "title"} <= parser.tags
    assert '<html lang="en">' in text
    assert 'scope="col"' in text
    assert 'scope="row"' in text
    assert "@media print" in text
    assert "http" not in text
    assert text.index("WAIVED") < text.index("<h1>")
    assert "&lt;script&gt;" in text


def test_no_connection_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Verification is offline, and the report says so."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    bundle, trust, _ = _good()
    assert examined.report(bundle, trust)["network_used"] is False


def _command(*words: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        return main.run(words, out, err), out.getvalue(), err.getvalue()
    except SystemExit as end:
        return int(str(end.code)), out.getvalue(), err.getvalue()


def test_help_has_examples_and_exit_codes() -> None:
    """At the top and for each command."""
    for words in (("--help",), ("bundle", "--help"), ("explain", "-h")):
        code, out, _ = _command(*words)
        assert code == 0
        assert out.count("eal-verify bundle") >= 2
        for number in range(5):
            assert re.search(rf"^  {number}  ", out, re.MULTILINE)


@pytest.mark.parametrize(
    "name", ["bundle", "tiles", "url", "record", "state", "since", "watch", "compare", "fork"]
)
def test_a_command_shows_how_it_itself_is_called_and_how_it_ends(name: str) -> None:
    code, out, _ = _command(name, "--help")
    assert code == 0
    examples = re.findall(r"^  eal-verify (\S+) .*--trust ", out, re.MULTILINE)
    assert examples and set(examples) == {name}
    for number in range(4):
        assert re.search(rf"^  {number}  ", out, re.MULTILINE)


@pytest.mark.parametrize(
    "words",
    [(), ("bundle",), ("bundle", "x.zip"), ("nonsense",), ("bundle", "x", "--trust", "y", "--more"), ("explain", "nothing")],
)  # fmt: skip
def test_wrong_usage_is_told_and_ends_with_2(words: tuple[str, ...]) -> None:
    """With a pointer to the help, and no traceback."""
    code, out, err = _command(*words)
    assert (code, out) == (2, "")
    assert "[usage]" in err
    assert "eal-verify --help" in err


def test_every_code_and_every_check_can_be_explained() -> None:
    """Offline, in either case."""
    for name in [*catalogue.codes(), *catalogue.checks(), "v07", "SIGNATURE_INVALID"]:
        code, out, _ = _command("explain", name)
        assert code == 0
        assert name.lower() in out.lower()


def test_every_code_of_refusal_is_in_the_catalogue() -> None:
    """What section 8.5 lists and what the damages find."""
    spec = (Path(__file__).parents[2] / "docs/spec/08-state.md").read_text("utf-8")
    table = spec[spec.index("## 8.5") :]
    listed = set(re.findall(r"`([a-z0-9_]+)`", table))
    assert len(listed) > 60
    assert listed - catalogue.codes().keys() == set()


def test_the_catalogue_is_that_of_the_specification() -> None:
    """The table of section 10 and the file beside it: the same checks, groups and claims."""
    spec = (Path(__file__).parents[2] / "docs/spec/10-bundle.md").read_text("utf-8")
    rows = re.findall(r"^\| (V[0-9]{2}) \| (\w+) \| ([\w–]+) \|", spec, re.MULTILINE)
    assert rows == [
        (check["id"], check["group"], "–" if check["claim"] == "none" else check["claim"])
        for check in catalogue.checks().values()
    ]


def test_it_runs_as_a_module(tmp_path: Path) -> None:
    """`python -m verifiers`, in a process of its own, which imports nothing of the ledger."""
    bundle, trust, _ = _good()
    (tmp_path / "b.zip").write_bytes(bundle)
    (tmp_path / "t.json").write_bytes(trust)
    words = [sys.executable, "-X", "importtime", "-m", "verifiers", "bundle"]
    words += [str(tmp_path / "b.zip"), "--trust", str(tmp_path / "t.json"), "--quiet"]
    root = Path(__file__).parents[2]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "VERIFIED\n")
    imported = {line.rpartition("|")[2].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert not imported & {"ledger", "api", "sqlalchemy", "orjson", "pydantic"}
    assert "verifiers" in imported


def test_a_fault_of_the_verifier_is_told_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was decided, and nobody sees a traceback."""

    def fail(*_: object) -> None:
        raise KeyError("something")

    monkeypatch.setattr("verifiers.desk.examination.examine", fail)
    bundle, trust, _ = _good()
    code, out, err = examined.run(bundle, trust)
    assert (code, out) == (2, "")
    assert "[verifier_fault]" in err
    assert "KeyError" in err


def test_progress_is_shown_on_a_terminal_for_long_work_only() -> None:
    """Never in a file, never for a bundle that takes a moment."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal, file = Terminal(), io.StringIO()
    main.progress_on(terminal)(5_000, 20_000)
    main.progress_on(terminal)(1, 12)
    main.progress_on(file)(5_000, 20_000)
    assert terminal.getvalue().count("entries") == 1
    assert "25 %" in terminal.getvalue()
    assert file.getvalue() == ""


def test_a_required_check_that_nobody_knows_was_not_made() -> None:
    """A later trust file asks for more than this verifier can do: that is no VERIFIED."""
    made = maker.story()
    bundle = maker.bundle(made.parts(), made.ledger, made.size)
    found = examined.report(bundle, made.trust(required_checks=["V06", "V99"]))
    assert (found["verdict"], found["exit_code"]) == ("INCOMPLETE", 3)
    assert [
        one["id"] for one in found["checks"] if one["result"] == "NOT CHECKED" and one["required"]
    ] == ["V99"]


def test_a_judgement_with_true_for_one_is_another_judgement() -> None:
    """To Python they are equal; to a reader of bytes they are not."""
    made = maker.story()
    marks = [{"code": "dated_ahead", "event": 0, "rule": None, "subject": None}]
    spelled = {"events": ["no_effect"], "marks": [marks[0] | {"event": False}]}
    made.add(maker.event("word.said", text="Early."), by=["m1"], judged=spelled, day="2014-11-03")
    found = examined.report(maker.bundle(made.parts(), made.ledger, made.size), made.trust())
    check = next(one for one in found["checks"] if one["id"] == "V13")
    assert [one["code"] for one in check["findings"]] == ["judgement_differs"]


def test_what_a_kind_cannot_show_is_what_it_cannot_be_asked() -> None:
    """The words of the catalogue leave out no check that the whole log would be asked, and name no other."""
    asked = {id: check["asked_of"] for id, check in catalogue.checks().items()}
    for kind, told in catalogue.kinds().items():
        named = [check for line in told["cannot_show"] for check in line["checks"]]
        assert sorted(named) == [
            id for id in asked if "bundle" in asked[id] and kind not in asked[id]
        ]
        assert all(kind in asked[check] for check in told["always"])
    assert set(catalogue.kinds()) == {kind for kinds in asked.values() for kind in kinds}


@pytest.mark.parametrize(("result", "verdict"), [("", "VERIFIED"), (NOT_CHECKED, "INCOMPLETE")])
def test_no_trust_file_waives_what_a_document_is_about(result: str, verdict: str) -> None:
    """A state proof of which nothing was looked at is not verified, though its reader asks for the self-test alone."""
    trust = trust_files.parse(maker.story().trust(required_checks=["V20"]))
    outcomes = {id: Outcome(id, examined=1) for id in catalogue.checks()}
    outcomes["V26"].skipped = result
    looked = Examined(
        outcomes=outcomes, entries=1, founding={}, first_at="", last_at="", state_digest="", breaks=[], kind="state",
        verified="this",
    )  # fmt: skip
    found = report.build({}, trust, looked)
    assert (found["verdict"], found["verified"]) == (verdict, "this" if not result else None)
    assert not {"V26", "V27"} & set(found["trust"]["waived"])


def test_what_a_document_cannot_be_asked_still_fails() -> None:
    """A bundle of one unit is not asked V14; where what it holds is contradicted, it is CONTRADICTED."""
    trust = trust_files.parse(maker.story().trust())
    outcomes = {id: Outcome(id, examined=1) for id in catalogue.checks()}
    outcomes["V14"].fail(Finding("V14", "row_differs", 3, "a", "b"))
    looked = Examined(
        outcomes=outcomes, entries=1, founding={}, first_at="", last_at="", state_digest="", breaks=[], kind="unit",
    )  # fmt: skip
    found = report.build({}, trust, looked)
    results = {check["id"]: check["result"] for check in found["checks"]}
    assert (found["verdict"], results["V14"], results["V13"]) == (
        "CONTRADICTED",
        "FAIL",
        "NOT APPLICABLE",
    )
