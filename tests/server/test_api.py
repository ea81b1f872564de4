"""Answers as data over HTTP, and every way to be refused."""

import csv
import io
import json
import logging
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from http.client import HTTPConnection, IncompleteRead
from pathlib import Path
from typing import Any, cast

import neo4j.exceptions
import pytest
from flask import Flask
from flask.testing import FlaskClient

from service import errors
from service.access.roles import Capability
from service.answers.knowledge import Knowledge
from service.answers.plan_check import check_plans
from service.catalog.catalog import Catalog
from service.dataset.load import load
from service.derivation.full import derive
from service.graph.database import Graph
from service.graph.refusals import refusal_of
from service.http import lanes
from service.http.access import SECURITY_HEADERS
from service.http.answer_files import STREAM_SLOTS
from service.http.app import create_app
from service.http.routes import RULES, Rule
from service.language import Text
from service.settings import Settings
from service.statements import statement
from tests.support import datasets
from tests.support.catalog import read_catalog
from tests.support.paths import SUPPORT
from tests.support.serving import served

QUERIES = SUPPORT / "queries"
TOKEN = "同步 sync-令牌"


@pytest.fixture(scope="module")
def small(_open_graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """A few enterprises, and the queries beside this file."""
    _open_graph.autocommit(statement("empty"))
    load(datasets.write(tmp_path_factory.mktemp("small")), _open_graph)
    derive(_open_graph)
    knowledge = Knowledge(_open_graph, read_catalog(QUERIES), show_personal=True)
    check_plans(_open_graph, Catalog({query.name: query for query in knowledge.catalog}))
    return knowledge


@pytest.fixture
def app(small: Knowledge, defaults: Settings) -> Flask:
    return create_app(small, defaults)


@pytest.fixture
def guarded(small: Knowledge, defaults: Settings) -> FlaskClient:
    """A client of a service that asks for a token."""
    return create_app(small, replace(defaults, token=TOKEN)).test_client()


def problem(client: FlaskClient, path: str, status: int, **more: Any) -> dict[str, Any]:
    """The problem that a refused request gets; checks what all of them have."""
    response = client.open(path, **{"method": "GET", **more})
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    body: dict[str, Any] = json.loads(response.data)
    assert body["status"] == status
    assert body["type"].startswith("urn:tongbu:")
    assert body["title"]
    assert body["detail"]
    assert ("Retry-After" in response.headers) == (status in (429, 503, 504))
    for name, value in SECURITY_HEADERS.items():
        assert response.headers[name] == value
    assert "Traceback" not in response.text
    return body


def raising(app: Flask, error: Exception) -> FlaskClient:
    """A client of an application with a page and data that raise ``error``."""

    def view() -> str:
        raise error

    app.add_url_rule("/raises", "raises", view)
    app.add_url_rule("/raises.json", "raises_json", view)
    cast("dict[str, Rule]", RULES).update(raises=Capability.READ, raises_json=Capability.READ)
    return app.test_client()


# What is asked for


def test_json(client: FlaskClient) -> None:
    response = client.get("/queries/kinds.json?word=好&flag=否&day=2020-02-12&list=a,b&share=1/2")
    assert response.status_code == 400
    response = client.get("/queries/kinds.json?word=好&flag=否&day=2020-02-12&list=a,b&share=0.5")
    assert response.content_type == "application/json"
    body = response.json
    assert body is not None
    assert body["parameters"] == {
        "word": "好", "flag": False, "day": "2020-02-12", "list": ["a", "b"], "by": "city",
        "count": 3, "share": 0.5,
    }  # fmt: skip
    assert body["rows"][0] == {**body["parameters"], "nested": {"a": 1, "b": [True, None]}}
    assert "graph" not in body


def test_a_list_may_be_given_by_repeating_its_name(client: FlaskClient) -> None:
    body = client.get("/queries/kinds.json?word=x&list=a&list=b,c").json
    assert body is not None
    assert body["rows"][0]["list"] == ["a", "b", "c"]
    faults = problem(client, "/queries/kinds.json?word=x&word=y", 400)["errors"]
    assert [fault["where"] for fault in faults] == ["word"]


def test_a_cut_answer_says_so_and_its_addresses_give_all(client: FlaskClient) -> None:
    body = client.get("/queries/numbers.json?until=5&lang=en").json
    assert body is not None
    assert body["truncated"] is True
    assert len(body["rows"]) == 3
    counts = [client.get(address).data.count(b"row ") for address in body["all"]]
    assert counts == [5, 5]
    body = client.get("/queries/numbers.json?until=3").json
    assert body is not None
    assert body["truncated"] is False
    assert "all" not in body


def test_csv_and_ndjson_stream_everything(client: FlaskClient) -> None:
    response = client.get("/queries/numbers.csv?until=100000")
    assert response.content_type == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"].endswith("numbers-100000-2020-02-12.csv")
    rows = list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert len(rows) == 100_001
    assert rows[-1] == ["100000", "row 100000"]
    response = client.get("/queries/numbers.ndjson?until=4")
    assert response.content_type == "application/x-ndjson"
    assert json.loads(response.data.splitlines()[-1]) == {"number": 4, "name": "row 4"}


def test_xlsx(client: FlaskClient) -> None:
    response = client.get("/queries/numbers.xlsx?until=5")
    assert response.data.startswith(b"PK")
    assert response.headers["Content-Disposition"].endswith(".xlsx")


def test_graph(client: FlaskClient) -> None:
    body = client.get("/queries/waits.json?enterprise=yuelong").json
    assert body is not None
    assert [node["id"] for node in body["graph"]["nodes"]] == ["yuelong"]


def test_catalogue(client: FlaskClient) -> None:
    body = client.get("/queries.json").json
    assert body is not None
    kinds = next(query for query in body["queries"] if query["name"] == "kinds")
    assert kinds["title"] == {"en": "Kinds", "zh": "各类参数"}
    assert kinds["parameters"]["required"] == ["word"]
    assert kinds["parameters"]["properties"]["count"]["maximum"] == 9
    assert kinds["columns"][0]["name"] == "word"
    assert client.get(kinds["href"]).status_code == 200


def test_suggestions(client: FlaskClient) -> None:
    body = client.get("/queries/waits/suggest/enterprise?text=公牛").json
    assert body == {"suggestions": [{"value": "gongniu", "label": "公牛集团"}]}
    problem(client, "/queries/waits/suggest/nothing?text=x", 404)
    problem(client, "/queries/waits/suggest/enterprise?q=x", 400)
    problem(client, "/queries/waits/suggest/enterprise?text=%00", 400)


def test_health_and_ready(client: FlaskClient) -> None:
    assert client.get("/health").json == {"status": "alive"}
    body = client.get("/ready").json
    assert body is not None
    assert (body["status"], body["as_of"]) == ("ready", "2020-02-12")


def test_persons_are_masked_in_every_form(small: Knowledge, defaults: Settings) -> None:
    hidden = Knowledge(small.graph, small.catalog, show_personal=False)
    client = create_app(hidden, defaults).test_client()
    shown = create_app(small, defaults).test_client()
    for path in ("/queries/waits", "/queries/waits.json", "/queries/waits.csv"):
        address = f"{path}?enterprise=jintian"
        assert "＊＊＊" not in shown.get(address).text
        text = client.get(f"{path}?enterprise=gongniu").text
        assert "＊＊＊" in text
        assert '"phone":"1"' not in text


# Every way to be refused


def test_400_names_every_fault_at_once(client: FlaskClient) -> None:
    path = "/queries/kinds.json?flag=maybe&day=x&count=99&by=world&share=x&wrod=1"
    body = problem(client, path, 400)
    assert {fault["where"] for fault in body["errors"]} == {
        "flag", "day", "count", "by", "share", "wrod", "word",
    }  # fmt: skip
    wrong = {fault["where"]: fault for fault in body["errors"]}
    assert wrong["count"]["value"] == "99"
    assert "word" in wrong["wrod"]["detail"]


@pytest.mark.parametrize(
    "path", ["/health?x=1", "/queries.json?x=1", "/search.json?x=1", "/enterprises/a.json?x=1"]
)
def test_400_for_unknown_parameters_everywhere(client: FlaskClient, path: str) -> None:
    body = problem(client, path, 400)
    assert body["errors"][0]["where"] == "x"


@pytest.mark.parametrize("text", ["%00", "%ED%A0%80", "%FF", "x" * 300, "'; MATCH (n) DETACH"])
def test_odd_texts_are_refused_or_not_found(client: FlaskClient, text: str) -> None:
    response = client.get("/queries/waits.json", query_string=f"enterprise={text}")
    assert response.status_code in (400, 404)


@pytest.mark.parametrize(
    "body",
    [
        b'{"enterprise": "\\ud800"}', b'{"\\udfff": 1}', b'"\\ud83d"', b'{"stock_days": NaN}',
        b'{"enterprise": "\xff"}', b'{"enterprise"', b"", b"\x00", b"[" * 5_000, b"{}{}",
    ],
    ids=range(10),
)  # fmt: skip
def test_bodies_that_are_no_json_are_refused_everywhere(
    small: Knowledge, defaults: Settings, body: bytes
) -> None:
    knowledge = Knowledge(small.graph, read_catalog(), show_personal=True, may_change=True)
    app = create_app(knowledge, defaults)
    client = app.test_client()
    paths = {
        rule.rule.replace("<name:query>", "record-stock")
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and rule.rule.endswith(".json")
    }
    assert {"/actions/record-stock.json", "/undo.json", "/look-alikes.json"} <= paths
    for path in paths - {"/load.json"}:  # which takes a file
        response = client.post(path, data=body, content_type="application/json")
        # of what there is not nothing is read
        expected = 404 if "<" in path else 400
        assert response.status_code == expected, (path, response.text)
        assert response.mimetype == "application/problem+json"


def test_routes_with_a_lane_of_their_own_are_there(app: Flask) -> None:
    named = lanes.LONG_ROUTES | lanes.HEAVY_ROUTES | lanes.FREE_ROUTES
    assert named <= app.view_functions.keys()
    assert set(lanes.HEAVY_ROOMS) <= app.blueprints.keys()


def test_401(guarded: FlaskClient) -> None:
    for path in ("/ready", "/queries.json", "/queries/numbers.csv?until=1"):
        problem(guarded, path, 401)
    response = guarded.get("/ready")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert guarded.get("/static/page.js").status_code == 401
    for wrong in ("Bearer", "Bearer x", "Bearer \xff\xfe", "Basic x", "bearer " + "é" * 999):
        problem(guarded, "/ready", 401, headers={"Authorization": wrong})
    problem(guarded, f"/ready?token={TOKEN}", 401)
    guarded.set_cookie("tongbu", "wröng")
    problem(guarded, "/ready", 401)


def test_whether_the_service_lives_is_told_without_a_token(guarded: FlaskClient) -> None:
    response = guarded.get("/health")
    assert (response.status_code, response.json) == (200, {"status": "alive"})


def test_a_token_that_is_not_ascii_opens(guarded: FlaskClient) -> None:
    header = TOKEN.encode("utf-8").decode("latin-1")
    response = guarded.get("/ready", headers={"Authorization": f"Bearer {header}"})
    assert response.status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8020", "1.2.3.4", "[", "localhost.evil"]
)
def test_403_for_names_that_are_not_this_machine(client: FlaskClient, host: str) -> None:
    problem(client, "/health", 403, headers={"Host": host})


@pytest.mark.parametrize("path", ["/", "/queries/readiness", "/nowhere", "/health"])
def test_a_host_that_is_no_name_is_refused_without_addresses(
    client: FlaskClient, path: str
) -> None:
    """No address can be made for a page then; the refusal is a problem everywhere."""
    problem(client, path, 403, headers={"Host": f"{'a' * 64}.example"})


@pytest.mark.parametrize("host", ["localhost:1", "127.0.0.1:8020", "[::1]:8020", "127.1.2.3"])
def test_names_of_this_machine_are_served(client: FlaskClient, host: str) -> None:
    assert client.get("/health", headers={"Host": host}).status_code == 200


def test_404_with_the_nearest_names(client: FlaskClient) -> None:
    assert problem(client, "/queries/number.json", 404)["nearest"][0] == "numbers"
    body = problem(client, "/queries/waits.json?enterprise=gongni", 404)
    assert body["nearest"] == ["gongniu (公牛集团)"]
    assert body["errors"][0]["where"] == "enterprise"
    problem(client, "/queries/waits.csv?enterprise=nobody", 404)
    problem(client, "/nothing.json", 404)
    problem(client, "/enterprises/x.json", 404)


def test_405_says_what_is_allowed(client: FlaskClient) -> None:
    problem(client, "/queries/numbers.json", 405, method="POST")
    assert "GET" in client.post("/queries/numbers.json").headers["Allow"]


def test_409(app: Flask) -> None:
    problem(raising(app, errors.Conflict(Text("exists", "已存在"))), "/raises.json", 409)


def test_413(client: FlaskClient) -> None:
    response = client.post("/token", data={"token": "x" * 100_000})
    assert response.status_code == 413
    assert "65536" in response.text


def test_422_carries_all_faults(app: Flask) -> None:
    faults = [errors.Fault(Text("wrong", "错"), f"a.csv:{line}:id", "x") for line in range(50)]
    error = errors.FaultyDataset(Text("faulty", "有误"), faults)
    assert len(problem(raising(app, error), "/raises.json", 422)["errors"]) == 50


def test_429_when_too_many_export_at_once(client: FlaskClient) -> None:
    taken = []
    while STREAM_SLOTS.acquire(blocking=False):
        taken.append(True)
    try:
        problem(client, "/queries/numbers.csv?until=1", 429)
        assert client.get("/queries/numbers.json?until=1").status_code == 200
    finally:
        for _ in taken:
            STREAM_SLOTS.release()
    for _ in range(2 * len(taken)):
        assert client.get("/queries/numbers.csv?until=1").status_code == 200
        problem(client, "/queries/numbers.csv?until=0", 400)


def test_500_tells_the_user_a_number_and_the_log_nothing_typed(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    client = raising(app, RuntimeError("王小明 13800138000"))
    with caplog.at_level(logging.ERROR, "tongbu"):
        body = problem(client, "/raises.json", 500)
        page = client.get("/raises")
    assert page.status_code == 500
    number = body["detail"].split()[-1]
    assert number in caplog.text
    assert "RuntimeError" in caplog.text
    assert "test_api.py" in caplog.text
    for text in (caplog.text, page.text, json.dumps(body, ensure_ascii=False)):
        assert "13800138000" not in text
        assert "王小明" not in text


def test_503_while_the_database_is_away(defaults: Settings) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: nobody else can
        with Graph(f"bolt://127.0.0.1:{taken.getsockname()[1]}", "neo4j", "x") as away:
            knowledge = Knowledge(away, read_catalog(QUERIES), show_personal=True)
            client = create_app(knowledge, defaults).test_client()
            assert client.get("/health").status_code == 200
            for path in ("/ready", "/queries/numbers.json?until=1", "/queries/numbers.csv?until=1"):
                problem(client, path, 503)
            page = client.get("/")
            assert page.status_code == 503
            assert page.headers["Retry-After"] == "5"
            assert page.content_type.startswith("text/html")


def test_503_until_derived(
    client: FlaskClient, small: Knowledge, _open_graph: Graph, tmp_path: Path
) -> None:
    tables = dict(datasets.SMALL)
    tables["enterprises"] = [("id", "name"), ("new", "新来")]
    load(datasets.write(tmp_path, {"enterprises": tables["enterprises"]}), _open_graph)
    try:
        problem(client, "/ready", 503)
        problem(client, "/queries/waits.json?enterprise=gongniu", 503)
        problem(client, "/queries/waits.csv?enterprise=gongniu", 503)
        assert client.get("/queries/waits?enterprise=gongniu").status_code == 503
        assert client.get("/queries/numbers.json?until=1").status_code == 200
        assert client.get("/").status_code == 200
    finally:
        derive(_open_graph)
    assert client.get("/ready").status_code == 200


def test_504(client: FlaskClient) -> None:
    problem(client, "/queries/slow.json", 504)


# What is broken, and what is mapped


def test_a_stream_that_breaks_is_never_taken_for_whole(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    with served(app, threads=2) as address:
        host = address.removeprefix("http://")
        with closing(HTTPConnection(host, timeout=60)) as connection:
            connection.request("GET", "/queries/breaks.csv")
            response = connection.getresponse()
            assert response.status == 200
            with pytest.raises(IncompleteRead) as broken:
                response.read()
            assert broken.value.partial
        assert "incident" in caplog.text


def kinds(base: type[Exception]) -> Iterator[type[Any]]:
    yield base
    for kind in base.__subclasses__():
        yield from kinds(kind)


FORMS = (errors.TokenRequired, errors.NotSignedIn)
"""Of these a page is the form by which one is let in."""

REFUSALS = sorted(
    {kind for kind in kinds(errors.Refusal) if kind.__module__ == "service.errors"},
    key=lambda kind: kind.__name__,
)


@pytest.mark.parametrize("kind", REFUSALS)
def test_every_refusal_is_a_problem_and_a_page(app: Flask, kind: type[errors.Refusal]) -> None:
    refusal = kind(Text("what was wrong", "错在何处"), [errors.Fault(Text("a", "甲"), "b", "c")])
    client = raising(app, refusal)
    response = client.get("/raises.json?lang=en")
    assert response.status_code == kind.status
    body = json.loads(response.data)
    own = kind.status != 500
    assert body["type"] == f"urn:tongbu:{kind.slug if own else 'internal'}"
    assert ("what was wrong" in body["detail"]) == own
    assert ("Retry-After" in response.headers) == (kind.retry_after is not None)
    for language, text in (("zh", "错在何处"), ("en", "what was wrong")):
        page = client.get(f"/raises?lang={language}")
        assert page.status_code == kind.status
        assert page.content_type.startswith("text/html")
        assert (text in page.text) == (own and kind not in FORMS)


DRIVER = sorted(
    {*kinds(neo4j.exceptions.Neo4jError), *kinds(neo4j.exceptions.DriverError)},
    key=lambda kind: kind.__name__,
)


@pytest.mark.parametrize("kind", DRIVER)
def test_every_exception_of_the_driver_is_mapped(app: Flask, kind: type[Exception]) -> None:
    error = kind.__new__(kind)
    Exception.__init__(error, "the driver says")
    refusal = refusal_of(error)
    assert type(refusal) in REFUSALS
    if issubclass(kind, neo4j.exceptions.DriverError | neo4j.exceptions.TransientError):
        assert refusal.status == 503
        assert refusal.retry_after
    assert raising(app, refusal).get("/raises.json").status_code == refusal.status
