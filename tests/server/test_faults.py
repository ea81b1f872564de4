"""What the service does when what it stands on fails: it goes on, or says why and ends."""

import os
import shutil
import signal
import time
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from service.graph.database import Graph
from service.private_neo4j.data_folder import running
from service.private_neo4j.watch import MAX_RESTARTS
from service.settings import Settings
from tests.support.commands import tongbu
from tests.support.running import Up

PATH = "/queries/critical-path.json?enterprise=gongniu"
PATIENCE_SECONDS = 120.0


@pytest.fixture(scope="module")
def data(cixi_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the Cixi dataset."""
    return Path(shutil.copytree(cixi_folder, tmp_path_factory.mktemp("faults") / "data"))


@contextmanager
def serving(data: Path) -> Iterator[Up]:
    up = Up(data)
    try:
        yield up
    finally:
        up.process.kill()
        up.process.wait(60)
        assert up.process.stderr
        up.process.stderr.close()


def kill_database(data: Path) -> None:
    """As the kernel does that is out of memory: the first line of Java's log is its process id."""
    os.kill(int((data / "server.log").read_text("utf-8").split("\n")[0]), signal.SIGKILL)


def told(up: Up, path: str) -> tuple[int, Any]:
    """The status and the JSON at a path."""
    try:
        return 200, orjson.loads(up.get(path))
    except urllib.error.HTTPError as error:
        return error.code, orjson.loads(error.read())


def until(up: Up, path: str, wanted: Any) -> None:
    """Asks again until ``wanted`` holds of status and JSON; nothing but 503 and 504 meanwhile."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        status, body = told(up, path)
        if wanted(status, body):
            return
        assert status in (200, 503, 504), body
        assert time.monotonic() < deadline, body
        time.sleep(0.2)


def test_a_database_that_dies_is_started_again_and_nothing_is_lost(data: Path) -> None:
    with serving(data) as up:
        assert told(up, "/health") == (
            200,
            {"status": "alive", "database": {"restarts": 0, "restarting": False}},
        )
        rows = told(up, PATH)[1]["rows"]
        done = tongbu("do", "record-stock", "enterprise=yuelong", "material=copper",
                      "stock_days=5", "--change", "kept", TONGBU_DATA=str(data))  # fmt: skip
        assert done.returncode == 0, done.stderr
        after = told(up, PATH)[1]["rows"]
        assert after != rows
        kill_database(data)
        until(up, "/health", lambda _, body: body["database"]["restarts"] == 1)
        until(up, PATH, lambda status, _: status == 200)
        assert told(up, PATH)[1]["rows"] == after
        # other commands find it where it was
        again = tongbu("do", "record-stock", "enterprise=yuelong", "material=copper",
                       "stock_days=6", "--change", "kept", TONGBU_DATA=str(data))  # fmt: skip
        assert again.returncode == 1 and "accepted already" in again.stderr
        assert up.end(signal.SIGINT) == 0


def test_one_that_dies_again_and_again_ends_the_service_with_the_reason(data: Path) -> None:
    with serving(data) as up:
        for restarts in range(1, MAX_RESTARTS + 1):
            kill_database(data)
            until(up, "/health", lambda _, body, n=restarts: body["database"]["restarts"] == n)
        kill_database(data)
        assert up.process.wait(PATIENCE_SECONDS) == 1
        assert up.process.stderr
        said = up.process.stderr.read()
        assert f"died again after {MAX_RESTARTS} new starts" in said and "Traceback" not in said


def test_a_derivation_that_was_broken_off_is_taken_up(data: Path, defaults: Settings) -> None:
    with serving(data) as up:
        rows = told(up, PATH)[1]["rows"]
        at = running(replace(defaults, data=data))
        assert at
        with Graph(at.uri, at.username, at.password) as graph:
            # as a derivation leaves it that is killed while it writes
            graph.write(
                "MATCH (g:Graph {id: 'graph'}) SET g.derived_version = null, g.stamp = randomUUID()"
            )
            assert told(up, PATH)[0] == 503
            until(up, PATH, lambda status, _: status == 200)
            assert told(up, PATH)[1]["rows"] == rows
            assert told(up, "/ready")[0] == 200
