"""The forms of an answer, on answers made by hand."""

import csv
import datetime
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from service.answers.answer import Answer, AnswerStream, Subgraph
from service.catalog.catalog import SavedQuery
from service.catalog.parameters import Column, Parameter
from service.formats import files
from service.formats.workbook import xlsx_of
from service.graph.state import State
from service.graph.values import Edge, Node
from service.language import Text

DAY = datetime.date(2020, 2, 12)
STATE = State(
    as_of=DAY,
    graph_id="then",
    version=7,
    derivation=1,
    derived=True,
    loading=None,
    progress=None,
    empty=False,
    datasets=[{"id": "one", "title": "一", "source": "illustrative"}],
)
COLUMNS = {
    "text": "string",
    "count": "integer",
    "days": "number",
    "known": "boolean",
    "day": "string",
    "list": "array",
    "nested": "object",
}
ROWS: list[list[Any]] = [
    ["=1+1", -5, -0.25, True, DAY, ["a", "b"], {"a": [1, None]}],
    ["+86 574", 0, 0.0, False, None, [], [{"x": DAY}]],
    ["-", None, None, None, None, None, None],
    ["@x", 1, 1.5, True, DAY, [1, None, True], None],
    ["＝1", 1, 1.5, True, DAY, ["=x"], None],
    ["公牛\x07,\n\"'", 13_000, 1e15, True, DAY, ["c"], {}],
]


def answer(**more: Any) -> Answer:
    query = SavedQuery(
        "all-kinds",
        Path("all-kinds.cypher"),
        Text("All kinds", "各类"),
        Text("About", "说明"),
        "table",
        (Parameter("enterprise", {"type": "string"}, Text("Enterprise", "企业")),),
        tuple(Column(name, {"type": kind}, Text(name, name)) for name, kind in COLUMNS.items()),
        {},
        "RETURN 1",
        1,
    )
    given = Answer(query, {"enterprise": "gongniu"}, STATE, ROWS, None, False, 12.345)
    return replace(given, **more)


def stream() -> AnswerStream:
    return AnswerStream(answer().query, {}, STATE, iter(ROWS))


def test_json_has_the_agreed_shape() -> None:
    body = json.loads(files.json_of(answer()))
    assert list(body) == [
        "query", "parameters", "as_of", "columns", "rows", "truncated", "elapsed_ms",
    ]  # fmt: skip
    assert body["as_of"] == "2020-02-12"
    assert body["columns"][0] == {"name": "text", "type": "string"}
    assert body["rows"][0]["list"] == ["a", "b"]
    assert body["rows"][1]["known"] is False
    assert body["rows"][2]["known"] is None
    assert body["truncated"] is False
    assert body["elapsed_ms"] == 12.3


def test_json_of_a_cut_answer_says_how_to_get_all() -> None:
    body = json.loads(files.json_of(answer(truncated=True), ["/all.csv"]))
    assert body["truncated"] is True
    assert body["all"] == ["/all.csv"]


def test_json_has_the_graph_with_the_users_ids() -> None:
    nodes = [Node("yuelong", ("Enterprise",), {"name": "跃隆", "resumed_on": DAY})]
    edges = [Edge("a|WAITS_FOR|b", "WAITS_FOR", "gongniu", "yuelong", {"days": 1.5})]
    body = json.loads(files.json_of(answer(subgraph=Subgraph(nodes, edges))))
    assert body["graph"]["nodes"] == [
        {
            "id": "yuelong",
            "labels": ["Enterprise"],
            "properties": {"name": "跃隆", "resumed_on": "2020-02-12"},
        }
    ]
    assert body["graph"]["edges"][0]["source"] == "gongniu"


def test_an_embedded_picture_cannot_leave_its_script_element() -> None:
    name = "</script><!--<script>&\u2028"
    picture = Subgraph([Node("x", ("Enterprise",), {"name": name})], [])
    text = files.embedded_graph_json(answer(subgraph=picture))
    assert not set("<>&\u2028\u2029") & set(text)
    body = json.loads(text)
    assert body["nodes"][0]["properties"]["name"] == name
    assert body["root"] == "gongniu"


def test_ndjson_has_a_row_on_each_line() -> None:
    lines = b"".join(files.ndjson_of(stream())).decode().splitlines()
    assert [json.loads(line)["count"] for line in lines] == [row[1] for row in ROWS]


def test_csv_is_flat_and_defused() -> None:
    text = b"".join(files.csv_of(stream()))
    assert text.startswith(files.BYTE_ORDER_MARK)
    head, *rows = csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""))
    assert head == list(COLUMNS)
    assert rows[0] == ["'=1+1", "-5", "-0.25", "true", "2020-02-12", "a;b", '{"a":[1,null]}']
    assert rows[1] == ["'+86 574", "0", "0.0", "false", "", "", '[{"x":"2020-02-12"}]']
    assert rows[2] == ["'-", "", "", "", "", "", ""]
    assert rows[3][0] == "'@x"
    assert rows[3][5] == "1;;true"
    assert rows[4][0] == "'＝1"
    assert rows[4][5] == "'=x"
    assert rows[5][0] == ROWS[5][0]


def test_csv_without_a_mark_starts_with_its_head() -> None:
    assert b"".join(files.csv_of(stream(), byte_order_mark=False)).startswith(b"text,count")


def test_rows_are_sent_in_pieces_of_some_size() -> None:
    rows = ([str(n), n, None, None, None, None, None] for n in range(20_000))
    pieces = list(files.csv_of(AnswerStream(answer().query, {}, STATE, rows)))
    assert len(pieces) > 3
    assert b"".join(pieces).count(b"\r\n") == 20_001


def test_xlsx_keeps_numbers_and_never_holds_a_formula() -> None:
    book = load_workbook(io.BytesIO(xlsx_of(answer(), "zh")))
    assert book.sheetnames == ["结果", "说明"]
    rows = list(book["结果"].iter_rows())
    assert [cell.value for cell in rows[0]] == list(COLUMNS)
    first = rows[1]
    assert [cell.value for cell in first[:4]] == ["=1+1", -5, -0.25, True]
    assert first[0].data_type == "s"
    assert first[0].quotePrefix
    assert first[1].data_type == "n"
    assert all(cell.data_type != "f" for row in rows for cell in row)
    assert rows[6][0].value == "公牛,\n\"'"


def test_xlsx_says_where_it_is_from_and_what_is_missing() -> None:
    cut = xlsx_of(answer(truncated=True), "en", ["/all.csv"])
    about = {a.value: b.value for a, b in load_workbook(io.BytesIO(cut))["About"].iter_rows()}
    assert about["Query"] == "All kinds"
    assert about["Enterprise"] == "gongniu"
    assert about["As of"].date() == DAY
    assert about["Source"] == "illustrative"
    assert about["Cut off"] == "More rows exist: /all.csv"
