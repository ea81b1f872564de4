"""Scenarios: what follows from several changes together, by the model; and that nothing stays."""

import random
from typing import Any

import pytest

from service.answers.knowledge import Knowledge
from service.answers.scenario import Change, read_records, read_written
from service.answers.scenario_trials import tables, try_scenarios
from service.answers.standing import OF_NETWORK
from service.derivation.full import derive
from service.errors import Conflict, InvalidParameter, NotFound
from service.graph.database import Graph
from service.graph.digest import digest
from tests.support.catalog import read_catalog
from tests.support.counted import counted
from tests.support.losses import Facts, losses
from tests.support.model import Model, Network
from tests.support.networks import days_from, fill, random_network
from tests.support.what_ifs import asked, asked_of_groups, changed

NETWORKS = 60
PEOPLE = """
UNWIND $rows AS row
MATCH (e:Enterprise {id: row.id})
SET e.headcount = row.headcount, e.anchor = row.anchor, e.name = e.id
"""


@pytest.fixture
def knowledge(graph: Graph) -> Knowledge:
    return Knowledge(graph, read_catalog(), show_personal=True)


@pytest.fixture
def networks(graph: Graph) -> list[Network]:
    """Small networks beside each other, with districts, anchors and headcounts, derived."""
    rng = random.Random(31)
    made = []
    for number in range(NETWORKS):
        network = random_network(rng, f"n{number}x", rng.choice([3, 5, 8, 12]))
        for row in network.enterprises:
            row["district"] = f"{100 + number}{rng.choice('12')}00"
        fill(graph, network)
        people = [
            {"id": row["id"], "headcount": rng.randint(1, 9), "anchor": rng.random() < 0.3}
            for row in network.enterprises
        ]
        graph.write(PEOPLE, {"rows": people})
        made.append(network)
    derive(graph)
    return made


def scenario(
    rng: random.Random, network: Network, knowledge: Knowledge
) -> tuple[list[Change], Network]:
    """One to four changes that are not refused, and the network in which they were really made."""
    changes: list[Change] = []
    restarted: set[str] = set()
    wanted = rng.randint(1, 4)
    for _ in range(20):
        name, given = rng.choice([asked, asked_of_groups])(rng, network)
        after = changed(network, name, given)
        if after is None:
            continue
        what_if = knowledge.catalog[name]
        changes.append(Change(what_if, what_if.arguments(given, typed=True)))
        network = after
        restarted |= set(given["enterprises"]) if name == "restarts" else set()
        if len(changes) == wanted:
            break
    for need in network.needs:  # also those that came with a supply after the restart
        if need["enterprise"] in restarted:
            need["essential"] = "false"
    return changes, network


def stands(model: Model, e: str) -> tuple[str, float | None]:
    ready = model.ready[e]
    if ready is None:
        return "never", None
    words = ("running_short", "in_flow") if model.runs[e] else ("waiting", "able")
    return words[ready == 0], ready / 100


def test_a_scenario_is_a_network_in_which_its_changes_were_made(
    graph: Graph, knowledge: Knowledge, networks: list[Network]
) -> None:
    rng = random.Random(8)
    before = digest(graph)
    was_all = counted(graph)[("all", None, None)]
    moved = several = 0
    for network in networks:
        changes, after = scenario(rng, network, knowledge)
        if not changes:
            continue
        found = try_scenarios(knowledge, [changes])
        was, then = Model(network), Model(after)
        expected = {
            e: (*stands(was, e), *stands(then, e), then.firm[e])
            for e in was.rows
            if stands(was, e) != stands(then, e)
        }
        told = {row[0]: (row[4], row[5], row[6], row[7], row[9]) for row in found.moved.rows}
        if any(change.what_if.name == "restarts" for change in changes):
            # ready whatever it lacks: what that rests on is not confirmed
            assert all(one[4] >= told[e][4] for e, one in expected.items())
            expected, told = ({e: one[:4] for e, one in of.items()} for of in (expected, told))
        assert told == expected, [change.written for change in changes]
        moved += len(expected)
        several += len(changes) > 1
        totals = found.outcomes[0].totals
        for name in ("in_flow", "able", "running_short", "waiting", "never"):
            assert totals.before[name] == was_all.get(name, 0)
            difference = sum(
                (stands(then, e)[0] == name) - (stands(was, e)[0] == name) for e in was.rows
            )
            assert totals.after[name] - totals.before[name] == difference
        assert totals.before["enterprises"] == totals.after["enterprises"]
    assert moved > 150 and several > 20
    assert digest(graph) == before


def test_totals_are_those_of_the_graph_once_it_is_real(
    graph: Graph, knowledge: Knowledge, networks: list[Network]
) -> None:
    """The after-state of a scenario, once its changes are made and everything is derived."""
    rng = random.Random(9)
    chosen = [scenario(rng, network, knowledge)[0] for network in networks]
    changes = [
        one
        for some in chosen
        if not any(one.what_if.name.startswith("restarts") for one in some)
        for one in some
    ][:12]
    found = try_scenarios(knowledge, [changes], whole=True)
    for change in changes:
        graph.write(change.what_if.change, change.arguments)
    graph.write("MATCH (g:Graph {id: 'graph'}) SET g.version = g.version + 1")
    derive(graph)
    kept = counted(graph)[("all", None, None)]
    for name in OF_NETWORK:
        real = kept.get("lost" if name == "lost_days" else name, 0)
        real = real / 100 if name.endswith("_days") else real
        assert found.outcomes[0].totals.after[name] == pytest.approx(real), name
    ready = dict(graph.read("MATCH (e:Enterprise) RETURN e.id, e.ready_days").rows)
    assert {row[0]: row[7] for row in found.moved.rows}.items() <= ready.items()


