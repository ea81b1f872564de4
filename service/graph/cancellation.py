"""Cancellation on client disconnect: a transaction whose client has gone is cancelled."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

POLL_SECONDS = 0.25

CLIENT_DISCONNECTED: ContextVar[Callable[[], bool] | None] = ContextVar(
    "client_disconnected", default=None
)
"""Whether the client whom this thread answers has disconnected; ``None``: it cannot be known."""


class DisconnectWatcher:
    """Watches the clients of transactions; ``cancel`` cancels the transaction of an id."""

    def __init__(self, cancel: Callable[[str], None]) -> None:
        self._cancel = cancel
        self._lock = threading.Lock()
        self._watched: dict[str, Callable[[], bool]] = {}
        """Whether the client has disconnected, by the transaction's id."""
        self._polling = False

    @contextmanager
    def watch(self, cancel_id: str) -> Iterator[None]:
        """Cancels the transaction of that id if its client disconnects before the block ends."""
        disconnected = CLIENT_DISCONNECTED.get()
        if disconnected is None:
            yield
            return
        with self._lock:
            self._watched[cancel_id] = disconnected
            if not self._polling:
                self._polling = True
                threading.Thread(target=self._poll, name="disconnects", daemon=True).start()
        try:
            yield
        finally:
            with self._lock:
                self._watched.pop(cancel_id, None)

    def _poll(self) -> None:
        """Polls the clients until nobody is watched any more."""
        while True:
            time.sleep(POLL_SECONDS)
            with self._lock:
                abandoned = [
                    cancel_id for cancel_id, disconnected in self._watched.items() if disconnected()
                ]
                for cancel_id in abandoned:
                    del self._watched[cancel_id]
                polling = self._polling = bool(self._watched)
            for cancel_id in abandoned:
                self._cancel(cancel_id)
            if not polling:
                return
