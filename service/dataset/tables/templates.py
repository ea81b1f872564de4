"""Template files: empty tables and an empty first-day list, with every header explained."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from service.dataset.first_day.columns import LIST_COLUMNS
from service.dataset.naming.alias_table import FOLDER_TABLES
from service.dataset.tables.description import DESCRIPTION_FILE
from service.errors import Conflict, Fault, system_reason
from service.language import Language, Text
from service.model.columns import Column

LIST = "list.xlsx"
EXPLANATION = "COLUMNS.md"

_KINDS = {
    "id": Text("id", "编号"),
    "text": Text("text", "文字"),
    "integer": Text("whole number", "整数"),
    "number": Text("number", "数"),
    "boolean": Text("true or false", "true 或 false"),
    "date": Text("date, 2020-02-12", "日期，2020-02-12"),
    "credit_code": Text("18 characters", "18 位"),
    "district": Text("six digits", "六位数字"),
    "place": Text("two, four or six digits", "两位、四位或六位数字"),
    "industry": Text("code", "代码"),
}

_ABOUT = """\
# 数据集说明 / What this dataset is
# 编号，每次载入须相同 / Its id, the same at every load
id: my-dataset
# 标题 / Title
title: My dataset
# 数据所反映的日期 / The day its facts are true of
as_of: 2020-02-12
# 来源，行内未写时用 / Source, where a row names none
source:
# 许可 / Licence
licence:
# 备注 / Note
note:
"""


def write_templates(folder: Path, language: Language = "zh") -> list[Path]:
    """Writes the templates into ``folder``, made if need be, and returns their paths.

    ``language`` is that of the list's headers; lists are read in either.
    The folder passes ``tongbu check`` as it is. Raises ``Conflict`` if one of the files exists,
    and then nothing is written, or if ``folder`` cannot be written to.
    """
    try:
        return _write(folder, language)
    except OSError as error:
        file, reason = error.filename or folder, system_reason(error)
        raise Conflict(
            Text(f"{file} cannot be written: {reason.en}", f"无法写入 {file}：{reason.zh}")
        ) from error


def _write(folder: Path, language: Language) -> list[Path]:
    files = [folder / DESCRIPTION_FILE, *(folder / table.file for table in FOLDER_TABLES)]
    files += [folder / LIST, folder / EXPLANATION]
    existing = [
        Fault(Text("is there already", "已存在"), file.name) for file in files if file.exists()
    ]
    if existing:
        raise Conflict(
            Text(f"{folder} holds such files already", f"{folder} 中已有同名文件"), existing
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DESCRIPTION_FILE).write_text(_ABOUT, encoding="utf-8")
    for table in FOLDER_TABLES:
        # The byte-order mark lets Excel see UTF-8, and keep it.
        (folder / table.file).write_text(",".join(table.known) + "\n", encoding="utf-8-sig")
    _workbook(language).save(folder / LIST)
    (folder / EXPLANATION).write_text(explanation(), encoding="utf-8")
    return files


def explanation() -> str:
    """Every column of every table, and of the list, in Markdown and both languages."""
    lines = ["# 各表列说明 / Columns of the tables", "", "`*` 必填 / required", ""]
    lines += explained_tables("##")
    lines += [f"## {LIST} — 首日名单 / the first-day list", "", "| 列 | 说明 |", "|---|---|"]
    for listed in LIST_COLUMNS:
        mark = "*" if listed.required else ""
        lines.append(f"| {listed.label}{mark} | {listed.about} |")
    return "\n".join([*lines, ""])


def explained_tables(heading: str) -> list[str]:
    """Every column of every table in Markdown, each table under a ``heading`` such as ``##``."""
    lines = []
    for table in FOLDER_TABLES:
        key = ", ".join(f"`{name}`" for name in table.key)
        lines += [f"{heading} {table.file} — {table.title}", ""]
        lines += [str(Text(f"One row for each {key}", f"每行由 {key} 唯一确定")), ""]
        lines.append("| 列 | 名称 | 类型 | 说明 |")
        lines.append("|---|---|---|---|")
        for column in table.columns:
            if not column.list_only:
                mark = "*" if column.required else ""
                about = str(column.about) if column.about.en else ""
                lines.append(
                    f"| `{column.name}`{mark} | {column.label} | {_kind(column)} | {about} |"
                )
        lines.append("")
    return lines


def _kind(column: Column) -> str:
    if column.choices:
        return ", ".join(f"`{choice}`" for choice in column.choices)
    kind = str(_KINDS[column.kind])
    if column.least is not None and column.most is not None:
        return f"{kind}, {column.least:g}–{column.most:g}"
    return f"{kind}, ≥ {column.least:g}" if column.least is not None else kind


def _workbook(language: Language) -> Workbook:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = Text("List", "名单").to(language)
    bold = Font(bold=True)
    shade = PatternFill("solid", fgColor="DDE8F0")
    for place, column in enumerate(LIST_COLUMNS, 1):
        header = column.label.to(language)
        cell = sheet.cell(1, place, header)
        cell.font = bold
        if column.required:
            cell.fill = shade
        cell.comment = Comment(f"{column.label.en}\n{column.about.zh}\n{column.about.en}", "tongbu")
        letter = cell.column_letter
        sheet.column_dimensions[letter].width = max(
            10, (3 if language == "zh" else 1.3) * len(header)
        )
        if column.name in ("uscc", "phone"):
            # As text from the start: Excel rounds long numbers and drops leading zeros.
            for row in range(2, 1002):
                sheet.cell(row, place).number_format = "@"
    sheet.freeze_panes = "A2"
    _add_explanation(book.create_sheet("说明 Explanation"))
    return book


def _add_explanation(sheet: Worksheet) -> None:
    sheet.append(["列", "Column", "说明", "What it is"])
    for column in LIST_COLUMNS:
        required = Text(" (required)", "（必填）") if column.required else Text("", "")
        sheet.append(
            [
                column.label.zh,
                column.label.en,
                column.about.zh + required.zh,
                column.about.en + required.en,
            ]
        )
    for letter, width in zip("ABCD", (18, 24, 40, 52), strict=True):
        sheet.column_dimensions[letter].width = width
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(vertical="top")
