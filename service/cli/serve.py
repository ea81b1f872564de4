"""The commands that keep something running: ``tongbu up`` and ``tongbu database``."""

import gc
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import click
from waitress.server import create_server

from service.cli.common import (
    bilingual,
    connected,
    derive_and_rank,
    examples,
    handles_refusals,
    load_and_derive,
    open_knowledge,
    opened,
)
from service.cli.console import Terminal
from service.derivation.ranking import changes_since
from service.errors import CannotStart
from service.graph import schema
from service.graph.database import Graph
from service.http.access import AccessControl, is_loopback
from service.http.app import create_app
from service.language import Text
from service.private_neo4j.server import PrivateNeo4j
from service.settings import Settings

CIXI = Path(__file__).resolve().parents[2] / "seed" / "cixi"


THREADS = 16
"""Requests answered at once."""


@click.command(
    help=bilingual("Start everything; Ctrl-C ends it.", "启动全部服务，Ctrl-C 结束。"),
    epilog=examples(
        {
            "up": Text("with the Cixi dataset, the first time", "首次启动时载入慈溪数据集"),
            "up --empty --data mine/data": Text("with nothing in it", "从空库开始"),
            "up --port 0": Text("on any free port", "任选空闲端口"),
        }
    ),
)
@click.option("--host", help=bilingual("Address to listen on.", "监听地址。"))
@click.option(
    "--port", type=click.IntRange(0, 65535), help=bilingual("Port to listen on.", "监听端口。")
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help=bilingual("Folder of the private database.", "自带数据库所在文件夹。"),
)
@click.option(
    "--empty", is_flag=True, help=bilingual("Do not load the Cixi dataset.", "不载入慈溪数据集。")
)
@handles_refusals
def up(
    settings: Settings,
    terminal: Terminal,
    host: str | None,
    port: int | None,
    data: Path | None,
    empty: bool,
) -> None:
    settings = replace(
        settings,
        host=host or settings.host,
        port=settings.port if port is None else port,
        data=data.expanduser().resolve() if data else settings.data,
    )
    AccessControl(settings.host, settings.token)  # refuses before anything is started
    with listening(settings) as listener, _own(settings, terminal) as graph:
        schema.apply(graph)
        here = is_loopback(settings.host)
        knowledge = open_knowledge(
            graph,
            show_personal=here or settings.show_personal,
            may_change=here or settings.allow_changes,
        )
        knowledge.check_at_start()
        # A server just started, on a busy machine, takes longer than an answer may.
        state = knowledge.state(timeout=60)
        if (state.empty and not empty) or state.loading == "cixi-2020-02-12":
            terminal.say(Text("Loading the Cixi dataset", "载入慈溪数据集"))
            load_and_derive(CIXI, graph, terminal)
        elif (state.as_of and state.loading is None) and (
            not state.derived or changes_since(graph) is None
        ):
            with terminal.progress() as bars:
                derive_and_rank(graph, bars, again=not state.derived)
        app = create_app(knowledge, settings)
        server = create_server(
            app,
            sockets=[listener],
            threads=THREADS,
            ident=None,
            clear_untrusted_proxy_headers=True,
            channel_request_lookahead=1,
        )
        name = f"[{settings.host}]" if ":" in settings.host else settings.host
        address = f"http://{name}:{listener.getsockname()[1]}/"
        ready = Text(
            f"Tongbu is ready: {address}  (Ctrl-C ends it)",
            f"同步已就绪：{address} （Ctrl-C 结束）",
        )
        # Before it is told: a Ctrl-C amid the collecting of objects would be lost.
        look_rarely_for_circles()
        try:
            with suppress(KeyboardInterrupt):
                terminal.say(ready)
                server.run()
        finally:
            server.close()
            terminal.say(Text("Stopping", "正在停止"))


def look_rarely_for_circles() -> None:
    """Of what a running service makes for an answer hardly any objects hold each other; Python
    would look through all of them many times while a large one is read."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@contextmanager
def _own(settings: Settings, terminal: Terminal) -> Iterator[Graph]:
    """As ``connected``, but a private database that another process holds is refused."""
    if settings.neo4j_uri:
        with connected(settings, terminal) as graph:
            yield graph
        return
    with PrivateNeo4j(settings, terminal.lines) as connection, opened(connection, "neo4j") as graph:
        yield graph


@contextmanager
def listening(settings: Settings) -> Iterator[socket.socket]:
    """A socket on the address to serve; taken first, so that a port in use is told at once."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind)
    except OSError as error:
        raise CannotStart(
            Text(
                f"{settings.host} is not an address of this machine; 127.0.0.1 is",
                f"{settings.host} 不是本机地址，可用 127.0.0.1",
            )
        ) from error
    with listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
        except OSError as error:
            raise CannotStart(
                Text(
                    f"Port {settings.port} on {settings.host} cannot be used"
                    f" ({os.strerror(error.errno or 0)}); choose another with --port,"
                    " or --port 0 for any free one",
                    f"无法使用 {settings.host} 的端口 {settings.port}"
                    f"（{os.strerror(error.errno or 0)}）；请用 --port 另选，"
                    "或用 --port 0 任选空闲端口",
                )
            ) from error
        listener.listen(128)
        yield listener


@click.command(
    help=bilingual("Only the private Neo4j, in the foreground.", "仅启动自带 Neo4j。"),
    epilog=examples(
        {
            "database": Text("for your own Neo4j tools", "供其他 Neo4j 工具连接"),
            "database --data mine/data": Text("that of another folder", "另一文件夹中的数据库"),
        }
    ),
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help=bilingual("Folder of the private database.", "自带数据库所在文件夹。"),
)
@handles_refusals
def database(settings: Settings, terminal: Terminal, data: Path | None) -> None:
    if data:
        settings = replace(settings, data=data.expanduser().resolve())
    with PrivateNeo4j(settings, terminal.lines) as connection:
        try:
            terminal.say(
                Text(
                    f"Neo4j answers at {connection.uri}, user {connection.username};"
                    f" its password is in {settings.data}",
                    f"Neo4j 已就绪：{connection.uri}，用户 {connection.username}，"
                    f"密码保存在 {settings.data}",
                )
            )
            while True:
                signal.pause()
        except KeyboardInterrupt:
            terminal.say(Text("Stopping", "正在停止"))
