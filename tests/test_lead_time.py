"""Cumulative lead times: what the equations say, the longest path where there is one, kept true."""

import random
from copy import deepcopy
from typing import Any

import networkx
import pytest

from seed import make_cixi
from service.catalog import read_catalog
from service.derivation import derive
from service.errors import NotFound
from service.graph import Graph, Transaction
from service.knowledge import Knowledge
from service.rederivation import rederive
from tests.changes import change
from tests.model import Model, Network, as_text
from tests.networks import days_from, fill, random_network
from tests.test_queries_facts import rows_of

AS_OF = days_from(0)
COLUMNS = (
    *("hop", "enterprise", "ready_days", "waits_for", "material", "lead_days", "margin_days"),
    "stuck",
)
STORED = """
MATCH (e:Enterprise) WHERE e.id STARTS WITH $name
OPTIONAL MATCH (e)-[w:LEAD_FROM]->(s)
RETURN e.id, e.lead_time_days, e.lead_hops, s.id, w.material, w.days, e.due, e.lower, e.raised,
  e.high
"""


def bare(network: Network) -> Network:
    """The network when all own days and stocks are 0 and nobody runs."""
    other = deepcopy(network)
    for row in other.enterprises:
        row |= dict.fromkeys(("closed_on", "resumed_on", "expected_on", "output_rate"), "")
    for need in other.needs:
        need["stock_days"] = ""
    return other


def days(hundredths: int | None) -> float | None:
    return None if hundredths is None else hundredths / 100


def expected(network: Network) -> dict[str, list[Any]]:
    model = Model(bare(network))
    found = {}
    for e in model.rows:
        supplier, material, wait = model.waits_for.get(e, (None, None, None))
        hops = len(model.chain(e)) - 1 if supplier and model.ready[e] is not None else None
        found[e] = [days(model.ready[e]), hops, supplier, material, days(wait), *[None] * 4]
    return found


def stored(asked: Graph | Transaction, name: str) -> dict[str, list[Any]]:
    read = asked.read if isinstance(asked, Graph) else asked.run
    rows = read(STORED, {"name": name}).rows
    assert len({row[0] for row in rows}) == len(rows)
    return {row[0]: row[1:] for row in rows}


def loosened(rng: random.Random, network: Network) -> Network:
    """Often with leads of nothing, given or blank, so that circles take no time."""
    chance = rng.choice([0, 0, 0.3, 0.7, 1])
    for row in network.supplies:
        if rng.random() < chance:
            row["lead_days"] = rng.choice(["", "0"])
    return network


def together(networks: list[Network]) -> Network:
    """Several networks as one, to be filled in at once."""
    one = Network(networks[0].as_of)
    for table in ("enterprises", "materials", "needs", "supplies"):
        setattr(one, table, [row for network in networks for row in getattr(network, table)])
    return one


def test_a_thousand_networks(graph: Graph) -> None:
    rng = random.Random(41)
    networks = []
    for number in range(1110):
        size = rng.choice([3, 4, 5, 6, 8]) if number < 1100 else 60
        networks.append(loosened(rng, random_network(rng, f"n{number}x", size)))
    for first in range(0, 1110, 111):
        fill(graph, together(networks[first : first + 111]))
    derive(graph)
    found = stored(graph, "n")
    kinds = {"never": 0, "nothing": 0, "days": 0}
    for network in networks:
        for e, wanted in expected(network).items():
            assert found[e] == wanted, e
            kinds["never" if wanted[0] is None else "days" if wanted[0] else "nothing"] += 1
    assert min(kinds.values()) > 100, kinds


