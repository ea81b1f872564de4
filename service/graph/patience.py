"""Patience with the database: a wait for a server that says nothing ends by its time limit.

The server ends what takes too long, as long as it runs and can be heard. Where it is stopped, or
the network between swallows everything, the driver would wait for minutes: then its connection is
cut here, and whoever waits is refused.
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from service.errors import Unanswered
from service.graph.driver import driver_errors, neo4j
from service.graph.refusals import outcome_unknown
from service.language import Text

POLL_SECONDS = 0.25

CLOSE_SECONDS = 5.0
"""How long who waits gets to notice that everything is being closed."""

MARGIN_SECONDS = 2.0
"""Beyond a time limit, within which the server itself should have said that it was reached."""

STALL_SECONDS = 15.0
"""How long the next rows of a stream are waited for."""

NO_ANSWER = Text(
    "The database did not answer in time; try again shortly", "数据库未及时响应，请稍后重试"
)


@dataclass(eq=False)
class Wait:
    """One session's wait for the server: until ``until`` (``time.monotonic``), if at all."""

    session: neo4j.Session
    until: float | None
    over: bool = False

    def expect(self, seconds: float) -> None:
        """From now on the server has so long to say something."""
        self.until = time.monotonic() + seconds

    def rest(self) -> None:
        """Nothing is waited for just now."""
        self.until = None

    def refuse_if_over(self) -> None:
        if self.over:
            raise Unanswered(NO_ANSWER)

    def cut(self) -> None:
        """Ends the wait. The driver offers no way to: its own connection is shut down beneath it,
        which it takes for one that the server closed."""
        self.over = True
        connection = getattr(self.session, "_connection", None)
        held = getattr(getattr(connection, "socket", None), "_socket", None)
        if isinstance(held, socket.socket):
            with suppress(OSError):  # past TLS, which would want to say goodbye
                socket.socket.shutdown(held, socket.SHUT_RDWR)


class Patience:
    """Looks after all waits of one driver."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waits: set[Wait] = set()
        self._polling = False

    @contextmanager
    def limit(self, session: neo4j.Session, seconds: float) -> Iterator[Wait]:
        """Gives the server ``seconds``, and a margin, for what is done in ``session`` in the block.

        Raises ``Unanswered`` where it said nothing by then.
        """
        wait = Wait(session, time.monotonic() + seconds + MARGIN_SECONDS)
        with self._lock:
            self._waits.add(wait)
            if not self._polling:
                self._polling = True
                threading.Thread(target=self._poll, name="patience", daemon=True).start()
        try:
            yield wait
        except (driver_errors.Neo4jError, driver_errors.DriverError, OSError) as error:
            if not wait.over:
                raise
            if isinstance(error, driver_errors.IncompleteCommit):
                raise outcome_unknown(Unanswered) from error
            raise Unanswered(NO_ANSWER) from error
        finally:
            with self._lock:
                self._waits.discard(wait)

    def end_all(self) -> None:
        """Cuts all waits and returns when nobody waits any more, or does not notice: the driver
        may be closed only while nobody uses it."""
        deadline = time.monotonic() + CLOSE_SECONDS
        while time.monotonic() < deadline:
            with self._lock:
                if not self._waits:
                    return
                for wait in self._waits:
                    wait.cut()
            time.sleep(0.02)

    def _poll(self) -> None:
        """Until nobody waits any more."""
        while True:
            time.sleep(POLL_SECONDS)
            now = time.monotonic()
            with self._lock:
                if not self._waits:
                    self._polling = False
                    return
                for wait in self._waits:  # again and again, as the driver may try once more
                    if wait.until and wait.until < now:
                        wait.cut()
