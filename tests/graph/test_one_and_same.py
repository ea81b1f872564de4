"""One and the same: merging against an independent check, and taking it back."""

import random
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from service.answers.accepted_changes import ChangeEntry
from service.answers.knowledge import Knowledge
from service.answers.one_and_same import find_thing, keep_apart, make_one
from service.answers.undo_change import undo_change
from service.dataset.load import load
from service.dataset.merging.claims import FROM_ACTIONS, LINK, UNKNOWN_DAY, Claims, decode
from service.dataset.undo import undo_load
from service.derivation.full import derive
from service.errors import Conflict, FaultyDataset, NotFound, ReusedChangeId
from service.graph.database import Graph
from service.statements import statement
from tests.support.catalog import read_catalog
from tests.support.datasets import ABOUT, write

Row = tuple[Any, ...]
RANKED = ("stops_", "stopped_by", "saves_", "core", "essential_core")
"""How the names of what no change keeps up to date begin: the ranking, and the cores."""
ENDS = {
    "RAISED": 0, "MEETS": 0, "BROKERED": 0, "HANDLES": 0, "FOR": 1, "WORKS_AT": 1,
}  # fmt: skip
"""Of relationships of which their owner has one: the end that is a fact."""


def random_dataset(rng: random.Random, size: int) -> dict[str, list[Any]]:
    """Tables in which everything is tied to everything, some of it several times."""
    things = [f"e{n}" for n in range(size)]
    materials = [f"m{n}" for n in range(4)]

    def some(values: list[str], part: float) -> list[str]:
        return [value for value in values if rng.random() < part]

    def cell(*values: str) -> str:
        return rng.choice(("", *values))

    pairs = [(a, m, b) for a in things for m in materials for b in things if a != b]
    return {
        "enterprises": [
            ("id", "name", "headcount", "town", "resumed_on", "anchor"),
            *(
                (
                    *(e, f"厂{e}", cell("5", "6"), cell("甲镇", "乙镇"), cell("2020-02-03")),
                    cell("true"),
                )
                for e in things
            ),
        ],
        "materials": [("id", "name", "unit"), *((m, m, cell("t", "kg")) for m in materials)],
        "makes": [("enterprise", "material"), *((e, "m0") for e in some(things, 0.4))],
        "needs": [
            ("enterprise", "material", "stock_days"),
            *(
                (e, m, cell("1", "2", "3"))
                for e in things for m in some(materials, 0.3)
            ),
        ],
        "supplies": [
            ("supplier", "material", "buyer", "lead_days", "since", "source"),
            *(
                (*pair, cell("1", "2", "4"), since, cell("电话"))
                for pair in rng.sample(pairs, min(len(pairs), 14))
                for since in rng.sample(("", "2020-01-01"), rng.randint(1, 2))
            ),
        ],
        "workers": [("id", "enterprise"), *((f"w{n}", rng.choice(things)) for n in range(5))],
        "teams": [("id", "name", "kind"), ("t", "一组", "service_team")],
        "serves": [
            ("team", "enterprise", "since"),
            *(("t", e, cell("2020-02-01")) for e in things),
        ],
        "requests": [
            ("id", "enterprise", "kind", "material", "raised_on", "state", "met_by", "brokered_by"),
            *(
                (
                    f"r{n}", rng.choice(things), "material", rng.choice(materials), "2020-02-10",
                    "open", cell(*things), cell(*things),
                )
                for n in range(5)
            ),
        ],
    }  # fmt: skip


RECORDS = ("Load", "Journal", "Graph", "Group", "Day")


class Picture:
    """Everything in a graph but the record of how it came to be, and what is ``RANKED``."""

    def __init__(self, graph: Graph) -> None:
        nodes = graph.read(statement("load/digest-nodes")).rows
        relations = graph.read(statement("load/digest-relationships")).rows
        hidden = {p["id"] for kinds, p in nodes if p.get("action") in ("same", "different", "undo")}
        self.nodes = {
            (kinds[0], p["id"]): {name: p[name] for name in p if not name.startswith(RANKED)}
            for kinds, p in nodes
            if kinds[0] not in RECORDS and p["id"] not in hidden
        }
        self.relations: dict[Row, Mapping[str, Any]] = {}
        for (kind,), _, start, _, end, p in relations:
            if start not in hidden and kind != "WAITS_FOR":
                since = p.get("since") if kind == "SUPPLIES" else None
                key = (kind, start, end, p.get("material"), since)
                assert key not in self.relations
                self.relations[key] = p

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Picture) and (self.nodes, self.relations) == (
            other.nodes,
            other.relations,
        )

    __hash__ = None  # type: ignore[assignment]


