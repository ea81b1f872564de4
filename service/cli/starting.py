"""How ``tongbu up`` starts: the database at once, and all that serves it while Java starts."""

import os
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from service.cli.background_training import training_beside
from service.cli.console import Console
from service.cli.graph_access import open_kept_alive
from service.cli.memory import collect_rarely
from service.errors import CannotStart, system_reason
from service.http.listening import require_somebody
from service.language import Text
from service.settings import Settings

if TYPE_CHECKING:  # what takes a second to be imported is imported while Java starts
    from service.catalog.catalog import Catalog


def start(settings: Settings, console: Console, *, empty: bool) -> None:
    """Opens the graph, fills it with the Cixi dataset unless ``empty``, and serves it.

    Raises ``CannotStart`` for an address that cannot be used before anything is started.
    """
    collect_rarely()
    if not settings.neo4j_uri and not settings.data.exists():  # no database, and so no users
        require_somebody(settings, lambda: False)
    with bound_socket(settings) as listener, ThreadPoolExecutor(1) as beside:
        catalog = beside.submit(_prepared)
        with (
            open_kept_alive(settings, console, _interrupt) as (graph, watch),
            training_beside(settings),
        ):
            known = catalog.result()
            from service.cli.web_server import serve

            serve(graph, known, listener, settings, console, empty=empty, watch=watch)


def _interrupt() -> None:
    """Ends what the main thread does, as Ctrl-C would."""
    os.kill(os.getpid(), signal.SIGINT)


def _prepared() -> "Catalog":
    """Imports what serves, and reads what can be asked."""
    import service.cli.web_server  # noqa: F401
    from service.catalog.catalog import read_catalog

    return read_catalog()


@contextmanager
def bound_socket(settings: Settings) -> Iterator[socket.socket]:
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
            reason = system_reason(error)
            raise CannotStart(
                Text(
                    f"Port {settings.port} on {settings.host} cannot be used"
                    f" ({reason.en}); choose another with --port, or --port 0 for any free one",
                    f"无法使用 {settings.host} 的端口 {settings.port}（{reason.zh}）；"
                    "请用 --port 另选，或用 --port 0 任选空闲端口",
                )
            ) from error
        listener.listen(128)
        yield listener
