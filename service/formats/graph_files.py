"""The graph of an answer in the forms that graph explorers read: GraphML, GEXF, Cytoscape JSON.

networkx writes the first two. It keeps the type of each attribute, for which all values of one name
must be of one type; what has none there (dates, lists) becomes text.
"""

import io
from collections.abc import Iterable
from typing import Any

import networkx
from networkx.readwrite import gexf, graphml

from service.answers.answer import Answer, Subgraph
from service.catalog.catalog import SavedQuery
from service.errors import NotFound
from service.formats.files import UNPRINTABLE
from service.graph.values import Edge, Node
from service.language import Text
from service.serialization import to_cell, to_json

GRAPH_FORMS = {
    "graphml": (
        "application/graphml+xml",
        Text("the graph, for Gephi and yEd", "图，可用 Gephi、yEd 打开"),
    ),
    "gexf": ("application/gexf+xml", Text("the graph, for Gephi", "图，可用 Gephi 打开")),
    "cyjs": (
        "application/vnd.cyjs+json",
        Text("the graph, for Cytoscape", "图，可用 Cytoscape 打开"),
    ),
}
"""The forms by the ending of their address: media type, and what they hold."""


def require_graph(query: SavedQuery) -> None:
    """Raises ``NotFound`` where the answer has no subgraph."""
    if query.result != "graph":
        raise NotFound(
            Text(
                f"The answer of {query.name} is a table, not a graph: use .csv, .json, …",
                f"{query.name} 的结果是表格而非图，请用 .csv、.json 等格式",
            )
        )


def drawn(answer: Answer, form: str) -> bytes:
    """The graph of ``answer`` as ``graphml``, ``gexf`` or ``cyjs``, in UTF-8."""
    require_graph(answer.query)
    assert answer.subgraph is not None
    if form == "cyjs":
        return _cytoscape(answer)
    graph = _graph(answer.subgraph)
    file = io.BytesIO()
    if form == "graphml":
        graphml.write_graphml_xml(graph, file, encoding="utf-8", named_key_ids=True)
    else:
        # the writer takes the property "id" for the node's own, which is unique per label only
        networkx.set_node_attributes(graph, {node: node for node in graph}, "id")
        gexf.write_gexf(graph, file, encoding="utf-8", version="1.2draft")
    return file.getvalue()


def _graph(subgraph: Subgraph) -> "networkx.MultiDiGraph[str]":
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    of_nodes = _mixed(node.properties for node in subgraph.nodes)
    of_edges = _mixed(edge.properties for edge in subgraph.edges)
    for node in subgraph.nodes:
        graph.add_node(node.id, **{**_plain(node.properties, of_nodes), **_called(node)})
    for edge in subgraph.edges:
        known = _plain(edge.properties, of_edges)
        # "type" would say in GEXF whether an edge is directed
        graph.add_edge(
            edge.source,
            edge.target,
            key=edge.id,
            **{**known, "kind": edge.type, "label": _of(edge)},
        )
    return graph


def _cytoscape(answer: Answer) -> bytes:
    assert answer.subgraph is not None
    nodes = [
        {"data": {**node.properties, **_called(node), "id": node.id}}
        for node in answer.subgraph.nodes
    ]
    edges = [
        {
            "data": {
                **edge.properties,
                "kind": edge.type,
                "label": _of(edge),
                "id": edge.id,
                "source": edge.source,
                "target": edge.target,
            }
        }
        for edge in answer.subgraph.edges
    ]
    about = {"name": answer.query.name, "shared_name": str(answer.query.title)}
    return to_json({"data": about, "elements": {"nodes": nodes, "edges": edges}})


def _called(node: Node) -> dict[str, str]:
    """What explorers show of a node: its name, and what it is."""
    name = str(node.properties.get("name") or node.id)
    return {"label": UNPRINTABLE.sub("", name), "labels": ";".join(node.labels)}


def _of(edge: Edge) -> str:
    material = edge.properties.get("material_name") or edge.properties.get("material")
    return UNPRINTABLE.sub("", str(material or edge.type))


def _mixed(all_properties: Iterable[dict[str, Any]]) -> dict[str, type]:
    """The one type in which the values of each name are written."""
    kinds: dict[str, set[type]] = {}
    for properties in all_properties:
        for name, value in properties.items():
            if value is not None:
                known = type(value) if isinstance(value, bool | int | float) else str
                kinds.setdefault(name, set()).add(known)
    return {
        name: found.pop() if len(found) == 1 else float if found == {int, float} else str
        for name, found in kinds.items()
    }


def _plain(properties: dict[str, Any], kinds: dict[str, type]) -> dict[str, Any]:
    """Values as explorers take them; what is not known is left out."""
    plain: dict[str, Any] = {}
    for name, value in properties.items():
        if value is None:
            continue
        kind = kinds[name]
        plain[name] = UNPRINTABLE.sub("", str(to_cell(value))) if kind is str else kind(value)
    return plain
