"""Where nobody listens at the database's address: who asks is told at once, signed in or not."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from werkzeug.test import Client, TestResponse

from service.answers.knowledge import Knowledge
from service.graph.database import Graph
from service.http.app import create_app
from service.http.lanes import Lanes
from service.settings import Settings
from tests.support.catalog import read_catalog

TOKEN = "that of the settings"
AT_ONCE_SECONDS = 2.0
PATHS = ("/queries/critical-path.json?enterprise=gongniu", "/snapshots.json", "/", "/nowhere")

SOMEBODYS = {"Authorization": "Bearer tongbu_of_a_user"}
BY_SETTINGS = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(params=["bolt", "neo4j"])
def graph(request: pytest.FixtureRequest) -> Iterator[Graph]:
    with Graph(f"{request.param}://127.0.0.1:9", "neo4j", "nobody asks for it") as graph:
        yield graph


def client(graph: Graph, settings: Settings) -> Client:
    knowledge = Knowledge(graph, read_catalog(), show_personal=True, may_change=True)
    return Client(Lanes(create_app(knowledge, settings), knowledge))


def asked(client: Client, path: str, **headers: str) -> TestResponse:
    begun = time.monotonic()
    response = client.get(path, headers=headers)
    assert time.monotonic() - begun < AT_ONCE_SECONDS, path
    return response


@pytest.mark.parametrize("path", PATHS)
def test_whatever_is_asked_is_refused_at_once(graph: Graph, defaults: Settings, path: str) -> None:
    signed = client(graph, replace(defaults, token=TOKEN))
    for response in (
        asked(signed, path, **SOMEBODYS),
        *([] if path == "/nowhere" else [asked(signed, path, **BY_SETTINGS)]),
        *([] if path == "/nowhere" else [asked(client(graph, defaults), path)]),
    ):
        assert response.status_code == 503 and response.headers["Retry-After"] == "5"
    assert asked(signed, path).status_code == 401
    begun = time.monotonic()
    tried = signed.post("/sign-in", data={"user": "admin", "password": "no"})
    assert tried.status_code == 503 and time.monotonic() - begun < AT_ONCE_SECONDS


def test_whether_it_is_ready_and_what_is_measured_say_so(graph: Graph, defaults: Settings) -> None:
    signed, here = client(graph, replace(defaults, token=TOKEN)), client(graph, defaults)
    for one, headers in ((signed, SOMEBODYS), (signed, BY_SETTINGS), (here, {})):
        ready = asked(one, "/ready?lang=en", **headers)
        assert ready.status_code == 503 and ready.json
        assert [fault["where"] for fault in ready.json["errors"]] == ["database"]
        measured = asked(one, "/metrics", **headers)
        assert measured.status_code == 200 and "tongbu_database_up 0.0" in measured.text
        # nothing else for somebody who may be anybody
        assert ("tongbu_request_seconds" in measured.text) == (headers is not SOMEBODYS)
    for path in ("/ready", "/metrics"):
        assert asked(signed, path).status_code == 401
