"""Cells that hold several names: materials, suppliers, telephones."""

import re

_SEVERAL = re.compile("[、；;\n]")
_BETWEEN_NAMES = re.compile("[、；;]")
_BETWEEN_MATERIALS = re.compile(r"[、；;\n]|(?<=[一-鿿）)])\s*/\s*(?=[一-鿿（(])")
_BETWEEN_TELEPHONES = re.compile(r"[、；;,，/\n|]|(?<=[0-9]{7})\s+(?=[0-9]{3})")
_FULL_NAME = re.compile(
    r"(?:公司|厂|集团|中心|合作社|经营部|商行|研究所|研究院|工作室|门市部|加工点|个体户|"
    r"\b(?:ltd|inc|gmbh|ag|llc|co|corp|limited)\.?)(?:[（(][^（）()]*[）)])?$",
    re.I,
)
_OF_ONE_SCRIPT = re.compile(r"(?<=[^\x00-\x7f])\n|\n(?=[^\x00-\x7f])")


def enterprise_names(cell: str) -> list[str]:
    """The names in a cell. A line end parts them only where whole names stand in the lines."""
    if not _SEVERAL.search(cell):
        return [cell]
    lines = cell.split("\n")
    if len(lines) > 1 and all(_FULL_NAME.search(line) for line in lines):
        return [name for line in lines for name in _parts(_BETWEEN_NAMES, line)]
    return _parts(_BETWEEN_NAMES, in_one_line(cell))


def material_names(cell: str) -> list[str]:
    """The names in a cell; a slash parts them only between Chinese characters (not PC/ABS)."""
    return _parts(_BETWEEN_MATERIALS, cell)


def telephones(cell: str) -> list[str]:
    """The numbers in a cell, as people write them."""
    return _parts(_BETWEEN_TELEPHONES, cell)


def in_one_line(cell: str) -> str:
    """A cell that was broken into lines, as the name or remark that it is."""
    return _OF_ONE_SCRIPT.sub("", cell).replace("\n", " ") if "\n" in cell else cell


def _parts(between: re.Pattern[str], cell: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in between.split(cell) if part.strip()))
