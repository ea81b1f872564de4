"""What was understood of a list, in sentences for the person who loads it."""

from collections.abc import Sequence

from service.dataset.first_day.cells import Readings
from service.dataset.first_day.columns import LIST_COLUMNS
from service.dataset.first_day.list_content import ListContent
from service.dataset.first_day.row_kinds import LeftOut
from service.dataset.spreadsheets.sheet import Spreadsheet
from service.language import Text

_LABELS = {column.name: column.label for column in LIST_COLUMNS}
_WORKBOOKS = (".xlsx", ".xlsm", ".xls")

_READ_AS = {
    "rounded": Text(
        "Numbers with more than two decimals were rounded", "超过两位小数的数已四舍五入到两位"
    ),
    "partly": Text(
        "部分复工 is taken as resumed, at an output that is not known",
        "“部分复工”按已复工、产量未知计",
    ),
    "materials": Text(
        "Cells with several materials: each is a supply of its own",
        "一格多种物料：各记为一条供应关系",
    ),
    "suppliers": Text(
        "Cells with several enterprises: each supplies", "一格多家配套企业：各记为一条供应关系"
    ),
    "buyers": Text(
        "Cells with several enterprises as anchors: each is supplied",
        "一格多家龙头企业：各记为一条供应关系",
    ),
    "shortened": Text("Notes that are too long were cut", "过长的备注已截断"),
}


def understood(
    suffix: str, content: ListContent, left_out: LeftOut, readings: Readings
) -> list[Text]:
    """Encoding and separator, sheets, header, columns, and what was left out or read as it is
    meant."""
    spreadsheet = content.spreadsheet
    found = list(spreadsheet.understood)
    if spreadsheet.old and suffix.lower() != ".xls":
        found.append(
            Text(
                f"A workbook of Excel 97 to 2003, though it is called {suffix}",
                f"内容为 Excel 97-2003 工作簿（后缀为 {suffix}）",
            )
        )
    elif spreadsheet.workbook and suffix.lower() not in _WORKBOOKS:
        found.append(
            Text(
                f"A workbook, though it is called {suffix}",
                f"内容为 Excel 工作簿（后缀为 {suffix}）",
            )
        )
    elif not spreadsheet.workbook and suffix.lower() in _WORKBOOKS:
        found.append(
            Text(f"A text, though it is called {suffix}", f"内容为文本（后缀为 {suffix}）")
        )
    found += _sheets(content)
    found += _columns(content)
    found += _read_all_the_same(content)
    found += _left_out(spreadsheet, left_out)
    if content.layouts and not content.rows.lines:
        found.append(Text("No line with data below the header", "表头下没有数据行"))
    found += [_read_as(kind, readings) for kind in _READ_AS if readings.counts[kind]]
    if readings.paired:
        cells = _shortened(readings.paired)
        found.append(
            Text(
                f"--pair: suppliers and materials are paired one to one: {cells}",
                f"--pair：配套企业与物料按顺序一一对应：{cells}",
            )
        )
    if spreadsheet.decimal_comma:
        found.append(Text("A comma in a number is taken as decimal sign", "数中的逗号按小数点计"))
    return found


def _read_as(kind: str, readings: Readings) -> Text:
    text, count = _READ_AS[kind], readings.counts[kind]
    if not (places := readings.first.get(kind)):
        return text
    more = f" … ({count})" if count > len(places) else ""
    listed = ", ".join(places) + more
    return Text(f"{text.en}: {listed}", f"{text.zh}：{listed}")


def _sheets(content: ListContent) -> list[Text]:
    sheets = content.spreadsheet.sheets
    read = [sheets[index].name for index in content.layouts]
    hidden = [sheet.name for sheet in sheets if sheet.hidden and len(sheet)]
    other = [
        sheet.name for index, sheet in enumerate(sheets)
        if not sheet.hidden and len(sheet)
        and index not in (*content.layouts, *content.examples, *content.enterprises_only)
    ]  # fmt: skip
    if not content.spreadsheet.workbook or (len(sheets) < 2 and not hidden):
        return []
    found = []
    if read:
        listed = "、".join(read)
        found.append(Text(f"Sheets read: {listed}", f"读取的工作表：{listed}"))
    if other:
        listed = "、".join(other)
        found.append(
            Text(
                f"Sheets without a list, left out: {listed}", f"没有名单、未读取的工作表：{listed}"
            )
        )
    for indexes, kind in (
        (content.examples, Text("Example sheets", "示例工作表")),
        (
            content.enterprises_only,
            Text(
                "Sheets of enterprises alone beside those of supplies (load them as a list of their"
                " own)",
                "仅列企业、与配套关系并存的工作表（请另存为单独名单载入）",
            ),
        ),
    ):
        if indexes:
            listed = "、".join(sheets[index].name for index in indexes)
            found.append(Text(f"{kind.en}, left out: {listed}", f"未读取的{kind.zh}：{listed}"))
    if hidden:
        listed = "、".join(hidden)
        found.append(Text(f"Hidden sheets, left out: {listed}", f"隐藏、未读取的工作表：{listed}"))
    return found