def test_a_what_if_tells_the_totals_of_a_scenario_of_it(
    knowledge: Knowledge, networks: list[Network]
) -> None:
    rng = random.Random(10)
    for network in networks[:15]:
        changes, _ = scenario(rng, network, knowledge)
        for change in changes[:1]:
            answer = knowledge.try_(change.what_if.name, change.stated)
            assert answer.totals == try_scenarios(knowledge, [[change]]).outcomes[0].totals


def test_a_stop_counts_in_the_network_as_the_other_changes_leave_it(
    graph: Graph, knowledge: Knowledge, networks: list[Network]
) -> None:
    rng = random.Random(12)
    lost = 0
    for network in networks:
        name, given = asked(rng, network)
        after = changed(network, name, given) if name == "new-supply" else None
        open_ones = [row["id"] for row in network.enterprises if not row["closed_on"]]
        if after is None or not open_ones:
            continue
        out = rng.choice(open_ones)
        texts = [f"stops?enterprises={out}&days=9", "new-supply?" + "&".join(
            f"{key}={value}" for key, value in given.items())]  # fmt: skip
        found = try_scenarios(knowledge, [read_written(knowledge.catalog, texts)])
        expected = losses(Facts(after), after, {out: 900})
        (outcome,) = found.outcomes
        assert outcome.losses and outcome.losses_totals
        told = {row[0]: (row[3], row[4], row[5], row[6]) for row in outcome.losses.rows}
        assert told == expected
        assert outcome.losses_totals.after["losing"] == len(expected)
        lost += len(expected)
    assert lost > 20


def test_two_stand_beside_each_other(knowledge: Knowledge, networks: list[Network]) -> None:
    rng = random.Random(13)
    for network in networks[:20]:
        (a, in_a), (b, in_b) = (scenario(rng, network, knowledge) for _ in range(2))
        if not a or not b:
            continue
        found = try_scenarios(knowledge, [a, b])
        was, then_a, then_b = Model(network), Model(in_a), Model(in_b)
        expected = {
            e: (*stands(was, e), *stands(then_a, e), *stands(then_b, e))
            for e in was.rows
            if len({stands(one, e) for one in (was, then_a, then_b)}) > 1
        }
        assert {row[0]: tuple(row[4:10]) for row in found.moved.rows} == expected
        # the same enterprises in all pictures
        ids = [{node.id for node in one.picture.nodes} for one in found.outcomes]
        assert ids == [{node.id for node in found.now.nodes}] * 2


def test_the_order_of_changes_counts(graph: Graph, knowledge: Knowledge) -> None:
    network = Network(random_network(random.Random(1), "a", 3).as_of)
    network.enterprises = [{"id": "a", "name": "a", "resumed_on": days_from(-1)}]
    fill(graph, network)
    derive(graph)
    one, other = "closes?enterprises=a", "restarts?enterprises=a"

    def after(*texts: str) -> list[Any]:
        return [row[6] for row in tried(knowledge, *texts).moved.rows]

    assert after(one) == ["never"] and after(one, other) == [] and after(other, one) == ["never"]


def tried(knowledge: Knowledge, *texts: str) -> Any:
    return try_scenarios(knowledge, [read_written(knowledge.catalog, texts)])


def test_all_that_is_wrong_is_told_at_once(cixi: Knowledge) -> None:
    with pytest.raises(InvalidParameter) as refused:
        read_written(
            cixi.catalog,
            ["closes?enterprise=a", "nothing?x=1", "pauses?enterprises=gongniu&days=soon"],
        )
    where = [fault.where for fault in refused.value.faults]
    assert where == ["change 1: enterprise", "change 1: enterprises", "change 2", "change 3: days"]
    with pytest.raises(InvalidParameter, match="faults"):
        read_written(cixi.catalog, ["closes?enterprises=gongniu"] * 21)
    with pytest.raises(InvalidParameter):
        read_records(cixi.catalog, [{"what_if": "closes", "given": {}}])
    with pytest.raises(NotFound) as unknown:
        tried(cixi, "closes?enterprises=gongnu,yuelong", "closes-material?material=cooper")
    assert [(one.where, one.value) for one in unknown.value.faults] == [
        ("change 1: enterprises", "gongnu"),
        ("change 2: material", "cooper"),
    ]
    with pytest.raises(Conflict) as conflict:
        tried(
            cixi,
            "closes-district?district=99",
            "new-supply?supplier=gongniu&buyer=gongniu&material=copper",
        )
    assert [one.where for one in conflict.value.faults] == ["change 1: district", "change 2: buyer"]


def test_what_is_written_is_read_again(cixi: Knowledge) -> None:
    for what_if in cixi.catalog.what_ifs:
        change = Change(what_if, what_if.arguments(what_if.example, typed=True))
        assert read_written(cixi.catalog, [change.written]) == [change]
        assert read_records(cixi.catalog, [change.record]) == [change]
    assert set(tables()) == {"moved", "compared", "picture"}
