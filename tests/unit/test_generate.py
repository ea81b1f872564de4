"""The generator: the same bytes by seed, a folder the checker takes, published-like figures."""

import csv
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from service.dataset.check import check_folder
from service.errors import Conflict, InvalidParameter
from service.synthetic.generate import generate
from tests.support.paths import ROOT

TONGBU = Path(sys.executable).parent / "tongbu"


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_name(figures: list[Any]) -> dict[str, float]:
    return {figure.name: figure.value for figure in figures}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, float]]:
    """20,000 enterprises and their figures."""
    folder = tmp_path_factory.mktemp("generated") / "town"
    return folder, by_name(generate(folder, 20_000, rng_seed=7))


@pytest.fixture(scope="module")
def tables(town: tuple[Path, dict[str, float]]) -> dict[str, list[dict[str, str]]]:
    """The rows of its tables."""
    names = ("enterprises", "materials", "makes", "needs", "supplies")
    return {name: rows(town[0], name) for name in names}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 3), ("same", 3), ("other", 4)):
        generate(tmp_path / name, 2000, rng_seed=seed)
    one, same, other = (contents(tmp_path / name) for name in ("one", "same", "other"))
    assert one == same
    assert one.keys() == other.keys()
    assert all(one[file] != other[file] for file in one if file.endswith(("ses.csv", "ies.csv")))


@pytest.mark.parametrize("shock", ["province", "industry", "random"])
@pytest.mark.parametrize("enterprises", [10, 11, 25, 60, 300, 1500])
def test_small_networks_pass_the_check(tmp_path: Path, enterprises: int, shock: str) -> None:
    for seed in range(5):
        folder = tmp_path / str(seed)
        generate(folder, enterprises, rng_seed=seed, shock=shock)
        assert check_folder(folder) == []
        assert len(rows(folder, "enterprises")) == enterprises
        assert rows(folder, "supplies")


def test_a_large_network_passes_the_check(
    town: tuple[Path, dict[str, float]], tables: dict[str, list[dict[str, str]]]
) -> None:
    folder, figures = town
    assert check_folder(folder) == []
    for name, found in tables.items():
        assert len(found) == figures[name]
    enterprises = tables["enterprises"]
    assert not any("contact" in row or "phone" in row for row in enterprises)
    assert all(row["name"].startswith("示例企业") for row in enterprises)


def test_every_supply_has_its_maker_and_its_need(tables: dict[str, list[dict[str, str]]]) -> None:
    makes = {(row["enterprise"], row["material"]) for row in tables["makes"]}
    needs = {(row["enterprise"], row["material"]) for row in tables["needs"]}
    for row in tables["supplies"]:
        assert (row["supplier"], row["material"]) in makes
        assert (row["buyer"], row["material"]) in needs


def test_the_figures_are_like_the_published_ones(town: tuple[Path, dict[str, float]]) -> None:
    _, figures = town
    assert 4.5 <= figures["mean_suppliers"] <= 5.5
    assert 0.85 <= figures["tail_exponent"] <= 1.4
    assert 0.15 <= figures["own_sector"] <= 0.25
    assert 0.30 <= figures["core"] <= 0.52
    assert 3 <= figures["mean_path"] <= 5
    assert figures["median_km"] < 0.4 * figures["median_random_km"]
    assert 0.07 <= figures["stopped"] <= 0.09
    assert figures["most_customers"] > 300
    assert sum(figures[f"needs_of_{n}"] for n in (1, 2, 3)) == pytest.approx(1)


def test_the_figures_are_those_of_the_files(
    town: tuple[Path, dict[str, float]], tables: dict[str, list[dict[str, str]]]
) -> None:
    _, figures = town
    supplies = tables["supplies"]
    pairs = {(row["supplier"], row["buyer"]) for row in supplies}
    assert figures["mean_suppliers"] == len(pairs) / 20_000
    customers: dict[str, int] = {}
    for supplier, _ in pairs:
        customers[supplier] = customers.get(supplier, 0) + 1
    assert figures["most_customers"] == max(customers.values())
    industry = {row["id"]: row["industry"] for row in tables["enterprises"]}
    own = sum(industry[row["supplier"]] == industry[row["buyer"]] for row in supplies)
    assert figures["own_sector"] == pytest.approx(own / len(supplies))


@pytest.mark.parametrize("shock", ["province", "industry", "random"])
def test_the_shock_hits_where_it_is_told_to(tmp_path: Path, shock: str) -> None:
    generate(tmp_path / "hit", 5000, shock=shock, shock_size=0.1)
    idle = [row for row in rows(tmp_path / "hit", "enterprises") if row["expected_on"]]
    places = [row["district"][:2] for row in idle]
    trades = [row["industry"] for row in idle]
    assert 0.06 < len(idle) / 5000 < 0.12
    in_one_place = max(places.count(place) for place in set(places)) / len(idle)
    in_one_trade = max(trades.count(trade) for trade in set(trades)) / len(idle)
    assert (in_one_place > 0.6) == (shock == "province")
    assert (in_one_trade > 0.6) == (shock == "industry")


def test_wrong_arguments_are_refused_all_at_once(tmp_path: Path) -> None:
    with pytest.raises(InvalidParameter) as refused:
        generate(tmp_path / "x", 9, rng_seed=-1, shock="flood", shock_size=1.5)
    for name in ("enterprises", "rng-seed", "shock:", "shock-size"):
        assert name in refused.value.detail.en
    assert not (tmp_path / "x").exists()


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Conflict):
        generate(tmp_path, 10)
    assert contents(tmp_path) == {"mine.txt": b"mine"}
    with pytest.raises(Conflict):
        generate(tmp_path / "mine.txt", 10)


def test_the_command_prints_figures_beside_published_ones(tmp_path: Path) -> None:
    done = subprocess.run(
        [TONGBU, "generate", tmp_path / "g", "--enterprises", "50", "--shock", "random"],
        env={"LANG": "en_GB.UTF-8", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "giant strongly connected component" in done.stdout
    assert "10.1371/journal.pone.0202739" in done.stdout and "arXiv 2302.11451" in done.stdout
    again = subprocess.run(
        [TONGBU, "generate", tmp_path / "g", "--enterprises", "50"],
        env={"LANG": "en_GB.UTF-8", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert again.returncode == 1
    assert "not an empty folder" in again.stderr and "Traceback" not in again.stderr


def test_without_numpy_one_line_says_what_to_install(tmp_path: Path) -> None:
    program = (
        "import sys, importlib.util as u; find = u.find_spec;"
        "u.find_spec = lambda n, p=None: None if n == 'numpy' else find(n, p);"
        f"sys.argv = ['tongbu', 'generate', {str(tmp_path / 'g')!r}, '--enterprises', '10'];"
        "from service.cli.main import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 1
    assert "tongbu[generate]" in done.stderr and len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "g").exists()
