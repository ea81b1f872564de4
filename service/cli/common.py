"""What every command of ``tongbu`` shares: settings, the graph they name, refusals in one line."""

import functools
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from service.answers.knowledge import Knowledge
from service.catalog.catalog import read_catalog
from service.cli.console import Bars, Terminal
from service.dataset.load import Report, load
from service.derivation.full import derive
from service.derivation.ranking import changes_since, rank
from service.errors import Conflict, Refusal
from service.graph import schema
from service.graph.database import Graph
from service.language import Text
from service.private_neo4j.server import Connection, PrivateNeo4j, running
from service.settings import Settings, language, read


def bilingual(en: str, zh: str) -> str:
    """A help text, which is shown in both languages."""
    return f"{zh} {en}"


def examples(lines: Mapping[str, Text]) -> str:
    """What stands below a command's help: calls of ``tongbu``, each with what it is for."""
    shown = "\n".join(f"  tongbu {call}\n      {what}" for call, what in lines.items())
    return f"\b\n示例 Examples:\n{shown}"


def handles_refusals(command: Callable[..., None]) -> Callable[..., None]:
    """Turns a refusal into one clear line and exit 1, Ctrl-C into one line and exit 130."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            settings = read()
        except Refusal as refusal:
            Terminal(language()).refuse(refusal)
            sys.exit(1)
        terminal = Terminal(settings.language)
        try:
            command(settings, terminal, *args, **kwargs)
        except Refusal as refusal:
            terminal.refuse(refusal)
            sys.exit(1)
        except KeyboardInterrupt:
            terminal.say(Text("Interrupted", "已中断"))
            sys.exit(130)
        except BrokenPipeError:
            sys.stdout = None
            sys.exit(1)
        except OSError as error:
            reason = f"{error.filename or ''} {error.strerror or error}".strip()
            terminal.refuse(Conflict(Text(reason, reason)))
            sys.exit(1)

    return run


@contextmanager
def connected(settings: Settings, terminal: Terminal) -> Iterator[Graph]:
    """The graph that the settings name: your own Neo4j, or the private one, started if needed."""
    if settings.neo4j_uri:
        own = Connection(settings.neo4j_uri, settings.neo4j_username, settings.neo4j_password)
        with opened(own, settings.neo4j_database) as graph:
            yield graph
        return
    held = running(settings)
    if held:
        with opened(held, "neo4j") as graph:
            yield graph
        return
    with PrivateNeo4j(settings, terminal.lines) as connection, opened(connection, "neo4j") as graph:
        yield graph


@contextmanager
def opened(connection: Connection, database: str) -> Iterator[Graph]:
    """A graph that answers; raises where nobody does."""
    with Graph(connection.uri, connection.username, connection.password, database) as graph:
        graph.server()
        yield graph


def open_knowledge(
    graph: Graph, *, show_personal: bool = True, may_change: bool = True
) -> Knowledge:
    """The catalogue on ``graph``; personal data as the caller may see it."""
    return Knowledge(graph, read_catalog(), show_personal=show_personal, may_change=may_change)


def load_and_derive(
    path: Path, graph: Graph, terminal: Terminal, *, again: bool = False, **more: Any
) -> Report:
    """Loads a dataset and derives what follows from it, showing progress."""
    schema.apply(graph)
    with terminal.progress() as bars:
        report = load(path, graph, replace=again, progress=bars, **more)
        derive_and_rank(graph, bars, again=not open_knowledge(graph).state().derived)
    return report


def derive_and_rank(graph: Graph, bars: Bars, *, again: bool) -> None:
    """Derives everything where ``again``, then ranks, unless the ranking is of this very graph.

    A ranking that others' work interrupts is left to the next: what is derived stands without it.
    """
    if again:
        derive(graph, bars)
    if again or changes_since(graph) != 0:
        try:
            rank(graph, bars)
        except Conflict as conflict:
            bars.line(conflict.detail)


def report_load(report: Report, terminal: Terminal) -> None:
    """What a load did, a line for each kind, then what a person should look at."""
    for kind, counts in report.counts.items():
        terminal.say(
            Text(
                f"{kind}: {counts.added} added, {counts.changed} changed,"
                f" {counts.unchanged} unchanged, {counts.removed} removed",
                f"{kind}：新增 {counts.added}，更改 {counts.changed}，"
                f"未变 {counts.unchanged}，移除 {counts.removed}",
            )
        )
    for notice in report.notices:
        terminal.say(notice)
