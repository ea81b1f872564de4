"""What the service does when what it stands on fails: it goes on, or says why and ends.

Samples of ``tests.faults``, which runs the same in full (``make faults``, ``make soak``).
"""

import os
import shutil
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
import urllib3

from service.access import tokens
from service.answers.knowledge import Knowledge
from service.graph.database import Graph
from service.http.app import create_app
from service.http.lanes import Lanes
from service.private_neo4j.data_folder import Connection
from service.private_neo4j.watch import MAX_RESTARTS
from service.settings import Settings
from tests.faults import crowds, kills, network
from tests.faults.soak import Soak
from tests.faults.stand import Stand
from tests.faults.writing import Writers
from tests.support.catalog import read_catalog
from tests.support.people import with_people
from tests.support.route_requests import requests
from tests.support.serving import served
from tests.support.tcp_proxy import FAULTS, Proxy

PATH = "/queries/critical-path.json?enterprise=gongniu"
PATIENCE_SECONDS = 120.0
LIMIT_SECONDS = 20.0
"""Longer than the deadline of a question of five seconds, on a busy machine too."""

SOAK_SECONDS = 15.0
SAMPLED = {"api.as_json", "api.as_form", "api.ready", "overview.page", "undoing.changes"}
"""Routes that suffer here; in ``make faults`` all do."""


@pytest.fixture(scope="module")
def started(
    cixi_folder: Path, defaults: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stand]:
    """A service on the Cixi dataset as it was loaded; the tests follow each other on it."""
    data = Path(shutil.copytree(cixi_folder, tmp_path_factory.mktemp("faults") / "data"))
    stand = Stand(data, defaults)
    yield stand
    stand.kill()
    assert stand.up.process.stderr
    stand.up.process.stderr.close()


@pytest.fixture
def stand(started: Stand) -> Stand:
    """The same, able to answer: what is left of the test before is over."""
    started.until_ready()
    return started


def told(stand: Stand, path: str) -> tuple[int, Any]:
    """The status and the JSON at a path."""
    url = stand.address + path
    answer = urllib3.request("GET", url, retries=False, timeout=PATIENCE_SECONDS)
    return answer.status, orjson.loads(answer.data)


