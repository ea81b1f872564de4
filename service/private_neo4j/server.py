"""The private Neo4j: a real Community server of the user's own, without docker and without root.

In the data folder::

    holder.json    locked by the process that holds the folder; how to reach the database
    server.log     locked by Java while it lives: its process id, then what it prints
    neo4j-2026/    home of that series: store, configuration, logs, ``password``
"""

import json
import os
import re
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from service.errors import CannotStart, Conflict, Refusal
from service.graph.database import Graph
from service.language import Text
from service.private_neo4j import home
from service.private_neo4j.jars import class_path
from service.private_neo4j.java import LOCK_SECONDS, Java, java_home, lock, locked
from service.progress import SILENT, Progress
from service.settings import Settings
from service.statements import statement

START_SECONDS = 600.0
"""A start takes about 5 s, longer where a large store has to be recovered first."""
PATIENCE_SECONDS = 15.0
"""After so long the user is told that it still starts."""
SPARE_MB = 256
"""What the disk must have free for a start."""
ATTEMPTS = 3
"""How many ports are tried: somebody may take the chosen one before the server does."""
USERNAME = "neo4j"

STARTED = re.compile(r"INFO +Started\.$")
PORT_TAKEN = re.compile(r"BindException|Address already in use")
SERVER_CLASS = {
    "2026": "org.neo4j.server.Neo4jCommunity",
    "5": "org.neo4j.server.CommunityEntryPoint",
}
ADMIN_CLASS = "org.neo4j.server.startup.Neo4jAdminCommand"

Printed = Callable[[list[str]], None]


@dataclass(frozen=True)
class Connection:
    """How to reach a database."""

    uri: str
    username: str
    password: str = field(repr=False)


