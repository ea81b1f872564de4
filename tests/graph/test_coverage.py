"""How the needs of enterprises are covered, against a model in plain Python."""

import random
from typing import Any

import pytest

from seed import make_cixi
from service.answers.knowledge import Knowledge
from service.derivation.full import derive
from service.display.tables import table
from service.graph.database import Graph
from tests.support.catalog import read_catalog
from tests.support.coverage import Coverage, dress, worst_first, write_dress
from tests.support.model import Network
from tests.support.networks import AS_OF, days_from, fill, random_network, together
from tests.support.oracle_readiness import Row
from tests.support.oracle_work import Work
from tests.support.rows import rows_of, some

CATALOG = read_catalog()

OF_EACH = """
UNWIND $enterprises AS id
CALL (id) {{
{statement}
}}
RETURN id AS enterprise, {columns}
"""
"""The saved query asked about many in one statement."""


def asked_of_each(graph: Graph, enterprises: list[str]) -> list[Row]:
    query = CATALOG["coverage"]
    assert "$enterprise}" in query.statement
    text = OF_EACH.format(
        statement=query.statement.replace("$enterprise}", "id}"),
        columns=", ".join(column.name for column in query.columns),
    )
    answer = graph.read(text, {"enterprises": enterprises}, timeout=120)
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]


def same(found: list[Row], expected: list[Row]) -> None:
    names = expected[0].keys() if expected else ()
    assert [{name: row[name] for name in names} for row in found] == expected


@pytest.mark.parametrize("seed", range(2))
def test_random_networks(graph: Graph, seed: int) -> None:
    """1,000 networks: closed and half-running suppliers, shares known, partly known, all nothing,
    parallel and dated supplies, needs without suppliers."""
    rng = random.Random(90 + seed)
    networks = [random_network(rng, f"n{i}x", rng.randint(2, 10)) for i in range(500)]
    for network in networks:
        dress(rng, network)
    whole = together(networks)
    whole.makes = [row for network in networks for row in network.makes]
    fill(graph, whole)
    write_dress(graph, whole)
    derive(graph)
    models = [Coverage(network) for network in networks]
    expected = [row for model in models for e in sorted(model.model.rows) for row in model.rows(e)]
    found = asked_of_each(graph, [e for model in models for e in sorted(model.model.rows)])
    same(found, expected)
    rates = [row["covered_rate"] for row in expected]
    assert rates.count(None) > 100 and rates.count(0) > 100 and rates.count(1) > 100
    assert sum(rate is not None and 0 < rate < 1 for rate in rates) > 300
    assert sum(row["stop_days"] is not None for row in expected) > 100
    assert any(not row["essential"] and row["covered_rate"] for row in expected)
    soonest: dict[str, float] = {}
    for row in found:
        if row["stop_days"] is not None:
            day = soonest.get(row["enterprise"], row["stop_days"])
            soonest[row["enterprise"]] = min(day, row["stop_days"])
    stored = "MATCH (e:Enterprise) WHERE e.stop_days >= 0 RETURN e.id, e.stop_days"
    assert soonest == dict(graph.read(stored, timeout=60).rows)
    knowledge = Knowledge(graph, CATALOG, show_personal=True)
    for given in ({}, {"district": "3302"}, {"industry": "38"}, {"district": "11", "limit": 3}):
        limit = int(given.get("limit", 10))
        where: Any = {key: text for key, text in given.items() if key != "limit"}
        worst = worst_first([row for model in models for row in model.worst(**where)])
        assert len(worst) > limit
        without = [{k: row[k] for k in row if k != "essential"} for row in worst[:limit]]
        same(rows_of(knowledge.ask("worst-coverage", given)), without)
    worst = worst_first([row for model in models for row in model.worst()])[:1000]
    without = [{k: row[k] for k in row if k != "essential"} for row in worst]
    same(rows_of(knowledge.ask("worst-coverage", {"limit": 1000})), without)


def bracket_makers(graph: Graph, output: float, names: dict[str, str]) -> Knowledge:
    """Gongniu with its main source of brackets at some output, and a second one at full output."""
    network = Network(AS_OF)
    for e, rate in (("gongniu", ""), ("yuelong", str(output)), ("second", "1")):
        day = days_from(-1)
        network.enterprises.append(
            {"id": e, "name": names.get(e, e), "resumed_on": day, "output_rate": rate}
        )
    network.materials = [{"id": "bracket"}]
    network.needs = [{"enterprise": "gongniu", "material": "bracket", "stock_days": "2"}]
    for s, share in (("yuelong", "0.9"), ("second", "0.1")):
        row = {"supplier": s, "material": "bracket", "buyer": "gongniu", "lead_days": "1"}
        network.supplies.append({**row, "share": share})
    fill(graph, network)
    derive(graph)
    return Knowledge(graph, CATALOG, show_personal=True)


@pytest.mark.parametrize(("output", "rate"), [(0.3, 0.37), (0.8, 0.82)])
def test_yuelong_secures_the_brackets(graph: Graph, output: float, rate: float) -> None:
    knowledge = bracket_makers(graph, output, {"yuelong": "跃隆"})
    answer = knowledge.ask("coverage", {"enterprise": "gongniu"})
    (row,) = rows_of(answer)
    assert row["covered_rate"] == rate
    assert row["suppliers"] == ["yuelong", "second"]
    shown = dict(
        zip(
            [heading.name for heading in table(answer, "zh", lambda *_: "").headings],
            table(answer, "zh", lambda *_: "").rows[0],
            strict=True,
        )
    )
    assert shown["covered_rate"].text == f"{100 * rate:.0f}%"
    assert [part.text for part in shown["suppliers"].parts] == ["跃隆", "second"]
    assert [part.text for part in shown["outputs"].parts] == [
        f"跃隆：占比 90%，产出 {100 * output:.0f}%",
        "second：占比 10%，产出 100%",
    ]


def test_cixi(cixi: Knowledge) -> None:
    model = Coverage(_with_makes(Network.read(make_cixi.FOLDER)))
    for e in [*some(Work(make_cixi.FOLDER), 40), "yuelong"]:
        names = ("material", "covered_rate", "stock_days", "stop_days", "suppliers", "confirmed")
        found = [
            {name: row[name] for name in names}
            for row in rows_of(cixi.ask("coverage", {"enterprise": e}))
        ]
        assert found == [{name: row[name] for name in names} for row in model.rows(e)]
    (bracket,) = [
        row
        for row in rows_of(cixi.ask("coverage", {"enterprise": "gongniu"}))
        if row["material"] == "plug-bracket"
    ]
    assert bracket["covered_rate"] == pytest.approx(0.85 * 0.3 + 0.15 * 0.9)
    worst = rows_of(cixi.ask("worst-coverage", {}))
    expected = worst_first(model.worst())[:10]
    assert [(row["enterprise"], row["material"], row["covered_rate"]) for row in worst] == [
        (row["enterprise"], row["material"], row["covered_rate"]) for row in expected
    ]
    assert len(worst) == 10 and all(row["suppliers"] for row in worst)


def _with_makes(network: Network) -> Network:
    """The network as its tables stand, with the needs that supplies imply, and blanks for cells
    that a table lacks."""
    stated = {(row["enterprise"], row["material"]) for row in network.needs}
    implied = {(row["buyer"], row["material"]) for row in network.supplies} - stated
    network.needs += [{"enterprise": e, "material": m} for e, m in sorted(implied)]
    for row in network.needs:
        for name in ("essential", "daily_quantity", "suppliers_complete"):
            row.setdefault(name, "")
    return network
