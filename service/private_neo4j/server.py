"""The private Neo4j: a Community server run by this process, without docker and without root.

In the data folder::

    holder.json    locked by the process that holds the folder; see ``data_folder``
    server.log     locked by Java while it lives: its process id, then what it prints
    neo4j-2026/    home of that series: store, configuration, logs, ``password``
"""

import os
import re
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from service.errors import CannotStart, Conflict, Refusal
from service.language import Text
from service.private_neo4j import class_cache, home
from service.private_neo4j.data_folder import (
    START_TIMEOUT,
    Connection,
    DataFolder,
    refuse_unusable,
)
from service.private_neo4j.home import USERNAME
from service.private_neo4j.jars import class_path
from service.private_neo4j.java import STOP_TIMEOUT, JavaProcess, java_home
from service.private_neo4j.room import require_room
from service.progress import SILENT, Progress
from service.settings import Settings
from service.statements import statement

SLOW_START_SECONDS = 15.0
"""After so long the user is told that the server is still starting."""
MAX_PORT_ATTEMPTS = 3
"""How many ports are tried: another process may take the chosen one first."""

STARTED = re.compile(r"INFO +Started\.$")
PORT_TAKEN = re.compile(r"BindException|Address already in use")
SERVER_CLASS = {
    "2026": "org.neo4j.server.Neo4jCommunity",
    "5": "org.neo4j.server.CommunityEntryPoint",
}
ADMIN_CLASS = "org.neo4j.cli.AdminTool"
"""The main class of the second JVM that ``neo4j-admin`` starts; one JVM is enough here."""

OutputWatcher = Callable[[list[str]], None]


