"""What is seen from outside: counters and a line per request, and nothing of what was asked."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from service.answers.knowledge import Knowledge
from service.cli.logs import JsonLines
from service.http.app import create_app
from service.settings import Settings

SECRET = "王小二"
PATHS = {
    "/queries/critical-path.json?enterprise=gongniu": 200,
    f"/queries/critical-path.json?enterprise={SECRET}": 404,
    f"/enterprises/{SECRET}": 404,
    f"/{SECRET}": 404,
    f"/search?q={SECRET}": 200,
}


@pytest.fixture
def client(cixi: Knowledge, defaults: Settings) -> FlaskClient:
    return create_app(cixi, defaults).test_client()


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """The log as JSON lines."""
    log, kept = logging.getLogger("tongbu"), io.StringIO()
    handler = logging.StreamHandler(kept)
    handler.setFormatter(JsonLines())
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield kept
    log.removeHandler(handler)
    log.setLevel(logging.NOTSET)


def samples(client: FlaskClient) -> dict[tuple[str, ...], float]:
    """What is counted, by name and labels in the order of their names."""
    response = client.get("/metrics")
    assert response.status_code == 200 and response.mimetype == "text/plain"
    assert SECRET not in response.text and "gongniu" not in response.text
    return {
        (sample.name, *(label for _, label in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def test_requests_are_counted_by_route_and_status(client: FlaskClient) -> None:
    for path, status in PATHS.items():
        assert client.get(path).status_code == status, path
    counted = samples(client)
    query = "/<any(queries, 'what-if'):folder>/<name:query>.json"
    name = "tongbu_request_seconds_count"
    assert counted[name, "GET", query, "200"] == 1
    assert counted[name, "GET", query, "404"] == 1
    assert counted[name, "GET", "none", "404"] == 1
    assert counted["tongbu_request_seconds_bucket", "+Inf", "GET", query, "200"] == 1
    assert counted["tongbu_request_seconds_sum", "GET", query, "200"] > 0
    assert counted["tongbu_database_up",] == counted["tongbu_graph_derived",] == 1


def test_a_line_of_each_request_without_what_was_asked(
    client: FlaskClient, lines: io.StringIO
) -> None:
    for path in PATHS:
        client.get(path, headers={"X-Request-Id": "abcdef0123456789"})
    logging.getLogger("tongbu").warning("something %s", "happened")
    assert SECRET not in lines.getvalue() and "gongniu" not in lines.getvalue()
    *requests, said = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [one["status"] for one in requests] == list(PATHS.values())
    for one in requests:
        assert one["request"] == "abcdef0123456789" and one["by"] == "loopback"
        assert one["ms"] >= 0 and one["method"] == "GET" and one["logger"] == "tongbu.access"
    assert (said["level"], said["message"]) == ("warning", "something happened")


def test_a_database_that_is_away_is_told(defaults: Settings) -> None:
    from service.catalog.catalog import read_catalog
    from service.graph.database import Graph

    with Graph("bolt://127.0.0.1:9", "neo4j", "nothing") as graph:
        knowledge = Knowledge(graph, read_catalog(), show_personal=False)
        counted = samples(create_app(knowledge, defaults).test_client())
    assert counted["tongbu_database_up",] == 0
