"""The whole network of a place, an industry or a team, against the facts as they stand."""

from typing import Any

import pytest

from service.answers import network
from service.answers.knowledge import Knowledge
from service.errors import NotFound
from service.graph.database import Graph

SCOPES: list[tuple[dict[str, Any], str]] = [
    ({"district": "330282"}, "e.district = '330282'"),
    ({"district": "3302", "industry": "29"}, "e.district >= '3302' AND e.district < '3303'"
     " AND left(e.industry, 2) = '29'"),
    ({"industry": "38"}, "left(e.industry, 2) = '38'"),
    ({"team": "team-03"}, "EXISTS { (:ServiceTeam {id: 'team-03'})-[:SERVES]->(e) }"),
    ({}, "e.above_scale"),
]  # fmt: skip
"""What is asked, and which enterprises these are."""


@pytest.mark.parametrize(("given", "where"), SCOPES)
def test_it_is_all_enterprises_and_who_supplies_whom_among_them(
    cixi: Knowledge, cixi_graph: Graph, given: dict[str, Any], where: str
) -> None:
    found = cixi.network("network", given)
    rows = cixi_graph.read(f"MATCH (e:Enterprise) WHERE {where} RETURN e.id, e.headcount").rows
    ids = found.columns["enterprise"]
    assert set(ids) == {row[0] for row in rows} and len(ids) == len(rows) > 3
    assert dict(zip(ids, found.columns["headcount"], strict=True)) == dict(rows)
    (as_of,) = cixi_graph.read("MATCH (g:Graph {id: 'graph'}) RETURN g.as_of").rows[0]
    pairs = {
        (s, b)
        for s, b, since, until in cixi_graph.read(
            "MATCH (s:Enterprise)-[r:SUPPLIES]->(b:Enterprise) RETURN s.id, b.id, r.since, r.until"
        ).rows
        if (since is None or since <= as_of) and (until is None or until >= as_of) and s != b
    }
    told = {(ids[s], ids[b]) for s, b in zip(found.suppliers, found.buyers, strict=True)}
    assert told == {(s, b) for s, b in pairs if s in set(ids) and b in set(ids)}
    assert len(told) == len(found.suppliers)
    waits = dict(cixi_graph.read("MATCH (a)-[:WAITS_FOR]->(b) RETURN a.id, b.id").rows)
    assert {(ids[at], ids[to]) for at, to in enumerate(found.waits) if to >= 0} == {
        (a, b) for a, b in waits.items() if a in set(ids) and b in set(ids)
    }
    assert not found.truncated and len(found.positions) == len(ids)


def test_held_is_told_of_all_not_only_of_those_inside(cixi: Knowledge) -> None:
    found = cixi.network("network", {"team": "team-03"})
    ids = found.columns["enterprise"]
    told = {row[0]: row[2] for row in cixi.ask("held", {"enterprises": ids}).rows}
    assert dict(zip(ids, found.columns["held"], strict=True)) == told


def test_cut_it_holds_the_largest_and_says_so(
    cixi: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = cixi.network("network", {"district": "330282"})
    monkeypatch.setattr(network, "MAX_NODES", 20)
    part = cixi.network("network", {"district": "330282"})
    assert part.truncated and part.columns["enterprise"] == whole.columns["enterprise"][:20]
    assert all(at < 20 for at in (*part.suppliers, *part.buyers))


def test_another_answer_is_no_network(cixi: Knowledge) -> None:
    with pytest.raises(NotFound):
        cixi.network("readiness", {})


def test_nobody_there_is_an_empty_network(cixi: Knowledge) -> None:
    found = cixi.network("network", {"district": "999999"})
    assert found.columns["enterprise"] == [] and found.positions == []
