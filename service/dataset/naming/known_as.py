"""The rows of a dataset folder about things that are known under another id.

Their ids are replaced before anything is checked or loaded. Where two rows are then about one and
the same, what the row under the own id says counts, and the other fills its blanks.
"""

from array import array
from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from service.dataset.merging.three_way import FOLLOWS, OF_THE_STATEMENT
from service.dataset.naming.aliases import Aliases
from service.dataset.tables.input_tables import CodeArray, Dataset, InputTable
from service.dataset.tables.parse import ABSENT
from service.dataset.tables.vectorised import composite_keys
from service.language import Text
from service.model.tables import SUPPLIES, TABLES

Flags = npt.NDArray[np.bool_]


def apply_aliases(dataset: Dataset, aliases: Mapping[str, Aliases]) -> None:
    """Replaces ids of ``dataset`` by those they stand for, by label; tells it in its notices."""
    instead = {
        label: _codes(dataset, label, known.ids)
        for label, known in aliases.items()
        if known.ids and label in dataset.ids
    }
    merged = dropped = 0
    for table in TABLES:
        input_table = dataset.tables.get(table.name)
        if input_table is None or not len(input_table):
            continue
        known = aliases.get(table.label)
        if known is not None:
            other_names = dataset.other_names.setdefault(table.label, {})
            _leave_names_out(input_table, known, instead.get(table.label, {}), other_names)
        steps = _replace_ids(input_table, instead, aliases)
        if steps:
            gone, own = _merge_rows(input_table, steps)
            merged += gone
            dropped += own
    total = sum(map(len, instead.values()))
    if total:
        _tell(dataset, total, merged, dropped)


def _codes(dataset: Dataset, label: str, ids: Mapping[str, str]) -> dict[int, int]:
    """By the code of an id that the dataset has the code of the one that it stands for."""
    distinct = dataset.ids[label]
    found = {code: ids[str(value)] for code, value in enumerate(distinct.values) if value in ids}
    return {code: distinct.code(id_) for code, id_ in found.items()}


def _leave_names_out(
    input_table: InputTable,
    known: Aliases,
    instead: dict[int, int],
    other_names: dict[str, str],
) -> None:
    """A name that people have decided to be another's is none that the thing is called by; those of
    rows whose ids stand for others are put into ``other_names``."""
    ids, names = input_table.column("id"), input_table.column("name")
    if ids is None or names is None or not (known.names or instead):
        return
    codes = names.code_array.copy()
    left_out = np.isin(ids.code_array, list(instead)) if instead else np.zeros(len(codes), np.bool_)
    values = ids.distinct.values
    for row in left_out.nonzero()[0].tolist():
        if isinstance(name := names[row], str):
            other_names[name] = str(values[instead[ids.codes[row]]])
    decided = {
        code: known.names[key]
        for code, value in enumerate(names.distinct.values)
        if value is not None and (key := known.key(str(value))) is not None
    }
    if decided:
        for row in np.isin(codes, list(decided)).nonzero()[0].tolist():
            id_ = str(values[ids.codes[row]])
            left_out[row] |= decided[int(codes[row])] == known.ids.get(id_, id_)
    if left_out.any():
        codes[left_out] = names.distinct.code(ABSENT)
        _set(names.codes, codes)


Steps = dict[int, set[int]]
"""By row with an id that was replaced: the decisions by which it is about what it is about now."""


def _replace_ids(
    input_table: InputTable,
    instead: Mapping[str, Mapping[int, int]],
    aliases: Mapping[str, Aliases],
) -> Steps:
    mapped: Steps = {}
    for name, cells in zip(input_table.header, input_table.encoded, strict=True):
        column = input_table.definition.column(name)
        label = column.refers or (input_table.definition.label if column.kind == "id" else "")
        codes = instead.get(label) if column.kind == "id" else None
        if not codes:
            continue
        old = cells.code_array.copy()
        new = np.arange(max(len(cells.distinct), int(old.max(initial=0)) + 1), dtype=np.int32)
        new[list(codes)] = list(codes.values())
        steps = aliases[label].steps
        changed = (new[old] != old).nonzero()[0].tolist()
        for row in changed:
            mapped.setdefault(row, set()).update(steps.get(str(cells[row]), ()))
        if changed:
            _set(cells.codes, new[old])
    return mapped


