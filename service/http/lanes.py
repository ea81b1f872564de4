"""Lanes: light questions never wait behind heavy ones, and no request longer than its deadline.

A request is answered by a worker of its lane, which is chosen by what its route costs. Beyond the
workers a bounded number waits; who comes then is refused at once (429). Whoever waits past the
deadline is told so (504) whatever the database does: the driver cannot be made to stop waiting for
a server that says nothing, so the worker is left to it, and counts in its lane until it is back.

What needs no database (whether the service lives, static files) is in no lane. Whatever may ask it,
if only who sends a token to an address that does not exist, is in one: else a database that says
nothing would hold the threads of the server. Long answers leave their lane before they are sent:
how many are sent at once has a bound of its own.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.wsgi import ClosingIterator

from service.answers.knowledge import Knowledge
from service.catalog.catalog import QUERY
from service.catalog.header_keys import DEFAULT_TIMEOUT
from service.errors import Refusal, TimeLimitExceeded, TooManyRequests
from service.graph.refusals import OUTCOME_UNKNOWN
from service.http.observing import LANES, RECEIVED
from service.http.routes import CATALOGUED, STATIC
from service.http.waking import LatestFirst
from service.language import Text

REFUSAL = "tongbu.refusal"
"""In the environment of a request that is refused before it is answered."""

IDLE_SECONDS = 10.0
"""After that a worker that has nothing to do ends."""

MARGIN_SECONDS = 3.0
"""Beside the time limit of a statement: for what goes before and after it."""

PAGE_SECONDS = 30.0
"""The deadline of a page of many parts, each with a time limit of its own."""

CHANGE_SECONDS = 60.0

LONG_SECONDS = 600.0
"""The deadline of what reads or takes back whole datasets, and shows its progress otherwise."""

PROBE_SECONDS = 5.0
"""The deadline of what asks how the service is: whoever asks takes long for an answer."""

SENDING = 64
"""Answers that are sent at once: one to a slow reader holds a thread of the server."""

PROBE_ROUTES = {"api.ready", "api.metrics"}
LONG_ROUTES = {"loads.checked", "loads.as_json", "undoing.done", "undoing.as_json"}
HEAVY_ROUTES = {
    *("inside.profile", "api.bloom", "look_alikes.page", "look_alikes.as_json"),
    *("snapshots.difference_page", "snapshots.difference_as_json"),
}
HEAVY_ROOMS = ("scenarios", "writing", "report")
FREE_ROUTES = {STATIC, "api.health", "pages.token"}
"""Those that never ask the database; a static file only who sends a token with it."""

LATE = Text("The database did not answer in time; try again", "数据库未及时响应，请重试")
StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


@dataclass
class _Task:
    """One request on its way through a lane."""

    run: Callable[[], Iterable[bytes]]
    done: threading.Event = field(default_factory=threading.Event)
    begun: bool = False
    abandoned: bool = False
    answer: Iterable[bytes] | None = None
    error: BaseException | None = None


class Lane:
    """``workers`` threads, and at most ``waiting`` requests beside those they answer."""

    def __init__(self, name: str, workers: int, waiting: int, late: Text = LATE) -> None:
        self.name, self.workers, self.waiting = name, workers, waiting
        self._late = late
        self._lock = LatestFirst()
        self._queue: deque[_Task] = deque()
        self._threads = 0
        self._idle = 0

    @property
    def load(self) -> tuple[int, int]:
        """How many requests are in work, and how many wait."""
        with self._lock:
            return self._threads - self._idle, len(self._queue)

    def answer(self, run: Callable[[], Iterable[bytes]], seconds: float) -> Iterable[bytes]:
        """What ``run`` gives, or raises; ``TooManyRequests`` where too many wait already, and
        ``TimeLimitExceeded`` after ``seconds``."""
        task = _Task(run)
        with self._lock:
            if len(self._queue) >= self.waiting + self._idle:
                raise TooManyRequests(
                    Text(
                        "Too many questions of this kind are being answered; try again shortly",
                        "同类请求过多，请稍后重试",
                    ),
                    retry_after=2,
                )
            self._queue.append(task)
            if self._idle < len(self._queue) and self._threads < self.workers:
                self._threads += 1
                threading.Thread(target=self._work, name=f"{self.name} lane", daemon=True).start()
            self._lock.notify()
        if not task.done.wait(seconds):
            self._abandon(task)
        if task.error is not None:
            raise task.error
        assert task.answer is not None
        return task.answer

    def _abandon(self, task: _Task) -> None:
        """Leaves a task to its worker, and raises the refusal; not where it was just done."""
        with self._lock:
            if task.done.is_set():
                return
            task.abandoned = True
            if not task.begun:
                self._queue.remove(task)
                raise TooManyRequests(
                    Text(
                        "It did not come to its turn in time; try again shortly",
                        "排队超时，请稍后重试",
                    ),
                    retry_after=5,
                )
        raise TimeLimitExceeded(self._late)

    def _work(self) -> None:
        while task := self._next():
            try:
                task.answer = task.run()
            except BaseException as error:  # whoever waits for it raises it
                task.error = error
            with self._lock:
                task.done.set()
                left = task.abandoned
            if left and task.answer is not None:
                _close(task.answer)

    def _next(self) -> _Task | None:
        """The next task; ``None``, and the worker is gone, where none comes for a while."""
        with self._lock:
            self._idle += 1
            try:
                if not self._lock.wait_for(lambda: bool(self._queue), IDLE_SECONDS):
                    self._threads -= 1
                    return None
                task = self._queue.popleft()
                task.begun = True
                return task
            finally:
                self._idle -= 1


def _close(body: Iterable[bytes]) -> None:
    """Closes a body that nobody will read."""
    if close := getattr(body, "close", None):
        with suppress(Exception):
            close()


class Lanes:
    """An application whose requests go through lanes."""

    def __init__(self, app: Flask, knowledge: Knowledge) -> None:
        self._app = app
        self._knowledge = knowledge
        self.light = Lane("light", 12, 64)
        self.heavy = Lane("heavy", 4, 16)
        self.change = Lane("change", 4, 32, OUTCOME_UNKNOWN)
        self.probe = Lane("probe", 2, 8)
        self._sending = threading.Semaphore(SENDING)

    @property
    def most(self) -> int:
        """Requests that may be in all lanes, or on their way out, at once."""
        return sum(lane.workers + lane.waiting for lane in self) + SENDING

    def __iter__(self) -> Iterator[Lane]:
        return iter((self.light, self.heavy, self.change, self.probe))

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        environ |= {RECEIVED: time.monotonic(), LANES: self}
        lane, seconds = self.of(environ)
        if lane is None:
            return self._app.wsgi_app(environ, start_response)
        started: list[tuple[Any, ...]] = []

        def start(*given: Any) -> Any:
            started.append(given)

        def run() -> Iterable[bytes]:
            return self._app.wsgi_app(environ, start)

        try:
            body = lane.answer(run, seconds)
            if lane is not self.change:  # what was done is told in any case
                body = self._sent(body)
        except Refusal as refusal:
            # the application words it as any other, without the database
            return self._app.wsgi_app({**environ, REFUSAL: refusal}, start_response)
        start_response(*started[-1])
        return body

    def _sent(self, body: Iterable[bytes]) -> Iterable[bytes]:
        """A body that counts among those that are sent until it is closed; refused where too many
        are."""
        if not self._sending.acquire(blocking=False):
            _close(body)
            raise TooManyRequests(
                Text(
                    "Too many answers are being sent; try again shortly",
                    "正在传送的结果过多，请稍后重试",
                ),
                retry_after=5,
            )
        return ClosingIterator(
            (piece for piece in body), [partial(_close, body), self._sending.release]
        )

    def of(self, environ: dict[str, Any]) -> tuple[Lane | None, float]:
        """The lane of a request, and its deadline in seconds."""
        try:
            endpoint, values = self._app.url_map.bind_to_environ(environ).match()
        except HTTPException:  # not there, or not by this method: told to who was let in
            return self.light, PAGE_SECONDS
        endpoint = str(endpoint)
        if endpoint == STATIC and "HTTP_AUTHORIZATION" in environ:
            return self.light, PAGE_SECONDS  # of a token of a user the graph knows
        if endpoint in FREE_ROUTES:
            return None, 0.0
        if endpoint in PROBE_ROUTES:
            return self.probe, PROBE_SECONDS
        if endpoint in LONG_ROUTES:
            return self.change, LONG_SECONDS
        if environ["REQUEST_METHOD"] == "POST":
            return self.change, CHANGE_SECONDS
        if endpoint in HEAVY_ROUTES or endpoint.partition(".")[0] in HEAVY_ROOMS:
            return self.heavy, CHANGE_SECONDS
        name = values.get(CATALOGUED)
        if name is None or name not in self._knowledge.catalog:
            return self.light, PAGE_SECONDS
        query = self._knowledge.catalog[name]
        costly = query.kind != QUERY or query.derives or query.timeout > DEFAULT_TIMEOUT
        return self.heavy if costly else self.light, query.timeout + MARGIN_SECONDS
