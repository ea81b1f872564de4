"""Logging internal errors, without anything that a user typed."""

import logging
import secrets
import traceback
from contextvars import ContextVar

LOG = logging.getLogger("tongbu")

REQUEST: ContextVar[str | None] = ContextVar("request", default=None)
"""The id of the request that this thread answers."""


def record(error: BaseException, where: str) -> str:
    """Logs ``error`` under a new incident number, and returns the number for the user to quote.

    Only types and tracebacks of the exceptions are logged: their messages may hold a name or a
    telephone number. ``where`` is the route, not the requested URL.
    """
    number = secrets.token_hex(4)
    lines = [f"incident {number} at {where}"]
    current: BaseException | None = error
    while current is not None:
        code = getattr(current, "code", None)
        lines.append(
            f"{type(current).__module__}.{type(current).__qualname__} {code or ''}".rstrip()
        )
        lines += [line.rstrip() for line in traceback.format_tb(current.__traceback__)]
        current = current.__cause__ or (
            None if current.__suppress_context__ else current.__context__
        )
    LOG.error("\n".join(lines))
    return number
