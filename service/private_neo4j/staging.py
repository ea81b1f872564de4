"""Building a graph in a staging folder, which replaces the private database's when complete.

The staging folder, ``incoming-…`` in the data folder, has a home of its own. If the process dies
before the graph is complete, the present one stays, and the next staging removes the folder. Once
complete, the folder is renamed ``arriving-…``: from then on its graph is the valid one, and the
next holder of the data folder finishes the exchange (``home.install_complete_homes``).
"""

import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Self

from service.errors import Conflict
from service.graph.database import Graph
from service.language import Text
from service.private_neo4j import home
from service.private_neo4j.locks import is_locked
from service.private_neo4j.server import PrivateNeo4j
from service.progress import SILENT, Progress
from service.settings import Settings
from service.statements import statement

STAGING_PREFIX = "incoming-"


@dataclass(frozen=True)
class EmptyGraphState:
    """What an empty graph still has: its version and its day, and who may do what with it."""

    version: int | None = None
    as_of: date | None = None
    access: Sequence[Sequence[Any]] = ()


class Staging:
    """A context in which the private database is stopped, and held, while its next graph is built.

    Entering raises ``Conflict`` if ``NEO4J_URI`` names another database or, without ``overwrite``,
    the present graph is not empty, and ``CannotStart`` if another process holds the data folder.
    """

    OTHER_DATABASE: Text
    """The error where ``NEO4J_URI`` names another database."""
    NOT_EMPTY: Text
    """The error where the present graph is not empty."""

    def __init__(
        self, settings: Settings, progress: Progress = SILENT, *, overwrite: bool = False
    ) -> None:
        self._settings = settings
        self._progress = progress
        self._overwrite = overwrite
        self._database = PrivateNeo4j(settings, progress)
        self.previous_state = EmptyGraphState()

    def __enter__(self) -> Self:
        settings = self._settings
        if settings.neo4j_uri:
            raise Conflict(self.OTHER_DATABASE)
        try:
            if not self._overwrite and home.store_exists(settings):
                self.previous_state = self._read_state()
            self._database.reserve()
            self._remove_leftovers()
            self._staging_folder = Path(tempfile.mkdtemp(prefix=STAGING_PREFIX, dir=settings.data))
            self._staging_settings = replace(settings, data=self._staging_folder)
            self._copy_password()
        except BaseException:
            self._database.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._staging_folder, ignore_errors=True)
        self._database.stop()

    def _install(self) -> None:
        """Replaces the present graph by the one in the staging folder."""
        name = self._staging_folder.name.replace(STAGING_PREFIX, home.COMPLETE_PREFIX, 1)
        self._staging_folder.rename(self._staging_folder.with_name(name))
        home.install_complete_homes(self._settings.data)

    def _read_state(self) -> EmptyGraphState:
        connection = self._database.start()
        with Graph(connection.uri, connection.username, connection.password) as graph:
            found = graph.read(statement("state"), timeout=60)
            state = dict(zip(found.columns, found.one(), strict=True))
            if not state["empty"]:
                raise Conflict(self.NOT_EMPTY)
            access = graph.read(statement("access/keep"), timeout=60).rows
        return EmptyGraphState(state["version"], state["as_of"], access)

    def _put_back_access(self) -> None:
        """Users, tokens and the audit of the present graph, into the staged one."""
        if not self.previous_state.access:
            return
        with PrivateNeo4j(self._staging_settings, self._progress) as connection:
            own = (connection.uri, connection.username, connection.password)
            with Graph(*own) as graph:
                graph.write(statement("access/put-back"), {"nodes": self.previous_state.access})

    def _remove_leftovers(self) -> None:
        """Removes staging folders of dead processes; no other process holds the data folder."""
        for leftover in self._settings.data.glob(f"{STAGING_PREFIX}*"):
            if not is_locked(leftover / "server.log"):
                shutil.rmtree(leftover, ignore_errors=True)

    def _copy_password(self) -> None:
        folder = home.folder(self._staging_settings)
        folder.mkdir(mode=0o700)
        with suppress(FileNotFoundError):
            shutil.copy2(home.folder(self._settings) / "password", folder / "password")
