"""How an answer is found: what the page shows can be run by oneself, and gives the answer."""

import html
import re

import pytest
from flask.testing import FlaskClient

from service.answers.knowledge import Knowledge
from service.catalog.catalog import SavedQuery
from service.graph.database import Graph
from service.http.app import create_app
from service.settings import Settings
from tests.support.catalog import read_catalog

QUERIES = [query for query in read_catalog() if not query.derives]

pytestmark = pytest.mark.usefixtures("remembered")


@pytest.fixture
def client(cixi: Knowledge, defaults: Settings) -> FlaskClient:
    return create_app(cixi, defaults).test_client()


def read(client: FlaskClient, path: str, given: dict[str, object], status: int = 200) -> str:
    asked = {k: ",".join(v) if isinstance(v, list) else v for k, v in given.items()}
    response = client.get(path, query_string={"lang": "en", **asked})
    assert response.status_code == status, response.text
    return response.text


def shown(page: str) -> list[str]:
    return [html.unescape(text) for text in re.findall(r"<code>(.*?)</code></pre>", page, re.S)]


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_what_is_shown_gives_the_answer(
    client: FlaskClient, cixi: Knowledge, cixi_graph: Graph, query: SavedQuery
) -> None:
    page = read(client, f"/queries/{query.name}/statement", query.example)
    *told, statement = shown(page)
    parameters = {}
    if told:
        text = told[0].removeprefix(":param ")
        parameters = cixi_graph.read(f"RETURN {text} AS given").one()[0]
    answer = cixi.ask(query.name, query.example)
    found = cixi_graph.read(statement, parameters, timeout=60)
    places = [found.columns.index(column.name) for column in query.columns]
    rows = [[row[place] for place in places] for row in found.rows[: query.limit]]
    assert rows == answer.rows
    for column in query.columns:
        assert f"<code>{column.name}</code>" in page
    assert "ProduceResults" in page


def test_a_what_if_shows_its_change_and_runs_nothing(client: FlaskClient, cixi: Knowledge) -> None:
    saved = cixi.catalog["closes"]
    before = cixi.state().revision
    page = read(client, "/what-if/closes/statement", {"enterprises": ["yuelong"]})
    assert shown(page)[1:] == [saved.change, saved.statement]
    assert "rolled back" in page and cixi.state().revision == before
    read(client, "/what-if/closes/profile", {"enterprises": ["yuelong"]}, 404)


def test_a_profile_is_for_who_may_change(
    client: FlaskClient, cixi: Knowledge, defaults: Settings
) -> None:
    path, given = "/queries/critical-path/profile", {"enterprise": "gongniu"}
    read(client, path, given, 403)
    assert path not in read(client, "/queries/critical-path/statement", given)
    trusted = Knowledge(cixi.graph, cixi.catalog, show_personal=True, may_change=True)
    page = read(create_app(trusted, defaults).test_client(), path, given)
    assert "Reads of the store" in page and "NodeUniqueIndexSeek" in page
    read(create_app(trusted, defaults).test_client(), "/queries/unblock-first/profile", {}, 403)


def test_faults_are_told(client: FlaskClient) -> None:
    read(client, "/queries/critical-path/statement", {}, 400)
    read(client, "/queries/critical-path/statement", {"enterprise": "x", "y": 1}, 400)
    read(client, "/queries/nothing/statement", {}, 404)


def test_an_answer_leads_there(client: FlaskClient) -> None:
    page = read(client, "/queries/critical-path", {"enterprise": "gongniu"})
    assert "/queries/critical-path/statement?" in page
