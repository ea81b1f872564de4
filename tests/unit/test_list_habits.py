"""Habits of lists beyond the files of the cases: each made here, in a line or two."""

import io
import random
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from service.dataset.check import read_and_check
from service.dataset.first_day.reader import Hints
from service.dataset.spreadsheets.encodings import Undecodable, decode
from service.dataset.tables.input_tables import Dataset
from service.dataset.tables.parse import InvalidCell
from service.dataset.tables.written_values import Writing, day, number
from service.errors import Fault
from tests.support.list_cases import FILES
from tests.support.lists import AS_OF, book, text
from tests.unit.test_list_cases import rows

HEADER = ("龙头企业", "配套企业", "物料")


def read(path: Path, **mapped: str) -> tuple[Dataset, list[Fault]]:
    return read_and_check(path, None, as_of=AS_OF, hints=Hints(mapped=mapped))


def good(path: Path, **mapped: str) -> Dataset:
    dataset, faults = read(path, **mapped)
    assert faults == []
    return dataset


def enterprises(dataset: Dataset) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in rows(dataset, "enterprises")}


def places(path: Path) -> list[str]:
    return [fault.where for fault in read(path)[1]]


def told(dataset: Dataset) -> str:
    return "\n".join(text.en for text in (*dataset.understood, *dataset.notices))


def sheets(path: Path, **lists: Sequence[Sequence[Any]]) -> Path:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, lines in lists.items():
        sheet = workbook.create_sheet(name)
        for line in lines:
            sheet.append(list(line))
    workbook.save(path)
    return path


def test_titles_repeated_headers_totals_and_footnotes(tmp_path: Path) -> None:
    lines = [
        ("附件1：慈溪市重点企业配套名单", "", ""), ("填报单位：经信局", "", "2020年2月12日"), (),
        HEADER, ("公牛", "甲", "铜"), ("小 计", "1家", ""), HEADER, ("公牛", "乙", "铁"),
        ("合计：2家", "", ""), ("备注：本表每日报送", "", ""), ("填表人：张三", "审核：李四", ""),
    ]  # fmt: skip
    for path in (book(tmp_path / "a.xlsx", lines), text(tmp_path / "a.csv", lines)):
        dataset = good(path)
        assert set(enterprises(dataset)) == {"公牛", "甲", "乙"}
        assert "totals: line 6, 9" in told(dataset) and "footnotes: line 10, 11" in told(dataset)
        assert "repeated headers: line 7" in told(dataset)


def test_a_title_right_above_the_header_is_no_group_of_columns(tmp_path: Path) -> None:
    lines = [("慈溪市重点企业配套名单", "", ""), HEADER, ("公牛", "甲", "铜")]
    merged = load_workbook(book(tmp_path / "merged.xlsx", lines))
    merged.worksheets[0].merge_cells("A1:C1")
    merged.save(tmp_path / "merged.xlsx")
    for path in (tmp_path / "merged.xlsx", text(tmp_path / "a.csv", lines)):
        dataset = good(path)
        assert [column.header for column in dataset.columns] == list(HEADER)
        assert set(enterprises(dataset)) == {"公牛", "甲"}


def test_an_enterprise_called_total_is_one(tmp_path: Path) -> None:
    dataset = good(text(tmp_path / "a.csv", [HEADER, ("Total", "Alpha", "oil")]))
    assert set(enterprises(dataset)) == {"Total", "Alpha"}


def test_two_header_lines_of_a_text(tmp_path: Path) -> None:
    lines = [
        ("序号", "龙头企业", "", "配套企业", "", "", "复工情况", ""),
        ("", "名称", "电话", "名称", "联系人", "电话", "是否复工", "计划复工时间"),
        ("1", "公牛", "1", "甲", "张三", "2", "否", "2月15日"),
    ]
    dataset = good(text(tmp_path / "a.csv", lines))
    found = enterprises(dataset)["甲"]
    assert (found["contact"], found["phone"]) == ("张三", "2")
    assert str(found["expected_on"]) == "2020-02-15" and "1" in found["note"]


