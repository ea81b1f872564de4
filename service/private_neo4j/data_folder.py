"""The data folder of the private database: one process holds it and tells others how to connect.

``holder.json`` in the folder is locked by that process. It has the process id and, once the server
answers, the connection.
"""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from service.errors import CannotStart, system_reason
from service.language import Text
from service.private_neo4j.locks import LOCK_TIMEOUT, is_locked, try_lock
from service.settings import Settings

START_TIMEOUT = 600.0
"""Seconds; a start takes about 5, more where a large store has to be recovered first."""


@dataclass(frozen=True)
class Connection:
    """The address of a database and the credentials for it."""

    uri: str
    username: str
    password: str = field(repr=False)


class DataFolder:
    """The data folder, held by this process from ``hold`` to ``release``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._holder: IO[str] | None = None

    @property
    def is_held(self) -> bool:
        """Whether this object holds the folder."""
        return self._holder is not None

    def hold(self) -> None:
        """Makes this process the holder, and the folder if need be.

        Raises ``CannotStart`` when another process holds it, ``OSError`` of the disk.
        """
        self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path / "holder.json"
        holder = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8")
        if not try_lock(holder, LOCK_TIMEOUT):
            holder.close()
            raise self.in_use_by(_read_note(path).get("pid", "?"))
        from service.private_neo4j import home  # who only looks who holds it needs nothing of it

        self._holder = holder
        self.publish(None)
        home.install_complete_homes(self._path)

    def publish(self, connection: Connection | None) -> None:
        """Tells other processes who holds the folder and, with ``connection``, how to connect."""
        assert self._holder
        self._holder.seek(0)
        self._holder.truncate()
        known = asdict(connection) if connection else {}
        json.dump({"pid": os.getpid(), **known}, self._holder)
        self._holder.flush()

    def release(self) -> None:
        """Ends holding the folder; nothing happens if this process does not."""
        if self._holder:
            holder, self._holder = self._holder, None
            with suppress(OSError):  # a full disk; the lock ends with the file all the same
                holder.truncate(0)
            with suppress(OSError):
                holder.close()

    def in_use_by(self, pid: object) -> CannotStart:
        """The error that process ``pid`` holds the folder."""
        return CannotStart(
            Text(
                f"Process {pid} uses the database in {self._path}; end it first or name another"
                " data folder",
                f"进程 {pid} 正在使用 {self._path} 中的数据库；请先结束该进程，或另选数据文件夹",
            )
        )


@contextmanager
def refuse_unusable(folder: Path) -> Iterator[None]:
    """Turns an ``OSError`` of the block into ``CannotStart``, with the file or ``folder``."""
    try:
        yield
    except OSError as error:
        where, why = error.filename or folder, system_reason(error)
        raise CannotStart(
            Text(f"Cannot use {where}: {why.en}", f"无法使用 {where}：{why.zh}")
        ) from error


def running(settings: Settings) -> Connection | None:
    """The connection to the private database that a process runs on this data folder, if any.

    Waits for one that is starting. Raises ``CannotStart`` for a folder that cannot be read.
    """
    holder = settings.data / "holder.json"
    deadline = time.monotonic() + START_TIMEOUT
    with refuse_unusable(settings.data):
        while is_locked(holder) and time.monotonic() < deadline:
            note = _read_note(holder)
            if "uri" in note:
                if not is_locked(settings.data / "server.log"):
                    return None
                return Connection(note["uri"], note["username"], note["password"])
            time.sleep(0.1)
    return None


def _read_note(path: Path) -> dict[str, Any]:
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:  # it is being written
        return {}
    return note if isinstance(note, dict) else {}
