"""Whom to unblock first: root blockers, by what each would save if it could run today.

What almost each of them saves is known from the ranking (``service.equations.savings``). The others
are tried for real: the change, derived again, and undone. Those that may save most come first; once
no other can come among the first any more, the rest need not be tried (branch and bound).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.answers.trials import Trials, until_stable
from service.catalog.catalog import SavedQuery
from service.graph.database import Graph, Transaction
from service.graph.state import State
from service.graph.values import Rows
from service.statements import statement

MAX_TRIED_ANEW = 1_000
"""Root blockers that are tried after a change, rather than taken as the last ranking has them."""


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
            roots, ranking = _roots(transaction, {**arguments, "limit": limit})
        best, untried = _best(trials, roots, limit)
        found = [
            {"place": place, "untried_at_most": untried, **ranking, **vars(root)}
            for place, root in enumerate(best)
        ]
        with trials.reading() as transaction:
            answer = transaction.run(query.statement, {**arguments, "found": found})
        return trials.state, answer, untried is not None

    return until_stable(graph, query, search)


def _roots(transaction: Transaction, given: Mapping[str, Any]) -> tuple[list[Root], dict[str, Any]]:
    """The root blockers that may come first, and of which ranking it is known what they save.

    After a change the ranking is asked only where there are too many to try them anew.
    """
    ranked, changes_since, ranked_at, count = transaction.run(statement("unblocking/ranked")).one()
    ranked = ranked and (changes_since == 0 or count > MAX_TRIED_ANEW)
    rows = transaction.run(statement("unblocking/roots"), {**given, "ranked": ranked}).rows
    if not ranked:
        return [Root(*row) for row in rows], {"changes_since": 0, "ranked_at": None}
    rows += transaction.run(statement("unblocking/first"), given).rows
    return [Root(*row) for row in rows], {"changes_since": changes_since, "ranked_at": ranked_at}


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
