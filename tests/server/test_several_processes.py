"""Three services on one database, behind a proxy that sends each request to another of them.

They share nothing but the database, which they reach as a cluster is reached (``neo4j://``).
"""

import json
import signal
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from seed import make_cixi
from service.dataset.load import load
from service.derivation.full import derive
from service.graph import schema
from service.graph.database import Graph
from service.private_neo4j.data_folder import Connection
from tests.support.counted import counted, kept
from tests.support.derived import everything
from tests.support.prepared import graph_at
from tests.support.round_robin import answered, round_robin
from tests.support.running import Up

TOKEN = "of all services"

SERVICES = 3


@pytest.fixture(scope="module")
def filled(database: Connection) -> Iterator[Graph]:
    with graph_at(database) as graph:
        schema.apply(graph)
        graph.autocommit("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS")
        load(make_cixi.FOLDER, graph)
        yield graph


@pytest.fixture(scope="module")
def services(
    filled: Graph, database: Connection, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[str]]:
    own = {
        "NEO4J_URI": database.uri.replace("bolt://", "neo4j://"),
        "NEO4J_USERNAME": database.username,
        "NEO4J_PASSWORD": database.password,
        "TONGBU_TOKEN": TOKEN,
    }
    with ExitStack() as stack:
        running = []
        for number in range(SERVICES):
            folder: Path = tmp_path_factory.mktemp(f"service{number}")
            up = Up(folder, "--empty", **own)
            stack.callback(up.end, signal.SIGTERM)
            running.append(up.address)
        yield running


@pytest.fixture(scope="module")
def proxy(services: list[str]) -> Iterator[str]:
    with round_robin(services) as address:
        yield address


def asked(
    address: str, path: str, given: Any = None, **headers: str
) -> tuple[int, dict[str, str], Any]:
    """Status, headers and JSON of an answer; with something ``given`` it is posted."""
    body = None if given is None else json.dumps(given).encode()
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    names |= {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"}
    request = urllib.request.Request(address + path, body, names)
    with answered(request) as answer:
        content = answer.read()
        return answer.status, dict(answer.headers), json.loads(content) if content else None


def test_each_answers_as_the_others_do(proxy: str) -> None:
    """The same answer and the same ETag, which holds whoever is asked."""
    path = "/queries/critical-path.json?enterprise=gongniu"
    answers = [asked(proxy, path) for _ in range(2 * SERVICES)]
    assert {status for status, *_ in answers} == {200}
    assert len({headers["X-Served-By"] for _, headers, _ in answers}) == SERVICES
    assert len({headers["ETag"] for _, headers, _ in answers}) == 1
    assert all(body["rows"] == answers[0][2]["rows"] for *_, body in answers)
    etag = answers[0][1]["ETag"]
    for _ in range(SERVICES):
        assert asked(proxy, path, If_None_Match=etag)[0] == 304


def test_what_one_accepted_all_know_at_once(proxy: str) -> None:
    path = "/queries/enterprise.json?enterprise=yuelong"
    etag = asked(proxy, path)[1]["ETag"]
    for number in range(2 * SERVICES):
        rate = round(0.1 + number / 100, 2)
        given = {"enterprise": "yuelong", "output_rate": rate}
        assert asked(proxy, "/actions/record-output.json", given)[0] == 200
        for _ in range(SERVICES):
            status, headers, body = asked(proxy, path, If_None_Match=etag)
            assert status == 200 and body["rows"][0]["output_rate"] == pytest.approx(rate)
        etag = headers["ETag"]


def test_a_change_sent_again_to_another_is_accepted_once(proxy: str) -> None:
    given = {"enterprise": "yuelong", "step": "surveyed"}
    action = "/actions/record-step.json"
    answers = [asked(proxy, action, given, Idempotency_Key="once") for _ in range(SERVICES)]
    assert [status for status, *_ in answers] == [200] + [409] * (SERVICES - 1)
    assert asked(proxy, action, given | {"step": "filed"}, Idempotency_Key="once")[0] == 422


def test_many_at_once_are_all_kept(proxy: str, filled: Graph) -> None:
    """Changes of one enterprise by way of all, and what-ifs between them; nothing is lost, and what
    is derived is what a full derivation gives."""
    before = filled.read("MATCH (c:Change) RETURN count(c)").one()[0]

    def send(number: int) -> int:
        if number % 4 == 3:
            return asked(proxy, "/what-if/restarts.json?enterprises=yuelong")[0]
        given = {"enterprise": "yuelong", "on_post": number}
        return asked(proxy, "/actions/record-output.json", given, Idempotency_Key=f"n{number}")[0]

    numbers = range(40)
    with ThreadPoolExecutor(8) as pool:
        first = list(pool.map(send, numbers))
        # refused for want of room: sent again, as the refusal says
        again = [send(number) for number in numbers if first[number] == 429]
    assert set(first) <= {200, 429} and set(again) <= {200}
    after = filled.read("MATCH (c:Change) RETURN count(c)").one()[0]
    assert after - before == 30
    assert kept(filled) == counted(filled)
    stored = everything(filled)
    derive(filled)
    assert everything(filled) == stored
