"""The page of look-alikes: side by side, decided by a button, as safe as an action."""

import re
from pathlib import Path

import pytest

from service.answers.knowledge import Knowledge
from service.dataset.load import load
from service.derivation.full import derive
from service.graph.database import Graph
from service.http.app import create_app
from service.settings import Settings
from tests.support.catalog import read_catalog
from tests.support.datasets import SMALL, write

TABLES = {
    **SMALL,
    "enterprises": [
        *SMALL["enterprises"],
        ("jin", "宁波金田铜业有限公司", "", "", "", ""),
        ("yue", "跃隆五金厂", "", "", "", ""),
    ],
}


@pytest.mark.parametrize("may", [True, False])
def test_a_pair_is_decided_once(
    tmp_path: Path, graph: Graph, defaults: Settings, may: bool
) -> None:
    load(write(tmp_path, TABLES), graph)
    derive(graph)
    knowledge = Knowledge(graph, read_catalog(), show_personal=False, may_change=may)
    client = create_app(knowledge, defaults).test_client()
    page = client.get("/look-alikes?lang=en").text
    assert page.count('class="pair"') == 2 and "宁波金田铜业有限公司" in page
    assert "One and the same" in page if may else "TONGBU_ALLOW_CHANGES" in page
    assert "不是同一对象" in client.get("/look-alikes?lang=zh").text or not may
    listed = client.get("/look-alikes.json").json
    assert listed
    assert [[one["id"] for one in pair] for pair in listed["Enterprise"]["pairs"]] == [
        ["jin", "jintian"],
        ["yue", "yuelong"],
    ]
    same = {"kind": "Enterprise", "one": "jin", "other": "jintian", "stays": "jintian"}
    foreign = {"Origin": "http://elsewhere.example"}
    assert client.post("/look-alikes", data=same, headers=foreign).status_code == 403
    if not may:
        assert client.post("/look-alikes", data=same).status_code == 403
        assert client.post("/look-alikes.json", json=same).status_code == 403
        assert graph.read("MATCH (a:Alias) RETURN a").rows == []
        return
    done = client.post("/look-alikes?lang=en", data={**same, "change": "mine"})
    assert done.status_code == 200 and "Recorded" in done.text
    assert re.search(r'href="[^"]*undo[^"]*mine', done.text)
    assert client.post("/look-alikes", data={**same, "change": "mine"}).status_code == 409
    different = {"kind": "Enterprise", "one": "yue", "other": "yuelong", "stays": None}
    for wrong in ({**different, "one": None}, {**different, "more": "x"}):
        assert client.post("/look-alikes.json", json=wrong).status_code == 400
    assert client.post("/look-alikes.json", json={**different, "stays": "z"}).status_code == 409
    assert client.post("/look-alikes.json", json={**different, "one": "no"}).status_code == 404
    key = {"Idempotency-Key": "k1"}
    assert client.post("/look-alikes.json", json=different, headers=key).json == {
        "change": "k1",
        "derived": True,
    }
    assert 'class="pair"' not in client.get("/look-alikes").text
    found = client.get("/look-alikes.json").json
    assert found and found["Enterprise"]["count"] == found["Material"]["count"] == 0
    name = graph.read("MATCH (a:Alias {of: 'name'}) RETURN a.name, a.stands_for").rows
    assert name == [["宁波金田铜业有限公司", "jintian"]]
