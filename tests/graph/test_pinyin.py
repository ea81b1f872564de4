"""How names sound is stored beside them, for those who search by it."""

from pathlib import Path

from service.answers.knowledge import Knowledge
from service.dataset.load import load
from service.derivation.full import derive
from service.graph.database import Graph
from service.graph.digest import digest
from tests.support import datasets
from tests.support.catalog import read_catalog


def test_how_a_name_sounds_follows_it_and_is_shown_to_nobody(graph: Graph, tmp_path: Path) -> None:
    def found(text: str) -> list[str]:
        return [row[0] for row in knowledge.ask("enterprises", {"text": text}).rows]

    def named(version: str, name: str) -> Path:
        tables = {
            "enterprises": [("id", "name"), ("a", name)],
            "materials": [("id", "name"), ("m", "铜")],
        }
        return datasets.write(tmp_path / version / "names", tables)

    knowledge = Knowledge(graph, read_catalog(), show_personal=True)
    load(named("first", "重庆长城电器"), graph)
    derive(graph)
    assert (found("changcheng"), found("zhangcheng")) == (["a"], [])
    load(named("second", "重庆长江电器"), graph)
    derive(graph)
    assert (found("changcheng"), found("changjiang"), found("cjdq")) == ([], ["a"], ["a"])
    before = digest(graph)
    assert derive(graph).written == 0 and digest(graph) == before
    # spelled before as well: an earlier release knew no pinyin
    graph.write("MATCH (e:Enterprise) REMOVE e.pinyin")
    derive(graph)
    assert digest(graph) == before
    answer = knowledge.ask("enterprise", {"enterprise": "a"})
    assert answer.subgraph
    assert all("pinyin" not in node.properties for node in answer.subgraph.nodes)
