"""The queries about readiness against the independent model: Cixi, and random small networks."""

import itertools
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from seed import make_cixi
from service.answers.answer import Subgraph
from service.answers.knowledge import Knowledge
from service.catalog.catalog import Catalog
from service.derivation.full import derive
from service.graph.database import Graph
from tests.support.catalog import read_catalog
from tests.support.model import Network
from tests.support.networks import AS_OF, days_from, fill, random_network
from tests.support.oracle_readiness import Oracle, Row

DRESS = """
CALL () { MATCH (m:Material) SET m.name = m.id }
UNWIND $rows AS row
MATCH (e:Enterprise {id: row.id})
SET e += row
"""
"""What ``fill`` leaves out: values that queries filter by and count."""


@dataclass
class Asked:
    """Saved queries asked of a graph as it is, without the service's checks in between."""

    graph: Graph
    catalog: Catalog

    def rows(self, name: str, **given: Any) -> list[Row]:
        query = self.catalog[name]
        given = query.arguments(given) | {"most": None}
        answer = self.graph.read(query.statement, given, timeout=60)
        return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]


def only(rows: Iterable[Row], like: Sequence[Row]) -> list[Row]:
    """``rows`` with the columns that the rows expected have."""
    columns = like[0].keys() if like else ()
    return [{name: row[name] for name in columns} for row in rows]


def assert_same(found: Sequence[Row], expected: Sequence[Row]) -> None:
    assert only(found, expected) == list(expected)
    assert len(found) == len(expected)


def any_order(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row["material"], row["supplier"] or ""))


def dress(rng: random.Random, network: Network) -> None:
    """Gives enterprises what readiness does not rest on: size, place, headcount."""
    for row in network.enterprises:
        row["above_scale"] = rng.choice(["true", "false", ""])
        row["headcount"] = rng.choice(["", "7", "120"])
        row["district"] = rng.choice(["", "330282", "330205", "110101"])
        row["industry"] = rng.choice(["", "3823", "3251"])


def enliven(rng: random.Random, network: Network) -> None:
    """Lets most run and short of stock, so that they stop one after the other."""
    for row in network.enterprises:
        if rng.random() < 0.8:
            row |= {"closed_on": "", "resumed_on": days_from(-4), "output_rate": ""}
    for row in network.needs:
        if rng.random() < 0.6:
            row["stock_on"] = ""
            row["stock_days"] = row["stock_days"] and rng.choice(["0", "1", row["stock_days"]])


def settle(graph: Graph, networks: Sequence[Network]) -> Asked:
    """All networks side by side in one graph, derived at once."""
    rows: list[dict[str, Any]] = []
    for network in networks:
        fill(graph, network)
        for row in network.enterprises:
            size = {"true": True, "false": False}.get(row["above_scale"])
            headcount = int(row["headcount"]) if row["headcount"] else None
            values = {"id": row["id"], "above_scale": size, "headcount": headcount}
            values |= {key: row[key] or None for key in ("district", "industry")}
            rows.append(values)
    graph.write(DRESS, {"rows": rows})
    derive(graph)
    return Asked(graph, read_catalog())


def merged(rows: Iterable[Sequence[Row]], *order: str) -> list[Row]:
    every = [row for some in rows for row in some]
    return sorted(every, key=lambda row: tuple(row[name] for name in order))


def check_whole(asked: Asked, oracles: Sequence[Oracle]) -> None:
    """The queries that answer for the whole network."""
    readiness = merged((oracle.readiness() for oracle in oracles), "enterprise")
    assert_same(asked.rows("readiness"), readiness)
    running_short = merged((o.running_short() for o in oracles), "stop_days", "enterprise")
    assert_same(asked.rows("running-short"), running_short)
    # only the first by circle: within one the rows go round
    circles = [row for oracle in oracles for row in oracle.circular_waits()]
    assert_same(asked.rows("circular-waits"), sorted(circles, key=lambda row: row["circle"]))
    facts = {e: row for oracle in oracles for e, row in oracle.model.rows.items()}

    def within(rows: Iterable[Row], **wanted: str) -> list[Row]:
        return [
            row
            for row in rows
            if all(facts[row["enterprise"]][k].startswith(v) for k, v in wanted.items())
        ]

    assert_same(asked.rows("readiness", district="3302"), within(readiness, district="3302"))
    small = [row for row in readiness if facts[row["enterprise"]]["above_scale"] != "true"]
    assert_same(asked.rows("readiness", above_scale=False), small)
    here = within(running_short, district="330205")
    assert_same(asked.rows("running-short", district="330205"), here)


