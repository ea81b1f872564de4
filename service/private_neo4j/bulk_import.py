"""Bulk import into an empty private database, by ``neo4j-admin database import full``.

The graph is built in a staging folder and replaces the empty one when it is complete.
"""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from service.errors import CannotStart, Conflict
from service.language import Text
from service.private_neo4j import home
from service.private_neo4j.room import MIN_FREE_MB
from service.private_neo4j.server import PrivateNeo4j
from service.private_neo4j.staging import Staging
from service.progress import Progress

OPTIONS = ("--id-type=integer", "--strict=true", "--bad-tolerance=0")

MAX_OFF_HEAP_MB = 2048
"""Memory that the importer may use outside its heap, in MiB."""

DISK_BYTES_PER_TABLE_BYTE = 10
"""Disk space per byte of the tables during an import: import file, store and indexes."""

IMPORTER_STEPS = 4
"""Steps of the importer, each with its percentage."""

_STEP = re.compile(r"^\(([1-9])/[1-9]\) ")
_PERCENT = re.compile(r" ([0-9]+)% ∆")
_IMPORTED = re.compile(r"^ +([0-9]+) (nodes|relationships)$", re.MULTILINE)


class BulkImport(Staging):
    """A bulk import into the private database, which is empty and stopped meanwhile."""

    OTHER_DATABASE = Text(
        "--bulk fills the private database only, and NEO4J_URI names another; load"
        " without --bulk, or unset NEO4J_URI",
        "--bulk 仅用于自带数据库，而 NEO4J_URI 指向其他数据库；请不加 --bulk 载入，"
        "或取消 NEO4J_URI",
    )
    NOT_EMPTY = Text(
        "--bulk fills an empty database only, and this one holds a graph; load without"
        " --bulk, or name another data folder (TONGBU_DATA)",
        "--bulk 仅用于空数据库，而此库中已有数据；请不加 --bulk 载入，"
        "或用 TONGBU_DATA 另选数据文件夹",
    )

    @property
    def folder(self) -> Path:
        """The folder for the import files."""
        return home.folder(self._staging_settings) / "tables"

    def require_disk_space(self, size: int) -> None:
        """Raises ``CannotStart`` unless the disk has room for tables of ``size`` bytes."""
        needed_mb = (size * DISK_BYTES_PER_TABLE_BYTE >> 20) + MIN_FREE_MB
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

    def run(
        self, arguments: Sequence[str], nodes: int, relationships: int, progress: Progress
    ) -> None:
        """Imports the files in ``folder``, named by ``arguments``, and installs the graph.

        Raises ``Conflict`` if the importer fails or imports other numbers of nodes or
        relationships than given; the database is then empty as before.
        """
        output = PrivateNeo4j(self._staging_settings, self._progress).run_admin(
            "database", "import", "full", "neo4j", *OPTIONS,
            f"--max-off-heap-memory={min(MAX_OFF_HEAP_MB, home.memory_mb() // 4)}m",
            f"--report-file={self.folder.name}/report",
            *arguments,
            watch=lambda lines: _report_progress(lines, progress),
        )  # fmt: skip
        found = {what: int(number) for number, what in _IMPORTED.findall(output)}
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
        self._put_back_access()
        self._install()


def _report_progress(lines: Sequence[str], progress: Progress) -> None:
    """Reports the step and percentage in the importer's output."""
    step = percent = 0
    for line in lines:
        if found := _STEP.match(line):
            step, percent = int(found[1]), 0
        elif found := _PERCENT.search(line):
            percent = int(found[1])
    done = max(step - 1, 0) * 100 + percent
    progress.count(Text("Importing", "导入数据库"), done, IMPORTER_STEPS * 100)
