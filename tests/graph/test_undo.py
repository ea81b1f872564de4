"""Undoing loads: the graph is what it was, but for what somebody has changed since."""

import random
from pathlib import Path
from typing import Any

import pytest

from service.answers.currency import refuse_unless_derived
from service.dataset import undo
from service.dataset.load import load
from service.dataset.undo import try_undo, undo_load
from service.errors import Conflict, Deriving, NotFound, TooLarge
from service.graph.database import Graph
from service.graph.digest import digest
from service.graph.state import read_state
from service.language import Text
from tests.graph.test_load import random_tables
from tests.support.datasets import ABOUT, SMALL, write
from tests.support.progress import Told

OTHER = {**ABOUT, "id": "other", "source": "elsewhere", "as_of": "2020-02-14"}


def rows(graph: Graph, text: str) -> list[list[Any]]:
    return graph.read(text).rows


@pytest.mark.parametrize("seed", range(12))
def test_undone_the_graph_is_what_it_was(tmp_path: Path, graph: Graph, seed: int) -> None:
    """Loads of two datasets, with days that go forth and back, undone one by one."""
    rng = random.Random(seed)
    undone: list[tuple[str, str]] = []
    nothing = digest(graph)  # what is left of it is the node that carries the version
    for _ in range(5):
        about = {
            **rng.choice((ABOUT, OTHER)),
            "as_of": f"2020-02-1{rng.randint(2, 6)}",
        }
        tables = random_tables(rng, every_column=rng.random() < 0.5)
        before = digest(graph)
        report = load(write(tmp_path, tables, about), graph, replace=rng.random() < 0.4)
        if report.load:
            undone.append((report.load, before))
    assert undone
    for number, before in reversed(undone):
        result = undo_load(number, graph)
        assert not result.kept
        assert digest(graph) == before or before == nothing
    left = "MATCH (n) WHERE NOT n:Load AND NOT n:Group AND NOT n:Day RETURN DISTINCT labels(n)"
    assert rows(graph, left) == [[["Graph"]]]


def test_what_was_changed_since_stays_and_is_told(tmp_path: Path, graph: Graph) -> None:
    load(write(tmp_path / "one"), graph)
    theirs: dict[str, Any] = {
        "enterprises": [
            ("id", "name", "headcount", "town"),
            ("gongniu", "公牛集团", "99", "观海卫"),
            ("new", "新厂", "5", ""),
            ("newer", "更新厂", "6", ""),
        ]
    }
    report = load(write(tmp_path / "other", theirs, OTHER), graph)
    assert report.conflicts.count == 1  # 13,000 of the 12th against 99 of the 14th
    third = {**ABOUT, "id": "third", "as_of": "2020-02-15"}
    later: dict[str, Any] = {
        "enterprises": [
            ("id", "name", "town"),
            ("gongniu", "公牛集团", "宗汉"),
            ("new", "新厂", ""),
        ]
    }
    load(write(tmp_path / "third", later, third), graph)
    assert report.load
    result = undo_load(report.load, graph)
    assert {(kept.ids, kept.fact) for kept in result.kept} == {(("gongniu",), "town")}
    found = "MATCH (e:Enterprise) RETURN e.id, e.headcount, e.town, e.datasets ORDER BY e.id"
    assert rows(graph, found) == [
        ["gongniu", 13000, "宗汉", ["one", "third"]],
        ["jintian", None, None, ["one"]],
        ["new", None, None, ["third"]],
        ["yuelong", 80, None, ["one"]],
    ]
    with pytest.raises(Conflict, match="undone already"):
        undo_load(report.load, graph)


def test_later_versions_are_undone_first(tmp_path: Path, graph: Graph) -> None:
    first = load(write(tmp_path), graph)
    tables = {**SMALL, "enterprises": [("id", "name", "headcount"), ("gongniu", "公牛集团", "7")]}
    second = load(write(tmp_path, tables, {**ABOUT, "as_of": "2020-02-13"}), graph)
    assert first.load and second.load
    with pytest.raises(Conflict, match=second.load):
        undo_load(first.load, graph)
    undo_load(second.load, graph)
    undo_load(first.load, graph)
    left = "MATCH (n) WHERE NOT n:Graph AND NOT n:Load AND NOT n:Group AND NOT n:Day RETURN n"
    assert rows(graph, left) == []
    with pytest.raises(NotFound):
        undo_load("load-99", graph)


def broken_off(_: Text, done: int, of: int) -> None:
    """Progress of a load that ends once some of it is written."""
    if of > 1 and done:
        raise KeyboardInterrupt


