"""Whom to unblock first: the ranking equals trying everybody, and few are tried for it."""

import random
from copy import deepcopy
from typing import Any

import pytest

from seed import make_cixi
from service.answers import trials, unblocking
from service.answers.knowledge import Knowledge
from service.derivation.full import derive
from service.graph.database import Graph
from service.statements import statement
from tests.support.catalog import read_catalog
from tests.support.derived import everything
from tests.support.model import Model, Network
from tests.support.networks import days_from, fill, random_network
from tests.support.plans import unbounded
from tests.support.unblocking import tried

pytestmark = pytest.mark.usefixtures("all_tried")

Row = dict[str, Any]

UNRANKED = "MATCH (g:Graph {id: 'graph'}) SET g.ranked_version = null"


@pytest.fixture
def knowledge(graph: Graph) -> Knowledge:
    return Knowledge(graph, read_catalog(), show_personal=True)


def answered(knowledge: Knowledge, columns: Row, **given: Any) -> list[Row]:
    answer = knowledge.ask("unblock-first", given)
    names = [column.name for column in answer.columns]
    assert {row[names.index("untried_at_most")] for row in answer.rows} <= {None}
    assert not answer.truncated
    return [
        {name: value for name, value in zip(names, row, strict=True) if name in columns}
        for row in answer.rows
    ]


def drawn(rng: random.Random, name: str, size: int) -> Network:
    network = random_network(rng, name, size)
    for row in network.enterprises:
        row["above_scale"] = rng.choice(["true", "", ""])
    return network


def test_the_order_is_that_of_trying_everybody(graph: Graph, knowledge: Knowledge) -> None:
    rng = random.Random(21)
    compared = savings = freed = 0
    for number in range(6):
        graph.autocommit("MATCH (n) DETACH DELETE n")
        networks = [drawn(rng, f"n{number}x{k}x", rng.choice([3, 5, 8, 12, 25])) for k in range(10)]
        for network in networks:
            fill(graph, network)
        derive(graph)
        before = everything(graph)
        together = Network(networks[0].as_of)
        for network in networks:
            together.enterprises += network.enterprises
            together.materials += network.materials
            together.needs += network.needs
            together.supplies += network.supplies
        expected = tried(together)
        limit = rng.choice([1, 5, 20, 1000])
        for ranked in (True, False):
            if not ranked:
                graph.write(UNRANKED)
            found = answered(knowledge, expected[0], limit=limit)
            assert found == expected[:limit]
        assert everything(graph) == before
        compared += len(found)
        savings += sum(row["days_saved"] > 0 for row in expected)
        freed += sum(row["freed"] > 0 for row in expected)
    assert compared > 60 and savings > 60 and freed > 5


