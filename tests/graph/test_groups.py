"""What is counted of groups, against counts made anew from the facts; kept true by every change."""

import random
from itertools import chain

import pytest

from seed import make_cixi
from service.answers.accepted_changes import ChangeEntry
from service.answers.knowledge import Knowledge
from service.answers.one_and_same import make_one
from service.answers.undo_change import undo_change
from service.dataset.load import load
from service.derivation import groups, projection, write_back
from service.derivation.full import derive
from service.derivation.groups import count_and_keep, recount
from service.derivation.incremental import rederive_everything
from service.errors import Deriving
from service.graph.database import Graph, Transaction
from tests.support.catalog import read_catalog
from tests.support.changes import change
from tests.support.counted import counted, kept
from tests.support.networks import fill, random_network, together

PLACED = """
UNWIND $rows AS row
MATCH (e:Enterprise {id: row.id})
SET e += row
WITH e, row
UNWIND row.teams AS id
MERGE (team:ServiceTeam {id: id})
MERGE (team)-[:SERVES]->(e)
"""

REPORTED = "MATCH (e:Enterprise {id: $id}) SET e += $facts"


def placed(rng: random.Random, id_: str) -> dict[str, object]:
    return {
        "id": id_,
        "district": rng.choice(["330282", "330281", "320500", None]),
        "town": rng.choice(["甲镇", "乙镇", None]),
        "industry": rng.choice(["C38", "C33", None]),
        "teams": rng.choice([[], ["t1"], ["t2"], ["t1", "t2"]]),
        **reported(rng),
    }


def reported(rng: random.Random) -> dict[str, object]:
    return {
        "headcount": rng.choice([None, 0, 7, 240]),
        "on_post": rng.choice([None, 0, 5]),
    }


