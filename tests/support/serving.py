"""The service as a server of its own, for what only real connections show."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import waitress
from flask import Flask
from waitress import wasyncore

from service.http.proxies import Application


@contextmanager
def served(
    app: Flask | Application,
    threads: int = 4,
    prefix: str = "",
    prepared: Callable[[object], None] = lambda server: None,
) -> Iterator[str]:
    """The address of ``app`` on a port of this machine, with no slash at its end; ``prefix`` is the
    path below which a proxy offers it, ``prepared`` what is done to the server before it serves."""
    sockets: dict[int, Any] = {}
    server = waitress.create_server(
        app,
        host="127.0.0.1",
        port=0,
        threads=threads,
        channel_request_lookahead=1,
        clear_untrusted_proxy_headers=False,
        url_prefix=prefix,
        map=sockets,
    )
    prepared(server)
    ended = threading.Event()

    def serve() -> None:
        """Until the block ends; nobody closes a socket that is being waited for."""
        while not ended.is_set():
            wasyncore.loop(timeout=0.2, map=sockets, count=1)
        for one in list(sockets.values()):
            one.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        ended.set()
        thread.join(10)
        server.task_dispatcher.shutdown()


def answer_to(address: str, message: bytes) -> str:
    """All that is answered to the bytes of a message, until the server ends the connection."""
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), 20) as connection:
        connection.sendall(message)
        return b"".join(iter(lambda: connection.recv(4096), b"")).decode()
