"""Snapshots: an answer as it was, in every form, whatever changes later."""

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from seed.make_cixi import FOLDER
from service.answers import frozen, snapshots
from service.answers.answer import Answer
from service.answers.frozen import Frozen, freeze, thaw
from service.answers.knowledge import Knowledge
from service.answers.names import names_outside
from service.catalog.catalog import Catalog, SavedQuery
from service.dataset.load import load
from service.derivation.full import derive
from service.display import tables
from service.display.worded import worded
from service.formats.openapi import document
from service.graph.database import Graph
from service.http.app import create_app
from service.model.privacy import MASK
from service.settings import Settings
from service.statements import statement
from tests.support.catalog import read_catalog
from tests.support.datasets import write_part

CATALOG = read_catalog()
ASKED = [*CATALOG, *CATALOG.what_ifs]
NAMED = ("gongniu", "xinhai", "yuelong", "jintian", "diankou-copper")
PATH = "/queries/critical-path?enterprise=gongniu"
RENAME = "MATCH (e:Enterprise {id: $id}) SET e.name = $name"
TEXTS = ("csv", "words.csv", "ndjson", "graphml", "gexf", "cyjs")

pytestmark = pytest.mark.usefixtures("remembered")


@pytest.mark.parametrize("query", ASKED, ids=lambda query: query.name)
def test_what_is_kept_is_what_was_answered(
    cixi_graph: Graph, example: Callable[[str], Answer], query: SavedQuery
) -> None:
    answer = example(query.name)
    names = names_outside(cixi_graph, tables.ids_to_name(answer.columns, answer.rows, "en"))
    text = freeze(Frozen(answer, names, {}))
    kept = thaw(text)
    assert freeze(kept) == text
    assert (kept.answer.rows, kept.answer.parameters) == (answer.rows, answer.parameters)
    assert kept.answer.totals == answer.totals
    assert (kept.answer.truncated, kept.answer.state.as_of) == (
        answer.truncated,
        answer.state.as_of,
    )
    for language in ("zh", "en"):
        shown = [
            tables.table(one, language, lambda kind, id: f"/{kind}/{id}", names)
            for one in (answer, kept.answer)
        ]
        assert shown[0] == shown[1]
        told = [list(worded(one, language, kept.named)) for one in (answer, kept.answer)]
        assert told[0] == told[1]


