"""The statement of an answer as one runs it oneself, in Neo4j Browser or cypher-shell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from service.catalog.catalog import SavedQuery
from service.catalog.header import (
    INJECTED,
    INJECTED_AFTER_CHANGE,
    INJECTED_BY_TRIALS,
    LIMIT_PARAMETER,
)
from service.formats.bloom.search_phrases import literal
from service.graph.values import Plan


@dataclass(frozen=True)
class Step:
    """An operator of a plan, ``depth`` below the one that gives the answer: how many rows were
    ``estimated``, and where it was run, how many there were, and reads of the store (``hits``)."""

    depth: int
    operator: str
    details: str
    estimated: float
    rows: int | None
    hits: int | None


def told(query: SavedQuery, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """What the statement of an answer is told: arguments, limit, and of trials that none found
    anything, for these only the service can make."""
    by_trials = {**INJECTED_AFTER_CHANGE, **INJECTED_BY_TRIALS}.get(query.derives, ())
    used = {name: value for name, value in INJECTED.items() if f"${name}" in query.statement}
    if LIMIT_PARAMETER in used:
        used[LIMIT_PARAMETER] = query.limit + 1
    return {**arguments, **used, **{name: [] for name in by_trials}}


def param_command(values: Mapping[str, Any]) -> str:
    """The command that sets parameters, as Neo4j Browser and cypher-shell take it."""
    pairs = (f"{name}: {literal(value)}" for name, value in sorted(values.items()))
    return f":param {{{', '.join(pairs)}}}"


def steps(plan: Plan, depth: int = 0) -> Iterator[Step]:
    """The operators of a plan, the one that gives the answer first."""
    given = plan.arguments
    details = str(given.get("Details", ""))
    rows, hits = given.get("Rows"), given.get("DbHits")
    estimated = float(given.get("EstimatedRows", 0))
    yield Step(depth, plan.operator.partition("@")[0], details, estimated, rows, hits)
    for child in plan.children:
        yield from steps(child, depth + 1)
