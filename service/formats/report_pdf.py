"""Several answers as one document to be printed (PDF): headed on each page, pages numbered n/N.

Its font comes with it, in the part that its texts need: nobody has to have one for Chinese.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from service.control_characters import NOT_IN_XML
from service.display import cells, tables
from service.display.scenarios import NOW, scope_of, total_rows
from service.errors import NotFound
from service.formats.report import Part
from service.language import Language, Text

FONT = "WenQuanYiMicroHei"
FONT_FILE = (
    Path(__file__).resolve().parents[2] / "web/static/vendor/wqy-microhei/wqy-microhei-subset.ttf"
)

MAX_ROWS = 300
"""Of one answer; who needs more of them takes the workbook."""

MAX_CELL = 600
"""Characters of one cell."""

MIN_SPLIT = 80
"""Points of a row that stand on a page where it goes on on the next."""

MAX_PORTRAIT_COLUMNS = 6

WORD = re.compile(r"[!-~]+")

MISSING = "〓"
"""Printed for a character that the font has not."""

INK, SOFT, LINE, SHADE = "#1c2430", "#56606e", "#bbbbbb", "#eef1f2"
MARGIN, HEAD, FOOT = 36, 52, 40
"""Points: at the sides, above with the head, below with the number."""


def is_available() -> bool:
    """Whether the package that writes PDF is installed."""
    return find_spec("reportlab") is not None


def report_pdf(title: str, parts: Sequence[Part], language: Language) -> bytes:
    """The report, each answer from a new page on; raises ``NotFound`` without reportlab."""
    if not is_available():
        raise NotFound(
            Text(
                "PDF needs the package reportlab: pip install 'tongbu[pdf]'. The page can be"
                " printed as well, and XLSX is there",
                "生成 PDF 需要 reportlab：pip install 'tongbu[pdf]'；也可直接打印页面，或下载 XLSX",
            )
        )
    return _Document(title, language).written(parts)


@cache
def _glyphs() -> frozenset[int]:
    """Registers the font; the characters that it has."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    font = TTFont(FONT, FONT_FILE)
    pdfmetrics.registerFont(font)
    pdfmetrics.registerFontFamily(FONT, FONT, FONT, FONT, FONT)
    return frozenset(font.face.charToGlyph)


def printable(text: str) -> str:
    """``text`` as the font can print it."""
    known = _glyphs()
    plain = NOT_IN_XML.sub("", text)
    return "".join(c if ord(c) in known or c == "\n" else MISSING for c in plain)