@pytest.fixture(scope="module")
def known(_open_graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """A part of the Cixi dataset that may be changed."""
    folder = tmp_path_factory.mktemp("part")
    _open_graph.autocommit(statement("empty"))
    load(write_part(folder, FOLDER, NAMED, 60), _open_graph)
    derive(_open_graph)
    return Knowledge(_open_graph, CATALOG, show_personal=True, may_change=True)


@pytest.fixture(scope="module")
def app(known: Knowledge, defaults: Settings) -> Flask:
    return create_app(known, defaults)


@pytest.fixture
def client(app: Flask, known: Knowledge) -> Iterator[FlaskClient]:
    yield app.test_client()
    for head in snapshots.heads(known.graph):
        snapshots.remove(known.graph, head.id)


def keep(client: FlaskClient, address: str, status: int = 201) -> Any:
    response = client.post("/snapshots.json?lang=en", json={"answer": address})
    assert response.status_code == status, response.text
    return response.json


def forms(client: FlaskClient, path: str, query: str = "") -> dict[str, bytes]:
    return {form: client.get(f"{path}.{form}{query}").data for form in TEXTS}


def test_it_stays_as_it_was(client: FlaskClient, known: Knowledge, app: Flask) -> None:
    path, _, asked = PATH.partition("?")
    then = forms(client, path, f"?{asked}")
    rows = known.ask("critical-path", {"enterprise": "gongniu"}).rows
    id, name = rows[-1][1:3]
    kept = keep(client, PATH)
    assert (kept["query"], kept["rows"], kept["by"]) == ("critical-path", len(rows), "loopback")
    assert kept["scope"] == [{"label": "Enterprise", "value": "Gongniu Group (gongniu)"}]
    address = f"/snapshots/{kept['id']}"
    assert forms(client, address) == then
    page = client.get(address).text
    known.do("record-expected", {"enterprise": id, "expected_on": "2020-02-13"}, by="test")
    known.graph.write(RENAME, {"id": id, "name": "改名"})
    everything = dict(known.catalog._saved)
    columns = everything["critical-path"].columns[:2]
    everything["critical-path"] = replace(everything["critical-path"], columns=columns)
    known.catalog = Catalog(everything, CATALOG.groups)
    try:
        assert forms(client, path, f"?{asked}") != then
        assert forms(client, address) == then
        assert client.get(address).text == page and name in page
        del everything["critical-path"]
        known.catalog = Catalog(everything, CATALOG.groups)
        assert "已不存在" in client.get(address).text
        assert forms(client, address) == then
    finally:
        known.catalog = CATALOG
        known.graph.write(RENAME, {"id": id, "name": name})
    body = client.get(f"{address}.json").json
    schema = document(CATALOG)["components"]["schemas"]
    wanted = {**schema["SnapshotAnswer"], "components": {"schemas": schema}}
    assert not list(Draft202012Validator(wanted).iter_errors(body))
    assert len(body["snapshot"]["digest"]) == 64


def test_as_it_was_looked_at(client: FlaskClient, known: Knowledge) -> None:
    asked = "/queries/readiness?is.runs=false&table.sort=-ready_days"
    kept = keep(client, asked)
    answer = client.get(asked.replace("readiness", "readiness.json")).json
    everybody = client.get("/queries/readiness.json").json["rows"]
    assert 0 < kept["rows"] == len(answer["rows"]) < len(everybody)
    address = f"/snapshots/{kept['id']}"
    assert client.get(f"{address}.json").json["rows"] == answer["rows"]
    assert {"label": "Runs", "value": "no"} in kept["scope"]
    page = client.get(f"{address}?lang=en").text
    assert "is.runs=false" in page  # today's answer is looked at alike
    assert client.get(f"{address}/difference.json").json["same"] == kept["rows"]
    assert keep(client, "/queries/readiness")["id"] != kept["id"]
    form = re.search(r'name="answer" value="([^"]+)"', client.get(asked).text)
    assert form and "is.runs=false" in form[1]
    wrong = keep(client, "/queries/readiness?is.nothing=1", 400)
    assert [fault["where"] for fault in wrong["errors"]] == ["is.nothing"]


def test_nobody_is_kept_as_what_was_asked_for(client: FlaskClient) -> None:
    refused = keep(client, "/queries/overdue?is.contact=王五", 400)
    assert [fault["where"] for fault in refused["errors"]] == ["is.contact"]
    assert client.get("/queries/overdue?is.contact=王五").status_code == 400
    assert client.get("/queries/overdue?is.contact=-").status_code == 200
    assert "is.contact" not in client.get("/queries/overdue").text


def test_as_many_rows_as_a_page_shows(client: FlaskClient, known: Knowledge) -> None:
    saved = known.catalog["readiness"]
    everything = dict(known.catalog._saved)
    everything["readiness"] = replace(saved, limit=5)
    known.catalog = Catalog(everything, CATALOG.groups)
    try:
        assert len(client.get("/queries/readiness.json").json["rows"]) == 5
        assert keep(client, "/queries/readiness")["rows"] > 5
    finally:
        known.catalog = CATALOG


def test_no_person_is_kept(client: FlaskClient, known: Knowledge) -> None:
    known.graph.write("MATCH (e:Enterprise {id: 'yuelong'}) SET e.phone = '13000000001'")
    assert b"13000000001" in client.get("/queries/enterprise.csv?enterprise=yuelong").data
    kept = keep(client, "/queries/enterprise?enterprise=yuelong")
    for form in ("json", *TEXTS):
        assert b"13000000001" not in client.get(f"/snapshots/{kept['id']}.{form}").data
    assert MASK in client.get(f"/snapshots/{kept['id']}").text


def test_the_same_is_kept_once(client: FlaskClient) -> None:
    first = keep(client, PATH)
    assert keep(client, f"{PATH}&lang=zh") == first
    assert [one["id"] for one in client.get("/snapshots.json").json["snapshots"]] == [first["id"]]
    assert keep(client, "/queries/overdue")["id"] != first["id"]


def test_by_form_without_scripts(client: FlaskClient) -> None:
    page = client.get(f"{PATH}&lang=en").text
    given = re.search(r'name="answer" value="([^"]+)"', page)
    assert given and given[1].replace("&amp;", "&") == f"{PATH}&lang=en"
    response = client.post("/snapshots", data={"answer": PATH})
    assert response.status_code == 303
    page = client.get(response.location).text
    assert "快照：数据时点 2020-02-12" in page and PATH in page
    assert response.location in client.get("/snapshots").text
    gone = client.post(f"{response.location}/remove")
    assert (gone.status_code, client.get(response.location).status_code) == (303, 404)


def test_what_another_release_kept_otherwise_is_told(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keep(client, PATH)
    monkeypatch.setattr(frozen, "FORM", frozen.FORM + 1)
    told = client.get(f"/snapshots/{kept['id']}.json")
    assert told.status_code == 409 and kept["release"] in told.json["detail"]
    assert client.get("/snapshots").status_code == 200


def test_what_was_changed_in_the_database_is_told(client: FlaskClient, known: Knowledge) -> None:
    kept = keep(client, PATH)
    known.graph.write("MATCH (s:Snapshot) SET s.digest = reverse(s.digest)")
    response = client.get(f"/snapshots/{kept['id']}.json")
    assert response.status_code == 409 and "不符" in response.json["detail"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("", 400),
        ("/enterprises/gongniu", 400),
        ("/actions/record-step", 400),
        ("javascript:alert(1)", 400),
        ("//[", 400),
        ("/queries/nothing", 404),
        ("/queries/critical-path", 400),
        ("/queries/critical-path?enterprise=nobody", 404),
        ("/queries/critical-path?enterprise=gongniu&x=1", 400),
    ],
)
def test_what_is_no_answer_is_refused(client: FlaskClient, address: str, status: int) -> None:
    keep(client, address, status)


def test_bounds_and_rights(
    client: FlaskClient, known: Knowledge, defaults: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "MAX_BYTES", 100)
    assert "kB compressed" in keep(client, PATH, 413)["detail"]
    monkeypatch.undo()
    kept = keep(client, PATH)
    monkeypatch.setattr(snapshots, "MAX_SNAPSHOTS", 1)
    assert "remove some" in keep(client, "/queries/overdue", 413)["detail"]
    assert keep(client, PATH) == kept
    reader = Knowledge(known.graph, CATALOG, show_personal=False)
    reading = create_app(reader, defaults).test_client()
    keep(reading, PATH, 403)
    assert reading.post(f"/snapshots/{kept['id']}/remove").status_code == 403
    assert "/remove" not in reading.get(f"/snapshots/{kept['id']}").text
    assert 'name="answer"' not in reading.get(PATH).text
    assert (
        client.post("/snapshots", data={"answer": PATH}, headers={"Origin": "http://x"}).status_code
        == 403
    )


def test_a_load_that_replaces_leaves_it(
    client: FlaskClient, known: Knowledge, tmp_path: Path
) -> None:
    kept = keep(client, PATH)
    load(write_part(tmp_path, FOLDER, NAMED, 20), known.graph, replace=True)
    derive(known.graph)
    found = snapshots.read(known.graph, kept["id"])
    assert found.answer.rows[0][1] == "gongniu"
    assert found.answer.state.as_of == datetime.date(2020, 2, 12)


def test_what_is_otherwise_today_is_told(client: FlaskClient, known: Knowledge) -> None:
    kept = keep(client, "/queries/readiness?above_scale=true")
    address = f"/snapshots/{kept['id']}"
    assert 'href="/queries/readiness?above_scale=true"' in client.get(address).text
    assert "没有变化" in client.get(f"{address}/difference").text
    before = client.get(f"{address}/difference.json").json
    assert (before["gone"], before["new"], before["changed"]) == ([], [], [])
    known.graph.write(RENAME, {"id": "gongniu", "name": "公牛改名"})
    known.graph.write("MATCH (e:Enterprise {id: 'xinhai'}) SET e.above_scale = false")
    try:
        found = client.get(f"{address}/difference.json").json
        assert [row["enterprise"] for row in found["gone"]] == ["xinhai"] and not found["new"]
        (changed,) = found["changed"]
        assert (changed["before"]["name"], changed["after"]["name"]) == ("公牛集团", "公牛改名")
        assert found["same"] == before["same"] - 2
        page = client.get(f"{address}/difference?lang=en").text
        assert "Gone" in page and "/enterprises/xinhai" in page
    finally:
        known.graph.write(RENAME, {"id": "gongniu", "name": "公牛集团"})
        known.graph.write("MATCH (e:Enterprise {id: 'xinhai'}) SET e.above_scale = true")
    assert client.get("/snapshots/000000000000/difference").status_code == 404
