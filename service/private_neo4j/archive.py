"""The whole private graph as one archive, and back, by ``neo4j-admin database dump`` and ``load``.

An archive is Neo4j's own, nothing of ours is in it: any ``neo4j-admin`` of its series reads it.
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

NAME = "neo4j.dump"
"""What ``neo4j-admin`` calls the archive of the database ``neo4j``."""

MAGIC = (b"DZV1", b"DGV1")
"""How an archive begins: compressed by zstd, by gzip."""

UNCLEAN = re.compile(r"Active logical log|[Rr]ecover")
"""What ``neo4j-admin`` says of a store whose server was killed."""

NEWER = re.compile(r"UnsupportedLogVersion|newer version|[Dd]owngrad")
"""What it says of a store that a later series has written; those of earlier ones it reads."""

_PERCENT = re.compile(r"data: +([0-9]+)\.[0-9]%")


def dump(settings: Settings, folder: Path, progress: Progress) -> Path:
    """Writes the private graph into ``folder`` as one archive; gives the archive's path.

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
    if not home.filled(settings):
        raise NotFound(
            Text(
                f"There is no graph in {settings.data}; TONGBU_DATA names the folder",
                f"{settings.data} 中没有数据；由 TONGBU_DATA 指定文件夹",
            )
        )
    local = PrivateNeo4j(settings, progress)
    arguments = ("database", "dump", "neo4j", f"--to-path={folder.resolve()}")

    def write() -> None:
        doing = Text("Dumping", "导出数据库")
        local.command(*arguments, watch=lambda lines: _tell(doing, lines, progress))
        progress.count(doing, 100, 100)

    try:
        write()
    except Conflict as conflict:
        if not UNCLEAN.search(conflict.detail.en):
            raise
        with local:  # a start recovers what was not written to the end
            pass
        write()
    archive = folder / NAME
    archive.chmod(0o600)
    return archive


class Restore(Staging):
    """The private database while an archive is read for it.

    What was there stays until the archive's graph has been read, started and found to be whole.
    """

    ELSEWHERE = Text(
        "tongbu restore is for the private database, and NEO4J_URI names another; for that one use"
        " neo4j-admin database load on its own machine",
        "tongbu restore 仅用于自带数据库，而 NEO4J_URI 指向其他数据库；"
        "请在该数据库所在机器上使用 neo4j-admin database load",
    )
    OCCUPIED = Text(
        "There is a graph already; --replace puts the archive's in its place, TONGBU_DATA names"
        " another folder",
        "库中已有数据；--replace 以备份替换现有数据，或用 TONGBU_DATA 另选文件夹",
    )

    def take(self, first: bytes, rest: IO[bytes], progress: Progress) -> None:
        """Reads an archive, its first bytes and the rest, starts its graph, and puts it in place.

        Raises ``Conflict`` if it is damaged, is of a later series of Neo4j, or holds no graph of
        this product; what was there is then there as before.
        """
        folder = home.folder(self._incoming) / "archive"
        folder.mkdir()
        with (folder / NAME).open("wb") as file:
            file.write(first)
            shutil.copyfileobj(rest, file, 1 << 20)
        local = PrivateNeo4j(self._incoming, self._progress)
        doing = Text("Restoring", "恢复数据库")
        try:
            local.command(
                *("database", "load", "neo4j", f"--from-path={folder.name}"),
                *("--overwrite-destination=true", "--verbose"),
                watch=lambda lines: _tell(doing, lines, progress),
            )
        except Conflict as conflict:
            raise _unreadable(conflict.detail, self._settings.neo4j_version) from conflict
        progress.count(doing, 100, 100)
        shutil.rmtree(folder)
        try:
            with local as connection:
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
        self._put_in_place()


def is_archive(first: bytes) -> bool:
    """Whether a file that begins with these bytes is an archive of ``neo4j-admin``."""
    return first.startswith(MAGIC)


def _unreadable(reason: Text, version: str) -> Conflict:
    if NEWER.search(reason.en):
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


def _tell(doing: Text, lines: Sequence[str], progress: Progress) -> None:
    """How far ``neo4j-admin`` says it is, in hundredths."""
    percents = _PERCENT.findall("\n".join(lines[-20:]))
    progress.count(doing, int(percents[-1]) if percents else 0, 100)
