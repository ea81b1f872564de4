"""Lists as bureaus write them: small files with one habit each, and what must come of it.

The table in docs/lists.md is made of these cases, and a test reads each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from service.language import Text

FILES = Path(__file__).with_name("list_files")


@dataclass(frozen=True)
class Case:
    """One file. ``supplies`` are buyer, supplier and material (``None``: not given), ``facts`` what
    the file says of an enterprise, by name: ``None`` means that nothing is said; ``faults`` the
    places and values of all faults; ``told`` parts of what a person is told, in English."""

    file: str
    has: Text
    outcome: Text
    supplies: Sequence[tuple[str, str, str | None]] | None = None
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    leads: Mapping[str, float | None] = field(default_factory=dict)
    """Lead days by supplier."""
    stocks: Mapping[str, float | None] = field(default_factory=dict)
    """Stock in days by material."""
    faults: Sequence[tuple[str, str | None]] = ()
    fault: str = ""
    """Part of the first fault's text."""
    told: Sequence[str] = ()
    mapped: Mapping[str, str] = field(default_factory=dict)


READ = Text("read", "读取")
SAVE_AS = Text("refused: save it as .xlsx", "拒绝：请另存为 .xlsx")
COPY = Text("refused: copy the table into a workbook", "拒绝：请把表格复制到工作簿")
REFUSED = Text("refused, each cell named", "拒绝，逐格指出")

_A01 = [
    ("甲电器有限公司", "乙五金厂", "插头支架"),
    ("乙五金厂", "丙铜业有限公司", "铜材"),
]
_A01_FACTS = {
    "乙五金厂": {"expected_on": "2020-02-20", "resumed_on": None, "phone": "13800000001"},
    "丙铜业有限公司": {"resumed_on": "2020-02-12", "contact": "李某", "expected_on": None},
}
_TRIAL = [("试验甲电器", "试验乙五金", "支架")]
_TRIAL_FACTS = {"试验乙五金": {"expected_on": "2020-02-20", "resumed_on": None}}


def _factories(values: Sequence[Any], name: str) -> dict[str, dict[str, Any]]:
    return {f"厂{number:02}号": {name: value} for number, value in enumerate(values)}


