"""The command that lets assistants ask: ``tongbu mcp``."""

import threading
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

import click

from service.answers.answer import Answer
from service.answers.knowledge import Knowledge
from service.catalog.catalog import Catalog, read_catalog
from service.cli.common import bilingual, connected, examples, handles_refusals
from service.cli.console import Terminal
from service.errors import CannotStart, DatabaseUnavailable, Refusal, TimeLimitExceeded
from service.language import Text
from service.settings import Settings

INSTALL = "pip install 'tongbu[mcp]'"

PATIENCE_SECONDS = 1.0
"""How long the end of a session waits for a start that is under way; its Java ends by itself."""


@click.command(
    "mcp",
    help=bilingual(
        "Let assistants ask: saved queries and what-ifs as tools of the Model Context Protocol on"
        " standard input and output. The graph is never changed; a private database is started with"
        " the first question. Persons are masked, since what an assistant reads may be sent to"
        " others; TONGBU_SHOW_PERSONAL=1 shows them.",
        "供智能助手提问：经标准输入输出，以 MCP 协议提供全部查询与推演，不改动数据；"
        "首次提问时启动自带数据库。助手读到的内容可能发往他处，故个人信息默认隐去，"
        "TONGBU_SHOW_PERSONAL=1 可显示。",
    ),
    short_help=bilingual("Let assistants ask (MCP).", "供智能助手提问（MCP）。"),
    epilog=examples({"mcp": Text("as an assistant's program starts it", "由助手程序启动")}),
)
@handles_refusals
def mcp_command(settings: Settings, terminal: Terminal) -> None:
    try:
        from service.mcp import server
    except ModuleNotFoundError as error:
        raise CannotStart(
            Text(
                f"Assistants need the package mcp: {INSTALL}", f"智能助手需要软件包 mcp：{INSTALL}"
            )
        ) from error
    reached = Reached(settings, terminal, read_catalog())
    # In a thread of its own: a read of standard input that waits cannot be interrupted, but left.
    session = threading.Thread(
        target=server.serve, args=(reached.catalog, reached.ask), daemon=True
    )
    try:
        session.start()
        session.join()
    finally:
        reached.close()


class Reached:
    """What is known, reached with the first question and again when it was lost.

    A session may last for days: the database that a ``tongbu up`` holds may come and go meanwhile.
    """

    def __init__(self, settings: Settings, terminal: Terminal, catalog: Catalog) -> None:
        self.catalog = catalog
        self._settings = settings
        self._terminal = terminal
        self._reaching = threading.Lock()
        self._held = ExitStack()
        self._knowledge: Knowledge | None = None

    def ask(self, name: str, given: Mapping[str, Any]) -> Answer:
        """As ``Knowledge.ask``."""
        knowledge, first = self._reach()
        try:
            return knowledge.ask(name, given)
        except DatabaseUnavailable:
            if not self._lost(knowledge):
                raise
        except TimeLimitExceeded:
            # A server just started reads and plans everything for the first time.
            if not first:
                raise
        return self._reach()[0].ask(name, given)

    def close(self) -> None:
        """Lets go of the database, and ends it where it was started here."""
        if self._reaching.acquire(timeout=PATIENCE_SECONDS):
            self._held.close()
            self._reaching.release()

    def _reach(self) -> tuple[Knowledge, bool]:
        """What is known, and whether its database was reached just now."""
        with self._reaching:
            first = self._knowledge is None
            if self._knowledge is None:
                graph = self._held.enter_context(connected(self._settings, self._terminal))
                shown = self._settings.show_personal
                self._knowledge = Knowledge(graph, self.catalog, show_personal=shown)
            return self._knowledge, first

    def _lost(self, knowledge: Knowledge) -> bool:
        """Whether that database is gone; the next question then looks for it anew."""
        with self._reaching:
            if self._knowledge is not knowledge:
                return True
            try:
                knowledge.state(timeout=60)
            except Refusal:
                self._knowledge = None
                self._held.close()
                return True
            return False
