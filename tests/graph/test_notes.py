"""Notes: what people write down of a thing or of an answer, shown to who may see persons."""

import html
import random
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.access.roles import Capability, Own, Rights, Sight
from service.answers.accepted_changes import ChangeEntry
from service.answers.knowledge import Knowledge
from service.answers.one_and_same import make_one
from service.answers.undo_change import undo_change
from service.derivation.full import derive
from service.errors import Conflict, InvalidParameter, NotAllowed, NotFound
from service.graph.database import Graph
from service.http.app import create_app
from service.model.privacy import MASK
from service.settings import Settings
from tests.support.catalog import read_catalog
from tests.support.networks import fill, random_network
from tests.support.rows import rows_of

MORE = """
CREATE (t:ServiceTeam {id: 't1', name: '一组', kind: 'service_team'})
CREATE (q:Request {id: 'q1', kind: 'funds', state: 'open', raised_on: date('2020-02-10')})
CREATE (l:Letter {id: 'l1', to: '35', state: 'draft', written_on: date('2020-02-10')})
WITH t, q, l
MATCH (e:Enterprise {id: 'ne1'})
CREATE (t)-[:SERVES]->(e)
CREATE (e)-[:RAISED]->(q)
CREATE (l)-[:ON_BEHALF_OF]->(e)
"""
TEXT = "已联系王经理 13800000000\r\n<b>周三</b>再问"
ABOUT = {"enterprise": "ne1", "material": "nm1", "team": "t1", "request": "q1", "letter": "l1"}
PAGES = {
    "enterprise": "/enterprises/ne1",
    "material": "/materials/nm1",
    "team": "/teams/t1",
    "request": "/requests/q1",
    "letter": "/letters/l1",
}
ANSWER = "/queries/readiness?above_scale=true&district=330282"


@pytest.fixture
def knowledge(graph: Graph) -> Knowledge:
    fill(graph, random_network(random.Random(8), "n", 12))
    graph.write(MORE)
    derive(graph)
    return Knowledge(graph, read_catalog(), show_personal=True, may_change=True)


@pytest.fixture
def client(knowledge: Knowledge, defaults: Settings) -> FlaskClient:
    return create_app(knowledge, defaults).test_client()


def add(knowledge: Knowledge, note: str = TEXT, **about: Any) -> str:
    done = knowledge.do("add-note", {"note": note, **about}, by="loopback")
    assert done.derived and len(done.answer.rows) == 1
    return done.change


def noted(knowledge: Knowledge, **given: Any) -> list[str]:
    return [row["note"] for row in rows_of(knowledge.ask("notes", given))]


def test_a_note_stands_on_the_page_of_what_it_is_about(
    knowledge: Knowledge, client: FlaskClient
) -> None:
    ready = knowledge.ask("readiness", {}).rows
    for kind, id in ABOUT.items():
        add(knowledge, f"{kind}\n{TEXT}", **{kind: id})
    assert knowledge.ask("readiness", {}).rows == ready
    assert noted(knowledge, enterprise="ne1") == [f"enterprise\n{TEXT}".replace("\r", "")]
    assert sorted(noted(knowledge, team="t1")) == sorted(
        f"{kind}\n{TEXT}".replace("\r", "") for kind in ("enterprise", "team")
    )
    assert len(noted(knowledge)) == 5 and noted(knowledge, enterprise="ne2") == []
    assert noted(knowledge, since="2999-01-01") == []
    for kind, path in PAGES.items():
        page = client.get(f"{path}?lang=en")
        assert page.status_code == 200
        (first, *_) = re.findall(r'<p class="text">(.*?)</p>', page.text, re.S)
        assert html.unescape(first).endswith("13800000000\n<b>周三</b>再问"), kind
        assert "<b>周三" not in page.text and "Add a note" in page.text


def test_a_note_of_an_answer_stands_where_the_same_is_asked(
    knowledge: Knowledge, client: FlaskClient
) -> None:
    page = client.get("/queries/readiness?district=330282&above_scale=true&lang=zh").text
    given = re.search(r'name="answer" value="(/queries/readiness[^"]*)"\s*>\s*<div', page)
    hidden = re.findall(r'<input type="hidden" name="answer" value="([^"]+)"', page)
    assert html.unescape(hidden[-1]) == ANSWER, given
    posted = client.post("/actions/add-note", data={"note": "用于午会", "answer": ANSWER})
    assert posted.status_code == 200 and "已登记" in posted.text
    for path in (ANSWER, "/queries/readiness?district=330282&above_scale=true&lang=en"):
        assert "用于午会" in client.get(path).text
    assert "用于午会" not in client.get("/queries/readiness").text


