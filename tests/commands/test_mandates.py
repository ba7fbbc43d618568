"""Who holds a seat, as a person and as a program are told."""

from __future__ import annotations

from pathlib import Path

from tests.commands.running import done, eal

STORY = Path(__file__).parents[1] / "strange" / "returning-officer.yaml"


def test_two_who_hold_one_seat_are_both_shown(tmp_path: Path) -> None:
    """Until a decision says otherwise; and afterwards the history still has both."""
    done("play", STORY, tmp_path / "story")
    asked = ("mandates", "ward-seat", "--ledger", tmp_path / "story")
    then = done(*asked, "--as-of", "2024-09-02").out
    assert "(more than one; no decision says which)" in then and "Mia" in then and "Noor" in then
    now = done(*asked).out
    assert "held by Noor; mandate" in now and "Mia: conferred, by declaration#2" in now
    (told,) = done("mandates", "--ledger", tmp_path / "story", "--json").document["mandates"]
    assert [title["status"] for title in told["history"]] == ["conferred", "conferred", "lost"]
    assert eal("mandates", "nowhere", "--ledger", tmp_path / "story").code == 4
