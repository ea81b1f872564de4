"""Scenarios over HTTP: put together, tried by address, kept, opened, compared, removed."""

import io
import json
import re
import zipfile
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from pypdf import PdfReader

from service.answers.knowledge import Knowledge
from service.derivation.full import derive
from service.graph.database import Graph
from service.http.app import create_app
from service.settings import Settings
from service.statements import statement
from tests.support.catalog import read_catalog
from tests.support.networks import AS_OF, fill
from tests.support.short_chain import CLOSES_A, PEOPLE, RESTARTS_C, network


@pytest.fixture(scope="module")
def filled(_open_graph: Graph) -> Graph:
    _open_graph.autocommit(statement("empty"))
    fill(_open_graph, network())
    _open_graph.write(PEOPLE)
    derive(_open_graph)
    return _open_graph


@pytest.fixture
def client(filled: Graph, defaults: Settings) -> FlaskClient:
    filled.write("MATCH (s:Scenario) DETACH DELETE s")
    knowledge = Knowledge(filled, read_catalog(), show_personal=True, may_change=True)
    return create_app(knowledge, defaults).test_client()


@pytest.fixture
def reader(filled: Graph, defaults: Settings) -> FlaskClient:
    """Somebody who may change nothing and sees no persons."""
    knowledge = Knowledge(filled, read_catalog(), show_personal=False, may_change=False)
    return create_app(knowledge, defaults).test_client()


def keep(client: FlaskClient, name: str, *changes: str, **more: Any) -> dict[str, Any]:
    what_ifs = [change.partition("?") for change in changes]
    body = {
        "name": name,
        "changes": [
            {"what_if": what_if, "parameters": {"enterprises": given.partition("=")[2].split(",")}}
            for what_if, _, given in what_ifs
        ],
        **more,
    }
    response = client.post("/scenarios.json", json=body)
    assert response.status_code == 200, response.text
    kept: dict[str, Any] = response.json
    return kept


def totals(scenario: dict[str, Any]) -> dict[str, tuple[float, float]]:
    return {one["figure"]: (one["before"], one["after"]) for one in scenario["totals"]}


def test_it_is_tried_by_its_address(client: FlaskClient) -> None:
    found = client.get("/scenarios/try.json", query_string={"change": [CLOSES_A, RESTARTS_C]}).json
    assert found and found["as_of"] == AS_OF.isoformat()
    (one,) = found["scenarios"]
    assert [change["what_if"] for change in one["changes"]] == ["closes", "restarts"]
    told = {row["enterprise"]: (row["before_standing"], row["after_standing"])
            for row in found["rows"]}  # fmt: skip
    assert told == {
        "a": ("in_flow", "never"),
        "b": ("in_flow", "never"),
        "c": ("waiting", "in_flow"),
    }
    figures = totals(one)
    assert figures["in_flow"] == (2, 1) and figures["never"] == (0, 2)
    assert figures["anchors_late"] == (1, 0) and figures["held_headcount"] == (10, 20)
    assert figures["waiting_days"] == (3, 0)
    before = {node["id"]: node["properties"] for node in found["graph"]["nodes"]}
    after = {node["id"]: node["properties"] for node in one["graph"]["nodes"]}
    assert before["b"]["in_flow"] and after["b"]["stuck"] == "closed"
    page = client.get(
        "/scenarios/try", query_string={"change": [CLOSES_A, RESTARTS_C], "lang": "en"}
    ).text
    assert "Before and after" in page and page.count("data-graph") == 2
    assert "a 厂" in page and "never" in page
    lines = client.get("/scenarios/try.csv", query_string={"change": [CLOSES_A]}).text.splitlines()
    assert lines[0].endswith("firm") and len(lines) == 4


def test_what_is_wrong_is_told_at_once_and_stays(client: FlaskClient) -> None:
    asked = {"change": ["closes?enterprises=nobody", "closes-district?district=99"], "lang": "en"}
    page = client.get("/scenarios/try", query_string=asked)
    assert page.status_code == 404 and "Change 1, Enterprises that close down" in page.text
    assert "closes-district?district=99" in unescape(page.text).replace("%3F", "?").replace(
        "%3D", "="
    )
    refused = client.get("/scenarios/try.json", query_string={"change": ["closes", "x?y=1"]})
    assert refused.status_code == 400 and refused.json
    assert [fault["where"] for fault in refused.json["errors"]] == [
        "change 1: enterprises",
        "change 2",
    ]
    assert client.get("/scenarios/try.json").status_code == 400
    assert client.get("/scenarios/try.json?other=1").status_code == 400
    edited = client.get("/scenarios/new", query_string={"change": [CLOSES_A, "closes?e=1"]}).text
    assert "closes?e=1" in edited and 'action="/scenarios/try"' not in edited


