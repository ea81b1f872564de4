"""Letters to other places, and the tree of suppliers by tier and by day, against models."""

import datetime
import random
from collections import Counter
from typing import Any

import networkx
import pytest

from service.answers.accepted_changes import ChangeEntry
from service.answers.knowledge import Knowledge
from service.answers.undo_change import undo_change
from service.derivation.full import derive
from service.errors import Conflict, InvalidParameter
from service.graph.database import Graph
from service.language import Text
from service.model.places import PlaceWords
from tests.support.catalog import read_catalog
from tests.support.derived import everything
from tests.support.rows import rows_of

HERE = "loopback"
TODAY = datetime.date(2020, 2, 12)
PLACES = ("330282", "330282", "330281", "330206", "3301", "330109", "420103", "420103", "440306")
FILL = """
CREATE (:Graph {id: 'graph', born: randomUUID(), as_of: date('2020-02-12'), version: 1})
WITH 1 AS once
UNWIND $enterprises AS row
CREATE (e:Enterprise {id: row.id, name: row.id, anchor: row.id = 'e0'})
SET e.district = row.district, e.surveyed_on = row.surveyed_on, e.filed_on = row.filed_on,
  e.prevention_on = row.prevention_on, e.resumed_on = row.resumed_on, e.closed_on = row.closed_on
WITH count(*) AS once
UNWIND $supplies AS pair
MATCH (s:Enterprise {id: pair[0]})
MATCH (b:Enterprise {id: pair[1]})
MERGE (m:Material {id: 'm'})
MERGE (b)-[:NEEDS]->(m)
MERGE (s)-[:MAKES]->(m)
CREATE (s)-[:SUPPLIES {material: 'm', until: pair[2]}]->(b)
"""
STEPS = ("surveyed_on", "filed_on", "prevention_on", "resumed_on")
LETTERS = """
MATCH (l:Letter)-[:ON_BEHALF_OF]->(a)
RETURN l.id, a.id, l.to, l.state, l.number, l.answer,
  COLLECT { MATCH (l)-[:ABOUT]->(s) RETURN s.id ORDER BY s.id }
ORDER BY l.id
"""

Row = dict[str, Any]


class County:
    """A drawn network: whoever feeds ``e0`` by supplies in force lies somewhere and is so far."""

    def __init__(self, rng: random.Random, size: int = 60) -> None:
        self.enterprises: list[Row] = []
        for number in range(size):
            one: Row = {"id": f"e{number}", "district": rng.choice([*PLACES, None])}
            for step in STEPS:
                on = TODAY - datetime.timedelta(days=rng.randrange(12))
                one[step] = on if rng.random() < 0.6 else None
            one["closed_on"] = TODAY if rng.random() < 0.05 and number else None
            self.enterprises.append(one)
        self.enterprises[0]["district"] = "330282"
        self.supplies = []
        pairs = {tuple(rng.sample(range(size), 2)) for _ in range(2 * size)}
        for s, b in sorted(pairs):
            over = rng.random() < 0.1
            until = TODAY - datetime.timedelta(days=1) if over else None
            self.supplies.append([f"e{s}", f"e{b}", until])
        self.facts = {one["id"]: one for one in self.enterprises}

    def distances(self) -> dict[str, int]:
        """The shortest distance of each that feeds ``e0``, and of itself."""
        supplied: networkx.DiGraph[str] = networkx.DiGraph()
        supplied.add_node("e0")
        supplied.add_edges_from((b, s) for s, b, until in self.supplies if until is None)
        return dict(networkx.single_source_shortest_path_length(supplied, "e0"))

    def tiers(self) -> dict[str, int]:
        """The same without those that have closed."""
        found = self.distances()
        return {id: tier for id, tier in found.items() if not self.facts[id]["closed_on"]}

    def outside(self, *, running: bool = False) -> dict[str, list[str]]:
        """The suppliers outside by place, those that run only where they are wanted."""
        places: dict[str, list[str]] = {}
        for id in self.tiers():
            district = self.facts[id]["district"]
            if id == "e0" or district in (None, "330282"):
                continue
            if self.facts[id]["resumed_on"] and not running:
                continue
            prefix = next(n for n in (2, 4, 6) if district[:n] != "330282"[:n])
            places.setdefault(district[:prefix], []).append(id)
        return places


