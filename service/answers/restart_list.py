"""Whom to help to start so that chosen enterprises are ready by a day: the restart list.

What is tried first is proposed by the equations of readiness (``service.equations.restarts``),
solved in memory on that part of the network on which the chosen ones rest, read once. All that is
answered is decided by trials (``service.answers.restart_trials``): the change, derived again, and
undone.
"""

import time
from collections.abc import Iterable, Mapping
from typing import Any

from service.answers.changes import refuse_unknown
from service.answers.restart_surroundings import Surroundings, in_days
from service.answers.restart_trials import Member, RestartTrials
from service.answers.trials import Trials, until_stable
from service.catalog.catalog import SavedQuery
from service.equations.contracts import Contracts
from service.equations.facts import Ints
from service.equations.restarts import Late, proposed
from service.equations.waiting import CIRCULAR, CLOSED
from service.graph.database import Graph
from service.graph.state import State
from service.graph.values import Rows

ENOUGH, CUT, IMPOSSIBLE = "enough", "cut", "impossible"
"""What is said of an answer as a whole."""

REASONS = {CLOSED: "closed", CIRCULAR: "circular"}
"""Why one stays late, by ``Waiting.stuck``; otherwise its leads add up."""

SECONDS = 7.0
"""After these no trial begins any more: the whole answer is to take less than ten."""

PROPOSING_SECONDS = 1.0
"""What a proposal may take at least."""

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
        deadline = time.monotonic() + SECONDS
        around = Surroundings(round(100 * arguments["by_days"]))
        with trials.reading() as transaction:
            refuse_unknown(transaction, query, arguments)
            around.read(transaction, arguments, trials)
        rows = _decided(trials, around, deadline)
        with trials.reading() as transaction:
            answer = transaction.run(query.statement, {**arguments, "found": rows[:most]})
        return trials.state, answer, most is not None and len(rows) > most

    return until_stable(graph, query, search)


def _decided(trials: Trials, around: Surroundings, deadline: float) -> list[Row]:
    """What the trials say; nothing is tried where nobody is late as things stand."""
    question = around.question()
    if all(around.ready[id] <= around.by for id in around.chosen):
        return []
    # where reading took all the time, too: the list would be everybody otherwise
    until = max(deadline, time.monotonic() + PROPOSING_SECONDS)
    first = proposed(question, lambda: time.monotonic() < until)
    with trials.trial() as transaction:
        tried = RestartTrials(transaction, around, question, deadline)
        if members := tried.decide(first):
            return _listed(around, question.contracts, members)
        return _late(around, question.contracts, tried.ready, tried.late())


def _listed(around: Surroundings, contracts: Contracts, members: list[Member]) -> list[Row]:
    """Those to help: the indispensable first, then those that most of the chosen hang on."""
    ids = around.ids
    verdict = ENOUGH if all(one.tried for one in members) else CUT
    rows = []
    for one in sorted(
        members, key=lambda one: (not one.indispensable, -len(one.late), one.enterprise)
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
    return _placed(rows, len(rows), sum(one.indispensable is True for one in members))


def _late(
    around: Surroundings, contracts: Contracts, ready: Ints, stay: Iterable[Late]
) -> list[Row]:
    """Those of the chosen that stay late, the latest first, with whom each waits for then."""
    rows = [
        {
            "verdict": IMPOSSIBLE,
            "enterprise": around.ids[one.enterprise],
            "impossible": REASONS.get(one.stuck, "leads"),
            "best": in_days(one.ready),
            "steps": _steps(around, contracts, ready, one),
        }
        for one in sorted(stay, key=lambda one: (-one.ready, one.enterprise))
    ]
    return _placed(rows, None, None)


def _steps(around: Surroundings, contracts: Contracts, ready: Ints, late: Late) -> list[Row]:
    """The critical path of one that stays late, hop by hop, down to its root or once round."""
    hops = [(int(contracts.buyer[one]), one) for one in late.path]
    last = int(contracts.supplier[late.path[-1]]) if late.path else late.enterprise
    steps: list[Row] = []
    for enterprise, one in hops:
        steps.append(
            {
                "enterprise": around.ids[enterprise],
                "ready": in_days(int(ready[enterprise])),
                "waits_for": around.ids[contracts.supplier[one]],
                "material": around.materials[contracts.material[contracts.need[one]]],
            }
        )
    if last not in {enterprise for enterprise, _ in hops}:
        days = in_days(int(ready[last]))
        steps.append(
            {"enterprise": around.ids[last], "ready": days, "waits_for": None, "material": None}
        )
    return steps


def _placed(rows: list[Row], listed: int | None, certain: int | None) -> list[Row]:
    """The rows in their order, each with what is said of all of them."""
    return [
        {"place": place, "listed": listed, "certain": certain, **row}
        for place, row in enumerate(rows)
    ]
