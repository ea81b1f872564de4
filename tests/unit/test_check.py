"""A folder is checked whole: every fault with its place, all at once."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from service.dataset.check import check_folder, read_and_check
from service.errors import NotFound
from tests.support.datasets import SMALL, write

Rows = list[Sequence[str]]


def places(folder: Path) -> list[str]:
    return [fault.where for fault in check_folder(folder)]


def test_a_good_folder_has_no_fault(tmp_path: Path) -> None:
    assert check_folder(write(tmp_path)) == []


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        check_folder(tmp_path / "none")


def test_what_cannot_be_read_is_refused_with_the_reason(tmp_path: Path) -> None:
    (write(tmp_path / "one", {}) / "teams.csv").mkdir()
    long = tmp_path / f"{'x' * 300}.csv"
    for path, file in ((tmp_path / "one", tmp_path / "one" / "teams.csv"), (long, long)):
        with pytest.raises(NotFound) as refused:
            check_folder(path)
        assert refused.value.detail.en.startswith(f"{file} cannot be read: ")
        assert refused.value.detail.zh.startswith(f"无法读取 {file}：")


def test_all_faults_of_all_files_come_at_once_in_order(tmp_path: Path) -> None:
    tables = {
        "enterprises": [
            ("id", "name", "uscc", "headcount", "resumed_on", "output_rate"),
            ("a", "甲", "91330282144738512H", "x", "2020-02-13", "0.123"),
            ("b", "", "", "-1", "2020-13-01", ""),
            ("a", "丙", "", "", "", ""),
        ],
        "materials": [("id", "name"), ("m", "铜")],
        "supplies": [
            ("supplier", "material", "buyer", "lead_days", "share"),
            ("a", "m", "a", "", ""),
            ("a", "m", "b", "nan", "0.6"),
            ("z", "m", "b", "", "0.6"),
            ("a", "q", "b", "", ""),
        ],
        "requests": [
            ("id", "enterprise", "kind", "raised_on", "state", "met_on"),
            ("r", "a", "wood", "2020-02-10", "met", "2020-02-01"),
        ],
    }
    faults = check_folder(write(tmp_path, tables))
    assert [fault.where for fault in faults] == [
        "enterprises.csv:2:uscc",
        "enterprises.csv:2:headcount",
        "enterprises.csv:2:resumed_on",
        "enterprises.csv:2:output_rate",
        "enterprises.csv:3:name",
        "enterprises.csv:3:headcount",
        "enterprises.csv:3:resumed_on",
        "enterprises.csv:4:id",
        "supplies.csv:2:buyer",
        "supplies.csv:3:lead_days",
        "supplies.csv:4:supplier",
        "supplies.csv:4:share",
        "supplies.csv:5:material",
        "requests.csv:2:kind",
        "requests.csv:2:met_on",
    ]
    by_place = {fault.where: fault for fault in faults}
    assert by_place["enterprises.csv:2:headcount"].value == "x"
    assert "expected_on" in by_place["enterprises.csv:2:resumed_on"].text.en
    assert "line 2" in by_place["enterprises.csv:4:id"].text.en
    assert "1.2" in by_place["supplies.csv:4:share"].text.en
    assert all(fault.text.zh and fault.text.en for fault in faults)


def test_headers_are_checked(tmp_path: Path) -> None:
    write(tmp_path, {"materials": [("id", "title", "id"), ("m", "铜", "m")]})
    faults = check_folder(tmp_path)
    assert [(fault.where, fault.value) for fault in faults] == [
        ("materials.csv:1", "title"),
        ("materials.csv:1:id", "id"),
        ("materials.csv:1:name", None),
    ]
    assert "name_en" in faults[0].text.en


def test_stray_files_are_faults(tmp_path: Path) -> None:
    write(tmp_path, {})
    (tmp_path / "suplies.csv").write_text("supplier\n")
    (tmp_path / "needs.xlsx").write_bytes(b"")
    (tmp_path / "README.md").write_text("read me")
    assert places(tmp_path) == ["needs.xlsx", "suplies.csv"]


def test_lines_cells_quotes_and_encoding(tmp_path: Path) -> None:
    write(tmp_path, {})
    (tmp_path / "materials.csv").write_bytes(
        b'\xef\xbb\xbfid,name,unit\r\nm,"two\r\nlines",kg\r\n\r\nn,x\r\np,,t\r\n'
    )
    assert places(tmp_path) == ["materials.csv:5", "materials.csv:6:name"]
    (tmp_path / "materials.csv").write_bytes(b"id,name\nm,x\nn,\xb9\xab\xc5\xa3\n")
    (fault,) = check_folder(tmp_path)
    assert (fault.where, fault.value) == ("materials.csv:3", "b9 ab c5 a3 0a")
    (tmp_path / "materials.csv").write_text("id,name\nm,a\u2028b\n\nn\n", encoding="utf-8")
    assert places(tmp_path) == ["materials.csv:4"]
    (tmp_path / "materials.csv").write_text('id,name\nm,"x\n')
    assert places(tmp_path) == ["materials.csv:2"]
    (tmp_path / "materials.csv").write_text("")
    assert places(tmp_path) == ["materials.csv:1:id", "materials.csv:1:name"]


@pytest.mark.parametrize(
    ("about", "where"),
    [
        ("id: one\ntitle: One\n", ["dataset.yaml::as_of"]),
        ("id: a b\ntitle: One\nas_of: soon\n", ["dataset.yaml::as_of", "dataset.yaml::id"]),
        ("id: one\ntitle: One\nas_of: 2020-02-12\nwhen: 1\n", ["dataset.yaml"]),
        ('id: one\ntitle: "One\\x9b"\nas_of: 2020-02-12\n', ["dataset.yaml::title"]),
        ("id: [one\n", ["dataset.yaml:2"]),
        ("- one\n", ["dataset.yaml::id", "dataset.yaml::title", "dataset.yaml::as_of"]),
    ],
)
def test_dataset_yaml_is_checked(tmp_path: Path, about: str, where: list[str]) -> None:
    (tmp_path / "dataset.yaml").write_text(about)
    assert places(tmp_path) == where


def test_dataset_yaml_is_required(tmp_path: Path) -> None:
    assert places(tmp_path) == ["dataset.yaml"]


def test_shares_count_only_what_is_in_force(tmp_path: Path) -> None:
    header = ("supplier", "material", "buyer", "share", "since", "until")
    tables: dict[str, Rows] = {
        "enterprises": SMALL["enterprises"],
        "materials": SMALL["materials"],
        "supplies": [
            header,
            ("yuelong", "copper", "gongniu", "1", "", "2020-02-11"),
            ("jintian", "copper", "gongniu", "0.7", "", ""),
            ("yuelong", "copper", "gongniu", "0.3", "2020-02-12", ""),
            ("jintian", "copper", "gongniu", "1", "2020-02-13", ""),
        ],
    }
    assert places(write(tmp_path, tables)) == []
    tables["supplies"][3] = ("yuelong", "copper", "gongniu", "0.31", "2020-02-12", "")
    assert places(write(tmp_path, tables)) == ["supplies.csv:4:share"]


def test_a_period_that_ends_before_it_begins(tmp_path: Path) -> None:
    supplies = [
        ("supplier", "material", "buyer", "since", "until"),
        ("jintian", "copper", "gongniu", "2020-02-02", "2020-02-01"),
    ]
    assert places(write(tmp_path, {**SMALL, "supplies": supplies})) == ["supplies.csv:2:until"]


def test_an_approval_without_its_day_is_pointed_out(tmp_path: Path) -> None:
    header = ("id", "name", "filing_state", "filed_on")
    rows = [("a", "甲", "approved", "2020-02-10"), ("b", "乙", "approved", ""), ("c", "丙", "", "")]
    dataset, faults = read_and_check(write(tmp_path, {"enterprises": [header, *rows]}), None)
    assert faults == []
    (notice,) = dataset.notices
    assert notice.en.startswith("1 approved") and "enterprises.csv:3:filed_on" in notice.en
    rows[1] = ("b", "乙", "applied", "")
    dataset, _ = read_and_check(write(tmp_path, {"enterprises": [header, *rows]}), None)
    assert dataset.notices == []
