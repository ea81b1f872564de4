"""What is wrong with the headers of a list, and which command would say what they mean."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from service.dataset.first_day.columns import LIST_COLUMNS
from service.dataset.first_day.header_remarks import WEEKS, is_days, is_unit
from service.dataset.first_day.headers import meaning, normalized_header, numbered, unit
from service.dataset.first_day.layout import FIELDS, HEADER_SEARCH_LINES, Layout, Mapped
from service.dataset.first_day.listed_columns import fullest
from service.dataset.first_day.sheet_kinds import FORM, is_form
from service.dataset.spreadsheets.sheet import LINES_PER_SHEET, Sheet, Spreadsheet
from service.errors import Fault
from service.language import Text

MAX_SHOWN = 20
"""Cells of a line that are shown where none is a header."""

_REQUIRED = [column for column in LIST_COLUMNS if column.required]
_NOTHING = Text("", "")
_ANCHORS_ABOVE = Text(
    "the anchors stand above several tables; add a column 龙头企业 that names the anchor in every"
    " line, and make it one table",
    "各表上方分别写有龙头企业；请增加“龙头企业”列并在每行填写，合为一张表",
)
_DAYS = Text("days, or weeks", "天数（或周数）")
_PERSONS = Text("persons", "人数")
_WANTED = {
    "stock_days": _DAYS, "lead_days": _DAYS, "headcount": _PERSONS, "on_post": _PERSONS,
    "output_rate": Text("percents, or shares such as 0.8", "百分比，或 0.8 这样的比例"),
}  # fmt: skip
"""What the numbers of a column are."""

_STOCK = frozenset(map(normalized_header, ("库存", "庫存", "stock", "inventory", "物料库存")))
"""Headers of a stock that do not say what it is counted in."""

_UNIT_COLUMNS = frozenset(
    map(
        normalized_header,
        ("库存单位", "计量单位", "单位", "物料单位", "unit", "uom", "unit of measure", "base unit"),
    )
)


def header_faults(
    spreadsheet: Spreadsheet,
    layouts: Mapping[int, Layout],
    read: Mapping[int, Layout],
    mapped: Mapping[str, str],
) -> Iterator[Fault]:
    """Columns that are missing, there twice, or doubtful.

    ``layouts``: of all visible sheets that are not empty; ``read``: of those that hold a list.
    """
    if not read:
        yield from _missing(spreadsheet, layouts)
    for index, layout in read.items():
        at = _At(spreadsheet, _line(spreadsheet, index, layout), layout)
        yield from _twice(at)
        yield from _of_which_side(at, mapped)
        yield from _of_another_unit(at, spreadsheet.sheets[index], mapped)


@dataclass(frozen=True)
class _At:
    """Where the header is whose cells have faults."""

    spreadsheet: Spreadsheet
    line: int
    layout: Layout

    def fault(self, position: int, text: Text) -> Fault:
        where = self.spreadsheet.location(self.line, position)
        return Fault(text, where, self.layout.header[position])


def _twice(at: _At) -> Iterator[Fault]:
    first = {meaning(header): header for header in at.layout.source_headers.values()}
    for position in at.layout.repeated:
        header = at.layout.header[position]
        other = first.get(meaning(header), header)
        also = (
            Text(f" or by {_ignore(other)}", f"或 {_ignore(other)} ")
            if other != header
            else _NOTHING
        )
        if meaning(header) in ("buyer", "supplier", "material") and numbered(header):
            text = Text(
                "one more in the same line; give each supporting enterprise and material a line of"
                f" its own, or leave the column out by {_ignore(header)}",
                "同一行列有多家或多种；请每家配套企业、每种物料单列一行，"
                f"或用 {_ignore(header)} 去掉该列",
            )
        else:
            text = Text(
                f"this column is there twice; say which counts, the other by {_ignore(header)}"
                + also.en,
                f"该列重复；请用 {_ignore(header)} {also.zh}去掉其中一列",
            )
        yield at.fault(position, text)


def _of_which_side(at: _At, mapped: Mapped) -> Iterator[Fault]:
    layout = at.layout
    if layout.doubtful and layout.guessed is not None:
        header = layout.header[layout.guessed]
        if normalized_header(header) not in mapped:
            yield at.fault(
                layout.guessed,
                Text(
                    "which of the two enterprises is this, the anchor or the one that supplies"
                    f' it? say --map "{header}=buyer" or --map "{header}=supplier"; facts such'
                    " as 是否复工 are taken of the supplier",
                    f'此列是龙头企业还是配套企业？请加 --map "{header}=buyer"（龙头）或 --map'
                    f' "{header}=supplier"（配套）；是否复工等按配套企业记',
                ),
            )
    for position in layout.of_either:
        header = layout.header[position]
        name = meaning(header)
        yield at.fault(
            position,
            Text(
                "is this of the anchor, beside which it stands, or of the one that supplies it?"
                f' of the anchor: {_ignore(header)}, or --map "{header}=note" to keep it as a note;'
                f' of the supplier: --map "{header}={name}"',
                f"此列紧随龙头企业，是龙头企业的还是配套企业的？龙头企业的请加 {_ignore(header)}"
                f'（不读取）或 --map "{header}=note"（记入备注），'
                f'配套企业的请加 --map "{header}={name}"',
            ),
        )


def _of_another_unit(at: _At, sheet: Sheet, mapped: Mapped) -> Iterator[Fault]:
    """Numbers of days, persons or shares that the header, or a column beside, gives otherwise."""
    layout = at.layout
    for name, position in layout.positions.items():
        header = layout.header[position]
        if normalized_header(header) in mapped:
            continue
        said = unit(header, name)
        if said is None and name == "stock_days" and normalized_header(header) in _STOCK:
            said = _unit_beside(sheet, layout)
        if said not in (None, WEEKS):
            wanted = _WANTED[name]
            yield at.fault(
                position,
                Text(
                    f"expected: {wanted.en}, not {said}; convert the column and its header, or"
                    f" leave it out by {_ignore(header)}",
                    f"应为{wanted.zh}，而非“{said}”；请换算该列并更改表头，"
                    f"或用 {_ignore(header)} 去掉该列",
                ),
            )


def _unit_beside(sheet: Sheet, layout: Layout) -> str | None:
    """A unit other than days in a column that names the units of a stock."""
    for header, position in layout.note_columns.items():
        if normalized_header(header) not in _UNIT_COLUMNS or position >= len(sheet.columns):
            continue
        column = sheet.columns[position]
        used = set(column.codes[layout.first :].tolist()) - {0}
        units = [column.texts[code] for code in sorted(used) if is_unit(column.texts[code])]
        return next((each for each in units if not is_days(each)), None)
    return None


def _ignore(header: str) -> str:
    return f'--map "{header}=ignore"'


def _missing(spreadsheet: Spreadsheet, layouts: Mapping[int, Layout]) -> Iterator[Fault]:
    index, layout = max(
        layouts.items(), key=lambda item: len(item[1].positions), default=(0, Layout())
    )
    line = _line(spreadsheet, index, layout)
    if not spreadsheet.sheets:
        yield Fault(Text("no sheet holds a list", "没有工作表含有名单"), spreadsheet.file)
        return
    if not len(spreadsheet.sheets[index]) and spreadsheet.workbook:
        hidden = "、".join(sheet.name for sheet in spreadsheet.sheets if sheet.hidden)
        yield Fault(
            Text(
                "no visible sheet holds a list" + (f"; hidden: {hidden}" if hidden else ""),
                "没有可见的工作表含有名单" + (f"；隐藏的：{hidden}" if hidden else ""),
            ),
            spreadsheet.file,
        )
        return
    for form in (i for i, each in layouts.items() if is_form(spreadsheet.sheets[i], each)):
        line = _line(spreadsheet, form, layouts[form])
        yield Fault(FORM, spreadsheet.location(line, None), layouts[form].header[0])
        return
    header = list(filter(None, layout.header or fullest(spreadsheet.sheets[index])))
    found = "、".join(header[:MAX_SHOWN]) + ("…" if len(header) > MAX_SHOWN else "")
    none = Text(
        f"; none of the first {HEADER_SEARCH_LINES} lines is known as a header",
        f"；前 {HEADER_SEARCH_LINES} 行中未识别出表头",
    )
    none = _NOTHING if layout.header else none
    if "supplier" in layout.positions and len(layout.anchors) > 1:
        where = spreadsheet.location(line, None, "龙头企业")
        yield Fault(_ANCHORS_ABOVE, where, "、".join(layout.anchors[:MAX_SHOWN]))
        return
    for column in _REQUIRED:
        if column.name not in layout.positions:
            where = spreadsheet.location(line, None, column.label.zh)
            yield Fault(
                Text(
                    f"no column {column.label.zh} ({column.label.en}); a list has one row per"
                    " supporting enterprise, with the columns 龙头企业 and 配套企业; or say which"
                    f' column it is: --map "…={column.name}"{none.en}',
                    f"缺少“{column.label.zh}”列；名单每行一家配套企业，须有“龙头企业”“配套企业”两列；"
                    f'或指明是哪一列：--map "…={column.name}"{none.zh}',
                ),
                where,
                found or None,
            )


def unknown_mapping(
    spreadsheet: Spreadsheet, layouts: Mapping[int, Layout], mapped: Mapping[str, str]
) -> Iterator[Fault]:
    """Mappings to no field, or of no column."""
    headers = {normalized_header(header) for layout in layouts.values() for header in layout.header}
    for header, name in mapped.items():
        if name and name not in FIELDS:
            known = ", ".join(FIELDS)
            yield Fault(
                Text(f"no such field; known are {known}", f"没有该字段；可用：{known}"),
                "--map",
                name,
            )
        elif normalized_header(header) not in headers:
            listed = "、".join(
                dict.fromkeys(each for layout in layouts.values() for each in layout.header if each)
            )
            yield Fault(
                Text(f"no such column; the list has {listed}", f"名单没有该列；现有：{listed}"),
                "--map",
                header,
            )


def _line(spreadsheet: Spreadsheet, index: int, layout: Layout) -> int:
    first = [*spreadsheet.sheets[index].numbers[:1], 1] if spreadsheet.sheets else [1]
    line = (layout.header_lines or first[:1])[-1]
    return line + (index * LINES_PER_SHEET if spreadsheet.workbook else 0)
