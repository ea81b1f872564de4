"""The forms of an answer, on answers made by hand."""

import csv
import io
import json
import os
import pty
import re
import sys
import termios
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from rich.console import Console as RichConsole

from service.answers.answer import Answer, AnswerStream, Subgraph
from service.cli import answering
from service.cli.console import Console
from service.cli.lists import print_rows
from service.cli.tables import print_answer
from service.control_characters import CONTROL, NOT_IN_XML
from service.dataset.spreadsheets.workbook import read_workbook
from service.display.tables import table
from service.display.worded import without_names
from service.errors import Fault, NotFound
from service.formats import files
from service.formats.graph_files import graph_file
from service.formats.picture import DRAWN_OF_EDGES, DRAWN_OF_NODES, embedded, picture_of
from service.formats.plain_text import text_of
from service.formats.workbook import xlsx_of
from service.graph.values import Edge, Node
from service.language import Language, Text
from service.model.industries import named_divisions
from service.model.tables import ID_PREFIXES
from tests.support.catalog import read_catalog
from tests.support.made_answers import COLUMNS, DAY, ROWS, STATE, answer
from tests.support.paths import ROOT


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
    text = embedded(picture_of(answer(subgraph=picture), "zh", without_names))
    assert not set("<>&\u2028\u2029") & set(text)
    body = json.loads(text)
    assert body["nodes"][0]["properties"]["name"] == name
    assert body["root"] == "gongniu"


LINE_ENDS = "\u2028\u2029\x85\v\f\x1c\x1d\x1e\r\n"
"""What one reader or another takes for the end of a line."""

HOSTILE = f"a\x1b[2J\x9b31m\x85\x00\x7f{LINE_ENDS}z"


def hostile(text: str = HOSTILE) -> Answer:
    """An answer whose texts hold what terminals obey and XML does not know."""
    nodes = [Node("x", ("Enterprise",), {"name": text}), Node("y", ("Enterprise",), {})]
    edges = [Edge("x|SUPPLIES|y", "SUPPLIES", "x", "y", {"material": text})]
    rows = [[text, 1, 1.5, True, DAY, [text], {"a": text}]]
    return answer(rows=rows, subgraph=Subgraph(nodes, edges), parameters={"enterprise": text})


def test_a_page_is_given_what_its_drawing_reads_and_no_more() -> None:
    """Every fact that the scripts name is embedded, and none that they do not."""
    scripts = "".join(
        path.read_text("utf-8") for path in sorted((ROOT / "web/static/graph").rglob("*.js"))
    )
    read = set(re.findall(r"\b(?:facts|known|properties)\.(\w+)", scripts))
    read |= set(re.findall(r"\w+", re.search(r"const STEPS = \[(.*?)\]", scripts)[1]))
    read |= {
        re.sub(r":.*", "", name).strip()
        for names in re.findall(r"const \{([^}]*)\} = node\.properties", scripts)
        for name in names.split(",")
    }
    assert read == DRAWN_OF_NODES | DRAWN_OF_EDGES
    node = Node("a", ["Enterprise"], {"name": "甲", "runs": True, "filed": 7, "phone": "1"})
    edge = Edge("1", "SUPPLIES", "a", "a", {"material": "m", "lead_days": 2.0})
    body = json.loads(picture_of(answer(subgraph=Subgraph([node], [edge])), "zh", without_names))
    assert body["nodes"][0]["properties"] == {"name": "甲", "runs": True}
    assert body["edges"][0]["properties"] == {"material": "m"}


def test_a_picture_tells_its_codes_in_words() -> None:
    nodes = [
        Node("a", ("Enterprise",), {"district": "330282", "industry": "C3823"}),
        Node("b", ("Enterprise",), {"district": "999999", "industry": "29"}),
        Node("c", ("Material",), {}),
    ]
    drawn = answer(subgraph=Subgraph(nodes, []))
    assert json.loads(picture_of(drawn, "zh", without_names))["words"] == {
        "district": {"330282": "宁波市慈溪市"},
        "industry": {"29": "橡胶和塑料制品业", "38": "电气机械和器材制造业"},
        "material": {},
    }
    assert (
        json.loads(picture_of(drawn, "en", without_names))["words"]["industry"]["29"]
        == "rubber and plastics"
    )


