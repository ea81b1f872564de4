"""Values as JSON, and as the one cell of a table."""

import datetime
import re
from typing import Any

import orjson

_ESCAPED = re.compile(rb"\xc2[\x80-\x9f]|\xe2\x80[\xa8\xa9]")
"""C1 controls, U+0085 among them, and U+2028 and U+2029, in UTF-8."""


def to_json(value: Any) -> bytes:
    """``value`` as JSON in UTF-8; dates as ISO 8601, what JSON does not know as text.

    Escaped is also what JSON allows and others take for the end of a line (U+0085, U+2028, U+2029)
    or obey (C1 controls): a line of NDJSON is one line to whoever reads it.
    """
    body = orjson.dumps(value, default=_unknown)
    if b"\xc2" in body or b"\xe2\x80" in body:
        return _ESCAPED.sub(_escaped, body)
    return body


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


def _escaped(found: re.Match[bytes]) -> bytes:
    return b"\\u%04x" % ord(found[0].decode("utf-8"))


def _unknown(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else str(value)