@pytest.mark.parametrize(("seed", "sizes"), [(1, (3, 5, 8, 12, 25)), (2, (60,))])
def test_kept_true_by_changes(graph: Graph, seed: int, sizes: tuple[int, ...]) -> None:
    """After each change as the model says; in the end as a full derivation says."""
    rng = random.Random(seed)
    networks = {}
    for number in range(240 // max(sizes)):
        network = loosened(rng, random_network(rng, f"n{number}x", rng.choice(sizes)))
        networks[f"n{number}x"] = network
        fill(graph, network)
    derive(graph)
    moved = 0
    for number in range(100):
        name = rng.choice(list(networks))
        before = stored(graph, f"{name}e")
        with graph.transaction() as transaction:
            changed = change(rng, networks[name], transaction)
            rederive(transaction, changed, whole=True)
            found = stored(transaction, f"{name}e")
        assert found == expected(networks[name]), (number, changed)
        moved += found != before
    assert moved > 2
    before = stored(graph, "n")
    derive(graph)
    assert stored(graph, "n") == before


def test_critical_path_method(graph: Graph) -> None:
    """Without circles and with one supplier per material it is the longest path."""
    rng = random.Random(8)
    networks, longest = [], {}
    for number in range(20):
        network, paths = random_network(rng, f"n{number}x", 1), networkx.DiGraph()
        network.enterprises, network.materials = [], []
        network.needs, network.supplies = [], []
        ids = [f"n{number}xe{place}" for place in range(30)]
        for place, e in enumerate(ids):
            row = {"id": e, "name": e, "surveyed_on": "", "closed_on": rng.choice(["", AS_OF])}
            network.enterprises.append(row)
            paths.add_node(e)
            for s in rng.sample(ids[:place], min(place, rng.randint(0, 4))):
                lead, material = rng.randint(0, 1000), f"{s}-to-{e}"
                network.materials.append({"id": material, "name": material})
                network.needs.append(
                    {"enterprise": e, "material": material, "stock_days": as_text(rng.random())}
                )
                supply = {"supplier": s, "material": material, "buyer": e}
                network.supplies.append(supply | {"lead_days": as_text(lead / 100)})
                paths.add_edge(s, e, days=lead)
        for e in ids:
            behind = paths.subgraph(networkx.ancestors(paths, e) | {e})
            longest[e] = networkx.dag_longest_path_length(behind, "days") / 100
        networks.append(network)
    fill(graph, together(networks))
    derive(graph)
    assert {e: row[0] for e, row in stored(graph, "n").items()} == longest


def chain_of(model: Model, e: str) -> list[list[Any]]:
    """Hop by hop what ``lead-time`` should say, by the model: enterprise, days, supplier, material,
    lead, margin, stuck."""
    rows = []
    for hop, x in enumerate(model.chain(e)):
        supplier, material, _ = model.waits_for.get(x, (None, None, None))
        lead = margin = None
        if supplier:
            (offer,) = [o for o in model.offers[x, material] if o.supplier == supplier]
            lead = offer.lead / 100
            others = [model.arrive(x, m) for m in model.needs(x) if m != material]
            if model.ready[x] is not None:
                margin = (model.ready[x] - max([0, *others])) / 100
        stuck = model.stuck[x]
        rows.append([hop, x, days(model.ready[x]), supplier, material, lead, margin, stuck])
    return rows


def test_the_query_tells_the_chain(graph: Graph) -> None:
    rng = random.Random(5)
    knowledge = Knowledge(graph, read_catalog(), show_personal=True)
    networks = []
    for number in range(60):
        networks.append(loosened(rng, random_network(rng, f"n{number}x", rng.choice([5, 8, 12]))))
    fill(graph, together(networks))
    derive(graph)
    hops, stuck = 0, set()
    for network in networks:
        model = Model(bare(network))
        for e in rng.sample(list(model.rows), 3):
            answer = knowledge.ask("lead-time", {"enterprise": e})
            rows = rows_of(answer)
            assert [[row[name] for name in COLUMNS] for row in rows] == chain_of(model, e)
            hops = max(hops, len(rows))
            stuck |= {row["stuck"] for row in rows}
            assert answer.picture is not None
            edges = {(edge.target, edge.source) for edge in answer.picture.edges}
            assert edges == {(r["enterprise"], r["waits_for"]) for r in rows if r["waits_for"]}
    assert hops > 3 and stuck >= {None, "circular"}


def test_of_the_cixi_dataset(cixi: Knowledge) -> None:
    model = Model(bare(Network.read(make_cixi.FOLDER)))
    longest = sorted(model.rows, key=lambda e: -len(model.chain(e)))[:10]
    for e in ("gongniu", "xinhai", "yuelong", *longest):
        rows = rows_of(cixi.ask("lead-time", {"enterprise": e}))
        assert [[row[name] for name in COLUMNS] for row in rows] == chain_of(model, e)
    assert len(model.chain(longest[0])) > 2


def test_an_unknown_enterprise_is_not_found(cixi: Knowledge) -> None:
    with pytest.raises(NotFound) as refused:
        cixi.ask("lead-time", {"enterprise": "gongnju"})
    assert any("gongniu" in name for name in refused.value.nearest)
