"""A data folder that holds the Cixi dataset: made once, kept in pytest's cache, copied by tests."""

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from seed import make_cixi
from service.answers.plan_check import check_plans_at_start
from service.dataset.load import load
from service.derivation.full import derive
from service.graph import schema
from service.graph.database import Graph
from service.private_neo4j.data_folder import Connection
from service.private_neo4j.server import PrivateNeo4j
from service.settings import Settings
from tests.support.catalog import read_catalog
from tests.support.commands import CLASS_CACHE, QUICK
from tests.support.paths import ROOT

STOP_SECONDS = 600.0
"""What Java gets to end: when it writes its classes, that takes half a minute."""

SOURCES = ("cypher", "seed", "service")
"""What a prepared folder depends on."""


def graph_at(connection: Connection) -> Graph:
    return Graph(connection.uri, connection.username, connection.password)


@contextmanager
def opened(settings: Settings) -> Iterator[Graph]:
    """The private database of a data folder, while the block runs."""
    server = PrivateNeo4j(settings, stop_seconds=STOP_SECONDS)
    with server as connection, graph_at(connection) as graph:
        yield graph


def cixi_folder(cache: Path, settings: Settings) -> Path:
    """A data folder with the Cixi dataset loaded, derived and ranked, its server stopped.

    All saved queries are planned, so that no service of the tests plans them again.
    To be copied, never to be used. Made where ``cache`` has none of this very code; of several
    processes the first makes it and the others wait.
    """
    place = cache / f"cixi-{_fingerprint(settings)}"
    with (cache / "cixi.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            for other in cache.glob("cixi-*"):
                shutil.rmtree(other)
            unfinished = cache / "cixi-unfinished"
            with (
                _classes_kept(replace(settings, data=unfinished)) as chosen,
                opened(chosen) as graph,
            ):
                schema.apply(graph)
                load(make_cixi.FOLDER, graph)
                derive(graph)
                check_plans_at_start(graph, read_catalog(), settings.cache)
            unfinished.rename(place)
    return place


@contextmanager
def _classes_kept(settings: Settings) -> Iterator[Settings]:
    """Settings with which the server, when it ends, writes ``CLASS_CACHE`` if there is none."""
    if CLASS_CACHE.exists():
        yield settings
        return
    unfinished = CLASS_CACHE.with_suffix(".unfinished")
    yield replace(settings, jvm_options=(*QUICK, f"-XX:AOTCacheOutput={unfinished}"))
    unfinished.rename(CLASS_CACHE)


def _fingerprint(settings: Settings) -> str:
    """A digest of the release of Neo4j and of every source file."""
    digest = hashlib.sha256(settings.neo4j_version.encode())
    for source in SOURCES:
        for path in sorted((ROOT / source).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(ROOT)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
