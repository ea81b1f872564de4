"""A folder is checked against what the graph has."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from service.dataset.check import check_folder
from service.dataset.load import load
from service.errors import FaultyDataset
from service.graph.database import Graph
from tests.support.datasets import ABOUT, SMALL, write

Rows = list[Sequence[str]]


def places(folder: Path, graph: Graph | None = None, *, replace: bool = False) -> list[str]:
    return [fault.where for fault in check_folder(folder, graph, replace=replace)]


def test_references_and_shares_also_against_the_graph(tmp_path: Path, graph: Graph) -> None:
    load(write(tmp_path / "one"), graph)
    tables: dict[str, Rows] = {
        "enterprises": [("id", "name"), ("new", "新厂")],
        "supplies": [
            ("supplier", "material", "buyer", "share"),
            ("new", "bracket", "gongniu", "0.2"),
            ("new", "gold", "gongniu", ""),
        ],
    }
    more = write(tmp_path / "two", tables, {**ABOUT, "id": "two"})
    assert places(more) == [
        "supplies.csv:2:material", "supplies.csv:2:buyer",
        "supplies.csv:3:material", "supplies.csv:3:buyer",
    ]  # fmt: skip
    alone, asked = check_folder(more)[0], check_folder(more, graph)[1]
    assert alone.text.en == (
        "expected: an id that materials.csv has, or the graph, which was not asked"
    )
    assert alone.text.zh == "应为：materials.csv 或图中已有的编号（本次未查询图）"
    assert asked.text.en == "expected: an id that materials.csv or the graph has"
    assert places(more, graph) == ["supplies.csv:2:share", "supplies.csv:3:material"]
    same = write(tmp_path / "three", tables)
    assert places(same, graph, replace=True) == ["supplies.csv:3:material"]


def test_nothing_is_loaded_where_there_is_a_fault(tmp_path: Path, graph: Graph) -> None:
    tables = {**SMALL, "serves": [("team", "enterprise"), ("t9", "gongniu")]}
    with pytest.raises(FaultyDataset) as refused:
        load(write(tmp_path, tables), graph)
    assert [fault.where for fault in refused.value.faults] == ["serves.csv:2:team"]
    assert graph.read("MATCH (n) RETURN count(n)").one() == [0]
