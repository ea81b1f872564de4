"""Loading is an upsert by key that writes only what differs."""

import random
import uuid
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from service.dataset.check import check_folder
from service.dataset.load import Report, load
from service.dataset.merging.claims import FROM_ACTIONS
from service.dataset.merging.difference import Counts
from service.errors import Conflict
from service.graph.database import Graph
from service.graph.digest import digest
from service.language import Text
from service.statements import statement
from tests.support.datasets import ABOUT, SMALL, write
from tests.support.progress import Told

Tables = dict[str, list[Sequence[str]]]

pytestmark = pytest.mark.usefixtures("compared")


def rows(graph: Graph, text: str) -> list[list[Any]]:
    return graph.read(text).rows


def version(graph: Graph) -> int:
    return int(graph.read("MATCH (g:Graph) RETURN g.version").one()[0])


def test_everything_arrives_as_described(tmp_path: Path, graph: Graph) -> None:
    report = load(write(tmp_path), graph)
    assert report.counts["Enterprise"] == Counts(added=3)
    assert report.counts["SUPPLIES"] == Counts(added=3)
    assert report.changed and report.version == 1
    day = date(2020, 2, 12)
    ((about,),) = rows(graph, "MATCH (g:Graph) RETURN properties(g)")
    assert uuid.UUID(about.pop("born")) and uuid.UUID(about.pop("stamp"))
    assert about == {"id": "graph", "as_of": day, "version": 1}
    assert rows(graph, "MATCH (d:Dataset) RETURN properties(d)") == [
        [
            {
                "id": "one",
                "title": "One",
                "as_of": day,
                "first_as_of": day,
                "source": "illustrative",
            }
        ]
    ]
    assert rows(graph, "MATCH (e:Enterprise {id: 'gongniu'}) RETURN properties(e)") == [
        [
            {
                "id": "gongniu", "name": "公牛集团", "above_scale": True, "headcount": 13000,
                "resumed_on": date(2020, 2, 11), "phone": "1", "source": "illustrative",
                "datasets": ["one"],
            }
        ]
    ]  # fmt: skip
    assert rows(
        graph,
        "MATCH (e:Enterprise)-[n:NEEDS]->(m:Material)"
        " RETURN e.id, m.id, n.stock_days, n.stock_on, n.implied ORDER BY e.id, m.id",
    ) == [
        ["gongniu", "bracket", 3.0, day, None],
        ["gongniu", "copper", None, None, True],
        ["yuelong", "copper", 0.0, day, None],
    ]
    assert rows(
        graph,
        "MATCH (e:Enterprise)-[n:MAKES]->(m:Material) RETURN e.id, m.id, n.implied ORDER BY e.id",
    ) == [["jintian", "copper", True], ["yuelong", "bracket", True]]
    assert rows(
        graph,
        "MATCH (s)-[r:SUPPLIES]->(b) RETURN s.id, r.material, b.id, r.lead_days, r.since, r.source"
        " ORDER BY s.id, r.lead_days",
    ) == [
        ["jintian", "copper", "gongniu", 1.0, date(2020, 1, 1), "illustrative"],
        ["jintian", "copper", "gongniu", 1.5, None, "illustrative"],
        ["yuelong", "bracket", "gongniu", 2.0, None, "illustrative"],
    ]
    links = (
        "MATCH (a)-[r]->(b) WHERE type(r) IN $types"
        " RETURN type(r) AS type, a.id AS a, b.id AS b ORDER BY type, a, b"
    )
    types = ["RAISED", "FOR", "HANDLES", "MEETS", "WORKS_AT", "SERVES", "ESCORTS"]
    assert graph.read(links, {"types": types}).rows == [
        ["ESCORTS", "s1", "w1"], ["FOR", "r1", "copper"], ["HANDLES", "t1", "r1"],
        ["MEETS", "jintian", "r2"], ["RAISED", "gongniu", "r2"], ["RAISED", "yuelong", "r1"],
        ["SERVES", "t1", "gongniu"], ["WORKS_AT", "w1", "gongniu"], ["WORKS_AT", "w2", "yuelong"],
    ]  # fmt: skip


def test_the_same_folder_twice_changes_nothing(tmp_path: Path, graph: Graph) -> None:
    first = load(write(tmp_path), graph)
    before = digest(graph)
    for replace in (False, True):
        again = load(tmp_path, graph, replace=replace)
        assert not again.changed
        assert again.total.unchanged == first.total.added
        assert again.version == 1 == version(graph)
        assert digest(graph) == before


