"""The core of the network and who supplies anchors: as derived, after changes, and in answers."""

import random
from typing import Any

import networkx
import pytest

from service.answers.accepted_changes import ChangeEntry
from service.answers.knowledge import Knowledge
from service.answers.one_and_same import make_one
from service.answers.undo_change import undo_change
from service.derivation.full import derive
from service.errors import Conflict
from service.graph.database import Graph
from tests.support.catalog import read_catalog
from tests.support.model import Network
from tests.support.networks import days_from, fill, random_network

CATALOG = read_catalog()

PLACES = "MATCH (e:Enterprise) RETURN e.id, coalesce(e.core, 0)"
SUPPLIED = "MATCH (e:Enterprise) RETURN e.id, coalesce(e.anchors_supplied, 0)"
FORGET = "MATCH (graph:Graph {id: 'graph'}) SET graph.core = null, graph.essential_core = null"
OPEN = """
MATCH (graph:Graph {id: 'graph'}), (e:Enterprise)
WHERE NOT coalesce(e.closed_on <= graph.as_of, false)
WITH e.id AS id ORDER BY id
RETURN collect(id)
"""
KNOWN = "MATCH (graph:Graph {id: 'graph'}) RETURN graph.core, graph.essential_core"


def drawn(rng: random.Random, size: int) -> Network:
    """A network in which most are in one circle or another, and a third are anchors."""
    network = random_network(rng, "n", size)
    for row in network.enterprises:
        row["anchor"] = rng.choice(["true", "", "false"])
    return network


def in_force(network: Network) -> "networkx.DiGraph[str]":
    found: networkx.DiGraph[str] = networkx.DiGraph()
    found.add_nodes_from(row["id"] for row in network.enterprises)
    for row in network.supplies:
        if (row["until"] or days_from(0)) >= days_from(0) >= (row["since"] or days_from(0)):
            found.add_edge(row["supplier"], row["buyer"])
    return found


def pairs(graph: Graph, text: str) -> dict[str, int]:
    return dict(tuple(row) for row in graph.read(text).rows)


def asked(graph: Graph, name: str, most: int | None, **given: Any) -> list[list[Any]]:
    query = CATALOG[name]
    return graph.read(query.statement, query.arguments(given) | {"most": most}, timeout=60).rows


@pytest.mark.parametrize("seed", range(8))
def test_what_is_derived(graph: Graph, seed: int) -> None:
    network = drawn(random.Random(seed), 40)
    fill(graph, network)
    derive(graph)
    supplies = in_force(network)
    place = pairs(graph, PLACES)
    core = {e for e, there in place.items() if there == 2}
    # one network has none around the middle of it
    assert (len(core) > 5) == (seed != 7)
    assert not core or core in list(networkx.strongly_connected_components(supplies))
    feeding = core.union(*(networkx.ancestors(supplies, e) for e in core))
    assert {e for e, there in place.items() if there} == feeding
    anchors = {row["id"] for row in network.enterprises if row["anchor"] == "true"}
    expected = {e: len(anchors & set(supplies.successors(e)) - {e}) for e in supplies}
    assert pairs(graph, SUPPLIED) == expected


def test_no_core_where_nobody_feeds_another_round_about(graph: Graph) -> None:
    network = random_network(random.Random(1), "n", 8)
    order = {row["id"]: number for number, row in enumerate(network.enterprises)}
    network.supplies = [r for r in network.supplies if order[r["supplier"]] < order[r["buyer"]]]
    fill(graph, network)
    derive(graph)
    assert set(pairs(graph, PLACES).values()) == {0}


@pytest.mark.parametrize("seed", range(8))
def test_trees_to_the_core_are_whole_trees(graph: Graph, seed: int) -> None:
    rng = random.Random(20 + seed)
    network = drawn(rng, 40)
    for row in network.enterprises:
        if rng.random() < 0.7:
            row |= {"closed_on": "", "resumed_on": days_from(-4), "output_rate": ""}
    fill(graph, network)
    derive(graph)
    assert graph.read(KNOWN).one() == [True, True]
    cases = [
        (name, most, row["id"])
        for name in ("running-short", "data-gaps", "diamonds")
        for most in (None, 3)
        for row in network.enterprises
    ]
    by_core = [asked(graph, name, most, enterprise=e) for name, most, e in cases]
    graph.write(FORGET)
    assert by_core == [asked(graph, name, most, enterprise=e) for name, most, e in cases]
    assert any(len(rows) > 3 for rows in by_core)


def test_nothing_is_followed_within_the_core(graph: Graph) -> None:
    fill(graph, drawn(random.Random(2), 40))
    derive(graph)
    e = next(e for e, there in pairs(graph, PLACES).items() if there == 2)
    for name in ("running-short", "data-gaps"):
        query = CATALOG[name]
        found = []
        for _ in range(2):
            _, plan = graph.profile(
                query.statement, query.arguments({"enterprise": e}) | {"most": 3}
            )
            found += [o for o in plan.walk() if o.operator.startswith("VarLengthExpand")][:1]
            graph.write(FORGET)
        assert found[0].arguments["Rows"] == 1 < found[1].arguments["Rows"]
        derive(graph)


