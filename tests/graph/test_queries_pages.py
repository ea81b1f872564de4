"""The saved queries behind the pages of one thing: its row, its picture, unknown ids, persons."""

import random

import pytest

from seed import make_cixi
from service.answers.knowledge import Knowledge
from service.errors import NotFound
from service.graph.database import Graph
from service.model.privacy import MASK
from tests.support.oracle_work import Work, place
from tests.support.rows import rows_of, some


@pytest.fixture(scope="module")
def facts() -> Work:
    return Work(make_cixi.FOLDER)


def test_pages_of_a_material(cixi: Knowledge, facts: Work) -> None:
    for m in list(facts.materials)[:40]:
        answer = cixi.ask("material", {"material": m})
        (row,) = rows_of(answer)
        makers = {e for e, made in facts.makers if made == m}
        users = {e for e, needed in facts.needs if needed == m}
        waits = facts.model.waits_for.values()
        assert row["name"] == facts.materials[m]["name"]
        assert (row["makers"], row["needed_by"]) == (len(makers), len(users))
        assert row["makers_in_flow"] == sum(facts.model.in_flow[e] for e in makers)
        assert row["waiting"] == sum(material == m for _, material, _ in waits)
        assert answer.subgraph is not None
        assert {n.id for n in answer.subgraph.nodes} == makers | users | {f"materials/{m}"}
        assert len(answer.subgraph.edges) == len(makers) + len(users)


def test_pages_of_a_team(cixi: Knowledge, facts: Work) -> None:
    for t in facts.teams:
        answer = cixi.ask("team", {"team": t})
        (row,) = rows_of(answer)
        served = {e for team, e in facts.serves if team == t}
        brought = {w for team, w in facts.escorts if team == t}
        handled = [q for q in facts.requests if q.get("team") == t]
        assert (row["enterprises"], row["workers"]) == (len(served), len(brought))
        assert row["in_flow"] == sum(facts.model.in_flow[e] for e in served)
        assert row["open_requests"] == sum(q["state"] in ("open", "matched") for q in handled)
        away = {w["id"] for w in facts.workers if w["state"] != "on_post"}
        assert row["workers_away"] == len(brought & away)
        assert answer.subgraph is not None
        drawn = {n.id for n in answer.subgraph.nodes}
        assert drawn >= served | {f"teams/{t}"} | {f"workers/{w}" for w in brought}


def test_page_of_an_enterprise_is_drawn_with_its_neighbours(cixi: Knowledge, facts: Work) -> None:
    for e in some(facts, 30):
        answer = cixi.ask("enterprise", {"enterprise": e})
        assert answer.subgraph is not None
        near_it = {r["supplier"] for r in facts.current if r["buyer"] == e}
        near_it |= {r["buyer"] for r in facts.current if r["supplier"] == e}
        near_it |= {f"materials/{m}" for x, m in (*facts.makers, *facts.needs) if x == e}
        near_it |= {f"teams/{t}" for t in facts.teams_of(e)}
        waits = facts.model.waits_for.get(e)
        near_it |= {waits[0]} if waits else set()
        assert {n.id for n in answer.subgraph.nodes} == near_it | {e}


@pytest.mark.parametrize(
    "query", ["enterprise", "supplier-tree", "single-source", "outside-suppliers", "data-gaps"]
)
def test_unknown_enterprise_is_not_found(cixi: Knowledge, query: str) -> None:
    with pytest.raises(NotFound) as refused:
        cixi.ask(query, {"enterprise": "gongnju"})
    assert any("gongniu" in name.en for name in refused.value.nearest)


@pytest.mark.parametrize("query", ["enterprise", "supplier-tree"])
def test_every_enterprise_has_a_row(cixi: Knowledge, facts: Work, query: str) -> None:
    for e in random.Random(5).sample(sorted(facts.enterprises), 60):
        assert e in cixi.ask(query, {"enterprise": e}).rows[0]


def test_persons_are_masked(cixi_graph: Graph, cixi: Knowledge) -> None:
    masked = Knowledge(cixi_graph, cixi.catalog, show_personal=False)
    for query in ("overdue", "workers-away", "team-worklist", "data-gaps", "teams"):
        shown = rows_of(cixi.ask(query, cixi.catalog[query].example))
        for open_row, row in zip(
            shown, rows_of(masked.ask(query, cixi.catalog[query].example)), strict=True
        ):
            for key in row.keys() & {"contact", "phone", "leader", "worker_name"}:
                assert row[key] == (None if open_row[key] is None else MASK)


def test_place_names_of_the_oracle(cixi: Knowledge) -> None:
    for row in rows_of(cixi.ask("outside-suppliers", {"enterprise": "gongniu"})):
        if row["district"] in ("330282", "330281", "330212", "320583"):
            assert row["district_name"] == place(row["district"])
