"""What the tests share: one private Neo4j, the very one that ``tongbu up`` starts."""

import os
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from seed import make_cixi
from service import settings
from service.answers import cache
from service.answers.knowledge import Knowledge
from service.catalog.catalog import read_catalog
from service.dataset.load import load
from service.derivation.full import derive
from service.derivation.ranking import rank
from service.graph import schema
from service.graph.database import Graph
from service.private_neo4j.data_folder import Connection
from service.private_neo4j.server import PrivateNeo4j
from service.statements import statement

HEAP_MB = 1024

# A shell starts what runs behind it with Ctrl-C ignored; inherited, the tests of it wait for ever.
signal.signal(signal.SIGINT, signal.default_int_handler)

BROWSER = ("/usr/bin/chromium", "/usr/bin/chromedriver")
DRIVEN = ("test_browser.py", "test_graph_drawing.py")
DOCKED = "test_docker.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser or docker their tests say that they were not run; in CI they fail.

    No two tests share an id: of such, pytest-xdist would run one and say nothing.
    """
    ids = Counter(item.nodeid for item in items)
    if shared := [name for name, times in ids.items() if times > 1]:
        raise pytest.UsageError(f"several tests with one id: {', '.join(shared)}")
    if os.environ.get("CI"):
        return
    collected = {item.path.name for item in items}
    missing = {}
    if not all(Path(program).exists() for program in BROWSER):
        missing |= dict.fromkeys(DRIVEN, "needs chromium and chromedriver")
    if DOCKED in collected and not docker_runs():
        missing[DOCKED] = "needs docker compose and a running docker engine"
    for item in items:
        if reason := missing.get(item.path.name):
            item.add_marker(pytest.mark.skip(reason=f"not run: {reason}"))


def docker_runs() -> bool:
    """Whether a docker engine answers here, and docker compose is installed in either form."""
    try:
        subprocess.run(["docker", "info"], check=True, capture_output=True, timeout=20)
    except (OSError, subprocess.SubprocessError):
        return False
    compose = subprocess.run(["docker", "compose", "version"], capture_output=True)
    return compose.returncode == 0 or shutil.which("docker-compose") is not None


@pytest.fixture(autouse=True)
def _nothing_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests change facts past Tongbu, and ask again at once."""
    monkeypatch.setattr(cache, "MAX_ANSWERS", 0)


@pytest.fixture(scope="session")
def defaults() -> settings.Settings:
    """The settings of somebody who has set nothing, but for where the jars are kept."""
    kept = ("HOME", "XDG_CACHE_HOME", "TONGBU_CACHE", "TONGBU_NEO4J_VERSION")
    return settings.read({name: os.environ[name] for name in kept if name in os.environ})


def private(defaults: settings.Settings, folder: Path) -> Iterator[Connection]:
    with PrivateNeo4j(replace(defaults, data=folder, heap_mb=HEAP_MB)) as connection:
        yield connection


@pytest.fixture(scope="session")
def database(
    defaults: settings.Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connection]:
    """A database of the tests' own; the one that TONGBU_TEST_NEO4J_URI names is emptied."""
    if uri := os.environ.get("TONGBU_TEST_NEO4J_URI"):
        username = os.environ.get("TONGBU_TEST_NEO4J_USERNAME", "neo4j")
        yield Connection(uri, username, os.environ.get("TONGBU_TEST_NEO4J_PASSWORD", ""))
    else:
        yield from private(defaults, tmp_path_factory.mktemp("database"))


@pytest.fixture(scope="session")
def _open_graph(database: Connection) -> Iterator[Graph]:
    with Graph(database.uri, database.username, database.password) as graph:
        schema.apply(graph)
        yield graph


@pytest.fixture
def graph(_open_graph: Graph) -> Graph:
    """The database with its constraints and indexes, and nothing in it."""
    _open_graph.autocommit(statement("empty"))
    return _open_graph


@pytest.fixture(scope="session")
def cixi_database(
    defaults: settings.Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connection]:
    """A second database, for tests that only read the Cixi dataset."""
    yield from private(defaults, tmp_path_factory.mktemp("cixi"))


@pytest.fixture(scope="session")
def cixi_graph(cixi_database: Connection) -> Iterator[Graph]:
    """The Cixi dataset, loaded, derived and ranked; only to be read."""
    with Graph(cixi_database.uri, cixi_database.username, cixi_database.password) as graph:
        schema.apply(graph)
        load(make_cixi.FOLDER, graph)
        derive(graph)
        rank(graph)
        yield graph


@pytest.fixture(scope="session")
def cixi(cixi_graph: Graph) -> Knowledge:
    """What the service knows of the Cixi dataset, persons shown."""
    knowledge = Knowledge(cixi_graph, read_catalog(), show_personal=True)
    knowledge.check()
    return knowledge
