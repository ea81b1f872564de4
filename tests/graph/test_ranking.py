"""The ranking of single points of failure as a batch: what it leaves, who waits, what it says."""

import random

import pytest

from seed import make_cixi
from service.cli.console import Console
from service.cli.loading import load_and_derive
from service.derivation.complete import derive_and_rank
from service.derivation.full import derive
from service.derivation.ranking import changes_since, rank
from service.errors import Conflict
from service.graph.database import Graph
from service.language import Text
from tests.support.model import Network
from tests.support.networks import AS_OF, fill
from tests.support.progress import Told
from tests.support.single_points import COUNTS, asked, networks_with_anchors, stops


def test_who_is_not_counted_in_time_is_said(graph: Graph) -> None:
    rng = random.Random(3)
    models = networks_with_anchors(graph, rng, 10, 14)
    alone = {x for model in models for x in model.rows if stops(model, x) - {x}}
    ranked = rank(graph, max_seconds=0)
    assert (ranked.candidates, ranked.left) == (0, len(alone))
    rows = asked(graph, "shared-single-source", at_least=1)
    assert rows == [] or all(row["left_out"] == len(alone) for row in rows)
    assert rank(graph).left == 0


class Broken(Exception):
    pass


def test_broken_off_it_leaves_what_is_derived(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At any moment: derived facts are current, nothing passes for ranked, the next run ends it."""
    monkeypatch.setattr("service.derivation.ranking.FAR_REACHING", 2)
    monkeypatch.setattr("service.derivation.ranking.BATCH_SIZE", 40)
    rng = random.Random(5)
    networks_with_anchors(graph, rng, 30, 14)
    rank(graph)
    counts = sorted(graph.read(COUNTS, timeout=60).rows)
    steps = 0

    def tells(phase: Text, done: float) -> None:
        nonlocal steps
        steps -= 1
        if steps == 0:
            raise Broken

    for moment in (1, 3, 6, 8):
        steps = moment
        with pytest.raises(Broken):
            rank(graph, Told(tells))
        current = "MATCH (g:Graph {id: 'graph'}) RETURN g.derived_version = g.version"
        assert graph.read(current).one() == [True]
        assert changes_since(graph) is None
    rank(graph)
    assert changes_since(graph) == 0
    assert sorted(graph.read(COUNTS, timeout=60).rows) == counts


def test_a_derivation_meanwhile(graph: Graph) -> None:
    networks_with_anchors(graph, random.Random(5), 3, 6)

    def again(phase: Text, done: float) -> None:
        if done == 0:
            derive(graph)

    with pytest.raises(Conflict):
        rank(graph, Told(again))
    assert changes_since(graph) is None


def test_a_load_is_ranked(graph: Graph) -> None:
    """And is not ranked twice; a change is counted, and ``tongbu derive`` ranks again."""
    console = Console("en")
    load_and_derive(make_cixi.FOLDER, graph, console)
    when = "MATCH (g:Graph {id: 'graph'}) RETURN toString(g.ranked_at)"
    assert changes_since(graph) == 0
    first = graph.read(when).one()
    load_and_derive(make_cixi.FOLDER, graph, console)
    assert graph.read(when).one() == first
    row = asked(graph, "shared-single-source")[0]
    assert row["ranked_at"] == first[0]
    assert asked(graph, "data-gaps", enterprise="gongniu")[0]["ranked_at"] == first[0]
    moved = "MATCH (g:Graph) WHERE g.version > 0 SET g.version = g.version + 1"
    graph.write(moved)
    assert changes_since(graph) == 1
    with console.progress() as progress:
        derive_and_rank(graph, progress, again=True)
    assert changes_since(graph) == 0
    assert graph.read(when).one() > first


def test_only_what_is_derived_is_ranked(graph: Graph) -> None:
    network = Network(AS_OF)
    network.enterprises = [{"id": "a"}, {"id": "b"}]
    network.materials = [{"id": "m"}]
    network.supplies = [{"supplier": "a", "material": "m", "buyer": "b"}]
    fill(graph, network)
    with pytest.raises(Conflict):
        rank(graph)
    derive(graph)
    assert rank(graph).candidates == 1
    assert sorted(graph.read(COUNTS).rows) == [["a", 1, 0], ["b", 0, 0]]
    graph.write("MATCH (g:Graph {id: 'graph'}) SET g.version = g.version + 2")
    graph.write("MATCH (e:Enterprise {id: 'b'}) SET e.anchor = true, e.name = 'b'")
    assert asked(graph, "data-gaps")[0]["changes_since"] == 2
