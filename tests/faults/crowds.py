"""More than can be served: idle and slow connections, and three times what the service can do."""

import json
import resource
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from itertools import cycle, islice
from typing import Any

import urllib3

HEALTH_SECONDS = 2.0
"""Within which ``/health`` answers, whatever else goes on."""

QUESTIONS = (
    "/queries/critical-path.json?enterprise=gongniu",
    "/queries/readiness.json?district=330282",
    "/queries/shared-single-source.json",
    "/queries/supplier-tree.json?enterprise=xinhai",
    "/queries/critical-path?enterprise=gongniu",
    "/what-if/closes.json?enterprises=yuelong",
)
REFUSED = (429, 503, 504)

CLIENTS = 8
"""Who ask one question after another while it is found out how many are answered a second."""

PATIENCE_SECONDS = 120.0

Figures = dict[str, Any]


def _host(address: str) -> tuple[str, int]:
    host, _, port = address.removeprefix("http://").partition(":")
    return host, int(port)


@contextmanager
def idle(address: str, connections: int) -> Iterator[int]:
    """So many connections on which nothing is asked; how many were opened."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with ExitStack() as open_:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, connections + 2000), hard))
        open_.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        connections = min(connections, hard - 1000)
        for _ in range(connections):
            open_.enter_context(socket.create_connection(_host(address), 20))
        yield connections


@contextmanager
def slow(address: str, clients: int) -> Iterator[None]:
    """So many clients that send their request a byte a second, and begin anew where they were sent
    away."""
    ended = threading.Event()

    def send() -> None:
        text = b"GET /queries/readiness HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: " + b"x" * 600
        while not ended.is_set():
            with suppress(OSError), socket.create_connection(_host(address), 20) as connection:
                for byte in text:
                    connection.send(bytes([byte]))
                    if ended.wait(1.0):
                        return

    threads = [threading.Thread(target=send, daemon=True) for _ in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join(30)


def served_meanwhile(
    address: str, seconds: float, *, path: str = QUESTIONS[0], health: float = HEALTH_SECONDS
) -> Figures:
    """Asks ``path`` and ``/health`` each in a connection of its own; how long that took. The latter
    has to be answered within ``health`` seconds."""
    took: dict[str, list[float]] = {"/health": [], path: []}
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        for one, found in took.items():
            with urllib3.PoolManager(retries=False, timeout=PATIENCE_SECONDS) as pool:
                asked = time.monotonic()
                assert pool.request("GET", address + one).status == 200
                found.append(time.monotonic() - asked)
    assert max(took["/health"]) < health, took["/health"]
    return {
        "asked": len(took[path]),
        "slowest s": round(max(took[path]), 2),
        "slowest /health s": round(max(took["/health"]), 2),
    }


def capacity(address: str, seconds: float) -> float:
    """Answers a second where a few clients ask one question after another."""
    ends = time.monotonic() + seconds
    pool = urllib3.PoolManager(maxsize=CLIENTS, retries=False, timeout=PATIENCE_SECONDS)

    def ask(first: int) -> int:
        count = 0
        for path in islice(cycle(QUESTIONS), first, None):
            if time.monotonic() > ends:
                return count
            count += pool.request("GET", address + path).status == 200
        return count

    with ThreadPoolExecutor(CLIENTS) as many:
        return sum(many.map(ask, range(CLIENTS))) / seconds


def overload(
    address: str, rate: float, seconds: float, *, limit: float, health: float = HEALTH_SECONDS
) -> Figures:
    """Asks ``rate`` questions a second, whether they are answered or not: each is answered rightly
    within ``limit`` seconds, or refused with ``Retry-After``; ``/health`` is answered always,
    within ``health`` seconds."""
    pool = urllib3.PoolManager(maxsize=400, retries=False, timeout=PATIENCE_SECONDS)
    right = {path: _right(pool, address + path) for path in QUESTIONS}
    statuses: Counter[int] = Counter()
    wrong: list[str] = []
    took: list[float] = []

    def ask(path: str) -> None:
        asked = time.monotonic()
        answer = pool.request("GET", address + path)
        passed = time.monotonic() - asked
        statuses[answer.status] += 1
        if answer.status == 200:
            took.append(passed)
            if _content(answer) != right[path]:
                wrong.append(f"another answer: {path}")
        elif answer.status not in REFUSED or not answer.headers.get("Retry-After"):
            wrong.append(f"{answer.status} {path} {answer.data[:200]!r}")
        if passed > limit:
            wrong.append(f"{passed:.1f} s: {path}")

    with _health(address, seconds) as health_took, ThreadPoolExecutor(400) as many:
        begun = time.monotonic()
        for number, path in zip(range(int(rate * seconds)), cycle(QUESTIONS), strict=False):
            time.sleep(max(0.0, begun + number / rate - time.monotonic()))
            many.submit(ask, path)
    assert not wrong, wrong[:5]
    assert max(health_took) < health, health_took
    return {
        "asked a second": round(rate, 1),
        "asked": statuses.total(),
        "answered": statuses[200],
        "refused": statuses.total() - statuses[200],
        "p95 s": round(statistics.quantiles([*took, *took], n=20)[-1], 2) if took else None,
        "slowest /health s": round(max(health_took), 2),
    }


ASKED = """
import json, sys, time, urllib.request
address, seconds, took = sys.argv[1], float(sys.argv[2]), []
begun = time.monotonic()
while time.monotonic() - begun < seconds:
    asked = time.monotonic()
    with urllib.request.urlopen(f"{address}/health", timeout=120) as answer:
        assert answer.status == 200
    took.append(time.monotonic() - asked)
    time.sleep(0.25)
print(json.dumps(took))
"""


@contextmanager
def _health(address: str, seconds: float) -> Iterator[list[float]]:
    """Asks ``/health`` four times a second meanwhile; how long each took, once it is over. In a
    process of its own: hundreds of threads that ask would hold up one among them."""
    took: list[float] = []
    asking = subprocess.Popen(
        [sys.executable, "-c", ASKED, address, str(seconds)], stdout=subprocess.PIPE
    )
    yield took
    told, _ = asking.communicate(timeout=PATIENCE_SECONDS)
    assert asking.returncode == 0
    took += json.loads(told)


def _right(pool: urllib3.PoolManager, url: str) -> Any:
    """The answer, asked until it is given: a server just started plans for longer than it may."""
    for _ in range(10):
        if (answer := pool.request("GET", url)).status == 200:
            return _content(answer)
    raise AssertionError(url)


def _content(answer: urllib3.BaseHTTPResponse) -> Any:
    """The data that is told, the time it took aside; of a page that it is one."""
    if "json" not in answer.headers["Content-Type"]:
        return answer.headers["Content-Type"]
    body = answer.json()
    body.pop("elapsed_ms", None)
    return body
