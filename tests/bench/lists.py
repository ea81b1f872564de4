"""A large list of the first day, and what reading and checking it takes.

``python -m tests.bench.lists 20`` writes a workbook of 20 MB, as Excel stores one, and a text with
the same rows into ``.tongbu/bench/lists``, then runs ``tongbu check`` on each in a process of its
own. Names, telephones and days are drawn at random: as much to compress as in a real list.
"""

import argparse
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape

from service.dataset.spreadsheets.sheet import column_letters
from service.dataset.tables.parse import check_character
from tests.bench.preparing import FOLDER

AS_OF = date(2020, 2, 12)
BYTES_PER_ROW = {".xlsx": 100, ".csv": 163}
"""About; so many rows are written as make the size that was asked for."""

HEADER = (
    "序号", "龙头企业", "配套企业", "物料", "统一社会信用代码", "街道", "联系人", "电话",
    "是否复工", "复工日期", "预计复工日期", "复产率", "员工数", "到岗数",
    "库存天数", "交货天数", "备注",
)  # fmt: skip
_CHARACTERS = bytes(
    byte for row in range(0xB0, 0xC0) for place in range(0xA1, 0xFF) for byte in (row, place)
).decode("gb2312")
"""1,504 of the characters in daily use."""

_TRADES = (
    "五金厂",
    "塑料制品有限公司",
    "电器有限公司",
    "轴承有限公司",
    "精密机械厂",
    "铜业有限公司",
)
_MATERIALS = ("插头支架", "铜片", "弹簧", "外壳", "轴承", "螺钉", "开关", "线束", "垫片", "齿轮")
_TOWNS = ("浒山街道", "宗汉街道", "坎墩街道", "观海卫镇", "周巷镇", "逍林镇", "附海镇", "新浦镇")
_NOTES = ("缺口罩", "缺工 12 人", "外省员工未返岗", "原料仅够三天", "物流受阻", "已备案待批")
_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"

Cell = str | int | float | None