def expected_key(key: Row, label: str, goes: str, stays: str) -> Row | None:
    """Where a relationship is to stand afterwards; none for a supply to itself."""
    kind, start, end, material, since = key
    if label == "Material":
        end = stays if end == goes and kind in ("MAKES", "NEEDS", "FOR", "CHANGED") else end
        return kind, start, end, stays if material == goes else material, since
    start, end = (stays if each == goes else each for each in (start, end))
    return None if kind == "SUPPLIES" and start == end else (kind, start, end, material, since)


def claims_of(kind: str, properties: Mapping[str, Any], days: dict[str, date], key: Row) -> Claims:
    link = key[1 + ENDS[kind]] if kind in ENDS else None
    return decode(kind, properties, days, link=link)


def check_claims(
    kind: str, before: list[tuple[Mapping[str, Any], Claims]], after: Mapping[str, Any],
    claims: Claims, goes: str, stays: str, led: str | None = None,
) -> None:  # fmt: skip
    """``before``: what stays, if it was there, then what is merged into it."""
    held = {source for p, _ in before for source in p.get("datasets") or [FROM_ACTIONS]}
    if kind in ENDS:  # who says that it leads there
        held = {s for s, said in claims.items() if LINK in said and said[LINK].value == led}
    assert set(after.get("datasets") or [FROM_ACTIONS]) == held
    for source in {source for _, said in before for source in said}:
        said = [each.get(source, {}) for _, each in before]
        for fact in {fact for each in said for fact in each} - {"stock_on"}:
            claim = next(each[fact] for each in said if fact in each)
            found = claims[source][fact]
            value = stays if fact == LINK and claim.value == goes else claim.value
            assert (found.value, found.on) == (value, claim.on)
    if kind in ENDS or len(before) != 2:
        return
    for fact in ("headcount", "town", "resumed_on", "anchor", "unit", "stock_days", "lead_days"):
        mine, theirs = before[0][0].get(fact), before[1][0].get(fact)

        def rank(value: Any, fact: str = fact) -> tuple[date, bool]:
            found = [(c[fact].on, s == FROM_ACTIONS) for s, c in claims.items()
                     if fact in c and c[fact].value == value]  # fmt: skip
            return max(found, default=(UNKNOWN_DAY, False))

        wanted = (
            theirs if mine is None or (theirs is not None and rank(theirs) > rank(mine)) else mine
        )
        assert after.get(fact) == wanted, fact


def check_merge(before: Picture, after: Picture, label: str, goes: str, stays: str,
                days: dict[str, date]) -> None:  # fmt: skip
    assert (label, goes) not in after.nodes
    assert {key for key in after.nodes if key[0] not in ("Alias", "Different")} == {
        key for key in before.nodes if key not in ((label, goes),) and key[0] != "Different"
    } - {key for key in before.nodes if key[0] == "Alias"}
    wanted: dict[Row, list[Row]] = {}
    for key in sorted(
        before.relations, key=lambda k: (expected_key(k, label, goes, stays) != k, str(k))
    ):
        target = expected_key(key, label, goes, stays)
        if target:
            wanted.setdefault(target, []).append(key)
    assert after.relations.keys() == wanted.keys()
    for target, keys in wanted.items():
        kind = target[0]
        found = [(before.relations[k], claims_of(kind, before.relations[k], days, k)) for k in keys]
        claims = claims_of(kind, after.relations[target], days, target)
        if kind != "CHANGED":
            led = target[1 + ENDS[kind]] if kind in ENDS else None
            check_claims(kind, found, after.relations[target], claims, goes, stays, led)
    nodes = [before.nodes[label, id_] for id_ in (stays, goes)]
    found = [(p, decode(label, p, days)) for p in nodes]
    now = after.nodes[label, stays]
    check_claims(label, found, now, decode(label, now, days), goes, stays)
    assert now["name"] == nodes[0]["name"]
    aliases = {
        (a["of"], a["name"]): a["stands_for"] for (k, _), a in after.nodes.items() if k == "Alias"
    }
    assert aliases["id", goes] == aliases["name", nodes[1]["name"]] == stays