def _read_all_the_same(content: ListContent) -> list[Text]:
    """What a person may not have meant to be read: rows that nobody sees, cells struck through."""
    sheets = [content.spreadsheet.sheets[index] for index in content.layouts]
    found = []
    if rows := [str(row) for sheet in sheets for row in sheet.hidden_rows]:
        listed = _shortened(rows)
        found.append(
            Text(
                f"Hidden or filtered rows are read like the others: {listed}",
                f"隐藏或被筛选掉的行也已读取：第 {listed} 行",
            )
        )
    if struck := [cell for sheet in sheets for cell in sheet.struck]:
        listed = _shortened(struck)
        found.append(
            Text(
                f"Cells that are struck through are read like the others: {listed}",
                f"带删除线的单元格也已读取：{listed}",
            )
        )
    return found


def _columns(content: ListContent) -> list[Text]:
    found: list[Text] = []
    for index, layout in content.layouts.items():
        sheet = content.spreadsheet.sheets[index]
        ends = sorted({layout.header_lines[0], layout.header_lines[-1]})
        lines = "–".join(map(str, ends))
        where = (
            Text(f"of sheet {sheet.name} ", f"工作表“{sheet.name}”")
            if len(content.layouts) > 1
            else Text("", "")
        )
        pairs = [(layout.header[at], _LABELS[name]) for name, at in layout.positions.items()]
        pairs += [
            (layout.header[at], _LABELS[name])
            for name, positions in layout.more_positions.items() for at in positions
        ]  # fmt: skip
        en = ", ".join(f"{header} → {label.en}" for header, label in pairs)
        zh = "、".join(f"{header} → {label.zh}" for header, label in pairs)
        found.append(
            Text(f"Header {where.en}in line {lines}: {en}", f"{where.zh}表头在第 {lines} 行：{zh}")
        )
        if layout.anchor:
            found.append(
                Text(
                    f"The anchor of all lines, from above the header: {layout.anchor}",
                    f"各行的龙头企业取自表头上方：{layout.anchor}",
                )
            )
        if layout.beyond:
            listed = "、".join(layout.beyond)
            found.append(
                Text(
                    f"Another table behind a blank column, left out: {listed}",
                    f"空列右侧的另一张表，未读取：{listed}",
                )
            )
        if layout.alone:
            found.append(
                Text(
                    "A list of enterprises alone: it says nothing of supplies",
                    "仅企业名单，不含供应关系",
                )
            )
    return found


def _left_out(spreadsheet: Spreadsheet, left_out: LeftOut) -> list[Text]:
    found: list[Text] = []
    for lines, kind in (
        (left_out.totals, Text("totals", "合计行")),
        (left_out.footnotes, Text("footnotes", "脚注")),
        (left_out.headers, Text("repeated headers", "重复的表头")),
        (left_out.headings, Text("headings", "分组标题行")),
        (left_out.examples, Text("examples", "示例行")),
        (left_out.explanations, Text("numbers or hints of the columns", "栏次或填写要求行")),
    ):
        if lines:
            listed = _shortened(list(map(str, lines)))
            found.append(
                Text(f"Left out, {kind.en}: line {listed}", f"未读取的{kind.zh}：第 {listed} 行")
            )
    if left_out.ditto:
        found.append(
            Text(
                f"{left_out.ditto} cells such as 同上 take the value above",
                f"{left_out.ditto} 处“同上”取上一行的值",
            )
        )
    return found


def _shortened(places: Sequence[str]) -> str:
    shown = ", ".join(places[:10])
    return shown + (f" … ({len(places)})" if len(places) > 10 else "")
