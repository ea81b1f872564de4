"""Values as JSON, and as the one cell of a table."""

import datetime
from typing import Any

import orjson


def to_json(value: Any) -> bytes:
    """``value`` as JSON in UTF-8; dates as ISO 8601, what JSON does not know as text."""
    return orjson.dumps(value, default=_unknown)


def to_cell(value: Any) -> Any:
    """A value as one cell of a table: an array joined by ``;``, anything nested as JSON."""
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float | datetime.date):
        return value
    if isinstance(value, list) and not any(isinstance(item, list | dict) for item in value):
        return ";".join("" if item is None else str(plain_boolean(item)) for item in value)
    return to_json(value).decode("utf-8")


def plain_boolean(value: Any) -> Any:
    """``true`` or ``false`` for a boolean, anything else as it is."""
    return str(value).lower() if isinstance(value, bool) else value


def _unknown(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else str(value)