def test_divisions_are_called_as_on_the_board() -> None:
    board = (ROOT / "cypher/queries/four-sync-board.cypher").read_text("utf-8")
    told = dict(re.findall(r"[ ']([0-9]{2})([一-鿿][^ ']+)", board[board.index("' 01") :]))
    assert told == {code: name.zh for code, name in named_divisions().items()}


def test_a_line_of_ndjson_is_one_for_every_reader() -> None:
    rows = [[LINE_ENDS, 1, None, None, None, [LINE_ENDS], None]] * 2
    text = b"".join(files.ndjson_of(AnswerStream(answer().query, {}, STATE, iter(rows)))).decode()
    lines = text.splitlines()
    assert len(lines) == 2
    assert [json.loads(line)["text"] for line in lines] == [LINE_ENDS] * 2


def test_json_holds_no_control_character() -> None:
    for text in (
        files.json_of(hostile()).decode(),
        embedded(picture_of(hostile(), "zh", without_names)),
    ):
        assert not CONTROL.search(text.replace("\x7f", ""))
    assert json.loads(files.json_of(hostile()))["rows"][0]["text"] == HOSTILE


def test_graph_files_and_workbooks_hold_no_control_character() -> None:
    graph = replace(hostile().query, result="graph")
    for form in ("graphml", "gexf", "cyjs"):
        body = graph_file(replace(hostile(), query=graph), form, "zh", without_names).decode()
        json_bears = "\x7f" if form == "cyjs" else ""
        assert not NOT_IN_XML.search(body.replace(json_bears, "")), form
        assert "a[2J31m" in body or form == "cyjs"
    sheet = load_workbook(io.BytesIO(xlsx_of(hostile(), "zh")))["结果"]
    assert sheet["A2"].value.startswith("a[2J31m") and not CONTROL.search(sheet["A2"].value)


