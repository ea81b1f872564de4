"""Kinds of lists: what headers and lines say besides, each made here in a line or two."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from service.dataset.first_day.header_remarks import WEEKS
from service.dataset.first_day.headers import meaning, unit
from service.dataset.first_day.row_words import explains_columns, is_heading, is_remark, says_total
from tests.support.lists import book, text
from tests.unit.test_list_cases import rows
from tests.unit.test_list_habits import HEADER, enterprises, good, places, read, sheets, told

Lines = Sequence[Sequence[Any]]


def made(path: Path, *lines: Sequence[Any], merge: Sequence[str] = ()) -> Path:
    book(path, lines)
    workbook = load_workbook(path)
    for cells in merge:
        workbook.worksheets[0].merge_cells(cells)
    workbook.save(path)
    return path


def supplies(path: Path, **mapped: str) -> list[tuple[str, str]]:
    dataset = good(path, **mapped)
    names = {row["id"]: row["name"] for row in rows(dataset, "enterprises")}
    found = rows(dataset, "supplies")
    return [(names[row["buyer"]], names[row["supplier"]]) for row in found]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("复工日期（预计）", "expected_on"), ("复工日期（实际）", "resumed_on"),
        ("复工日期（必填，预计）", "expected_on"),
        ("复工日期（如未复工填预计日期）", None), ("预计复工日期（未复工企业填）", "expected_on"),
        ("预计复工日期（原）", None), ("预计复工日期（调整后）", "expected_on"),
        ("是否复工（预计）", None), ("是否复工（未复工填预计时间）", "resumed"),
        ("是否复工（外地）", None),
        ("是否已复工（是/否）", "resumed"), ("到岗人数（昨日）", None),
        ("到岗人数（2月10日16时）", "on_post"),
        ("到岗人数（外地，必填）", None), ("人数（外地）", None), ("人数（含外地）", "headcount"),
        ("人数（到岗）", "on_post"), ("复产率（上周）", None),
        ("复产率（%，截至2月12日）", "output_rate"),
        ("联系电话（龙头企业）", None), ("联系电话（配套企业）", "phone"),
        ("电话（座机）", "phone"),
        ("产品（龙头企业）", None), ("库存天数（配套企业）", None),
        ("库存天数（龙头企业）", "stock_days"),
        ("企业名称（龙头）", "buyer"), ("企业名称（配套）", "supplier"),
        ("配套企业名称(全称)", "supplier"),
        ("计划 · 复工日期", "expected_on"), ("计划 · 复工人数", None), ("复工 · 人数", "on_post"),
        ("昨日 · 到岗人数", None), ("其中：外地 · 员工数", None), ("2月10日 · 到岗人数", "on_post"),
        ("配套企业 · 基本情况 · 电话", "phone"), ("龙头企业 · 基本情况 · 电话", None),
        ("龙头企业 Anchor", "buyer"), ("配套企业名称\nSupplier Name", "supplier"),
        ("龙头企业/Supplier", None),
        ("交货期 Lead time (days)", "lead_days"), ("Lead time (working days)", "lead_days"),
        ("1、龙头企业名称", "buyer"), ("Q4. 是否复工？", "resumed"), ("产能恢复率%", "output_rate"),
        ("联系人1", "contact"), ("电话2", "phone"), ("物料2", "material"), ("库存天数2", None),
        ("存货名称", "material"), ("最低供货周期", "lead_days"), ("主要原材料", "material"),
        ("龙头企业基本情况 · 电话", None), ("原材料 · 库存天数", "stock_days"),
        ("未复工企业 · 预计复工日期", "expected_on"), ("拟复工企业 · 员工数", "headcount"),
        ("企业计划复工情况 · 复工日期", "expected_on"),
        ("复产率（与节前相比）", "output_rate"), ("备注（计划）", "note"),
        ("物料（规格型号）", "material"),
    ],
)  # fmt: skip
def test_what_brackets_groups_and_numbers_say_of_a_header(header: str, column: str | None) -> None:
    assert meaning(header) == column


@pytest.mark.parametrize(
    ("header", "column", "said"),
    [
        ("库存（吨）", "stock_days", "吨"), ("库存（天）", "stock_days", None),
        ("库存（单位：天）", "stock_days", None),
        ("库存（单位吨）", "stock_days", "吨"), ("库存（请填吨数）", "stock_days", "吨"),
        ("库存（天/周）", "stock_days", "天/周"), ("物料 · 库存（吨）", "stock_days", "吨"),
        ("交货期（周）", "lead_days", WEEKS), ("Lead time (weeks)", "lead_days", WEEKS),
        ("交期（月）", "lead_days", "月"),
        ("员工数（人）", "headcount", None), ("员工数（百人）", "headcount", "百人"),
        ("当前产能（万台）", "output_rate", "万台"), ("复产率（%）", "output_rate", None),
        ("预计复工日期（月/日）", "expected_on", None), ("物料（吨）", "material", None),
    ],
)  # fmt: skip
def test_the_unit_that_a_header_says(header: str, column: str, said: str | None) -> None:
    assert unit(header, column) == said


def test_weeks_are_days_and_other_units_are_refused(tmp_path: Path) -> None:
    header = (*HEADER, "库存（周）", "Lead time (weeks)")
    lines = [
        header, ("公牛", "甲", "铜", 2, "3"), ("公牛", "乙", "铁", "2天", "约1.5"),
        ("公牛", "丙", "锌", "待定", None),
    ]  # fmt: skip
    dataset = good(book(tmp_path / "a.xlsx", lines))
    assert [row.get("stock_days") for row in rows(dataset, "needs")] == [14, 2, None]
    assert [row.get("lead_days") for row in rows(dataset, "supplies")] == [21, 10.5, None]
    header = (*HEADER, "库存（吨）", "员工数（百人）")
    path = book(tmp_path / "b.xlsx", [header, ("公牛", "甲", "铜", 500, 12)])
    one, two = read(path)[1]
    assert (one.where, one.value) == ("b.xlsx:Sheet!D1", "库存（吨）")
    assert "days" in one.text.en and "吨" in one.text.en and "ignore" in one.text.zh
    assert (two.where, two.value) == (
        "b.xlsx:Sheet!E1",
        "员工数（百人）",
    ) and "persons" in two.text.en
    found = enterprises(good(path, **{"库存（吨）": "ignore", "员工数（百人）": "note"}))["甲"]
    assert "headcount" not in found and "12" in found["note"]


def test_a_column_of_units_beside_a_stock(tmp_path: Path) -> None:
    for units, faults in ((("公斤", "吨"), ["a.csv:1"]), (("天", "天"), [])):
        lines = [(*HEADER, "库存", "库存单位"), ("公牛", "甲", "铜", 5, units[0])]
        lines.append(("公牛", "乙", "铁", 3, units[1]))
        assert places(text(tmp_path / "a.csv", lines)) == faults
    lines = [(*HEADER, "库存天数", "计量单位"), ("公牛", "甲", "铜", 5, "吨")]
    assert places(text(tmp_path / "a.csv", lines)) == []


def test_facts_beside_the_anchor_are_its_own_where_the_supplier_has_them_too(
    tmp_path: Path,
) -> None:
    header = (
        "龙头企业",
        "联系人",
        "联系电话",
        "主要产品",
        "配套企业",
        "负责人",
        "电话",
        "配套产品",
    )
    line = ("公牛", "张三", "1", "插座", "甲", "李四", "2", "铜")
    dataset = good(text(tmp_path / "a.csv", [header, line]))
    found = enterprises(dataset)["甲"]
    assert (found["contact"], found["phone"]) == ("李四", "2")
    assert "龙头企业 · 联系人：张三" in found["note"] and "龙头企业 · 主要产品" in told(dataset)
    assert [row["name"] for row in rows(dataset, "materials")] == ["铜"]


def test_facts_between_anchor_and_supplier_are_asked_for(tmp_path: Path) -> None:
    lines = [("龙头企业", "是否复工", "主要产品", "配套企业"), ("公牛", "是", "插座", "甲")]
    path = text(tmp_path / "a.csv", lines)
    one, two = read(path)[1]
    assert (one.value, two.value) == ("是否复工", "主要产品")
    for option in ("ignore", "note", "resumed"):
        assert f'--map "是否复工={option}"' in one.text.en
        assert f'--map "是否复工={option}"' in one.text.zh
    assert [(c.header, c.field) for c in read(path)[0].columns][1] == ("是否复工", None)
    found = enterprises(good(path, 是否复工="resumed", 主要产品="ignore"))["甲"]
    assert "resumed_on" in found
    lines = [("龙头企业", "物料", "配套企业", "电话"), ("公牛", "铜", "甲", "1")]
    assert enterprises(good(text(tmp_path / "b.csv", lines)))["甲"]["phone"] == "1"


def test_another_header_below_is_never_read_as_a_row(tmp_path: Path) -> None:
    first = [(*HEADER, "电话"), ("公牛", "甲", "铜", "1")]
    for header in (
        ("配套企业", "龙头企业", "物料", "电话"), ("龙头企业", "配套企业", "物料", "库存天数"),
        ("企业名称", "员工数", "电话", ""),
    ):  # fmt: skip
        lines = [*first, (), header, ("乙", "新海", "铁", "2")]
        (fault,) = read(book(tmp_path / "a.xlsx", lines))[1]
        assert fault.where == "a.xlsx:Sheet!4" and "another header" in fault.text.en
    lines = [*first, ("Buyer", "Supplier", "Material", "Telephone"), ("新海", "乙", "铁", "2")]
    assert supplies(book(tmp_path / "b.xlsx", lines)) == [("公牛", "甲"), ("新海", "乙")]


def test_lines_that_number_or_explain_the_columns(tmp_path: Path) -> None:
    header = ("序号", *HEADER, "库存天数")
    for line in (
        ("栏次", 1, 2, 3, 4), ("甲", "乙", "丙", "丁", 1), (1, 2, 3, "4", "5=3+4"),
        ("", "必填", "必填", "选填", "数字"),
    ):  # fmt: skip
        dataset = good(book(tmp_path / "a.xlsx", [header, line, (1, "公牛", "甲", "铜", 3)]))
        assert set(enterprises(dataset)) == {"公牛", "甲"}
        assert "columns: line 2" in told(dataset)
    assert not explains_columns(["甲", "乙", "铜"], 3) and not explains_columns(["1", "2", "是"], 3)


def test_forms_are_named(tmp_path: Path) -> None:
    beside = [
        ("企业名称", "乙五金厂", "联系人", "张三"),
        ("是否复工", "是", "联系电话", "1"),
        ("员工数", 120, "到岗数", 60),
    ]
    across = [("龙头企业", "公牛", "公牛"), ("配套企业", "甲", "乙"), ("物料", "铜", "铁")]
    for lines in (beside, across):
        (fault,) = read(text(tmp_path / "a.csv", lines))[1]
        assert "form" in fault.text.en and "填写单" in fault.text.zh


def test_headings_totals_and_remarks_of_enterprises_alone(tmp_path: Path) -> None:
    lines = [
        ("企业名称", "员工数"), ("一、周巷镇", None), ("甲厂", 12), ("周巷镇小计", 12),
        ("观海卫镇（1家）", None),
        ("乙厂", 8), ("慈溪 汇总", 20), ("合计（2家）", 20), ("总计/平均", 10), ("共2家企业", None),
        ("以上数据截至2月12日16时", None), ("制表 张三", None), ("1. 本表每日报送；", None),
        ("小计算机厂", 5), ("汇总包装公司", 6), ("截止阀厂", None), ("总后勤公司", 7),
    ]  # fmt: skip
    dataset = good(book(tmp_path / "a.xlsx", lines))
    assert list(enterprises(dataset)) == [
        "甲厂", "乙厂", "小计算机厂", "汇总包装公司", "截止阀厂", "总后勤公司",
    ]  # fmt: skip
    assert "headings: line 2, 5" in told(dataset)
    assert "totals: line 4, 7, 8, 9, 10" in told(dataset)
    assert "footnotes: line 11, 12, 13" in told(dataset)


def test_words_of_lines_that_are_no_rows() -> None:
    for cell in ("全市合计", "占比", "合  计：", "Grand Total", "其中：规上企业", "小计（3家）"):
        assert says_total(cell), cell
    for cell in (
        "总计公司",
        "合计仪表厂",
        "比例阀",
        "平均高速公司",
        "周巷镇",
        "Summit",
        "Total Energies",
    ):
        assert not says_total(cell), cell
    for cell in ("第1页 共2页", "（盖章）", "2020年2月12日", "——以下空白——", "2、复工指全面复工"):
        assert is_remark(cell), cell
    for cell in ("3、金手指塑料厂", "截止阀厂", "附件厂", "1号厂"):
        assert not is_remark(cell), cell
    assert is_heading("（二）浒山街道", alone=False) and not is_heading(
        "一、甲有限公司", alone=False
    )
    assert not is_heading("第一部件厂", alone=True) and is_heading("第一部分 周巷镇", alone=True)
    assert is_heading("表二 需协调企业", alone=False) and not is_heading("三一重工", alone=True)


def test_footers_of_two_sides_and_in_several_cells(tmp_path: Path) -> None:
    lines = [
        ("慈溪市配套企业名单",), HEADER, ("公牛", "甲", "铜"), ("第1页 共2页",),
        ("慈溪市配套企业名单",), HEADER,
        ("公牛", "乙", "铁"), ("全市合计", 2, None), (None, None, "合计"), ("占比", "50%", None),
        ("制表人", "张三", "审核人"), ("单位负责人（签字）", "王五", "2020年2月12日"),
        ("填表人：张三", "联系电话：1", "2020年2月12日"), ("经办人：王五",), ("（盖章）",),
    ]  # fmt: skip
    dataset = good(book(tmp_path / "a.xlsx", lines))
    assert list(enterprises(dataset)) == ["甲", "公牛", "乙"]
    assert "footnotes: line 4, 5, 11, 12, 13, 14, 15" in told(dataset)
    assert "totals: line 8, 9, 10" in told(dataset)


def test_a_supplier_called_total_below_a_merged_buyer(tmp_path: Path) -> None:
    lines = (("Buyer", "Supplier", "Material"), ("ACME", "Beta", "Bolt"), (None, "Total", "Oil"))
    path = made(tmp_path / "a.xlsx", *lines, merge=["A2:A3"])
    assert supplies(path) == [("ACME", "Beta"), ("ACME", "Total")]
    path = made(tmp_path / "b.xlsx", *lines[:2], (None, "Total", None), merge=["A2:A3"])
    assert supplies(path) == [("ACME", "Beta")]


def test_examples_of_how_to_fill_in(tmp_path: Path) -> None:
    lines = [
        ("序号", *HEADER), ("例", "某电器", "某厂", "铜"), (None, "××电器有限公司", "XX厂", "铜"),
        (1, "公牛", "甲", "铜"),
    ]  # fmt: skip
    dataset = good(book(tmp_path / "a.xlsx", lines))
    assert set(enterprises(dataset)) == {"公牛", "甲"} and "examples: line 2, 3" in told(dataset)
    lists = {"名单": [HEADER, ("公牛", "甲", "铜")], "填写示例": [HEADER, ("丙", "丁", "锌")]}
    dataset = good(sheets(tmp_path / "b.xlsx", **lists))
    assert set(enterprises(dataset)) == {"公牛", "甲"} and "left out: 填写示例" in told(dataset)
    dataset = good(sheets(tmp_path / "c.xlsx", 示例=lists["填写示例"]))
    assert set(enterprises(dataset)) == {"丙", "丁"}


def test_a_table_behind_a_blank_column_is_not_of_the_list(tmp_path: Path) -> None:
    lines = [
        (*HEADER, None, "镇街", "企业数"), ("公牛", "甲", "铜", None, "周巷镇", 1),
        ("公牛", "乙", "铁", None, "浒山", 1), (None, None, None, None, "共计", 2),
    ]  # fmt: skip
    dataset = good(book(tmp_path / "a.xlsx", lines))
    assert enterprises(dataset)["甲"] == {"id": "甲", "name": "甲"}
    assert "left out: 镇街、企业数" in told(dataset)
    lines = [(*HEADER, None, "电话"), ("公牛", "甲", "铜", None, "1")]
    assert enterprises(good(book(tmp_path / "b.xlsx", lines)))["甲"]["phone"] == "1"


def test_particulars_above_the_header_are_no_groups(tmp_path: Path) -> None:
    header = ("企业名称", "供应商名称", "物料", "复产率")
    for above in (
        ("填报单位：周巷镇", None, "目标：复产率100%", None),
        ("周巷镇", None, None, "2020年2月12日"),
        ("2020年复工计划表", None, None, None),
    ):  # fmt: skip
        path = book(tmp_path / "a.xlsx", [above, header, ("公牛", "甲", "铜", 1)])
        dataset = good(path, 企业名称="buyer")
        assert [column.header for column in dataset.columns] == list(header)
        assert enterprises(dataset)["甲"]["output_rate"] == 1


def test_groups_that_say_more_than_the_headers_below(tmp_path: Path) -> None:
    lines = [
        (None, None, "计划", "计划"), ("龙头企业", "配套企业", "复工日期", "复工人数"),
        ("公牛", "甲", "2020-02-20", 5),
    ]  # fmt: skip
    found = enterprises(good(text(tmp_path / "a.csv", lines)))["甲"]
    assert str(found["expected_on"]) == "2020-02-20" and "on_post" not in found


def test_headers_of_three_lines(tmp_path: Path) -> None:
    path = made(
        tmp_path / "a.xlsx",
        ("序号", "龙头企业", "配套企业"), (None, None, "基本情况", None, "复工"),
        (None, None, "名称", "电话", "是否复工"), (1, "公牛", "甲", "1", "是"),
        merge=("A1:A3", "B1:B3", "C1:E1", "C2:D2"),
    )  # fmt: skip
    dataset = good(path)
    found = enterprises(dataset)["甲"]
    assert found["phone"] == "1" and "resumed_on" in found and "in line 1–3" in told(dataset)


def test_a_sheet_for_each_day_is_refused(tmp_path: Path) -> None:
    lines = [HEADER, ("公牛", "甲", "铜")]
    for names in (("2月10日", "2月11日"), ("20200210", "20200211"), ("名单2.10", "名单2.11")):
        path = sheets(tmp_path / "a.xlsx", **dict.fromkeys(names, lines))
        (fault,) = read(path)[1]
        assert fault.where == "a.xlsx" and fault.value == "、".join(names)
    for names in (("周巷", "浒山"), ("2月10日", "说明2月11日"), ("附表2-1", "附表2-2")):
        good(sheets(tmp_path / "b.xlsx", **dict.fromkeys(names, lines)))


def test_numbered_columns(tmp_path: Path) -> None:
    header = (*HEADER, "联系人1", "电话1", "联系人2", "电话2")
    lines = [header, ("公牛", "甲", "铜", "张", "1", "李", "2")]
    found = enterprises(good(text(tmp_path / "a.csv", lines)))["甲"]
    assert (found["contact"], found["phone"]) == ("张；李", "1；2")
    lines = [(*HEADER, "配套企业2", "物料2"), ("公牛", "甲", "铜", "乙", "铁")]
    one, two = read(text(tmp_path / "b.csv", lines))[1]
    assert (one.value, two.value) == ("配套企业2", "物料2") and "a line of its own" in one.text.en


def test_the_anchor_above_its_table(tmp_path: Path) -> None:
    table: Lines = [("序号", "配套企业", "物料"), (1, "甲", "铜"), (2, "乙", "铁")]
    for above in (("龙头企业：公牛",), ("龙头企业", "公牛")):
        path = book(tmp_path / "a.xlsx", [above, *table])
        assert supplies(path) == [("公牛", "甲"), ("公牛", "乙")]
        assert "from above the header: 公牛" in told(good(path))
    lines = [("龙头企业：公牛",), *table, ("龙头企业：新海",), *table]
    (fault,) = read(book(tmp_path / "b.xlsx", lines))[1]
    assert fault.value == "公牛、新海" and "add a column 龙头企业" in fault.text.en


def test_what_is_said_where_no_header_is_known(tmp_path: Path) -> None:
    faults = read(text(tmp_path / "a.csv", [("公牛", "甲", "铜")]))[1]
    assert [fault.value for fault in faults] == ["公牛、甲、铜"] * 2
    for content, kind in (
        ("<html><table><tr><td>龙头企业", "web page"), ("MIME-Version: 1.0\n", "web page"),
        ('[{"龙头企业": "公牛"}]', "JSON"), ('<?xml version="1.0"?>', "XML"),
    ):  # fmt: skip
        for name in ("a.csv", "a.xls"):
            (tmp_path / name).write_text(content, encoding="utf-8")
            (fault,) = read(tmp_path / name)[1]
            assert fault.where == name and kind in fault.text.en and "另存" in fault.text.zh
    assert "No line with data" in told(good(text(tmp_path / "b.csv", [HEADER])))


def test_a_sheet_of_enterprises_beside_supplies_is_told_as_one(tmp_path: Path) -> None:
    lists = {"配套": [HEADER, ("公牛", "甲", "铜")], "企业": [("企业名称", "电话"), ("甲", "1")]}
    dataset = good(sheets(tmp_path / "a.xlsx", **lists))
    assert "enterprises alone" in told(dataset) and "without a list" not in told(dataset)


def test_a_column_that_says_of_each_line_what_was_done_is_no_footnote(tmp_path: Path) -> None:
    lines = [("环节", *HEADER), ("审核人", "公牛", "甲", "铜"), ("上报", "公牛", "乙", "铁")]
    assert supplies(text(tmp_path / "a.csv", lines)) == [("公牛", "甲"), ("公牛", "乙")]


def test_headers_with_a_colon_in_brackets_stay_headers(tmp_path: Path) -> None:
    path = made(
        tmp_path / "a.xlsx",
        ("龙头企业", "配套企业", None, "复工日期（格式：2020-02-12）", "库存（单位：天）"),
        (None, "名称", "电话", None, None), ("公牛", "甲", "1", "2020-02-10", 3),
        merge=("A1:A2", "B1:C1", "D1:D2", "E1:E2"),
    )  # fmt: skip
    dataset = good(path)
    assert str(enterprises(dataset)["甲"]["resumed_on"]) == "2020-02-10"
    assert rows(dataset, "needs")[0]["stock_days"] == 3
