"""Files of other kinds that people send for a list, and what would be right instead.

An OpenDocument or binary workbook is not read: which of its cells are errors, formulas without a
value or on hidden sheets cannot be told as strictly as of an .xlsx.
"""

import zipfile
from pathlib import Path

from service.dataset.spreadsheets.workbook import COMPOUND, ZIP
from service.language import Text

_PDF = b"%PDF-"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_STREAMS = {name: name.encode("utf-16-le") for name in ("WordDocument", "Workbook", "Book")}


def _spreadsheet(en: str, zh: str) -> Text:
    return Text(
        f"{en} is not read: open it there and save it as an Excel workbook (.xlsx)",
        f"不支持{zh}：请在原软件中打开并另存为 Excel 工作簿（.xlsx）",
    )


def _document(en: str, zh: str) -> Text:
    return Text(
        f"{en} is no spreadsheet: copy its table into a new workbook and save that as .xlsx",
        f"{zh}不是电子表格：请把其中的表格复制到新的工作簿并保存为 .xlsx",
    )


def _made_of_a_sheet(en: str, zh: str) -> Text:
    return Text(
        f"{en} is no spreadsheet: ask for the workbook (.xlsx) that it was made of",
        f"{zh}不是电子表格：请索取其原始工作簿（.xlsx）",
    )


ODS = _spreadsheet("an OpenDocument spreadsheet (.ods)", " OpenDocument 表格（.ods）")
XLSB = _spreadsheet("a binary workbook (.xlsb)", "二进制工作簿（.xlsb）")
NUMBERS = _spreadsheet(
    "a spreadsheet of Apple Numbers (.numbers)", " Apple Numbers 表格（.numbers）"
)
ET = _spreadsheet("a spreadsheet of WPS (.et)", " WPS 表格（.et）")
WORD = _document("a Word document", "Word 文档")
WRITING = _document("a text document", "文字文档")
PRESENTATION = _document("a presentation", "演示文稿")
PDF = _made_of_a_sheet("a PDF", "PDF ")
OFD = _made_of_a_sheet("an OFD document", "OFD 版式文件")
PICTURE = _made_of_a_sheet("a picture", "图片")
ARCHIVE = Text(
    "an archive: unpack it and give the list in it", "压缩包：请解压后使用其中的名单"
)  # fmt: skip

BY_SUFFIX = {
    ".ods": ODS, ".xlsb": XLSB, ".numbers": NUMBERS, ".et": ET, ".ett": ET, ".pdf": PDF,
    ".ofd": OFD, ".doc": WORD, ".docx": WORD, ".rtf": WORD, ".odt": WRITING, ".wps": WRITING,
    ".pages": WRITING, ".ppt": PRESENTATION, ".pptx": PRESENTATION, ".dps": PRESENTATION,
    ".jpg": PICTURE, ".jpeg": PICTURE, ".png": PICTURE, ".zip": ARCHIVE, ".rar": ARCHIVE,
    ".7z": ARCHIVE,
}  # fmt: skip
"""What is said of a file by its name, where its content says nothing else."""

_BY_PART = {
    f"{_OPEN_DOCUMENT}spreadsheet": ODS, f"{_OPEN_DOCUMENT}text": WRITING,
    f"{_OPEN_DOCUMENT}presentation": PRESENTATION,
    "xl/workbook.bin": XLSB, "index/document.iwa": NUMBERS, "index.zip": NUMBERS,
    "word/document.xml": WORD, "ppt/presentation.xml": PRESENTATION, "ofd.xml": OFD,
}  # fmt: skip
"""Parts or media types that only one kind of zip archive has."""


def other_kind(path: Path) -> Text | None:
    """What is said of a file that is of another kind by its content or its name.

    Raises ``OSError`` for a file that cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(_PDF):
        return PDF
    suffix = path.suffix.lower()
    if head.startswith(ZIP):
        names = _parts(path)
        if "xl/workbook.xml" in names:
            return None  # whatever it is called
        if found := next((text for part, text in _BY_PART.items() if part in names), None):
            return found
    if head.startswith(COMPOUND):
        content = path.read_bytes()
        has = {name for name, encoded in _STREAMS.items() if encoded in content}
        if has == {"WordDocument"}:  # a workbook may have a document inside it
            return WORD
    return BY_SUFFIX.get(suffix)


def _parts(path: Path) -> set[str]:
    """The parts of an archive in lower case, with the media type that it says it is of."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "mimetype" in names:
                with archive.open("mimetype") as file:
                    names.add(file.read(200).decode("ascii", "replace").strip())
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, ValueError):
        return set()  # told as a damaged workbook
    return {name.lower() for name in names}
