"""The first load of a small dataset gives the graph of an ordinary load and its derivation."""

import threading
from pathlib import Path

import pytest

from seed import make_cixi
from service.dataset import first_load
from service.dataset.load import load
from service.dataset.undo import undo_load
from service.derivation.full import changes_since_ranking, derive
from service.graph.database import Graph
from service.graph.digest import digest
from service.graph.state import read_state
from service.statements import statement
from service.synthetic.generate import generate
from tests.server.test_bulk import AWKWARD, ONLY_SUPPLIES
from tests.support.datasets import ABOUT, write
from tests.support.derived import everything

LOADS = "MATCH (l:Load) RETURN properties(l) AS load"


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, Path]:
    generate(tmp_path / "park", 300, rng_seed=4)
    return {
        "cixi": make_cixi.FOLDER,
        "park": tmp_path / "park",
        "awkward": write(tmp_path / "awkward", AWKWARD, {**ABOUT, "note": 'a "note"'}),
        "implied": write(tmp_path / "implied", ONLY_SUPPLIES),
    }


def records(graph: Graph) -> list[dict[str, object]]:
    left_out = {"at", "ended_at"}
    return [
        {name: value for name, value in load.items() if name not in left_out}
        for (load,) in graph.read(LOADS).rows
    ]


@pytest.mark.parametrize("which", ["cixi", "park", "awkward", "implied"])
def test_it_is_the_ordinary_one(
    graph: Graph, monkeypatch: pytest.MonkeyPatch, folders: dict[str, Path], which: str
) -> None:
    folder = folders[which]
    at_once = load(folder, graph, by="小王")
    with graph.transaction(write=False) as transaction:
        assert read_state(transaction).derived
    assert changes_since_ranking(graph) == 0
    first = digest(graph), everything(graph), records(graph)
    assert derive(graph).written == 0
    graph.autocommit(statement("empty"))
    graph.write("MATCH (g:Graph) DELETE g")
    with monkeypatch.context() as patched:
        patched.setattr(first_load, "MAX_ROWS", 0)
        ordinary = load(folder, graph, by="小王")
    derive(graph)
    assert (digest(graph), everything(graph), records(graph)) == first
    assert at_once.counts == ordinary.counts
    assert (at_once.version, at_once.load) == (ordinary.version, ordinary.load)
    assert not load(folder, graph).changed


def test_it_is_undone(graph: Graph) -> None:
    report = load(make_cixi.FOLDER, graph)
    assert report.load
    undo_load(report.load, graph)
    assert graph.read("MATCH (e:Enterprise) RETURN count(e)").one() == [0]


def test_of_two_at_once_one_comes_first(graph: Graph, tmp_path: Path) -> None:
    """Nothing is there twice, and nothing of either is missing."""
    folders = [write(tmp_path / name, ONLY_SUPPLIES, {**ABOUT, "id": name}) for name in "ab"]
    both = [threading.Thread(target=load, args=(folder, graph)) for folder in folders]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    for folder in folders:
        load(folder, graph)
    counted = "MATCH (e:Enterprise) RETURN e.id, e.datasets ORDER BY e.id"
    assert graph.read(counted).rows == [["a", ["a", "b"]], ["b", ["a", "b"]]]
    assert graph.read("MATCH ()-[r:SUPPLIES]->() RETURN count(r)").one() == [3]


def test_a_graph_with_its_own_day(graph: Graph) -> None:
    graph.write("MERGE (g:Graph {id: 'graph'}) SET g.version = 7, g.as_of = date('2030-01-01')")
    report = load(make_cixi.FOLDER, graph)
    assert report.version == 8
    assert derive(graph).written == 0
