"""Every role at every route in every format: whether it is answered, and whose persons it tells of.

The routes and their formats are the application's own; ``ROUTES`` says once of each who may use it,
and a route that it lacks fails.
"""

import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from werkzeug.routing import AnyConverter, Rule

from service.access import audit
from service.answers import snapshots
from service.answers.kept_scenarios import keep_scenario
from service.answers.knowledge import Knowledge
from service.answers.scenario import read_written
from service.errors import DatabaseUnavailable, Refusal, TimeLimitExceeded
from service.formats import files
from service.graph.database import Graph
from service.http import scenarios
from service.http.app import create_app
from service.language import Text
from service.settings import Settings
from tests.support.catalog import read_catalog
from tests.support.people import OTHERS, OWN, ROLES, csrf_of, few, signed_in, with_people

EVERYBODY = frozenset(("nobody", *ROLES))
USERS = frozenset(ROLES)
TRYING = frozenset(("analyst", "team", "admin"))
RECORDING = frozenset(("team", "admin"))
ADMIN = frozenset(("admin",))


@dataclass(frozen=True)
class Route:
    """Who may use a route; ``args`` of its address, ``asked`` behind it, ``sent`` to it.

    ``status`` is the answer to who may; 401 is that to nobody, 403 that to a role that may not.
    """

    who: frozenset[str] = USERS
    status: int = 200
    args: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, Any] = field(default_factory=dict)
    sent: dict[str, Any] | None = None
    json: bool = False


DONE = (200, 202)
"""Recorded; what follows may still be derived."""

PATH = {"query": "critical-path"}
GONGNIU = {"enterprise": "gongniu"}
EXPECTED, NO_DAY = {"query": "record-expected"}, {**GONGNIU, "expected_on": "x"}
STOPS = {"change": "closes?enterprises=yuelong"}
ANSWER = "/queries/critical-path?enterprise=gongniu"