def test_absent_column_untouched_empty_cell_clears_absent_row_kept(
    tmp_path: Path, graph: Graph
) -> None:
    load(write(tmp_path), graph)
    tables: Tables = {
        "enterprises": [("id", "name", "headcount"), ("gongniu", "公牛", "")],
        "requests": [
            ("id", "enterprise", "kind", "raised_on", "state", "team"),
            ("r1", "jintian", "material", "2020-02-10", "matched", ""),
        ],
    }
    report = load(write(tmp_path, tables), graph)
    assert report.counts["Enterprise"] == Counts(changed=1)
    assert rows(graph, "MATCH (e:Enterprise {id: 'gongniu'}) RETURN e.name, e.headcount, e.phone") \
        == [["公牛", None, "1"]]  # fmt: skip
    assert rows(graph, "MATCH (e:Enterprise) RETURN count(e)") == [[3]]
    around = "MATCH (r:Request {id: 'r1'})-[x]-(n) RETURN type(x) AS type, n.id ORDER BY type"
    assert rows(graph, around) == [["FOR", "copper"], ["RAISED", "jintian"]]
    assert report.counts["RAISED"] == Counts(changed=1)
    assert report.counts["HANDLES"] == Counts(removed=1)
    assert version(graph) == 2


def test_source_of_the_row_else_of_the_dataset(tmp_path: Path, graph: Graph) -> None:
    tables: Tables = {
        "enterprises": [("id", "name", "source"), ("a", "甲", "survey"), ("b", "乙", "")],
        "materials": [("id", "name"), ("m", "铜")],
    }
    load(write(tmp_path, tables), graph)
    sources = "MATCH (n:Enterprise|Material) RETURN n.id, n.source ORDER BY n.id"
    assert rows(graph, sources) == [["a", "survey"], ["b", "illustrative"], ["m", "illustrative"]]
    other = {**ABOUT, "id": "two", "source": "two"}
    report = load(write(tmp_path, {"enterprises": [("id", "name"), ("a", "甲")]}, other), graph)
    assert report.counts["Enterprise"] == Counts(changed=1)  # brought by two datasets now
    assert rows(graph, sources)[0] == ["a", "survey"]
    assert rows(graph, "MATCH (e {id: 'a'}) RETURN e.datasets") == [[["one", "two"]]]


def test_the_graph_has_the_latest_day_of_its_datasets(tmp_path: Path, graph: Graph) -> None:
    as_of = "MATCH (g:Graph) RETURN g.as_of"
    load(write(tmp_path, {}), graph)
    load(write(tmp_path, {}, {**ABOUT, "id": "late", "as_of": "2020-03-01"}), graph)
    assert rows(graph, as_of) == [[date(2020, 3, 1)]]
    load(write(tmp_path, {}, {**ABOUT, "id": "early", "as_of": "2020-01-01"}), graph)
    assert rows(graph, as_of) == [[date(2020, 3, 1)]]
    assert rows(graph, "MATCH (d:Dataset) RETURN count(d)") == [[3]]


def test_derived_facts_are_never_touched(tmp_path: Path, graph: Graph) -> None:
    load(write(tmp_path), graph)
    plain = digest(graph)
    graph.write(
        "MATCH (a:Enterprise {id: 'gongniu'}), (b:Enterprise {id: 'yuelong'})"
        " SET a.ready_days = 2.5, a.stuck = 'late' CREATE (a)-[:WAITS_FOR {days: 2.5}]->(b)"
        " WITH a MATCH (a)<-[r:SUPPLIES]-() SET r.gap = 1.0"
    )
    derived = digest(graph)
    assert derived != plain and digest(graph, derived=False) == plain
    changed = {**SMALL, "enterprises": [("id", "name", "phone"), ("gongniu", "公牛集团", "1")]}
    assert not load(write(tmp_path, changed), graph).changed
    assert not load(write(tmp_path), graph, replace=True).changed
    assert digest(graph) == derived


def test_progress_tells_every_row(tmp_path: Path, graph: Graph) -> None:
    told: list[tuple[Text, int, int]] = []
    load(write(tmp_path), graph, progress=Told(lambda *what: told.append(what)))
    assert all(0 <= done <= of for _, done, of in told)
    assert {what.en for what, done, of in told if done == of} >= {"Enterprises", "Materials"}


