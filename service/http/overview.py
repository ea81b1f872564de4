"""The overview for the person in charge: what to do now, and where things stand, of all or of one
group: a city, a district, an industry or a team.

What it shows are answers of saved queries. The figures are waited for; whatever else is not there
in a moment is asked for on, and the page fetches it a little later. How much is asked so at once,
beside the lanes, has a bound; what is beyond it is asked when the page comes again.
"""

import datetime
import logging
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from flask import Blueprint, g, render_template

from service.access.roles import Capability
from service.answers.answer import Answer
from service.answers.knowledge import Knowledge
from service.answers.names import names_by_label
from service.catalog.catalog import WHAT_IF, SavedQuery
from service.display.cells import CALLABLE
from service.display.since import days_since
from service.errors import Fault, InvalidParameter, NotFound, Refusal
from service.graph.state import State, unfinished_text
from service.http import context
from service.language import Text
from service.model.industries import IndustryWords
from service.model.places import PlaceWords

overview = Blueprint("overview", __name__)

LOG = logging.getLogger("tongbu")

PATIENCE = 0.6
"""Seconds after which the page waits for nothing that it can do without."""

FIRST_FEW = 3
"""Blockers to call today."""

MAX_ANCHORS = 6

LISTS_BY = {"city": "district", "district": "district", "industry": "industry", "team": "team"}
"""What a group can be by: the parameter that keeps a list to it."""

ALL = Text("all enterprises", "全部企业")

asking = ThreadPoolExecutor(4, thread_name_prefix="overview")

MOST_ASKED = 16
"""Questions under way, and waiting for a thread of ``asking``, of all pages together."""

_places = threading.BoundedSemaphore(MOST_ASKED)


@dataclass(frozen=True)
class Scope:
    """Whose figures are shown: all, or one ``group``; ``lists`` keeps a list to the same."""

    by: str = "all"
    group: str | None = None
    name: Text = ALL
    lists: Mapping[str, str] = field(default_factory=dict)

    @property
    def value(self) -> str:
        return f"{self.by}:{self.group}" if self.group else ""


