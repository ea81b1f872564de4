"""What is derived after one change equals what the model and a full derivation say."""

import random
from itertools import chain

import pytest

from service.derivation.full import derive
from service.derivation.incremental import rederive_everything
from service.graph.database import Graph
from tests.support.changes import change
from tests.support.derived import everything, expected, of_those
from tests.support.networks import fill, random_network, together

ALONE = 40
"""Changes that are followed one at a time; the others in one transaction for all networks."""


@pytest.mark.parametrize(("seed", "sizes", "count"), [(1, (3, 5, 8, 12, 25), 16), (2, (60, 90), 8)])
def test_a_thousand_changes(graph: Graph, seed: int, sizes: tuple[int, ...], count: int) -> None:
    """Each change is compared with the model, and from time to time with a full derivation.

    Networks stand side by side: what one change sets off ends at the borders of its own.
    """
    rng = random.Random(seed)
    networks = {}
    for number in range(count):
        networks[f"n{number}x"] = random_network(rng, f"n{number}x", rng.choice(sizes))
    fill(graph, together(list(networks.values())))
    derive(graph)
    wanted = {}
    for network in networks.values():
        wanted |= expected(network)
    done = 0
    while done < 600:
        names = [rng.choice(list(networks))] if done < ALONE else list(networks)
        with graph.transaction() as transaction:
            changed = {name: change(rng, networks[name], transaction) for name in names}
            rederive_everything(transaction, list(chain.from_iterable(changed.values())))
            found = of_those(transaction, "n")
        for name in names:
            wanted |= expected(networks[name])
        assert found == wanted, (done, changed)
        before, done = done, done + len(names)
        if before // 200 < done // 200:
            stored = everything(graph)
            derive(graph)
            assert everything(graph) == stored


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
        rederive_everything(transaction, ["ce11"])
        assert of_those(transaction, "c") == expected(network)