@pytest.mark.parametrize("undone_before", [False, True])
def test_a_load_after_one_that_was_broken_off_is_no_first_one(
    tmp_path: Path, graph: Graph, undone_before: bool, compared: None
) -> None:
    """Only what the load itself brought goes with it, not all that its dataset ever did."""
    folder = write(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        load(folder, graph, progress=Told(broken_off))
    if undone_before:
        (broken,) = graph.read("MATCH (l:Load) RETURN l.id").one()
        undo_load(broken, graph)
    load(folder, graph)
    before = digest(graph)
    tables = {**SMALL, "enterprises": [*SMALL["enterprises"], ("new", "新厂", "", "", "", "")]}
    later = load(write(tmp_path, tables, {**ABOUT, "as_of": "2020-02-13"}), graph)
    assert later.load
    undo_load(later.load, graph)
    assert digest(graph) == before


@pytest.mark.parametrize("seed", range(4))
def test_what_is_tried_is_what_is_done(tmp_path: Path, graph: Graph, seed: int) -> None:
    """Undoing tells the same beforehand, and leaves nothing of that."""
    rng = random.Random(100 + seed)
    numbers = []
    for about in (ABOUT, OTHER, {**ABOUT, "as_of": "2020-02-15"}):
        report = load(write(tmp_path, random_tables(rng, every_column=True), about), graph)
        numbers.append(report.load)
    for number in (numbers[1], numbers[2], numbers[0]):
        assert number
        before = digest(graph)
        tried = try_undo(number, graph)
        assert digest(graph) == before
        assert undo_load(number, graph) == tried


def test_what_is_too_much_is_not_tried(
    tmp_path: Path, graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = load(write(tmp_path), graph).load
    assert number
    monkeypatch.setattr(undo, "MAX_TRIED", 5)
    with pytest.raises(TooLarge):
        try_undo(number, graph)
    graph.write("MATCH (l:Load) REMOVE l.added")  # it was broken off before it was counted
    with pytest.raises(TooLarge):
        try_undo(number, graph)


def interrupted(*_: Any, **__: Any) -> None:
    raise KeyboardInterrupt


def loading(graph: Graph) -> Any:
    return graph.read("MATCH (g:Graph) RETURN g.loading").one()[0]


@pytest.mark.usefixtures("compared")
@pytest.mark.parametrize("before", [False, True])
def test_with_a_load_that_was_broken_off_its_half_is_gone(
    tmp_path: Path, graph: Graph, before: bool
) -> None:
    """What was loaded before can be asked of again, and nothing else has to be done for it."""
    if before:
        load(write(tmp_path), graph)
    then = digest(graph)
    changed = [(*SMALL["enterprises"][0], "town")]
    changed += [(*row, "宗汉") for row in SMALL["enterprises"][1:]]
    folder = write(tmp_path, {**SMALL, "enterprises": changed}, {**ABOUT, "as_of": "2020-02-14"})
    with pytest.raises(KeyboardInterrupt):
        load(folder, graph, progress=Told(broken_off))
    assert loading(graph) == ABOUT["id"]
    (broken,) = graph.read("MATCH (l:Load) WHERE l.ended_at IS NULL RETURN l.id").one()
    undo_load(broken, graph)
    assert loading(graph) is None
    assert digest(graph) == then or not before


@pytest.mark.usefixtures("compared")
def test_what_was_broken_off_twice_is_half_until_both_are_undone(
    tmp_path: Path, graph: Graph
) -> None:
    for day in (13, 14):
        folder = write(tmp_path, about={**ABOUT, "as_of": f"2020-02-{day}"})
        with pytest.raises(KeyboardInterrupt):
            load(folder, graph, progress=Told(broken_off))
    second, first = graph.read("MATCH (l:Load) RETURN l.id ORDER BY l.at DESC").rows
    undo_load(second[0], graph)
    assert loading(graph) == ABOUT["id"]
    undo_load(first[0], graph)
    assert loading(graph) is None
    assert graph.read("MATCH (e:Enterprise) RETURN count(e)").one() == [0]


def test_of_a_dataset_that_is_half_undone_nothing_is_loaded(
    tmp_path: Path, graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = load(write(tmp_path / "first"), graph).load
    assert number
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(undo, "remove_stale", interrupted)
        undo_load(number, graph)
    later = {**ABOUT, "as_of": "2020-02-20"}
    with graph.transaction() as transaction:
        state = read_state(transaction)
    with pytest.raises(Deriving, match=f"{number} is being undone"):
        refuse_unless_derived(state)
    with pytest.raises(Conflict, match=f"Undoing {number}"):
        load(write(tmp_path / "later", about=later), graph)
    load(write(tmp_path / "other", about=OTHER), graph)
    undo_load(number, graph)
    assert loading(graph) is None
    assert load(write(tmp_path / "later", about=later), graph).load
