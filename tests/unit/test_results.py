"""The kinds of results that no query of ours has yet: a single value, and a chart."""

import datetime
import io
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import pytest
from flask.testing import FlaskClient
from rich.console import Console as RichConsole

from service.access.roles import Rights
from service.answers.answer import Answer
from service.answers.knowledge import Knowledge
from service.cli.console import Console
from service.cli.tables import print_answer
from service.display.charts import MAX_GROUPS, Chart, LineChart, chart
from service.graph.state import State
from service.http.app import create_app
from service.settings import Settings
from tests.support.catalog import read_catalog
from tests.support.paths import SUPPORT

DAY = datetime.date(2020, 2, 12)
STATE = State(DAY, "graph", "stamp", 1, 1, True, None, None, False, [])
CATALOG = read_catalog(SUPPORT / "queries")
ROWS: dict[str, list[list[Any]]] = {
    "total": [[1546]],
    "series": [[DAY, 2.5, 4], [datetime.date(2020, 2, 13), -1.5, None]],
}


def answer(name: str, rows: list[list[Any]] | None = None) -> Answer:
    return Answer(CATALOG[name], {}, STATE, rows or ROWS[name], None, False, 1.0)


@pytest.fixture
def client(defaults: Settings) -> FlaskClient:
    """A client of a service that knows these two answers, without a database."""

    known = Known(cast(Any, None), CATALOG, show_personal=False)
    return create_app(known, defaults).test_client()


class Known(Knowledge):
    """Knows these two answers, whoever asks."""

    def ask(self, name: str, given: Mapping[str, Any], *, page: bool = False) -> Answer:
        return answer(name)

    def state(self, *, timeout: float = 5) -> State:
        return STATE

    def seen_by(self, rights: Rights, *, fresh: bool = False) -> "Known":
        return self


def test_a_value_is_shown_large(client: FlaskClient) -> None:
    page = client.get("/queries/total?lang=en").text
    assert "<dt>Enterprises in all</dt>" in page and ">1,546</dd>" in page
    assert "<table" not in page
    assert json.loads(client.get("/queries/total.json").data)["rows"] == [{"enterprises": 1546}]


def test_a_value_is_printed_alone(capsys: pytest.CaptureFixture[str]) -> None:
    print_answer(answer("total"), Console("en"), RichConsole(file=io.StringIO()))
    title, value = capsys.readouterr().out.splitlines()
    assert title.startswith("Total") and value == "1546"


def test_codes_are_printed_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    query = read_catalog()["changes"]
    row: dict[str, Any] = dict.fromkeys(column.name for column in query.columns)
    row |= {"change": "7f", "by": "command line: li"}
    row |= {"action": "record-expected", "what": "expected_on"}
    found = Answer(query, {}, STATE, [list(row.values())], None, False, 1.0)
    for language, words in (
        ("en", ("record when an enterprise expects to run", "expected on", "command line (li)")),
        ("zh", ("登记预计可生产日期", "预计复工日期", "命令行（li）")),
    ):
        print_answer(found, Console(language), RichConsole(width=400))
        printed = capsys.readouterr().out
        assert all(word in printed for word in words), printed


def test_a_chart_is_drawn_beside_its_table(client: FlaskClient) -> None:
    page = client.get("/queries/series?lang=en").text
    drawing = page[page.index("<svg") : page.index("</svg>")]
    assert 'role="img"' in drawing and 'aria-labelledby="chart-caption"' in drawing
    assert 'id="chart-caption"' in page and 'id="table-title"' in page
    assert len(re.findall("<circle", drawing)) == 3 and len(re.findall("<polyline", drawing)) == 2
    assert "2020-02-12 2.5" in drawing
    assert "<table" in page
    rows = json.loads(client.get("/queries/series.json").data)["rows"]
    assert rows[1] == {"day": "2020-02-13", "gained_days": -1.5, "held": None}


def test_lines_are_drawn_over_days() -> None:
    drawn = chart(answer("series"), "en")
    assert isinstance(drawn, LineChart)
    gained, held = drawn.lines
    assert [point.text for point in gained] == ["2020-02-12 2.5", "2020-02-13 -1.5"]
    assert len(held) == 1  # what is blank on a day has no point there
    assert gained[0].x < gained[1].x and gained[0].y < gained[1].y and held[0].y < gained[0].y
    for point in (*gained, *held):
        assert 0 < point.x < drawn.width and 0 < point.y < drawn.height
    alone = chart(answer("series", [[DAY, 0, None]]), "zh")
    assert isinstance(alone, LineChart) and alone.lines[1] == []


def test_bars_begin_at_zero_and_stay_inside() -> None:
    one = CATALOG["series"]
    day, *series = one.columns
    named = replace(one, columns=(replace(day, schema={"type": "string"}), *series))
    rows = [["a", 2.5, 4], ["b", -1.5, None]]
    drawn = chart(replace(answer("series", rows), query=named), "en")
    assert isinstance(drawn, Chart)
    first, second = drawn.groups
    (loss,) = second.bars
    assert loss.x < drawn.zero and loss.x + loss.width == pytest.approx(drawn.zero)
    assert [bar.series for bar in first.bars] == [0, 1]
    assert all(bar.x >= drawn.zero for bar in first.bars)
    assert first.bars[1].width / first.bars[0].width == pytest.approx(4 / 2.5)
    for group in drawn.groups:
        for bar in group.bars:
            assert drawn.labels <= bar.x and bar.x + bar.width <= drawn.width
            assert 0 < bar.y < drawn.height
    many = chart(replace(answer("series", [["a", 0, None]] * (MAX_GROUPS + 1)), query=named), "zh")
    assert isinstance(many, Chart)
    assert len(many.groups) == MAX_GROUPS