def until(stand: Stand, path: str, wanted: Any) -> float:
    """Asks again until ``wanted`` holds of status and JSON; nothing but 503 and 504 meanwhile.

    When that was asked, by ``time.monotonic``.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        asked = time.monotonic()
        status, body = told(stand, path)
        if wanted(status, body):
            return asked
        assert status in (200, 503, 504), body
        assert time.monotonic() < deadline, body
        time.sleep(0.2)


def status_of(stand: Stand, path: str) -> tuple[int, float]:
    """The status of a path, and the seconds until its answer was there."""
    begun = time.monotonic()
    with urllib3.PoolManager(timeout=PATIENCE_SECONDS, retries=False) as pool:
        response = pool.request("GET", stand.address + path)
    return response.status, time.monotonic() - begun


def test_whoever_asks_tries_and_writes_at_once_is_told_what_the_model_says(stand: Stand) -> None:
    """Before all others: the model begins with the dataset as it was loaded."""
    figures = Soak(stand.address, SOAK_SECONDS, checks=2).run(stand.processes)
    assert figures["written"] and figures["held against the model"] == 2


def test_a_database_that_says_nothing_holds_nobody_longer_than_the_limit(stand: Stand) -> None:
    """Stopped it keeps its connections; nothing tells the driver that no answer will come."""
    pid = stand.processes["database"]
    assert status_of(stand, PATH)[0] == 200
    os.kill(pid, signal.SIGSTOP)
    try:
        with ThreadPoolExecutor(40) as many:
            asked = [many.submit(status_of, stand, PATH) for _ in range(20)]
            asked += [many.submit(status_of, stand, f"{PATH}&lang=en") for _ in range(10)]
            page = many.submit(status_of, stand, PATH.replace(".json", ""))
            for _ in range(3):
                status, seconds = status_of(stand, "/health")
                assert (status, seconds < 2) == (200, True), seconds
            for one in (*asked, page):
                status, seconds = one.result()
                assert status in (429, 503, 504) and seconds < LIMIT_SECONDS, (status, seconds)
        status, body = told(stand, "/ready?lang=en")
        assert status in (503, 504) and body["errors"][0]["where"] == "database", body
    finally:
        os.kill(pid, signal.SIGCONT)
    begun = time.monotonic()
    asked_at = until(stand, PATH, lambda status, _: status == 200)
    assert asked_at - begun < network.RECOVERY_SECONDS


def test_light_questions_do_not_wait_behind_heavy_ones(stand: Stand) -> None:
    heavy = "/queries/alternatives.json?buyer=yuelong&material=copper&lead_days={}"
    with ThreadPoolExecutor(120) as many:
        assert status_of(stand, PATH)[0] == 200
        asked = [
            many.submit(status_of, stand, heavy.format(f"{1 + n / 100:.2f}")) for n in range(100)
        ]
        time.sleep(0.3)
        light = [status_of(stand, path) for path in ("/health", PATH, "/health", PATH)]
        done = [one.result()[0] for one in asked]
    assert set(done) <= {200, 429} and {200, 429} <= set(done), done
    assert [status for status, _ in light] == [200] * 4
    assert max(seconds for _, seconds in light) < LIMIT_SECONDS / 2, light


def test_thousands_of_idle_and_slow_connections_hold_up_nobody(stand: Stand) -> None:
    with crowds.idle(stand.address, 10_000), crowds.slow(stand.address, 50):
        held = crowds.served_meanwhile(stand.address, 2.0, health=LIMIT_SECONDS)
    assert held["slowest s"] < LIMIT_SECONDS


def test_three_times_what_can_be_served_is_answered_rightly_or_refused(stand: Stand) -> None:
    rate = max(5.0, crowds.capacity(stand.address, 2.0))
    over = crowds.overload(
        stand.address, 3 * rate, 3.0, limit=2 * LIMIT_SECONDS, health=LIMIT_SECONDS
    )
    assert over["asked"] == over["answered"] + over["refused"] > 0


def test_a_derivation_that_was_broken_off_is_taken_up(stand: Stand) -> None:
    rows = told(stand, PATH)[1]["rows"]
    with stand.graph() as graph:
        # as a derivation leaves it that is killed while it writes
        graph.write(
            "MATCH (g:Graph {id: 'graph'}) SET g.derived_version = null, g.stamp = randomUUID()"
        )
    status, body = told(stand, "/ready")
    assert status == 503 and body["errors"][0]["where"] == "derivation", body
    assert told(stand, PATH)[0] == 503
    until(stand, PATH, lambda status, _: status == 200)
    assert told(stand, PATH)[1]["rows"] == rows
    assert told(stand, "/ready")[0] == 200


def test_what_was_acknowledged_outlives_the_service(stand: Stand, tmp_path: Path) -> None:
    figures = kills.kill_again_and_again("service", 1, stand, tmp_path)
    assert figures["acknowledged"] > 0
    assert told(stand, "/health")[1]["database"]["restarts"] == 0


def test_a_database_that_dies_is_started_again_and_beyond_that_the_service_ends(
    stand: Stand,
) -> None:
    with Writers(lambda: stand.address, [["yuelong", "copper"]]) as writers:
        for restarts in range(1, MAX_RESTARTS + 1):
            stand.kill_database()
            until(stand, "/health", lambda _, body, n=restarts: body["database"]["restarts"] == n)
        stand.until_ready()
        with writers.still(), stand.graph() as graph:
            writers.check(graph)
    assert writers.acknowledged
    stand.kill_database()
    assert stand.up.process.wait(PATIENCE_SECONDS) == 1
    assert stand.up.process.stderr
    said = stand.up.process.stderr.read()
    assert f"died again after {MAX_RESTARTS} new starts" in said and "Traceback" not in said


def test_who_signs_in_is_told_at_once_too_that_the_database_is_away(
    _open_graph: Graph, database: Connection, defaults: Settings, tmp_path: Path
) -> None:
    """Each request has to ask it, before any route, whose it is."""
    with_people(_open_graph, tmp_path)
    secret, _ = tokens.issue(_open_graph, "analyst", ["read"], 1)
    with (
        closing(Proxy(database.uri)) as proxy,
        Graph(proxy.uri, database.username, database.password) as graph,
    ):
        knowledge = Knowledge(graph, read_catalog(), show_personal=True)
        lanes = Lanes(app := create_app(knowledge, replace(defaults, sign_in=True)), knowledge)
        some = [one for one in requests(app, writing=False) if one.endpoint in SAMPLED]
        with served(lanes, threads=40) as address:
            asking = network.Asking(address, lanes, secret)
            usual = network.usual_statuses(asking, some)
            assert 401 not in usual
            (down,) = [fault for fault in FAULTS if fault.refuse]
            came = network.suffer(asking, proxy, down, some, usual)
            # nothing of it is answered from memory: who asks has to be known
            assert came["refused"] == len(some)
            with proxy.failing(down):
                ready = urllib3.request(
                    "GET", f"{address}/ready", headers={"Authorization": f"Bearer {secret}"}
                )
            assert ready.status == 503 and ready.json()["errors"][0]["where"] == "database"


def test_every_fault_of_the_network_is_told_in_time_and_then_forgotten(
    cixi_database: Connection, defaults: Settings
) -> None:
    at = cixi_database
    with (
        closing(Proxy(at.uri)) as proxy,
        Graph(proxy.uri, at.username, at.password) as graph,
    ):
        knowledge = Knowledge(graph, read_catalog(), show_personal=True)
        lanes = Lanes(app := create_app(knowledge, defaults), knowledge)
        some = [one for one in requests(app, writing=False) if one.endpoint in SAMPLED]
        assert len(some) == len(SAMPLED)
        with served(lanes, threads=40) as address:
            asking = network.Asking(address, lanes)
            usual = network.usual_statuses(asking, some)
            for fault in FAULTS:
                network.suffer(asking, proxy, fault, some, usual)