def rows(count: int) -> Iterator[list[Cell]]:
    """The rows below the header: one supply each; a supplier comes again in one row of four."""
    chance = random.Random(15)
    names = _names(chance)
    anchors = [next(names) + "集团有限公司" for _ in range(max(1, count // 200))]
    suppliers: list[list[Cell]] = []
    for number in range(1, count + 1):
        if suppliers and chance.random() < 0.25:
            supplier = chance.choice(suppliers)
        else:
            suppliers.append(supplier := _supplier(chance, next(names)))
        anchor, material = chance.randrange(len(anchors)), chance.randrange(len(_MATERIALS))
        need = (anchor * len(_MATERIALS) + material) * 2654435761 % 37
        yield [
            number, anchors[anchor], supplier[0], _MATERIALS[material], *supplier[1:],
            need if need < 30 else None, supplier[-1] % 15,
            chance.choice(_NOTES) if chance.random() < 0.2 else None,
        ]  # fmt: skip


def _supplier(chance: random.Random, name: str) -> list[Any]:
    resumed = chance.random() < 0.6
    first = "91330282" + "".join(chance.choices(_CODE, k=9))
    staff = chance.randrange(5, 900)
    return [
        name + chance.choice(_TRADES),
        first + check_character(first),
        chance.choice(_TOWNS),
        "".join(chance.choices(_CHARACTERS, k=3)),
        f"1{chance.randrange(3, 10)}{chance.randrange(10**9):09}",
        "是" if resumed else "否",
        _serial(chance.randrange(8)) if resumed else None,
        None if resumed else _serial(-chance.randrange(1, 30)),
        round(chance.random(), 2) if resumed else None,
        staff,
        chance.randrange(staff),
    ]


def _names(chance: random.Random) -> Iterator[str]:
    """Names of four characters, each once."""
    seen: set[str] = set()
    while True:
        name = "".join(chance.choices(_CHARACTERS, k=4))
        if name not in seen:
            seen.add(name)
            yield name


def _serial(days_before: int) -> int:
    return (AS_OF - timedelta(days=days_before) - date(1899, 12, 30)).days


def write_text(path: Path, count: int) -> None:
    """The list as Excel's “CSV UTF-8”."""
    days = (HEADER.index("复工日期"), HEADER.index("预计复工日期"))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        file.write(",".join(HEADER) + "\r\n")
        for row in rows(count):
            for at in days:
                if isinstance(serial := row[at], int):
                    row[at] = str(date(1899, 12, 30) + timedelta(days=serial))
            file.write(",".join("" if cell is None else str(cell) for cell in row) + "\r\n")


def write_workbook(path: Path, count: int) -> None:
    """The list as Excel stores it: texts once, in a part of their own, and days as numbers."""
    texts: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in _PARTS.items():
            archive.writestr(part, content)
        with archive.open("xl/worksheets/sheet1.xml", "w") as file:
            _write_sheet(file, count, texts)
        with archive.open("xl/sharedStrings.xml", "w") as file:
            file.write(f'{_XML}<sst xmlns="{_MAIN}" uniqueCount="{len(texts)}">'.encode())
            for text in texts:
                file.write(f"<si><t>{escape(text)}</t></si>".encode())
            file.write(b"</sst>")


def _write_sheet(file: IO[bytes], count: int, texts: dict[str, int]) -> None:
    letters = [column_letters(position) for position in range(len(HEADER))]
    dated = {HEADER.index("复工日期"), HEADER.index("预计复工日期")}
    file.write(f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())

    def line(number: int, row: list[Cell]) -> str:
        cells = []
        for position, value in enumerate(row):
            place = f'<c r="{letters[position]}{number}"'
            if isinstance(value, str):
                index = texts.setdefault(value, len(texts))
                cells.append(f'{place} t="s"><v>{index}</v></c>')
            elif value is not None:
                style = ' s="1"' if position in dated else ""
                cells.append(f"{place}{style}><v>{value}</v></c>")
        return f'<row r="{number}" spans="1:{len(row)}">{"".join(cells)}</row>'

    file.write(line(1, list(HEADER)).encode())
    for number, row in enumerate(rows(count), 2):
        file.write(line(number, row).encode())
    file.write(b"</sheetData></worksheet>")


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}.sharedStrings+xml"/>'
    "</Types>",
    "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>",
    "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    "</Relationships>",
    "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="名单" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/styles.xml": f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts>'
    '<fills count="1"><fill/></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/>'
    '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
}


_TONGBU = "import sys; sys.modules['pandas'] = None; from service.cli.main import main; main()"
"""Without pandas, which Neo4j's driver imports where it is installed: only tests need it."""


def made(size: int, suffix: str) -> Path:
    """The list of about ``size`` MB, written by a process of its own where it is not there."""
    path = FOLDER / "lists" / f"list-{size}{suffix}"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [sys.executable, "-m", __spec__.name, str(size), "--write", path], check=True
        )
    return path


def measure(path: Path) -> None:
    """Prints CPU seconds and peak memory of ``tongbu check``, in a process of its own."""
    command = [sys.executable, "-c", _TONGBU, "check", path, "--as-of", str(AS_OF)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    print(
        f"{path.name}, {path.stat().st_size / 1e6:.1f} MB: {used.ru_utime + used.ru_stime:.1f} s"
        f" CPU, {used.ru_maxrss / 1024:.0f} MiB; exit {process.returncode}; {said.splitlines()[-1]}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog=f"python -m {__spec__.name}", description=__doc__)
    parser.add_argument("size", type=int, help="megabytes")
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        count = options.size * 1_000_000 // BYTES_PER_ROW[options.write.suffix]
        writer = write_text if options.write.suffix == ".csv" else write_workbook
        writer(options.write, count)
        return
    for suffix in BYTES_PER_ROW:
        measure(made(options.size, suffix))


if __name__ == "__main__":
    main()
