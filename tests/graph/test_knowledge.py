"""What may be asked when: nothing rests on half of a load or of a derivation."""

import random
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from service.answers import cache, plan_check
from service.answers.knowledge import Knowledge
from service.answers.plan_check import check_plans, check_plans_at_start
from service.catalog.catalog import Catalog
from service.dataset.load import load
from service.derivation.full import derive
from service.errors import Conflict, Deriving, FaultyCatalog, InvalidParameter, NotFound
from service.graph.database import Graph
from service.language import Text
from service.statements import statement
from tests.support.catalog import read_catalog
from tests.support.networks import fill, random_network
from tests.support.paths import CIXI
from tests.support.progress import Told

STORED = """
MATCH (e:Enterprise)
OPTIONAL MATCH (e)-[w:WAITS_FOR]->(s)
RETURN e.id, e.ready_days, e.stuck, e.firm, e.hops, e.at, e.due, s.id ORDER BY e.id
"""


@pytest.fixture
def knowledge(graph: Graph) -> Knowledge:
    return Knowledge(graph, read_catalog(), show_personal=False)


def test_an_empty_graph_says_what_to_do(graph: Graph, knowledge: Knowledge) -> None:
    assert knowledge.state().empty
    with pytest.raises(Deriving, match="tongbu load"):
        knowledge.ask("readiness", {})
    with pytest.raises(Conflict, match="tongbu load"):
        derive(graph)


def test_what_took_long_is_read_again_once_the_graph_changed(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "MIN_ELAPSED_MS", 0.0)
    monkeypatch.setattr(cache, "MAX_ANSWERS", 2)
    knowledge = Knowledge(graph, read_catalog(), show_personal=True, may_change=True)
    ids = [fill_and_derive(graph, seed) for seed in (1, 2)]  # the second in place of the first
    one, other = ids[1][:2]
    first = knowledge.ask("enterprise", {"enterprise": one})
    assert knowledge.ask("enterprise", {"enterprise": one}) is first
    assert knowledge.ask("enterprise", {"enterprise": other}).rows != first.rows
    assert knowledge.ask("unblock-first", {}) is knowledge.ask("unblock-first", {})
    with monkeypatch.context() as later:
        later.setattr(cache, "MAX_AGE_SECONDS", -1.0)
        third = knowledge.ask("enterprise", {"enterprise": ids[1][2]})
        assert knowledge.ask("enterprise", {"enterprise": ids[1][2]}) is not third
    # two are kept at most
    again = knowledge.ask("enterprise", {"enterprise": one})
    assert again is not first and again.rows == first.rows

    knowledge.do("record-output", {"enterprise": one, "output_rate": 0.37}, by="here")
    changed = knowledge.ask("enterprise", {"enterprise": one})
    assert changed.state.version == first.state.version + 1
    assert 0.37 in changed.rows[0] and 0.37 not in first.rows[0]

    # another graph in the same database, of the same version and derivation
    fill_and_derive(graph, 3)
    graph.write(
        "MATCH (g:Graph {id: 'graph'}) SET g.version = $v, g.derived_version = $v",
        {"v": changed.state.version},
    )
    assert knowledge.state().version == changed.state.version
    assert knowledge.ask("enterprise", {"enterprise": one}).state != changed.state


def fill_and_derive(graph: Graph, seed: int) -> list[str]:
    """The ids of a network that takes the place of what there was."""
    graph.autocommit(statement("empty"))
    network = random_network(random.Random(seed), "n", 12)
    fill(graph, network)
    derive(graph)
    return [str(row["id"]) for row in network.enterprises]


@pytest.mark.usefixtures("compared")
def test_derived_answers_wait_for_the_derivation(graph: Graph, knowledge: Knowledge) -> None:
    load(CIXI, graph)
    assert knowledge.ask("enterprises", {"text": "公牛"}).rows[0][0] == "gongniu"
    with pytest.raises(Deriving):
        knowledge.ask("critical-path", {"enterprise": "gongniu"})
    derive(graph)
    assert knowledge.ask("critical-path", {"enterprise": "gongniu"}).rows
    # half of a load is no ground for anything but finding names
    graph.write("MATCH (g:Graph {id: 'graph'}) SET g.loading = 'another'")
    assert knowledge.ask("enterprises", {"text": "公牛"}).rows
    for name in ("shared-suppliers", "critical-path", "four-sync-board"):
        with pytest.raises(Deriving, match="another"):
            knowledge.ask(name, {"enterprise": "gongniu"} if name == "critical-path" else {})


