"""Answers as tables: which columns people are shown, and the cells of each row."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from service.answers.answer import Answer
from service.catalog.parameters import Column
from service.display.cells import Cell, Link, Reader, value_of_fact
from service.display.steps import THINGS_NAMED
from service.language import Language, Text
from service.model.tables import THINGS

CODED = re.compile(r"\s*(编号|代码| id| code)$")
"""The end of a column's label that a name in the place of the id makes untrue."""

STRUCTURAL = "structural-days"
"""The format of a column of days that say nothing of today."""


@dataclass(frozen=True)
class Heading:
    """The head of a column on a page; ``numeric`` ones stand to the right."""

    name: str
    label: str
    numeric: bool
    empty: bool = False
    """Whether no row has anything here; paper goes without."""
    sort_href: str = ""
    """The address of the same table sorted by it, where it can be."""
    order: str = ""
    """``ascending`` or ``descending``, where the table is sorted by it."""

    @property
    def long(self) -> bool:
        return len(self.label) > 12


@dataclass(frozen=True)
class Table:
    """An answer's rows for a page: an id and the name beside it share one cell. ``once``: the label
    and the value of what is the same in all of them."""

    headings: list[Heading]
    rows: list[list[Cell]]
    offers: Sequence[Sequence[Cell]] = ()
    """For each row the actions that it offers, as links; empty where none does."""
    once: list[tuple[str, Cell]] = field(default_factory=list)


