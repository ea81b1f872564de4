"""Backups of the private database, night by night.

Neo4j Community cannot be dumped while it runs. So it is ended for as long as its store is copied,
seconds, and the archive is made of the copy while it serves again. An archive is what ``tongbu
dump`` writes; ``tongbu restore`` puts it in place.
"""

import datetime
import logging
import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from service import incidents
from service.errors import Refusal, system_reason
from service.language import Text
from service.private_neo4j import home
from service.private_neo4j.archive import dump
from service.private_neo4j.beside import running_beside
from service.private_neo4j.room import MIN_FREE_MB, require_room
from service.private_neo4j.watch import Watch
from service.progress import SILENT
from service.settings import Settings

LOG = logging.getLogger("tongbu")

NAME = re.compile(r"tongbu-(\d{4}-\d{2}-\d{2}T\d{4})\.dump")
STAMP = "%Y-%m-%dT%H%M"

COPY_PREFIX = "copied-"
"""Of the folder, in the data folder, in which the copy lies until its archive is made."""

DUMP_PREFIX = ".tongbu-nightly-"
"""Of the folder, among the backups, in which an archive is being made."""

HEAP_MB = 256
"""Of the Java that makes an archive beside the server."""

MADE_UP_SECONDS = 600.0
"""A backup whose time came while nothing was served is made so long after the start."""

BUSY_SECONDS = 60.0
"""How long a load or a derivation is waited for before it is looked again, ..."""

MAX_LOOKS = 60
"""... and how often, before the backup is made all the same."""


class Backups:
    """Makes backups as ``settings`` ask for, of the server that ``watch`` looks after.

    ``busy`` tells whether a load or a derivation is under way, which a pause would break off.
    """

    def __init__(self, settings: Settings, watch: Watch, busy: Callable[[], bool]) -> None:
        assert settings.backup_at
        self._settings = settings
        self._at = settings.backup_at
        self._watch = watch
        self._busy = busy
        self._ended = threading.Event()
        self.folder = settings.backups or settings.data / "backups"
        self.running = False
        self.failure: Text | None = None
        """Why the last one was not made; nothing where it was."""

    @property
    def last(self) -> datetime.datetime | None:
        """When the last one was made, in the zone of this process."""
        made = [time for _, time in archives(self.folder)]
        return max(made).astimezone() if made else None

    def run(self) -> None:
        """Until ``end``: a backup each night, at the time that is set."""
        pause = self._first_pause()
        while not self._ended.wait(pause):
            for _ in range(MAX_LOOKS):
                if not self._is_busy() or self._ended.wait(BUSY_SECONDS):
                    break
            if not self._ended.is_set():
                self.make()
            pause = self._until_next()

    def end(self) -> None:
        self._ended.set()

    def make(self) -> Path | None:
        """Makes one now, and removes those that are kept no longer; ``None``, and ``failure`` tells
        why, where it cannot be made."""
        self.running = True
        try:
            file = self._make()
            self.failure = None
            LOG.info("a backup was made")
            return file
        except Refusal as refusal:
            self.failure = refusal.detail
        except OSError as error:
            why = system_reason(error)
            self.failure = Text(f"{self.folder}: {why.en}", f"{self.folder}：{why.zh}")
        except Exception as error:  # the next night tries again, and until then it is told
            number = incidents.record(error, "backup")
            self.failure = Text(
                f"A fault of ours, number {number} in the log", f"系统内部错误，日志编号 {number}"
            )
        finally:
            self.running = False
        LOG.error("no backup was made: %s", self.failure.en)
        return None

    def _make(self) -> Path:
        settings = self._settings
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        store = home.folder(settings)
        size_mb = sum(file.stat().st_size for file in store.rglob("*") if file.is_file()) >> 20
        for left in (  # by a process that died
            *settings.data.glob(f"{COPY_PREFIX}*"),
            *self.folder.glob(f"{DUMP_PREFIX}*"),
        ):
            shutil.rmtree(left, ignore_errors=True)
        # the copy and the archive made of it are there at once
        one_disk = settings.data.stat().st_dev == self.folder.stat().st_dev
        require_room(settings.data, (2 if one_disk else 1) * size_mb + MIN_FREE_MB)
        require_room(self.folder, size_mb + MIN_FREE_MB)
        made_at = datetime.datetime.now()
        with (
            tempfile.TemporaryDirectory(prefix=COPY_PREFIX, dir=settings.data) as copied,
            tempfile.TemporaryDirectory(prefix=DUMP_PREFIX, dir=self.folder) as unfinished,
        ):
            copy = replace(settings, data=Path(copied), heap_mb=HEAP_MB, neo4j_uri="")
            with self._watch.pause():
                shutil.copytree(store, home.folder(copy), ignore=shutil.ignore_patterns("logs"))
            archive = dump(copy, Path(unfinished), SILENT)
            file = archive.rename(self.folder / f"tongbu-{made_at:{STAMP}}.dump")
        for outdated in superfluous(
            archives(self.folder), settings.backup_days, settings.backup_weeks
        ):
            outdated.unlink(missing_ok=True)
        return file

    def _is_busy(self) -> bool:
        try:
            return self._busy()
        except Refusal:
            return False

    def _first_pause(self) -> float:
        """Seconds until the first backup: soon, where the last one that was due was not made."""
        until = self._until_next()
        due = datetime.datetime.now().astimezone() + datetime.timedelta(seconds=until, days=-1)
        last = self.last
        return min(until, MADE_UP_SECONDS) if last is None or last < due else until

    def _until_next(self) -> float:
        """Seconds until the time of the next backup."""
        now = datetime.datetime.now()
        at = datetime.datetime.combine(now.date(), self._at)
        if at <= now:
            at += datetime.timedelta(days=1)
        return (at - now).total_seconds()


def archives(folder: Path) -> list[tuple[Path, datetime.datetime]]:
    """The backups in a folder and when they were made, in the zone of this process; the oldest
    first."""
    found = ((file, NAME.fullmatch(file.name)) for file in folder.glob("tongbu-*.dump"))
    made = [(file, datetime.datetime.strptime(m[1], STAMP)) for file, m in found if m]
    return sorted(made, key=lambda one: one[1])


def superfluous(
    made: Iterable[tuple[Path, datetime.datetime]], days: int, weeks: int
) -> Iterator[Path]:
    """Backups that are kept no longer: neither the last of one of the latest ``days`` on which one
    was made, nor the last of one of the latest ``weeks``."""
    newest_first = sorted(made, key=lambda one: one[1], reverse=True)
    of_day: dict[datetime.date, Path] = {}
    of_week: dict[tuple[int, int], Path] = {}
    for file, time in newest_first:
        of_day.setdefault(time.date(), file)
        of_week.setdefault(time.isocalendar()[:2], file)
    kept = {*list(of_day.values())[:days], *list(of_week.values())[:weeks]}
    yield from (file for file, _ in newest_first if file not in kept)


@contextmanager
def nightly(
    settings: Settings, watch: Watch | None, busy: Callable[[], bool]
) -> Iterator[Backups | None]:
    """While the block lasts backups are made as ``settings`` ask for; nothing where they do not."""
    if watch is None or settings.backup_at is None:
        yield None
        return
    backups = Backups(settings, watch, busy)
    with running_beside(backups.run, backups.end, "backups"):
        yield backups
