"""A chart of an answer as horizontal bars: a group for each row, in it a bar for each series."""

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


def chart(answer: Answer, language: Language) -> Chart:
    """The chart of an answer: its first column is x, each of the others a series of numbers."""
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
