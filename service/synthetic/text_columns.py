"""Vectorised formatting of CSV tables, without an object for each cell.

A column is a matrix of bytes, a row of it for each row of the table, with zeros where a cell is
shorter than the widest; the zeros are left out when the rows are put together.
"""

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from service.synthetic.places import FloatArray, IntArray

CellMatrix = npt.NDArray[np.uint8]
Column = Callable[[slice], CellMatrix]
"""Formats the cells of a slice of rows."""

ROWS_PER_WRITE = 200_000
"""Rows formatted at once."""


def lookup_column(codes: IntArray, texts: Sequence[str]) -> Column:
    """The text of each code; a blank cell for -1."""
    encoded = np.array([text.encode() for text in [*texts, ""]])
    table = encoded.view(np.uint8).reshape(len(encoded), -1)
    return lambda rows: table[codes[rows]]


def boolean_column(values: npt.NDArray[np.bool_] | IntArray) -> Column:
    """true, false; blank for -1."""
    return lookup_column(values.astype(np.int64), ("false", "true"))


def integer_column(values: IntArray) -> Column:
    """Whole numbers; blank below 0."""
    return lambda rows: _digits(values[rows], 1)


def number_column(prefix: str, values: IntArray, width: int) -> Column:
    """``prefix`` and the number, padded with zeros to ``width`` digits."""
    encoded = np.frombuffer(prefix.encode(), np.uint8)

    def cells(rows: slice) -> CellMatrix:
        digits = _digits(values[rows], width)
        return np.hstack((np.broadcast_to(encoded, (len(digits), len(encoded))), digits))

    return cells


def hundredths_column(values: IntArray) -> Column:
    """A number of hundredths from 0 up as a decimal number; blank for -1."""
    texts = [f"{number / 100:g}" for number in range(max(1, int(values.max(initial=0)) + 1))]
    return lookup_column(values, texts)


def halves_column(values: IntArray) -> Column:
    """A number of halves from 0 up as a decimal number; blank for -1."""
    texts = [f"{number / 2:g}" for number in range(max(1, int(values.max(initial=0)) + 1))]
    return lookup_column(values, texts)


def degrees_column(values: FloatArray) -> Column:
    """Degrees from 0 up, with four decimals."""
    scaled: IntArray = np.round(values * 10_000).astype(np.int64)

    def cells(rows: slice) -> CellMatrix:
        digits = _digits(scaled[rows], 5)
        point = np.full((len(digits), 1), ord("."), np.uint8)
        return np.hstack((digits[:, :-4], point, digits[:, -4:]))

    return cells


def date_column(days: IntArray, day: datetime.date, blank: int) -> Column:
    """``day`` and so many days; blank for ``blank``."""
    dated = days != blank
    first = int(days[dated].min()) if dated.any() else 0
    last = int(days[dated].max()) if dated.any() else 0
    texts = [str(day + datetime.timedelta(days=after)) for after in range(first, last + 1)]
    return lookup_column(np.where(dated, days - first, -1), texts)


def _digits(values: IntArray, min_digits: int) -> CellMatrix:
    """Decimal digits, at least so many; an empty cell below 0."""
    digit_count = max(min_digits, len(str(int(values.max(initial=0)))))
    powers = 10 ** np.arange(digit_count - 1, -1, -1)
    digits = (values[:, None] // powers) % 10 + ord("0")
    leading = (powers > values[:, None]) & (powers >= 10**min_digits)
    return np.where(leading | (values[:, None] < 0), 0, digits).astype(np.uint8)


def write_table(
    path: Path, columns: dict[str, Column], rows: int, on_rows_written: Callable[[int], None]
) -> None:
    """Writes a CSV file; ``on_rows_written`` is told how many rows each portion had."""
    with path.open("wb") as file:
        file.write((",".join(columns) + "\n").encode())
        for begin in range(0, rows, ROWS_PER_WRITE):
            part = slice(begin, min(begin + ROWS_PER_WRITE, rows))
            count = part.stop - part.start
            comma = np.full((count, 1), ord(","), np.uint8)
            pieces: list[CellMatrix] = []
            for column in columns.values():
                pieces += [column(part), comma]
            pieces[-1] = np.full((count, 1), ord("\n"), np.uint8)
            cells = np.hstack(pieces)
            file.write(cells[cells != 0].tobytes())
            on_rows_written(count)
