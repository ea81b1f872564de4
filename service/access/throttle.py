"""Trying passwords is throttled: by user and address, by address, and by user, for all services
together.

What is counted is kept in the graph, addresses as hashes, and goes down evenly with time. An
attempt is counted before its password is looked at, so that many at once are no way round; a right
one is taken off again. Who has signed in from an address lately is kept out by nobody's attempts
but those under his own name from there.
"""

import hashlib
import hmac

from service.access import users
from service.errors import TooManyRequests
from service.graph.database import Graph
from service.language import Text
from service.statements import statement

FREE = {"pair": 5, "address": 30, "user": 100}
"""Attempts that cost nothing, in an hour; each one beyond waits twice as long."""

LONGEST_SECONDS = 900

KNOWN_DAYS = 30
"""How long a user is known at an address after signing in from there."""

MAX_PASSWORD = 800
"""Characters of a password that are looked at: none that is kept has so many."""


def is_password(graph: Graph, secret: bytes, user: str, address: str, password: str) -> bool:
    """Whether a password is the user's, as somebody from ``address`` says.

    Raises ``TooManyRequests`` where it is asked too early after wrong ones.
    """
    keys = _keys(secret, user, address)
    known = _count(graph, keys)
    right = users.has_password(graph, user, password[:MAX_PASSWORD])
    if right:
        # for this user from this address all begins anew; of others the wrong ones still count
        others = [] if known else [keys["address"], keys["user"]]
        given = {"forgotten": keys["pair"], "taken_off": others}
        graph.write(statement("access/forget-attempts"), given, small=True)
    return right


def _count(graph: Graph, keys: dict[str, str]) -> bool:
    """Counts an attempt; whether the user is known at the address, so that nothing else counted."""
    counted = [{"id": id, "free": FREE[kind], "kind": kind} for kind, id in keys.items()]
    given = {"keys": counted, "longest": LONGEST_SECONDS, "known_days": KNOWN_DAYS}
    wait, known = graph.write(statement("access/count-attempt"), given, small=True).one()
    if wait > 0:
        raise TooManyRequests(
            Text(
                f"Too many wrong passwords; try again in {wait} seconds",
                f"密码错误次数过多，请在 {wait} 秒后重试",
            ),
            retry_after=wait,
        )
    return bool(known)


def _keys(secret: bytes, user: str, address: str) -> dict[str, str]:
    texts = {"pair": f"{user}@{address}", "address": f"@{address}", "user": f"{user}@"}
    return {
        kind: hmac.new(secret, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]
        for kind, text in texts.items()
    }
