"""What ``tongbu up`` runs until it is interrupted: the first dataset, the server."""

import copy
import select
import socket
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import create_server
from waitress.task import ErrorTask, ThreadedTaskDispatcher
from waitress.utilities import (
    BadRequest,
    Error,
    InternalServerError,
    RequestEntityTooLarge,
    RequestHeaderFieldsTooLarge,
    ServerNotImplemented,
)

from service.access.users import any_user
from service.answers.plan_check import check_plans_at_start
from service.catalog.catalog import Catalog
from service.cli.console import Console
from service.cli.graph_access import open_knowledge
from service.cli.logs import log_as_json
from service.cli.memory import allocate_from_few_arenas, leave_out_what_stays
from service.derivation.complete import derive_to_its_end
from service.derivation.full import changes_since_ranking
from service.graph import schema
from service.graph.database import Graph
from service.graph.state import State
from service.http.app import create_app
from service.http.lanes import Lanes
from service.http.listening import is_local, require_somebody
from service.http.proxies import behind_proxies
from service.http.routes import UPLOAD_PATHS
from service.http.waking import LatestFirst
from service.language import Text
from service.private_neo4j.backups import nightly
from service.private_neo4j.watch import Watch
from service.settings import Settings

FIRST_DATASET = Path(__file__).resolve().parents[2] / "seed" / "cixi"
FIRST_DATASET_ID = "cixi-2020-02-12"

LARGEST_REQUESTS = 4
"""A request may have so many times the bytes of the largest file before it is cut off unread."""

LARGEST_BODY = 1 << 20
"""Bytes of any other request before it is cut off unread: waitress takes in what comes whole,
beyond half a MiB on disk, and only then is it looked at."""

LEAST_TOKEN = 16
"""Characters of a token that nobody guesses."""

SPARE_THREADS = 16
"""Beside those that requests in lanes may hold: for what needs no database."""

CONNECTIONS = 500
"""Kept open while nothing is asked on them; beyond these the one that was idle longest is closed.
The server looks at each of them at every turn, so that thousands would slow down all."""

MOST_CONNECTIONS = 2 * CONNECTIONS
"""Open at once, at most, those with a request among them."""

ACCEPTED_AT_ONCE = 100
"""Of those who wait to be connected: accepted one a turn, as waitress does, hundreds who come at
once would keep everybody after them waiting for hundreds of turns, seconds of a busy service."""


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
    if 0 < len(settings.token) < LEAST_TOKEN and not local:
        console.say(
            Text(
                f"TONGBU_TOKEN has fewer than {LEAST_TOKEN} characters and may be guessed: take a"
                " random one, as `openssl rand -hex 24` gives it",
                f"TONGBU_TOKEN 不足 {LEAST_TOKEN} 个字符，容易被猜中：请改用随机令牌，"
                "如 `openssl rand -hex 24` 的输出",
            )
        )
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
    allocate_from_few_arenas()
    server = create_server(
        behind_proxies(lanes, settings),
        url_prefix=settings.prefix,
        sockets=[listener],
        _dispatcher=_threads(lanes.most + SPARE_THREADS),
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


def _threads(count: int) -> ThreadedTaskDispatcher:
    """The threads in which requests are read and answers sent."""
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.queue_cv = LatestFirst(dispatcher.lock)
    dispatcher.set_thread_count(count)
    return dispatcher


TOLD: Mapping[type[Error], Text] = {
    RequestEntityTooLarge: Text(
        f"The request is too large: at most {LARGEST_BODY >> 10} KiB",
        f"请求过大，至多 {LARGEST_BODY >> 10} KiB",
    ),
    RequestHeaderFieldsTooLarge: Text(
        "The address and the headers of the request are too long: at most 256 KiB together."
        " Give fewer parameters, or clear the cookies of this site",
        "请求地址与标头过长，合计至多 256 KiB；请减少参数，或清除本站 Cookie",
    ),
    BadRequest: Text(
        "The request is no HTTP message that can be read for certain: its first line, a header or"
        " the length of its body is wrong. Send it by a browser, or a library for HTTP",
        "请求不是可明确解读的 HTTP 报文：首行、标头或内容长度有误；请用浏览器或 HTTP 程序库发送",
    ),
    ServerNotImplemented: Text(
        "This Transfer-Encoding is not read here: send the body with Content-Length, or chunked",
        "不支持该 Transfer-Encoding；请用 Content-Length 或 chunked 发送内容",
    ),
    InternalServerError: Text("A fault of ours; try again", "系统内部错误，请重试"),
}
"""What a request is told that the server itself refuses."""

FILE_TOO_LARGE = Text(
    "The file is far too large (setting TONGBU_UPLOAD_MB); load it by tongbu load",
    "文件过大（设置项 TONGBU_UPLOAD_MB），请用 tongbu load 载入",
)


class _TellingTask(ErrorTask):
    """The answer to a request that the server itself refuses, in both languages."""

    def execute(self) -> None:
        request: Any = self.request
        text = TOLD.get(type(request.error))
        if isinstance(request.error, RequestEntityTooLarge) and takes_file(request.path):
            text = FILE_TOO_LARGE
        if text:
            request.error.body = f"{text.zh}\n{text.en}"
        super().execute()


def takes_file(path: str) -> bool:
    """Whether files are sent to this path, below whatever prefix."""
    return path.endswith(UPLOAD_PATHS)


class _Parser(HTTPRequestParser):
    """A request whose body is bounded by its path: only where files are sent may it be large."""

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        request: Any = self
        if self.body_rcv is not None and not takes_file(request.path):
            self.adj = copy.copy(self.adj)
            self.adj.max_request_body_size = min(LARGEST_BODY, self.adj.max_request_body_size)


class _Channel(HTTPChannel):
    """A connection, in whose favour the one is closed that was idle longest, where there are many.

    So nobody keeps others out by connections on which nothing is asked, or asked a byte a second.
    """

    error_task_class = _TellingTask
    parser_class = _Parser

    def __init__(self, server: Any, *given: Any, **more: Any) -> None:
        super().__init__(server, *given, **more)
        if len(server.active_channels) > CONNECTIONS:
            others = (c for c in server.active_channels.values() if c is not self)
            idle = [c for c in others if not c.requests and not c.will_close]
            if idle:
                min(idle, key=lambda channel: float(channel.last_activity)).will_close = True


def use_own_channels(server: Any) -> None:
    """Lets ``server`` bound bodies by path, tell in both languages what it refuses itself, and
    close idle connections in favour of new ones, of which it accepts many at a turn; waitress has
    attributes for that, no options."""
    vars(server)["channel_class"] = _Channel
    accept_one = server.handle_accept

    def accept() -> None:
        for _ in range(ACCEPTED_AT_ONCE):
            accept_one()
            if not _waiting(server.socket) or len(server.active_channels) >= MOST_CONNECTIONS:
                return

    vars(server)["handle_accept"] = accept


def _waiting(listener: socket.socket) -> bool:
    """Whether somebody waits to be accepted."""
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    return bool(poll.poll(0))


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
            derive_to_its_end(graph, progress)
