"""Sums over what the ledger holds: exact, and not met where something is not known exactly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ledger.errors import Malformed
from ledger.play import Played, computed
from ledger.play.comparing import Check
from tests.play.stories import FORM, STEP, counted, tell


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """A vote with a form, played once."""
    return tell(counted() + STEP + FORM, tmp_path_factory.mktemp("story"))


def check(played: Played, that: str, **sources: Any) -> Check:
    """The check of one sum."""
    with played.stage.sight(None, None) as sight:
        return computed.check(sight, {"that": that, "with": dict(sources)})


YES = {"form": "form-1", "measure": "votes/yes"}
NO = {"form": "form-1", "measure": "votes/no"}
VOTERS = {"form": "form-1", "measure": "voters"}
UNSURE = {"form": "form-1", "measure": "in_box"}
DAY = {"date_of": "run-1", "unit": "village"}
DECIDED = {"day_of": "board-2"}


@pytest.mark.parametrize(
    "that, is_met",
    [
        ("yes + no = voters", True),
        ("yes + no + 1 = voters", False),
        ("yes - no > 2", True),
        ("yes - no >= 3", True),
        ("yes - no <= 2", False),
        ("yes != no", True),
        ("round(100 * yes / voters, 1) = 51.3", True),
        ("round(100 * yes / voters) = 51", True),
        ("(yes + no) * 2 < voters + voters + 1", True),
    ],
)
def test_sums_are_exact(played: Played, that: str, is_met: bool) -> None:
    """As people write them."""
    named = {"yes": YES, "no": NO, "voters": VOTERS}
    used = {name: found for name, found in named.items() if name in that}
    assert check(played, that, **used).is_met is is_met


def test_halves_are_rounded_away_from_nought() -> None:
    """As in school, and not to the even number."""
    assert [computed._rounded(computed.Fraction(n, 2), 0) for n in (1, 3, 5)] == [1, 2, 3]


def test_days_are_counted(played: Played) -> None:
    """A day and a number of days."""
    assert check(played, "decided + 4 = day", decided=DECIDED, day=DAY).is_met
    stated = {"field_of": "board-2#1", "name": "day"}
    assert check(played, "stated = day", stated=stated, day=DAY).is_met


def test_units_are_counted(played: Played) -> None:
    """Of a type, named, covered, standing."""
    place = {"contest": "council", "type": "municipality"}
    for source in (
        {"units_of_type": "municipality"},
        {"units_of_type": "municipality", "below": "village"},
        {"named_in": "board-1#4"},
        {"covered_by": "board-1#4", **place},
        {"units_standing": "stands", "run": "run-1", **place},
        {"polling_is": "planned", "run": "run-1", **place},
        {"count_is": "not_counted", "run": "run-1", **place},
    ):
        assert check(played, "n = 1", n=source).is_met
    assert check(played, "n = 0", n={"units_of_type": "municipality", "below": "town"}).is_met
    none = {"units_standing": "annulled", "run": "run-1", **place}
    assert check(played, "n = 0", n=none).is_met


@pytest.mark.parametrize(
    "source",
    [
        UNSURE,
        {"form": "form-9", "measure": "voters"},
        {"form": "form-1", "measure": "blank"},
        {"amount_of": "unit:village", "material": "ballots", "bucket": "held"},
        {"day_of": "board-9"},
        {"field_of": "board-9#1", "name": "day"},
        {"field_of": "board-2#7", "name": "day"},
        {"latest_of": "board-2#1"},
        {"date_of": "run-9", "unit": "village"},
    ],
)
def test_what_is_not_known_exactly_is_no_number(played: Played, source: dict[str, str]) -> None:
    """Neither an interval nor something that was never recorded makes a sum hold."""
    found = check(played, "n >= 0", n=source)
    assert not found.is_met
    assert found.found == "n not known exactly"


@pytest.mark.parametrize(
    "that",
    [
        "yes",
        "yes = no = voters",
        "yes ** 2 = 1",
        "__import__('os') = 1",
        "abs(yes) = 1",
        "yes = ",
        "yes / 0 = 1",
        "yes + other = 1",
        "1 = 1",
        "round() = yes",
        "'a' = yes",
        "yes.real = 1",
    ],
)
def test_what_is_no_sum_is_refused(played: Played, that: str) -> None:
    """The grammar is small, and everything named is used."""
    with pytest.raises(Malformed) as caught:
        check(played, that, yes=YES)
    assert caught.value.code == "bad_draft"


@pytest.mark.parametrize(
    "source",
    [{"colour": "red"}, {"form": "form-1"}, {"form": "form-1", "measure": "voters", "unit": "x"}],
)
def test_a_source_names_what_it_needs(played: Played, source: dict[str, str]) -> None:
    """No more and no less."""
    with pytest.raises(Malformed):
        check(played, "n = 1", n=source)


def test_a_story_states_sums(tmp_path: Path) -> None:
    """In an expectation, beside everything else."""
    asked = (
        "- expect: it adds up\n  computed:\n  - that: yes + no = voters\n    with:\n"
        "      yes: {form: form-1, measure: votes/yes}\n"
        "      no: {form: form-1, measure: votes/no}\n"
        "      voters: {form: form-1, measure: voters}\n"
        "  forms: [{form: form-1, figures: {voters: 119, in_box: 118..120 two_counts_differ}}]\n"
    )
    told = tell(counted() + STEP + FORM + asked, tmp_path)
    assert told.failed == []
    assert len(told.told[-1].checks) == 3  # type: ignore[union-attr]
