"""The equations on columns against the independent model and the critical path method."""

import random
from collections.abc import Sequence
from typing import Any

import networkx
import pytest

from service.equations import savings as unblocking
from service.equations import single_points
from service.equations.savings import savings
from service.equations.solution import Solved, solve
from tests.support.circles import circle, creeping, entangled, enterprise, supplied, with_a_way_out
from tests.support.columns import columns, told
from tests.support.derived import days
from tests.support.lead_times import bare, loosened
from tests.support.losses import Facts as Stopping
from tests.support.losses import dress
from tests.support.model import Model, Network
from tests.support.networks import AS_OF, days_from, random_network, together
from tests.support.oracle_readiness import Oracle
from tests.support.single_points import anchors, stops
from tests.support.unblocking import tried

BOUND = 600
"""Evaluations before a few that rise again and again are noticed twice over; raised turn by turn,
a circle of two that gains 0.01 day takes 73,000."""


def compare(networks: Sequence[Network]) -> Solved:
    """Derives all networks at once, side by side, and compares everything of every enterprise."""
    facts, ids, materials = columns(together(networks))
    solved = solve(facts)
    expected: dict[str, list[Any]] = {}
    for network in networks:
        model, leads = Model(network), Model(bare(network))
        stop = Oracle(network, model).stop
        for e in model.rows:
            supplier, material, wait = model.waits_for.get(e, (None, None, None))
            waits = supplier and model.ready[e] is not None
            stopped, lacks = stop.get(e, (None, None))
            expected[e] = [
                *(model.runs[e], days(model.own[e]), days(model.ready[e]), model.in_flow[e]),
                *(model.firm[e], model.stuck[e], len(model.chain(e)) - 1 if waits else None),
                *(supplier, material, days(wait), days(stopped), lacks, days(leads.ready[e])),
            ]
    assert told(solved, ids, materials) == expected
    return solved


@pytest.mark.parametrize("seed", range(12))
def test_random_networks(seed: int) -> None:
    """1,200 small networks: cycles, ties, shares, parallel and dated supplies, closed ones."""
    rng = random.Random(seed)
    compare([random_network(rng, f"n{i}", rng.randint(1, 12)) for i in range(100)])


@pytest.mark.parametrize("seed", range(4))
def test_circles_that_take_no_time(seed: int) -> None:
    rng = random.Random(100 + seed)
    compare([loosened(rng, random_network(rng, f"n{i}", rng.randint(2, 12))) for i in range(100)])


def test_denser_networks() -> None:
    rng = random.Random(99)
    compare([random_network(rng, f"n{i}", 40) for i in range(20)])


@pytest.mark.parametrize("seed", range(5))
def test_critical_path_method(seed: int) -> None:
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
    ready, _ = _ready(network)
    assert ready == {e: at / 100 for e, at in longest.items() if e != "start"}


def _ready(network: Network) -> tuple[dict[str, float | None], Solved]:
    facts, ids, materials = columns(network)
    solved = solve(facts)
    return {e: row[2] for e, row in told(solved, ids, materials).items()}, solved


@pytest.mark.parametrize("size", [2, 3, 10, 101, 2000])
def test_a_creeping_circle_settles_in_a_bounded_number_of_evaluations(size: int) -> None:
    facts, ids, materials = columns(creeping(size))
    solved = solve(facts)
    assert sum(solved.evaluated.values()) <= BOUND + 20 * size
    assert [row[5] for row in told(solved, ids, materials).values()] == ["circular"] * size


def test_a_creeping_circle_with_a_way_out() -> None:
    network, expected = with_a_way_out()
    ready, solved = _ready(network)
    assert sum(solved.evaluated.values()) <= BOUND
    assert ready == expected


def test_entangled_creeping_circles() -> None:
    assert sum(compare([entangled()]).evaluated.values()) <= BOUND


def test_a_circle_broken_by_stock_is_ready() -> None:
    network = Network(AS_OF)
    circle(network, "c", 4, 0.0)
    compare([network])
    assert set(_ready(network)[0].values()) <= {0.0, 1.0}


