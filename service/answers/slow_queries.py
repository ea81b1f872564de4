"""Questions that took long, in the log: which, how long, and by which plan; never what was asked.

The plan is that of the statement with its parameters, and holds none of their values.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from service import incidents
from service.answers.plan_check import planned
from service.catalog.catalog import SavedQuery
from service.errors import Refusal
from service.graph.database import Graph
from service.graph.values import Plan
from service.serialization import to_json

LOG = logging.getLogger("tongbu.slow")

PLAN_SECONDS = 600.0
"""How long a plan is taken for the one by which a statement is run."""


class SlowQueries:
    """Notes what takes longer than ``ms``; nothing where that is 0, or the log is not kept."""

    def __init__(self, graph: Graph, ms: int = 0) -> None:
        self.ms = ms
        self._graph = graph
        self._planning = threading.Lock()
        self._plans: dict[str, tuple[float, list[dict[str, Any]] | None]] = {}
        """Of a query: when it was planned, and its plan where it could be."""

    @contextmanager
    def noted(self, query: SavedQuery) -> Iterator[None]:
        """The block answers ``query``; a refusal in it is told by its kind."""
        begun, refused = time.perf_counter(), None
        try:
            yield
        except Refusal as refusal:
            refused = refusal.slug
            raise
        finally:
            ms = 1000 * (time.perf_counter() - begun)
            if 0 < self.ms < ms and LOG.isEnabledFor(logging.INFO):
                self._note(query, ms, refused)

    def _note(self, query: SavedQuery, ms: float, refused: str | None) -> None:
        line: dict[str, Any] = {"request": incidents.REQUEST.get(), "slow": query.name}
        line |= {"kind": query.kind, "ms": round(ms), "refused": refused}
        planned_at, plan = self._plans.get(query.name, (float("-inf"), None))
        if time.monotonic() - planned_at < PLAN_SECONDS:
            _write(line, plan)
            return
        # whoever asked does not wait for it, nor is the database asked for many at once
        threading.Thread(target=self._plan, args=[query, line], daemon=True).start()

    def _plan(self, query: SavedQuery, line: dict[str, Any]) -> None:
        plan = None
        with self._planning:
            try:
                _, found = planned(self._graph, query)
                plan = list(_steps(found)) if found else None
            except Refusal as refusal:
                line["not_planned"] = refusal.slug
            else:
                self._plans[query.name] = time.monotonic(), plan
        _write(line, plan)


def _write(line: dict[str, Any], plan: list[dict[str, Any]] | None) -> None:
    LOG.info(to_json({**line, "plan": plan}).decode("utf-8"))


def _steps(plan: Plan, depth: int = 0) -> Iterator[dict[str, Any]]:
    """The operators of a plan, the one that gives the answer first."""
    given = plan.arguments
    estimated = round(float(given.get("EstimatedRows", 0)))
    yield {
        "depth": depth,
        "operator": plan.operator,
        "details": str(given.get("Details", "")),
        "estimated_rows": estimated,
    }
    for child in plan.children:
        yield from _steps(child, depth + 1)