@dataclass
class Part:
    """A part of the page: an answer's rows by column, or why there is none, or not yet."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    refusal: Refusal | None = None
    later: bool = False


@overview.get("/")
def page() -> str:
    began = time.monotonic()
    knowledge = context.knowledge()
    state = knowledge.state()
    scope = _scope(knowledge, str(g.given.get("scope", "")))
    # first and alone: on a server just started all that is asked at once waits for each other
    now, moved = _figures(knowledge, scope, state)
    if scope.group and not now and state.derived:
        raise NotFound(Text(f"There is no group {scope.value!r}", f"没有分组 {scope.value!r}"))
    asked = {
        name: _asked(knowledge, query, given)
        for name, (query, given) in _questions(scope, state.as_of).items()
        if query in knowledge.catalog and state.as_of
    }
    awaited = [future for future in asked.values() if future]
    wait(awaited, timeout=max(0, began + PATIENCE - time.monotonic()))
    parts = {name: _part(future) for name, future in asked.items()}
    return render_template(
        "overview.html",
        state=state,
        unfinished=unfinished_text(state.loading) if state.loading else None,
        scope=scope,
        now=now,
        moved=moved,
        parts=parts,
        scopes=_scopes(parts.get("groups", Part()).rows),
        can_call=CALLABLE.fullmatch,
        max_anchors=MAX_ANCHORS,
        enterprise_names=_enterprise_names(knowledge, parts),
        matters=_words_of_matters(knowledge),
        since=days_since(state.as_of),
        groups=_offered(knowledge),
    )


def _offered(knowledge: Knowledge) -> list[tuple[Text, list[SavedQuery]]]:
    """What can be asked, by group; what-ifs are offered to who may try them."""
    if knowledge.rights.may(Capability.TRY):
        return knowledge.catalog.grouped()
    groups = [
        (title, [one for one in several if one.kind != WHAT_IF])
        for title, several in knowledge.catalog.grouped()
    ]
    return [(title, several) for title, several in groups if several]


def _questions(scope: Scope, today: datetime.date | None) -> dict[str, tuple[str, dict[str, Any]]]:
    """What is asked beside the figures, by part of the page: the query and its arguments."""
    lists = dict(scope.lists)
    asked: dict[str, tuple[str, dict[str, Any]]] = {
        "today": ("today", lists),
        "groups": ("groups", {}),
    }
    if "team" not in lists:
        asked["blockers"] = ("unblock-first", {**lists, "limit": FIRST_FEW})
    if not lists:
        asked["anchors"] = ("four-sync-board", {"by": "anchor"})
    return asked


def _asked(knowledge: Knowledge, query: str, given: Mapping[str, Any]) -> "Future[Answer] | None":
    """A question that is answered beside this page; ``None`` where too many are already.

    None is called off when its page has stopped waiting: the page comes again for the answer, which
    is kept meanwhile, and on a server just started each would be called off before it had begun.
    """
    if not _places.acquire(blocking=False):
        return None
    try:
        future = asking.submit(knowledge.ask, query, given)
    except BaseException:
        _places.release()
        raise
    future.add_done_callback(lambda _: _places.release())
    return future


def _part(future: "Future[Answer] | None") -> Part:
    if future is None or not future.done():
        return Part(later=True)
    try:
        answer = future.result()
    except Refusal as refusal:
        LOG.info("the overview goes without a part: %s", refusal.slug)
        return Part(refusal=refusal)
    return Part(_records(answer))


def _records(answer: Answer) -> list[dict[str, Any]]:
    names = [column.name for column in answer.columns]
    return [dict(zip(names, row, strict=True)) for row in answer.rows]


def _enterprise_names(knowledge: Knowledge, parts: Mapping[str, Part]) -> dict[str, Text]:
    """The names of the enterprises that the parts tell of."""
    named = {"blockers": "enterprise", "today": "enterprise", "anchors": "group"}
    ids = {row[named[part]] for part in named.keys() & parts.keys() for row in parts[part].rows}
    ids.discard(None)
    return names_by_label(knowledge.graph, {"Enterprise": ids}) if ids else {}


def _words_of_matters(knowledge: Knowledge) -> Mapping[str, Text]:
    """What there is to do, by the codes of the query ``today``."""
    if "today" not in knowledge.catalog:
        return {}
    return knowledge.catalog["today"].columns[0].words


def _scope(knowledge: Knowledge, given: str) -> Scope:
    """The scope that an address names, as ``district:330282``; blank is all."""
    if not given:
        return Scope()
    by, _, group = given.partition(":")
    if by not in LISTS_BY or not group:
        choices = ", ".join(f"{one}:…" for one in LISTS_BY)
        raise InvalidParameter(
            Text("That is no group", "统计范围有误"),
            [Fault(Text(f"one of {choices} is expected", f"应为 {choices} 之一"), "scope", given)],
        )
    name = None
    if by == "team":
        offered = knowledge.suggestions("team", "team", group)
        name = next((one.label for one in offered if one.value == group), None)
    return Scope(by, group, _named(by, group, name), {LISTS_BY[by]: group})


def _named(by: str, group: str, name: Text | None) -> Text:
    """How a group is called."""
    if by in ("city", "district"):
        return PlaceWords().get(group) or Text(group, group)
    if by == "industry":
        return IndustryWords().get(group) or Text(f"industry {group}", f"行业 {group}")
    return name or Text(group, group)


def _scopes(rows: list[dict[str, Any]]) -> dict[str, list[tuple[str, Text]]]:
    """What can be chosen, by grouping: the value and how it is called."""
    scopes: dict[str, list[tuple[str, Text]]] = {}
    for row in rows:
        name = Text(row["name"], row["name"])
        one = f"{row['by']}:{row['group']}", _named(row["by"], row["group"], name)
        scopes.setdefault(row["by"], []).append(one)
    return scopes


def _figures(
    knowledge: Knowledge, scope: Scope, state: State
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The figures of a scope as they stand, and by how much each has moved since the last recorded
    ``day`` before today; empty where there is none or they cannot be told now.

    Both come with one answer: on a server just started each statement takes long to be planned.
    """
    if "history" not in knowledge.catalog:
        return {}, {}
    given = {"by": scope.by, **({"group": scope.group} if scope.group else {})}
    try:
        records = _records(knowledge.ask("history", given))
    except Refusal as refusal:
        LOG.info("the overview goes without figures: %s", refusal.slug)
        return {}, {}
    days = [_together([*rows]) for _, rows in groupby(records, itemgetter("day"))][:2]
    if days and days[0]["day"] != state.as_of:
        return {}, {}  # of a group that nobody belongs to any more
    if len(days) < 2:
        return (days[0] if days else {}), {}
    now, past = days
    moved = {
        name: now[name] - past[name]
        for name in now
        if isinstance(now[name], int | float) and isinstance(past[name], int | float)
    }
    return now, {"day": past["day"], **moved}


RATES = {
    "resumption_rate": ("resumed", "should_resume"),
    "return_rate": ("on_post", "headcount"),
    "output_rate": ("output", "output_headcount"),
    "above_scale_rate": ("above_scale_resumed", "above_scale"),
}


def _together(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The figures of one day: those of industries whose codes begin alike together, as lists have
    them."""
    first, *others = rows
    if not others:
        return dict(first)
    summed = {
        name: value + sum(row[name] or 0 for row in others)
        for name, value in first.items()
        if isinstance(value, int | float)
    }
    rates = {
        rate: summed[part] / summed[whole] if summed[whole] else None
        for rate, (part, whole) in RATES.items()
    }
    return {**first, **summed, **rates}
