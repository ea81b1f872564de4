"""Lanes by themselves: what is bounded, what a deadline leaves behind."""

import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice

import pytest

from service.errors import TimeLimitExceeded, TooManyRequests
from service.graph.refusals import OUTCOME_UNKNOWN
from service.http import lanes
from service.http.lanes import Lane

LONG = 30.0


def nothing() -> Iterable[bytes]:
    return [b"nothing"]


def test_what_is_answered_is_given_and_what_is_raised_is_raised() -> None:
    lane = Lane("test", 2, 2)
    assert lane.answer(nothing, LONG) == [b"nothing"]

    def faulty() -> Iterable[bytes]:
        raise KeyError("faulty")

    for _ in range(5):
        with pytest.raises(KeyError):
            lane.answer(faulty, LONG)
    assert lane.answer(nothing, LONG) == [b"nothing"]


def test_beyond_workers_and_those_who_wait_is_refused_at_once() -> None:
    lane, go, running = Lane("test", 2, 3), threading.Event(), threading.Semaphore(0)

    def slow() -> Iterable[bytes]:
        running.release()
        go.wait(LONG)
        return [b"slow"]

    with ThreadPoolExecutor(8) as many:
        asked = [many.submit(lane.answer, slow, LONG) for _ in range(2)]
        assert all(running.acquire(timeout=LONG) for _ in range(2))
        asked += [many.submit(lane.answer, slow, LONG) for _ in range(6)]
        refused = list(islice(as_completed(asked, LONG), 3))
        assert all(isinstance(one.exception(), TooManyRequests) for one in refused)
        assert not running.acquire(timeout=0.2)  # never more than its workers
        go.set()
        kept = [one.result(LONG) for one in asked if one not in refused]
    assert kept == [[b"slow"]] * 5
    assert lane.answer(nothing, LONG) == [b"nothing"]


class Body:
    """What an application gives: it wants to be closed."""

    def __init__(self) -> None:
        self.closed = threading.Event()

    def __iter__(self) -> Iterator[bytes]:
        return iter([b"late"])

    def close(self) -> None:
        self.closed.set()


def test_who_waits_past_the_deadline_is_told_and_what_comes_later_is_closed() -> None:
    lane, go, body = Lane("test", 1, 2, OUTCOME_UNKNOWN), threading.Event(), Body()

    def stuck() -> Iterable[bytes]:
        go.wait(LONG)
        return body

    with pytest.raises(TimeLimitExceeded) as late:
        lane.answer(stuck, 0.1)
    assert late.value.detail == OUTCOME_UNKNOWN
    # the worker is still with it: the next one does not come to its turn
    with pytest.raises(TooManyRequests) as waited:
        lane.answer(nothing, 0.1)
    assert waited.value.retry_after == 5
    assert not body.closed.is_set()
    go.set()
    assert lane.answer(nothing, LONG) == [b"nothing"]
    assert body.closed.wait(LONG)


def test_idle_workers_end_and_others_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "IDLE_SECONDS", 0.05)
    lane = Lane("ending", 3, 3)
    for _ in range(3):
        assert lane.answer(nothing, LONG) == [b"nothing"]
        deadline = time.monotonic() + LONG
        while any(thread.name == "ending lane" for thread in threading.enumerate()):
            assert time.monotonic() < deadline
            time.sleep(0.01)