def test_a_load_that_another_one_overtakes_stops(tmp_path: Path, graph: Graph) -> None:
    def overtake(what: Text, done: int, of: int) -> None:
        if what.en == "Enterprises":
            graph.write(
                "MATCH (g:Graph) SET g.load = 'other', g.loading = 'other',"
                " g.unfinished = g.unfinished + 'other'"
            )

    with pytest.raises(Conflict):
        load(write(tmp_path), graph, progress=Told(overtake))
    assert rows(graph, "MATCH (n:Material) RETURN count(n)") == [[0]]
    report = load(tmp_path, graph)
    assert [notice.en for notice in report.notices] == [
        "An earlier load of other had not ended; load it again"
    ]
    marks = "MATCH (g:Graph) RETURN g.loading, g.unfinished, g.load, g.held_by"
    assert rows(graph, marks) == [["other", ["other"], None, None]]
    load(write(tmp_path, {}, {**ABOUT, "id": "other"}), graph)
    assert rows(graph, marks) == [[None] * 4]


def test_a_load_overtaken_at_its_very_end_says_so(tmp_path: Path, graph: Graph) -> None:
    def overtake(what: Text, done: int, of: int) -> None:
        if what.en == "Removing what is gone" and done == of:
            graph.write("MATCH (g:Graph) SET g.load = 'other'")

    with pytest.raises(Conflict):
        load(write(tmp_path), graph, replace=True, progress=Told(overtake))
    assert rows(graph, "MATCH (g:Graph) RETURN g.loading") == [["one"]]
    assert not load(tmp_path, graph).changed
    assert rows(graph, "MATCH (g:Graph) RETURN g.loading") == [[None]]


def test_other_datasets_do_not_end_a_load_that_was_broken_off(tmp_path: Path, graph: Graph) -> None:
    def stop(what: Text, done: int, of: int) -> None:
        if what.en == "Materials":
            raise KeyboardInterrupt

    marks = "MATCH (g:Graph) RETURN g.loading, g.unfinished"
    one, two = write(tmp_path / "1"), write(tmp_path / "2", SMALL, {**ABOUT, "id": "two"})
    for folder in (two, one):
        with pytest.raises(KeyboardInterrupt):
            load(folder, graph, progress=Told(stop))
    assert rows(graph, marks) == [["one", ["one", "two"]]]
    other = write(tmp_path / "3", {}, {**ABOUT, "id": "three"})
    notices = load(other, graph).notices
    assert [notice.en for notice in notices] == [
        "An earlier load of one had not ended; load it again",
        "An earlier load of two had not ended; load it again",
    ]
    assert rows(graph, marks) == [["one", ["one", "two"]]]
    before = version(graph)
    load(other, graph)
    assert version(graph) == before
    load(one, graph)
    assert rows(graph, marks) == [["two", ["two"]]]
    marked = digest(graph)
    assert load(two, graph).changed
    assert rows(graph, marks) == [[None, None]]
    plain = digest(graph)
    graph.write("MATCH (g:Graph) SET g.loading = 'x', g.unfinished = ['x']")
    assert digest(graph) == plain != marked


def test_what_an_action_brought_is_not_the_dataset_s_alone(tmp_path: Path, graph: Graph) -> None:
    graph.write("CREATE (:Enterprise {id: 'gongniu', name: '公牛集团'})")
    load(write(tmp_path), graph)
    assert rows(graph, "MATCH (e {id: 'gongniu'}) RETURN e.datasets") == [[[FROM_ACTIONS, "one"]]]
    load(write(tmp_path, {}), graph, replace=True)
    assert rows(graph, "MATCH (e:Enterprise) RETURN e.id, e.datasets") == [
        ["gongniu", [FROM_ACTIONS]]
    ]