CASES: tuple[Case, ...] = (
    Case(
        "a03_two_headers.xlsx",
        Text("two header lines, merged groups", "两行表头，合并的分组"),
        Text("both make the header: 配套企业 · 企业名称", "两行合成表头：配套企业 · 企业名称"),
        [("甲电器", "乙五金", None), ("甲电器", "丙铜业", None)],
        {
            "乙五金": {"expected_on": "2020-02-20", "resumed_on": None, "contact": "张某"},
            "丙铜业": {"resumed_on": "2020-02-12", "phone": "13800000002"},
        },
        told=("配套企业 · 企业名称 → Supporting enterprise", "1 enterprises have resumed without"),
    ),
    Case(
        "a05_ditto.xlsx",
        Text('同上, 〃, "', "同上、〃、\""),
        Text("the value above", "取上一行的值"),
        [
            ("甲电器", "乙五金", "插头支架"), ("甲电器", "丙铜业", "铜材"),
            ("甲电器", "丁塑料", "铜材"),
        ],
        told=("3 cells such as 同上",),
    ),
    Case(
        "a06_total.xlsx",
        Text("a total line", "合计行"),
        Text("left out, told", "不读取并说明"),
        [("甲电器", "乙五金", "插头支架"), ("甲电器", "丙铜业", "铜材")],
        told=("Left out, totals: line 4",),
    ),
    Case(
        "a08_multi.xlsx",
        Text("several materials or suppliers in one cell", "一格多种物料或多家企业"),
        Text("each a supply, told", "各记一条供应关系并说明"),
        [
            ("甲电器", "乙五金", "插头支架"), ("甲电器", "乙五金", "铜片"),
            ("甲电器", "乙五金", "弹簧"), ("甲电器", "丙铜业", "铜材"),
            ("甲电器", "丁塑料", "铜材"), ("戊家电", "乙五金", "铜片"),
        ],
        told=("several materials", "several enterprises"),
    ),
    Case(
        "a09_dates_text.xlsx",
        Text("days in 20 ways", "20 种日期写法"),
        Text("those with one meaning are read; 2月15日 is of --as-of's year; others refused, each"
             " cell named", "含义唯一的读取，2月15日取 --as-of 的年份；其余逐格拒绝"),
        facts=_factories(["2020-02-15"] * 6 + [None] + ["2020-02-15"] * 2 + [None] * 5
                         + ["2020-02-15", None, "2020-02-15", "2020-02-15"], "expected_on"),
        faults=[
            ("名单!C8", "02/15/2020"), ("名单!C11", "2020年2月"), ("名单!C12", "2月底"),
            ("名单!C14", "已复工"), ("名单!C15", "2020-02-15前"), ("名单!C17", "正月廿二"),
            ("名单!C20", "20.2.15"), ("名单!C21", "2020-02-30"),
        ],
        fault="expected: a date such as",
    ),
    Case(
        "a11_resumed_words.xlsx",
        Text("22 words for 是否复工", "是否复工的 22 种写法"),
        Text("yes, no or not known; 计划2月20日 is an expected day; brackets become notes",
             "是、否或未知；计划2月20日 记为预计日期；括号内记为备注"),
        facts={
            **_factories(
                ["2020-02-12" if yes == "1" else None for yes in "10101100111010100101000"],
                "resumed_on",
            ),
            "厂16号": {"resumed_on": None, "note": "缺工"},
            "厂18号": {"resumed_on": None, "expected_on": "2020-02-20"},
            "厂05号": {"resumed_on": "2020-02-12", "output_rate": None},
        },
        told=("部分复工 is taken as resumed",),
    ),
    Case(
        "a12_phones.xlsx",
        Text("telephones as numbers, a credit code as number", "数字格式的电话与信用代码"),
        Text("whole numbers; lost digits are refused", "还原号码；丢失数字的拒绝"),
        facts={
            "乙五金": {"phone": "13800000001"},
            "丁塑料": {"phone": "0574-63000001；13800000003"},
        },
        faults=[("名单!D5", "9.13302827e+17")],
        fault="last digits are lost",
    ),
    Case(
        "a13_sci.csv",
        Text("1.38E+10, 13800000002.0", "1.38E+10、13800000002.0"),
        Text(".0 is cut; lost digits are refused", "去掉 .0；丢失数字的拒绝"),
        facts={"丙铜业": {"phone": "13800000002", "contact": "李某"}},
        faults=[("2:电话", "1.38E+10")],
        told=("GB 18030",),
    ),
    Case(
        "a14_names.xlsx",
        Text("brackets, spaces, full width, line ends in names", "名称中的括号、空格、全角、换行"),
        Text("kept apart, listed as look-alikes", "分别保留，列为名称相近"),
        told=("ABC塑料 and ＡＢＣ塑料", "甲 乙 电 器 有 限 公 司 and 甲乙电器",
              "东方五金(宁波)有限公司 and 东方五金（宁波）有限公司",
              "东莞市西方塑料有限公司 and 西方塑料有限公司"),
    ),
    Case(
        "a15_numbers.xlsx",
        Text("3天, 约3天, 三天, 1周, 半天, １２, 2,500, 3-5天 …",
             "3天、约3天、三天、1周、半天、2,500、3-5天……"),
        Text("read where there is one meaning, else refused", "含义唯一的读取，否则拒绝"),
        leads={
            "厂00号": 3, "厂01号": None, "厂02号": 3, "厂03号": 3, "厂04号": 7, "厂05号": 12,
            "厂06号": 3.33, "厂07号": None, "厂08号": None, "厂09号": None, "厂10号": 0,
            "厂11号": 0.5, "厂12号": 7, "厂13号": 3, "厂14号": None,
        },
        faults=[
            ("名单!D3", "3-5天"), ("名单!D9", "2,5"), ("名单!D10", "2,500"), ("名单!D11", "5+"),
        ],
        told=("more than two decimals were rounded",),
    ),
    Case(
        "a16_rates_text.xlsx",
        Text("80%, 0.8, 80, 5, 八成, 120%", "80%、0.8、80、5、八成、120%"),
        Text("0.8, 0.8, refused, refused, 0.8, 1.2", "0.8、0.8、拒绝、拒绝、0.8、1.2"),
        facts=_factories([0.8, 0.8, None, None, 0.05, 0.8, 0.33, 0.8, 1, 1, 0.33, 1.2],
                         "output_rate"),
        faults=[("名单!C4", "80"), ("名单!C5", "5")],
        fault="80% or 0.8",
    ),
    Case(
        "a18_sheets_per_town.xlsx",
        Text("one sheet per town", "每个街道一张工作表"),
        Text("all read, the sheet's name is the town", "全部读取，表名即乡镇"),
        [("甲电器", "乙五金", "支架"), ("戊家电", "丙铜业", "铜材"), ("己汽配", "丁塑料", "外壳")],
        {
            "乙五金": {"town": "浒山街道"}, "丙铜业": {"town": "宗汉街道"},
            "丁塑料": {"town": "坎墩街道"},
        },
        told=("Sheets read: 浒山街道、宗汉街道、坎墩街道",),
    ),
    Case(
        "a19_cover_sheet.xlsx",
        Text("a cover sheet first", "首张为封面"),
        Text("the list is read, told", "读取名单并说明"),
        [("甲电器", "乙五金", "支架")],
        told=("Sheets read: 名单", "Sheets without a list, left out: 填表说明"),
    ),
    Case(
        "a20_hidden_first.xlsx",
        Text("last week's list on a hidden sheet", "隐藏工作表中的上周名单"),
        Text("only the visible one; the hidden named", "只读可见的，并指出隐藏的"),
        [("甲电器", "乙五金", "支架")],
        told=("Sheets read: 本周", "Hidden sheets, left out: 上周"),
    ),
    Case(
        "a21_formatted_empty_first.xlsx",
        Text("an empty formatted sheet first", "首张为空白表"),
        READ,
        [("甲电器", "乙五金", "支架")],
        told=("Sheets read: 名单",),
    ),
    Case(
        "a23_serial_numbers.xlsx",
        Text("200 lines with only a serial number", "200 行仅有序号"),
        Text("blank lines", "视为空行"),
        [("甲电器", "乙五金", "支架")],
    ),
    Case(
        "a24_formula_nocache.xlsx",
        Text("formulas without stored values", "公式没有保存结果"),
        Text("refused: open and save in Excel", "拒绝：请用 Excel 打开并保存"),
        faults=[("Sheet!B2", None), ("Sheet!D2", None)],
        fault="open the workbook in Excel and save it",
    ),
    Case(
        "a25_errors.xlsx",
        Text("#N/A, #REF! in cells", "单元格为 #N/A、#REF!"),
        REFUSED,
        faults=[
            ("Sheet!B3", "#N/A"), ("Sheet!D3", "#REF!"), ("Sheet!B4", "#N/A"),
            ("Sheet!D4", "#N/A"),
        ],
        fault="error value",
    ),
    Case(
        "h_na-or.xlsx", Text("#N/A of a formula", "公式结果 #N/A"), REFUSED,
        faults=[("Sheet!C2", "#N/A"), ("Sheet!C3", "#N/A")], fault="error value",
    ),
    Case("a27_old.xls", Text("Excel 97 to 2003", "Excel 97-2003"), READ, _A01, _A01_FACTS,
         {"乙五金厂": 2, "丙铜业有限公司": 1}, {"插头支架": 3, "铜材": None}),
    Case("a27b_renamed.xlsx", Text("the same, called .xlsx", "同上，改名为 .xlsx"),
         Text("read by its content, told", "按内容读取并说明"), _A01, _A01_FACTS,
         told=("Excel 97 to 2003, though it is called .xlsx",)),
    Case("a28b_xlsx_as.csv", Text("a workbook called .csv", "改名为 .csv 的工作簿"),
         Text("read by its content, told", "按内容读取并说明"), _A01, _A01_FACTS,
         told=("A workbook, though it is called .csv",)),
    Case("a49_macro.xlsm", Text("a workbook with macros", "含宏的工作簿"), READ, _A01, _A01_FACTS),
    Case(
        "a31_utf16.csv",
        Text("Excel's “Unicode text”", "Excel 的“Unicode 文本”"),
        READ,
        [("甲电器", "乙五金", "插头支架"), ("甲电器", "丙铜业", "铜材")],
        {"丙铜业": {"resumed_on": "2020-02-12", "contact": "李某"}},
        told=("UTF-16, separator tab",),
    ),
    Case(
        "a32_semicolon.csv", Text("semicolons", "分号分隔"), READ,
        [("甲电器", "乙五金", "插头支架"), ("甲电器", "丙铜业", "铜材")],
        {"乙五金": {"resumed_on": None, "contact": "张某"}}, told=("separator semicolon",),
    ),
    Case("a35_big5.csv", Text("Big5", "Big5"), READ, [("甲電器", "東方五金", "銅材")],
         told=("Big5",)),
    Case("h_cp1252.csv", Text("Windows-1252", "Windows-1252"), READ,
         [("Probe Anchor", "Müller Probe", "bracket"), ("Probe Anchor", "Köhler Probe", "copper")],
         told=("Windows-1252",)),
    Case(
        "d02_cp1252_english_headers.csv",
        Text("the same, more accents", "同上，更多重音字母"),
        READ,
        [("Beispiel AG", "Müller Präzision GmbH", "Kugellager"),
         ("Beispiel AG", "Société Générale d'Exemple", "Câble")],
        {"Müller Präzision GmbH": {"contact": "Jörg Größe"}}, told=("Windows-1252",),
    ),
    Case("h_cut.csv", Text("UTF-8 with one cut character", "UTF-8，一个字符被截断"),
         Text("refused at its line", "拒绝并指出行"), faults=[("2", "e6 0d 0a")],
         fault="UTF-8"),
    Case("a36_unquoted_comma.csv", Text("more cells than headers", "格数多于表头"),
         Text("refused at its line", "拒绝并指出行"), faults=[("2", None)], fault="6 cells"),
    Case("a37_shift_extra.csv", Text("the same", "同上"),
         Text("refused at its line", "拒绝并指出行"), faults=[("2", None)], fault="5 cells"),
    Case("a39_password.xlsx", Text("a password", "有密码"),
         Text("refused: take the password off", "拒绝：请取消密码"), faults=[("", None)],
         fault="take the password off"),
    Case("a41_empty_fill.xlsx", Text("a style that is not whole", "不完整的样式"), READ, _A01,
         _A01_FACTS),
    Case("h_extlst.xlsx", Text("extensions of a newer Excel", "新版 Excel 的扩展"), READ,
         _TRIAL, _TRIAL_FACTS),
    Case("h_nostyles.xlsx", Text("no styles, days from 1904", "无样式，1904 日期系统"), READ,
         _TRIAL, _TRIAL_FACTS),
    Case("h_strict.xlsx", Text("Strict Open XML, days from 1904", "Strict Open XML，1904 日期系统"),
         READ, _TRIAL, _TRIAL_FACTS),
    Case("a41d_damaged.xlsx", Text("damaged bytes", "文件损坏"),
         Text("refused in one line", "一行说明并拒绝"), faults=[("", None)], fault="damaged"),
    Case(
        "a42_other_headers.xlsx", Text("企业名称 beside 供应商名称", "企业名称与供应商名称并列"),
        Text("read with --map 企业名称=buyer; without it the command is told",
             "加 --map 企业名称=buyer 读取；未加则提示该命令"),
        [("甲电器", "乙五金", "支架")],
        {
            "乙五金": {
                "resumed_on": "2020-02-10", "phone": "13800000001", "town": "浒山",
                "headcount": 20,
            },
        },
        told=("供应商名称 → Supporting enterprise", "产品名称 → Material", "所属镇街 → Town"),
        mapped={"企业名称": "buyer"},
    ),
    Case("a45_english.xlsx", Text("English headers", "英文表头"), READ,
         [("Example Motors Co.", "Example Bearings GmbH", "Bearing")],
         {"Example Bearings GmbH": {"resumed_on": "2020-02-12"}}, {"Example Bearings GmbH": 2}),
    Case("d04_odoo.csv", Text("an export of Odoo", "Odoo 导出"), READ,
         [("My Company", "Example Parts, Inc.", "[E-COM06] Corner Desk")],
         leads={"Example Parts, Inc.": 3},
         told=("Vendor → Supporting enterprise", "Company → Anchor",
               "Columns kept as notes: Start Date")),
    Case("d01_sap_semicolon.csv", Text("semicolons and 2,5", "分号与 2,5"), Text("2.5", "2.5"),
         [("Beispiel AG", "Müller Präzision GmbH", "Kugellager")],
         leads={"Müller Präzision GmbH": 2.5}, told=("decimal sign",)),
    Case("d03_decimal_comma.csv", Text("2,500 beside 15.02.2020", "2,500 与 15.02.2020 并存"),
         Text("2.5, told", "2.5 并说明"),
         [("Beispiel AG", "Muster GmbH", "Lager"), ("Beispiel AG", "Muster2 GmbH", "Lager")],
         {"Muster GmbH": {"expected_on": "2020-02-15"}}, {"Muster GmbH": 2.5, "Muster2 GmbH": 14},
         told=("decimal sign",)),
    Case("d10_dup_case.csv",
         Text("ACME LTD, Acme Ltd.; Steel, STEEL", "ACME LTD、Acme Ltd.；Steel、STEEL"),
         Text("look-alikes of enterprises and materials", "企业与物料名称相近"),
         told=("ACME LTD and Acme Ltd.", "(materials), kept apart: STEEL and Steel")),
    Case("h_computed.xlsx", Text("6/7 shown as 86%", "6/7 显示为 86%"),
         Text("rounded, one notice", "四舍五入，一条提示"),
         facts={"试验乙五金": {"output_rate": 0.86}, "试验丙铜业": {"output_rate": 0.33}},
         leads={"试验乙五金": 0.33}, stocks={"支架": 2.5, "铜材": 3.33},
         told=("more than two decimals were rounded",)),
    Case("h_far.xlsx", Text("a blank in A1048576", "A1048576 有空格"), READ, _TRIAL, _TRIAL_FACTS),
    Case("h_nameless.csv", Text("a filled column without header", "有内容而无表头的列"),
         Text("kept as a note", "记入备注"), [("无名甲", "无名乙", "支架")],
         {"无名乙": {"note": "13800000000；急需口罩"}}),
    Case("h_trad.csv", Text("龍頭企業", "龍頭企業"), READ, [("試驗電器", "試驗五金", "支架")]),
    Case("h_val-a.xlsx", Text("values", "数值"), READ, [("隐一式甲", "隐一式乙", "支架")],
         {"隐一式乙": {"expected_on": "2020-03-30"}}, {"隐一式乙": 2}, {"支架": 8}),
    Case("h_val-a-f.xlsx", Text("the same as formulas without value", "同上，公式没有保存结果"),
         Text("refused: open and save in Excel", "拒绝：请用 Excel 打开并保存"),
         faults=[("Sheet!E2", None), ("Sheet!F2", None), ("Sheet!G2", None)],
         fault="open the workbook in Excel"),
    Case("h_xcr.xlsx", Text("_x000D_ in a name", "名称含 _x000D_"),
         Text("decoded: one enterprise", "解码：同一家企业"),
         [("验换行甲", "验换行乙五金", "支架"), ("验换行甲", "验换行丁厂", "铜材"),
          ("验换行甲", "验换行乙五金", "铜材"), ("验换行甲", "验换行戊二部", "支架")]),
    Case("o01_open_document.ods", Text("OpenDocument (LibreOffice)", "OpenDocument（LibreOffice）"),
         SAVE_AS, faults=[("", None)], fault="save it as an Excel workbook (.xlsx)"),
    Case("o01b_renamed.xlsx", Text("the same, called .xlsx", "同上，改名为 .xlsx"),
         SAVE_AS, faults=[("", None)], fault="OpenDocument"),
    Case("o04_wps.et", Text("WPS's own kind", "WPS 自有格式"),
         SAVE_AS, faults=[("", None)], fault="WPS"),
    Case("o02_word.docx", Text("a table in Word", "Word 中的表格"), COPY, faults=[("", None)],
         fault="copy its table into a new workbook"),
    Case("o03_old_word.xls", Text("a table in Word 97 to 2003, called .xls",
                                  "Word 97-2003 中的表格，改名为 .xls"),
         COPY, faults=[("", None)], fault="a Word document"),
    Case("o05_scan.pdf", Text("a PDF", "PDF"),
         Text("refused: ask for the workbook that it was made of", "拒绝：请索取原始工作簿"),
         faults=[("", None)], fault="ask for the workbook (.xlsx)"),
)  # fmt: skip