def test_a_terminal_is_shown_controls_and_not_sent_them(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with replace_stdout_by_a_terminal(monkeypatch) as shown:
        for one in (hostile(), hostile(HOSTILE.replace("\n", ""))):
            print_answer(one, Console("en"), RichConsole(file=sys.stdout, width=300))
        rows = iter(hostile().rows)
        answering._write(files.csv_of(AnswerStream(hostile().query, {}, STATE, rows)))
        print_rows([[HOSTILE, HOSTILE]])
        sys.stdout.flush()
        text = re.sub(r"\x1b\[[0-9;]*m", "", shown())  # the headings' looks
    assert not CONTROL.search(text), CONTROL.findall(text)
    assert text.count("\\x1b[2J\\x9b31m") >= 8
    console = Console("en")
    console.say(Text(HOSTILE, HOSTILE))
    faults = [Fault(Text("no", "无"), HOSTILE)]
    console.refuse(NotFound(Text(HOSTILE, HOSTILE), faults, nearest=[HOSTILE]))
    text = capsys.readouterr().err
    assert not CONTROL.search(text) and text.count("\\x9b31m") == 4


@contextmanager
def replace_stdout_by_a_terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """What is printed in the block goes to a terminal, which then tells what it was sent."""
    ours, theirs = pty.openpty()
    attributes = termios.tcgetattr(theirs)
    attributes[1] &= ~termios.OPOST  # or it adds returns to line ends
    termios.tcsetattr(theirs, termios.TCSANOW, attributes)
    with os.fdopen(theirs, "w", encoding="utf-8", newline="") as terminal:
        monkeypatch.setattr(sys, "stdout", terminal)
        assert sys.stdout.isatty()
        os.set_blocking(ours, False)
        yield lambda: b"".join(until_nothing_is_left(ours)).decode()
        monkeypatch.undo()
    os.close(ours)


def until_nothing_is_left(terminal: int) -> Iterator[bytes]:
    with suppress(BlockingIOError):
        while part := os.read(terminal, 1 << 16):
            yield part


@pytest.mark.parametrize(
    "text",
    ["_x0041_", "_x005F_x0041_", "__x0041__", "a_x000a_b", "_xGGGG_", "=_x0041_", "_x003D_1"],
)
def test_what_looks_escaped_in_a_workbook_reads_back_as_itself(text: str, tmp_path: Path) -> None:
    body = xlsx_of(hostile(text), "zh")
    cell = load_workbook(io.BytesIO(body))["结果"]["A2"]
    assert unescape(cell.value) == text  # openpyxl leaves that to its callers
    assert cell.data_type == "s" and bool(cell.quotePrefix) == text.startswith("=")
    faults: list[Fault] = []
    (tmp_path / "a.xlsx").write_bytes(body)
    sheet = read_workbook(tmp_path / "a.xlsx", faults).sheets[0]
    assert sheet.cells(1)[0] == text and faults == []


def test_what_is_left_of_a_text_without_controls_is_no_formula() -> None:
    cell = load_workbook(io.BytesIO(xlsx_of(hostile("\x9b\x01=1+1"), "zh")))["结果"]["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)
    rows = iter([["\x9b\x01=1+1", *[None] * 6]])
    written = b"".join(files.csv_of(AnswerStream(answer().query, {}, STATE, rows))).decode()
    assert written.splitlines()[-1].startswith("'")


def test_graph_files_are_typed_and_name_everything_once() -> None:
    nodes = [
        Node("x", ("Enterprise",), {"name": "甲", "runs": True, "label": "a", "days": 1}),
        Node("y", ("Enterprise",), {"name": "乙", "runs": False, "days": 1.5}),
    ]
    facts = [{"material": "铜", "runs": True}, {"material": "铁", "days": 2, "id": 7}, {"id": 7}]
    ends = [("x", "y"), ("x", "y"), ("y", "x")]
    edges = [
        Edge(f"{a}|SUPPLIES|{b}|{n}", "SUPPLIES", a, b, known)
        for n, ((a, b), known) in enumerate(zip(ends, facts, strict=True))
    ]
    drawn = answer(subgraph=Subgraph(nodes, edges), query=replace(answer().query, result="graph"))
    ids = sorted(edge.id for edge in edges)
    graphml = ElementTree.fromstring(graph_file(drawn, "graphml", "zh", without_names))
    space = "{http://graphml.graphdrawing.org/xmlns}"
    keys = {key.get("id"): key.attrib for key in graphml.iter(f"{space}key")}
    assert len(keys) == len(list(graphml.iter(f"{space}key")))
    for id, key in keys.items():
        assert id == f"{key['for']}.{key['attr.name']}" and re.fullmatch(r"[\w.-]+", id)
    assert keys["node.runs"]["attr.type"] == keys["edge.runs"]["attr.type"] == "boolean"
    told = [(one.get("key"), one.text) for one in graphml.iter(f"{space}data")]
    assert {key for key, _ in told} == keys.keys()
    assert [text for key, text in told if key == "node.runs"] == ["true", "false"]
    assert [text for key, text in told if key == "edge.runs"] == ["true"]
    assert sorted(str(one.get("id")) for one in graphml.iter(f"{space}edge")) == ids
    assert graph_file(drawn, "graphml", "zh", without_names) == graph_file(
        drawn, "graphml", "zh", without_names
    )
    gexf = ElementTree.fromstring(graph_file(drawn, "gexf", "zh", without_names))
    space = "{http://www.gexf.net/1.2draft}"
    assert sorted(str(one.get("id")) for one in gexf.iter(f"{space}edge")) == ids
    values = [one.get("value") for one in gexf.iter(f"{space}attvalue")]
    assert values.count("true") == 2 and values.count("false") == 1
    titles = [(one.get("title"), one.get("type")) for one in gexf.iter(f"{space}attribute")]
    assert ("networkx_key", "string") not in titles and ("days", "long") in titles


@pytest.mark.parametrize(
    "language, enterprise, supplied, needed",
    [("zh", "甲", "铜", "铜 · 甲"), ("en", "Alpha", "Copper", "Copper · Alpha")],
)
def test_graph_files_and_pictures_call_things_by_the_readers_names(
    language: Language, enterprise: str, supplied: str, needed: str
) -> None:
    """Requests and letters, which have no name of their own, and the materials on edges, too."""
    nodes = [
        Node("x", ("Enterprise",), {"name": "甲", "name_en": "Alpha"}),
        Node("requests/r-1", ("Request",), {"id": "r-1"}),
        Node("nameless", ("Enterprise",), {}),
    ]
    edges = [
        Edge("1", "SUPPLIES", "x", "nameless", {"material": "copper"}),
        Edge("2", "RAISED", "x", "requests/r-1", {}),
    ]
    drawn = answer(subgraph=Subgraph(nodes, edges), query=replace(answer().query, result="graph"))

    def named(wanted: Mapping[str, set[str]]) -> dict[str, Text]:
        assert wanted == {"Material": {"copper"}, "Request": {"r-1"}}
        return {
            "materials/copper": Text("Copper", "铜"),
            "requests/r-1": Text("Copper · Alpha", "铜 · 甲"),
        }

    found = json.loads(graph_file(drawn, "cyjs", language, named))["elements"]
    labels = [part["data"]["label"] for kind in ("nodes", "edges") for part in found[kind]]
    assert labels == [enterprise, needed, "nameless", supplied, "RAISED"]
    graphml = ElementTree.fromstring(graph_file(drawn, "graphml", language, named))
    assert {enterprise, needed, supplied} <= {one.text for one in graphml.iter() if one.text}
    picture = json.loads(picture_of(drawn, language, named))
    assert picture["nodes"][1]["properties"] == {"name": "铜 · 甲", "name_en": "Copper · Alpha"}
    assert picture["words"]["material"] == {"copper": supplied}


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
    assert [cell.value for cell in first[:4]] == ["=1+1", -5, -0.25, "是"]
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
    kept = xlsx_of(
        answer(truncated=True), "en", scope=[("Team", "Team 3")], kept="kept at 08:00, unchanged"
    )
    about = {a.value: b.value for a, b in load_workbook(io.BytesIO(kept))["About"].iter_rows()}
    assert "Enterprise" not in about and about["Team"] == "Team 3"
    assert about["Snapshot"] == "kept at 08:00, unchanged"
    assert about["Cut off"] == "the snapshot has the first rows only"


def test_what_it_is_of_is_told_in_words() -> None:
    saved = read_catalog()["open-requests"]
    given = {"team": "team-03", "kind": "labour", "level": "county", "district": "330282"}
    asked = Answer(saved, given, STATE, [], None, False, 0.0)
    names = {f"{ID_PREFIXES['ServiceTeam']}team-03": Text("Team 3", "三组")}
    book = load_workbook(io.BytesIO(xlsx_of(asked, "zh", named=lambda ids: names)))
    about = {a.value: b.value for a, b in book["说明"].iter_rows()}
    told = " ".join(map(str, about.values()))
    for code, word in {**given, "team": "三组", "kind": "用工", "district": "慈溪市"}.items():
        assert word in told or code == "level", (code, told)
    assert "labour" not in told and "county" not in told


def test_a_text_to_send_says_that_more_rows_exist() -> None:
    for language, words in (("en", "there are more rows"), ("zh", "还有更多行")):
        cut = answer(truncated=True)
        shown = table(cut, language, lambda kind, id: "")
        told = text_of(cut, shown, [], len(cut.rows), "/x", language).decode()
        assert words in told
        whole = text_of(answer(), shown, [], len(cut.rows), "/x", language).decode()
        assert words not in whole
