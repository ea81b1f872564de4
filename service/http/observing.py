"""What is seen from outside: a line per request in the log, and counters for Prometheus.

Neither has an address, a parameter or a name in it: of a request the route as it is declared, by
whom as the record of changes names him, status and time. Counters begin with the process.
"""

import logging
import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from flask import Response, g, request

from service.answers.knowledge import Knowledge
from service.errors import Refusal
from service.http.context import requester
from service.private_neo4j.backups import Backups
from service.private_neo4j.watch import Watch
from service.serialization import to_json

ACCESS = logging.getLogger("tongbu.access")

RECEIVED = "tongbu.received"
"""In the environment of a request: when it came (``time.monotonic``)."""

LANES = "tongbu.lanes"
"""In it: the lanes through which it came."""

BUCKETS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
"""Seconds up to which requests are counted together."""

METHODS = frozenset(
    ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT")
)

OTHER_METHOD = "other"
"""A method that HTTP does not know: any text, of which there is no end."""

NO_ROUTE = "none"
"""The route of what is at no address of ours."""

Key = tuple[str, str, int]


@dataclass
class _Count:
    """Requests of one route, method and status: how many, by bucket, and seconds in all."""

    buckets: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    seconds: float = 0.0


class Requests:
    """What was answered since the process began."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[Key, _Count] = {}

    def add(self, key: Key, seconds: float) -> None:
        """Counts one request, by route, method and status."""
        with self._lock:
            count = self._counts.setdefault(key, _Count())
            count.buckets[bisect_left(BUCKETS, seconds)] += 1
            count.seconds += seconds

    def all(self) -> list[tuple[Key, list[int], float]]:
        """Key, how many by bucket, and seconds in all."""
        with self._lock:
            return [(key, list(one.buckets), one.seconds) for key, one in self._counts.items()]


def observe(response: Response, requests: Requests) -> None:
    """Counts this request, and writes a line of it where the log is kept."""
    received = request.environ.get(RECEIVED) or g.get("received")
    seconds = time.monotonic() - received if received else 0.0
    route = str(request.url_rule.rule) if request.url_rule else NO_ROUTE
    method = request.method if request.method in METHODS else OTHER_METHOD
    requests.add((route, method, response.status_code), seconds)
    if ACCESS.isEnabledFor(logging.INFO):
        line = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "request": g.get("request_id"),
            "by": requester() if "caller" in g else None,
            "method": method,
            "route": route,
            "status": response.status_code,
            "ms": round(1000 * seconds, 1),
            "bytes": response.calculate_content_length(),
        }
        ACCESS.info(to_json(line).decode("utf-8"))


def exposition(
    requests: Requests,
    knowledge: Knowledge,
    watch: Watch | None,
    backups: Backups | None,
    lanes: Iterable[Any],
) -> bytes:
    """All of it in the text format of Prometheus."""
    return _exposed(
        lambda: chain(_families(requests, lanes), _of_database(knowledge, watch, backups))
    )


def exposition_away() -> bytes:
    """That the database is away, to somebody who cannot be known because of it."""
    return _exposed(lambda: _up(False))


def _exposed(families: Callable[[], Iterator[Any]]) -> bytes:
    from prometheus_client import CollectorRegistry, generate_latest  # for whom it is scraped
    from prometheus_client.registry import Collector

    class Told(Collector):
        def collect(self) -> Iterator[Any]:
            return families()

    registry = CollectorRegistry(auto_describe=False)
    registry.register(Told())
    return bytes(generate_latest(registry))


def _families(requests: Requests, lanes: Iterable[Any]) -> Iterator[Any]:
    from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily

    answered = HistogramMetricFamily(
        "tongbu_request_seconds", "Requests answered", labels=("route", "method", "status")
    )
    for (route, method, status), buckets, seconds in requests.all():
        total, cumulated = 0, []
        for bound, count in zip((*map(str, BUCKETS), "+Inf"), buckets, strict=True):
            total += count
            cumulated.append((bound, total))
        answered.add_metric((route, method, str(status)), cumulated, seconds)
    yield answered
    running = GaugeMetricFamily("tongbu_lane_running", "Requests in work", labels=("lane",))
    waiting = GaugeMetricFamily("tongbu_lane_waiting", "Requests that wait", labels=("lane",))
    for lane in lanes:
        at_work, queued = lane.load
        running.add_metric((lane.name,), at_work)
        waiting.add_metric((lane.name,), queued)
    yield from (running, waiting)


def _of_database(
    knowledge: Knowledge, watch: Watch | None, backups: Backups | None
) -> Iterator[Any]:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    if watch:
        restarts = "Starts of a private database that died"
        yield CounterMetricFamily("tongbu_database_restarts", restarts, value=watch.restarts)
        free = "Free space on the disk of the private database"
        yield GaugeMetricFamily("tongbu_disk_free_bytes", free, value=watch.free_mb << 20)
    if backups:
        failed = int(backups.failure is not None)
        yield GaugeMetricFamily(
            "tongbu_backup_failed", "Whether the last backup failed", value=failed
        )
        if last := backups.last:
            yield GaugeMetricFamily(
                "tongbu_backup_last_seconds", "When the last was made", value=last.timestamp()
            )
    try:
        state = knowledge.state(timeout=2)
    except Refusal:
        yield from _up(False)
        return
    yield from _up(True)
    yield GaugeMetricFamily(
        "tongbu_graph_derived", "Whether derived facts are current", value=int(state.derived)
    )
    yield GaugeMetricFamily("tongbu_graph_version", "Changes accepted", value=state.version)


def _up(answers: bool) -> Iterator[Any]:
    from prometheus_client.core import GaugeMetricFamily

    told = "Whether the database answers"
    yield GaugeMetricFamily("tongbu_database_up", told, value=int(answers))
