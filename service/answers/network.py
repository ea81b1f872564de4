"""A whole network as columns, with a place for each of its enterprises: what is drawn as a map."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from service.catalog.catalog import SavedQuery
from service.graph.state import State
from service.model.industries import division_of

MAX_NODES = 50_000
"""Enterprises of one map; the largest come first."""

MAX_EDGES = 300_000
"""Supplies of one map: of each enterprise the first ones are kept."""

STEP, WAITS, SUPPLIED_BY = "step", "waits", "supplied_by"
BESIDE_COLUMNS = frozenset((STEP, WAITS, SUPPLIED_BY))
"""What a statement with the result ``network`` returns beside its columns, and nothing else."""


@dataclass(frozen=True)
class Network:
    """``columns`` by name, one value per enterprise; ``edges`` as (supplier, buyer), places in the
    columns; ``waits`` the place of whom each waits for, -1 for nobody here."""

    query: SavedQuery
    parameters: dict[str, Any]
    state: State
    columns: dict[str, list[Any]]
    positions: list[list[float]]
    suppliers: list[int]
    buyers: list[int]
    waits: list[int]
    clustered_by: str
    truncated: bool


def network_of(
    query: SavedQuery,
    parameters: dict[str, Any],
    state: State,
    names: list[str],
    rows: list[list[Any]],
) -> Network:
    """The rows of a statement as a network: ``names`` are those of what it returned."""
    from service.answers.positions import positions

    kept = rows[:MAX_NODES]
    columns = {name: [row[at] for row in kept] for at, name in enumerate(names)}
    waiting, supplied = columns.pop(WAITS), columns.pop(SUPPLIED_BY)
    place = {id: at for at, id in enumerate(columns["enterprise"])}
    pairs = [(place[s], at) for at, ids in enumerate(supplied) for s in ids if s in place]
    by = "district" if parameters.get("industry") else "industry"
    spots = positions([GROUPS[by](value) for value in columns[by]])
    return Network(
        query,
        parameters,
        state,
        columns,
        spots.round(2).tolist(),
        [supplier for supplier, _ in pairs[:MAX_EDGES]],
        [buyer for _, buyer in pairs[:MAX_EDGES]],
        [place.get(id, -1) for id in waiting],
        by,
        len(rows) > len(kept) or len(pairs) > MAX_EDGES,
    )


GROUPS: dict[str, Callable[[str | None], str]] = {
    "district": lambda code: code or "",
    "industry": lambda code: division_of(code or "") or "",
}
"""The group on a map, from a code."""
