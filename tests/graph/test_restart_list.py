"""The restart list as it is asked: of random networks against trying everything, and of Cixi."""

import random
from collections import Counter
from typing import Any

import numpy as np
import pytest

from seed import make_cixi
from service.answers import restart_list
from service.answers.answer import Answer
from service.answers.knowledge import Knowledge
from service.answers.restart_trials import RestartTrials
from service.derivation.full import derive
from service.display.tables import table
from service.equations.restarts import Question
from service.errors import NotFound
from service.graph.database import Graph
from tests.support.catalog import read_catalog
from tests.support.coverage import dress, write_dress
from tests.support.derived import everything
from tests.support.model import Network
from tests.support.networks import AS_OF, days_from, fill, random_network, together
from tests.support.oracle_readiness import Row
from tests.support.restart_lists import Helping, Told, check, later
from tests.support.rows import rows_of

CATALOG = read_catalog()

SERVE = """
MATCH (e:Enterprise) WHERE e.id IN $enterprises
MERGE (t:ServiceTeam {id: 'team'})
CREATE (t)-[:SERVES]->(e)
"""


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tried does not depend on how busy the machine is."""
    monkeypatch.setattr(restart_list, "SECONDS", 600.0)


@pytest.fixture
def knowledge(graph: Graph) -> Knowledge:
    return Knowledge(graph, CATALOG, show_personal=True)


def told(answer: Answer, helping: Helping) -> Told:
    """What an answer tells, in the model's terms."""
    said = Told()
    for row in rows_of(answer):
        e = row["enterprise"]
        if row["verdict"] == "impossible":
            best = row["best_days"]
            path = [(s["enterprise"], s["waits_for"], s["material"]) for s in row["steps"]]
            ready = None if best is None else round(100 * best)
            said.impossible[e] = (ready, row["impossible"], path)
            continue
        assert row["verdict"] == "enough" and row["tried"] is True
        assert row["listed"] == len(answer.rows)
        said.members[e] = row["indispensable"]
        said.late_without[e] = row["for_anchors"]
    for row in rows_of(answer):
        if row["enterprise"] in said.members:
            said.way[row["enterprise"]] = way(row, helping, set(said.members))
            certain = sum(value is True for value in said.members.values())
            assert row["certain"] == certain
    return said


def way(row: Row, helping: Helping, members: set[str]) -> list[tuple[str, str, str]]:
    """The steps from one of the chosen down to a member; of the last the row says the material."""
    one, model = row["enterprise"], helping.model
    assert row["way"][-1] == one and row["way"][0] in row["for_anchors"]
    before, after = helping.ready(members), helping.ready(members - {one})
    steps = []
    for buyer, supplier in zip(row["way"], row["way"][1:], strict=False):
        for material in model.needs(buyer):
            found = {offer.supplier for offer in model.offers[buyer, material]}
            wait = model.wait(buyer, material, after)
            costs = wait is None or wait > (before[buyer] or 0)
            if supplier in found and costs and later(before[supplier], after[supplier]):
                steps.append((buyer, material, supplier))
                break
    if len(row["way"]) > 1:
        assert row["needed_by"] == row["way"][-2]
        steps[-1] = (row["needed_by"], row["material"], one)
    else:
        assert (row["needed_by"], row["material"], steps) == (None, None, [])
    return steps


def test_random_networks(graph: Graph, knowledge: Knowledge) -> None:
    """200 networks in four graphs; nothing stays of any trial."""
    rng = random.Random(77)
    kinds: Counter[str] = Counter()
    for number in range(4):
        graph.autocommit("MATCH (n) DETACH DELETE n")
        sizes = [rng.choice([3, 6, 9, 14, 25]) for _ in range(50)]
        networks = [random_network(rng, f"n{number}x{k}x", size) for k, size in enumerate(sizes)]
        fill(graph, together(networks))
        derive(graph)
        before = everything(graph)
        for network in networks:
            ids = [row["id"] for row in network.enterprises]
            chosen = rng.sample(ids, min(len(ids), rng.choice([1, 1, 2, 3])))
            by = rng.choice([0, 50, 100, 300, 700, 2000])
            helping = Helping(network, chosen, by)
            answer = knowledge.ask("restart-list", {"enterprises": chosen, "by_days": by / 100})
            kinds[check(helping, told(answer, helping))] += 1
        assert everything(graph) == before
    assert min(kinds[kind] for kind in ("impossible", "listed", "nobody")) > 15


