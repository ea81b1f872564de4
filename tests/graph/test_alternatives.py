"""Alternative suppliers: what each gives is what the model says of it when it really delivers."""

import random
from collections import Counter
from copy import deepcopy
from statistics import median
from typing import Any

import pytest

from service import settings
from service.answers import alternatives
from service.answers.answer import Answer
from service.answers.knowledge import Knowledge
from service.derivation.full import derive
from service.errors import DatabaseUnavailable, Deriving, NotFound
from service.graph.database import Graph
from service.graph.digest import digest
from service.http.app import create_app
from tests.support.catalog import read_catalog
from tests.support.model import Model, Network, as_text
from tests.support.networks import days_from, fill, random_network
from tests.support.rows import rows_of

pytestmark = pytest.mark.usefixtures("all_tried")

MAKES = """
UNWIND $pairs AS pair
MATCH (e:Enterprise {id: pair[0]}), (m:Material {id: pair[1]})
MERGE (e)-[:MAKES]->(m)
"""
BUMP = """
MATCH (g:Graph {id: 'graph'})
SET g.version = g.version + 1, g.derived_version = g.version + 1
"""
FACTS = "UNWIND $rows AS row MATCH (e:Enterprise {id: row.id}) SET e += row"
PLACES = [None, (30.17, 121.26), (30.17, 121.26), (29.9, 121.6)]
Ready = dict[str, int | None]


def supplies_today(network: Network) -> list[dict[str, str]]:
    today = days_from(0)
    return [
        row
        for row in network.supplies
        if (row["since"] or "0") <= today <= (row["until"] or "9")
        and row["supplier"] != row["buyer"]
    ]


def complete(rng: random.Random, network: Network, graph: Graph) -> None:
    """Who makes what, who leads, and where all are, into the network's rows and the graph."""
    pairs = {(row["supplier"], row["material"]) for row in network.supplies}
    for row in network.enterprises:
        for material in network.materials:
            if rng.random() < 0.4:
                pairs.add((row["id"], material["id"]))
    network.makes = [{"enterprise": e, "material": m} for e, m in sorted(pairs)]
    graph.write(MAKES, {"pairs": [list(pair) for pair in pairs]})
    rows: list[dict[str, Any]] = []
    for row in network.enterprises:
        place = rng.choice(PLACES)
        rows.append(
            {
                "id": row["id"],
                "above_scale": rng.choice([None, True, False]),
                "anchor": rng.choice([None, None, None, True, False]),
                "district": rng.choice([None, "330282", "330281"]),
                "town": rng.choice([None, "a", "b"]),
                "latitude": place[0] if place else None,
                "longitude": place[1] if place else None,
            }
        )
        row |= {name: value for name, value in rows[-1].items() if name != "id"}
    graph.write(FACTS, {"rows": rows})


def leads_chain(row: dict[str, Any]) -> bool:
    return bool(row["above_scale"] if row["anchor"] is None else row["anchor"])


def delivering(network: Network, supplier: str, material: str, buyer: str, lead: float) -> Ready:
    """When everybody is ready once that supply is there."""
    after = deepcopy(network)
    place = {"enterprise": buyer, "material": material}
    if not any(need.items() >= place.items() for need in after.needs):
        after.needs.append({**place, "stock_days": "", "stock_on": "", "essential": ""})
    row = {"supplier": supplier, "material": material, "buyer": buyer, "share": "", "until": ""}
    after.supplies.append({**row, "lead_days": as_text(lead), "since": days_from(0)})
    return Model(after).ready


