"""The audit: who signed in, who changed users and tokens, and who looked at personal data.

An entry tells who, when, by which route and of which things, by their ids; no personal value, no
text that somebody typed. Entries are never changed.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from service.graph.database import Graph, Then
from service.language import Text
from service.statements import statement

MAX_THINGS = 500
"""Ids of one entry; all are counted."""

MOST = 1_000
"""Entries of one list."""

EARLIEST, LATEST = datetime.date(1970, 1, 1), datetime.date(9998, 12, 31)
"""The days between which entries are asked for: others are no times everywhere on earth."""
DAY = "(19[7-9][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-8])-[0-9]{2}-[0-9]{2}"
"""How such a day is written."""

LOOKED = "looked"

EVENTS = {
    LOOKED: Text("looked at personal data", "查看个人信息"),
    "signed-in": Text("signed in", "登录"),
    "not-signed-in": Text("could not sign in", "登录失败"),
    "signed-out": Text("signed out", "退出"),
    "signed-out-everywhere": Text("signed out everywhere", "全部退出"),
    "added-user": Text("added a user", "新增用户"),
    "changed-user": Text("changed a user's role", "更改用户角色"),
    "removed-user": Text("removed a user", "移除用户"),
    "set-password": Text("set a password", "设置密码"),
    "not-set-password": Text(
        "could not set a password, not knowing the present one", "当前密码不正确，未能修改密码"
    ),
    "issued-token": Text("issued a token", "签发令牌"),
    "revoked-token": Text("revoked a token", "吊销令牌"),
    "revised-scenario": Text("changed or brought back a scenario", "更改或恢复方案"),
    "removed-scenario": Text("removed a scenario", "移除方案"),
    "removed-snapshot": Text("removed a snapshot", "删除快照"),
}
"""What is entered."""

DETAILS = {
    "from": Text("was", "原为"),
    "to": Text("now", "改为"),
    "team": Text("team", "专班"),
    "user": Text("user", "用户"),
    "scope": Text("may", "可"),
}
"""What is told of the change of a user or a token beside what it is of, each before a colon."""


@dataclass(frozen=True)
class Look:
    """What was seen: the answer of a saved query (``what``), and of which ``things`` it showed
    personal data, as ``kind:id``; ``None`` where so many rows came that nobody counted."""

    what: str
    things: frozenset[str] | None


@dataclass(frozen=True)
class Entry:
    """One entry as it is kept; ``at`` ISO 8601, ``count``: of how many things."""

    at: str
    by: str
    event: str
    route: str | None
    what: Sequence[str]
    things: Sequence[str]
    count: int | None
    request: str | None

    @property
    def record(self) -> dict[str, Any]:
        return {**vars(self), "what": list(self.what), "things": list(self.things)}


@dataclass(frozen=True)
class Actor:
    """Who does something that is entered with it, in one transaction: both or neither."""

    by: str
    request: str = ""

    def entry(self, event: str, *things: str, what: Iterable[str] = ()) -> Then:
        """The statement that enters it."""
        given = _given(self.by, event, things=things, what=what, request=self.request)
        return statement("access/enter"), given


def entered(actor: Actor | None, event: str, *things: str, what: Iterable[str] = ()) -> Then | None:
    """What enters that something is done, where it is known by whom."""
    return actor.entry(event, *things, what=what) if actor else None


def _given(
    by: str, event: str, *, things: Iterable[str], what: Iterable[str], request: str,
    route: str = "", count: int | None = None,
) -> dict[str, Any]:  # fmt: skip
    ids = sorted(things)
    return {
        "by": by,
        "event": event,
        "route": route or None,
        "what": sorted(what),
        "things": ids[:MAX_THINGS],
        "count": len(ids) if count is None and ids else count,
        "request": request or None,
    }


def enter(
    graph: Graph, by: str, event: str, *, things: Iterable[str] = (), route: str = "",
    what: Iterable[str] = (), count: int | None = None, request: str = "",
) -> None:  # fmt: skip
    """Enters that ``by`` somebody something happened; raises ``DatabaseUnavailable``."""
    given = _given(by, event, things=things, what=what, request=request, route=route, count=count)
    graph.write(statement("access/enter"), given, timeout=10, small=True)


def enter_looks(graph: Graph, by: str, looks: Sequence[Look], *, route: str, request: str) -> None:
    """Enters what one request saw, as one entry; nothing where it saw no person."""
    seen = [look for look in looks if look.things is None or look.things]
    if not seen:
        return
    things = frozenset[str]().union(*(look.things or () for look in seen))
    counted = all(look.things is not None for look in seen)
    enter(
        graph, by, LOOKED, things=things, route=route, what={look.what for look in seen},
        count=len(things) if counted else None, request=request,
    )  # fmt: skip


def entries(
    graph: Graph,
    *,
    since: datetime.date | None = None,
    by: str | None = None,
    event: str | None = None,
    most: int = MOST,
) -> Sequence[Entry]:
    """The latest entries ``since`` a day, from ``EARLIEST`` to ``LATEST``, began here, the latest
    first."""
    begin = since and datetime.datetime.combine(since, datetime.time()).astimezone()
    given = {"since": begin, "by": by, "event": event, "most": most}
    rows = graph.read(statement("access/entries"), given, timeout=30).rows
    return [Entry(*row) for row in rows]