ROUTES: dict[str, Route] = {
    "api.as_json": Route(args=PATH, asked=GONGNIU),
    "api.as_form": Route(args=PATH, asked=GONGNIU),
    "api.as_graph": Route(args=PATH, asked=GONGNIU),
    "api.as_network": Route(args={"query": "network"}, asked={"district": "330282"}),
    "api.bloom": Route(),
    "api.found": Route(asked={"q": "公牛"}),
    "api.health": Route(EVERYBODY),
    "api.metrics": Route(),
    "api.ready": Route(),
    "api.suggest": Route(args={**PATH, "parameter": "enterprise"}, asked={"text": "公"}),
    "api.thing": Route(args={"id": "gongniu"}),
    "actions.form": Route(args=EXPECTED),
    "actions.done": Route(RECORDING, 400, EXPECTED, sent=NO_DAY),
    "actions.as_json": Route(RECORDING, 400, EXPECTED, sent=NO_DAY, json=True),
    "administration.audit": Route(ADMIN),
    "administration.audit_as_csv": Route(ADMIN),
    "administration.audit_as_json": Route(ADMIN),
    "administration.users": Route(ADMIN),
    "administration.changed": Route(ADMIN, 400, sent={"do": "nothing"}),
    "account.page": Route(),
    "account.password": Route(status=400, sent={"password": "wrong"}),
    "account.new_token": Route(status=400, sent={"days": "0"}),
    "account.revoked": Route(status=404, args={"id": "none"}, sent={}),
    "account.signed_out": Route(status=303, sent={}),
    "account.signed_out_everywhere": Route(status=303, sent={}),
    "inside.own": Route(),
    "inside.page": Route(TRYING, args=PATH, asked=GONGNIU),
    "inside.profile": Route(TRYING, args=PATH, asked=GONGNIU),
    "loads.form": Route(),
    "loads.list_template": Route(),
    "loads.templates": Route(),
    "loads.checked": Route(ADMIN, 400, sent={}),
    "loads.as_json": Route(ADMIN, 400, sent={}),
    "loads.job": Route(ADMIN, 404, {"id": "none"}),
    "loads.job_as_json": Route(ADMIN, 404, {"id": "none"}),
    "look_alikes.page": Route(),
    "look_alikes.as_json": Route(),
    "look_alikes.decided": Route(ADMIN, 400, sent={}),
    "look_alikes.decided_as_json": Route(ADMIN, 400, sent={}, json=True),
    "mine.page": Route(),
    "mine.as_json": Route(asked={"answer": ANSWER}),
    "openid.begin": Route(EVERYBODY, 404),
    "openid.back": Route(EVERYBODY, 404),
    "overview.page": Route(),
    "pages.enterprise": Route(args={"id": "gongniu"}),
    "pages.letter": Route(args={"id": "none"}, status=404),
    "pages.material": Route(args={"id": "copper"}),
    "pages.request": Route(args={"id": "r1"}),
    "pages.team": Route(args={"id": "t1"}),
    "pages.found": Route(asked={"q": "料"}),
    "pages.query": Route(args=PATH, asked=GONGNIU),
    "pages.token": Route(EVERYBODY),
    "reference.catalogue": Route(),
    "reference.openapi": Route(),
    "reference.operation": Route(args={"operation": "critical_path"}),
    "reference.page": Route(),
    "report.page": Route(TRYING, asked={"answer": ANSWER}),
    "report.as_pdf": Route(TRYING, asked={"answer": ANSWER}),
    "report.as_xlsx": Route(TRYING, asked={"answer": ANSWER}),
    "report.as_zip": Route(TRYING, asked={"answer": ANSWER}),
    "scenarios.listed": Route(TRYING),
    "scenarios.listed_as_json": Route(TRYING),
    "scenarios.tried": Route(TRYING, asked=STOPS),
    "scenarios.tried_as_json": Route(TRYING, asked=STOPS),
    "scenarios.tried_as_file": Route(TRYING, asked=STOPS),
    "scenarios.kept": Route(TRYING, args={"id": "scenario"}),
    "scenarios.kept_as_json": Route(TRYING, args={"id": "scenario"}),
    "scenarios.kept_as_file": Route(TRYING, args={"id": "scenario"}),
    "scenarios.compared": Route(TRYING, 400),
    "scenarios.compared_as_json": Route(TRYING, 400),
    "scenarios.compared_as_file": Route(TRYING, 400),
    "sign_in.form": Route(EVERYBODY),
    "sign_in.entered": Route(EVERYBODY, 401, sent={"user": "?", "password": "?"}),
    "snapshots.listed": Route(),
    "snapshots.listed_as_json": Route(),
    "snapshots.page": Route(args={"id": "snapshot"}),
    "snapshots.as_json": Route(args={"id": "snapshot"}),
    "snapshots.as_form": Route(args={"id": "snapshot"}),
    "snapshots.difference_page": Route(args={"id": "snapshot"}),
    "snapshots.difference_as_json": Route(args={"id": "snapshot"}),
    "snapshots.done": Route(TRYING, 400, sent={"answer": "/"}),
    "snapshots.done_as_json": Route(TRYING, 400, sent={"answer": "/"}, json=True),
    "snapshots.removed": Route(TRYING, 404, {"id": "none"}, sent={}),
    "static": Route(args={"filename": "page.js"}),
    "undoing.changes": Route(),
    "undoing.form": Route(),
    "undoing.done": Route(ADMIN, 400, sent={}),
    "undoing.as_json": Route(ADMIN, 400, sent={}, json=True),
    "writing.new": Route(TRYING),
    "writing.change": Route(TRYING, args={"place": 1, "what_if": "closes"}),
    "writing.keep": Route(TRYING, 400, sent={}),
    "writing.keep_as_json": Route(TRYING, 400, sent={}, json=True),
    "writing.revise": Route(TRYING, 404, {"id": "0" * 12}, sent={}),
    "writing.revise_as_json": Route(TRYING, 404, {"id": "0" * 12}, sent={}, json=True),
}

OTHER_THINGS = {
    "letters": ("none", 404),
    "materials": ("copper", 200),
    "requests": ("r1", 200),
    "teams": ("t1", 200),
}
"""The things beside enterprises whose data is at one endpoint, and what is answered there."""


@dataclass(frozen=True)
class Asked:
    """One request, who may send it, and what he is answered."""

    endpoint: str
    method: str
    path: str
    route: Route


