"""A service on a data folder of its own, to be killed and started again at one address."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import orjson
import urllib3

from service.graph.database import Graph
from service.private_neo4j.data_folder import running
from service.settings import Settings
from tests.support.commands import TONGBU, environment
from tests.support.running import Up

READY_SECONDS = 240.0


class Stand:
    """A service on a data folder of its own, at one address, started again where it was killed;
    ``more`` are settings."""

    def __init__(self, data: Path, settings: Settings, **more: str) -> None:
        self.data = data
        self._more = more
        self._settings = replace(settings, data=data)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.up = self._start()

    def _start(self) -> Up:
        return Up(self.data, "--port", str(self._port), **self._more)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def begin_again(self) -> None:
        """A new process in the place of one that was killed, or is ended now."""
        self.end()
        self.up = self._start()

    def end(self) -> None:
        if self.up.process.poll() is None:
            self.up.process.send_signal(signal.SIGTERM)
        self.up.process.wait(120)
        assert self.up.process.stderr
        self.up.process.stderr.close()

    def kill(self) -> None:
        self.up.process.kill()
        self.up.process.wait(60)

    def kill_database(self) -> None:
        os.kill(self.processes["database"], signal.SIGKILL)

    @property
    def processes(self) -> dict[str, int]:
        """The ids of the service's process and of Java's, which stands first in its log."""
        java = (self.data / "server.log").read_text("utf-8").partition("\n")[0]
        return {"service": self.up.process.pid, "database": int(java)}

    @contextmanager
    def graph(self) -> Iterator[Graph]:
        at = running(self._settings)
        assert at
        with Graph(at.uri, at.username, at.password) as graph:
            yield graph

    def until_ready(self) -> float:
        """Waits until everything can be answered; seconds that it took."""
        begun = time.monotonic()
        while time.monotonic() - begun < READY_SECONDS:
            try:
                answer = urllib3.request("GET", f"{self.address}/ready", retries=False, timeout=30)
            except urllib3.exceptions.HTTPError:
                answer = None
            if answer and answer.status == 200:
                return time.monotonic() - begun
            time.sleep(0.2)
        raise AssertionError(f"not ready: {answer and orjson.loads(answer.data)}")

    def run(self, *arguments: str | Path) -> "subprocess.Popen[bytes]":
        """A command of ``tongbu`` on the same data folder."""
        return subprocess.Popen(
            [TONGBU, *arguments],
            env=environment(TONGBU_DATA=str(self.data)),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
