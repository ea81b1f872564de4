"""Answers as tables on standard output, within the width of the terminal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from rich.cells import cell_len
from rich.console import Console as RichConsole
from rich.markup import escape
from rich.table import Table

from service.answers.answer import Answer
from service.catalog.parameters import Column
from service.cli.console import Console
from service.clock import local_time, local_time_of
from service.control_characters import visible
from service.display import forms
from service.display.cells import MOMENT, value_of_fact
from service.display.labels import NEVER_READY, word
from service.display.steps import in_words
from service.display.tables import english_values, name_columns, never_in
from service.display.worded import cut_off
from service.language import Language, Text
from service.serialization import to_cell

UNKNOWN = "—"
"""What stands for a value that nobody knows."""

MAX_LINES_PER_VALUE = 3
"""Lines that one value may take in a table; a longer one has its answer shown row by row."""

MIN_WRAPPED_WIDTH = 20
"""Cells of a terminal below which no text is broken into lines."""


def print_answer(answer: Answer, console: Console, out: RichConsole | None = None) -> None:
    """An answer as a table, or where that is wider than the terminal row by row.

    What the rows leave out is told on ``console``; ``out`` is standard output if not given.
    """
    out = out or RichConsole(highlight=False)
    language = console.language
    if answer.query.result == "value" and answer.rows:
        print(_title(answer, language))
        print(_value(answer.columns[0], answer.rows[0][0], language))
        return
    names = name_columns(answer.columns)
    once = [i for i, column in enumerate(answer.columns) if column.once]
    apart = {*names.values(), *once}
    shown = [i for i in _known_columns(answer.columns, answer.rows) if i not in apart]
    columns = [answer.columns[i] for i in shown]
    headings = [answer.columns[names.get(i, i)].label.to(language) for i in shown]
    cells = [
        [_cell(answer.columns[i], row, i, names.get(i), language) for i in shown]
        for row in answer.rows
    ]
    heads = [column.name for column in answer.columns]
    for at, i in enumerate(shown):
        column = answer.columns[i]
        for row, line in zip(answer.rows, cells, strict=True):
            values = dict(zip(heads, row, strict=True))
            if column.is_never(row[i], values):
                line[at] = NEVER_READY.to(language)
            elif column.fact_in and row[i] is not None and values[column.fact_in]:
                words = value_of_fact(column, row[i], values, language)
                if words != row[i]:
                    line[at] = visible(f"{words} ({row[i]})" if i in names else words)
    print(_title(answer, language))
    if not answer.rows and answer.query.empty:
        print(answer.query.empty.to(language))
        return
    for i in once if answer.rows else ():
        if answer.rows[0][i] is not None:
            label = answer.columns[i].label.to(language)
            told = _value(answer.columns[i], answer.rows[0][i], language)
            print(Text(f"{label}: {told}", f"{label}：{told}").to(language))
    widths = _column_widths(columns, headings, cells, out.width if out.is_terminal else None)
    if widths is None:
        for row in cells:
            _print_record(out, headings, row)
    elif out.is_terminal:
        out.print(_table(columns, headings, cells, widths))
    else:
        wide = RichConsole(width=sum(widths) + _borders(len(widths)), highlight=False)
        wide.print(_table(columns, headings, cells, widths))
    known = {*shown, *apart}
    unknown = [
        column.label.to(language)
        for i, column in enumerate(answer.columns)
        if i not in known and not column.optional
    ]
    if unknown and answer.rows:
        console.say(Text(f"Nothing known: {', '.join(unknown)}", f"均未填：{'、'.join(unknown)}"))
    if cut := cut_off(answer):
        if answer.query.complete_on_request:
            cut = Text("all: --format csv or ndjson", "全部结果请用 --format csv 或 ndjson")
        first = len(answer.rows)
        console.say(Text(f"Only the first {first} rows; {cut.en}", f"仅前 {first} 行；{cut.zh}"))


def _title(answer: Answer, language: Language) -> str:
    """The line above an answer: what was asked, of which day, how many rows."""
    about = forms.scope(answer.query, answer.parameters, {}, language)
    as_of, count = answer.state.as_of, len(answer.rows)
    parts = [
        answer.query.title,
        *(Text(f"{label}: {value}", f"{label}：{value}") for label, value in about),
        Text(f"as of {as_of}", f"数据时点 {as_of}"),
        Text(f"{count} row{'s' * (count != 1)}", f"{count} 行"),
    ]
    return visible(" · ".join(part.to(language) for part in parts))


def _cell(
    column: Column, row: Sequence[Any], index: int, name: int | None, language: Language
) -> str:
    """One value as text; an id stands behind the name that belongs to it."""
    value = _value(column, row[index], language)
    if name is None or row[name] is None:
        return value
    return visible(f"{row[name]} ({value})")


def _value(column: Column, value: Any, language: Language) -> str:
    """A value as text that a terminal only shows, whoever wrote it; a code in words."""
    return visible(_written(column, value, language))


def _written(column: Column, value: Any, language: Language) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return (Text("yes", "是") if value else Text("no", "否")).to(language)
    if isinstance(value, datetime):
        return local_time(value)
    if isinstance(value, float):
        return f"{round(value, 4):.15g}"
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return "; ".join(in_words(item, _no_name, language) for item in value)
    if isinstance(value, str) and column.schema.get("format") == MOMENT:
        return local_time_of(value)
    if isinstance(value, list) and column.words:
        return str(to_cell([word(column.words, item, language) for item in value]))
    return word(column.words, value, language)


def _no_name(kind: str, id: str) -> None:
    """No name beside those that the answer tells itself: a terminal calls things by these."""


def _known_columns(columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> list[int]:
    """The columns worth a terminal's width: those in which anything is known."""
    if not rows:
        return list(range(len(columns)))
    hidden = english_values(columns)
    return [
        i
        for i in range(len(columns))
        if i not in hidden
        and (any(row[i] is not None for row in rows) or never_in(columns, i, rows))
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


def _print_record(out: RichConsole, headings: Sequence[str], row: Sequence[str]) -> None:
    """One row as lines of heading and value, what is not known left out."""
    lines = Table.grid(padding=(0, 2))
    lines.add_column(style="bold", no_wrap=True)
    lines.add_column(overflow="fold")
    for heading, value in zip(headings, row, strict=True):
        if value != UNKNOWN:
            lines.add_row(escape(heading), escape(value))
    out.rule(style="dim")
    out.print(lines)


def _borders(columns: int) -> int:
    """Cells that the lines of a table and the space beside them take."""
    return 1 + 3 * columns


def _column_widths(
    columns: Sequence[Column],
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    width: int | None,
) -> list[int] | None:
    """Widths of all columns in a table ``width`` cells wide; none where they do not fit.

    Without ``width`` nothing is broken into lines.
    """
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    widest = [
        max(map(cell_len, [heading, *column]))
        for heading, column in zip(headings, values, strict=True)
    ]
    if width is None:
        return widest
    room = width - _borders(len(columns))
    narrowest = [_min_width(*column) for column in zip(columns, headings, values, strict=True)]
    if sum(narrowest) > room:
        return None
    unbroken = [max(map(cell_len, column), default=0) for column in values]
    return _widen(_widen(narrowest, unbroken, room), widest, room)


def _min_width(column: Column, heading: str, values: Sequence[str]) -> int:
    """The narrowest a column may be: headings break at words, texts into a few lines."""
    words = [cell_len(w) if w.isascii() else min(cell_len(w), 8) for w in heading.split()]
    widest = max(map(cell_len, values), default=0)
    if column.type in ("string", "array") and "format" not in column.schema:
        widest = min(widest, max(MIN_WRAPPED_WIDTH, widest // MAX_LINES_PER_VALUE + 1))
    return max([widest, *words])


def _widen(narrowest: Sequence[int], wanted: Sequence[int], room: int) -> list[int]:
    """Widths from ``narrowest`` up to ``wanted``: what room is left is given out evenly."""
    widths = list(narrowest)
    while narrow := [i for i, width in enumerate(wanted) if widths[i] < width]:
        for index in narrow[: room - sum(widths)]:
            widths[index] += 1
        if room <= sum(widths):
            break
    return widths
