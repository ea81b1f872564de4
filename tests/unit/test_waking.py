"""Which of many threads that wait gets the next piece of work."""

import threading
import time
from collections.abc import Callable

from service.cli.web_server import _threads
from service.http.lanes import Lane
from service.http.waking import LatestFirst


def until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.001)


def test_who_began_to_wait_last_is_woken_first() -> None:
    condition, waiting, woken = LatestFirst(), set[int](), list[int]()

    def wait(number: int, seconds: float) -> None:
        with condition:
            waiting.add(number)
            if condition.wait(seconds):
                woken.append(number)
            waiting.remove(number)

    def begin(number: int) -> None:
        before = len(waiting)
        threading.Thread(target=wait, args=(number, 30), daemon=True).start()
        until(lambda: len(waiting) > before)

    begin(0)
    begin(1)
    wait(2, 0.01)  # one that stops waiting by itself
    begin(3)
    begin(4)
    for expected in ([4], [4, 3]):
        with condition:
            condition.notify()
        until(lambda expected=expected: woken == expected)
    with condition:
        condition.notify_all()
    until(lambda: not waiting)
    assert sorted(woken) == [0, 1, 3, 4]


class Task:
    def __init__(self) -> None:
        self.thread = ""

    def service(self) -> None:
        self.thread = threading.current_thread().name

    def cancel(self) -> None:
        raise AssertionError("cancelled")


def test_one_thread_serves_what_comes_one_after_another() -> None:
    dispatcher = _threads(8)
    try:
        used = set()
        for _ in range(50):
            until(lambda: dispatcher.active_count == 0)
            dispatcher.add_task(task := Task())
            until(lambda: bool(task.thread))
            used.add(task.thread)
        assert len(used) == 1
    finally:
        assert dispatcher.shutdown()


def test_a_lane_works_with_as_many_threads_as_it_needs() -> None:
    lane, used = Lane("test", 4, 8), set[str]()

    def run() -> list[bytes]:
        used.add(threading.current_thread().name + str(threading.get_ident()))
        return []

    everybody = threading.Barrier(4)

    def together() -> list[bytes]:
        everybody.wait(10)
        return []

    asking = [threading.Thread(target=lane.answer, args=(together, 10)) for _ in range(4)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    for _ in range(50):
        until(lambda: lane.load == (0, 0))
        lane.answer(run, 10)
    assert len(used) == 1
