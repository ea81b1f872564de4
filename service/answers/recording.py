"""Actions: changes that are kept with all that follows from them, or not at all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

import orjson

from service.answers.accepted_changes import ChangeEntry, enter_change, refuse_accepted
from service.answers.changes import (
    ConcurrencySlot,
    derived_in_time,
    make_change,
    refuse_unknown,
    remarks,
    told,
    try_change,
)
from service.answers.currency import refuse_unless_current
from service.answers.recorded_facts import (
    Recorded,
    Spoken,
    facts_told,
    named_ids,
    record_facts,
)
from service.catalog.catalog import SavedQuery
from service.catalog.header import FORESEEN, MADE, SAID_ON
from service.dataset.merging.difference import Conflict as Disagreeing
from service.derivation.incremental import rederive_everything
from service.errors import (
    Conflict,
    DatabaseUnavailable,
    Fault,
    Refusal,
)
from service.graph.database import Graph, Transaction
from service.graph.state import Revision, State, read_state
from service.graph.values import Rows
from service.language import Text
from service.statements import statement

MAX_ATTEMPTS = 5
"""How often an action is foreseen again when the graph changed before it was done."""


class _GraphChanged(Exception):
    """The graph changed after an action was foreseen, before it was done."""


@dataclass
class RecordedAction:
    """What came of an action: the ``state`` after it, and its answer.

    ``rows`` are ``None`` where more follows than one transaction can hold in the action's time: the
    change alone was kept, and everything has to be derived again. ``conflicts``: on what other
    sources disagree; ``notices``: what is worth saying about it, and at which parameter.
    """

    state: State
    rows: Rows | None
    conflicts: list[Disagreeing] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class _Foreseen:
    """Who would be ready on another day: enterprise, days before, days after; and as of when."""

    changed: list[list[Any]]
    revision: Revision


def record_change(
    graph: Graph,
    action: SavedQuery,
    arguments: Mapping[str, Any],
    entry: ChangeEntry,
    *,
    foresight: SavedQuery | None = None,
    refuse: Callable[[Transaction], None] | None = None,
    most: int,
) -> RecordedAction:
    """Changes the graph for good, derives what follows in the same transaction, reads the answer.

    Gives ``most`` rows of it. ``foresight`` is the what-if that the action ``foresees``: it is
    tried first, and again where the graph changed between the two; ``refuse`` may raise further
    refusals once no other write can come between. Raises as ``run_what_if``,
    ``Conflict`` for a change accepted before, and ``ReusedChangeId`` where its id was accepted with
    other content.
    """
    with ConcurrencySlot():
        for _ in range(MAX_ATTEMPTS):
            foreseen = _foresee(graph, foresight, arguments) if foresight else None
            try:
                return derived_in_time(
                    partial(_accept, graph, action, arguments, entry, foreseen, refuse, most)
                )
            except _GraphChanged:
                continue
    raise DatabaseUnavailable(
        Text("The graph changes too fast for this action", "数据变动过快，请稍后重试"),
        retry_after=1,
    )


def _foresee(graph: Graph, what_if: SavedQuery, arguments: Mapping[str, Any]) -> _Foreseen | None:
    """What would follow, by the what-if; nothing where it is refused: the action tells why."""
    given = {
        one.name: arguments.get(one.name, one.schema.get("default")) for one in what_if.parameters
    }
    with graph.transaction(timeout=what_if.timeout, keep=False) as transaction:
        try:
            state, follows = try_change(transaction, what_if, given)
        except Conflict:
            return None
    return _Foreseen(follows["changed"], state.revision)


def _accept(
    graph: Graph,
    action: SavedQuery,
    arguments: Mapping[str, Any],
    entry: ChangeEntry,
    foreseen: _Foreseen | None,
    refuse: Callable[[Transaction], None] | None,
    most: int,
    derive: bool,
) -> RecordedAction:
    """As ``record_change``, with what follows or without."""
    with graph.transaction(timeout=action.timeout) as transaction:
        done = _record(transaction, action, arguments, entry, foreseen, refuse)
        recorded, enterprises = done.recorded, done.enterprises
        moved: list[list[Any]] = []
        if derive:
            followed = rederive_everything(transaction, enterprises)
            # it needs NumPy, and who only asks does not wait for that
            from service.derivation.groups import recount

            recount(graph, transaction, followed.touched)
            moved = followed.moved
        enter_change(
            transaction,
            entry,
            action.name,
            _as_kept(arguments),
            about=done.about,
            moved=moved if derive else None,
            said_on=done.on,
            entries=recorded.entries,
            told=facts_told(recorded.entries),
            changed=recorded.entries,
        )
        state = read_state(transaction)
        result = RecordedAction(state, None, recorded.conflicts, done.notices)
        if derive:
            given = {**arguments, "changed": moved, **done.made}
            result.rows = transaction.run(action.statement, given, most=most)
        return result


@dataclass
class _Done:
    """A change that was made: what it said, of which day, whose readiness to derive again, what it
    is ``about`` by label, what is worth saying, and the ids of what it ``made``."""

    recorded: Recorded
    on: date
    enterprises: list[str]
    about: Mapping[str, list[str]]
    notices: list[Fault]
    made: Mapping[str, list[str]]


def _record(
    transaction: Transaction,
    action: SavedQuery,
    arguments: Mapping[str, Any],
    entry: ChangeEntry,
    foreseen: _Foreseen | None,
    refuse: Callable[[Transaction], None] | None,
) -> _Done:
    """Makes the change of an action."""
    state = _settled(transaction, action, arguments, entry)
    if refuse:
        refuse(transaction)
    if foreseen and foreseen.revision != state.revision:
        raise _GraphChanged
    assert state.as_of
    on = arguments.get(SAID_ON) or state.as_of
    if on > state.as_of:
        raise _future(on, state.as_of)
    rows: list[Rows] = []

    def change() -> Spoken:
        given = {**arguments, **action.in_words(arguments), SAID_ON: on}
        given[FORESEEN] = foreseen.changed if foreseen else None
        rows.append(make_change(transaction, action, given))
        said = [name for names in told(rows[0], "said") for name in names]
        made = [(label, id) for pairs in told(rows[0], MADE) for label, id in pairs]
        return Spoken(said if "said" in rows[0].columns else None, made)

    recorded = record_facts(transaction, action, arguments, on, change)
    (changed,) = rows
    about = {label: list(ids) for label, ids in named_ids(action, arguments).items()}
    made = [(label, id) for pairs in told(changed, MADE) for label, id in pairs]
    for label, id in made:
        about.setdefault(label, []).append(id)
    enterprises = list(dict.fromkeys(str(row[0]) for row in changed.rows if row[0] is not None))
    about["Enterprise"] = list(dict.fromkeys([*about.get("Enterprise", ()), *enterprises]))
    return _Done(
        recorded,
        on,
        enterprises,
        about,
        remarks(action.notices, arguments, changed, "noticed"),
        {MADE: [id for _, id in made]},
    )


def _settled(
    transaction: Transaction,
    action: SavedQuery,
    arguments: Mapping[str, Any],
    entry: ChangeEntry,
) -> State:
    """Waits for other writes, and refuses what cannot begin; gives the state of the graph."""
    transaction.run(statement("hold"))
    state = read_state(transaction)
    stated = _stated(_as_kept(arguments))
    refuse_accepted(transaction, entry, action.name, lambda kept: _stated(kept) == stated)
    refuse_unless_current(action, state, ())
    refuse_unknown(transaction, action, arguments)
    return state


def _future(on: date, as_of: date) -> Refusal:
    return Conflict(
        Text("Nothing was recorded", "未登记任何内容"),
        [
            Fault(
                Text(
                    f"is after the day at which the graph stands, {as_of}; move that first"
                    " (tongbu new-day)",
                    f"晚于数据截止日 {as_of}；请先更新截止日（tongbu new-day）",
                ),
                SAID_ON,
                str(on),
            )
        ],
    )


def _as_kept(arguments: Mapping[str, Any]) -> str:
    """Arguments as the graph keeps them."""
    return orjson.dumps(dict(arguments)).decode("utf-8")


def _stated(kept: str) -> dict[str, Any]:
    """What kept arguments state, whatever parameters the action has got since."""
    return {name: value for name, value in orjson.loads(kept).items() if value is not None}
