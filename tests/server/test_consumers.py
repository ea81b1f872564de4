"""Answers as other programs read them, each for real over HTTP."""

import csv
import io
import json
import os
import re
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import networkx
import openpyxl
import pandas
import pytest
from flask import Flask

from service.answers.knowledge import Knowledge
from service.graph.database import Graph
from service.http.app import create_app
from service.settings import Settings
from tests.support.catalog import read_catalog
from tests.support.paths import SUPPORT
from tests.support.serving import served

QUERIES = SUPPORT / "queries"
RUNNING = """
SHOW TRANSACTIONS YIELD metaData, currentQuery
WHERE metaData.cancel_id IS NOT NULL AND currentQuery CONTAINS 'UNWIND range(1, 100'
RETURN count(*)
"""
"""The streams of the long queries beside this file; others ask this server, too."""


@pytest.fixture(scope="module")
def address(cixi: Knowledge, defaults: Settings) -> Iterator[str]:
    with served(create_app(cixi, defaults)) as address:
        yield address


@pytest.fixture(scope="module")
def plain(cixi_graph: Graph, defaults: Settings) -> Iterator[str]:
    """The queries beside this file, one of which gives a million rows."""
    app: Flask = create_app(
        Knowledge(cixi_graph, read_catalog(QUERIES), show_personal=True), defaults
    )
    with served(app) as address:
        yield address


def test_curl(address: str, tmp_path: Path) -> None:
    url = f"{address}/queries/critical-path.json?enterprise=gongniu"
    kept = tmp_path / "etag"
    given = ["curl", "-sS", "--compressed", "--etag-save", str(kept), url]
    told = subprocess.run(given, check=True, capture_output=True, timeout=60)
    assert [row["enterprise"] for row in json.loads(told.stdout)["rows"]][:2] == [
        *("gongniu", "yuelong")
    ]
    again = ["curl", "-sS", "-w", "%{http_code}", "--etag-compare", str(kept), url]
    told = subprocess.run(again, check=True, capture_output=True, timeout=60)
    assert told.stdout == b"304"


def test_pandas(address: str) -> None:
    rows = pandas.read_csv(f"{address}/queries/supplier-tree.csv?enterprise=gongniu")
    whole = pandas.read_json(
        f"{address}/queries/supplier-tree.ndjson?enterprise=gongniu", lines=True
    )
    assert len(rows) == len(whole) > 400
    assert list(rows.columns) == list(whole.columns)
    assert rows["enterprise"].tolist() == whole["enterprise"].tolist()
    assert rows.loc[rows["enterprise"] == "yuelong", "name"].item().startswith("慈溪市")
    table = pandas.read_json(f"{address}/queries/four-sync-board.json?by=district", typ="series")
    assert len(pandas.DataFrame(table["rows"])) > 0


def test_networkx_reads_graphml_with_types(address: str, tmp_path: Path) -> None:
    for form, read in (("graphml", networkx.read_graphml), ("gexf", networkx.read_gexf)):
        path = tmp_path / f"tree.{form}"
        urllib.request.urlretrieve(
            f"{address}/queries/supplier-tree.{form}?enterprise=gongniu", path
        )
        with urllib.request.urlopen(
            f"{address}/queries/supplier-tree.json?enterprise=gongniu"
        ) as r:
            graph = json.load(r)["graph"]
        drawn = read(path)
        assert drawn.is_directed() and drawn.is_multigraph()
        assert set(drawn.nodes) == {node["id"] for node in graph["nodes"]}
        assert drawn.number_of_edges() == len(graph["edges"])
        known = {node["id"]: node["properties"] for node in graph["nodes"]}
        for id, properties in drawn.nodes(data=True):
            assert properties["label"] == (known[id].get("name") or id)
            for name in ("ready_days", "headcount", "runs", "resumed_on"):
                if known[id].get(name) is not None:
                    assert properties[name] == known[id][name], (form, id, name)
                    assert type(properties[name]) is type(known[id][name])


