"""What follows from scenarios: all changes of one are made in one transaction, derived once, read,
and undone; several scenarios are tried at one state of the graph.

The order of the changes counts where one is about what another has changed: the later one finds the
graph as the earlier left it. What derives readiness counts from today, what derives losses from
normal times, in the network as the other changes leave it.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from service.access.audit import Look
from service.access.roles import Capability
from service.answers.answer import Answer, AnswerBuilder, Subgraph
from service.answers.changes import (
    LOSSES,
    ConcurrencySlot,
    UnknownIds,
    make_change,
    refuse_unknown,
)
from service.answers.currency import refuse_unless_derived
from service.answers.knowledge import Knowledge
from service.answers.scenario import Change, numbered
from service.answers.standing import (
    Standing,
    Totals,
    losses_totals,
    network_totals,
    standing_after,
    standing_before,
)
from service.answers.suggestions import unknown_ids
from service.catalog.catalog import SavedQuery, read_tables
from service.catalog.parameters import Parameter
from service.derivation.disruption import derive_losses
from service.derivation.incremental import rederive_standing
from service.errors import Conflict, DatabaseUnavailable, Fault, NotFound
from service.graph.database import Transaction
from service.graph.state import State, read_state
from service.graph.values import Edge, Node, Rows
from service.language import Text
from service.statements import CYPHER, statement

TIMEOUT = 30.0
"""Seconds that one scenario may take, as a what-if may."""

MAX_ROWS = 1000
"""Of a table; downloads hold all."""

MAX_DRAWN = 40
"""Enterprises in the picture: those concerned most. All fit as cards with their names."""

MAX_ATTEMPTS = 3
"""How often several scenarios are tried again when the graph changed between them."""

Days = float | None


@dataclass(frozen=True)
class Outcome:
    """What follows from one scenario.

    ``picture`` are the enterprises concerned most as they would be; ``losses`` is the answer of
    what derives losses, where a change does, with ``losses_totals``.
    """

    changes: Sequence[Change]
    totals: Totals
    picture: Subgraph
    losses: Answer | None
    losses_totals: Totals | None


@dataclass(frozen=True)
class Tried:
    """One scenario, or two side by side, at one ``state``: who stands otherwise is ``moved``, and
    ``now`` are the enterprises of the pictures as they are."""

    state: State
    outcomes: Sequence[Outcome]
    moved: Answer
    now: Subgraph
    elapsed_ms: float


@dataclass(frozen=True)
class _Trial:
    """What was read before a scenario was undone."""

    changes: Sequence[Change]
    state: State
    before: Mapping[str, Standing]
    after: Mapping[str, Standing]
    totals: Totals
    ranked: Sequence[str]
    """Who stands otherwise, those concerned most first."""
    supplies: Sequence[Edge]
    """Between those drawn."""
    losses: tuple[SavedQuery, Rows] | None
    losses_totals: Totals | None


@cache
def tables() -> Mapping[str, SavedQuery]:
    """The tables in which scenarios are told, by name."""
    return read_tables(CYPHER / "scenarios")


def try_scenarios(
    knowledge: Knowledge, scenarios: Sequence[Sequence[Change]], *, whole: bool = False
) -> Tried:
    """Tries one scenario or two; nothing of them stays.

    Rows are cut at ``MAX_ROWS`` unless ``whole``. Raises ``NotFound`` with all ids that nothing
    has, ``Conflict`` with all that the changes refuse, ``Deriving``, ``TimeLimitExceeded``,
    ``TooManyRequests``, and ``DatabaseUnavailable`` where the graph changes again and again.
    """
    knowledge.rights.require(Capability.TRY)
    started = time.perf_counter()
    most = None if whole else MAX_ROWS
    with ConcurrencySlot():
        for _ in range(MAX_ATTEMPTS):
            trials = [_try(knowledge, changes, most) for changes in scenarios]
            found = _told(knowledge, trials, most, started)
            if found:
                return found
    raise DatabaseUnavailable(
        Text("The graph changes too fast for this answer", "数据变动过快，请稍后重试"),
        retry_after=1,
    )


def _try(knowledge: Knowledge, changes: Sequence[Change], most: int | None) -> _Trial:
    with knowledge.graph.transaction(timeout=TIMEOUT, keep=False) as transaction:
        transaction.run(statement("hold"))
        state = read_state(transaction)
        refuse_unless_derived(state)
        _refuse_unknown(knowledge, transaction, changes)
        enterprises = _make(transaction, changes)
        followed = rederive_standing(transaction, enterprises)
        before = standing_before(knowledge.graph, sorted(followed.touched))
        after = standing_after(transaction, before, followed.moved)
        ranked = _ranked(before, after)
        losses = totals_of_losses = None
        losing = [one for one in changes if one.what_if.derives == LOSSES]
        if losing:
            derive_losses(transaction)
            query = losing[0].what_if
            limit = None if most is None else most + 1
            losses = query, transaction.run(query.statement, losing[0].arguments, most=limit)
            totals_of_losses = losses_totals(transaction)
        drawn = _drawn(transaction, ranked[:MAX_DRAWN])
        supplies = [row[-1] for row in drawn.rows if row[-1] is not None]
        return _Trial(
            changes,
            state,
            before,
            after,
            network_totals(transaction, before, after),
            ranked,
            supplies,
            losses,
            totals_of_losses,
        )


def _refuse_unknown(
    knowledge: Knowledge, transaction: Transaction, changes: Sequence[Change]
) -> None:
    """Raises ``NotFound`` with all ids that nothing has, of all changes."""
    ids: list[tuple[Parameter, str]] = []
    faults: list[Fault] = []
    for number, change in enumerate(changes, 1):
        try:
            refuse_unknown(transaction, change.what_if, change.arguments)
        except UnknownIds as unknown:
            ids += unknown.ids
            faults += [
                numbered(
                    number, Fault(Text("nothing has this id", "没有这个编号"), one.name, value)
                )
                for one, value in unknown.ids
            ]
    if ids:
        refusal = unknown_ids(knowledge.without_persons().ask, ids)
        raise NotFound(refusal.detail, faults, nearest=refusal.nearest)


def _make(transaction: Transaction, changes: Sequence[Change]) -> list[str]:
    """Makes all changes; gives the ids of those whose readiness is to be derived again.

    Raises ``Conflict`` with what all of them refuse; one that is refused changes nothing.
    """
    enterprises: dict[str, None] = {}
    faults: list[Fault] = []
    for number, change in enumerate(changes, 1):
        try:
            made = make_change(transaction, change.what_if, change.arguments)
        except Conflict as refusal:
            faults += [numbered(number, fault) for fault in refusal.faults]
            continue
        if change.what_if.derives != LOSSES:
            enterprises |= dict.fromkeys(str(row[0]) for row in made.rows)
    if faults:
        raise Conflict(Text("The scenario cannot be tried", "无法推演该方案"), faults)
    return list(enterprises)


def _ranked(before: Mapping[str, Standing], after: Mapping[str, Standing]) -> list[str]:
    """Who stands otherwise: never any more first, then after all, then by the days between."""
    moved = [
        id_
        for id_, was in before.items()
        if (was.days, was.word) != (after[id_].days, after[id_].word)
    ]
    return sorted(moved, key=lambda id_: (*_rank(before[id_], after[id_]), id_))


def _rank(was: Standing, then: Standing) -> tuple[int, float, bool]:
    between = _between(was.days, then.days)
    kind = 2 if between is not None else 0 if then.days is None else 1
    return kind, -(between or 0.0), not was.anchor


def _between(one: Days, other: Days) -> float | None:
    """The days between; ``None`` between never and some day."""
    if one is None and other is None:
        return 0.0
    return None if one is None or other is None else abs(one - other)


def _told(
    knowledge: Knowledge, trials: Sequence[_Trial], most: int | None, started: float
) -> Tried | None:
    """The trials as answers; nothing where the graph changed between them."""
    state = trials[0].state
    with knowledge.graph.transaction(timeout=TIMEOUT, write=False) as transaction:
        if any(one.state.revision != state.revision for one in trials):
            return None
        name, found = _compared(*trials) if len(trials) > 1 else _moved(trials[0])
        query = tables()[name]
        rows = transaction.run(query.statement, {"found": found[:most]})
        builder = AnswerBuilder(query, rows.columns, knowledge.rights.sight)
        elapsed = (time.perf_counter() - started) * 1000
        moved = Answer(
            query,
            {},
            state,
            [builder.row(row) for row in rows.rows],
            None,
            len(found) > len(rows.rows),
            elapsed,
        )
        ids = [row[0] for row in found[:MAX_DRAWN]]
        drawn = _drawn(transaction, ids)
        picture = AnswerBuilder(tables()["picture"], drawn.columns, knowledge.rights.sight)
        now = picture.subgraph(drawn.rows, state)
        knowledge.looks.append(Look("scenario", frozenset(builder.persons | picture.persons)))
        outcomes = [_outcome(knowledge, one, now, most) for one in trials]
        if read_state(transaction).revision != state.revision:
            return None
    return Tried(state, outcomes, moved, now, elapsed)


def _moved(trial: _Trial) -> tuple[str, list[list[Any]]]:
    """The rows of ``moved``: id, standing and days before, standing and days after, firm."""
    found = []
    for id_ in trial.ranked:
        was, then = trial.before[id_], trial.after[id_]
        found.append([id_, was.word, was.days, then.word, then.days, then.firm])
    return "moved", found


def _compared(a: _Trial, b: _Trial) -> tuple[str, list[list[Any]]]:
    """The rows of ``compared``: id, then standing and days as they are, in A and in B; those first
    between whom A and B differ most."""
    before = {**a.before, **b.before}
    ids = dict.fromkeys([*a.ranked, *b.ranked])

    def key(id_: str) -> tuple[Any, ...]:
        in_a, in_b = (one.after.get(id_, before[id_]) for one in (a, b))
        between = _between(in_a.days, in_b.days)
        return between is not None, -(between or 0.0), not in_a.anchor, id_

    found = []
    for id_ in sorted(ids, key=key):
        was = before[id_]
        in_a, in_b = (one.after.get(id_, was) for one in (a, b))
        found.append([id_, was.word, was.days, in_a.word, in_a.days, in_b.word, in_b.days])
    return "compared", found


def _drawn(transaction: Transaction, ids: Sequence[str]) -> Rows:
    return transaction.run(tables()["picture"].statement, {"found": list(ids)})


def _outcome(knowledge: Knowledge, trial: _Trial, now: Subgraph, most: int | None) -> Outcome:
    losses = None
    if trial.losses:
        query, rows = trial.losses
        builder = AnswerBuilder(query, rows.columns, knowledge.rights.sight)
        kept = [builder.row(row) for row in rows.rows[:most]]
        cut = len(rows.rows) > len(kept)
        losses = Answer(query, {}, trial.state, kept, None, cut, rows.elapsed_ms)
    return Outcome(
        trial.changes, trial.totals, _as_would_be(trial, now), losses, trial.losses_totals
    )


def _as_would_be(trial: _Trial, now: Subgraph) -> Subgraph:
    """The picture as it would be: the same enterprises, and the supplies that there would be."""
    nodes = [_node(node, trial.after.get(node.id)) for node in now.nodes]
    ids = {node.id for node in nodes}
    names = {
        edge.properties["material"]: edge.properties["material_name"]
        for edge in now.edges
        if "material_name" in edge.properties
    }
    edges = {edge.id: edge for edge in now.edges}
    for edge in trial.supplies:
        if edge.id not in edges and {edge.source, edge.target} <= ids:
            material = edge.properties.get("material")
            told = {"material": material, "material_name": names.get(material)}
            edges[edge.id] = replace(edge, properties={k: v for k, v in told.items() if v})
    return Subgraph(nodes, list(edges.values()))


def _node(node: Node, then: Standing | None) -> Node:
    if then is None:
        return node
    told = {
        "ready_days": then.days,
        "runs": then.runs,
        "in_flow": then.word == "in_flow",
        "firm": then.firm,
        "stuck": then.stuck,
    }
    known = {**node.properties, **told}
    return replace(node, properties={k: v for k, v in known.items() if v is not None})