class PrivateNeo4j:
    """The private Neo4j on one data folder, which this process holds from ``start`` to ``stop``.

    ``progress`` gets a line for each step that takes longer than a moment. A server that does not
    stop within ``stop_seconds`` is killed.
    """

    def __init__(
        self,
        settings: Settings,
        progress: Progress = SILENT,
        *,
        stop_seconds: float = STOP_TIMEOUT,
    ) -> None:
        self._settings = settings
        self._progress = progress
        self._home = home.folder(settings)
        self._java = JavaProcess(settings.data / "server.log", progress, stop_seconds=stop_seconds)
        self._folder = DataFolder(settings.data)
        self._connection: Connection | None = None

    def __enter__(self) -> Connection:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> Connection:
        """Starts the server, waits until it answers a statement, and returns its connection.

        Missing jars are downloaded first; a server that died is started again. Raises
        ``CannotStart`` with the reason.
        """
        if self._connection and self._java.is_alive():
            return self._connection
        self.stop()
        with self._holding():
            password = self._prepare()
            self._connection = Connection(self._start_server(password), USERNAME, password)
            self._folder.publish(self._connection)
        return self._connection

    def stop(self) -> None:
        """Ends the server if it runs and releases the data folder."""
        self._java.end()
        self._connection = None
        self._folder.release()

    def is_alive(self) -> bool:
        """Whether the server's process lives."""
        return self._java.is_alive()

    @property
    def log(self) -> Path:
        """What the server prints."""
        return self._java.log

    def pause(self) -> None:
        """Ends the server in good order, until ``restart``; this process still holds the folder."""
        self._java.end()

    def restart(self) -> None:
        """Starts a server that has died again, at the same address, so that clients find it.

        Raises ``CannotStart`` with the reason, ``DiskFull``.
        """
        assert self._connection
        port = int(self._connection.uri.rpartition(":")[2])
        with refuse_unusable(self._settings.data):
            require_room(self._settings.data)
            self._java.end()
            self._start_server(self._connection.password, port)

    def kill(self) -> None:
        """Ends the server by force, from another thread; for one whose data nobody needs."""
        self._java.kill()

    def reserve(self) -> None:
        """Ends the server if it runs but holds the data folder, until ``stop``.

        So no other process starts a server on it. Raises ``CannotStart`` when another holds it.
        """
        self._java.end()
        self._connection = None
        if self._folder.is_held:
            self._folder.publish(None)
            return
        with self._holding():
            self._java.end_orphan()

    def run_admin(self, *arguments: str, watch: OutputWatcher | None = None) -> str:
        """Runs a command of ``neo4j-admin`` on the stopped database; returns its output.

        For example ``run_admin("database", "dump", "neo4j", "--to-path=/backup")``; paths have
        to be absolute or relative to the home folder. ``watch`` is called every 0.2 s with the
        lines so far. Raises ``CannotStart`` when the database is in use, ``Conflict`` when the
        command fails.
        """
        if self._folder.is_held:
            raise self._folder.in_use_by(os.getpid())
        with self._holding():
            self._prepare()
            output = self._admin_command(*arguments, watch=watch)
        self.stop()
        return output

    @contextmanager
    def _holding(self) -> Iterator[None]:
        """Holds the data folder; stops and releases it if the block fails."""
        try:
            with refuse_unusable(self._settings.data):
                self._folder.hold()
                yield
        except BaseException:  # Ctrl-C as well
            self.stop()
            raise

    def _prepare(self) -> str:
        """Prepares Java, jars, disk space and the home; returns the password."""
        settings = self._settings
        java_home()
        self._jars = class_path(settings.neo4j_version, settings.cache, self._progress)
        require_room(self._settings.data)
        for other in home.other_series(settings):
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
        if not home.has_password(settings):
            home.set_initial_password(settings, password)
        return password

    def _start_server(self, password: str, port: int = 0) -> str:
        """Starts the server on ``port``, else on a free one; returns its URI once it answers.

        Where it does not start from the classes that are kept, it starts without, and they go.
        """
        self._progress.line(Text("Starting the database", "正在启动数据库"))
        classes = class_cache.class_cache(self._settings)
        kept = class_cache.options(classes)
        try:
            return self._start_with(kept, password, port)
        except CannotStart as error:
            if not (classes and kept):
                raise
            reason = error.detail.en
        self._java.end()
        uri = self._start_with([], password, port)
        with suppress(OSError):  # where it cannot be written down, the next start finds out again
            class_cache.give_up(classes, reason)
        return uri

    def _start_with(self, options: list[str], password: str, wanted: int) -> str:
        """Starts the server with these ``options`` of Java, too, on the port ``wanted``, else on a
        free one."""
        for _ in range(MAX_PORT_ATTEMPTS):
            port = wanted or _free_port()
            home.prepare(self._settings, port)
            self._launch(
                SERVER_CLASS[home.series(self._settings.neo4j_version)],
                f"--home-dir={self._home}",
                f"--config-dir={self._home / 'conf'}",
                "--console-mode",
                options=options,
            )
            if self._wait_until_started():
                uri = f"bolt://127.0.0.1:{port}"
                self._require_answer(uri, password)
                return uri
            self._java.end()
            if not PORT_TAKEN.search("\n".join(self._java.output_lines())):
                break
        raise self._start_failure(self._java.failure_reason())

    def _wait_until_started(self) -> bool:
        """Waits for the server's log to say that it has started; whether it did in time."""
        begin = time.monotonic()
        reported = False
        while self._java.is_alive() and time.monotonic() - begin < START_TIMEOUT:
            if any(STARTED.search(line) for line in self._java.output_lines()):
                return True
            # A server that runs out of space while it starts neither ends nor says so.
            require_room(self._settings.data, 1)
            if not reported and time.monotonic() - begin > SLOW_START_SECONDS:
                self._progress.line(Text("Still starting the database", "数据库仍在启动"))
                reported = True
            time.sleep(0.05)
        return False

    def _require_answer(self, uri: str, password: str) -> None:
        """Runs one statement: with a jar missing, the port opens all the same."""
        from service.graph.database import Graph  # not needed before Java runs

        try:
            with Graph(uri, USERNAME, password) as graph:
                graph.read(statement("answers"), timeout=60)
        except Refusal as error:
            raise self._start_failure(error.detail.en) from error

    def _start_failure(self, reason: str) -> CannotStart:
        log = self._java.log
        return CannotStart(
            Text(
                f"The private Neo4j does not start: {reason} (see {log})",
                f"自带 Neo4j 无法启动：{reason}（详见 {log}）",
            )
        )

    def _admin_command(self, *arguments: str, watch: OutputWatcher | None = None) -> str:
        self._launch(ADMIN_CLASS, *arguments)
        while watch and self._java.is_alive():
            watch(self._java.output_lines())
            time.sleep(0.2)
        if self._java.wait():
            name, reason = " ".join(arguments[:2]), self._java.failure_reason()
            raise Conflict(
                Text(f"neo4j-admin {name}: {reason}", f"neo4j-admin {name} 失败：{reason}")
            )
        return "\n".join(self._java.output_lines())

    def _launch(self, *arguments: str, options: Sequence[str] = ()) -> None:
        self._java.launch(
            [*home.jvm_options(self._settings), *options, *arguments],
            java_environment(self._home, self._jars),
            self._home,
        )


def java_environment(home_folder: Path, jars: list[Path]) -> dict[str, str]:
    """What Java is told of a home folder and its class path."""
    return {
        "CLASSPATH": os.pathsep.join(map(str, jars)),
        "NEO4J_CONF": str(home_folder / "conf"),
        "NEO4J_HOME": str(home_folder),
    }


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
