"""Answers that took long, for a minute, for those who ask the same while nothing has changed."""

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from service.access.roles import Sight
from service.answers.answer import Answer
from service.catalog.catalog import SavedQuery
from service.graph.state import State

MIN_ELAPSED_MS = 100.0
"""What takes no longer is read again: memory is better spent on the database."""

MAX_AGE_SECONDS = 60.0
"""Seconds. Whoever changes facts past Tongbu, which no version tells, sees them after that."""

MAX_ANSWERS = 16
"""Answers kept; the oldest goes first."""

MAX_ROWS = 50_000
"""Rows of all that is kept, about 1 kB each."""


_Key = tuple[str, Sight]


class AnswerCache:
    """The last answers that took ``MIN_ELAPSED_MS`` or more.

    Each is kept for one revision of the graph and of the file that asks it, not longer than
    ``MAX_AGE_SECONDS``, and given to those alone who see the same persons.
    """

    def __init__(self) -> None:
        self._answers: OrderedDict[_Key, tuple[float, Answer]] = OrderedDict()
        self._lock = threading.Lock()

    def get(
        self,
        query: SavedQuery,
        arguments: Mapping[str, Any],
        state: State,
        limit: int,
        sight: Sight,
    ) -> Answer | None:
        """The answer to the very same question, up to the same limit of rows, at the same revision
        and for the same ``sight``, where it is kept."""
        key = _key(query, arguments, limit, sight)
        with self._lock:
            until, answer = self._answers.get(key, (0.0, None))
            if answer is None or answer.state != state or until < time.monotonic():
                return None
            return answer

    def keep(self, answer: Answer, limit: int, sight: Sight) -> Answer:
        """Keeps ``answer``, of up to ``limit`` rows, if it took long; returns it either way."""
        if answer.elapsed_ms >= MIN_ELAPSED_MS:
            with self._lock:
                key = _key(answer.query, answer.parameters, limit, sight)
                self._answers[key] = time.monotonic() + MAX_AGE_SECONDS, answer
                self._answers.move_to_end(key)
                while len(self._answers) > MAX_ANSWERS or self._rows() > MAX_ROWS:
                    self._answers.popitem(last=False)
        return answer

    def _rows(self) -> int:
        return sum(len(answer.rows) for _, answer in self._answers.values())


def _key(query: SavedQuery, arguments: Mapping[str, Any], limit: int, sight: Sight) -> _Key:
    asked = [query.name, query.digest, arguments, limit]
    return json.dumps(asked, sort_keys=True, default=str), sight
