"""What the command line refuses before any database is reached, and what its help says."""

import re
from pathlib import Path

from click.testing import CliRunner, Result

from service.answers.scenario import read_written
from service.cli.answering import read_words
from service.cli.main import main
from tests.support.catalog import read_catalog
from tests.support.list_cases import FILES

LIST = FILES / "a42_other_headers.xlsx"

LOCALES = {"en": "en_GB.UTF-8", "zh": "zh_CN.UTF-8"}


def run(*words: str | Path, language: str = "en", **settings: str) -> Result:
    """A command in this process; without a database, in a folder where there is none."""
    own = {"LC_ALL": LOCALES[language], "NEO4J_URI": None, "TONGBU_DATA": "/nowhere", **settings}
    return CliRunner().invoke(main, [str(word) for word in words], env=own)


def test_a_parameter_given_twice_is_refused_and_a_list_joined() -> None:
    for command in (
        ("ask", "critical-path", "enterprise=gongniu", "enterprise=yuelong"),
        ("do", "record-closure", "enterprise=gongniu", "enterprise=yuelong"),
    ):
        refused = run(*command)
        assert refused.exit_code == 1
        assert "enterprise: is given more than once; one value is expected" in refused.stderr
    words = ["enterprises=a,b", "days=3", "enterprises=c"]
    assert read_words(read_catalog()["stops"], words)["enterprises"] == ["a", "b", "c"]


def test_all_wrong_words_of_a_question_are_told_at_once() -> None:
    refused = run("ask", "critical-path", "foo", "bar", "=", "x=1")
    assert refused.exit_code == 1
    _title, *faults = refused.stderr.splitlines()
    assert [line.split(":")[0].strip() for line in faults] == [
        "foo", "bar", "=", "x", "enterprise"
    ]  # fmt: skip
    assert "name=value is expected" in faults[0] and "is required" in faults[-1]


def test_all_wrong_options_of_a_list_are_told_at_once() -> None:
    refused = run("check", LIST, "--encoding", "morse", "--map", "foo", "--map", "bar")
    assert refused.exit_code == 1 and refused.stderr.count("\n") == 1
    assert all(re.search(rf"\b{word}\b", refused.stderr) for word in ("morse", "foo", "bar"))


def test_changes_of_a_scenario_are_read_alike() -> None:
    (change,) = read_written(read_catalog(), ["closes?enterprises=a&enterprises=b,c"])
    assert change.arguments["enterprises"] == ["a", "b", "c"]
