"""What the command line shows: progress, tables, refusals; in the reader's language."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from service.answers.answer import Answer
from service.catalog.parameters import Column
from service.display.labels import NEVER_READY, UNLESS_NEVER
from service.errors import Refusal
from service.language import Language, Text
from service.serialization import to_cell

UNKNOWN = "—"
"""What stands for a value that nobody knows."""

LINES = 3
"""Lines that one value may take in a table; a longer one has its answer shown row by row."""

NARROW = 20
"""Cells of a terminal below which no text is broken into lines."""

FAULTS_SHOWN = 1000
"""Faults listed before the rest is only counted."""


class Terminal:
    """Standard output for answers, standard error for everything said beside them."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.out = Console(highlight=False, soft_wrap=False)
        self.side = Console(stderr=True, highlight=False)

    def say(self, text: Text) -> None:
        """One line to standard error."""
        self.side.print(text.to(self.language), markup=False, soft_wrap=True)

    def refuse(self, refusal: Refusal) -> None:
        """A refusal: one line, then a line for each fault."""
        colon = Text(": ", "：").to(self.language)
        line = f"{refusal.title.to(self.language)}{colon}{refusal.detail.to(self.language)}"
        near = getattr(refusal, "nearest", ())
        if near:
            line += Text(" — nearest: ", "——最接近的：").to(self.language) + ", ".join(near)
        print(line, file=sys.stderr)
        for fault in refusal.faults[:FAULTS_SHOWN]:
            value = f" {fault.value!r}" if fault.value is not None else ""
            where = f"{fault.where}{value}{colon}" if fault.where or value else ""
            print(f"  {where}{fault.text.to(self.language)}", file=sys.stderr)
        rest = len(refusal.faults) - FAULTS_SHOWN
        if rest > 0:
            print(
                Text(f"  and {rest} more", f"  另有 {rest} 处").to(self.language), file=sys.stderr
            )

    def listed(self, rows: Sequence[Sequence[str]]) -> None:
        """Rows to standard output, aligned; on a terminal the last column is broken into lines."""
        if not self.out.is_terminal:
            widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
            for row in rows:
                padded = (set_cell_size(*one) for one in zip(row, widths, strict=True))
                print("  ".join(padded).rstrip())
            return
        lines = Table.grid(padding=(0, 2))
        for _ in rows[0][:-1]:
            lines.add_column(no_wrap=True)
        lines.add_column(overflow="fold")
        for row in rows:
            lines.add_row(*map(escape, row))
        self.out.print(lines)

    @property
    def lines(self) -> "Bars":
        """Progress as lines, where no bar is shown."""
        return Bars(self, None)

    @contextmanager
    def progress(self) -> Iterator["Bars"]:
        """Bars of progress on a terminal, a line a phase elsewhere."""
        if not self.side.is_terminal:
            yield Bars(self, None)
            return
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.side,
        ) as bars:
            yield Bars(self, bars)

    def answer(self, answer: Answer) -> None:
        """An answer as a table, or where that is wider than the terminal row by row."""
        names = _names(answer.columns)
        shown = [i for i in _shown(answer.columns, answer.rows) if i not in names.values()]
        headings = [answer.columns[names.get(i, i)].label.to(self.language) for i in shown]
        cells = [[self._cell(row, i, names.get(i)) for i in shown] for row in answer.rows]
        for at, i in enumerate(shown):
            if answer.columns[i].name in UNLESS_NEVER:
                for row, line in zip(answer.rows, cells, strict=True):
                    line[at] = NEVER_READY.to(self.language) if row[i] is None else line[at]
        print(self._title(answer))
        columns = [answer.columns[i] for i in shown]
        values = list(zip(*cells, strict=True)) or [()] * len(shown)
        widest = [
            max(map(cell_len, [heading, *given]))
            for heading, given in zip(headings, values, strict=True)
        ]
        least = [_least(*one) for one in zip(columns, headings, values, strict=True)]
        borders = 1 + 3 * len(shown)
        if not self.out.is_terminal:
            wide = Console(width=sum(widest) + borders, highlight=False)
            wide.print(_table(columns, headings, cells, widest))
        elif sum(least) + borders <= self.out.width:
            room = self.out.width - borders
            whole = [max(map(cell_len, given), default=0) for given in values]
            widths = _spread(_spread(least, whole, room), widest, room)
            self.out.print(_table(columns, headings, cells, widths))
        else:
            for row in cells:
                self._record(headings, row)
        known = {*shown, *names.values()}
        unknown = [
            c.label.to(self.language) for i, c in enumerate(answer.columns) if i not in known
        ]
        if unknown and answer.rows:
            self.say(Text(f"Nothing known: {', '.join(unknown)}", f"均未填：{'、'.join(unknown)}"))
        if answer.truncated:
            self.say(
                Text(
                    f"Only the first {len(answer.rows)} rows; all: --format csv or ndjson",
                    f"仅显示前 {len(answer.rows)} 行；全部结果请用 --format csv 或 ndjson",
                )
            )

    def _record(self, headings: Sequence[str], row: Sequence[str]) -> None:
        """One row as lines of heading and value, what is not known left out."""
        lines = Table.grid(padding=(0, 2))
        lines.add_column(style="bold", no_wrap=True)
        lines.add_column(overflow="fold")
        for heading, value in zip(headings, row, strict=True):
            if value != UNKNOWN:
                lines.add_row(escape(heading), escape(value))
        self.out.rule(style="dim")
        self.out.print(lines)

    def _title(self, answer: Answer) -> str:
        scope = ", ".join(
            f"{name}={to_cell(value)}"
            for name, value in answer.parameters.items()
            if value is not None
        )
        parts = [answer.query.title.to(self.language), scope, f"as_of {answer.state.as_of}"]
        count = len(answer.rows)
        rows = Text(f"{count} row{'s' * (count != 1)}", f"{count} 行").to(self.language)
        return " · ".join(part for part in [*parts, rows] if part)

    def _cell(self, row: Sequence[Any], index: int, name: int | None) -> str:
        value = self._value(row[index])
        if name is None or row[name] is None:
            return value
        return f"{row[name]} ({value})"

    def _value(self, value: Any) -> str:
        if value is None:
            return UNKNOWN
        if isinstance(value, bool):
            return (Text("yes", "是") if value else Text("no", "否")).to(self.language)
        if isinstance(value, float):
            return f"{round(value, 4):.15g}"
        if isinstance(value, list) and any(isinstance(item, dict) for item in value):
            return "; ".join(self._step(item) for item in value)
        return str(to_cell(value))

    def _step(self, item: dict[str, Any]) -> str:
        """One nested thing: its values, a name standing for its id."""
        named = [value for key, value in sorted(item.items()) if f"{key}_name" not in item]
        return " ← ".join(str(to_cell(value)) for value in named)


