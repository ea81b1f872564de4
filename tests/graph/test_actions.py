"""Actions: what they record, what follows from it, and that each counts once or not at all."""

import json
import random
import re
import threading
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.answers import recording
from service.answers.answer import Answer
from service.answers.background_derivation import derive_in_background
from service.answers.knowledge import Knowledge
from service.answers.plan_check import check_plans
from service.catalog.catalog import Catalog
from service.derivation.full import derive
from service.derivation.incremental import Rederived
from service.errors import (
    Conflict,
    Deriving,
    FaultyCatalog,
    InternalError,
    InvalidParameter,
    NotAllowed,
    NotFound,
    ReusedChangeId,
    Unanswered,
)
from service.graph.database import Graph, Transaction
from service.graph.refusals import outcome_unknown
from service.http.app import create_app
from service.settings import Settings
from tests.support.catalog import read_catalog
from tests.support.derived import everything
from tests.support.model import Model, Network, as_text
from tests.support.networks import AS_OF, days_from, fill, random_network

CHANGES = """
MATCH (c:Change)
RETURN c.action AS action, c.by AS by, c.arguments AS arguments, c.version AS version,
  c.moved AS moved, c.at IS NOT NULL AS at, COLLECT { MATCH (c)-[:CHANGED]->(n) RETURN n.id } AS on
ORDER BY c.version
"""
VERSION = "MATCH (g:Graph) RETURN g.version, g.derived_version"
READY = "MATCH (e:Enterprise) RETURN e.id, e.ready_days"
HERE = "loopback"


@pytest.fixture
def knowledge(graph: Graph) -> Knowledge:
    return Knowledge(graph, read_catalog(), show_personal=True, may_change=True)


@pytest.fixture
def network(graph: Graph) -> Network:
    """One network in which changes move much, derived."""
    network = random_network(random.Random(8), "n", 25)
    fill(graph, network)
    derive(graph)
    return network


@pytest.fixture
def client(knowledge: Knowledge, network: Network, defaults: Settings) -> FlaskClient:
    return create_app(knowledge, defaults).test_client()


def asked(rng: random.Random, network: Network) -> tuple[str, dict[str, Any]]:
    """An action about a network, and what it is given."""
    ids = [row["id"] for row in network.enterprises]
    day = rng.choice([None, *(days_from(n) for n in (-3, 0, 2, 20))])
    enterprise = {"enterprise": rng.choice(ids)}
    name = rng.choice(
        ["record-step", "record-expected", "record-closure", "record-output", "record-stock"]
        + ["record-supply", "end-supply"] * 2
    )
    if name == "record-step":
        step = rng.choice(["surveyed", "resumed", "resumed", "filed"])
        return name, {**enterprise, "step": step, "step_on": day, "done": rng.random() < 0.7}
    if name == "record-expected":
        return name, {**enterprise, "expected_on": day}
    if name == "record-closure":
        return name, {**enterprise, "closed_on": day, "open_again": rng.random() < 0.5}
    if name == "record-output":
        return name, {**enterprise, "output_rate": rng.choice([0.3, 0.8, 1.2]), "on_post": 4}
    if name == "record-stock" and network.needs:
        need = rng.choice(network.needs)
        place = {"enterprise": need["enterprise"], "material": need["material"]}
        return name, {**place, "stock_days": rng.randint(0, 40) / 4, "stock_on": day}
    if network.supplies and rng.random() < 0.7:
        row = rng.choice(network.supplies)
    else:
        row = {"supplier": rng.choice(ids), "buyer": rng.choice(ids)}
        row["material"] = rng.choice(network.materials)["id"]
    place = {key: row[key] for key in ("supplier", "material", "buyer")}
    if name == "end-supply":
        return name, {**place, "until": day}
    given: dict[str, Any] = {**place, "lead_days": rng.choice([None, rng.randint(0, 40) / 4])}
    share = rng.choice([None, None, rng.randint(0, 40) / 100])
    return "record-supply", given | {"share": share, "since": rng.choice([None, None, day])}


