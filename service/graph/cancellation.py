"""Who still waits for an answer: what nobody waits for any more is ended in the database."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

EVERY = 0.25
"""Seconds between two looks at who has gone."""

CLIENT_DISCONNECTED: ContextVar[Callable[[], bool] | None] = ContextVar("gone", default=None)
"""Tells whether whoever asked what this thread answers has gone; ``None``: it cannot be known."""


class DisconnectWatcher:
    """Looks after transactions by their marks; ``end`` ends one, wherever it stands."""

    def __init__(self, end: Callable[[str], None]) -> None:
        self._end = end
        self._lock = threading.Lock()
        self._asking: dict[str, Callable[[], bool]] = {}
        self._looking = False

    @contextmanager
    def over(self, mark: str) -> Iterator[None]:
        """Ends the transaction of that mark if whoever asked goes before the block ends."""
        gone = CLIENT_DISCONNECTED.get()
        if gone is None:
            yield
            return
        with self._lock:
            self._asking[mark] = gone
            if not self._looking:
                self._looking = True
                threading.Thread(target=self._look, name="watch", daemon=True).start()
        try:
            yield
        finally:
            with self._lock:
                self._asking.pop(mark, None)

    def _look(self) -> None:
        while True:
            time.sleep(EVERY)
            with self._lock:
                left = [mark for mark, gone in self._asking.items() if gone()]
                for mark in left:
                    del self._asking[mark]
                self._looking = bool(self._asking)
                looking = self._looking
            for mark in left:
                self._end(mark)
            if not looking:
                return