class _Document:
    def __init__(self, title: str, language: Language) -> None:
        from reportlab.lib.styles import ParagraphStyle

        self._language = language
        self._title = printable(title)
        plain = ParagraphStyle(
            "plain", fontName=FONT, fontSize=9, leading=13, textColor=INK, wordWrap="CJK"
        )
        self._styles = {
            "plain": plain,
            "cell": ParagraphStyle("cell", plain, fontSize=7.5, leading=10),
            "number": ParagraphStyle("number", plain, fontSize=7.5, leading=10, alignment=2),
            "soft": ParagraphStyle("soft", plain, textColor=SOFT),
            "h1": ParagraphStyle("h1", plain, fontSize=20, leading=28, spaceAfter=8),
            "h2": ParagraphStyle("h2", plain, fontSize=14, leading=20, spaceAfter=4),
        }
        self._lost = False
        """Whether a character was printed that the font has not."""

    def written(self, parts: Sequence[Part]) -> bytes:
        from reportlab.lib.pagesizes import A4, landscape
        from reportlab.platypus import Frame, PageTemplate
        from reportlab.platypus.doctemplate import BaseDocTemplate

        tables = [self._table(part) for part in parts]
        wide = any(table and len(table.headings) > MAX_PORTRAIT_COLUMNS for table in tables)
        self._size = landscape(A4) if wide else A4
        file = io.BytesIO()
        # invariant: without the moment of making, so that the same report is the same file
        document = BaseDocTemplate(
            file, pagesize=self._size, title=self._title, author="Tongbu 同步", invariant=1
        )
        width, height = self._size
        frame = Frame(MARGIN, FOOT, width - 2 * MARGIN, height - HEAD - FOOT, 0, 0, 0, 0, id="page")
        document.addPageTemplates(PageTemplate("page", [frame]))
        document.build(list(self._flow(parts, tables)), canvasmaker=_canvas(self._title))
        return file.getvalue()

    def _table(self, part: Part) -> tables.Table | None:
        answer = part.answer
        if answer is None or part.named is None:
            return None
        names = part.named(tables.ids_to_name(answer.columns, answer.rows, self._language))
        return tables.table(answer, self._language, lambda kind, id: "", names, places=part.places)

    def _flow(self, parts: Sequence[Part], tables: Sequence[tables.Table | None]) -> Iterator[Any]:
        from reportlab.platypus import PageBreak, Spacer

        yield self._text(self._title, "h1")
        yield from self._contents(parts)
        for part, table in zip(parts, tables, strict=True):
            yield PageBreak()
            as_of = Text(f"As of {part.as_of}", f"数据时点 {part.as_of}").to(self._language)
            yield _section(part.title, self._of(part), as_of)
            yield self._text(part.title, "h2")
            yield self._text(self._of(part), "soft")
            yield Spacer(0, 8)
            if part.totals:
                yield from self._totals(part)
            if table is not None:
                yield from self._rows(part, table)
        if self._lost:
            yield Spacer(0, 12)
            note = Text(
                f"{MISSING}: a character that this font has not; the workbook has it",
                f"{MISSING}：此字体缺少的字，XLSX 中可见",
            )
            yield self._text(note.to(self._language), "soft")

    def _of(self, part: Part) -> str:
        colon = Text(": ", "：").to(self._language)
        told = [f"{label}{colon}{value}" for label, value in part.told(self._language)]
        return Text("; ", "；").to(self._language).join(told)

    def _contents(self, parts: Sequence[Part]) -> Iterator[Any]:
        from reportlab.platypus import Spacer

        for number, part in enumerate(parts, 1):
            yield Spacer(0, 6)
            yield self._text(f"{number}  {part.title}", "plain")
            yield self._text(self._of(part), "soft")

    def _rows(self, part: Part, table: tables.Table) -> Iterator[Any]:
        from reportlab.platypus import LongTable, Spacer

        assert part.answer
        colon = Text(": ", "：").to(self._language)
        for label, cell in table.once:
            yield self._text(f"{label}{colon}{_plain(cell, self._language)}", "plain")
        if not table.rows:
            nothing = part.answer.query.empty or Text(
                "Nothing to report here.", "没有符合条件的结果。"
            )
            yield self._text(nothing.to(self._language), "plain")
            return
        shown = [i for i, heading in enumerate(table.headings) if not heading.empty]
        if len(table.rows) == 1 and len(shown) > MAX_PORTRAIT_COLUMNS:
            yield from self._facts(table, shown)
            return
        heads = [table.headings[i] for i in shown]
        lines = [[_plain(row[i], self._language) for i in shown] for row in table.rows[:MAX_ROWS]]
        styles = ["number" if heading.numeric else "cell" for heading in heads]
        printed = [[self._text(h.label, s) for h, s in zip(heads, styles, strict=True)]]
        printed += [
            [self._text(text, style) for text, style in zip(line, styles, strict=True)]
            for line in lines
        ]
        widths = self._widths([[h.label for h in heads], *lines])
        if len(table.rows) > MAX_ROWS:
            note = Text(
                f"Printed are the first {MAX_ROWS} of {len(table.rows)} rows; the workbook has all",
                f"仅印出前 {MAX_ROWS} 行，共 {len(table.rows)} 行，XLSX 中为全部",
            )
            yield self._text(note.to(self._language), "soft")
            yield Spacer(0, 6)
        yield LongTable(printed, widths, repeatRows=1, splitInRow=MIN_SPLIT, style=_TABLE)

    def _totals(self, part: Part) -> Iterator[Any]:
        """What would change in all: a figure a line."""
        from reportlab.platypus import LongTable, Spacer

        rows = total_rows(part.totals, self._language)
        first, now = (one.to(self._language) for one in (scope_of(part.totals), NOW))
        head = [first, now, *(text for name in part.then for text in (name, "±"))]
        lines = [
            [row.label, row.now, *(text for one in row.then for text in (one.text, one.by or "0"))]
            for row in rows
        ]
        printed = [
            [self._text(text, "number" if at else "cell") for at, text in enumerate(line)]
            for line in (head, *lines)
        ]
        width = self._size[0] - 2 * MARGIN
        widths = [0.4 * width, *[0.6 * width / (len(head) - 1)] * (len(head) - 1)]
        yield LongTable(printed, widths, repeatRows=1, style=_TABLE)
        yield Spacer(0, 12)

    def _facts(self, table: tables.Table, shown: Sequence[int]) -> Iterator[Any]:
        """A single row with much in it, fact by fact."""
        from reportlab.platypus import LongTable

        (row,) = table.rows
        told = [
            (table.headings[i].label, _plain(row[i], self._language))
            for i in shown
            if row[i].mark != "nothing"
        ]
        printed = [[self._text(one, "cell") for one in pair] for pair in told]
        width = self._size[0] - 2 * MARGIN
        style = [each for each in _TABLE if each[0] != "BACKGROUND"]
        yield LongTable(printed, [0.3 * width, 0.7 * width], splitInRow=MIN_SPLIT, style=style)

    def _widths(self, lines: Sequence[Sequence[str]]) -> list[float]:
        """The widths of columns, by how much is in them, in points."""
        from reportlab.pdfbase.pdfmetrics import stringWidth

        room = self._size[0] - 2 * MARGIN
        columns = [column[:100] for column in zip(*lines, strict=True)]

        def widest(texts: Iterable[str], most: float) -> float:
            longest: float = max(stringWidth(text[:40], FONT, 7.5) for text in texts)
            return min(most, longest) + 9

        # no date and no number is broken, as far as the page has room for that
        least = [widest((w for one in c for w in ["层", *WORD.findall(one)]), 90) for c in columns]
        wanted = [max(widest(c, 150), few) for c, few in zip(columns, least, strict=True)]
        if sum(least) > room:
            return [few * room / sum(least) for few in least]
        more = sum(wanted) - sum(least)
        spare = room - sum(least)
        return [
            few + (spare * (much - few) / more if more else spare / len(least))
            for few, much in zip(least, wanted, strict=True)
        ]

    def _text(self, text: str, style: str) -> Any:
        from reportlab.platypus import Paragraph

        told = printable(text)
        self._lost = self._lost or told.count(MISSING) > text.count(MISSING)
        return Paragraph(escape(told).replace("\n", "<br/>"), self._styles[style])


