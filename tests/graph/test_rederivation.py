"""What is derived after one change equals what the model and a full derivation say."""

import random

import pytest

from service.derivation.full import derive
from service.derivation.incremental import rederive
from service.graph.database import Graph
from tests.support.changes import change
from tests.support.derived import everything, expected, of_one
from tests.support.networks import fill, random_network


@pytest.mark.parametrize(("seed", "sizes"), [(1, (3, 5, 8, 12, 25)), (2, (60, 90))])
def test_a_thousand_changes(graph: Graph, seed: int, sizes: tuple[int, ...]) -> None:
    """Each change is compared with the model, and from time to time with a full derivation."""
    rng = random.Random(seed)
    networks = {}
    for number in range(200 // max(sizes)):
        networks[f"n{number}x"] = random_network(rng, f"n{number}x", rng.choice(sizes))
    for network in networks.values():
        fill(graph, network)
    derive(graph)
    for number in range(1, 601):
        name = rng.choice(list(networks))
        with graph.transaction() as transaction:
            changed = change(rng, networks[name], transaction)
            rederive(transaction, changed, whole=True)
            found = of_one(transaction, name)
        assert found == expected(networks[name]), (number, changed)
        if number % 200 == 0:
            before = everything(graph)
            derive(graph)
            assert everything(graph) == before


def test_a_circle_that_holds_itself_by_hundredths(graph: Graph) -> None:
    """Ten in a circle that has 0.01 day more stock than lead fall by hundredths from 300 days."""
    network = random_network(random.Random(0), "c", 1)
    ids = [f"ce{number}" for number in range(12)]
    blank = dict.fromkeys(("closed_on", "resumed_on", "expected_on", "output_rate"), "")
    network.enterprises = [{"id": e, "name": e, "surveyed_on": "", **blank} for e in ids]
    network.enterprises[11]["expected_on"] = "2020-12-08"
    network.materials = [{"id": m, "name": m} for m in ("m", "out")]
    network.needs, network.supplies = [], []
    for number in range(10):
        buyer, supplier = ids[number], ids[(number + 1) % 10]
        network.needs.append({"enterprise": buyer, "material": "m", "stock_days": "1.01"})
        row = {"supplier": supplier, "material": "m", "buyer": buyer, "lead_days": "1"}
        network.supplies.append(row)
    network.needs.append({"enterprise": ids[0], "material": "out", "stock_days": "0"})
    network.supplies.append(
        {"supplier": ids[11], "material": "out", "buyer": ids[0], "lead_days": "1"}
    )
    fill(graph, network)
    derive(graph)
    network.enterprises[11]["expected_on"] = ""
    with graph.transaction() as transaction:
        transaction.run("MATCH (e:Enterprise {id: 'ce11'}) SET e.expected_on = null")
        rederive(transaction, ["ce11"], whole=True)
        assert of_one(transaction, "c") == expected(network)
