"""What is personal and what is derived, seen from the files and from answers made by hand."""

import datetime
import re

import pytest

from service.access.roles import EVERYBODY, NOBODY
from service.answers.answer import AnswerBuilder
from service.answers.recorded_facts import facts_told
from service.answers.undo_change import Restored
from service.catalog.catalog import SavedQuery
from service.catalog.header import without_comments_and_texts
from service.dataset.merging.difference import Conflict
from service.dataset.merging.journal import Entry
from service.dataset.merging.three_way import Disagreement
from service.display.conflicts import persons_in
from service.graph.state import State
from service.graph.values import Edge, Node
from service.model import derived
from service.model.bookkeeping import HIDDEN
from service.model.privacy import MASK, PERSONAL_PROPERTIES
from service.statements import CYPHER
from tests.support.catalog import read_catalog

CATALOG = read_catalog()


@pytest.mark.parametrize("query", CATALOG.every, ids=lambda query: query.name)
def test_a_column_that_returns_a_personal_property_is_personal(query: SavedQuery) -> None:
    labels = dict(re.findall(r"\((\w+):(\w+)", query.change + query.statement))
    personal = {column.name for column in query.columns if column.personal}
    for variable, name, then in re.findall(r"\b(\w+)\.(\w+)\b(.*)", query.statement):
        if name in PERSONAL_PROPERTIES.get(labels.get(variable, ""), ()):
            returned = re.match(r" AS (\w+)", then)
            assert returned and returned[1] in personal, (variable, name)


def test_of_whom_conflicts_and_restored_facts_tell() -> None:
    day = datetime.date(2020, 2, 12)

    def conflict(kind: str, ids: tuple[str, ...], fact: str, said: str | None = "x") -> Conflict:
        return Conflict(kind, ids, Disagreement(fact, None, "one", day, said, "two", day, True))

    assert persons_in(
        [
            conflict("Enterprise", ("a",), "phone"),
            conflict("Enterprise", ("b",), "headcount"),
            conflict("Enterprise", ("c",), "phone", None),
            conflict("SUPPLIES", ("d", "e", "copper", ""), "note"),
            Restored("Worker", ("w1",), "name", None, "x"),
            Restored("ServiceTeam", ("t1",), "leader", "x", None),
            Restored("Request", ("r1",), "state", "open", "met"),
        ]
    ) == {"enterprise:a", "enterprise:d", "worker:w1", "team:t1"}


def test_the_record_of_changes_has_no_personal_data() -> None:
    entry = Entry("Enterprise", ("a",), {"phone": "138", "town": "x"}, {"phone": "139"})
    assert facts_told([entry]) == {
        "facts": ["phone", "town"],
        "before": [MASK, "x"],
        "after": [MASK, ""],
        "of": ["a", "a"],
    }


def state(*, current: bool) -> State:
    day = datetime.date(2020, 2, 12)
    return State(day, "graph", "stamp", 1, 1, current, None, None, False, [])


def drawn(*, current: bool) -> tuple[set[str], set[str]]:
    """What is shown of two enterprises and all that joins them, everything derived being set."""
    enterprises = [
        Node(id, ["Enterprise"], {"id": id, **dict.fromkeys(derived.properties(["Enterprise"]), 1)})
        for id in ("a", "b")
    ]
    edges = [
        Edge(type, type, "a", "b", {"lead_days": 1, **dict.fromkeys(derived.properties([type]), 1)})
        for type in ("SUPPLIES", "WAITS_FOR")
    ]
    query = CATALOG["shared-suppliers"]
    columns = [column.name for column in query.columns]
    builder = AnswerBuilder(query, [*columns, "parts"], EVERYBODY)
    row = [None] * len(columns) + [[*enterprises, *edges]]
    subgraph = builder.subgraph([row], state(current=current))
    assert len(subgraph.nodes) == 2 and subgraph.edges
    return (
        {name for part in (*subgraph.nodes, *subgraph.edges) for name in part.properties},
        {edge.type for edge in subgraph.edges},
    )


def test_what_is_derived_is_shown_only_while_it_is_current() -> None:
    given = {"id", "lead_days"}
    assert drawn(current=False) == (given, {"SUPPLIES"})
    people = {
        one.name for one in derived.DERIVED if not one.internal and one.owner not in derived.LABELS
    }
    assert drawn(current=True) == (given | people, {"SUPPLIES", "WAITS_FOR"})


def test_parts_told_by_maps_are_shown_as_whole_ones() -> None:
    """With the columns of the row that is about a node, and only with these."""
    query = CATALOG["enterprises"]
    columns = [column.name for column in query.columns]
    known = {"enterprise": "a", "name": "甲", "town": None, "headcount": 3}
    parts = [
        {"label": "Enterprise", "id": "a", "phone": "138", "at": 1, "closed_on": None},
        {"label": "Enterprise", "id": "b", "ready_days": 2},
        {"label": "Material", "id": "m", "name": "铜"},
        {"type": "SUPPLIES", "source": "a", "target": "b", "material": "m", "since": None},
        {"type": "NEEDS", "source": "b", "target": "materials/m"},
        {"type": "SUPPLIES", "source": "a", "target": "elsewhere", "material": "m"},
    ]
    for current, show_personal in ((True, True), (True, False), (False, False)):
        builder = AnswerBuilder(query, [*columns, "parts"], EVERYBODY if show_personal else NOBODY)
        row = [*map(known.get, columns), parts]
        graph = builder.subgraph([row], state(current=current))
        assert [(node.id, list(node.labels)) for node in graph.nodes] == [
            ("a", ["Enterprise"]), ("b", ["Enterprise"]), ("materials/m", ["Material"]),
        ]  # fmt: skip
        a, b, m = (node.properties for node in graph.nodes)
        phone = "138" if show_personal else MASK
        assert a == {"id": "a", "name": "甲", "headcount": 3, "phone": phone}
        assert b == {"id": "b", **({"ready_days": 2} if current else {})}
        assert m == {"id": "m", "name": "铜"}
        assert [(e.id, e.type, e.source, e.target, e.properties) for e in graph.edges] == [
            ("a|SUPPLIES|b|m", "SUPPLIES", "a", "b", {"material": "m"}),
            ("b|NEEDS|materials/m", "NEEDS", "b", "materials/m", {}),
        ]


def test_every_property_that_the_derivation_sets_is_in_the_list() -> None:
    """A property set in ``cypher/derive/`` that the list lacks would be shown to everybody."""
    known = {one.name for one in derived.DERIVED} | HIDDEN
    of_the_graph = re.compile(r"\b(graph|begun|done|g)\.")
    for path in sorted((CYPHER / "derive").glob("*.cypher")):
        if path.stem == "new-day":
            continue  # moves the day of the facts
        text = without_comments_and_texts(path.read_text("utf-8"))
        for clause in re.findall(r"\bSET\b((?:\s*\w+\.\w+\s*=[^,\n]*,?)+)", text):
            for variable, name in re.findall(r"(\w+)\.(\w+)\s*=", clause):
                assert of_the_graph.match(f"{variable}.") or name in known, (path.name, name)