def test_it_is_put_together_without_scripts(client: FlaskClient) -> None:
    page = client.get("/scenarios/new").text
    form = client.get("/scenarios/new/1/closes").text
    assert "/scenarios/new/1/closes" in page and 'name="enterprises"' in form
    wrong = client.get("/scenarios/new/1/closes?seen=1&enterprises=nobody&lang=en")
    assert wrong.status_code == 404 and 'value="nobody"' in wrong.text
    missing = client.get("/scenarios/new/1/pauses?seen=1&days=x")
    assert missing.status_code == 400 and 'value="x"' in missing.text
    # a name that fits one thing stands for its id
    named = client.get("/scenarios/new/1/closes", query_string={"seen": 1, "enterprises": "a 厂"})
    assert named.status_code == 302 and "closes?enterprises=a" in unquoted(named.location)
    added = client.get(
        "/scenarios/new/2/restarts",
        query_string={"seen": 1, "enterprises": "c", "change": CLOSES_A},
    )
    page = client.get(added.location).text
    links = [unescape(link) for link in re.findall(r'href="(/scenarios/new\?[^"]*)"', page)]
    swapped = [link for link in links if re.search("restarts.*closes", link)]
    assert swapped and 'action="/scenarios/try"' in page
    edit = re.search(r'href="(/scenarios/new/1/closes\?[^"]*)"', page)
    assert edit and 'value="a"' in client.get(unescape(edit[1])).text


def unquoted(address: str) -> str:
    return address.replace("%3F", "?").replace("%3D", "=")


def test_it_is_kept_opened_renamed_removed_and_brought_back(
    client: FlaskClient, filled: Graph
) -> None:
    form = {"name": "关停 a", "note": "why", "change": [CLOSES_A], "key": "one"}
    kept = client.post("/scenarios", data=form)
    assert kept.status_code == 303
    assert client.post("/scenarios", data=form).location == kept.location
    assert client.post("/scenarios", data={**form, "name": "b"}).status_code == 422
    page = client.get(kept.location).text
    assert "关停 a" in page and "why" in page
    id_ = kept.location.rpartition("/")[2]
    assert client.get(f"/scenarios/{id_}.json").json["scenarios"][0]["name"] == "关停 a"
    client.post(f"/scenarios/{id_}", data={"name": "c", "note": ""})
    (one,) = client.get("/scenarios.json").json["scenarios"]
    assert (one["name"], one["note"], one["by"]) == ("c", None, "loopback")
    client.post(f"/scenarios/{id_}", data={"removed": "true"})
    listed = client.get("/scenarios?lang=en").text
    assert "Removed: 1" in listed and "Bring it back" in listed
    assert "was removed" in client.get(f"/scenarios/{id_}?lang=en").text
    assert client.post(f"/scenarios/{id_}.json", json={"removed": False}).json["removed"] is False
    # nothing of it is a fact: no new version, no change
    assert filled.read("MATCH (c:Change) RETURN count(c)").one() == [0]


def test_what_was_entered_stays_where_it_is_not_kept(client: FlaskClient) -> None:
    page = client.post("/scenarios", data={"name": " ", "note": "keep me", "change": CLOSES_A})
    assert page.status_code == 400 and "keep me" in page.text and CLOSES_A in unescape(page.text)
    refused = client.post(
        "/scenarios.json", json={"name": "", "changes": [{"what_if": "closes"}], "other": 1}
    )
    assert refused.status_code == 400
    assert client.post("/scenarios/000000000000.json", json={"name": "x"}).status_code == 404
    assert client.get("/scenarios/000000000000").status_code == 404


def test_who_may_not_change_reads_and_tries(client: FlaskClient, reader: FlaskClient) -> None:
    one = keep(client, "One", CLOSES_A, note="call Zhang")
    page = reader.get(f"/scenarios/{one['id']}").text
    assert "Zhang" not in page and "<form" in page and 'name="name"' not in page
    assert reader.get("/scenarios.json").json["scenarios"][0]["note"] == "＊＊＊"
    assert reader.get("/scenarios/try.json", query_string={"change": CLOSES_A}).status_code == 200
    for path, body in (
        ("/scenarios.json", {"name": "x", "changes": one["changes"]}),
        (f"/scenarios/{one['id']}.json", {"removed": True}),
    ):
        assert reader.post(path, json=body).status_code == 403
    other = {"Origin": "http://elsewhere.example"}
    assert client.post("/scenarios.json", json={}, headers=other).status_code == 403


def test_two_stand_beside_each_other(client: FlaskClient) -> None:
    one = keep(client, "One", CLOSES_A)
    two = keep(client, "Two", CLOSES_A, RESTARTS_C)
    asked = {"a": one["id"], "b": two["id"], "lang": "en"}
    found = client.get("/scenarios/compare.json", query_string=asked).json
    assert [each["name"] for each in found["scenarios"]] == ["One", "Two"]
    rows = {row["enterprise"]: row for row in found["rows"]}
    # those between whom they differ come first
    assert found["rows"][0]["enterprise"] == "c"
    assert (rows["c"]["a_standing"], rows["c"]["b_standing"]) == ("never", "in_flow")
    page = client.get("/scenarios/compare", query_string=asked).text
    assert page.count("data-graph") == 3 and "One" in page and "Two" in page
    assert client.get("/scenarios/compare.json?a=x").status_code in (400, 404)
    lines = client.get("/scenarios/compare.words.csv", query_string=asked).text.splitlines()
    assert "Days in A" in lines[0]


