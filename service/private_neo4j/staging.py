"""A graph made beside the private database's own, which takes its place when it is complete.

It is made in a home of its own in the data folder, ``incoming-…``. Whatever dies before it is
complete leaves what was there, and a folder that the next one takes away. Once complete the folder
is called ``arriving-…`` instead; from then on the graph in it is the one that counts, and who holds
the data folder next finishes the exchange (``home.settle``).
"""

import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Self

from service.errors import Conflict
from service.graph.database import Graph
from service.language import Text
from service.private_neo4j import home
from service.private_neo4j.java import locked
from service.private_neo4j.server import PrivateNeo4j
from service.progress import SILENT, Progress
from service.settings import Settings
from service.statements import statement

PREFIX = "incoming-"


@dataclass(frozen=True)
class Before:
    """What an empty graph remembers: its version and its day."""

    version: int | None = None
    as_of: date | None = None


class Staging:
    """The private database while another graph is made for it: at rest, held by this process.

    As a context. Entering raises ``Conflict`` if ``NEO4J_URI`` names another database or, unless
    ``over`` it, the graph there is not empty, and ``CannotStart`` if another process holds the data
    folder.
    """

    ELSEWHERE: Text
    """What is told where ``NEO4J_URI`` names another database."""
    OCCUPIED: Text
    """What is told where the graph is not empty."""

    def __init__(
        self, settings: Settings, progress: Progress = SILENT, *, over: bool = False
    ) -> None:
        self._settings = settings
        self._progress = progress
        self._over = over
        self._local = PrivateNeo4j(settings, progress)
        self.before = Before()

    def __enter__(self) -> Self:
        settings = self._settings
        if settings.neo4j_uri:
            raise Conflict(self.ELSEWHERE)
        try:
            if not self._over and home.filled(settings):
                self.before = self._look()
            self._local.reserve()
            self._clear()
            self._beside = Path(tempfile.mkdtemp(prefix=PREFIX, dir=settings.data))
            self._incoming = replace(settings, data=self._beside)
            self._keep_password()
        except BaseException:
            self._local.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._beside, ignore_errors=True)
        self._local.stop()

    def _put_in_place(self) -> None:
        """Makes the graph beside the one that counts."""
        name = self._beside.name.replace(PREFIX, home.ARRIVING, 1)
        self._beside.rename(self._beside.with_name(name))
        home.settle(self._settings.data)

    def _look(self) -> Before:
        connection = self._local.start()
        with Graph(connection.uri, connection.username, connection.password) as graph:
            found = graph.read(statement("state"), timeout=60)
        state = dict(zip(found.columns, found.one(), strict=True))
        if not state["empty"]:
            raise Conflict(self.OCCUPIED)
        return Before(state["version"], state["as_of"])

    def _clear(self) -> None:
        """Takes away what those that died have left; nobody else holds the data folder."""
        for left in self._settings.data.glob(f"{PREFIX}*"):
            if not locked(left / "server.log"):
                shutil.rmtree(left, ignore_errors=True)

    def _keep_password(self) -> None:
        folder = home.folder(self._incoming)
        folder.mkdir(mode=0o700)
        with suppress(FileNotFoundError):
            shutil.copy2(home.folder(self._settings) / "password", folder / "password")
