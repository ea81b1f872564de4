"""Filling the private database at once, by ``neo4j-admin database import``.

The graph is made beside the empty one and takes its place when it is complete.
"""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from service.errors import CannotStart, Conflict
from service.language import Text
from service.private_neo4j import home
from service.private_neo4j.server import SPARE_MB, PrivateNeo4j
from service.private_neo4j.staging import Staging
from service.progress import Progress

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


class BulkImport(Staging):
    """The private database while it is filled: empty, at rest, and held by this process."""

    ELSEWHERE = Text(
        "--bulk fills the private database only, and NEO4J_URI names another; load"
        " without --bulk, or unset NEO4J_URI",
        "--bulk 仅用于自带数据库，而 NEO4J_URI 指向其他数据库；请不加 --bulk 载入，"
        "或取消 NEO4J_URI",
    )
    OCCUPIED = Text(
        "--bulk fills an empty database only, and this one holds a graph; load without"
        " --bulk, or name another data folder (TONGBU_DATA)",
        "--bulk 仅用于空数据库，而此库中已有数据；请不加 --bulk 载入，"
        "或用 TONGBU_DATA 另选数据文件夹",
    )

    @property
    def folder(self) -> Path:
        """Where the import files belong."""
        return home.folder(self._incoming) / "tables"

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

    def fill(
        self, arguments: Sequence[str], nodes: int, relationships: int, progress: Progress
    ) -> None:
        """Imports the files in ``folder``, named by ``arguments``, and puts the graph in place.

        Raises ``Conflict`` if the importer fails or finds another number of nodes or
        relationships than given; the database is then empty as before.
        """
        printed = PrivateNeo4j(self._incoming, self._progress).command(
            "database", "import", "full", "neo4j", *OPTIONS,
            f"--max-off-heap-memory={min(MOST_MB, home.memory_mb() // 4)}m",
            f"--report-file={self.folder.name}/report",
            *arguments,
            watch=lambda lines: _tell(lines, progress),
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


def _tell(lines: Sequence[str], progress: Progress) -> None:
    """How far the importer says it is."""
    step = percent = 0
    for line in lines:
        if found := _STEP.match(line):
            step, percent = int(found[1]), 0
        elif found := _PERCENT.search(line):
            percent = int(found[1])
    done = max(step - 1, 0) * 100 + percent
    progress.count(Text("Importing", "导入数据库"), done, STEPS * 100)
