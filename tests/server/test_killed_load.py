"""A load killed at any moment is completed by the next one."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from service.dataset import load as loading
from service.dataset.load import load
from service.graph.database import Graph
from service.graph.digest import digest
from service.language import Text
from service.private_neo4j.data_folder import Connection
from service.statements import statement
from tests.support.datasets import write
from tests.support.paths import ROOT
from tests.support.progress import Told

BATCH_SIZE = 50

CHILD = f"""
import sys
from pathlib import Path
import service.dataset.load
from service.graph.database import Graph
from tests.support.progress import Told

service.dataset.load.BATCH_SIZE = {BATCH_SIZE}
folder, replace, *connection = sys.argv[1:]
with Graph(*connection) as graph:
    told = Told(lambda *_: print(flush=True))
    service.dataset.load.load(Path(folder), graph, replace=replace == "replace", progress=told)
"""


def dataset(folder: Path, first: int, last: int) -> Path:
    """Enterprises ``first`` to ``last`` in a chain with a few cross supplies."""
    enterprises: list[Sequence[str]] = [("id", "name")]
    supplies: list[Sequence[str]] = [("supplier", "material", "buyer", "lead_days")]
    needs: list[Sequence[str]] = [("enterprise", "material", "stock_days")]
    for i in range(first, last):
        enterprises.append((f"e{i}", f"企业{i}"))
        for step in (1, 7, 31):
            if i + step < last:
                supplies.append((f"e{i}", f"m{i % 20}", f"e{i + step}", f"{step}"))
        if i - 1 >= first:
            needs.append((f"e{i}", f"m{(i - 1) % 20}", "2.5"))
    materials = [("id", "name"), *((f"m{i}", f"物料{i}") for i in range(20))]
    return write(
        folder,
        {"enterprises": enterprises, "materials": materials, "supplies": supplies, "needs": needs},
    )


def kill(database: Connection, folder: Path, replace: bool, steps: int, pause: float) -> None:
    """Runs a load in a process of its own and kills it ``pause`` seconds after ``steps`` steps."""
    child = subprocess.Popen(
        [
            sys.executable, "-c", CHILD, str(folder), "replace" if replace else "",
            database.uri, database.username, database.password,
        ],
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )  # fmt: skip
    with child:
        assert child.stdout is not None
        for _ in range(steps):
            child.stdout.readline()
        time.sleep(pause)
        child.send_signal(signal.SIGKILL)


def settled(graph: Graph) -> None:
    """Waits until the server has rolled back what the killed process left open."""
    graph.write("MATCH (g:Graph) SET g.held_by = g.held_by")


@pytest.mark.parametrize("replace", [False, True])
def test_a_killed_load_is_completed(
    tmp_path: Path, graph: Graph, database: Connection, replace: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(loading, "BATCH_SIZE", BATCH_SIZE)
    old, new = dataset(tmp_path / "old", 0, 250), dataset(tmp_path / "new", 100, 350)
    load(old, graph)
    steps: list[Text] = []
    load(new, graph, replace=replace, progress=Told(lambda what, *_: steps.append(what)))
    whole = digest(graph)
    rng = random.Random(replace)
    interrupted = 0
    for third in range(3):
        graph.autocommit(statement("empty"))
        load(old, graph)
        for _ in range(2):
            at = 3 + int((len(steps) - 6) * (third + rng.random()) / 3)
            kill(database, new, replace, at, 0.02 * rng.random())
            settled(graph)
            interrupted += graph.read("MATCH (g:Graph) RETURN g.loading").one() == ["one"]
        load(new, graph, replace=replace)
        assert digest(graph) == whole
        assert graph.read("MATCH (g:Graph) RETURN g.loading").one() == [None]
        assert not load(new, graph, replace=replace).changed
    assert interrupted >= 2
