"""Hidden diamonds and time to survive against the independent model, one enterprise at a time."""

import random

import pytest

from service.graph.database import Graph
from tests.support.catalog import read_catalog
from tests.support.losses import Facts, losses
from tests.support.model import enough
from tests.support.single_points import (
    Row,
    networks_with_anchors,
    open_suppliers,
    proven,
    stops,
    tree,
)

CATALOG = read_catalog()

EVER = 10**8
"""Hundredths of a day: out for good."""


def ask(graph: Graph, name: str, e: str, followed: int = 500) -> list[Row]:
    """The saved query's rows; ``followed`` stands for the 500 enterprises that are followed."""
    query = CATALOG[name]
    statement = query.statement.replace("500", str(followed))
    given = query.arguments({"enterprise": e}) | {"most": None}
    answer = graph.read(statement, given, timeout=30)
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]


def some(rng: random.Random, model: Facts, tiers: dict[str, dict[str, int]]) -> str:
    """One of the enterprises with most behind them, or any."""
    names = sorted(model.rows)
    return rng.choice(names) if rng.random() < 0.3 else max(names, key=lambda e: len(tiers[e]))


def hidden(model: Facts, e: str, m: str, x: str, stopped: set[str]) -> bool:
    offers = open_suppliers(model, e, m)
    left = [o for o in offers if o.supplier not in stopped]
    return len(offers) > 1 and x not in {o.supplier for o in offers} and not enough(offers, left)


@pytest.mark.parametrize("seed", range(4))
def test_against_the_model(graph: Graph, seed: int) -> None:
    """1,000 networks: circles, shares, parallel supplies, closed enterprises."""
    rng = random.Random(100 + seed)
    models = networks_with_anchors(graph, rng, 250, 12)
    found: dict[str, int] = {"diamonds": 0, "points": 0, "exposed": 0, "joined": 0}
    for model in models:
        reached = {x: stops(model, x) for x in model.rows}
        tiers = {e: tree(model, e) for e in model.rows}
        a = some(rng, model, tiers)
        found["diamonds"] += same_diamonds(ask(graph, "diamonds", a), model, tiers[a], reached)
        rows = ask(graph, "time-to-survive", a)
        same_points(rows, model, a, tiers[a], reached)
        found["points"] += len(rows)
        found["exposed"] += sum(row["exposed"] is True for row in rows)
        found["joined"] += sum(len(s["suppliers"]) > 1 for row in rows for s in row["proof"])
    assert found["diamonds"] > 50
    assert found["points"] > 200
    assert found["exposed"] > 50
    assert found["joined"] > 10


def same_diamonds(
    rows: list[Row], model: Facts, tier: dict[str, int], reached: dict[str, set[str]]
) -> int:
    expected = {
        (e, m, x)
        for e in tier
        for m in model.needs(e)
        for x in tier
        if x != e and hidden(model, e, m, x, reached[x])
    }
    told = [(row["enterprise"], row["material"], row["hidden"]) for row in rows]
    assert len(told) == len(set(told))
    assert set(told) == expected
    for row in rows:
        offers = open_suppliers(model, row["enterprise"], row["material"])
        assert row["suppliers"] == sorted(o.supplier for o in offers)
        assert set(row["stopped"]) == set(row["suppliers"]) & reached[row["hidden"]]
        assert row["tier"] == tier[row["hidden"]]
    assert [row["tier"] for row in rows] == sorted(row["tier"] for row in rows)
    return len(rows)


def same_points(
    rows: list[Row], model: Facts, a: str, tier: dict[str, int], reached: dict[str, set[str]]
) -> None:
    points = {x for x in tier if x != a and a in reached[x]}
    assert sorted(row["supplier"] for row in rows) == sorted(points)
    for row in rows:
        x = row["supplier"]
        assert row["followed"]
        assert row["tier"] == tier[x]
        assert a in proven(row["proof"], model, x)
        days = model.rows[x]["recover_days"]
        assert row["recover_days"] == (float(days) if days else None)
        if a in model.closed:
            continue
        assert row["survive_days"] == losses(model, model.network, {x: EVER})[a][0]
        out = {x: round(100 * float(days))} if days else {}
        assert row["exposed"] == (a in losses(model, model.network, out) if days else None)


def test_far_reaching_stops(graph: Graph) -> None:
    """Of those that stop many, days are blank, and the steps are still steps."""
    rng = random.Random(7)
    models = networks_with_anchors(graph, rng, 60, 12)
    far = ways = 0
    for model in models:
        reached = {x: stops(model, x) for x in model.rows}
        tiers = {e: tree(model, e) for e in model.rows}
        a = some(rng, model, tiers)
        rows = ask(graph, "time-to-survive", a, followed=2)
        points = {x for x in tiers[a] if x != a and a in reached[x]}
        assert sorted(row["supplier"] for row in rows) == sorted(points)
        for row in rows:
            inside = reached[row["supplier"]] & tiers[a].keys()
            assert row["followed"] == (len(inside) <= 2)
            if row["followed"]:
                continue
            far += 1
            assert (row["survive_days"], row["exposed"]) == (None, None)
            if row["proof"]:
                ways += 1
                assert a in proven(row["proof"], model, row["supplier"])
    assert far > 20
    assert ways > 20