def check_each(asked: Asked, oracles: Sequence[Oracle]) -> None:
    """The queries about one enterprise, asked for every one."""
    for oracle in oracles:
        for e in oracle.model.rows:
            assert_same(asked.rows("critical-path", enterprise=e), oracle.critical_path(e))
            found, expected = asked.rows("why", enterprise=e), oracle.why(e)
            assert_same(any_order(found), any_order(expected))
            decides = [row["decides"] for row in found]
            assert decides.count(True) == (e in oracle.model.waits_for)
            assert True not in decides[1:], "what decides stands first"


@pytest.mark.parametrize("seed", range(3))
def test_random_networks(graph: Graph, seed: int) -> None:
    """Cycles, ties, shares, parallel and dated supplies, closed ones: 240 small networks."""
    rng = random.Random(1000 + seed)
    networks = [random_network(rng, f"n{i}", rng.randint(1, 12)) for i in range(80)]
    for network in networks:
        dress(rng, network)
    asked = settle(graph, networks)
    oracles = [Oracle(network) for network in networks]
    check_whole(asked, oracles)
    check_each(asked, oracles)


@pytest.mark.parametrize("seed", range(3))
def test_who_runs_short_in_networks_that_mostly_run(graph: Graph, seed: int) -> None:
    """300 networks where a stop runs from one to the next, with shares and goods on the road."""
    rng = random.Random(2000 + seed)
    networks = [random_network(rng, f"n{i}", rng.randint(4, 20)) for i in range(100)]
    for network in networks:
        dress(rng, network)
        enliven(rng, network)
    asked = settle(graph, networks)
    oracles = [Oracle(network) for network in networks]
    check_whole(asked, oracles)
    for oracle in oracles[:20]:
        short = oracle.running_short()
        for e in oracle.model.rows:
            tree = oracle.tree(e)
            expected = [row for row in short if row["enterprise"] in tree]
            assert_same(asked.rows("running-short", enterprise=e), expected)


def test_deriving_again_forgets_who_no_longer_runs_short(graph: Graph) -> None:
    rng = random.Random(3)
    networks = [random_network(rng, f"n{i}", 12) for i in range(10)]
    for network in networks:
        dress(rng, network)
        enliven(rng, network)
    asked = settle(graph, networks)
    assert asked.rows("running-short")
    graph.write("MATCH (:Enterprise)-[n:NEEDS]->() SET n.essential = false")
    derive(graph)
    assert asked.rows("running-short") == []
    left = "MATCH (e:Enterprise) RETURN count(e.stop_days) + count(e.stop_material)"
    assert graph.read(left).one() == [0]


def chain(name: str, hops: int, *, closed_into: int | None = None) -> Network:
    """Each of ``hops`` + 1 waits a day for the next; the last for the one ``closed_into``."""
    network = Network(AS_OF)
    ids = [f"{name}{number:04}" for number in range(hops + 1)]
    for e in ids:
        network.enterprises.append({"id": e, "name": e})
    network.enterprises[-1]["expected_on"] = days_from(1)
    pairs = list(itertools.pairwise(ids))
    if closed_into is not None:
        pairs.append((ids[-1], ids[closed_into]))
    for buyer, supplier in pairs:
        material = f"{supplier}-to-{buyer}"
        network.materials.append({"id": material, "name": material})
        network.needs.append({"enterprise": buyer, "material": material})
        supply = {"supplier": supplier, "material": material, "buyer": buyer, "lead_days": "1"}
        network.supplies.append(supply)
    return network


def test_long_chains_and_circles(graph: Graph) -> None:
    """Reads grow with the hops, not with their square; long circles are shown once round."""
    networks = [chain("short", 60), chain("long", 240), chain("tail", 200, closed_into=100)]
    for network in networks:
        fill(graph, network)
    derive(graph)
    asked = Asked(graph, read_catalog())
    for network in networks:
        oracle = Oracle(network)
        e = network.enterprises[0]["id"]
        bare = [row | {"material_name": None} for row in oracle.critical_path(e)]
        assert_same(asked.rows("critical-path", enterprise=e), bare)
    query = asked.catalog["critical-path"]
    hits = []
    for e in ("short0000", "long0000"):
        _, plan = graph.profile(query.statement, query.arguments({"enterprise": e}))
        hits.append(sum(step.arguments.get("DbHits", 0) for step in plan.walk()))
    assert hits[1] < 5 * hits[0]
    round_once = asked.rows("circular-waits")
    assert [row["enterprise"] for row in round_once] == [f"tail{n:04}" for n in range(100, 201)]
    assert {(row["circle"], row["held"], row["short_days"]) for row in round_once} == {
        ("tail0100", 200, 101.0)
    }


