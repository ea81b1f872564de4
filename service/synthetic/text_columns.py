"""Columns of numbers as columns of text, whole tables at once, without an object for each row.

A column is a matrix of bytes, a row of it for each row of the table, with zeros where a cell is
shorter than the widest; the zeros are left out when the rows are put together.
"""

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from service.synthetic.places import Floats, Ints

Cells = npt.NDArray[np.uint8]
Column = Callable[[slice], Cells]
"""The cells of some rows."""

PORTION = 200_000
"""Rows put together at once."""


def looked_up(codes: Ints, texts: Sequence[str]) -> Column:
    """The text with the number; a blank cell for -1."""
    encoded = np.array([text.encode() for text in [*texts, ""]])
    table = encoded.view(np.uint8).reshape(len(encoded), -1)
    return lambda rows: table[codes[rows]]


def flags(values: npt.NDArray[np.bool_] | Ints) -> Column:
    """true, false; blank for -1."""
    return looked_up(values.astype(np.int64), ("false", "true"))


def whole(values: Ints) -> Column:
    """Whole numbers; blank below 0."""
    return lambda rows: _digits(values[rows], 1)


def numbered(before: str, values: Ints, width: int) -> Column:
    """``before`` and the number, with zeros before it up to ``width`` digits."""
    prefix = np.frombuffer(before.encode(), np.uint8)

    def cells(rows: slice) -> Cells:
        digits = _digits(values[rows], width)
        return np.hstack((np.broadcast_to(prefix, (len(digits), len(prefix))), digits))

    return cells


def hundredths(values: Ints) -> Column:
    """A number of hundredths from 0 up as a decimal number; blank for -1."""
    texts = [f"{number / 100:g}" for number in range(max(1, int(values.max(initial=0)) + 1))]
    return looked_up(values, texts)


def halves(values: Ints) -> Column:
    """A number of halves from 0 up as a decimal number; blank for -1."""
    texts = [f"{number / 2:g}" for number in range(max(1, int(values.max(initial=0)) + 1))]
    return looked_up(values, texts)


def degrees(values: Floats) -> Column:
    """Degrees from 0 up, with four decimals."""
    scaled: Ints = np.round(values * 10_000).astype(np.int64)

    def cells(rows: slice) -> Cells:
        digits = _digits(scaled[rows], 5)
        point = np.full((len(digits), 1), ord("."), np.uint8)
        return np.hstack((digits[:, :-4], point, digits[:, -4:]))

    return cells


def dates(days: Ints, day: datetime.date, blank: int) -> Column:
    """``day`` and so many days; blank for ``blank``."""
    known = days != blank
    least = int(days[known].min()) if known.any() else 0
    most = int(days[known].max()) if known.any() else 0
    texts = [str(day + datetime.timedelta(days=after)) for after in range(least, most + 1)]
    return looked_up(np.where(known, days - least, -1), texts)


def _digits(values: Ints, least: int) -> Cells:
    """Decimal digits, at least so many; an empty cell below 0."""
    most = max(least, len(str(int(values.max(initial=0)))))
    powers = 10 ** np.arange(most - 1, -1, -1)
    digits = (values[:, None] // powers) % 10 + ord("0")
    leading = (powers > values[:, None]) & (powers >= 10**least)
    return np.where(leading | (values[:, None] < 0), 0, digits).astype(np.uint8)


def write_table(
    path: Path, columns: dict[str, Column], rows: int, wrote: Callable[[int], None]
) -> None:
    """Writes a CSV file; ``wrote`` is told how many rows each portion had."""
    with path.open("wb") as file:
        file.write((",".join(columns) + "\n").encode())
        for begin in range(0, rows, PORTION):
            part = slice(begin, min(begin + PORTION, rows))
            count = part.stop - part.start
            comma = np.full((count, 1), ord(","), np.uint8)
            pieces: list[Cells] = []
            for column in columns.values():
                pieces += [column(part), comma]
            pieces[-1] = np.full((count, 1), ord("\n"), np.uint8)
            cells = np.hstack(pieces)
            file.write(cells[cells != 0].tobytes())
            wrote(count)
