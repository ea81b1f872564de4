"""Numbers and dates as people read them."""

import datetime
from typing import Any

from service.clock import local_time
from service.language import Language
from service.serialization import to_cell


def number(name: str, value: Any, language: Language) -> str:
    """A number or date as people read it; rates and shares as a percentage."""
    if isinstance(value, datetime.datetime):
        return local_time(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(to_cell(value))
    if name.endswith("_rate") or name in ("share", "confidence"):
        return f"{value * 100:.1f}".removesuffix(".0") + "%"
    if name in ("latitude", "longitude"):
        return f"{value:.10g}"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")