def test_blanks_are_filled_down_only_where_cells_are_merged(tmp_path: Path) -> None:
    lines = [HEADER, ("公牛", "甲", "铜"), (None, "乙", "铁"), (None, "丙", "锌")]
    path = book(tmp_path / "a.xlsx", lines, merge="A2:A3")
    dataset, faults = read(path)
    assert [fault.where for fault in faults] == ["a.xlsx:Sheet!A4"]
    assert [row["buyer"] for row in rows(dataset, "supplies")] == ["公牛", "公牛"]


def test_a_sign_of_repetition_without_a_value_above_is_no_name(tmp_path: Path) -> None:
    assert places(text(tmp_path / "a.csv", [HEADER, ("同上", "甲", "")])) == ["a.csv:2:龙头企业"]


def test_who_supplies_what_is_asked(tmp_path: Path) -> None:
    (fault,) = read(text(tmp_path / "a.csv", [HEADER, ("公牛", "甲、乙", "铜、铁")]))[1]
    assert fault.where == "a.csv:2:物料" and "who" in fault.text.en


def test_suppliers_and_materials_are_paired_only_where_the_person_says_so(tmp_path: Path) -> None:
    lines = [
        HEADER, ("公牛、新海", "甲、乙", "铜、铁"), ("公牛", "丙", "铜、锌"), ("公牛", "甲", "锌"),
    ]  # fmt: skip
    path = book(tmp_path / "a.xlsx", lines)
    (fault,) = read(path)[1]
    assert (
        fault.where == "a.xlsx:Sheet!C2" and "--pair" in fault.text.en and "--pair" in fault.text.zh
    )
    dataset, faults = read_and_check(path, None, as_of=AS_OF, hints=Hints(pair=True))
    assert faults == []
    supplies = rows(dataset, "supplies")
    assert [(row["buyer"], row["supplier"], row["material"]) for row in supplies] == [
        ("公牛", "甲", "铜"), ("公牛", "乙", "铁"), ("新海", "甲", "铜"), ("新海", "乙", "铁"),
        ("公牛", "丙", "铜"), ("公牛", "丙", "锌"), ("公牛", "甲", "锌"),
    ]  # fmt: skip
    assert "paired one to one: a.xlsx:Sheet!C2" in told(dataset)
    uneven = text(tmp_path / "b.csv", [HEADER, ("公牛", "甲、乙", "铜、铁、锌")])
    (fault,) = read_and_check(uneven, None, as_of=AS_OF, hints=Hints(pair=True))[1]
    assert fault.where == "b.csv:2:物料" and "--pair" not in fault.text.en


def test_names_and_materials_that_only_look_like_several(tmp_path: Path) -> None:
    lines = [
        HEADER,
        ("公牛\n集团", "甲有限公司\n乙有限公司", "PC/ABS"),
        ("公牛集团", "丙", "铜/铁"),
    ]
    dataset = good(book(tmp_path / "a.xlsx", lines))
    assert set(enterprises(dataset)) == {"公牛集团", "甲有限公司", "乙有限公司", "丙"}
    names = {row["name"] for row in rows(dataset, "materials")}
    assert names == {"PC/ABS", "铜", "铁"}


def test_a_list_of_enterprises_alone(tmp_path: Path) -> None:
    lines = [("企业名称", "街道", "是否复工", "员工数"), ("甲", "浒山", "是", "1,200人")]
    dataset = good(text(tmp_path / "a.csv", lines))
    assert (
        enterprises(dataset)["甲"]["headcount"] == 1200
        and "anchor" not in enterprises(dataset)["甲"]
    )
    assert rows(dataset, "supplies") == [] and "enterprises alone" in told(dataset)


def test_facts_of_an_enterprise_of_an_unknown_side_need_a_mapping(tmp_path: Path) -> None:
    lines = [("公司", "供应商", "电话"), ("公牛", "甲", "1")]
    path = text(tmp_path / "a.csv", lines)
    assert places(path) == ["a.csv:1"]
    assert enterprises(good(path, 公司="buyer"))["甲"]["phone"] == "1"
    assert [f.where for f in read(path, 公司="buyer", 天气="note")[1]] == ["--map"]
    assert "--map" in [fault.where for fault in read(path, 公司="owner")[1]]


