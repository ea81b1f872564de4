"""Whom to unblock first: root blockers, by what each would save if it could run today.

Each is tried for real: the change, derived again, and undone. Those that may save most come first;
once no other can come among the first any more, the rest need not be tried (branch and bound).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.answers.trials import Trials, until_stable
from service.catalog.catalog import SavedQuery
from service.graph.database import Graph
from service.graph.state import State
from service.graph.values import Rows
from service.statements import statement


@dataclass
class Root:
    """A root blocker and whom it holds up. Days are above designated size first, then of all."""

    enterprise: str
    held: int
    held_above_scale: int
    held_headcount: int
    open: bool
    """Whether only a trial tells what it saves; the rest are bounds until then."""
    above: float
    days: float
    freed: int

    @property
    def rank(self) -> tuple[Any, ...]:
        """The greater comes first; the id decides at last."""
        return (self.above, self.freed, self.held_above_scale, self.days)

    @property
    def key(self) -> tuple[Any, ...]:
        return (*(-value for value in self.rank), self.enterprise)


def unblock_first(
    graph: Graph, query: SavedQuery, arguments: Mapping[str, Any], *, most: int | None
) -> tuple[State, Rows, bool]:
    """The first root blockers, ``limit`` of the ``arguments`` at most, and whether some were cut.

    ``arguments`` are those of ``query``: district, industry, limit. Raises ``Deriving`` while
    derived facts are not current, ``TimeLimitExceeded``, ``TooManyRequests``.
    """
    limit = min(arguments["limit"], arguments["limit"] if most is None else most)

    def search(trials: Trials) -> tuple[State, Rows, bool]:
        with trials.reading() as transaction:
            rows = transaction.run(statement("unblocking/roots"), arguments).rows
        best, untried = _best(trials, [Root(*row) for row in rows], limit)
        found = [
            {"place": place, "untried_at_most": untried, **vars(root)}
            for place, root in enumerate(best)
        ]
        with trials.reading() as transaction:
            answer = transaction.run(query.statement, {**arguments, "found": found})
        return trials.state, answer, untried is not None

    return until_stable(graph, query, search)


def _best(trials: Trials, roots: list[Root], limit: int) -> tuple[list[Root], float | None]:
    """The first ``limit``, and what one that time did not suffice for might save at most."""
    roots.sort(key=lambda root: root.key)
    best: list[Root] = []
    for root in roots:
        if len(best) == limit and best[-1].key < root.key:
            break  # and none that follows can be among the first
        if root.open:
            if not trials.in_time:
                return best, root.above
            _try(trials, root)
        best = sorted([*best, root], key=lambda one: one.key)[:limit]
    return best, None


def _try(trials: Trials, root: Root) -> None:
    with trials.trial() as transaction:
        given = {"enterprise": root.enterprise}
        changed = trials.follow(transaction, statement("unblocking/falls"), given)
        saved = transaction.run(statement("unblocking/saved"), {"changed": changed}).rows
    ((root.above, root.days, root.freed),) = saved