def test_a_kept_one_is_seen_anew_and_what_is_gone_is_told(
    client: FlaskClient, filled: Graph
) -> None:
    one = keep(client, "One", CLOSES_A, "closes?enterprises=gone")
    told = client.get(f"/scenarios/{one['id']}?lang=en")
    assert told.status_code == 404
    assert "gone" in told.text and "Change 2" in told.text and "One" in told.text
    kept = [{"what_if": "no-more", "parameters": {}}]
    filled.write("MATCH (s:Scenario) SET s.changes = $kept", {"kept": json.dumps(kept)})
    told = client.get(f"/scenarios/{one['id']}?lang=en")
    assert told.status_code == 400 and "no-more" in told.text
    assert client.get("/scenarios").status_code == 200


def test_a_what_if_tells_totals_and_leads_to_a_scenario(client: FlaskClient) -> None:
    found = client.get("/what-if/closes.json?enterprises=a").json
    assert found["totals"][:2] == [
        {"figure": "enterprises", "before": 3, "after": 3},
        {"figure": "in_flow", "before": 2, "after": 0},
    ]
    page = client.get("/what-if/closes?enterprises=a&lang=en").text
    assert "Before and after" in page and "/scenarios/new?change=closes" in page
    stops = client.get("/what-if/stops?enterprises=a&days=5&lang=en").text
    assert "From normal times" in stops


def test_the_workbook_of_a_scenario_has_all_tables_of_its_page(client: FlaskClient) -> None:
    asked = {"change": [CLOSES_A, "stops?enterprises=b&days=14"], "lang": "en"}
    found = client.get("/scenarios/try.json", query_string=asked).json
    assert found["scenarios"][0]["losses"] and found["scenarios"][0]["losses_truncated"] is False
    answer = client.get("/scenarios/try.xlsx", query_string=asked)
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == [
        "Cover",
        "1 Who stands otherwise",
        "1 Before and after",
        "2 What the stops cost",
        "2 Before and after",
    ]
    assert len([*book["2 What the stops cost"].values]) == 1 + len(found["scenarios"][0]["losses"])
    named = answer.headers["Content-Disposition"]
    other = client.get("/scenarios/try.xlsx", query_string={"change": [CLOSES_A], "lang": "en"})
    assert named != other.headers["Content-Disposition"]
    assert "change 1" in str(book["Cover"]["C3"].value)


def test_scenarios_are_part_of_a_report_and_of_favourites(client: FlaskClient) -> None:
    """Before and after for the noon meeting: one kept, two side by side, one by its changes."""
    one, two = keep(client, "One", CLOSES_A), keep(client, "Two", RESTARTS_C)
    stops = quote("stops?enterprises=b&days=14")
    given = [
        f"/scenarios/{one['id']}",
        f"http://127.0.0.1:8020/scenarios/compare?a={one['id']}&b={two['id']}&lang=zh",
        f"/scenarios/try?change={stops}&change={quote(CLOSES_A)}",
        "/queries/standing",
        "/scenarios/0123456789ab",
    ]
    asked = {"answer": given, "lang": "en"}
    page = client.get("/report", query_string=asked).text
    heads = re.findall(r'<h2 id="part-\d-title">(\d)\. (?:<a href="([^"]+)">)?([^<]+)', page)
    assert [head[2] for head in heads] == [
        "One: Who stands otherwise",
        "One beside Two: Who stands otherwise in A or B",
        "If these stop, If these close down: Who stands otherwise",
        "If these stop, If these close down: What the stops cost",
        "Where the network stands",
        "/scenarios/0123456789ab",
    ]
    assert page.count("Before and after</h2>") == 4
    for href in (unescape(head[1]) for head in heads if "/scenarios/" in head[1]):
        assert client.get(href).status_code == 200
    book = load_workbook(io.BytesIO(client.get("/report.xlsx", query_string=asked).data))
    assert len([name for name in book.sheetnames if "Before and after" in name]) == 4
    pdf = PdfReader(io.BytesIO(client.get("/report.pdf", query_string=asked).data))
    text = "".join(sheet.extract_text() for sheet in pdf.pages)
    assert "One beside Two" in text and text.count("Of the whole network") == 4
    files = zipfile.ZipFile(io.BytesIO(client.get("/report.zip", query_string=asked).data))
    assert "01-One-Who-stands-otherwise.csv" in files.namelist()

    told = client.get("/mine.json", query_string=asked).json["answers"]
    titles = ["One", "One beside Two", "If these stop, If these close down"]
    assert [each.get("title") for each in told[:3]] == titles
    assert told[0]["scope"][0]["label"] == "change 1" and "a 厂" in told[0]["scope"][0]["value"]
    assert "refused" in told[4]
    for path in given[:3]:
        assert "data-keep" in client.get(path.removeprefix("http://127.0.0.1:8020")).text
    kept = client.post("/snapshots.json", json={"answer": given[0]})
    assert kept.status_code == 400, "what is tried anew each time is no answer to be kept"
