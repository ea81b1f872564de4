"""The derivation against the independent model, and against the critical path method."""

import random
from collections.abc import Sequence
from typing import Any

import networkx
import pytest

from service.derivation.full import Derived, derive
from service.graph.database import Graph
from service.graph.values import Rows
from service.statements import statement
from tests.support.derived import DERIVED, days
from tests.support.model import Model, Network, as_text
from tests.support.networks import AS_OF, days_from, fill, random_network, together

BOUND = 600
"""Evaluations before a few that rise again and again are noticed twice over; raised turn by turn,
a circle of two that gains 0.01 day takes 73,000."""


def compare(graph: Graph, networks: Sequence[Network]) -> Derived:
    """Derives all networks at once, side by side in one graph, and compares every enterprise."""
    fill(graph, together(networks))
    derived = derive(graph)
    rows = graph.read(DERIVED, timeout=60).rows
    found = {row[0]: row[1:] for row in rows}
    assert len(found) == len(rows), "nobody waits for two"
    expected = {}
    for network in networks:
        model = Model(network)
        for e in model.rows:
            supplier, material, wait = model.waits_for.get(e, (None, None, None))
            hops = None
            if supplier and model.ready[e] is not None:
                hops = len(model.chain(e)) - 1
            expected[e] = [
                model.runs[e],
                days(model.own[e]),
                days(model.ready[e]),
                model.in_flow[e],
                model.firm[e],
                model.stuck[e],
                hops,
                supplier,
                material,
                days(wait),
                None,
                None,
                None,
            ]
    assert found == expected
    return derived


@pytest.mark.parametrize("seed", range(12))
def test_random_networks(graph: Graph, seed: int) -> None:
    """1,200 small networks: cycles, ties, shares, parallel and dated supplies, closed ones."""
    rng = random.Random(seed)
    networks = [random_network(rng, f"n{i}", rng.randint(1, 12)) for i in range(100)]
    compare(graph, networks)


def test_denser_networks(graph: Graph) -> None:
    rng = random.Random(99)
    compare(graph, [random_network(rng, f"n{i}", 40) for i in range(20)])


def test_deriving_again_changes_nothing(graph: Graph) -> None:
    rng = random.Random(7)
    for i in range(20):
        fill(graph, random_network(rng, f"n{i}", 10))
    derive(graph)
    first = sorted(graph.read(DERIVED).rows)
    derive(graph)
    assert sorted(graph.read(DERIVED).rows) == first


