"""Facts by source: lists, folders and actions against an independent model of the merge."""

import copy
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from service.answers.knowledge import Knowledge
from service.dataset.load import Report, load
from service.dataset.undo import undo_load
from service.derivation.full import derive
from service.graph.database import Graph
from service.graph.digest import digest
from tests.support.catalog import read_catalog
from tests.support.datasets import ABOUT, write
from tests.support.sources import Model

DAY = date(2020, 2, 10)
SEQUENCES = 90
"""Enterprises of one round: the history of each of their facts is a sequence of its own."""

VALUES: dict[str, tuple[Any, ...]] = {
    "headcount": (None, 10, 20, 30),
    "output_rate": (None, 0.5, 0.9),
    "expected_on": (None, date(2020, 2, 20), date(2020, 2, 25)),
    "town": (None, "甲镇", "乙镇", "丙镇"),
}


def as_cell(value: Any) -> str:
    return "" if value is None else str(value)


def a_load(
    rng: random.Random, folder: Path, graph: Graph, model: Model, dataset: str, on: date
) -> Report:
    """A version of a dataset, without some columns and some rows, into graph and model."""
    names = [name for name in VALUES if rng.random() < 0.8]
    rows = {
        f"e{number}": {name: rng.choice(VALUES[name]) for name in names}
        for number in range(SEQUENCES)
        if rng.random() < 0.8
    }
    table = [
        ("id", "name", *names),
        *((id_, id_, *(as_cell(row[name]) for name in names)) for id_, row in rows.items()),
    ]
    about = {**ABOUT, "id": dataset, "as_of": on.isoformat()}
    report = load(write(folder / dataset, {"enterprises": table}, about), graph)
    model.load(dataset, on, rows)
    return report


def an_action(rng: random.Random, knowledge: Knowledge, model: Model, on: date) -> bool:
    enterprise = f"e{rng.randrange(SEQUENCES)}"
    name = rng.choice(("headcount", "output_rate", "expected_on"))
    value = rng.choice(VALUES[name] if name == "expected_on" else VALUES[name][1:])
    action = "record-expected" if name == "expected_on" else "record-output"
    accepted = knowledge.do(
        action, {"enterprise": enterprise, name: value, "said_on": on.isoformat()}, by="test"
    )
    before = model.cell(enterprise, name).disputes
    stands = model.record(enterprise, name, on, value)
    disputes = model.cell(enterprise, name).disputes - before
    assert [conflict.about.taken for conflict in accepted.conflicts] == [stands] * disputes
    return stands


def stands(graph: Graph, model: Model) -> None:
    names = ", ".join(f"e.{name}" for name in VALUES)
    for id_, *values in graph.read(f"MATCH (e:Enterprise) RETURN e.id, {names}").rows:
        for name, value in zip(VALUES, values, strict=True):
            assert value == model.cell(id_, name).stands, (id_, name, model.cell(id_, name))


@pytest.mark.parametrize("seed", range(3))
def test_lists_and_actions_merge_as_the_model_says(tmp_path: Path, graph: Graph, seed: int) -> None:
    """1,000 random sequences: three rounds of ninety enterprises with four facts each."""
    rng = random.Random(seed)
    model = Model()
    knowledge = Knowledge(graph, read_catalog(), show_personal=True, may_change=True)
    everybody = [("id", "name"), *((f"e{n}", f"e{n}") for n in range(SEQUENCES))]
    load(write(tmp_path / "all", {"enterprises": everybody}, {**ABOUT, "id": "all"}), graph)
    model.load("all", date(2020, 2, 12), {})
    lost = 0
    for _ in range(6):
        on = DAY + timedelta(days=rng.randint(0, 6))
        before = sum(cell.disputes for cell in model.cells.values())
        report = a_load(rng, tmp_path, graph, model, rng.choice("abc"), on)
        disputes = sum(cell.disputes for cell in model.cells.values()) - before
        assert report.conflicts.count == disputes
        stands(graph, model)
        derive(graph)
        (latest,) = graph.read("MATCH (g:Graph) RETURN g.as_of").one()
        for _ in range(3):
            day = min(latest, DAY + timedelta(days=rng.randint(0, 6)))
            lost += not an_action(rng, knowledge, model, day)
        stands(graph, model)
        again = digest(graph)
        folder = next(iter(sorted(tmp_path.iterdir())))
        assert not load(folder, graph).changed, "who repeats himself says nothing new"
        assert digest(graph) == again
    # a last load, ten actions, and the load undone
    before = copy.deepcopy(model)
    report = a_load(rng, tmp_path, graph, model, "d", latest)
    after = copy.deepcopy(model)
    derive(graph)
    for _ in range(10):
        an_action(rng, knowledge, model, latest)
    assert report.load
    undo_load(report.load, graph)
    model.undone(before, after)
    stands(graph, model)
    assert lost and any(cell.disputes for cell in model.cells.values())


def test_an_older_version_does_not_bring_back_what_a_later_one_blanked(
    tmp_path: Path, graph: Graph
) -> None:
    """A blank that took back a value is remembered; one that never said anything is not."""

    def list_of(day: int, headcount: str, town: str) -> Report:
        table = [("id", "name", "headcount", "town"), ("e1", "e1", headcount, town)]
        about = {**ABOUT, "id": "a", "as_of": date(2020, 2, day).isoformat()}
        return load(write(tmp_path / str(day), {"enterprises": table}, about), graph)

    def facts() -> list[Any]:
        return graph.read("MATCH (e:Enterprise {id: 'e1'}) RETURN e.headcount, e.town").rows[0]

    list_of(10, "5", "甲镇")
    assert facts() == [5, "甲镇"]
    list_of(12, "", "甲镇")
    assert facts() == [None, "甲镇"]
    again = list_of(10, "5", "甲镇")
    assert facts() == [None, "甲镇"]
    assert not again.changed and again.conflicts.count == 1
    assert "changes nothing" in again.notices[0].en
    list_of(13, "6", "")
    assert facts() == [6, None]
