"""The graph that the settings name, for as long as a command needs it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from service.cli.console import Console
from service.private_neo4j.data_folder import Connection, running
from service.settings import Settings

if TYPE_CHECKING:  # imported while Java starts, where it has to be started
    from service.answers.knowledge import Knowledge
    from service.catalog.catalog import Catalog
    from service.graph.database import Graph
    from service.private_neo4j.watch import Watch


@contextmanager
def open_graph(settings: Settings, console: Console) -> Iterator["Graph"]:
    """Your own Neo4j, or the private one, which is started and stopped again where none runs."""
    if settings.neo4j_uri:
        own = Connection(settings.neo4j_uri, settings.neo4j_username, settings.neo4j_password)
        with _connected(own, settings.neo4j_database) as graph:
            yield graph
        return
    if found := running(settings):
        with _private(found, settings) as graph:
            yield graph
        return
    from service.private_neo4j.server import PrivateNeo4j

    with (
        PrivateNeo4j(settings, console.progress_lines) as connection,
        _private(connection, settings) as graph,
    ):
        yield graph


@contextmanager
def open_kept_alive(
    settings: Settings, console: Console, gives_up: Callable[[], None]
) -> Iterator[tuple["Graph", "Watch | None"]]:
    """The graph to serve: your own Neo4j, or the private one, which is started again when it dies.

    A private one that another process started is refused. ``gives_up`` is called, from another
    thread, where no start helps.
    """
    if settings.neo4j_uri:
        with open_graph(settings, console) as graph:
            yield graph, None
        return
    from service.private_neo4j.server import PrivateNeo4j
    from service.private_neo4j.watch import kept_alive

    server = PrivateNeo4j(settings, console.progress_lines)
    with (
        server as connection,
        kept_alive(server, gives_up) as watch,
        _private(connection, settings) as graph,
    ):
        graph.on_failure = watch.revive
        yield graph, watch


@contextmanager
def _private(connection: Connection, settings: Settings) -> Iterator["Graph"]:
    """The graph of a private database: nothing is written where its disk is nearly full."""
    from service.private_neo4j.room import require_room_to_write

    with _connected(connection, "neo4j") as graph:
        graph.before_write = partial(require_room_to_write, settings.data)
        yield graph


@contextmanager
def _connected(connection: Connection, database: str) -> Iterator["Graph"]:
    """A graph whose server has answered; raises ``DatabaseUnavailable`` where none does."""
    from service.graph.database import Graph

    with Graph(connection.uri, connection.username, connection.password, database) as graph:
        graph.server()
        yield graph


def open_knowledge(
    graph: "Graph",
    *,
    show_personal: bool = True,
    may_change: bool = True,
    catalog: "Catalog | None" = None,
) -> "Knowledge":
    """The ``catalog`` (default: the built-in one) on ``graph``; personal data as the caller may see
    it."""
    from service.answers.knowledge import Knowledge
    from service.catalog.catalog import read_catalog

    return Knowledge(
        graph, catalog or read_catalog(), show_personal=show_personal, may_change=may_change
    )
