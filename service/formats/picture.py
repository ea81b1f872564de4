"""The graph of an answer as pages draw it: as much of it as ``web/static/graph/`` reads."""

from collections.abc import Iterable, Mapping

from service.answers.answer import Answer, Subgraph
from service.answers.names import COMPOSED
from service.display.labels import Named
from service.formats.files import graph_of
from service.language import Language, Text
from service.model.industries import division_of, named_divisions
from service.model.places import PlaceWords
from service.model.tables import ID_PREFIXES, THINGS
from service.serialization import to_json

DRAWN_OF_NODES = frozenset(
    {
        *("name", "name_en", "title", "anchor", "above_scale", "closed_on", "output_rate"),
        *("surveyed_on", "filed_on", "prevention_on", "resumed_on"),
        *("own_days", "runs", "ready_days", "in_flow", "firm", "stuck"),
        *("district", "industry", "headcount"),
    }
)
"""What is read of a node; of 2,000 all would be a megabyte."""

DRAWN_OF_EDGES = frozenset(("material", "material_name", "material_name_en"))

MAX_EMBEDDED = 16_000
"""Bytes of a picture that a page carries; a larger one is fetched when the page is there."""


def root_of(answer: Answer) -> str:
    """The id, in the subgraph, of the node that an answer is about; empty where there is none."""
    for name, table in THINGS.items():
        value = answer.parameters.get(name)
        if isinstance(value, str) and value:
            return ID_PREFIXES[table.label] + value
    return ""


def picture_of(answer: Answer, language: Language, named: Named) -> bytes:
    """What is drawn of ``answer`` as JSON: ``{nodes, edges, root, words}``.

    ``words`` has the codes of districts and industries that occur, and what materials on edges are
    called, in the reader's language; ``named`` looks up the latter, and what requests and letters
    are called, which have no name of their own.
    """
    assert answer.subgraph is not None
    body = graph_of(answer.subgraph)
    names = names_in_graph(answer.subgraph, named)
    for parts, drawn in (("nodes", DRAWN_OF_NODES), ("edges", DRAWN_OF_EDGES)):
        for part in body[parts]:
            known = part["properties"].items()
            part["properties"] = {name: value for name, value in known if name in drawn}
    for node in body["nodes"]:
        if node["id"] in names:
            name = names[node["id"]]
            node["properties"] |= {"name": name.zh, "name_en": name.en}
    if root := root_of(answer):
        body["root"] = root
    known_facts = [node.properties for node in answer.subgraph.nodes]
    body["words"] = words_of(
        (str(facts.get("district") or "") for facts in known_facts),
        (str(facts.get("industry") or "") for facts in known_facts),
        language,
    )
    body["words"]["material"] = {
        id: names[outside].to(language)
        for id in sorted(borne_on(answer.subgraph))
        if (outside := ID_PREFIXES["Material"] + id) in names
    }
    return to_json(body)


def names_in_graph(subgraph: Subgraph, named: Named) -> Mapping[str, Text]:
    """What the materials on the edges, and the nodes that have no name of their own, are called, by
    their ids in the graph; ``named`` looks them up."""
    wanted = {"Material": borne_on(subgraph)}
    for node in subgraph.nodes:
        for label in COMPOSED.keys() & set(node.labels):
            wanted.setdefault(label, set()).add(node.id.removeprefix(ID_PREFIXES[label]))
    wanted = {label: ids for label, ids in wanted.items() if ids}
    return named(wanted) if wanted else {}


def borne_on(subgraph: Subgraph) -> set[str]:
    """The ids of the materials on the edges."""
    found = (edge.properties.get("material") for edge in subgraph.edges)
    return {str(material) for material in found if material}


def words_of(
    districts: Iterable[str], industries: Iterable[str], language: Language
) -> dict[str, dict[str, str]]:
    """The names of districts by their codes, and of divisions of industries by theirs."""
    places, divisions = PlaceWords(), named_divisions()
    found = {division_of(industry) for industry in set(industries)}
    return {
        "district": {
            code: places[code].to(language)
            for code in sorted(set(districts) - {""})
            if code in places
        },
        "industry": {
            code: divisions[code].to(language)
            for code in sorted(code for code in found if code)
            if code in divisions
        },
    }


def embedded(picture: bytes) -> str:
    """A picture escaped so that an HTML script element can hold it."""
    text = picture.decode("utf-8")
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
