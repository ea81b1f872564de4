"""The Bloom perspective: its form, and everything in it that the database has to run."""

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.answers.knowledge import Knowledge
from service.catalog.catalog import Catalog
from service.catalog.parameters import Parameter
from service.dataset.load import load
from service.derivation.full import derive
from service.formats.bloom.perspective import hidden_properties, perspective, properties_of
from service.formats.bloom.search_phrases import (
    MAX_RECORDS,
    PARAMETER_TYPES,
    TOKEN,
    literal,
    read_database_facts,
    search_phrases,
)
from service.formats.bloom.styles import CATEGORY_STYLES, TYPE_CAPTION
from service.graph.database import Graph
from service.graph.values import Node
from service.graph.values import Path as Way
from service.http.app import create_app
from service.language import Language
from service.model.privacy import PERSONAL_PROPERTIES
from service.private_neo4j.data_folder import Connection
from service.serialization import to_json
from service.settings import Settings
from tests.support import datasets
from tests.support.catalog import read_catalog
from tests.support.paths import SUPPORT

pytestmark = pytest.mark.usefixtures("all_tried")

PUBLIC = json.loads((SUPPORT / "bloom_perspectives.json").read_text("utf-8"))
TONGBU = Path(sys.executable).parent / "tongbu"
LANGUAGES: tuple[Language, ...] = ("zh", "en")
GRAPHS = [query.name for query in read_catalog() if query.result == "graph"]
NAMED = ("labels", "metadata.stats.labels", "metadata.stats.relationshipTypes")
"""Objects whose keys are names and not fields."""

WRITES = r"(?i)\b(create|merge|set|delete|remove|drop|foreach|load)\b"
CHINESE = re.compile(r"[\u4e00-\u9fff]")

Document = dict[str, Any]


@pytest.fixture(scope="module")
def documents(cixi: Knowledge) -> dict[str, Document]:
    held = read_database_facts(cixi.graph, cixi.catalog)
    return {language: perspective(cixi.catalog, held, language) for language in LANGUAGES}


@pytest.fixture(params=LANGUAGES)
def document(request: pytest.FixtureRequest, documents: dict[str, Document]) -> Document:
    return documents[request.param]


def template(document: Document, cixi: Knowledge, name: str) -> Document:
    title = cixi.catalog[name].title
    (found,) = (t for t in document["templates"] if t["name"] in title)
    return dict(found)


def example(cixi: Knowledge, name: str, given: Document) -> dict[str, Any]:
    """Arguments for a phrase as Bloom types them: texts and numbers."""
    query = cixi.catalog[name]
    return {p["name"][1:]: query.arguments(query.example)[p["name"][1:]] for p in given["params"]}


def names_in(cypher: str) -> set[str]:
    return {found["name"] for found in TOKEN.finditer(cypher) if found["name"]}


def kind_of(value: Any) -> str:
    kinds = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
    return kinds.get(type(value), "number")


