"""The one sheet of the first day on its way into the graph."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from service.answers.knowledge import Knowledge
from service.dataset.first_day.reader import Hints
from service.dataset.load import load
from service.derivation.full import derive
from service.errors import FaultyDataset
from service.graph.database import Graph
from service.graph.digest import digest
from service.model.privacy import MASK
from tests.support.catalog import read_catalog
from tests.support.datasets import ABOUT, write
from tests.support.list_cases import FILES
from tests.support.lists import AS_OF, CODE, ROWS, book, text


def test_a_list_is_loaded_twice_and_grows(tmp_path: Path, graph: Graph) -> None:
    path = book(tmp_path / "名单.xlsx", ROWS)
    first = load(path, graph, as_of=AS_OF)
    before = digest(graph)
    assert first.changed
    again = load(path, graph, as_of=AS_OF)
    assert not again.changed and digest(graph) == before
    book(path, [ROWS[0], *ROWS[1:], ("金田铜业", "新海集团", "铜", "", "", "", "")])
    assert load(path, graph, as_of=AS_OF).counts["Enterprise"].added == 0
    assert load(path, graph, as_of=AS_OF, replace=True).changed is False
    book(path, ROWS[:2])
    report = load(path, graph, as_of=AS_OF, replace=True)
    assert report.counts["Enterprise"].removed == 2
    assert graph.read("MATCH (e:Enterprise) RETURN e.id ORDER BY e.id").rows == [
        [CODE], ["公牛集团"],
    ]  # fmt: skip


def test_a_list_lays_itself_over_what_is_known(tmp_path: Path, graph: Graph) -> None:
    load(write(tmp_path / "one"), graph)
    report = load(book(tmp_path / "名单.xlsx", ROWS), graph, as_of=AS_OF)
    assert report.counts["Enterprise"].added == 1  # only 新海集团 was not known
    found = graph.read(
        "MATCH (e:Enterprise {id: 'gongniu'}) RETURN e.phone, e.headcount, e.anchor, e.datasets"
    )
    assert found.rows == [["1", 13000, True, ["one", "名单"]]]
    known = graph.read("MATCH (e:Enterprise {name: '跃隆五金'}) RETURN e.id, e.uscc, e.phone")
    assert known.rows == [["yuelong", CODE, "2"]]  # of the same day: what stands stays, told
    told = {(c.ids, c.about.fact, c.about.said, c.about.taken) for c in report.conflicts.first}
    assert (("yuelong",), "phone", "1；3", False) in told
    supplied = "MATCH (:Enterprise {id: 'yuelong'})-[r:SUPPLIES]->(b) RETURN r.material, b.id"
    assert ["bracket", "gongniu"] in graph.read(supplied).rows


def test_a_faulty_list_loads_nothing(tmp_path: Path, graph: Graph) -> None:
    path = text(tmp_path / "a.csv", [*ROWS[:2], ("跃隆五金", "跃隆五金", "", "", "", "", "")])
    with pytest.raises(FaultyDataset):
        load(path, graph, as_of=AS_OF)
    assert graph.read("MATCH (n) RETURN count(n)").one() == [0]


def test_formulas_without_values_leave_the_facts_that_stand(graph: Graph) -> None:
    load(FILES / "h_val-a.xlsx", graph, as_of=AS_OF)
    before = digest(graph)
    with pytest.raises(FaultyDataset):
        load(FILES / "h_val-a-f.xlsx", graph, as_of=AS_OF)
    assert digest(graph) == before
    found = graph.read("MATCH (e:Enterprise {name: '隐一式乙'}) RETURN toString(e.expected_on)")
    assert found.rows == [["2020-03-30"]]


def test_a_list_of_enterprises_alone_adds_to_what_is_known(tmp_path: Path, graph: Graph) -> None:
    load(book(tmp_path / "名单.xlsx", ROWS), graph, as_of=AS_OF)
    rows = [("企业名称", "员工人数"), ("金田铜业", "1,200人")]
    load(text(tmp_path / "人数.csv", rows), graph, as_of=AS_OF)
    found = graph.read(
        "MATCH (e:Enterprise {name: '金田铜业'})-[:SUPPLIES]->() RETURN e.headcount, e.phone"
    )
    assert found.rows == [[1200, "2"]]


def test_a_note_stays_with_its_supply_and_is_masked(tmp_path: Path, graph: Graph) -> None:
    lines = [
        ("龙头企业", "配套企业", "物料", "备注", "天气"),
        ("公牛", "甲", "铜", "缺口罩", "晴"), ("新海", "甲", "铁", "", ""),
        ("公牛", "甲", "铜", "催货", ""), ("公牛", "甲", "锌", "字" * 1990, "风" * 30),
    ]  # fmt: skip
    load(text(tmp_path / "a.csv", lines), graph, as_of=AS_OF)
    found = graph.read("MATCH ()-[r:SUPPLIES]->() RETURN r.material, r.note ORDER BY r.material")
    assert [[row[0], row[1] and row[1][:12]] for row in found.rows] == [
        ["铁", None], ["铜", "缺口罩；天气：晴；催货"], ["锌", "字" * 12],
    ]  # fmt: skip
    assert len(found.rows[2][1]) == 2000 and found.rows[2][1].endswith("…")
    derive(graph)
    for shown in (True, False):
        knowledge = Knowledge(graph, read_catalog(), show_personal=shown)
        answer = knowledge.ask("enterprise", {"enterprise": "公牛"})
        notes = answer.rows[0][[column.name for column in answer.columns].index("supply_notes")]
        assert answer.subgraph is not None
        drawn = {
            edge.properties["note"] for edge in answer.subgraph.edges if edge.type == "SUPPLIES"
        }
        if shown:
            assert notes.startswith("← 甲：缺口罩；天气：晴；催货；← 甲：字字") and len(drawn) == 2
        else:
            assert notes == MASK and drawn == {MASK}
    answer = Knowledge(graph, read_catalog(), show_personal=True).ask(
        "enterprise", {"enterprise": "新海"}
    )
    assert answer.rows[0][[column.name for column in answer.columns].index("supply_notes")] is None


def test_what_a_header_means_is_remembered_per_dataset(tmp_path: Path, graph: Graph) -> None:
    path = text(tmp_path / "a.csv", [("甲方", "乙方", "是否复工"), ("公牛", "甲", "是")])
    with pytest.raises(FaultyDataset):
        load(path, graph, as_of=AS_OF)
    told = {"甲方": "buyer", "乙方": "supplier"}
    report = load(path, graph, as_of=AS_OF, hints=Hints(mapped=told))
    assert "earlier load" not in "\n".join(each.en for each in report.understood)
    again = load(path, graph, as_of=AS_OF)
    assert not again.changed
    assert "earlier load (--map says otherwise): 甲方 → Anchor, 乙方 → Supporting" in "\n".join(
        each.en for each in again.understood
    )
    # a column that is not there any more does no harm, and what is said now counts
    text(path, [("甲方", "乙 方", "简称"), ("公牛", "乙", "牛")])
    load(path, graph, as_of=AS_OF, hints=Hints(mapped={"简称": "ignore"}))
    notes = graph.read("MATCH (e:Enterprise {name: '乙'}) RETURN e.note")
    assert notes.rows == [[None]]
    kept = graph.read("MATCH (d:Dataset {id: 'a'}) RETURN d.mapping").one()[0]
    assert json.loads(kept) == {"甲方": "buyer", "乙方": "supplier", "简称": "ignore"}
    load(path, graph, as_of=AS_OF, hints=Hints(mapped={"甲方": "supplier", "乙 方": "buyer"}))
    turned = "MATCH (:Enterprise {name: '公牛'})-[:SUPPLIES]->(e) RETURN e.name"
    assert graph.read(turned).rows == [["乙"]]
    # an older list and a folder of the same name forget nothing
    mapping = "MATCH (d:Dataset {id: 'a'}) RETURN d.mapping"
    earlier = text(tmp_path / "earlier.csv", [("甲方", "乙 方", "厂子"), ("公牛", "丁", "戊")])
    hints = Hints(mapped={"厂子": "contact"}, dataset="a")
    load(earlier, graph, as_of=AS_OF - timedelta(days=1), hints=hints)
    kept = json.loads(graph.read(mapping).one()[0])
    assert kept == {"甲方": "supplier", "乙方": "buyer", "简称": "ignore", "厂子": "contact"}
    folder = write(tmp_path / "folder", about={**ABOUT, "as_of": "2020-02-13"})
    load(folder, graph, hints=Hints(dataset="a"))
    assert json.loads(graph.read(mapping).one()[0]) == kept
    # nothing behind = makes it be read by itself again
    text(path, [("甲方", "乙 方", "简称"), ("公牛", "乙", "牛")])
    load(path, graph, as_of=AS_OF + timedelta(days=2), hints=Hints(mapped={"简称": ""}))
    kept = json.loads(graph.read(mapping).one()[0])
    assert kept == {"甲方": "supplier", "乙方": "buyer", "厂子": "contact"}
    other = text(tmp_path / "b.csv", [("甲方", "乙方"), ("公牛", "甲")])
    with pytest.raises(FaultyDataset):
        load(other, graph, as_of=AS_OF)