class RowReader:
    """Reads rows for people, cell by cell; ``names``, and the ``nodes`` of the answer's graph, are
    by ids outside the database."""

    def __init__(
        self,
        columns: Sequence[Column],
        language: Language,
        link: Link,
        names: Mapping[str, Text],
        nodes: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.columns, self.language = columns, language
        self._names = [column.name for column in columns]
        self._beside = name_columns(columns)
        self._english = english_name(columns) if language == "en" else None
        self._nodes = nodes or {}
        self._reader = Reader(language, link, self._nodes, names)
        # by the structure alone nobody runs, whatever is known of the enterprise today
        self._structural = any(one.schema.get("format") == STRUCTURAL for one in columns)

    def facts(self, row: Sequence[Any]) -> Mapping[str, Any]:
        """What is known of a row and of its enterprise."""
        facts = dict(zip(self._names, row, strict=True))
        if self._structural or not self._nodes:
            return facts
        return {**self._nodes.get(facts.get("enterprise", ""), {}), **facts}

    def cell(self, row: Sequence[Any], place: int, facts: Mapping[str, Any] | None = None) -> Cell:
        """The cell of a row in the column at ``place``, with the name that stands beside an id."""
        value = row[place]
        if place in self._beside and not isinstance(value, list):
            return self._reader.named(self.columns[place], value, self._name(row, place))
        known = self.facts(row) if facts is None else facts
        return self._reader.cell(self.columns[place], value, known)

    def cells(self, row: Sequence[Any], places: Sequence[int]) -> list[Cell]:
        facts = self.facts(row)
        return [self.cell(row, place, facts) for place in places]

    def texts(self, row: Sequence[Any], place: int) -> Iterator[str]:
        """All that the cell in a column can be found by."""
        cell = self.cell(row, place)
        yield from (cell.text, cell.note, *(part.text for part in cell.parts))
        if isinstance(row[place], str):
            yield row[place]
        if isinstance(name := row[self._beside.get(place, place)], str):
            yield name

    def value(self, place: int, value: Any) -> Cell:
        """One value of a column by itself, as of a list to choose from."""
        return self._reader.cell(self.columns[place], value, {})

    def _name(self, row: Sequence[Any], place: int) -> Any:
        column = self.columns[place]
        if column.fact_in and row[place] is not None:
            words = value_of_fact(column, row[place], self.facts(row), self.language)
            if words != row[place]:
                return words
        told = row[self._english] if self._english is not None else None
        beside = self._beside[place]
        return told if told and self._names[beside] == "name" else row[beside]


def shown_places(answer: Answer) -> list[int]:
    """The places of the columns that people are shown: an id stands with its name, what is the same
    in all rows above them, and what is optional and blank nowhere."""
    columns = answer.columns
    hidden = {*name_columns(columns).values(), english_name(columns)}
    hidden |= {place for place, column in enumerate(columns) if column.once}
    hidden |= english_values(columns)
    hidden |= {
        place
        for place, column in enumerate(columns)
        if column.optional
        and all(row[place] is None for row in answer.rows)
        and not never_in(columns, place, answer.rows)
    }
    return [place for place in range(len(columns)) if place not in hidden]


def table(
    answer: Answer,
    language: Language,
    link: Link,
    names_known: Mapping[str, Text] | None = None,
    *,
    rows: Sequence[Sequence[Any]] | None = None,
    places: Sequence[int] | None = None,
) -> Table:
    """The rows of ``answer``, or some of them, as people read them, in all columns that are shown
    or those at ``places``; ``names_known`` by id outside the database."""
    columns = answer.columns
    reader = RowReader(columns, language, link, names_known or {}, nodes_of(answer))
    shown = shown_places(answer) if places is None else places
    told = [
        (column.label.to(language), reader.cell(answer.rows[0], place))
        for place, column in enumerate(columns if answer.rows else ())
        if column.once and answer.rows[0][place] is not None
    ]
    return Table(
        [heading(answer, place, language) for place in shown],
        [reader.cells(row, shown) for row in (answer.rows if rows is None else rows)],
        once=told,
    )


def nodes_of(answer: Answer) -> dict[str, Mapping[str, Any]]:
    """What the graph of an answer knows of each node, by id."""
    graph = answer.subgraph
    return {node.id: node.properties for node in graph.nodes} if graph else {}


def heading(answer: Answer, place: int, language: Language) -> Heading:
    """The head of one column."""
    column = answer.columns[place]
    label = column.label.to(language)
    if place in name_columns(answer.columns):
        label = CODED.sub("", label)
    # where nothing means never it is an answer, on paper too
    empty = all(row[place] is None for row in answer.rows) and not never_in(
        answer.columns, place, answer.rows
    )
    return Heading(column.name, label, column.type in ("integer", "number"), empty)


def never_in(columns: Sequence[Column], place: int, rows: Iterable[Sequence[Any]]) -> int:
    """In how many rows nothing in that column means never."""
    column = columns[place]
    if not column.blank_is_never:
        return 0
    names = [one.name for one in columns]
    return sum(
        column.is_never(None, dict(zip(names, row, strict=True)))
        for row in rows
        if row[place] is None
    )


def english_values(columns: Sequence[Column]) -> set[int]:
    """The places of columns that have what others say of facts, for who reads English."""
    told = {f"{column.name}_en" for column in columns if column.fact_in}
    return {place for place, column in enumerate(columns) if column.name in told}


def english_name(columns: Sequence[Column]) -> int | None:
    """The place of an optional ``name_en``: for who reads English it stands in for ``name``."""
    found = (i for i, one in enumerate(columns) if one.name == "name_en" and one.optional)
    return next(found, None)


def ids_to_name(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    language: Language,
    places: Collection[int] | None = None,
) -> dict[str, set[str]]:
    """The ids in ``rows``, by label, whose names in ``language`` they do not tell themselves: in
    all columns, or in those at ``places``."""
    beside = name_columns(columns)
    ids: dict[str, set[str]] = {}
    for place, column in enumerate(columns):
        if places is not None and place not in places:
            continue
        told = place in beside and language == "zh" and column.type != "array"
        for row in rows if column.links in THINGS and not told else ():
            values = row[place] if isinstance(row[place], list) else [row[place]]
            found = (value for value in values if isinstance(value, str))
            ids.setdefault(THINGS[column.links].label, set()).update(found)
        for row in rows if column.of else ():
            for value in row[place] if isinstance(row[place], list) else [row[place]]:
                for kind, id_ in column.ids_in(value):
                    ids.setdefault(THINGS[kind].label, set()).add(id_)
        for row in rows if column.type == "array" else ():
            for step in row[place] or ():
                for key, value in step.items() if isinstance(step, dict) else ():
                    if key in THINGS_NAMED and value:
                        label = THINGS[THINGS_NAMED[key]].label
                        several = value if isinstance(value, list) else [value]
                        ids.setdefault(label, set()).update(several)
    return {label: found for label, found in ids.items() if found}


def name_columns(columns: Sequence[Column]) -> dict[int, int]:
    """Where the name of the thing stands whose id is in a column, by the place of that column.

    That is ``supplier_name`` for ``supplier``, ``material_names`` for ``materials``, and plain
    ``name`` for the column before it.
    """
    places = {column.name: place for place, column in enumerate(columns)}
    named = {
        place: places[f"{name}_name"] for name, place in places.items() if f"{name}_name" in places
    }
    named |= {
        place: places[f"{name[:-1]}_names"]
        for name, place in places.items()
        if f"{name[:-1]}_names" in places
    }
    own = places.get("name", 0)
    if own and own - 1 not in named and columns[own - 1].type == "string":
        named[own - 1] = own
    return named
