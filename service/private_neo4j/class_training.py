"""Makes the file of ``class_cache``: a server of its own works, and Java writes down what ran."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from service.errors import CannotStart
from service.language import Text
from service.private_neo4j import class_cache, home
from service.private_neo4j.data_folder import Connection
from service.private_neo4j.jars import class_path
from service.private_neo4j.java import JavaProcess
from service.private_neo4j.locks import try_lock
from service.private_neo4j.server import PrivateNeo4j, java_environment
from service.progress import SILENT
from service.settings import Settings

HEAP_MB = 512
"""Heap of the server that is trained, in MiB."""
LEAST_MEMORY_MB = 3072
"""Memory of the machine, in MiB, below which nothing is trained: it takes 1 GiB for two minutes."""
LEAST_DISK_MB = 1024
"""Free disk space, in MiB, below which nothing is trained: it takes half for as long."""
WRITE_SECONDS = 900.0
"""What Java gets to write down what it ran, at the lowest priority, when the server ends."""


class ClassTraining:
    """One training; ``kill`` ends it from another thread."""

    def __init__(self, settings: Settings, path: Path) -> None:
        """``path`` is that of the file to be made, as ``class_cache.class_cache`` gives it."""
        self._path = path
        self._folder = path.parent / "training"
        self._recorded = self._folder / "recorded"
        options = (
            *settings.jvm_options,
            "-XX:AOTMode=record",
            f"-XX:AOTConfiguration={self._recorded}",
        )
        self._settings = replace(
            settings, data=self._folder / "data", heap_mb=HEAP_MB, jvm_options=options
        )
        self._options = settings.jvm_options
        self._server = PrivateNeo4j(self._settings, stop_seconds=WRITE_SECONDS)
        self._writer = JavaProcess(self._folder / "writer.log", SILENT)

    def run(self, work: Callable[[Connection], None]) -> bool:
        """Has an empty server do ``work``, and makes the file of what ran; whether it was made.

        It is not where another process is at it, or memory or disk space are scarce. Raises what
        ``work`` raises, and ``CannotStart`` where Java cannot make the file.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if home.memory_mb() < LEAST_MEMORY_MB:
            return False
        with (self._path.parent / "lock").open("w") as lock:
            if not try_lock(lock, 0):
                return False
            if shutil.disk_usage(self._path.parent).free >> 20 < LEAST_DISK_MB:
                return False
            shutil.rmtree(self._folder, ignore_errors=True)
            try:
                with self._server as connection:
                    work(connection)
                self._write()
            finally:
                shutil.rmtree(self._folder, ignore_errors=True)
            class_cache.remove_others(self._path)
        return True

    def kill(self) -> None:
        """Ends whatever Java is at it, and removes what it has written."""
        self._server.kill()
        self._writer.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _write(self) -> None:
        """Makes the file of what was recorded."""
        made = self._folder / "made"
        settings = replace(self._settings, jvm_options=self._options)
        jars = class_path(settings.neo4j_version, settings.cache, SILENT)
        self._writer.launch(
            [
                *home.jvm_options(settings),
                "-XX:AOTMode=create",
                f"-XX:AOTConfiguration={self._recorded}",
                f"-XX:AOTCache={made}",
            ],
            java_environment(home.folder(settings), jars),
            self._folder,
        )
        if self._writer.wait() or not made.exists():
            why = self._writer.failure_reason()
            raise CannotStart(
                Text(f"Java cannot keep its classes: {why}", f"Java 无法保存类缓存：{why}")
            )
        made.rename(self._path)