@pytest.fixture
def county(graph: Graph) -> County:
    drawn = County(random.Random(17))
    graph.write(FILL, {"enterprises": drawn.enterprises, "supplies": drawn.supplies})
    derive(graph)
    return drawn


@pytest.fixture
def knowledge(graph: Graph, county: County) -> Knowledge:
    return Knowledge(graph, read_catalog(), show_personal=True, may_change=True)


def asked(knowledge: Knowledge, name: str, **given: Any) -> list[Row]:
    return list(rows_of(knowledge.ask(name, given)))


def test_suppliers_outside_are_counted_by_place(knowledge: Knowledge, county: County) -> None:
    rows = asked(knowledge, "outside-places", enterprise="e0")
    every, idle = county.outside(running=True), county.outside()
    assert {row["place"]: (row["suppliers"], row["idle"]) for row in rows} == {
        place: (len(found), len(idle.get(place, ()))) for place, found in every.items()
    }
    tiers = county.tiers()
    for row in rows:
        assert row["tier"] == min(tiers[id] for id in every[row["place"]])
    assert {"33", "3302"}.isdisjoint(every) and {"42", "3301", "330281"} <= set(every)


def test_letters_are_as_the_model_has_them(
    graph: Graph, knowledge: Knowledge, county: County
) -> None:
    """150 random actions: whom each letter is about, and every step in its order; all undone."""
    rng = random.Random(3)
    beginning = everything(graph)
    letters: dict[str, list[Any]] = {}
    changes: list[str] = []
    kinds: Counter[str] = Counter()
    for number in range(150):
        name = rng.choice(["write-letter", "send-letter", "send-letter", "answer-letter"])
        given: Row = {}
        faults: set[str] = set()
        if name == "write-letter":
            given = {"enterprise": "e0", "to": rng.choice(["42", "44", "3301", "330281", "11"])}
            about = sorted(
                id
                for ids in county.outside().values()
                for id in ids
                if county.facts[id]["district"].startswith(given["to"])
            )
            faults = set() if about else {"to"}
        elif letters:
            given = {"letter": rng.choice(list(letters))}
            one = letters[given["letter"]]
            if name == "send-letter":
                given["number"] = f"no. {rng.randrange(60)}"
                taken = [id for id in letters if letters[id][3] == given["number"]]
                if one[2] != "draft":
                    faults.add("letter")
                if any(id != given["letter"] for id in taken):
                    faults.add("number")
            else:
                given["answer"] = "done"
                faults = set() if one[2] == "sent" else {"letter"}
        else:
            continue
        if faults:
            with pytest.raises(Conflict) as refused:
                knowledge.do(name, given, by=HERE)
            assert {fault.where for fault in refused.value.faults} == faults, (name, given)
            kinds["refused"] += 1
            continue
        done = knowledge.do(name, given, by=HERE)
        changes.append(done.change)
        kinds[name] += 1
        (row,) = rows_of(done.answer)
        if name == "write-letter":
            again = any(one[1] == given["to"] and one[2] != "answered" for one in letters.values())
            assert bool(done.notices) == again
            letters[row["letter"]] = ["e0", given["to"], "draft", None, None, about]
            place = PlaceWords()[given["to"]].zh
            assert row["text"].startswith(f"{place}：") and f"{len(about)}家" in row["text"]
        elif name == "send-letter":
            letters[given["letter"]][2:4] = ["sent", given["number"]]
        else:
            letters[given["letter"]][2:5:2] = ["answered", "done"]
        assert graph.read(LETTERS).rows == [[id, *letters[id]] for id in sorted(letters)], number
    assert min(kinds[k] for k in ("write-letter", "send-letter", "answer-letter")) > 5, kinds
    for number, change in enumerate(reversed(changes)):
        assert undo_change(graph, change, ChangeEntry(f"undo-{number}", HERE)).kept == []
    assert everything(graph) == beginning