def recorded(network: Network, name: str, given: dict[str, Any]) -> Network | None:
    """The network after an action; none where it is to be refused."""
    after = deepcopy(network)
    today = days_from(0)
    if name in ("record-supply", "end-supply", "record-stock"):
        return {"record-stock": _stock, "end-supply": _end, "record-supply": _supply}[name](
            after, given, today
        )
    (row,) = (row for row in after.enterprises if row["id"] == given["enterprise"])
    closed = _closed(after, given["enterprise"], today)
    if name == "record-expected":
        if closed and given["expected_on"]:
            return None
        row["expected_on"] = given["expected_on"] or ""
    elif name == "record-output":
        if closed:
            return None
        row["output_rate"] = as_text(given["output_rate"])
    elif name == "record-closure":
        if given["open_again"] and given["closed_on"]:
            return None
        row["closed_on"] = "" if given["open_again"] else given["closed_on"] or today
    else:
        if (given["step_on"] or today) > today:
            return None
        if given["done"] and closed:
            return None
        row[f"{given['step']}_on"] = (given["step_on"] or today) if given["done"] else ""
    return after


def _closed(network: Network, enterprise: str, today: str) -> bool:
    return any(
        row["id"] == enterprise and "" < row["closed_on"] <= today for row in network.enterprises
    )


def _stock(after: Network, given: dict[str, Any], today: str) -> Network | None:
    if (given["stock_on"] or today) > today or _closed(after, given["enterprise"], today):
        return None
    place = {key: given[key] for key in ("enterprise", "material")}
    (need,) = (need for need in after.needs if need.items() >= place.items())
    need |= {"stock_days": as_text(given["stock_days"]), "stock_on": given["stock_on"] or today}
    return after


def _rows(after: Network, given: dict[str, Any], today: str) -> list[dict[str, str]]:
    """The supplies of that kind that count today."""
    key = {one: given[one] for one in ("supplier", "material", "buyer")}
    return [
        row
        for row in after.supplies
        if row.items() >= key.items() and (row["since"] or "0") <= today <= (row["until"] or "9")
    ]


def _end(after: Network, given: dict[str, Any], today: str) -> Network | None:
    rows = _rows(after, given, today)
    until = given["until"]
    if not rows or (until and any(row["since"] and row["since"] > until for row in rows)):
        return None
    for row in rows:
        row["until"] = until or days_from(-1)
    return after


def _supply(after: Network, given: dict[str, Any], today: str) -> Network | None:
    key = {one: given[one] for one in ("supplier", "material", "buyer")}
    if given["supplier"] == given["buyer"]:
        return None
    if any(_closed(after, given[one], today) for one in ("supplier", "buyer")):
        return None
    rows = _rows(after, given, today)
    if given["since"]:
        rows = [
            row
            for row in after.supplies
            if row.items() >= key.items() and row["since"] == given["since"]
        ]
    elif not rows:  # one that ended on the day it began goes on
        rows = [
            row for row in after.supplies if row.items() >= key.items() and row["since"] == today
        ]
    latest = max((row["since"] or "9" for row in rows), default="")
    of_that_day = [row for row in rows if (row["since"] or "9") == latest]
    # parallel rows of one first day cannot be told apart: those networks are not asked about
    if len(of_that_day) > 1:
        raise LookupError
    known = of_that_day[0] if rows else None
    if given["share"] is not None:
        others = sum(
            float(row["share"] or 0)
            for row in after.supplies
            if (row["material"], row["buyer"]) == (given["material"], given["buyer"])
            and (row["until"] or "9") >= today
            and row is not known
        )
        if round(others + given["share"], 2) > 1:
            return None
    if known is None:
        known = {**key, "lead_days": "", "share": "", "until": "", "since": given["since"] or today}
        after.supplies.append(known)
        place = {"enterprise": given["buyer"], "material": given["material"]}
        if not any(need.items() >= place.items() for need in after.needs):
            after.needs.append({**place, "stock_days": "", "stock_on": "", "essential": ""})
    for name in ("lead_days", "share"):
        if given[name] is not None:
            known[name] = as_text(given[name])
    if (known["until"] or "9") < today:
        known["until"] = ""
    return after


