"""Bringing workers back: one or many at once, squads, and the number on post that follows."""

from typing import Any

import pytest

from service.answers.accepted_changes import ChangeEntry
from service.answers.knowledge import Knowledge
from service.answers.undo_change import undo_change
from service.derivation.full import derive
from service.errors import Conflict, NotFound
from service.graph.database import Graph
from tests.support.catalog import read_catalog
from tests.support.derived import everything

HERE = "loopback"
FILL = """
CREATE (:Graph {id: 'graph', born: randomUUID(), as_of: date('2020-02-12'), version: 1})
CREATE (a:Enterprise {id: 'a', name: '甲厂', headcount: 3, on_post: 1})
CREATE (b:Enterprise {id: 'b', name: '乙厂', headcount: 9, on_post: 2})
CREATE (c:Enterprise {id: 'c', name: '丙厂', closed_on: date('2020-02-01')})
CREATE (:ServiceTeam {id: 's1', name: '一队', kind: 'labour_squad', destination: '安徽'})
CREATE (:ServiceTeam {id: 's2', name: '二队', kind: 'labour_squad'})
CREATE (:ServiceTeam {id: 't1', name: '专班', kind: 'service_team'})
WITH a, b, c
UNWIND [['w1', a, '安徽', 'on_post'], ['w2', a, '安徽', 'home'], ['w3', a, '河南', 'home'],
  ['w4', b, '河南', 'travelling'], ['w5', c, '河南', 'home']] AS row
WITH row[0] AS id, row[1] AS e, row[2] AS home, row[3] AS state
CREATE (:Worker {id: id, name: '员工' + id, home: home, state: state})-[:WORKS_AT]->(e)
"""
STANDS = """
MATCH (w:Worker)-[:WORKS_AT]->(e)
RETURN w.id, w.state, toString(w.expected_on), w.batch, w.vehicle, w.place, e.on_post,
  COLLECT { MATCH (t)-[:ESCORTS]->(w) RETURN t.id ORDER BY t.id }
ORDER BY w.id
"""


@pytest.fixture
def knowledge(graph: Graph) -> Knowledge:
    graph.write(FILL)
    derive(graph)
    return Knowledge(graph, read_catalog(), show_personal=True, may_change=True)


def stands(graph: Graph) -> dict[str, list[Any]]:
    return {row[0]: row[1:] for row in graph.read(STANDS).rows}


def rows(knowledge: Knowledge, name: str, **given: Any) -> list[dict[str, Any]]:
    answer = knowledge.ask(name, given)
    return [dict(zip((c.name for c in answer.columns), row, strict=True)) for row in answer.rows]


def test_many_at_once_and_what_follows(graph: Graph, knowledge: Knowledge) -> None:
    beginning = stands(graph), everything(graph)
    given = {"workers": ["w2", "w3", "w4"], "state": "travelling", "expected_on": "2020-02-13"}
    given |= {"batch": "第一批", "vehicle": "包车1号", "team": "s1"}
    first = knowledge.do("record-return", given, by=HERE)
    assert [notice.where for notice in first.notices] == ["workers"]  # a's number follows
    moved = ["travelling", "2020-02-13", "第一批", "包车1号", None]
    assert stands(graph) == beginning[0] | {
        "w2": [*moved, 1, ["s1"]],
        "w3": [*moved, 1, ["s1"]],
        "w4": [*moved, 2, ["s1"]],
    }
    (plan,) = rows(knowledge, "squad-plan", team="s1", day="2020-02-13")[:1]
    assert plan["worker_ids"] == ["w2", "w3"] and plan["homes"] == ["安徽", "河南"]
    second = knowledge.do("record-return", {"workers": ["w2", "w3"], "state": "on_post"}, by=HERE)
    third = knowledge.do(
        "record-return", {"workers": ["w4"], "team": "s2", "place": "合肥"}, by=HERE
    )
    assert third.notices == []  # not all of b's workers are registered
    now = stands(graph)
    assert now["w2"][0] == "on_post" and now["w2"][5] == 3 and now["w4"][5:] == [2, ["s2"]]
    (page,) = rows(knowledge, "enterprise", enterprise="a")
    assert page["on_post"] == 3 and page["on_post_follows"] is True
    (board,) = rows(knowledge, "four-sync-board", by="all")
    assert (board["on_post"], board["headcount"]) == (5, 12)
    kept = everything(graph)
    derive(graph)
    assert everything(graph) == kept
    for number, one in enumerate((third, second, first)):
        assert undo_change(graph, one.change, ChangeEntry(f"u{number}", HERE)).kept == []
    assert (stands(graph), everything(graph)) == beginning


def test_each_fact_is_told_of_its_own_enterprise(knowledge: Knowledge) -> None:
    """Of a change about the workers of two, whichever of them is asked about."""
    both = knowledge.do("record-return", {"workers": ["w2", "w4"], "state": "on_post"}, by=HERE)
    for asked in ({}, {"enterprise": "a"}, {"enterprise": "b"}):
        told = {
            row["enterprise"]
            for row in rows(knowledge, "changes", **asked)
            if row["change"] == both.change and row["what"] == "on_post"
        }
        assert told == {"a"}, asked  # not all of b's workers are registered: its number stays


def test_all_that_is_wrong_is_told(graph: Graph, knowledge: Knowledge) -> None:
    before = stands(graph)
    given = {"workers": ["w5"], "expected_on": "2020-02-01", "team": "t1"}
    with pytest.raises(Conflict) as refused:
        knowledge.do("record-return", given, by=HERE)
    assert {fault.where for fault in refused.value.faults} == {"workers", "expected_on", "team"}
    assert "员工" not in str(refused.value.faults[0].text.zh.replace("员工所在企业", ""))
    with pytest.raises(Conflict) as refused:
        knowledge.do("record-return", {"workers": ["w1"]}, by=HERE)
    assert [fault.where for fault in refused.value.faults] == ["state"]
    with pytest.raises(NotFound) as unknown:
        knowledge.do("record-return", {"workers": ["w1", "w8", "w9"], "state": "home"}, by=HERE)
    assert [fault.value for fault in unknown.value.faults] == ["w8", "w9"]
    assert stands(graph) == before


def test_where_they_are(knowledge: Knowledge) -> None:
    knowledge.do("record-return", {"workers": ["w2"], "team": "s1"}, by=HERE)
    told = {
        row["home"]: (row["workers_away"], row["at_home"], row["travelling"], row["without_squad"])
        for row in rows(knowledge, "workers-by-province")
    }
    assert told == {"河南": (3, 2, 1, 3), "安徽": (1, 1, 0, 0)}
    hidden = Knowledge(knowledge.graph, knowledge.catalog, show_personal=False)
    for name, given in (("workers", {"text": "w"}), ("squad-plan", {}), ("workers-away", {})):
        assert "员工w" not in str(hidden.ask(name, given).rows)
