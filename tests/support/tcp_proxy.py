"""A connection that fails: a proxy between service and database, with the faults of Toxiproxy."""

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

CHUNK = 65536


@dataclass(frozen=True)
class Fault:
    """What happens to data on its way; ``what`` says it in a table."""

    name: str
    what: str
    delay: float = 0.0
    """Seconds by which each piece of data is late."""
    rate: float = 0.0
    """Bytes a second, at most."""
    slice: int = 0
    """Bytes that are passed on at a time."""
    swallow: bool = False
    """Nothing arrives, and nobody is told; connections stay dead when the fault has ended."""
    reset: bool = False
    half: bool = False
    """Of an answer half is passed on, then the connection is closed."""
    close_delay: float = 0.0
    refuse: bool = False
    """Nobody listens."""


FAULTS = (
    Fault("latency", "each piece of data 0.2 s late", delay=0.2),
    Fault("down", "connections closed, new ones refused", refuse=True),
    Fault("reset", "connections reset with the first data", reset=True),
    Fault("half answer", "half of an answer, then closed", half=True),
    Fault("slicer", "100 bytes at a time", slice=100, delay=0.001),
    Fault("slow close", "closed 3 s late", close_delay=3.0, half=True),
    Fault("bandwidth", "20 kB a second", rate=20_000.0),
    Fault("silence", "everything swallowed, connections stay dead", swallow=True),
)


class Proxy:
    """Passes on what comes to its address to ``upstream``, as well as the present fault lets it."""

    def __init__(self, upstream: str) -> None:
        host, _, port = upstream.rpartition("//")[2].partition(":")
        self._upstream = (host, int(port))
        self._fault: Fault | None = None
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listen(0)

    @property
    def uri(self) -> str:
        return f"bolt://127.0.0.1:{self._port}"

    def close(self) -> None:
        self._refuse()

    @contextmanager
    def failing(self, fault: Fault) -> Iterator[None]:
        """While the block lasts everything suffers from ``fault``."""
        self._fault = fault
        if fault.refuse:
            self._refuse()
        try:
            yield
        finally:
            self._fault = None
            if fault.refuse:
                self._listen(self._port)

    def _listen(self, port: int) -> None:
        self._listener = socket.create_server(("127.0.0.1", port))
        self._port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=[self._listener], daemon=True).start()

    def _refuse(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for one in self._open:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
                server = socket.create_connection(self._upstream, 10)
                server.settimeout(None)
            except OSError:
                if listener.fileno() == -1:
                    return
                client.close()
                continue
            with self._lock:
                self._open |= {client, server}
            connection = _Connection(self, client, server)
            for pump in (connection.up, connection.down):
                threading.Thread(target=pump, daemon=True).start()

    @property
    def fault(self) -> Fault | None:
        return self._fault

    def forget(self, *ends: socket.socket) -> None:
        """Of a connection that has ended."""
        with self._lock:
            self._open -= set(ends)


class _Connection:
    """One connection through the proxy: both of its directions."""

    def __init__(self, proxy: Proxy, client: socket.socket, server: socket.socket) -> None:
        self._proxy, self._client, self._server = proxy, client, server
        self._dead = False
        self._left = 2

    def up(self) -> None:
        self._pump(self._client, self._server, answers=False)

    def down(self) -> None:
        self._pump(self._server, self._client, answers=True)

    def _pump(self, source: socket.socket, sink: socket.socket, *, answers: bool) -> None:
        with suppress(OSError):
            while data := source.recv(CHUNK):
                if not self._pass_on(data, sink, answers=answers):
                    break
        if (fault := self._proxy.fault) and fault.close_delay:
            time.sleep(fault.close_delay)
        if not self._dead:
            for end in (source, sink):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        self._left -= 1
        if not self._left:
            self._proxy.forget(source, sink)
            source.close()
            sink.close()

    def _pass_on(self, data: bytes, sink: socket.socket, *, answers: bool) -> bool:
        """Whether the connection goes on."""
        fault = self._proxy.fault
        if self._dead or (fault and fault.swallow):
            self._dead = True
            return True
        if fault is None:
            sink.sendall(data)
            return True
        if fault.reset:
            for end in (self._client, self._server):  # closed at once, without a goodbye
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                end.close()
            return False
        if fault.half and answers:
            sink.sendall(data[: len(data) // 2])
            return False
        size = fault.slice or len(data)
        for at in range(0, len(data), size):
            piece = data[at : at + size]
            time.sleep(fault.delay + (len(piece) / fault.rate if fault.rate else 0))
            sink.sendall(piece)
        return True