@pytest.mark.parametrize("seed", range(4))
def test_everything_is_kept_and_taken_back(tmp_path: Path, graph: Graph, seed: int) -> None:
    rng = random.Random(seed)
    days = {"one": date(2020, 2, 12), "other": date(2020, 2, 11)}
    for dataset, day in days.items():
        about = {**ABOUT, "id": dataset, "as_of": day.isoformat()}
        load(write(tmp_path / dataset, random_dataset(rng, 6), about), graph)
    derive(graph)
    knowledge = Knowledge(graph, read_catalog(), show_personal=True, may_change=True)
    for number in range(3):
        e = f"e{rng.randrange(6)}"
        on = date(2020, 2, 9 + number).isoformat()
        given = {"enterprise": e, "expected_on": "2020-02-20", "said_on": on}
        knowledge.do("record-expected", given, by="test")
    keep_apart(knowledge, "Enterprise", "e0", "e5", ChangeEntry(f"apart-{seed}", "test"))
    made: list[tuple[str, Picture]] = []
    order = [f"e{number}" for number in rng.sample(range(6), 5)]
    steps = [("Material", "m1", "m0"), ("Material", "m0", "m2")]
    steps += [("Enterprise", one, other) for one, other in pairwise(order)]
    rng.shuffle(steps)
    gone: set[str] = set()
    for label, goes, stays in steps:
        if {goes, stays} & gone:
            continue
        gone.add(goes)
        before = Picture(graph)
        result = make_one(knowledge, label, goes, stays, ChangeEntry(f"{seed}-{goes}", "test"))
        after = Picture(graph)
        check_merge(before, after, label, goes, stays, days)
        assert all(s == goes or b == goes for s, b, *_ in result.dropped)
        made.append((result.change, before))
    assert len(made) > 1
    merged = Picture(graph)
    derive(graph)
    assert Picture(graph) == merged  # what was derived at once is what a full derivation gives
    for dataset in days:  # the same files again say nothing new
        report = load(tmp_path / dataset, graph)
        assert not report.changed
    for change, before in reversed(made):
        assert not undo_change(graph, change, ChangeEntry(f"undo-{change}", "test")).kept
        assert Picture(graph) == before


def names(graph: Graph) -> list[Any]:
    return graph.read("MATCH (e:Enterprise) RETURN e.name ORDER BY e.name").rows


def a_list(
    folder: Path, name: str, *lines: str, header: str = "龙头企业,配套企业,物料,电话"
) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.csv"
    path.write_text("\n".join(["龙头企业,配套企业,物料,电话", *lines]) + "\n", encoding="utf-8")
    return path


def test_lists_know_what_was_decided(tmp_path: Path, graph: Graph) -> None:
    day = {"as_of": date(2020, 2, 12)}
    lines = (
        "公牛,跃隆五金,支架,1", "公牛,跃隆五金有限公司,支架,2", "公牛,跃隆五金有限公司,,2",
        "跃隆五金,跃隆五金有限公司,模具,2", "公牛,新海塑料,STEEL,3", "公牛,新海塑料,Steel,3",
        "公牛,新海塑胶,支架,4",
    )  # fmt: skip
    path = a_list(tmp_path, "list", *lines)
    told = "\n".join(each.en for each in load(path, graph, **day).notices)
    assert "跃隆五金 and 跃隆五金有限公司" in told and "STEEL and Steel" in told
    assert "新海塑料 and 新海塑胶" in told and "/look-alikes" in told
    derive(graph)
    knowledge = Knowledge(graph, read_catalog(), show_personal=True, may_change=True)
    pairs = [("Enterprise", "跃隆五金有限公司", "跃隆五金"), ("Material", "STEEL", "Steel")]
    for kind, goes, stays in pairs:
        one, other = (find_thing(knowledge, kind, text) for text in (goes, stays))
        make_one(knowledge, kind, one.id, other.id, ChangeEntry(goes, "test"))
        assert find_thing(knowledge, kind, goes) == other  # by its alias
    plastics = [find_thing(knowledge, "Enterprise", name).id for name in ("新海塑料", "新海塑胶")]
    keep_apart(knowledge, "Enterprise", *plastics, ChangeEntry("apart", "test"))
    with pytest.raises(Conflict, match="known already"):
        keep_apart(knowledge, "Enterprise", *reversed(plastics), ChangeEntry("again", "test"))
    before = Picture(graph)
    report = load(path, graph, **day)
    assert not report.changed, report.counts
    assert Picture(graph) == before
    told = "\n".join(each.en for each in (*report.notices, *report.understood))
    assert "Look alike" not in told
    assert "跃隆五金有限公司" in told and "to itself are left out" in told
    # another department, another day, another way to write it
    other = a_list(
        tmp_path, "theirs", "公牛,跃隆五金有限\u200b公司 ,支架,5", "甲厂,跃隆五金,ｓｔｅｅｌ,"
    )
    report = load(other, graph, as_of=date(2020, 2, 13))
    assert [row for row in names(graph) if row[0][0] in "甲跃"] == [["甲厂"], ["跃隆五金"]]
    assert graph.read("MATCH (m:Material) WHERE toLower(m.name) = 'steel' RETURN m.name").rows


