"""What a cell of a list may say in many ways: what has one meaning is read, the rest is a fault."""

import random
import time
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from service.dataset.check import read_and_check
from service.dataset.first_day.resumption_words import Resumption, resumption
from service.dataset.first_day.several_values import enterprise_names, material_names, telephones
from service.dataset.tables.input_tables import Dataset
from service.dataset.tables.parse import InvalidCell
from service.dataset.tables.written_values import Writing, day, number, rate
from tests.support.paths import SUPPORT
from tests.unit.test_list_habits import HEADER, enterprises, good, places, read, told

FEBRUARY = Writing(date(2020, 2, 12))
DECEMBER = Writing(date(2020, 12, 28))
JANUARY = Writing(date(2021, 1, 8))


def saved(path: Path, *lines: tuple[Any, ...]) -> Workbook:
    workbook = Workbook()
    for line in lines:
        workbook.active.append(list(line))
    workbook.save(path)
    return workbook


def named(dataset: Dataset) -> set[str]:
    return set(enterprises(dataset))


@pytest.mark.parametrize("header", ["产能恢复率", "产能恢复率(%)"])
@pytest.mark.parametrize("look", ["0%", "0.00%", '0.0"约"%'])
def test_a_percentage_is_what_people_see(tmp_path: Path, header: str, look: str) -> None:
    """Whatever the header says: Excel keeps 0.6 and shows 60%."""
    path = tmp_path / "a.xlsx"
    workbook = saved(
        path, (*HEADER, header), ("甲厂", "乙厂", "铜", 0.6), ("甲厂", "丙厂", "铁", 1)
    )
    for row in (2, 3):
        workbook.active.cell(row, 4).number_format = look
    workbook.save(path)
    found = enterprises(good(path))
    assert (found["乙厂"]["output_rate"], found["丙厂"]["output_rate"]) == (0.6, 1.0)


def test_a_percentage_of_an_old_workbook() -> None:
    found = enterprises(good(SUPPORT / "percentages.xls"))
    assert (found["乙五金厂"]["output_rate"], found["丙铜业"]["output_rate"]) == (0.8, 1.0)


def test_a_share_in_a_column_of_percents_is_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("龙头企业,配套企业,产能恢复率(%)\n甲厂,乙厂,60\n甲厂,丙厂,0.8\n", "utf-8")
    _, faults = read(path)
    assert [(fault.where, fault.value) for fault in faults] == [("a.csv:3:产能恢复率(%)", "0.8")]
    assert "80% or 0.8%" in faults[0].text.en
    for text in ("2", "2.0", "5"):
        with pytest.raises(InvalidCell):
            rate(text, FEBRUARY)
    assert rate("1.2", FEBRUARY) == "1.2"


def test_what_cannot_be_seen_on_the_sheet_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workbook = saved(path, HEADER, ("甲厂", "乙厂", "铜"), ("甲厂", "丙厂", "铁"))
    workbook.active.row_dimensions[3].hidden = True
    workbook.active["B2"].font = Font(strike=True)
    workbook.save(path)
    text = told(good(path))
    assert "Hidden or filtered rows are read like the others: 3" in text
    assert "struck through are read like the others: B2" in text
    saved(tmp_path / "b.xlsx", HEADER, ("甲厂", "乙厂", "铜"))
    assert "like the others" not in told(good(tmp_path / "b.xlsx"))


@pytest.mark.parametrize(
    "text, said",
    [
        ("未复工（预计2月20日）", Resumption(False, expected_on=date(2020, 2, 20))),
        ("否（2月25日）", Resumption(False, expected_on=date(2020, 2, 25))),
        ("未复工，预计2月20日", Resumption(False, expected_on=date(2020, 2, 20))),
        ("停工（2月20日复工）", Resumption(False, expected_on=date(2020, 2, 20))),
        ("已复工（2月8日）", Resumption(True, resumed_on=date(2020, 2, 8))),
        ("已于2月10日复工", Resumption(True, resumed_on=date(2020, 2, 10))),
        ("2月10日复工", Resumption(True, resumed_on=date(2020, 2, 10))),
        ("2月18日复工", Resumption(False, expected_on=date(2020, 2, 18))),
        ("否（缺工）", Resumption(False, note="缺工")),
        ("已报备未复工", Resumption(False, note="已报备")),
        ("已复工80%", Resumption(True, partly=True, note="80%")),
        ("部分复工（60%）", Resumption(True, partly=True, note="60%")),
        ("待批复", Resumption(False)),
        ("是 Yes", Resumption(True)),
        ("否 No", Resumption(False)),
        ("计划复工", Resumption(False)),
        ("☐", Resumption(False)),
        ("□是 ☑否", Resumption(False)),
        ("☑是□否", Resumption(True)),
        ("是（）否（√）", Resumption(False)),
        ("是(√)否()", Resumption(True)),
    ],
)
def test_whether_it_has_resumed(text: str, said: Resumption) -> None:
    assert resumption(text, FEBRUARY) == said


