"""Sign-in is throttled: by user and address, by address, and by user, for all services together.

What is counted is kept in the graph for an hour, addresses as hashes. An attempt is counted before
its password is looked at, so that many at once are no way round.
"""

import hashlib
import hmac

from service.errors import TooManyRequests
from service.graph.database import Graph
from service.language import Text
from service.statements import statement

FREE = {"pair": 5, "address": 30, "user": 100}
"""Attempts that cost nothing, within an hour; each one after waits twice as long."""

LONGEST_SECONDS = 900


def count_attempt(graph: Graph, secret: bytes, user: str, address: str) -> None:
    """Counts an attempt to sign in; raises ``TooManyRequests`` where it comes too early."""
    keys = [{"id": id, "free": FREE[kind]} for kind, id in _keys(secret, user, address).items()]
    given = {"keys": keys, "longest": LONGEST_SECONDS}
    wait = int(graph.write(statement("access/count-attempt"), given).one()[0] or 0)
    if wait > 0:
        raise TooManyRequests(
            Text(
                f"Too many attempts to sign in; try again in {wait} seconds",
                f"登录尝试过多，请在 {wait} 秒后重试",
            ),
            retry_after=wait,
        )


def forget_attempts(graph: Graph, secret: bytes, user: str, address: str) -> None:
    """Who signed in begins anew, from this address."""
    keys = _keys(secret, user, address)
    graph.write(statement("access/forget-attempts"), {"ids": [keys["pair"]]})


def _keys(secret: bytes, user: str, address: str) -> dict[str, str]:
    texts = {"pair": f"{user}@{address}", "address": f"@{address}", "user": f"{user}@"}
    return {
        kind: hmac.new(secret, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]
        for kind, text in texts.items()
    }
