"""Sheets and files that look like a list and are none: examples, forms, a day each, web pages."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from service.dataset.first_day.headers import meaning
from service.dataset.first_day.layout import Layout
from service.dataset.spreadsheets.sheet import Sheet
from service.language import Text

_EXAMPLE = re.compile(
    r"\(?(?:(?:填[写报表])?(?:示例|样例|范例|样表|样本|样张|举例|说明)|模[板版]示例|examples?|samples?|"
    r"instructions|read ?me|how to fill in)\)?[0-9]*(?:\(.*\))?"
)
_DAY = re.compile(
    r"(?:[0-9]{4}[-./年])?(?:1[0-2]|0?[1-9])(?:月(?:[12][0-9]|3[01]|0?[1-9])[日号]?|"
    r"[-.](?:[12][0-9]|3[01]|0?[1-9]))(?![0-9])|(?:19|20)[0-9]{6}|(?:0[1-9]|1[0-2])[0-3][0-9](?![0-9])"
)
_COUNTED = re.compile("表|附|第|册|卷|table|part|sheet", re.I)
_MARKUP = (
    (re.compile(rb"<(?:html|!doctype|table|meta|style)", re.I), Text("a web page", "网页")),
    (re.compile(rb"mime-version:", re.I), Text("a web page", "网页")),
    (re.compile(rb"<\?xml|<workbook", re.I), Text("XML", " XML ")),
    (re.compile(rb'[\[{]\s*["{\[]'), Text("JSON", " JSON ")),
)


def is_example(sheet: Sheet) -> bool:
    """Whether a sheet is called an example, or what explains how to fill in another."""
    name = unicodedata.normalize("NFKC", sheet.name).casefold().strip(" 【】[]*")
    return _EXAMPLE.fullmatch(name) is not None


def of_several_days(names: Iterable[str]) -> list[str]:
    """The names of sheets that differ in nothing but the day that each is called after."""
    by_rest: dict[str, dict[str, str]] = {}
    for name in names:
        written = unicodedata.normalize("NFKC", name).strip()
        if found := _DAY.search(written):
            rest = written[: found.start()] + written[found.end() :]
            if _COUNTED.search(rest):  # 附表1-2
                continue
            by_rest.setdefault(rest, {})[found[0]] = name
    return max(map(list, map(dict.values, by_rest.values())), key=len, default=[])


def is_form(sheet: Sheet, layout: Layout) -> bool:
    """Whether names and values (企业名称, 甲, 联系人, 乙) stand side by side in two lines."""
    if len(layout.header_lines) != 1:
        return False
    around = range(max(layout.first - 2, 0), min(layout.first + 1, len(sheet)))
    keys = [_keys(list(filter(None, sheet.cells(index)))) for index in around]
    return any(one and two and not set(one) & set(two) for one, two in pairwise(keys))


def _keys(cells: list[str]) -> list[str]:
    """The headers before values in a line, each or only the first; none in another line."""
    known = [meaning(cell) for cell in cells]
    pairs = all(known[::2]) and not any(known[1::2])
    of_a_form = len(cells) > 1 and (pairs or (known[0] and not any(known[1:])))
    return [key for key in known if key] if of_a_form else []


def markup(path: Path) -> Text | None:
    """What is said of a text that is no table but a page or a structure with one inside."""
    with path.open("rb") as file:
        head = file.read(400).lstrip(b"\xef\xbb\xbf \t\r\n")
    found = next((name for begins, name in _MARKUP if begins.match(head)), None)
    if found is None:
        return None
    return Text(
        f"the content is {found.en}, no table: open it in Excel and save it as .xlsx",
        f"内容为{found.zh}，不是表格：请用 Excel 打开并另存为 .xlsx",
    )


def days_fault(names: Iterable[str]) -> Text:
    """What is said of a workbook with a sheet for each day."""
    listed = "、".join(names)
    return Text(
        f"sheets of several days: {listed}; a list is of one day: leave the sheet of one day in the"
        " workbook, or hide the others",
        f"含多日的工作表：{listed}；名单只含一日的情况：请只保留一日的工作表，或隐藏其余",
    )


FORM = Text(
    "a form, with names beside their values; a list has the names in one line and below it one line"
    " for each supporting enterprise",
    "此表为填写单（名称与内容左右并列）；名单须以一行为表头，其下每家配套企业一行",
)