def expected(
    network: Network, buyer: str, material: str, given: float | None
) -> dict[str, dict[str, Any]]:
    """By supplier, what the definitions say."""
    model = Model(network)
    today = supplies_today(network)
    facts = {row["id"]: row for row in network.enterprises}
    mine = [r for r in today if r["buyer"] == buyer and r["material"] == material]
    makers = {row["enterprise"] for row in network.makes if row["material"] == material}
    found = {}
    for s in makers - {row["supplier"] for row in mine} - {buyer} - model.closed:
        own: dict[str, float] = {}
        for row in today:
            if row["supplier"] == s and row["material"] == material and row["lead_days"]:
                lead = float(row["lead_days"])
                own[row["buyer"]] = min(lead, own.get(row["buyer"], lead))
        present = [float(row["lead_days"]) for row in mine if row["lead_days"]]
        assumed = given is None and not own
        lead = given if given is not None else median(own.values()) if own else None
        lead = lead if lead is not None else min(present, default=1.0)
        ready = delivering(network, s, material, buyer, round(lead, 2))
        gain = freed = 0
        for e in ready:
            before, after = model.ready[e], ready[e]
            if leads_chain(facts[e]) and before != after:
                if before is None or after is None:
                    freed += 1 if before is None else -1
                else:
                    gain += before - after
        before, after = model.ready[buyer], ready[buyer]
        customers = {r["buyer"] for r in today if r["supplier"] == buyer} - model.closed
        brokers = {r["buyer"] for r in today if r["supplier"] == s and r["buyer"] in customers}
        direct = any({s, buyer} == {r["supplier"], r["buyer"]} for r in today)
        broker = min(brokers, key=lambda b: (not leads_chain(facts[b]), b), default=None)
        broker = None if direct else broker
        place, here = facts[s], facts[buyer]
        district = place["district"] == here["district"] is not None
        found[s] = {
            "lead_days": round(lead, 2),
            "lead_assumed": assumed,
            "ready_days": None if model.ready[s] is None else model.ready[s] / 100,
            "after_days": None if after is None else after / 100,
            "gain_days": None if None in (before, after) else (before - after) / 100,
            "anchors_gain_days": gain / 100,
            "anchors_freed": freed,
            "broker": broker,
            "path": [buyer, s] if direct else [buyer, broker, s] if broker else None,
            "near": (
                not (direct or broker),
                not (district and place["town"] == here["town"] is not None),
                not district,
            ),
        }
    return found


def compare(answer: Answer, wanted: dict[str, dict[str, Any]]) -> None:
    rows = rows_of(answer)
    assert {row["supplier"] for row in rows} == wanted.keys()
    order = []
    for row in rows:
        known = wanted[row["supplier"]]
        told = {key: row[key] for key in known if key != "near"}
        assert told == {key: value for key, value in known.items() if key != "near"}
        far = row["distance_km"] if row["distance_km"] is not None else 10**9
        gains = (-known["anchors_freed"], -known["anchors_gain_days"])
        order.append((*gains, *known["near"], far, row["supplier"]))
    assert order == sorted(order)


@pytest.fixture
def knowledge(graph: Graph) -> Knowledge:
    return Knowledge(graph, read_catalog(), show_personal=True)


@pytest.fixture
def networks(graph: Graph) -> list[Network]:
    rng = random.Random(21)
    found = []
    for number in range(50):
        network = random_network(rng, f"n{number}x", rng.choice([3, 5, 8, 12, 25]))
        fill(graph, network)
        complete(rng, network, graph)
        found.append(network)
    derive(graph)
    return found


def asked(rng: random.Random, network: Network) -> tuple[str, str, float | None]:
    """A buyer, a material and a lead: more often one who waits."""
    model = Model(network)
    needs = [(row["enterprise"], row["material"]) for row in network.needs]
    waiting = [pair for pair in needs if model.ready[pair[0]] != model.own[pair[0]]]
    given = rng.choice([None, None, 0.0, rng.randint(0, 40) / 4])
    if not needs or rng.random() < 0.1:
        ids = (rng.choice(rows)["id"] for rows in (network.enterprises, network.materials))
        return *ids, given
    return *rng.choice(waiting if waiting and rng.random() < 0.8 else needs), given


def test_each_gives_what_the_model_says(
    graph: Graph, knowledge: Knowledge, networks: list[Network]
) -> None:
    rng = random.Random(3)
    before = digest(graph)
    seen: Counter[str] = Counter()
    for network in networks:
        e, m, given = asked(rng, network)
        wanted = expected(network, e, m, given)
        answer = knowledge.ask("alternatives", {"buyer": e, "material": m, "lead_days": given})
        assert not answer.truncated
        compare(answer, wanted)
        for one in wanted.values():
            seen["makers"] += 1
            seen["gain"] += bool(one["gain_days"])
            seen["loss"] += (one["gain_days"] or 0) < 0
            seen["anchors"] += one["anchors_gain_days"] > 0
            seen["freed"] += one["anchors_freed"] > 0
            seen["broker"] += one["broker"] is not None
            seen["assumed"] += one["lead_assumed"]
    assert min(seen.values()) > 0 and len(seen) == 7, seen
    assert digest(graph) == before


