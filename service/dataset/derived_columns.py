"""What is derived of a dataset that stands alone, as columns for its import files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from service.dataset.merging.facts import PropertyColumn
from service.dataset.network_columns import network_columns
from service.dataset.tables.input_tables import CodeArray, Dataset
from service.derivation.full import RANKING, SAVINGS, ranked_in_time, saved_in_time
from service.derivation.stored import Property, of_enterprises, of_supplies
from service.equations.solution import solve
from service.progress import Progress


@dataclass(frozen=True, slots=True)
class WaitingColumns:
    """The relationships WAITS_FOR: codes of the enterprises at both ends, and their properties."""

    starts: CodeArray
    ends: CodeArray
    properties: list[PropertyColumn]


@dataclass(frozen=True, slots=True)
class DerivedColumns:
    """``of_enterprises`` and ``of_supplies`` have an entry per row of the table; ``left``: whom the
    ranking left out."""

    of_enterprises: list[PropertyColumn]
    of_supplies: list[PropertyColumn]
    waits: WaitingColumns
    left: int


def derived_columns(dataset: Dataset, as_of: date, progress: Progress) -> DerivedColumns:
    """Derives everything of a checked dataset, on the day ``as_of``."""
    facts, order, materials = network_columns(dataset, as_of)
    solved = solve(facts, progress.line)
    progress.line(RANKING)
    ranking = ranked_in_time(solved.contracts, facts.enterprises.anchor)
    progress.line(SAVINGS)
    saved = saved_in_time(solved, facts.enterprises.above_scale)
    known = dataset.ids.get("Material")
    names = [str(known.values[code]) for code in materials.tolist()] if known else []
    enterprises = of_enterprises(solved, ranking, saved, names)
    ids = dataset.table("enterprises").required_column("id").code_array
    contracts, waits = solved.contracts, np.flatnonzero(solved.waiting.contract >= 0)
    by = solved.waiting.contract[waits]
    properties = {
        "material": Property(contracts.material[contracts.need[by]], names),
        "days": Property(enterprises["ready_days"].values[waits]),
    }
    rows = np.empty_like(order)
    rows[order] = np.arange(len(order), dtype=np.int32)
    return DerivedColumns(
        list(_columns(enterprises, rows)),
        list(_columns(of_supplies(solved))),
        WaitingColumns(
            ids[order[waits]], ids[order[contracts.supplier[by]]], list(_columns(properties))
        ),
        ranking.left,
    )


def _columns(
    properties: Mapping[str, Property], rows: CodeArray | None = None
) -> Iterable[PropertyColumn]:
    """The properties as columns; ``rows``: which entry of them each row has."""
    for name, each in properties.items():
        values, codes = each.distinct()
        yield PropertyColumn(name, values, codes if rows is None else codes[rows])
