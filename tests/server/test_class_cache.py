"""Neo4j starts from its classes as Java linked them once, and without where that does not go."""

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from service.cli.background_training import training_beside, usual_work
from service.graph.database import Graph
from service.private_neo4j import class_cache
from service.private_neo4j.class_training import ClassTraining
from service.private_neo4j.data_folder import Connection
from service.private_neo4j.jars import class_path
from service.private_neo4j.server import PrivateNeo4j
from service.progress import SILENT
from service.settings import Settings
from service.statements import statement
from tests.support.running import Up

OPTIONS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""Of servers that live for a minute; they decide nothing about the classes."""


@pytest.fixture(scope="module")
def settled(defaults: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with a cache folder of its own that has no classes."""
    cache = tmp_path_factory.mktemp("cache")
    for shared in ("maven", "planned"):
        defaults.cache.joinpath(shared).mkdir(parents=True, exist_ok=True)
        cache.joinpath(shared).symlink_to(defaults.cache / shared)
    class_path(defaults.neo4j_version, cache, SILENT)
    return replace(defaults, cache=cache, heap_mb=512, jvm_options=OPTIONS)


def place(settings: Settings) -> Path:
    path = class_cache.class_cache(settings)
    assert path
    return path


@pytest.fixture(scope="module")
def trained(settled: Settings) -> Settings:
    """Settings whose cache folder has the classes, and had those of another Java."""
    path = place(settled)
    path.parent.mkdir()
    for old in (
        f"neo4j-{settled.neo4j_version}-0123456789abcdef.{end}" for end in ("aot", "failed")
    ):
        path.parent.joinpath(old).write_text("of another Java")
    assert ClassTraining(settled, path).run(usual_work)
    return settled


def mapped(settings: Settings) -> bool:
    """Whether the Java of the running server has the classes in its memory."""
    pid = settings.data.joinpath("server.log").read_text().split("\n")[0]
    return str(place(settings)) in Path(f"/proc/{pid}/maps").read_text()


def answers(connection: Connection) -> bool:
    with Graph(connection.uri, connection.username, connection.password) as graph:
        return graph.read(statement("answers")).rows == [[1]]


def soon(condition: Callable[[], bool], seconds: float = 120.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)
    return condition()


def test_one_file_is_kept_and_nothing_else(trained: Settings) -> None:
    path = place(trained)
    assert {entry.name for entry in path.parent.iterdir()} == {path.name, "lock"}
    assert 20 << 20 < path.stat().st_size < 300 << 20


def test_a_second_up_starts_from_it(trained: Settings, cixi_folder: Path, tmp_path: Path) -> None:
    more = {"TONGBU_CACHE": str(trained.cache), "TONGBU_JVM_OPTIONS": " ".join(OPTIONS)}
    up = Up(Path(shutil.copytree(cixi_folder, tmp_path / "data")), **more)
    try:
        assert mapped(replace(trained, data=up.data))
        assert b"<html" in up.get("/")
    finally:
        assert up.end(signal.SIGTERM) == 0


@pytest.mark.parametrize("own", ["-XX:AOTMode=off", "-XX:AOTCache=x", "-Xshare:off"])
def test_who_decides_about_it_in_the_options_of_java_has_none(trained: Settings, own: str) -> None:
    assert class_cache.class_cache(replace(trained, jvm_options=(own,))) is None
    assert class_cache.options(None) == []


def test_that_of_other_options_or_jars_is_not_looked_at(
    trained: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = replace(trained, jvm_options=(*OPTIONS, "-XX:+AlwaysPreTouch"))
    assert place(more) != place(trained)
    # as if the jars had been fetched again
    maven = tmp_path / "maven"
    shutil.copytree(trained.cache / "maven", maven, copy_function=os.link)
    fetched = replace(trained, cache=tmp_path)
    same = place(fetched).name
    jar = next(maven.rglob("neo4j-kernel-2*.jar"))
    content = jar.read_bytes()
    jar.unlink()
    jar.write_bytes(content)
    assert place(fetched).name != same
    assert class_cache.options(place(fetched)) == []


@pytest.fixture
def breakable(trained: Settings, tmp_path: Path) -> Iterator[Settings]:
    """Settings whose classes may be broken: they are put back."""
    path = place(trained)
    content = path.read_bytes()
    yield replace(trained, data=tmp_path / "data")
    path.with_suffix(".failed").unlink(missing_ok=True)
    path.write_bytes(content)


def test_a_broken_one_stops_no_start(breakable: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    path = place(breakable)
    content = path.read_bytes()
    quarter = len(content) // 4
    path.write_bytes(content[:quarter] + bytes(quarter) + content[2 * quarter :])
    # Java itself finds that the checksum is wrong, and does without.
    with PrivateNeo4j(breakable) as connection:
        assert answers(connection)
        assert not mapped(breakable)
        assert class_cache.is_wanted(path) is False
    # Unverified it ends with a fault of memory: the start goes on without, and the file is gone.
    monkeypatch.setattr(class_cache, "options", lambda path: [f"-XX:AOTCache={path}"])
    with PrivateNeo4j(breakable) as connection:
        assert answers(connection)
    assert not path.exists()
    assert not class_cache.is_wanted(path)


def test_it_is_made_beside_a_service_and_ends_with_it(
    settled: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    cache.joinpath("maven").symlink_to(settled.cache / "maven")
    monkeypatch.setenv("TONGBU_CACHE", str(cache))
    monkeypatch.setenv("TONGBU_JVM_OPTIONS", " ".join(OPTIONS))
    log = cache / "classes" / "training" / "data" / "server.log"

    def java() -> int:
        first = log.read_text().split("\n")[0] if log.exists() else ""
        return int(first) if first.isdecimal() else 0

    with training_beside(replace(settled, cache=cache), delay=0):
        assert soon(lambda: java() > 0)
        pid = java()
        assert os.getpriority(os.PRIO_PROCESS, pid) == 19
    assert soon(lambda: not Path(f"/proc/{pid}").exists())
    assert soon(lambda: not log.exists())
    # not before the delay has passed, and not for a database that is somebody's own
    with training_beside(replace(settled, cache=cache)):
        pass
    with training_beside(replace(settled, cache=cache, neo4j_uri="bolt://x"), delay=0):
        pass
    assert not log.exists()
