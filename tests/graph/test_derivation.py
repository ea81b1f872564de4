"""The full derivation of a real graph: what is read and written, and what a second run does."""

import random
from collections.abc import Sequence
from copy import deepcopy

import pytest

from service.derivation import full, projection, write_back
from service.derivation.fixpoint import FixpointIteration
from service.derivation.full import Derived, changes_since_ranking, derive
from service.derivation.incremental import rederive_everything
from service.errors import Conflict
from service.graph.database import Graph
from service.graph.state import read_revision
from service.language import Text
from tests.support.circles import creeping, entangled, enterprise, supplied, with_a_way_out
from tests.support.derived import DERIVED, everything, expected
from tests.support.model import Network
from tests.support.networks import days_from, fill, random_network, together
from tests.support.progress import Told

BOUND = 12_000
"""Evaluations of one transaction, after which is looked whether a few rise again and again."""


def stored(graph: Graph) -> dict[str, list[object]]:
    rows = graph.read(DERIVED, timeout=60).rows
    found = {row[0]: row[1:] for row in rows}
    assert len(found) == len(rows), "nobody waits for two"
    return found


def compare(graph: Graph, networks: Sequence[Network]) -> Derived:
    """Derives all networks at once, side by side in one graph, and compares every enterprise."""
    fill(graph, together(networks))
    derived = derive(graph)
    wanted = {}
    for network in networks:
        wanted |= expected(network)
    assert stored(graph) == wanted
    return derived


def small(seed: int, count: int, size: int = 12) -> list[Network]:
    rng = random.Random(seed)
    return [random_network(rng, f"n{i}x", rng.randint(1, size)) for i in range(count)]


@pytest.mark.parametrize("seed", range(2))
def test_random_networks(graph: Graph, seed: int) -> None:
    compare(graph, small(seed, 150))


