"""Faults between service and database: every route answers in time, and works again at once."""

import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import urllib3
from werkzeug.test import EnvironBuilder

from service.formats.openapi_common import PROBLEM
from service.http.api import is_data
from service.http.lanes import Lanes
from tests.support.route_requests import Request
from tests.support.tcp_proxy import Fault, Proxy

RECOVERY_SECONDS = 5.0
"""A request that comes later than this after a fault is answered as ever."""

SLACK_SECONDS = 3.0
"""Beside a route's limit: for a busy machine."""

DOWN_SECONDS = 2.0
"""As long takes a refusal where nobody listens, whatever the limit of the route; beside the
slack."""

AT_ONCE = 6
"""Requests under way at a time: few enough that none is refused as too many."""

REFUSED = (429, 503, 504)


@dataclass
class Answer:
    status: int
    kind: str
    seconds: float
    whole: bool
    """Whether it came to its end; a stream that was cut off says so by ending early."""


class Asking:
    """A service at an address; ``lanes`` tells the limit of each of its routes, ``token`` is whose
    it is that asks, where somebody has to be."""

    def __init__(self, address: str, lanes: Lanes, token: str = "") -> None:
        self._address, self._lanes = address, lanes
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._pool = urllib3.PoolManager(maxsize=AT_ONCE, retries=False, timeout=660)

    def limit(self, request: Request) -> float:
        """Seconds that a request may take."""
        environ = EnvironBuilder(path=request.path.partition("?")[0], method=request.method)
        lane, seconds = self._lanes.of(environ.get_environ())
        return (seconds if lane else 1.0) + SLACK_SECONDS

    def ask(self, request: Request) -> Answer:
        begun, whole = time.monotonic(), True
        body = {} if request.body is None else {"json": request.body}
        response = self._pool.request(
            request.method,
            self._address + request.url,
            preload_content=False,
            headers=self._headers,
            **body,
        )
        try:
            while response.read(65536):
                pass
        except urllib3.exceptions.HTTPError:
            whole = False
        response.release_conn()
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        return Answer(response.status, kind, time.monotonic() - begun, whole)

    def ask_all(self, requests: Iterable[Request]) -> list[Answer]:
        with ThreadPoolExecutor(AT_ONCE) as many:
            return list(many.map(self.ask, requests))


def usual_statuses(asking: Asking, requests: Sequence[Request]) -> list[int]:
    """What each is answered without a fault, asked twice: the first time all is planned."""
    asking.ask_all(requests)
    statuses = [answer.status for answer in asking.ask_all(requests)]
    assert not {500, *REFUSED} & set(statuses), statuses
    return statuses


def suffer(
    asking: Asking, proxy: Proxy, fault: Fault, requests: Sequence[Request], usual: Sequence[int]
) -> dict[str, Any]:
    """Asks everything while the fault lasts, and again after it; what came of it.

    Raises ``AssertionError`` with all that was wrong.
    """
    with proxy.failing(fault):
        answers = asking.ask_all(requests)
    ended = time.monotonic()
    wrong = [
        f"{fault.name}: {request.method} {request.path}: {fault_of}"
        for request, answer, status in zip(requests, answers, usual, strict=True)
        if (fault_of := _wrong(request, answer, status, _limit(asking, fault, request)))
    ]

    def again(request: Request, status: int) -> float:
        """Asks until it is answered as ever; when after the fault that was first asked."""
        while True:
            asked = time.monotonic() - ended
            answer = asking.ask(request)
            if answer.status == status and answer.whole:
                return asked
            if asked > RECOVERY_SECONDS:
                wrong.append(f"after {fault.name}: {request.path}: {answer}, asked {asked:.1f} s")
                return asked
            time.sleep(0.1)

    with ThreadPoolExecutor(AT_ONCE) as many:
        retried = list(many.map(again, requests, usual))
    assert not wrong, "\n".join(wrong)
    as_ever = [a.status == s and a.whole for a, s in zip(answers, usual, strict=True)]
    return {
        "fault": fault.name,
        "what": fault.what,
        "requests": len(requests),
        "answered": sum(as_ever),
        "refused": len(requests) - sum(as_ever),
        "slowest s": round(max(answer.seconds for answer in answers), 1),
        "again after s": round(min(retried), 1),
    }


def _limit(asking: Asking, fault: Fault, request: Request) -> float:
    """Seconds that a request may take while a fault lasts."""
    return DOWN_SECONDS + SLACK_SECONDS if fault.refuse else asking.limit(request)


def _wrong(request: Request, answer: Answer, usual: int, limit: float) -> str | None:
    """What is wrong with an answer that was given while a fault lasted."""
    if answer.seconds > limit:
        return f"{answer.seconds:.1f} s, its limit is {limit:.1f} s"
    if answer.status == usual:
        return None  # cut off is a stream, and ends so that its reader notices
    if answer.status not in REFUSED:
        return f"status {answer.status}"
    expected = PROBLEM if is_data(request.path.partition("?")[0]) else "text/html"
    return None if answer.kind == expected else f"{answer.status} as {answer.kind}"
