"""Filling the private database at once, by ``neo4j-admin database import``.

The graph is made in a home of its own beside the database's, ``incoming-…`` in the data folder, and
takes its place by one renaming when it is complete. Whatever dies before that leaves the empty
database as it was, and a folder that the next import takes away; whatever dies in the middle of
taking the place leaves no database, and the next start makes an empty one.
"""

import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from service import local_home
from service.errors import CannotStart, Conflict
from service.graph import Graph
from service.language import Text
from service.local_jars import Progress
from service.local_java import locked
from service.local_neo4j import SPARE_MB, LocalNeo4j, silent
from service.settings import Settings
from service.statements import statement

PREFIX = "incoming-"

OPTIONS = ("--id-type=integer", "--strict=true", "--bad-tolerance=0")

MOST_MB = 2048
"""What the importer may use beside its heap, in MiB."""

GROWTH = 10
"""Bytes on the disk, while importing, of one byte of a table: import file, store and indexes."""

STEPS = 4
"""The importer's own, each with its percentage."""

_STEP = re.compile(r"^\(([1-9])/[1-9]\) ")
_PERCENT = re.compile(r" ([0-9]+)% ∆")
_IMPORTED = re.compile(r"^ +([0-9]+) (nodes|relationships)$", re.MULTILINE)

Watch = Callable[[Text, int, int], None]
"""Told what is being done, how much is done, and how much there is."""


@dataclass(frozen=True)
class Before:
    """What an empty graph remembers: its version and its moment."""

    version: int | None = None
    as_of: date | None = None


class LocalImport:
    """The private database while it is filled: empty, at rest, and held by this process.

    As a context. Entering raises ``Conflict`` if ``NEO4J_URI`` names another database or the graph
    is not empty, and ``CannotStart`` if another process holds the data folder.
    """

    def __init__(self, settings: Settings, progress: Progress = silent) -> None:
        self._settings = settings
        self._progress = progress
        self._local = LocalNeo4j(settings, progress)
        self.before = Before()
        self.folder = Path()
        """Where the import files belong."""

    def __enter__(self) -> "LocalImport":
        settings = self._settings
        if settings.neo4j_uri:
            raise Conflict(
                Text(
                    "--bulk fills the private database only, and NEO4J_URI names another; load"
                    " without --bulk, or unset NEO4J_URI",
                    "--bulk 仅用于自带数据库，而 NEO4J_URI 指向其他数据库；请不加 --bulk 载入，"
                    "或取消 NEO4J_URI",
                )
            )
        try:
            if (local_home.home(settings) / "data" / "databases" / "neo4j").exists():
                self.before = self._look()
            self._local.reserve()
            self._clear()
            self._beside = Path(tempfile.mkdtemp(prefix=PREFIX, dir=settings.data))
            self._incoming = replace(settings, data=self._beside)
            self.folder = local_home.home(self._incoming) / "tables"
            self._keep_password()
        except BaseException:
            self._local.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._beside, ignore_errors=True)
        self._local.stop()

    def require(self, size: int) -> None:
        """Raises ``CannotStart`` unless the disk has room for tables of ``size`` bytes."""
        needed_mb = (size * GROWTH >> 20) + SPARE_MB
        free_mb = shutil.disk_usage(self._settings.data).free >> 20
        if free_mb < needed_mb:
            raise CannotStart(
                Text(
                    f"{self._settings.data} has {free_mb} MiB left; this load needs about"
                    f" {needed_mb} MiB. Make room, or name another data folder (TONGBU_DATA)",
                    f"{self._settings.data} 仅剩 {free_mb} MiB，本次载入约需 {needed_mb} MiB；"
                    "请清理磁盘，或用 TONGBU_DATA 另选数据文件夹",
                )
            )

    def fill(self, arguments: Sequence[str], nodes: int, relationships: int, watch: Watch) -> None:
        """Imports the files in ``folder``, named by ``arguments``, and puts the graph in place.

        Raises ``Conflict`` if the importer fails or finds another number of nodes or
        relationships than given; the database is then empty as before.
        """
        printed = LocalNeo4j(self._incoming, self._progress).command(
            "database", "import", "full", "neo4j", *OPTIONS,
            f"--max-off-heap-memory={min(MOST_MB, local_home.memory_mb() // 4)}m",
            f"--report-file={self.folder.name}/report",
            *arguments,
            watch=lambda lines: _tell(lines, watch),
        )  # fmt: skip
        found = {what: int(number) for number, what in _IMPORTED.findall(printed)}
        if found != {"nodes": nodes, "relationships": relationships}:
            raise Conflict(
                Text(
                    f"The import is not complete: {found} of {nodes} nodes and {relationships}"
                    " relationships; nothing was loaded",
                    f"导入不完整：应有 {nodes} 个节点、{relationships} 条关系，实得 {found}；"
                    "未载入任何内容",
                )
            )
        shutil.rmtree(self.folder)
        self._put_in_place()

    def _look(self) -> Before:
        connection = self._local.start()
        with Graph(connection.uri, connection.username, connection.password) as graph:
            found = graph.read(statement("state"), timeout=60)
        state = dict(zip(found.columns, found.one(), strict=True))
        if not state["empty"]:
            raise Conflict(
                Text(
                    "--bulk fills an empty database only, and this one holds a graph; load without"
                    " --bulk, or name another data folder (TONGBU_DATA)",
                    "--bulk 仅用于空数据库，而此库中已有数据；请不加 --bulk 载入，"
                    "或用 TONGBU_DATA 另选数据文件夹",
                )
            )
        return Before(state["version"], state["as_of"])

    def _clear(self) -> None:
        """Takes away what imports that died have left; nobody else holds the data folder."""
        for left in self._settings.data.glob(f"{PREFIX}*"):
            if not locked(left / "server.log"):
                shutil.rmtree(left, ignore_errors=True)

    def _keep_password(self) -> None:
        home = local_home.home(self._incoming)
        home.mkdir(mode=0o700)
        with suppress(FileNotFoundError):
            shutil.copy2(local_home.home(self._settings) / "password", home / "password")

    def _put_in_place(self) -> None:
        home = local_home.home(self._settings)
        if home.exists():
            home.rename(self._beside / "before")
        local_home.home(self._incoming).rename(home)


def _tell(lines: Sequence[str], watch: Watch) -> None:
    """How far the importer says it is."""
    step = percent = 0
    for line in lines:
        if found := _STEP.match(line):
            step, percent = int(found[1]), 0
        elif found := _PERCENT.search(line):
            percent = int(found[1])
    done = max(step - 1, 0) * 100 + percent
    watch(Text("Importing", "导入数据库"), done, STEPS * 100)
