"""The driver's results as plain values: rows, nodes, edges, paths, plans."""

import itertools
import time
from collections.abc import Mapping
from typing import Any

from service.graph.driver import DriverNode, DriverPath, DriverRelationship, neo4j
from service.graph.parameters import as_named
from service.graph.values import Edge, Node, Path, Plan, Rows, edge_id
from service.model import tables

ID_PREFIXES = {
    **tables.ID_PREFIXES,
    "Change": "changes/",
    "Day": "days/",
    "Dataset": "datasets/",
    "Load": "loads/",
    "Graph": "graphs/",
    "Group": "groups/",
    "Note": "notes/",
    "Snapshot": "snapshots/",
    "Scenario": "scenarios/",
}
"""What stands before a node's id outside the database, by label."""

NATIVE_TYPES = {type(None), str, int, float, bool}
"""Types of the driver's that are ours already."""


def to_rows(result: neo4j.Result, most: int | None = None) -> Rows:
    """Reads a result to its end, or until it has given ``most`` rows."""
    started = time.perf_counter()
    columns = list(result.keys())
    # A relationship's end nodes may come in a later row: all arrive before any is converted.
    records = list(itertools.islice(result, most))
    rows = [
        [value if type(value) in NATIVE_TYPES else to_python(value) for value in record.values()]
        for record in records
    ]
    summary = result.consume()
    counters = {
        name: count
        for name, count in vars(summary.counters).items()
        if isinstance(count, int) and not isinstance(count, bool) and not name.startswith("_")
    }
    elapsed = elapsed_ms(summary) or (time.perf_counter() - started) * 1000
    return Rows(columns, rows, counters, elapsed)


def to_python(value: Any) -> Any:
    """A value of the driver's as one of ours: dates, nodes, relationships, paths, and lists."""
    if type(value) in NATIVE_TYPES:
        return value
    if isinstance(value, list):
        return [to_python(item) for item in value]
    if isinstance(value, dict):
        return {key: to_python(item) for key, item in value.items()}
    if isinstance(value, DriverNode):
        return _node(value)
    if isinstance(value, DriverRelationship):
        return _edge(value)
    if isinstance(value, DriverPath):
        return Path(
            tuple(_node(node) for node in value.nodes),
            tuple(_edge(edge) for edge in value.relationships),
        )
    to_native = getattr(value, "to_native", None)
    return to_native() if to_native else value


def elapsed_ms(summary: neo4j.ResultSummary) -> float:
    """What the server says it took."""
    return float((summary.result_available_after or 0) + (summary.result_consumed_after or 0))


def to_plan(given: Mapping[str, Any]) -> Plan:
    """A plan as the driver gives it, with all below; parameters as statements name them."""
    arguments = {
        key: as_named(value) if isinstance(value, str) else value
        for key, value in given.get("args", {}).items()
    }
    return Plan(
        given["operatorType"].split("@")[0],
        arguments,
        [to_plan(child) for child in given.get("children", [])],
    )


def _node_id(node: DriverNode) -> str:
    label = next((known for known in ID_PREFIXES if known in node.labels), None)
    return ID_PREFIXES[label] + str(node.get("id")) if label else str(node.get("id"))


def _properties(entity: DriverNode | DriverRelationship) -> dict[str, Any]:
    return {
        key: value if type(value) in NATIVE_TYPES else to_python(value)
        for key, value in entity.items()
    }


def _node(node: DriverNode) -> Node:
    properties = _properties(node)
    return Node(_node_id(node), tuple(sorted(node.labels)), properties)


def _edge(edge: DriverRelationship) -> Edge:
    start, end = edge.nodes
    assert start is not None and end is not None
    properties = _properties(edge)
    source, target = _node_id(start), _node_id(end)
    id_ = edge_id(edge.type, source, target, properties)
    return Edge(id_, edge.type, source, target, properties)
