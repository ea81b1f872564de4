"""Long jobs in the background, and how far each is."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from service import incidents
from service.errors import InternalError, NotFound, Refusal
from service.language import Text
from service.progress import Progress

MAX_JOBS = 50
"""Jobs whose outcome is kept; the oldest are forgotten first."""

Outcome = TypeVar("Outcome")


@dataclass
class Job(Generic[Outcome]):
    """One job: what it is doing now, ``done`` of ``of`` steps of that, and what came of it."""

    id: str
    what: Text = field(default=Text("Waiting", "等待"))
    done: float = 0
    of: float = 0
    """0 where nobody knows."""
    outcome: Outcome | None = None
    refusal: Refusal | None = None

    @property
    def runs(self) -> bool:
        return self.outcome is None and self.refusal is None

    def line(self, what: Text) -> None:
        self.what, self.done, self.of = what, 0, 0

    def count(self, what: Text, done: int, of: int) -> None:
        self.what, self.done, self.of = what, done, of

    def share(self, what: Text, done: float) -> None:
        self.what, self.done, self.of = what, done, 1


class Jobs(Generic[Outcome]):
    """The jobs of this process."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, Job[Outcome]] = OrderedDict()

    def start(
        self, work: Callable[[Progress], Outcome], turn: AbstractContextManager[None], name: str
    ) -> Job[Outcome]:
        """Begins ``work`` in a thread of its own while ``turn`` is held; raises what entering that
        raises. ``name`` is for the log."""
        turn.__enter__()
        job = Job[Outcome](secrets.token_hex(8))
        self._jobs[job.id] = job
        while len(self._jobs) > MAX_JOBS:
            self._jobs.popitem(last=False)

        def run() -> None:
            outcome, refusal = _outcome(work, job, name)
            turn.__exit__(None, None, None)  # before it is told: the next may begin at once
            job.outcome, job.refusal = outcome, refusal

        try:
            threading.Thread(target=run, name=name, daemon=True).start()
        except BaseException:
            turn.__exit__(None, None, None)
            raise
        return job

    def find(self, id: str) -> Job[Outcome]:
        """A job; raises ``NotFound`` for one that is not known any more."""
        job = self._jobs.get(id)
        if job is None:
            raise NotFound(
                Text(
                    "This is not known any more; the record of loads tells what was done",
                    "已无此进度记录；结果可见载入与登记记录",
                )
            )
        return job


def _outcome(
    work: Callable[[Progress], Outcome], progress: Progress, name: str
) -> tuple[Outcome | None, Refusal | None]:
    try:
        return work(progress), None
    except Refusal as refusal:
        return None, refusal
    except Exception as error:
        number = incidents.record(error, name)
        text = Text(
            f"A fault of ours; please quote number {number}",
            f"系统内部错误，请告知管理员编号 {number}",
        )
        return None, InternalError(text)
