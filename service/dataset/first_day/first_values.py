"""What many rows say of one enterprise, need or supply: the first value, or all texts joined.

``owners`` has the number, from 0, of what each row tells of, -1 where it tells of nothing; codes
are those of dictionary-encoded columns, 0 for nothing said.
"""

import numpy as np
import numpy.typing as npt

from service.dataset.tables.input_tables import CodeArray, DistinctValues
from service.model.columns import LONGEST_TEXT

Rows = npt.NDArray[np.int64]
"""Indexes of rows."""

NO_ROW = -1


def numbered(keys: npt.NDArray[np.int64]) -> tuple[Rows, Rows]:
    """Numbers for ``keys`` in the order in which they come first, by row; and the first rows."""
    _, first, place = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return rank[place], first[order]


def first_rows(owners: Rows, codes: CodeArray, count: int) -> tuple[Rows, Rows]:
    """By owner the first row that says something, ``NO_ROW`` where none does; and the rows that say
    something else than the first of their owner."""
    first = np.full(count, NO_ROW, np.int64)
    rows = ((codes != 0) & (owners >= 0)).nonzero()[0]
    backwards = rows[::-1]
    first[owners[backwards]] = backwards  # of several for one owner the last assigned counts
    return first, rows[codes[rows] != codes[first[owners[rows]]]]


def codes_at(rows: Rows, codes: CodeArray) -> CodeArray:
    """The codes in ``rows``, 0 for ``NO_ROW``."""
    return np.where(rows >= 0, codes[rows], 0) if len(codes) else np.zeros(len(rows), np.int32)


def joined_texts(
    owners: Rows, codes: CodeArray, distinct: DistinctValues, count: int
) -> CodeArray:  # fmt: skip
    """By owner all different texts, whose parts ；separates, in one of at most ``LONGEST_TEXT``
    characters: its code, a new one of ``distinct`` where no row has just this text."""
    rows = ((codes != 0) & (owners >= 0)).nonzero()[0]
    values = distinct.values
    keys = owners[rows] * len(values) + codes[rows]
    first = np.sort(np.unique(keys, return_index=True)[1])
    owner, code = owners[rows][first], codes[rows][first]
    result = np.zeros(count, np.int32)
    several = np.bincount(owner, minlength=count) > 1
    alone = ~several[owner]
    itself = np.arange(len(values), dtype=np.int32)
    for each in [i for i, text in enumerate(values) if isinstance(text, str) and "；" in text]:
        itself[each] = distinct.code(_without_repetition(str(values[each])))
    result[owner[alone]] = itself[code[alone]]
    joined: dict[int, str] = {}
    for number, each in zip(owner[~alone].tolist(), code[~alone].tolist(), strict=True):
        text = str(values[each])
        known = joined.get(number)
        joined[number] = _without_repetition(text) if known is None else _with(known, text)
    for number, text in joined.items():
        result[number] = distinct.code(text)
    return result


def _without_repetition(text: str) -> str:
    return "；".join(dict.fromkeys(text.split("；"))) if "；" in text else text


def _with(known: str, text: str) -> str:
    parts = known.split("；")
    new = [part for part in text.split("；") if part not in parts]
    if not new or len(known) >= LONGEST_TEXT:
        return known
    joined = "；".join([*parts, *new])
    return joined if len(joined) <= LONGEST_TEXT else joined[: LONGEST_TEXT - 1] + "…"
