"""A private Neo4j that dies is started again, as long as that helps."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from service.errors import CannotStart, DiskFull, Refusal
from service.language import Text
from service.private_neo4j.beside import running_beside
from service.private_neo4j.room import free_mb
from service.private_neo4j.server import PrivateNeo4j

LOG = logging.getLogger("tongbu")

MAX_RESTARTS = 3
"""Within ``WINDOW_SECONDS``; one that dies more often is not helped by another start."""

WINDOW_SECONDS = 600.0

LOOK_SECONDS = 0.5
"""How often it is looked whether the server lives."""


class Watch:
    """Looks after one server; ``restarts`` counts how often it was started again."""

    def __init__(self, server: PrivateNeo4j, gives_up: Callable[[], None]) -> None:
        self._server = server
        self._gives_up = gives_up
        self._ended = threading.Event()
        self._starting = threading.Lock()
        """Held while the server is started again, or is away on purpose."""
        self._begun: list[float] = []
        self._failed = False
        self.restarts = 0
        self.restarting = False
        self.paused = False
        """Whether the server is away on purpose."""
        self.failure: Refusal | None = None
        """Why it was given up."""

    def run(self) -> None:
        """Until ``end``: starts the server again whenever it has died."""
        while not self._ended.wait(LOOK_SECONDS):
            with self._starting:
                if self._ended.is_set() or (self._server.is_alive() and not self._failed):
                    continue
                self.restarting = True
                try:
                    self._restart()
                except DiskFull as full:
                    LOG.warning("the private database waits for room on its disk: %s", full)
                    self._ended.wait(LOOK_SECONDS * 10)
                except Refusal as failure:
                    self.failure = failure
                    self._gives_up()
                    return
                self.restarting = self._failed or not self._server.is_alive()

    @property
    def free_mb(self) -> int:
        """Free space on the disk of the server, in MiB."""
        return free_mb(self._server.log.parent)

    def revive(self) -> None:
        """Has the server started again, which lives but answers nothing any more."""
        self._failed = True

    def end(self) -> None:
        """No start from now on; one that is under way is waited for by ``run``'s thread."""
        self._ended.set()

    @contextmanager
    def pause(self) -> Iterator[None]:
        """While the block lasts the server is ended, in good order; whoever asks is refused.

        Raises ``CannotStart`` where it does not start afterwards; ``run`` then tries it again.
        """
        with self._starting:
            self.paused = True
            try:
                self._server.pause()
                yield
            finally:
                try:
                    if not self._ended.is_set():
                        self._server.restart()
                finally:
                    self.paused = False

    def _restart(self) -> None:
        now = time.monotonic()
        self._begun = [begun for begun in self._begun if begun > now - WINDOW_SECONDS]
        if len(self._begun) >= MAX_RESTARTS:
            raise CannotStart(
                Text(
                    f"The private database died again after {MAX_RESTARTS} new starts within"
                    f" {WINDOW_SECONDS / 60:.0f} minutes (see {self._server.log})",
                    f"自带数据库 {WINDOW_SECONDS / 60:.0f} 分钟内重启 {MAX_RESTARTS} 次后再次退出"
                    f"（详见 {self._server.log}）",
                )
            )
        LOG.warning(
            "the private database has died or failed (see %s); starting it again", self._server.log
        )
        self._server.restart()
        self._failed = False
        self._begun.append(now)
        self.restarts += 1
        LOG.warning("the private database answers again")


@contextmanager
def kept_alive(server: PrivateNeo4j, gives_up: Callable[[], None]) -> Iterator[Watch]:
    """While the block lasts ``server`` is started again when it dies.

    Where that does not help, ``gives_up`` is called, from another thread; the block's end then
    raises ``CannotStart`` with the reason.
    """
    watch = Watch(server, gives_up)
    with running_beside(watch.run, watch.end, "database watch"):
        yield watch
    if watch.failure:
        raise watch.failure
