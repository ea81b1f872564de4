"""Saved queries about facts and work against the tables themselves, worked out in plain Python."""

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from seed import make_cixi
from service.answers.answer import Answer
from service.answers.knowledge import Knowledge
from service.dataset.load import load
from service.derivation.full import derive
from service.errors import NotFound
from service.graph.database import Graph
from tests.support.catalog import read_catalog
from tests.support.datasets import write
from tests.support.oracle_facts import Row
from tests.support.oracle_work import Work
from tests.support.rough import rough_dataset
from tests.support.rows import rows_of, some

Case = tuple[dict[str, Any], list[Row]]
"""Arguments, and the rows that must come, with the columns that the oracle knows."""


@pytest.fixture(scope="module")
def facts() -> Work:
    return Work(make_cixi.FOLDER)


def texts(names: list[str], rng: random.Random, count: int) -> Iterator[str]:
    """Parts of names as people type them: one character, a word's beginning, other capitals."""
    for name in rng.choices([n for n in names if n], k=count):
        start = rng.randrange(len(name))
        yield name[start].strip()
        yield rng.choice(name.split())[: rng.randint(1, 5)]
        part = name[start : start + rng.randint(1, 12)].strip()
        yield part
        yield part.lower()
        yield part.upper()


def enterprises(facts: Work) -> Iterator[Case]:
    rows = list(facts.enterprises.values())
    typed = ["", "公", "公牛", "no such name", "co., ltd", "led "]
    typed += [row["id"] for row in rows[:6]] + [row["id"][:3] for row in rows[:6]]
    codes = [row["uscc"] for row in rows if row.get("uscc")]
    typed += codes + [code.lower() for code in codes]
    rng = random.Random(2)
    typed += texts([row["name"] for row in rows], rng, 6)
    typed += texts([row["name_en"] or "" for row in rows if row.get("name_en")], rng, 8)
    only: list[dict[str, Any]] = [{"text": text} for text in typed]
    only += [{"district": "3302"}, {"district": "330281"}, {"town": "横河"}]
    only += [{"industry": "32"}, {"above_scale": True}, {"text": "一", "above_scale": False}]
    for given in only:
        given = {key: v.strip() if isinstance(v, str) else v for key, v in given.items()}
        yield given, [{"enterprise": e} for e in facts.enterprises_found(**given)]


def materials(facts: Work) -> Iterator[Case]:
    names = [row[key] or "" for row in facts.materials.values() for key in ("name", "id")]
    for text in ["", "铜", "copper", "COPPER", *texts(names, random.Random(3), 20)]:
        yield {"text": text}, facts.materials_found(text)


def teams(facts: Work) -> Iterator[Case]:
    names = [row["name"] for row in facts.teams.values()]
    for text in ["", "四川", *facts.teams, *texts(names, random.Random(4), 10)]:
        yield {"text": text}, facts.teams_found(text)
    yield {"kind": "labour_squad"}, facts.teams_found("", "labour_squad")


def enterprise(facts: Work) -> Iterator[Case]:
    for e in some(facts, 60):
        row = {k: v for k, v in facts.enterprises[e].items() if k not in ("id", "anchor", "source")}
        row["above_scale"] = bool(row["above_scale"])
        yield {"enterprise": e}, [{"enterprise": e} | row | facts.counts(e)]


def supplier_tree(facts: Work) -> Iterator[Case]:
    for e in some(facts, 40):
        yield {"enterprise": e}, facts.supplier_tree(e)
    for tiers in (1, 2, 12):
        for a in facts.anchors:
            yield {"enterprise": a, "tiers": tiers}, facts.supplier_tree(a, tiers)


def single_source(facts: Work) -> Iterator[Case]:
    yield {}, facts.single_source()
    for e in facts.enterprises:
        yield {"enterprise": e}, facts.single_source(e)
    for a in facts.anchors:
        yield {"enterprise": a, "tiers": 1}, facts.single_source(a, 1)


def shared_suppliers(facts: Work) -> Iterator[Case]:
    for at_least in (1, 2, 3):
        yield {"at_least": at_least}, facts.shared_suppliers(at_least)


def outside_suppliers(facts: Work) -> Iterator[Case]:
    for e in some(facts, 20):
        yield {"enterprise": e}, facts.outside_suppliers(e)
        yield {"enterprise": e, "tiers": 1}, facts.outside_suppliers(e, 1)


def overdue(facts: Work) -> Iterator[Case]:
    yield {}, facts.overdue()
    for team in facts.teams:
        yield {"team": team}, facts.overdue(team)


def four_sync_board(facts: Work) -> Iterator[Case]:
    for by in ("all", "city", "district", "town", "industry", "team", "anchor"):
        yield {"by": by}, facts.four_sync_board(by)


def team_worklist(facts: Work) -> Iterator[Case]:
    for team in facts.teams:
        yield {"team": team}, facts.team_worklist(team)


