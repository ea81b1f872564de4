"""Lists of the first day, written by tests."""

import csv
import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

AS_OF = datetime.date(2020, 2, 12)

CODE = "91330282144738512A"

ROWS: list[Sequence[Any]] = [
    ("配套企业", "龙头企业", "物料", "统一社会信用代码", "是否复工", "电话", "备注"),
    ("跃隆五金", "公牛集团", "插头支架", CODE, "是", "1", "缺铜"),
    ("金田铜业", "公牛集团", "", "", "否", "2", ""),
    ("跃隆五金", "新海集团", "", "", "", "3", ""),
]


def book(path: Path, rows: Sequence[Sequence[Any]], merge: str = "") -> Path:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    if merge:
        sheet.merge_cells(merge)
    workbook.save(path)
    return path


def text(path: Path, rows: Sequence[Sequence[Any]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path
