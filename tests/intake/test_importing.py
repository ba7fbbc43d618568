"""Files of forms: recorded once each, put aside alone, and gone on with after kill -9."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from ledger import read
from ledger.commands import keyfiles
from ledger.intake import importing, sources
from ledger.intake.rows import Plan
from ledger.submit import Refused
from tests.commands.running import eal
from tests.intake import office
from tests.verbs.commission import Commission

GIVEN = {"contest": "mayor", "run": "run-1", "level": "station", "day": "2013-11-03"}


def take_in(people: Commission, path: Path, attempt: int = 1) -> importing.Progress:
    """A CSV file taken in by the system's key, in this process."""
    key = keyfiles.read(path.parent / "scanner.pem", path.parent / "pass.txt")
    assert people.ledger.ledger_id is not None
    with read.view(people.ledger) as view:
        signing = sources.signing_of(
            view.law, key, ledger_id=people.ledger.ledger_id.hex(), origin=people.ledger.origin
        )
    with path.open("rb") as file:
        source, rows = sources.of_csv(file, path, Plan({}, GIVEN), key.public.id, attempt)
        return importing.take_in(
            people.ledger, source, rows, signing=signing, key=key, told=lambda _: None
        )


def acts(people: Commission) -> list[str]:
    """The ids of all acts, in order."""
    texts = (read.entry(people.ledger, index) for index in range(read.size(people.ledger)))
    return [json.loads(text)["act"]["act_id"] for text in texts]


def test_a_form_is_an_act_and_a_bad_one_holds_up_no_other(
    people_on_each: Commission, tmp_path: Path
) -> None:
    """Unreadable, unknown, twice with other figures: each put aside with its row and reason."""
    rows = [office.row(n, n % 3 + 1) for n in range(1, 21)]
    rows[4] = rows[4].replace("600", "6OO")
    rows[9] = office.row(10, 77)
    rows[14] = office.row(15, 1, "=cmd")
    rows.append(office.row(1, 3))
    path = office.write(tmp_path / "forms.csv", rows)
    done = take_in(people_on_each, path)
    assert (done.recorded, done.again, done.bad, done.is_done) == (17, 0, 4, True)
    size = read.size(people_on_each.ledger)
    assert take_in(people_on_each, path) == done, "a file that is done is done"
    again = take_in(people_on_each, path, attempt=2)
    assert (again.recorded, again.again, again.bad) == (0, 17, 4)
    assert read.size(people_on_each.ledger) == size
    with read.view(people_on_each.ledger) as view:
        result = view.result("mayor")
    assert result["coverage"]["units"] == 3 and result["coverage"]["missing"] == 3


def test_forms_are_counted_and_telephoned_figures_never(people: Commission, tmp_path: Path) -> None:
    """The paper of one station, the telephone of two: only the paper is in the sum."""
    header = office.HEADER + ",level"
    rows = [office.row(1, 1) + ",station", *(office.row(n, n) + ",telephone" for n in (2, 3))]
    given = {name: value for name, value in GIVEN.items() if name != "level"}
    path = office.write(tmp_path / "forms.csv", rows, header)
    words = [w for n, v in given.items() for w in (f"--{n}", v)]
    told = eal("intake", "csv", path, *office.words(tmp_path), "--key", tmp_path / "scanner.pem",
               "--json", *words)  # fmt: skip
    assert told.code == 0, told.err + told.out
    with read.view(people.ledger) as view:
        result = view.result("mayor")
    votes = {f["selection"]: f["low"] for f in result["figures"] if f["measure"] == "votes"}
    assert votes == {"a": 201, "b": 189}
    assert result["coverage"]["reported"] == 1
    told_by = [(one["unit"], one["level"]) for one in result["declared"]]
    assert told_by == [("ps-2", "telephone"), ("ps-3", "telephone")]


def test_a_ruling_cannot_make_a_telephone_call_a_count(people: Commission, tmp_path: Path) -> None:
    """Whoever accepts it: what was telephoned declares."""
    path = office.write(tmp_path / "f.csv", [office.row(2, 2) + ",telephone"],
                        office.HEADER + ",level")  # fmt: skip
    assert take_in(people, path).recorded == 1
    people.record(people.ruling(("results_form.accepted", {"form": "f-000002"})))
    with read.view(people.ledger) as view:
        result = view.result("mayor")
    assert result["figures"] == [] and result["coverage"]["reported"] == 0
    assert [one["status"] for one in result["declared"]] == ["accepted"]