def test_a_letter_from_draft_to_answer(knowledge: Knowledge) -> None:
    def do(name: str, **given: Any) -> Row:
        return next(iter(rows_of(knowledge.do(name, given, by=HERE).answer)), {})

    letter = do("write-letter", enterprise="e0", to="42", note="请于月底前函复。")["letter"]
    shown = asked(knowledge, "letter", letter=letter)[0]
    assert shown["text"].endswith("请于月底前函复。")
    listed = asked(knowledge, "letter-suppliers", letter=letter)
    assert len(listed) == shown["suppliers"] > 0
    assert all(row["district"] == "420103" and not row["runs"] for row in listed)
    do("send-letter", letter=letter, number="7", said_on="2020-02-12")
    do("record-step", enterprise=listed[0]["enterprise"], step="resumed")
    assert asked(knowledge, "letter", letter=letter)[0]["resumed"] == 1
    assert asked(knowledge, "letters", text="", enterprise="e0")[0]["days"] == 0
    (place,) = (
        r for r in asked(knowledge, "outside-places", enterprise="e0") if r["place"] == "42"
    )
    assert (place["letter"], place["letter_state"], place["letters"]) == (letter, "sent", 1)
    with pytest.raises(InvalidParameter):
        do("write-letter", enterprise="e0", to="421")
    with pytest.raises(Conflict):
        do("write-letter", enterprise="e0", to="330282")


def test_steps_by_tier_and_by_day(knowledge: Knowledge, county: County) -> None:
    tiers = county.tiers()
    rows = {row["tier"]: row for row in asked(knowledge, "tier-steps", enterprise="e0", days=3)}
    assert set(rows) == set(tiers.values())
    for tier, row in rows.items():
        those = [county.facts[id] for id, found in tiers.items() if found == tier]
        assert row["enterprises"] == len(those)
        for name, step in zip(("surveyed", "filed", "prevention", "resumed"), STEPS, strict=True):
            assert row[name] == sum(1 for one in those if one[step])
        lately = TODAY - datetime.timedelta(days=2)
        assert row["resumed_lately"] == sum(
            1 for one in those if one["resumed_on"] and one["resumed_on"] >= lately
        )
    for tier in (None, 1):
        those = [county.facts[id] for id, found in tiers.items() if tier in (None, found)]
        for row in asked(knowledge, "tree-progress", enterprise="e0", tier=tier):
            assert [row[n] for n in ("surveyed", "filed", "prevention", "resumed")] == [
                sum(1 for one in those if one[step] and one[step] <= row["day"]) for step in STEPS
            ]


@pytest.mark.parametrize("needs", [40, 1800])
def test_needs_of_the_suppliers(
    graph: Graph, knowledge: Knowledge, county: County, needs: int
) -> None:
    rng = random.Random(8)
    raised = {}
    for number in range(needs):
        id = rng.choice(list(county.facts))
        request = {"id": f"q{number}", "of": id, "state": rng.choice(["open", "matched", "met"])}
        raised[request["id"]] = request
    graph.write(
        """UNWIND $rows AS row MATCH (e:Enterprise {id: row.of})
        CREATE (e)-[:RAISED]->(:Request {id: row.id, kind: 'labour', state: row.state,
          raised_on: date('2020-02-10')})""",
        {"rows": list(raised.values())},
    )
    with knowledge.stream("chain-requests", {"enterprise": "e0"}) as answer:
        names = [column.name for column in answer.columns]
        rows = [dict(zip(names, row, strict=True)) for row in answer.rows]
    told = {row["request"]: row["tier"] for row in rows}
    assert len(told) == len(rows)
    assert told == {
        one["id"]: county.distances()[one["of"]]
        for one in raised.values()
        if one["of"] in county.distances() and one["of"] != "e0" and one["state"] != "met"
    }
    assert len(told) > 5 and len(set(told.values())) > 1


def test_places_are_called_by_their_names() -> None:
    words = PlaceWords()
    assert words["330282"] == Text("Cixi, Ningbo", "宁波市慈溪市")
    assert words["33"] == words["330000"] == Text("Zhejiang", "浙江省")
    assert words["310115"] == Text("Pudong New Area, Shanghai", "上海市浦东新区")
    assert words.get("999999") is None
