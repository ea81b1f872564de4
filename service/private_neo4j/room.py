"""Room on the disk of the private database.

A Neo4j that cannot write its log any more stops for good. So nothing is written once little is
left: it is refused, while everything can still be read.
"""

import shutil
from pathlib import Path

from service.errors import DiskFull
from service.language import Text

MIN_FREE_MB = 256
"""Free space that a start and every write need, in MiB."""


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