def test_in_many_ranges_and_batches(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a large graph is: read in ranges, two at a time, and written in batches, too."""
    monkeypatch.setattr(projection, "RANGE_SIZE", 7)
    monkeypatch.setattr(write_back, "BATCH_SIZE", 5)
    networks = small(3, 40)
    derived = compare(graph, networks)
    assert derived.written > 500
    # another day's facts: relationships go, come and change in many batches
    graph.write("MATCH (e:Enterprise) WHERE e.expected_on IS NOT NULL SET e.expected_on = null")
    graph.write("MATCH (g:Graph) SET g.version = g.version + 1")
    for network in networks:
        for row in network.enterprises:
            row["expected_on"] = ""
    assert 0 < derive(graph).written < derived.written
    wanted = {}
    for network in networks:
        wanted |= expected(network)
    assert stored(graph) == wanted


def test_deriving_again_writes_nothing(graph: Graph) -> None:
    fill(graph, together(small(7, 20)))
    assert derive(graph).written > 0
    first = everything(graph)
    assert derive(graph).written == 0
    assert everything(graph) == first


def test_what_was_changed_by_hand_is_put_right(graph: Graph) -> None:
    fill(graph, together(small(8, 20)))
    derive(graph)
    first = everything(graph)
    for text in (
        "MATCH (e:Enterprise) WITH e ORDER BY e.id LIMIT 20"
        " SET e.ready_days = 3.0, e.stuck = 'late'",
        "MATCH (e:Enterprise) WITH e ORDER BY e.id DESC LIMIT 20 SET e.at = null, e.hops = 7",
        "MATCH ()-[r:SUPPLIES]->() WITH r LIMIT 20 SET r.gap = null, r.breaks = 5",
        "MATCH (e:Enterprise)-[w:WAITS_FOR]->() WITH w ORDER BY e.id LIMIT 5 DELETE w",
        "MATCH (e:Enterprise)-[w:WAITS_FOR]->(s) WITH e, s ORDER BY e.id DESC LIMIT 5"
        " CREATE (e)-[:WAITS_FOR {material: 'm', days: 1.0}]->(s)",
        "MATCH (e:Enterprise) WITH e ORDER BY e.id LIMIT 9"
        " SET e.due = 1, e.raised = 3, e.lower = 2, e.high = 5",
    ):
        graph.write(text)
    assert everything(graph) != first
    assert derive(graph).written > 40
    assert everything(graph) == first


def test_answers_stand_while_the_graph_is_read(graph: Graph) -> None:
    """Derived facts are current until something is written, and where nothing is, all the time."""
    fill(graph, together(small(9, 5)))
    derive(graph)
    seen = []

    def look(phase: Text, done: float) -> None:
        with graph.transaction(write=False) as transaction:
            seen.append((phase.en, read_revision(transaction)))

    before = derive(graph, Told(look))
    assert before.written == 0
    assert all(revision[4] for _, revision in seen)
    assert "Reading the graph" in {phase for phase, _ in seen}


class Broken(Exception):
    pass


@pytest.mark.parametrize("when", ["Reading the graph", "Writing what differs"])
def test_broken_off_it_is_ended_by_the_next(
    graph: Graph, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    monkeypatch.setattr(write_back, "BATCH_SIZE", 10)
    fill(graph, together(small(10, 20)))
    derive(graph)
    wanted = everything(graph)
    graph.write("MATCH (e:Enterprise) SET e.ready_days = 1.0, e.firm = true")
    graph.write("MATCH (g:Graph) SET g.version = g.version + 1")
    steps = 3

    def tells(phase: Text, done: float) -> None:
        nonlocal steps
        steps -= phase.en == when
        if steps == 0:
            raise Broken

    with pytest.raises(Broken):
        derive(graph, Told(tells))
    with graph.transaction(write=False) as transaction:
        assert not read_revision(transaction)[4]
    assert changes_since_ranking(graph) is None or when == "Reading the graph"
    derive(graph)
    assert everything(graph) == wanted
    assert changes_since_ranking(graph) == 0


@pytest.mark.parametrize("size", [5, 10_000])
def test_facts_that_change_meanwhile_are_a_conflict(
    graph: Graph, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(write_back, "BATCH_SIZE", size)
    fill(graph, together(small(11, 20)))

    def changes(phase: Text, done: float) -> None:
        if phase.en == "Who is ready when":
            graph.write("MATCH (g:Graph {id: 'graph'}) SET g.version = g.version + 1")

    with pytest.raises(Conflict, match="changed while"):
        derive(graph, Told(changes))
    with graph.transaction(write=False) as transaction:
        assert not read_revision(transaction)[4]
    assert graph.read("MATCH (e:Enterprise) WHERE e.at IS NOT NULL RETURN e").rows == []


def test_nothing_loaded(graph: Graph) -> None:
    with pytest.raises(Conflict, match="Nothing was loaded"):
        derive(graph)


def test_an_empty_dataset(graph: Graph) -> None:
    graph.write("CREATE (:Graph {id: 'graph', as_of: date('2020-02-12'), version: 1})")
    assert derive(graph) == Derived(evaluated={"readiness": 0, "shortage": 0, "leads": 0})


def evaluated_as_a_change(graph: Graph, monkeypatch: pytest.MonkeyPatch, network: Network) -> int:
    """Derives a network inside the database: all its supplies come by one change; gives how often
    enterprises were evaluated."""
    counted = 0

    def count(_: FixpointIteration, phase: str, evaluated: int) -> None:
        nonlocal counted
        counted += evaluated

    monkeypatch.setattr(FixpointIteration, "_count", count)
    alone = deepcopy(network)
    alone.supplies = []
    fill(graph, alone)
    derive(graph)
    fill(graph, Network(network.as_of, supplies=network.supplies))
    with graph.transaction() as transaction:
        rederive_everything(transaction, [row["id"] for row in network.enterprises])
    return counted


@pytest.mark.parametrize("size", [2, 1000])
def test_a_creeping_circle_settles_inside_the_database(
    graph: Graph, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """In a bounded number of evaluations: raised turn by turn it would take 36,500 turns."""
    assert evaluated_as_a_change(graph, monkeypatch, creeping(size)) <= BOUND + 25 * size
    assert [row[5] for row in stored(graph).values()] == ["circular"] * size


def test_a_creeping_circle_with_a_way_out_inside_the_database(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    network, ready = with_a_way_out()
    assert evaluated_as_a_change(graph, monkeypatch, network) <= BOUND
    assert {e: row[2] for e, row in stored(graph).items()} == ready


def test_a_circle_whose_way_out_is_put_off_inside_the_database(graph: Graph) -> None:
    """Who is later by its own day is settled with the circle behind it, and keeps that day."""
    network, _ = with_a_way_out()
    enterprise(network, "deep")
    supplied(network, "out", "deep", 1.0)
    (way_out,) = (row for row in network.supplies if row["supplier"] == "out")
    way_out["lead_days"] = "0"
    soon = deepcopy(network)
    for row in soon.enterprises:
        row.pop("expected_on", None)
    fill(graph, soon)
    derive(graph)
    put_off = "MATCH (e:Enterprise {id: 'out'}) SET e.expected_on = date($day)"
    with graph.transaction() as transaction:
        transaction.run(put_off, {"day": days_from(300)})
        rederive_everything(transaction, ["out"])
    assert stored(graph) == expected(network)
    inside = everything(graph)
    derive(graph)
    assert everything(graph) == inside


def test_entangled_creeping_circles_inside_the_database(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert evaluated_as_a_change(graph, monkeypatch, entangled()) <= BOUND
    assert stored(graph) == expected(entangled())


def test_a_whole_network_as_one_change(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    network = together(small(12, 40))
    evaluated_as_a_change(graph, monkeypatch, network)
    assert stored(graph) == expected(network)
    inside = everything(graph)
    derive(graph)
    assert everything(graph) == inside


def test_progress_is_told_to_the_graph(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(full, "TELL_SECONDS", 0.0)
    fill(graph, together(small(13, 5)))
    seen = []

    def look(phase: Text, done: float) -> None:
        seen.append(graph.read("MATCH (g:Graph {id: 'graph'}) RETURN g.progress").one()[0])

    derive(graph, Told(look))
    told = [share for share in seen if share is not None]
    assert told == sorted(told)
    assert len(set(told)) > 4
    assert graph.read("MATCH (g:Graph {id: 'graph'}) RETURN g.progress").one() == [None]
