"""Lists on standard output: rows without headings, aligned."""

import sys
from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from service.control_characters import visible


def print_rows(rows: Sequence[Sequence[str]]) -> None:
    """Prints rows of columns; on a terminal the last column is broken into lines."""
    rows = [[visible(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            padded = (set_cell_size(*cell) for cell in zip(row, widths, strict=True))
            print("  ".join(padded).rstrip())
        return
    from rich.console import Console as RichConsole
    from rich.markup import escape
    from rich.table import Table

    lines = Table.grid(padding=(0, 2))
    for _ in rows[0][:-1]:
        lines.add_column(no_wrap=True)
    lines.add_column(overflow="fold")
    for row in rows:
        lines.add_row(*map(escape, row))
    RichConsole(highlight=False).print(lines)