class PrivateNeo4j:
    """The private Neo4j on one data folder, held by this process from ``start`` to ``stop``.

    ``progress`` is told, a line each, what takes longer than a moment.
    """

    def __init__(self, settings: Settings, progress: Progress = SILENT) -> None:
        self._settings = settings
        self._progress = progress
        self._home = home.folder(settings)
        self._java = Java(settings.data / "server.log", progress)
        self._holder: IO[str] | None = None
        self._connection: Connection | None = None

    def __enter__(self) -> Connection:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> Connection:
        """Starts the server, waits until it answers a statement, and gives the way to reach it.

        What is missing is downloaded first; a server that died is started again. Raises
        ``CannotStart`` with the reason.
        """
        if self._connection and self._java.alive():
            return self._connection
        self.stop()
        with self._holding():
            password = self._initialise()
            self._connection = Connection(self._serve(password), USERNAME, password)
            self._note(asdict(self._connection))
        return self._connection

    def stop(self) -> None:
        """Ends the server if it runs and lets go of the data folder; nothing is left behind."""
        self._java.end()
        self._connection = None
        if self._holder:
            holder, self._holder = self._holder, None
            with suppress(OSError):  # a full disk; the lock is gone with the file all the same
                holder.truncate(0)
            with suppress(OSError):
                holder.close()

    def reserve(self) -> None:
        """Ends the server if it runs and keeps the data folder, so that nobody else starts one.

        Until ``stop``. Raises ``CannotStart`` when another process holds the folder.
        """
        self._java.end()
        self._connection = None
        if self._holder:
            self._note({})
            return
        with self._holding():
            self._java.end_left()

    def command(self, *arguments: str, watch: Printed | None = None) -> str:
        """Runs a subcommand of ``neo4j-admin`` on the stopped database; gives what it prints.

        For example ``command("database", "dump", "neo4j", "--to-path=/backup")``; paths have to
        be absolute, or lie in the home folder. ``watch`` is shown again and again what has been
        printed so far. Raises ``CannotStart`` when the database is in use, ``Conflict`` when the
        subcommand fails.
        """
        if self._holder:
            raise _in_use(self._settings.data, os.getpid())
        with self._holding():
            self._initialise()
            printed = self._admin(*arguments, watch=watch)
        self.stop()
        return printed

    @contextmanager
    def _holding(self) -> Iterator[None]:
        """Makes this process the holder of the data folder; no longer when the block fails."""
        data = self._settings.data
        try:
            data.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = data / "holder.json"
            holder = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8")
            if not lock(holder, LOCK_SECONDS):
                holder.close()
                raise _in_use(data, _read_note(path).get("pid", "?"))
            self._holder = holder
            self._note({})
            home.settle(data)
            yield
        except BaseException as error:  # Ctrl-C as well
            self.stop()
            if isinstance(error, OSError):
                raise _unusable(data, error) from error
            raise

    def _note(self, connection: dict[str, str]) -> None:
        """Tells other processes who holds the folder and, once it runs, how to reach it."""
        assert self._holder
        self._holder.seek(0)
        self._holder.truncate()
        json.dump({"pid": os.getpid(), **connection}, self._holder)
        self._holder.flush()

    def _initialise(self) -> str:
        """Sees to all that a start needs: Java, jars, space, a home; gives the password."""
        settings = self._settings
        java_home()
        self._jars = class_path(settings.neo4j_version, settings.cache, self._progress)
        self._check_space(SPARE_MB)
        for other in home.others(settings):
            self._progress.line(
                Text(
                    f"This folder also holds a graph of Neo4j {other}, which is left as it is:"
                    f" Neo4j {settings.neo4j_version} keeps its own;"
                    " TONGBU_NEO4J_VERSION chooses between them",
                    f"此文件夹中另有 Neo4j {other} 的图，保持不动："
                    f"Neo4j {settings.neo4j_version} 另存一份；由 TONGBU_NEO4J_VERSION 选择",
                )
            )
        home.prepare(settings, 0)
        password = home.password(settings)
        if not home.initialised(settings):
            self._progress.line(Text("Setting up the database", "正在初始化数据库"))
            # By way of a file: arguments can be read by everybody on the machine.
            try:
                self._admin("dbms", "set-initial-password", f"@{self._home / 'password'}")
            except Conflict as error:
                raise self._failed(self._java.reason()) from error
        return password

    def _check_space(self, least_mb: int) -> None:
        data = self._settings.data
        free_mb = shutil.disk_usage(data).free >> 20
        if free_mb < least_mb:
            raise CannotStart(
                Text(
                    f"The disk is nearly full: {data} has {free_mb} MiB left,"
                    f" {SPARE_MB} MiB are needed",
                    f"磁盘将满：{data} 仅剩 {free_mb} MiB，至少需要 {SPARE_MB} MiB",
                )
            )

    def _serve(self, password: str) -> str:
        """Starts the server; gives its address once it answers."""
        self._progress.line(Text("Starting the database", "正在启动数据库"))
        for _ in range(ATTEMPTS):
            port = _free_port()
            home.prepare(self._settings, port)
            self._launch(
                f"-Xmx{home.heap_mb(self._settings)}m",
                *home.JVM_OPTIONS,
                SERVER_CLASS[home.series(self._settings.neo4j_version)],
                f"--home-dir={self._home}",
                f"--config-dir={self._home / 'conf'}",
                "--console-mode",
            )
            if self._started():
                uri = f"bolt://127.0.0.1:{port}"
                self._ask(uri, password)
                return uri
            self._java.end()
            if not PORT_TAKEN.search("\n".join(self._java.printed())):
                break
        raise self._failed(self._java.reason())

    def _started(self) -> bool:
        """Waits until the server says so; whether it did."""
        begun = time.monotonic()
        told = False
        while self._java.alive() and time.monotonic() - begun < START_SECONDS:
            if any(STARTED.search(line) for line in self._java.printed()):
                return True
            # A server that runs out of space while it starts neither ends nor says so.
            self._check_space(1)
            if not told and time.monotonic() - begun > PATIENCE_SECONDS:
                self._progress.line(Text("Still starting the database", "数据库仍在启动"))
                told = True
            time.sleep(0.05)
        return False

    def _ask(self, uri: str, password: str) -> None:
        """Has one statement answered: with a jar missing, the port opens all the same."""
        try:
            with Graph(uri, USERNAME, password) as graph:
                graph.read(statement("answers"), timeout=60)
        except Refusal as error:
            raise self._failed(error.detail.en) from error

    def _failed(self, reason: str) -> CannotStart:
        log = self._java.log
        return CannotStart(
            Text(
                f"The private Neo4j does not start: {reason} (see {log})",
                f"自带 Neo4j 无法启动：{reason}（详见 {log}）",
            )
        )

    def _admin(self, *arguments: str, watch: Printed | None = None) -> str:
        self._launch(ADMIN_CLASS, *arguments)
        while watch and self._java.alive():
            watch(self._java.printed())
            time.sleep(0.2)
        if self._java.wait():
            name, reason = " ".join(arguments[:2]), self._java.reason()
            raise Conflict(
                Text(f"neo4j-admin {name}: {reason}", f"neo4j-admin {name} 失败：{reason}")
            )
        return "\n".join(self._java.printed())

    def _launch(self, *arguments: str) -> None:
        environment = {
            "CLASSPATH": os.pathsep.join(map(str, self._jars)),
            "HEAP_SIZE": f"{home.heap_mb(self._settings)}m",
            # Relative to the home: neo4j-admin reads no options from folders with Chinese names.
            "NEO4J_CONF": "conf",
            "NEO4J_HOME": str(self._home),
        }
        self._java.launch(list(arguments), environment, self._home)


def running(settings: Settings) -> Connection | None:
    """The private database that a process holds on this data folder, if it lives.

    Waits for one that is just being started.
    """
    holder = settings.data / "holder.json"
    deadline = time.monotonic() + START_SECONDS
    try:
        while locked(holder) and time.monotonic() < deadline:
            note = _read_note(holder)
            if "uri" in note:
                if not locked(settings.data / "server.log"):
                    return None
                return Connection(note["uri"], note["username"], note["password"])
            time.sleep(0.1)
    except OSError as error:
        raise _unusable(settings.data, error) from error
    return None


def _read_note(path: Path) -> dict[str, Any]:
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:  # it is just being written
        return {}
    return note if isinstance(note, dict) else {}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _in_use(data: Path, pid: object) -> CannotStart:
    return CannotStart(
        Text(
            f"Process {pid} uses the database in {data}; end it first or name another data folder",
            f"进程 {pid} 正在使用 {data} 中的数据库；请先结束该进程，或另选数据文件夹",
        )
    )


def _unusable(folder: Path, error: OSError) -> CannotStart:
    where, why = error.filename or folder, error.strerror or error
    return CannotStart(Text(f"Cannot use {where}: {why}", f"无法使用 {where}：{why}"))