def test_the_system_may_do_nothing_else(people: Commission, tmp_path: Path) -> None:
    """The key that signs ten thousand forms opens no station."""
    scope = {"run": "run-1", "scope": []}
    packet = people.act(("polling.opened", scope), signers=("scanner",))
    answer = people.submit(packet)[0]
    assert isinstance(answer, Refused)
    assert "beyond_intake" in [one.code for one in answer.problems]


def _command(path: Path) -> list[str]:
    told = ["intake", "csv", path, *office.place(path.parent)]
    return [sys.executable, "-m", "ledger.commands.main", *map(str, told)]


def _run(path: Path) -> Any:
    done = subprocess.run(_command(path), capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


def _whole(people: Commission, path: Path, count: int) -> None:
    """Every form of the file once, in order, and the counts say so."""
    forms = [one for one in acts(people) if one.startswith("form-")]
    assert forms == [f"form-f-{n:06}" for n in range(1, count + 1) if n % 100 != 50]
    told = _run(path)
    assert told["is_done"] and told["bad"] == count // 100
    assert told["recorded"] + told["again"] == len(forms)


POINTS = [
    "before_intake_source_inserted",
    "after_intake_source_inserted",
    "after_intake_rows_inserted",
    "before_intake_step_inserted",
    "after_intake_step_inserted",
    "before_intake_step_committed",
    "before_log_committed",
    "after_log_committed",
    "after_intake_step_committed",
]


@pytest.mark.slow
def test_killed_at_every_point_it_goes_on(people: Commission, tmp_path: Path) -> None:
    """kill -9 before and after each write of a step: nothing twice, nothing lost."""
    rows = [office.row(n, n % 3 + 1) for n in range(1, 1_301)]
    path = office.write(
        tmp_path / "forms.csv", [r.replace("600", "x") if n % 100 == 50 else r
                                 for n, r in enumerate(rows, 1)],
    )  # fmt: skip
    kills = 0
    for point in POINTS:
        done = subprocess.run(
            _command(path), capture_output=True, check=False, env={"EAL_CRASH_AT": point}
        )
        kills += done.returncode == -9
    assert kills == len(POINTS), "each of them really killed"
    _run(path)
    _whole(people, path, 1_300)


@pytest.mark.slow
def test_killed_at_any_moment_it_goes_on(people: Commission, tmp_path: Path) -> None:
    """kill -9 from outside, wherever it is, until it is done."""
    rows = [office.row(n, n % 3 + 1) for n in range(1, 2_001)]
    path = office.write(
        tmp_path / "forms.csv", [r.replace("600", "x") if n % 100 == 50 else r
                                 for n, r in enumerate(rows, 1)],
    )  # fmt: skip
    before, kills = read.size(people.ledger), 0
    for wanted in (1, 600, 1_200):
        process = subprocess.Popen(
            _command(path), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        limit = time.monotonic() + 90
        while read.size(people.ledger) < before + wanted and process.poll() is None:
            assert time.monotonic() < limit
            time.sleep(0.005)
        process.kill()
        kills += process.wait() == -9
    assert kills >= 2, "it was killed while it worked"
    _run(path)
    _whole(people, path, 2_000)


def test_who_may_not_take_in_is_told(people: Commission, tmp_path: Path) -> None:
    """A key that nobody enrolled, a file that is none, a header that is not understood."""
    path = office.write(tmp_path / "forms.csv", [office.row(1, 1)])
    stranger = [tmp_path / "log.pem" if "scanner" in str(w) else w for w in office.place(tmp_path)]
    told = eal("intake", "csv", path, *stranger)
    assert told.code == 4 and "enrol the key" in told.out
    told = eal("intake", "csv", tmp_path / "none.csv", *office.place(tmp_path))
    assert told.code == 2 and "unreadable_file" in told.out
    path.write_text("form,unit\n")
    told = eal("intake", "csv", path, *office.place(tmp_path))
    assert told.code == 2 and "missing_column" in told.out


def test_what_was_telephoned_is_called_provisional(people: Commission, tmp_path: Path) -> None:
    """Whoever reads a result in words is told that these figures are no count."""
    path = office.write(tmp_path / "f.csv", [office.row(2, 2) + ",telephone"],
                        office.HEADER + ",level")  # fmt: skip
    assert take_in(people, path).recorded == 1
    told = eal("result", "mayor", "--ledger", tmp_path).out
    assert "by f-000002 (telephone; provisional, no count)" in told, told