def test_it_is_for_who_may_see_persons(
    knowledge: Knowledge, defaults: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    change = add(knowledge, **ABOUT)
    masked = Knowledge(knowledge.graph, knowledge.catalog, show_personal=False, may_change=True)
    client = create_app(masked, defaults).test_client()
    paths = [
        *PAGES.values(),
        *("/queries/notes", "/queries/notes.json", "/queries/notes.csv", "/queries/notes.xlsx"),
        *("/changes", "/queries/changes.csv", f"/undo?id={change}"),
    ]
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200, path
        assert "13800000000" not in response.get_data(as_text=False).decode("utf-8", "replace")
    assert MASK in client.get("/enterprises/ne1").text
    assert masked.ask("notes", {}).rows[0][2] == MASK
    assert "13800000000" not in caplog.text


@pytest.mark.parametrize(
    ("about", "serves", "seen"),
    [
        ({"request": "q1"}, "SERVES]->(e)", True),
        ({"request": "q1"}, "HANDLES]->(q)", True),
        ({"letter": "l1"}, "SERVES]->(e)", True),
        ({"letter": "l1"}, "HANDLES]->(q)", False),
        ({"material": "nm1"}, "SERVES]->(e)", False),
    ],
)
def test_a_team_sees_what_is_noted_of_its_own_requests_and_letters(
    knowledge: Knowledge, about: dict[str, str], serves: str, seen: bool
) -> None:
    knowledge.graph.write(
        "MATCH (e:Enterprise {id: 'ne1'})-[:RAISED]->(q)"
        f" CREATE (:ServiceTeam {{id: 't2', name: '二组', kind: 'service_team'}})-[:{serves}"
    )
    own = Own("t2", frozenset({"ne1"} if "SERVES" in serves else ()))
    rights = Rights(frozenset({Capability.RECORD, Capability.NOTE}), Sight(own=own), own)
    team = knowledge.seen_by(rights)
    add(knowledge, **about)
    assert (noted(team)[0] != MASK) is seen


def test_it_is_taken_back(knowledge: Knowledge, client: FlaskClient) -> None:
    change = add(knowledge, **ABOUT)
    assert f"/undo?id={change}" in client.get("/enterprises/ne1").text
    undone = undo_change(knowledge.graph, change, ChangeEntry("back", "test"))
    assert undone.counts["Note"].removed == 1 and not undone.kept
    assert knowledge.graph.read("MATCH (n:Note) RETURN count(n)").one() == [0]
    assert "13800000000" not in client.get("/enterprises/ne1").text
    assert "添加备注" in client.get("/changes").text
    kept = knowledge.graph.read("MATCH (c:Change) RETURN collect(properties(c))").one()
    assert "13800000000" not in str(kept)


def test_it_goes_with_what_is_one_and_the_same(knowledge: Knowledge) -> None:
    add(knowledge, enterprise="ne1")
    make_one(knowledge, "Enterprise", "ne1", "ne2", ChangeEntry("one", "test"))
    assert len(noted(knowledge, enterprise="ne2")) == 1


def test_what_cannot_be_noted_is_refused(
    knowledge: Knowledge, client: FlaskClient, defaults: Settings
) -> None:
    with pytest.raises(Conflict, match="is needed"):
        add(knowledge)
    with pytest.raises(NotFound):
        add(knowledge, enterprise="nobody", team="none")
    for wrong in (
        {"note": " "},
        {"note": "x" * 2001},
        {"note": "\x07"},
        {"answer": "javascript:alert(1)"},
        {"answer": "//elsewhere"},
    ):
        with pytest.raises(InvalidParameter):
            knowledge.do("add-note", {"note": "x", "enterprise": "ne1", **wrong}, by="test")
    reader = Knowledge(knowledge.graph, knowledge.catalog, show_personal=True)
    with pytest.raises(NotAllowed):
        add(reader, enterprise="ne1")
    assert noted(knowledge) == []
    assert "Add a note" not in create_app(reader, defaults).test_client().get("/teams/t1").text
    kept = client.post("/actions/add-note", data={"note": "第一行\r\n第二行"})
    assert kept.status_code == 409
    assert re.search(r"<textarea[^>]*>第一行\r?\n第二行</textarea>", kept.text)
