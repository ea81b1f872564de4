"""A port that nothing must ever ask: it tells what did."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Listener:
    """Its ``address`` (host and port), and how each connection ``began``."""

    address: str
    began: list[bytes] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Listener]:
    """A listener while the block runs."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        listener = Listener(f"127.0.0.1:{server.getsockname()[1]}")

        def serve() -> None:
            with suppress(OSError):  # closed
                while True:
                    connection, _ = server.accept()
                    with connection, suppress(OSError):
                        connection.settimeout(1)
                        listener.began.append(b"?")
                        listener.began[-1] = connection.recv(200)

        threading.Thread(target=serve, daemon=True).start()
        yield listener
        server.shutdown(socket.SHUT_RDWR)
