"""What a picture is grown by: kinds of neighbours, neighbours, and how many each holds up."""

import random
from collections import defaultdict
from typing import Any

import pytest

from service.answers.knowledge import Knowledge
from service.graph.database import Graph

TIES = {
    "suppliers": ("enterprise", "(o:Enterprise)-[r:SUPPLIES]->(n:Enterprise)"),
    "buyers": ("enterprise", "(n:Enterprise)-[r:SUPPLIES]->(o:Enterprise)"),
    "waits_for": ("enterprise", "(n:Enterprise)-[r:WAITS_FOR]->(o)"),
    "waited_for_by": ("enterprise", "(n:Enterprise)<-[r:WAITS_FOR]-(o)"),
    "makes": ("enterprise", "(n:Enterprise)-[r:MAKES]->(o)"),
    "needs": ("enterprise", "(n:Enterprise)-[r:NEEDS]->(o)"),
    "teams": ("enterprise", "(n:Enterprise)<-[r:SERVES]-(o)"),
    "requests": ("enterprise", "(n:Enterprise)-[r:RAISED]->(o)"),
    "makers": ("material", "(n:Material)<-[r:MAKES]-(o)"),
    "users": ("material", "(n:Material)<-[r:NEEDS]-(o)"),
    "serves": ("team", "(n:ServiceTeam)-[r:SERVES]->(o)"),
}
"""By what each is about, and the pattern that holds it."""


@pytest.fixture(scope="module")
def known(cixi_graph: Graph) -> dict[str, dict[str, set[str]]]:
    """The neighbours of everything, by tie, counted here from the relationships as they stand."""
    (as_of,) = cixi_graph.read("MATCH (g:Graph {id: 'graph'}) RETURN g.as_of").rows[0]
    found: dict[str, dict[str, set[str]]] = {tie: defaultdict(set) for tie in TIES}
    for tie, (_, pattern) in TIES.items():
        statement = f"MATCH {pattern} RETURN n.id, o.id, r.since, r.until"
        for one, other, since, until in cixi_graph.read(statement).rows:
            today = (since is None or since <= as_of) and (until is None or until >= as_of)
            if tie not in ("suppliers", "buyers") or (today and one != other):
                found[tie][one].add(other)
    return found


@pytest.mark.parametrize("tie", TIES)
def test_neighbours_are_those_of_the_relationships(
    cixi: Knowledge, known: dict[str, dict[str, set[str]]], tie: str
) -> None:
    about = TIES[tie][0]
    some = random.Random(tie).sample(sorted(known[tie]), min(5, len(known[tie])))
    assert some
    for one in some:
        answer = cixi.ask("neighbours", {about: one, "tie": tie, "limit": 1000})
        told = {next(id for id in row[0:7:2] if id) for row in answer.rows}
        assert told == known[tie][one]
        assert answer.subgraph is not None
        assert len(answer.subgraph.nodes) == len(told) + 1
        counted = dict(cixi.ask("ties", {about: one}).rows)
        assert counted[tie] == len(told)


def test_the_most_pressing_come_first(cixi: Knowledge) -> None:
    first = cixi.ask("neighbours", {"enterprise": "gongniu", "limit": 5})
    whole = cixi.ask("neighbours", {"enterprise": "gongniu", "limit": 1000})
    assert first.rows == whole.rows[:5]
    names = [column.name for column in whole.columns]
    waits, ready, headcount = (names.index(n) for n in ("waits", "ready_days", "headcount"))

    def rank(row: list[Any]) -> tuple[bool, float, int]:
        days = 1e6 if row[ready] is None else row[ready]
        return not row[waits], -days, -(-1 if row[headcount] is None else row[headcount])

    assert [rank(row) for row in whole.rows] == sorted(rank(row) for row in whole.rows)
    assert whole.rows[0][:1] == ["yuelong"] and whole.rows[0][waits]


def test_who_is_held_up_is_whose_chain_passes(cixi: Knowledge, cixi_graph: Graph) -> None:
    waits = dict(cixi_graph.read("MATCH (a)-[:WAITS_FOR]->(b) RETURN a.id, b.id").rows)
    held: dict[str, set[str]] = defaultdict(set)
    for one in waits:
        at, seen = waits.get(one), set()
        while at and at not in seen:
            seen.add(at)
            if at != one:
                held[at].add(one)
            at = waits.get(at)
    asked = [*sorted(held)[:100], "jintian"]
    told = {row[0]: row[2] for row in cixi.ask("held", {"enterprises": asked}).rows}
    assert told == {one: len(held[one]) for one in asked}


def test_kinds_have_words(cixi: Knowledge) -> None:
    (tie,) = [one for one in cixi.catalog["neighbours"].parameters if one.name == "tie"]
    assert set(tie.schema["enum"]) == set(tie.words) == set(TIES)