@pytest.mark.parametrize("form", ["graphml", "gexf", "cyjs"])
def test_things_of_every_label_keep_their_ids_and_kinds(
    address: str, tmp_path: Path, form: str
) -> None:
    asked = f"{address}/queries/team.{{}}?team=team-03"
    path = tmp_path / f"team.{form}"
    urllib.request.urlretrieve(asked.format(form), path)
    with urllib.request.urlopen(asked.format("json")) as response:
        wanted = {node["id"]: node for node in json.load(response)["graph"]["nodes"]}
    if form == "cyjs":
        elements = json.loads(path.read_text(encoding="utf-8"))["elements"]
        drawn = {node["data"]["id"]: node["data"] for node in elements["nodes"]}
    else:
        read = networkx.read_graphml if form == "graphml" else networkx.read_gexf
        drawn = dict(read(path).nodes(data=True))
    assert drawn.keys() == wanted.keys()
    assert {"Request", "ServiceTeam"} <= {properties["labels"] for properties in drawn.values()}
    for id, properties in drawn.items():
        assert properties["labels"] == ";".join(wanted[id]["labels"])
        assert properties.get("kind") == wanted[id]["properties"].get("kind")


def test_cytoscape_reads_its_json(address: str) -> None:
    with urllib.request.urlopen(f"{address}/queries/critical-path.cyjs?enterprise=gongniu") as r:
        read = json.load(r)
    graph = networkx.cytoscape_graph(
        {"data": [], "directed": True, "multigraph": True, "elements": _keyed(read["elements"])}
    )
    assert set(graph.nodes) == {"gongniu", "yuelong", "diankou-copper"}
    assert graph.has_edge("gongniu", "yuelong")


def _keyed(elements: dict[str, list[dict[str, dict[str, object]]]]) -> dict[str, object]:
    """With the names and keys that networkx asks for beside what Cytoscape does."""
    nodes = [
        {"data": {**n["data"], "value": n["data"]["id"], "name": n["data"]["label"]}}
        for n in elements["nodes"]
    ]
    edges = [{"data": {**e["data"], "key": e["data"]["id"]}} for e in elements["edges"]]
    return {"nodes": nodes, "edges": edges}


def test_excel(address: str) -> None:
    with urllib.request.urlopen(f"{address}/queries/readiness.xlsx?lang=en") as response:
        book = openpyxl.load_workbook(io.BytesIO(response.read()))
    assert book.sheetnames == ["Answer", "About"]
    head, *rows = book["Answer"].values
    assert head[0] == "Enterprise" and len(rows) > 400
    days = [row[2] for row in rows]
    assert all(isinstance(one, int | float) or one == "never" for one in days)
    assert "never" in days


def test_a_table_has_no_graph(address: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{address}/queries/readiness.graphml")
    assert refused.value.code == 404
    assert "表格" in json.load(refused.value)["detail"]


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_a_million_rows_come_in_constant_memory(plain: str, form: str) -> None:
    before, most, lines = _resident(), 0, 0
    with urllib.request.urlopen(f"{plain}/queries/many.{form}") as response:
        while chunk := response.read(1 << 20):
            lines += chunk.count(b"\n")
            most = max(most, _resident())
    assert lines == 1_000_000 + (form == "csv")
    # all rows at once would be more than 200 MiB
    assert most - before < 64, (before, most)


def test_a_consumer_that_goes_away_frees_the_database(plain: str, cixi_graph: Graph) -> None:
    host, port = plain.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as gone:
        gone.sendall(b"GET /queries/many.ndjson HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"200 OK" in gone.recv(1000)
        assert cixi_graph.read(RUNNING).rows == [[1]]
    _until_free(cixi_graph)


@pytest.mark.parametrize("form", ["ndjson", "json"])
def test_so_does_one_that_does_not_wait_for_the_first_row(
    plain: str, cixi_graph: Graph, form: str
) -> None:
    host, port = plain.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as gone:
        gone.sendall(f"GET /queries/late.{form} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        ends = time.monotonic() + 60
        while cixi_graph.read(RUNNING).rows == [[0]] and time.monotonic() < ends:
            time.sleep(0.05)
        assert cixi_graph.read(RUNNING).rows == [[1]]
    _until_free(cixi_graph)


def _until_free(graph: Graph) -> None:
    since = time.monotonic()
    while graph.read(RUNNING).rows != [[0]]:
        # a machine that is busy takes its time; left alone, the statement would run for a minute
        assert time.monotonic() < since + 20, "the statement still runs"
        time.sleep(0.05)


def _resident() -> int:
    """MiB of this process, in which the service runs, too."""
    status = Path(f"/proc/{os.getpid()}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+)", status)
    assert found
    return int(found[1]) // 1024


def test_csv_is_what_the_csv_module_reads(address: str) -> None:
    with urllib.request.urlopen(f"{address}/queries/shared-single-source.csv") as response:
        lines = list(csv.DictReader(io.TextIOWrapper(response, "utf-8-sig")))
    assert json.loads(lines[0]["proof"])[0].keys() >= {"enterprise", "material", "suppliers"}
