"""A cluster that is none: three servers that speak as much Bolt 5.4 as routing takes, and note who
was asked what. Each statement is answered by no rows.
"""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

LOST = "connection lost"
"""In place of an answer the connection is closed."""

MAGIC, VERSION = b"\x60\x60\xb0\x17", b"\x00\x00\x04\x05"

SUCCESS, IGNORED, FAILURE = 0x70, 0x7E, 0x7F
HELLO, GOODBYE, RESET = 0x01, 0x02, 0x0F
RUN, BEGIN, COMMIT, ROLLBACK, PULL, ROUTE = 0x10, 0x11, 0x12, 0x13, 0x3F, 0x66


@dataclass
class StubServer:
    """A server of the cluster: ``ran`` are the statements it was given, ``waits_for`` the bookmarks
    that the transactions begun here were to have seen; ``fails`` is how the next statements fail,
    by the code of each, or ``LOST``."""

    listener: socket.socket
    ran: list[str] = field(default_factory=list)
    waits_for: list[list[str]] = field(default_factory=list)
    fails: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.listener.getsockname()[1]}"


@dataclass
class StubCluster:
    router: StubServer
    reader: StubServer
    writer: StubServer
    commits: int = 0

    @property
    def uri(self) -> str:
        return f"neo4j://{self.router.address}"

    def answer(self, server: StubServer, signature: int, fields: list[Any]) -> dict[str, Any]:
        """What comes with the success of a message."""
        if signature == HELLO:
            return {"server": "Neo4j/5.26.0", "connection_id": "stub", "hints": {}}
        if signature == ROUTE:
            roles = {"ROUTE": self.router, "READ": self.reader, "WRITE": self.writer}
            servers = [{"role": r, "addresses": [s.address]} for r, s in roles.items()]
            return {"rt": {"ttl": 300, "db": "neo4j", "servers": servers}}
        if signature == BEGIN:
            server.waits_for.append(fields[0].get("bookmarks", []))
        if signature == RUN:
            server.ran.append(fields[0])
            return {"fields": ["x"], "t_first": 0}
        if signature == PULL:
            return {"type": "r", "t_last": 0, "has_more": False}
        if signature == COMMIT:
            self.commits += 1
            return {"bookmark": f"{server.address}#{self.commits}"}
        return {}


@contextmanager
def stub_cluster() -> Iterator[StubCluster]:
    """One that only routes, one to read from, one to write to."""
    with ExitStack() as stack:
        servers = []
        for _ in range(3):
            listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            servers.append(StubServer(listener))
        cluster = StubCluster(*servers)
        for server in servers:
            threading.Thread(target=_accept, args=[cluster, server], daemon=True).start()
        yield cluster


def _accept(cluster: StubCluster, server: StubServer) -> None:
    while True:
        try:
            connection, _ = server.listener.accept()
        except OSError:
            return  # closed
        threading.Thread(target=_speak, args=[cluster, server, connection], daemon=True).start()


def _speak(cluster: StubCluster, server: StubServer, connection: socket.socket) -> None:
    with connection, connection.makefile("rb") as read:
        assert read.read(20).startswith(MAGIC)
        connection.sendall(VERSION)
        failed = False
        while message := _message(read):
            signature, fields = message[1], _Reader(message, 2).values(message[0] & 0x0F)
            if signature == GOODBYE:
                return
            failed = failed and signature != RESET
            if failed:
                body = bytes([0xB0, IGNORED])
            elif signature == RUN and server.fails:
                code = server.fails.pop(0)
                if code == LOST:
                    return
                failed = True
                body = bytes([0xB1, FAILURE]) + _packed({"code": code, "message": "as told"})
            else:
                body = bytes([0xB1, SUCCESS]) + _packed(cluster.answer(server, signature, fields))
            connection.sendall(struct.pack(">H", len(body)) + body + b"\x00\x00")


def _message(read: Any) -> bytes:
    chunks = []
    while size := struct.unpack(">H", read.read(2) or b"\x00\x00")[0]:
        chunks.append(read.read(size))
    return b"".join(chunks)


def _packed(value: Any) -> bytes:
    if isinstance(value, bool):
        return b"\xc3" if value else b"\xc2"
    if isinstance(value, int):
        return b"\xc9" + struct.pack(">h", value)
    if isinstance(value, str):
        text = value.encode()
        return b"\xd1" + struct.pack(">H", len(text)) + text
    if isinstance(value, list):
        return b"\xd5" + struct.pack(">H", len(value)) + b"".join(map(_packed, value))
    pairs = b"".join(_packed(key) + _packed(item) for key, item in value.items())
    return b"\xd9" + struct.pack(">H", len(value)) + pairs


class _Reader:
    """Reads values as PackStream packs them, of those kinds that the driver sends here."""

    def __init__(self, content: bytes, at: int) -> None:
        self._content = content
        self._at = at

    def values(self, count: int) -> list[Any]:
        return [self._value() for _ in range(count)]

    def _take(self, count: int) -> bytes:
        self._at += count
        return self._content[self._at - count : self._at]

    def _size(self, marker: int) -> int:
        """The size that follows a marker of 8, 16 or 32 bits: d0, d1, d2, and likewise others."""
        width = 1 << (marker & 0x03)
        return int.from_bytes(self._take(width), "big")

    def _value(self) -> Any:
        (marker,) = self._take(1)
        high, low = marker & 0xF0, marker & 0x0F
        if marker < 0x80 or marker >= 0xF0:
            return struct.unpack("b", bytes([marker]))[0]
        if high == 0x80:
            return self._take(low).decode()
        if high == 0x90:
            return self.values(low)
        if high == 0xA0:
            return self._map(low)
        if marker in (0xC0, 0xC2, 0xC3):
            return {0xC0: None, 0xC2: False, 0xC3: True}[marker]
        if marker == 0xC1:
            return struct.unpack(">d", self._take(8))[0]
        if 0xC8 <= marker <= 0xCB:
            return int.from_bytes(self._take(1 << (marker - 0xC8)), "big", signed=True)
        size = self._size(marker - (0xD0 if marker < 0xD4 else 0xD4 if marker < 0xD8 else 0xD8))
        if marker < 0xD4:
            return self._take(size).decode()
        return self.values(size) if marker < 0xD8 else self._map(size)

    def _map(self, size: int) -> dict[str, Any]:
        return {self._value(): self._value() for _ in range(size)}