def test_a_column_can_be_ignored_or_mapped(tmp_path: Path) -> None:
    lines = [("龙头企业", "配套企业", "产品", "货号"), ("公牛", "甲", "铜", "7")]
    dataset = good(text(tmp_path / "a.csv", lines), 货号="ignore")
    assert "note" not in enterprises(dataset)["甲"]
    dataset = good(text(tmp_path / "a.csv", lines), 产品="ignore", 货号="material")
    assert [row["name"] for row in rows(dataset, "materials")] == ["7"]


def test_percents_where_the_header_says_so(tmp_path: Path) -> None:
    lines = [("龙头企业", "配套企业", "复产率（%）"), ("公牛", "甲", "80"), ("公牛", "乙", "75.5%")]
    found = enterprises(good(text(tmp_path / "a.csv", lines)))
    assert (found["甲"]["output_rate"], found["乙"]["output_rate"]) == (0.8, 0.76)


def test_hidden_sheets_are_never_read(tmp_path: Path) -> None:

    path = sheets(tmp_path / "a.xlsx", 名单=[HEADER, ("公牛", "甲", "铜")], 说明=[("请如实填写",)])
    for state in ("hidden", "veryHidden"):
        workbook = load_workbook(path)
        workbook["名单"].sheet_state = state
        workbook.active = 1
        workbook.save(tmp_path / "b.xlsx")
        dataset, faults = read(tmp_path / "b.xlsx")
        assert faults and rows(dataset, "enterprises") == []
        assert "Hidden sheets, left out: 名单" in told(dataset)


def test_faults_of_several_sheets_come_in_order_with_their_cells(tmp_path: Path) -> None:
    lists = {
        "一": [HEADER, ("公牛", "", "铜")],
        "二": [("", *HEADER), ("", "公牛", "乙", "#N/A")],
    }
    found = read(sheets(tmp_path / "a.xlsx", **lists))[1]
    assert [fault.where for fault in found] == ["a.xlsx:一!B2", "a.xlsx:二!D2"]


def test_contradictions_across_sheets_name_the_sheet(tmp_path: Path) -> None:
    header = ("龙头企业", "配套企业", "员工数")
    path = sheets(
        tmp_path / "a.xlsx", 一=[header, ("公牛", "甲", 1)], 二=[header, ("公牛", "甲", 2)]
    )
    (fault,) = read(path)[1]
    assert fault.where == "a.xlsx:二!C2" and "line 2 of sheet 一" in fault.text.en


def test_contradictions_are_told_as_the_list_has_them(tmp_path: Path) -> None:
    header = ("龙头企业", "配套企业", "是否复工", "员工数")
    path = text(tmp_path / "a.csv", [header, ("公牛", "甲", "是", 80), ("新海", "甲", "否", 90)])
    faults = read(path)[1]
    assert [fault.value for fault in faults] == ["否", "90"]
    assert "记载“是”" in faults[0].text.zh and "says 80 of" in faults[1].text.en


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030", "big5", "utf-8-sig", "cp1252"])
def test_encodings_and_separators(tmp_path: Path, encoding: str) -> None:
    chinese = encoding != "cp1252"
    names = (
        ("東方電器", "三和五金", "銅材") if chinese else ("Größe AG", "Société Générale", "Câble")
    )
    for separator, name in ((";", "a.csv"), ("\t", "a.tsv"), ("\t", "a.txt"), (",", "a.txt")):
        content = "\r\n".join(
            separator.join(line) for line in (("buyer", "supplier", "material"), names)
        )
        (tmp_path / name).write_bytes(content.encode(encoding))
        dataset, faults = read(tmp_path / name)
        if encoding == "gb18030" and faults:
            assert "encoding" in faults[0].text.en  # traditional characters are rare in GB 18030
            hints = Hints("gb18030")
            dataset, faults = read_and_check(tmp_path / name, None, as_of=AS_OF, hints=hints)
        assert faults == [] and list(enterprises(dataset)) == [names[1], names[0]]


