"""Single points of failure against the independent model: ranking, diamonds, time to survive."""

import random
from collections import Counter

import pytest

from service.derivation.full import derive
from service.graph.database import Graph
from tests.support.losses import Facts
from tests.support.single_points import (
    CATALOG,
    COUNTS,
    anchors,
    asked,
    networks_with_anchors,
    proven,
    stops,
)

LIMIT_PARAMETER = ("supplier", "anchors", "anchor_ids", "stops", "confirmed", "all_listed")


@pytest.mark.parametrize("seed", range(2))
def test_ranking(graph: Graph, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """200 networks; with so few, avalanches count as far-reaching early."""
    monkeypatch.setattr("service.equations.single_points.FAR_REACHING", [1000, 2][seed])
    monkeypatch.setattr("service.equations.single_points.MAX_OUTSIDE", [1000, 2][seed])
    monkeypatch.setattr("service.equations.single_points.ROOT_CANDIDATES", [6, 2][seed])
    monkeypatch.setattr("service.equations.single_points.BATCH_SIZE", [1000, 37][seed])
    rng = random.Random(seed)
    models = networks_with_anchors(graph, rng, 100, 14)
    (began,) = graph.read("RETURN toString(datetime())").one()
    ranked = derive(graph)
    counts = graph.read(COUNTS, timeout=60).rows
    expected, by = {}, Counter[str]()
    for model in models:
        for x in model.rows:
            others = stops(model, x) - {x}
            expected[x] = (len(others), len(others & anchors(model)))
            by.update(others)
    assert {e: (stopped, among) for e, stopped, among, _ in counts} == expected
    assert {e: stopped_by for e, *_, stopped_by in counts if stopped_by} == by
    assert ranked.candidates == sum(count > 0 for count, _ in expected.values())
    assert ranked.left == 0
    assert (ranked.avalanches != []) == (seed > 0)
    order = sorted(
        (x for x in expected if expected[x][1] > 1),
        key=lambda x: (-expected[x][1], -expected[x][0], x),
    )
    rows = asked(graph, "shared-single-source", limit=1000)
    assert [row["supplier"] for row in rows] == order
    assert [(row["stops"], row["anchors"]) for row in rows] == [expected[x] for x in order]
    of = {x: model for model in models for x in model.rows}
    for row in rows:
        x, model = row["supplier"], of[row["supplier"]]
        assert row["anchor_ids"] == sorted((stops(model, x) - {x}) & anchors(model))
        assert proven(row["proof"], model, x) >= set(row["anchor_ids"])
        assert (row["all_listed"], row["changes_since"], row["left_out"]) == (True, 0, 0)
        assert row["ranked_at"] >= began
    first = asked(graph, "shared-single-source", limit=3)
    assert [row["supplier"] for row in first] == order[:3]
    some_listed(graph, order, expected, of)
    # before anything is ranked the answer is the same, only slower; so after changes
    told = [[row[name] for name in LIMIT_PARAMETER] for row in rows]
    graph.write("MATCH (g:Graph {id: 'graph'}) SET g.version = g.version + 1")
    rows = asked(graph, "shared-single-source", limit=1000)
    assert [[row[name] for name in LIMIT_PARAMETER] for row in rows] == told
    assert {row["changes_since"] for row in rows} == {1}
    graph.write("MATCH (g:Graph {id: 'graph'}) SET g.ranked_version = null, g.ranked_at = null")
    rows = asked(graph, "shared-single-source", limit=1000)
    assert [[row[name] for name in LIMIT_PARAMETER] for row in rows] == told
    assert {row["ranked_at"] for row in rows} == {None}


def some_listed(
    graph: Graph, order: list[str], expected: dict[str, tuple[int, int]], of: dict[str, Facts]
) -> None:
    """Of those that stop many a few anchors are listed, with their steps."""
    query = CATALOG["shared-single-source"]
    statement = query.statement.replace("stops > 300", "stops > 2")
    assert statement != query.statement
    answer = graph.read(statement, query.arguments({"limit": 1000}), timeout=60)
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    assert [row["supplier"] for row in rows] == order
    for row in rows:
        x, model = row["supplier"], of[row["supplier"]]
        listed = set(row["anchor_ids"])
        assert (row["stops"], row["anchors"]) == expected[x]
        assert listed <= (stops(model, x) - {x}) & anchors(model)
        assert len(listed) == min(row["anchors"], 3) or 0 < len(listed) < row["anchors"]
        assert row["all_listed"] == (len(listed) == row["anchors"])
        assert proven(row["proof"], model, x) >= listed
