"""Room on the disk of the private database.

A Neo4j that cannot write its log any more stops for good. So nothing is written once little is
left: it is refused, while everything can still be read. Reading itself writes a little where people
sign in: sessions, and of whose personal data was looked at. That goes on for longer.
"""

import shutil
from pathlib import Path

from service.errors import DiskFull
from service.language import Text

MIN_FREE_MB = 256
"""Free space that a start and every write need, in MiB."""

MIN_FREE_MB_FOR_SMALL = 64
"""Free space that a small write needs (see ``Graph.write``), in MiB: the next file of the
database's log still fits, and from ``MIN_FREE_MB`` on there is room for some 100,000 of them."""


def free_mb(folder: Path) -> int:
    """Free space on the disk of ``folder``, in MiB."""
    return shutil.disk_usage(folder).free >> 20


def require_room(folder: Path, least_mb: int = MIN_FREE_MB) -> None:
    """Raises ``DiskFull`` where the disk of ``folder`` has less than ``least_mb`` left."""
    free, needed = free_mb(folder), max(least_mb, MIN_FREE_MB)
    if free < least_mb:
        raise DiskFull(
            Text(
                f"The disk is nearly full: {folder} has {free} MiB left, {needed} MiB are"
                " needed; nothing was written",
                f"磁盘将满：{folder} 仅剩 {free} MiB，至少需要 {needed} MiB；未写入任何内容",
            )
        )


def require_room_to_write(folder: Path, small: bool) -> None:
    """The same for a write of the graph, ``small`` or not."""
    require_room(folder, MIN_FREE_MB_FOR_SMALL if small else MIN_FREE_MB)
