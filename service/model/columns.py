"""What a column, a table and a relationship are made of; ``tables.py`` lists them."""

from dataclasses import dataclass
from typing import Literal

from service.language import Text

PLAIN = Text("", "")
"""Of a column that needs no more explanation than its label."""

Kind = Literal[
    "id", "text", "integer", "number", "boolean", "date", "choice", "credit_code", "district",
    "industry", "place",
]  # fmt: skip


@dataclass(frozen=True)
class Relation:
    """One type of relationship that tables fill.

    ``key`` names the properties that tell parallel ones between the same two nodes apart.
    ``owner`` is the end whose row says it; with ``single`` the owner has at most one of them.
    """

    type: str
    start: str
    end: str
    key: tuple[str, ...] = ()
    owner: Literal["start", "end"] = "start"
    single: bool = False


@dataclass(frozen=True)
class Column:
    """One column: what a cell may hold and what it becomes in the graph.

    ``refers`` is the label a cell's id must exist under. ``link`` makes the cell a relationship
    instead of a property. ``past``: the date may not be after the dataset's ``as_of``.
    ``least`` and ``most`` limit numbers, ``decimals`` their digits after the point.
    """

    name: str
    kind: Kind
    label: Text
    about: Text = PLAIN
    required: bool = False
    least: float | None = None
    most: float | None = None
    decimals: int = 2
    choices: tuple[str, ...] = ()
    refers: str = ""
    link: Relation | None = None
    past: bool = False
    personal: bool = False
    """Personal data: masked wherever persons are not shown."""
    list_only: bool = False
    """Filled from the first-day list, never by a table."""


@dataclass(frozen=True)
class Table:
    """One CSV file of a dataset. Exactly one of ``label`` and ``relation`` is set.

    ``singular`` is what one node of it is called. ``thing`` is its kind where each has a page of
    its own, which the saved query of that name answers.
    """

    name: str
    title: Text
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    label: str = ""
    relation: Relation | None = None
    start: str = ""
    end: str = ""
    singular: Text = PLAIN
    thing: str = ""

    @property
    def file(self) -> str:
        return f"{self.name}.csv"

    def column(self, name: str) -> Column:
        """The column called ``name``; ``KeyError`` if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def known(self) -> tuple[str, ...]:
        """The names a header line may hold."""
        return tuple(column.name for column in self.columns if not column.list_only)

    @property
    def properties(self) -> tuple[str, ...]:
        """The columns that become properties, without the ids a relationship stands between."""
        ends = (self.start, self.end)
        return tuple(c.name for c in self.columns if c.link is None and c.name not in ends)


LONGEST_ID = 200
LONGEST_TEXT = 2000
"""Characters; an indexed value must stay far below the database's limit of 8 kB."""

MOST_DAYS = 36500.0


def id_column(name: str, label: Text, refers: str = "", *, required: bool = True) -> Column:
    about = (
        Text(f"id of {refers}, see its table", f"所指 {refers} 的编号")
        if refers
        else Text("letters of any script, digits, - _ .", "文字、数字及 - _ .")
    )
    return Column(name, "id", label, about, required, refers=refers)


def date_column(name: str, en: str, zh: str, about: Text = PLAIN, *, past: bool = False) -> Column:
    return Column(name, "date", Text(en, zh), about, past=past)


def days_column(name: str, en: str, zh: str, about: Text = PLAIN) -> Column:
    return Column(name, "number", Text(en, zh), about, least=0, most=MOST_DAYS)


def text_column(
    name: str,
    en: str,
    zh: str,
    about: Text = PLAIN,
    *,
    required: bool = False,
    personal: bool = False,
) -> Column:
    return Column(name, "text", Text(en, zh), about, required, personal=personal)