@pytest.mark.parametrize(
    "text",
    ["是（计划2月20日）", "复工（预计2月20日）", "是（2月20日）", "是（否）", "否（已复工）",
     "已复工（未复产）", "否（2月10日）", "是 No", "☑是☑否", "是/否", "复工率 60%"],
)  # fmt: skip
def test_what_says_both_is_a_fault(text: str) -> None:
    with pytest.raises(InvalidCell):
        resumption(text, FEBRUARY)


@pytest.mark.parametrize(
    "cell, names",
    [
        ("紫铜带（H62、T2）", ["紫铜带（H62、T2）"]),
        ("塑料件（外壳/底座）", ["塑料件（外壳/底座）"]),
        ("电容(10uF；16V)、电阻", ["电容(10uF；16V)", "电阻"]),
        ("1、螺丝 2、螺母", ["螺丝", "螺母"]),
        ("1.螺丝；2.螺母；", ["螺丝", "螺母"]),
        ("①外壳②底座", ["外壳", "底座"]),
        ("(1)外壳 (2)底座", ["外壳", "底座"]),
        ("1、螺丝", ["螺丝"]),
        ("螺丝，螺母", ["螺丝", "螺母"]),
        ("螺丝\n（M6）", ["螺丝\n（M6）"]),
        ("1.5平方线", ["1.5平方线"]),
        ("2、螺丝", ["2", "螺丝"]),  # no list of items: it would begin with 1
        ("铜带，0.5mm", ["铜带，0.5mm"]),
        ("PC/ABS", ["PC/ABS"]),
    ],
)
def test_several_materials(cell: str, names: list[str]) -> None:
    assert material_names(cell) == names


@pytest.mark.parametrize(
    "cell, names",
    [
        ("1、己纸箱厂 2、庚纸箱厂", ["己纸箱厂", "庚纸箱厂"]),
        ("①己纸箱厂②庚纸箱厂", ["己纸箱厂", "庚纸箱厂"]),
        ("己厂，庚厂", ["己厂", "庚厂"]),
        ("己厂/庚厂", ["己厂", "庚厂"]),
        ("Acme Co., Ltd.", ["Acme Co., Ltd."]),
        ("甲厂（原名：乙、丙）", ["甲厂（原名：乙、丙）"]),
        ("慈溪市跃隆五金\n塑料有限公司", ["慈溪市跃隆五金塑料有限公司"]),
        ("乙五金厂\n（慈溪）", ["乙五金厂（慈溪）"]),
    ],
)
def test_several_enterprises(cell: str, names: list[str]) -> None:
    assert enterprise_names(cell) == names


def test_lines_that_may_be_one_name_are_asked_about() -> None:
    with pytest.raises(InvalidCell):
        enterprise_names("乙五金厂\n丙铜业")
    with pytest.raises(InvalidCell):
        telephones("63800001/2")
    assert telephones("63800001/63800002") == ["63800001", "63800002"]


@pytest.mark.parametrize(
    "cell",
    ["无", "自制", "进口", "NULL", "0", "12", "本公司", "是", "否", "（空白）", "乙五金厂等3家"],
)
def test_a_word_for_nobody_is_no_enterprise(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"龙头企业,配套企业,物料\n甲厂,{cell},铜\n{cell},乙厂,铁\n", "utf-8")
    assert places(path) == ["a.csv:2:配套企业", "a.csv:3:龙头企业"]


def test_cells_with_several_names_are_told_by_place(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = "".join(f"甲厂,乙{n}厂,铜、铁\n" for n in range(12))
    path.write_text(f"龙头企业,配套企业,物料\n{lines}", "utf-8")
    assert "a.csv:2:物料, a.csv:3:物料" in told(good(path)) and "… (12)" in told(good(path))


def test_what_exports_put_around_a_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        '龙头企业,配套企业,电话\n甲厂,="乙厂",="013800000001"\n甲厂,丙厂,\'013800000002\n', "utf-8"
    )
    found = enterprises(good(path))
    assert found["乙厂"]["phone"] == "013800000001" and found["丙厂"]["phone"] == "013800000002"


