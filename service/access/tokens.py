"""API tokens: random, shown once, kept as SHA-256; each of a user, with scopes and a last day."""

import datetime
import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from service.access.audit import Actor, entered
from service.access.roles import SCOPES
from service.access.users import find
from service.errors import Fault, InvalidParameter, NotFound
from service.graph.database import Graph
from service.language import Text
from service.statements import statement

PREFIX = "tongbu_"
"""How every token begins, so that one that got lost is known for what it is."""

MAX_DAYS = 366
"""How long one holds at most."""

MAX_NAME = 60


@dataclass(frozen=True)
class Token:
    """What is known of one: ``id`` names it and opens nothing; times are ISO 8601."""

    id: str
    user: str
    name: str
    scopes: Sequence[str]
    at: str
    until: str
    used: str | None
    """When it was used last, to the hour; None: never."""
    expired: bool

    @property
    def record(self) -> dict[str, Any]:
        return {
            "token": self.id,
            "user": self.user,
            "name": self.name,
            "scopes": list(self.scopes),
            "at": self.at,
            "until": self.until,
            "used": self.used,
            "expired": self.expired,
        }


def hash_of(secret: str) -> str:
    """What a token, or the id of a session, is kept as: it is random, so that this suffices."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def issue(
    graph: Graph,
    user: str,
    scopes: Collection[str],
    days: int,
    name: str = "",
    *,
    actor: Actor | None = None,
) -> tuple[str, Token]:
    """A new token, which nobody can tell again, and what is known of it.

    Raises ``InvalidParameter`` with all that is wrong, ``NotFound`` for a user that is not there.
    """
    faults = [
        Fault(Text(f"one of {', '.join(SCOPES)}", f"应为 {'、'.join(SCOPES)} 之一"), "scope", one)
        for one in sorted(set(scopes) - SCOPES.keys())
    ]
    if not scopes:
        text = Text(f"some of {', '.join(SCOPES)}", f"至少一项：{'、'.join(SCOPES)}")
        faults.append(Fault(text, "scope"))
    if not 1 <= days <= MAX_DAYS:
        text = Text(f"1 to {MAX_DAYS} days", f"1 至 {MAX_DAYS} 天")
        faults.append(Fault(text, "days", str(days)))
    if len(name) > MAX_NAME or not name.isprintable():
        text = Text(f"at most {MAX_NAME} characters", f"不超过 {MAX_NAME} 个字符")
        faults.append(Fault(text, "name", name[:80]))
    if faults:
        raise InvalidParameter(Text("No token is made of that", "无法生成令牌"), faults)
    secret = PREFIX + secrets.token_urlsafe(32)
    given: dict[str, Any] = {
        "id": secrets.token_hex(6),
        "hash": hash_of(secret),
        "user": find(graph, user).id,
        "name": name,
        "scopes": sorted({*scopes, "read"}),
        "until": datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days),
    }
    what = [f"user:{given['user']}", *(f"scope:{one}" for one in given["scopes"])]
    entry = entered(actor, "issued-token", f"token:{given['id']}", what=what)
    graph.write(statement("access/issue-token"), given, small=True, then=entry)
    return secret, next(one for one in listed(graph) if one.id == given["id"])


def listed(graph: Graph, user: str | None = None) -> Sequence[Token]:
    """All tokens, or those of a user, the latest first."""
    return [Token(*row) for row in graph.read(statement("access/tokens"), {"user": user}).rows]


def revoke(graph: Graph, id: str, *, of: str | None = None, actor: Actor | None = None) -> None:
    """Ends a token, ``of`` a user if that is given; raises ``NotFound``."""
    given = {"id": id, "user": of}
    whose = next((one.user for one in listed(graph, of) if one.id == id), None)
    entry = entered(actor, "revoked-token", f"token:{id}", what=[f"user:{whose}"] if whose else ())
    done = graph.write(statement("access/revoke-token"), given, small=True, then=entry)
    if not done.counters.get("nodes_deleted"):
        raise NotFound(Text(f"There is no token {id[:80]!r}", f"没有令牌 {id[:80]!r}"))
