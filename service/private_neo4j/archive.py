"""Dump and restore of the private graph, by ``neo4j-admin database dump`` and ``load``.

The archive is in Neo4j's own format: any ``neo4j-admin`` of its series reads it.
"""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from service.errors import CannotStart, Conflict, NotFound
from service.graph.database import Graph
from service.language import Text
from service.private_neo4j import home
from service.private_neo4j.server import PrivateNeo4j
from service.private_neo4j.staging import Staging
from service.progress import Progress
from service.settings import Settings
from service.statements import statement

ARCHIVE_NAME = "neo4j.dump"
"""The name that ``neo4j-admin`` gives to the archive of the database ``neo4j``."""

MAGIC = (b"DZV1", b"DGV1")
"""The first bytes of an archive compressed by zstd, by gzip."""

NEEDS_RECOVERY = re.compile(r"Active logical log|[Rr]ecover")
"""In the message of ``neo4j-admin`` on a store whose server was killed."""

NEWER_STORE = re.compile(r"UnsupportedLogVersion|newer version|[Dd]owngrad")
"""In its message on a store written by a later series; it reads those of earlier ones."""

_PERCENT = re.compile(r"data: +([0-9]+)\.[0-9]%")


def dump(settings: Settings, folder: Path, progress: Progress) -> Path:
    """Writes the private graph into ``folder`` as one archive; returns its path.

    Raises ``Conflict`` if ``NEO4J_URI`` names another database, ``NotFound`` if there is no graph,
    ``CannotStart`` if another process holds the data folder.
    """
    if settings.neo4j_uri:
        raise Conflict(
            Text(
                "tongbu dump is for the private database, and NEO4J_URI names another; for that one"
                " use neo4j-admin database dump (or database backup) on its own machine",
                "tongbu dump 仅用于自带数据库，而 NEO4J_URI 指向其他数据库；"
                "请在该数据库所在机器上使用 neo4j-admin database dump（或 database backup）",
            )
        )
    if not home.store_exists(settings):
        raise NotFound(
            Text(
                f"There is no graph in {settings.data}; TONGBU_DATA names the folder",
                f"{settings.data} 中没有数据；由 TONGBU_DATA 指定文件夹",
            )
        )
    database = PrivateNeo4j(settings, progress)
    arguments = ("database", "dump", "neo4j", f"--to-path={folder.resolve()}")

    def write() -> None:
        step = Text("Dumping", "导出数据库")
        database.run_admin(*arguments, watch=lambda lines: _report_progress(step, lines, progress))
        progress.count(step, 100, 100)

    try:
        write()
    except Conflict as conflict:
        if not NEEDS_RECOVERY.search(conflict.detail.en):
            raise
        with database:  # a start recovers the store
            pass
        write()
    archive = folder / ARCHIVE_NAME
    archive.chmod(0o600)
    return archive


class Restore(Staging):
    """Restoring an archive into the private database.

    The present graph stays until the archive's graph has been read, started and checked.
    """

    OTHER_DATABASE = Text(
        "tongbu restore is for the private database, and NEO4J_URI names another; for that one use"
        " neo4j-admin database load on its own machine",
        "tongbu restore 仅用于自带数据库，而 NEO4J_URI 指向其他数据库；"
        "请在该数据库所在机器上使用 neo4j-admin database load",
    )
    NOT_EMPTY = Text(
        "There is a graph already; --replace puts the archive's in its place, TONGBU_DATA names"
        " another folder",
        "库中已有数据；--replace 以备份替换现有数据，或用 TONGBU_DATA 另选文件夹",
    )

    def run(self, beginning: bytes, rest: IO[bytes], progress: Progress) -> None:
        """Reads an archive, given as its first bytes and the rest, and installs its graph.

        Raises ``Conflict`` if it is damaged, is of a later series of Neo4j, or is no graph of
        this product; the present graph is then unchanged.
        """
        folder = home.folder(self._staging_settings) / "archive"
        folder.mkdir()
        with (folder / ARCHIVE_NAME).open("wb") as file:
            file.write(beginning)
            shutil.copyfileobj(rest, file, 1 << 20)
        database = PrivateNeo4j(self._staging_settings, self._progress)
        step = Text("Restoring", "恢复数据库")
        try:
            database.run_admin(
                *("database", "load", "neo4j", f"--from-path={folder.name}"),
                *("--overwrite-destination=true", "--verbose"),
                watch=lambda lines: _report_progress(step, lines, progress),
            )
        except Conflict as conflict:
            raise _unreadable(conflict.detail, self._settings.neo4j_version) from conflict
        progress.count(step, 100, 100)
        shutil.rmtree(folder)
        try:
            with database as connection:
                own = (connection.uri, connection.username, connection.password)
                with Graph(*own) as graph:
                    found = graph.read(statement("state"), timeout=60)
        except CannotStart as error:
            raise _unreadable(error.detail, self._settings.neo4j_version) from error
        state = dict(zip(found.columns, found.one(), strict=True))
        if state["version"] is None and not state["empty"]:
            raise Conflict(
                Text(
                    "The archive holds a graph that is none of Tongbu's; nothing was restored",
                    "备份中的图并非同步的数据，未恢复任何内容",
                )
            )
        self._install()


def is_archive(beginning: bytes) -> bool:
    """Whether a file that begins with these bytes is an archive of ``neo4j-admin``."""
    return beginning.startswith(MAGIC)


def _unreadable(reason: Text, version: str) -> Conflict:
    if NEWER_STORE.search(reason.en):
        return Conflict(
            Text(
                f"The archive is of a newer series than Neo4j {version}: choose that one by"
                " TONGBU_NEO4J_VERSION. Nothing was restored",
                f"备份出自比 Neo4j {version} 更新的版本系列，请用 TONGBU_NEO4J_VERSION 选择该版本；"
                "未恢复任何内容",
            )
        )
    return Conflict(
        Text(
            f"The archive cannot be read; nothing was restored. {reason.en}",
            f"无法读取备份，未恢复任何内容。{reason.zh}",
        )
    )


def _report_progress(step: Text, lines: Sequence[str], progress: Progress) -> None:
    """Reports the percentage in the latest lines of ``neo4j-admin``."""
    percents = _PERCENT.findall("\n".join(lines[-20:]))
    progress.count(step, int(percents[-1]) if percents else 0, 100)
