"""What the tests share: one private Neo4j, the very one that ``tongbu up`` starts."""

import functools
import gc
import os
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import jinja2
import pytest
from flask import Flask
from jinja2.bccache import Bucket

from service import settings
from service.answers import cache, trials
from service.answers.answer import Answer
from service.answers.knowledge import Knowledge
from service.dataset import first_load
from service.graph import schema
from service.graph.database import Graph
from service.private_neo4j import home
from service.private_neo4j.data_folder import Connection
from service.private_neo4j.server import PrivateNeo4j
from service.statements import statement
from tests.support import commands, prepared
from tests.support.catalog import read_catalog
from tests.support.hostile.listener import Listener, listening
from tests.support.prepared import graph_at
from tests.support.shared_server import shared

HEAP_MB = 1024

REPLANNING = "dbms.cypher.min_replan_interval"
"""How old a plan has to be at least to be made again where the graph has changed much: here that
is every test, and planning is half of what their databases do."""

MAX_ANSWERS = cache.MAX_ANSWERS


class CompiledTemplates(jinja2.BytecodeCache):
    """Templates compiled once for all applications of this process: a test has mostly its own."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledTemplates()}

# A shell starts what runs behind it with Ctrl-C ignored; inherited, the tests of it wait for ever.
signal.signal(signal.SIGINT, signal.default_int_handler)

BROWSER = ("/usr/bin/chromium", "/usr/bin/chromedriver")
DRIVEN = "browser"
"""The folder of tests that drive a browser."""
DOCKED = "test_docker.py"

LONGEST = (
    *("test_docker.py", "test_local_neo4j.py", "test_keeping.py"),
    *("test_bulk.py", "test_commands.py", "test_docs.py"),
    *("test_fuzz.py", "test_cli.py", "test_assistants.py", "test_faults.py"),
    *("test_rederivation.py", "test_lead_time.py", "test_alternatives.py", "test_bloom.py"),
    *("test_browser.py", "test_exploring.py", "test_graph_drawing.py", "test_wheel.py"),
    *("test_consumers.py", "test_accessibility.py"),
)
"""Files that take long, longest first: begun last, one of them would keep one worker waiting.

Of the first three only one waits for the prepared data folder; the others use what it leaves idle.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser or docker their tests say that they were not run; in CI they fail.

    No two tests share an id: of such, pytest-xdist would run one and say nothing.
    """
    ids = Counter(item.nodeid for item in items)
    if shared := [name for name, times in ids.items() if times > 1]:
        raise pytest.UsageError(f"several tests with one id: {', '.join(shared)}")
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.name, len(place)))
    if os.environ.get("CI"):
        return
    missing: dict[str, str] = {}
    if not all(Path(program).exists() for program in BROWSER):
        missing[DRIVEN] = "needs chromium and chromedriver"
    if any(item.path.name == DOCKED for item in items) and not docker_runs():
        missing[DOCKED] = "needs docker compose and a running docker engine"
    for item in items:
        if reason := missing.get(item.path.name) or missing.get(item.path.parent.name):
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
def _garbage_is_collected_as_ever() -> Iterator[None]:
    """Commands that run in this process collect it seldom, as they soon end."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@pytest.fixture(autouse=True)
def _nothing_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests change facts past Tongbu, and ask again at once."""
    monkeypatch.setattr(cache, "MAX_ANSWERS", 0)


@pytest.fixture
def all_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tried does not depend on how busy the machine is."""
    monkeypatch.setattr(trials.Trials, "in_time", True)


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """A load compares with what is there, also where nothing is."""
    monkeypatch.setattr(first_load, "MAX_ROWS", 0)


@pytest.fixture
def remembered(_nothing_is_remembered: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers are remembered as the service does it, for tests that change no facts past it."""
    monkeypatch.setattr(cache, "MAX_ANSWERS", MAX_ANSWERS)


@pytest.fixture(scope="session")
def defaults() -> settings.Settings:
    """The settings of somebody who has set nothing, but for where the jars are kept."""
    kept = ("HOME", "XDG_CACHE_HOME", *commands.KEPT)
    given = {name: os.environ[name] for name in kept if name in os.environ}
    # tests ask more in a second than anybody may
    return replace(settings.read(given), jvm_options=commands.JVM_OPTIONS, rate=0)


@pytest.fixture(scope="session")
def database(
    defaults: settings.Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connection]:
    """A database of the tests' own; the one that TONGBU_TEST_NEO4J_URI names is emptied."""
    if uri := os.environ.get("TONGBU_TEST_NEO4J_URI"):
        username = os.environ.get("TONGBU_TEST_NEO4J_USERNAME", "neo4j")
        yield Connection(uri, username, os.environ.get("TONGBU_TEST_NEO4J_PASSWORD", ""))
        return
    chosen = replace(defaults, data=tmp_path_factory.mktemp("database"), heap_mb=HEAP_MB)
    seldom = {series: {**of, REPLANNING: "1h"} for series, of in home.SERIES_SETTINGS.items()}
    server = PrivateNeo4j(chosen)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(home, "SERIES_SETTINGS", seldom)
        connection = server.start()
    try:
        yield connection
    finally:
        server.stop()


@pytest.fixture(scope="session")
def _open_graph(database: Connection) -> Iterator[Graph]:
    with graph_at(database) as graph:
        schema.apply(graph)
        yield graph


@pytest.fixture
def graph(_open_graph: Graph) -> Graph:
    """The database with its constraints and indexes, and nothing in it."""
    _open_graph.autocommit(statement("empty"))
    return _open_graph


@pytest.fixture(scope="session")
def cixi_folder(defaults: settings.Settings, pytestconfig: pytest.Config) -> Path:
    """A data folder with the Cixi dataset, loaded, derived and ranked; only to be copied."""
    assert pytestconfig.cache
    return prepared.cixi_folder(pytestconfig.cache.mkdir("tongbu"), defaults)


@pytest.fixture(scope="session")
def cixi_database(
    defaults: settings.Settings, cixi_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connection]:
    """The Cixi dataset in a second database, for tests that only read; all workers share it."""
    run = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = run.parent
    with shared(replace(defaults, data=run / "cixi"), cixi_folder, HEAP_MB) as connection:
        yield connection


@pytest.fixture(scope="session")
def cixi_graph(cixi_database: Connection) -> Iterator[Graph]:
    """The Cixi dataset, loaded, derived and ranked; only to be read."""
    with graph_at(cixi_database) as graph:
        yield graph


@pytest.fixture(scope="session")
def cixi(cixi_graph: Graph) -> Knowledge:
    """What the service knows of the Cixi dataset, persons shown."""
    return Knowledge(cixi_graph, read_catalog(), show_personal=True)


@pytest.fixture(scope="session")
def example(cixi: Knowledge) -> Callable[[str], Answer]:
    """The answer of a query or what-if to its own example, asked once; only to be read."""
    return functools.cache(lambda name: cixi.ask(name, cixi.catalog[name].example))


@pytest.fixture
def listener() -> Iterator[Listener]:
    """What nothing that is asked may reach."""
    with listening() as one:
        yield one
