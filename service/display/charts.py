"""A chart of an answer: over days lines, one for each series; else horizontal bars, a group for
each row and in it a bar for each series."""

import datetime
import math
from dataclasses import dataclass

from service.answers.answer import Answer
from service.display.labels import word
from service.display.numbers import number
from service.language import Language

MAX_GROUPS = 60
"""Rows that are drawn; the table below has all."""

WIDTH = 720.0
LABELS = 180.0
"""Of the width, what the labels on the left take."""
VALUES = 90.0
"""Of the width, what the values at the ends of the bars may take."""
BAR = 16.0
GAP = 10.0
"""Heights of a bar and between groups, all in the units of the drawing."""


@dataclass(frozen=True)
class Bar:
    """One bar; ``series`` counts from 0, ``text`` is its value in words."""

    x: float
    y: float
    width: float
    series: int
    text: str
    text_x: float


@dataclass(frozen=True)
class Group:
    """What one row shows; ``y`` is the middle of its label."""

    label: str
    y: float
    bars: list[Bar]


@dataclass(frozen=True)
class Chart:
    """A chart in units of its own; ``zero`` is where bars begin."""

    width: float
    height: float
    zero: float
    bar: float
    labels: float
    series: list[str]
    groups: list[Group]


@dataclass(frozen=True)
class Point:
    """One value of a line, with its day and itself in words."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class LineChart:
    """Lines over days: ``lines`` by series, ``days`` and ``levels`` where the axes are labelled."""

    width: float
    height: float
    series: list[str]
    lines: list[list[Point]]
    days: list[tuple[float, str]]
    levels: list[tuple[float, str]]


LINE_HEIGHT = 260.0
AXIS = 52.0
"""Of the width, what the labels of the levels take."""
MARGIN = 24.0
"""Above and below the lines, and to their right."""
MAX_DAY_LABELS = 8


def chart(answer: Answer, language: Language) -> Chart | LineChart:
    """The chart of an answer: its first column is x, each of the others a series of numbers."""
    if answer.columns[0].schema.get("format") == "date":
        return _lines(answer, language)
    return _bars(answer, language)


def _lines(answer: Answer, language: Language) -> LineChart:
    """Lines over days; what is blank on a day has no point there."""
    _, *series = answer.columns
    rows = sorted((row for row in answer.rows if row[0] is not None), key=lambda row: str(row[0]))
    days = [_ordinal(row[0]) for row in rows]
    known = [value for row in rows for value in row[1:] if value is not None]
    levels = _levels(min([0, *known]), max([0, *known]) or 1)
    least, most = levels[0], levels[-1]
    across = (WIDTH - AXIS - MARGIN) / ((days[-1] - days[0]) or 1) if days else 0.0
    up = (LINE_HEIGHT - 2 * MARGIN) / ((most - least) or 1)

    def x_of(day: int) -> float:
        return AXIS + (day - days[0]) * across

    def y_of(value: float) -> float:
        return float(LINE_HEIGHT - MARGIN - (value - least) * up)

    lines = [
        [
            Point(
                x_of(day), y_of(row[place]), f"{row[0]} {number(column.name, row[place], language)}"
            )
            for day, row in zip(days, rows, strict=True)
            if row[place] is not None
        ]
        for place, column in enumerate(series, 1)
    ]
    every = max(1, -(-len(rows) // MAX_DAY_LABELS))
    labelled = [(x_of(days[place]), str(rows[place][0])) for place in range(0, len(rows), every)]
    return LineChart(
        WIDTH,
        LINE_HEIGHT,
        [column.label.to(language) for column in series],
        lines,
        labelled,
        [(y_of(level), number(series[0].name, level, language)) for level in levels],
    )


def _levels(least: float, most: float) -> list[float]:
    """Round numbers, some four steps, from at most ``least`` to at least ``most``."""
    rough = (most - least) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(times * power for times in (1, 2, 2.5, 5, 10) if times * power >= rough)
    first, last = math.floor(least / step), math.ceil(most / step)
    return [number * step for number in range(first, last + 1)]


def _ordinal(day: datetime.date | str) -> int:
    return (datetime.date.fromisoformat(day) if isinstance(day, str) else day).toordinal()


def _bars(answer: Answer, language: Language) -> Chart:
    x, *series = answer.columns
    rows = answer.rows[:MAX_GROUPS]
    known = [value for row in rows for value in row[1:] if value is not None]
    least, most = min([0, *known]), max([0, *known])
    scale = (WIDTH - LABELS - VALUES) / ((most - least) or 1)
    zero = LABELS - least * scale
    groups, y = [], GAP
    for row in rows:
        middle = y + BAR * len(series) / 2
        label = "—" if row[0] is None else word(x.words, row[0], language)
        bars = []
        for place, (column, value) in enumerate(zip(series, row[1:], strict=True)):
            if value is not None:
                start, length = zero + min(0, value) * scale, abs(value) * scale
                text = number(column.name, value, language)
                top = y + place * BAR
                bars.append(Bar(start, top, length, place, text, start + length + 4))
        groups.append(Group(label, middle, bars))
        y += BAR * len(series) + GAP
    labels = [column.label.to(language) for column in series]
    return Chart(WIDTH, y, zero, BAR, LABELS, labels, groups)
