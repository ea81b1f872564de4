"""For administrators: the users, and the audit."""

import datetime
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, cast

from flask import Blueprint, Response, g, redirect, render_template, request, url_for

from service.access import audit, sessions, users
from service.access.roles import ROLES, SCOPES
from service.catalog.parameters import MAX_TEXT_LENGTH
from service.clock import today
from service.errors import Fault, InvalidParameter, Refusal
from service.formats.files import csv_lines
from service.formats.media_types import FILE_FORMATS, JSON
from service.http import context
from service.http.answer_files import attached
from service.http.gate import actor
from service.http.identity import access, caller
from service.language import Text
from service.serialization import to_json

administration = Blueprint("administration", __name__)

DOING = ("add", "role", "password", "sign-out", "remove")
"""What the form of a user may ask for."""


@administration.get("/users", endpoint="users")
def users_page() -> Response:
    return _users()


@administration.post("/users")
def changed() -> Response:
    """Adds or changes a user as the form says."""
    form = request.form
    do, id = form.get("do", ""), form.get("user", "")
    role, team = form.get("role", ""), form.get("team", "").strip() or None
    graph, by, who = access().graph, caller().id, actor()
    try:
        if do == "add":
            id = users.add(graph, id, role, team, form.get("password") or None, by=by, actor=who).id
        elif do == "role":
            users.change(graph, id, role, team, actor=who)
        elif do == "password":
            users.set_password(graph, id, form.get("password", ""), actor=who)
        elif do == "sign-out":
            sessions.end_all(graph, users.find(graph, id).id, actor=who)
        elif do == "remove":
            users.remove(graph, id, actor=who)
        else:
            names = ", ".join(DOING)
            fault = Fault(Text(f"one of {names}", f"应为 {names} 之一"), "do", do[:80])
            raise InvalidParameter(Text("Nothing was changed", "未作改动"), [fault])
    except Refusal as refusal:
        return _users(refusal)
    return cast(Response, redirect(url_for("administration.users"), 303))


@administration.get("/audit", endpoint="audit")
def audit_page() -> Response:
    """Who signed in, changed users and looked at persons, the latest first."""
    # a form sends what was not filled in as blank
    given = {name: value for name, value in g.given.items() if value}
    shown = _entries(given)
    page = render_template(
        "audit.html",
        entries=shown,
        most=audit.MOST,
        events=audit.EVENTS,
        detail=_detail,
        given=given,
        state=context.state(),
    )
    return Response(page)


@administration.get("/audit.json")
def audit_as_json() -> Response:
    body = {"entries": [one.record for one in _entries(g.given)]}
    return Response(to_json(body), content_type=JSON)


@administration.get("/audit.csv")
def audit_as_csv() -> Response:
    """The same as a file, up to a hundred times as many entries."""
    head = ["at", "by", "event", "route", "what", "things", "count", "request"]
    found = _entries(g.given, 100 * audit.MOST)
    rows = [
        [one.at, one.by, one.event, one.route, " ".join(one.what), " ".join(one.things), one.count,
         one.request]
        for one in found
    ]  # fmt: skip
    response = Response(csv_lines(head, iter(rows)), content_type=FILE_FORMATS["csv"][0])
    return attached(response, ["audit", today().isoformat()], "csv")


def _detail(name: str) -> Text:
    """What an entry tells beside what it is of: a saved query that showed persons, a role."""
    key, _, value = name.partition(":")
    if key in audit.DETAILS and value:
        said = ROLES[value].title if value in ROLES else SCOPES.get(value, Text(value, value))
        told = audit.DETAILS[key]
        return Text(f"{told.en} {said.en}", f"{told.zh}{said.zh}")
    catalog = context.knowledge().catalog
    return catalog[name].title if name in catalog else Text(name, name)


def _entries(given: Mapping[str, Any], most: int = audit.MOST) -> Sequence[audit.Entry]:
    since, by, event = (given.get(name) for name in ("since", "by", "event"))
    faults = []
    day: datetime.date | None = None
    if since and re.fullmatch(audit.DAY, since):
        with suppress(ValueError):  # no month has so many
            day = datetime.date.fromisoformat(since)
    if since is not None and not day:
        expected = Text(
            f"a day from {audit.EARLIEST} to {audit.LATEST} is expected, as 2020-02-12",
            f"应为 {audit.EARLIEST} 至 {audit.LATEST} 间的日期，如 2020-02-12",
        )
        faults.append(Fault(expected, "since", since[:80]))
    if by and len(by) > MAX_TEXT_LENGTH:
        text = Text(f"at most {MAX_TEXT_LENGTH} characters", f"不超过 {MAX_TEXT_LENGTH} 个字符")
        faults.append(Fault(text, "by", by[:80]))
    if event is not None and event not in audit.EVENTS:
        names = ", ".join(audit.EVENTS)
        fault = Fault(Text(f"one of {names}", f"应为 {names} 之一"), "event", str(event)[:80])
        faults.append(fault)
    if faults:
        raise InvalidParameter(Text("Parameters cannot be used", "参数无法使用"), faults)
    return audit.entries(access().graph, since=day, by=by or None, event=event, most=most)


def _users(refusal: Refusal | None = None) -> Response:
    page = render_template(
        "users.html",
        users=users.listed(access().graph),
        roles=ROLES,
        refusal=refusal,
        wrong={fault.where: fault for fault in refusal.faults} if refusal else {},
        sent=request.form,
        state=context.state(),
    )
    return context.refusing(page, refusal)