def workers_away(facts: Work) -> Iterator[Case]:
    yield {}, facts.workers_away()
    for team in facts.teams:
        yield {"team": team}, facts.workers_away(team=team)
    for only in ({"home": "安徽"}, {"state": "quarantine"}, {"home": "四川", "state": "home"}):
        yield dict(only), facts.workers_away(**only)
    for w in facts.workers[:5]:
        given = {"enterprise": w["enterprise"]}
        yield dict(given), facts.workers_away(**given)
        for team in facts.teams:
            yield given | {"team": team}, facts.workers_away(**given, team=team)


def open_requests(facts: Work) -> Iterator[Case]:
    yield {}, facts.open_requests()
    for kind in ("material", "labour", "protection", "funds", "logistics", "permit"):
        yield {"kind": kind}, facts.open_requests(kind=kind)
    for team in facts.teams:
        yield {"team": team}, facts.open_requests(team=team)
    for q in facts.requests:
        given = {"enterprise": q["enterprise"]}
        yield dict(given), facts.open_requests(**given)
        yield given | {"team": "team-03"}, facts.open_requests(**given, team="team-03")


def between(facts: Work) -> Iterator[Case]:
    rng = random.Random(8)
    for e in facts.anchors[:3]:
        for other in rng.sample(sorted(facts.enterprises), min(15, len(facts.enterprises))):
            for a, b in ((e, other), (other, e)):
                yield {"enterprise": a, "other": b}, facts.between(a, b)


def data_gaps(facts: Work) -> Iterator[Case]:
    yield {}, facts.data_gaps()
    for e in some(facts, 20):
        yield {"enterprise": e}, facts.data_gaps(e)


CASES: dict[str, Callable[[Work], Iterator[Case]]] = {
    "enterprises": enterprises,
    "materials": materials,
    "teams": teams,
    "enterprise": enterprise,
    "supplier-tree": supplier_tree,
    "single-source": single_source,
    "shared-suppliers": shared_suppliers,
    "outside-suppliers": outside_suppliers,
    "overdue": overdue,
    "four-sync-board": four_sync_board,
    "team-worklist": team_worklist,
    "workers-away": workers_away,
    "open-requests": open_requests,
    "between": between,
    "data-gaps": data_gaps,
}


def ask(knowledge: Knowledge, query: str, given: dict[str, Any]) -> Answer | None:
    """The answer; ``None`` where an id that nothing has is the reason for an empty one."""
    try:
        return knowledge.ask(query, given)
    except NotFound:
        return None


def compare(knowledge: Knowledge, facts: Work, query: str) -> int:
    """Asks every case of one query and compares all rows; how many rows there were."""
    count = 0
    for given, expected in CASES[query](facts):
        answer = ask(knowledge, query, given)
        found = rows_of(answer) if answer else []
        known = set(expected[0]) if expected else set()
        kept = [{key: row[key] for key in row.keys() & known} for row in found]
        limit = knowledge.catalog[query].limit
        assert len(found) == len(expected[:limit]), given
        assert answer is None or answer.truncated == (len(expected) > limit), given
        for ours, theirs in zip(kept, expected, strict=False):
            assert ours.keys() == known, known - ours.keys()
            assert ours == {key: near(value) for key, value in theirs.items()}, given
        count += len(found)
        if query == "supplier-tree" and answer:
            compare_tree(answer, facts)
    return count


def near(value: Any) -> Any:
    return pytest.approx(value, abs=1e-9) if isinstance(value, float) else value


def compare_tree(answer: Answer, facts: Work) -> None:
    """The picture holds the tree's enterprises, and every supply to the tier below."""
    tier = {row["enterprise"]: row["tier"] for row in rows_of(answer)}
    assert answer.subgraph is not None
    assert {node.id for node in answer.subgraph.nodes} == tier.keys()
    for node in answer.subgraph.nodes:
        row = facts.enterprises[node.id]
        for name in ("name", "name_en", "town", "industry", "headcount", "closed_on", "resumed_on"):
            assert node.properties.get(name) == row.get(name), (node.id, name)
    edges = {
        (edge.source, edge.target, edge.properties["material"], edge.properties.get("since"))
        for edge in answer.subgraph.edges
    }
    assert edges == {
        (row["supplier"], row["buyer"], row["material"], row.get("since"))
        for row in facts.current
        if row["supplier"] in tier and tier.get(row["buyer"]) == tier[row["supplier"]] - 1
    }


@pytest.mark.parametrize("query", CASES)
def test_on_cixi(cixi: Knowledge, facts: Work, query: str) -> None:
    assert compare(cixi, facts, query) > 0


@pytest.mark.parametrize("seed", range(4))
def test_on_rough_datasets(graph: Graph, tmp_path: Path, seed: int) -> None:
    folder = rough_dataset(tmp_path, seed)
    load(folder, graph)
    derive(graph)
    knowledge = Knowledge(graph, read_catalog(), show_personal=True)
    for query in CASES:
        compare(knowledge, Work(folder), query)


