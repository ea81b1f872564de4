"""Faults of cells that hold personal data, for those who may not see it."""

import re
from collections.abc import Sequence

from service.dataset.spreadsheets.sheet import column_letters
from service.dataset.tables.input_tables import ListedColumn
from service.errors import Fault
from service.model.privacy import masked
from service.model.tables import TABLES

_PERSONAL = frozenset(
    column.name for table in TABLES for column in table.columns if column.personal
)

_EXCEL_CELL = re.compile(r"!([A-Z]+)[0-9]+$")


def masked_faults(faults: Sequence[Fault], columns: Sequence[ListedColumn]) -> list[Fault]:
    """The faults, without the values of personal columns; ``columns`` are those of a list."""
    hidden = [column for column in columns if column.field in _PERSONAL]
    endings = tuple(f":{header}" for header in (*_PERSONAL, *(each.header for each in hidden)))
    letters = {column_letters(position) for column in hidden for position in column.positions}
    shown = []
    for fault in faults:
        cell = _EXCEL_CELL.search(fault.where)
        personal = cell[1] in letters if cell else fault.where.endswith(endings)
        shown.append(Fault(fault.text, fault.where, masked(fault.value)) if personal else fault)
    return shown
