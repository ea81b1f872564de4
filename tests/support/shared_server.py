"""One database server for all workers of a test run.

It starts for the first who asks, in a process of its own, and ends after the last, in whatever way
that one ended: who uses it holds a lock.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service import settings
from service.private_neo4j.data_folder import Connection, running
from service.private_neo4j.server import PrivateNeo4j
from tests.support.commands import environment
from tests.support.paths import ROOT
from tests.support.prepared import graph_at
from tests.support.unhurried import warm_up

START_SECONDS = 300


@contextmanager
def shared(chosen: settings.Settings, origin: Path, heap_mb: int) -> Iterator[Connection]:
    """How to reach the server on the data folder of ``chosen``, while the block runs.

    The first who asks makes the folder as a copy of ``origin``.
    """
    data = chosen.data
    with _users(data).open("a") as users, data.with_suffix(".start").open("a") as start:
        fcntl.flock(users, fcntl.LOCK_SH)
        fcntl.flock(start, fcntl.LOCK_EX)
        connection = running(chosen)
        if connection is None:
            shutil.copytree(origin, data, dirs_exist_ok=True)
            own = {"TONGBU_DATA": str(data), "TONGBU_HEAP_MB": str(heap_mb)}
            subprocess.run(
                [sys.executable, "-m", __name__],
                cwd=ROOT,
                env=environment(**own),
                check=True,
                timeout=START_SECONDS,
            )
            connection = running(chosen)
            assert connection
            with graph_at(connection) as graph:
                warm_up(graph)
        fcntl.flock(start, fcntl.LOCK_UN)
        yield connection


def _users(data: Path) -> Path:
    return data.with_suffix(".users")


def serve() -> None:
    """Starts the server and returns to the caller; a child stays for as long as it has users."""
    started, tell = os.pipe()
    if os.fork():
        os.close(tell)
        sys.exit(os.read(started, 1) != b"+")
    os.setsid()
    chosen = settings.read()
    with _users(chosen.data).open("a") as users, PrivateNeo4j(chosen):  # held until it has ended
        os.write(tell, b"+")
        os.close(tell)
        fcntl.flock(users, fcntl.LOCK_EX)


if __name__ == "__main__":
    serve()
