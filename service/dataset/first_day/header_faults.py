"""What is wrong with the headers of a list, and which command would say what they mean."""

from collections.abc import Iterator, Mapping

from service.dataset.first_day.columns import LIST_COLUMNS
from service.dataset.first_day.headers import normalized_header
from service.dataset.first_day.layout import FIELDS, Layout
from service.dataset.spreadsheets.sheet import LINES_PER_SHEET, Spreadsheet
from service.errors import Fault
from service.language import Text

_REQUIRED = [column for column in LIST_COLUMNS if column.required]


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
        line = _line(spreadsheet, index, layout)
        for position in layout.repeated:
            header = layout.header[position]
            yield Fault(
                Text(
                    "this column is there twice; say which counts, the other by"
                    f' --map "{header}=ignore"',
                    f'该列重复；请用 --map "{header}=ignore" 去掉其中一列',
                ),
                spreadsheet.location(line, position),
                header,
            )
        if layout.doubtful and layout.guessed is not None:
            header = layout.header[layout.guessed]
            if normalized_header(header) not in mapped:
                yield Fault(
                    Text(
                        "which of the two enterprises is this, the anchor or the one that supplies"
                        f' it? say --map "{header}=buyer" or --map "{header}=supplier"; facts such'
                        " as 是否复工 are taken of the supplier",
                        f'此列是龙头企业还是配套企业？请加 --map "{header}=buyer"（龙头）或 --map'
                        f' "{header}=supplier"（配套）；是否复工等按配套企业记',
                    ),
                    spreadsheet.location(line, layout.guessed),
                    header,
                )


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
    found = "、".join(header for header in layout.header if header)
    for column in _REQUIRED:
        if column.name not in layout.positions:
            where = spreadsheet.location(line, None, column.label.zh)
            yield Fault(
                Text(
                    f"no column {column.label.zh} ({column.label.en}); a list has one row per"
                    " supporting enterprise, with the columns 龙头企业 and 配套企业; or say which"
                    f' column it is: --map "…={column.name}"',
                    f"缺少“{column.label.zh}”列；名单每行一家配套企业，须有“龙头企业”“配套企业”两列；"
                    f'或指明是哪一列：--map "…={column.name}"',
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
