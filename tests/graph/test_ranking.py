"""The ranking of single points of failure: what a derivation leaves, and what answers say of it."""

import random

import pytest

from seed import make_cixi
from service.cli.console import Console
from service.cli.loading import load_and_derive
from service.derivation import complete
from service.derivation.complete import bring_up_to_date, derive_to_its_end
from service.derivation.full import changes_since_ranking, derive
from service.errors import Conflict
from service.graph.database import Graph
from service.language import Text
from service.progress import SILENT, Progress
from tests.support.model import Network
from tests.support.networks import AS_OF, fill, random_network
from tests.support.single_points import COUNTS, asked, networks_with_anchors, stops


def test_who_is_not_counted_in_time_is_said(graph: Graph) -> None:
    rng = random.Random(3)
    models = networks_with_anchors(graph, rng, 10, 14)
    alone = {x for model in models for x in model.rows if stops(model, x) - {x}}
    ranked = derive(graph, max_ranking_seconds=-1)
    assert (ranked.candidates, ranked.left) == (0, len(alone))
    rows = asked(graph, "shared-single-source", at_least=1)
    assert rows == [] or all(row["left_out"] == len(alone) for row in rows)
    assert derive(graph).left == 0


def test_a_load_is_ranked(graph: Graph) -> None:
    """And is not ranked twice; a change is counted, and ``tongbu derive`` ranks again."""
    console = Console("en")
    load_and_derive(make_cixi.FOLDER, graph, console)
    when = "MATCH (g:Graph {id: 'graph'}) RETURN toString(g.ranked_at)"
    assert changes_since_ranking(graph) == 0
    first = graph.read(when).one()
    load_and_derive(make_cixi.FOLDER, graph, console)
    assert graph.read(when).one() == first
    row = asked(graph, "shared-single-source")[0]
    assert row["ranked_at"] == first[0]
    assert asked(graph, "data-gaps", enterprise="gongniu")[0]["ranked_at"] == first[0]
    moved = "MATCH (g:Graph) WHERE g.version > 0 SET g.version = g.version + 1"
    graph.write(moved)
    assert changes_since_ranking(graph) == 1
    with console.progress() as progress:
        bring_up_to_date(graph, progress, derived=True)
    assert changes_since_ranking(graph) == 0
    assert graph.read(when).one() > first


def test_counts_and_changes_since(graph: Graph) -> None:
    network = Network(AS_OF)
    network.enterprises = [{"id": "a"}, {"id": "b"}]
    network.materials = [{"id": "m"}]
    network.supplies = [{"supplier": "a", "material": "m", "buyer": "b"}]
    fill(graph, network)
    assert changes_since_ranking(graph) is None
    assert derive(graph).candidates == 1
    assert sorted(graph.read(COUNTS).rows) == [["a", 1, 0, 0], ["b", 0, 0, 1]]
    graph.write("MATCH (g:Graph {id: 'graph'}) SET g.version = g.version + 2")
    graph.write("MATCH (e:Enterprise {id: 'b'}) SET e.anchor = true, e.name = 'b'")
    assert asked(graph, "data-gaps")[0]["changes_since"] == 2


def test_another_derivation_that_was_sooner_is_enough(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a load derives, whoever serves may have done so, and changes may be accepted again."""
    fill(graph, random_network(random.Random(5), "n", 12))
    attempts = 0

    def overtaken(graph: Graph, progress: Progress, **_: bool) -> None:
        nonlocal attempts
        attempts += 1
        if attempts == 2:
            derive(graph)
        raise Conflict(Text("Facts changed", "数据变动"))

    monkeypatch.setattr(complete, "derive", overtaken)
    derive_to_its_end(graph)
    assert attempts == 2
    # a change alone is no derivation
    graph.write("MATCH (g:Graph) SET g.version = g.version + 1, g.derived_version = g.version")
    with pytest.raises(Conflict):
        derive_to_its_end(graph)
    assert attempts == 2 + complete.MAX_ATTEMPTS
    # where all but the ranking is current, a load that changed nothing ends well
    bring_up_to_date(graph, SILENT, derived=True)
    assert attempts == 3 + complete.MAX_ATTEMPTS
