"""Threads that run while a block lasts."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def running_beside(run: Callable[[], None], end: Callable[[], None], name: str) -> Iterator[None]:
    """``run`` in a thread of that name while the block lasts; ``end`` then makes it return."""
    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        end()
        thread.join()
