"""Which properties are personal data, and what stands for their values where they are not shown.

The tables' columns say it (``Column.personal``); a column of a saved query says it in its header.
"""

from typing import Any

from service.model.tables import TABLES

PERSONAL_PROPERTIES = {
    table.label or (table.relation.type if table.relation else ""): frozenset(
        column.name for column in table.columns if column.personal
    )
    for table in TABLES
}
"""The properties that are personal data, by label or type of relationship."""

MASK = "＊＊＊"


def masked(value: Any) -> Any:
    """What stands for a personal value where it may not be seen; nothing stays nothing."""
    return None if value is None else MASK