def test_a_day_without_a_year_at_the_turn_of_the_year() -> None:
    assert day("1月5日", DECEMBER, to_come=True) == date(2021, 1, 5)
    assert day("12月28日", JANUARY, to_come=False) == date(2020, 12, 28)
    assert day("2月15日", DECEMBER, to_come=False) == date(2020, 2, 15)
    assert day("3月1日", FEBRUARY, to_come=True) == date(2020, 3, 1)
    assert day("20-Feb-20", FEBRUARY) == date(2020, 2, 20)
    assert day("2月20日左右", FEBRUARY) == date(2020, 2, 20)
    assert day("无", FEBRUARY) is None
    for text in ("2/20/2020", "2月20日前", "2月底"):
        with pytest.raises(InvalidCell):
            day(text, FEBRUARY)


def test_a_number_of_something_else() -> None:
    assert (number("3天", FEBRUARY, days=True), number("120人", FEBRUARY, whole=True)) == (
        "3",
        "120",
    )
    for text, days in (("3天", False), ("120人", True)):
        with pytest.raises(InvalidCell):
            number(text, FEBRUARY, days=days)
    with pytest.raises(InvalidCell):
        number("1.000", Writing(date(2020, 2, 12), decimal_comma=True), days=True)


def test_a_file_may_have_a_colon_in_its_name(tmp_path: Path) -> None:
    path = tmp_path / "2月12日 10:30.xlsx"
    header = (*HEADER, "预计复工日期")
    saved(path, header, ("甲厂", "乙厂", "铜", "下周"), ("甲厂", "丙厂", "铁", "x"))
    where = [fault.where for fault in read_and_check(path, None, as_of=date(2020, 2, 12))[1]]
    assert where == ["2月12日 10:30.xlsx:Sheet!D2", "2月12日 10:30.xlsx:Sheet!D3"]


def test_a_note_that_is_too_long_is_cut_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"龙头企业,配套企业,备注\n甲厂,乙厂,{'长' * 20_000}\n", "utf-8")
    dataset = good(path)
    assert "too long were cut" in told(dataset)
    assert str(enterprises(dataset)["乙厂"]["note"]).endswith("…")


@pytest.mark.parametrize("sign", ["同 上", " 〃 ", "同上一行", "″", "- 〃 -"])
def test_signs_of_repetition_with_spaces(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"龙头企业,配套企业,物料\n甲厂,乙厂,铜\n{sign},丙厂,{sign}\n", "utf-8")
    assert named(good(path)) == {"甲厂", "乙厂", "丙厂"}


@pytest.mark.parametrize(
    "fill", ["长", "1", "（", "、", "是 ", "1、", "①", "x/", "2月", "计划", "："]
)
def test_long_cells_take_no_time(tmp_path: Path, fill: str) -> None:
    """Patterns that look from each character would take minutes for a cell of some kilobytes."""
    columns = (
        "龙头企业",
        "配套企业",
        "物料",
        "是否复工",
        "电话",
        "库存天数",
        "预计复工日期",
        "备注",
    )
    lines = [["甲厂", "乙厂", "铜", *[""] * 5] for _ in columns]
    for at, line in enumerate(lines):
        line[at] = fill * (30_000 // len(fill))
    lines += [[fill * (30_000 // len(fill)), *[""] * 7], ["", "", "", fill * 9_000, *[""] * 4]]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(map(",".join, [columns, *lines])), "utf-8")
    begun = time.process_time()
    read(path)
    assert time.process_time() - begun < 3


def test_a_workbook_with_styles_beyond_measure_is_read(tmp_path: Path) -> None:
    """Copied from book to book styles grow to megabytes; of them only the look is not told."""
    path = tmp_path / "a.xlsx"
    saved(path, HEADER, ("甲厂", "乙厂", "铜"))
    with zipfile.ZipFile(path) as before:
        parts = {name: before.read(name) for name in before.namelist()}
    filling = b"<!-- " + random.Random(1).randbytes(5 << 20).hex().encode() + b" -->"
    end = b"</styleSheet>"
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(end, filling + end)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as after:
        for name, content in parts.items():
            after.writestr(name, content)
    assert named(good(path)) == {"甲厂", "乙厂"}