def test_folders_know_what_was_decided(tmp_path: Path, graph: Graph) -> None:
    """An alias table, a renamed enterprise, and faults that say what would be right."""
    tables: dict[str, Any] = {
        "enterprises": [("id", "name", "headcount"), ("a", "甲厂", ""), ("a2", "甲二", "7"),
                        ("b", "乙厂", "")],
        "materials": [("id", "name"), ("m", "铜")],
        "supplies": [("supplier", "material", "buyer"), ("a2", "m", "b"), ("a", "m", "a2")],
        "aliases": [("alias", "kind", "id"), ("a2", "Enterprise", "a"), ("紫铜", "Material", "m")],
    }  # fmt: skip
    report = load(write(tmp_path / "one", tables), graph)
    assert graph.read(
        "MATCH (e:Enterprise) RETURN e.id, e.name, e.headcount ORDER BY e.id"
    ).rows == [
        ["a", "甲厂", 7],
        ["b", "乙厂", None],
    ]
    assert graph.read("MATCH (a)-[r:SUPPLIES]->(b) RETURN a.id, b.id").rows == [["a", "b"]]
    told = "\n".join(each.en for each in report.notices)
    assert "1 ids stand for others" in told and "1 supplies of one and the same" in told
    assert not load(tmp_path / "one", graph).changed
    report = load(a_list(tmp_path, "list", "乙厂,甲二,紫铜,"), graph, as_of=date(2020, 2, 12))
    assert graph.read("MATCH (n:Enterprise|Material) RETURN count(n)").one() == [3]
    # renamed by a later version: the earlier name is an alias, until that load is undone
    later = {"enterprises": [("id", "name"), ("b", "乙股份")]}
    renamed = load(write(tmp_path / "one", later, {**ABOUT, "as_of": "2020-02-13"}), graph)
    text = "MATCH (a:Alias {renamed: true}) RETURN a.name, a.stands_for"
    assert graph.read(text).rows == [["乙厂", "b"]]
    load(a_list(tmp_path, "third", "乙厂,丙厂,铜,"), graph, as_of=date(2020, 2, 13))
    assert names(graph) == [["丙厂"], ["乙股份"], ["甲厂"]]
    assert renamed.load
    undo_load(renamed.load, graph)
    assert graph.read(text).rows == [] and ["乙厂"] in names(graph)
    wrong = {**tables, "aliases": [
        ("alias", "kind", "id"), ("x", "Enterprise", "nobody"), ("y", "Person", "a"),
        ("z", "Material", "m"), ("Z", "Material", "m9"),
    ]}  # fmt: skip
    with pytest.raises(FaultyDataset) as refused:
        load(write(tmp_path / "wrong", wrong), graph)
    assert [fault.where for fault in refused.value.faults] == [
        "aliases.csv:2:id", "aliases.csv:3:kind", "aliases.csv:5:id",
    ]  # fmt: skip


def test_what_cannot_be_one_is_refused(tmp_path: Path, graph: Graph) -> None:
    tables = {"enterprises": [("id", "name"), ("a", "甲厂"), ("b", "乙厂"), ("c", "甲厂")]}
    load(write(tmp_path, tables), graph)
    derive(graph)
    knowledge = Knowledge(graph, read_catalog(), show_personal=True, may_change=True)
    entry = ChangeEntry("x", "test")
    with pytest.raises(NotFound) as unknown:
        find_thing(knowledge, "Enterprise", "乙")
    assert [one.zh for one in unknown.value.nearest] == ["b (乙厂)"]
    with pytest.raises(Conflict, match="a, c"):
        find_thing(knowledge, "Enterprise", "甲厂")
    with pytest.raises(Conflict, match="give two"):
        make_one(knowledge, "Enterprise", "a", "a", entry)
    with pytest.raises(NotFound, match="'no'"):
        make_one(knowledge, "Enterprise", "a", "no", entry)
    graph.autocommit("MATCH (a {id: 'a'}), (b {id: 'b'}) CREATE (a)-[:OWNS]->(b)")
    with pytest.raises(Conflict, match="OWNS"):
        make_one(knowledge, "Enterprise", "a", "b", entry)
    graph.autocommit("MATCH ()-[r:OWNS]->() DELETE r")
    make_one(knowledge, "Enterprise", "b", "c", entry)
    with pytest.raises(Conflict, match="accepted already"):
        make_one(knowledge, "Enterprise", "b", "c", entry)
    with pytest.raises(ReusedChangeId):
        make_one(knowledge, "Enterprise", "a", "c", entry)
