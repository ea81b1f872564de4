"""What each caller may send, what every response carries, and what none tells."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from waitress import wasyncore
from waitress.server import create_server

from service.answers.knowledge import Knowledge
from service.cli.web_server import use_own_channels
from service.http.app import create_app
from service.settings import Settings
from tests.support.serving import answer_to, served

TOKEN = {"Authorization": "Bearer sync-token"}
CHEAP = "/queries.json"
MANY = 40
"""Requests: more than ten seconds' worth, and what comes in while they are answered."""


@pytest.fixture(scope="module")
def open_to_others(cixi: Knowledge, defaults: Settings) -> FlaskClient:
    chosen = replace(defaults, host="0.0.0.0", token="sync-token", rate=1)
    return create_app(cixi, chosen).test_client()


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[tuple[str, int]]:
    with served(app) as url:
        host, _, port = url.removeprefix("http://").partition(":")
        yield host, int(port)


def test_each_address_has_its_share(open_to_others: FlaskClient) -> None:
    """Whoever has a token and whoever tries to guess it; files and being alive are not counted."""

    def ask(path: str, sender: str, **headers: str) -> tuple[int, str | None]:
        answer = open_to_others.get(
            path, headers=headers, environ_overrides={"REMOTE_ADDR": sender}
        )
        answer.close()
        return answer.status_code, answer.headers.get("Retry-After")

    answers = [ask(CHEAP, "203.0.113.7", **TOKEN) for _ in range(MANY)]
    assert answers[:10] == [(200, None)] * 10 and (429, "1") in answers
    assert ask("/health", "203.0.113.7") == (200, None)
    assert ask("/static/tongbu.css", "203.0.113.7")[0] == 200
    assert ask(CHEAP, "203.0.113.8", **TOKEN)[0] == 200
    guesses = [ask(CHEAP, "203.0.113.9", Authorization=f"Bearer {n}")[0] for n in range(MANY)]
    assert guesses[:10] == [401] * 10 and 429 in guesses


def test_the_refusal_tells_of_the_setting(open_to_others: FlaskClient) -> None:
    for _ in range(MANY):
        answer = open_to_others.get(f"{CHEAP}?lang=en", environ_overrides={"REMOTE_ADDR": "::9"})
        if answer.status_code == 429:
            assert answer.json["type"] == "urn:tongbu:too-fast"  # type: ignore[index]
            assert "TONGBU_RATE" in answer.json["detail"]  # type: ignore[index]
            return
    raise AssertionError("never refused")


def test_this_machine_has_no_limit_of_its_own(cixi: Knowledge, defaults: Settings) -> None:
    client = create_app(cixi, replace(defaults, rate=1)).test_client()
    assert {client.get(CHEAP).status_code for _ in range(30)} == {200}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        (CHEAP, 200),
        ("/queries/readiness.csv", 200),
        ("/queries/critical-path.json", 400),
        ("/queries/critical-path", 200),
        ("/nothing", 404),
        ("/nothing.json", 404),
        ("/static/page.js", 200),
        ("/static/nothing.js", 404),
        ("/health", 200),
    ],
)
def test_every_response_has_its_headers(client: FlaskClient, path: str, status: int) -> None:
    with client.get(path) as answer:
        assert answer.status_code == status
        policy = dict(
            one.strip().partition(" ")[::2]
            for one in answer.headers["Content-Security-Policy"].split(";")
        )
        assert policy["default-src"] == policy["object-src"] == policy["base-uri"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["frame-ancestors"] == "'none'" and policy["form-action"] == "'self'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Content-Type"]
        # only what came by HTTPS may ask for it
        assert "Strict-Transport-Security" not in answer.headers


def test_nothing_of_the_inside_is_shown(client: FlaskClient, app: Flask) -> None:
    assert not app.debug and not app.testing
    hidden = ("/static/", "/static/vendor/", "/.git/config", "/.env", "/service/settings.py",
              "/static/../app.py", "/static/%2e%2e/templates/base.html", "/console")  # fmt: skip
    for path in hidden:
        assert client.get(path).status_code == 404, path
    for method in ("TRACE", "PUT", "DELETE", "PATCH", "CONNECT"):
        assert client.open(CHEAP, method=method).status_code == 405, method
    headers = client.get(CHEAP).headers
    assert not {"Server", "X-Powered-By", "Via"} & set(headers.keys())


@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: +5",
        "Content-Length: -5",
        "Content-Length: 5, 6",
        "Content-Length: 0x5",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked, identity",
        "X: a\r\n b: c\r\n\0: x",
        "X\0Y: z",
    ],
)
def test_ambiguous_messages_are_refused(address: tuple[str, int], head: str) -> None:
    """Of which a proxy and the service might think differently where they end."""
    with socket.create_connection(address, 20) as connection:
        message = f"POST /undo.json HTTP/1.1\r\nHost: localhost\r\n{head}\r\n\r\n{{}}abcdef"
        connection.sendall(message.encode("latin-1"))
        connection.settimeout(20)
        answer = connection.recv(4_096)
    assert int(answer.split()[1]) in (400, 501), answer[:100]


@pytest.mark.parametrize(
    ("message", "status", "english", "chinese"),
    [
        (b"GET / HTTP/1.1\r\nX: ".ljust(256 * 1024, b"x"), 431, "too long", "过长"),
        (b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400, "no HTTP message", "报文"),
        (b"nothing\r\n\r\n", 400, "no HTTP message", "报文"),
        (
            b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
            501,
            "Content-Length, or chunked",
            "不支持",
        ),
    ],
    ids=["a long head", "a length", "no HTTP", "an encoding"],
)
def test_what_the_server_itself_refuses_is_told_in_both_languages(
    message: bytes, status: int, english: str, chinese: str
) -> None:
    with served(Flask("none"), prepared=use_own_channels) as address:
        answer = answer_to(address, message)
    assert int(answer.split()[1]) == status and english in answer and chinese in answer


def test_who_comes_at_once_is_accepted_at_once() -> None:
    """Where each waits for a turn of its own, whoever comes after hundreds waits for hundreds."""
    channels: dict[int, Any] = {}
    server = create_server(Flask("none"), host="127.0.0.1", port=0, threads=1, map=channels)
    use_own_channels(server)
    try:
        with ExitStack() as stack:
            for _ in range(40):
                at = ("127.0.0.1", server.effective_port)
                stack.enter_context(socket.create_connection(at, 20))
            wasyncore.loop(timeout=5, map=channels, count=1)
            assert len(server.active_channels) == 40
    finally:
        server.task_dispatcher.shutdown()
        wasyncore.close_all(channels)