def test_kept_by_changes(graph: Graph) -> None:
    """Supplies that begin and end, are taken back, and two that are one and the same."""
    rng = random.Random(5)
    network = drawn(rng, 25)
    fill(graph, network)
    derive(graph)
    knowledge = Knowledge(graph, CATALOG, show_personal=True, may_change=True)
    ids = [row["id"] for row in network.enterprises]
    materials = [row["id"] for row in network.materials]

    def same_as_derived() -> None:
        kept = pairs(graph, SUPPLIED)
        derive(graph)
        assert pairs(graph, SUPPLIED) == kept
        assert graph.read(KNOWN).one() == [True, True]

    counts = [pairs(graph, SUPPLIED)]
    open_ids = graph.read(OPEN).one()[0]
    for number in range(18):
        supplier, buyer = rng.sample(open_ids, 2)
        given = {"supplier": supplier, "material": rng.choice(materials), "buyer": buyer}
        before = pairs(graph, SUPPLIED)
        knowledge.do("record-supply", given, by="test", change=f"begin-{number}")
        assert graph.read(KNOWN).one() == [None, None]
        same_as_derived()
        counts.append(pairs(graph, SUPPLIED))
        if number % 3 == 1:
            knowledge.do("end-supply", given, by="test", change=f"end-{number}")
            assert graph.read(KNOWN).one() == [None, None]
            same_as_derived()
        if number % 3 == 2:
            undo_change(graph, f"begin-{number}", ChangeEntry(f"undo-{number}", "test"))
            assert graph.read(KNOWN).one() == [None, None]
            same_as_derived()
            assert pairs(graph, SUPPLIED) == before
    assert len({tuple(sorted(each.items())) for each in counts}) > 3
    for goes, stays in (ids[:2], ids[2:4], ids[4:6]):
        make_one(knowledge, "Enterprise", goes, stays, ChangeEntry(f"same-{goes}", "test"))
        same_as_derived()
        undo_change(graph, f"same-{goes}", ChangeEntry(f"apart-{goes}", "test"))
        same_as_derived()


def test_the_core_stands_while_no_supply_begins_or_ends(graph: Graph) -> None:
    network = drawn(random.Random(6), 25)
    fill(graph, network)
    derive(graph)
    knowledge = Knowledge(graph, CATALOG, show_personal=True, may_change=True)
    e = network.enterprises[0]["id"]
    knowledge.do("record-expected", {"enterprise": e, "expected_on": days_from(9)}, by="test")
    assert graph.read(KNOWN).one() == [True, True]
    knowledge.do("record-closure", {"enterprise": e, "closed_on": days_from(0)}, by="test")
    assert graph.read(KNOWN).one() == [True, None]
    place = pairs(graph, PLACES)
    derive(graph)
    assert pairs(graph, PLACES) == place


STANDS = "MATCH (graph:Graph {id: 'graph'}) RETURN coalesce(graph.ranking_stands, false)"
RANKED = "MATCH (e:Enterprise) RETURN e.id, [e.stops_enterprises, e.stops_anchors, e.stopped_by]"


def test_who_stops_whom_stands_while_nothing_it_hangs_on_changes(graph: Graph) -> None:
    rng = random.Random(9)
    network = drawn(rng, 25)
    fill(graph, network)
    derive(graph)
    assert graph.read(STANDS).one() == [True]
    knowledge = Knowledge(graph, CATALOG, show_personal=True, may_change=True)
    ids = [row["id"] for row in network.enterprises]
    stood, changed = [], []
    for _ in range(60):
        e, other = rng.sample(ids, 2)
        need = rng.choice(network.needs)
        supply = rng.choice(network.supplies)
        given: dict[str, Any]
        name, given = rng.choice(
            [
                ("record-expected", {"enterprise": e, "expected_on": days_from(9)}),
                (
                    "record-stock",
                    {**{key: need[key] for key in ("enterprise", "material")}, "stock_days": 3},
                ),
                ("record-closure", {"enterprise": e, "closed_on": days_from(0)}),
                (
                    "record-supply",
                    {
                        "supplier": supply["supplier"],
                        "material": supply["material"],
                        "buyer": supply["buyer"],
                        "share": rng.choice([0.2, 0.9]),
                    },
                ),
                (
                    "record-supply",
                    {"supplier": other, "material": supply["material"], "buyer": supply["buyer"]},
                ),
            ]
        )
        before = dict(map(tuple, graph.read(RANKED).rows))
        try:
            knowledge.do(name, given, by="test")
        except Conflict:  # as one that has closed delivers nothing
            continue
        (stands,) = graph.read(STANDS).one()
        derive(graph)
        assert graph.read(STANDS).one() == [True]
        after = dict(map(tuple, graph.read(RANKED).rows))
        assert not stands or after == before, (name, given)
        (stood if stands else changed).append(after != before)
    assert len(stood) > 10 and any(changed)


def test_after_a_change_single_points_are_read_as_before_it(graph: Graph) -> None:
    network = drawn(random.Random(3), 40)
    fill(graph, network)
    derive(graph)
    query = CATALOG["time-to-survive"]

    def read(enterprise: str) -> tuple[list[list[Any]], int]:
        given = query.arguments({"enterprise": enterprise}) | {"most": None}
        found, plan = graph.profile(query.statement, given)
        return found.rows, sum(one.arguments.get("DbHits", 0) for one in plan.walk())

    anchors = [row["id"] for row in network.enterprises if row["anchor"] == "true"]
    known = {e: read(e) for e in anchors}
    knowledge = Knowledge(graph, CATALOG, show_personal=True, may_change=True)
    given = {"enterprise": anchors[0], "expected_on": days_from(9)}
    knowledge.do("record-expected", given, by="test")
    for e, (rows, hits) in known.items():
        again, later = read(e)
        assert again == rows
        assert later <= hits + 5
    given = {"enterprise": anchors[0], "closed_on": days_from(0)}
    knowledge.do("record-closure", given, by="test")
    assert graph.read(STANDS).one() == [False]
    assert any(read(e)[1] > hits + 5 for e, (_, hits) in known.items())
