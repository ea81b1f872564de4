"""``kill -9`` of database, service, loader and derivation at any moment, while others write."""

import random
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import urllib3

from service.derivation.full import derive
from service.private_neo4j.watch import MAX_RESTARTS
from tests.faults.stand import Stand
from tests.faults.writing import PLACES, Writers
from tests.support.chain import chain
from tests.support.derived import everything

WRITERS = 4
CHAIN = 300
"""Enterprises of the dataset that is loaded while the loader is killed."""

CHAINED = """
MATCH (e:Enterprise) WHERE e.id STARTS WITH 'e' AND e.id =~ 'e[0-9]+'
RETURN count(e), sum(COUNT { (e)-[:SUPPLIES]->() }), sum(e.headcount)
"""

LOADING = "MATCH (g:Graph) RETURN g.loading"

Figures = dict[str, Any]


class Command:
    """A command that is killed at any moment of its run; ``begin`` starts it, ``moved`` is what it
    may say when it fails because others wrote."""

    def __init__(
        self, begin: Callable[[], "subprocess.Popen[bytes]"], moved: bytes | None = None
    ) -> None:
        self._begin, self._moved = begin, moved
        self._seconds: float | None = None

    def run(self) -> float:
        """To its end; seconds that it took."""
        begun = time.monotonic()
        process = self._begin()
        _, said = process.communicate(timeout=600)
        excused = self._moved is not None and self._moved in said
        assert process.returncode == 0 or excused, said.decode()
        return time.monotonic() - begun

    def kill(self, rng: random.Random) -> None:
        """Begins it and kills it; again, where it had ended by then."""
        if self._seconds is None:
            self._seconds = self.run()
        while True:
            begun = time.monotonic()
            process = self._begin()
            try:
                process.wait(rng.uniform(0.2, 0.95) * self._seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                return
            process.communicate()
            # the first time took longer than others: with that no other would ever be killed
            self._seconds = time.monotonic() - begun


def kill_again_and_again(
    kind: str, times: int, stand: Stand, folder: Path, seed: int = 1
) -> Figures:
    """Kills one kind of process ``times`` times under writes, and checks everything after each.

    Raises ``AssertionError`` for whatever is lost, half there, or derived otherwise than a full
    derivation derives it.
    """
    rng = random.Random(f"{kind} {seed}")
    with stand.graph() as graph:
        places = graph.read(PLACES).rows
    chosen = rng.sample(places, WRITERS)
    killer = _Killer(kind, stand, folder, rng)
    back: list[float] = []
    with Writers(lambda: stand.address, chosen, seed) as writers:
        for number in range(times):
            time.sleep(rng.uniform(0.5, 3.0))
            killer.kill(number)
            back.append(stand.until_ready())
            with writers.still():
                check(stand, writers)
    return {
        "killed": kind,
        "times": times,
        "acknowledged": writers.acknowledged,
        "without an answer": writers.unknown,
        "lost": 0,
        "ready again after s": round(max(back), 1),
    }


class _Killer:
    """Kills one kind of process on a stand."""

    def __init__(self, kind: str, stand: Stand, folder: Path, rng: random.Random) -> None:
        self._stand, self._rng = stand, rng
        self.kill: Callable[[int], None] = getattr(self, f"_{kind}")
        self._derive = Command(lambda: stand.run("derive"), b"Facts changed")
        self._load = Command(self._begin_load)
        self._staff = 7
        self._folders = {
            staff: chain(folder / str(staff), CHAIN, headcount=staff) for staff in (7, 11)
        }

    def _database(self, number: int) -> None:
        if number and number % MAX_RESTARTS == 0:
            self._stand.begin_again()  # which starts one only so often
            time.sleep(self._rng.uniform(0.5, 2.0))
        self._stand.kill_database()

    def _service(self, _: int) -> None:
        self._stand.kill()
        self._stand.begin_again()

    def _derivation(self, _: int) -> None:
        self._derive.kill(self._rng)

    def _loader(self, _: int) -> None:
        """A load of other rows than are there; the next one completes it."""
        self._load.kill(self._rng)
        with self._stand.graph() as graph:
            half = graph.read(LOADING).one() != [None]
        if half:  # nobody is told what is half there
            address = f"{self._stand.address}/queries/readiness.json"
            assert urllib3.request("GET", address, timeout=60).status == 503
        self._load.run()
        with self._stand.graph() as graph:
            assert graph.read(CHAINED).one() == [CHAIN, CHAIN - 1, CHAIN * self._staff]

    def _begin_load(self) -> "subprocess.Popen[bytes]":
        self._staff = 18 - self._staff
        return self._stand.run("load", self._folders[self._staff], "--yes")


def check(stand: Stand, writers: Writers) -> None:
    """Everything acknowledged is there, and what is derived, once it is, is what a full derivation
    derives."""
    stand.until_ready()
    with stand.graph() as graph:
        writers.check(graph)
        before = everything(graph)
        derive(graph, max_ranking_seconds=0.0)
        assert everything(graph) == before
