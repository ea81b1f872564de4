"""What the command line refuses before any database is reached, and what its help says."""

import errno
import json
import os
import re
from pathlib import Path
from typing import cast

import pytest
from click.testing import CliRunner, Result

from service.answers.answer import Answer
from service.answers.scenario import read_written
from service.cli import answering
from service.cli.answering import read_words
from service.cli.console import Console
from service.cli.main import main
from service.cli.tables import print_answer
from service.errors import SYSTEM_REASONS, system_reason
from service.graph.database import Graph
from service.language import Language
from tests.support.catalog import read_catalog
from tests.support.list_cases import FILES
from tests.support.made_answers import STATE

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


def test_every_fault_of_a_dataset_is_told(tmp_path: Path) -> None:
    lines = [f"e{number},甲{number},nowhere" for number in range(1_200)]
    (tmp_path / "enterprises.csv").write_text("\n".join(["id,name,district", *lines]), "utf-8")
    (tmp_path / "dataset.yaml").write_text("id: many\ntitle: Many\nas_of: 2020-02-12\n", "utf-8")
    refused = run("check", tmp_path)
    assert refused.exit_code == 1
    assert refused.stderr.count("enterprises.csv:") >= 1_200 and "more" not in refused.stderr


def cut(name: str) -> Answer:
    """No rows of a query whose answer was cut off."""
    query = read_catalog()[name]
    return Answer(query, query.arguments(query.example), STATE, [], None, True, 1.0)


@pytest.mark.parametrize(("name", "whole"), [("readiness", True), ("unblock-first", False)])
def test_only_what_there_is_in_full_is_said_to_be(
    name: str, whole: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """What time cuts is nowhere longer: it is said that it was time."""
    print_answer(cut(name), Console("en"))
    told = capsys.readouterr().err
    assert ("--format csv" in told) == whole and ("time did not suffice" in told) != whole
    for form in ("json", "txt"):
        body = answering._encoded(cut(name), form, "en", f"tongbu ask {name}", cast(Graph, None))
        assert (b"--format csv" in body) == whole, form
    assert json.loads(answering._encoded(cut(name), "json", "en", "x", cast(Graph, None)))[
        "all"
    ] == (["x --format csv"] if whole else [])


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "District code or its first digits: Cixi, Ningbo · Above designated size: yes"),
        ("zh", "区划代码（可只写前几位）：宁波市慈溪市 · 规上：是 · 数据时点 2020-02-12"),
    ],
)
def test_what_an_answer_is_about_is_told_in_words(
    language: Language, title: str, capsys: pytest.CaptureFixture[str]
) -> None:
    query = read_catalog()["readiness"]
    given = query.arguments({"district": "330282", "above_scale": "true"})
    print_answer(Answer(query, given, STATE, [], None, False, 1.0), Console(language))
    assert title in capsys.readouterr().out


WRONG = [
    "nosuch", "--foo", "check", "check --encodin x a", "check a b", "completion",
    "completion foo", "generate d", "generate d --enterprises x", "up --port 70000", "up --port",
    "new-day 2020-13-40", "check a --as-of x", "user add", "user nosuch", "check a --pair=3",
    "generate d --enterprises 5 --shock-size x", "up --data README.md",
]  # fmt: skip
"""What click refuses, each in another way."""


@pytest.mark.parametrize("words", WRONG)
def test_what_is_no_command_is_refused_in_the_users_language(words: str) -> None:
    """In Chinese nothing is English but names, and what was typed."""
    refused = run(*words.split(), language="zh")
    assert refused.exit_code == 2
    above, _, said = refused.stderr.rpartition("错误：")
    if above:  # of some click does not know the command
        assert re.fullmatch(r"用法：main .*\[选项\].*\n帮助：main .*--help\n\n", above), above
    told = re.sub(r"'.*?'|\d.*\d|\t\w+", "", said).replace("参数：b", "")
    assert said and not re.search("[A-Za-z]", told), told
    english = run(*words.split())
    assert english.exit_code == 2 and not re.search("[一-鿿]", english.stderr)
    assert "Error: " in english.stderr and (not above or english.stderr.startswith("Usage: main"))


def test_help_is_framed_in_the_users_language() -> None:
    for words in ([], ["user"], ["generate"], ["user", "add"]):
        shown = run(*words, "--help", language="zh").stdout
        assert shown.startswith("用法：") and "\n选项:\n" in shown and "显示本帮助。" in shown
        for english in ("Usage", "Options", "Commands:", "Show this", "[default", "[required"):
            assert english not in shown
        assert "Show this message and exit." in run(*words, "--help").stdout
    assert "[必填]" in run("generate", "--help", language="zh").stdout


def test_a_group_without_a_command_shows_its_help() -> None:
    shown = run("user", language="zh")
    assert shown.exit_code == 2 and "错误" not in shown.output and "\n命令:\n" in shown.output


def test_reasons_of_the_system_are_told_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    refused = run("template", tmp_path / "file" / "folder", language="zh")
    assert refused.exit_code == 1 and "不是文件夹" in refused.stderr
    assert system_reason(OSError(errno.EIO, "Input/output error")).zh == "Input/output error"
    for number, text in SYSTEM_REASONS.items():
        assert text.en == os.strerror(number) and re.search("[一-鿿]", text.zh)
