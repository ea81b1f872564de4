"""A dataset's columns: what is derived of them is what the model derives of the same files."""

import datetime
from pathlib import Path

import numpy as np
import pytest

from seed import make_cixi
from service.dataset.check import read_and_check
from service.dataset.derived_columns import derived_columns
from service.dataset.network_columns import network_columns
from service.equations.solution import solve
from service.progress import SILENT
from service.synthetic.generate import generate
from tests.support.columns import columns, told
from tests.support.model import Network


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("park")
    generate(folder, 300, rng_seed=4)
    return folder


@pytest.mark.parametrize("days", [0, 9])
@pytest.mark.parametrize("which", ["cixi", "park"])
def test_the_same_is_derived_as_of_the_files(which: str, days: int, park: Path) -> None:
    folder = make_cixi.FOLDER if which == "cixi" else park
    dataset, faults = read_and_check(folder, None, empty=True)
    assert not faults
    network = Network.read(folder)
    for row in network.needs:  # an undated stock is of the day of its list
        if row.get("stock_days") and not row.get("stock_on"):
            row["stock_on"] = network.as_of.isoformat()
    network.as_of += datetime.timedelta(days=days)
    facts, ids, materials = columns(network)
    mine, order, codes = network_columns(dataset, network.as_of)
    id_column = dataset.table("enterprises").required_column("id")
    assert [id_column[row] for row in order.tolist()] == ids
    values = dataset.ids["Material"].values
    assert [values[code] for code in codes.tolist()] == materials
    assert told(solve(mine), ids, materials) == told(solve(facts), ids, materials)
    assert np.array_equal(mine.enterprises.anchor, facts.enterprises.anchor)


def test_what_is_derived_stands_by_the_rows_of_the_table() -> None:
    dataset, _ = read_and_check(make_cixi.FOLDER, None, empty=True)
    table = dataset.table("enterprises")
    network = Network.read(make_cixi.FOLDER)
    facts, ids, materials = columns(network)
    expected = told(solve(facts), ids, materials)
    derived = derived_columns(dataset, dataset.as_of, SILENT)
    rows = slice(0, len(table))
    by_name = {each.name: list(each.values_of(rows)) for each in derived.of_enterprises}
    id_column = table.required_column("id")
    for row, ready in enumerate(by_name["ready_days"]):
        id_ = str(id_column[row])
        assert expected[id_][2] == ready
        assert expected[id_][4] == by_name["firm"][row]
        assert expected[id_][6] == by_name["hops"][row]
    waits, known = derived.waits, id_column.distinct.values
    found = {
        known[start]: (known[end], material)
        for start, end, material in zip(
            waits.starts.tolist(),
            waits.ends.tolist(),
            waits.properties[0].values_of(slice(0, len(waits.starts))),
            strict=True,
        )
    }
    assert found == {e: (row[7], row[8]) for e, row in expected.items() if row[7]}
