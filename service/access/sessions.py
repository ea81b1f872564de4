"""Sessions of those who signed in, and who asks by a session or a token.

A session is a node in the graph: taken away it is ended, whichever service is asked next. A cookie
holds its random id, signed; the graph a hash of it, so that a backup lets nobody in.
"""

import datetime
import secrets
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from service.access.audit import Actor, entered
from service.access.roles import NOTHING_OWN, ROLES, Caller, Own, rights_of_user
from service.access.tokens import hash_of
from service.errors import Refusal
from service.graph.database import Graph
from service.statements import statement

LONGEST_SECONDS = 12 * 3600
"""After that one signs in again, whatever was asked meanwhile."""

IDLE_SECONDS = 2 * 3600
"""After so long without a question, too."""

USED_SECONDS = 3600
"""How exactly it is kept when a token was used last."""

ASKED_SECONDS = 5.0
"""How long the graph is given to say who asks."""


def begin(graph: Graph, user: str, *, actor: Actor | None = None) -> str:
    """A new session of a user: its id, for the cookie alone. Clears away those that are over.

    ``actor``: it is entered that he signed in; ``None`` where a session only takes the place of
    another.
    """
    id = secrets.token_urlsafe(32)
    until = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=LONGEST_SECONDS)
    graph.write(
        statement("access/begin-session"),
        {"id": hash_of(id), "user": user, "until": until},
        small=True,
        then=entered(actor, "signed-in"),
    )
    return id


def end(graph: Graph, session: str, *, actor: Actor | None = None) -> None:
    """Ends one session, by what its id is kept as; ``actor``: it is entered that he signed out."""
    entry = entered(actor, "signed-out")
    graph.write(
        statement("access/end-session"), {"id": session}, small=True, then=entry, always=True
    )


def end_all(graph: Graph, user: str, *, actor: Actor | None = None) -> None:
    """Signs a user out everywhere."""
    entry = entered(actor, "signed-out-everywhere", f"user:{user}")
    graph.write(
        statement("access/end-sessions"), {"user": user}, small=True, then=entry, always=True
    )


def by_session(graph: Graph, id: str, *, timeout: float = ASKED_SECONDS) -> Caller | None:
    """Who asks by the session of this id; ``None`` where it is over."""
    kept = hash_of(id)
    rows = graph.read(statement("access/by-session"), {"id": kept}, timeout=timeout).rows
    return _caller(rows[0], kept) if rows else None


def by_token(graph: Graph, token: str, *, timeout: float = ASKED_SECONDS) -> Caller | None:
    """Who asks by this token; ``None`` where there is none, or it holds no longer."""
    given = {"hash": hash_of(token)}
    asked = {**given, "seconds": USED_SECONDS}
    rows = graph.read(statement("access/by-token"), asked, timeout=timeout).rows
    if not rows:
        return None
    *known, unwritten = rows[0]
    if unwritten:
        with suppress(Refusal):  # as while a backup is made: the next question tells
            graph.write(statement("access/use-token"), given, small=True)
    return _caller(known)


def signing_secret(graph: Graph) -> bytes:
    """What cookies are signed with, the same for every service on this graph; made once."""
    given = {"secret": secrets.token_hex(32)}
    return bytes.fromhex(str(graph.write(statement("access/secret"), given, small=True).one()[0]))


def _caller(row: Sequence[Any], session: str = "") -> Caller | None:
    """Who asks, by a row of ``by-session`` or ``by-token``."""
    user, name, team, enterprises, scopes = row
    role = ROLES.get(name)
    if role is None:  # another release knew it
        return None
    own = Own(team, frozenset(enterprises)) if team else NOTHING_OWN
    rights = rights_of_user(role, own, scopes)
    return Caller(user, rights, role, team or "", "session" if session else "token", session)