_TABLE = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("BACKGROUND", (0, 0), (-1, 0), SHADE),
    ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
    ("LEFTPADDING", (0, 0), (-1, -1), 4),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ("TOPPADDING", (0, 0), (-1, -1), 2.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
]


def _plain(cell: cells.Cell, language: Language) -> str:
    """A cell as one text, with the note that makes it true; ids below names are left out."""
    text = cell.text
    if cell.parts:
        text = Text(", ", "、").to(language).join(part.text for part in cell.parts)
    if cell.note and cell.mark != "name":
        text = f"{text} ({cell.note})"
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…"


def _section(title: str, of: str, as_of: str) -> Any:
    """What the heads of the pages say from here on."""
    from reportlab.platypus import Flowable

    class Section(Flowable):  # type: ignore[misc]
        def draw(self) -> None:
            self.canv.section = printable(title), printable(of), as_of
            self.canv.bookmarkPage(title)
            self.canv.addOutlineEntry(printable(title), title)

    return Section()


def _canvas(title: str) -> Any:
    """A canvas that heads and numbers its pages once all are there."""
    from reportlab.pdfbase.pdfmetrics import stringWidth
    from reportlab.pdfgen.canvas import Canvas

    def fitting(text: str, size: float, room: float) -> str:
        if stringWidth(text, FONT, size) <= room:
            return text
        while text and stringWidth(text + "…", FONT, size) > room:
            text = text[:-1]
        return text + "…"

    class Numbered(Canvas):  # type: ignore[misc]
        def __init__(self, *given: Any, **more: Any) -> None:
            super().__init__(*given, **more)
            self.section = "", "", ""
            self.pages: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self.pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self.pages, 1):
                self.__dict__.update(page)
                self.frame_page(f"{number}/{len(self.pages)}")
                super().showPage()
            super().save()

        def frame_page(self, number: str) -> None:
            width, height = self._pagesize
            room = width - 2 * MARGIN
            name, of, as_of = self.section
            self.setFillColor(INK)
            self.setFont(FONT, 9)
            head = f"{title} · {name}" if name else title
            self.drawString(MARGIN, height - 30, fitting(head, 9, room - 110))
            self.drawRightString(width - MARGIN, height - 30, as_of)
            self.setFillColor(SOFT)
            self.setFont(FONT, 7.5)
            self.drawString(MARGIN, height - 41, fitting(of, 7.5, room))
            self.setStrokeColor(LINE)
            self.line(MARGIN, height - 46, width - MARGIN, height - 46)
            self.drawString(MARGIN, 22, "同步 Tongbu")
            self.drawRightString(width - MARGIN, 22, number)

    return Numbered
