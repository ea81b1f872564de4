"""A graph dumped and restored: the same in every respect, and nothing lost by what fails."""

import datetime
import hashlib
import os
import shutil
import signal
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from seed import make_cixi
from service.answers.knowledge import Knowledge
from service.answers.plan_check import check_plans
from service.dataset.load import load
from service.derivation.full import derive
from service.formats.files import json_of
from service.graph import schema
from service.graph.database import Graph
from service.graph.digest import digest
from service.http.app import create_app
from service.private_neo4j import home, room
from service.private_neo4j.archive import MAGIC
from service.private_neo4j.backups import COPY_PREFIX, DUMP_PREFIX, Backups
from service.private_neo4j.data_folder import Connection
from service.private_neo4j.locks import is_locked
from service.private_neo4j.server import PrivateNeo4j
from service.private_neo4j.watch import kept_alive
from service.settings import Settings
from service.statements import statement
from tests.support.catalog import read_catalog
from tests.support.commands import TONGBU, environment
from tests.support.paths import SUPPORT
from tests.support.prepared import graph_at, opened
from tests.support.unhurried import unhurried

OTHER = (SUPPORT / "keep.cypher").read_text(encoding="utf-8")
"""Stores something that is none of Tongbu's."""

ASKED = ("critical-path", "shared-single-source", "data-gaps", "stops")


def tongbu(
    data: Path, *arguments: str | Path, stdin: bytes = b"", **more: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [TONGBU, *arguments],
        env=environment(TONGBU_DATA=str(data), **more),
        capture_output=True,
        input=stdin,
        timeout=600,
    )


def answers(graph: Graph) -> list[object]:
    """What the graph answers, the time it took aside."""
    catalog = unhurried()
    knowledge = Knowledge(graph, catalog, show_personal=True)
    bodies = []
    for name in ASKED:
        body = orjson.loads(json_of(knowledge.ask(name, catalog[name].example)))
        del body["elapsed_ms"]
        bodies.append(body)
    return bodies


def at(defaults: Settings, data: Path) -> Settings:
    return replace(defaults, data=data, heap_mb=512)


def whole(graph: Graph) -> Counter[str]:
    """Everything in the graph, whatever it is: each node and each relationship as a text."""
    found: Counter[str] = Counter()
    for name in ("digest-nodes", "digest-relationships"):
        with graph.stream(statement(f"load/{name}"), timeout=600) as streamed:
            for *names, properties in streamed.rows:
                found[repr((names, sorted(properties.items())))] += 1
    return found


class Kept:
    """A private database with the Cixi dataset and one recorded action, its archive, and the
    backup that was made of it while it served."""

    def __init__(self, defaults: Settings, folder: Path, cixi_folder: Path) -> None:
        self.data = folder / "first data 慈溪"
        self.archive = folder / "周五 (1).dump"
        settings = at(defaults, self.data)
        shutil.copytree(cixi_folder, self.data)
        backed_up = replace(
            settings, backup_at=datetime.time(3), backups=folder / "backups", backup_days=1,
            backup_weeks=0,
        )  # fmt: skip
        server = PrivateNeo4j(settings)
        with server as connection, graph_at(connection) as graph:
            knowledge = Knowledge(graph, unhurried(), show_personal=True, may_change=True)
            given = {"enterprise": "yuelong", "material": "copper", "stock_days": 5}
            knowledge.do("record-stock", given, by="test", change="one")
            self.digest = digest(graph)
            self.answers = answers(graph)
            self.whole = whole(graph)
            with kept_alive(server, lambda: None) as watch:
                self.backups = Backups(backed_up, watch, lambda: False)
                self.backups.folder.mkdir()
                (self.backups.folder / "tongbu-2020-02-12T0300.dump").touch()
                # of a process that died
                (self.data / f"{COPY_PREFIX}left").mkdir()
                (self.backups.folder / f"{DUMP_PREFIX}left").mkdir()
                self.backup = self.backups.make()
                self.restarts = watch.restarts
            assert digest(graph) == self.digest
        self.dumped = tongbu(self.data, "dump", self.archive)


