"""The record of each day: written when a day ends, kept for good, and what the reports had."""

import datetime
import random
from typing import Any

import pytest

from service.answers.knowledge import Knowledge
from service.dataset.load import load
from service.derivation.daily_record import record_day
from service.derivation.full import derive, new_day
from service.graph.database import Graph
from service.graph.digest import digest
from tests.support.catalog import read_catalog
from tests.support.counted import counted
from tests.support.datasets import ABOUT, SMALL, write
from tests.support.networks import AS_OF, fill, random_network, together

PLACED = """
UNWIND $rows AS row
MATCH (e:Enterprise {id: row.id}) SET e += row
MERGE (t:ServiceTeam {id: row.team}) ON CREATE SET t.name = '专班' + row.team
MERGE (t)-[:SERVES]->(e)
REMOVE e.team
"""
DAYS = "MATCH (d:Day) RETURN d.day, d.by, count(d)"
FIGURES = {"output": "output", "lost": "lost"}


@pytest.fixture
def knowledge(graph: Graph) -> Knowledge:
    rng = random.Random(12)
    networks = [random_network(rng, f"n{n}x", 14) for n in range(3)]
    fill(graph, together(networks))
    rows = [
        {
            "id": row["id"],
            "district": rng.choice(["330281", "330282"]),
            "above_scale": rng.random() < 0.3,
            "headcount": rng.choice([None, 10, 40]),
            "on_post": rng.choice([None, 3, 8]),
            "team": rng.choice(["t1", "t2"]),
        }
        for network in networks
        for row in network.enterprises
    ]
    graph.write(PLACED, {"rows": rows})
    derive(graph)
    return Knowledge(graph, read_catalog(), show_personal=True, may_change=True)


def told(knowledge: Knowledge, **given: Any) -> list[dict[str, Any]]:
    answer = knowledge.ask("history", given)
    names = [column.name for column in answer.columns]
    return [dict(zip(names, row, strict=True)) for row in answer.rows]


def expected(counts: dict[str, int]) -> dict[str, Any]:
    """The figures of one group as the answer tells them, from counts made anew."""

    def rate(part: str, whole: str, unit: int = 1) -> float | None:
        return counts.get(part, 0) / unit / counts[whole] if counts.get(whole) else None

    plain = ("enterprises", "surveyed", "filed", "resumed", "producing", "at_full_output")
    more = ("in_flow", "never", "missing", "on_post", "headcount", "above_scale")
    return {
        **{name: counts.get(name, 0) for name in (*plain, *more)},
        "lost_days": counts.get("lost", 0) / 100,
        "resumption_rate": rate("resumed", "should_resume"),
        "return_rate": rate("on_post", "headcount"),
        "output_rate": rate("output", "output_headcount", 100),
        "above_scale_rate": rate("above_scale_resumed", "above_scale"),
    }


def test_each_day_stays_as_it_ended(graph: Graph, knowledge: Knowledge) -> None:
    rng = random.Random(3)
    ended: list[tuple[datetime.date, dict[Any, dict[str, int]]]] = []
    for number in range(3):
        for id in rng.sample([f"n{n}xe{e}" for n in range(3) for e in range(14)], 8):
            given: dict[str, Any] = {"enterprise": id, "closed_on": None}
            name = rng.choice(["record-closure", "record-closure", "record-expected"])
            if name == "record-closure":
                given["open_again"] = rng.random() < 0.5
            else:
                given = {"enterprise": id, "expected_on": "2020-03-01"}
            if name == "record-closure" or not _closed(graph, id):
                knowledge.do(name, given, by="loopback")
        today = AS_OF + datetime.timedelta(days=number)
        now = counted(graph)
        rows = told(knowledge, by="district", since=today)
        assert {row["group"]: _same(row) for row in rows} == {
            key: expected(counts) for (by, key, _), counts in now.items() if by == "district"
        }  # today as it stands now, before anybody recorded it
        ended.append((today, now))
        new_day(graph, today + datetime.timedelta(days=1))
    for by in ("all", "district", "team"):
        rows = told(knowledge, by=by)
        for day, now in ended:
            assert {row["group"]: _same(row) for row in rows if row["day"] == day} == {
                "all" if by == "all" else key: expected(counts)
                for (kind, key, _), counts in now.items()
                if kind == by
            }, (by, day)
    names = {row["name"] for row in told(knowledge, by="team")}
    assert names == {"专班t1", "专班t2"}
    (one,) = told(knowledge, by="district", group="330282", since=AS_OF + datetime.timedelta(3))
    assert one["day"] == AS_OF + datetime.timedelta(3) and "慈溪" in one["name"]
    anchors = {row["group"] for row in told(knowledge, by="anchor")}
    assert anchors <= {row[0] for row in graph.read(_ANCHORS).rows} and anchors


_ANCHORS = "MATCH (e:Enterprise) WHERE e.above_scale RETURN e.id"


def _same(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in expected({})}


def _closed(graph: Graph, id: str) -> bool:
    text = "MATCH (e:Enterprise {id: $id}) RETURN e.closed_on IS NOT NULL"
    return bool(graph.read(text, {"id": id}).one()[0])


def test_recorded_again_it_is_one_record(graph: Graph, knowledge: Knowledge) -> None:
    before = digest(graph, derived=False)
    days = sorted(graph.read(DAYS).rows)
    graph.write("MATCH (d:Day) SET d.enterprises = 99")
    graph.write("MATCH (g:Graph) CREATE (:Day {id: 'x', by: 'district', key: 'x', day: g.as_of})")
    assert record_day(graph)
    assert sorted(graph.read(DAYS).rows) == days
    assert graph.read("MATCH (d:Day) WHERE d.enterprises = 99 RETURN d").rows == []
    assert digest(graph, derived=False) == before
    graph.write("MATCH (g:Graph) SET g.version = g.version + 1")
    assert not record_day(graph)  # what is derived is not current


def test_a_later_list_ends_the_day(graph: Graph, tmp_path: Any) -> None:
    first = write(tmp_path / "first", SMALL)
    load(first, graph)
    derive(graph)
    day = graph.read("MATCH (g:Graph) RETURN g.as_of").one()[0]
    graph.write("MATCH (d:Day) DELETE d")
    load(write(tmp_path / "later", SMALL, {**ABOUT, "as_of": "2020-02-14"}), graph)
    assert {row[0] for row in graph.read(DAYS).rows} == {day}


RESTARTED = """
UNWIND range(1, 29100) AS number
CREATE (:Enterprise {
  id: 'e' + toString(number), name: 'e', above_scale: number <= 1800,
  resumed_on: CASE WHEN number <= 1791 OR number > 1978 THEN date('2020-03-01') END
})
"""


def test_the_reported_figures_of_6_march(graph: Graph) -> None:
    """28,913 resumed, and 99.5% of those above designated size, by the definitions."""
    graph.write("CREATE (:Graph {id: 'graph', born: 'x', as_of: date('2020-03-06'), version: 1})")
    graph.write(RESTARTED)
    derive(graph)
    (row,) = told(Knowledge(graph, read_catalog(), show_personal=False))
    assert (row["day"], row["resumed"]) == (datetime.date(2020, 3, 6), 28_913)
    assert row["above_scale_rate"] == 0.995
