"""Which properties are personal data, and what stands for their values where they are not shown.

The tables' columns say it (``Column.personal``); a column of a saved query says it in its header.
"""

from typing import Any

from service.model.tables import BY_LABEL

PERSONAL_PROPERTIES = {
    label: frozenset(column.name for column in table.columns if column.personal)
    for label, table in BY_LABEL.items()
}
"""The properties that are personal data, by label."""

MASK = "＊＊＊"


def masked(value: Any) -> Any:
    """What stands for a personal value where it may not be seen; nothing stays nothing."""
    return None if value is None else MASK
