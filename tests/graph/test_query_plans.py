"""How the saved queries are planned: bounded, from an index, and with few reads on Cixi.

A query that is added later is held to the general rules without being named here.
"""

from typing import Any

import pytest

from service.answers.knowledge import Knowledge
from service.answers.spellings import other_spellings
from service.catalog.catalog import SavedQuery
from service.catalog.header import INJECTED
from service.graph.database import Graph
from tests.support.catalog import read_catalog
from tests.support.plans import details, unbounded

QUERIES = list(read_catalog())

SOUGHT = {
    "alternatives": {"found": [{"supplier": "jintian", "broker": "gongniu", "place": 0}]},
    "request-alternatives": {
        "found": [{"supplier": "jintian", "broker": "gongniu", "place": 0}],
        "buyer": "yuelong",
        "material": "copper",
    },
    "restart-list": {"found": [{"enterprise": "diankou-copper", "place": 0, "steps": []}]},
    "unblock-first": {"found": [{"enterprise": "diankou-copper", "place": 0}]},
}
"""What an answer that rests on trials is given."""

ONE_ROW = "the graph's moment, one row, beside the rest"
PRODUCTS = {
    "alternatives": "the graph's moment, the buyer and the material, one row each",
    "between": "the graph's moment and the two, one row each",
    "circular-waits": ONE_ROW,
    "critical-path": ONE_ROW,
    "filing-queue": ONE_ROW,
    "lead-time": ONE_ROW,
    "letters": ONE_ROW,
    "moves": ONE_ROW,
    "network": ONE_ROW,
    "open-requests": ONE_ROW,
    "request": ONE_ROW,
    "request-alternatives": "the buyer and the material, one row each",
    "shared-suppliers": "those shown and the anchors, one row with a list each",
    "standing": ONE_ROW,
    "why": ONE_ROW,
}
"""Where a product of two inputs is harmless, and why."""

UNPRUNED = {"circular-waits": "along WAITS_FOR: everybody waits for one at most, so it is a chain"}
"""Where paths are followed one by one without a bound, and why there are few."""

NEAREST = {"diamonds", "outside-suppliers", "single-source"}
"""Which show the nearest tiers where not all rows are shown, whatever their place."""

MOST_HITS = 60_000
"""Reads of the store that one example may cost on the Cixi dataset (1 of 546 enterprises)."""

HITS = {
    "alternatives": 1_000,
    "circular-waits": 2_000,
    "coverage": 25_000,
    "critical-path": 4_000,
    "lead-time": 4_000,
    "enterprise": 25_000,
    "enterprises": 200,
    "four-sync-board": 25_000,
    "material": 3_000,
    "materials": 3_000,
    "open-requests": 2_000,
    "outside-suppliers": 30_000,
    "request": 200,
    "request-alternatives": 1_000,
    "requests": 2_000,
    "overdue": 5_000,
    "readiness": 5_000,
    "restart-list": 100,
    "running-short": 12_000,
    "shared-suppliers": 15_000,
    "single-source": 40_000,
    "standing": 50,
    "team": 4_000,
    "team-worklist": 5_000,
    "teams": 3_000,
    "unblock-first": 100,
    "why": 15_000,
    "workers-away": 1_000,
    "worst-coverage": 12_000,
}
"""The same, where much less is enough."""


def named(queries: list[SavedQuery]) -> Any:
    return pytest.mark.parametrize("query", queries, ids=lambda query: query.name)


def arguments(query: SavedQuery) -> dict[str, Any]:
    """Those of the example."""
    return query.arguments(query.example) | SOUGHT.get(query.name, {}) | dict(INJECTED)


def with_enterprise(query: SavedQuery) -> bool:
    return any(parameter.name == "enterprise" for parameter in query.parameters)


@named(QUERIES)
def test_only_reads(cixi_graph: Graph, query: SavedQuery) -> None:
    assert cixi_graph.explain(query.statement, arguments(query)).kind == "r"


@named(QUERIES)
def test_plan_is_bounded(cixi_graph: Graph, query: SavedQuery) -> None:
    plan = cixi_graph.explain(query.statement, arguments(query)).plan
    operators = {operator.operator for operator in plan.walk()}
    assert "AllNodesScan" not in operators
    assert not {name for name in operators if "AllRelationshipsScan" in name}
    if query.name not in PRODUCTS:
        assert "CartesianProduct" not in operators
    if query.name not in UNPRUNED:
        assert list(unbounded(plan)) == []


def test_a_letter_tells_no_rows_apart_by_the_whole_tree(cixi_graph: Graph) -> None:
    """Each of them would be kept with it: of a million, more than a transaction may use."""
    action = read_catalog()["write-letter"]
    given = dict.fromkeys(parameter.name for parameter in action.parameters)
    given |= {"enterprise": "gongniu", "to": "42", "to_in_words": "x", "said_on": None}
    plan = cixi_graph.explain(action.change, given | dict(INJECTED)).plan
    keys = [details(one) for one in plan.walk() if one.operator == "Distinct"]
    assert keys and not [key for key in keys if "tree" in key]