@pytest.mark.parametrize("query", [*CASES, "material", "team"])
def test_example_has_rows(example: Callable[[str], Answer], query: str) -> None:
    answer = example(query)
    assert answer.rows and not answer.truncated
    if query != "four-sync-board":
        keys = [row[0] for row in answer.rows]
        assert all(key is not None for key in keys)


def test_reported_case_is_found(cixi: Knowledge) -> None:
    (row,) = rows_of(cixi.ask("enterprises", {"text": "跃隆"}))
    assert row["enterprise"] == "yuelong"
    tree = rows_of(cixi.ask("supplier-tree", {"enterprise": "gongniu"}))
    assert tree[0]["enterprise"] == "gongniu" and len(tree) == 1 + 443
    assert len(cixi.ask("supplier-tree", {"enterprise": "xinhai"}).rows) == 1 + 124


def test_names_of_districts(cixi: Knowledge) -> None:
    named = {"330282": "浙江省宁波市慈溪市", "330212": "浙江省宁波市鄞州区"}
    named |= {"320583": "江苏省苏州市", "340705": "安徽省铜陵市", "440306": "广东省深圳市"}
    board = {
        r["group"]: r["name"] for r in rows_of(cixi.ask("four-sync-board", {"by": "district"}))
    }
    assert {code: board[code] for code in named} == named
    assert board[None] == "未填 / not given"
    cities = {r["group"]: r["name"] for r in rows_of(cixi.ask("four-sync-board", {"by": "city"}))}
    assert cities["3302"] == "浙江省宁波市" and cities["3101"] == "上海市"
    letters = rows_of(cixi.ask("outside-suppliers", {"enterprise": "xinhai"}))
    for row in letters:
        assert row["district_name"] == board[row["district"]]


def test_both_queries_name_places_alike(cixi: Knowledge) -> None:
    board, letters = (
        re.search(r"(' 11.*?') AS places", cixi.catalog[name].statement, re.S)
        for name in ("four-sync-board", "outside-suppliers")
    )
    assert board and letters and board[1] == letters[1]


def test_nobody_is_outside_while_the_own_district_is_blank(graph: Graph, tmp_path: Path) -> None:
    tables: dict[str, Any] = {
        "enterprises": [("id", "name", "district"), ("a", "甲", ""), ("b", "乙", "330282")],
        "materials": [("id", "name"), ("m", "料")],
        "supplies": [("supplier", "material", "buyer"), ("b", "m", "a")],
    }
    load(write(tmp_path, tables), graph)
    derive(graph)
    knowledge = Knowledge(graph, read_catalog(), show_personal=True)
    assert knowledge.ask("outside-suppliers", {"enterprise": "a"}).rows == []
    graph.write("MATCH (e:Enterprise {id: 'a'}) SET e.district = '330281'")
    assert len(knowledge.ask("outside-suppliers", {"enterprise": "a"}).rows) == 1


def test_an_industry_is_named_by_two_digits_only(graph: Graph, tmp_path: Path) -> None:
    named = {"C": "C", "38": "电气机械和器材制造业", "F51": "批发业"}
    named |= {"C3823": named["38"], "B06": "煤炭开采和洗选业", "0610": "煤炭开采和洗选业"}
    rows = [(f"e{n}", "厂", code) for n, code in enumerate(named)]
    load(write(tmp_path, {"enterprises": [("id", "name", "industry"), *rows]}), graph)
    derive(graph)
    knowledge = Knowledge(graph, read_catalog(), show_personal=True)
    board = rows_of(knowledge.ask("four-sync-board", {"by": "industry"}))
    assert {row["group"]: row["name"] for row in board} == named


@pytest.mark.parametrize("query", ["enterprises", "materials", "teams"])
def test_what_is_cut_says_so_and_a_stream_is_whole(
    graph: Graph, tmp_path: Path, query: str
) -> None:
    kinds = ["service_team"] if query == "teams" else []
    rows = [(f"x{n:03}", f"名{n:03}", *kinds) for n in range(130)]
    columns = ("id", "name", *(["kind"] if kinds else []))
    some = {"enterprises": [("id", "name"), ("a", "甲")], query: [columns, *rows]}
    load(write(tmp_path, some), graph)
    derive(graph)
    knowledge = Knowledge(graph, read_catalog(), show_personal=True)
    cut = knowledge.ask(query, {"text": "名"})
    assert cut.truncated and len(cut.rows) == knowledge.catalog[query].limit < 130
    with knowledge.stream(query, {"text": "名"}) as stream:
        assert [row[0] for row in stream.rows] == [row[0] for row in rows]


def test_overdue_begins_with_the_agreed_columns(cixi: Knowledge) -> None:
    agreed = ["enterprise", "name", "expected_on", "days_late", "held", "team", "contact", "phone"]
    names = [column.name for column in cixi.catalog["overdue"].columns]
    assert names[: len(agreed)] == agreed
