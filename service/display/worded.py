"""Rows as people keep them in a spreadsheet: headings and codes in words of one language, things by
their names, "never" as a word; numbers, dates and ids as they are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from service.answers.answer import Answer, AnswerStream
from service.catalog.parameters import Column
from service.display import cells
from service.display.labels import NEVER_READY, NO, YES, word
from service.language import Language, Text
from service.model.places import PlaceWords
from service.model.tables import ID_PREFIXES, THINGS
from service.serialization import to_cell

Named = Callable[[Mapping[str, set[str]]], Mapping[str, Text]]
"""How things are called, by their ids outside the database, from their ids by label."""


def without_names(ids: Mapping[str, set[str]]) -> dict[str, Text]:
    """Nothing is called anything: ids are told as they are."""
    return {}


ROWS_AT_ONCE = 1_000
"""For so many rows names are looked up together."""


def headings(columns: Sequence[Column], language: Language) -> list[str]:
    """The heads of all columns; where two are called alike, each with its code."""
    labels = [column.label.to(language) for column in columns]
    return [
        f"{label} ({column.name})" if labels.count(label) > 1 else label
        for label, column in zip(labels, columns, strict=True)
    ]


def worded(answer: Answer | AnswerStream, language: Language, named: Named) -> Iterator[list[Any]]:
    """The rows of ``answer``, cell by cell: a text, a number, a date or nothing."""
    columns = answer.query.columns
    rows = iter(answer.rows)
    beside, english = cells.name_columns(columns), cells.english_name(columns)
    heads = [column.name for column in columns]
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        names = named(cells.ids_to_name(columns, batch, language))
        reader = cells.Reader(language, lambda kind, id: "", {}, names)
        for row in batch:
            facts = dict(zip(heads, row, strict=True))
            cells_of_row = [
                _cell(reader, column, value, facts)
                for column, value in zip(columns, row, strict=True)
            ]
            for of, place in beside.items():
                kind = columns[of].links
                if isinstance(row[of], list):
                    cells_of_row[place] = cells_of_row[of]
                    cells_of_row[of] = to_cell(row[of])
                elif kind in THINGS and row[of] is not None:
                    known = names.get(ID_PREFIXES[THINGS[kind].label] + row[of])
                    cells_of_row[place] = known.to(language) if known else row[place]
            if english is not None and language == "en" and row[english]:
                cells_of_row[heads.index("name")] = row[english]
            yield cells_of_row


def _cell(reader: cells.Reader, column: Column, value: Any, facts: Mapping[str, Any]) -> Any:
    language = reader.language
    if value is None:
        never = column.blank_is_never or (
            column.forecast == "ready" and column.type == "number" and not facts.get("runs")
        )
        return NEVER_READY.to(language) if never else None
    if isinstance(value, bool):
        return (YES if value else NO).to(language)
    if isinstance(value, list | dict):
        several = value if isinstance(value, list) else [value]
        parts = [reader.item(column, one).text for one in several]
        return Text("; ", "；").to(language).join(parts)
    if isinstance(value, str) and column.words:
        text = word(column.words, value, language)
        # the code of a place is used, too
        coded = isinstance(column.words, PlaceWords) and text != value
        return f"{text} ({value})" if coded else text
    return value
