"""Every answer in both languages: names by the reader's, codes in words, never as a word."""

import csv
import io
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from service.answers.answer import Answer
from service.answers.knowledge import Knowledge
from service.answers.names import names_outside
from service.display.cells import Cell
from service.display.tables import ids_to_name, name_columns, table
from service.display.worded import headings, worded
from service.http.app import create_app
from service.language import Language
from service.settings import Settings
from tests.support.catalog import read_catalog

CATALOG = read_catalog()
ASKED = [one.name for one in CATALOG.every if one.kind != "action"]
FREE_TEXTS = {"note", "supply_notes", "answer", "text", "title"}
"""What people wrote, in whichever language."""

pytestmark = pytest.mark.usefixtures("remembered")

Example = Callable[[str], Answer]


@pytest.fixture(scope="module")
def translated(cixi: Knowledge) -> dict[str, str]:
    """The English names of enterprises and materials by their Chinese ones."""
    rows = cixi.graph.read(
        "MATCH (n:Enterprise|Material) WHERE n.name_en IS NOT NULL RETURN n.name, n.name_en"
    ).rows
    return {name: english for name, english in rows if name != english}


@pytest.fixture(scope="module")
def client(cixi: Knowledge, defaults: Settings) -> FlaskClient:
    return create_app(cixi, defaults).test_client()


def texts(cell: Cell) -> Iterator[str]:
    yield cell.text
    for part in cell.parts:
        yield from texts(part)


def shown(cixi: Knowledge, answer: Answer, language: Language) -> Iterator[tuple[str, str]]:
    """Every text in the cells of an answer's page, with the column that it is in."""
    ids = ids_to_name(answer.columns, answer.rows, language)
    read = table(answer, language, lambda kind, id: f"/{kind}/{id}", names_outside(cixi.graph, ids))
    for row in read.rows:
        for heading, cell in zip(read.headings, row, strict=True):
            for text in texts(cell):
                yield heading.name, text


@pytest.mark.parametrize("name", ASKED)
def test_english_pages_and_files_name_things_in_english(
    cixi: Knowledge, example: Example, translated: dict[str, str], name: str
) -> None:
    answer = example(name)
    told = [(column, text) for column, text in shown(cixi, answer, "en")]
    columns = [column.name for column in answer.columns]
    for row in worded(answer, "en", partial(names_outside, cixi.graph)):
        told += [(c, v) for c, v in zip(columns, row, strict=True) if isinstance(v, str)]
    for column, text in told:
        if column not in FREE_TEXTS:
            assert not [one for one in translated if one in text], (column, text)


@pytest.fixture(scope="module")
def named(cixi: Knowledge) -> dict[Language, set[str]]:
    """By language the ids of what is called something else."""
    rows = cixi.graph.read(
        "MATCH (n:Enterprise|Material|ServiceTeam) RETURN n.id, n.name, coalesce(n.name_en, n.name)"
    ).rows
    return {
        "zh": {id for id, name, _ in rows if name != id},
        "en": {id for id, _, name in rows if name != id},
    }


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_things_are_called_by_their_names(
    cixi: Knowledge,
    example: Example,
    named: dict[Language, set[str]],
    name: str,
    language: Language,
) -> None:
    answer = example(name)
    for column, text in shown(cixi, answer, language):
        assert text not in named[language], (column, text)
    beside = set(name_columns(answer.columns))
    for row in worded(answer, language, partial(names_outside, cixi.graph)):
        for place, value in enumerate(row):
            told = place in beside or answer.columns[place].name == "id"
            assert told or value not in named[language], (answer.columns[place].name, value)