def test_leading_enterprises_are_selected(graph: Graph, knowledge: Knowledge) -> None:
    rng = random.Random(5)
    network = random_network(rng, "n", 60)
    dress(rng, network)
    fill(graph, network)
    write_dress(graph, network)
    ids = sorted(row["id"] for row in network.enterprises)
    served = rng.sample(ids, 30)
    graph.write(SERVE, {"enterprises": served})
    derive(graph)
    facts = {row["id"]: row for row in network.enterprises}
    closed = Helping(network, [], 0).model.closed
    leading = [
        e
        for e in ids
        if e not in closed and (facts[e]["anchor"] or facts[e]["above_scale"]) == "true"
    ]
    for given, chosen in (
        ({"district": "3302"}, [e for e in leading if facts[e]["district"].startswith("3302")]),
        ({"industry": "38"}, [e for e in leading if facts[e]["industry"].startswith("38")]),
        ({"team": "team"}, [e for e in leading if e in served]),
        (
            {"team": "team", "district": "33"},
            [e for e in leading if e in served and facts[e]["district"].startswith("33")],
        ),
        (
            {"enterprises": served, "district": "3302"},
            [e for e in served if facts[e]["district"].startswith("3302")],
        ),
        ({}, leading),
    ):
        assert chosen
        for by in (0, 2000):
            helping = Helping(network, chosen, by)
            answer = knowledge.ask("restart-list", {**given, "by_days": by / 100})
            check(helping, told(answer, helping))


def test_whom_nobody_is_found_for_is_refused(cixi: Knowledge) -> None:
    with pytest.raises(NotFound) as unknown:
        cixi.ask("restart-list", {"enterprises": "gongnju,xinhai"})
    assert [fault.value for fault in unknown.value.faults] == ["gongnju"]
    for given in ({"district": "11"}, {"enterprises": "gongniu,xinhai", "industry": "13"}):
        with pytest.raises(NotFound):
            cixi.ask("restart-list", given)


def test_cixi(cixi: Knowledge) -> None:
    network = Network.read(make_cixi.FOLDER)
    for by in (0, 300, 700, 1500):
        helping = Helping(network, ["gongniu", "xinhai"], by)
        given = {"enterprises": ["gongniu", "xinhai"], "by_days": by / 100}
        answer = cixi.ask("restart-list", given)
        check(helping, told(answer, helping))
        for language in ("zh", "en"):
            shown = table(answer, language, lambda kind, id: f"/{kind}/{id}")
            names = {heading.name for heading in shown.headings}
            assert not names & {"verdict", "listed", "certain"}
            assert bool(shown.once) == bool(answer.rows)


def chain(graph: Graph) -> Network:
    """Each waits for the next; three that do not run, and one that nothing hangs on."""
    network = Network(AS_OF)
    for e, days in (("a", ""), ("b", "5"), ("c", ""), ("d", "8"), ("other", "9")):
        expected = days_from(int(days)) if days else ""
        network.enterprises.append({"id": e, "name": e, "expected_on": expected})
    network.materials = [{"id": "m"}]
    for buyer, supplier in (("a", "b"), ("b", "c"), ("c", "d")):
        row = {"supplier": supplier, "material": "m", "buyer": buyer, "lead_days": "1"}
        network.supplies.append({**row, "share": ""})
        network.needs.append({"enterprise": buyer, "material": "m", "stock_days": "0"})
    fill(graph, network)
    derive(graph)
    return network


