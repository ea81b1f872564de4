"""CSV files of any size, read in chunks of records with the lines they begin on."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice
from pathlib import Path

from service.errors import Fault
from service.language import Text

RECORDS_PER_CHUNK = 2000
"""Few enough that a chunk stays in the processor's cache."""

BLOCK_BYTES = 1 << 20

_NEWLINE = re.compile("\r\n|\r|\n")

Chunk = tuple[Sequence[int], list[list[str]]]
"""The line that each record begins on, and the records' cells."""


def expected(what: Text) -> Text:
    """``what`` as the text of a fault."""
    return Text(f"expected: {what.en}", f"应为：{what.zh}")


def decode_file(path: Path, encodings: tuple[str, ...], faults: list[Fault]) -> str | None:
    """The text of a file in the first of ``encodings`` that fits; ``None`` where none does.

    Raises ``OSError`` for a file that cannot be read.
    """
    content = path.read_bytes()
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            line, start = content.count(b"\n", 0, error.start) + 1, error.start
    shown = content[start : start + 8].hex(" ")
    faults.append(
        Fault(
            expected(
                Text('UTF-8 (in Excel: save as "CSV UTF-8")', "UTF-8（Excel 另存为“CSV UTF-8”）")
            ),
            f"{path.name}:{line}",
            shown,
        )
    )
    return None


def csv_text_chunks(
    text: str, file: str, faults: list[Fault], separator: str = ","
) -> Iterator[Chunk]:
    """The records of CSV ``text``, many at once; blank lines are left out."""
    yield from _chunks(io.StringIO(text, newline=""), file, faults, separator)


def csv_chunks(path: Path, faults: list[Fault]) -> Iterator[Chunk]:
    """The records of a UTF-8 CSV file, many at once; blank lines are left out.

    Raises ``OSError`` for a file that cannot be read.
    """
    with path.open(encoding="utf-8-sig", newline="") as text:
        yield from _chunks(text, path.name, faults)


def is_utf8(path: Path) -> bool:
    """Whether a file is UTF-8 to its end.

    Raises ``OSError`` for a file that cannot be read.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while block := file.read(BLOCK_BYTES):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _chunks(
    text: Iterable[str], file: str, faults: list[Fault], separator: str = ","
) -> Iterator[Chunk]:
    reader = csv.reader(text, strict=True, delimiter=separator)
    begin, more = 1, True
    while more:
        rows: list[list[str]] = []
        error_found: csv.Error | None = None
        try:
            rows.extend(islice(reader, RECORDS_PER_CHUNK))  # keeps what came before an error
        except csv.Error as error:
            error_found = error
        more = error_found is None and len(rows) == RECORDS_PER_CHUNK
        lines: Sequence[int] = range(begin, begin + len(rows))
        if error_found or reader.line_num != begin + len(rows) - 1:  # some cells hold line ends
            lines = list(accumulate((1 + _line_ends(row) for row in rows), initial=begin))
            begin = lines.pop()
        else:
            begin += len(rows)
        if not all(rows):
            lines = [line for line, row in zip(lines, rows, strict=True) if row]
            rows = [row for row in rows if row]
        if rows:
            yield lines, rows
        if error_found:
            faults.append(
                Fault(
                    expected(
                        Text(f"CSV, a quote closed before the line ends ({error_found})",
                             f"CSV 格式，引号须成对（{error_found}）")
                    ),
                    f"{file}:{begin}",
                )
            )  # fmt: skip


def _line_ends(row: list[str]) -> int:
    return sum(len(_NEWLINE.findall(cell)) for cell in row)
