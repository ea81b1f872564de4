"""The graph behind a session of an assistant, opened with the first question."""

import threading
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from service.access.audit import enter_looks
from service.access.sessions import by_token
from service.answers.answer import Answer
from service.answers.knowledge import Knowledge
from service.catalog.catalog import Catalog
from service.cli.console import Console
from service.cli.graph_access import open_graph
from service.errors import DatabaseUnavailable, NotSignedIn, Refusal, TimeLimitExceeded
from service.language import Text
from service.settings import Settings

CLOSE_TIMEOUT_SECONDS = 1.0
"""How long the end of a session waits for a start that is under way; its Java ends by itself."""


class ReconnectingKnowledge:
    """The catalogue on a graph that is opened with the first question, and again when it was lost.

    A session may last for days: the database that a ``tongbu up`` holds may come and go meanwhile.
    """

    def __init__(self, settings: Settings, console: Console, catalog: Catalog) -> None:
        self.catalog = catalog
        self._settings = settings
        self._console = console
        self._lock = threading.Lock()
        self._resources = ExitStack()
        self._knowledge: Knowledge | None = None

    def ask(self, name: str, given: Mapping[str, Any]) -> Answer:
        """As ``Knowledge.ask``, for the user of ``TONGBU_MCP_TOKEN`` where that is set.

        Raises ``NotSignedIn`` too, for a token that holds no longer.
        """
        knowledge, just_opened = self._open()
        try:
            return self._answer(knowledge, name, given)
        except DatabaseUnavailable:
            if not self._lost(knowledge):
                raise
        except TimeLimitExceeded:
            # A server just started reads and plans everything for the first time.
            if not just_opened:
                raise
        return self._answer(self._open()[0], name, given)

    def _answer(self, knowledge: Knowledge, name: str, given: Mapping[str, Any]) -> Answer:
        """The answer for whom the session asks, whose looks at persons are entered before."""
        if not self._settings.mcp_token:
            return knowledge.seen_by(knowledge.rights).ask(name, given)
        caller = by_token(knowledge.graph, self._settings.mcp_token)
        if caller is None:
            raise NotSignedIn(
                Text(
                    "TONGBU_MCP_TOKEN is no token of a user, or holds no longer",
                    "TONGBU_MCP_TOKEN 不是有效的用户令牌",
                )
            )
        own = knowledge.seen_by(caller.rights)
        answer = own.ask(name, given)
        enter_looks(knowledge.graph, caller.id, own.looks, route="mcp", request="")
        return answer

    def close(self) -> None:
        """Closes the graph, and stops its database where it was started here."""
        if self._lock.acquire(timeout=CLOSE_TIMEOUT_SECONDS):
            self._resources.close()
            self._lock.release()

    def _open(self) -> tuple[Knowledge, bool]:
        """The knowledge, and whether its graph was opened just now."""
        with self._lock:
            just_opened = self._knowledge is None
            if self._knowledge is None:
                graph = self._resources.enter_context(open_graph(self._settings, self._console))
                shown = self._settings.show_personal
                self._knowledge = Knowledge(graph, self.catalog, show_personal=shown)
            return self._knowledge, just_opened

    def _lost(self, knowledge: Knowledge) -> bool:
        """Whether its database is gone; the next question then opens the graph anew."""
        with self._lock:
            if self._knowledge is not knowledge:
                return True
            try:
                knowledge.state(timeout=60)
            except Refusal:
                self._knowledge = None
                self._resources.close()
                return True
            return False
