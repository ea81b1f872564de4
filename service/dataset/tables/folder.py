"""Reading a dataset folder: ``dataset.yaml`` and one CSV file per table.

Reading does not stop at a fault: it is recorded, and the rest is read.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

from service.dataset.naming.alias_table import FOLDER_TABLES
from service.dataset.spreadsheets.encodings import NAMES, Undecodable, decode
from service.dataset.tables.csv_reader import (
    Chunk,
    csv_chunks,
    csv_text_chunks,
    expected,
    is_utf8,
)
from service.dataset.tables.description import DESCRIPTION_FILE, read_description
from service.dataset.tables.input_tables import Dataset, DistinctValues, InputTable
from service.dataset.tables.parse import InvalidCell, Value, parse
from service.dataset.tables.written_values import Writing, day, rate
from service.errors import Fault
from service.language import Text
from service.model.columns import Column, Table
from service.model.tables import BY_NAME, TABLES


def read_folder(path: Path, *, encoding: str | None = None) -> tuple[Dataset, list[Fault]]:
    """The dataset in the folder ``path`` and every fault that reading alone can find.

    ``encoding`` is that of its tables; without it UTF-8, or what comes out right. Raises
    ``OSError`` for a file or folder that cannot be read.
    """
    faults: list[Fault] = []
    dataset = read_description(path / DESCRIPTION_FILE, faults)
    dataset.file = path.resolve().name
    known = {table.file for table in FOLDER_TABLES}
    for file in sorted(path.iterdir()):
        stray = file.suffix.lower() == ".csv" and file.name not in known
        if stray or (file.suffix.lower() in (".xlsx", ".xls") and file.stem in BY_NAME):
            faults.append(
                Fault(
                    Text(
                        "no such table; known are " + ", ".join(sorted(known, key=_place)),
                        "没有这个表；可用的表：" + "、".join(sorted(known, key=_place)),
                    ),
                    file.name,
                )
            )
    caches: ParseCaches = {}
    for table in FOLDER_TABLES:
        file = path / table.file
        if file.exists():
            reader = _TableReader(dataset, encoding, caches, faults)
            dataset.tables[table.name] = reader.read(table, file)
    return dataset, faults


def _place(file: str) -> int:
    return next((place for place, table in enumerate(TABLES) if table.file == file), len(TABLES))


class _TableReader:
    """Reads one table's file into ``dataset``."""

    def __init__(
        self, dataset: Dataset, encoding: str | None, caches: "ParseCaches", faults: list[Fault]
    ) -> None:
        self._dataset = dataset
        self._encoding = encoding
        self._caches = caches
        self._faults = faults

    def read(self, table: Table, path: Path) -> InputTable:
        """The table in the file at ``path``."""
        chunks = self._chunks(path)
        none: Chunk = ((1,), [[]])
        numbers, rows = next(chunks, none)
        header = [cell.strip() for cell in rows[0]]
        input_table = InputTable(table, path.name, header, self._dataset.ids)
        if not self._unreadable and _header_is_valid(input_table, self._faults):
            first: Chunk = (numbers[1:], rows[1:])
            writing = Writing(self._dataset.as_of)
            _read_records(input_table, chain([first], chunks), self._caches, writing, self._faults)
        return input_table

    def _chunks(self, path: Path) -> Iterator[Chunk]:
        self._unreadable = False
        if self._encoding is None and is_utf8(path):  # before, not while, its rows are read
            return csv_chunks(path, self._faults)
        content = path.read_bytes()
        try:
            decoded = decode(content, self._encoding)
        except Undecodable as undecodable:
            self._unreadable = True
            line = content.count(b"\n", 0, undecodable.offset) + 1
            shown = content[undecodable.offset : undecodable.offset + 8].hex(" ")
            self._faults.append(
                Fault(undecodable.explanation, f"{path.name}:{line}", shown or None)
            )
            return iter(())
        name = NAMES.get(decoded.encoding, decoded.encoding)
        self._dataset.understood.append(
            Text(f"{path.name} is read as {name}", f"{path.name} 按 {name} 读取")
        )
        return csv_text_chunks(decoded.text, path.name, self._faults)


