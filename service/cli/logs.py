"""The log of a service: a JSON object a line on standard error, requests among them."""

import logging
from datetime import UTC, datetime

import orjson

from service.serialization import to_json


class JsonLines(logging.Formatter):
    """A record as one line: when, how bad, and what was said, an object as its members."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname.lower(), "logger": record.name}
        said = record.getMessage()
        try:
            told = orjson.loads(said)
        except orjson.JSONDecodeError:
            told = None
        line |= told if isinstance(told, dict) else {"message": said}
        return to_json(line).decode("utf-8")


def log_as_json() -> None:
    """Writes all that is logged so, from now on."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    for name in ("tongbu.access", "tongbu.slow"):
        logging.getLogger(name).setLevel(logging.INFO)
