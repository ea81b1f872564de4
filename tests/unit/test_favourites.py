"""The saved queries as Saved Cypher: every statement plans as it stands there."""

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest

from service.catalog.catalog import read_catalog
from service.formats.bloom.saved_cypher import HEADER, saved_cypher_file
from service.formats.bloom.search_phrases import TOKEN
from service.graph.database import Graph
from service.language import Language

TONGBU = Path(sys.executable).parent / "tongbu"


def entries(language: Language) -> list[dict[str, str]]:
    text = saved_cypher_file(read_catalog(), language).decode("utf-8")
    assert text.splitlines()[0] == ",".join(HEADER)
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_query_is_in_the_folder(language: Language) -> None:
    *queries, folder = entries(language)
    assert (folder["isFolder"], folder["query"], folder["parentId"]) == ("true", "", "")
    assert {one["parentId"] for one in queries} == {folder["id"]}
    assert len({one["id"] for one in [*queries, folder]}) == len(queries) + 1
    names = {query.title.to(language) for query in read_catalog() if not query.derives}
    assert {one["name"] for one in queries[1:]} == names


def test_every_statement_runs_with_the_parameters_of_the_first(cixi_graph: Graph) -> None:
    first, *queries, _ = entries("en")
    assert first["query"].startswith(":param {")
    map_of = first["query"].removeprefix(":param ")
    (given,) = cixi_graph.read(f"RETURN {map_of} AS given").one()
    for one in queries:
        asked = {found["name"] for found in TOKEN.finditer(one["query"]) if found["name"]}
        assert asked <= given.keys(), one["name"]
        assert cixi_graph.explain(one["query"], given).kind == "r"
        assert cixi_graph.read(one["query"], given, timeout=60).rows, one["name"]


def test_the_command_writes_it() -> None:
    done = subprocess.run(
        [TONGBU, "favourites", "--language", "en"], capture_output=True, check=True, timeout=60
    )
    assert done.stdout == saved_cypher_file(read_catalog(), "en")