@pytest.fixture(scope="module")
def kept(defaults: Settings, cixi_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return Kept(defaults, tmp_path_factory.mktemp("kept"), cixi_folder)


def refused(done: subprocess.CompletedProcess[bytes], *words: str) -> None:
    """One clear line, exit 1, and nothing on standard output."""
    said = done.stderr.decode()
    assert done.returncode == 1, said
    assert done.stdout == b"" and "Traceback" not in said
    for word in words:
        assert word in said


def test_dumped_and_restored_the_graph_is_the_same(
    kept: Kept, defaults: Settings, tmp_path: Path
) -> None:
    assert kept.dumped.returncode == 0, kept.dumped.stderr.decode()
    assert kept.dumped.stdout == b"" and "Dumping 100/100" in kept.dumped.stderr.decode()
    assert kept.archive.read_bytes()[:4] in MAGIC
    assert kept.archive.stat().st_mode & 0o077 == 0
    assert [path.name for path in kept.archive.parent.iterdir() if path.name[0] == "."] == []
    data = tmp_path / "second"
    done = tongbu(data, "restore", kept.archive)
    assert done.returncode == 0 and "Restoring 100/100" in done.stderr.decode(), done.stderr
    assert not list(data.glob("*ing-*"))
    with opened(at(defaults, data)) as graph:
        assert digest(graph) == kept.digest
        assert answers(graph) == kept.answers
        knowledge = Knowledge(graph, read_catalog(), show_personal=True, may_change=True)
        assert knowledge.state().derived
        with pytest.raises(Exception, match="accepted already"):
            knowledge.do("record-expected", {"enterprise": "yuelong"}, by="test", change="one")


def test_a_backup_made_while_it_serves_is_the_whole_graph(
    kept: Kept, defaults: Settings, tmp_path: Path
) -> None:
    """The restore drill: into an empty folder, everything compared."""
    assert kept.backup and kept.backups.failure is None and kept.backups.last
    assert kept.restarts == 0  # it was away on purpose
    assert [file.name for file in kept.backups.folder.iterdir()] == [kept.backup.name]
    assert kept.backup.stat().st_mode & 0o077 == 0
    assert not list(kept.data.glob("copied-*"))  # nor what one that died had left
    done = tongbu(tmp_path / "data", "restore", kept.backup)
    assert done.returncode == 0, done.stderr.decode()
    with opened(at(defaults, tmp_path / "data")) as graph:
        assert whole(graph) == kept.whole


def test_a_backup_that_cannot_be_made_is_told(
    kept: Kept, defaults: Settings, cixi: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups = kept.backups
    client = create_app(cixi, defaults, backups=backups).test_client()

    def told() -> tuple[Any, str, list[Any]]:
        ready = client.get("/ready?lang=en").json
        assert ready
        return client.get("/health").json, client.get("/metrics").text, ready["warnings"]

    health, metrics, warnings = told()
    assert health["backup"]["failed"] is False and health["backup"]["last"] and not warnings
    assert "tongbu_backup_failed 0.0" in metrics and "tongbu_backup_last_seconds" in metrics
    monkeypatch.setattr(room, "free_mb", lambda _: 100)
    assert backups.make() is None
    health, metrics, warnings = told()
    assert health["backup"]["failed"] is True
    assert "tongbu_backup_failed 1.0" in metrics
    assert [one["where"] for one in warnings] == ["backup"]
    assert "nearly full" in warnings[0]["detail"]


def test_by_way_of_standard_output_and_input(
    kept: Kept, defaults: Settings, tmp_path: Path
) -> None:
    dumped = tongbu(kept.data, "dump", "-")
    assert dumped.returncode == 0 and dumped.stdout[:4] in MAGIC, dumped.stderr.decode()
    done = tongbu(tmp_path / "data", "restore", "-", stdin=dumped.stdout)
    assert done.returncode == 0, done.stderr.decode()
    with opened(at(defaults, tmp_path / "data")) as graph:
        assert digest(graph) == kept.digest


def test_what_exists_is_never_overwritten(kept: Kept) -> None:
    before = kept.archive.read_bytes()
    refused(tongbu(kept.data, "dump", kept.archive), kept.archive.name, "exists already")
    assert kept.archive.read_bytes() == before


def test_dumping_is_refused_clearly(
    kept: Kept, defaults: Settings, database: Connection, tmp_path: Path
) -> None:
    file = tmp_path / "x.dump"
    refused(tongbu(tmp_path / "none", "dump", file), "There is no graph", "TONGBU_DATA")
    assert not (tmp_path / "none").exists()
    own = {"NEO4J_URI": database.uri, "NEO4J_PASSWORD": database.password}
    refused(tongbu(kept.data, "dump", file, **own), "NEO4J_URI", "neo4j-admin database dump")
    refused(tongbu(kept.data, "restore", kept.archive, **own), "neo4j-admin database load")
    refused(tongbu(kept.data, "dump", tmp_path / "no" / "x.dump"), "There is no folder")
    with PrivateNeo4j(at(defaults, kept.data)):
        refused(tongbu(kept.data, "dump", file), f"Process {os.getpid()} uses the database")
        done = tongbu(kept.data, "restore", kept.archive, "--replace")
        refused(done, f"Process {os.getpid()} uses the database")
    assert list(tmp_path.iterdir()) == []


def cut(kept: Kept) -> bytes:
    whole = kept.archive.read_bytes()
    return whole[: len(whole) // 2]


def turned(kept: Kept) -> bytes:
    """An archive with a bit turned in its middle."""
    whole = bytearray(kept.archive.read_bytes())
    whole[len(whole) // 2] ^= 1
    return bytes(whole)


def stored(data: Path) -> dict[Path, str]:
    """Every file of the databases, but for what the server logged."""
    files = (path for path in data.glob("neo4j-*/data/**/*") if path.is_file())
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_damaged_archive_leaves_what_was_there(
    kept: Kept, defaults: Settings, tmp_path: Path
) -> None:
    """Every byte of it; one opening at the end tells that this is the graph."""
    file, data = tmp_path / "damaged.dump", tmp_path / "data"
    shutil.copytree(kept.data, data)
    before = stored(data)
    assert before
    for archive, words in (
        (b"", "no archive"),
        (b"PK\3\4 something else", "no archive"),
        (cut(kept), "cannot be read"),
        (turned(kept), "cannot be read"),
    ):
        file.write_bytes(archive)
        refused(tongbu(data, "restore", file, "--replace"), words)
        assert not list(data.glob("*ing-*"))
        assert stored(data) == before
    with opened(at(defaults, data)) as graph:
        assert digest(graph) == kept.digest


def test_a_graph_that_is_not_empty_is_replaced_only_if_told(
    kept: Kept, defaults: Settings, tmp_path: Path
) -> None:
    """What is replaced here is none of Tongbu's; dumped, it is no archive to restore."""
    data, file = tmp_path / "data", tmp_path / "other.dump"
    with opened(at(defaults, data)) as graph:
        graph.write(OTHER)
    refused(tongbu(data, "restore", kept.archive), "There is a graph already", "--replace")
    assert tongbu(data, "dump", file).returncode == 0
    refused(tongbu(tmp_path / "third", "restore", file), "none of Tongbu's")
    done = tongbu(data, "restore", kept.archive, "--replace")
    assert done.returncode == 0, done.stderr.decode()
    with opened(at(defaults, data)) as graph:
        assert digest(graph) == kept.digest


def test_the_current_series_reads_archives_of_the_lts_one_only(
    kept: Kept, defaults: Settings, tmp_path: Path
) -> None:
    old = {"TONGBU_NEO4J_VERSION": "5.26.30"}
    data, file = tmp_path / "data", tmp_path / "lts.dump"
    refused(tongbu(data, "restore", kept.archive, **old), "newer series", "TONGBU_NEO4J_VERSION")
    with opened(replace(at(defaults, data), neo4j_version="5.26.30")) as graph:
        schema.apply(graph)
        load(make_cixi.FOLDER, graph)
        derive(graph)
        check_plans(graph, read_catalog())  # every query plans there, too
        whole = digest(graph)
    assert tongbu(data, "dump", file, **old).returncode == 0
    done = tongbu(data, "restore", file)
    assert done.returncode == 0, done.stderr.decode()
    with opened(at(defaults, data)) as graph:
        assert digest(graph) == whole


def test_a_store_whose_server_was_killed_is_dumped_whole(
    kept: Kept, defaults: Settings, tmp_path: Path
) -> None:
    data, file = tmp_path / "data", tmp_path / "x.dump"
    shutil.copytree(kept.data, data)
    with opened(at(defaults, data)) as graph:
        graph.write("MATCH (e:Enterprise {id: 'yuelong'}) SET e.town = 'elsewhere'")
        whole = digest(graph)
        pid = int((data / "server.log").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
    assert not is_locked(data / "server.log")
    assert tongbu(data, "dump", file).returncode == 0
    done = tongbu(data, "restore", file, "--replace")
    assert done.returncode == 0, done.stderr.decode()
    with opened(at(defaults, data)) as graph:
        assert digest(graph) == whole != kept.digest


@pytest.mark.parametrize("died", ["before", "between", "after", "nothing was there"])
def test_an_exchange_that_died_is_finished(tmp_path: Path, died: str) -> None:
    """The graph that is complete counts, whichever of the two renamings came last."""
    old, new = tmp_path / "neo4j-2026", tmp_path / f"{home.COMPLETE_PREFIX}x" / "neo4j-2026"
    (new / "data").mkdir(parents=True)
    (new / "of").write_text("new")
    if died != "nothing was there":
        old.mkdir()
        (old / "of").write_text("old")
    if died in ("between", "after"):
        old.rename(new.parent / "before")
    if died == "after":
        new.rename(old)
    home.install_complete_homes(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["neo4j-2026"]
    assert (old / "of").read_text() == "new"
    home.install_complete_homes(tmp_path)
    assert (old / "of").read_text() == "new"
