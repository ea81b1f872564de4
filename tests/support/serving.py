"""The service as a server of its own, for what only real connections show."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import waitress
from flask import Flask

from service.http.proxies import Application


@contextmanager
def served(app: Flask | Application, threads: int = 4, prefix: str = "") -> Iterator[str]:
    """The address of ``app`` on a port of this machine, with no slash at its end; ``prefix`` is the
    path below which a proxy offers it."""
    server = waitress.create_server(
        app,
        host="127.0.0.1",
        port=0,
        threads=threads,
        channel_request_lookahead=1,
        clear_untrusted_proxy_headers=False,
        url_prefix=prefix,
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        server.task_dispatcher.shutdown()
        thread.join(10)
