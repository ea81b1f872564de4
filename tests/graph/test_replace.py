"""``--replace`` removes what a dataset alone brought, and nothing of others'."""

from pathlib import Path
from typing import Any

import pytest

from service.dataset.load import load
from service.dataset.merging.difference import Counts
from service.graph import schema
from service.graph.database import Graph
from service.graph.values import Rows
from tests.support.datasets import ABOUT, SMALL, write

OTHER = {**ABOUT, "id": "other", "source": "elsewhere"}


def rows(graph: Graph, text: str) -> list[list[Any]]:
    return graph.read(text).rows


def test_only_what_is_gone_goes(tmp_path: Path, graph: Graph) -> None:
    load(write(tmp_path), graph)
    graph.write(
        "MATCH (e:Enterprise {id: 'yuelong'}) CREATE (:Change {id: 'c1'})-[:CHANGED]->(e)"
        " WITH e MATCH (g:Enterprise {id: 'gongniu'}) CREATE (g)-[:WAITS_FOR]->(e)"
    )
    tables = {
        name: [row for row in table if "yuelong" not in row]
        for name, table in SMALL.items()
        if name not in ("teams", "serves", "escorts", "requests")
    }
    report = load(write(tmp_path, tables), graph, replace=True)
    assert report.counts["Enterprise"] == Counts(unchanged=2, removed=1)
    assert report.counts["SUPPLIES"] == Counts(unchanged=2, removed=1)
    assert report.counts["MAKES"] == Counts(unchanged=1, removed=1)
    assert report.counts["ServiceTeam"] == Counts(removed=2)
    assert report.counts["Request"] == Counts(removed=2)
    assert report.counts["RAISED"] == Counts(removed=2)
    assert rows(graph, "MATCH (n:Change) RETURN n.id") == [["c1"]]
    assert rows(graph, "MATCH (n:Worker)-->(e) RETURN n.id, e.id") == [["w1", "gongniu"]]


def test_what_others_brought_or_hold_on_to_stays(tmp_path: Path, graph: Graph) -> None:
    load(write(tmp_path / "one"), graph)
    theirs = {
        "enterprises": [("id", "name"), ("xinhai", "新海集团"), ("gongniu", "公牛集团")],
        "supplies": [
            ("supplier", "material", "buyer"),
            ("yuelong", "bracket", "xinhai"),
            ("jintian", "copper", "gongniu"),
        ],
    }
    load(write(tmp_path / "other", theirs, OTHER), graph)
    load(write(tmp_path / "one", {}), graph, replace=True)
    assert rows(graph, "MATCH (e:Enterprise) RETURN e.id, e.datasets ORDER BY e.id") == [
        ["gongniu", ["other"]],
        ["jintian", ["other"]],  # held on to by a supply of the other's
        ["xinhai", ["other"]],
        ["yuelong", ["other"]],
    ]
    supplies = "MATCH (s)-[r:SUPPLIES]->(b) RETURN s.id, r.material, b.id ORDER BY s.id"
    assert rows(graph, supplies) == [
        ["jintian", "copper", "gongniu"],
        ["yuelong", "bracket", "xinhai"],
    ]
    assert rows(graph, "MATCH ()-[n:NEEDS]->(m) RETURN m.id ORDER BY m.id") == [
        ["bracket"], ["copper"],
    ]  # fmt: skip
    assert not load(tmp_path / "one", graph, replace=True).changed
    load(write(tmp_path / "other", {}, OTHER), graph, replace=True)
    assert rows(graph, "MATCH (n) WHERE n.datasets IS NOT NULL RETURN n.id") == []


def test_a_row_that_is_gone_leaves_what_a_supply_implies(tmp_path: Path, graph: Graph) -> None:
    load(write(tmp_path), graph)
    need = (
        "MATCH (:Enterprise {id: 'gongniu'})-[n:NEEDS]->({id: 'bracket'})"
        " RETURN n.implied, n.stock_days, n.stock_on"
    )
    tables = {**SMALL, "needs": [row for row in SMALL["needs"] if "gongniu" not in row]}
    assert not load(write(tmp_path, tables), graph).changed
    report = load(tmp_path, graph, replace=True)
    assert report.counts["NEEDS"] == Counts(changed=1, unchanged=2)
    assert rows(graph, need) == [[True, None, None]]
    assert load(write(tmp_path), graph).counts["NEEDS"] == Counts(changed=1, unchanged=2)
    assert rows(graph, need)[0][:2] == [None, 3.0]


def test_a_link_whose_column_is_absent_stays(tmp_path: Path, graph: Graph) -> None:
    load(write(tmp_path), graph)
    requests = [tuple(cell for i, cell in enumerate(row) if i != 6) for row in SMALL["requests"]]
    load(write(tmp_path, {**SMALL, "requests": requests}), graph, replace=True)
    assert rows(graph, "MATCH (e)-[:MEETS]->(r) RETURN e.id, r.id") == [["jintian", "r2"]]


def test_of_the_schema_only_what_is_missing_is_made(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = {text.split(" IF NOT EXISTS")[0].split()[-1] for text in schema.statements()}
    run, ran = graph.autocommit, list[str]()

    def autocommit(text: str) -> Rows:
        ran.append(text)
        return run(text)

    monkeypatch.setattr(graph, "autocommit", autocommit)
    schema.apply(graph)
    ran.clear()
    schema.apply(graph)
    assert not ran
    for gone, kind in (("enterprise_town", "INDEX"), ("material_id", "CONSTRAINT")):
        run(f"DROP {kind} {gone}")
        schema.apply(graph)
        made, waited = ran
        assert made.startswith(f"CREATE {kind} {gone} IF NOT EXISTS")
        assert "awaitIndexes" in waited
        ran.clear()
    states = dict(graph.read("SHOW INDEXES YIELD name, state").rows)
    assert set(states.values()) == {"ONLINE"}
    assert named <= set(states) and len(named) >= 22