@pytest.mark.parametrize("seed", range(4))
def test_ranking(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """800 networks; with so few, avalanches count as far-reaching early."""
    monkeypatch.setattr(single_points, "FAR_REACHING", [1000, 2, 3, 1][seed])
    monkeypatch.setattr(single_points, "MAX_OUTSIDE", [1000, 1000, 2, 1][seed])
    monkeypatch.setattr(single_points, "ROOT_CANDIDATES", [6, 6, 2, 1][seed])
    monkeypatch.setattr(single_points, "BATCH_SIZE", [1000, 100, 37, 1000][seed])
    rng = random.Random(seed)
    networks = [random_network(rng, f"n{i}", rng.randint(2, 14)) for i in range(200)]
    for network in networks:
        dress(rng, network)
        for row in network.enterprises:
            row["above_scale"] = rng.choice(["true", "", "false"])
    facts, ids, _ = columns(together(networks))
    ranking = single_points.rank_single_points(solve(facts).contracts, facts.enterprises.anchor)
    counts = zip(ranking.enterprises.tolist(), ranking.anchors.tolist(), strict=True)
    found = dict(zip(ids, counts, strict=True))
    expected = {}
    for network in networks:
        model = Stopping(network)
        for x in model.rows:
            others = stops(model, x) - {x}
            expected[x] = (len(others), len(others & anchors(model)))
    assert found == expected
    assert ranking.candidates == sum(count > 0 for count, _ in expected.values())
    assert ranking.left == 0
    assert (ranking.avalanches != []) == (seed > 0)


def test_a_ranking_out_of_time_says_whom_it_left_out() -> None:
    network = Network(AS_OF)
    for e in ("a", "b", "c"):
        enterprise(network, e)
    supplied(network, "b", "a", 1)
    supplied(network, "c", "b", 1)
    facts, _, _ = columns(network)
    contracts = solve(facts).contracts
    ended = single_points.rank_single_points(
        contracts, facts.enterprises.anchor, lambda done: done >= 0
    )
    assert (ended.candidates, ended.left, ended.enterprises.tolist()) == (0, 2, [0, 0, 0])
    whole = single_points.rank_single_points(contracts, facts.enterprises.anchor)
    assert (whole.candidates, whole.left, whole.enterprises.tolist()) == (2, 0, [2, 1, 0])


def test_a_giant_core(monkeypatch: pytest.MonkeyPatch) -> None:
    """1,500 enterprises, of which many set off avalanches of hundreds."""
    monkeypatch.setattr(single_points, "FAR_REACHING", 100)
    rng = random.Random(11)
    network = Network(AS_OF)
    names = [f"e{number}" for number in range(1500)]
    network.enterprises = [
        {"id": e, "name": e, "above_scale": "true" if number % 10 == 0 else ""}
        for number, e in enumerate(names)
    ]
    network.materials = [{"id": m} for m in ("m1", "m2", "m3")]
    for e in names:
        for m in ("m1", "m2", "m3")[: rng.choice([1, 2, 3])]:
            # most of them from the first few hundred, who supply one another, too
            among = names[:400] if rng.random() < 0.8 else names
            for s in rng.sample(among, rng.choice([1, 1, 1, 2])):
                if s != e:
                    network.supplies.append({"supplier": s, "material": m, "buyer": e})
    facts, ids, _ = columns(network)
    ranked = single_points.rank_single_points(solve(facts).contracts, facts.enterprises.anchor)
    model = Stopping(network)
    expected = {x: reached(model, x) - {x} for x in names}
    counts = zip(ranked.enterprises.tolist(), ranked.anchors.tolist(), strict=True)
    found = dict(zip(ids, counts, strict=True))
    assert found == {x: (len(e), len(e & anchors(model))) for x, e in expected.items()}
    assert max(len(e) for e in expected.values()) > 400
    assert ranked.candidates == sum(bool(e) for e in expected.values())
    assert sum(len(e) > 400 for e in expected.values()) > 5 * len(ranked.avalanches) > 0


def reached(model: Stopping, x: str) -> set[str]:
    """``stops({x})`` where nobody is closed and no shares are known, by counting suppliers left."""
    fed: dict[str, list[tuple[str, str]]] = {}
    left: dict[tuple[str, str], int] = {}
    for (e, m), offers in model.offers.items():
        left[e, m] = len(offers)
        for offer in offers:
            fed.setdefault(offer.supplier, []).append((e, m))
    stopped, todo = {x}, [x]
    for s in todo:
        for e, m in fed.get(s, []):
            left[e, m] -= 1
            if left[e, m] == 0 and e not in stopped:
                stopped.add(e)
                todo.append(e)
    return stopped


@pytest.mark.parametrize("seed", range(6))
def test_savings_of_root_blockers(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """300 networks: each root blocker by itself, all of a network at once; few are left open."""
    monkeypatch.setattr(unblocking, "BATCH_SIZE", [2000, 3][seed % 2])
    rng = random.Random(700 + seed)
    exact = open_ = others = 0
    for number in range(50):
        network = random_network(rng, f"n{number}", rng.choice([3, 8, 12, 25]))
        if seed > 2:
            network = loosened(rng, network)
        for row in network.enterprises:
            row["above_scale"] = rng.choice(["true", "", ""])
        facts, ids, _ = columns(network)
        solved = solve(facts)
        found = savings(solved.contracts, solved.status, solved.at, facts.enterprises.above_scale)
        expected = {row["enterprise"]: row for row in tried(network)}
        for place, e in enumerate(ids):
            row = expected.get(e)
            told_days = (found.days[place], found.above[place])
            if row is None or found.open[place]:
                assert told_days == (-1, -1)
                assert row is not None or not found.open[place]
                open_ += bool(found.open[place])
                continue
            saved = (row["days_saved"], row["days_saved_above_scale"])
            assert told_days == tuple(round(100 * days) for days in saved)
            assert row["freed"] == 0
            exact += 1
            others += row["days_saved"] > 0
    assert exact > open_ and others > 50


def test_savings_that_take_too_long_are_left_open() -> None:
    network = random_network(random.Random(3), "n", 25)
    facts, _, _ = columns(network)
    solved = solve(facts)
    size = facts.enterprises.above_scale
    whole = savings(solved.contracts, solved.status, solved.at, size)
    none = savings(solved.contracts, solved.status, solved.at, size, lambda _: True)
    assert (whole.days >= 0).any() and (none.days == -1).all() and (none.above == -1).all()
    assert (none.open == (whole.open | (whole.days >= 0))).all()