COPPER = {"buyer": "yuelong", "material": "copper"}


def test_the_plug_maker_brings_its_own_copper_supplier(cixi: Knowledge, cixi_graph: Graph) -> None:
    before = digest(cixi_graph)
    answer = cixi.ask("alternatives", COPPER)
    first = rows_of(answer)[0]
    assert (first["supplier"], first["broker"]) == ("jintian", "gongniu")
    assert first["path"] == ["yuelong", "gongniu", "jintian"]
    assert first["gain_days"] > 0 and first["anchors_gain_days"] > 0
    assert answer.subgraph is not None
    drawn = {
        (edge.source, edge.target) for edge in answer.subgraph.edges if edge.type == "SUPPLIES"
    }
    assert {("yuelong", "gongniu"), ("jintian", "gongniu")} <= drawn
    assert digest(cixi_graph) == before


def test_each_alternative_gives_what_the_what_if_of_it_gives(cixi: Knowledge) -> None:
    for row in rows_of(cixi.ask("alternatives", COPPER)):
        given = {**COPPER, "supplier": row["supplier"], "lead_days": row["lead_days"]}
        moved = {one["enterprise"]: one for one in rows_of(cixi.try_("new-supply", given))}
        assert row["gain_days"] == moved["yuelong"]["gained_days"]
        assert row["anchors_gain_days"] >= moved["gongniu"]["gained_days"]


def test_what_is_cut_is_said(cixi: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too few trials leave those that arrive last out; all are there where all are asked for."""
    everybody = rows_of(cixi.ask("alternatives", COPPER))
    monkeypatch.setattr(alternatives, "MAX_TRIALS", 1)
    some = cixi.ask("alternatives", COPPER)
    assert some.truncated
    assert len(some.rows) < len(everybody)
    with cixi.stream("alternatives", COPPER) as whole:
        assert len(list(whole.rows)) == len(everybody)


def test_unknown_ids_are_told_at_once_with_the_nearest(cixi: Knowledge) -> None:
    with pytest.raises(NotFound) as refused:
        cixi.ask("alternatives", {"buyer": "yuelon", "material": "coppr"})
    assert {fault.where for fault in refused.value.faults} == {"buyer", "material"}
    assert any("yuelong" in near.en for near in refused.value.nearest)


@pytest.mark.parametrize("ending", ["", ".json", ".csv", ".ndjson", ".xlsx"])
def test_as_a_page_and_as_data(cixi: Knowledge, ending: str) -> None:
    with create_app(cixi, settings.read({})).test_client() as client:
        given = "buyer=yuelong&material=copper"
        answer = client.get(f"/queries/alternatives{ending}?{given}")
        assert answer.status_code == 200
        assert ending == ".xlsx" or "jintian" in answer.text
        assert client.get(f"/queries/alternatives{ending}?{given}no").status_code == 404


def test_it_waits_for_the_derivation(graph: Graph, knowledge: Knowledge) -> None:
    graph.write("CREATE (:Graph {id: 'graph', version: 2, derived_version: 1}), (:Enterprise)")
    with pytest.raises(Deriving):
        knowledge.ask("alternatives", COPPER)


def test_it_is_tried_again_when_the_graph_changed(
    graph: Graph, knowledge: Knowledge, networks: list[Network], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never gains of one state beside those of another; given up where it never stands still."""
    need = next(row for network in networks for row in network.needs)
    given = {"buyer": need["enterprise"], "material": need["material"]}
    real, changes = alternatives._Search.best_makers, []

    def best_makers(search: Any) -> Any:
        found = real(search)
        if len(changes) < often:
            changes.append(graph.write(BUMP))
        return found

    monkeypatch.setattr(alternatives._Search, "best_makers", best_makers)
    often = 1
    assert knowledge.ask("alternatives", given)
    often = 100
    with pytest.raises(DatabaseUnavailable):
        knowledge.ask("alternatives", given)