def test_persons_are_masked_everywhere(graph: Graph, knowledge: Knowledge) -> None:
    load(CIXI, graph)
    graph.write("MATCH (e:Enterprise {id: 'yuelong'}) SET e.note = '负责人：张三', e.phone = '1'")
    derive(graph)
    answer = knowledge.ask("enterprise", {"enterprise": "yuelong"})
    shown = repr(answer.rows) + repr(answer.subgraph)
    assert "张三" not in shown
    tree = knowledge.ask("supplier-tree", {"enterprise": "gongniu"})
    assert tree.subgraph
    nodes = {node.id: node.properties for node in tree.subgraph.nodes}
    assert "张三" not in repr(nodes["yuelong"])


def test_derivations_take_turns(graph: Graph) -> None:
    """Two at once give what one gives: the second waits for the first."""
    rng = random.Random(3)
    for i in range(60):
        fill(graph, random_network(rng, f"n{i}", 12))
    derive(graph)
    first = graph.read(STORED).rows
    told: list[str] = []
    progress = Told(lambda phase, done: told.append(phase.en))
    both = [threading.Thread(target=derive, args=(graph, progress)) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert graph.read(STORED).rows == first
    began = [i for i, phase in enumerate(told) if phase == "Which supplies count"]
    ended = [i for i, phase in enumerate(told) if phase == "Derived"]
    assert len(began) == len(ended) == 2
    assert ended[0] < began[1]
    assert graph.read("MATCH (g:Graph) RETURN count(g)").one() == [1]


def test_what_was_found_right_once_is_not_planned_again(
    graph: Graph, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As long as catalogue and server are the same, and the folder of marks is there."""
    checked: list[Catalog] = []
    monkeypatch.setattr(plan_check, "check_plans", lambda _, catalog: checked.append(catalog))
    catalog = read_catalog()
    check_plans_at_start(graph, catalog, tmp_path)
    assert len(checked) == 1
    check_plans_at_start(graph, catalog, tmp_path)
    assert len(checked) == 1
    check_plans_at_start(graph, Catalog({"standing": catalog["standing"]}), tmp_path)
    assert len(checked) == 2
    check_plans_at_start(graph, catalog, tmp_path / "elsewhere")
    assert len(checked) == 3

    def faulty(*_: object) -> None:
        raise FaultyCatalog(Text("Saved queries have faults", "查询文件有误"))

    monkeypatch.setattr(plan_check, "check_plans", faulty)
    for _ in range(2):
        with pytest.raises(FaultyCatalog):
            check_plans_at_start(graph, catalog, tmp_path / "faulty")


def test_every_fault_of_the_parameters_at_once(knowledge: Knowledge) -> None:
    with pytest.raises(InvalidParameter) as refused:
        knowledge.ask("supplier-tree", {"tiers": "99", "teirs": "2"})
    assert {fault.where for fault in refused.value.faults} == {"enterprise", "tiers", "teirs"}


def test_an_unknown_enterprise_gets_the_nearest(cixi: Knowledge) -> None:
    with pytest.raises(NotFound) as refused:
        cixi.ask("critical-path", {"enterprise": "gongni"})
    assert any(name.en.startswith("gongniu (Gongniu") for name in refused.value.nearest)


def test_a_query_that_writes_or_does_not_plan_stops_the_start(graph: Graph, tmp_path: Path) -> None:
    header = (
        "// T\n/*\ntitle: {en: T, zh: T}\nabout: {en: T, zh: T}\nresult: table\n"
        "columns: {a: {type: string, label: {en: A, zh: A}}}\nexample: {}\n*/\n"
    )
    for name, text in {
        "writes": "CREATE (e:Enterprise {id: 'x'}) RETURN e.id AS a",
        "broken": "MATCH (e:Enterprise RETURN e.id AS a",
        "missing": "MATCH (e:Enterprise) RETURN e.id AS b",
    }.items():
        (tmp_path / f"{name}.cypher").write_text(header + text, encoding="utf-8")
    own = Catalog({query.name: query for query in read_catalog(tmp_path)})
    with pytest.raises(FaultyCatalog) as refused:
        check_plans(graph, own)
    assert {fault.where for fault in refused.value.faults} == {
        "writes.cypher:9",
        "broken.cypher:9",
        "missing.cypher:9",
    }


@pytest.mark.parametrize("limit", [1, 2, 30, 200, 400, 1000])
def test_a_tree_cut_at_its_limit_is_the_beginning_of_the_whole(cixi: Knowledge, limit: int) -> None:
    """Tiers that would not be shown are not read; those that are shown are whole."""
    given = {"enterprise": "gongniu"}
    with cixi.stream("supplier-tree", given) as stream:
        whole = list(stream.rows)
    tree = replace(cixi.catalog["supplier-tree"], limit=limit)
    few = Knowledge(cixi.graph, Catalog({tree.name: tree}), show_personal=True)
    for name in ("enterprises", "materials"):
        few.catalog._saved[name] = cixi.catalog[name]
    answer = few.ask("supplier-tree", given)
    assert answer.rows == whole[:limit]
    assert answer.truncated == (len(whole) > limit)


def test_all_ids_that_nothing_has_are_told_also_beside_others(cixi: Knowledge) -> None:
    """One among others would vanish without a word, and the second be told only after the first."""
    cases = {
        ("held", "enterprises"): (
            {"enterprises": ["yuelong", "nosuch", "none"]},
            {"nosuch", "none"},
        ),
        ("held", "alone"): ({"enterprises": ["nosuch"]}, {"nosuch"}),
        ("between", ""): ({"enterprise": "nosuch", "other": "none"}, {"nosuch", "none"}),
        ("changes", ""): ({"team": "nosuch", "enterprise": "none"}, {"nosuch", "none"}),
        ("notes", ""): ({"enterprise": "gongniu", "team": "nosuch"}, {"nosuch"}),
        ("critical-path", ""): ({"enterprise": "nosuch"}, {"nosuch"}),
    }
    for (name, _), (given, unknown) in cases.items():
        with pytest.raises(NotFound) as refused:
            cixi.ask(name, given)
        assert {fault.value for fault in refused.value.faults} == unknown, name
        with pytest.raises(NotFound) as refused, cixi.stream(name, given) as stream:
            list(stream.rows)
        assert {fault.value for fault in refused.value.faults} == unknown, name
    assert len(cixi.ask("held", {"enterprises": ["yuelong", "gongniu"]}).rows) == 2


@pytest.mark.parametrize("resumed, output, index", [(5760, 4528, 0.5144), (6015, 4727, 0.5371)])
def test_the_index_of_two_days_as_published(
    graph: Graph, knowledge: Knowledge, resumed: int, output: int, index: float
) -> None:
    """Of Zhejiang on 19 and 20 February 2020: 57.60 and 45.28 gave 51.44, 60.15 and 47.27 53.71."""
    graph.write("CREATE (:Graph {id: 'graph', as_of: date('2020-02-19'), version: 1,"
                " derived_version: 1, core: true})")  # fmt: skip
    counted = {"resumed": resumed, "output": 100 * output, "should_resume": 10_000}
    all_of_it = {"id": "all:", "by": "all", "enterprises": 10_000, "output_headcount": 10_000}
    graph.write("CREATE (g:Group) SET g = $counted", {"counted": counted | all_of_it})
    for query in ("four-sync-board", "history"):
        answer = knowledge.ask(query, {"by": "all"})
        at = [column.name for column in answer.columns].index("index_rate")
        assert [round(row[at], 4) for row in answer.rows] == [pytest.approx(index, abs=1e-4)]
