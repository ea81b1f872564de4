"""Cells that hold several names: materials, suppliers, telephones."""

import re
import unicodedata

from service.dataset.tables.parse import InvalidCell
from service.language import Text

_SEVERAL = re.compile("[、；;，/\n①⑴1]")
_BETWEEN_NAMES = re.compile(r"[、；;]|(?<=[一-鿿）)])\s*[，/]\s*(?=[一-鿿])")
_BETWEEN_MATERIALS = re.compile(r"[、；;]|\n(?![（(])|(?<=[一-鿿）)])\s*[，/]\s*(?=[一-鿿（(])")
_IN_BRACKETS = re.compile(r"[（(\[【][^（()）\[\]【】]*[）)\]】]")
_NUMBER_OF_ITEM = re.compile(
    r"[①-⑳⑴-⒇]|(?<![0-9.])[（(]?([0-9]{1,2})(?:[）)][、.．]?|[、.．])(?![0-9])"
)
_BETWEEN_TELEPHONES = re.compile(r"[、；;,，/\n|]|(?<=[0-9]{7})\s+(?=[0-9]{3})")
_FULL_NAME = re.compile(
    r"(?:公司|厂|集团|中心|合作社|经营部|商行|研究所|研究院|工作室|门市部|加工点|个体户|"
    r"\b(?:ltd|inc|gmbh|ag|llc|co|corp|limited)\.?)(?:[（(][^（）()]*[）)])?$",
    re.I,
)
_ONE_OR_SEVERAL = Text(
    "one name in one line, or several with 、 between them: it cannot be told whether the lines are"
    " one name",
    "一行写一个名称，多个名称之间用“、”：此处无法判断各行是否为同一名称",
)
_OF_ONE_SCRIPT = re.compile(r"(?<=[^\x00-\x7f])\n|\n(?=[^\x00-\x7f])")


def enterprise_names(cell: str) -> list[str]:
    """The names in a cell. A line end parts them only where whole names stand in the lines.

    Raises ``InvalidCell`` where a whole name is followed by another line that may be one, or not.
    """
    if not _SEVERAL.search(cell):
        return [cell]
    if items := _items(cell):
        return [name for item in items for name in enterprise_names(item)]
    lines = cell.split("\n")
    whole = [bool(_FULL_NAME.search(line)) for line in lines]
    if len(lines) > 1 and all(whole):
        return [name for line in lines for name in _parts(_BETWEEN_NAMES, line)]
    if any(
        ends and line[:1] not in "（([【、；;" for ends, line in zip(whole, lines[1:], strict=False)
    ):
        raise InvalidCell(_ONE_OR_SEVERAL)
    return _parts(_BETWEEN_NAMES, in_one_line(cell))


def material_names(cell: str) -> list[str]:
    """The names in a cell; a slash parts them only between Chinese characters (not PC/ABS)."""
    if items := _items(cell):
        return [name for item in items for name in _parts(_BETWEEN_MATERIALS, item)]
    return _parts(_BETWEEN_MATERIALS, cell)


def telephones(cell: str) -> list[str]:
    """The numbers in a cell, as people write them.

    Raises ``InvalidCell`` for one of which only the last digits are written (63800001/2).
    """
    found = _parts(_BETWEEN_TELEPHONES, cell)
    if found and len(found[0]) > 6 and any(re.fullmatch("[0-9]{1,4}", one) for one in found[1:]):
        raise InvalidCell(
            Text(
                "each number in full, not only its last digits", "每个号码都写全，不要只写末尾几位"
            )
        )
    return found


def in_one_line(cell: str) -> str:
    """A cell that was broken into lines, as the name or remark that it is."""
    return _OF_ONE_SCRIPT.sub("", cell).replace("\n", " ") if "\n" in cell else cell


def _items(cell: str) -> list[str]:
    """What stands behind 1、 2、 3、 or ① ② ③; none where a cell is not numbered so from its
    beginning on."""
    marks = list(_NUMBER_OF_ITEM.finditer(cell))
    numbers = [int(mark[1]) if mark[1] else int(unicodedata.numeric(mark[0])) for mark in marks]
    if not marks or cell[: marks[0].start()].strip() or numbers != list(range(1, len(marks) + 1)):
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(cell)]
    items = [cell[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]
    return list(dict.fromkeys(item for one in items if (item := one.strip(" 、；;，,。\n"))))


def _parts(between: re.Pattern[str], cell: str) -> list[str]:
    """The parts of a cell, but none of what stands within brackets."""
    within = [found.span() for found in _IN_BRACKETS.finditer(cell)]
    parts, begin = [], 0
    for found in between.finditer(cell):
        if not any(first < found.start() < last for first, last in within):
            parts.append(cell[begin : found.start()])
            begin = found.end()
    parts.append(cell[begin:])
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))