def test_a_doubtful_encoding_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(Undecodable) as doubtful:
        decode("id,name\nn,公牛\n".encode("gb18030"))
    assert "--encoding" in doubtful.value.explanation.en
    assert decode("id,name\nn,公牛\n".encode("gb18030"), "gbk").text == "id,name\nn,公牛\n"
    for content in (b"a\0\1\2", b"\x89PNG\r\n\x1a\n\0\0"):
        with pytest.raises(Undecodable):
            decode(content)


def test_invisible_characters_and_line_ends_in_cells(tmp_path: Path) -> None:
    lines = [HEADER, ("\ufeff公\u200b牛\u00a0", "甲\u2028厂", "铜\x85\x9c"), ("公牛", "甲厂", "铜")]
    dataset = good(text(tmp_path / "a.csv", lines))
    assert set(enterprises(dataset)) == {"公牛", "甲厂"} and len(rows(dataset, "supplies")) == 1


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    content = io.BytesIO((FILES / "h_val-a.xlsx").read_bytes())
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/bomb.xml", b" " * (20 << 20))
    (tmp_path / "a.xlsx").write_bytes(content.getvalue())
    (fault,) = read(tmp_path / "a.xlsx")[1]
    assert fault.where == "a.xlsx" and "larger inside" in fault.text.en


@pytest.mark.parametrize(
    ("name", "part", "kind"),
    [
        ("a.xlsb", "xl/workbook.bin", "binary workbook"), ("a.xlsx", "xl/workbook.bin", "binary"),
        ("a.numbers", "Index/Document.iwa", "Apple Numbers"), ("a.zip", "a.xlsx", "unpack it"),
        ("a.csv", "word/document.xml", "Word"), ("a.ofd", "OFD.xml", "OFD"),
    ],
)  # fmt: skip
def test_other_kinds_are_told_with_what_would_be_right(
    tmp_path: Path, name: str, part: str, kind: str
) -> None:
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        archive.writestr(part, b"")
    (fault,) = read(tmp_path / name)[1]
    assert fault.where == name and kind in fault.text.en and "\n" not in fault.text.zh


def test_a_workbook_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    for name in ("a.et", "a.zip", "a.ods", "a.xls"):
        (tmp_path / name).write_bytes((FILES / "h_val-a.xlsx").read_bytes())
        assert "隐一式甲" in enterprises(good(tmp_path / name))
        assert "Header in line 1" in told(good(tmp_path / name))


def test_a_workbook_with_a_document_inside_is_a_workbook(tmp_path: Path) -> None:
    content = (FILES / "a27_old.xls").read_bytes() + "WordDocument".encode("utf-16-le")
    (tmp_path / "a.xls").write_bytes(content)
    assert "甲电器有限公司" in enterprises(good(tmp_path / "a.xls"))


def test_a_list_without_rows_or_names_has_no_rows(tmp_path: Path) -> None:
    header = (*HEADER, "信用代码", "是否复工", "备注")
    for lines in ([header], [header, ("", "", "", "", "否", "")]):
        for path in (book(tmp_path / "a.xlsx", lines), text(tmp_path / "a.csv", lines)):
            dataset, faults = read(path)
            assert len(faults) == 2 * (len(lines) - 1)
            assert not any(len(dataset.table(name)) for name in ("enterprises", "supplies"))


def test_zeros_below_a_list_are_blank_lines(tmp_path: Path) -> None:
    header = (*HEADER, "员工数", "到岗数")
    lines = [
        header,
        ("公牛", "甲", "铜", 0, True),
        (None, None, None, 0, 0),
        ("公牛", "乙", "铁", 1, 0),
    ]
    _, faults = read(book(tmp_path / "a.xlsx", lines))
    assert [fault.where for fault in faults] == ["a.xlsx:Sheet!E2"]
    lines[1] = ("公牛", "甲", "铜", 0, 1)
    found = enterprises(good(book(tmp_path / "a.xlsx", lines)))
    assert [(found[name]["headcount"], found[name]["on_post"]) for name in "甲乙"] == [
        (0, 1), (1, 0),
    ]  # fmt: skip