def test_those_that_cannot_come_first_are_not_tried(
    graph: Graph, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One holds up a hundred, a hundred others hold up one each."""
    network = Network(random_network(random.Random(1), "n", 3).as_of)

    def enterprise(id: str, days: int) -> None:
        row = {"id": id, "name": id, "expected_on": days_from(days), "above_scale": "true"}
        network.enterprises.append(row)

    def supply(supplier: str, buyer: str) -> None:
        row = {"supplier": supplier, "material": "m", "buyer": buyer, "lead_days": "1"}
        network.supplies.append({**row, "share": "", "since": "", "until": ""})
        need = {"enterprise": buyer, "material": "m", "stock_days": "", "stock_on": ""}
        network.needs.append({**need, "essential": ""})

    network.materials = [{"id": "m", "name": "m"}]
    enterprise("hub", 5)
    for number in range(100):
        enterprise(f"a{number}", 0)
        supply("hub", f"a{number}")
        enterprise(f"root{number}", 20)
        enterprise(f"b{number}", 0)
        supply(f"root{number}", f"b{number}")
    fill(graph, network)
    derive(graph)
    graph.write(UNRANKED)
    counted: list[trials.Trials] = []

    class Counted(trials.Trials):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            counted.append(self)

    monkeypatch.setattr(trials, "Trials", Counted)
    first = knowledge.ask("unblock-first", {"limit": 1}).rows
    assert [row[0] for row in first] == ["hub"]
    assert first[0][2] == 5 + 100 * 5  # each then waits one day for the delivery
    assert [one.count for one in counted] == [1]


@pytest.fixture
def network(graph: Graph) -> Network:
    """One network with some to unblock, derived, and not ranked: each is tried."""
    network = drawn(random.Random(9), "n", 25)
    fill(graph, network)
    derive(graph)
    graph.write(UNRANKED)
    return network


def test_an_answer_that_time_cut_says_so(
    knowledge: Knowledge, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = tried(network)
    monkeypatch.setattr(trials.Trials, "in_time", property(lambda self: self.count < 2))
    answer = knowledge.ask("unblock-first", {"limit": 20})
    names = [column.name for column in answer.columns]
    rows = [dict(zip(names, row, strict=True)) for row in answer.rows]
    assert answer.truncated and rows and len(rows) < len(expected)
    at_most = {row["untried_at_most"] for row in rows}
    assert len(at_most) == 1 and None not in at_most
    untried = [row for row in expected if row["enterprise"] not in {r["enterprise"] for r in rows}]
    assert max(row["days_saved_above_scale"] for row in untried) <= max(at_most)


def test_only_those_of_a_district_and_an_industry(graph: Graph, knowledge: Knowledge) -> None:
    rng = random.Random(31)
    network = drawn(rng, "n", 60)
    for row in network.enterprises:
        row["district"] = rng.choice(["", "330282", "330205", "110101"])
        row["industry"] = rng.choice(["", "3823", "3251"])
    fill(graph, network)
    derive(graph)
    expected = tried(network)
    facts = {row["id"]: row for row in network.enterprises}
    here = [
        row
        for row in expected
        if facts[row["enterprise"]]["district"].startswith("33")
        and facts[row["enterprise"]]["industry"].startswith("38")
    ]
    assert 0 < len(here) < len(expected)
    found = answered(knowledge, expected[0], district="33", industry="38", limit=1000)
    assert found == here


def test_cixi(cixi: Knowledge) -> None:
    found = answered(cixi, {"enterprise": 1, "days_saved_above_scale": 1}, limit=2)
    assert {row["enterprise"] for row in found} >= {"wuxue-zirconia"}
    network = Network.read(make_cixi.FOLDER)
    model = Model(network)
    for row in found:
        after = deepcopy(network)
        (one,) = (e for e in after.enterprises if e["id"] == row["enterprise"])
        one["expected_on"] = network.as_of.isoformat()
        then = Model(after).ready
        saved = sum(
            before - then[e]
            for e, before in model.ready.items()
            if before is not None and model.rows[e].get("above_scale") == "true"
        )
        assert row["days_saved_above_scale"] == saved / 100


def test_the_bound_is_found_by_pruned_paths(cixi_graph: Graph) -> None:
    given = {"district": None, "industry": None, "ranked": True, "limit": 20}
    for name in ("roots", "first"):
        plan = cixi_graph.explain(statement(f"unblocking/{name}"), given).plan
        assert list(unbounded(plan)) == []
        assert "CartesianProduct" not in {operator.operator for operator in plan.walk()}


def test_none_to_unblock(graph: Graph, knowledge: Knowledge) -> None:
    network = random_network(random.Random(2), "n", 3)
    for row in network.enterprises:
        row |= {"resumed_on": days_from(-1), "output_rate": "", "closed_on": ""}
    fill(graph, network)
    derive(graph)
    assert knowledge.ask("unblock-first", {}).rows == []


@pytest.mark.usefixtures("network")
def test_a_changing_graph_is_tried_again(
    graph: Graph, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = answered(knowledge, {"enterprise": 1}, limit=20)
    real, left = unblocking._try, [1]

    def moving(*given: Any) -> None:
        real(*given)
        if left:
            left.pop()
            graph.write(
                "MATCH (g:Graph) SET g.version = g.version + 1, g.derived_version = g.version"
            )
            derive(graph)

    monkeypatch.setattr(unblocking, "_try", moving)
    assert answered(knowledge, {"enterprise": 1}, limit=20) == expected and not left
    assert knowledge.state().derived
