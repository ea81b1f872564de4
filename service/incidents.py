"""What went wrong on our side, written to the log without anything a user typed."""

import logging
import secrets
import traceback

LOG = logging.getLogger("tongbu")


def record(error: BaseException, where: str) -> str:
    """Logs ``error`` under a new number, which is returned for the user to quote.

    Only the kinds of the exceptions and the lines they passed are written: an exception's text
    may hold a name or a telephone number. ``where`` is the route, never the address asked for.
    """
    number = secrets.token_hex(4)
    lines = [f"incident {number} at {where}"]
    seen: BaseException | None = error
    while seen is not None:
        code = getattr(seen, "code", None)
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__} {code or ''}".rstrip())
        lines += [line.rstrip() for line in traceback.format_tb(seen.__traceback__)]
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    LOG.error("\n".join(lines))
    return number
