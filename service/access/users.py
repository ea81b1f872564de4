"""Users: kept in the graph, so that every service on it knows them, and backups have them.

A user that is removed stays as a name, which the record of changes tells; nobody signs in by it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from service.access.audit import Actor, entered
from service.access.passwords import hashed, is_outdated, require_usable, verified
from service.access.roles import RESERVED, ROLES, TEAM, Role
from service.errors import Conflict, Fault, InvalidParameter, NotFound
from service.graph.database import Graph
from service.language import Text
from service.statements import statement

USER_ID = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


@dataclass(frozen=True)
class User:
    """One user; ``at`` and ``removed_at`` ISO 8601, ``openid``: signed in by OpenID Connect."""

    id: str
    role: str
    team: str | None
    team_name: str | None
    at: str
    by: str
    has_password: bool
    openid: bool
    removed_at: str | None

    @property
    def record(self) -> dict[str, Any]:
        """What the command line and programs are told of it."""
        return {
            "user": self.id,
            "role": self.role,
            "team": self.team,
            "team_name": self.team_name,
            "password": self.has_password,
            "openid": self.openid,
            "at": self.at,
            "by": self.by,
            "removed": self.removed_at,
        }


def user_id(given: str) -> str:
    """A name by which one signs in, in small letters; raises ``InvalidParameter``."""
    name = given.strip().lower()
    if not USER_ID.fullmatch(name) or name in RESERVED:
        text = Text(
            "2 to 40 letters a-z, digits, dots, hyphens and underscores, not loopback or token",
            "2 至 40 个小写字母、数字、点、连字符或下划线，且不为 loopback、token",
        )
        fault = Fault(text, "user", given[:80])
        raise InvalidParameter(Text("That is no name for a user", "用户名不符合要求"), [fault])
    return name


def any_user(graph: Graph, *, timeout: float = 60) -> bool:
    """Whether anybody can sign in at all."""
    return bool(graph.read(statement("access/any-user"), timeout=timeout).one()[0])


def listed(graph: Graph) -> Sequence[User]:
    """All users by name, those removed last."""
    return [User(*row) for row in graph.read(statement("access/users")).rows]


def find(graph: Graph, id: str) -> User:
    """One who is not removed; raises ``NotFound``."""
    found = {user.id: user for user in listed(graph)}
    user = found.get(user_id(id))
    if user is None or user.removed_at:
        raise NotFound(Text(f"There is no user {id[:80]!r}", f"没有用户 {id[:80]!r}"))
    return user


def add(
    graph: Graph,
    id: str,
    role: str,
    team: str | None,
    password: str | None,
    *,
    by: str,
    actor: Actor | None = None,
) -> User:
    """A new user, or one that was removed, anew; without ``password`` one who signs in by OpenID
    Connect alone.

    Raises ``InvalidParameter`` with all that is wrong, ``NotFound`` for a team that is not there,
    ``Conflict`` where there is a user of that name.
    """
    name = user_id(id)
    _require_role(graph, role, team)
    if password is not None:
        require_usable(password, name)
    given = {
        "id": name,
        "role": role,
        "team": team,
        "password": None if password is None else hashed(password),
        "by": by,
    }
    what = [f"to:{role}", *([f"team:{team}"] if team else ())]
    entry = entered(actor, "added-user", f"user:{name}", what=what)
    if not graph.write(statement("access/add-user"), given, small=True, then=entry).rows:
        raise Conflict(Text(f"There is a user {name} already", f"已有用户 {name}"))
    return find(graph, name)


def change(
    graph: Graph, id: str, role: str, team: str | None, *, actor: Actor | None = None
) -> User:
    """Another role; who is signed in has it from the next request on. Raises as ``add``."""
    user = find(graph, id)
    _require_role(graph, role, team)
    given = {"id": user.id, "role": role, "team": team}
    what = [f"from:{user.role}", f"to:{role}", *([f"team:{team}"] if team else ())]
    entry = entered(actor, "changed-user", f"user:{user.id}", what=what)
    graph.write(statement("access/change-user"), given, small=True, then=entry)
    return find(graph, id)


def set_password(
    graph: Graph, id: str, password: str, *, kept_session: str = "", actor: Actor | None = None
) -> None:
    """Another password; ends all sessions of the user but the ``kept_session``."""
    user = find(graph, id)
    require_usable(password, user.id)
    given = {"id": user.id, "password": hashed(password), "kept": kept_session}
    entry = entered(actor, "set-password", f"user:{user.id}")
    graph.write(statement("access/set-password"), given, small=True, then=entry)


def remove(graph: Graph, id: str, *, actor: Actor | None = None) -> User:
    """Lets a user in no more: sessions and tokens end with it."""
    user = find(graph, id)
    entry = entered(actor, "removed-user", f"user:{user.id}")
    graph.write(statement("access/remove-user"), {"id": user.id}, small=True, then=entry)
    return user


def has_password(graph: Graph, id: str, password: str) -> bool:
    """Whether this is a user and the password is the user's; takes as long where it is none."""
    name = id.strip().lower()
    rows = graph.read(statement("access/password"), {"id": name}).rows
    known = rows[0][0] if rows else None
    right = verified(password, known)
    if right and known and is_outdated(known):
        given = {"id": name, "password": hashed(password), "was": known}
        graph.write(statement("access/rehash"), given, small=True)
    return right


def by_openid(graph: Graph, name: str, subject: str) -> str | None:
    """The user whom a provider of OpenID Connect calls ``name``; bound to the provider's own
    ``subject`` for good with the first sign-in. ``None``: no such user, or another subject."""
    given = {"id": name.strip().lower(), "subject": subject}
    rows = graph.write(statement("access/bind-subject"), given, small=True).rows
    return str(rows[0][0]) if rows else None


def role_of(name: str) -> Role:
    """The role of that name; raises ``InvalidParameter``."""
    if name not in ROLES:
        names = ", ".join(ROLES)
        fault = Fault(Text(f"one of {names}", f"应为 {names} 之一"), "role", name[:80])
        raise InvalidParameter(Text("There is no such role", "没有该角色"), [fault])
    return ROLES[name]


def _require_role(graph: Graph, role: str, team: str | None) -> None:
    needs_team = role_of(role) is TEAM
    if needs_team != bool(team):
        text = (
            Text("the id of a service team is needed by this role", "该角色须给出专班编号")
            if needs_team
            else Text("only the role team has a team", "仅 team 角色可指定专班")
        )
        raise InvalidParameter(Text("The role and the team do not fit", "角色与专班不符"),
                               [Fault(text, "team", team)])  # fmt: skip
    if team and not graph.read(statement("access/team"), {"id": team}).rows:
        raise NotFound(Text(f"There is no service team {team[:80]!r}", f"没有专班 {team[:80]!r}"))