@pytest.fixture(scope="module")
def knowledge(_open_graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    with_people(_open_graph, tmp_path_factory.mktemp("people"))
    return Knowledge(_open_graph, few(read_catalog()), show_personal=True, may_change=True)


@pytest.fixture(scope="module")
def app(knowledge: Knowledge, defaults: Settings) -> Flask:
    return create_app(knowledge, Settings(**{**vars(defaults), "sign_in": True}))


@pytest.fixture(scope="module")
def kept(knowledge: Knowledge, app: Flask) -> dict[str, str]:
    """A snapshot and a scenario, by what stands for them in ``ROUTES``."""
    admin = signed_in(app, "admin")
    sent = admin.post("/snapshots.json", json={"answer": ANSWER}, headers=csrf_of(admin))
    assert sent.status_code == 201, sent.text
    made = read_written(knowledge.catalog, [STOPS["change"]])
    given = {"name": "x", "note": f"问 {OTHERS[0]} {OTHERS[1]}"}
    scenario = keep_scenario(knowledge, given, made, by="admin")
    assert snapshots.read(knowledge.graph, sent.json["id"] if sent.json else "")
    return {"snapshot": sent.json["id"] if sent.json else "", "scenario": scenario.id}


@pytest.fixture(scope="module")
def browsers(app: Flask) -> dict[str, FlaskClient]:
    return {"nobody": app.test_client(), **{role: signed_in(app, role) for role in ROLES}}


def requests_of(app: Flask, rule: Rule, kept: dict[str, str]) -> Iterator[Asked]:
    """The requests that try one route: one for each folder and format that its address can have."""
    choices = [
        [(name, one) for one in sorted(converter.items)]
        for name, converter in rule._converters.items()
        if isinstance(converter, AnyConverter)
    ]
    for chosen in itertools.product(*choices):
        folder = dict(chosen).get("folder", "")
        route = route_of(rule, folder)
        given = {name: kept.get(str(value), value) for name, value in route.args.items()}
        values = {**(rule.defaults or {}), **given, **dict(chosen)}
        built = rule.build({name: values[name] for name in rule.arguments})
        assert built, rule
        path = built[1] + (f"?{urlencode(route.asked)}" if route.asked else "")
        yield Asked(rule.endpoint, "GET" if route.sent is None else "POST", path, route)


def route_of(rule: Rule, folder: str) -> Route:
    """What is declared of a route, where its address is that of a what-if or an action."""
    route, endpoint = ROUTES[rule.endpoint], rule.endpoint
    if endpoint == "api.suggest" and folder != "queries":
        what_if = {"query": "closes", "parameter": "enterprises"}
        action = {"query": "record-expected", "parameter": "enterprise"}
        return replace(route, args=what_if if folder == "what-if" else action)
    if folder == "what-if":
        drawn = endpoint in ("api.as_graph", "api.as_network")
        asked = {"enterprises": "yuelong"}
        status = 404 if drawn else 200
        return replace(route, who=TRYING, args={"query": "closes"}, asked=asked, status=status)
    if endpoint == "api.thing" and (kind := rule.rule.split("/")[1]) in OTHER_THINGS:
        id, status = OTHER_THINGS[kind]
        return replace(route, args={"id": id}, status=status)
    return route


def text_of(data: bytes, kind: str) -> str:
    """What somebody could read in an answer, whatever its format."""
    if kind == "application/pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(
                archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
            )
    return data.decode("utf-8")


SHOWING = {
    "api.as_json", "api.as_form", "api.as_graph", "api.thing", "pages.enterprise", "pages.query",
    "report.page", "report.as_pdf", "report.as_xlsx", "report.as_zip", "scenarios.kept",
}  # fmt: skip
"""Routes that show persons to who may see them, so that the test below can fail."""


MAY_SEE = {"team": {"own"}, "analyst": {"own", "others"}, "admin": {"own", "others"}}


def persons_in(text: str) -> set[str]:
    """Of whom a text tells: the team's own, others."""
    return {who for who, words in PERSONS.items() if any(word in text for word in words)}


PERSONS = {"own": OWN, "others": OTHERS}