def test_supplies_whose_transaction_failed_follow(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two transactions may meet at one enterprise; the one that has to yield is done again."""
    autocommit, failed = graph.autocommit, []

    def meeting(text: str, given: Any = None, **more: Any) -> Rows:
        if text == statement("derive/supplies", "all-enterprises"):
            failed.extend(graph.read("MATCH (e:Enterprise) RETURN e.id").rows)
            return Rows(["left"], failed, {}, 0.0)
        return autocommit(text, given, **more)

    monkeypatch.setattr(graph, "autocommit", meeting)
    rng = random.Random(17)
    compare(graph, [random_network(rng, f"n{i}", rng.randint(1, 12)) for i in range(50)])
    assert len(failed) > 200


def supplied(network: Network, buyer: str, supplier: str, lead: float, stock: float = 0) -> None:
    """A need of its own for each pair, so that every supplier is the only one of its material."""
    material = f"{supplier}-to-{buyer}"
    network.materials.append({"id": material, "name": material})
    need = {"enterprise": buyer, "material": material, "stock_days": as_text(stock)}
    network.needs.append(need)
    supply = {"supplier": supplier, "material": material, "buyer": buyer}
    network.supplies.append(supply | {"lead_days": as_text(lead)})


def enterprise(network: Network, e: str, **values: str) -> None:
    network.enterprises.append({"id": e, "name": e, "surveyed_on": days_from(-5)} | values)


@pytest.mark.parametrize("seed", range(5))
def test_critical_path_method(graph: Graph, seed: int) -> None:
    """Without circles and with one supplier per material, ready is the longest path."""
    rng = random.Random(seed)
    network = Network(AS_OF)
    paths = networkx.DiGraph()
    for number in range(60):
        e = f"e{number:02}"
        own = rng.randint(0, 20)
        enterprise(network, e, expected_on=days_from(own))
        paths.add_edge("start", e, days=own * 100)
        for s in rng.sample(range(number), min(number, rng.randint(0, 4))):
            lead = rng.randint(0, 1000) / 100
            supplied(network, e, f"e{s:02}", lead)
            paths.add_edge(f"e{s:02}", e, days=round(lead * 100))
    longest = {"start": 0}
    for node in networkx.topological_sort(paths):
        for before in paths.predecessors(node):
            length = longest[before] + paths.edges[before, node]["days"]
            longest[node] = max(longest.get(node, 0), length)
    fill(graph, network)
    derive(graph)
    ready = {row[0]: row[3] for row in graph.read(DERIVED).rows}
    assert ready == {e: at / 100 for e, at in longest.items() if e != "start"}


def circle(network: Network, name: str, size: int, gain: float) -> None:
    """A circle whose leads exceed its stocks by ``gain`` days in all, though not one by one."""
    for number in range(size):
        enterprise(network, f"{name}{number}")
    for number in range(size):
        lead, stock = (3.0, 2.0) if number % 2 else (2.0, 3.0)
        if number == 0:
            lead += gain + (1 if size % 2 else 0)
        supplied(network, f"{name}{number}", f"{name}{(number + 1) % size}", round(lead, 2), stock)


@pytest.mark.parametrize("size", [2, 3, 10, 101, 2000])
def test_a_creeping_circle_settles_in_a_bounded_number_of_evaluations(
    graph: Graph, size: int
) -> None:
    """0.01 day a turn would take 36,500 turns to the horizon when raised turn by turn."""
    network = Network(AS_OF)
    circle(network, "c", size, 0.01)
    fill(graph, network)
    derived = derive(graph)
    assert sum(derived.evaluated.values()) <= BOUND + 20 * size
    rows = graph.read(DERIVED).rows
    assert [row[6] for row in rows] == ["circular"] * size


def test_a_creeping_circle_with_a_way_out(graph: Graph) -> None:
    """One outside supplier breaks the circle on the day it delivers; the rest follows from it."""
    network = Network(AS_OF)
    circle(network, "c", 6, 0.01)
    enterprise(network, "out", expected_on=days_from(300))
    material = "c1-to-c0"
    network.supplies.append(
        {"supplier": "out", "material": material, "buyer": "c0", "lead_days": "7.5"}
    )
    enterprise(network, "behind")
    supplied(network, "behind", "c3", 1.25)
    fill(graph, network)
    derived = derive(graph)
    assert sum(derived.evaluated.values()) <= BOUND
    ready = {row[0]: row[3] for row in graph.read(DERIVED).rows}
    assert ready["c0"] == 300 + 7.5 - 3
    assert ready["behind"] == ready["c3"] + 1.25
    # c5 waits for c0 (3 against 2 of stock), c4 for c5 (2 against 3), and so on round
    assert [ready[f"c{n}"] for n in (5, 4, 3, 2, 1)] == [305.5, 304.5, 305.5, 304.5, 305.5]


def test_entangled_creeping_circles(graph: Graph) -> None:
    """Circles that are each other's only alternatives rise together; they settle together too."""
    network = Network(AS_OF)
    for e in ("a", "b", "c", "d"):
        enterprise(network, e)
    enterprise(network, "out", expected_on=days_from(200))
    for buyer, material, lead, stock, suppliers in (
        ("a", "x", 2.01, 3.0, ("b", "c")),
        ("b", "y", 3.0, 2.0, ("a", "d")),
        ("c", "y", 3.0, 2.0, ("a", "d")),
        ("d", "z", 2.01, 3.0, ("b", "c", "out")),
    ):
        network.materials.append({"id": material, "name": material})
        network.needs.append(
            {"enterprise": buyer, "material": material, "stock_days": as_text(stock)}
        )
        for supplier in suppliers:
            network.supplies.append(
                {
                    "supplier": supplier,
                    "material": material,
                    "buyer": buyer,
                    "lead_days": as_text(lead),
                }
            )
    derived = compare(graph, [network])
    assert sum(derived.evaluated.values()) <= BOUND


def test_a_circle_broken_by_stock_is_ready(graph: Graph) -> None:
    network = Network(AS_OF)
    circle(network, "c", 4, 0.0)
    compare(graph, [network])
    assert {row[3] for row in graph.read(DERIVED).rows} <= {0.0, 1.0}
