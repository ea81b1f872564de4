"""The description of the tables holds together, and the templates follow it."""

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from service.dataset.check import check_folder
from service.dataset.first_day.columns import LIST_COLUMNS
from service.dataset.first_day.headers import dictionary, meaning
from service.dataset.naming.alias_table import FOLDER_TABLES
from service.dataset.tables.templates import explanation, write_templates
from service.errors import Conflict
from service.model.tables import BY_LABEL, RELATIONS, TABLES

AGREED = {
    "enterprises": "id* name* name_en uscc above_scale anchor industry district town contact phone"
    " headcount on_post surveyed_on filed_on prevention_on resumed_on expected_on closed_on"
    " output_rate recover_days filing_state filing_level applied_on filing_refusal commitment"
    " prevention_plan worker_register latitude longitude source",
    "materials": "id* name* name_en unit",
    "makes": "enterprise* material* daily_capacity",
    "needs": "enterprise* material* stock_days stock_on essential daily_quantity"
    " suppliers_complete",
    "supplies": "supplier* material* buyer* lead_days share since until source confidence",
    "certificates": "anchor* supplier* issued_on",
    "workers": "id* enterprise* name phone home state expected_on batch vehicle place",
    "teams": "id* name* kind* leader phone destination",
    "serves": "team* enterprise* since",
    "escorts": "team* worker*",
    "requests": "id* enterprise* kind* material quantity raised_on* raised_by due_on level state*"
    " met_on met_by brokered_by promised_lead_days promised_gain_days met_gain_days satisfaction"
    " team escalated_to note",
    "letters": "id* enterprise* to* state* number written_on sent_on answered_on text answer",
    "about": "letter* enterprise*",
}


def test_the_tables_are_the_agreed_ones() -> None:
    described = {
        table.name: " ".join(
            column.name + "*" * column.required for column in table.columns if not column.list_only
        )
        for table in TABLES
    }
    assert described == AGREED, "a column on purpose: write it into AGREED, and into CHANGELOG.md"


def test_every_table_is_a_node_or_a_relationship() -> None:
    for table in TABLES:
        assert bool(table.label) != bool(table.relation)
        names = [column.name for column in table.columns]
        assert len(names) == len(set(names))
        assert set(table.key) <= set(names)
        for column in table.columns:
            assert column.label.en and column.label.zh
            assert bool(column.about.en) == bool(column.about.zh)
            assert not column.refers or column.refers in BY_LABEL
            assert bool(column.choices) == (column.kind == "choice")


def test_every_relation_is_filled_by_one_table_or_column() -> None:
    types = [relation.type for relation in RELATIONS]
    assert len(types) == len(set(types)) == 15
    for relation in RELATIONS:
        assert {relation.start, relation.end} <= set(BY_LABEL)


def test_personal_columns_are_the_agreed_ones() -> None:
    personal = {
        f"{t.label or (t.relation and t.relation.type)}.{c.name}"
        for t in TABLES for c in t.columns if c.personal
    }  # fmt: skip
    assert personal == {
        "Worker.name", "Worker.phone", "Enterprise.contact", "Enterprise.phone",
        "ServiceTeam.leader", "ServiceTeam.phone", "Enterprise.note", "Request.note",
        "Request.raised_by", "Letter.answer",
        "SUPPLIES.note",
    }  # fmt: skip


def test_templates_pass_the_check_and_are_never_overwritten(tmp_path: Path) -> None:
    written = write_templates(tmp_path / "new")
    assert check_folder(tmp_path / "new") == []
    explained = (tmp_path / "new" / "COLUMNS.md").read_text(encoding="utf-8")
    for table in FOLDER_TABLES:
        assert f"## {table.file} " in explained
        with (tmp_path / "new" / table.file).open(encoding="utf-8-sig") as file:
            assert next(csv.reader(file)) == list(table.known)
    with pytest.raises(Conflict) as refused:
        write_templates(tmp_path / "new")
    assert {fault.where for fault in refused.value.faults} == {path.name for path in written}


def test_a_folder_that_cannot_be_written_is_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(Conflict) as refused:
            write_templates(folder)
        assert refused.value.detail.en.startswith(f"{folder} cannot be written: ")
        assert refused.value.detail.zh.startswith(f"无法写入 {folder}：")


def test_the_empty_list_passes_the_check(tmp_path: Path) -> None:
    write_templates(tmp_path)
    assert check_folder(tmp_path / "list.xlsx") == []
    sheet = load_workbook(tmp_path / "list.xlsx").worksheets[0]
    headers = [cell.value for cell in sheet[1]]
    assert headers == [column.label.zh for column in LIST_COLUMNS]
    assert all(cell.comment for cell in sheet[1])


def test_the_explanation_names_every_column() -> None:
    text = explanation()
    for table in TABLES:
        assert table.file in text
        for name in table.known:
            assert f"`{name}`" in text


def test_every_header_of_the_list_means_one_column() -> None:
    names = [name for column in LIST_COLUMNS for name in column.all_headers]
    for column in LIST_COLUMNS:
        for name in column.all_headers:
            assert meaning(name) == column.name
    assert len(names) == len(set(names))
    assert meaning(" *龙头 企业 ") == LIST_COLUMNS[0].name
    assert meaning("LEAD TIME IN DAYS") == "lead_days"
    assert meaning("天气") is None
    assert len(dictionary()) >= 300