@pytest.mark.parametrize("query", ["four-sync-board", "history", "groups"])
@pytest.mark.parametrize(
    ("by", "zh", "en"),
    [
        ("district", "宁波市慈溪市", "Cixi, Ningbo"),
        ("city", "宁波市", "Ningbo"),
        ("industry", "电气机械和器材制造业", "electrical machinery"),
    ],
)
def test_groups_are_named_in_the_language_of_the_reader(
    cixi: Knowledge, query: str, by: str, zh: str, en: str
) -> None:
    answer = cixi.ask(query, {"by": by})
    languages: dict[Language, str] = {"zh": zh, "en": en}
    for language, name in languages.items():
        told = [text for column, text in shown(cixi, answer, language) if column == "group"]
        assert [one for one in told if name in one], told[:5]
        rows = worded(answer, language, partial(names_outside, cixi.graph))
        assert any(name in str(cell) for row in rows for cell in row)
        assert language == "zh" or not [one for one in told if "市" in one or "业" in one]


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_codes_are_told_in_words(
    cixi: Knowledge, example: Example, name: str, language: Language
) -> None:
    answer = example(name)
    codes = {
        column.name: {code for code in column.words if not code.isdigit()}
        | ({"true", "false", "True", "False"} if column.type == "boolean" else set())
        for column in answer.columns
    }
    english = language == "en"
    for column, text in shown(cixi, answer, language):
        word = next(c for c in answer.columns if c.name == column).words.get(text)
        assert text not in codes[column] or (english and word and word.en == text), column
    for row in worded(answer, language, partial(names_outside, cixi.graph)):
        for column, value in zip(answer.columns, row, strict=True):
            word = column.words.get(value) if isinstance(value, str) else None
            same = english and word and word.en == value
            assert value not in codes[column.name] or same, (column.name, value)
            assert not isinstance(value, bool | list | dict), column.name


def test_files_of_a_chinese_page_are_chinese(client: FlaskClient) -> None:
    answer = client.get("/queries/readiness.words.csv?lang=zh")
    head, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert head[:2] == ["企业", "名称"] and "正常生产" in head, head
    known = [dict(zip(head, row, strict=True)) for row in rows]
    assert {row["正常生产"] for row in known} == {"是", "否"}
    assert "无期" in {row["可复工天数"] for row in known}
    places = client.get("/queries/outside-suppliers.words.csv?lang=en&enterprise=gongniu")
    assert "Beilun District, Ningbo (330206)" in places.data.decode("utf-8-sig")
    book = client.get("/queries/readiness.xlsx?lang=zh")
    sheet = load_workbook(io.BytesIO(book.data))["结果"]
    assert [cell.value for cell in sheet[1]] == head
    assert "无期" in {row[head.index("可复工天数")].value for row in sheet.iter_rows(min_row=2)}
    assert len(rows) >= sheet.max_row - 1


def test_a_file_is_called_by_what_was_asked(client: FlaskClient) -> None:
    def called(path: str) -> str:
        return client.get(path).headers["Content-Disposition"]

    one, other = (
        called(f"/queries/critical-path.words.csv?enterprise={id}") for id in ("gongniu", "xinhai")
    )
    assert one == "attachment; filename=critical-path-gongniu-2020-02-12.csv"
    assert other == "attachment; filename=critical-path-xinhai-2020-02-12.csv"
    # what need not be given, with what it is the value of
    assert called("/queries/readiness.words.csv?resumed=true") == (
        "attachment; filename=readiness-resumed-true-2020-02-12.csv"
    )
    # of a long list the first and how many, and a mark, so that the rest is told, too
    three, six = (
        called(f"/what-if/stops.words.csv?enterprises=gongniu,xinhai,yuelong,jintian,diankou-copper"
               f"&days={days}") for days in (3, 6)
    )  # fmt: skip
    assert three.endswith("-days-3-2020-02-12.csv") and six.endswith("-days-6-2020-02-12.csv")
    assert "gongniu-5-" in three and three.replace("days-3", "days-6") == six
    # a header is ASCII: RFC 8187 writes other characters
    assert unquote(called("/queries/enterprises.csv?text=公牛")).endswith(
        "; filename*=UTF-8''enterprises-公牛-2020-02-12.csv"
    )


def test_two_columns_called_alike_are_told_apart() -> None:
    for query in CATALOG.every:
        for language in ("zh", "en"):
            told: list[Any] = headings(query.columns, language)
            assert len(told) == len(set(told)), query.name
