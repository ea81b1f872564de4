"""A proxy that sends each request to the next of several servers, whoever asks."""

import itertools
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PASSED_ON = ("Accept", "Content-Type", "Idempotency-Key", "If-None-Match", "Authorization")


def answered(request: urllib.request.Request) -> Any:
    """The answer to a request, whatever its status; to be closed."""
    try:
        return urllib.request.urlopen(request, timeout=120)
    except urllib.error.HTTPError as error:
        return error


@contextmanager
def round_robin(addresses: Sequence[str]) -> Iterator[str]:
    """The address of the proxy, while the block runs."""
    turns, lock = itertools.cycle(addresses), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._pass_on(None)

        def do_POST(self) -> None:
            self._pass_on(self.rfile.read(int(self.headers.get("Content-Length", 0))))

        def _pass_on(self, body: bytes | None) -> None:
            with lock:
                server = next(turns)
            given = {name: self.headers[name] for name in PASSED_ON if name in self.headers}
            request = urllib.request.Request(server + self.path, body, given)
            with answered(request) as answer:
                content = answer.read()
                self.send_response(answer.status)
                for name in ("Content-Type", "ETag"):
                    if name in answer.headers:
                        self.send_header(name, answer.headers[name])
                self.send_header("Content-Length", str(len(content)))
                self.send_header("X-Served-By", server)
                self.end_headers()
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    proxy = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=proxy.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{proxy.server_port}"
    finally:
        proxy.shutdown()
        proxy.server_close()
        thread.join(10)