@pytest.mark.parametrize("at_once", [True, False])
def test_counted_by_a_full_derivation(
    graph: Graph, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    monkeypatch.setattr(projection, "RANGE_SIZE", 7)
    monkeypatch.setattr(groups, "RANGE_SIZE", 7)
    if not at_once:
        monkeypatch.setattr(write_back, "BATCH_SIZE", 5)
    rng = random.Random(1)
    networks = [random_network(rng, f"n{i}x", rng.randint(1, 12)) for i in range(30)]
    fill(graph, together(networks))
    ids = [row["id"] for network in networks for row in network.enterprises]
    graph.write(PLACED, {"rows": [placed(rng, id_) for id_ in ids]})
    derive(graph)
    assert kept(graph) == counted(graph)
    assert derive(graph).written == 0
    graph.write("MATCH (g:Group) WITH g ORDER BY g.id LIMIT 5 SET g.filed = 99")
    graph.write("MATCH (g:Group) WITH g ORDER BY g.id DESC LIMIT 5 DELETE g")
    graph.write("CREATE (:Group {id: 'town:nowhere:1', by: 'town', key: 'nowhere'})")
    assert derive(graph).written == 11
    assert kept(graph) == counted(graph)
    # facts of another day, written past Tongbu
    graph.write("MATCH (e:Enterprise) WHERE e.district = '330281' SET e.town = '丙镇'")
    graph.write("MATCH (g:Graph) SET g.as_of = g.as_of + duration({days: 3}), g.version = 2")
    derive(graph)
    assert kept(graph) == counted(graph)
    graph.write("MATCH (e:Enterprise) DETACH DELETE e")
    derive(graph)
    assert kept(graph) == {}


@pytest.mark.parametrize("seed", range(2))
def test_kept_true_by_changes(graph: Graph, seed: int) -> None:
    """Random changes of facts, needs and supplies; each counts those whom it touched, no others."""
    rng = random.Random(seed)
    networks = [random_network(rng, f"n{i}x", rng.choice((3, 6, 12, 40))) for i in range(6)]
    fill(graph, together(networks))
    ids = [row["id"] for network in networks for row in network.enterprises]
    graph.write(PLACED, {"rows": [placed(rng, id_) for id_ in ids]})
    derive(graph)
    for _ in range(40):
        with graph.transaction() as transaction:
            changed = list(chain(*(change(rng, some, transaction) for some in networks)))
            for id_ in rng.sample(ids, 3):
                transaction.run(REPORTED, {"id": id_, "facts": reported(rng)})
                changed.append(id_)
            followed = rederive_everything(transaction, changed)
            recount(graph, transaction, followed.touched)
            assert kept(transaction) == counted(transaction)
    before = kept(graph)
    derive(graph)
    assert kept(graph) == before


def test_kept_true_by_actions_their_undoing_and_what_is_made_one(graph: Graph) -> None:
    load(make_cixi.FOLDER, graph)
    assert kept(graph) == counted(graph), "by the first load"
    knowledge = Knowledge(graph, read_catalog(), show_personal=True, may_change=True)
    before = knowledge.ask("standing", {}).rows
    board = knowledge.ask("four-sync-board", {"by": "district"}).rows
    done = [
        knowledge.do(name, given, by="test").change
        for name, given in (
            ("record-step", {"enterprise": "yuelong", "step": "filed"}),
            ("record-output", {"enterprise": "yuelong", "output_rate": 0.8, "on_post": 12}),
            ("record-closure", {"enterprise": "jintian"}),
        )
    ]
    assert knowledge.ask("standing", {}).rows != before
    assert kept(graph) == counted(graph)
    for one in reversed(done):
        undo_change(graph, one, ChangeEntry(f"undo-{one}", "test"))
        assert kept(graph) == counted(graph)
    assert knowledge.ask("standing", {}).rows == before
    assert knowledge.ask("four-sync-board", {"by": "district"}).rows == board
    made = make_one(knowledge, "Enterprise", "jintian", "yuelong", ChangeEntry("one", "test"))
    assert kept(graph) == counted(graph)
    undo_change(graph, made.change, ChangeEntry("two", "test"))
    assert kept(graph) == counted(graph)
    assert derive(graph).written == 0


def test_trees_are_counted_the_same_with_and_without_the_core(graph: Graph) -> None:
    """Those in the core, fed by it, feeding it, and those that have nothing to do with it."""
    rng = random.Random(5)
    networks = [random_network(rng, f"n{i}x", size) for i, size in enumerate((60, 8, 8, 5))]
    network = together(networks)
    first, *others = networks
    for other in others[:2]:  # fed by the large one, and feeding it
        ends = (rng.choice(first.enterprises)["id"], rng.choice(other.enterprises)["id"])
        supplier, buyer = ends if other is others[0] else ends[::-1]
        row = {"supplier": supplier, "buyer": buyer, "material": first.materials[0]["id"]}
        network.supplies.append(row | dict.fromkeys(("lead_days", "share", "since", "until"), ""))
    fill(graph, network)
    ids = [row["id"] for row in network.enterprises]
    graph.write(PLACED, {"rows": [placed(rng, id_) for id_ in ids]})
    graph.write("MATCH (e:Enterprise) SET e.anchor = true")
    derive(graph)
    places = {row[0] for row in graph.read("MATCH (e:Enterprise) RETURN e.core").rows}
    assert places == {None, 1, 2}
    knowledge = Knowledge(graph, read_catalog(), show_personal=True)
    by_core = knowledge.ask("four-sync-board", {"by": "anchor"}).rows
    graph.write("MATCH (g:Graph) SET g.core = null")
    assert by_core and knowledge.ask("four-sync-board", {"by": "anchor"}).rows == by_core


def test_a_change_that_fails_counts_nothing(graph: Graph) -> None:
    load(make_cixi.FOLDER, graph)
    before = kept(graph)

    class Failed(Exception):
        pass

    def fails(transaction: Transaction) -> None:
        transaction.run(REPORTED, {"id": "yuelong", "facts": {"headcount": 1}})
        recount(graph, transaction, ["yuelong"])
        assert kept(transaction) != before
        raise Failed

    with pytest.raises(Failed), graph.transaction() as transaction:
        fails(transaction)
    assert kept(graph) == before


def test_a_graph_of_an_earlier_release_is_derived_first(graph: Graph) -> None:
    """It has no groups; nothing is told of them before they are counted."""
    load(make_cixi.FOLDER, graph)
    graph.write("MATCH (group:Group) DELETE group")
    knowledge = Knowledge(graph, read_catalog(), show_personal=True)
    with pytest.raises(Deriving):
        knowledge.ask("four-sync-board", {"by": "district"})
    count_and_keep(graph)
    assert knowledge.ask("four-sync-board", {"by": "district"}).rows