class Bars:
    """Progress as people see it: bars, or without ``bars`` lines."""

    def __init__(self, terminal: Terminal, bars: Progress | None) -> None:
        self._terminal = terminal
        self._bars = bars
        self._tasks: dict[str, Any] = {}
        self._said: dict[str, float] = {}
        self._ended: set[str] = set()

    def line(self, what: Text) -> None:
        """One thing that takes longer than a moment."""
        self._terminal.say(what)

    def count(self, what: Text, done: int, of: int) -> None:
        """So many done of so many; a line at the start and every five seconds without a bar."""
        name = what.to(self._terminal.language)
        if self._bars is None:
            now = time.monotonic()
            ended = done >= of > 1
            if (ended and name not in self._ended) or now - self._said.get(name, 0.0) >= 5:
                self._said[name] = now
                if ended:
                    self._ended.add(name)
                print(f"{name} {done}/{of}", file=sys.stderr, flush=True)
            return
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task(name, total=of)
        self._bars.update(self._tasks[name], completed=done, total=of)

    def share(self, what: Text, done: float) -> None:
        """A phase, and how much of the whole is done, 0 to 1."""
        heading = Text("Deriving", "推算").to(self._terminal.language)
        name = f"{heading}: {what.to(self._terminal.language)}"
        if self._bars is None:
            print(f"{name} ({done:.0%})", file=sys.stderr, flush=True)
            return
        if heading not in self._tasks:
            self._tasks[heading] = self._bars.add_task(name, total=100)
        self._bars.update(self._tasks[heading], description=name, completed=round(done * 100))


def _shown(columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> list[int]:
    """The columns worth a terminal's width: those in which anything is known."""
    if not rows:
        return list(range(len(columns)))
    return [
        i
        for i, column in enumerate(columns)
        if column.name in UNLESS_NEVER or any(row[i] is not None for row in rows)
    ]


def _table(
    columns: Sequence[Column],
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
) -> Table:
    table = Table(header_style="bold")
    for column, heading, width in zip(columns, headings, widths, strict=True):
        number = column.type in ("integer", "number")
        justify: Literal["left", "right"] = "right" if number else "left"
        table.add_column(escape(heading), justify=justify, width=width, overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    return table


def _spread(least: Sequence[int], widest: Sequence[int], room: int) -> list[int]:
    """Widths of columns: at least ``least``, what room is left evenly where more is wanted."""
    widths = list(least)
    while wanting := [i for i, most in enumerate(widest) if widths[i] < most]:
        for index in wanting[: room - sum(widths)]:
            widths[index] += 1
        if room <= sum(widths):
            break
    return widths


def _least(column: Column, heading: str, values: Sequence[str]) -> int:
    """The narrowest a column may be: headings break at words, texts into a few lines."""
    words = [cell_len(w) if w.isascii() else min(cell_len(w), 8) for w in heading.split()]
    widest = max(map(cell_len, values), default=0)
    if column.type in ("string", "array") and "format" not in column.schema:
        widest = min(widest, max(NARROW, widest // LINES + 1))
    return max([widest, *words])


def _names(columns: Sequence[Column]) -> dict[int, int]:
    """Which column holds the names that belong to the ids of another."""
    at = {column.name: index for index, column in enumerate(columns)}
    pairs = {i: at[f"{name}_name"] for name, i in at.items() if f"{name}_name" in at}
    own = at.get("name", 0)
    if own and own - 1 not in pairs:
        pairs[own - 1] = own
    return pairs
