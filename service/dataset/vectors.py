"""Columns reckoned with whole: which rows repeat a key, which cells hold what."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from service.dataset.parse import Value
from service.dataset.tables_in_memory import Cells, Codes, Dataset
from service.model.tables import BY_LABEL

NOTHING = 0
"""The code of an empty cell, and of one at fault."""

_MOST = 2**62

Keys = npt.NDArray[np.int64]
"""A number per row; equal where all parts of the key are."""

Flags = npt.NDArray[np.bool_]


def packed(parts: Sequence[tuple[Codes, int]]) -> Keys:
    """One number per row for several columns together, equal exactly where all cells are.

    A part is its codes and how many different ones there may be.
    """
    keys: Keys = np.zeros(len(parts[0][0]), np.int64)
    most = 1
    for codes, different in parts:
        if most * different > _MOST:
            several, keys = np.unique(keys, return_inverse=True)
            most = len(several)
        keys = keys * different + codes
        most *= different
    return keys


def repeated(keys: Keys) -> Iterator[tuple[int, int]]:
    """Each row whose key an earlier row has, after the first row that has it."""
    if len(np.unique(keys)) == len(keys):
        return
    order = np.argsort(keys, kind="stable")
    same = keys[order][1:] == keys[order][:-1]
    first = 0
    for place in same.nonzero()[0].tolist():
        if place == 0 or not same[place - 1]:
            first = int(order[place])
        yield first, int(order[place + 1])


def where(cells: Cells, holds: Callable[[Value], bool]) -> list[int]:
    """The rows whose value ``holds``; it is asked once for each different value."""
    true = np.fromiter(map(holds, cells.words.values), np.bool_, len(cells.words))
    if not true.any():
        return []
    rows: list[int] = true[cells.vector].nonzero()[0].tolist()
    return rows


def present(cells: Cells) -> Flags:
    """By code: whether a row has it."""
    flags = np.zeros(len(cells.words), np.bool_)
    flags[cells.vector] = True
    return flags


def known(dataset: Dataset, label: str) -> Flags:
    """By code: whether the dataset's own table has the id."""
    table = BY_LABEL[label].name
    words = dataset.ids.get(label)
    flags = np.zeros(len(words) if words else 1, np.bool_)
    cells = dataset.sheet(table).column("id")
    if cells is not None:
        flags[cells.vector] = True
    flags[NOTHING] = False
    return flags


def days(cells: Cells) -> npt.NDArray[np.int32]:
    """Each row's date as the number of its day, 0 where there is none."""
    numbers = [value.toordinal() if isinstance(value, date) else 0 for value in cells.words.values]
    return np.asarray(numbers, np.int32)[cells.vector]