def test_every_role_at_every_route_in_every_format(
    app: Flask, kept: dict[str, str], browsers: dict[str, FlaskClient]
) -> None:
    """Whoever may gets the answer declared, nobody 401, others 403; and of persons each what he may
    see: a reader nobody, a team its own."""
    undeclared = {rule.endpoint for rule in app.url_map.iter_rules()} - ROUTES.keys()
    assert not undeclared, f"say in ROUTES who may use {undeclared}"
    wrong: list[str] = []
    shown: dict[str, set[str]] = {role: set() for role in browsers}
    every = [one for rule in app.url_map.iter_rules() for one in requests_of(app, rule, kept)]
    for one, role in itertools.product(every, browsers):
        browser = browsers[role]
        status = one.route.status if role in one.route.who else 401 if role == "nobody" else 403
        headers = csrf_of(browser) if one.method == "POST" and role != "nobody" else {}
        answer = sent(browser, one, headers)
        found = persons_in(text_of(answer.data, answer.mimetype))
        answer.close()
        if answer.status_code != status:
            wrong.append(f"{role} {one.method} {one.path}: {answer.status_code}, not {status}")
        if found - MAY_SEE.get(role, set()):
            wrong.append(f"{role} {one.method} {one.path}: tells of persons ({found})")
        if found:
            shown[role].add(one.endpoint)
        if one.endpoint.startswith("account.signed_out") and role != "nobody":
            browsers[role] = signed_in(app, role)
    assert not wrong, "\n".join(wrong)
    assert len(every) > 100
    assert shown["analyst"] >= SHOWING and shown["team"] >= SHOWING - {"scenarios.kept"}


def sent(browser: FlaskClient, one: Asked, headers: Any) -> Any:
    if one.method == "GET":
        return browser.get(one.path)
    body = {"json": one.route.sent} if one.route.json else {"data": one.route.sent}
    return browser.post(one.path, headers=headers, **body)


