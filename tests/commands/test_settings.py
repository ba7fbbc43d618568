"""Settings: from argument, environment and file in this order, checked at start, shown without secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.commands import settings
from ledger.errors import Malformed
from tests.commands.running import done, eal, process

SECRET = "hush-hush"
URL = f"postgresql+psycopg://eal:{SECRET}@db.example/ledger?sslpassword={SECRET}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A settings file."""
    path = tmp_path / "settings.toml"
    path.write_text('ledger = "/srv/a"\nport = 8081\nhost = "::1"\npublish_every = 0.5\n')
    return path


def test_the_nearest_word_counts(file: Path) -> None:
    """Argument before environment before file before default, and each says where it is from."""
    told = settings.load(
        {"settings": file, "host": "127.0.0.2", "port": None}, {"EAL_PORT": "8082", "PATH": "/bin"}
    )
    assert (told.host, told.port, told.publish_every) == ("127.0.0.2", 8082, 0.5)
    assert told.ledger == Path("/srv/a") and told.log_level == "warning"
    sources = {name: source for name, _, source in told.shown()}
    assert (sources["host"], sources["port"]) == ("argument", "EAL_PORT")
    assert (sources["ledger"], sources["log_level"]) == (str(file), "default")


@pytest.mark.parametrize(
    "variable, value, code",
    [
        ("EAL_PROT", "8081", "unknown_setting"),
        ("EAL_PORT", "65536", "bad_setting"),
        ("EAL_PORT", "080", "bad_setting"),
        ("EAL_PORT", "", "bad_setting"),
        ("EAL_PUBLISH_EVERY", "nan", "bad_setting"),
        ("EAL_WAITING_MAX", "0", "bad_setting"),
        ("EAL_LOG_LEVEL", "INFO", "bad_setting"),
        ("EAL_DATABASE", f"mysql://eal:{SECRET}@db.example/x", "bad_setting"),
        ("EAL_DATABASE", f"{SECRET}", "bad_setting"),
        ("EAL_SETTINGS", "/nowhere/settings.toml", "unreadable_file"),
    ],
)
def test_what_is_wrong_is_named_before_anything_starts(
    variable: str, value: str, code: str
) -> None:
    """With its name and its bounds; what might be a password is not repeated."""
    with pytest.raises(Malformed) as refused:
        settings.load({"ledger": Path("/srv/a")}, {variable: value})
    assert refused.value.code == code
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("text", ['prot = 1\nledger = "/a"', "port = true", "port =", "[a]\nb = 1"])
def test_a_file_that_is_wrong_is_refused(tmp_path: Path, text: str) -> None:
    """Unknown names, other types, and what is no TOML."""
    path = tmp_path / "settings.toml"
    path.write_text(text)
    with pytest.raises(Malformed) as refused:
        settings.load({"settings": path}, {})
    assert str(path) in refused.value.where
    told = eal("serve", "--settings", path)
    assert told.code == 2 and "Traceback" not in told.err


def test_without_a_ledger_nothing_starts() -> None:
    """It says in which three ways one is named."""
    told = eal("serve")
    assert told.code == 2 and "EAL_LEDGER" in told.err


def test_secrets_are_hidden() -> None:
    """A password in the address or in its query is never shown, nor taken as an argument."""
    told = settings.load({"ledger": Path("/a")}, {"EAL_DATABASE": URL})
    assert told.database == URL
    assert SECRET not in str(told.shown()) and "db.example" in str(told.shown())
    for command in ("serve", "upgrade"):
        refused = eal(command, "--ledger", "/a", "--database", URL)
        assert refused.code == 2 and "password" in refused.err
        assert SECRET not in refused.err + refused.out


def test_the_doctor_prints_them(story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a server would be told here, and what is wrong with it."""
    monkeypatch.setenv("EAL_PORT", "8099")
    told = done("doctor", "--ledger", story).out
    assert "8099" in told and "EAL_PORT" in told
    listed = {
        each["name"]: each
        for each in done("doctor", "--ledger", story, "--json").document["settings"]
    }
    assert listed["port"] == {"name": "port", "source": "EAL_PORT", "value": "8099"}
    assert set(listed) == set(settings.KNOWN)
    wrong = process("doctor", "--ledger", story, EAL_PROT="8099")
    assert wrong.returncode == 3 and b"unknown_setting" in wrong.stdout


def test_settings_are_told_where_no_database_answers(story: Path) -> None:
    """Which one was asked for, and who said so; its password is nobody's to read."""
    url = f"postgresql+psycopg://eal:{SECRET}@127.0.0.1:1/ledger"
    told = process("doctor", "--ledger", story, EAL_DATABASE=url)
    assert told.returncode != 0 and b"could not be reached" in told.stderr
    assert b"127.0.0.1:1" in told.stdout and b"EAL_DATABASE" in told.stdout
    assert SECRET.encode() not in told.stdout + told.stderr


def test_another_database_stands_in_for_the_one_named(copied: Path, tmp_path: Path) -> None:
    """An SQLite file by its URL, for the doctor and for the upgrade; the folder's own is not used."""
    other = (copied / "ledger.sqlite").rename(tmp_path / "other.sqlite")
    assert eal("upgrade", "--ledger", copied).code == 4
    url = f"sqlite:///{other}"
    assert "Nothing to do" in done("upgrade", "--ledger", copied, "--database", url).out
    told = process("doctor", "--ledger", copied, EAL_DATABASE=url)
    assert b"every one is known" in told.stdout, told.stderr
