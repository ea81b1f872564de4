"""Whom to help to start so that chosen enterprises are ready by a day: the restart list.

The search (``service.equations.restarts``) solves the equations of readiness again and again, on
that part of the network on which the chosen ones rest, read once. It holds no lock meanwhile. That
the list which it gives is enough is then tried for real: the change, derived again, and undone.
"""

from collections.abc import Mapping
from typing import Any

from service.answers.changes import refuse_unknown
from service.answers.restart_surroundings import Surroundings, hundredths
from service.answers.trials import Trials, until_stable
from service.catalog.catalog import SavedQuery
from service.equations.restarts import Found, Late, Member, restarts
from service.equations.scale import NEVER
from service.equations.waiting import CIRCULAR, CLOSED
from service.errors import InternalError
from service.graph.database import Graph
from service.graph.state import State
from service.graph.values import Rows
from service.language import Text
from service.statements import statement

ENOUGH, CUT, IMPOSSIBLE = "enough", "cut", "impossible"
"""What is said of an answer as a whole."""

REASONS = {CLOSED: "closed", CIRCULAR: "circular"}
"""Why one stays late, by ``Waiting.stuck``; otherwise its leads add up."""

Row = dict[str, Any]


def restart_list(
    graph: Graph, query: SavedQuery, arguments: Mapping[str, Any], *, most: int | None
) -> tuple[State, Rows, bool]:
    """The rows of the answer, and whether some were cut.

    They are those to help, or where that cannot be enough, those of the chosen that stay late.
    ``arguments`` are those of ``query``: enterprises, or district, industry, team; and by_days.
    Raises ``UnknownIds``, ``NotFound`` where nobody is chosen, ``Deriving`` while derived facts are
    not current, ``TimeLimitExceeded``, ``TooManyRequests``.
    """

    def search(trials: Trials) -> tuple[State, Rows, bool]:
        around = Surroundings(round(100 * arguments["by_days"]))
        with trials.reading() as transaction:
            refuse_unknown(transaction, query, arguments)
            around.read(transaction, arguments, trials)
        found = restarts(around.question(), lambda: trials.in_time)
        if found.members:
            _confirm(trials, around, found.members)
        rows = _late(around, found) if found.late else _listed(around, found)
        with trials.reading() as transaction:
            answer = transaction.run(query.statement, {**arguments, "found": rows[:most]})
        return trials.state, answer, most is not None and len(rows) > most

    return until_stable(graph, query, search)


def _confirm(trials: Trials, around: Surroundings, members: tuple[Member, ...]) -> None:
    """Tries the list on the real graph; raises ``InternalError`` if it is not enough there."""
    given = {"enterprises": [around.ids[one.enterprise] for one in members]}
    with trials.trial() as transaction:
        moved = trials.follow(transaction, statement("restart-list/helped"), given)
    after = {id: hundredths(days) for id, _, days in moved}
    if any(after.get(id, around.ready[id]) > around.by for id in around.chosen):
        raise InternalError(
            Text(
                "The list that was found is not enough when it is derived again",
                "重新推算后，所得名单不足以按期料齐",
            )
        )


def _listed(around: Surroundings, found: Found) -> list[Row]:
    """Those to help: the indispensable first, then those that most of the chosen hang on."""
    contracts, ids = found.contracts, around.ids
    verdict = ENOUGH if all(one.tried for one in found.members) else CUT
    rows = []
    for one in sorted(
        found.members, key=lambda one: (not one.indispensable, -len(one.late), one.enterprise)
    ):
        need = contracts.need[one.way[-1]] if one.way else None
        buyers = [int(contracts.buyer[step]) for step in one.way]
        rows.append(
            {
                "verdict": verdict,
                "enterprise": ids[one.enterprise],
                "tried": one.tried,
                "indispensable": one.indispensable,
                "for_anchors": [ids[late] for late in one.late],
                "needed_by": ids[buyers[-1]] if buyers else None,
                "material": None if need is None else around.materials[contracts.material[need]],
                "way": [ids[step] for step in [*buyers, one.enterprise]] if one.late else [],
            }
        )
    return _placed(rows, len(rows), sum(one.indispensable is True for one in found.members))


def _late(around: Surroundings, found: Found) -> list[Row]:
    """Those of the chosen that stay late, the latest first, with whom each waits for then."""
    rows = [
        {
            "verdict": IMPOSSIBLE,
            "enterprise": around.ids[one.enterprise],
            "impossible": REASONS.get(one.stuck, "leads"),
            "best": _days(one.ready),
            "steps": _steps(around, found, one),
        }
        for one in sorted(found.late, key=lambda one: (-one.ready, one.enterprise))
    ]
    return _placed(rows, None, None)


def _steps(around: Surroundings, found: Found, late: Late) -> list[Row]:
    """The critical path of one that stays late, hop by hop, down to its root or once round."""
    contracts = found.contracts
    hops = [(int(contracts.buyer[one]), one) for one in late.path]
    last = int(contracts.supplier[late.path[-1]]) if late.path else late.enterprise
    steps: list[Row] = []
    for enterprise, one in hops:
        steps.append(
            {
                "enterprise": around.ids[enterprise],
                "ready": _days(int(found.ready[enterprise])),
                "waits_for": around.ids[contracts.supplier[one]],
                "material": around.materials[contracts.material[contracts.need[one]]],
            }
        )
    if last not in {enterprise for enterprise, _ in hops}:
        ready = _days(int(found.ready[last]))
        steps.append(
            {"enterprise": around.ids[last], "ready": ready, "waits_for": None, "material": None}
        )
    return steps


def _placed(rows: list[Row], listed: int | None, certain: int | None) -> list[Row]:
    """The rows in their order, each with what is said of all of them."""
    return [
        {"place": place, "listed": listed, "certain": certain, **row}
        for place, row in enumerate(rows)
    ]


def _days(value: int) -> float | None:
    return None if value >= NEVER else value / 100
