"""Progress that calls a function with whatever a job tells."""

from collections.abc import Callable
from typing import Any

from service.language import Text


class Told:
    """Calls ``tell`` with the arguments of each ``line``, ``count`` and ``share``."""

    def __init__(self, tell: Callable[..., Any]) -> None:
        self._tell = tell

    def line(self, what: Text) -> None:
        self._tell(what)

    def count(self, what: Text, done: int, of: int) -> None:
        self._tell(what, done, of)

    def share(self, what: Text, done: float) -> None:
        self._tell(what, done)