def objects(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a document by its path; keys that are names of the user's are ``*``."""
    yield path, value
    if isinstance(value, dict):
        for key, one in value.items():
            yield from objects(one, ".".join(filter(None, (path, "*" if path in NAMED else key))))
    elif isinstance(value, list):
        for one in value:
            yield from objects(one, f"{path}[]")


def test_its_fields_are_those_of_public_perspectives(document: Document) -> None:
    """None missing that all of version 2.7.0 have, none that no file has, of the same types."""
    fields = PUBLIC["fields"]
    always: dict[str, set[str]] = defaultdict(set)
    for path, field in fields.items():
        parent, _, key = path.rpartition(".")
        if field["always"] and key and "[]" not in key and key != "*":
            always[parent].add(key)
    seen = set()
    for path, value in objects(document):
        if path:
            assert path in fields, path
            assert kind_of(value) in fields[path]["types"], (path, value)
            seen.add(path)
        if isinstance(value, dict) and path not in NAMED:
            assert always[path] <= value.keys(), (path, always[path] - value.keys())
    assert {"sceneActions[].cypher", "templates[].params[].cypher"} <= seen
    assert document["version"] == "2.7.0"
    assert sum(file["version"] == "2.7.0" for file in PUBLIC["files"]) >= 3


def test_every_query_that_is_drawn_has_a_phrase(cixi: Knowledge, document: Document) -> None:
    titles = [t["name"] for t in document["templates"]]
    assert len(titles) == len(set(titles)) == len(GRAPHS)
    for name in GRAPHS:
        assert template(document, cixi, name)["cypher"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", GRAPHS)
def test_a_phrase_gives_nodes_and_paths(
    cixi: Knowledge, cixi_graph: Graph, documents: dict[str, Document], name: str, language: str
) -> None:
    given = template(documents[language], cixi, name)
    arguments = example(cixi, name, given)
    explained = cixi_graph.explain(given["cypher"], arguments)
    assert (explained.kind, explained.columns) == ("r", ["path", "node"])
    rows = cixi_graph.read(given["cypher"], arguments, timeout=30).rows
    assert 0 < len(rows) <= MAX_RECORDS
    assert given["cypher"].endswith(f"LIMIT {MAX_RECORDS}")
    assert all(isinstance(node, Node) for _, node in rows)
    assert all(path is None or isinstance(path, Way) for path, _ in rows)
    nodes = {node.id: node for _, node in rows}
    nodes |= {node.id: node for path, _ in rows if path for node in path.nodes}
    edges = {edge.id for path, _ in rows if path for edge in path.edges}
    assert {label for node in nodes.values() for label in node.labels} <= CATEGORY_STYLES.keys()
    answer = cixi.ask(name, cixi.catalog[name].example)
    assert answer.subgraph is not None and not answer.truncated
    if cixi.catalog[name].derives:
        suppliers = {row[0] for row in answer.rows}
        assert suppliers and nodes.keys() == suppliers | {"yuelong", "materials/copper"}
        return
    assert nodes.keys() == {node.id for node in answer.subgraph.nodes}
    assert edges == {edge.id for edge in answer.subgraph.edges}


def test_a_phrase_asks_for_what_it_names_and_nothing_else(document: Document) -> None:
    for given in document["templates"]:
        asked = [p["name"] for p in given["params"]]
        assert {f"${name}" for name in names_in(given["cypher"])} == set(asked)
        assert set(re.findall(r"\$\w+", given["text"])) == set(asked)
        assert {p["dataType"] for p in given["params"]} <= set(PARAMETER_TYPES.values())
        # parentheses in a phrase were refused (neo4j-bloom, issue 22)
        assert not re.search(r"[()]", given["text"])


def test_ids_are_texts_and_a_count_is_a_number(document: Document) -> None:
    types = {p["name"]: p["dataType"] for t in document["templates"] for p in t["params"]}
    assert types == {
        "$buyer": "String",
        "$enterprise": "String",
        "$letter": "String",
        "$material": "String",
        "$other": "String",
        "$request": "String",
        "$team": "String",
        "$at_least": "Integer",
    }


def test_what_is_suggested_can_be_asked(
    cixi: Knowledge, cixi_graph: Graph, documents: dict[str, Document]
) -> None:
    """A suggestion is an id and a name; the id alone is understood, too."""
    for language, document in documents.items():
        for name in GRAPHS:
            given = template(document, cixi, name)
            arguments = example(cixi, name, given)
            whole = cixi_graph.read(given["cypher"], arguments, timeout=30).rows
            for parameter in given["params"]:
                if parameter["cypher"] is None:
                    assert parameter["dataType"] == "Integer"
                    continue
                assert not names_in(parameter["cypher"])
                assert cixi_graph.explain(parameter["cypher"]).kind == "r"
                offered = cixi_graph.read(parameter["cypher"], timeout=30)
                assert offered.columns == ["value"] and 0 < len(offered.rows) <= MAX_RECORDS
                id = arguments[parameter["name"][1:]]
                (full,) = (v for (v,) in offered.rows if v.split(" ")[0] == id)
                assert full != id and (language == "en" or CHINESE.search(full))
                more = arguments | {parameter["name"][1:]: full}
                assert cixi_graph.read(given["cypher"], more, timeout=30).rows == whole


def test_suggestions_name_nobody(cixi: Knowledge, cixi_graph: Graph, document: Document) -> None:
    for query in {p.suggest for name in GRAPHS for p in cixi.catalog[name].parameters} - {None}:
        assert not any(column.personal for column in cixi.catalog[str(query)].columns[:2])


def test_scene_actions_start_from_what_is_selected(
    cixi: Knowledge, cixi_graph: Graph, document: Document
) -> None:
    """Bloom tells element ids since 2.16, numbers before."""
    rows = cixi_graph.read("MATCH (e:Enterprise) RETURN e.id, elementId(e), id(e)").rows
    element = {id: place for id, place, _ in rows}
    every = {"nodes": [place for _, place, _ in rows]}
    numbers = {"nodes": [number for *_, number in rows]}
    for action in document["sceneActions"]:
        assert names_in(action["cypher"]) == {"nodes"}
        explained = cixi_graph.explain(action["cypher"], every)
        assert (explained.kind, explained.columns) == ("r", ["path"])
        found = cixi_graph.read(action["cypher"], every, timeout=60).rows
        assert 0 < len(found) <= MAX_RECORDS
        assert len(cixi_graph.read(action["cypher"], numbers, timeout=60).rows) == len(found)
        assert all(isinstance(path, Way) and path.edges for (path,) in found)
        labels = {label for (path,) in found for node in path.nodes for label in node.labels}
        assert labels <= CATEGORY_STYLES.keys()
        assert cixi_graph.read(action["cypher"], {"nodes": []}).rows == []

    def shown(words: str, id: str) -> list[Way]:
        (action,) = (a for a in document["sceneActions"] if a["name"] in words.split("|"))
        return [row[0] for row in cixi_graph.read(action["cypher"], {"nodes": [element[id]]}).rows]

    ((chain),) = shown("Who holds this up|谁卡着它", "gongniu")
    path = cixi.ask("critical-path", {"enterprise": "gongniu"}).rows
    assert [node.id for node in chain.nodes] == [row[1] for row in path]
    root = path[-1][1]
    held = {node.id for way in shown("Whom it holds up|它卡着谁", root) for node in way.nodes}
    answer = cixi.ask("enterprise", {"enterprise": root})
    column = [c.name for c in answer.columns].index("held")
    assert len(held - {root}) == answer.rows[0][column] > 0
    suppliers = {way.nodes[0].id for way in shown("Its suppliers|它的供应商", "yuelong")}
    buyers = {way.nodes[1].id for way in shown("Its buyers|它的采购方", "yuelong")}
    counts = dict(
        zip(
            [c.name for c in answer.columns],
            cixi.ask("enterprise", {"enterprise": "yuelong"}).rows[0],
            strict=True,
        )
    )
    assert (len(suppliers), len(buyers)) == (counts["suppliers"], counts["buyers"])
    others = shown("Alternatives for what it needs|用料的替代供应商", "yuelong")
    makers = {way.nodes[2].id for way in others if way.nodes[1].id == "materials/copper"}
    known = cixi.ask("alternatives", {"buyer": "yuelong", "material": "copper"}).rows
    assert makers == {row[0] for row in known}


def test_a_circle_is_shown_once_round(cixi: Knowledge, cixi_graph: Graph) -> None:
    circle = cixi.ask("circular-waits", {}).rows
    document = perspective(cixi.catalog, read_database_facts(cixi.graph, cixi.catalog), "en")
    (action,) = (a for a in document["sceneActions"] if a["name"] == "Who holds this up")
    place = cixi_graph.read(
        "MATCH (e:Enterprise {id: $id}) RETURN elementId(e)", {"id": circle[0][1]}
    ).one()
    ((path,),) = cixi_graph.read(action["cypher"], {"nodes": place}).rows
    assert path.nodes[0].id == path.nodes[-1].id == circle[0][1]


def test_nothing_in_it_writes_or_is_a_comment(document: Document) -> None:
    """Bloom looks for words that write, and may join the lines of a statement."""
    statements = [t["cypher"] for t in document["templates"]]
    statements += [p["cypher"] for t in document["templates"] for p in t["params"] if p["cypher"]]
    statements += [a["cypher"] for a in document["sceneActions"]]
    for cypher in statements:
        assert not re.search(WRITES, cypher), re.search(WRITES, cypher)
        assert not any(found[0].startswith("/") for found in TOKEN.finditer(cypher))


def test_what_ifs_and_actions_are_not_in_it(cixi: Knowledge, document: Document) -> None:
    never = {text for one in (*cixi.catalog.what_ifs, *cixi.catalog.actions) for text in one.title}
    assert never.isdisjoint(t["name"] for t in document["templates"])


BLOOM_TYPES = {
    "String": "string",
    "Long": "bigint",
    "Double": "number",
    "Boolean": "boolean",
    "Date": "Date",
    "StringArray": "array",
}


def test_its_schema_is_that_of_the_graph(cixi_graph: Graph, document: Document) -> None:
    categories = {c["labels"][0]: c for c in document["categories"]}
    types = {r["name"]: r for r in document["relationshipTypes"]}
    assert categories.keys() == document["labels"].keys()
    nodes = cixi_graph.read("CALL db.schema.nodeTypeProperties()").rows
    for _, (label,), name, (kind,), _ in nodes:
        if label in categories:
            known = {p["name"]: p["dataType"] for p in categories[label]["properties"]}
            assert known.get(name) == BLOOM_TYPES[kind], (label, name)
    others = {label for _, (label,), *_ in nodes} - categories.keys()
    assert others == {"Dataset", "Day", "Graph", "Group", "Load"}
    for type, name, kinds, _ in cixi_graph.read("CALL db.schema.relTypeProperties()").rows:
        shown = {p["propertyKey"]: p["dataType"] for p in types[type[2:-1]]["properties"]}
        if name and name not in {"datasets", "gap", "weight", "part", "breaks"}:
            assert shown.get(name) == BLOOM_TYPES[kinds[0]], (type, name)
    joined = cixi_graph.read(
        "MATCH (a)-[r]->(b) RETURN DISTINCT labels(a)[0], type(r), labels(b)[0]"
    ).rows
    said = [list(segment.values()) for segment in document["metadata"]["pathSegments"]]
    assert sorted(joined) == sorted(said)


def test_captions_and_indexes_exist(cixi_graph: Graph, document: Document) -> None:
    for category in document["categories"]:
        known = {p["name"] for p in category["properties"] if not p["exclude"]}
        assert category["captionKeys"] and set(category["captionKeys"]) <= known
        for rule in category["styleRules"]:
            name, _, kind = rule["basedOn"].rpartition("_")
            assert {"name": name, "exclude": False, "dataType": kind} in category["properties"]
    for type in document["relationshipTypes"]:
        known = {p["propertyKey"] for p in type["properties"]} | {TYPE_CAPTION}
        assert type["captionKeys"] and set(type["captionKeys"]) <= known
    held = {
        (label, name)
        for labels, names in cixi_graph.read(
            "SHOW INDEXES YIELD labelsOrTypes, properties, type WHERE type = 'RANGE'"
            " RETURN labelsOrTypes, properties"
        ).rows
        for label in labels
        for name in names
    }
    named = {
        (index["label"], key["key"])
        for index in document["metadata"]["indexes"]
        for key in index["propertyKeys"]
    }
    assert named <= held and {("Enterprise", "id"), ("Enterprise", "name")} <= named


def test_rules_tell_readiness_and_the_four_steps(cixi_graph: Graph, document: Document) -> None:
    (enterprise,) = (c for c in document["categories"] if c["labels"] == ["Enterprise"])
    colours = [r["basedOn"] for r in enterprise["styleRules"] if r["applyColor"]]
    sizes = [r["basedOn"] for r in enterprise["styleRules"] if r["applySize"]]
    assert set(colours) == {"stuck_string", "in_flow_boolean", "runs_boolean", "ready_days_number"}
    steps = ["resumed_on", "prevention_on", "filed_on", "surveyed_on"]
    assert sizes == [f"{step}_Date" for step in steps]
    values = {r["conditionValue"] for r in enterprise["styleRules"] if r["condition"] == "equals"}
    (held,) = cixi_graph.read("MATCH (e:Enterprise) RETURN collect(DISTINCT e.stuck)").one()
    assert set(held) <= values


def test_persons_are_not_shown(document: Document) -> None:
    for category in document["categories"]:
        (label,) = category["labels"]
        excluded = {p["name"] for p in category["properties"] if p["exclude"]}
        personal = PERSONAL_PROPERTIES.get(label, frozenset())
        assert personal <= excluded == hidden_properties(label) & properties_of(label).keys()
        assert personal.isdisjoint(category["captionKeys"])
        assert personal.isdisjoint(r["basedOn"].split("_")[0] for r in category["styleRules"])
        for index in document["metadata"]["indexes"]:
            if index["label"] == label:
                assert personal.isdisjoint(key["key"] for key in index["propertyKeys"])


def test_the_same_graph_gives_the_same_document(
    cixi: Knowledge, documents: dict[str, Document]
) -> None:
    again = {
        language: perspective(cixi.catalog, read_database_facts(cixi.graph, cixi.catalog), language)
        for language in LANGUAGES
    }
    assert to_json(again) == to_json(documents)
    assert documents["zh"]["id"] != documents["en"]["id"]
    for document in documents.values():
        ids = [one["id"] for kind in ("templates", "sceneActions") for one in document[kind]]
        ids += [r["id"] for c in document["categories"] for r in c["styleRules"]]
        assert len(ids) == len(set(ids))


def test_it_speaks_both_languages(documents: dict[str, Document]) -> None:
    def said(document: Document) -> list[str]:
        parts = [document, *document["categories"], *document["sceneActions"]]
        parts += document["templates"]
        return [one["name"] for one in parts] + [t["text"] for t in document["templates"]]

    assert all(CHINESE.search(text) for text in said(documents["zh"]))
    assert not any(CHINESE.search(text) for text in said(documents["en"]))


def test_a_list_cannot_be_asked_for(cixi: Knowledge) -> None:
    query = cixi.catalog["critical-path"]
    (one,) = query.parameters
    several = Parameter(one.name, {"type": "array"}, one.label, one.suggest)
    catalog = Catalog({query.name: replace(query, parameters=(several,))})
    assert list(search_phrases(catalog, read_database_facts(cixi.graph, cixi.catalog), "en")) == []


@pytest.mark.parametrize(
    "value",
    [
        *("a'b", 'a"b', "a\\b", "\\", "\\'", "\\u0027", "\\\\u0027 RETURN 1 //", "x\ny\tz"),
        *("公牛", "😀", "// x", "/* */", "$y", "`", "", None, True, False, -3, 2.5, ["a'", None]),
    ],
)
def test_a_literal_is_the_value_it_stands_for(cixi_graph: Graph, value: Any) -> None:
    assert cixi_graph.read(f"RETURN {literal(value)} AS value").one() == [value]


def test_an_id_that_looks_like_a_number_stays_a_text(graph: Graph, tmp_path: Path) -> None:
    tables = {
        name: [[{"gongniu": "10000"}.get(cell, cell) for cell in row] for row in rows]
        for name, rows in datasets.SMALL.items()
    }
    load(datasets.write(tmp_path, tables), graph)
    derive(graph)
    knowledge = Knowledge(graph, read_catalog(), show_personal=True)
    document = perspective(knowledge.catalog, read_database_facts(graph, knowledge.catalog), "en")
    given = template(document, knowledge, "enterprise")
    found = [
        graph.read(given["cypher"], {"enterprise": typed}).rows
        for typed in ("10000", "10000 公牛集团", 10000)
    ]
    assert found[0] == found[1] == found[2]
    assert "10000" in {node.id for _, node in found[0]}


def test_an_empty_graph_has_a_perspective(graph: Graph) -> None:
    knowledge = Knowledge(graph, read_catalog(), show_personal=True)
    assert (
        perspective(knowledge.catalog, read_database_facts(graph, knowledge.catalog), "zh")[
            "createdAt"
        ]
        > 0
    )


@pytest.fixture(scope="module")
def client(cixi: Knowledge, defaults: Settings) -> FlaskClient:
    return create_app(cixi, defaults).test_client()


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_command_give_the_same(
    client: FlaskClient,
    cixi_database: Connection,
    documents: dict[str, Document],
    language: Language,
) -> None:
    served = client.get(f"/bloom.json?lang={language}")
    assert (served.status_code, served.mimetype) == (200, "application/json")
    assert served.json == json.loads(to_json(documents[language]))
    tags = {"zh": "zh-CN,zh;q=0.9,en;q=0.5", "en": "en-GB"}
    asked = client.get("/bloom.json", headers={"Accept-Language": tags[language]})
    assert asked.data == served.data
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("NEO4J_", "TONGBU_"))}
    environment |= {
        "NEO4J_URI": cixi_database.uri,
        "NEO4J_USERNAME": cixi_database.username,
        "NEO4J_PASSWORD": cixi_database.password,
        "LC_ALL": {"zh": "zh_CN.UTF-8", "en": "en_GB.UTF-8"}[language],
    }
    for more in ([], ["--language", language]):
        done = subprocess.run(
            [TONGBU, "bloom", *more], env=environment, capture_output=True, timeout=120, check=True
        )
        assert done.stdout == served.data + b"\n"


def test_without_a_language_it_is_chinese(
    client: FlaskClient, documents: dict[str, Document]
) -> None:
    assert client.get("/bloom.json").json == json.loads(to_json(documents["zh"]))


def test_unknown_parameters_and_languages_are_refused(client: FlaskClient) -> None:
    refused = client.get("/bloom.json?enterprise=gongniu")
    assert (refused.status_code, refused.mimetype) == (400, "application/problem+json")
    done = subprocess.run([TONGBU, "bloom", "--language", "fr"], capture_output=True, check=False)
    assert done.returncode == 2