def _read_records(
    input_table: InputTable,
    chunks: Iterable[Chunk],
    shared: "ParseCaches",
    writing: Writing,
    faults: list[Fault],
) -> None:
    """Parses records into ``input_table``, column by column; an invalid cell becomes ``None``."""
    columns = [input_table.definition.column(name) for name in input_table.header]
    caches = _parse_caches(columns, input_table, shared, writing)
    for lines, rows in chunks:
        if set(map(len, rows)) - {len(columns)}:
            lines, rows = _rows_of_header_width(input_table, lines, rows, faults)
        input_table.lines.extend(lines)
        for column, cells, cache, texts in zip(
            columns, input_table.encoded, caches, zip(*rows, strict=True), strict=False
        ):
            cells.codes.extend(map(cache.__getitem__, texts))
            if cache.invalid:
                _report_invalid(input_table, column, cache, zip(lines, texts, strict=True), faults)


class _ParseCache(dict[str, int]):
    """The code of each text of a column, so that each different text is parsed only once.

    An invalid text gets the code of ``None``; ``invalid`` has what was expected instead.
    """

    def __init__(self, column: Column, distinct: DistinctValues, writing: Writing) -> None:
        super().__init__()
        self._writing = writing
        self._column = column
        self._words = distinct
        self.invalid: dict[str, Text] = {}

    def __missing__(self, text: str) -> int:
        try:
            code = self._words.code(_as_written(self._column, text, self._writing))
        except InvalidCell as invalid:
            self.invalid[text] = invalid.expected
            return 0
        self[text] = code
        return code


_SHARES = ("output_rate", "share", "confidence")
"""Columns in which 80% and 八成 are 0.8."""


def _as_written(column: Column, text: str, writing: Writing) -> Value:
    """The value of a cell in the tables' own form, or as people write dates and percents."""
    try:
        return parse(column, text)
    except InvalidCell as invalid:
        try:
            if column.kind == "date" and writing.as_of != date.min:
                return day(text, writing)
            if column.name in _SHARES and not text.strip().replace(".", "").isdecimal():
                return parse(column, rate(text, writing) or "")
        except InvalidCell:
            pass
        raise invalid


ParseCaches = dict[tuple[int, bool], _ParseCache]
"""Shared caches of id columns, by identity of the distinct values, and whether required."""


def _parse_caches(
    columns: list[Column], input_table: InputTable, shared: ParseCaches, writing: Writing
) -> list[_ParseCache]:
    """A cache for each column; id columns of one label share one."""
    caches: list[_ParseCache] = []
    for column, cells in zip(columns, input_table.encoded, strict=True):
        cache = _ParseCache(column, cells.distinct, writing)
        if column.kind == "id":
            cache = shared.setdefault((id(cells.distinct), column.required), cache)
        caches.append(cache)
    return caches


def _rows_of_header_width(
    input_table: InputTable, lines: Sequence[int], rows: list[list[str]], faults: list[Fault]
) -> Chunk:
    width = len(input_table.header)
    for line, cells in zip(lines, rows, strict=True):
        if len(cells) != width and any(cell.strip() for cell in cells):
            faults.append(_wrong_width(input_table.file, line, len(cells), width))
    kept = [(line, cells) for line, cells in zip(lines, rows, strict=True) if len(cells) == width]
    return [line for line, _ in kept], [cells for _, cells in kept]


def _report_invalid(
    input_table: InputTable,
    column: Column,
    cache: _ParseCache,
    texts: Iterable[tuple[int, str]],
    faults: list[Fault],
) -> None:
    for line, text in texts:
        if text in cache.invalid:
            wanted = expected(cache.invalid[text])
            faults.append(Fault(wanted, f"{input_table.file}:{line}:{column.name}", text))
    cache.invalid.clear()


def _header_is_valid(input_table: InputTable, faults: list[Fault]) -> bool:
    known = input_table.definition.known
    wrong = len(faults)
    for position, name in enumerate(input_table.header):
        if name not in known:
            faults.append(
                Fault(
                    Text("unknown column; known are " + ", ".join(known),
                         "未知的列；可用的列：" + "、".join(known)),
                    f"{input_table.file}:1",
                    name,
                )
            )  # fmt: skip
        elif name in input_table.header[:position]:
            faults.append(
                Fault(
                    Text("this column is there twice", "该列重复"),
                    f"{input_table.file}:1:{name}",
                    name,
                )
            )
    for column in input_table.definition.columns:
        if column.required and column.name not in input_table.header:
            faults.append(
                Fault(
                    Text("this column is required and missing", "缺少必需的列"),
                    f"{input_table.file}:1:{column.name}",
                )
            )
    return len(faults) == wrong


def _wrong_width(file: str, line: int, found: int, wanted: int) -> Fault:
    return Fault(
        Text(
            f"{found} cells where the header has {wanted}; a comma inside a cell needs quotes",
            f"本行有 {found} 格，表头有 {wanted} 格；单元格内的逗号须加引号",
        ),
        f"{file}:{line}",
    )
