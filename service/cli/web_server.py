"""What ``tongbu up`` runs until it is interrupted: the first dataset, the server."""

import socket
from contextlib import suppress
from pathlib import Path
from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import ErrorTask
from waitress.utilities import RequestEntityTooLarge

from service.access.users import any_user
from service.answers.plan_check import check_plans_at_start
from service.catalog.catalog import Catalog
from service.cli.console import Console
from service.cli.garbage_collection import leave_out_what_stays
from service.cli.graph_access import open_knowledge
from service.cli.logs import log_as_json
from service.derivation.full import changes_since_ranking, derive
from service.graph import schema
from service.graph.database import Graph
from service.graph.state import State
from service.http.app import create_app
from service.http.lanes import Lanes
from service.http.listening import is_local, require_somebody
from service.http.proxies import behind_proxies
from service.language import Text
from service.private_neo4j.backups import nightly
from service.private_neo4j.watch import Watch
from service.settings import Settings

FIRST_DATASET = Path(__file__).resolve().parents[2] / "seed" / "cixi"
FIRST_DATASET_ID = "cixi-2020-02-12"

LARGEST_REQUESTS = 4
"""A request may have so many times the bytes of the largest file before it is cut off unread."""

SPARE_THREADS = 16
"""Beside those that requests in lanes may hold: for what needs no database."""

CONNECTIONS = 500
"""Kept open while nothing is asked on them; beyond these the one that was idle longest is closed.
The server looks at each of them at every turn, so that thousands would slow down all."""

MOST_CONNECTIONS = 2 * CONNECTIONS
"""Open at once, at most, those with a request among them."""


def serve(
    graph: Graph,
    catalog: Catalog,
    listener: socket.socket,
    settings: Settings,
    console: Console,
    *,
    empty: bool,
    watch: Watch | None = None,
) -> None:
    """Fills the graph with the Cixi dataset unless ``empty``, and serves it; ``watch`` looks after
    the private database."""
    if settings.log_json:
        log_as_json()
    require_somebody(settings, lambda: any_user(graph))
    schema.apply(graph)
    local = is_local(settings)
    knowledge = open_knowledge(
        graph,
        show_personal=local or settings.show_personal,
        may_change=local or settings.allow_changes,
        catalog=catalog,
    )
    check_plans_at_start(graph, catalog, settings.cache)
    # A server just started, on a busy machine, takes longer than an answer may.
    _bring_up_to_date(graph, knowledge.state(timeout=60), console, empty=empty)
    with nightly(settings, watch, lambda: not knowledge.state().derived) as backups:
        app = create_app(knowledge, settings, watch, backups)
        _run(Lanes(app, knowledge), listener, settings, console)


def _run(lanes: Lanes, listener: socket.socket, settings: Settings, console: Console) -> None:
    """Serves until it is interrupted."""
    server = create_server(
        behind_proxies(lanes, settings),
        url_prefix=settings.prefix,
        sockets=[listener],
        threads=lanes.most + SPARE_THREADS,
        connection_limit=MOST_CONNECTIONS,
        asyncore_use_poll=True,
        ident=None,
        # of these proxies.py knows more
        clear_untrusted_proxy_headers=False,
        channel_request_lookahead=1,
        # what is a little too large the application tells in the reader's language
        max_request_body_size=LARGEST_REQUESTS * (settings.upload_mb << 20),
    )
    use_own_channels(server)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{listener.getsockname()[1]}{settings.prefix}/"
    ready = Text(
        f"Tongbu is ready: {address}  (Ctrl-C ends it)",
        f"同步已就绪：{address} （Ctrl-C 结束）",
    )
    # Before it is told: a Ctrl-C amid a collection would be lost.
    leave_out_what_stays()
    try:
        with suppress(KeyboardInterrupt):
            console.say(ready)
            server.run()
    finally:
        server.close()
        console.say(Text("Stopping", "正在停止"))


class _TellingTask(ErrorTask):
    """The answer to a request that the server itself refuses, in both languages."""

    def execute(self) -> None:
        request: Any = self.request
        if isinstance(request.error, RequestEntityTooLarge):
            text = Text(
                "The file is far too large (setting TONGBU_UPLOAD_MB); load it by tongbu load",
                "文件过大（设置项 TONGBU_UPLOAD_MB），请用 tongbu load 载入",
            )
            request.error.body = f"{text.zh}\n{text.en}"
        super().execute()


class _Channel(HTTPChannel):
    """A connection, in whose favour the one is closed that was idle longest, where there are many.

    So nobody keeps others out by connections on which nothing is asked, or asked a byte a second.
    """

    error_task_class = _TellingTask

    def __init__(self, server: Any, *given: Any, **more: Any) -> None:
        super().__init__(server, *given, **more)
        if len(server.active_channels) > CONNECTIONS:
            others = (c for c in server.active_channels.values() if c is not self)
            idle = [c for c in others if not c.requests and not c.will_close]
            if idle:
                min(idle, key=lambda channel: float(channel.last_activity)).will_close = True


def use_own_channels(server: object) -> None:
    """Lets ``server`` tell in both languages that a request was cut off as too large, and close
    idle connections in favour of new ones; waitress has an attribute for that, and no option."""
    vars(server)["channel_class"] = _Channel


def _bring_up_to_date(graph: Graph, state: State, console: Console, *, empty: bool) -> None:
    """Loads the first dataset, whole, where it belongs; derives all if it is not current."""
    if (state.empty and not empty) or state.loading == FIRST_DATASET_ID:
        from service.cli.loading import load_and_derive

        console.say(Text("Loading the Cixi dataset", "载入慈溪数据集"))
        load_and_derive(FIRST_DATASET, graph, console)
    elif (state.as_of and state.loading is None) and (
        not state.derived or changes_since_ranking(graph) is None
    ):
        with console.progress() as progress:
            derive(graph, progress)
