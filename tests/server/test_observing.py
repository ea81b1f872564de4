"""What is seen from outside: counters and a line per request, and nothing of what was asked."""

import io
import json
import logging
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from service.answers.knowledge import Knowledge
from service.cli.logs import JsonLines
from service.http.app import create_app
from service.private_neo4j.room import require_room
from service.settings import Settings

SECRET = "王小二"
PHONE = "13800138000"
REQUEST = "abcdef0123456789"
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
    cixi: Knowledge, client: FlaskClient, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cixi.slow, "ms", 0)  # on a busy machine a question would be told, too
    for path in PATHS:
        client.get(path, headers={"X-Request-Id": REQUEST})
    logging.getLogger("tongbu").warning("something %s", "happened")
    assert SECRET not in lines.getvalue() and "gongniu" not in lines.getvalue()
    *requests, said = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [one["status"] for one in requests] == list(PATHS.values())
    for one in requests:
        assert one["request"] == REQUEST and one["by"] == "loopback"
        assert one["ms"] >= 0 and one["method"] == "GET" and one["logger"] == "tongbu.access"
    assert (said["level"], said["message"]) == ("warning", "something happened")


def test_what_is_no_method_and_what_is_no_request_id_are_told_nowhere(
    client: FlaskClient, lines: io.StringIO
) -> None:
    """Anybody may send them, before anybody knows who."""
    methods = ("ZHANGSAN", f"X{PHONE}", "PROPFIND", "DELETE")
    for method in methods:
        assert client.open("/health", method=method).status_code == 405, method
    for odd in (PHONE, f"138-0013-8000-{PHONE}", PHONE * 4, "zhangsan", f"{REQUEST}g"):
        answer = client.get("/health", headers={"X-Request-Id": odd})
        assert re.fullmatch("[0-9a-f]{32}", answer.headers["X-Request-Id"]), odd
    uuid = "0F8FAD5B-d9cb-469f-a165-70867728950e"
    assert client.get("/health", headers={"X-Request-Id": uuid}).headers["X-Request-Id"] == uuid
    told = [json.loads(line)["method"] for line in lines.getvalue().splitlines()]
    assert told == ["other"] * 3 + ["DELETE"] + ["GET"] * 6
    counted = samples(client)
    assert counted["tongbu_request_seconds_count", "other", "none", "405"] == 3
    labels = {label for name in counted for label in name}
    assert not {*methods[:3]} & labels
    assert PHONE not in lines.getvalue() and "ZHANGSAN" not in lines.getvalue()


def test_a_slow_question_is_told_with_its_plan_and_without_what_was_asked(
    cixi: Knowledge, client: FlaskClient, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "/queries/critical-path.json?enterprise=gongniu"
    monkeypatch.setattr(cixi.slow, "ms", 60_000)
    assert client.get(path).status_code == 200 and "slow" not in lines.getvalue()
    monkeypatch.setattr(cixi.slow, "ms", 0.001)
    for _ in range(2):  # the second time by the plan that is known
        assert client.get(path, headers={"X-Request-Id": REQUEST}).status_code == 200
        assert client.get(path.replace("gongniu", SECRET)).status_code == 404
    for one in slow_lines(lines, 2):
        assert one["request"] == REQUEST
        assert one["ms"] > 0 and one["logger"] == "tongbu.slow"
        assert {"operator", "details", "depth", "estimated_rows"} == one["plan"][0].keys()
        assert any("$enterprise" in step["details"] for step in one["plan"])
    assert SECRET not in lines.getvalue() and "gongniu" not in lines.getvalue()


def slow_lines(lines: io.StringIO, count: int) -> list[dict[str, Any]]:
    """What was logged of the question that was answered; a plan is made beside the answer."""
    deadline = time.monotonic() + 60
    while True:
        told = map(json.loads, lines.getvalue().splitlines())
        found = [
            one for one in told if one.get("slow") == "critical-path" and one["refused"] is None
        ]
        if len(found) >= count:
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.05)


def test_where_the_disk_is_nearly_full_nothing_is_recorded_and_everything_read(
    cixi: Knowledge, defaults: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cixi.graph, "before_write", lambda _: require_room(tmp_path, 10**12))
    knowledge = Knowledge(cixi.graph, cixi.catalog, show_personal=True, may_change=True)
    client = create_app(knowledge, defaults).test_client()
    change = {"enterprise": "yuelong", "material": "copper", "stock_days": 5}
    refused = client.post("/actions/record-stock.json?lang=en", json=change)
    assert refused.status_code == 507 and refused.headers["Retry-After"]
    assert refused.json and refused.json["type"] == "urn:tongbu:disk-full"
    assert "nearly full" in refused.json["detail"]
    assert client.get("/queries/critical-path.json?enterprise=gongniu").status_code == 200


def test_a_database_that_is_away_is_told(defaults: Settings) -> None:
    from service.graph.database import Graph
    from tests.support.catalog import read_catalog

    with Graph("bolt://127.0.0.1:9", "neo4j", "nothing") as graph:
        knowledge = Knowledge(graph, read_catalog(), show_personal=False)
        counted = samples(create_app(knowledge, defaults).test_client())
    assert counted["tongbu_database_up",] == 0