@named([query for query in QUERIES if with_enterprise(query)])
def test_starts_from_the_enterprise(cixi_graph: Graph, query: SavedQuery) -> None:
    """Given an enterprise, it is sought by its key, and no label is read through."""
    given = query.arguments(query.example | {"enterprise": "gongniu"}) | dict(INJECTED)
    _, plan = cixi_graph.profile(query.statement, given)
    seeks = [op for op in plan.walk() if op.operator == "NodeUniqueIndexSeek"]
    assert any("Enterprise(id) WHERE id = $enterprise" in details(seek) for seek in seeks)
    read_through = [
        details(op)
        for op in plan.walk()
        if op.operator.endswith("LabelScan") and op.arguments.get("DbHits", 0) > 0
    ]
    assert read_through == []


@named(QUERIES)
def test_reads_little(cixi_graph: Graph, query: SavedQuery) -> None:
    _, plan = cixi_graph.profile(query.statement, arguments(query))
    hits = sum(operator.arguments.get("DbHits", 0) for operator in plan.walk())
    assert 0 < hits <= HITS.get(query.name, MOST_HITS)


def test_names_are_found_by_index(cixi_graph: Graph) -> None:
    (query,) = [query for query in QUERIES if query.name == "enterprises"]
    for text in ("公", "牛集", "gong", "GROUP", "yuelong", "慈谿", "ＧＲＯＵＰ", "無人"):
        given = query.arguments({"text": text}) | {"spellings": other_spellings(text)}
        _, plan = cixi_graph.profile(query.statement, given)
        used = {op.operator for op in plan.walk() if op.arguments.get("DbHits", 0) > 0}
        assert {"NodeIndexContainsScan", "NodeIndexSeek", "NodeUniqueIndexSeekByRange"} <= used
        assert "NodeByLabelScan" not in used


@pytest.mark.parametrize(
    ("name", "given", "index", "ordered"),
    [
        ("data-gaps", {}, "Enterprise(stops_anchors)", False),
        ("overdue", {}, "Enterprise(runs, expected_on)", False),
        ("readiness", {}, "Enterprise(id)", True),
        ("readiness", {"district": "3302"}, "Enterprise(district)", False),
        ("running-short", {}, "Enterprise(stop_days)", True),
        ("shared-suppliers", {}, "Enterprise(anchors_supplied)", True),
        ("worst-coverage", {}, "Enterprise(above_scale)", False),
    ],
)
def test_lists_begin_from_an_index(
    cixi_graph: Graph, name: str, given: dict[str, Any], index: str, ordered: bool
) -> None:
    """And where they may be long, in its order: nothing is held that comes after what is shown."""
    (query,) = [query for query in QUERIES if query.name == name]
    _, plan = cixi_graph.profile(query.statement, query.arguments(given) | {"most": 5})
    sought = [op for op in plan.walk() if op.operator.startswith("NodeIndexSeek")]
    sought += [op for op in plan.walk() if op.operator == "NodeUniqueIndexSeekByRange"]
    assert any(f":{index} " in details(op) and op.arguments["DbHits"] for op in sought)
    if ordered:
        assert "Top" not in {op.operator for op in plan.walk() if op.arguments.get("Rows")}


def test_exceptions_are_still_needed(cixi: Knowledge, cixi_graph: Graph) -> None:
    """What is excused here exists, and the excuse still has its occasion."""
    for name in (*PRODUCTS, *UNPRUNED, *HITS):
        assert name in cixi.catalog
    for name in UNPRUNED:
        query = cixi.catalog[name]
        plan = cixi_graph.explain(query.statement, arguments(query)).plan
        assert list(unbounded(plan))


@named(QUERIES)
def test_told_how_many_rows_are_shown_it_shows_the_same(
    cixi_graph: Graph, query: SavedQuery
) -> None:
    """A statement may read less when told that only some rows are shown, never other rows."""
    given = arguments(query)
    declared = [column.name for column in query.columns]

    def rows(most: int | None) -> list[list[Any]]:
        found = cixi_graph.read(query.statement, given | {"most": most}, timeout=60)
        places = [found.columns.index(name) for name in declared]
        return [[row[place] for place in places] for row in found.rows[:most]]

    whole = rows(None)
    for most in (1, 3, 20, 300):
        shown = rows(most)
        if query.name in NEAREST:
            tier = declared.index("tier")
            assert shown == [row for row in whole if row in shown]
            assert len(shown) == min(most, len(whole))
            last = max(row[tier] for row in shown)
            assert all(row[tier] >= last for row in whole if row not in shown)
        else:
            assert shown == whole[:most]