def _merge_rows(input_table: InputTable, steps: Steps) -> tuple[int, int]:
    """Makes one row of those that are about one; how many went, and how many were to itself.

    They are merged in the order in which the things were, the latest decision last.
    """
    mapped = np.zeros(len(input_table), np.bool_)
    mapped[list(steps)] = True
    keep = np.ones(len(input_table), np.bool_)
    own = 0
    if input_table.definition.relation is SUPPLIES:
        supplier, buyer = (
            input_table.required_column(name).code_array.copy() for name in ("supplier", "buyer")
        )
        to_itself = mapped & (supplier == buyer)
        keep &= ~to_itself
        own = int(to_itself.sum())
    named = [name for name in input_table.definition.key if name in input_table.header]
    parts = [input_table.required_column(name) for name in named]
    keys = composite_keys([(cells.code_array.copy(), len(cells.distinct)) for cells in parts])
    concerned = (np.isin(keys, keys[mapped & keep]) & keep).nonzero()[0]
    order = concerned[np.lexsort((concerned, keys[concerned]))]
    gone = 0
    for begin, end in _groups(keys[order]):
        rows = sorted(order[begin:end].tolist(), key=lambda row: _order(row, steps))
        first, others = rows[0], [row for row in rows[1:] if mapped[row]]
        for other in others:
            _fill_blanks(input_table, first, other)
            keep[other] = False
            gone += 1
    if not keep.all():
        rows_kept = keep.nonzero()[0]
        lines = np.asarray(input_table.lines, np.int32)[rows_kept]
        _set(input_table.lines, lines)
        for cells in input_table.encoded:
            _set(cells.codes, cells.code_array.copy()[rows_kept])
    return gone, own


def _order(row: int, steps: Steps) -> tuple[bool, list[int], int]:
    """Rows under the own id first, then by the latest decision, each in the file's order."""
    return row in steps, sorted(steps.get(row, ()), reverse=True), row


def _groups(keys: "npt.NDArray[np.int64]") -> list[tuple[int, int]]:
    """Begin and end of each run of several equal keys."""
    edges = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1], True]).tolist()
    return [(a, b) for a, b in pairwise(edges) if b - a > 1]


def _fill_blanks(input_table: InputTable, row: int, other: int) -> None:
    filled: dict[str, bool] = {}
    for name, cells in zip(input_table.header, input_table.encoded, strict=True):
        blank = cells[row] is None or cells[row] is ABSENT
        filled[name] = blank and cells[other] is not None and cells[other] is not ABSENT
    for name, cells in zip(input_table.header, input_table.encoded, strict=True):
        of = FOLLOWS.get(name)
        if name in OF_THE_STATEMENT:
            continue  # a blank means the dataset itself
        if filled[name] and (of is None or filled.get(of, False)):
            cells.codes[row] = cells.codes[other]


def _set(values: "array[int]", codes: CodeArray) -> None:
    del values[:]
    values.frombytes(codes.astype(np.int32).tobytes())


def _tell(dataset: Dataset, total: int, merged: int, dropped: int) -> None:
    dataset.notices.append(
        Text(
            f"{total} ids stand for others that are known; they are taken for those",
            f"{total} 个编号是已知对象的别名，按其所代表的对象处理",
        )
    )
    if merged:
        dataset.notices.append(
            Text(
                f"{merged} rows are about what another row is about; they fill its blanks",
                f"{merged} 行与其他行所指为同一对象，仅用于补充其空白项",
            )
        )
    if dropped:
        dataset.notices.append(
            Text(
                f"{dropped} supplies of one and the same to itself are left out",
                f"{dropped} 条供应关系的供需双方实为同一企业，未载入",
            )
        )