def test_a_list_that_time_cut_says_so(
    graph: Graph, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    helping = Helping(chain(graph), ["a"], 400)
    whole = rows_of(knowledge.ask("restart-list", {"enterprises": ["a"], "by_days": 4}))
    assert [(row["enterprise"], row["verdict"]) for row in whole] == [
        ("b", "enough"), ("d", "enough"),
    ]  # fmt: skip
    monkeypatch.setattr(restart_list, "SECONDS", 0.0)
    rows = rows_of(knowledge.ask("restart-list", {"enterprises": ["a"], "by_days": 4}))
    assert not helping.late({row["enterprise"] for row in rows})
    for row in rows:
        assert (row["verdict"], row["tried"], row["indispensable"]) == ("cut", False, None)
        assert (row["certain"], row["listed"]) == (0, len(rows))


@pytest.mark.parametrize("seed", range(2))
def test_trials_that_time_cut_say_so(
    graph: Graph, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Whenever time is over: what is said holds, and what was not tried is blank."""
    rng = random.Random(seed)
    networks = [random_network(rng, f"s{seed}n{number}e", 14) for number in range(12)]
    fill(graph, together(networks))
    derive(graph)
    cut = 0
    for network in networks:
        ids = [row["id"] for row in network.enterprises]
        chosen = sorted(rng.sample(ids, 3))
        helping = Helping(network, chosen, 300)
        for moments in range(8):
            clock = iter([True] * moments)
            monkeypatch.setattr(RestartTrials, "in_time", lambda _, clock=clock: next(clock, False))
            given = {"enterprises": chosen, "by_days": 3}
            rows = rows_of(knowledge.ask("restart-list", given))
            members = {row["enterprise"] for row in rows}
            if not rows or rows[0]["verdict"] == "impossible":
                assert members == set(helping.late(helping.candidates))
                continue
            assert not helping.late(members)
            tried = all(row["tried"] for row in rows)
            assert {row["verdict"] for row in rows} == {"enough" if tried else "cut"}
            for row in rows:
                late = helping.late(members - {row["enterprise"]})
                cut += row["indispensable"] is None
                assert late or not row["tried"]
                assert row["for_anchors"] in ([], late)
                if row["indispensable"] is not None:
                    found = helping.indispensable({row["enterprise"]})
                    assert row["indispensable"] == bool(found)
    assert cut > 10


def test_a_wrong_proposal_does_not_matter(
    graph: Graph, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody, everybody, some of it, or anybody is proposed: the graph decides."""
    rng = random.Random(8)
    networks = [random_network(rng, f"n{number}e", rng.choice([6, 9, 14])) for number in range(40)]
    fill(graph, together(networks))
    derive(graph)
    right = restart_list.proposed

    def wrong(question: Question, in_time: Any) -> Any:
        listed = set(right(question, in_time).tolist())
        some = {one for one in np.flatnonzero(question.candidates).tolist() if rng.random() < 0.5}
        return np.array(
            sorted(
                rng.choice(
                    [set(), set(list(listed)[1:]), listed | some, some - listed, some,
                     set(np.flatnonzero(question.candidates).tolist())]
                )
            ),
            np.int64,
        )  # fmt: skip

    monkeypatch.setattr(restart_list, "proposed", wrong)
    kinds: Counter[str] = Counter()
    for network in networks:
        ids = [row["id"] for row in network.enterprises]
        for by in (0, 300):
            chosen = rng.sample(ids, 3)
            helping = Helping(network, chosen, by)
            answer = knowledge.ask("restart-list", {"enterprises": chosen, "by_days": by / 100})
            kinds[check(helping, told(answer, helping))] += 1
    assert min(kinds[kind] for kind in ("impossible", "listed")) > 10


def test_a_changing_graph_is_asked_again(
    graph: Graph, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain(graph)
    right, left = restart_list.proposed, [1]

    def moving(*given: Any) -> Any:
        if left:
            left.pop()
            graph.write(
                "MATCH (g:Graph) SET g.version = g.version + 1, g.derived_version = g.version"
            )
            derive(graph)
        return right(*given)

    monkeypatch.setattr(restart_list, "proposed", moving)
    rows = rows_of(knowledge.ask("restart-list", {"enterprises": ["a"], "by_days": 4}))
    assert [row["enterprise"] for row in rows] == ["b", "d"] and not left


def test_nobody_has_to_be_helped_is_said(graph: Graph, knowledge: Knowledge) -> None:
    chain(graph)
    answer = knowledge.ask("restart-list", {"enterprises": ["other"], "by_days": 9})
    assert answer.rows == [] and answer.query.empty
