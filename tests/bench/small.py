"""How long small things take, as their users wait for them: ``python -m tests.bench.small``.

Commands as processes of their own on a data folder of their own: the first ``tongbu up`` with the
Cixi dataset, later ones without and with Neo4j's classes kept (which are made anew in between), a
question from the command line; then, on the running database, the Cixi dataset loaded with all that
follows, derived again, and a list of 500 rows corrected.
"""

import csv
import os
import random
import re
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from service.answers.knowledge import Knowledge
from service.catalog.catalog import read_catalog
from service.cli.background_training import usual_work
from service.dataset.load import load
from service.derivation.complete import bring_up_to_date
from service.derivation.full import derive
from service.graph.database import Graph
from service.private_neo4j.class_cache import class_cache
from service.private_neo4j.class_training import ClassTraining
from service.private_neo4j.data_folder import running
from service.progress import SILENT
from service.settings import read
from service.statements import statement
from tests.support.paths import CIXI, ROOT

TONGBU = Path(sys.executable).parent / "tongbu"
ASKED, LOADED = 15, 7
ROWS, CORRECTED = 500, 40
HEADER = ("龙头企业", "配套企业", "物料", "是否复工", "员工数")


@contextmanager
def up(data: Path, *, classes: bool = True) -> Iterator[float]:
    """Starts everything; gives the seconds until the first page was answered.

    Without ``classes`` none that are kept are used, and none are made.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        [TONGBU, "up", "--port", "0", "--data", str(data)],
        stderr=subprocess.PIPE, text=True, cwd=ROOT,
        env=os.environ | ({} if classes else {"TONGBU_JVM_OPTIONS": "-XX:AOTMode=off"}),
    )  # fmt: skip
    assert process.stderr
    for line in process.stderr:
        if ready := re.search(r"http://\S+", line):
            urllib.request.urlopen(ready[0]).read()
            break
    try:
        yield time.perf_counter() - started
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(90)
        process.stderr.close()


def asked(data: Path) -> tuple[float, float]:
    """Seconds, and seconds of processor time, of one question; medians of several."""
    walls, times = [], []
    for _ in range(ASKED):
        before, started = _processor(), time.perf_counter()
        subprocess.run(
            [TONGBU, "ask", "critical-path", "enterprise=gongniu"],
            env={"TONGBU_DATA": str(data), "PATH": "", "LANG": "en_GB.UTF-8"},
            capture_output=True, check=True, cwd=ROOT,
        )  # fmt: skip
        walls.append(time.perf_counter() - started)
        times.append(_processor() - before)
    return statistics.median(walls), statistics.median(times)


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def write_list(path: Path, rng: random.Random) -> None:
    """The same list each time, but for what is corrected."""
    same = random.Random(1)
    rows = [
        [f"龙头{same.randrange(20)}公司", f"配套{number}公司", f"物料{same.randrange(60)}",
         "是" if number % 3 else "否", same.randrange(10, 300)]
        for number in range(ROWS)
    ]  # fmt: skip
    for number in rng.sample(range(ROWS), CORRECTED):
        rows[number][3:] = [rng.choice(["是", "否"]), rng.randrange(10, 300)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])


def on_the_database(graph: Graph, folder: Path) -> Iterator[tuple[str, float]]:
    """What is done, and the seconds it took; the first of several apart from the median."""
    knowledge = Knowledge(graph, read_catalog(), show_personal=True)

    def whole(path: Path) -> float:
        started = time.perf_counter()
        load(path, graph)
        bring_up_to_date(graph, SILENT, derived=knowledge.state().derived)
        return time.perf_counter() - started

    def into_nothing() -> float:
        graph.autocommit(statement("empty"))
        return whole(CIXI)

    def again() -> float:
        started = time.perf_counter()
        derive(graph)
        return time.perf_counter() - started

    rng = random.Random(2)

    def corrected() -> float:
        write_list(folder / "list.csv", rng)
        return whole(folder / "list.csv")

    for name, work in (
        ("the Cixi dataset loaded into an empty graph, with all that follows", into_nothing),
        ("derived again, nothing to be written", again),
        (f"a list of {ROWS} rows loaded again, {CORRECTED} of them corrected", corrected),
    ):
        taken = [work() for _ in range(LOADED)]
        yield f"{name}: the first time", taken[0]
        yield f"{name}: later, median of {LOADED - 1}", statistics.median(taken[1:])


def main() -> None:
    def tell(name: str, seconds: float) -> None:
        print(f"| {name} | {seconds:.2f} |", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        print("| what | seconds |")
        print("|---|--:|")
        with up(data, classes=False) as seconds:
            tell("`tongbu up`, the first time, jars there", seconds)
        with up(data, classes=False) as seconds:
            tell("`tongbu up` again, until the first page, no classes kept", seconds)
        settings = read()
        path = class_cache(settings)
        assert path, "TONGBU_JVM_OPTIONS decides about classes"
        before = _processor()
        ClassTraining(settings, path).run(usual_work)
        tell("classes kept, once, in the background: processor time of Java", _processor() - before)
        print(f"| their file, MiB | {path.stat().st_size >> 20} |")
        for _ in range(2):
            with up(data) as seconds:
                tell("`tongbu up` again, until the first page", seconds)
                wall, processor = asked(data)
                tell(f"`tongbu ask critical-path`, median of {ASKED}", wall)
                tell("of it processor time", processor)
        with up(data):
            at = running(replace(read(), data=data))
            assert at
            with Graph(at.uri, at.username, at.password) as graph:
                for name, seconds in on_the_database(graph, Path(folder)):
                    tell(name, seconds)


if __name__ == "__main__":
    main()