def random_tables(rng: random.Random, *, every_column: bool) -> Tables:
    """A small faultless dataset without some rows and, unless ``every_column``, columns."""
    enterprises = [f"e{i}" for i in range(6)]
    materials = [f"m{i}" for i in range(3)]
    pairs = [(s, m, b) for s in enterprises for m in materials for b in enterprises if s != b]
    made = [(e, m) for e in enterprises for m in materials]

    def table(
        keys: tuple[str, ...], columns: dict[str, tuple[str, ...]], rows: list[tuple[str, ...]]
    ) -> list[Sequence[str]]:
        # A column that may not be empty is always there.
        named = [
            name
            for name, values in columns.items()
            if every_column or "" not in values or rng.random() < 0.7
        ]
        chosen = rng.sample(rows, rng.randint(0, len(rows)))
        return [
            (*keys, *named),
            *((*row, *(rng.choice(columns[name]) for name in named)) for row in chosen),
        ]

    return {
        "enterprises": [("id", "name"), *((e, rng.choice("甲乙")) for e in enterprises)],
        "materials": [("id", "name"), *((m, m) for m in materials)],
        "makes": table(("enterprise", "material"), {"daily_capacity": ("", "1", "2.5")}, made),
        "needs": table(
            ("enterprise", "material"),
            {"stock_days": ("", "0", "1.5"), "essential": ("", "true", "false")},
            made,
        ),
        "supplies": table(
            ("supplier", "material", "buyer", "since"),
            {"lead_days": ("", "1", "2"), "share": ("", "0.01"), "confidence": ("", "1")},
            [(*pair, rng.choice(["", "2020-01-01"])) for pair in rng.sample(pairs, 12)],
        ),
        "workers": table(
            ("id",),
            {"enterprise": tuple(enterprises), "home": ("", "安徽")},
            [(f"w{i}",) for i in range(4)],
        ),
        "requests": table(
            ("id",),
            {"enterprise": tuple(enterprises), "kind": ("material", "labour"),
             "raised_on": ("2020-02-01",), "state": ("open", "met"),
             "material": ("", *materials), "met_by": ("", *enterprises)},
            [(f"r{i}",) for i in range(4)],
        ),
    }  # fmt: skip


def loaded(folder: Path, graph: Graph, tables: Tables, *, replace: bool = False) -> Report:
    assert check_folder(write(folder, tables), graph, replace=replace) == []
    return load(folder, graph, replace=replace)


@pytest.mark.parametrize("number", range(5))
def test_random_folders_twice_are_once(tmp_path: Path, graph: Graph, number: int) -> None:
    rng = random.Random(number)
    for _ in range(3):
        tables = random_tables(rng, every_column=False)
        loaded(tmp_path, graph, tables)
        before, at = digest(graph), version(graph)
        assert not loaded(tmp_path, graph, tables).changed
        assert (digest(graph), version(graph)) == (before, at)


@pytest.mark.parametrize("number", range(5))
def test_replacing_leaves_what_a_fresh_load_would(
    tmp_path: Path, graph: Graph, number: int
) -> None:
    rng = random.Random(number)
    one, two = (random_tables(rng, every_column=True) for _ in range(2))
    loaded(tmp_path, graph, two)
    fresh = digest(graph)
    graph.autocommit(statement("empty"))
    loaded(tmp_path, graph, one)
    loaded(tmp_path, graph, two, replace=True)
    renamed = graph.read("MATCH (a:Alias) RETURN count(a)").one()[0]
    graph.write("MATCH (a:Alias) DELETE a")  # the earlier names, which a fresh load cannot know
    assert digest(graph) == fresh and (renamed or number)
    assert not loaded(tmp_path, graph, two, replace=True).changed


@pytest.mark.parametrize("number", range(5))
def test_rows_are_laid_over_one_another(tmp_path: Path, graph: Graph, number: int) -> None:
    """Against a model: a dictionary per row, its columns set or cleared by each load in turn."""
    rng = random.Random(number)
    model: dict[tuple[str, ...], dict[str, Any]] = {}
    for _ in range(4):
        tables = random_tables(rng, every_column=False)
        loaded(tmp_path, graph, tables)
        header, *body = tables["supplies"]
        for row in body:
            kept = model.setdefault(tuple(row[:4]), {})
            kept |= {n: float(v) if v else None for n, v in zip(header[4:], row[4:], strict=True)}
    found = rows(
        graph,
        "MATCH (s)-[r:SUPPLIES]->(b)"
        " RETURN s.id, r.material, b.id, coalesce(toString(r.since), ''), r.lead_days, r.share,"
        " r.confidence",
    )
    named = ("lead_days", "share", "confidence")
    assert sorted(found, key=str) == sorted(
        ([*key, *(kept.get(name) for name in named)] for key, kept in model.items()), key=str
    )
    implied = "MATCH (s)-[r:SUPPLIES]->(b) WHERE NOT EXISTS { (s)-[:MAKES]->({id: r.material}) }"
    assert rows(graph, implied + " RETURN count(*)") == [[0]]
    implied = "MATCH (s)-[r:SUPPLIES]->(b) WHERE NOT EXISTS { (b)-[:NEEDS]->({id: r.material}) }"
    assert rows(graph, implied + " RETURN count(*)") == [[0]]
