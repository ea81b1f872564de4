"""Reports: several answers as one document, of answers made by hand."""

import csv
import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from service.answers.answer import Answer
from service.catalog.parameters import Column
from service.display.worded import without_names
from service.errors import NotFound
from service.formats import report_pdf
from service.formats.report import Part, report_zip
from service.formats.report_workbook import report_xlsx
from service.language import Language, Text
from tests.support.made_answers import answer

TITLE = "2月12日午会材料 <b>&amp; [1]"
HOSTILE = "<b>甲</b> & \x07=1+1"
RARE = "\U00020bb7野"


def made(rows: list[list[Any]], **more: Any) -> Answer:
    """An answer with a text, a name, days that may be never, and a column of which nothing is."""
    columns = (
        Column("enterprise", {"type": "string"}, Text("Enterprise", "企业")),
        Column("name", {"type": "string"}, Text("Name", "名称")),
        Column("days", {"type": "number"}, Text("Days", "天数"), blank_is_never=True),
        Column("note", {"type": "string"}, Text("Note", "备注")),
    )
    plain = answer()
    return replace(
        plain, query=replace(plain.query, columns=columns), rows=rows, subgraph=None, **more
    )


def part(title: str, rows: list[list[Any]], **more: Any) -> Part:
    scope = [("企业", "公牛集团（gongniu）")]
    return Part(title, scope, "/queries/x", made(rows, **more), without_names)


PARTS = [
    part("关键路径", [["gongniu", "公牛集团", 2.5, HOSTILE], ["b", "乙五金", None, RARE]]),
    part("很多行", [[f"e{n}", f"企业{n}", n, "长" * n] for n in range(400)], truncated=True),
    Part("为何在等", [], "/queries/why", refusal=NotFound(Text("There is none", "没有企业"))),
    part("没有", []),
    Part("快照", [], "/snapshots/1", made([["b", "乙", 1, "x"]]), without_names, "保存于 09:00"),
]


def pages(parts: list[Part], language: Language = "zh") -> list[str]:
    read = PdfReader(io.BytesIO(report_pdf.report_pdf(TITLE, parts, language)))
    assert read.metadata and read.metadata.title == TITLE
    return [page.extract_text() for page in read.pages]


def test_each_page_of_a_pdf_is_headed_and_numbered() -> None:
    told = pages(PARTS)
    assert len(told) > 5
    for number, text in enumerate(told, 1):
        assert TITLE in text and f"{number}/{len(told)}" in text
    assert "没有企业" in told[0] and "还有更多行" in told[0]
    for text in told[1:]:
        assert "数据时点 2020-02-12" in text or "为何在等" in text
    assert "公牛集团（gongniu）" in told[1] and "无期" in told[1]
    assert "<b>甲</b> & =1+1" in told[1] and "〓野" in told[1] and "此字体缺少的字" in told[-1]
    many = [text for text in told if f"{TITLE} · 很多行" in text]
    assert len(many) > 3 and all("企业" in text and "天数" in text for text in many)
    assert "仅印出前 300 行，共 400 行" in many[0]
    assert "企业299" in "".join(many) and "企业300" not in "".join(many)
    assert "保存于 09:00" in told[-1]


def test_a_pdf_brings_its_font_and_is_the_same_each_time() -> None:
    body = report_pdf.report_pdf(TITLE, PARTS[:1], "zh")
    assert body == report_pdf.report_pdf(TITLE, PARTS[:1], "zh")
    fonts = {}
    for page in PdfReader(io.BytesIO(body)).pages:
        for font in page["/Resources"]["/Font"].values():
            fonts[str(font["/BaseFont"])] = "/FontFile2" in font.get("/FontDescriptor", {})
    assert [name for name, embedded in fonts.items() if not embedded] in ([], ["/Helvetica"])
    assert any("WenQuanYi" in name for name in fonts)
    assert len(body) < 60_000


def test_a_row_higher_than_a_page_and_columns_wider_than_one() -> None:
    long = part("长", [["a", "甲", 1, "字\n" * 299]])
    assert "字" in pages([long])[1]
    many = made([["x" * 60] * 30, ["y"] * 30])
    columns = [Column(f"c{n}", {"type": "string"}, Text("C", "列")) for n in range(30)]
    wide = replace(many, query=replace(many.query, columns=tuple(columns)))
    assert "x" in "".join(pages([Part("宽", [], "", wide, without_names)]))


def test_a_single_row_with_much_in_it_is_told_fact_by_fact() -> None:
    one = made([["a", *(f"值{n}" for n in range(9))]])
    columns = [Column(f"c{n}", {"type": "string"}, Text("C", f"事项{n}")) for n in range(10)]
    facts = replace(one, query=replace(one.query, columns=tuple(columns)))
    lines = pages([Part("一家", [], "", facts, without_names)])[1].splitlines()
    assert [line for line in lines if "值3" in line or "事项3" in line]


def test_without_the_package_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_pdf, "find_spec", lambda name: None)
    with pytest.raises(NotFound, match=r"tongbu\[pdf\]"):
        report_pdf.report_pdf(TITLE, PARTS, "zh")


def test_a_workbook_has_a_cover_and_a_sheet_for_each() -> None:
    book = load_workbook(io.BytesIO(report_xlsx(TITLE, PARTS, "zh")))
    assert book.sheetnames == ["封面", "1 关键路径", "2 很多行", "3 为何在等", "4 没有", "5 快照"]
    cover = book["封面"]
    assert cover["A1"].value == TITLE and cover["A3"].value == 1
    assert cover["B3"].hyperlink.target == "#'1 关键路径'!A1"
    assert "还有更多行" in cover["C4"].value and "没有企业" in cover["C5"].value
    rows = book["1 关键路径"]
    assert [cell.value for cell in rows[1]] == ["企业", "名称", "天数", "备注"]
    assert [rows["C2"].value, rows["C3"].value] == [2.5, "无期"]
    assert len(list(book["2 很多行"].rows)) == 401
    assert rows.oddFooter.right.text == "第 &P 页，共 &N 页" and rows.print_title_rows
    assert "公牛集团" in rows.oddHeader.left.text and "没有企业" in book["3 为何在等"]["A1"].value


def test_csv_comes_as_a_file_for_each_and_one_on_all() -> None:
    packed = zipfile.ZipFile(io.BytesIO(report_zip(PARTS, "en")))
    assert packed.namelist() == [
        "01-关键路径.csv",
        "02-很多行.csv",
        "04-没有.csv",
        "05-快照.csv",
        "00.csv",
    ]
    told = list(csv.reader(io.StringIO(packed.read("00.csv").decode("utf-8-sig"))))
    assert told[0] == ["File", "Answer", "Of what", "Address"] and len(told) == 6
    assert "Not answered: There is none" in told[3][2] and "Cut off" in told[2][2]
    rows = list(csv.reader(io.StringIO(packed.read("01-关键路径.csv").decode("utf-8-sig"))))
    assert rows[2][2] == "never"
