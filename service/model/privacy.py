"""Who may see what: which properties and columns are personal data, and how they are masked."""

from typing import Any

PERSONAL_PROPERTIES = {
    "Worker": frozenset({"name", "phone"}),
    "Enterprise": frozenset({"contact", "phone", "note"}),
    "ServiceTeam": frozenset({"leader", "phone"}),
    "Request": frozenset({"note"}),
}
"""The properties that are personal data, by label; a note may name anybody."""

PERSONAL_COLUMNS = frozenset({"contact", "phone", "leader", "worker_name", "note"})
"""The columns that are personal data, in every answer."""

MASK = "＊＊＊"


def masked(value: Any) -> Any:
    """What stands for a personal value where it may not be seen; nothing stays nothing."""
    return None if value is None else MASK
