"""Vectorised operations on dictionary-encoded columns: keys, duplicates, lookups."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from service.dataset.tables.input_tables import CodeArray, Dataset, EncodedColumn
from service.dataset.tables.parse import Value
from service.model.tables import BY_LABEL

EMPTY_CODE = 0
"""The code of an empty or invalid cell."""

_MAX_KEY = 2**62

KeyArray = npt.NDArray[np.int64]
"""One key per row; equal where all its parts are."""

BooleanArray = npt.NDArray[np.bool_]


def composite_keys(parts: Sequence[tuple[CodeArray, int]]) -> KeyArray:
    """One number per row for several columns together, equal exactly where all cells are.

    A part is a column's codes and how many different ones there are at most.
    """
    keys: KeyArray = np.zeros(len(parts[0][0]), np.int64)
    most = 1
    for codes, count in parts:
        if most * count > _MAX_KEY:
            several, keys = np.unique(keys, return_inverse=True)
            most = len(several)
        keys = keys * count + codes
        most *= count
    return keys


def duplicate_rows(keys: KeyArray) -> Iterator[tuple[int, int]]:
    """Pairs of rows with the same key: the first such row, and each later one."""
    if len(np.unique(keys)) == len(keys):
        return
    order = np.argsort(keys, kind="stable")
    same = keys[order][1:] == keys[order][:-1]
    first = 0
    for place in same.nonzero()[0].tolist():
        if place == 0 or not same[place - 1]:
            first = int(order[place])
        yield first, int(order[place + 1])


def rows_where(cells: EncodedColumn, holds: Callable[[Value], bool]) -> list[int]:
    """The rows whose value satisfies ``holds``, which is called once per distinct value."""
    true = np.fromiter(map(holds, cells.distinct.values), np.bool_, len(cells.distinct))
    if not true.any():
        return []
    rows: list[int] = true[cells.code_array].nonzero()[0].tolist()
    return rows


def used_codes(cells: EncodedColumn) -> BooleanArray:
    """By code: whether any row has it."""
    flags = np.zeros(len(cells.distinct), np.bool_)
    flags[cells.code_array] = True
    return flags


def defined_codes(dataset: Dataset, label: str) -> BooleanArray:
    """By code of ``label``'s ids: whether the dataset's own table has the id."""
    table = BY_LABEL[label].name
    distinct = dataset.ids.get(label)
    flags = np.zeros(len(distinct) if distinct else 1, np.bool_)
    cells = dataset.table(table).column("id")
    if cells is not None:
        flags[cells.code_array] = True
    flags[EMPTY_CODE] = False
    return flags


def day_numbers(cells: EncodedColumn) -> npt.NDArray[np.int32]:
    """Each row's date as its proleptic Gregorian ordinal, 0 where there is none."""
    numbers = [
        value.toordinal() if isinstance(value, date) else 0 for value in cells.distinct.values
    ]
    return np.asarray(numbers, np.int32)[cells.code_array]