def test_no_damage_ends_in_an_exception(tmp_path: Path) -> None:
    chance = random.Random(5)
    for name in ("a27_old.xls", "h_xcr.xlsx", "a03_two_headers.xlsx", "a35_big5.csv", "h_trad.csv"):
        whole = (FILES / name).read_bytes()
        for _ in range(40):
            content = bytearray(whole[: chance.randrange(8, len(whole) + 1)])
            for _ in range(chance.randrange(1, 20)):
                content[chance.randrange(8, len(content)) if len(content) > 8 else 0] = (
                    chance.randrange(256)
                )
            (tmp_path / name).write_bytes(content)
            read(tmp_path / name)


def test_the_forms_of_lists_in_folders(tmp_path: Path) -> None:
    (tmp_path / "dataset.yaml").write_text("id: one\ntitle: One\nas_of: 2020-02-12\n")
    lines = [
        "id,name,output_rate,resumed_on",
        "a,浙江慈溪公牛集团股份有限公司,80%,2月3日",
        "b,跃隆五金塑料制品厂,八成,2020/2/3",
    ]
    (tmp_path / "enterprises.csv").write_bytes("\n".join(lines).encode("gb18030"))
    dataset, faults = read(tmp_path)
    assert faults == [] and "enterprises.csv is read as GB 18030" in told(dataset)
    found = [(str(row["resumed_on"]), row["output_rate"]) for row in rows(dataset, "enterprises")]
    assert found == [("2020-02-03", 0.8), ("2020-02-03", 0.8)]


def test_notes_of_many_rows_are_bounded(tmp_path: Path) -> None:
    lines = [
        ("龙头企业", "配套企业", "备注"),
        *((f"公牛{n}", "甲", f"{n}" * 40) for n in range(99)),
    ]
    assert len(enterprises(good(text(tmp_path / "a.csv", lines)))["甲"]["note"]) == 2000


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2020-02-15 08:30", "2020-02-15"), ("2020年2月15日（星期六）", "2020-02-15"),
        ("15-Feb-2020", "2020-02-15"), ("February 15, 2020", "2020-02-15"),
        ("2月15号", "2020-02-15"),
        ("43876.5", "2020-02-15"), ("2020.02.15", "2020-02-15"), ("—", "None"),
        ("未定", "None"),
        ("2/15", ""), ("15/02/2020", ""), ("2020-13-01", ""), ("下周", ""), ("43", ""),
        ("32.1.2020", ""),
    ],
)  # fmt: skip
def test_days_as_written(written: str, meant: str) -> None:
    try:
        assert str(day(written, Writing(AS_OF))) == meant
    except InvalidCell:
        assert meant == ""


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("3 天", "3"), ("约5天左右", "5"), ("2个星期", "14"), ("二十三天", "23"),
        ("一百二十", "120"),
        ("１．５", "1.5"), ("2.50", "2.50"), ("无", ""), ("3~5", ""), ("三五天", ""), ("1,5", ""),
        ("", ""),
        ("-", "None"), ("十天", "10"), ("5 days", "5"), ("2 weeks", "14"),
    ],
)  # fmt: skip
def test_numbers_as_written(written: str, meant: str) -> None:
    try:
        assert str(number(written, Writing(AS_OF), days=True)) == meant
    except InvalidCell:
        assert meant == ""


def test_what_a_decimal_comma_means() -> None:
    comma = Writing(AS_OF, decimal_comma=True)
    assert number("2,500", comma) == "2.500" and number("1.234,5", comma) == "1234.5"
    assert number("1.200", comma, whole=True) == "1200"
    assert number("1,200", Writing(AS_OF), whole=True) == "1200"