@pytest.fixture(scope="module")
def cixi_oracle() -> Oracle:
    return Oracle(Network.read(make_cixi.FOLDER))


def answer(cixi: Knowledge, name: str, **given: Any) -> tuple[list[Row], Subgraph | None]:
    """Rows and picture of a saved query, given the ``example`` where nothing else is."""
    query = cixi.catalog[name]
    found = cixi.ask(name, given or query.example)
    names = [column.name for column in found.columns]
    assert not found.truncated
    return [dict(zip(names, row, strict=True)) for row in found.rows], found.subgraph


def test_cixi_every_enterprise(cixi_graph: Graph, cixi_oracle: Oracle) -> None:
    asked = Asked(cixi_graph, read_catalog())
    check_whole(asked, [cixi_oracle])
    check_each(asked, [cixi_oracle])


def test_cixi_critical_path(cixi: Knowledge, cixi_oracle: Oracle) -> None:
    """Gongniu waits for brackets of Yuelong, and Yuelong for copper."""
    rows, picture = answer(cixi, "critical-path")
    assert_same(rows, cixi_oracle.critical_path("gongniu"))
    assert [row["enterprise"] for row in rows] == ["gongniu", "yuelong", "diankou-copper"]
    assert [row["material"] for row in rows] == ["plug-bracket", "copper", None]
    assert picture is not None
    assert [node.id for node in picture.nodes] == [row["enterprise"] for row in rows]
    edges = [(edge.type, edge.source, edge.target) for edge in picture.edges]
    chain = cixi_oracle.chains["gongniu"]
    assert edges == [("WAITS_FOR", *pair) for pair in itertools.pairwise(chain)]
    named = [edge.properties["material_name"] for edge in picture.edges]
    assert named == [row["material_name"] for row in rows[:-1]]


def test_cixi_critical_path_into_a_circle(cixi: Knowledge, cixi_oracle: Oracle) -> None:
    """Who waits for a circle sees it once round, and the picture closes it."""
    circle = cixi_oracle.circles()[0]
    outside = next(e for e in cixi_oracle.held[circle[0]] if e not in circle)
    rows, picture = answer(cixi, "critical-path", enterprise=outside)
    assert {row["stuck"] for row in rows} == {"circular"}
    assert set(circle) < {row["enterprise"] for row in rows}
    assert picture is not None
    assert len(picture.edges) == len(rows) == len(picture.nodes)


def test_cixi_why(cixi: Knowledge, cixi_oracle: Oracle) -> None:
    rows, _ = answer(cixi, "why")
    assert_same(any_order(rows), any_order(cixi_oracle.why("gongniu")))
    (decides,) = (row for row in rows if row["decides"])
    assert (decides["material"], decides["supplier"]) == ("plug-bracket", "yuelong")


def test_cixi_readiness(cixi: Knowledge, cixi_oracle: Oracle) -> None:
    rows, _ = answer(cixi, "readiness")
    facts = cixi_oracle.model.rows
    here = [
        row
        for row in cixi_oracle.readiness()
        if facts[row["enterprise"]]["district"] == "330282"
        and facts[row["enterprise"]]["above_scale"] == "true"
    ]
    assert here
    assert_same(rows, here)
    assert all(row["ready_on"] is None for row in rows if row["runs"])


def test_cixi_running_short(cixi: Knowledge, cixi_oracle: Oracle) -> None:
    rows, _ = answer(cixi, "running-short")
    tree = cixi_oracle.tree("gongniu")
    expected = [row for row in cixi_oracle.running_short() if row["enterprise"] in tree]
    assert_same(rows, expected)
    assert "gongniu" in {row["enterprise"] for row in rows}


def test_cixi_circular_waits(cixi: Knowledge, cixi_oracle: Oracle) -> None:
    rows, picture = answer(cixi, "circular-waits")
    assert_same(rows, cixi_oracle.circular_waits())
    assert len(rows) == 3
    assert rows[0]["short_days"] > 0
    assert picture is not None
    assert len(picture.nodes) == len(picture.edges) == 3