def test_whatever_changes_something_shows_its_session(
    app: Flask, kept: dict[str, str], browsers: dict[str, FlaskClient]
) -> None:
    """Without what a page of the same session knows, with that of another, or from another site."""
    admin, other = browsers["admin"], csrf_of(browsers["analyst"])
    right = csrf_of(admin)
    foreign = {**right, "Origin": "https://evil.example"}
    writes = {
        one.path: one
        for rule in app.url_map.iter_rules()
        for one in requests_of(app, rule, kept)
        if one.method == "POST" and one.endpoint != "sign_in.entered"
    }
    posting = {r.endpoint for r in app.url_map.iter_rules() if "POST" in (r.methods or ())}
    assert {one.endpoint for one in writes.values()} == posting - {"sign_in.entered", "pages.token"}
    for path, one in writes.items():
        for headers in ({}, other, foreign):
            answer = sent(admin, one, headers)
            assert answer.status_code == 403, (path, headers)
    sign_in = {"user": "admin", "password": "x"}
    answer = admin.post("/sign-in", data=sign_in, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert csrf_of(admin) == right, "and nobody was signed out by it"


def test_each_look_is_in_the_audit(
    knowledge: Knowledge, app: Flask, browsers: dict[str, FlaskClient]
) -> None:
    def looks(role: str, path: str) -> list[audit.Entry]:
        before = len(audit.entries(knowledge.graph, by=role, event=audit.LOOKED))
        answer = browsers[role].get(path)
        assert answer.status_code == 200
        assert answer.data
        found = audit.entries(knowledge.graph, by=role, event=audit.LOOKED)
        return list(found[: len(found) - before])

    (seen,) = looks("analyst", "/queries/critical-path.json?enterprise=gongniu")
    assert seen.things == ["enterprise:gongniu", "enterprise:yuelong"] and seen.count == 2
    assert seen.what == ["critical-path"] and seen.route and "<name:query>.json" in seen.route
    assert not any(word in str(seen) for word in (*OWN, *OTHERS))
    (own,) = looks("team", "/queries/critical-path.json?enterprise=gongniu")
    assert own.things == ["enterprise:gongniu"]
    (whole,) = looks("analyst", "/queries/overdue.csv")
    assert whole.what == ["overdue"] and whole.count is None
    assert not looks("reader", "/queries/critical-path.json?enterprise=gongniu")
    assert not looks("analyst", "/queries/standing.json")
    listed = browsers["admin"].get("/audit.json?by=analyst&event=looked").json
    assert listed and listed["entries"][0]["what"] == ["overdue"]
    assert "overdue" in browsers["admin"].get("/audit.csv").text


def test_an_export_that_cannot_be_entered_gives_its_place_back(
    browsers: dict[str, FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the audit cannot be written nothing is shown, and what was to be shown is closed."""

    def fails(*_: object, **__: object) -> None:
        raise DatabaseUnavailable(Text("it does not answer", "数据库无响应"))

    path = "/queries/overdue.csv"
    with monkeypatch.context() as patched:
        patched.setattr(audit, "enter_looks", fails)
        refused = [browsers["analyst"].get(path) for _ in range(6)]
    assert [one.status_code for one in refused] == [503] * 6
    assert not any(word in one.text for one in refused for word in (*OWN, *OTHERS))
    assert browsers["analyst"].get(path).status_code == 200


def test_a_look_on_a_page_that_refuses_is_in_the_audit(
    knowledge: Knowledge,
    kept: dict[str, str],
    browsers: dict[str, FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is shown counts, whatever the status; what an error took the place of does not."""
    analyst = browsers["analyst"]

    def entered() -> list[list[str]]:
        found = audit.entries(knowledge.graph, by="analyst", event=audit.LOOKED)
        return [list(one.things) for one in found]

    for refusal in (TimeLimitExceeded(Text("x", "x")), DatabaseUnavailable(Text("x", "x"))):
        before = len(entered())
        with monkeypatch.context() as patched:
            patched.setattr(scenarios, "try_scenarios", raising(refusal))
            page = analyst.get(f"/scenarios/{kept['scenario']}")
        assert page.status_code == refusal.status and OTHERS[0] in page.text
        assert [f"scenario:{kept['scenario']}"] in entered()[: len(entered()) - before]
    before = len(entered())
    with monkeypatch.context() as patched:
        patched.setattr(files, "json_of", raising(TimeLimitExceeded(Text("x", "x"))))
        gone = analyst.get("/queries/critical-path.json?enterprise=gongniu")
    assert gone.status_code == 504 and OTHERS[0] not in gone.text and len(entered()) == before


def raising(refusal: Refusal) -> Any:
    def instead(*_: Any, **__: Any) -> None:
        raise refusal

    return instead


def test_who_changed_and_removed_what_is_kept_is_told(
    knowledge: Knowledge, app: Flask, browsers: dict[str, FlaskClient]
) -> None:
    admin, analyst, team = (browsers[role] for role in ("admin", "analyst", "team"))
    sent = {
        "name": "y",
        "changes": [{"what_if": "closes", "parameters": {"enterprises": ["yuelong"]}}],
    }
    made = admin.post("/scenarios.json", json=sent, headers=csrf_of(admin)).json
    assert made and (made["by"], made["revised_by"], made["revised_at"]) == ("admin", None, None)
    path = f"/scenarios/{made['id']}"
    assert "last changed" not in admin.get(f"{path}?lang=en").text
    named = analyst.post(f"{path}.json", json={"name": "z"}, headers=csrf_of(analyst)).json
    assert named and (named["by"], named["revised_by"]) == ("admin", "analyst")
    assert datetime.fromisoformat(named["revised_at"]) >= datetime.fromisoformat(named["at"])
    for page in ("/scenarios", path):
        assert re.search(r"last changed [^<]* by analyst", admin.get(f"{page}?lang=en").text), page
        assert re.search(r"最近更改于 [^<]*，更改者 analyst", admin.get(f"{page}?lang=zh").text)
    removed = team.post(path, data={"removed": "true"}, headers=csrf_of(team))
    assert removed.status_code == 303
    assert re.search(r"last changed [^<]* by team", admin.get("/scenarios?lang=en").text)
    back = analyst.post(f"{path}.json", json={"removed": False}, headers=csrf_of(analyst))
    assert back.status_code == 200
    answer = {"answer": "/queries/standing"}
    snapshot = admin.post("/snapshots.json", json=answer, headers=csrf_of(admin)).json
    assert snapshot
    gone = analyst.post(f"/snapshots/{snapshot['id']}/remove", headers=csrf_of(analyst))
    assert gone.status_code == 303
    events = [entry for entry in audit.entries(knowledge.graph) if entry.event != audit.LOOKED][:4]
    assert [(one.by, one.event, one.things) for one in events] == [
        ("analyst", "removed-snapshot", [f"snapshot:{snapshot['id']}"]),
        ("analyst", "revised-scenario", [f"scenario:{made['id']}"]),
        ("team", "removed-scenario", [f"scenario:{made['id']}"]),
        ("analyst", "revised-scenario", [f"scenario:{made['id']}"]),
    ]
    told = {"en": ("removed a snapshot", "removed a scenario"), "zh": ("删除快照", "移除方案")}
    for language, words in told.items():
        assert all(word in admin.get(f"/audit?lang={language}").text for word in words)


@pytest.mark.usefixtures("remembered")
def test_copies_are_not_shared(
    browsers: dict[str, FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither what the service keeps for a minute, nor what a browser holds an ETag of."""
    from service.answers import cache

    monkeypatch.setattr(cache, "MIN_ELAPSED_MS", 0.0)
    path = "/queries/critical-path.json?enterprise=gongniu"
    first = {role: browsers[role].get(path) for role in ("analyst", "team", "reader", "admin")}
    again = {role: browsers[role].get(path) for role in ("reader", "team", "analyst", "admin")}
    for asked in (first, again):
        texts = {role: answer.text for role, answer in asked.items()}
        assert OTHERS[0] in texts["analyst"] and OTHERS[0] in texts["admin"]
        assert OWN[0] in texts["team"] and OTHERS[0] not in texts["team"]
        assert OWN[0] not in texts["reader"] and OTHERS[0] not in texts["reader"]
    tags = {role: answer.headers["ETag"] for role, answer in first.items()}
    assert len({tags["analyst"], tags["team"], tags["reader"]}) == 3
    for role, answer in first.items():
        private = "private, no-cache" if role == "reader" else "no-store"
        assert answer.headers["Cache-Control"] == private
        assert {"Cookie", "Authorization"} <= set(answer.vary)
        held = {"If-None-Match": ", ".join(set(tags.values()) - {tags[role]})}
        assert browsers[role].get(path, headers=held).status_code == 200


def test_a_team_records_of_its_own_alone(
    knowledge: Knowledge, browsers: dict[str, FlaskClient]
) -> None:
    team, analyst = browsers["team"], browsers["analyst"]

    def done(browser: FlaskClient, action: str, **given: Any) -> int:
        return browser.post(
            f"/actions/{action}.json", json=given, headers=csrf_of(browser)
        ).status_code

    assert done(team, "record-output", enterprise="gongniu", headcount=12) in DONE
    assert done(team, "record-output", enterprise="yuelong", headcount=12) == 403
    assert done(team, "record-output", enterprise="nobody", headcount=12) == 404
    for name, status in (("公牛集团", DONE), ("跃隆", (403,))):
        sent = {"enterprise": name, "headcount": "12"}
        page = team.post("/actions/record-output", data=sent, headers=csrf_of(team))
        assert page.status_code in status, name
    assert done(team, "assign-request", request="r1", team="t1") in DONE, "it handles that"
    assert done(team, "record-return", workers=["w1"], state="travelling") in DONE
    assert done(team, "record-return", workers=["w1", "w2"], state="travelling") == 403
    supply = {"supplier": "jintian", "material": "copper"}
    assert done(team, "record-supply", buyer="gongniu", lead_days=1, **supply) in DONE
    assert done(team, "record-supply", buyer="yuelong", lead_days=1, **supply) == 403
    assert done(team, "add-note", enterprise="gongniu", note="x") in DONE
    assert done(team, "add-note", enterprise="yuelong", note="x") == 403
    assert done(analyst, "add-note", enterprise="yuelong", note="x") in DONE
    assert done(analyst, "record-output", enterprise="yuelong", headcount=12) == 403
    told = team.get("/queries/changes.json?enterprise=gongniu").json
    assert told and {row["by"] for row in told["rows"] if row["action"] != "load"} == {"team"}
    page = team.get("/enterprises/yuelong?lang=en").text
    assert "/actions/record-output" not in page
    assert "/actions/record-output" in team.get("/enterprises/gongniu?lang=en").text
