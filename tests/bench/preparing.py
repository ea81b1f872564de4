"""A generated network in a private Neo4j of its own, loaded in bulk, with what each phase took."""

import json
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from service.dataset.import_files import read_checked, write_import_files
from service.dataset.load import load
from service.derivation.full import derive
from service.derivation.groups import count_and_keep
from service.graph import schema
from service.graph.database import Graph
from service.language import Text
from service.model.derived import properties
from service.private_neo4j.bulk_import import BulkImport
from service.private_neo4j.server import PrivateNeo4j
from service.progress import SILENT
from service.settings import Settings, read
from service.synthetic.generate import generate
from tests.support.paths import ROOT
from tests.support.progress import Told

FOLDER = ROOT / ".tongbu" / "bench"
"""Where the networks and their databases are kept, so that a second run need not load again."""

HEAP_MB = {30_000: 1024, 100_000: 2048, 1_000_000: 4096}
UPSERTED = 30_000
"""Enterprises of the network by which the ordinary load is measured."""

UNDERIVED = (
    "MATCH ()-[w:WAITS_FOR]->() CALL (w) { DELETE w } IN TRANSACTIONS OF 20000 ROWS",
    "MATCH ()-[r:SUPPLIES]->() CALL (r) {"
    f" REMOVE {', '.join(f'r.{name}' for name in sorted(properties(['SUPPLIES'])))}"
    " } IN TRANSACTIONS OF 20000 ROWS",
    "MATCH (e:Enterprise) CALL (e) {"
    f" REMOVE {', '.join(f'e.{name}' for name in sorted(properties(['Enterprise'])))}"
    " } IN TRANSACTIONS OF 10000 ROWS",
)
"""Takes away all that is derived, to derive it from nothing."""

Figures = dict[str, Any]


def heap_mb(size: int) -> int:
    return next((mb for known, mb in HEAP_MB.items() if size <= known), 4096)


@contextmanager
def clocked(figures: Figures, name: str) -> Iterator[None]:
    """Notes the seconds of a block, and says so."""
    started = time.perf_counter()
    yield
    figures[name] = round(time.perf_counter() - started, 2)
    print(f"  {name}: {figures[name]} s", flush=True)


class Phases:
    """Progress that notes when each phase of a batch began."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last: tuple[str, float] | None = None

    def __call__(self, phase: Text, done: float) -> None:
        now = time.perf_counter()
        if self._last:
            name, since = self._last
            self.seconds[name] = round(self.seconds.get(name, 0.0) + now - since, 2)
        self._last = (phase.en, now)


def settings_of(size: int) -> Settings:
    return replace(read({}), data=FOLDER / str(size) / "database", heap_mb=heap_mb(size))


def peak_mb(server: PrivateNeo4j) -> int:
    """The most memory that the server's process ever had, in MiB."""
    status = Path(f"/proc/{server._java._process.pid}/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) >> 10


def prepare(size: int, *, anew: bool) -> tuple[Settings, Figures]:
    """The settings of a database that holds a network of that size, derived and ranked."""
    folder, settings = FOLDER / str(size), settings_of(size)
    noted = folder / "loading.json"
    if anew:
        shutil.rmtree(folder, ignore_errors=True)
    if noted.exists():
        print(f"the database of an earlier run is used again: {folder}", flush=True)
        return settings, json.loads(noted.read_text(encoding="utf-8"))
    figures: Figures = {"enterprises": size, "heap_mb": heap_mb(size)}
    network = folder / "network"
    folder.mkdir(parents=True, exist_ok=True)
    with clocked(figures, "generate"):
        generate(network, size, rng_seed=1, progress=SILENT)
    started = time.perf_counter()
    with BulkImport(settings) as empty:
        with clocked(figures, "check"):
            dataset = read_checked(network)
        with clocked(figures, "write files"):
            files = write_import_files(dataset, empty.folder)
        del dataset
        with clocked(figures, "import"):
            empty.run(files.arguments, files.nodes, files.relationships, SILENT)
    figures |= {"nodes": files.nodes, "relationships": files.relationships}
    server = PrivateNeo4j(settings)
    with clocked(figures, "start"):
        connection = server.start()
    try:
        with Graph(connection.uri, connection.username, connection.password) as graph:
            with clocked(figures, "indexes"):
                schema.apply(graph)
            with clocked(figures, "groups"):
                count_and_keep(graph)
            figures["bulk in all"] = round(time.perf_counter() - started, 2)
            print(f"  bulk in all: {figures['bulk in all']} s", flush=True)
            with clocked(figures, "derive again"):
                again = derive(graph)
            assert again.written == 0, again
            figures["evaluated"] = again.evaluated
            figures["ranked"] = {"candidates": again.candidates, "left out": again.left}
            for text in UNDERIVED:
                graph.autocommit(text)
            phases = Phases()
            with clocked(figures, "derive"):
                derive(graph, Told(phases))
            figures["derive phases"] = phases.seconds
            figures["server peak MiB"] = peak_mb(server)
    finally:
        server.stop()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    figures["python peak MiB"] = peak
    figures |= _upserted()
    noted.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    return settings, figures


def _upserted() -> Figures:
    """How fast the ordinary load is: a network of its own, into an empty database."""
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as folder:
        network = Path(folder) / "network"
        generate(network, UPSERTED, rng_seed=2, progress=SILENT)
        rows = sum(
            sum(1 for _ in file.open(encoding="utf-8")) - 1 for file in network.glob("*.csv")
        )
        settings = replace(read({}), data=Path(folder) / "database", heap_mb=heap_mb(UPSERTED))
        with PrivateNeo4j(settings) as at, Graph(at.uri, at.username, at.password) as graph:
            schema.apply(graph)
            with clocked(figures, "upsert"):
                load(network, graph, progress=SILENT)
            figures["upsert rows"] = rows
            figures["upsert rows/s"] = round(rows / figures["upsert"])
            with clocked(figures, "upsert again"):
                load(network, graph, progress=SILENT)
    return figures