def readiness(network: Network) -> dict[str, float | None]:
    return {e: None if at is None else at / 100 for e, at in Model(network).ready.items()}


def moves(answer: Answer) -> dict[str, tuple[float | None, float | None]]:
    return {row[0]: (row[3], row[4]) for row in answer.rows}


def test_each_action_gives_what_the_model_gives(graph: Graph, knowledge: Knowledge) -> None:
    rng = random.Random(3)
    networks = {f"n{n}x": random_network(rng, f"n{n}x", rng.choice([5, 8, 25])) for n in range(12)}
    for network in networks.values():
        fill(graph, network)
    derive(graph)
    (version, derived_version) = graph.read(VERSION).rows[0]
    assert version == derived_version
    done: dict[str, int] = {}
    refused = moved = 0
    for _ in range(260):
        name = rng.choice(list(networks))
        action, given = asked(rng, networks[name])
        try:
            after = recorded(networks[name], action, given)
        except LookupError:
            continue
        given = {key: value for key, value in given.items() if value is not None}
        if after is None:
            before = everything(graph)
            with pytest.raises(Conflict) as found:
                knowledge.do(action, given, by=HERE)
            assert all(fault.where and fault.text.zh for fault in found.value.faults)
            assert everything(graph) == before
            refused += 1
            continue
        was, will = readiness(networks[name]), readiness(after)
        accepted = knowledge.do(action, given, by=HERE)
        expected = {e: (was[e], will[e]) for e in was if was[e] != will[e]}
        assert accepted.derived and moves(accepted.answer) == expected, (action, given)
        networks[name] = after
        done[action] = done.get(action, 0) + 1
        moved += len(expected)
    assert graph.read(VERSION).rows == [[version + sum(done.values())] * 2]
    assert len(done) == 7 and min(done.values()) > 5 and refused > 10 and moved > 40
    assert len(graph.read(CHANGES).rows) == sum(done.values())
    kept = everything(graph)
    derive(graph)
    assert everything(graph) == kept


def test_a_change_is_kept_with_who_did_what(
    graph: Graph, knowledge: Knowledge, network: Network
) -> None:
    ((version, _),) = graph.read(VERSION).rows
    given = {"supplier": "ne0", "material": "nm1", "buyer": "ne1", "lead_days": "2.5"}
    accepted = knowledge.do("record-supply", given, by="somebody")
    ((action, by, arguments, at_version, moved, at, on),) = graph.read(CHANGES).rows
    assert (action, by, at_version, at) == ("record-supply", "somebody", version + 1, True)
    assert json.loads(arguments) == given | {
        "lead_days": 2.5,
        "share": None,
        "since": None,
        "said_on": None,
    }
    assert moved == len(accepted.answer.rows) and sorted(on) == ["ne0", "ne1", "nm1"]
    assert graph.read(VERSION).rows == [[version + 1, version + 1]]


def test_a_change_counts_once(graph: Graph, knowledge: Knowledge, network: Network) -> None:
    given = {"enterprise": "ne3", "expected_on": "2020-03-01"}
    assert knowledge.do("record-expected", given, by=HERE, change="my-own").change == "my-own"
    before = everything(graph), graph.read(VERSION).rows
    for other, refusal in ((given, Conflict), ({"enterprise": "ne4"}, ReusedChangeId)):
        with pytest.raises(refusal, match="already") as refused:
            knowledge.do("record-expected", other, by=HERE, change="my-own")
        assert "登记预计可生产日期" in refused.value.detail.zh
    assert (everything(graph), graph.read(VERSION).rows) == before


