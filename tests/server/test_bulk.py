"""A bulk load makes the graph that an ordinary load makes, or leaves the database empty."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from service.dataset.check import check_folder
from service.dataset.import_files import read_checked, table_bytes, write_import_files
from service.dataset.load import Report, load
from service.derivation.full import changes_since_ranking, derive
from service.derivation.groups import count_and_keep
from service.errors import CannotStart, Conflict, FaultyDataset, NotFound, Refusal
from service.graph import schema
from service.graph.database import Graph
from service.graph.digest import digest
from service.private_neo4j import home
from service.private_neo4j.bulk_import import BulkImport
from service.private_neo4j.server import PrivateNeo4j
from service.private_neo4j.staging import STAGING_PREFIX
from service.settings import Settings
from tests.support.commands import environment
from tests.support.datasets import ABOUT, SMALL, write
from tests.support.derived import everything
from tests.support.paths import ROOT
from tests.support.prepared import opened
from tests.support.progress import Told

AWKWARD: dict[str, list[Sequence[str]]] = {
    **SMALL,
    "enterprises": [
        ("id", "name", "town", "source", "latitude", "output_rate", "resumed_on", "above_scale"),
        ("gongniu", 'q"uote, comma;semicolon', "甲\n乙", "", "0.0000000001", "0.29", "", "TRUE"),
        ("yuelong", "back\\slash", "  inner  space ", "own", "-0", "10", "0001-01-01", "false"),
        ("jintian", "'", "", "", "", "", "2020-02-12", ""),
        ("123", "123", "1.0", "true", "12.1234567891", "1", "", ""),
    ],
    "needs": [
        ("enterprise", "material", "stock_days", "stock_on", "essential"),
        ("gongniu", "bracket", "3", "", "false"),
        ("yuelong", "copper", "", "2020-02-01", ""),
        ("123", "copper", "", "", "true"),
    ],
    "makes": [("enterprise", "material", "daily_capacity"), ("jintian", "copper", "2.5")],
}
"""Cells that a file of another form could lose or change."""

ONLY_SUPPLIES: dict[str, list[Sequence[str]]] = {
    "enterprises": [("id", "name"), ("a", "甲"), ("b", "乙")],
    "materials": [("id", "name"), ("m", "铜")],
    "supplies": [
        ("supplier", "material", "buyer", "since"),
        ("a", "m", "b", ""),
        ("a", "m", "b", "2020-01-01"),
        ("b", "m", "a", ""),
    ],
}
"""Everything made and needed is implied."""


@pytest.fixture
def empty(defaults: Settings, tmp_path: Path) -> Settings:
    """A data folder that nobody has used; its path would spoil a pattern."""
    return replace(defaults, data=tmp_path / "data (1) 数据", heap_mb=700)


def bulk_load(folder: Path, settings: Settings) -> Report:
    size = table_bytes(folder)
    told: list[int] = []
    with BulkImport(settings) as private:
        private.require_disk_space(size)
        before = private.previous_state
        files = write_import_files(
            read_checked(folder), private.folder, version=before.version, as_of=before.as_of
        )
        progress = Told(lambda _, done, of: told.append(done))
        private.run(files.arguments, files.nodes, files.relationships, progress)
    assert told == sorted(told) and told[-1] > 0
    return files.report


def nodes(settings: Settings) -> int:
    with opened(settings) as graph:
        return int(graph.read("MATCH (n) WHERE NOT n:Group AND NOT n:Day RETURN count(n)").one()[0])


@pytest.mark.parametrize("version", ["2026.08.1", "5.26.30"])
def test_a_bulk_load_makes_the_same_graph(
    tmp_path: Path, graph: Graph, empty: Settings, version: str
) -> None:
    folder = write(tmp_path / "one", AWKWARD, {**ABOUT, "note": 'a "note"'})
    ordinary = load(folder, graph)
    report = bulk_load(folder, replace(empty, neo4j_version=version))
    assert report.counts == ordinary.counts and report.version == ordinary.version
    derive(graph)
    with opened(replace(empty, neo4j_version=version)) as filled:
        schema.apply(filled)
        count_and_keep(filled)
        assert digest(filled) == digest(graph)
        assert everything(filled) == everything(graph)
        assert changes_since_ranking(filled) == 0
        assert derive(filled).written == 0
        assert not load(folder, filled).changed
    assert not list(empty.data.glob(f"{STAGING_PREFIX}*"))


def test_what_only_supplies_say_is_implied(tmp_path: Path, graph: Graph, empty: Settings) -> None:
    folder = write(tmp_path / "one", ONLY_SUPPLIES)
    load(folder, graph)
    with opened(empty) as used:  # a database that has been used, and is empty again
        used.write("MERGE (g:Graph {id: 'graph'}) SET g.version = 7, g.as_of = date('2030-01-01')")
    graph.write("MATCH (g:Graph) SET g.as_of = date('2030-01-01')")
    password = (home.folder(empty) / "password").read_text()
    report = bulk_load(folder, empty)
    assert report.version == 8
    assert (home.folder(empty) / "password").read_text() == password
    derive(graph)
    with opened(empty) as filled:
        count_and_keep(filled)
        assert digest(filled) == digest(graph)
        assert everything(filled) == everything(graph)
        assert derive(filled).written == 0
    with pytest.raises(Conflict, match="holds a graph"):
        bulk_load(folder, empty)
    assert nodes(empty) == 6  # with those of the graph, the dataset and the load


def test_every_fault_is_found_and_nothing_written(
    tmp_path: Path, graph: Graph, empty: Settings
) -> None:
    supplies = [*SMALL["supplies"], ("z", "copper", "gongniu", "x", "0.5", "2020-13-01")]
    supplies += [("gongniu", "bracket", "gongniu", "1", "0.2", "")]
    folder = write(tmp_path / "one", {**SMALL, "supplies": supplies})
    with pytest.raises(FaultyDataset) as refused:
        bulk_load(folder, empty)
    assert list(refused.value.faults) == check_folder(folder, graph)
    assert len(refused.value.faults) == 5
    assert not home.folder(empty).exists() and not list(empty.data.glob(f"{STAGING_PREFIX}*"))


def test_refusals_name_what_to_do(
    tmp_path: Path, empty: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "one")

    def refusal(path: Path, settings: Settings) -> Refusal:
        with pytest.raises(Refusal) as refused:
            bulk_load(path, settings)
        return refused.value

    elsewhere = refusal(folder, replace(empty, neo4j_uri="bolt://127.0.0.1:1"))
    assert isinstance(elsewhere, Conflict) and "NEO4J_URI" in elsewhere.detail.en
    (tmp_path / "list.csv").write_text("龙头企业,配套企业\na,b\n", encoding="utf-8")
    listed = refusal(tmp_path / "list.csv", empty)
    assert isinstance(listed, Conflict) and "list.csv" in listed.detail.en
    assert isinstance(refusal(tmp_path / "none", empty), NotFound)
    holder = PrivateNeo4j(empty)
    holder.reserve()
    held = refusal(folder, empty)
    assert isinstance(held, CannotStart) and "Process" in held.detail.en
    holder.stop()
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1 << 20))
    full = refusal(folder, empty)
    assert isinstance(full, CannotStart) and "MiB" in full.detail.en
    for each in (elsewhere, listed, held, full):
        assert each.detail.zh and each.detail.zh != each.detail.en


@pytest.mark.parametrize(
    ("after", "pause"), [("Reading", 0.0), ("Importing", 0.0), ("Importing", 2)]
)
def test_a_killed_bulk_load_leaves_an_empty_database_or_a_whole_one(
    tmp_path: Path, graph: Graph, empty: Settings, after: str, pause: float
) -> None:
    folder = write(tmp_path / "one", ONLY_SUPPLIES)
    load(folder, graph)
    derive(graph)
    command = "from service.cli.main import main; main()"
    own = environment(
        HOME=str(tmp_path),
        TONGBU_CACHE=str(empty.cache),
        TONGBU_DATA=str(empty.data),
        TONGBU_HEAP_MB="700",
    )
    child = subprocess.Popen(
        [sys.executable, "-c", command, "load", str(folder), "--bulk"],
        stderr=subprocess.PIPE, env=own, cwd=ROOT, text=True,
    )  # fmt: skip
    with child:
        assert child.stderr
        for line in child.stderr:
            if line.startswith(after):
                break
        else:
            pytest.fail("ended before it could be killed")
        time.sleep(pause)
        child.send_signal(signal.SIGKILL)
    time.sleep(1)  # the watcher ends Java
    found = nodes(empty)
    assert found == 0 or (found == 6 and pause)
    if not found:
        bulk_load(folder, empty)
    with opened(empty) as filled:
        count_and_keep(filled)
        assert digest(filled) == digest(graph)
