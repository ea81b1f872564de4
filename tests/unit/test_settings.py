"""Settings that name a file with a secret."""

import datetime
from pathlib import Path

import pytest

from service import settings
from service.errors import CannotStart


@pytest.fixture
def auth(tmp_path: Path) -> Path:
    path = tmp_path / "auth"
    path.write_text("neo4j/pass/word \n", encoding="utf-8")
    return path


def test_files_stand_in_for_the_password_and_the_token(auth: Path, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("sésame\n", encoding="utf-8")
    read = settings.read({"NEO4J_AUTH_FILE": str(auth), "TONGBU_TOKEN_FILE": str(token)})
    assert (read.neo4j_username, read.neo4j_password) == ("neo4j", "pass/word")
    assert read.token == "sésame"


def test_every_fault_of_the_files_is_told_and_nothing_they_hold(tmp_path: Path) -> None:
    malformed = tmp_path / "malformed"
    malformed.write_text("only-a-password", encoding="utf-8")
    given = {"NEO4J_AUTH_FILE": str(malformed), "TONGBU_TOKEN_FILE": "gone", "TONGBU_PORT": "x"}
    with pytest.raises(CannotStart) as refused:
        settings.read(given)
    faults = {fault.where: f"{fault.value} {fault.text}" for fault in refused.value.faults}
    assert set(faults) == set(given)
    assert "user/password" in faults["NEO4J_AUTH_FILE"]
    assert "No such file" in faults["TONGBU_TOKEN_FILE"]
    assert "only-a-password" not in str(faults)


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe"])
def test_a_file_without_a_secret_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "secret"
    path.write_bytes(content)
    for name in ("NEO4J_AUTH_FILE", "TONGBU_TOKEN_FILE"):
        with pytest.raises(CannotStart):
            settings.read({name: str(path)})


@pytest.mark.parametrize("other", ["NEO4J_USERNAME", "NEO4J_PASSWORD"])
def test_a_secret_is_given_once(auth: Path, other: str) -> None:
    with pytest.raises(CannotStart) as refused:
        settings.read({"NEO4J_AUTH_FILE": str(auth), other: "x"})
    assert other in refused.value.faults[0].text.en
    with pytest.raises(CannotStart):
        settings.read({"TONGBU_TOKEN_FILE": str(auth), "TONGBU_TOKEN": "x"})


def test_options_of_java_are_split_as_a_shell_would() -> None:
    given = "-XX:+UseZGC '-XX:HeapDumpPath=/a b'"
    read = settings.read({"TONGBU_JVM_OPTIONS": given})
    assert read.jvm_options == ("-XX:+UseZGC", "-XX:HeapDumpPath=/a b")
    with pytest.raises(CannotStart) as refused:
        settings.read({"TONGBU_JVM_OPTIONS": "'-XX"})
    assert [fault.where for fault in refused.value.faults] == ["TONGBU_JVM_OPTIONS"]


def test_proxies_and_what_each_address_may_send() -> None:
    chosen = settings.read({"TONGBU_PROXIES": "2", "TONGBU_PREFIX": "/a/b.c/", "TONGBU_RATE": "0"})
    assert (chosen.proxies, chosen.prefix, chosen.rate) == (2, "/a/b.c", 0)
    assert (settings.read({}).proxies, settings.read({}).prefix) == (0, "")
    for prefix in ("tongbu", "//elsewhere.example", "/../x", "/a//b", "/a b", "https://x/y"):
        with pytest.raises(CannotStart) as refused:
            settings.read({"TONGBU_PREFIX": prefix})
        assert [fault.where for fault in refused.value.faults] == ["TONGBU_PREFIX"]


def test_backups_are_of_the_private_database_at_a_time_of_day() -> None:
    read = settings.read({"TONGBU_BACKUP_AT": "3:05", "TONGBU_BACKUP_WEEKS": "0"})
    assert read.backup_at == datetime.time(3, 5) and read.backups is None
    assert (read.backup_days, read.backup_weeks) == (7, 0)
    assert settings.read({}).backup_at is None
    given = {
        "TONGBU_BACKUP_AT": "25:00", "NEO4J_URI": "bolt://x", "TONGBU_BACKUP_DAYS": "0",
        "TONGBU_SLOW_MS": "-1",
    }  # fmt: skip
    with pytest.raises(CannotStart) as refused:
        settings.read(given)
    told = [fault.where for fault in refused.value.faults]
    assert told.count("TONGBU_BACKUP_AT") == 2
    assert {"TONGBU_BACKUP_DAYS", "TONGBU_SLOW_MS"} <= set(told)
