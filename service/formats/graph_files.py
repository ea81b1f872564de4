"""The graph of an answer in the formats of graph explorers: GraphML, GEXF, Cytoscape JSON.

networkx writes the first two. It keeps the type of each attribute, for which all values of one name
must be of one type; what has none there (dates, lists) becomes text. It is imported only to write:
hardly anybody asks for these formats, and it takes longer to import than an answer takes.
"""

import io
from collections.abc import Iterable, Mapping
from typing import Any

from service.answers.answer import Answer, Subgraph
from service.catalog.catalog import SavedQuery
from service.control_characters import NOT_IN_XML
from service.display.labels import Named
from service.errors import NotFound
from service.formats.picture import names_in_graph, picture_of
from service.graph.values import Edge, Node
from service.language import Language, Text
from service.model.tables import ID_PREFIXES
from service.serialization import to_cell, to_json


def require_graph(query: SavedQuery) -> None:
    """Raises ``NotFound`` where the answers of ``query`` have no subgraph."""
    if query.result != "graph":
        raise NotFound(
            Text(
                f"The answer of {query.name} is a table, not a graph: use .csv, .json, …",
                f"{query.name} 的结果是表格而非图，请用 .csv、.json 等格式",
            )
        )


def graph_file(answer: Answer, file_format: str, language: Language, named: Named) -> bytes:
    """The graph of ``answer`` in a format of ``media_types.GRAPH_FORMATS``, in UTF-8.

    Labels, and the words in a picture, are in ``language``; ``named`` looks up what things are
    called. Attributes of the other formats are ids and codes.

    Raises ``NotFound`` where it has none.
    """
    require_graph(answer.query)
    assert answer.subgraph is not None
    if file_format == "picture.json":
        return picture_of(answer, language, named)
    captions = _Captions(answer.subgraph, language, named)
    if file_format == "cyjs":
        return _cytoscape(answer, captions)
    return _xml(answer.subgraph, file_format, captions)


class _Captions:
    """What explorers show of nodes and edges."""

    def __init__(self, subgraph: Subgraph, language: Language, named: Named) -> None:
        self._names: Mapping[str, Text] = names_in_graph(subgraph, named)
        self._language = language

    def of_node(self, node: Node) -> dict[str, str]:
        """Attributes: its name, and its labels."""
        name = self._own(node.properties, "name") or self._name(node.id) or node.id
        return {"label": NOT_IN_XML.sub("", name), "labels": ";".join(node.labels)}

    def of_edge(self, edge: Edge) -> str:
        material = str(edge.properties.get("material") or "")
        name = self._own(edge.properties, "material_name")
        name = name or self._name(ID_PREFIXES["Material"] + material) or material
        return NOT_IN_XML.sub("", name or edge.type)

    def _own(self, facts: Mapping[str, Any], fact: str) -> str:
        """The name that stands among the facts; empty where none does."""
        english = facts.get(f"{fact}_en") if self._language == "en" else None
        return str(english or facts.get(fact) or "")

    def _name(self, outside: str) -> str:
        name = self._names.get(outside)
        return name.to(self._language) if name else ""


def _xml(subgraph: Subgraph, file_format: str, captions: _Captions) -> bytes:
    import networkx

    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    node_types = _attribute_types(node.properties for node in subgraph.nodes)
    edge_types = _attribute_types(edge.properties for edge in subgraph.edges)
    for node in subgraph.nodes:
        graph.add_node(
            node.id, **{**_attributes(node.properties, node_types), **captions.of_node(node)}
        )
    for edge in subgraph.edges:
        known = _attributes(edge.properties, edge_types)
        # "type" would say in GEXF whether an edge is directed
        graph.add_edge(
            edge.source,
            edge.target,
            key=edge.id,
            **{**known, "kind": edge.type, "label": captions.of_edge(edge)},
        )
    file = io.BytesIO()
    if file_format == "graphml":
        _write_graphml(graph, file)
    else:
        # the writer takes the property "id" for the node's own, which is unique per label only
        networkx.set_node_attributes(graph, {node: node for node in graph}, "id")
        # and numbers edges, unless they bring an id
        for _, _, key, attributes in graph.edges(keys=True, data=True):
            attributes["id"] = key
        _write_gexf(graph, file)
    return file.getvalue()


def _write_graphml(graph: Any, file: io.BytesIO) -> None:
    """Writes GraphML as its schema has it, which networkx does not quite."""
    from networkx.readwrite.graphml import GraphMLWriter

    class Writer(GraphMLWriter):
        def get_key(self, name: str, attr_type: str, scope: str, default: Any) -> str:
            """An id of its own for each name and what has it: nodes and edges share names."""
            known = len(self.keys)
            key = str(super().get_key(name, attr_type, scope, default))  # type: ignore[no-untyped-call]
            if len(self.keys) > known:
                key = self.keys[name, attr_type, scope] = f"{scope}.{name}"
                self.xml[0].set("id", key)
            return key

        def add_data(self, name: str, element_type: type, value: Any, *rest: Any) -> Any:
            """``true`` and ``false`` as XML writes them."""
            value = str(value).lower() if element_type is bool else value
            return super().add_data(name, element_type, value, *rest)

    writer = Writer(encoding="utf-8")
    writer.add_graph_element(graph)
    writer.dump(file)


def _write_gexf(graph: Any, file: io.BytesIO) -> None:
    """Writes GEXF without networkx's own keys of edges, which are their ids here."""
    from networkx.readwrite.gexf import GEXFWriter

    class Writer(GEXFWriter):
        def add_attributes(self, kind: str, element: Any, known: dict[str, Any], *rest: Any) -> Any:
            known.pop("key", None)
            return super().add_attributes(  # type: ignore[no-untyped-call]
                kind, element, known, *rest
            )

    writer = Writer(encoding="utf-8", version="1.2draft")
    writer.add_graph(graph)
    writer.write(file)


def _cytoscape(answer: Answer, captions: _Captions) -> bytes:
    assert answer.subgraph is not None
    nodes = [
        {"data": {**node.properties, **captions.of_node(node), "id": node.id}}
        for node in answer.subgraph.nodes
    ]
    edges = [
        {
            "data": {
                **edge.properties,
                "kind": edge.type,
                "label": captions.of_edge(edge),
                "id": edge.id,
                "source": edge.source,
                "target": edge.target,
            }
        }
        for edge in answer.subgraph.edges
    ]
    about = {"name": answer.query.name, "shared_name": str(answer.query.title)}
    return to_json({"data": about, "elements": {"nodes": nodes, "edges": edges}})


def _attribute_types(properties_of_all: Iterable[dict[str, Any]]) -> dict[str, type]:
    """The one type in which all values of each attribute are written."""
    kinds: dict[str, set[type]] = {}
    for properties in properties_of_all:
        for name, value in properties.items():
            if value is not None:
                known = type(value) if isinstance(value, bool | int | float) else str
                kinds.setdefault(name, set()).add(known)
    return {
        name: found.pop() if len(found) == 1 else float if found == {int, float} else str
        for name, found in kinds.items()
    }


def _attributes(properties: dict[str, Any], kinds: dict[str, type]) -> dict[str, Any]:
    """Values of the given types; null ones are left out, since the formats have no null."""
    plain: dict[str, Any] = {}
    for name, value in properties.items():
        if value is None:
            continue
        kind = kinds[name]
        plain[name] = NOT_IN_XML.sub("", str(to_cell(value))) if kind is str else kind(value)
    return plain
