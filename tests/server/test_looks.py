"""Persons who are seen in conflicts of sources, and in what undoing restores, are in the audit."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.access import audit, tokens, users
from service.answers.knowledge import Knowledge
from service.dataset.load import load
from service.dataset.merging.difference import Conflict
from service.dataset.merging.three_way import Disagreement
from service.derivation.full import derive
from service.graph.database import Graph
from service.http.app import create_app
from service.settings import Settings
from tests.support.catalog import read_catalog
from tests.support.datasets import SMALL, write
from tests.support.people import PASSWORD, csrf_of, few, signed_in

WORKER = "张三丰"

TABLES = {
    **SMALL,
    "enterprises": [
        *SMALL["enterprises"],
        ("jin", "宁波金田铜业有限公司", "", "", "", "13700000003"),
        ("yue", "跃隆五金厂", "", "", "", "13700000004"),
    ],
    "workers": [
        ("id", "name", "enterprise", "home", "state"),
        ("w1", WORKER, "gongniu", "安徽", "home"),
        ("w2", "", "yuelong", "", "on_post"),
    ],
}

LIST = "配套企业,龙头企业,物料,电话\n跃隆五金,公牛集团,插头支架,13700000009\n"

Looked = Callable[[], list[tuple[list[str], list[str]]]]


@pytest.fixture
def admin(graph: Graph, defaults: Settings, tmp_path: Path) -> FlaskClient:
    load(write(tmp_path, TABLES), graph)
    derive(graph)
    users.add(graph, "admin", "admin", None, PASSWORD, by="test")
    knowledge = Knowledge(graph, few(read_catalog()), show_personal=True, may_change=True)
    app = create_app(knowledge, replace(defaults, sign_in=True))
    return signed_in(app, "admin")


@pytest.fixture
def looked(graph: Graph) -> Looked:
    """What was entered since it was asked last: where it was seen, and of whom."""
    known = 0

    def since() -> list[tuple[list[str], list[str]]]:
        nonlocal known
        found = audit.entries(graph, event=audit.LOOKED)
        new = found[: len(found) - known]
        known = len(found)
        return [(list(one.what), list(one.things)) for one in new]

    return since


def same(one: str, stays: str, **more: Any) -> dict[str, Any]:
    return {"kind": "Enterprise", "one": one, "other": stays, "stays": stays, **more}


@pytest.mark.parametrize("form", ["", ".json"])
def test_one_and_the_same(admin: FlaskClient, looked: Looked, form: str) -> None:
    sent = same("yue", "yuelong")
    body: dict[str, Any] = {"json": sent} if form else {"data": sent}
    told = admin.post(f"/look-alikes{form}", headers=csrf_of(admin), **body)
    assert told.status_code in (200, 202) and "13700000004" in told.text
    assert looked() == [(["look-alikes"], ["enterprise:yuelong"])]
    sent = same("jin", "jintian")
    body = {"json": sent} if form else {"data": sent}
    told = admin.post(f"/look-alikes{form}", headers=csrf_of(admin), **body)
    assert told.status_code in (200, 202) and "1370000" not in told.text
    assert looked() == [], "what is shown is of no person"


def test_undoing(admin: FlaskClient, looked: Looked) -> None:
    sent = same("jin", "jintian", change="mine")
    assert admin.post("/look-alikes", data=sent, headers=csrf_of(admin)).status_code == 200
    assert looked() == []
    page = admin.get("/undo?id=mine")
    assert page.status_code == 200 and "13700000003" in page.text
    assert looked() == [(["undo"], ["enterprise:jintian"])]
    done = admin.post("/undo", data={"change": "mine"}, headers=csrf_of(admin))
    assert done.status_code == 200 and "13700000003" in done.text
    assert looked() == [(["undo"], ["enterprise:jintian"])]


def test_loading(admin: FlaskClient, graph: Graph, looked: Looked) -> None:
    def sent(**fields: str) -> dict[str, Any]:
        return {"file": (BytesIO(LIST.encode()), "乙.csv"), "as_of": "2020-02-13", **fields}

    checked = admin.post("/load", data=sent(), headers=csrf_of(admin))
    assert checked.status_code == 200 and "13700000009" in checked.text
    assert looked() == [(["load"], ["enterprise:yuelong"])]
    secret, _ = tokens.issue(graph, "admin", ["change"], 1)
    bearer = {"Authorization": f"Bearer {secret}"}
    masked = admin.post("/load.json", data=sent(check="1"), headers=bearer)
    assert masked.json and masked.json["conflict_count"] and "1370000" not in masked.text
    assert looked() == []
    loaded = admin.post("/load.json", data=sent(), headers=csrf_of(admin))
    assert loaded.status_code == 200 and "13700000009" in loaded.text
    assert looked() == [(["load"], ["enterprise:yuelong"])]


@pytest.mark.parametrize("form", ["", ".json"])
def test_actions(
    admin: FlaskClient, looked: Looked, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """Of an action whose facts are personal, which few of them are."""
    about = Disagreement("phone", "1", "one", date(2020, 2, 1), "2", "two", date(2020, 2, 2), True)
    conflict = Conflict("Enterprise", ("gongniu",), about)
    do = Knowledge.do
    monkeypatch.setattr(
        Knowledge, "do", lambda *args, **more: replace(do(*args, **more), conflicts=[conflict])
    )
    sent = {"enterprise": "gongniu", "headcount": 5 if form else "5"}
    body: dict[str, Any] = {"json": sent} if form else {"data": sent}
    told = admin.post(f"/actions/record-output{form}", headers=csrf_of(admin), **body)
    assert told.status_code in (200, 202), told.text
    assert (["record-output"], ["enterprise:gongniu"]) in looked()


@pytest.mark.parametrize("form", ["", ".json"])
def test_what_is_near_to_a_worker_that_there_is_not(
    admin: FlaskClient, looked: Looked, form: str
) -> None:
    """A refusal names nobody of whom it is not entered that he was named."""
    sent = {"workers": ["安徽x"] if form else "安徽x", "state": "on_post"}
    body: dict[str, Any] = {"json": sent} if form else {"data": sent}
    refused = admin.post(f"/actions/record-return{form}", headers=csrf_of(admin), **body)
    assert refused.status_code == 404 and "w1" in refused.text
    if form:
        assert refused.json and refused.json["nearest"] == ["w1"]
    assert (WORKER in refused.text) == bool(looked())
