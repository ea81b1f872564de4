"""Faults of what was asked, and what is worth saying of it, as records of JSON."""

from collections.abc import Iterable

from service.errors import Fault
from service.language import Language


def fault_records(faults: Iterable[Fault], language: Language) -> list[dict[str, str]]:
    """Where each is, what is said of it, and the value, where there is one."""
    return [
        {
            "where": fault.where,
            "detail": fault.text.to(language),
            **({} if fault.value is None else {"value": fault.value}),
        }
        for fault in faults
    ]
