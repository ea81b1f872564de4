"""Lanes by themselves: what is bounded, what a deadline leaves behind."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import Client, EnvironBuilder

from service.answers.knowledge import Knowledge
from service.errors import DatabaseUnavailable, TimeLimitExceeded, TooManyRequests
from service.graph.refusals import OUTCOME_UNKNOWN
from service.graph.values import Rows
from service.http import lanes
from service.http.app import create_app
from service.http.identity import SESSION_COOKIE
from service.http.lanes import Lane, Lanes
from service.language import Text
from service.settings import Settings
from tests.support.catalog import read_catalog

LONG = 30.0


def nothing() -> Iterable[bytes]:
    return [b"nothing"]


def test_what_is_answered_is_given_and_what_is_raised_is_raised() -> None:
    lane = Lane("test", 2, 2)
    assert lane.answer(nothing, LONG) == [b"nothing"]

    def faulty() -> Iterable[bytes]:
        raise KeyError("faulty")

    for _ in range(5):
        with pytest.raises(KeyError):
            lane.answer(faulty, LONG)
    assert lane.answer(nothing, LONG) == [b"nothing"]


def test_beyond_workers_and_those_who_wait_is_refused_at_once() -> None:
    lane, go, running = Lane("test", 2, 3), threading.Event(), threading.Semaphore(0)

    def slow() -> Iterable[bytes]:
        running.release()
        go.wait(LONG)
        return [b"slow"]

    with ThreadPoolExecutor(8) as many:
        asked = [many.submit(lane.answer, slow, LONG) for _ in range(2)]
        assert all(running.acquire(timeout=LONG) for _ in range(2))
        asked += [many.submit(lane.answer, slow, LONG) for _ in range(6)]
        refused = list(islice(as_completed(asked, LONG), 3))
        assert all(isinstance(one.exception(), TooManyRequests) for one in refused)
        assert not running.acquire(timeout=0.2)  # never more than its workers
        go.set()
        kept = [one.result(LONG) for one in asked if one not in refused]
    assert kept == [[b"slow"]] * 5
    assert lane.answer(nothing, LONG) == [b"nothing"]


class Body:
    """What an application gives: it wants to be closed."""

    def __init__(self) -> None:
        self.closed = threading.Event()

    def __iter__(self) -> Iterator[bytes]:
        return iter([b"late"])

    def close(self) -> None:
        self.closed.set()


def test_who_waits_past_the_deadline_is_told_and_what_comes_later_is_closed() -> None:
    lane, go, body = Lane("test", 1, 2, OUTCOME_UNKNOWN), threading.Event(), Body()

    def stuck() -> Iterable[bytes]:
        go.wait(LONG)
        return body

    with pytest.raises(TimeLimitExceeded) as late:
        lane.answer(stuck, 0.1)
    assert late.value.detail == OUTCOME_UNKNOWN
    # the worker is still with it: the next one does not come to its turn
    with pytest.raises(TooManyRequests) as waited:
        lane.answer(nothing, 0.1)
    assert waited.value.retry_after == 5
    assert not body.closed.is_set()
    go.set()
    assert lane.answer(nothing, LONG) == [b"nothing"]
    assert body.closed.wait(LONG)


def test_idle_workers_end_and_others_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "IDLE_SECONDS", 0.05)
    lane = Lane("ending", 3, 3)
    for _ in range(3):
        assert lane.answer(nothing, LONG) == [b"nothing"]
        deadline = time.monotonic() + LONG
        while any(thread.name == "ending lane" for thread in threading.enumerate()):
            assert time.monotonic() < deadline
            time.sleep(0.01)


class Unasked:
    """A graph that nobody asks without being noted; it never answers in time, but by ``told``."""

    def __init__(self, told: str | None = None) -> None:
        self.asked: list[str] = []
        self.told = told

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def ask(*_: object, **__: object) -> Any:
            self.asked.append(name)
            if self.told:
                return Rows(["told"], [[self.told]])
            time.sleep(SILENCE)
            raise DatabaseUnavailable(Text("it does not answer", "数据库无响应"))

        return ask


SILENCE = 0.05
BEARER = {"Authorization": "Bearer tongbu_x"}
COOKIE = {"Cookie": "tongbu=wrong"}


@pytest.fixture(scope="module", params=[True, False], ids=["for others", "on loopback"])
def silent(defaults: Settings, request: pytest.FixtureRequest) -> tuple[Unasked, Lanes]:
    graph = Unasked()
    others = {"host": "0.0.0.0", "token": "sync-token"} if request.param else {}
    knowledge = Knowledge(graph, read_catalog(), show_personal=False)  # type: ignore[arg-type]
    return graph, Lanes(create_app(knowledge, replace(defaults, **others)), knowledge)


@pytest.mark.parametrize("headers", [{}, BEARER, COOKIE], ids=["", "bearer", "cookie"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/health"),
        ("HEAD", "/health"),
        ("OPTIONS", "/health"),
        ("POST", "/health"),
        ("GET", "/nothing"),
        ("POST", "/nothing"),
        ("OPTIONS", "/nothing"),
        ("GET", "/queries"),
        ("DELETE", "/token"),
        ("GET", "/token"),
        ("GET", "/static/page.js"),
        ("GET", "/static/nothing.js"),
        ("GET", "/static/tongbu.css"),
    ],
)
def test_what_is_in_no_lane_never_asks_the_database(
    silent: tuple[Unasked, Lanes], method: str, path: str, headers: dict[str, str]
) -> None:
    """So that a database that says nothing holds no thread of the server past a deadline."""
    graph, made = silent
    environ = EnvironBuilder(path=path, method=method, headers=headers).get_environ()
    lane, seconds = made.of(environ)
    client = Client(made, use_cookies=False)
    graph.asked.clear()
    client.open(path, method=method, headers=headers).close()
    assert lane is not None or not graph.asked
    if path == "/health" and method != "POST":
        assert lane is None, "it answers whatever waits in the lanes"
    assert lane is None or 0 < seconds <= lanes.PAGE_SECONDS


def test_a_session_that_asks_for_a_file_is_judged_without_the_database(defaults: Settings) -> None:
    """What cookies are signed with was asked when the service began."""
    graph = Unasked("00" * 32)
    knowledge = Knowledge(graph, read_catalog(), show_personal=False)  # type: ignore[arg-type]
    made = Lanes(create_app(knowledge, replace(defaults, sign_in=True)), knowledge)
    graph.told = None
    graph.asked.clear()
    right = URLSafeTimedSerializer(bytes(32), salt="tongbu session").dumps("session")
    for value, status in ((right, 200), ("wrong", 401)):
        cookie = {"Cookie": f"{SESSION_COOKIE}={value}"}
        answer = Client(made, use_cookies=False).get("/static/page.js", headers=cookie)
        assert answer.status_code == status
        answer.close()
    assert not graph.asked


def test_who_asks_for_nothing_of_ours_waits_no_longer_than_the_deadline(
    silent: tuple[Unasked, Lanes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "PAGE_SECONDS", 0.1)
    monkeypatch.setitem(globals(), "SILENCE", 2.0)
    client = Client(silent[1], use_cookies=False)
    for method, path in (("GET", "/nope"), ("POST", "/health"), ("GET", "/static/page.js")):
        begun = time.monotonic()
        answer = client.open(path, method=method, headers=BEARER)
        assert answer.status_code == 504 and time.monotonic() - begun < 1.5, path
    assert client.get("/health", headers=BEARER).status_code == 200