def test_all_unknown_ids_are_told(knowledge: Knowledge, network: Network) -> None:
    given = {"supplier": "ne99", "material": "nm1", "buyer": "nobody"}
    with pytest.raises(NotFound) as refused:
        knowledge.do("record-supply", given, by=HERE)
    assert [fault.where for fault in refused.value.faults] == ["supplier", "buyer"]


def test_all_wrong_parameters_are_told(knowledge: Knowledge, network: Network) -> None:
    given = {"enterprise": "ne1", "material": "nm1", "stock_days": 0.001, "stock_on": "x", "a": 1}
    with pytest.raises(InvalidParameter) as refused:
        knowledge.do("record-stock", given, by=HERE)
    assert {fault.where for fault in refused.value.faults} == {"a", "stock_days", "stock_on"}


def test_nothing_stays_of_one_that_fails(
    graph: Graph, knowledge: Knowledge, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(graph), graph.read(VERSION).rows

    def fails(*_: object, **__: object) -> list[list[Any]]:
        raise RuntimeError("a fault half-way")

    monkeypatch.setattr(recording, "rederive_everything", fails)
    with pytest.raises(RuntimeError):
        knowledge.do("record-closure", {"enterprise": "ne1"}, by=HERE)
    assert (everything(graph), graph.read(VERSION).rows) == before
    assert graph.read(CHANGES).rows == []


def test_what_is_too_much_for_one_transaction_is_kept_and_derived_later(
    graph: Graph, knowledge: Knowledge, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time limit comes in the middle of what follows; the entry itself is not lost."""
    ((version, _),) = graph.read(VERSION).rows
    following = recording.rederive_everything

    def slowly(transaction: Transaction, enterprises: list[str]) -> Rederived:
        following(transaction, enterprises)
        raise AssertionError(transaction.run("UNWIND range(1, 10000000000) AS x RETURN sum(x)"))

    monkeypatch.setattr(recording, "rederive_everything", slowly)
    action = knowledge.catalog["record-closure"]
    monkeypatch.setitem(knowledge.catalog._saved, action.name, replace(action, timeout=1.5))
    accepted = knowledge.do("record-closure", {"enterprise": "ne1"}, by=HERE)
    assert not accepted.derived and accepted.answer.rows == []
    assert graph.read(VERSION).rows == [[version + 1, version]]
    assert not knowledge.state().derived
    with pytest.raises(Deriving):
        knowledge.do("record-expected", {"enterprise": "ne2"}, by=HERE)
    derive_in_background(graph).join(60)
    assert knowledge.state().derived
    (row,) = (row for row in network.enterprises if row["id"] == "ne1")
    row["closed_on"] = days_from(0)
    assert dict(graph.read(READY).rows) == readiness(network)


def test_two_at_once_are_both_kept(graph: Graph, knowledge: Knowledge, network: Network) -> None:
    ids = [row["id"] for row in network.enterprises][:6]
    failed: list[Exception] = []

    def close(id: str) -> None:
        try:
            knowledge.do("record-closure", {"enterprise": id}, by=HERE)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=close, args=[id]) for id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    for row in network.enterprises:
        if row["id"] in ids:
            row["closed_on"] = days_from(0)
    assert dict(graph.read(READY).rows) == readiness(network)
    assert len(graph.read(CHANGES).rows) == len(ids)


def test_who_may_not_change_is_refused(graph: Graph, network: Network, defaults: Settings) -> None:
    reader = Knowledge(graph, read_catalog(), show_personal=False)
    with pytest.raises(NotAllowed):
        reader.do("record-closure", {"enterprise": "ne1"}, by=HERE)
    client = create_app(reader, defaults).test_client()
    response = client.post("/actions/record-closure.json", json={"enterprise": "ne1"})
    assert response.status_code == 403
    assert "TONGBU_ALLOW_CHANGES" in client.get("/actions/record-closure?lang=en").text
    assert graph.read(CHANGES).rows == []


def test_json_in_json_out(client: FlaskClient, graph: Graph) -> None:
    given = {"enterprise": "ne1", "closed_on": None}
    headers = {"Idempotency-Key": "k-1"}
    response = client.post("/actions/record-closure.json", json=given, headers=headers)
    assert response.status_code == 200, response.text
    assert response.json is not None
    assert response.json["query"] == "record-closure" and response.json["change"] == "k-1"
    assert response.json["parameters"]["enterprise"] == "ne1"
    assert response.json["as_of"] == AS_OF.isoformat()
    again = client.post("/actions/record-closure.json", json=given, headers=headers)
    assert (again.status_code, again.mimetype) == (409, "application/problem+json")
    assert len(graph.read(CHANGES).rows) == 1


def test_what_others_recorded_meanwhile_is_told(
    client: FlaskClient, graph: Graph, network: Network
) -> None:
    """By a form and by JSON; what concerns something else is no conflict."""
    version = client.get("/queries/readiness.json").headers["Graph-Version"]
    seen = {"Seen-Version": version}

    def sent(action: str, seen: dict[str, str], **given: Any) -> Any:
        return client.post(f"/actions/{action}.json?lang=en", json=given, headers=seen)

    first = sent("record-expected", {}, enterprise="ne1", expected_on="2020-03-01")
    assert first.status_code == 200
    other = sent("record-expected", seen, enterprise="ne2", expected_on="2020-03-05")
    assert other.status_code == 200
    assert sent("record-step", seen, enterprise="ne1", step="surveyed").status_code == 200
    later = sent("record-expected", seen, enterprise="ne1", expected_on="2020-03-05")
    assert later.status_code == 409 and later.json["type"] == "urn:tongbu:changed-meanwhile"
    (fault,) = later.json["errors"]
    assert fault["where"] == "enterprise" and "2020-03-01" in fault["detail"]
    form = {"enterprise": "ne1", "expected_on": "2020-03-05", "seen": version}
    page = client.post("/actions/record-expected?lang=zh", data=form)
    assert page.status_code == 409
    assert "2020-03-01" in page.text and 'value="2020-03-05"' in page.text
    # the form that comes back has seen it: sent once more it holds
    (now,) = re.findall('name="seen" value="([0-9]+)"', page.text)
    again = client.post("/actions/record-expected?lang=zh", data={**form, "seen": now})
    assert again.status_code == 200
    wrong = sent("record-expected", {"Seen-Version": "yesterday"}, enterprise="ne1")
    assert wrong.status_code == 400 and "Seen-Version" in wrong.text
    assert client.post("/actions/record-expected", data={**form, "seen": "x"}).status_code == 400


def test_the_id_of_a_change_stands_for_no_other(
    client: FlaskClient, knowledge: Knowledge, graph: Graph
) -> None:
    headers = {"Idempotency-Key": "k-1"}

    def sent(action: str, **given: Any) -> tuple[int, str]:
        response = client.post(f"/actions/{action}.json?lang=en", json=given, headers=headers)
        return response.status_code, response.text

    closed = {"enterprise": "ne1", "closed_on": AS_OF.isoformat()}
    assert sent("record-closure", **closed)[0] == 200
    assert sent("record-closure", **dict(reversed(closed.items())), open_again=False)[0] == 409
    for action, given in (
        ("record-closure", {**closed, "closed_on": "2020-02-01"}),
        ("record-closure", {"enterprise": "ne2", "closed_on": AS_OF.isoformat()}),
        ("record-expected", {"enterprise": "ne1", "expected_on": AS_OF.isoformat()}),
    ):
        status, text = sent(action, **given)
        assert (
            status == 422 and "reused-change-id" in text and "closed or opened again, at " in text
        )
    with pytest.raises(ReusedChangeId):
        knowledge.do("record-closure", {"enterprise": "ne2"}, by=HERE, change="k-1")
    assert len(graph.read(CHANGES).rows) == 1
    # the form of an accepted change, gone back to and altered, is a new one when sent once more
    altered = {"enterprise": "ne2", "change": "k-1"}
    page = client.post("/actions/record-closure?lang=en", data=altered)
    assert page.status_code == 422 and "with other content" in page.text
    (other,) = [part.split('"')[0] for part in page.text.split('name="change" value="')[1:]]
    again = client.post("/actions/record-closure", data={**altered, "change": other})
    assert again.status_code == 200


@pytest.mark.parametrize(
    ("path", "given", "status"),
    [
        ("/actions/record-closure.json?enterprise=ne1", {"json": {}}, 400),
        ("/actions/record-closure.json", {"json": []}, 400),
        ("/actions/record-closure.json", {"json": {}}, 400),
        ("/actions/record-closure.json", {"json": {"enterprise": "ne1", "x": 1}}, 400),
        ("/actions/record-closure.json", {"data": "a", "content_type": "text/csv"}, 400),
        ("/actions/record-closure.json", {"json": {"enterprise": "nobody"}}, 404),
        (
            "/actions/record-expected.json",
            {"json": {"enterprise": "ne1", "expected_on": 20200220}},
            400,
        ),
        ("/actions/record-closing.json", {"json": {"enterprise": "ne1"}}, 404),
        ("/actions/readiness.json", {"json": {}}, 404),
    ],
)
def test_what_cannot_be_done_is_told(
    client: FlaskClient, graph: Graph, path: str, given: dict[str, Any], status: int
) -> None:
    response = client.post(path, **given)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert graph.read(CHANGES).rows == []


@pytest.mark.parametrize("key", ["k" * 201, "two words", "k\xe9", "load-7"])
def test_a_key_that_cannot_be_used_is_refused(client: FlaskClient, key: str) -> None:
    headers = {"Idempotency-Key": key}
    response = client.post("/actions/record-closure.json", json={}, headers=headers)
    assert response.status_code == 400


def test_a_change_may_be_called_much_like_a_load(client: FlaskClient) -> None:
    key = "load-2020-02-12-17"
    done = client.post(
        "/actions/record-closure.json", json={"enterprise": "ne1"}, headers={"Idempotency-Key": key}
    )
    assert done.status_code == 200
    for check in (True, False):
        undone = client.post("/undo.json", json={"change": key, "check": check})
        assert undone.status_code == 200 and undone.json, undone.text
        assert undone.json["undone"] == key
    load = client.post("/undo.json", json={"change": "load-7"})
    assert load.status_code == 404 and load.json and "load-7" in load.json["detail"]


def test_an_action_is_not_read(client: FlaskClient, graph: Graph) -> None:
    response = client.get("/actions/record-closure.json")
    assert (response.status_code, response.headers["Allow"]) == (405, "OPTIONS, POST")
    assert client.get("/queries/record-closure.json?enterprise=ne1").status_code == 404
    assert client.get("/actions/record-closure?enterprise=ne1").status_code == 200
    assert client.get("/actions/record-closure?enterprises=ne1").status_code == 400
    assert graph.read(CHANGES).rows == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/actions/record-closure", "/actions/record-closure.json"])
def test_another_site_cannot_change_anything(
    client: FlaskClient, graph: Graph, headers: dict[str, str], path: str
) -> None:
    response = client.post(path, data={"enterprise": "ne1"}, headers=headers)
    assert response.status_code == 403
    assert graph.read(CHANGES).rows == []


def test_the_form(client: FlaskClient, graph: Graph) -> None:
    page = client.get("/actions/record-closure?enterprise=ne1").text
    (change,) = [part.split('"')[0] for part in page.split('name="change" value="')[1:]]
    assert 'method="post"' in page and 'value="ne1"' in page
    sent = {"enterprise": "ne1", "closed_on": "", "open_again": "false", "change": change}
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    response = client.post("/actions/record-closure", data=sent, headers=headers)
    assert response.status_code == 200 and change in response.text and "已登记" in response.text
    again = client.post("/actions/record-closure?lang=en", data=sent, headers=headers)
    assert again.status_code == 409 and "accepted already" in again.text
    assert "Nothing was recorded" not in again.text and "record-closure," not in again.text
    assert len(graph.read(CHANGES).rows) == 1


def test_what_was_typed_stays_in_a_refused_form(client: FlaskClient) -> None:
    sent = {"enterprise": "nobody-known", "closed_on": "2020-02-01", "change": "c-5"}
    response = client.post("/actions/record-closure", data=sent)
    assert response.status_code == 404
    for value in sent.values():
        assert f'value="{value}"' in response.text
    assert "未登记。" in response.text


def test_what_may_have_been_recorded_is_not_told_to_be_nothing(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_answer(*_: object, **__: object) -> None:
        raise outcome_unknown(Unanswered)

    monkeypatch.setattr(recording, "rederive_everything", no_answer)
    page = client.post("/actions/record-closure?lang=en", data={"enterprise": "ne1"})
    assert page.status_code == Unanswered.status
    assert "not known yet" in page.text and "Nothing was recorded" not in page.text


def test_a_faulty_action_is_told(graph: Graph, tmp_path: Any) -> None:
    text = read_catalog()["record-closure"].path.read_text(encoding="utf-8")
    (tmp_path / "bad.cypher").write_text(text.replace("e.closed_on = CASE", "e.x = (("), "utf-8")
    own = Catalog({one.name: one for one in read_catalog(actions=tmp_path).actions})
    with pytest.raises(Exception, match="faults") as refused:
        check_plans(graph, own)
    assert [fault.where.split(":")[0] for fault in refused.value.faults] == ["bad.cypher"]


def test_an_action_derives_readiness_only(tmp_path: Any) -> None:
    text = read_catalog()["record-closure"].path.read_text(encoding="utf-8")
    (tmp_path / "bad.cypher").write_text(text.replace("derives: readiness", "derives: losses"))
    with pytest.raises(FaultyCatalog) as refused:
        read_catalog(actions=tmp_path)
    assert any("never kept" in fault.text.en for fault in refused.value.faults)


def test_a_fault_of_ours_is_not_told_in_detail(
    knowledge: Knowledge, network: Network, defaults: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(recording, "rederive_everything", fails)
    app: Flask = create_app(knowledge, defaults)
    response = app.test_client().post("/actions/record-closure.json", json={"enterprise": "ne1"})
    assert response.status_code == InternalError.status and "secret" not in response.text


def test_an_action_is_found_and_listed(client: FlaskClient) -> None:
    listed = {one["name"]: one for one in json.loads(client.get("/queries.json").data)["queries"]}
    closing = listed["record-closure"]
    assert (closing["kind"], closing["href"]) == ("action", "/actions/record-closure")
    found = json.loads(client.get("/search.json", query_string={"q": "登记关停"}).data)["queries"]
    assert "/actions/record-closure" in [phrase["href"] for phrase in found]
    for path in ("/?lang=zh", "/search?q=登记关停&lang=zh", "/enterprises/ne1?lang=zh"):
        assert 'href="/actions/record-closure' in client.get(path).text, path


def test_every_action_has_a_case_here() -> None:
    others = ("test_requests.py", "test_filing.py", "test_workers_return.py", "test_letters.py")
    others += ("test_notes.py",)
    files = [Path(__file__), *(Path(__file__).with_name(name) for name in others)]
    tested = "".join(path.read_text(encoding="utf-8") for path in files)
    missing = [one.name for one in read_catalog().actions if f'"{one.name}"' not in tested]
    assert not missing, "a branch of asked and recorded, or a test of its own"
